"""The tables of old and new versions."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support import killed
from support.histories import first_edition, quick_keys, result

import ethics_audit as ea
from ethics_audit import history
from ethics_audit.base.errors import StoreError
from ethics_audit.history import History, Verified, schema
from ethics_audit.history.quarters import report_arguments
from ethics_audit.model.actions import Action
from ethics_audit.report import page

__all__ = ["quick_keys"]
GOLDEN = Path(__file__).parents[1] / "golden" / "history-1.db"
GOLDEN_HEAD = "c7288ce3dce051eba64c500978078e721cc2a5f06517be67e05a4fd22a8635fa"


def test_a_history_of_the_first_version_is_read_for_ever(tmp_path: Path) -> None:
    """The golden file of the first version is read forever; it was written once and is never written again."""
    path = Path(shutil.copy(GOLDEN, tmp_path))
    kept = History(history.opened(path))
    assert kept.verify(GOLDEN_HEAD) == Verified(9, GOLDEN_HEAD, 1, 9)
    assert [(one.number, one.quarter, one.result.points) for one in kept.audits()] == [
        (2, "2026-q4", 150),
        (3, "2026-q4", 0),
    ]
    assert kept.audit(1).result.not_applicable == ("work.gifts",)
    assert [(one.number, one.state) for one in kept.actions()] == [(1, "partly")]
    assert kept.keep(result()).number == 5, "with its definition, whose document has more keys today"
    assert kept.keep(result()).number == 6


EARLIER_HEAD = "a7687f9119280719644419d49d6b20e118aa30dd9f37a39126ff3ce0817ca324"
ONCE = ("brief", "boundary_decision", "dilemma", "mistake_repair", "boundaries", "scenarios")


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history of the first edition."""
    return first_edition(tmp_path_factory.mktemp("earlier"))


def test_a_history_of_earlier_weights_is_read(earlier: Path) -> None:
    """Every audit in it has the result that was kept, under the weights of its time, and each action its state."""
    kept = History(history.opened(earlier))
    assert kept.verify(EARLIER_HEAD) == Verified(26, EARLIER_HEAD, 0, 26)
    assert [one.result.audit.id for one in kept.audits()] == ["quarterly", "quarterly", *ONCE, "quarterly"]
    assert {one.result.audit.version for one in kept.audits()} == {"1.0"}
    items = [item for one in kept.audits() for item in one.result.audit.items.values()]
    assert {item.weight for item in items} == {1, 2, 3, 4, 6, 8, 9, 12}
    assert {item.rating for item in items} == {None}
    assert [one.state for one in kept.actions()] == ["done", "open"] * 3


def test_what_was_kept_earlier_can_be_used(earlier: Path, tmp_path: Path) -> None:
    """It is corrected, reported, planned, copied and forgotten like any other."""
    kept = History(history.opened(Path(shutil.copy(earlier, tmp_path))))
    first = kept.audits()[0]
    corrected = kept.keep(first.result.what_if({"boundaries.gifts": "never"}), corrects=first.number, reason="misread")
    assert corrected in kept.audits("quarterly")
    assert first.result.audit.digest in page.html(corrected.result, **report_arguments(kept.book(), corrected))
    assert corrected.result.plan(budget=5).steps
    kept.choose(Action("consent.written", "Read it again."), corrected.number)
    assert len(kept.forget(corrected.number)) == 6
    assert kept.verify(EARLIER_HEAD).removed == 6


@pytest.mark.parametrize("id", ["quarterly", *ONCE])
def test_earlier_weights_are_compared_with_those_of_today(id: str, earlier: Path, tmp_path: Path) -> None:
    """With the same answers, as far as they fit, the change is the checklist's alone, to the last fraction."""
    kept = History(history.opened(Path(shutil.copy(earlier, tmp_path))))
    before = kept.audits(id)[-1].result
    today = ea.load_audit(id)
    fitting = before.answers.fitting(today)
    answers, left = fitting.answers, fitting.items
    now = kept.keep(ea.assess(today, answers)).result
    trend = ea.trend([one.result for one in kept.audits(id)])
    change = trend.changes[-1]
    assert (change.earlier, change.later, set(change.not_carried)) == (before, now, set(left))
    assert (change.total, change.answers, change.checklist) == (total := now.exact - before.exact, 0, total)
    assert today.version in str(trend)
    record = ea.record(now, trend=trend)
    assert ea.from_json(ea.to_json(record), ea.AssessmentRecord) == record
    kept.verify(EARLIER_HEAD)


def test_a_newer_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables of a newer version are refused with the advice to upgrade, and nothing is changed."""
    path = tmp_path / "history.db"
    head = killed.fill(path, None)
    with monkeypatch.context() as patched:
        patched.setattr(schema.ONE, "migrations", schema.ONE.migrations)
        killed.with_next_version()
        assert History(history.opened(path)).verify().head == head
    content = path.read_bytes()
    told = "expected tables of version 1 or older in the history, got version 2: install a newer ethics-audit"
    works: list[Callable[[History], object]] = [History.verify, lambda kept: kept.keep(result())]
    for work in works:
        with pytest.raises(StoreError, match=f"^{told}$") as caught:
            work(History(history.opened(path)))
        assert caught.value.code == "newer-version"
    assert path.read_bytes() == content
