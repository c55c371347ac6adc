"""Packs whose elements are each sound but do not fit together."""

from __future__ import annotations

from tests.catalog.broken import ID, broken

THERE = "; there are 'flour', 'kneading', 'patience'"

IDS = [
    broken(
        "id with a capital", ("id: q-rye", "id: Q-rye #!"), faults=[("questions[0].id", f"{ID}, not the text 'Q-rye'")]
    ),
    broken(
        "id with a space",
        ("id: apprentice", "id: the apprentice #!"),
        faults=[("journeys[0].id", f"{ID}, not the text 'the apprentice'")],
    ),
    broken(
        "id that ends in a hyphen", ("id: d-knead", "id: d- #!"), faults=[("drills[0].id", f"{ID}, not the text 'd-'")]
    ),
    broken(
        "number for an id",
        ("id: q-rye", "id: 007 #!"),
        faults=[("questions[0].id", "must be text: put quotes around 007")],
    ),
    broken("id without a value", ("id: q-rye", "id: #!"), faults=[("questions[0].id", "has no value")]),
    broken(
        "element without an id",
        ("id: q-rye\n    skill: flour", "skill: flour #!"),
        faults=[
            ("questions[0].id", "is missing: lower-case letters, digits and hyphens, by which it is told from others")
        ],
    ),
    broken(
        "skill without an id: nothing is called unknown",
        ("id: flour\n    capability: bread", "capability: bread #!"),
        faults=[
            ("skills[0].id", "is missing: lower-case letters, digits and hyphens, by which it is told from others")
        ],
    ),
    broken(
        "capability twice",
        ("\nskills:", "  - {id: bread, title: T, method: M, measurement: M, early_warning: W} #!\n\nskills:"),
        faults=[("capabilities[1].id", "is taken: capabilities[0] has the id 'bread' too")],
    ),
    broken(
        "skill twice",
        (
            "\nquestions:",
            "  - {id: flour, capability: bread, title: T, dimension: attitude, description: D} #!\n\nquestions:",
        ),
        faults=[("skills[3].id", "is taken: skills[0] has the id 'flour' too")],
    ),
    broken(
        "question twice",
        ("id: q-gluten", "id: q-rye #!"),
        faults=[("questions[1].id", "is taken: questions[0] has the id 'q-rye' too")],
    ),
    broken(
        "drill with the id of a question",
        ("id: d-knead", "id: q-rye #!"),
        faults=[("drills[0].id", "is taken: questions[0] has the id 'q-rye' too")],
    ),
    broken(
        "journey twice",
        (
            "Second week, skills: [kneading]}",
            "Two, skills: [kneading]}\n  - {id: apprentice, title: A, stages: [{id: f, title: F, skills: [flour]}]} #!",
        ),
        faults=[("journeys[1].id", "is taken: journeys[0] has the id 'apprentice' too")],
    ),
    broken(
        "stage twice",
        ("id: second, title: Second week", "id: first, title: Second week #!\n      "),
        faults=[("journeys[0].stages[1].id", "is the same as that of stages[0]")],
    ),
    broken(
        "option twice",
        ("id: b, text: Wheat,", "id: a, text: Wheat, #!\n        "),
        faults=[("questions[0].options[1].id", "is the same as that of options[0]")],
    ),
    broken(
        "two options that read the same",
        ("text: Wheat,", "text: Rye, #!\n        "),
        faults=[("questions[0].options[1].text", "is the same as that of options[0]")],
    ),
    broken(
        "item twice",
        ("id: bake, text: Bake}", "id: mix, text: Bake} #!"),
        faults=[("questions[5].items[2].id", "is the same as that of items[0]")],
    ),
    broken(
        "two items that read the same",
        ("text: Bake}", "text: Mix} #!"),
        faults=[("questions[5].items[2].text", "is the same as that of items[0]")],
    ),
    broken(
        "criterion twice",
        ("id: calm", "id: smooth #!"),
        faults=[("drills[0].rubric[1].id", "is the same as that of rubric[0]")],
    ),
    broken(
        "modifier twice",
        ("difficulty: 0.3}", "difficulty: 0.3}\n      - {id: wet, text: Cold., difficulty: 1} #!"),
        faults=[("drills[0].modifiers[1].id", "is the same as that of modifiers[0]")],
    ),
    broken(
        "evidence twice",
        ("window-pane test}", "window-pane test}\n      - {id: photo, text: Another} #!"),
        faults=[("drills[0].evidence[1].id", "is the same as that of evidence[0]")],
    ),
    broken(
        "prerequisite twice",
        ("prerequisites: [flour]", "prerequisites: [flour, flour] #!"),
        faults=[("skills[1].prerequisites[1]", "is the same as prerequisites[0]")],
    ),
    broken(
        "skill twice in a journey",
        ("skills: [kneading]", "skills: [kneading, flour] #!\n       "),
        faults=[("journeys[0].stages[1].skills[1]", "has 'flour' again, which is in stages[0] already")],
    ),
]

REFERENCES = [
    broken(
        "unknown capability",
        ("id: patience\n    capability: bread", "id: patience\n    capability: braed #!"),
        faults=[("skills[2].capability", "names a capability that is not there: 'braed'; did you mean 'bread'?")],
    ),
    broken(
        "unknown prerequisite",
        ("prerequisites: [flour]", "prerequisites: [flower] #!"),
        faults=[("skills[1].prerequisites[0]", "names a skill that is not there: 'flower'; did you mean 'flour'?")],
    ),
    broken(
        "unknown encompassed skill",
        ("encompasses: {flour: 0.4}", "encompasses: {shaping: 0.4} #!"),
        faults=[
            (
                "skills[1].encompasses.shaping",
                f"names a skill that is not there: 'shaping'{THERE}",
            )
        ],
    ),
    broken(
        "misspelt skill of the only cloze and recall: it is not called unpractised too",
        ("id: q-rest\n    skill: patience", "id: q-rest\n    skill: patiense #!"),
        ("id: q-hurry\n    skill: patience", "id: q-hurry\n    skill: patiense #!"),
        ("skill: patience\n        levels", "skill: patiense #!\n        levels"),
        faults=[
            ("questions[4].skill", "names a skill that is not there: 'patiense'; did you mean 'patience'?"),
            ("questions[6].skill", "names a skill that is not there: 'patiense'; did you mean 'patience'?"),
            ("drills[0].rubric[1].skill", "names a skill that is not there: 'patiense'; did you mean 'patience'?"),
        ],
    ),
    broken(
        "criterion that maps to no skill: the skill is not called undrilled too",
        ("        skill: kneading\n        weight", "        weight"),
        ("- id: smooth", "- id: smooth #!"),
        faults=[("drills[0].rubric[0].skill", "is missing: the id of the skill that it shows")],
    ),
    broken(
        "unknown skill in a journey",
        ("skills: [flour, patience]", "skills: [flour, haste] #!\n       "),
        faults=[
            (
                "journeys[0].stages[0].skills[1]",
                f"names a skill that is not there: 'haste'{THERE}",
            )
        ],
    ),
    broken(
        "skill that is its own prerequisite",
        ("prerequisites: [flour]", "prerequisites: [kneading] #!"),
        faults=[
            ("skills[1].prerequisites[0]", "goes round in a circle, in which none is the first: kneading → kneading")
        ],
    ),
    broken(
        "circle of prerequisites, which the order of a journey is not blamed for",
        ("Names the flour for a loaf.", "Names it.\n    prerequisites: [patience] #!"),
        ("Leaves dough alone.", "Leaves dough alone.\n    prerequisites: [kneading]"),
        faults=[
            (
                "skills[0].prerequisites[0]",
                "goes round in a circle, in which none is the first: flour → patience → kneading → flour",
            )
        ],
    ),
    broken(
        "two circles of prerequisites",
        ("Names the flour for a loaf.", "Names it.\n    prerequisites: [kneading] #!"),
        ("Leaves dough alone.", "Leaves dough alone.\n    prerequisites: [patience] #!"),
        faults=[
            (
                "skills[0].prerequisites[0]",
                "goes round in a circle, in which none is the first: flour → kneading → flour",
            ),
            ("skills[2].prerequisites[0]", "goes round in a circle, in which none is the first: patience → patience"),
        ],
    ),
    broken(
        "circle of encompassed skills",
        ("Names the flour for a loaf.", "Names it.\n    encompasses: {kneading: 1} #!"),
        faults=[
            (
                "skills[0].encompasses.kneading",
                "goes round in a circle, in which none is the first: flour → kneading → flour",
            )
        ],
    ),
    broken(
        "prerequisite later in the journey",
        ("skills: [flour, patience]", "skills: [kneading, patience] #!\n       "),
        ("Second week, skills: [kneading]", "Second week, skills: [flour]"),
        faults=[
            (
                "journeys[0].stages[0].skills[0]",
                "begins 'kneading' before its prerequisite 'flour', for which it has to wait",
            )
        ],
    ),
    broken(
        "capability without a skill",
        ("\nskills:", "  - {id: cake, title: T, method: M, measurement: M, early_warning: W} #!\n\nskills:"),
        faults=[("capabilities[1]", "has no skill, so there is nothing in it to practise: none names 'cake'")],
    ),
    broken(
        "skill without an exercise",
        (
            "\nquestions:",
            "  - {id: scoring, capability: bread, title: T, dimension: knowledge, description: D} #!\nquestions:",
        ),
        faults=[
            ("skills[3]", "has no exercise, so nobody could practise it: no question and no rubric maps to 'scoring'")
        ],
    ),
    broken(
        "something to be done without a drill",
        ("- id: flour", "- id: flour #!"),
        ("dimension: knowledge", "dimension: skill"),
        faults=[("skills[0]", "is performed (its dimension is skill), so it needs a drill: no rubric maps to 'flour'")],
    ),
]

SEVERAL = [
    broken(
        "a broken entry hides no other of its list",
        ("prerequisites: [flour]", "prerequisites: [Flour, flower] #!!"),
        ("{id: a, text: Spelt, correct: true}", "{id: c, correct: true} #!"),
        ("{id: c, text: Rice}", "{id: c, text: Rice} #!"),
        ("        levels:\n          - It tears.\n          - It stretches.\n", ""),
        ("- id: smooth", "- id: smooth #!"),
        ("skill: patience\n        levels", "skill: kneeding #!\n        levels"),
        ("skills: [flour, patience]", "skills: [7, haste] #!!\n       "),
        faults=[
            ("skills[1].prerequisites[0]", f"{ID}, not the text 'Flour'"),
            ("skills[1].prerequisites[1]", "names a skill that is not there: 'flower'; did you mean 'flour'?"),
            ("questions[1].options[0].text", "is missing: what is shown"),
            ("questions[1].options[2].id", "is the same as that of options[0]"),
            ("drills[0].rubric[0].levels", "is missing: two descriptions or more, the lowest first"),
            ("drills[0].rubric[1].skill", "names a skill that is not there: 'kneeding'; did you mean 'kneading'?"),
            ("journeys[0].stages[0].skills[0]", "must be text: put quotes around 7"),
            (
                "journeys[0].stages[0].skills[1]",
                f"names a skill that is not there: 'haste'{THERE}",
            ),
        ],
    ),
    broken(
        "eight faults in six elements",
        ("language: en", "language: E #!"),
        ("dimension: attitude", "dimension: mood #!"),
        ("revision: 2", "revision: two #!"),
        ("{flour: 0.4}", "{flour: 4, shaping: 0.5} #!!"),
        ("accept: [yeast, Hefe, levure]", "accept: [] #!"),
        ("text: Wheat", "correct: true, text: Wheat"),
        ("    options:\n      - {id: a, text: Rye", "    options: #!\n      - {id: a, text: Rye"),
        ("minutes: 10\n", "minutes: ten #!\n"),
        faults=[
            ("language", "must be a language tag such as 'en' or 'pt-BR' (BCP 47), not the text 'E'"),
            ("skills[1].encompasses.flour", "must be at most 1, not 4"),
            (
                "skills[1].encompasses.shaping",
                f"names a skill that is not there: 'shaping'{THERE}",
            ),
            ("skills[1].revision", "must be a whole number, not the text 'two'"),
            ("skills[2].dimension", "must be 'knowledge', 'skill' or 'attitude', not the text 'mood'"),
            (
                "questions[0].options",
                "must have exactly one correct option, not 2: the kind for several is multiple_choice",
            ),
            ("questions[2].accept", "must have at least 1 entry, not 0"),
            ("drills[0].minutes", "must be a number, not the text 'ten'"),
        ],
    ),
]
