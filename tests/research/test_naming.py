"""Pseudonyms: the same for a person, unlike for all others, and nothing without the key."""

import hashlib
import hmac
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.held import VALUES

import ethics_audit as ea
from ethics_audit import research
from ethics_audit.research import naming

KEY = bytes(range(32))
NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1).filter(str.strip)


def test_reference() -> None:
    """They are those of the reference."""
    known = VALUES["pseudonym"][0]["value"]
    ids = ["p01", "p02", "Zoë"]
    assert research.pseudonyms(ids, bytes.fromhex(known["key_hex"]), known["study"]) == [known[id] for id in ids]


@pytest.mark.property
@given(st.lists(NAMES, min_size=1), NAMES, NAMES, st.binary(min_size=32, max_size=80), st.binary(min_size=32))
def test_law(ids: list[str], study: str, other: str, key: bytes, another: bytes) -> None:
    """They tell people apart, follow from key, study and id alone, and change with key and study."""
    names = research.pseudonyms(ids, key, study)
    assert len(set(zip(ids, names, strict=True))) == len(set(ids)) == len(set(names))
    assert names == [hmac.digest(key, f"{study}\0{id}".encode(), "sha256").hex()[:20] for id in ids]
    assert all(re.fullmatch("[0-9a-f]{20}", name) for name in names)
    if other != study:
        assert not set(names) & set(research.pseudonyms(ids, key, other))
    if hmac.digest(key, b"", "sha256") != hmac.digest(another, b"", "sha256"):  # HMAC pads a key with zeros
        assert not set(names) & set(research.pseudonyms(ids, another, study))


def test_pairs_cannot_be_mistaken() -> None:
    """What ends the study's name and begins the id is told apart."""
    assert research.pseudonyms(["bc"], KEY, "a") != research.pseudonyms(["c"], KEY, "ab")


def test_collisions_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people never share a pseudonym."""
    monkeypatch.setattr(naming, "DIGITS", 1)
    with pytest.raises(ea.ArgumentError, match="ids: expected ids with different pseudonyms, got 'two that share one'"):
        research.pseudonyms([f"p{number}" for number in range(17)], KEY, "study")


@pytest.mark.parametrize(
    ("ids", "key", "study", "error", "message"),
    [
        (["a"], b"k" * 31, "s", ea.ArgumentError, "key: expected at least 32 bytes, got '31 bytes'"),
        (["a"], "k" * 32, "s", TypeError, "expected a key of bytes (bytes.fromhex reads hexadecimal text), got 'str'"),
        (["a", 7], KEY, "s", TypeError, "expected ids[1] as text, got 7"),
        (["a", None], KEY, "s", TypeError, "expected ids[1] as text, got None"),
        (["a", " "], KEY, "s", ea.ArgumentError, "ids[1]: expected a name without a zero byte, got ' '"),
        (["\ud800"], KEY, "s", ea.ArgumentError, "ids[0]: expected text that UTF-8 can hold"),
        ("abc", KEY, "s", TypeError, "expected several ids, such as a list or a column, got 'one text'"),
        (["a"], KEY, "s\0", ea.ArgumentError, "study: expected a name without a zero byte"),
        (["a"], KEY, "", ea.ArgumentError, "study: expected a name without a zero byte, got ''"),
    ],
)
def test_wrong_arguments(ids: Any, key: Any, study: str, error: type[Exception], message: str) -> None:
    """What cannot be named is refused with its place, and no message holds the key."""
    with pytest.raises(error, match=re.escape(message)) as caught:
        research.pseudonyms(ids, key, study)
    assert "kkk" not in str(caught.value)


def test_million_people_do_not_collide() -> None:
    """The digits are enough: 80 bits."""
    assert naming.DIGITS * 4 >= 80
    assert hashlib.sha256().digest_size * 2 >= naming.DIGITS
