"""Files that are wrong, each with a part of the message that must name the place and the fault.

A row is: what it shows, the text to replace in the good file, what to put there, and the message; a ``…`` in it stands
for any words.
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
rating = { severity = 2, likelihood = 2, basis = "normative", sources = ["judgement-normative"] }
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
    (
        "format of something else",
        "ethics-audit/checklist",
        "other/checklist",
        "format: expected \"ethics-audit/checklist\", got 'other/checklist'",
    ),
    ("format version missing", "format_version = 1\n", "", "format_version: is missing"),
    ("format version of the future", "format_version = 1", "format_version = 2", "format_version: expected 1, got 2"),
    ("format version as text", "format_version = 1", 'format_version = "1"', "format_version: expected 1, got '1'"),
    ("format version as truth", "format_version = 1", "format_version = true", "format_version: expected 1, got True"),
    ("id missing", 'id = "mine"\n', "", "id: is missing"),
    ("id empty", 'id = "mine"\n', 'id = ""\n', "id: expected a name of…, got ''"),
    ("id in capitals", 'id = "mine"\n', 'id = "Mine"\n', "id: expected a name of…, got 'Mine'"),
    ("id with a dot", 'id = "mine"\n', 'id = "mine.x"\n', "id: expected a name of…, got 'mine.x'"),
    ("id a number", 'id = "mine"\n', "id = 3\n", "id: expected text, got 3"),
    ("version missing", 'version = "1.0"\n', "", "version: is missing"),
    ("version a number", 'version = "1.0"', "version = 1.0", "version: expected text, got 1.0"),
    ("version in words", 'version = "1.0"', 'version = "new"', "version: expected a version such as '1.0', got 'new'"),
    (
        "version with three parts",
        'version = "1.0"',
        'version = "1.0.0"',
        "version: expected a version such as '1.0', got '1.0.0'",
    ),
    ("title missing", 'title = "My own"\n', "", "title: is missing"),
    ("title blank", '"My own"', '"   "', "title: expected non-empty text on…, got '   '"),
    ("title too long", '"My own"', '"' + "x" * 101 + '"', "title:"),
    ("title with an escape", '"My own"', '"\\u001b[2J"', "title:"),
    ("unknown key", 'title = "My own"', 'title = "My own"\nauthor = "me"', "author: is not a key here"),
    ("key misspelt", 'title = "My own"', 'titel = "My own"', "titel: is not a key here (did you mean 'title'?)"),
    ("items under another key", "[[items]]", "[[things]]", "things: is not a key here"),
    ("scales a list", "[scales]\noften = [", "scales = [1]\nx = [", "scales"),
    ("scale unknown", 'scale = "often"', 'scale = "oftne"', "did you mean 'often'?"),
    ("scale a number", 'scale = "often"', "scale = 3", f"{FIRST}.scale: expected a scale of this file, got 3"),
    (
        "scale not used",
        "[scales]",
        '[scales]\nspare = [{id="a",label="A",risk=0},{id="b",label="B",risk=100}]',
        "scales.spare",
    ),
    (
        "scale and options",
        'scale = "often"',
        'scale = "often"\noptions = []',
        f"{FIRST}.scale: is given as well as options (keep one of them)",
    ),
    ("neither scale nor options", 'scale = "often"\n', "", f"{FIRST}.options: is missing"),
    (
        "scale without its low end",
        "risk = 0 },\n",
        "risk = 1 },\n",
        "scales.often: expected risks of which the lowest is 0, got [1, 50, 100]",
    ),
    (
        "scale without its high end",
        "risk = 100 },\n]",
        "risk = 99 },\n]",
        "scales.often: expected risks of which the highest is 100, got [0, 50, 99]",
    ),
    (
        "options without their low end",
        'label = "Yes", risk = 0',
        'label = "Yes", risk = 5',
        f"{SECOND}.options: expected risks of which…, got [5, 100]",
    ),
    (
        "options without their high end",
        'label = "No", risk = 100',
        'label = "No", risk = 5',
        f"{SECOND}.options: expected risks of which…, got [0, 5]",
    ),
    (
        "options empty",
        'options = [{ id = "yes", label = "Yes", risk = 0 }, { id = "no", label = "No", risk = 100 }]',
        "options = []",
        f"{SECOND}.options",
    ),
    (
        "option id twice",
        '{ id = "no", label',
        '{ id = "yes", label',
        f"{SECOND}.options: the option id 'yes' appears twice",
    ),
    ("option label twice", 'label = "No"', 'label = "Yes"', f"{SECOND}.options: the label 'Yes' appears twice"),
    (
        "option called unsure",
        '{ id = "no", label',
        '{ id = "unsure", label',
        f"{SECOND}.options[1] (unsure).id: 'unsure' is reserved: it is an answer to every item (choose another id)",
    ),
    (
        "option called n/a",
        '{ id = "no", label',
        '{ id = "n/a", label',
        f"{SECOND}.options[1] (n/a).id: expected a name of…, got 'n/a'",
    ),
    ("option id missing", '{ id = "no", label = "No"', '{ label = "No"', "options[1].id: is missing"),
    ("option label missing", 'label = "No", ', "", "options[1] (no).label: is missing"),
    ("option risk missing", 'label = "No", risk = 100', 'label = "No"', "options[1] (no).risk: is missing"),
    (
        "option risk too high",
        'label = "No", risk = 100',
        'label = "No", risk = 101',
        f"{SECOND}.options[1] (no).risk: expected a whole number…, got 101",
    ),
    (
        "option risk below zero",
        'label = "No", risk = 100',
        'label = "No", risk = -1',
        f"{SECOND}.options[1] (no).risk: expected a whole number…, got -1",
    ),
    (
        "option risk a fraction",
        'label = "No", risk = 100',
        'label = "No", risk = 99.5',
        f"{SECOND}.options[1] (no).risk: expected a whole number, got 99.5",
    ),
    (
        "option risk a text",
        'label = "No", risk = 100',
        'label = "No", risk = "100"',
        f"{SECOND}.options[1] (no).risk: expected a whole number, got '100'",
    ),
    (
        "option risk true",
        'label = "No", risk = 100',
        'label = "No", risk = true',
        f"{SECOND}.options[1] (no).risk: expected a whole number, got True",
    ),
    (
        "option risk nan",
        'label = "No", risk = 100',
        'label = "No", risk = nan',
        f"{SECOND}.options[1] (no).risk: expected a whole number, got nan",
    ),
    ("option with an unknown key", 'label = "No", risk', 'label = "No", points = 3, risk', "points: is not a key here"),
    (
        "option not a table",
        '{ id = "no", label = "No", risk = 100 }',
        '"no"',
        f"{SECOND}.options[1]: expected a table of…, got 'no'",
    ),
    ("item id missing", 'id = "mine.first"\n', "", "items[0].id: is missing"),
    ("item id twice", "mine.second", "mine.first", "items: the item id 'mine.first' appears twice"),
    (
        "item id outside its checklist",
        "mine.second",
        "yours.second",
        "items[1].id: expected an id that starts with 'mine.', got 'yours.second'",
    ),
    ("item id without a dot", "mine.second", "second", "items[1] (second).id: expected an id such…, got 'second'"),
    (
        "item id with a space",
        "mine.second",
        "mine.the second",
        "items[1] (mine.the second).id: expected an id such…, got 'mine.the second'",
    ),
    (
        "item id with capitals",
        "mine.second",
        "mine.Second",
        "items[1] (mine.Second).id: expected an id such…, got 'mine.Second'",
    ),
    ("prompt missing", 'prompt = "I write notes."\n', "", f"{SECOND}.prompt: is missing"),
    ("prompt empty", '"I write notes."', '""', f"{SECOND}.prompt: expected non-empty text of…, got ''"),
    ("prompt a list", '"I write notes."', '["I write notes."]', f"{SECOND}.prompt:"),
    ("prompt too long", '"I write notes."', '"' + "x" * 1001 + '"', f"{SECOND}.prompt:"),
    ("weight missing", "weight = 3\n", "", f"{SECOND}.weight: is missing"),
    (
        "weight zero",
        "weight = 3",
        "weight = 0",
        f"{SECOND}.weight: expected a whole number from 1 to 100, got 0",
    ),
    (
        "weight below zero",
        "weight = 3",
        "weight = -3",
        f"{SECOND}.weight: expected a whole number from 1 to 100, got -3",
    ),
    (
        "weight too high",
        "weight = 3",
        "weight = 101",
        f"{SECOND}.weight: expected a whole number from 1 to 100, got 101",
    ),
    ("weight a fraction", "weight = 3", "weight = 3.0", f"{SECOND}.weight: expected a whole number, got 3.0"),
    ("weight a text", "weight = 3", 'weight = "3"', f"{SECOND}.weight: expected a whole number, got '3'"),
    (
        "weight not its rating",
        "weight = 6",
        "weight = 5",
        f"{FIRST}.weight: expected 6 (severity 2, likelihood 2), got 5",
    ),
    ("severity too high", "severity = 2", "severity = 5", f"{FIRST}.rating.severity: expected a whole number…, got 5"),
    (
        "likelihood too high",
        "likelihood = 2",
        "likelihood = 4",
        f"{FIRST}.rating.likelihood: expected a whole number…, got 4",
    ),
    ("basis unknown", '"normative"', '"felt"', f"{FIRST}.rating.basis: expected one of empirical,…, got 'felt'"),
    (
        "no sources",
        'sources = ["judgement-normative"]',
        "sources = []",
        f"{FIRST}.rating.sources: expected a list of at least 1, got []",
    ),
    ("sources a text", 'sources = ["judgement-normative"]', 'sources = "judgement"', f"{FIRST}.rating.sources:"),
    ("rating incomplete", 'basis = "normative", ', "", f"{FIRST}.rating.basis: is missing"),
    ("source unknown", "judgement-normative", "judgment-normative", "did you mean 'judgement-normative'?"),
    (
        "not_applicable a text",
        "not_applicable = true",
        'not_applicable = "no"',
        f"{FIRST}.not_applicable: expected true or false, got 'no'",
    ),
    (
        "not_applicable a number",
        "not_applicable = true",
        "not_applicable = 1",
        f"{FIRST}.not_applicable: expected true or false, got 1",
    ),
    (
        "requires unknown",
        '["minors"]',
        '["minor"]',
        f"{FIRST}.requires: expected a profile fact…, got 'minor' (did you mean 'minors'?)",
    ),
    ("requires twice", '["minors"]', '["minors", "minors"]', f"{FIRST}.requires: 'minors' appears twice"),
    ("requires a text", '["minors"]', '"minors"', f"{FIRST}.requires: expected a list, got 'minors'"),
    (
        "flag that no option can raise",
        "at = 100",
        "at = 101",
        f"{FIRST}.red_flag.at: expected a whole number…, got 101",
    ),
    (
        "flag that is always up",
        "at = 100",
        "at = 0",
        f"{FIRST}.red_flag.at: expected a whole number from 1 to 100, got 0",
    ),
    ("flag without an action", ', action = "Call today."', "", f"{FIRST}.red_flag.action: is missing"),
    (
        "flag band unknown",
        'band = "high"',
        'band = "severe"',
        f"{FIRST}.red_flag.band: expected one of low,…, got 'severe'",
    ),
    ("flag band low", 'band = "high"', 'band = "low"', f"{FIRST}.red_flag.band:"),
    ("rationale missing", 'rationale = "It matters."\n', "", f"{FIRST}.rationale: is missing"),
    ("remedy missing", 'remedy = "Begin."\n', "", f"{FIRST}.remedy: is missing"),
    ("effort missing", "effort = 2\n", "", f"{FIRST}.effort: is missing"),
    ("effort too high", "effort = 2", "effort = 6", f"{FIRST}.effort: expected a whole number from 1 to 5, got 6"),
    (
        "code unknown",
        "aca-2014",
        "aca-2104",
        f"{FIRST}.citations[0].code: expected a known code…, got 'aca-2104' (did you mean 'aca-2014'?)",
    ),
    (
        "section unknown",
        "B.1.d",
        "B.1.z",
        f"{FIRST}.citations[0].section: expected a verified section…, got 'B.1.z' (did you mean 'B.1'?)",
    ),
    (
        "cited twice",
        '[{ code = "aca-2014", section = "B.1.d" }]',
        '[{ code = "aca-2014", section = "B.1.d" }, { code = "aca-2014", section = "B.1.d" }]',
        f"{FIRST}.citations: 'aca-2014 B.1.d' appears twice",
    ),
    (
        "citation a word",
        '[{ code = "aca-2014", section = "B.1.d" }]',
        '["B.1.d"]',
        f"{FIRST}.citations[0]: expected a code, a…, got 'B.1.d'",
    ),
    ("citation without a section", ', section = "B.1.d"', "", f"{FIRST}.citations[0].section: is missing"),
    (
        "a digest of something else",
        'title = "My own"',
        'title = "My own"\ndigest = "00"',
        "digest: expected the digest of this content,…, got '00'",
    ),
    ("not TOML", "[scales]", "[scales", "this is not TOML"),
    ("a key twice", 'id = "mine"\n', 'id = "mine"\nid = "mine"\n', "this is not TOML"),
    (
        "a very long line",
        "[scales]",
        "a" + ".a" * 5000 + " = 1",
        "this is not TOML: line 7: expected at most 4000 characters, got 10005",
    ),
    ("nested too deeply", "[scales]", "x = " + "[" * 1900 + "]" * 1900 + "\n[scales]", "nested too deeply"),
]

ANSWERED = f"""{GOOD_CHECKLIST}
[[items]]
id = "mine.habit"
prompt = "I tell clients who reads my notes."
scale = "often"
weight = 2
rationale = "It matters."
remedy = "Tell."
effort = 1
"""
"""The checklist that the answers are to, in a file beside them."""

GOOD_ANSWERS = """\
audit = "mine.toml"
version = "1.0"
profile = ["minors"]

[answers]
"mine.habit" = "sometimes"
"mine.second" = "unsure"
"mine.first" = { not_applicable = "did not come up" }
"""

ANSWERS = [
    ("audit missing", 'audit = "mine.toml"\n', "", "audit: is missing"),
    ("audit unknown", '"mine.toml"\n', '"boundarys"\n', "did you mean 'boundaries'?"),
    ("audit a number", 'audit = "mine.toml"', "audit = 3", "audit: expected text, got 3"),
    (
        "audit a file that is not there",
        '"mine.toml"\n',
        '"yours.toml"\n',
        "yours.toml: cannot be read",
    ),
    ("version unknown", '"1.0"', '"9.9"', "there is no version of …mine.toml '9.9'"),
    ("version a number", '"1.0"', "1.0", "version: expected text, got 1.0"),
    ("profile a text", '["minors"]', '"minors"', "profile: expected a list, got 'minors'"),
    (
        "profile fact unknown",
        '["minors"]',
        '["minor"]',
        "profile: expected a profile fact, got 'minor' (did you mean 'minors'?)",
    ),
    ("profile fact a number", '["minors"]', "[3]", "profile[0]: expected text, got 3"),
    ("profile fact twice", '["minors"]', '["minors", "minors"]', "profile: 'minors' appears twice"),
    ("unknown key", "[answers]", "note = 3\n[answers]", "note: is not a key here"),
    ("answers a list", "[answers]", "answers = [3]\n[other]", "answers: expected a table of names and values, got [3]"),
    ("item unknown", "mine.habit", "mine.habbit", "did you mean 'mine.habit'?"),
    (
        "item of another checklist",
        "mine.habit",
        "consent.written",
        "consent.written: is not an item of the audit",
    ),
    (
        "option unknown",
        '"sometimes"',
        '"somtimes"',
        "mine.habit: expected one of always,…, got 'somtimes' (did you mean 'sometimes'?)",
    ),
    ("option by its label", '"sometimes"', '"Sometimes"', "did you mean 'sometimes'?"),
    ("option by its risk", '"sometimes"', "70", "mine.habit: expected the id of…, got 70"),
    ("option true", '"sometimes"', "true", "mine.habit: expected the id of…, got True"),
    (
        "option empty",
        '"sometimes"',
        '""',
        "mine.habit: expected one of always, sometimes, never, unsure, got ''",
    ),
    ("option a list", '"sometimes"', '["sometimes"]', "mine.habit: expected the id of…, got ['sometimes']"),
    (
        "n/a where it cannot be",
        '"unsure"',
        '"n/a"',
        "mine.second: expected one of yes, no, unsure, got 'n/a'",
    ),
    (
        "a reason that is a number",
        '"did not come up"',
        "3",
        "mine.first.not_applicable: expected text of at…, got 3",
    ),
    ("a reason with an escape", '"did not come up"', '"\\u001b[2J"', "mine.first.not_applicable:"),
    ("a reason too long", '"did not come up"', '"' + "x" * 1001 + '"', "mine.first.not_applicable:"),
    (
        "a table of another kind",
        "{ not_applicable =",
        "{ na =",
        "mine.first: expected the id of…, got {'na': 'did not come up'}",
    ),
    (
        "an item without its quotes",
        '"mine.habit" =',
        "mine.habit =",
        'write the item id in quotes: "mine.habit"',
    ),
    ("an answer twice", '"mine.habit"', '"mine.habit" = "never"\n"mine.habit"', "this is not TOML"),
    ("not TOML", "[answers]", "[answers", "this is not TOML"),
]
