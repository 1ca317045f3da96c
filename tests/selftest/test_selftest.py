"""The selftest shows what holds, and is red for whatever does not."""

import json
import shutil
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requirements as command
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from support.builders import ROOT

from ethics_audit.assessment.scoring import Scored
from ethics_audit.cli.commands import run
from ethics_audit.history import History
from ethics_audit.selftest import checks, protocol, requirements

FOLDER = ROOT / "src" / "ethics_audit" / "selftest"
LISTED = json.loads((FOLDER / requirements.LIST).read_text("utf-8"))
VECTORS = {id: tuple(vectors) for id, vectors in LISTED["vectors"].items()}
Change = Callable[[dict[str, Any]], None]


def test_the_list_is_that_of_its_command() -> None:
    """Run `nox -s sign` after a change of a definition, a law or the version."""
    assert command.listed() == (FOLDER / requirements.LIST).read_text("utf-8")


def test_security_names_the_key() -> None:
    """The fingerprint that is printed is the one that is published."""
    assert requirements.signed().fingerprint in (ROOT / "SECURITY.md").read_text("utf-8")


def test_everything_is_as_required(capsys: pytest.CaptureFixture[str]) -> None:
    """This copy passes; each requirement has a line, and the protocol holds what was checked and where."""
    assert run(["selftest", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, json.loads((ROOT / "src/ethics_audit/schemas/selftest.schema.json").read_text("utf-8")))
    assert told["passed"]
    assert [one["id"] for one in told["requirements"]] == [one["id"] for one in LISTED["requirements"]]
    assert {one["outcome"] for one in told["requirements"] if one["id"] != "files"} == {"passed"}
    assert told["list"]["key"] == requirements.signed().fingerprint
    assert told["packages"]["ethics-audit"] == told["version"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of another list, which is signed as the real one until it is changed."""
    made = tmp_path / "signed"
    made.mkdir()
    for name in (requirements.LIST, requirements.SIGNATURE, requirements.KEY):
        shutil.copy(FOLDER / name, made)
    monkeypatch.setattr(requirements, "shipped", lambda _: made)
    return made


@pytest.fixture
def sign(folder: Path) -> Callable[..., None]:
    """Sign a list of few requirements with a key of its own, after a change."""

    def signed(*checked: str, **changes: Any) -> None:
        entries = [{**one, **changes} for one in LISTED["requirements"] if one["check"] in checked]
        text = json.dumps({**LISTED, "requirements": entries}).encode()
        key = Ed25519PrivateKey.generate()
        (folder / requirements.LIST).write_bytes(text)
        (folder / requirements.SIGNATURE).write_bytes(key.sign(text))
        pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (folder / requirements.KEY).write_bytes(pem)

    return signed


def other_key() -> bytes:
    """A key of another kind, which signs nothing."""
    return X25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            requirements.LIST,
            (FOLDER / requirements.LIST).read_bytes().replace(b"holds", b"fails", 1),
            "as it was signed",
        ),
        (requirements.SIGNATURE, bytes(64), "as it was signed"),
        (requirements.SIGNATURE, b"", "as it was signed"),
        (requirements.KEY, b"none", "as it was signed"),
        (requirements.KEY, other_key(), "as it was signed"),
        (requirements.SIGNATURE, None, "requirements.sig cannot be read: nothing was checked"),
    ],
    ids=["another list", "another signature", "an empty signature", "no key", "another kind of key", "no signature"],
)
def test_a_list_that_is_not_as_it_was_signed(
    name: str, content: bytes | None, told: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is checked, and one message says why."""
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    assert run(["selftest"]) == 1
    printed = capsys.readouterr()
    assert told in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""


def test_a_check_that_is_not_known(sign: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    """A list that names another check is refused before anything is checked."""
    sign("vector", check="vectr")
    assert run(["selftest"]) == 1
    assert capsys.readouterr().err == "ethics-audit: vector names a check that is not known: vectr\n"


def test_a_list_for_another_version(
    sign: Callable[..., None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A list of another version shows nothing about this one."""
    sign("vector")
    monkeypatch.setattr(protocol, "__version__", "99.0")
    assert run(["selftest"]) == 1
    assert f"the list is for version {LISTED['version']}, and this is 99.0" in capsys.readouterr().err


def test_what_is_printed(sign: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    """The key comes first, then a line for each requirement, then how many."""
    sign("vector")
    assert run(["selftest"]) == 0
    first, key, _, *lines, _, last = capsys.readouterr().out.splitlines()
    assert first == f"ethics-audit {LISTED['version']}; the list is signed by the key"
    assert key == requirements.signed().fingerprint
    assert " ".join(lines).startswith("passed   vector: The vector of a result")
    assert last == "1 passed, 0 failed, 0 not run"


def test_a_result_that_is_not_expected(sign: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    """It fails, and what was expected and found is told."""
    sign("vector", expected="something else")
    assert run(["selftest"]) == 1
    out = capsys.readouterr().out
    assert "FAILED   vector" in out
    assert "expected something else, found the same" in " ".join(out.split())
    assert "0 passed, 1 failed, 0 not run" in out


@pytest.mark.parametrize("name", ["score", "flags"])
def test_a_score_that_is_wrong(
    name: str, sign: Callable[..., None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the code computes something else, the requirement of that figure fails, and no other."""
    sign("figures")
    wrong = {"score": property(lambda _: 12.5), "flags": ("boundaries.gifts",)}
    monkeypatch.setattr(Scored, name, wrong[name])
    assert run(["selftest"]) == 1
    out = capsys.readouterr().out
    assert f"FAILED   score-{name}" in out
    assert "4 passed, 1 failed" in out


def test_a_check_that_breaks(sign: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever a check raises, the requirement is not shown."""
    sign("definition", about="audits brief 99.0")
    assert run(["selftest"]) == 1
    assert "UnknownIdError: there is no version" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("check", "missing", "told"),
    [
        ("law", "hypothesis", "install ethics-audit[testing]"),
        ("table", "duckdb", "install duckdb"),
        ("fhirpath", "fhirpathpy", "install fhirpathpy"),
    ],
)
def test_what_cannot_run_here(
    check: str,
    missing: str,
    told: str,
    sign: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A check that needs what is not installed says so, and did not pass."""
    sign(check)
    for name in [name for name in sys.modules if name.startswith("ethics_audit.testing")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    assert run(["selftest"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert f"not run {check}" in out.replace("form-results", "fhirpath")
    assert told in out


def test_without_the_library_that_checks_signatures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is checked without it."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "cryptography"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    assert run(["selftest"]) == 3
    assert "pip install 'ethics-audit[cli]'" in capsys.readouterr().err


def test_a_frozen_program_kills_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no Python to start, the check says so."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(checks.NotRunError, match="cannot start a Python to kill"):
        checks.kill("brief", VECTORS)


def test_a_history_that_names_no_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change that reading does not find is missing from what is found."""
    monkeypatch.setattr(History, "verify", lambda _: None)
    assert checks.tampering("brief", VECTORS) == ""


def test_a_record_that_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that is written in another way when it is read again is found."""
    written = iter(["{}", "{ }"])
    monkeypatch.setattr(checks.codec, "to_json", lambda _: next(written))
    monkeypatch.setattr(checks.codec, "from_json", lambda *_: type("Read", (), {"vector": VECTORS["brief"][0]}))
    assert checks.records("brief", VECTORS) == "others"


class Installed:
    """An installed copy with one file, and another that is gone."""

    def __init__(self, file: Path, recorded: str) -> None:
        self.files = [self._file(file, recorded), self._file(file.with_name("RECORD"), "")]

    @staticmethod
    def _file(path: Path, recorded: str) -> Any:
        found = type("File", (), {"locate": lambda _: path, "__str__": lambda _: path.name})()
        found.hash = type("Hash", (), {"value": recorded}) if recorded else None
        return found


@pytest.mark.parametrize(
    ("content", "found"), [(b"as it was", "as recorded"), (b"changed", "it.py"), (None, "it.py")], ids=str
)
def test_a_file_that_was_changed(
    content: bytes | None, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is not as the installer recorded it is named."""
    file = tmp_path / "it.py"
    if content is not None:
        file.write_bytes(content)
    recorded = "Npt08gA8459YKex6L4SFK3K2ENAxLIlR1dj3MWyZAro"
    monkeypatch.setattr(checks, "distribution", lambda _: Installed(file, recorded))
    assert checks.files("", VECTORS) == found


def test_a_copy_without_a_record(
    sign: Callable[..., None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing was recorded, as for a program that was frozen, nothing is compared."""

    def none(name: str) -> Any:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(checks, "distribution", none)
    sign("files")
    assert run(["selftest"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "not run files" in out
    assert "the installer recorded no digests of files" in out


def test_the_key_must_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a key, or with one of another kind, nothing is signed."""
    monkeypatch.delenv(command.VARIABLE, raising=False)
    with pytest.raises(SystemExit, match="name the file of the key"):
        command.main()
    key = tmp_path / "key.pem"
    key.write_bytes(other_key())
    monkeypatch.setenv(command.VARIABLE, str(key))
    with pytest.raises(ValueError, match="."):
        command.main()
