"""The public home of classes."""

from __future__ import annotations

from typing import Annotated, get_type_hints

import attrs

from ethics_audit.base.public import public


def test_a_class_has_its_public_home_and_real_annotations() -> None:
    """Texts are resolved, with what is noted beside a type, also in a class that has a type and a text."""

    @attrs.frozen
    class Kept:
        number: Annotated[int, "noted"]
        word: str

    Kept.__annotations__["word"] = str
    found = public("their.home")(Kept)
    assert found is Kept
    assert Kept.__module__ == "their.home"
    assert Kept.__annotations__ == {"number": Annotated[int, "noted"], "word": str}
    assert [one.type for one in attrs.fields(Kept)] == [Annotated[int, "noted"], str]


def test_a_class_without_fields() -> None:
    """It need not be of attrs, nor have annotations; its home is the package by default."""

    class Plain:
        pass

    class Noted:
        word: str

    assert public()(Plain).__module__ == "ethics_audit"
    assert public()(Noted).__annotations__ == {"word": str} == get_type_hints(Noted)
