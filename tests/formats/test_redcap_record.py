"""Exported REDCap records are read with whatever else the project asks."""

import pytest
from support.filled import ANSWERS, DESK, ROW, read, refused, table

import ethics_audit as ea
from ethics_audit.formats import redcap

OTHER = {"record_id": "1", "consent": "1", "languages___1": "0", "demographics_complete": "2"}


ROW_2 = {**ROW, "record_id": "2", "redcap_repeat_instrument": "desk", "redcap_repeat_instance": "3"}


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_rows_of_other_instruments_are_left_out(sign: str) -> None:
    """Rows of other instruments are skipped with any delimiter, and their columns reported."""
    told = ["not read, since this audit does not ask for it: 'consent', 'languages___1', 'demographics_complete'"]
    assert read("redcap", "\n\n" + table(OTHER, ROW, sign=sign) + "\n\n") == (ANSWERS, told)
    assert "'result_lab'" in read("redcap", table({**ROW, "result_lab": "3"}, sign=sign))[1][0]


def test_one_record_is_chosen() -> None:
    """A record is chosen by its id, and its event and instance where there are several."""
    rows = table(OTHER, ROW, ROW_2, {**ROW_2, "redcap_repeat_instance": "4"})
    told = refused("redcap", rows)
    assert (
        "expected one record, got 3: 1, q4; 2, q4, 3; 2, q4, 4 (choose one with --record; 'ethics-audit batch' reads"
        in told
    )
    assert read("redcap", rows, record="1")[0] == ANSWERS
    assert read("redcap", rows, record="2, q4, 4")[0] == ANSWERS
    assert "got 2: 2, q4, 3; 2, q4, 4" in refused("redcap", rows, record="2")
    assert "got 2: 1, q4; 1, q4, number 2" in refused("redcap", table(ROW, ROW))
    assert "no record in which a question of this audit is answered" in refused(
        "redcap", table(OTHER, {**OTHER, "desk_door": ""})
    )
    unnamed = {name: value for name, value in ROW.items() if name != "record_id"}
    assert read("redcap", table({"study_id": "7", **unnamed}, {"study_id": "8", **unnamed}), record="8")[0] == ANSWERS


def test_missing_data_codes_are_no_answers() -> None:
    """Codes for missing data count as unanswered if they are named; else the error says how to name them."""
    coded = {**ROW, "desk_door": "UNK", "fact_minors": "-99"}
    told = refused("redcap", table(coded))
    assert "desk_door: expected one of r0, r50, r100, unsure, 0na, got 'UNK' (if this code means" in told
    assert "--missing UNK" in told
    assert "--missing -99" in told
    answers, _ = read("redcap", table(coded), missing=("UNK", "-99"))
    assert answers == ea.Answers({"desk.drawer": "r0", "shelf.key": "r100"}, {"telehealth"})
    assert "'r50' is an answer to desk.door" in refused("redcap", table(ROW), missing=("r50",))
    for name, content in (("surveyjs", '{"desk.door": "UNK"}'), ("xlsform", "<d><desk.door>UNK</desk.door></d>")):
        assert read(name, content, missing=("UNK",))[0] == ea.Answers()


def test_labels_are_told() -> None:
    """An export of labels is refused with the way to export codes."""
    assert "this is a label: export the data raw" in refused("redcap", table({**ROW, "desk_door": "Risk 50"}))


def test_an_incomplete_instrument_is_told() -> None:
    """An incomplete instrument is read with a notice."""
    form = f"{redcap.Names(DESK).form}_complete"
    assert read("redcap", table({**ROW, form: "0"})) == (ANSWERS, ["the instrument is marked as incomplete"])
