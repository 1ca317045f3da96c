"""The laws of the score, over generated audits and on every shipped one."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.counted import COUNTED

import ethics_audit as ea
from ethics_audit.documents import catalog
from ethics_audit.testing import LAWS, Law, audits

EXAMPLES = int(os.environ.get("LAW_EXAMPLES", "25"))
SHIPPED = [entry.id for entry in catalog.entries()]

pytestmark = pytest.mark.property


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_law_holds_for_every_audit(law: Law) -> None:
    """Each law, quoted in its `text`, holds for generated audits and answers."""
    light = 9 if law.number == 5 else 100

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    @given(audits(max_weight=light).filter(law.speaks_of), st.data())
    def check(audit: ea.Audit, data: st.DataObject) -> None:
        law.check(audit, data)
        COUNTED["drawn audits with answers"] += 1

    check()


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in {"quarterly", "brief"} else pytest.mark.slow) for name in SHIPPED]
)
@pytest.mark.parametrize("law", LAWS, ids=str)
def test_law_holds_for_shipped_audit(law: Law, name: str) -> None:
    """Each law holds for the audits and checklists that are shipped."""
    law.hold(ea.load_audit(name), max_examples=max(3, EXAMPLES // 30))


def test_laws_quote_the_specification() -> None:
    """The numbers are those of the specification, each once, and each law has its words."""
    assert [law.number for law in LAWS] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18]
    assert all(len(law.text) > 20 for law in LAWS)
