"""A questionnaire: what a front end shows and asks, and nothing of how it is scored."""

from collections.abc import Iterator

from attrs import evolve, field, fields, frozen

from ethics_audit.assessment.own_words import REVIEW, WRITTEN
from ethics_audit.assessment.records import AuditRecord
from ethics_audit.assessment.wording import limits
from ethics_audit.base.errors import ArgumentError, UnknownIdError
from ethics_audit.base.language import N_, general_first, gettext, speaking, spoken
from ethics_audit.base.public import public
from ethics_audit.base.validation import Record, emptyable, holds, one_of, whole
from ethics_audit.documents import catalog
from ethics_audit.model.answer_sheet import LONGEST_WRITTEN
from ethics_audit.model.definitions import KINDS, OCCASION, Audit, Checklist, as_audit
from ethics_audit.model.items import LABELS, NOT_APPLICABLE_WORD, NOT_ARISEN, UNSURE_WORD, WINDOWS, Item
from ethics_audit.model.profile import PROFESSIONS
from ethics_audit.model.translation import foreign

FORMAT = "ethics-audit/questionnaire"
FORMAT_VERSION = 1
_PROFESSION = N_("What is your profession?")
_PRACTICE = N_("What is true of your practice?")
_REASON = N_("Why does it not apply?")
_WHY = N_("Why is this asked?")
_NOT_READ = {
    *("format", "language", "kind", "id", "version", "digest", "requires", "window", "follows", "not_translated"),
    *("input", "when"),
}
"""The fields with names and codes, which no person reads."""
TEXT, DAY = WAYS = ("text", "day")
BEFORE, AFTER = WHEN = ("before", "after")


@frozen
class Choice(Record):
    """Something to pick.

    Attributes:
        id: What the answers hold if it is picked.
        label: What the person reads.
    """

    id: str
    label: str


@frozen
class ProfileQuestion(Record):
    """A question about the practice, with any number of answers; the ids of what is picked are the profile.

    Attributes:
        question: The question.
        options: The facts to pick from.
    """

    question: str
    options: tuple[Choice, ...]


@frozen
class Words(Record):
    """The words for the answers that are no options, and for what stands beside a question.

    Attributes:
        unsure: The label of the answer `unsure`, which every item allows.
        not_applicable: The label of the answer `n/a` of an item that allows it and is no event.
        not_arisen: The label of the answer `n/a` of an event.
        reason: The question for the reason of `n/a`; an event needs none.
        why: The heading of the reason why a question is asked.
    """

    unsure: str
    not_applicable: str
    not_arisen: str
    reason: str
    why: str


@frozen
class ItemQuestion(Record):
    """An item as it is asked.

    Attributes:
        id: The id of the item, under which the answers hold its answer.
        heading: What stands before the statement: the time that it asks about, or that its case goes on; or empty.
        prompt: The statement.
        options: What to pick from, in the order in which it is shown.
        not_applicable: Whether `n/a` is an answer.
        event: Whether it asks what was done when something came up; `n/a` then means that it did not.
        requires: The facts that the profile must all have; the item is not asked otherwise.
        window: The time that it asks about, as a name; or empty.
        follows: For the second step of a case, the id of the item before it, whose answer it presupposes; or empty.
        why: Why it is asked.
    """

    id: str
    heading: str
    prompt: str
    options: tuple[Choice, ...]
    not_applicable: bool
    event: bool
    requires: tuple[str, ...]
    window: str = field(metadata=holds(emptyable(one_of(*WINDOWS))))
    follows: str
    why: str


@frozen
class DomainQuestions(Record):
    """The questions of one checklist.

    Attributes:
        id: The id of the checklist.
        title: What the person reads.
        introduction: What the person reads before its first question; mostly empty.
        items: The items, in the order in which they are asked.
    """

    id: str
    title: str
    introduction: str
    items: tuple[ItemQuestion, ...]


@frozen
class WrittenQuestion(Record):
    """A question about an occasion that is answered in one's own words, for the record of a decision.

    Attributes:
        id: The key of the table `decision` of the answers.
        title: What it is about, in a word or two: its heading in the record.
        question: The question.
        hint: What helps to answer it; or empty.
        input: ``text``, of any number of lines, or ``day``, such as ``2026-12-24``.
        most: The most characters of a text; 0 for a day.
        when: Whether it is asked ``before`` or ``after`` the items.
    """

    id: str
    title: str
    question: str
    hint: str
    input: str = field(metadata=holds(one_of(*WAYS)))
    most: int = field(metadata=holds(whole(0, LONGEST_WRITTEN)))
    when: str = field(metadata=holds(one_of(*WHEN)))


@frozen
class ForeignText(Record):
    """A text in another language than the questionnaire.

    Attributes:
        text: The text, wherever the questionnaire has it.
        language: Its language, such as ``en``.
    """

    text: str
    language: str


@public()
@frozen
class Questionnaire(Record):
    """Everything that a front end needs to ask an audit, in one language, and nothing from which a score can be told.

    Attributes:
        format: The name of the format.
        format_version: The version of the format.
        language: The language of the texts, such as ``es``.
        audit: The definition; its answers name the id and the version.
        title: What the person reads.
        kind: ``practice``, ``occasion`` or ``cases``.
        limits: What a person must know of the result, in sentences, and of the translation.
        profile: The questions about the practice, which come first.
        words: The words for what every question shares.
        domains: The questions by checklist, in order.
        not_translated: The ids of the items with a text that is still in the original language.
        written: What is asked about an occasion in one's own words, in order; empty for any other audit.
        foreign: The texts that are in another language than `language`, each with its own; mostly none.
    """

    format: str = field(metadata=holds(one_of(FORMAT)))
    format_version: int = field(metadata=holds(whole(FORMAT_VERSION, FORMAT_VERSION)))
    language: str
    audit: AuditRecord
    title: str
    kind: str = field(metadata=holds(one_of(*KINDS)))
    limits: tuple[str, ...]
    profile: tuple[ProfileQuestion, ...]
    words: Words
    domains: tuple[DomainQuestions, ...]
    not_translated: tuple[str, ...]
    written: tuple[WrittenQuestion, ...] = ()
    foreign: tuple[ForeignText, ...] = ()


def questionnaire(audit: Audit | Checklist, *, locale: str | None = None) -> Questionnaire:
    """Return what a front end asks for an audit; `to_json` writes it.

    Args:
        audit: The audit.
        locale: The language of an audit of the catalog, such as ``es``; that of `audit` by default.

    Raises:
        ArgumentError: If the audit is not one of the catalog, and is in another language.
        UnknownIdError: If the audit is not translated into this language.

    Example:
        >>> asked = ea.questionnaire(ea.load_audit("quarterly"), locale="es")
        >>> asked.language, asked.words.unsure
        ('es', 'No lo sé')
    """
    spoken = _in_language(as_audit(audit), locale)
    with speaking(spoken.language):
        return _questionnaire(spoken)


def _in_language(audit: Audit, locale: str | None) -> Audit:
    if locale is None or locale == audit.language:
        return audit
    wanted = f"its own language, {audit.language!r}, as the audit is not one of the catalog"
    refused = ArgumentError("locale", f"expected {wanted}, got {locale!r}", "load it in the language", locale, wanted)
    try:
        original = catalog.load_audit(audit.id, audit.version)
    except UnknownIdError:
        raise refused from None
    if original.digest != audit.digest:
        raise refused
    return catalog.load_audit(audit.id, audit.version, locale=locale)


def _questionnaire(audit: Audit) -> Questionnaire:
    untranslated = frozenset[str]().union(*(one.missing_items for one in audit.translations))
    asked = Questionnaire(
        format=FORMAT,
        format_version=FORMAT_VERSION,
        language=audit.language,
        audit=AuditRecord(audit.id, audit.version, audit.digest),
        title=audit.title,
        kind=audit.kind,
        limits=limits(audit),
        profile=tuple(_profile(audit)),
        words=Words(
            unsure=gettext(LABELS[UNSURE_WORD]),
            not_applicable=gettext(LABELS[NOT_APPLICABLE_WORD]),
            not_arisen=gettext(NOT_ARISEN),
            reason=gettext(_REASON),
            why=gettext(_WHY),
        ),
        domains=tuple(map(_domain, (part.checklist for part in audit.parts))),
        not_translated=tuple(id for id in audit.items if id in untranslated),
        written=tuple(_written()) if audit.kind == OCCASION else (),
    )
    return evolve(asked, foreign=tuple(_foreign(asked, audit)))


def _foreign(asked: Questionnaire, audit: Audit) -> Iterator[ForeignText]:
    """Yield what is not in the language of the questionnaire; words of the library are in the one that is spoken."""
    known, others = foreign(audit, ""), foreign(audit, asked.language)
    around = "" if general_first(spoken())[0] == general_first(asked.language)[0] else spoken()
    for text in filter(None, dict.fromkeys(_texts(asked))):
        if language := others.get(text) if text in known else around:
            yield ForeignText(text, language)


def _texts(part: Record) -> Iterator[str]:
    """Yield every text that a person reads, in order."""
    for name in (one.name for one in fields(type(part))):
        value = getattr(part, name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Record):
                yield from _texts(one)
            elif isinstance(one, str) and name not in _NOT_READ:
                yield one


def _profile(audit: Audit) -> Iterator[ProfileQuestion]:
    """Yield the question for the profession, and the one for the facts on which an item depends, if there are any."""
    for question, known in ((_PROFESSION, PROFESSIONS), (_PRACTICE, audit.statements)):
        if known:
            options = tuple(Choice(fact, gettext(words)) for fact, words in known.items())
            yield ProfileQuestion(gettext(question), options)


def _written() -> Iterator[WrittenQuestion]:
    """Yield the questions of a written record; the first comes before the items."""
    for place, (id, asked) in enumerate(WRITTEN.items()):
        is_day = id == REVIEW
        yield WrittenQuestion(
            id=id,
            title=gettext(asked.title),
            question=gettext(asked.question),
            hint=gettext(asked.hint) if asked.hint else "",
            input=DAY if is_day else TEXT,
            most=0 if is_day else LONGEST_WRITTEN,
            when=AFTER if place else BEFORE,
        )


def _domain(checklist: Checklist) -> DomainQuestions:
    items = tuple(map(_item, checklist.items))
    return DomainQuestions(checklist.id, checklist.title, checklist.introduction, items)


def _item(item: Item) -> ItemQuestion:
    return ItemQuestion(
        id=item.id,
        heading=item.heading,
        prompt=item.prompt,
        options=tuple(Choice(option.id, option.label) for option in item.options),
        not_applicable=item.not_applicable,
        event=item.event,
        requires=tuple(sorted(item.requires)),
        window=item.window,
        follows=item.follows,
        why=item.rationale,
    )
