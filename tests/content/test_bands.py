"""What a band means, shown by sheets of answers that a command makes."""

from pathlib import Path
from types import ModuleType

import pytest
from attrs import evolve
from support.manual import command

import ethics_audit as ea

PRACTICE = ("quarterly", "brief")


@pytest.fixture(scope="module")
def report() -> ModuleType:
    """The command as a module."""
    return command("bands_report")


def test_page_is_up_to_date(report: ModuleType, root: Path) -> None:
    """Run `python docs/bands_report.py` after a change."""
    assert (root / "docs" / "explanation" / "bands.md").read_text("utf-8") == report.page()


@pytest.mark.parametrize("id", PRACTICE)
def test_any_grave_act_alone_is_seen(report: ModuleType, id: str) -> None:
    """Any single act of severity 4 at its worst is at least moderate for the audit and high for its domain."""
    audit = ea.load_audit(id)
    grave = report.of_severity(audit, 4)
    assert grave
    for item in grave:
        result = report.alone(audit, [item.id])
        domain = next(domain for domain in result.domains if domain.id == item.domain)
        assert domain.band >= ea.Band.HIGH, item.id
        assert result.band >= ea.Band.MODERATE, item.id


@pytest.mark.parametrize("id", PRACTICE)
def test_any_serious_act_alone_is_seen_in_its_domain(report: ModuleType, id: str) -> None:
    """Any single act of severity 3 at its worst makes its domain at least moderate."""
    audit = ea.load_audit(id)
    for item in report.of_severity(audit, 3):
        result = report.alone(audit, [item.id])
        assert next(domain.band for domain in result.domains if domain.id == item.domain) >= ea.Band.MODERATE, item.id


@pytest.mark.parametrize("id", PRACTICE)
def test_first_step_everywhere_has_little_to_mend(report: ModuleType, id: str) -> None:
    """The first step everywhere without a grave gap is low, or in the lower half of moderate."""
    audit = ea.load_audit(id)
    result = report.calm_first_step(audit)
    bands = audit.policy.bands
    assert result.exact < (bands.moderate + bands.high) / 2
    assert result.band <= ea.Band.MODERATE


def test_heavy_things_are_seen_in_their_domains(report: ModuleType) -> None:
    """Heavy things without a red flag at their worst make each domain that they are in at least moderate."""
    heaviest = dict(report.sheets(ea.load_audit("quarterly")))[
        "the 12 heaviest items without a red flag at their worst"
    ]
    assert heaviest.flags == ()
    assert all(domain.band >= ea.Band.MODERATE for domain in heaviest.domains if domain.points)


def test_weights_decide_something(report: ModuleType) -> None:
    """In a simulated population some bands are not those of equal weights."""
    found = report.weights_matter(ea.load_audit("quarterly"))
    assert float(found["r"]) < 1
    assert found["score"] != "0 %"


def test_equal_weights_have_an_oracle(report: ModuleType) -> None:
    """The score of equal weights is that of the same audit with every weight 1 and no rating."""
    audit = ea.load_audit("brief")
    for answers, _ in zip(report.population(audit), range(20), strict=False):
        assert report.equal_score(ea.assess(audit, answers)) == ea.assess(_equally_weighed(audit), answers).exact


def _equally_weighed(audit: ea.Audit) -> ea.Audit:
    parts = [
        ea.Part(evolve(part.checklist, items=[evolve(item, weight=1, rating=None) for item in part.checklist.items]))
        for part in audit.parts
    ]
    return evolve(audit, parts=parts)
