"""A kill at any moment loses nothing acknowledged, leaves a copy whole or absent, and leaves no files behind."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from support import killed
from support.counted import COUNTED
from support.histories import PASSPHRASE, quick_keys, result

from ethics_audit import history
from ethics_audit.base.errors import LockedError
from ethics_audit.history import History, Verified, backup, schema

__all__ = ["quick_keys"]
pytestmark = [pytest.mark.usefixtures("quick_keys"), pytest.mark.power]

GOLDEN = Path(__file__).parents[1] / "golden" / "history-1.db"
GOLDEN_HEAD = "c7288ce3dce051eba64c500978078e721cc2a5f06517be67e05a4fd22a8635fa"


def verified(path: Path, passphrase: str | None = None, head: str = "") -> Verified:
    """Verify a history."""
    return History(history.opened(path, passphrase)).verify(head or None)


def names(folder: Path) -> list[str]:
    """Return the names in a folder."""
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("work", "passphrase", "times"),
    [
        (killed.keep_plain, None, 5),
        pytest.param(killed.keep_plain, None, killed.KILLS, marks=pytest.mark.slow),
        pytest.param(killed.keep_encrypted, PASSPHRASE, killed.KILLS, marks=pytest.mark.slow),
    ],
)
def test_killed_while_it_keeps(work: killed.Work, passphrase: str | None, times: int, tmp_path: Path) -> None:
    """Every acknowledged entry is there, from the first one, which creates the file."""

    def prepare(number: int) -> Path:
        return tmp_path / f"{number // 4}" / "history.db"

    stopped, heads = 0, {}
    for path, told, before_the_end in killed.kills(work, prepare, times):
        stopped += before_the_end
        known = heads.setdefault(path, [])
        known += told
        if known:
            assert verified(path, passphrase, known[-1]).known_at
            assert set(known) <= {one.hash for one in history.opened(path, passphrase).entries()}
        if passphrase is None or path.exists():
            History(history.opened(path, passphrase)).keep(result())
            assert names(path.parent) == ["history.db"]
    COUNTED[f"kills on {'SQLCipher' if passphrase else 'SQLite'}"] += stopped
    assert stopped


@pytest.mark.slow
def test_killed_while_tables_become_those_of_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a kill, the tables are of the old version or the new one, and the history is whole."""

    def prepare(number: int) -> Path:
        return Path(shutil.copy(GOLDEN, tmp_path / f"{number}.db"))

    monkeypatch.setattr(schema.ONE, "migrations", schema.ONE.migrations)
    seen, stopped = set(), 0
    for path, told, before_the_end in killed.kills(killed.migrate, prepare):
        stopped += before_the_end
        with closing(sqlite3.connect(path)) as connection:
            version = connection.execute("SELECT version FROM ethics_audit_schema").fetchall()
            objects = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
            columns = {row[1] for row in connection.execute("PRAGMA table_info(ethics_audit_entries)")}
        news = {"ethics_audit_by_kind", "ethics_audit_notes"} <= objects, "note" in columns
        assert (version, news) in [([(1,)], (False, False)), ([(2,)], (True, True))]
        assert not told or version == [(2,)]
        seen.add(version[0])
        if len(schema.ONE.migrations) == 1:
            killed.with_next_version()
        assert verified(path, head=GOLDEN_HEAD).head == GOLDEN_HEAD
    assert stopped
    assert seen == {(1,), (2,)}


@pytest.mark.slow
@pytest.mark.parametrize(("work", "old"), [(killed.encrypt, None), (killed.rekey, PASSPHRASE)])
def test_killed_while_the_passphrase_changes(work: killed.Work, old: str | None, tmp_path: Path) -> None:
    """After a kill, the old or the new passphrase opens the whole history, and the next try cleans up."""
    heads = {}

    def prepare(number: int) -> Path:
        path = tmp_path / f"{number}" / "history.db"
        heads[path] = killed.fill(path, old)
        return path

    stopped = 0
    for path, told, before_the_end in killed.kills(work, prepare):
        stopped += before_the_end
        is_new = opens_with(path, killed.NEW)
        assert is_new or not told
        assert verified(path, killed.NEW if is_new else old).head == heads[path]
        if is_new:
            assert not opens_with(path, PASSPHRASE)
            backup.rekey(path, killed.NEW, "the one after that")
        elif old:
            backup.rekey(path, old, killed.NEW)
        else:
            backup.encrypt(path, killed.NEW)
        assert names(path.parent) == ["history.db"]
    assert stopped


def opens_with(path: Path, passphrase: str) -> bool:
    """Return whether a passphrase opens an encrypted file."""
    try:
        return history.locations.is_encrypted(str(path)) and bool(verified(path, passphrase).count)
    except LockedError:
        return False


@pytest.mark.slow
@pytest.mark.parametrize(("work", "passphrase"), [(killed.backup_plain, None), (killed.backup_encrypted, PASSPHRASE)])
def test_killed_while_it_copies(work: killed.Work, passphrase: str | None, tmp_path: Path) -> None:
    """After a kill, a copy is whole or absent, and the next try cleans up."""
    path = tmp_path / "history.db"
    head = killed.fill(path, passphrase)
    copy = tmp_path / "copy.db"

    def prepare(_: int) -> Path:
        copy.unlink(missing_ok=True)
        return path

    stopped = 0
    for _, told, before_the_end in killed.kills(work, prepare):
        stopped += before_the_end
        assert copy.exists() or not told
        if copy.exists():
            assert verified(copy, passphrase).head == head
            copy.unlink()
        assert verified(path, passphrase).head == head
    assert stopped
    backup.backup(str(path), copy, passphrase)
    assert names(tmp_path) == ["copy.db", "history.db"]
