"""The methods section of a study: a paragraph from what really ran, its limits, and what evidence is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from ethics_audit.base.version import __version__
from ethics_audit.frames.study import Study
from ethics_audit.research.result import Result
from ethics_audit.research.sources import SOURCES

SOFTWARE = f"""@software{{ethics_audit,
  author = {{{{The ethics-audit authors}}}}, title = {{ethics-audit}}, version = {{{__version__}}},
  license = {{Apache-2.0}}}}"""
"""The library itself, as CITATION.cff has it."""

PROPERTIES = {
    "content validity": "evidence based on test content",
    "structural validity": "evidence based on internal structure",
    "internal consistency": "evidence based on internal structure",
    "reliability": "reliability/precision",
    "measurement error": "reliability/precision",
    "hypotheses testing": "evidence based on relations to other variables",
    "criterion validity": "evidence based on relations to other variables",
    "cross-cultural validity": "evidence based on internal structure",
    "responsiveness": "evidence based on relations to other variables",
    "response processes": "evidence based on response processes",
    "consequences": "evidence based on consequences of testing",
}
"""The measurement properties of COSMIN and, from "response processes" on, those that the Standards for Educational and
Psychological Testing (AERA, APA and NCME) name beside them; each with the Standards' heading for it."""

LIMITS = (
    (
        "The score is a weighted index of gaps in practice, not a measure of a trait: its items need not go together, "
        "and its weights were set by raters, not by data. Nobody has shown yet what it predicts."
    ),
    "Answers are reports of one's own practice; nobody observed it.",
)


@frozen
class Methods:
    """A methods section.

    Attributes:
        paragraphs: What was done, and then what limits it.
        checklist: For each measurement property, what was done or that nothing was.
        bibtex: The library and the sources of the formulas that ran.
    """

    paragraphs: tuple[str, ...]
    checklist: tuple[str, ...]
    bibtex: str

    def __str__(self) -> str:
        """Return everything as plain text."""
        return "\n\n".join([*self.paragraphs, "\n".join(f"- {line}" for line in self.checklist), self.bibtex])


def methods(study: Study, results: Iterable[Result] = ()) -> Methods:
    """Write the methods section of a study.

    Args:
        study: The study.
        results: What ran, in the order in which it is told. What did not run is not told.

    Returns:
        Sentences with the real numbers, versions, digest and settings; they claim nothing that did not run.
    """
    ran = list(results)
    done = " ".join([*_scoring(study), *(result.account for result in ran)])
    limits = " ".join(dict.fromkeys([*LIMITS, *(limit for result in ran for limit in result.limits)]))
    keys = dict.fromkeys(key for result in ran for key in result.sources)
    return Methods((done, limits), tuple(_checklist(ran)), "\n\n".join([SOFTWARE, *(SOURCES[key] for key in keys)]))


def _scoring(study: Study) -> list[str]:
    audit = study.audit
    people = len(set(study.people().tolist()))
    rows = f"{len(study)} audits of {people} people" if study.person else f"{len(study)} audits"
    over = f" on {len(set(study.column(study.occasion)))} occasions" if study.occasion else ""
    least = audit.policy.min_coverage_percent
    return [
        (
            f"The data are {rows}{over}, answered with {audit.title} {audit.version} (definition {audit.digest[:12]}) "
            f"and scored by ethics-audit {__version__}."
        ),
        (
            "Answers that were missing or unsure were left out of the score, and the lowest and highest score that "
            "they leave possible were kept beside it; items that do not apply count in neither. Nothing was imputed."
        ),
        f"A band was given where at least {least} % of the weight was answered.",
    ]


def _checklist(results: Sequence[Result]) -> list[str]:
    shown: dict[str, list[str]] = {}
    for result in results:
        shown.setdefault(result.shows, []).append(type(result).__name__.lower())
    return [
        f"{name} ({heading}): {'done here: ' + ', '.join(shown[name]) if name in shown else 'not done here'}"
        for name, heading in PROPERTIES.items()
    ]
