"""Packs with questions that cannot be asked or answered."""

from __future__ import annotations

from tests.catalog.broken import broken

NOTHING_LEFT = "cannot be told from a blank answer: nothing is left of it where answers are compared"
KINDS = "single_choice, multiple_choice, short_text, numeric, cloze, ordering, recall"

NOBODY = "nobody could be right"

QUESTIONS = [
    broken(
        "no kind",
        ("skill: flour\n    kind: single_choice", "skill: flour"),
        ("- id: q-rye", "- id: q-rye #!"),
        faults=[("questions[0].kind", f"is missing: one of {KINDS}")],
    ),
    broken(
        "misspelt kind: the rest is read as what it seems to be",
        ("kind: single_choice", "kind: single-choice #!"),
        ("correct: true}\n      - {id: b, text: Wheat", "correct: false}\n      - {id: b, text: Wheat"),
        ("- id: q-rye", "- id: q-rye #!"),
        ("tags: [rye]\n    prompt: Which flour makes a dark loaf?\n    options:", "tags: [rye]\n    options: #!"),
        faults=[
            ("questions[0].prompt", "is missing: what the learner is asked"),
            (
                "questions[0].kind",
                f"must be one of {KINDS}, not the text 'single-choice'; did you mean 'single_choice'?",
            ),
            ("questions[0].options", f"must have exactly one correct option, not none: {NOBODY}"),
        ],
    ),
    broken(
        "kind unheard of: what all questions have is read",
        ("kind: recall", "kind: essay #!"),
        ("skill: patience\n    kind: essay", "skill: patienc #!\n    kind: essay"),
        faults=[
            ("questions[6].skill", "names a skill that is not there: 'patienc'; did you mean 'patience'?"),
            ("questions[6].kind", f"must be one of {KINDS}, not the text 'essay'"),
        ],
    ),
    broken(
        "field of another kind",
        ("unit: g", "accept: [g] #!"),
        faults=[("questions[3].accept", "is not a field of a numeric question")],
    ),
    broken(
        "revision and effect that are none",
        (
            "prompt: Which flour makes a dark loaf?",
            "prompt: Which?\n    revision: new #!\n    on_change: start anew #!",
        ),
        faults=[
            ("questions[0].revision", "must be a whole number, not the text 'new'"),
            ("questions[0].on_change", "must be 'keep', 'soften' or 'reset', not the text 'start anew'"),
        ],
    ),
    broken(
        "revision of a question of unknown kind",
        ("kind: recall", "kind: essay #!\n    revision: 0 #!"),
        faults=[
            ("questions[6].kind", f"must be one of {KINDS}, not the text 'essay'"),
            ("questions[6].revision", "must be at least 1, not 0"),
        ],
    ),
    broken(
        "no right option",
        ("    options:\n      - {id: a, text: Rye, correct: true}", "    options: #!\n      - {id: a, text: Rye}"),
        faults=[("questions[0].options", f"must have exactly one correct option, not none: {NOBODY}")],
    ),
    broken(
        "two right options",
        ("    options:\n      - {id: a, text: Rye", "    options: #!\n      - {id: a, text: Rye"),
        ("text: Wheat", "correct: true, text: Wheat"),
        faults=[
            (
                "questions[0].options",
                "must have exactly one correct option, not 2: the kind for several is multiple_choice",
            )
        ],
    ),
    broken(
        "no right option among several",
        ("    options:\n      - {id: a, text: Spelt, correct: true}", "    options: #!\n      - {id: a, text: Spelt}"),
        ("text: Barley, correct: true", "text: Barley"),
        faults=[("questions[1].options", f"must have a correct option: {NOBODY}")],
    ),
    broken(
        "one option",
        ("    options:\n      - {id: a, text: Rye", "    options: #!\n      - {id: a, text: Rye"),
        ("      - {id: b, text: Wheat, feedback: Wheat is light.}\n", ""),
        faults=[("questions[0].options", "must have at least 2 entries, not 1")],
    ),
    broken(
        "option without text",
        ("{id: b, text: Wheat, feedback", "{id: b, feedback"),
        ("Wheat is light.}", "Light.} #!"),
        faults=[("questions[0].options[1].text", "is missing: what is shown")],
    ),
    broken(
        "misspelt field of an option",
        ("feedback: Wheat is light.}", "feedbak: Light.} #!"),
        faults=[("questions[0].options[1].feedbak", "is not a field of an option; did you mean 'feedback'?")],
    ),
    broken(
        "a comma in an option's text without quotes",
        ("text: Spelt, correct: true}", "text: Spelt, or rye, correct: true} #!"),
        faults=[
            (
                "questions[1].options[0].or rye",
                "is not a field of an option; a text with a comma needs quotes between braces",
            )
        ],
    ),
    broken(
        "right answer marked by a word",
        ("text: Spelt, correct: true}", "text: Spelt, correct: yes} #!"),
        faults=[("questions[1].options[0].correct", "must be true or false, not the text 'yes'")],
    ),
    broken(
        "only right answer marked by a word: it is not called missing too",
        ("text: Rye, correct: true}", "text: Rye, correct: on} #!"),
        faults=[("questions[0].options[0].correct", "must be true or false, not the text 'on'")],
    ),
    broken(
        "no accepted answer",
        ("accept: [yeast, Hefe, levure]", "accept: [] #!"),
        faults=[("questions[2].accept", "must have at least 1 entry, not 0")],
    ),
    broken(
        "blank accepted answer",
        ("accept: [yeast, Hefe, levure]", "accept: [yeast, ' '] #!"),
        faults=[("questions[2].accept[1]", "must not be blank")],
    ),
    broken(
        "numbers and truths as accepted answers",
        ("accept: [yeast, Hefe, levure]", "accept: [12, 0.50, true, ~] #!!!!"),
        faults=[
            ("questions[2].accept[0]", "must be text: put quotes around 12"),
            ("questions[2].accept[1]", "must be text: put quotes around 0.50"),
            ("questions[2].accept[2]", "must be text: put quotes around true"),
            ("questions[2].accept[3]", "has no value"),
        ],
    ),
    broken(
        "unknown way with diacritics",
        ("diacritics: ignore", "diacritics: maybe #!"),
        faults=[("questions[2].diacritics", "must be 'keep' or 'ignore', not the text 'maybe'")],
    ),
    broken(
        "minutes as a time of day",
        ("minutes: 0.25", "minutes: 0:15 #!"),
        faults=[("questions[2].minutes", "must be a number, not the text '0:15'")],
    ),
    broken(
        "no minutes",
        ("minutes: 0.25", "minutes: 0 #!"),
        faults=[("questions[2].minutes", "must be greater than 0, not 0")],
    ),
    broken(
        "answer in words",
        ("answer: 20\n", "answer: twenty #!\n"),
        faults=[("questions[3].answer", "must be a number, not the text 'twenty'")],
    ),
    broken(
        "answer that is no number",
        ("answer: 20\n", "answer: .nan #!\n"),
        faults=[("questions[3].answer", "must be a finite number, not nan")],
    ),
    broken(
        "answer beyond all numbers",
        ("answer: 20\n", "answer: 1e999 #!\n"),
        faults=[("questions[3].answer", "must be a finite number, not inf")],
    ),
    broken(
        "negative tolerance",
        ("tolerance: 2", "tolerance: -0.5 #!"),
        faults=[("questions[3].tolerance", "must be at least 0, not -0.5")],
    ),
    broken(
        "accepted answer of which nothing is left",
        ("accept: [yeast, Hefe, levure]", 'accept: [yeast, "\\u0301", "\\u0640"] #!#!'),
        faults=[
            ("questions[2].accept[1]", NOTHING_LEFT),
            ("questions[2].accept[2]", "must not be blank"),
        ],
    ),
    broken(
        "accepted answer in a blank of which nothing is left",
        ("place: [in the bowl]}", 'place: [in the bowl, "\\u0301"]} #!\n    diacritics: ignore'),
        faults=[("questions[4].blanks.place[1]", NOTHING_LEFT)],
    ),
    broken(
        "tolerance that takes in a number of the other sign",
        ("tolerance: 2", "tolerance: 20.5 #!"),
        faults=[
            ("questions[3].tolerance", "is greater than the answer, 20: it takes in numbers of the other sign"),
        ],
    ),
    broken(
        "unit that looks like a part of the number",
        ("unit: g", 'unit: "000" #!'),
        faults=[("questions[3].unit", "beside a number could be taken for a part of it: '000'")],
    ),
    broken(
        "options that look alike",
        ("text: Wheat, feedback: Wheat is light.}", 'text: "R\\u200bye"} #!'),
        faults=[("questions[0].options[1].text", "is the same as that of options[0]")],
    ),
    broken(
        "items that look alike",
        ("{id: knead, text: Knead}", '{id: knead, text: "\\ufeffMix"} #!'),
        faults=[("questions[5].items[1].text", "is the same as that of items[0]")],
    ),
    broken(
        "text of which nothing can be seen",
        ("explanation: Rye is dark.", 'explanation: "\\u200b" #!'),
        faults=[("questions[0].explanation", "must not be blank")],
    ),
    broken(
        "placeholder without a blank",
        ("grows {{place}}.", "grows {{plaice}}. #!"),
        (
            "blanks: {verb: [rests, sleeps], place: [in the bowl]}",
            "blanks: {verb: [rests, sleeps], place: [in the bowl]} #!",
        ),
        faults=[
            ("questions[4].text", "has the placeholder 'plaice' without a blank; did you mean 'place'?"),
            ("questions[4].blanks.place", "is the blank of no placeholder: the text has no {{place}}"),
        ],
    ),
    broken(
        "placeholder twice",
        ("grows {{place}}.", "grows {{place}} {{ place }}. #!"),
        faults=[("questions[4].text", "has the placeholder 'place' 2 times")],
    ),
    broken(
        "half a placeholder",
        ("grows {{place}}.", "grows {{place}} {{well}. #!"),
        faults=[("questions[4].text", "has double braces that do not form a placeholder")],
    ),
    broken(
        "no placeholder",
        ("text: Dough that {{verb}} grows {{place}}.", "text: Dough grows. #!"),
        ("blanks: {verb: [rests, sleeps], place: [in the bowl]}", "blanks: {}"),
        faults=[("questions[4].text", "has no placeholder such as {{name}}, so there is nothing to fill in")],
    ),
    broken(
        "blank without an answer",
        ("place: [in the bowl]}", "place: []} #!"),
        faults=[("questions[4].blanks.place", "must have at least 1 entry, not 0")],
    ),
    broken(
        "one item to put in order",
        ("    items:\n      - {id: mix, text: Mix}\n      - {id: knead, text: Knead}\n", "    items: #!\n"),
        faults=[("questions[5].items", "must have at least 2 entries, not 1")],
    ),
    broken(
        "no answer",
        ("- id: q-hurry", "- id: q-hurry #!"),
        ("    answer: Taste takes time.\n", ""),
        faults=[("questions[6].answer", "is missing: what is right")],
    ),
    broken(
        "question for many skills",
        ("id: q-rye\n    skill: flour", "id: q-rye\n    skill: [flour, kneading] #!"),
        faults=[("questions[0].skill", "must be text, not a list")],
    ),
    broken(
        "question that is only text",
        ("\ndrills:", "  - What is bread? #!\n\ndrills:"),
        faults=[("questions[7]", "must be a mapping of fields, not the text 'What is bread?'")],
    ),
    broken(
        "text that ends a database's patience",
        ("prompt: Why not hurry?", 'prompt: "Why\\0not?" #!'),
        faults=[("questions[6].prompt", "has the control character U+0000 in it")],
    ),
]
