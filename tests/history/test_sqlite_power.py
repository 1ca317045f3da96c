"""After a power cut at any moment, everything acknowledged is there and the chain is valid."""

import os
import shutil
import sys
import textwrap
from collections import Counter
from pathlib import Path

import pytest
from support import killed
from support.counted import COUNTED
from support.histories import PASSPHRASE, quick_keys, result
from support.power import Asked, cuts, library, recorded

from ethics_audit import history
from ethics_audit.base.errors import EthicsAuditError, LockedError
from ethics_audit.history import History

__all__ = ["quick_keys"]
pytestmark = [
    pytest.mark.power,
    pytest.mark.usefixtures("quick_keys"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what is asked of the disk is only seen on Linux"),
    pytest.mark.skipif(not shutil.which("gcc"), reason="needs a compiler: apt-get install gcc libc6-dev"),
]
CUTS = int(os.environ.get("CUTS", "120"))
KEEPS = """
    path = folder / "new" / "history.db"
    keep_{kind}(path, tell)
    beside = history.opened(path, {passphrase!r})._engine.connect()  # so that the log is not emptied each time
    beside.execute(schema.EVERY).fetchall()
    beside.commit()
    keep_{kind}(path, tell)
"""


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the library that records what is asked of the disk."""
    return library(tmp_path_factory.mktemp("shim"))


def lost(asked: list[Asked], folder: Path, passphrases: list[str | None]) -> Counter[str]:
    """Count what is wrong after each of the cuts."""
    found: Counter[str] = Counter()
    for there, told in cuts(asked, folder, CUTS):
        found[_fault(there / "new" / "history.db", told[-1] if told else "", passphrases)] += 1
    return found


def _fault(path: Path, head: str, passphrases: list[str | None]) -> str:
    """Return what is wrong with a history; an empty string if it holds what was acknowledged last."""
    for passphrase in passphrases:
        try:
            History(history.opened(path, passphrase)).verify(head or None)
        except (LockedError, history.locations.ArgumentError):
            continue
        except EthicsAuditError as fault:
            return f"{type(fault).__name__} {fault}".replace(str(path), "it")
        return ""
    return "no passphrase opens it"


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "passphrase"), [("plain", None), ("encrypted", PASSPHRASE)])
def test_a_cut_while_audits_are_kept(kind: str, passphrase: str | None, shim: Path, tmp_path: Path) -> None:
    """Acknowledged entries survive a cut from the first one, which creates the folder and the file."""
    asked = recorded(shim, tmp_path / "disk", KEEPS.format(kind=kind, passphrase=passphrase))
    assert sum(one.what == "A" for one in asked) == 28
    assert lost(asked, tmp_path / "disk", [passphrase]) == {"": CUTS}
    COUNTED[f"power cuts on {'SQLCipher' if passphrase else 'SQLite'}"] += CUTS


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "passphrase"), [("plain", None), ("encrypted", PASSPHRASE)])
def test_a_cut_where_memory_is_not_shared(kind: str, passphrase: str | None, shim: Path, tmp_path: Path) -> None:
    """A rollback journal loses nothing, even where the folder cannot be synced for each entry."""
    work = textwrap.dedent(KEEPS.format(kind=kind, passphrase=passphrase))
    asked = recorded(shim, tmp_path / "disk", f"sqlite.log_ahead = sqlite.without_shared_memory\n{work}")
    assert any(one.what == "O" and one.data.endswith(b"-journal") for one in asked)
    assert lost(asked, tmp_path / "disk", [passphrase]) == {"": CUTS}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("work", "passphrases"),
    [
        ("tell(fill(path, None)); encrypt(path, tell)", [None, killed.NEW]),
        ("tell(fill(path, PASSPHRASE)); rekey(path, tell)", [PASSPHRASE, killed.NEW]),
    ],
)
def test_a_cut_while_the_passphrase_changes(
    work: str, passphrases: list[str | None], shim: Path, tmp_path: Path
) -> None:
    """After a cut, the old or the new passphrase opens the whole history."""
    asked = recorded(shim, tmp_path / "disk", f"path = folder / 'new' / 'history.db'; {work}")
    assert lost(asked, tmp_path / "disk", passphrases) == {"": CUTS}


@pytest.mark.parametrize("kind", ["plain", pytest.param("encrypted", marks=pytest.mark.slow)])
def test_a_cut_while_it_is_copied(kind: str, shim: Path, tmp_path: Path) -> None:
    """After a cut, a copy is whole or absent, and it is there once it was acknowledged."""
    passphrase = PASSPHRASE if kind == "encrypted" else None
    work = f"path = folder / 'history.db'; tell(fill(path, {passphrase!r})); backup_{kind}(path, tell)"
    asked = recorded(shim, tmp_path / "disk", work)
    for there, told in cuts(asked, tmp_path / "disk", CUTS):
        copy = there / "copy.db"
        assert copy.exists() or len(told) < 2
        assert not copy.exists() or _fault(copy, told[0], [passphrase]) == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    "weaker",
    [
        "sqlite.PRAGMAS = ('PRAGMA synchronous = NORMAL', *sqlite.PRAGMAS[1:])",
        "sqlite.PRAGMAS = ('PRAGMA synchronous = OFF', *sqlite.PRAGMAS[1:])",
        "private_files.keep_names = files.keep_names = lambda _: None",
    ],
)
def test_less_care_would_lose_what_was_acknowledged(weaker: str, shim: Path, tmp_path: Path) -> None:
    """With weaker settings, acknowledged entries are lost and these tests notice."""
    asked = recorded(
        shim, tmp_path / "disk", f"{weaker}\n{textwrap.dedent(KEEPS.format(kind='plain', passphrase=None))}"
    )
    found = lost(asked, tmp_path / "disk", [None])
    assert found[""] < CUTS
    assert any("the end was cut off" in fault for fault in found), found


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "passphrase"), [("plain", None), ("encrypted", PASSPHRASE)])
def test_a_cut_while_the_file_is_made(kind: str, passphrase: str | None, shim: Path, tmp_path: Path) -> None:
    """What a cut leaves of a new file is not a history yet, and does not block the next one."""
    asked = recorded(shim, tmp_path / "disk", KEEPS.format(kind=kind, passphrase=passphrase))
    while_made = asked[: [one.what for one in asked].index("A")]
    for there, _ in cuts(while_made, tmp_path / "disk", CUTS):
        path = there / "new" / "history.db"
        assert History(history.opened(path, passphrase)).keep(result())
        assert _fault(path, "", [passphrase]) == ""
