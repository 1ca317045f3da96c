"""The result in sentences: what is named as the cause of the band."""

from support.builders import audit, checklist, item

import ethics_audit as ea
from ethics_audit.report.supervision import LeftOut
from ethics_audit.report.verdict import verdict


def weak() -> ea.Assessment:
    """A result with a low score, whose one weak domain makes it high."""
    definition = audit(checklist("strong", item("strong.one", 99)), checklist("weak", item("weak.one")))
    return ea.assess(definition, {"strong.one": "r0", "weak.one": "r100"})


def test_weakest_domain_is_named() -> None:
    """A band that the weakest domain forces names the domain and its band, and not the score."""
    told = "The band is high because Weak is critical: a good average hides no weak domain."
    assert verdict(weak(), LeftOut())[0] == told


def test_weakest_domain_that_is_left_out_is_not_named() -> None:
    """Where the domain is left out, the cause is said to be left out."""
    told = "The band is high, because of an answer that is left out here."
    assert verdict(weak(), LeftOut(frozenset({"weak"})))[0] == told
