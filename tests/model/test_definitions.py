"""Definitions: what they refuse, how bands compare, what a digest covers."""

import hashlib
import itertools
import operator
import pickle
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from support.builders import audit, checklist, item, scale

import ethics_audit as ea

Problems = Callable[..., list[str]]


def test_bands_are_ordered_and_equal_their_names() -> None:
    """Low < moderate < high < critical, against bands and names alike."""
    low, moderate, high, critical = ea.Band
    assert low < moderate <= high < critical
    assert critical > "high" >= moderate
    assert critical >= high
    assert high == "high"
    assert [band.below for band in ea.Band] == ["low", "low", "moderate", "high"]
    assert max(ea.Band) is critical
    with pytest.raises(ValueError, match="severe"):
        assert high < "severe"


@pytest.mark.parametrize("compare", [operator.lt, operator.le, operator.gt, operator.ge])
def test_bands_compare_like_their_ranks(compare: Callable[[object, object], bool]) -> None:
    """With every band and with its name, and with nothing else."""
    for (rank, band), (other_rank, other) in itertools.product(enumerate(ea.Band), repeat=2):
        assert compare(band, other) == compare(band, other.value) == compare(rank, other_rank)
        assert (band.rank, band.told) == (rank, band.value)
    with pytest.raises(TypeError, match="not supported between instances of 'Band' and 'int'"):
        compare(ea.Band.HIGH, 2)


def test_python_callers_get_every_problem_at_once(problems_of: Problems) -> None:
    """A value built in Python must follow the same rules as a file."""
    told = problems_of(item, "a.i", weight="3", effort=0, rationale="", requires={"minor"}, citations="x")
    assert told == [
        "weight: expected a whole number from 1 to 100, got '3'",
        "rationale: expected non-empty text of at most 1000 characters without control characters, got ''",
        "effort: expected a whole number from 1 to 5, got 0",
        "citations: expected a list, got 'x'",
        "requires: expected a profile fact, got 'minor' (did you mean 'minors'?)",
    ]


@pytest.mark.parametrize(
    ("cls", "values", "words"),
    [
        (ea.Scale, {"options": [1]}, "in the list, an instance of Option"),
        (ea.Scale, {"options": []}, "of which the lowest is 0"),
        (ea.RedFlag, {"at": 100, "band": "low", "action": "Call."}, "one of moderate, high, critical"),
        (ea.RedFlag, {"at": 100, "band": 3, "action": "Call."}, "one of moderate, high, critical"),
        (ea.RedFlag, {"at": 100, "band": "grave", "action": "Call."}, "one of moderate, high, critical, got 'grave'"),
        (
            ea.Rating,
            {"severity": True, "likelihood": 1, "basis": "expert", "sources": ["x"]},
            "severity: expected .* got True",
        ),
        (ea.Thresholds, {"moderate": 35, "high": 35}, "thresholds that rise"),
        (ea.Policy, {"bands": {}}, "an instance of Thresholds"),
        (ea.Part, {"checklist": "boundaries"}, "an instance of Checklist"),
        (ea.Item, {"id": "a.i", "rating": 3}, "rating: expected an instance of Rating, got 3"),
    ],
)
def test_wrong_values_are_refused(cls: Any, values: dict[str, Any], words: str) -> None:
    """Each class refuses what documents may not contain."""
    if cls is ea.Item:
        values = {**attrs.asdict(item("a.i"), recurse=False), **values}
    with pytest.raises(ea.ChecklistError, match=words) as caught:
        cls(**values)
    assert isinstance(caught.value, ValueError)
    assert caught.value.source == cls.__name__


def test_empty_and_repeated_are_refused(problems_of: Problems) -> None:
    """An empty checklist, an empty audit and a repeated id are refused."""
    assert "at least 1" in problems_of(checklist, "a")[0]
    assert "at least 1" in problems_of(audit)[0]
    assert "the item id 'a.i' appears twice" in problems_of(checklist, "a", item("a.i"), item("a.i"))[0]
    one = checklist("a", item("a.i"))
    assert "the checklist 'a' appears twice" in problems_of(audit, one, one)[0]


def test_digest_covers_what_can_change_a_score_and_nothing_else() -> None:
    """A corrected typo changes the version, not the digest."""
    flag = ea.RedFlag(100, ea.Band.HIGH, "Call.")
    base = item("a.i", 3, red_flag=flag, rating=ea.Rating(2, 1, "normative", ["y"]))
    digest = checklist("a", base).digest
    same: list[dict[str, Any]] = [
        {"prompt": "Other words."},
        {"rationale": "Other."},
        {"remedy": "Other."},
        {"effort": 5},
        {"citations": [ea.Citation("aca-2014", "A.1")]},
        {"rating": ea.Rating(2, 1, "expert", ["x"])},
        {"window": "present"},
        {"red_flag": attrs.evolve(flag, action="Write.")},
        {"scale": ea.Scale(tuple(attrs.evolve(one, label=one.id) for one in reversed(base.options)))},
    ]
    other: list[dict[str, Any]] = [
        {"id": "a.j"},
        {"weight": 5, "rating": None},
        {"rating": ea.Rating(1, 3, "normative", ["y"])},
        {"scale": scale(0, 51, 100)},
        {"not_applicable": True},
        {"requires": {"minors"}},
        {"red_flag": None},
        {"red_flag": attrs.evolve(flag, at=50)},
        {"red_flag": attrs.evolve(flag, band=ea.Band.CRITICAL)},
    ]
    for change in same:
        assert checklist("a", attrs.evolve(base, **change)).digest == digest, change
    digests = {checklist("a", attrs.evolve(base, **change)).digest for change in other}
    assert len(digests) == len(other)
    assert digest not in digests
    renamed = attrs.evolve(checklist("a", base), version="2.0", title="Other")
    assert renamed.digest == digest


def test_digest_of_an_audit_covers_its_policy_and_multipliers() -> None:
    """Version, title and the order of checklists do not change the digest."""
    one, two = checklist("a", item("a.i")), checklist("b", item("b.i"))
    digest = audit(one, two).digest
    assert audit(two, one).digest == digest
    assert attrs.evolve(audit(one, two), id="other", version="2.0", title="Other").digest == digest
    grave = ea.Policy(gravity=(ea.Gravity(4, moderate=40),))
    assert audit(one, two, policy=grave).digest != digest
    others = {
        audit(one).digest,
        audit(one, two, policy=ea.Policy(min_coverage_percent=81)).digest,
        audit(one, two, policy=ea.Policy(ea.Thresholds(16, 35, 60))).digest,
        ea.Audit("x", "1.0", "X", (ea.Part(one, 2), ea.Part(two))).digest,
    }
    assert len(others | {digest}) == 5


def test_digests_are_stable() -> None:
    """The canonical form is public: another program computes the same digest."""
    canonical = (
        '[{"id":"a.i","not_applicable":false,"options":{"r0":0,"r100":100,"r50":50},'
        '"red_flag":[100,"high"],"requires":["minors"],"weight":1}]'
    )
    flag = ea.RedFlag(100, ea.Band.HIGH, "Call.")
    definition = checklist("a", item("a.i", red_flag=flag, requires={"minors"}))
    assert definition.digest == hashlib.sha256(canonical.encode()).hexdigest()
    whole = f'{{"bands":[15,35,60],"checklists":{{"a":[1,"{definition.digest}"]}},"min_coverage_percent":80}}'
    assert audit(definition).digest == hashlib.sha256(whole.encode()).hexdigest()


def test_window_is_a_known_time() -> None:
    """A wrong window is told with the three that there are; none is a window too."""
    with pytest.raises(ea.ChecklistError, match="expected one of three months, present, twelve months, got 'month'"):
        item("a.i", window="month")
    assert item("a.i").window == ""


def test_values_can_be_pickled(quarterly: ea.Audit) -> None:
    """Definitions and results cross process borders."""
    result = ea.assess(quarterly, {"boundaries.gifts": "none"})
    again = pickle.loads(pickle.dumps(result))
    assert again == result
    assert again.audit.digest == quarterly.digest
    assert str(again) == str(result)
    assert hash(pickle.loads(pickle.dumps(quarterly))) == hash(quarterly)


def test_errors_keep_their_parts() -> None:
    """Errors have attributes for programs, and survive pickling."""
    error = ea.ChecklistError([ea.Problem("a", "is wrong", "mend it")], "file")
    again = pickle.loads(pickle.dumps(error))
    assert (again.problems, again.source, str(again)) == (error.problems, "file", "file: a: is wrong (mend it)")
    assert str(ea.AnswerError([ea.Problem("", "is wrong")])) == "is wrong"
    unknown = pickle.loads(pickle.dumps(ea.UnknownIdError("audit", "x", [])))
    assert str(unknown) == "there is no audit 'x' (there are none)"
    many = ea.UnknownIdError("audit", "zzz", [f"a{n}" for n in range(10)])
    assert "and 2 more" in str(many)
    assert isinstance(unknown, LookupError)


def test_a_red_flag_is_raised_from_its_risk_on() -> None:
    """Only an option with at least the flag's risk raises the flag."""
    flag = ea.RedFlag(50, ea.Band.HIGH, "Call.")
    flagged = item("a.i", red_flag=flag)
    raised = {answer: flagged.raised_by(answer) for answer in ("r0", "r50", "r100", "other", ea.UNSURE, None)}
    assert raised == {"r0": None, "r50": flag, "r100": flag, "other": None, ea.UNSURE: None, None: None}
    assert item("a.i").raised_by("r100") is None
