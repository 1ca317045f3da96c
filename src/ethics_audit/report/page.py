"""The report: an assessment as one page of HTML that stands alone, with no script and no network access."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.assessment.planning.plan import Plan
from ethics_audit.base.dates import in_words
from ethics_audit.base.errors import needs_extra
from ethics_audit.base.language import gettext, ngettext, speaking, spoken
from ethics_audit.base.version import __version__
from ethics_audit.model.actions import Followed
from ethics_audit.model.translation import foreign
from ethics_audit.report import sections
from ethics_audit.report.blocks import Material
from ethics_audit.report.citations import link
from ethics_audit.report.supervision import left_out

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["MARK", "html", "policy", "policy_of"]

STYLE = "style.css"

MARK = f"ethics-audit {__version__}"
"""What made the page, as the page itself says."""


def html(
    result: Assessment,
    *,
    day: date | None = None,
    earlier: Sequence[tuple[str, Assessment]] = (),
    plans: Sequence[Plan] = (),
    actions: Sequence[Followed] = (),
    beside: Assessment | None = None,
    head: str = "",
    details: bool = False,
    ids: bool = False,
    audience: str = "",
    without: Iterable[str] = (),
    links: Iterable[tuple[str, str]] = (),
    nonce: str = "",
) -> str:
    """Return the report of a result: two pages, and the details, which are folded.

    The page loads nothing and runs nothing, and its own policy forbids both. Every text is shown as text.

    Args:
        result: The result.
        day: The day that the page carries, and on which a code may be due to be checked again.
        earlier: Earlier results of the same audit with their names, the oldest first.
        plans: Plans for this result.
        actions: What was chosen to be done, now and earlier.
        beside: The result of cases, or of one's own practice, to compare it with.
        head: The hash at the end of the history that the result is kept in.
        details: Whether the details are open, and so are printed too.
        ids: Whether each question carries its id.
        audience: ``supervision`` for a page that leaves out what is the clinician's own; empty for one's own use.
        without: The ids of checklists and items to leave out.
        links: Addresses with their words, for the head of a page that is served; they are not printed.
        nonce: The nonce of your own policy for this page, if you serve it with one: the style of the page carries it.

    Raises:
        ArgumentError: If an earlier result is of another audit.
        UnknownIdError: If `without` names what the audit does not have.
        MissingExtraError: If the `report` extra is not installed.
    """
    hidden = left_out(result.audit, audience, without)
    material = Material(result, day, tuple(earlier), tuple(plans), tuple(actions), beside, head, hidden)
    page = environment().get_template("page.html.j2")
    with speaking(result.audit.language):
        return page.render(
            language=spoken(),
            foreign=foreign(result.audit, spoken()),
            audit=result.audit,
            day=day,
            mark=MARK,
            policy=policy(),
            parts=sections.parts(material),
            is_open=details,
            links=list(links),
            nonce=nonce,
            ids=ids and not hidden.is_for_supervision,
        )


@cache
def environment() -> Environment:
    """Return what renders the templates of this room."""
    with needs_extra("report"):
        from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
    from ethics_audit.report.days import whole_days

    made = Environment(
        loader=ChoiceLoader([PackageLoader("ethics_audit.report"), PackageLoader("ethics_audit.base", "styles")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.filters |= {
        "whole_days": whole_days,
        "in_words": in_words,
        "link": link,
        "kind": lambda block: type(block).__name__.lower(),
    }
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made


@cache
def policy() -> str:
    """Return what a report may load: only its own style, which is known by its hash. It can be sent as a header too."""
    return policy_of(environment().get_template(STYLE).render())


def policy_of(style: str) -> str:
    """Return what a page may load that has this style and nothing else."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
