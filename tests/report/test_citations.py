"""The sections of codes and laws behind the gaps, and which codes are superseded, replaced or due."""

from datetime import date

from support.builders import audit, checklist, item
from support.report_pages import (
    KINDS,
    by_id,
    page,
    parsed,
    words,
)

import ethics_audit as ea
from ethics_audit.assessment import page as text_page
from ethics_audit.assessment.text import printed
from ethics_audit.base.dates import in_words
from ethics_audit.documents import references
from ethics_audit.report.page import html


def test_next_names_the_sections_of_the_own_profession_first() -> None:
    """A gap links to the reader's own code alone; every code stands under the details, an unknown one as plain text."""
    cited = [ea.Citation("aca-2014", "B.1.d"), ea.Citation("nasw-2021", "1.03"), ea.Citation("house-rules", "7")]
    definition = audit(checklist("a", item("a.i", citations=cited)))
    answers = ea.Answers({"a.i": "r100"}, {"profession.social_worker"})
    root = parsed(html(ea.assess(definition, answers)))
    urls = {id: code.url for id, code in references.codes().items()}
    links = [(words(one), one.get("href")) for one in by_id(root, "next").iter("a")]
    assert links[0] == ("NASW 2021 1.03", urls["nasw-2021"])
    assert not [part for part in ("next", "gaps") if "ACA 2014" in words(by_id(root, part))]
    listed = words(by_id(root, "cited"))
    assert listed.index("NASW Code of Ethics") < listed.index("ACA Code of Ethics") < listed.index("house-rules: 7")
    assert f"B.1.d {references.sections()[cited[0]].title}" in listed
    assert all(code.url.startswith("https://") for code in references.codes().values())


def test_sections_of_a_code_stand_in_its_own_order() -> None:
    """Every section that a gap cites is listed, in the order of the references: 1.2 before 1.10."""
    root = parsed(page("all critical"))
    cited = {one for finding in KINDS["all critical"]()["result"].findings for one in finding.item.citations}
    lists = [[words(line) for line in one.findall("bdi")] for one in by_id(root, "cited").iter("li")]
    by_code = {one.code: [] for one in cited}
    for citation, section in references.sections().items():
        if citation in cited:
            repeated = citation.section.endswith(section.title)
            by_code[citation.code].append(citation.section if repeated else f"{citation.section} {section.title}")
    assert sorted(lists) == sorted(by_code.values())


def test_section_named_by_its_title_is_listed_once() -> None:
    """A section whose name ends with its title, such as one without a number, does not say it twice."""
    repeated = next(one for one, section in references.sections().items() if one.section.endswith(section.title))
    root = parsed(html(ea.assess(audit(checklist("a", item("a.i", citations=[repeated]))), {"a.i": "r100"})))
    assert [words(one) for one in by_id(root, "cited").findall(".//li/bdi")] == [repeated.section]


def concerned(*cited: str, day: date | None) -> list[str]:
    """What the report says of the codes that one gap cites."""
    citations = [ea.Citation(*one.split(" ", 1)) for one in cited]
    result = ea.assess(audit(checklist("a", item("a.i", citations=citations))), {"a.i": "r100"})
    root = parsed(html(result, day=day))
    found = [one for one in root.iter("section") if one.get("id") == "editions"]
    lines = [words(line) for one in found for line in one.iter("li")]
    shown = " ".join(printed(text_page.sections(result, day=day)).split())
    assert all(line in shown for line in lines)
    assert ("Codes to check" in shown) == bool(lines)
    assert len(lines) == len(set(lines))
    return lines


def test_codes_that_are_superseded_replaced_or_due() -> None:
    """One line for each code that is cited, and only where there is something to say of it on the day."""
    aca, nasw, mine = "aca-2014 B.1.d", "nasw-2021 1.03", "house-rules 7"
    bacp, icf = "bacp-2018 12", "icf-competencies Competency 1"
    due, later = references.codes()["aca-2014"].recheck, date(2028, 1, 1)
    section = references.sections()[ea.Citation("nasw-2021", "1.03")]
    new = "BACP 2018: a new edition is published or due; check which one is in force"
    old = "ICF Competencies: superseded; read the edition that took its place"
    assert concerned(aca, nasw, mine, day=date(2026, 11, 30)) == []
    assert concerned(aca, nasw, bacp, icf, day=None) == [f"{new}.", f"{old}."]
    assert concerned(aca, nasw, "aca-2014 B.1", mine, day=due) == [
        f"ACA 2014: due to be checked again since {in_words(due)}.",
    ]
    assert concerned(bacp, nasw, day=later) == [
        f"{new}; due to be checked again since {in_words(references.codes()['bacp-2018'].recheck)}.",
        f"NASW 2021: due to be checked again since {in_words(section.recheck)}.",
    ]


def test_page_of_text_tells_of_the_codes_that_it_cites() -> None:
    """The page of plain text cites the codes of the largest gaps, and tells of no other."""
    gaps = [item(f"a.i{place}", 9, citations=[ea.Citation("nasw-2021", "1.03")]) for place in range(5)]
    small = item("a.small", 1, citations=[ea.Citation("bacp-2018", "12")])
    result = ea.assess(audit(checklist("a", *gaps, small)), {one.id: "r100" for one in (*gaps, small)})
    assert "BACP" not in str(result)
    assert "BACP 2018: a new edition" in words(by_id(parsed(html(result)), "editions"))
    assert "BACP 2018: a new edition" in str(result.what_if({"a.i0": "r0"}))
