"""Stores of each kind, and small audits to keep in them."""

import lzma
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from attrs import evolve
from sqlalchemy import URL, create_engine, make_url, text

import ethics_audit as ea
from ethics_audit import history
from ethics_audit.history import encrypted
from support.builders import audit, checklist, item

PASSPHRASE = "seven wet foxes"  # noqa: S105 - nothing is behind it
KINDS = ("list", "sqlite", "sqlcipher", "postgresql")
FILES = ("sqlite", "sqlcipher")
QUICK_COST = 1 << 4
"""A cheap cost of scrypt, since nobody guesses here."""

EXAMPLE = audit(
    checklist(
        "work",
        item("work.notes", 3),
        item("work.consent", 2, not_applicable=True),
        item("work.gifts", 5, not_applicable=True),
    )
)
EARLIER = evolve(audit(checklist("work", item("work.notes", 9), item("work.gifts", 1))), version="0.9")

FIRST_EDITION = Path(__file__).parents[1] / "golden" / "history-2.db.xz"
"""A history with every kind of audit of 1.0, kept when a weight was severity × likelihood and nothing was grave."""


def first_edition(folder: Path) -> Path:
    """The history of the first edition in a file of this folder."""
    path = folder / "first-edition.db"
    path.write_bytes(lzma.decompress(FIRST_EDITION.read_bytes()))
    return path


def earlier_audits(folder: Path) -> list[ea.Audit]:
    """The definitions of the first edition."""
    return [one.result.audit for one in history.History(history.opened(first_edition(folder))).audits()]


class ListStore:
    """A store as an application might write one."""

    def __init__(self) -> None:
        self.kept: list[history.Entry] = []

    def entries(self) -> list[history.Entry]:
        """Return every entry."""
        return list(self.kept)

    def append(self, link: history.Link) -> None:
        """Keep new entries."""
        self.kept += link(self.kept[-1] if self.kept else None)

    def erase(self, numbers: Collection[int], link: history.Link) -> None:
        """Remove bodies."""
        new = list(link(self.kept[-1]))
        self.kept = [one.without_body() if one.number in numbers else one for one in self.kept] + new


Opens = Callable[[], history.Store]
"""Opens the same history again."""


@pytest.fixture
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive keys without the cost that slows down guessing."""
    monkeypatch.setattr(encrypted, "COST", QUICK_COST)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Return each kind of store."""
    return str(request.param)


@pytest.fixture
def new_place(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Opens]:
    """Return a function that gives a new place each time."""
    request.getfixturevalue("quick_keys")
    server = request.getfixturevalue("postgresql") if kind == "postgresql" else None
    made: list[Opens] = []

    def new() -> Opens:
        path = tmp_path / f"{len(made)}" / "history.db"
        if kind == "list":
            store = ListStore()
            made.append(lambda: store)
        elif server is not None:
            url = server.database()
            made.append(lambda: history.opened(url))
        else:
            made.append(lambda: history.opened(path, passphrase_of(kind)))
        return made[-1]

    return new


@pytest.fixture
def opens(new_place: Callable[[], Opens]) -> Opens:
    """Return a function that opens one history."""
    return new_place()


def passphrase_of(kind: str) -> str | None:
    """Return the passphrase for a kind of file."""
    return PASSPHRASE if kind == "sqlcipher" else None


def result(definition: ea.Audit = EXAMPLE, **answers: str | ea.NotApplicable) -> ea.Assessment:
    """Return a result; each answer is given by the last part of its item id."""
    return ea.assess(definition, {f"work.{name}": answer for name, answer in answers.items()})


def filled(store: history.Store, definitions: history.Definitions | None = None) -> history.History:
    """Fill a store with a definition, an assessment, its correction, an action, its state, and three more entries."""
    return fill(history.History(store, definitions=definitions))


def fill(kept: history.History) -> history.History:
    """Fill a history; see `filled`."""
    first = kept.keep(result(notes="r100", gifts=ea.not_applicable("no presents here")))
    kept.keep(result(notes="r50"), corrects=first.number, reason="misread it")
    chosen = kept.choose(history.Action("work.notes", "Write notes on the day."), first.number)
    kept.settle(chosen.number, "partly")
    kept.keep(result(EARLIER, notes="r0"))
    kept.keep(result(notes="r0", consent="r100"))
    return kept


# PostgreSQL

MISSING = "needs a PostgreSQL server: apt-get install postgresql"
USERS = ("postgres", "nobody")
"""The users who may run the server when the tests run as root, which it refuses."""


class Server:
    """A PostgreSQL server that listens only on a socket in its own folder.

    Args:
        programs: The folder of its programs.
        folder: Where its data is, or is made.
        settings: ``name=value`` of its configuration.
    """

    def __init__(self, programs: Path, folder: Path, *settings: str) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.programs = programs
        self._spaces = 0
        self._as: list[str] = []
        if os.geteuid() == 0:
            self._user = next(pwd.getpwnam(name) for name in USERS if name in {one.pw_name for one in pwd.getpwall()})
            self._as = ["setpriv", f"--reuid={self._user.pw_uid}", f"--regid={self._user.pw_gid}", "--clear-groups"]
        self.give(folder, *folder.rglob("*"))
        if self.data.exists():
            self.data.chmod(0o700)
            (self.data / "postmaster.pid").unlink(missing_ok=True)  # its number may be another program's by now
        else:
            small = ("--no-sync", "--wal-segsize=1", "--data-checksums")
            self.run("initdb", "-U", "owner", "-A", "trust", "-E", "UTF8", *small)
        self.start(*settings)

    def give(self, *paths: Path) -> None:
        """Give files and folders to the user that runs the server."""
        for path in paths if self._as else ():
            os.chown(path, self._user.pw_uid, self._user.pw_gid)

    def run(self, program: str, *arguments: str) -> None:
        """Run a program of PostgreSQL on the data while no server does."""
        command = [str(self.programs / program), "-D", str(self.data), *arguments]
        subprocess.run([*self._as, *command], check=True, capture_output=True, cwd=self.folder)

    def start(self, *settings: str, environment: Mapping[str, str] | None = None) -> None:
        """Start the server, and wait until it is ready; what it says is in the file ``said``.

        Raises:
            ChildProcessError: With what it said, if it stops or is not ready within a minute.
        """
        given = [f"-c{one}" for one in ("listen_addresses=", "fsync=off", "max_connections=50", *settings)]
        command = [str(self.programs / "postgres"), "-D", str(self.data), "-k", str(self.folder), *given]
        around = {**os.environ, **(environment or {})}
        with (self.folder / "said").open("wb") as said:
            self._process = subprocess.Popen(
                [*self._as, *command], stderr=said, stdout=said, cwd=self.folder, env=around
            )
        self._wait()

    def _url(self, **query: str) -> URL:
        return URL.create("postgresql+psycopg", "owner", database="postgres", query={"host": str(self.folder), **query})

    @property
    def url(self) -> str:
        """The URL of the database that there is from the start."""
        return self._url().set(drivername="postgresql").render_as_string()

    def _wait(self) -> None:
        status, end = self.data / "postmaster.pid", time.monotonic() + 60
        while not (status.exists() and status.read_text().rstrip().endswith("ready")):
            if self._process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise ChildProcessError((self.folder / "said").read_text())
            time.sleep(0.02)

    def execute(self, *commands: str, url: str = "") -> None:
        """Run SQL, one command at a time."""
        engine = create_engine(make_url(url).set(drivername="postgresql+psycopg") if url else self._url())
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for command in commands:
                connection.execute(text(command))
        engine.dispose()

    def database(self) -> str:
        """Return the URL of a new empty schema."""
        self._spaces += 1
        name = f"history{self._spaces}"
        self.execute(f"CREATE SCHEMA {name}")
        url = self._url(options=f"-csearch_path={name}").set(drivername="postgresql")
        return url.render_as_string()

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """Stop the server, at once or by ``SIGINT`` in good order."""
        self._process.send_signal(how)
        self._process.wait()


@contextmanager
def served() -> Iterator[Server]:
    """Run a server, or skip the test where there is none."""
    found = [Path(path).resolve().parent for path in (shutil.which("postgres"),) if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if not found or (os.geteuid() == 0 and not shutil.which("setpriv")):
        pytest.skip(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        server = Server(found[0], folder)
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder)
