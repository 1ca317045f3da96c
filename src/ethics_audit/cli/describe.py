"""The commands ``list`` and ``show``: the catalog, and a definition or an item in full."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import click

from ethics_audit.assessment.wording import do_text, of_translation
from ethics_audit.base.dates import today
from ethics_audit.base.errors import ChecklistError, UnknownIdError
from ethics_audit.base.language import N_, gettext, ngettext, spoken
from ethics_audit.base.layout import hanging, has_columns, paragraphs, section, width, wrapped
from ethics_audit.cli import sources as codes
from ethics_audit.cli.options import json_option, locale_option, named, speech_option, version_option
from ethics_audit.cli.sentences import sentence, typed, whole
from ethics_audit.documents import catalog, codec, references
from ethics_audit.documents.catalog import Entry
from ethics_audit.documents.encoding import document_of
from ethics_audit.model.bands import BANDS
from ethics_audit.model.definitions import CASES, OCCASION, PRACTICE, Audit, Checklist, Fact, Part
from ethics_audit.model.items import NEEDED, NOT_ARISEN, Citation, Item, Option, RedFlag
from ethics_audit.model.policy import Gravity, Policy
from ethics_audit.model.profile import FACTS, PROFESSIONS

HEADINGS = {
    ("audits", PRACTICE): N_("Audits"),
    ("checklists", PRACTICE): N_("Checklists of your practice, one by one"),
    ("checklists", OCCASION): N_("For an occasion"),
    ("checklists", CASES): N_("Cases"),
}
BASES = {"empirical": N_("empirical"), "expert": N_("expert"), "normative": N_("normative")}
"""What a weight is based on."""
TEXTS = {"official": N_("official text"), "copy": N_("copy text"), "secondary": N_("secondary text")}
SEEN = {"text": N_("text seen"), "title": N_("title seen")}
"""In what kind of text a section was checked, and how much of it."""


@click.command(name="list")
@click.option("--sources", is_flag=True, help="List the codes and laws that items may cite, and what is due of them.")
@speech_option
@json_option
def list_(*, sources: bool, as_json: bool) -> None:
    """List the audits and checklists there are."""
    if sources:
        click.echo(codes.document(today()) if as_json else codes.text(today()))
        return
    entries = [(entry, _audit(entry)) for entry in catalog.usable()]
    click.echo(_catalog_document(entries) if as_json else _catalog_text(entries))
    for trouble in catalog.troubles():
        click.echo(f"ethics-audit: {trouble}", err=True)


@click.command()
@click.argument("id")
@version_option
@locale_option
@json_option
def show(id: str, version: str | None, *, locale: str | None, as_json: bool) -> None:
    """Show an audit, a checklist or an item, with weights, sources and sections."""
    found = catalog.find(named(id), version, locale=locale)
    if not as_json:
        click.echo(text(found, _own_facts(found, version, locale) if isinstance(found, Item) else ()))
    elif isinstance(found, Item):
        click.echo(json.dumps(document_of(found), indent=2, ensure_ascii=False))
    else:
        click.echo(codec.to_json(found), nl=False)


def _audit(entry: Entry) -> Audit:
    """Return a definition in the current language if there is a sound translation, or else in the original."""
    try:
        return catalog.load_audit(entry.id, entry.versions[0], locale=spoken())
    except (UnknownIdError, ChecklistError):
        return catalog.load_audit(entry.id, entry.versions[0])


def _catalog_document(entries: Sequence[tuple[Entry, Audit]]) -> str:
    """Return the catalog as JSON."""
    rows = [
        {
            "kind": entry.kind,
            "id": entry.id,
            "versions": list(entry.versions),
            "title": audit.title,
            "asked": audit.kind,
        }
        for entry, audit in entries
    ]
    return json.dumps(rows, indent=2)


def _catalog_text(entries: Sequence[tuple[Entry, Audit]]) -> str:
    """Return the catalog as tables, one for each use."""
    rows = [(entry.id, entry.versions[0], audit.title, _counted(audit)) for entry, audit in entries]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    groups: dict[str, list[str]] = {heading: [] for heading in HEADINGS.values()}
    for (entry, audit), row in zip(entries, rows, strict=True):
        heading = HEADINGS.get((entry.kind, audit.kind), HEADINGS["audits", PRACTICE])
        groups[heading].append(_catalog_row(row, widths))
    blocks = ["\n".join([wrapped(gettext(heading)), *lines]) for heading, lines in groups.items() if lines]
    start, show = (whole(typed(command, "ID")) for command in ("start", "show"))
    more = gettext("{start} asks the questions; {show} tells more.", start=start, show=show)
    return "\n\n".join([*blocks, sentence(more)])


def _catalog_row(row: Sequence[str], widths: Sequence[int]) -> str:
    """Return a row of the catalog in columns; without room for them, its title first."""
    if has_columns() and sum(widths) + 2 * len(widths) <= width():
        return "".join(f"  {cell:<{size}}" for cell, size in zip(row, widths, strict=True)).rstrip()
    id, version, title, counted = row
    return hanging("  ", f"{title}: {counted} ({id} {version})", 4)


def _counted(found: Audit | Checklist) -> str:
    """Return the number of questions or cases."""
    if found.kind == CASES:
        return ngettext("{count} case", "{count} cases", len(found.items))
    return ngettext("{count} question", "{count} questions", len(found.items))


def _own_facts(item: Item, version: str | None, locale: str | None) -> Sequence[Fact]:
    """Return the facts that the checklist of an item declares."""
    return catalog.load_checklist(item.id.partition(".")[0], version, locale=locale).facts


def text(found: Audit | Checklist | Item, facts: Sequence[Fact] = ()) -> str:
    """Return a definition as text, or an item, whose checklist may declare facts of its own."""
    if isinstance(found, Item):
        return _item_text(found, facts)
    return _audit_text(found) if isinstance(found, Audit) else _checklist_text(found)


def _audit_text(audit: Audit) -> str:
    blocks = [_head(audit), _policy(audit.policy), "\n".join(map(_part, audit.parts))]
    blocks += [text for part in audit.parts for text in _aside(part.checklist)]
    return "\n\n".join([*blocks, *map(wrapped, of_translation(audit)), _definition(audit)])


def _head(found: Audit | Checklist) -> str:
    return wrapped(f"{found.title} ({found.id} {found.version}, {_counted(found)})")


def _policy(policy: Policy) -> str:
    facts = [
        gettext(
            "Bands: {low}, {moderate} from {from_moderate}, {high} from {from_high}, {critical} from {from_critical}.",
            **{band.name.lower(): band.told for band in BANDS},
            from_moderate=policy.bands.moderate,
            from_high=policy.bands.high,
            from_critical=policy.bands.critical,
        ),
        gettext(
            "A band needs {percent} % of the weight answered, unless it is certain before.",
            percent=policy.min_coverage_percent,
        ),
    ]
    return "\n".join(map(wrapped, [*facts, *map(_gravity, policy.gravity)]))


def _gravity(rule: Gravity) -> str:
    """Return what a gap of one severity forces, in words."""
    forced = [
        gettext("{band} from risk {risk}", band=band.told, risk=risk)
        for band in BANDS[1:]
        if (risk := getattr(rule, band.value)) is not None
    ]
    return gettext(
        "A gap of severity {severity} makes its domain at least: {bands}.",
        severity=rule.severity,
        bands=", ".join(forced),
    )


def _part(part: Part) -> str:
    checklist, times = part.checklist, part.multiplier
    facts = [checklist.title, _counted(checklist)]
    if times > 1:
        facts.append(ngettext("counts {count} time", "counts {count} times", times))
    return hanging(f"  {checklist.id} {checklist.version}: ", ", ".join(facts), 4)


def _checklist_text(checklist: Checklist) -> str:
    blocks = [hanging(f"{item.weight:>3}  ", f"{item.question} [{item.id}]") for item in checklist.items]
    notices = map(wrapped, of_translation(Audit.of(checklist)))
    head = [_head(checklist), *notices, *_aside(checklist), gettext("Weight and question:")]
    return "\n\n".join([*head, *blocks, _definition(checklist)])


def _aside(checklist: Checklist) -> Iterator[str]:
    """Yield what is read before the first question, and the worked example, of a checklist that has them."""
    if checklist.introduction:
        yield paragraphs(checklist.introduction)
    if checklist.worked_example:
        yield section(gettext("A worked example"), [paragraphs(checklist.worked_example)])


def _definition(found: Audit | Checklist) -> str:
    return gettext("Definition {digest}", digest=found.digest)


def _item_text(item: Item, facts: Sequence[Fact]) -> str:
    known = {fact: gettext(words) for fact, words in {**FACTS, **PROFESSIONS}.items()}
    known |= {fact.id: fact.text for fact in facts}
    needs = ", ".join(known[fact] for fact in sorted(item.requires))
    parts = [
        item.id,
        wrapped(item.question),
        "\n".join([gettext("Risk and option:"), *map(_option, item.options)]),
        wrapped(gettext("Asked only where: {facts}", facts=needs)) if needs else "",
        _not_applicable(item),
        gettext("It goes on from {case}.", case=item.follows) if item.follows else "",
        _weight(item),
        _flag(item.red_flag) if item.red_flag else "",
        hanging("", gettext("Why: {reason}", reason=item.rationale), 4),
        hanging("", gettext("For example: {example}", example=item.example), 4) if item.example else "",
        hanging("", gettext("Do: {remedy}", remedy=do_text(item)), 4),
        hanging("", f"{gettext(NEEDED)} {item.needed}", 4) if item.needed else "",
        hanging("", gettext("On the same topic: {items}", items=", ".join(item.about)), 4) if item.about else "",
        "\n".join([gettext("Sections:"), *map(_cited, item.citations)]) if item.citations else "",
    ]
    return "\n\n".join(filter(None, parts))


def _not_applicable(item: Item) -> str:
    """Return whether an item can be answered n/a, and what that means for an event."""
    if item.event:
        words = gettext(NOT_ARISEN)
        return wrapped(gettext("It asks what was done when something came up; n/a means: {words}.", words=words))
    return gettext("Can be answered n/a.") if item.not_applicable else ""


def _weight(item: Item) -> str:
    """Return the weight of an item, and what it is based on."""
    rating = item.rating
    if not rating:
        return gettext("Weight {weight}", weight=item.weight)
    weight = gettext(
        "Weight {weight}: severity {severity}, likelihood {likelihood} (3^(severity - 1) × likelihood), {basis}",
        weight=item.weight,
        severity=rating.severity,
        likelihood=rating.likelihood,
        basis=gettext(BASES[rating.basis]),
    )
    return "\n".join([wrapped(weight), *(hanging("  -  ", _source(id)) for id in rating.sources)])


def _flag(flag: RedFlag) -> str:
    text = gettext(
        "Red flag from risk {risk}, at least {band}: {action}", risk=flag.at, band=flag.band.told, action=flag.action
    )
    return hanging("", text, 4)


def _option(option: Option) -> str:
    row = hanging(f"  {option.risk:>3}  ", f"{option.label} [{option.id}]")
    return "\n".join([row, hanging("       ", option.feedback)]) if option.feedback else row


def _source(id: str) -> str:
    known = references.evidence().get(id)
    if known is None:
        return id
    population = known.population[:1].upper() + known.population[1:]
    source = f"{known.title}. {population}".rstrip(" .")
    if known.seen == references.NOTHING_TO_SEE:
        return f"{source}."
    return gettext("{source}. Seen: {seen}.", source=source, seen=known.seen)


def _cited(citation: Citation) -> str:
    section = references.sections().get(citation)
    label = references.label(citation)
    if section is None:
        return f"  -  {label}"
    verified = gettext("verified {day}", day=section.last_verified)
    again = gettext("to be checked again from {day}", day=section.recheck)
    seen = ", ".join([gettext(TEXTS[section.evidence]), gettext(SEEN[section.seen]), verified, again])
    return hanging("  -  ", f"{label}, {section.title}: {section.gist} ({seen})")
