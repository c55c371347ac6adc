"""Packs with fields that are not what they must be."""

from __future__ import annotations

from tests.catalog.broken import ID, broken

HEADER = [
    broken(
        "no pack id",
        ("pack: bakery\ntitle: Bakery", "title: Bakery #!"),
        faults=[("pack", "is missing: the id of the pack, such as 'renewals'")],
    ),
    broken("blank title", ("title: Bakery", "title: ' ' #!"), faults=[("title", "must not be blank")]),
    broken(
        "language with an underscore",
        ("language: en", "language: en_GB #!"),
        faults=[("language", "must be a language tag such as 'en' or 'pt-BR' (BCP 47), not the text 'en_GB'")],
    ),
    broken(
        "language by its name",
        ("language: en", "language: english #!"),
        faults=[("language", "must be a language tag such as 'en' or 'pt-BR' (BCP 47), not the text 'english'")],
    ),
    broken(
        "misspelt field of the pack",
        ("language: en", "langauge: en #!"),
        faults=[("langauge", "is not a field of a pack; did you mean 'language'?")],
    ),
    broken(
        "misspelt section: nothing in it is called missing",
        ("\nskills:", "\nskils: #!"),
        faults=[("skils", "is not a field of a pack; did you mean 'skills'?")],
    ),
    broken(
        "misspelt section of questions: no skill is called unpractised",
        ("\nquestions:", "\nquestion: #!"),
        faults=[("question", "is not a field of a pack; did you mean 'questions'?")],
    ),
    broken(
        "credit in words",
        ("language: en", "language: en\ncredit: always #!"),
        faults=[("credit", "must be true or false, not the text 'always'")],
    ),
    broken(
        "misspelt credit",
        ("language: en", "language: en\ncredits: true #!"),
        faults=[("credits", "is not a field of a pack; did you mean 'credit'?")],
    ),
    broken(
        "section that is no list",
        ("journeys:\n  - id: apprentice", "journeys: #!\n    id: apprentice"),
        faults=[("journeys", "must be a list, not a mapping")],
    ),
    broken(
        "section without a value",
        ("journeys:\n", "journeys: #!\nold: #!\n"),
        faults=[
            ("journeys", "has no value: leave it out, or write []"),
            ("old", "is not a field of a pack"),
        ],
    ),
]

SKILLS = [
    broken(
        "weight of what cannot be a skill: it is not called unknown too",
        ("{flour: 0.4}", "{Flour: 0.4} #!"),
        faults=[("skills[1].encompasses.Flour", f"{ID}, not the text 'Flour'")],
    ),
    broken(
        "no capability where there are several",
        ("- id: patience\n    capability: bread\n", "- id: patience #!\n"),
        ("- id: flour\n    capability: bread", "- id: flour\n    capability: cake"),
        ("\nskills:", "  - {id: cake}\n\nskills:"),
        faults=[("skills[2].capability", "is missing: there are 'bread', 'cake'")],
    ),
    broken(
        "unknown dimension",
        ("dimension: attitude", "dimension: atitude #!"),
        faults=[("skills[2].dimension", "must be 'knowledge', 'skill' or 'attitude', not the text 'atitude'")],
    ),
    broken(
        "weight of zero",
        ("{flour: 0.4}", "{flour: 0} #!"),
        faults=[("skills[1].encompasses.flour", "must be greater than 0, not 0")],
    ),
    broken(
        "weight over one",
        ("{flour: 0.4}", "{flour: 1.01} #!"),
        faults=[("skills[1].encompasses.flour", "must be at most 1, not 1.01")],
    ),
    broken(
        "weights as a list",
        ("{flour: 0.4}", "[flour] #!"),
        faults=[("skills[1].encompasses", "must be a mapping, not a list")],
    ),
    broken(
        "one prerequisite without brackets",
        ("prerequisites: [flour]", "prerequisites: flour #!"),
        faults=[("skills[1].prerequisites", "must be a list, not the text 'flour'")],
    ),
    broken(
        "half a revision",
        ("revision: 2", "revision: 2.5 #!"),
        faults=[("skills[1].revision", "must be a whole number, not 2.5")],
    ),
    broken(
        "revision zero", ("revision: 2", "revision: 0 #!"), faults=[("skills[1].revision", "must be at least 1, not 0")]
    ),
    broken(
        "unknown effect",
        ("on_change: reset", "on_change: forget #!"),
        faults=[("skills[1].on_change", "must be 'keep', 'soften' or 'reset', not the text 'forget'")],
    ),
    broken(
        "priority zero",
        ("dimension: attitude", "dimension: attitude\n    priority: 0 #!"),
        faults=[("skills[2].priority", "must be greater than 0, not 0")],
    ),
    broken(
        "priority over a hundred",
        ("dimension: attitude", "dimension: attitude\n    priority: 100.5 #!"),
        faults=[("skills[2].priority", "must be at most 100, not 100.5")],
    ),
    broken(
        "priority in words",
        ("dimension: attitude", "dimension: attitude\n    priority: high #!"),
        faults=[("skills[2].priority", "must be a number, not the text 'high'")],
    ),
    broken(
        "priority without end",
        ("dimension: attitude", "dimension: attitude\n    priority: .inf #!"),
        faults=[("skills[2].priority", "must be a finite number, not inf")],
    ),
    broken(
        "to be applied at once",
        ("dimension: attitude", "dimension: attitude\n    apply_within_days: 0 #!"),
        faults=[("skills[2].apply_within_days", "must be at least 1, not 0")],
    ),
    broken(
        "to be applied after more than a year",
        ("dimension: attitude", "dimension: attitude\n    apply_within_days: 366 #!"),
        faults=[("skills[2].apply_within_days", "must be at most 365, not 366")],
    ),
    broken(
        "to be applied within half days",
        ("dimension: attitude", "dimension: attitude\n    apply_within_days: 1.5 #!"),
        faults=[("skills[2].apply_within_days", "must be a whole number, not 1.5")],
    ),
    broken(
        "misspelt field that is needed: said once",
        ("description: Leaves", "descripton: Leaves #!"),
        faults=[("skills[2].descripton", "is not a field of a skill; did you mean 'description'?")],
    ),
]

DRILLS = [
    broken(
        "no rubric",
        ("rubric:\n      - id: smooth", "rubric: [] #!\n    old: #!\n      - id: smooth"),
        faults=[
            ("drills[0].rubric", "must have at least 1 entry, not 0"),
            ("drills[0].old", "is not a field of a drill"),
        ],
    ),
    broken(
        "one level",
        ("levels: [Hurries., Rests it.]", "levels: [Rests it.] #!"),
        faults=[("drills[0].rubric[1].levels", "must have at least 2 entries, not 1")],
    ),
    broken(
        "weight of a criterion",
        ("weight: 2", "weight: 0 #!"),
        faults=[("drills[0].rubric[0].weight", "must be greater than 0, not 0")],
    ),
    broken(
        "no time",
        ("time_limit_seconds: 600", "time_limit_seconds: 0 #!"),
        faults=[("drills[0].time_limit_seconds", "must be greater than 0, not 0")],
    ),
    broken(
        "time as minutes and seconds",
        ("time_limit_seconds: 600", "time_limit_seconds: 10:00 #!"),
        faults=[("drills[0].time_limit_seconds", "must be a whole number, not the text '10:00'")],
    ),
    broken(
        "minutes below zero",
        ("minutes: 10\n", "minutes: -10 #!\n"),
        faults=[("drills[0].minutes", "must be greater than 0, not -10")],
    ),
    broken(
        "more minutes than a day has",
        ("minutes: 10\n", "minutes: 1441 #!\n"),
        faults=[("drills[0].minutes", "must be at most 1440, not 1441")],
    ),
    broken(
        "difficulty over one",
        ("difficulty: 0.3}", "difficulty: 3} #!"),
        faults=[("drills[0].modifiers[0].difficulty", "must be at most 1, not 3")],
    ),
    broken(
        "no instructions",
        ("- id: d-knead", "- id: d-knead #!"),
        ("    instructions: |\n      Knead for eight minutes.\n      Do not add flour.\n", ""),
        faults=[("drills[0].instructions", "is missing: what to do")],
    ),
    broken(
        "unknown facet",
        ("title: Knead a loaf\n    facet: how", "title: Knead a loaf\n    facet: who #!"),
        faults=[("drills[0].facet", "must be 'what', 'how' or 'why', not the text 'who'")],
    ),
    broken(
        "unknown format",
        ("title: Knead a loaf", "title: Knead a loaf\n    format: role-play #!"),
        faults=[
            (
                "drills[0].format",
                "must be 'role_play', 'discussion', 'live_call', 'artefact' or 'observation', not the text 'role-play'",
            )
        ],
    ),
    broken(
        "revision zero of a drill",
        ("title: Knead a loaf", "title: Knead a loaf\n    revision: 0 #!"),
        faults=[("drills[0].revision", "must be at least 1, not 0")],
    ),
    broken(
        "unknown effect of a drill",
        ("title: Knead a loaf", "title: Knead a loaf\n    on_change: softer #!"),
        faults=[("drills[0].on_change", "must be 'keep', 'soften' or 'reset', not the text 'softer'")],
    ),
    broken(
        "colon without quotes makes a mapping of a text",
        ("constraints: [No machine.]", "constraints:\n      - No machine: by hand. #!"),
        faults=[("drills[0].constraints[0]", "must be text, not a mapping")],
    ),
]

JOURNEYS = [
    broken(
        "journey without stages",
        ("journeys:\n", "journeys:\n  - {id: empty, title: Empty, stages: []} #!\n"),
        faults=[("journeys[0].stages", "must have at least 1 entry, not 0")],
    ),
    broken(
        "stage without skills",
        ("skills: [kneading]}", "skills: []} #!"),
        faults=[("journeys[0].stages[1].skills", "must have at least 1 entry, not 0")],
    ),
]

YAML = [
    broken(
        "field twice, wrong the first time",
        ("title: Bakery", "title: 7 #!\ntitle: Bakery #!"),
        faults=[("title", "must be text: put quotes around 7"), ("title", "is there twice")],
    ),
    broken(
        "field twice, wrong the second time: the first counts",
        ("title: Bakery", "title: Bakery\ntitle: 7 #!"),
        faults=[("title", "is there twice")],
    ),
    broken(
        "field twice", ("title: Bakery", "title: Bakery\ntitle: Bread shop #!"), faults=[("title", "is there twice")]
    ),
    broken(
        "field twice deep inside",
        ("{id: b, text: Wheat,", "{id: b, text: Wheat, id: c, #!\n         "),
        faults=[("questions[0].options[1].id", "is there twice")],
    ),
    broken(
        "tag",
        ("title: Bakery", "title: !shop Bakery #!"),
        faults=[("title", "has the tag !shop, for which a pack has no use")],
    ),
    broken(
        "merge key",
        ("- id: q-gluten", "- <<: {facet: what} #!\n    id: q-gluten"),
        faults=[("questions[1].<<", "is not a field of a multiple_choice question")],
    ),
    broken(
        "fault inside what an alias repeats: where it is written",
        ("constraints: [No machine.]", "constraints: &same [12] #!!"),
        ("tags: [rye]\n    instructions", "instructions"),
        (
            "levels: [Hurries., Rests it.]",
            "levels: [Hurries., Rests it.]\n      - {id: more, title: More, skill: patience, levels: *same } #!",
        ),
        faults=[
            ("drills[0].constraints[0]", "must be text: put quotes around 12"),
            ("drills[0].rubric[2].levels[0]", "must be text: put quotes around 12"),
            ("drills[0].rubric[2].levels", "must have at least 2 entries, not 1"),
        ],
    ),
]
