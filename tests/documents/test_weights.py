"""Weight files: a table of ratings by item id, in TOML or JSON."""

import json
from pathlib import Path

import pytest

import ethics_audit as ea

WEIGHTS = ea.Weights("desk", "1.0", [ea.ItemRating("desk.door", 3, 2), ea.ItemRating("desk.drawer", 1, 1)], 4)
HEAD = {"format": "ethics-audit/weights", "format_version": 1, "audit": "desk", "version": "1.0"}


def test_weights_come_back(tmp_path: Path) -> None:
    """Weights → TOML or JSON → the same weights."""
    assert ea.from_toml(ea.to_toml(WEIGHTS), ea.Weights) == ea.from_json(ea.to_json(WEIGHTS), ea.Weights) == WEIGHTS
    document = json.loads(ea.to_json(WEIGHTS))
    ratings = {"desk.door": {"severity": 3, "likelihood": 2}, "desk.drawer": {"severity": 1, "likelihood": 1}}
    assert document == {**HEAD, "raters": 4, "ratings": ratings}
    for name, text in (("weights.toml", ea.to_toml(WEIGHTS)), ("weights.json", ea.to_json(WEIGHTS))):
        (tmp_path / name).write_text(text, "utf-8")
        assert ea.load_weights(tmp_path / name) == WEIGHTS


@pytest.mark.parametrize(
    ("ratings", "told"),
    [
        (None, ["ratings: is missing"]),
        (3, ["ratings: expected a table of names and values, got 3"]),
        ({}, ["ratings: expected a list of at least 1, got []"]),
        (
            {"desk.door": {"severity": 5, "likelihood": 2.0}, "desk": {"severity": 1}, "desk.key": 2},
            [
                "ratings.desk.door.likelihood: expected a whole number",
                "ratings.desk.door.severity: expected a whole number from 1 to 4, got 5",
                "ratings.desk.likelihood: is missing",
                "ratings.desk.item: expected an id",
                "ratings.desk.key: expected a table",
            ],
        ),
    ],
)
def test_wrong_weights_are_told_at_once(ratings: object, told: list[str], tmp_path: Path) -> None:
    """One error lists every rating that cannot be read, with its item."""
    path = tmp_path / "weights.json"
    path.write_text(json.dumps(HEAD if ratings is None else {**HEAD, "ratings": ratings}), "utf-8")
    with pytest.raises(ea.ChecklistError) as caught:
        ea.load_weights(path)
    assert caught.value.source == str(path)
    found = list(map(str, caught.value.problems))
    assert [wanted for wanted in told if not any(one.startswith(wanted) for one in found)] == []
    assert len(found) == len(told)


def test_where_an_answer_can_be_seen_comes_back() -> None:
    """An item tells in documents who can see its answer; a key that says nothing is left out."""
    checklist = ea.load_checklist("boundaries")
    document = json.loads(ea.to_json(checklist))
    document.pop("digest")
    for item in document["items"]:
        item.pop("seen_in", None)
    plain = ea.from_json(json.dumps(document), ea.Checklist)
    assert plain.items[0].seen_in == frozenset()
    assert "seen_in" not in json.loads(ea.to_json(plain))["items"][0]
    document["items"][0]["seen_in"] = ["observer", "chart"]
    seen = ea.from_json(json.dumps(document), ea.Checklist)
    assert json.loads(ea.to_json(seen))["items"][0]["seen_in"] == ["chart", "observer"]
    assert seen.digest == plain.digest == checklist.digest
    document["items"][0]["seen_in"] = ["video"]
    with pytest.raises(ea.ChecklistError, match="one of chart, observer"):
        ea.from_json(json.dumps(document), ea.Checklist)
