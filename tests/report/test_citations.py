"""The sections of codes and laws behind the gaps."""

from support.builders import audit, checklist, item
from support.report_pages import (
    KINDS,
    by_id,
    page,
    parsed,
    words,
)

import ethics_audit as ea
from ethics_audit.documents import references
from ethics_audit.report.page import html


def test_next_names_the_sections_of_the_own_profession_first() -> None:
    """Citations are links to their codes, those of the reader's profession first; an unknown code is plain text."""
    cited = [ea.Citation("aca-2014", "B.1.d"), ea.Citation("nasw-2021", "1.03"), ea.Citation("house-rules", "7")]
    definition = audit(checklist("a", item("a.i", citations=cited)))
    answers = ea.Answers({"a.i": "r100"}, {"profession.social_worker"})
    root = parsed(html(ea.assess(definition, answers)))
    urls = {id: code.url for id, code in references.codes().items()}
    links = [(words(one), one.get("href")) for one in by_id(root, "next").iter("a")]
    assert links == [("NASW 2021 1.03", urls["nasw-2021"]), ("ACA 2014 B.1.d", urls["aca-2014"])]
    assert "house-rules 7" in words(by_id(root, "next"))
    listed = words(by_id(root, "cited"))
    assert listed.index("NASW Code of Ethics") < listed.index("ACA Code of Ethics") < listed.index("house-rules 7")
    assert f"B.1.d {references.sections()[cited[0]].title}" in listed
    assert all(code.url.startswith("https://") for code in references.codes().values())


def test_sections_of_a_code_stand_in_its_own_order() -> None:
    """Every section that a gap cites is listed, in the order of the references: 1.2 before 1.10."""
    root = parsed(page("all critical"))
    cited = {one for finding in KINDS["all critical"]()["result"].findings for one in finding.item.citations}
    lists = [[words(line) for line in inner] for inner in by_id(root, "cited").findall(".//li/ul")]
    by_code = {one.code: [] for one in cited}
    for citation, section in references.sections().items():
        if citation in cited:
            by_code[citation.code].append(f"{citation.section} {section.title}")
    assert sorted(lists) == sorted(by_code.values())
