"""Write the part of a study that others may have."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from ethics_audit.base.causes import wrong_argument, wrong_type
from ethics_audit.base.errors import ArgumentError
from ethics_audit.base.version import __version__
from ethics_audit.frames.study import Study
from ethics_audit.research.anonymity import Anonymity, k_anonymity
from ethics_audit.research.dictionary import codebook
from ethics_audit.research.naming import BYTES_OF_KEY
from ethics_audit.research.permitted import PERSON, in_quarters, permitted, refusal
from ethics_audit.research.release_folder import write_folder
from ethics_audit.research.simulation import is_synthetic
from ethics_audit.research.tabular import named

FORMAT = "ethics-audit/release"
FORMAT_VERSION = 1
LEAST_K = 2


@frozen
class Release:
    """What was written.

    Attributes:
        folder: Where it is: ``data.csv``, ``codebook.csv`` and ``META.json``.
        anonymity: How many people share what others may know.
        columns: The columns of the data.
        left_out: Every other column of the study, and why.
    """

    folder: Path
    anonymity: Anonymity
    columns: tuple[str, ...]
    left_out: Mapping[str, str]

    def __str__(self) -> str:
        """Return what was written, and what was left out and why."""
        people, k = self.anonymity.n, self.anonymity.k
        lines = [f"{self.folder}: {people} people, k = {k} in {', '.join(self.anonymity.quasi)}"]
        return "\n".join([*lines, *(f"Left out: {name} ({why})" for name, why in self.left_out.items())])


def release(
    study: Study,
    folder: str | Path,
    quasi: str | Iterable[str],
    k: int,
    *,
    keep: str | Iterable[str] = (),
    key: bytes | None = None,
    name: str = "",
) -> Release:
    """Write a study for others: pseudonyms, quarters instead of days, and no column that was not allowed.

    The folder gets ``data.csv`` (people in the order of their pseudonyms), ``codebook.csv`` and ``META.json``, which
    holds the digest of the definition, the versions, k, what was left out, and whether the study is synthetic. It is
    there whole or not at all. Of the columns stay: the person as a pseudonym, the occasion, the answers, `quasi` and
    `keep`. A fact that is in neither is left out, and with it the answers that would tell it.

    Args:
        study: The study.
        folder: A folder that does not exist yet.
        quasi: The columns that others may know of a person, such as site and profession.
        k: How many people at least must share each combination of them; 2 or more.
        keep: Columns that nobody else can know, such as the arm of a trial: numbers, or words of a few kinds.
        key: At least 32 secret bytes for the pseudonyms, so that a later release can be linked. Without it, a random
            key is used once and forgotten. It is never written.
        name: The name of the study, for the pseudonyms; by default the id of the audit.

    Raises:
        ArgumentError: If a column is not there or not allowed, fewer than `k` people share a combination, or nobody is
            named.
        StoreError: If the folder exists or cannot be written; nothing is left behind.
    """
    if not isinstance(study, Study):
        raise wrong_type("a study", type(study).__name__)
    if not isinstance(k, int) or isinstance(k, bool) or k < LEAST_K:
        raise wrong_argument("k", f"a whole number of at least {LEAST_K}", k)
    if not study.person:
        raise wrong_argument("study", "a column that names the person", "none")
    known, kept = named("quasi", quasi, study.table), named("keep", keep, study.table)
    handled = {PERSON, *study.person, *study.audit.items}
    if taken := sorted({*known, *kept} & handled):
        raise wrong_argument("quasi, keep", "columns beside persons and items, which are handled already", taken[0])
    coarse = in_quarters(study, {*known, *filter(None, [study.occasion])})
    for column in (*known, *kept, *filter(None, [study.occasion])):
        if why := refusal(coarse.table[column]):
            raise wrong_argument("quasi, keep", "numbers, or words of a few kinds", f"{column}, {why}")
    anonymity = k_anonymity(coarse, known)
    if (anonymity.k or 0) < k:
        raise _too_few(anonymity, k)
    called = name or study.audit.id
    table, left_out = permitted(coarse, known, kept, key or secrets.token_bytes(BYTES_OF_KEY), called)
    written = Release(Path(folder), anonymity, tuple(table.column_names), left_out)
    tables = {"data.csv": table, "codebook.csv": codebook(study.audit).frame()}
    write_folder(written.folder, tables, _meta(written, study, called, k))
    return written


def _too_few(anonymity: Anonymity, k: int) -> ArgumentError:
    shared = ", ".join(anonymity.quasi)
    few = f"{anonymity.under(k)} of {anonymity.n} people share theirs with fewer"
    hint = f"{few}: merge groups, or name fewer columns"
    return wrong_argument("k", f"at least {k} people with each combination of {shared}", anonymity.k or 0, hint)


def _meta(written: Release, study: Study, name: str, k: int) -> dict[str, Any]:
    audit = study.audit
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "library": f"ethics-audit {__version__}",
        "study": name,
        "synthetic": is_synthetic(study),
        "audit": {"id": audit.id, "version": audit.version, "digest": audit.digest},
        "k": {"asked": k, "reached": written.anonymity.k, "quasi": list(written.anonymity.quasi)},
        "profile": sorted(study.profile),
        "people": written.anonymity.n,
        "columns": list(written.columns),
        "left_out": dict(written.left_out),
    }
