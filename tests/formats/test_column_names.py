"""Columns of exported forms are known by all their names."""

from support.filled import DESK

from ethics_audit.formats import column_names


def test_columns_are_known_by_the_names_of_each_program() -> None:
    """REDCap, ODK, KoboToolbox and SurveyJS name the same item or fact in their own ways."""
    aliases = column_names.aliases(DESK)
    assert {name for name, known in aliases.items() if known == "desk.door"} == {
        "desk_door",
        *("domain-desk/desk.door", "domain-desk/desk_door", "domain-desk-desk.door", "domain-desk-desk_door"),
        *("domain_desk/desk.door", "domain_desk/desk_door", "domain_desk-desk.door", "domain_desk-desk_door"),
    }
    assert {"fact:minors", "fact-minors", "fact_minors", "profile/fact-minors"} <= aliases.keys()
    assert not aliases.keys() & {*DESK.items, "minors"}


def test_a_column_says_whether_a_record_is_complete() -> None:
    """REDCap names it after the instrument."""
    assert column_names.status(DESK) == "example_complete"
