"""FHIRPath: an audit's arithmetic as variables of a Questionnaire.

A domain's answers are one list of texts such as ``|boundaries.gifts=never|``, and what an answer adds is found by
looking it up in one list for each amount: programs are slow with many variables, and read long expressions slowly.

Only what every program understands alike is used, the oldest that is tried with too. So ``$this`` stands in ``where``
itself and never in the arguments of a function in it, which is another value in some: in fhirpath.js up to 3.6.0, which
LHC-Forms 33 to 36 have in them, and in Medplum.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ethics_audit.formats.dialects import RESULTS, TOLD, TRUTH, WHOLE, Term, Written, added, either
from ethics_audit.formats.expressions import NEEDED, Step, steps
from ethics_audit.formats.fhir_names import PROFILE, domain_link
from ethics_audit.formats.incoming import fact_link
from ethics_audit.model.definitions import Audit, Item

_QUOTE = "'"
IN_ONE = "all"
"""The name of a domain's results as one text."""


class FhirPath(Written):
    """The dialect; names are letters and digits, as FHIR wants them."""

    NOTHING = "{}"
    IF = "iif"
    RESULTS_KEPT = False

    def __init__(self, audit: Audit) -> None:
        self._places = {part.checklist.id: str(place) for place, part in enumerate(audit.parts)}

    def answers(self, checklist: str) -> str:
        """The name of the variable with a domain's answers."""
        return f"answers{self._places[checklist]}"

    def answered(self, item: Item, words: Sequence[str]) -> str:
        """Whether the list of answers has one of these."""
        return either(f"%{self.answers(item.domain)} contains '{_sign(item, word)}'" for word in words)

    def total(self, terms: Sequence[Term]) -> str:
        """For each amount, how many of the answers stand in one text of all that add it."""
        ordered = sorted(terms, key=lambda term: term.amount)
        return added(self._counted(amount, [*same]) for amount, same in groupby(ordered, lambda term: term.amount))

    def _counted(self, amount: int, terms: list[Term]) -> str:
        signs = " | ".join(f"'{_sign(term.item, word)}'" for term in terms for word in term.words)
        return f"{amount} * %{self.answers(terms[0].item.domain)}.where($this in ({signs})).count()"

    def rounded(self, above: str, below: str, parts: int) -> str:
        """A quotient of whole numbers, which is a decimal number."""
        return f"(({parts} * {above} div {below}) / {parts})"

    def joined(self, pieces: Sequence[str]) -> str:
        """The pieces as texts, one after another."""
        return f"({' & '.join(piece if piece.startswith(_QUOTE) else f'({piece}).toString()' for piece in pieces)})"

    def holds(self, fact: str) -> str:
        """Whether the list of facts has it."""
        return f"(%facts contains '{fact_link(fact)}')"

    def variable(self, scope: str, name: str) -> str:
        """The name of a step's variable."""
        return name.replace("_", "") + (f"{self._places[scope]}" if scope != WHOLE else "")

    def step(self, scope: str, name: str) -> str:
        """A variable."""
        return f"%{self.variable(scope, name)}"

    def listed(self, ids: Sequence[tuple[str, str]]) -> str:
        """The texts joined, without the space before the first."""
        return f"({' & '.join(self.spaced(ids))}).substring(1)" if ids else self.NOTHING


def _sign(item: Item, word: str) -> str:
    """An answer to an item in the list of answers."""
    return f"|{item.id}={word}|"


def compiled(audit: Audit) -> tuple[list[tuple[str, str]], list[Step]]:
    """The variables with their expressions, in order, and the results: of a domain one text, of the whole one a name.

    Programs such as LHC-Forms run every expression again after each result that has changed, so results must be few.
    """
    dialect = FhirPath(audit)
    variables = []
    if audit.facts:
        items = f"%resource.item.where(linkId = '{PROFILE}').item"
        variables.append(("facts", f"{items}.where(answer.value = true).linkId"))
    for part in audit.parts:
        items = f"%resource.item.where(linkId = '{domain_link(part.checklist.id)}').item"
        told = f"{items}.select('|' & linkId & '=' & answer.value.code & '|')"
        variables.append((dialect.answers(part.checklist.id), told))
    results: dict[str, dict[str, str]] = {}
    for step in steps(audit, dialect):
        if step.name in NEEDED or step.name not in (TOLD, *RESULTS):
            variables.append((dialect.variable(step.scope, step.name), step.expression))
        told = dialect.step(step.scope, step.name) if step.name in NEEDED else step.expression
        results.setdefault(step.scope, {})[step.name] = told
    whole = results.pop(WHOLE)
    domains = [Step(scope, IN_ONE, _in_one(told)) for scope, told in results.items()]
    return variables, [*(Step(WHOLE, name, whole[name]) for name in (TOLD, *RESULTS)), *domains]


def _in_one(told: dict[str, str]) -> str:
    """A domain's results as one text such as ``told=low. Score 12.5 of 100; band=low; score=12.5; …``."""
    return " & '; ' & ".join(f"'{name}=' & {_as_text(name, told[name])}" for name in (TOLD, *RESULTS))


def _as_text(name: str, told: str) -> str:
    """A result as a text; engines write truth in more than one way."""
    return f"iif({told}, 'true', 'false')" if RESULTS.get(name) == TRUTH else f"({told}).toString()"
