"""The report as a PDF: which browser prints it, what it is given, and what is left behind."""

import sys
from pathlib import Path

import pytest
from pypdf import PdfReader
from support import browser

import ethics_audit as ea
from ethics_audit.report import pdf
from ethics_audit.report.page import MARK

PAGE = '<!DOCTYPE html><html lang="en"><title>A (title)</title><p>Words of the page.</p></html>'


def program(path: Path, body: str) -> Path:
    """A program in Python that stands for a browser."""
    path.write_text(f"#!{sys.executable}\nimport sys\nfrom pathlib import Path\n{body}\n", "utf-8")
    path.chmod(0o700)
    return path


def copying(folder: Path, told: bytes) -> Path:
    """A browser that writes down how it was called and what it read, and prints these bytes."""
    body = f"""
target = Path(next(one for one in sys.argv if one.startswith("--print-to-pdf="))[15:])
source = Path(sys.argv[-1].removeprefix("file://"))
Path({str(folder / "seen")!r}).write_text("\\n".join([*sys.argv[1:], source.read_text("utf-8")]), "utf-8")
Path({str(folder / "mode")!r}).write_text(oct(source.parent.stat().st_mode), "utf-8")
target.write_bytes({told!r})"""
    return program(folder / "copying", body)


@pytest.fixture(autouse=True)
def no_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No browser of this computer is found."""
    monkeypatch.delenv(pdf.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    monkeypatch.setattr(pdf, "PROGRAMS", ("${NO_SUCH_VARIABLE}",))


def test_browser_prints_a_private_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads the page in a folder that only its user can open, with a profile of its own; nothing is left there."""
    monkeypatch.setenv(pdf.VARIABLE, str(copying(tmp_path, b"%PDF-1.4 words")))
    assert pdf.pdf(PAGE) == b"%PDF-1.4 words"
    *arguments, page = (tmp_path / "seen").read_text("utf-8").split("\n")
    assert page == PAGE
    assert "--headless" in arguments
    assert not any("sandbox" in one for one in arguments)
    source = Path(arguments[-1].removeprefix("file://"))
    assert f"--user-data-dir={source.parent / 'profile'}" in arguments
    assert (tmp_path / "mode").read_text("utf-8").endswith("700")
    assert not source.parent.exists()


def test_pdf_names_the_program_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the browser named itself and the system the program stands, and every byte keeps its place."""
    before = rb"%PDF-1.4 /Title (a) /Creator (Mozilla/5.0 \(X11; Linux\) HeadlessChrome) /Producer (x)"
    monkeypatch.setenv(pdf.VARIABLE, str(copying(tmp_path, before)))
    after = pdf.pdf(PAGE)
    assert len(after) == len(before)
    assert pdf.PDF_MARK in after
    assert b"Linux" not in after
    assert after.endswith(b") /Producer (x)")


def test_browsers_are_found_by_name_and_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those on the path come first, then those in the usual folders of each system; one that is named stands alone."""
    path = tmp_path / "bin"
    path.mkdir()
    chrome = program(path / "google-chrome", "")
    edge = tmp_path / "programs" / "Microsoft" / "Edge" / "Application" / "msedge.exe"
    mac = tmp_path / "Applications" / "Google Chrome.app" / "Contents" / "MacOS" / "Google Chrome"
    for one in (edge, mac):
        one.parent.mkdir(parents=True)
        program(one, "")
    monkeypatch.setenv("PATH", str(path))
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path / "programs"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setattr(pdf, "PROGRAMS", ("${NO_SUCH_VARIABLE}", "~/Applications", "${PROGRAMFILES}"))
    assert [*pdf.browsers()] == [str(chrome), str(mac), str(edge)]
    monkeypatch.setenv(pdf.VARIABLE, "mine")
    assert [*pdf.browsers()] == ["mine"]


def test_missing_browser_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a browser the error says how to get one and that any browser can print; so it does if none prints."""
    with pytest.raises(ea.ArgumentError, match=r"found none .*install one.* print the page to a PDF in any browser"):
        pdf.pdf(PAGE)
    silent = program(tmp_path / "silent", "")
    for named in (silent, tmp_path / "absent"):
        monkeypatch.setenv(pdf.VARIABLE, str(named))
        with pytest.raises(ea.ArgumentError, match=f"{named.name} printed nothing"):
            pdf.pdf(PAGE)


def test_next_browser_is_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser that prints nothing, or not in time, gives way to the next."""
    path = tmp_path / "bin"
    path.mkdir()
    program(path / "chromium", "import time\ntime.sleep(60)")
    copying(path, b"%PDF").rename(path / "google-chrome")
    monkeypatch.setenv("PATH", str(path))
    monkeypatch.setattr(pdf, "SECONDS", 2)
    assert pdf.pdf(PAGE) == b"%PDF"


@browser.needed
@pytest.mark.browser
@pytest.mark.slow
def test_chromium_prints_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chromium prints the words of the page and nothing around them; the PDF can be read and names the program."""
    body = f"import os\nos.execv({browser.CHROMIUM!r}, [{browser.CHROMIUM!r}, '--no-sandbox', *sys.argv[1:]])"
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv(pdf.VARIABLE, str(program(tmp_path / "chromium", body)))
    (tmp_path / "page.pdf").write_bytes(pdf.pdf(PAGE))
    read = PdfReader(tmp_path / "page.pdf")
    assert [one.extract_text().strip() for one in read.pages] == ["Words of the page."]
    assert read.metadata
    assert str(read.metadata.creator).strip() == MARK
    assert read.metadata.title == "A (title)"
