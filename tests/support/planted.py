"""Faults of authoring, each planted in a file that is clean otherwise.

A row is: the rule that must see it, the text to replace in the clean file, and what to put there.
"""

import json
from pathlib import Path

import importlib_resources

import ethics_audit as ea
from ethics_audit.lint import lint_file

CLEAN = """\
format = "ethics-audit/checklist"
format_version = 1
id = "desk"
version = "1.0"
title = "My desk"

[scales]
done = [
  { id = "always", label = "Always", risk = 0 },
  { id = "usually", label = "Usually", risk = 15 },
  { id = "sometimes", label = "Sometimes", risk = 60 },
  { id = "never", label = "Rarely or never", risk = 100 },
]

[[items]]
id = "desk.first_call"
prompt = "When somebody called for the first time, I told them how long the wait was."
window = "three months"
scale = "done"
not_applicable = true
weight = 6
rating = { severity = 2, likelihood = 2, basis = "normative", sources = ["judgement-normative"] }
rationale = "People in need count the days. Knowing the number, they can look for help elsewhere."
remedy = "Write the number of weeks on a card beside the phone."
effort = 1
example = "A man waited for a call that came after eleven weeks. By then he had lost his job."
citations = ["aca-2014 A.12", "nasw-2021 1.15"]

[[items]]
id = "desk.keys"
prompt = "I left the key to my files where others could take it."
window = "three months"
options = [
  { id = "often", label = "Often", risk = 100 },
  { id = "once", label = "Once", risk = 40 },
  { id = "never", label = "Never", risk = 0 },
]
weight = 54
rating = { severity = 4, likelihood = 2, basis = "empirical", sources = ["asppb-1983-2005"] }
red_flag = { at = 100, band = "critical", action = "Today: take the key back and call your supervisor. Keep the files as they are." }
rationale = "A drawer with a key in it is an open drawer. Nobody will tell you who looked."
remedy = "Hang the key on a hook in your own room today."
effort = 1
example = "A cleaner read a neighbor's file. The street knew by Sunday."
citations = ["aca-2014 B.6.b", "apa-2017 6.02"]
"""

CASES = """\
format = "ethics-audit/checklist"
format_version = 1
id = "desk_cases"
version = "1.0"
title = "Cases at the desk"
kind = "cases"

[[items]]
id = "desk_cases.wrong_chart"
about = ["confidentiality.talk_outside"]
prompt = "A colleague leaves a chart on your desk by mistake. It is about your neighbor. What do you do?"
options = [
  { id = "read", label = "Read it, as it lies there", risk = 100, feedback = "From then on you know what was not told to you." },
  { id = "give", label = "Close it and hand it back", risk = 0, feedback = "The neighbor keeps the say about it." },
  { id = "leave", label = "Leave it where it lies", risk = 40, feedback = "The next one to pass may not be as kind." },
]
weight = 6
rating = { severity = 2, likelihood = 2, basis = "normative", sources = ["judgement-normative"] }
rationale = "A chart that lies open is read, and the client never learns by whom. Handing it back costs a minute."
remedy = "Agree with your colleagues on a tray for charts."
effort = 1
example = "A chart lay on a desk over lunch. By evening two families spoke of it."
citations = ["aca-2014 B.6.b", "apa-2017 6.02"]
"""

PROMPT = '"When somebody called for the first time, I told them how long the wait was."'
KEYS = '"I left the key to my files where others could take it."'
WHY = '"People in need count the days. Knowing the number, they can look for help elsewhere."'
REMEDY = '"Write the number of weeks on a card beside the phone."'
EXAMPLE = '"A man waited for a call that came after eleven weeks. By then he had lost his job."'
ACTION = '"Today: take the key back and call your supervisor. Keep the files as they are."'
RATING = 'rating = { severity = 2, likelihood = 2, basis = "normative", sources = ["judgement-normative"] }'
TWIN = next(item for item in ea.load_checklist("consent").items if item.id == "consent.written")
"""An item of the catalog whose texts another one may not have."""
LONG = " ".join(["word"] * 80)

FAULTS = [
    # documents and definitions
    ("document", "[scales]", "[scales"),
    ("document", 'format = "ethics-audit/checklist"\n', ""),
    ("key-known", "effort = 1", "effort = 1\nseverity = 3"),
    ("key-known", "rationale =", "rationel ="),
    ("key-needed", f"remedy = {REMEDY}\n", ""),
    ("value", "effort = 1", "effort = 6"),
    ("value", "weight = 6", 'weight = "6"'),
    ("value", 'version = "1.0"', 'version = "one"'),
    ("value", 'label = "Always", risk = 0', 'label = "Always", risk = -1'),
    ("scale-known", 'scale = "done"', 'scale = "doen"'),
    (
        "scale-used",
        'scale = "done"',
        'options = [{ id = "y", label = "Yes", risk = 0 }, { id = "n", label = "No", risk = 100 }]',
    ),
    ("section-known", '"aca-2014 A.12"', '"aca-2014 A.99"'),
    ("section-known", '"aca-2014 A.12"', '"acca-2014 A.12"'),
    ("source-known", '["judgement-normative"]', '["judgment-normative"]'),
    ("digest-fits", 'title = "My desk"', 'title = "My desk"\ndigest = "00"'),
    ("option-id-not-reserved", 'id = "sometimes"', 'id = "unsure"'),
    ("scale-has-both-ends", 'label = "Rarely or never", risk = 100', 'label = "Rarely or never", risk = 90'),
    ("scale-has-both-ends", 'label = "Never", risk = 0', 'label = "Never", risk = 5'),
    ("options-told-apart", 'label = "Sometimes"', 'label = "Always"'),
    ("options-told-apart", 'id = "sometimes"', 'id = "always"'),
    ("sources-named-once", '["judgement-normative"]', '["judgement-normative", "judgement-normative"]'),
    ("weight-is-rated", "weight = 6", "weight = 5"),
    ("facts-are-known", "weight = 6", 'requires = ["telehelth"]\nweight = 6'),
    ("sections-cited-once", '"nasw-2021 1.15"', '"aca-2014 A.12"'),
    ("ids-are-its-own", '"desk.first_call"', '"dsek.first_call"'),
    ("ids-are-its-own", '"desk.first_call"', '"desk.keys"'),
    ("retired-ids-stay-retired", 'title = "My desk"', 'title = "My desk"\nretired = ["desk.keys"]'),
    # the prompt
    ("first-person", PROMPT, '"Callers are told how long the wait is."'),
    ("done-not-intended", PROMPT, '"I will tell each caller how long the wait is."'),
    ("done-not-intended", PROMPT, '"When somebody calls, I try to say how long the wait is."'),
    ("behaviour-not-attitude", PROMPT, '"I respect the time of my callers."'),
    ("behaviour-not-attitude", PROMPT, '"It matters to me that callers know the wait."'),
    ("done-not-intended", PROMPT, '"From now on I will tell each caller how long the wait is."'),
    ("one-idea", KEYS, '"In the last three months I lost the key to my files or forgot to lock them."'),
    ("example-given", EXAMPLE, '"Always say how long the wait is, even if nobody asks."'),
    ("behaviour-not-attitude", PROMPT, '"I am fully aware of how long the wait is."'),
    ("one-idea", PROMPT, '"When somebody calls, I tell them the wait and the fee."'),
    ("one-idea", PROMPT, '"When somebody calls, I note their name or asked for their number."'),
    ("one-idea", PROMPT, '"When somebody calls and/or writes, I tell them the wait."'),
    ("one-idea", PROMPT, '"When somebody calls, I tell them the wait. It is on a card."'),
    ("a-statement", PROMPT, '"When somebody calls, do I tell them how long the wait is?"'),
    ("frequency-in-the-scale", PROMPT, '"When somebody calls, I always tell them how long the wait is."'),
    ("no-vague-words", PROMPT, '"When somebody calls, I tell them what is appropriate."'),
    ("no-double-negative", PROMPT, '"When somebody calls, I do not leave the wait out without a reason."'),
    ("window-given", 'window = "three months"\n', ""),
    ("window-given", 'title = "My desk"', 'title = "My desk"\nkind = "occasion"'),
    ("no-other-period", KEYS, '"In the last three months I left the key to my files where others could take it."'),
    ("no-other-period", 'label = "Once"', 'label = "Once, or more than once in the last year"'),
    ("no-other-period", REMEDY, '"Count the calls of the last two weeks, and put the number on a card."'),
    ("tense-fits", PROMPT, '"When somebody calls for the first time, I tell them how long the wait is."'),
    ("tense-fits", 'window = "three months"', 'window = "present"'),
    ("may-not-arise", "not_applicable = true\n", ""),
    ("crossing-can-grow", "weight = 54", "crossing = true\nweight = 54"),
    (
        "crossing-can-grow",
        'scale = "done"',
        'crossing = true\noptions = [{ id = "yes", label = "Yes", risk = 0 }, { id = "no", label = "No", risk = 100 }]',
    ),
    # the words
    ("no-blame", PROMPT, '"When somebody calls, I was careless about the wait."'),
    ("no-blame", 'label = "Rarely or never"', 'label = "I fail at it"'),
    ("no-statement-of-law", REMEDY, '"Write the number down, since federal law requires it."'),
    ("no-statement-of-law", ACTION, '"Today: call your supervisor. You must report within a day. Keep the files."'),
    ("plain-words", REMEDY, '"Implement a protocol for the phone."'),
    ("no-acronyms", REMEDY, '"Write the ETA on a card beside the phone."'),
    ("clients-are-clients", WHY, '"Patients count the days. Knowing the number, they can look elsewhere."'),
    ("everyone-is-they", WHY, '"A caller counts the days. Knowing the number, he or she can look elsewhere."'),
    ("finished", EXAMPLE, '"TODO."'),
    ("tidy", REMEDY, '"write the number of weeks on a card."'),
    ("tidy", REMEDY, '"Write the number of weeks on a card"'),
    ("tidy", REMEDY, '"Write the number  of weeks on a card."'),
    # the parts of an item
    ("text-length", WHY, f'"{LONG}. {LONG}."'),
    ("text-length", PROMPT, f'"I tell callers the {LONG}."'),
    ("rating-given", RATING, ""),
    ("no-figure-no-empirical", 'basis = "normative"', 'basis = "empirical"'),
    ("no-figure-no-empirical", 'basis = "normative"', 'basis = "expert"'),
    ("no-figure-no-empirical", 'basis = "empirical"', 'basis = "normative"'),
    ("two-codes", '"aca-2014 A.12", "nasw-2021 1.15"', '"aca-2014 A.12", "aca-2014 A.11"'),
    ("two-codes", '"aca-2014 A.12", "nasw-2021 1.15"', '"hipaa 164.520", "clas Standard 5"'),
    ("two-codes", '"aca-2014 A.12", "nasw-2021 1.15"', '"aca-2014 A.12", "sung-2016 Recommendation 1"'),
    ("own-code-cited", "weight = 6", 'requires = ["profession.psychologist"]\nweight = 6'),
    ("two-sentences-why", WHY, '"People in need count the days."'),
    ("remedy-is-a-step", REMEDY, '"Be more open about the wait."'),
    ("remedy-is-a-step", REMEDY, '"You should tell people the wait."'),
    ("example-given", f"example = {EXAMPLE}\n", ""),
    ("example-given", EXAMPLE, '"I waited for a call for eleven weeks."'),
    (
        "options-in-order",
        'label = "Once", risk = 40 },',
        'label = "Once", risk = 40 },\n  { id = "twice", label = "Twice", risk = 60 },',
    ),
    ("first-step-small", 'label = "Usually", risk = 15', 'label = "Usually", risk = 30'),
    ("events-have-their-own-options", "not_applicable = true", "event = true"),
    ("events-may-not-arise", "not_applicable = true", "event = true\nnot_applicable = false"),
    ("flag-for-the-grave", "weight = 54\nrating = { severity = 4", "weight = 18\nrating = { severity = 3"),
    ("grave-harm-flagged", f'red_flag = {{ at = 100, band = "critical", action = {ACTION} }}\n', ""),
    (
        "american-spelling",
        WHY,
        '"People in need count on a whole programme. Knowing the number, they can look elsewhere."',
    ),
    ("american-spelling", "My desk", "Desk behaviour"),
    ("american-spelling", 'title = "My desk"', 'title = "My desk"\nworked_example = "Practise it."'),
    (
        "american-spelling",
        "[scales]",
        '[discussion]\ntitle = "Day"\ntext = "A day."\nquestions = ["Was it good judgement?"]\n\n[scales]',
    ),
    ("flag-at-an-option", "at = 100", "at = 90"),
    ("flag-needs-an-answer", "weight = 54", "not_applicable = true\nweight = 54"),
    ("flag-acts-today", ACTION, '"Soon: take the key back and call your supervisor. Keep the files as they are."'),
    ("flag-acts-today", ACTION, '"Today: take the key back. Keep the files as they are."'),
    ("flag-acts-today", ACTION, '"Today: take the key back and call your supervisor."'),
    ("feedback-for-cases", 'label = "Once", risk = 40', 'label = "Once", risk = 40, feedback = "It happens."'),
    (
        "labels-in-order",
        '{ id = "sometimes", label = "Sometimes", risk = 60 }',
        '{ id = "seldom", label = "Seldom", risk = 30 },\n  { id = "mostly", label = "Mostly", risk = 60 }',
    ),
    ("options-say-what-they-are", 'label = "Sometimes"', 'label = "Not applicable"'),
    ("options-say-what-they-are", 'label = "Sometimes"', 'label = "3"'),
    ("options-say-what-they-are", 'label = "Sometimes"', 'label = "always"'),
    ("options-say-what-they-are", 'label = "Sometimes"', 'label = "n/a"'),
    ("options-say-what-they-are", '{ id = "never", label = "Never"', '{ id = "never", label = "Sometimes."'),
    ("options-say-what-they-are", '{ id = "never", label = "Never"', '{ id = "never", label = "Always"'),
    ("requires-possible", "weight = 6", 'requires = ["profession.counselor", "profession.psychologist"]\nweight = 6'),
    ("no-gender-assumed", PROMPT, '"When a client calls for the first time, I tell him how long the wait is."'),
    (
        "fact-required",
        f'prompt = {PROMPT}\nwindow = "three months"\nscale = "done"\nnot_applicable = true',
        'prompt = "I told each new couple how long the wait was."\nwindow = "three months"\nscale = "done"',
    ),
    ("nothing-hidden", REMEDY, '"Write the note with the old date, so that the file is whole."'),
    ("nothing-hidden", ACTION, '"Today: call your supervisor, not a lawyer yet. Keep the message out of the record."'),
    (
        "no-loose-claim",
        WHY,
        '"Studies show that people in need count the days. Knowing the number, they can look elsewhere."',
    ),
    ("two-sentences-why", WHY, '"It protects you from complaints. Boards look at this first."'),
    ("a-statement", PROMPT, '"When somebody calls for the first time, I tell them:"'),
    (
        "reading-grade",
        PROMPT,
        '"I systematically communicate anticipated availability intervals to prospective therapeutic participants."',
    ),
    (
        "no-figure-no-empirical",
        'basis = "normative", sources = ["judgement-normative"]',
        'basis = "expert", sources = ["asppb-1983-2005"]',
    ),
    ("two-codes", '"aca-2014 B.6.b", "apa-2017 6.02"]', '"aca-2014 B.6.b", "amhca-2020 I.A.2.c"]'),
    ("retired-ids-stay-retired", 'title = "My desk"', 'title = "My desk"\nretired = ["consent.old"]'),
    ("finished", PROMPT, '"When somebody calls, I tell {client} how long the wait is."'),
    # the checklist
    ("title-reads-well", "My desk", "my_desk"),
    ("no-text-twice", EXAMPLE, json.dumps(TWIN.example)),
    ("no-prompt-twice", PROMPT, json.dumps(TWIN.prompt)),
    ("no-prompt-twice", PROMPT, json.dumps(f"{TWIN.prompt.rstrip('.')}, as agreed.")),
    ("no-prompt-twice", KEYS, PROMPT),
    ("no-text-twice", '"A drawer with a key in it is an open drawer. Nobody will tell you who looked."', WHY),
    ("ids-tell", '"desk.keys"', '"desk.item_2"'),
    ("about-known", "weight = 6", 'about = ["desk.kees"]\nweight = 6'),
]

CASE_FAULTS = [
    ("steps-follow-their-case", "weight = 6", 'follows = "desk_cases.right_chart"\nweight = 6'),
    (
        "value",
        "weight = 6",
        'roleplay = { client = [""], clinician = ["You know."], observer = ["What?"] }\nweight = 6',
    ),
    (
        "american-spelling",
        "weight = 6",
        'roleplay = { client = ["Your behaviour!"], clinician = ["You know."], observer = ["What?"] }\nweight = 6',
    ),
    ("tidy", "weight = 6", 'needed = "whose chart it is"\nweight = 6'),
    ("window-given", "weight = 6", 'window = "present"\nweight = 6'),
    ("feedback-given", 'feedback = "The neighbor keeps the say about it."', 'feedback = "Right."'),
    ("feedback-given", "The neighbor keeps the say about it.", "The next one to pass may not be as kind."),
    ("labels-tempt", "Close it and hand it back", "The ethical thing: hand it back"),
    (
        "no-flag-on-a-case",
        "weight = 6",
        'red_flag = { at = 100, band = "moderate", action = "Today: call your supervisor. Keep the chart as it is." }\nweight = 6',
    ),
    ("a-case-ends-with-a-question", "What do you do?", "What do you do? And what do you say?"),
    (
        "about-known",
        '"confidentiality.talk_outside"]',
        '"confidentiality.talk_outside", "confidentiality.talk_outside"]',
    ),
    ("about-known", '"confidentiality.talk_outside"]', '"scenarios.subpoena"]'),
    ("feedback-given", ', feedback = "The neighbor keeps the say about it."', ""),
    ("answers-that-tempt", "risk = 40", "risk = 0"),
    (
        "answers-that-tempt",
        '  { id = "leave", label = "Leave it where it lies", risk = 40, feedback = "The next one to pass may not be as kind." },\n',
        "",
    ),
    ("a-case-ends-with-a-question", "What do you do?", "You have to act."),
    (
        "a-case-ends-with-a-question",
        "A colleague leaves a chart on your desk by mistake. It is about your neighbor. What",
        "What",
    ),
    ("about-known", 'about = ["confidentiality.talk_outside"]', 'about = ["confidentiality.talk_otside"]'),
    ("about-known", 'about = ["confidentiality.talk_outside"]\n', ""),
]

SHIPPED = [
    Path(str(file))
    for kind in ("audits", "checklists")
    for file in (importlib_resources.files("ethics_audit") / kind).iterdir()
]


def broken_by(tmp_path: Path, clean: str, old: str, new: str) -> set[str]:
    """Return the rules that a file breaks after replacing the first occurrence of a text."""
    assert old in clean
    file = tmp_path / "mine.toml"
    file.write_text(clean.replace(old, new, 1), "utf-8")
    return {problem.rule for problem in lint_file(file)}
