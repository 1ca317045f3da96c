"""What a person reads."""

from html.parser import HTMLParser

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.builders import audit, checklist, item, scale

import ethics_audit as ea
from ethics_audit.assessment import working
from ethics_audit.assessment.change.change import what_if_sections
from ethics_audit.assessment.change.trend import sections as trend_sections
from ethics_audit.assessment.text import printed
from ethics_audit.base.layout import rows
from ethics_audit.testing import answers_for, audits

NASTY = "<script>alert('x')</script> & \"quoted\""


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_page_fits_80_columns(data: st.DataObject) -> None:
    """Every page of every audit fits a terminal of 80 columns, and holds no control character but the line break."""
    definition = data.draw(audits())
    page = str(ea.assess(definition, data.draw(answers_for(definition))))
    assert max(len(line) for line in page.splitlines()) <= 80
    assert all(character.isprintable() or character == "\n" for character in page)


@pytest.mark.parametrize("name", ["", "quarterly"])
def test_every_section_fits_80_columns(name: str) -> None:
    """The working, plans, changes and trends, of the shipped audit too; a vector has one line of its own."""

    @settings(deadline=None, max_examples=15 if name else 60, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def check(data: st.DataObject) -> None:
        definition = ea.load_audit(name) if name else data.draw(audits())
        results = [ea.assess(definition, data.draw(answers_for(definition))) for _ in range(3)]
        last = results[-1]
        plans = [
            *(last.plan(to, certain=certain) for to in ("low", "high") for certain in (False, True)),
            *(last.plan(budget=3, domain=domain) for domain in (None, definition.parts[0].checklist.id)),
        ]
        told = [
            *map(str, [last, *plans, ea.trend(results), last.change_from(results[0])]),
            printed([*working.sections(last), *what_if_sections(last.change_from(results[1]))]),
        ]
        for line in "\n".join(told).splitlines():
            assert line.isprintable()
            assert len(line) <= 80 or line == last.vector

    check()


def test_page_tells_what_to_do_today_and_next() -> None:
    """The flag's action, the largest gaps with reason and remedy, what is open, the limits."""
    flagged = item("a.flag", 2, red_flag=ea.RedFlag(100, ea.Band.CRITICAL, "Call somebody today."))
    cited = item("a.cited", 9, citations=[ea.Citation("nasw-2021", "1.03"), ea.Citation("hipaa", "164.502")])
    definition = audit(
        checklist(
            "a", flagged, cited, item("a.open"), item("a.out", requires={"minors"}), item("a.na", not_applicable=True)
        )
    )
    given = {"a.flag": "r100", "a.cited": "r50", "a.na": ea.not_applicable("never happens"), "a.out": "r0"}
    page = str(ea.assess(definition, ea.Answers(given, {"profession.social_worker"})))
    for words in (
        "Band      critical",
        "Score     59.0 of 100",
        "!  I do a.flag. [a.flag]\n   Call somebody today.",
        "1. The score of 59.0 is in the band high (from 35 up to 60).",
        "1. I do a.cited. [a.cited]\n   Answer  Risk 50: adds 40.9 to the score\n   Why     It matters.",
        "Do      Begin. (effort 1 of 5: minutes)\n   See     NASW 2021 1.03; HIPAA 45 CFR 164.502",
        "-  I do a.open. [a.open]",
        "-  a.na: not applicable (never happens)",
        "-  a.out: answered, but outside your profile; kept, not scored",
        "not validated as a psychological test",
    ):
        assert words in page
    assert "Domains\n" not in page, "one domain needs no table"


def test_page_of_an_example_quarter(quarterly: ea.Audit) -> None:
    """The other gaps are listed, domains are drawn, and questions outside the profile are counted."""
    worst = {one.id: max(one.options, key=lambda option: option.risk).id for one in quarterly.items.values()}
    del worst["consent.trainee_status"]
    page = str(ea.assess(quarterly, worst))
    assert "The other gaps, with what each adds to the score:" in page
    assert "[####################]  critical  4 red flags" in page
    assert "-  1 question outside your profile" in page
    nothing = str(ea.assess(quarterly, {}))
    assert "Band      not known yet: at least low, at most critical" in nothing
    assert "Score     - of 100" in nothing
    assert "low or more" in nothing
    assert "What to do next" not in nothing
    assert "? open questions" not in page
    one_open = {**worst, "boundaries.gifts": "unsure"}
    assert "1 question is open" in str(ea.assess(quarterly, ea.Answers(one_open)))


def test_provisional_domains_are_marked() -> None:
    """A band that open questions can still change has a question mark, and the mark is told."""
    definition = audit(checklist("a", item("a.known", 80), item("a.open", 20)), checklist("b", item("b.i")))
    page = str(ea.assess(definition, {"a.known": "r0", "b.i": "r0"}))
    assert "A    0.0  [....................]  low?\nB    0.0  [....................]  low\n? open questions can" in page


def test_notebook_page_is_escaped_and_well_formed(quarterly: ea.Audit) -> None:
    """Every text of a definition is shown as text."""
    texts = {"prompt": NASTY, "remedy": NASTY, "red_flag": ea.RedFlag(50, ea.Band.HIGH, NASTY)}
    definition = ea.Audit("x", "1.0", NASTY[:90], (ea.Part(checklist("a", item("a.i", **texts))),))
    html = ea.assess(definition, {"a.i": "r100"})._repr_html_()
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 4
    _Balanced().feed(html)
    assert "Domains" in ea.assess(quarterly, {})._repr_html_()


class _Balanced(HTMLParser):
    """Fails where a tag is closed that is not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_long_texts_fit_too() -> None:
    """The longest texts and ids that a definition may have."""
    long = "word " * 18 + "endofit"
    name = "n" * 64
    parts = tuple(
        ea.Part(
            ea.Checklist(
                id,
                "999999.999999",
                long,
                [item(f"{id}.{name}", prompt="x" * 1000, red_flag=ea.RedFlag(1, "high", "y" * 999))],
            )
        )
        for id in (f"a{name[1:]}", f"b{name[1:]}")
    )
    result = ea.assess(ea.Audit(name, "999999.999999", long, parts), {f"a{name[1:]}.{name}": "r100"})
    assert max(len(line) for line in str(result).splitlines()) <= 80


def test_repr_is_short(quarterly: ea.Audit) -> None:
    """A result in a list or a debugger is one line."""
    assert repr(ea.assess(quarterly, {})) == "<Assessment of quarterly 1.0: score -, band None>"
    assert repr(ea.assess(quarterly, {"boundaries.gifts": "often"})).startswith(
        "<Assessment of quarterly 1.0: score 100.0"
    )


@pytest.mark.parametrize("kind", ["score", "flag", "weakest_domain", "missing"])
def test_reasons_are_sentences(kind: str) -> None:
    """Each kind of reason is told in words that end with a full stop."""
    flagged = item("a.flag", red_flag=ea.RedFlag(100, ea.Band.MODERATE, "Call."))
    definition = audit(checklist("a", flagged, item("a.rest", 99)), checklist("b", item("b.i", 3), item("b.open")))
    result = ea.assess(definition, {"a.flag": "r100", "a.rest": "r0", "b.i": "r100"})
    found = [reason for reason in result.reasons if reason.kind == kind]
    assert len(found) == 1
    assert found[0].text[0].isupper() or found[0].text[0].isdigit()
    assert found[0].text.endswith(".")


def test_domain_with_a_long_title_and_a_flag_fits() -> None:
    """What does not fit beside the band goes below it."""
    flag = ea.RedFlag(69, "moderate", "Call.")
    wide = evolve(
        checklist("a", item("a.i", 3, scale=scale(0, 69, 100), red_flag=flag), item("a.open", 1)), title="T" * 24
    )
    page = str(ea.assess(audit(wide, checklist("b", item("b.i", 10))), {"a.i": "r69", "b.i": "r0"}))
    assert "1 red flag" in page
    assert max(len(line) for line in page.splitlines()) <= 80


def test_long_titles_are_cut_in_rows() -> None:
    """A title of a hundred characters, in every section."""
    title = "Something that goes on and on, " * 3
    definition = audit(
        *(evolve(checklist(id, item(f"{id}.i"), item(f"{id}.j")), title=f"{title}{id}") for id in ("a", "b"))
    )
    earlier = ea.assess(definition, {"a.i": "r0", "b.i": "r100"})
    later = ea.assess(definition, {"a.i": "r100", "b.i": "r0"})
    trend = trend_sections(ea.trend([earlier, later, earlier]), ["x" * 90, "b.toml", "this one"])
    told = [printed([*working.sections(later), *trend]), str(later.change_from(earlier))]
    told += [str(later.plan("low", domain="a")), str(later)]
    assert "Something that goes on…" in "".join(told)
    assert max(len(line) for line in "\n".join(told).splitlines()) <= 80


@pytest.mark.parametrize(
    ("given", "told"), [(2, "1 question is open; "), (1, "2 questions are open; "), (0, "3 questions are open; ")]
)
def test_reason_counts_the_open_questions(given: int, told: str) -> None:
    """Those that are open, and not those that are answered."""
    definition = checklist("a", *(item(f"a.{name}") for name in ("one", "two", "three")))
    answers = dict.fromkeys(list(ea.Audit.of(definition).items)[:given], "r50")
    reasons = [one for one in ea.assess(definition, answers).reasons if one.kind == "missing"]
    assert [one.text.startswith(told) for one in reasons] == [True]


@pytest.mark.parametrize(("name", "told"), [("Answer", "Answer  Yes"), ("Respuesta", "Respuesta  Yes")])
def test_names_of_rows_stand_apart(name: str, told: str) -> None:
    """Two spaces at least lie between the longest name and what it is."""
    assert rows([(name, "Yes")], 8) == [told]
