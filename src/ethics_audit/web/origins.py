"""The origins that belong to the form, from the host that a request or the owner of a site names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv6Address
from typing import NamedTuple

from ethics_audit.base.causes import wrong_argument

OWN_PORTS = {"http": 80, "https": 443}
LAST_PORT = 65_535
HOST = re.compile(
    r"(?:\[([0-9a-f:.]+)\]|([a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)\.?)(?::([0-9]{1,5}))?", re.IGNORECASE | re.ASCII
)
LOCAL_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""A path on this site, without characters that a browser would drop or read differently."""


class Origin(NamedTuple):
    """The scheme, host and port of a page."""

    scheme: str
    host: str
    port: int


def origin(text: str) -> Origin | None:
    """Return an origin such as ``https://practice.example``; None if the text is not one."""
    scheme, mark, host = text.partition("://")
    scheme = scheme.lower()
    return _origin(scheme, host) if mark and scheme in OWN_PORTS else None


def origins(host: str) -> frozenset[Origin]:
    """Return the origins of a host such as ``practice.example:8443``; none if the text is not a host.

    A host without a scheme has an origin for each scheme; but the default port of one scheme belongs to that one only.
    """
    found = [each for scheme in OWN_PORTS if (each := _origin(scheme, host))]
    return frozenset([each for each in found if each.port == OWN_PORTS[each.scheme]] or found)


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
    """Return the origins that the owner of a site names, directly or by their hosts; refuse anything else."""
    found: set[Origin] = set()
    for host in [hosts] if isinstance(hosts, str) else hosts:
        text = host if isinstance(host, str) else ""
        exact = origin(text)
        own = {exact} if exact else origins(text)
        if not own:
            hint = "such as 'practice.example', 'localhost:8123' or 'https://practice.example'"
            raise wrong_argument("hosts", "a host", host, hint)
        found |= own
    return frozenset(found)
