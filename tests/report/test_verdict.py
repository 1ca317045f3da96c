"""The result in sentences: what is named as the cause of the band."""

from support.builders import audit, checklist, item

import ethics_audit as ea
from ethics_audit.report.supervision import LeftOut
from ethics_audit.report.verdict import verdict

FLAG = ea.RedFlag(100, ea.Band.CRITICAL, "Stop.")
LIGHTER = ea.RedFlag(100, ea.Band.HIGH, "Look.")


def test_flags_are_named_before_the_score() -> None:
    """Flags that force the band are its cause, with the score beside them, whether or not it is as high by itself."""
    items = [item("a.one", 1, red_flag=FLAG), item("a.two", 1, red_flag=FLAG), item("a.less", 1, red_flag=LIGHTER)]
    definition = audit(checklist("a", *items, item("a.other", 97)))
    one = ea.assess(definition, {"a.one": "r100", "a.two": "r0", "a.less": "r0", "a.other": "r0"})
    told = "The band is critical because of a red flag, whatever the score (1.0 of 100)."
    assert verdict(one, LeftOut())[0] == told
    every = ea.assess(definition, dict.fromkeys(definition.items, "r100"))
    told = "The band is critical because of 3 red flags, whatever the score (100.0 of 100)."
    assert verdict(every, LeftOut())[0] == told
    hidden = LeftOut(frozenset({"a.one", "a.two"}))
    assert verdict(every, hidden)[0] == "The band is critical, with a score of 100.0 of 100."


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
