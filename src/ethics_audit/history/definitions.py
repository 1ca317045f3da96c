"""The definitions of a history: each whole in an entry of its own, or kept once for many histories by its SHA-256."""

import hashlib
from functools import lru_cache

from attrs import field, frozen

from ethics_audit.base.errors import IntegrityError, StoreError
from ethics_audit.base.validation import Record, holds, sha256_digest
from ethics_audit.documents.codec import from_json, to_json
from ethics_audit.history.bodies import DEFINITION, body, read, refused
from ethics_audit.history.chain import Definitions, Entry
from ethics_audit.model.definitions import Audit

SHARED = "shared-definition"
"""The kind of an entry that refers to a definition; the body of a `DEFINITION` is the document itself."""
REMEMBERED = 16
"""How many definitions a process remembers as they were written or read."""
KINDS = frozenset({DEFINITION, SHARED})


@frozen
class Reference(Record):
    """The body of an entry that refers to a definition.

    Attributes:
        sha256: The SHA-256 of the document of the definition, in UTF-8.
    """

    sha256: str = field(metadata=holds(sha256_digest))


_newest: list[tuple[Audit, str]] = []


def document_of(audit: Audit) -> str:
    """Return the document of a definition; the newest ones are written once, which would take most of `keep`."""
    for known, text in _newest:
        if known is audit:
            return text
    text = to_json(audit)
    _newest[:] = [(audit, text), *_newest[: REMEMBERED - 1]]
    return text


def sha256(document: str) -> str:
    """Return the digest by which a document is shared."""
    return hashlib.sha256(document.encode()).hexdigest()


def reference(document: str) -> str:
    """Return the body of an entry that refers to a document."""
    return body(Reference(sha256(document)))


def shared(document: str, definitions: Definitions) -> tuple[str, str]:
    """Keep a document where definitions are shared, and return the kind and the body of an entry that refers to it.

    Raises:
        StoreError: If it cannot be read back, so that no entry refers to what is not there.
    """
    digest = sha256(document)
    if definitions.get(digest) != document:
        definitions.put(digest, document)
        if definitions.get(digest) != document:
            message = f"the definition with the SHA-256 {digest} cannot be read back as it was put"
            raise StoreError(message, code="damaged")
    return SHARED, body(Reference(digest))


def document(entry: Entry, definitions: Definitions | None) -> str:
    """Return the document of the definition that an entry holds or refers to.

    Raises:
        IntegrityError: If it is not there, or not as it was written.
    """
    if entry.kind == DEFINITION:
        return entry.body or ""
    digest = read(entry, Reference).sha256
    told = f"refers to the definition with the SHA-256 {digest}, which"
    if definitions is None:
        raise IntegrityError(entry.number, f"{told} this history was opened without: give it its definitions")
    if (found := definitions.get(digest)) is None:
        raise IntegrityError(entry.number, f"{told} is missing")
    if not isinstance(found, str) or sha256(found) != digest:
        raise IntegrityError(entry.number, f"{told} is not as it was written")
    return found


def definition(entry: Entry, definitions: Definitions | None = None) -> Audit:
    """Return the definition that an entry holds or refers to, or refuse it; the same document is read once."""
    found = document(entry, definitions)
    with refused(entry):
        return _definition(found)


@lru_cache(maxsize=REMEMBERED)
def _definition(document: str) -> Audit:
    return from_json(document, Audit)
