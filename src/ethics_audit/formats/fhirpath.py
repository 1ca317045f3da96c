"""FHIRPath: an audit's arithmetic as variables of a Questionnaire.

A domain's answers are one list of texts such as ``|boundaries.gifts=each|``, and what an answer adds is found by
looking it up in one list per amount, because programs are slow with many variables and with long expressions.

Only what all tested programs understand alike is used, the oldest included. So ``$this`` appears in ``where`` itself
and never in the arguments of a function inside it, where some programs give it another value: fhirpath.js up to 3.6.0,
which LHC-Forms 33 to 36 contain, and Medplum.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ethics_audit.formats.dialects import IN_WORDS, RESULTS, TRUTH, WHOLE, Dialect, Term, added, either, fact_link
from ethics_audit.formats.expressions import NEEDED, Step, steps
from ethics_audit.formats.fhir_names import PROFILE, domain_link
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import Item

_QUOTE = "'"
IN_ONE = "all"
"""The name of the results of a domain as one text."""


class _FhirPath(Dialect):
    """The dialect; names consist of letters and digits, as FHIR requires."""

    NOTHING = "{}"
    IF = "iif"
    RESULTS_KEPT = False

    def __init__(self, audit: Audit) -> None:
        self._places = {part.checklist.id: str(place) for place, part in enumerate(audit.parts)}

    def answers(self, checklist: str) -> str:
        """Return the name of the variable that holds the answers of a domain."""
        return f"answers{self._places[checklist]}"

    def answered(self, item: Item, words: Sequence[str]) -> str:
        return either(f"%{self.answers(item.domain)} contains '{_sign(item, word)}'" for word in words)

    def total(self, terms: Sequence[Term]) -> str:
        ordered = sorted(terms, key=lambda term: term.amount)
        return added(self._counted(amount, [*same]) for amount, same in groupby(ordered, lambda term: term.amount))

    def _counted(self, amount: int, terms: list[Term]) -> str:
        signs = " | ".join(f"'{_sign(term.item, word)}'" for term in terms for word in term.words)
        return f"{amount} * %{self.answers(terms[0].item.domain)}.where($this in ({signs})).count()"

    def rounded(self, above: str, below: str, parts: int) -> str:
        return f"(({parts} * {above} div {below}) / {parts})"

    def joined(self, pieces: Sequence[str]) -> str:
        return f"({' & '.join(piece if piece.startswith(_QUOTE) else f'({piece}).toString()' for piece in pieces)})"

    def holds(self, fact: str) -> str:
        return f"(%facts contains '{fact_link(fact)}')"

    def variable(self, scope: str, name: str) -> str:
        """Return the name of the variable of a step."""
        return name.replace("_", "") + (f"{self._places[scope]}" if scope != WHOLE else "")

    def step(self, scope: str, name: str) -> str:
        return f"%{self.variable(scope, name)}"

    def listed(self, ids: Sequence[tuple[str, str]]) -> str:
        return f"({' & '.join(self.spaced(ids))}).substring(1)" if ids else self.NOTHING


def _sign(item: Item, word: str) -> str:
    """Return an answer as it appears in the list of answers."""
    return f"|{item.id}={word}|"


def compiled(audit: Audit) -> tuple[list[tuple[str, str]], list[Step]]:
    """Return the variables with their expressions, in order, and the results.

    The whole audit has one step per result, but each domain only one text with all its results: programs such as
    LHC-Forms run every expression again after each result that has changed.
    """
    dialect = _FhirPath(audit)
    variables = []
    if audit.facts:
        items = f"%resource.item.where(linkId = '{PROFILE}').item"
        variables.append(("facts", f"{items}.where(answer.value = true).linkId"))
    for part in audit.parts:
        items = f"%resource.item.where(linkId = '{domain_link(part.checklist.id)}').item"
        signs = f"{items}.select('|' & linkId & '=' & answer.value.code & '|')"
        variables.append((dialect.answers(part.checklist.id), signs))
    results: dict[str, dict[str, str]] = {}
    for step in steps(audit, dialect):
        if step.name in NEEDED or step.name not in (IN_WORDS, *RESULTS):
            variables.append((dialect.variable(step.scope, step.name), step.expression))
        value = dialect.step(step.scope, step.name) if step.name in NEEDED else step.expression
        results.setdefault(step.scope, {})[step.name] = value
    whole = results.pop(WHOLE)
    domains = [Step(scope, IN_ONE, _in_one(of_domain)) for scope, of_domain in results.items()]
    return variables, [*(Step(WHOLE, name, whole[name]) for name in (IN_WORDS, *RESULTS)), *domains]


def _in_one(results: dict[str, str]) -> str:
    """Return the results of a domain as one text: ``told=low. Score 12.5 of 100; band=low; score=12.5; …``."""
    return " & '; ' & ".join(f"'{name}=' & {_as_text(name, results[name])}" for name in (IN_WORDS, *RESULTS))


def _as_text(name: str, value: str) -> str:
    """Return a result as text; engines write a truth in more than one way."""
    return f"iif({value}, 'true', 'false')" if RESULTS.get(name) == TRUTH else f"({value}).toString()"
