"""Sums packed into integers."""

import random

from support.builders import audit, checklist, item
from support.table_kinds import FLAG, KINDS, arrow_rows
from support.tables import same, table_of

import ethics_audit as ea
from ethics_audit.frames.packing import WORD_BITS, PackedAudit


def test_sums_that_fill_more_than_an_integer() -> None:
    """Many flags and large weights take several words, and none runs over."""
    flagged = [item(f"a.i{place}", 100, red_flag=FLAG) for place in range(40)]
    definition = audit(checklist("a", *flagged), checklist("b", item("b.i")))
    packed = PackedAudit.of(definition)
    assert packed.domains[0].count == 3
    for domain in packed.domains:
        for column in domain.columns:
            assert all(0 <= word < 1 << WORD_BITS for words in column.words for word in words)
    sheets = [
        ea.Answers({one.id: random.Random(f"{seed}{one.id}").choice(["r0", "r0", "r100", "unsure"]) for one in flagged})
        for seed in range(30)
    ]
    for kind in ("pyarrow", "duckdb"):
        make, rows = KINDS[kind]
        same(rows(ea.score_frame(make(table_of(definition, sheets)), definition)), definition, sheets)


def test_integers_larger_than_32_bits() -> None:
    """A large audit's sums are 64 bits wide."""
    parts = [
        ea.Part(checklist(f"c{place}", *(item(f"c{place}.i{one}", 100) for one in range(60))), 100)
        for place in range(40)
    ]
    definition = ea.Audit("large", "1.0", "Large", parts)
    assert not PackedAudit.of(definition).is_small
    worst = ea.Answers(dict.fromkeys(definition.items, "r100"))
    same(arrow_rows(ea.score_frame(table_of(definition, [worst]), definition)), definition, [worst])


def test_the_largest_audit_of_32_bits() -> None:
    """Sums fit 32 bits up to the last whole risk below 2 ** 31; one weight more takes 64, and both are right."""
    many = [checklist(f"c{part}", *(item(f"c{part}.i{one}", 100) for one in range(53))) for part in range(40)]
    many.append(checklist("a", *(item(f"a.i{one}", 100) for one in range(27)), item("a.rest", 48)))
    for rest, is_small in ((36, True), (37, False)):
        parts = [ea.Part(one, 100) for one in many] + [ea.Part(checklist("b", item("b.rest", rest)), 1)]
        definition = ea.Audit("large", "1.0", "Large", parts)
        assert PackedAudit.of(definition).is_small is is_small
        worst = ea.Answers(dict.fromkeys(definition.items, "r100"))
        assert ea.assess(definition, worst).points == 100 * (21_474_800 + rest)
        same(arrow_rows(ea.score_frame(table_of(definition, [worst]), definition)), definition, [worst])
