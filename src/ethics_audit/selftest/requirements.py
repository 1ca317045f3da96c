"""The signed list of requirements, each with the check that shows it and the result that is expected."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, cast

from attrs import frozen

from ethics_audit.base.errors import EthicsAuditError, needs_extra
from ethics_audit.base.language import gettext
from ethics_audit.base.packages import shipped

FORMAT = "ethics-audit/requirements"
FOLDER = "selftest"
LIST, SIGNATURE, KEY = "requirements.json", "requirements.sig", "requirements.pem"


class UnsignedError(EthicsAuditError):
    """A list that is not as it was signed: nothing that it says can be relied on."""

    code = "unsigned"


@frozen
class Requirement:
    """What must hold, and how it is shown.

    Attributes:
        id: What the protocol calls it.
        text: The requirement in words.
        check: The name of a check in `ethics_audit.selftest.checks`.
        about: What the check is about: fields, a definition, a law, a kind of table; may be empty.
        expected: What the check must find.
    """

    id: str
    text: str
    check: str
    about: str
    expected: str


@frozen
class Requirements:
    """The list, after its signature was checked.

    Attributes:
        version: The version of the library that it is for.
        vectors: The answers that are scored, each as a compact vector, by the id of their audit.
        entries: The requirements.
        digest: The SHA-256 of the list.
        fingerprint: The SHA-256 of the key that signed it.
    """

    version: str
    vectors: Mapping[str, tuple[str, ...]]
    entries: tuple[Requirement, ...]
    digest: str
    fingerprint: str


def signed() -> Requirements:
    """Return the list of this installation.

    Raises:
        UnsignedError: If the signature is missing, or is not that of the key beside it.
        MissingExtraError: If the library is not installed that checks signatures.
    """
    text, signature, key = (_content(name) for name in (LIST, SIGNATURE, KEY))
    fingerprint = _verified(text, signature, key)
    told: dict[str, Any] = json.loads(text)
    return Requirements(
        version=told["version"],
        vectors={id: tuple(vectors) for id, vectors in told["vectors"].items()},
        entries=tuple(Requirement(**entry) for entry in told["requirements"]),
        digest=sha256(text).hexdigest(),
        fingerprint=fingerprint,
    )


def _content(name: str) -> bytes:
    try:
        content: bytes = shipped(FOLDER).joinpath(name).read_bytes()
    except OSError:
        raise UnsignedError(gettext("{name} cannot be read: nothing was checked", name=name)) from None
    return content


def _verified(text: bytes, signature: bytes, key: bytes) -> str:
    """Check a signature, and return the fingerprint of the key."""
    with needs_extra("cli"):
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
    try:
        public = cast(Ed25519PublicKey, load_pem_public_key(key))
        public.verify(signature, text)
    except (AttributeError, InvalidSignature, TypeError, ValueError):
        message = gettext("{name} is not as it was signed: nothing was checked; reinstall ethics-audit", name=LIST)
        raise UnsignedError(message) from None
    return sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()
