"""Files that are wrong, each with a part of the message that must name the place and the fault.

A row is: what it shows, the text to replace in the good file, what to put there, and the words the message must hold.
"""

GOOD_CHECKLIST = """\
format = "ethics-audit/checklist"
format_version = 1
id = "mine"
version = "1.0"
title = "My own"

[scales]
often = [
  { id = "always", label = "Always", risk = 0 },
  { id = "sometimes", label = "Sometimes", risk = 50 },
  { id = "never", label = "Never", risk = 100 },
]

[[items]]
id = "mine.first"
prompt = "I tell clients the fee."
scale = "often"
weight = 6
rating = { severity = 3, likelihood = 2, basis = "normative", sources = ["judgement-normative"] }
not_applicable = true
requires = ["minors"]
red_flag = { at = 100, band = "high", action = "Call today." }
rationale = "It matters."
remedy = "Begin."
effort = 2
citations = [{ code = "aca-2014", section = "B.1.d" }]

[[items]]
id = "mine.second"
prompt = "I write notes."
options = [{ id = "yes", label = "Yes", risk = 0 }, { id = "no", label = "No", risk = 100 }]
weight = 3
rationale = "It matters too."
remedy = "Write."
effort = 1
"""

FIRST = "items[0] (mine.first)"
SECOND = "items[1] (mine.second)"

CHECKLISTS = [
    ("format missing", 'format = "ethics-audit/checklist"\n', "", "format: is missing"),
    ("format of something else", "ethics-audit/checklist", "other/checklist", "format: 'other/checklist' is given"),
    ("format version missing", "format_version = 1\n", "", "format_version: is missing"),
    ("format version of the future", "format_version = 1", "format_version = 2", "format_version: 2 is given"),
    ("format version as text", "format_version = 1", 'format_version = "1"', "format_version: '1' is given"),
    ("format version as truth", "format_version = 1", "format_version = true", "format_version: True is given"),
    ("id missing", 'id = "mine"\n', "", "id: is missing"),
    ("id empty", 'id = "mine"\n', 'id = ""\n', "id: '' is given"),
    ("id in capitals", 'id = "mine"\n', 'id = "Mine"\n', "id: 'Mine' is given"),
    ("id with a dot", 'id = "mine"\n', 'id = "mine.x"\n', "id: 'mine.x' is given"),
    ("id a number", 'id = "mine"\n', "id = 3\n", "id: expected text, got 3"),
    ("version missing", 'version = "1.0"\n', "", "version: is missing"),
    ("version a number", 'version = "1.0"', "version = 1.0", "version: expected text, got 1.0"),
    ("version in words", 'version = "1.0"', 'version = "new"', "version: 'new' is given"),
    ("version with three parts", 'version = "1.0"', 'version = "1.0.0"', "version: '1.0.0' is given"),
    ("title missing", 'title = "My own"\n', "", "title: is missing"),
    ("title blank", '"My own"', '"   "', "title: '   ' is given"),
    ("title too long", '"My own"', '"' + "x" * 101 + '"', "title:"),
    ("title with an escape", '"My own"', '"\\u001b[2J"', "title:"),
    ("unknown key", 'title = "My own"', 'title = "My own"\nauthor = "me"', "author: is not a key here"),
    ("key misspelt", 'title = "My own"', 'titel = "My own"', "titel: is not a key here (did you mean 'title'?)"),
    ("items under another key", "[[items]]", "[[things]]", "things: is not a key here"),
    ("scales a list", "[scales]\noften = [", "scales = [1]\nx = [", "scales"),
    ("scale unknown", 'scale = "often"', 'scale = "oftne"', "did you mean 'often'?"),
    ("scale a number", 'scale = "often"', "scale = 3", f"{FIRST}.scale: 3 is not a scale of this file"),
    (
        "scale not used",
        "[scales]",
        '[scales]\nspare = [{id="a",label="A",risk=0},{id="b",label="B",risk=100}]',
        "scales.spare",
    ),
    ("scale and options", 'scale = "often"', 'scale = "often"\noptions = []', "a scale and options are given"),
    ("neither scale nor options", 'scale = "often"\n', "", f"{FIRST}.options: is missing"),
    ("scale without its low end", "risk = 0 },\n", "risk = 1 },\n", "scales.often: the risks are [1, 50, 100]"),
    ("scale without its high end", "risk = 100 },\n]", "risk = 99 },\n]", "the highest must be 100"),
    (
        "options without their low end",
        'label = "Yes", risk = 0',
        'label = "Yes", risk = 5',
        f"{SECOND}.options: the risks",
    ),
    ("options without their high end", 'label = "No", risk = 100', 'label = "No", risk = 5', "the highest must be 100"),
    (
        "options empty",
        'options = [{ id = "yes", label = "Yes", risk = 0 }, { id = "no", label = "No", risk = 100 }]',
        "options = []",
        f"{SECOND}.options",
    ),
    ("option id twice", '{ id = "no", label', '{ id = "yes", label', "two options have the id 'yes'"),
    ("option label twice", 'label = "No"', 'label = "Yes"', "two options have the label 'Yes'"),
    ("option called unsure", '{ id = "no", label', '{ id = "unsure", label', "'unsure' is given, which is an answer"),
    ("option called n/a", '{ id = "no", label', '{ id = "n/a", label', "options[1] (n/a).id: 'n/a' is given"),
    ("option id missing", '{ id = "no", label = "No"', '{ label = "No"', "options[1].id: is missing"),
    ("option label missing", 'label = "No", ', "", "options[1] (no).label: is missing"),
    ("option risk missing", 'label = "No", risk = 100', 'label = "No"', "options[1] (no).risk: is missing"),
    ("option risk too high", 'label = "No", risk = 100', 'label = "No", risk = 101', "(no).risk: 101 is given"),
    ("option risk below zero", 'label = "No", risk = 100', 'label = "No", risk = -1', "(no).risk: -1 is given"),
    ("option risk a fraction", 'label = "No", risk = 100', 'label = "No", risk = 99.5', "(no).risk: 99.5 is given"),
    ("option risk a text", 'label = "No", risk = 100', 'label = "No", risk = "100"', "(no).risk: '100' is given"),
    ("option risk true", 'label = "No", risk = 100', 'label = "No", risk = true', "(no).risk: True is given"),
    ("option risk nan", 'label = "No", risk = 100', 'label = "No", risk = nan', "(no).risk: nan is given"),
    ("option with an unknown key", 'label = "No", risk', 'label = "No", points = 3, risk', "points: is not a key here"),
    ("option not a table", '{ id = "no", label = "No", risk = 100 }', '"no"', "options[1]: 'no' is given"),
    ("item id missing", 'id = "mine.first"\n', "", "items[0].id: is missing"),
    ("item id twice", "mine.second", "mine.first", "two items have the id 'mine.first'"),
    ("item id outside its checklist", "mine.second", "yours.second", "'yours.second' is outside the checklist"),
    ("item id without a dot", "mine.second", "second", "(second).id: 'second' is given"),
    ("item id with a space", "mine.second", "mine.the second", ".id: 'mine.the second' is given"),
    ("item id with capitals", "mine.second", "mine.Second", ".id: 'mine.Second' is given"),
    ("prompt missing", 'prompt = "I write notes."\n', "", f"{SECOND}.prompt: is missing"),
    ("prompt empty", '"I write notes."', '""', f"{SECOND}.prompt: '' is given"),
    ("prompt a list", '"I write notes."', '["I write notes."]', f"{SECOND}.prompt:"),
    ("prompt too long", '"I write notes."', '"' + "x" * 1001 + '"', f"{SECOND}.prompt:"),
    ("weight missing", "weight = 3\n", "", f"{SECOND}.weight: is missing"),
    (
        "weight zero",
        "weight = 3",
        "weight = 0",
        f"{SECOND}.weight: expected a whole number from 1 to 100, got 0",
    ),
    ("weight below zero", "weight = 3", "weight = -3", f"{SECOND}.weight: -3 is given"),
    ("weight too high", "weight = 3", "weight = 101", f"{SECOND}.weight: 101 is given"),
    ("weight a fraction", "weight = 3", "weight = 3.0", f"{SECOND}.weight: 3.0 is given"),
    ("weight a text", "weight = 3", 'weight = "3"', f"{SECOND}.weight: '3' is given"),
    (
        "weight not its rating",
        "weight = 6",
        "weight = 5",
        f"{FIRST}.weight: 5 is given, but severity 3 × likelihood 2 is 6",
    ),
    ("severity too high", "severity = 3", "severity = 5", f"{FIRST}.rating.severity: 5 is given"),
    ("likelihood too high", "likelihood = 2", "likelihood = 4", f"{FIRST}.rating.likelihood: 4 is given"),
    ("basis unknown", '"normative"', '"felt"', f"{FIRST}.rating.basis: 'felt' is given"),
    ("no sources", 'sources = ["judgement-normative"]', "sources = []", f"{FIRST}.rating.sources: [] is given"),
    ("sources a text", 'sources = ["judgement-normative"]', 'sources = "judgement"', f"{FIRST}.rating.sources:"),
    ("rating incomplete", 'basis = "normative", ', "", f"{FIRST}.rating.basis: is missing"),
    ("source unknown", "judgement-normative", "judgment-normative", "did you mean 'judgement-normative'?"),
    (
        "not_applicable a text",
        "not_applicable = true",
        'not_applicable = "no"',
        f"{FIRST}.not_applicable: 'no' is given",
    ),
    ("not_applicable a number", "not_applicable = true", "not_applicable = 1", f"{FIRST}.not_applicable: 1 is given"),
    ("requires unknown", '["minors"]', '["minor"]', "'minor' is not a profile fact (did you mean 'minors'?)"),
    ("requires twice", '["minors"]', '["minors", "minors"]', f"{FIRST}.requires: 'minors' stands twice"),
    ("requires a text", '["minors"]', '"minors"', f"{FIRST}.requires: expected a list, got 'minors'"),
    ("flag that no option can raise", "at = 100", "at = 101", f"{FIRST}.red_flag.at: 101 is given"),
    ("flag that is always up", "at = 100", "at = 0", f"{FIRST}.red_flag.at: 0 is given"),
    ("flag without an action", ', action = "Call today."', "", f"{FIRST}.red_flag.action: is missing"),
    ("flag band unknown", 'band = "high"', 'band = "severe"', f"{FIRST}.red_flag.band: 'severe' is given"),
    ("flag band low", 'band = "high"', 'band = "low"', f"{FIRST}.red_flag.band:"),
    ("rationale missing", 'rationale = "It matters."\n', "", f"{FIRST}.rationale: is missing"),
    ("remedy missing", 'remedy = "Begin."\n', "", f"{FIRST}.remedy: is missing"),
    ("effort missing", "effort = 2\n", "", f"{FIRST}.effort: is missing"),
    ("effort too high", "effort = 2", "effort = 6", f"{FIRST}.effort: 6 is given"),
    ("code unknown", "aca-2014", "aca-2104", "'aca-2104' is not a known code (did you mean 'aca-2014'?)"),
    ("section unknown", "B.1.d", "B.1.z", "'B.1.z' is not a verified section of aca-2014"),
    (
        "cited twice",
        '[{ code = "aca-2014", section = "B.1.d" }]',
        '[{ code = "aca-2014", section = "B.1.d" }, { code = "aca-2014", section = "B.1.d" }]',
        "'aca-2014 B.1.d' is cited twice",
    ),
    (
        "citation a word",
        '[{ code = "aca-2014", section = "B.1.d" }]',
        '["B.1.d"]',
        "allowed is a code, a space and a section",
    ),
    ("citation without a section", ', section = "B.1.d"', "", f"{FIRST}.citations[0].section: is missing"),
    ("a digest of something else", 'title = "My own"', 'title = "My own"\ndigest = "00"', "digest: '00' is given"),
    ("not TOML", "[scales]", "[scales", "this is not TOML"),
    ("a key twice", 'id = "mine"\n', 'id = "mine"\nid = "mine"\n', "this is not TOML"),
    ("a very long line", "[scales]", "a" + ".a" * 5000 + " = 1", "characters; allowed are 4000"),
    ("nested too deeply", "[scales]", "x = " + "[" * 1900 + "]" * 1900 + "\n[scales]", "nested too deeply"),
]

GOOD_ANSWERS = """\
audit = "boundaries"
version = "1.0"
profile = ["minors"]

[answers]
"boundaries.gifts" = "sometimes"
"boundaries.secrecy" = "unsure"
"boundaries.attraction_discussed" = { not_applicable = "did not come up" }
"""

ANSWERS = [
    ("audit missing", 'audit = "boundaries"\n', "", "audit: is missing"),
    ("audit unknown", '"boundaries"\n', '"boundarys"\n', "did you mean 'boundaries'?"),
    ("audit a number", 'audit = "boundaries"', "audit = 3", "audit: 3 is given"),
    ("audit a file that is not there", '"boundaries"\n', '"mine.toml"\n', "mine.toml: cannot be read"),
    ("version unknown", '"1.0"', '"9.9"', "there is no version of the checklist 'boundaries' '9.9'"),
    ("version a number", '"1.0"', "1.0", "version: 1.0 is given"),
    ("profile a text", '["minors"]', '"minors"', "profile: expected a list, got 'minors'"),
    ("profile fact unknown", '["minors"]', '["minor"]', "'minor' is not a profile fact (did you mean 'minors'?)"),
    ("profile fact a number", '["minors"]', "[3]", "profile[0]: 3 is given"),
    ("profile fact twice", '["minors"]', '["minors", "minors"]', "profile: 'minors' stands twice"),
    ("unknown key", "[answers]", "note = 3\n[answers]", "note: is not a key here"),
    ("answers a list", "[answers]", "answers = [3]\n[other]", "expected a table, got [3]"),
    ("item unknown", "boundaries.gifts", "boundaries.gift", "did you mean 'boundaries.gifts'?"),
    (
        "item of another checklist",
        "boundaries.gifts",
        "consent.written",
        "consent.written: is not an item of the audit",
    ),
    ("option unknown", '"sometimes"', '"somtimes"', "boundaries.gifts: expected never, once, got 'somtimes'"),
    ("option by its label", '"sometimes"', '"Sometimes"', "did you mean 'sometimes'?"),
    ("option by its risk", '"sometimes"', "70", "boundaries.gifts: 70 is given"),
    ("option true", '"sometimes"', "true", "boundaries.gifts: True is given"),
    ("option empty", '"sometimes"', '""', "boundaries.gifts: '' is given"),
    ("option a list", '"sometimes"', '["sometimes"]', "boundaries.gifts: ['sometimes'] is given"),
    ("n/a where it cannot be", '"unsure"', '"n/a"', "boundaries.secrecy: expected no, thought, got 'n/a'"),
    ("a reason that is a number", '"did not come up"', "3", "boundaries.attraction_discussed.reason: 3 is given"),
    ("a reason with an escape", '"did not come up"', '"\\u001b[2J"', "boundaries.attraction_discussed.reason:"),
    ("a reason too long", '"did not come up"', '"' + "x" * 1001 + '"', "boundaries.attraction_discussed.reason:"),
    ("a table of another kind", "{ not_applicable =", "{ na =", "boundaries.attraction_discussed: {'na'"),
    (
        "an item without its quotes",
        '"boundaries.gifts" =',
        "boundaries.gifts =",
        'write the item id in quotes: "boundaries.gifts"',
    ),
    ("an answer twice", '"boundaries.gifts"', '"boundaries.gifts" = "never"\n"boundaries.gifts"', "this is not TOML"),
    ("not TOML", "[answers]", "[answers", "this is not TOML"),
]
