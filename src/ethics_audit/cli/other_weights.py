"""The option ``--weights``: a result under the ratings of a weight file in place of the audit's own."""

from __future__ import annotations

from pathlib import Path

import click

from ethics_audit.assessment.assessment import Assessment, assess
from ethics_audit.base.errors import ChecklistError
from ethics_audit.cli.options import FILE, Decorator
from ethics_audit.documents import catalog
from ethics_audit.model.definitions import Audit

weights_option: Decorator = click.option(
    "--weights", type=FILE, metavar="FILE", help="Score with the weights of this file, which 'weights' writes."
)


def weighed(audit: Audit, path: Path | None) -> Audit:
    """Return an audit with the weights of a file; the audit itself without one.

    Raises:
        ChecklistError: If the file cannot be read, or its weights do not fit the audit, with every problem.
    """
    if path is None:
        return audit
    from ethics_audit.model.weighting import reweighted

    weights = catalog.load_weights(path)
    try:
        return reweighted(audit, weights)
    except ChecklistError as wrong:
        raise ChecklistError(wrong.problems, str(path)) from None


def reassessed(result: Assessment, path: Path | None) -> Assessment:
    """Return the result of the same answers with the weights of a file; see `weighed`."""
    return result if path is None else assess(weighed(result.audit, path), result.answers)
