"""Origins of pages: which ones are the form's own, by what a request or the owner of a site says of its host."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv6Address
from typing import NamedTuple

from ethics_audit.base.errors import ArgumentError, shown

OWN_PORTS = {"http": 80, "https": 443}
LAST_PORT = 65_535
HOST = re.compile(
    r"(?:\[([0-9a-f:.]+)\]|([a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)\.?)(?::([0-9]{1,5}))?", re.IGNORECASE | re.ASCII
)


class Origin(NamedTuple):
    """Where a page comes from."""

    scheme: str
    host: str
    port: int


def origin(text: str) -> Origin | None:
    """Return an origin such as ``https://practice.example``; None if the text is none."""
    scheme, mark, host = text.partition("://")
    scheme = scheme.lower()
    return _origin(scheme, host) if mark and scheme in OWN_PORTS else None


def origins(host: str) -> frozenset[Origin]:
    """Return the origins of a host such as ``practice.example:8443``; none if the text is no host.

    A host does not say its scheme, so it has an origin of each; but the port that is one scheme's own is that one's.
    """
    found = [one for scheme in OWN_PORTS if (one := _origin(scheme, host))]
    return frozenset([one for one in found if one.port == OWN_PORTS[one.scheme]] or found)


def _origin(scheme: str, host: str) -> Origin | None:
    parts = HOST.fullmatch(host)
    if not parts:
        return None
    literal, name, port = parts.groups()
    number = int(port) if port else OWN_PORTS[scheme]
    try:
        known = str(IPv6Address(literal)) if literal else name.lower()
    except ValueError:
        return None
    return Origin(scheme, known, number) if 0 < number <= LAST_PORT else None


def named(hosts: Iterable[str]) -> frozenset[Origin]:
    """Return the origins of hosts, and the origins, that the owner of a site names.

    Raises:
        ArgumentError: If one is neither.
    """
    found: set[Origin] = set()
    for host in [hosts] if isinstance(hosts, str) else hosts:
        text = host if isinstance(host, str) else ""
        one = origin(text)
        own = {one} if one else origins(text)
        if not own:
            told = f"{shown(host)} is no host"
            raise ArgumentError(
                "hosts", told, "such as 'practice.example', 'localhost:8123' or 'https://practice.example'"
            )
        found |= own
    return frozenset(found)
