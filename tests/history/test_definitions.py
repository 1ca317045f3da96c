"""Definitions that many histories share: kept once by their SHA-256, and never read unless they are what was kept."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from support.histories import EARLIER, EXAMPLE, ListStore, filled, result

import ethics_audit as ea
from ethics_audit.base.errors import IntegrityError, StoreError
from ethics_audit.history import History, chain
from ethics_audit.history.definitions import sha256


class Shelf(dict[str, str]):
    """Definitions as an application might keep them."""

    puts = 0

    def put(self, sha256: str, document: str) -> None:
        """Keep a document."""
        self.puts += 1
        self[sha256] = document


def test_a_definition_is_kept_once_for_many_histories() -> None:
    """Each history refers to it by its digest, and holds none itself; it is put once."""
    shelf, stores = Shelf(), [ListStore() for _ in range(3)]
    for store in stores:
        kept = History(store, definitions=shelf)
        kept.keep(result(notes="r100"))
        kept.keep(result(notes="r50"))
        assert [one.result for one in kept.audits()] == [result(notes="r100"), result(notes="r50")]
        assert kept.verify().count == 3
    document = ea.to_json(EXAMPLE)
    assert dict(shelf) == {sha256(document): document}
    assert shelf.puts == 1
    first = stores[0].kept[0]
    assert (first.kind, json.loads(first.body or "")) == ("shared-definition", {"sha256": sha256(document)})


def test_all_work_is_the_same_with_shared_definitions() -> None:
    """Corrections, actions, a second version and a removal are what they are with definitions of one's own."""
    shelf = Shelf()

    class Shared(ListStore):
        """A store that has the definitions itself."""

        get, put = shelf.get, shelf.put

    store = Shared()
    shared = filled(store, definitions=shelf)
    alone = filled(ListStore())
    assert [one.result for one in shared.audits()] == [one.result for one in alone.audits()]
    assert shared.listed() == alone.listed()
    assert shared.actions() == alone.actions()
    assert len(shelf) == 2
    shared.forget(1)
    assert shared.verify().removed == 4
    assert History(store).audits() == shared.audits(), "a store that has definitions is read with them"
    History(store).keep(result(EARLIER, notes="r0"))
    assert [one.kind for one in store.kept].count("shared-definition") == 2
    assert "definition" not in {one.kind for one in store.kept}


def test_a_history_that_holds_its_definition_goes_on_with_it() -> None:
    """A body with the whole document stays valid, and is not kept a second time."""
    store, shelf = ListStore(), Shelf()
    History(store).keep(result(notes="r0"))
    kept = History(store, definitions=shelf)
    kept.keep(result(notes="r50"))
    assert (len(kept.audits()), len(shelf)) == (2, 0)
    kept.keep(result(EARLIER, notes="r0"))
    assert (kept.verify().count, len(shelf)) == (5, 1)


def swapped(shelf: Shelf) -> None:
    """Put another definition in the place of each."""
    shelf.update(dict.fromkeys(shelf, ea.to_json(EARLIER)))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (Shelf.clear, "is missing"),
        (swapped, "is not as it was written"),
        (lambda shelf: shelf.update({name: text + " " for name, text in shelf.items()}), "is not as it was written"),
        (lambda shelf: shelf.update(dict.fromkeys(shelf, 5)), "is not as it was written"),
    ],
)
def test_a_shared_definition_that_was_changed(change: Callable[[Shelf], Any], told: str) -> None:
    """It is named with its digest wherever an audit would be scored, and no wrong score is told."""
    shelf, store = Shelf(), ListStore()
    kept = History(store, definitions=shelf)
    kept.keep(result(notes="r100"))
    before, digest = kept.listed(), next(iter(shelf))
    change(shelf)
    for work in (kept.audits, kept.verify, lambda: kept.audit(1)):
        with pytest.raises(IntegrityError, match=rf"entry 1 .* SHA-256 {digest}, which {told}") as caught:
            work()
        assert caught.value.number == 1
    assert kept.listed() == before, "what was written then is still protected by the chain"
    kept.forget(1)
    with pytest.raises(IntegrityError, match=told):
        kept.verify()


def test_a_history_without_its_definitions() -> None:
    """Who opens it without them is told what is missing."""
    store = ListStore()
    History(store, definitions=Shelf()).keep(result(notes="r0"))
    with pytest.raises(IntegrityError, match="was opened without: give it its definitions"):
        History(store).audits()
    assert len(History(store).listed()) == 1


def test_a_place_that_keeps_nothing_is_found_out() -> None:
    """No entry refers to a definition that cannot be read back, such as from a method that is never awaited."""

    class Lost(Shelf):
        """A place that loses what is put."""

        def put(self, sha256: str, document: str) -> None:
            """Lose it."""

    store = ListStore()
    with pytest.raises(StoreError, match="cannot be read back as it was put") as caught:
        History(store, definitions=Lost()).keep(result(notes="r0"))
    assert caught.value.code == "damaged"
    assert store.kept == []


@pytest.mark.parametrize("body", ["{}", '{"sha256": "00"}', '{"sha256": 5}', "[", ""])
def test_a_reference_that_is_none(body: str) -> None:
    """An entry that should refer to a definition and does not is named."""
    store, shelf = ListStore(), Shelf()
    kept = History(store, definitions=shelf)
    kept.keep(result(notes="r0"))
    store.append(lambda last: [chain.entry(last, "shared-definition", "2026-11-26T18:30:00Z", "salt", body)])
    with pytest.raises(IntegrityError, match="entry 3 cannot be read"):
        kept.verify()


def test_a_shared_definition_that_is_gone_is_put_back() -> None:
    """Whoever keeps an assessment under a definition that the shelf has lost puts it there again."""
    shelf = Shelf()
    kept = History(ListStore(), definitions=shelf)
    kept.keep(result(notes="r100"))
    shelf.clear()
    kept.keep(result(notes="r0"))
    assert (kept.verify().count, shelf.puts) == (3, 2)
