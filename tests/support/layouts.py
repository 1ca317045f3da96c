"""The reference study as survey tools write it: each function writes a file from the true answers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

import ethics_audit as ea
from ethics_audit.documents.vector import encode
from ethics_audit.formats.redcap import Names, code
from ethics_audit.formats.wording import label
from support.builders import ROOT

REFERENCE = ROOT / "tests" / "research" / "reference"
Row = dict[str, str]
AUDIT = ea.load_audit(REFERENCE / "audit.toml")
ITEMS = tuple(AUDIT.items)
FACT = "minors"
LABEL = {id: {word: label(item, word) for word in (*item.by_id, "unsure", "n/a")} for id, item in AUDIT.items.items()}


def truth() -> list[Row]:
    """The true answers: a row for each person and quarter; the fact is ``yes`` or ``no``."""
    with (REFERENCE / "answers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [{**row, FACT: "yes" if row[FACT] == "True" else "no"} for row in rows]


def scores(rows: Iterable[Row]) -> dict[tuple[str, str], float]:
    """The score of each person and quarter."""
    rows = list(rows)
    table = pa.table({name: [row[name] for row in rows] for name in (*ITEMS, FACT)})
    found = ea.score_frame(table, AUDIT)["score"].to_pylist()
    return {(row["person"], row["quarter"]): score for row, score in zip(rows, found, strict=True)}


def labeled(row: Row) -> Row:
    """The answers of a row as labels; no answer stays empty."""
    return {id: LABEL[id].get(row[id], "") for id in ITEMS}


def prompt(id: str) -> str:
    """What an item asks."""
    return AUDIT.items[id].prompt


def text(rows: Iterable[Sequence[str]], delimiter: str = ",", *, quoted: bool = False) -> str:
    """Rows as CSV."""
    out = io.StringIO(newline="")
    writer = partial(csv.writer, out, delimiter=delimiter, lineterminator="\r\n")
    (writer(quoting=csv.QUOTE_ALL) if quoted else writer()).writerows(rows)
    return out.getvalue()


def written(path: Path, rows: Iterable[Sequence[str]], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """A CSV file."""
    path.write_bytes(text(rows, delimiter).encode(encoding))
    return path


def own(folder: Path) -> Path:
    """One row for each audit, a column for each item."""
    names = ("person", "quarter", "group", FACT, *ITEMS)
    return written(folder / "own.csv", [names, *([row[name] for name in names] for row in truth())])


def own_labels(folder: Path) -> Path:
    """The same with labels in Windows-1252, semicolons, remarks, blanks behind labels, as Excel saves it in Europe."""
    head = ("Person", "Quarter", *(id.upper().replace(".", "_") for id in reversed(ITEMS)), "Bemerkung", "Minors", "")
    rows = [
        [
            row["person"],
            row["quarter"],
            *(f"{labeled(row)[id]} " for id in reversed(ITEMS)),
            "schön;\nneu",
            row[FACT].title(),
            "",
        ]
        for row in truth()
    ]
    return written(folder / "labels.csv", [head, *rows, [""] * len(head)], ";", "cp1252")


def unicode_text(folder: Path) -> Path:
    """What Excel calls Unicode Text: UTF-16 with tabs; answers are numbered labels."""
    places = {id: {text: str(place) for place, text in enumerate(words.values(), 1)} for id, words in LABEL.items()}
    head = ("participant", "wave", FACT, *(f"{place}. {prompt(id)}" for place, id in enumerate(ITEMS, 1)))
    rows = [
        [
            row["person"],
            row["quarter"],
            "1" if row[FACT] == "yes" else "0",
            *(f"{places[id][said]} = {said}" if said else "" for id, said in labeled(row).items()),
        ]
        for row in truth()
    ]
    return written(folder / "unicode.txt", [head, *rows], "\t", "utf-16")


def redcap_raw(folder: Path) -> Path:
    """A whole project: a row of what is asked once, and one for each quarter, a repeat of the instrument."""
    names = Names(AUDIT)
    fields = [*names.facts.values(), *names.items.values()]
    head = (
        "record_id",
        "redcap_event_name",
        "redcap_repeat_instrument",
        "redcap_repeat_instance",
        "group",
        "intake_complete",
        f"{names.form}_timestamp",
        *fields,
        f"{names.form}_complete",
    )
    rows: list[list[str]] = []
    for row in truth():
        if row["quarter"] == "1":
            rows.append([row["person"], "baseline_arm_1", "", "", row["group"], "2", *[""] * (len(fields) + 2)])
        answers = [code(row[id]) if row[id] else "UNK" for id in ITEMS]
        rows.append(
            [
                row["person"],
                "baseline_arm_1",
                names.form,
                row["quarter"],
                "",
                "",
                "2026-01-05 10:00:00",
                "1" if row[FACT] == "yes" else "0",
                *answers,
                "2",
            ]
        )
    return written(folder / "redcap.csv", [head, *rows])


def redcap_labels(folder: Path) -> Path:
    """The same project by events, as labels."""
    names = Names(AUDIT)
    head = (
        "Record ID",
        "Event Name",
        "Group",
        "Complete?",
        *map(AUDIT.fact_text, names.facts),
        *map(prompt, ITEMS),
        "Complete?",
    )
    rows: list[list[str]] = []
    for row in truth():
        if row["quarter"] == "1":
            rows.append([row["person"], "Intake", row["group"].title(), "Complete", *[""] * (len(ITEMS) + 1), ""])
        rows.append(
            [
                row["person"],
                f"Quarter {row['quarter']}",
                "",
                "",
                row[FACT].title(),
                *labeled(row).values(),
                "Unverified",
            ]
        )
    return written(folder / "redcap_labels.csv", [head, *rows])


def redcap_eav(folder: Path) -> Path:
    """An export with a row for each field."""
    names = Names(AUDIT)
    fields = {**names.facts, **names.items}
    rows = [
        [
            row["person"],
            f"q{row['quarter']}_arm_1",
            field,
            {"yes": "1", "no": "0"}[row[id]] if id == FACT else code(row[id]),
        ]
        for row in truth()
        for id, field in fields.items()
        if row[id]
    ]
    return written(folder / "eav.csv", [("record", "redcap_event_name", "field_name", "value"), *rows])


def odk(folder: Path) -> Path:
    """ODK Central: groups and names with a hyphen between them."""
    columns = {f"domain-{id.partition('.')[0]}-{id}": id for id in ITEMS}
    head = (
        "SubmissionDate",
        "start",
        "end",
        "person",
        "quarter",
        f"profile-fact-{FACT}",
        *columns,
        "result-score",
        "result-score-desk",
        "meta-instanceID",
        "KEY",
        "SubmitterID",
        "ReviewState",
        "FormVersion",
    )
    rows = [
        [
            "2026-01-05T10:00:00.000Z",
            "",
            "",
            row["person"],
            row["quarter"],
            row[FACT],
            *(row[id] for id in ITEMS),
            "12.5",
            "9",
            f"uuid:{place}",
            f"uuid:{place}",
            "7",
            "",
            "1.0",
        ]
        for place, row in enumerate(truth())
    ]
    return written(folder / "odk.csv", [head, *rows])


def odk_own(folder: Path) -> Path:
    """ODK Central with a form of one's own: groups, and facts as a question with several choices, split."""
    head = ("SubmissionDate", "start", "meta-instanceID", "me-code", "me-quarter", "me-facts", f"me-facts/{FACT}")
    rows = [
        [
            "2026-01-05T10:00:00.000Z",
            "2026-01-05T09:50:00.000+01:00",
            f"uuid:{place}",
            row["person"],
            row["quarter"],
            FACT if row[FACT] == "yes" else "",
            "1" if row[FACT] == "yes" else "0",
            *(row[id] for id in ITEMS),
            f"uuid:{place}",
        ]
        for place, row in enumerate(truth())
    ]
    names = [f"g-{id.replace('.', '_')}" for id in ITEMS]
    return written(folder / "odk_own.csv", [[*head, *names, "KEY"], *rows])


def odata(folder: Path) -> Path:
    """ODK's OData, an object on each line: groups are objects, and what is not answered is null."""
    objects = [
        {
            "__id": f"uuid:{place}",
            "__system": {"submissionDate": "2026-01-05T10:00:00.000Z", "reviewState": None, "edits": 0},
            "code": row["person"],
            "quarter": int(row["quarter"]),
            "profile": {f"fact-{FACT}": row[FACT]},
            "audit": {
                f"domain-{part.checklist.id}": {item.id: row[item.id] or None for item in part.checklist.items}
                for part in AUDIT.parts
            },
        }
        for place, row in enumerate(truth())
    ]
    path = folder / "odata.ndjson"
    path.write_text("\n".join(map(json.dumps, objects)), encoding="utf-8")
    return path


def kobo(folder: Path) -> Path:
    """KoboToolbox: groups before a slash, labels, semicolons, and columns of notes, which are empty."""
    columns = {f"domain-{id.partition('.')[0]}/{id}": id for id in ITEMS}
    notes = [f"domain-{id.partition('.')[0]}/at_once-{id}" for id in ITEMS[:2]]
    head = (
        "start",
        "end",
        "person",
        "quarter",
        f"profile/fact-{FACT}",
        *columns,
        *notes,
        "_id",
        "_uuid",
        "_submission_time",
        "_tags",
    )
    rows = [
        [
            "2026-01-05",
            "",
            row["person"],
            row["quarter"],
            row[FACT].title(),
            *labeled(row).values(),
            "",
            "",
            str(place),
            f"u{place}",
            "2026-01-05T10:00:00",
            "",
        ]
        for place, row in enumerate(truth())
    ]
    path = folder / "kobo.csv"
    path.write_bytes(text([head, *rows], ";", quoted=True).encode("utf-8-sig"))
    return path


def qualtrics(folder: Path) -> Path:
    """Qualtrics: names, questions and ids of the import in three rows, and a preview of the author."""
    names = [
        "StartDate",
        "Status",
        "Finished",
        "ResponseId",
        "person",
        "quarter",
        "Q1",
        *(f"Q2_{place}" for place, _ in enumerate(ITEMS, 1)),
    ]
    told = [
        "Start Date",
        "Response Type",
        "Finished",
        "Response ID",
        "Your code",
        "Which quarter?",
        AUDIT.fact_text(FACT),
        *(f"How is it with you?\nPlease tell. - {prompt(id)}" for id in ITEMS),
    ]
    ids = [json.dumps({"ImportId": name}) for name in names]
    rows = [
        [
            "2026-01-05 10:00:00",
            "IP Address",
            "True",
            f"R_{place}",
            row["person"],
            row["quarter"],
            row[FACT].title(),
            *labeled(row).values(),
        ]
        for place, row in enumerate(truth())
    ]
    tried = ["2026-01-01 10:00:00", "Survey Preview", "False", "R_x", "me", "1", "Yes", *[""] * len(ITEMS)]
    return written(folder / "qualtrics.csv", [names, told, ids, tried, *rows])


def surveymonkey(folder: Path) -> Path:
    """SurveyMonkey: a matrix whose question stands once above the rows, and single questions above ``Response``."""
    matrix, single = ITEMS[:6], ITEMS[6:]
    first = [
        "Respondent ID",
        "Start Date",
        "Custom Data 1",
        "Your code?",
        "Which quarter?",
        AUDIT.fact_text(FACT),
        "How is it at your desk?",
        *[""] * (len(matrix) - 1),
        *(column for id in single for column in (prompt(id), "")),
    ]
    second = [
        "",
        "",
        "",
        "Open-Ended Response",
        "Response",
        "Response",
        *map(prompt, matrix),
        *(column for _ in single for column in ("Response", "Other (please specify)")),
    ]
    rows = [
        [
            str(10_000 + place),
            "01/05/2026 10:00:00 AM",
            "",
            row["person"],
            row["quarter"],
            row[FACT].title(),
            *(labeled(row)[id] for id in matrix),
            *(column for id in single for column in (labeled(row)[id], "" if place else "well")),
        ]
        for place, row in enumerate(truth())
    ]
    return written(folder / "surveymonkey.csv", [first, second, *rows], encoding="utf-8-sig")


def excel(folder: Path) -> Path:
    """A workbook with a title, titles of domains merged over their items, and numbers as numbers."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "About"
    book.active.append(["This is a study of desks."])
    sheet = book.create_sheet("Data")
    sheet.append(["Ethics study 2026"])
    parts = [part.checklist for part in AUDIT.parts]
    sheet.append(
        ["Person", "Quarter", FACT, *(cell for part in parts for cell in (part.title, *[None] * (len(part.items) - 1)))]
    )
    sheet.append([None, None, None, *(id.partition(".")[2] for id in ITEMS)])
    at = 4
    for part in parts:
        if len(part.items) > 1:
            sheet.merge_cells(start_row=2, start_column=at, end_row=2, end_column=at + len(part.items) - 1)
        at += len(part.items)
    for row in truth():
        sheet.append(
            [
                row["person"],
                float(row["quarter"]),
                row[FACT] == "yes",
                *(said or None for said in labeled(row).values()),
            ]
        )
    sheet.append([])
    book.save(folder / "excel.xlsx")
    return folder / "excel.xlsx"


def _numbered() -> tuple[dict[str, list[Any]], dict[str, dict[float, str]]]:
    """Columns of numbers from 1, which have labels; 99 means that a person gave no answer."""
    labels = {id: {float(place): text for place, text in enumerate(words.values(), 1)} for id, words in LABEL.items()}
    number = {id: {text: place for place, text in known.items()} for id, known in labels.items()}
    rows = truth()
    columns: dict[str, list[Any]] = {
        "person": [row["person"] for row in rows],
        "quarter": [float(row["quarter"]) for row in rows],
        FACT: [1.0 if row[FACT] == "yes" else 0.0 for row in rows],
        **{id.replace(".", "_"): [number[id].get(labeled(row)[id], 99.0) for row in rows] for id in ITEMS},
    }
    return columns, {FACT: {0.0: "No", 1.0: "Yes"}, **{id.replace(".", "_"): known for id, known in labels.items()}}


def spss(folder: Path) -> Path:
    """A file of SPSS with labels, and 99 declared missing by the user."""
    import pandas as pd
    import pyreadstat

    columns, labels = _numbered()
    items = [id.replace(".", "_") for id in ITEMS]
    frame = pd.DataFrame(columns).rename(columns={name: f"V{place}" for place, name in enumerate(items)})
    named = {name: f"V{place}" for place, name in enumerate(items)}
    pyreadstat.write_sav(
        frame,
        str(folder / "study.sav"),
        column_labels={f"V{place}": prompt(id) for place, id in enumerate(ITEMS)},
        variable_value_labels={named.get(name, name): {**known, 99.0: "No answer"} for name, known in labels.items()},
        missing_ranges={name: [99.0] for name in named.values()},
    )
    return folder / "study.sav"


def stata(folder: Path) -> Path:
    """A file of Stata with labels; what is missing has no number."""
    import pandas as pd
    import pyreadstat

    columns, labels = _numbered()
    frame = pd.DataFrame(
        {name: [None if value == 99.0 else value for value in values] for name, values in columns.items()}
    )
    whole: Any = {name: {int(number): text for number, text in known.items()} for name, known in labels.items()}
    pyreadstat.write_dta(frame, str(folder / "study.dta"), variable_value_labels=whole)
    return folder / "study.dta"


def by_quarter(folder: Path) -> Path:
    """One row for each person, with the quarter in the names of columns."""
    people: dict[str, dict[str, Row]] = {}
    for row in truth():
        people.setdefault(row["person"], {})[row["quarter"]] = row
    head = ["person", "group", FACT, *(f"{id.replace('.', '_')}_q{quarter}" for quarter in "1234" for id in ITEMS)]
    rows = [
        [person, rows["1"]["group"], rows["1"][FACT], *(rows[quarter][id] for quarter in "1234" for id in ITEMS)]
        for person, rows in people.items()
    ]
    return written(folder / "by_quarter.csv", [head, *rows])


def long(folder: Path) -> Path:
    """One row for each answer."""
    rows = [
        [row["person"], row["quarter"], row["group"], id, row[id], f"2026-01-0{place % 9 + 1}"]
        for row in truth()
        for place, id in enumerate((FACT, *ITEMS))
        if row[id]
    ]
    return written(folder / "long.csv", [("person", "quarter", "group", "item", "answer", "at"), *rows])


def vectors(folder: Path) -> Path:
    """One vector for each audit."""
    rows = []
    for row in truth():
        given = {
            id: {"unsure": ea.UNSURE, "n/a": ea.not_applicable("")}.get(row[id], row[id]) for id in ITEMS if row[id]
        }
        answers = ea.Answers(given, frozenset({FACT} if row[FACT] == "yes" else ()))
        rows.append([row["person"], row["quarter"], encode(AUDIT, answers)])
    return written(folder / "vectors.csv", [("person", "quarter", "vector"), *rows])


def forms(folder: Path) -> Path:
    """Google Forms and Microsoft Forms: a time, and questions as titles."""
    head = ("Timestamp", "Your code", "Quarter", AUDIT.fact_text(FACT), *(f'"{prompt(id)}"  ' for id in ITEMS))
    rows = [
        ["1/5/2026 10:00:00", row["person"], f"Q{row['quarter']}", row[FACT].title(), *labeled(row).values()]
        for row in truth()
    ]
    return written(folder / "forms.csv", [head, *rows])


def qualtrics_legacy(folder: Path) -> Path:
    """Qualtrics' older form: UTF-16 with tabs, markup and line breaks in questions, and -99 for what was only seen."""
    names = ["StartDate", "Status", "ResponseId", "RecordedDate", "Q1", "Q2", "Q3"]
    told = ["Start Date", "Response Type", "Response ID", "Recorded Date", "Your code\n\nfrom the card", "Quarter", ""]
    told[-1] = f"<b>{AUDIT.fact_text(FACT)}</b>"
    for place, id in enumerate(ITEMS, 1):
        names += [f"Q{place + 3}", f"Q{place + 3}_9_TEXT"]
        asked = prompt(id).replace("'", "&#39;")
        told += [f"<div>{asked}&nbsp;</div>\n - Selected Choice", f"<div>{asked}</div> - Other - Text"]
    ids = [json.dumps({"ImportId": name, "timeZone": "America/Denver"}) for name in names]
    rows = [
        [
            "2026-01-05 10:00:00",
            "IP Address",
            f"R_{place}",
            "2026-01-05 10:09:00",
            row["person"],
            row["quarter"],
            row[FACT].title(),
            *(column for said in labeled(row).values() for column in (said or "-99", "")),
        ]
        for place, row in enumerate(truth())
    ]
    return written(folder / "legacy.tsv", [names, told, ids, *rows], "\t", "utf-16")


def surveymonkey_expanded(folder: Path) -> Path:
    """SurveyMonkey with a column for each option: the question above the first, the labels below."""
    choices = [
        (AUDIT.fact_text(FACT), ["Yes", "No"]),
        *((prompt(id), [*filter(None, LABEL[id].values())]) for id in ITEMS),
    ]
    first = ["Respondent ID", "Your code?", "Which quarter?"]
    second = ["", "Open-Ended Response", "Response"]
    for asked, options in choices:
        first += [asked, *[""] * len(options)]
        second += [*options, "Other (please specify)"]
    rows = [
        [
            str(10_000 + place),
            row["person"],
            row["quarter"],
            *(
                cell
                for said, (_, options) in zip([row[FACT].title(), *labeled(row).values()], choices, strict=True)
                for cell in [*(option if option == said else "" for option in options), ""]
            ),
        ]
        for place, row in enumerate(truth())
    ]
    return written(folder / "expanded.csv", [first, second, *rows], encoding="utf-8-sig")


def limesurvey(folder: Path) -> Path:
    """LimeSurvey: every cell quoted, semicolons, codes and questions as titles, some in an array, blanks as ``_``."""
    head = ["id. Response ID", "submitdate. Date submitted", "token. Access code", "wave. Which quarter?"]
    head += [f"kids. {AUDIT.fact_text(FACT)}"]
    head += [
        f"arr[SQ{place:03d}]. How is it? [{prompt(id)}]" if place % 2 else f"G01Q{place:02d}. {prompt(id)}"
        for place, id in enumerate(ITEMS)
    ]
    rows = [
        [str(place), "2026-01-05 10:00:00", row["person"], row["quarter"], row[FACT].title(), *labeled(row).values()]
        for place, row in enumerate(truth(), 1)
    ]
    titles = [title.replace(" ", "_") for title in head]
    path = folder / "limesurvey.csv"
    path.write_bytes(text([titles, *rows], ";", quoted=True).encode("utf-8-sig"))
    return path


def google_quiz(folder: Path) -> Path:
    """A quiz of Google Forms, opened in R: a score of its own, and dots in place of all other signs."""
    head = ["Timestamp", "Score", "Your code", "Quarter", AUDIT.fact_text(FACT), *map(prompt, ITEMS)]
    rows = [
        ["1/5/2026 10:00:00", "0 / 0", row["person"], f"Q{row['quarter']}", row[FACT].title(), *labeled(row).values()]
        for row in truth()
    ]
    titles = ["".join(sign if sign.isalnum() else "." for sign in title) for title in head]
    return written(folder / "quiz.csv", [titles, *rows])


WRITERS: Mapping[str, Callable[[Path], Path]] = {
    writer.__name__: writer
    for writer in (
        own,
        own_labels,
        unicode_text,
        redcap_raw,
        redcap_labels,
        redcap_eav,
        odk,
        odk_own,
        odata,
        kobo,
        qualtrics,
        surveymonkey,
        excel,
        spss,
        stata,
        by_quarter,
        long,
        vectors,
        forms,
        qualtrics_legacy,
        surveymonkey_expanded,
        limesurvey,
        google_quiz,
    )
}
