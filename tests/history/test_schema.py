"""The tables of old and new versions."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support import killed
from support.histories import quick_keys, result

from ethics_audit import history
from ethics_audit.history import History, Verified, schema

__all__ = ["quick_keys"]
GOLDEN = Path(__file__).parents[1] / "golden" / "history-1.db"
GOLDEN_HEAD = "c7288ce3dce051eba64c500978078e721cc2a5f06517be67e05a4fd22a8635fa"


def test_a_history_of_the_first_version_is_read_for_ever(tmp_path: Path) -> None:
    """The golden file of the first version is read forever; it was written once and is never written again."""
    path = Path(shutil.copy(GOLDEN, tmp_path))
    kept = History(history.opened(path))
    assert kept.verify(GOLDEN_HEAD) == Verified(9, GOLDEN_HEAD, 1, 9)
    assert [(one.number, one.quarter, one.result.points) for one in kept.audits()] == [
        (3, "2026-q4", 150),
        (7, "2026-q4", 0),
    ]
    assert kept.audit(2).result.not_applicable == ("work.gifts",)
    assert [(one.number, one.state) for one in kept.actions()] == [(4, "partly")]
    assert kept.keep(result()).number == 10


def test_a_newer_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables of a newer version are refused with the advice to upgrade, and nothing is changed."""
    path = tmp_path / "history.db"
    head = killed.fill(path, None)
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", schema.MIGRATIONS)
        killed.with_next_version()
        assert History(history.opened(path)).verify().head == head
    content = path.read_bytes()
    told = "expected tables of version 1 or older in the history, got version 2: install a newer ethics-audit"
    works: list[Callable[[History], object]] = [History.verify, lambda kept: kept.keep(result())]
    for work in works:
        with pytest.raises(OSError, match=f"^{told}$"):
            work(History(history.opened(path)))
    assert path.read_bytes() == content
