"""The methods section: what ran, with its numbers, and nothing that did not."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from attrs import frozen
from support.builders import ROOT
from support.studied import reference_study

from ethics_audit.base.version import __version__
from ethics_audit.frames.study import Study
from ethics_audit.research.methods_section import PROPERTIES, methods
from ethics_audit.research.result import Estimate, Result
from ethics_audit.research.sources import SOURCES

STUDY = reference_study()


@frozen
class Alpha(Result):
    """A result that ran."""

    notes = ("Items that go together are not needed.",)
    shows = "internal consistency"
    sources = ("feldt1987",)
    account = "Alpha was computed on 57 complete rows."

    def rows(self) -> Sequence[dict[str, Any]]:
        """One row with a number, and one without."""
        return [{"item": "desk.a", "n": 57, "alpha": 0.5}, {"item": "key.a", "n": 0, "alpha": None}]


def test_it_tells_what_ran() -> None:
    """People, audits, occasions, definition, version, missing rule and each result's own account are in it."""
    done, limits = methods(STUDY, [Alpha()]).paragraphs
    assert "240 audits of 60 people on 4 occasions" in done
    assert f"Reference 1.0 (definition {STUDY.audit.digest[:12]}) and scored by ethics-audit {__version__}" in done
    assert "at least 80 % of the weight" in done
    assert done.endswith(Alpha.account)
    assert limits.endswith(Alpha.notes[0])


def test_it_tells_nothing_else() -> None:
    """Without keys it counts audits alone; each property says whether it was looked at."""
    found = methods(Study(STUDY.audit, STUDY.table))
    assert found.paragraphs[0].startswith("The data are 240 audits, answered")
    assert [line.rpartition(": ")[2] for line in found.checklist] == ["not done here"] * len(PROPERTIES)
    (only,) = [line for line in methods(STUDY, [Alpha()]).checklist if "not done" not in line]
    assert only == "internal consistency (evidence based on internal structure): done here: alpha"


def test_it_never_says_that_it_is_valid() -> None:
    """No word of it claims that the score is validated."""
    assert not re.search("validated", str(methods(STUDY, [Alpha()])), re.IGNORECASE)


def test_references_are_those_that_were_used() -> None:
    """The library and the sources of the formulas that ran are given as BibTeX, and no others."""
    found = methods(STUDY, [Alpha(), Alpha()]).bibtex
    assert re.findall(r"@\w+\{(\w+),", found) == ["ethics_audit", "feldt1987"]


@pytest.mark.parametrize("key", sorted(SOURCES))
def test_every_source_is_whole(key: str) -> None:
    """A source has its key, author, title and year, and its braces close."""
    entry = SOURCES[key]
    assert re.match(rf"@\w+\{{{key},", entry)
    assert all(f"{name} = {{" in entry for name in ("author", "title", "year"))
    assert entry.count("{") == entry.count("}")


def test_the_library_is_cited_as_it_asks() -> None:
    """The entry of the library says what CITATION.cff says."""
    asked = dict(re.findall(r'^(\w[\w-]*): "?(.*?)"?$', (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE))
    author = re.search(r"- name: (.*)", (ROOT / "CITATION.cff").read_text("utf-8"))
    assert author
    entry = methods(STUDY).bibtex
    for value in (asked["title"], asked["version"], asked["license"], author[1]):
        assert value in entry


def test_a_result_prints_itself() -> None:
    """A result is a table of its rows, with notes below; a number that is not there says so."""
    assert str(Alpha()).splitlines() == [
        "item    n   alpha",
        "desk.a  57  0.500",
        "key.a   0   none",
        "Note: Items that go together are not needed.",
    ]
    assert Alpha().frame().to_pylist() == Alpha().rows()


def test_an_estimate_prints_itself() -> None:
    """A number has its interval and what it rests on; where there is none, the reason stands."""
    assert str(Estimate(0.5, 57, 0.25, 0.75)) == "0.500 [0.250, 0.750] (n = 57)"
    assert str(Estimate(0.5, 57)) == "0.500 (n = 57)"
    assert str(Estimate(None, 1, reason="one row is too few")) == "one row is too few"
