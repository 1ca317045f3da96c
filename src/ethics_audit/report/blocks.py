"""The blocks of the report beside those of plain text, and the sections that hold them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from attrs import frozen

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.assessment.blocks import Block
from ethics_audit.assessment.planning.plan import Plan
from ethics_audit.base.errors import LONGEST_PLACE, plain
from ethics_audit.model.actions import Followed
from ethics_audit.report.changes import Before, Courses
from ethics_audit.report.citations import Sources
from ethics_audit.report.domains import Figure
from ethics_audit.report.supervision import LeftOut
from ethics_audit.report.table import Table

MOST_FIRST_STEPS = 20
"""How many gaps have their first step: with more, the list would be longer than anybody reads."""


@frozen
class Material:
    """The material of a report; see `ethics_audit.report.page.html`."""

    result: Assessment
    day: date | None
    earlier: tuple[tuple[str, Assessment], ...]
    plans: tuple[Plan, ...]
    actions: tuple[Followed, ...]
    beside: Assessment | None
    head: str
    left_out: LeftOut

    @property
    def names(self) -> list[str]:
        """The names of the earlier results, as they can be shown."""
        return [plain(name, LONGEST_PLACE) for name, _ in self.earlier]

    @property
    def before(self) -> tuple[str, Assessment] | None:
        """The last earlier result with its name; None without one."""
        return (self.names[-1], self.earlier[-1][1]) if self.earlier else None


class More(NamedTuple):
    """A line that leads to a section under the details."""

    text: str
    id: str


ReportBlock: TypeAlias = Block | More | Figure | Table | Sources | Before | Courses
"""The blocks that the templates in ``templates/blocks`` print; each template is named after its class."""


class Section(NamedTuple):
    """Blocks under a heading.

    Attributes:
        id: The name that links to it use.
        title: Its heading.
        blocks: What it holds.
    """

    id: str
    title: str
    blocks: Sequence[ReportBlock]


def filled(sections: Iterable[tuple[str, str, Iterable[ReportBlock]]]) -> list[Section]:
    """Return the sections that have something to show."""
    found = [Section(id, title, [*blocks]) for id, title, blocks in sections]
    return [section for section in found if section.blocks]
