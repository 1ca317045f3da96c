"""The answers in a submission of an XLSForm, in XML or in the JSON of a server, with whatever the server adds."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, NoReturn
from xml.etree import ElementTree as ET

from ethics_audit.base.errors import AnswerError, Problem, nearest, shown
from ethics_audit.base.validation import repeated
from ethics_audit.documents import catalog
from ethics_audit.formats.computed import DEFINITION, other_definition
from ethics_audit.formats.dialects import RESULTS
from ethics_audit.formats.incoming import (
    MOST_PARTS,
    PLAIN,
    Reading,
    Slips,
    called,
    decoded,
    fitted,
    inner,
    is_missing,
    json_object,
    json_value,
    named,
    one_record,
    passed_over,
    refuse_record,
    seems_fact,
    stop_if_many,
)
from ethics_audit.formats.xlsform import NO, YES
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import Audit

_OF_SERVERS = frozenset(
    {
        *("start", "end", "today", "deviceid", "devicephonenum", "phonenumber", "subscriberid"),
        *("simserial", "simid", "username", "email", "audit", "instanceID", "instanceName", "uuid", "_uuid"),
    }
)
"""What ODK, KoboToolbox and Enketo write beside the answers; names that begin with an underscore are theirs too."""
_GROUPS_OF_SERVERS = frozenset({"meta", "formhub"})
_IDS = ("_id", "__id", "_uuid")
_LISTS = ("results", "value")
"""Where KoboToolbox and ODK Central put the submissions in a list."""
_FACT = "fact-"
_NOTHING = (None, "")
_RESULTS = ("result-", "result_")
Leaf = tuple[str, Any]


def answers(content: bytes, audit: Audit, reading: Reading = PLAIN) -> Answers:
    """Return the answers in a submission; the results in it are passed over.

    Raises:
        AnswerError: If it is none, or answers what this audit does not ask, with every problem.
    """
    problems: list[Problem] = []
    facts = {f"{_FACT}{fact}": fact for fact in audit.facts}
    known = _known([*audit.items, *facts])
    ends = ["", *(f"-{part.checklist.id}" for part in audit.parts)]
    computed = _known([f"{_RESULTS[0]}{name}{end}" for end in ends for name in RESULTS])
    leaves = _leaves(content, known, audit, reading, problems)
    slips = Slips(known)
    given: dict[str, Any] = {}
    held: dict[str, bool] = {}
    foreign: dict[str, Any] = {}
    results: dict[str, object] = {}
    seen = set()
    for written, value in leaves:
        stop_if_many(problems)
        name = known.get(written, written)
        if name in seen:
            problems.append(Problem(name, "stands twice", "once is enough"))
        elif name in facts and value in (YES, NO):
            held[facts[name]] = value == YES
        elif name in facts and value not in _NOTHING and not is_missing(value, reading):
            problems.append(Problem(name, f"expected {YES}, {NO}, got {shown(value)}"))
        elif name.startswith(_RESULTS):
            results[_result(computed.get(name, name))] = value
        elif name not in known and (name.startswith(_FACT) or (seems_fact(name) and name in slips)):
            problems.append(Problem(name, "is not a fact that this audit asks for", nearest(name, facts)))
        elif name not in facts and (name in known or name in slips):
            given[name] = None if value in _NOTHING else value
        elif value and name not in facts:
            foreign[name] = value
        if name in known:
            seen.add(name)
    problems += other_definition(f"result-{DEFINITION}", results.get(DEFINITION), audit)
    problems += inner(foreign, known)
    problems += passed_over(foreign, reading, is_known=bool(seen or given or results))
    return fitted(audit, given, held, problems, reading, results=results)


def _result(name: str) -> str:
    """The name of a result as `ethics_audit.formats.computed.compare` wants it."""
    result, _, domain = name[len(_RESULTS[0]) :].partition("-")
    return f"{domain}:{result}" if domain else result


def _leaves(
    content: bytes, known: Collection[str], audit: Audit, reading: Reading, problems: list[Problem]
) -> Iterator[Leaf]:
    text = decoded(content)
    if text.lstrip().startswith(("{", "[")):
        return _json_leaves(_submitted(json_value(content), reading), known)
    refuse_record(reading)
    root = _root(text)
    problems += _head_problems(root, audit, reading)
    return _xml_leaves(root, known)


def _head_problems(root: ET.Element, audit: Audit, reading: Reading) -> Iterator[Problem]:
    """Refuse what names another audit or version of this program; tell what the server named."""
    versions = {entry.id: entry.versions for entry in catalog.entries()}
    others = {"id": versions.keys(), "version": versions.get(audit.id, ())}
    form = next((element for element in root.iter() if "id" in element.attrib), root)
    for name, needed in (("id", audit.id), ("version", audit.version)):
        found = form.get(name, needed)
        if found != needed and found in others[name]:
            yield Problem(name, f"expected {needed!r}, got {shown(found)}")
        elif found != needed:
            reading.tell(f"the {name} of the form is {shown(found)} on the server; it is taken for {needed}")


def _xml_leaves(root: ET.Element, known: Collection[str]) -> Iterator[Leaf]:
    """The names and the texts of all questions, in whatever groups; what is the server's is left out."""
    pending = [(child, False) for child in reversed(root)]
    while pending:
        element, is_servers = pending.pop()
        name = element.tag.rpartition("}")[2]
        inner = list(element)
        if inner and name not in known:
            is_servers = is_servers or _is_group_of_servers(name)
            pending += ((child, is_servers) for child in reversed(inner))
        elif name in known or not (is_servers or _is_of_servers(name)):
            yield name, [one.tag for one in inner] or (element.text or "").strip()


def _submitted(value: Any, reading: Reading) -> dict[str, Any]:
    """The submission in the JSON of a server, which may give a list."""
    if isinstance(value, dict):
        value = next((value[name] for name in _LISTS if isinstance(value.get(name), list)), value)
    submissions = value if isinstance(value, list) else [value]
    return json_object(one_record(called((named(one, *_IDS), one) for one in submissions), reading))


def _json_leaves(submission: dict[str, Any], known: Collection[str]) -> Iterator[Leaf]:
    """The same of JSON, where the groups stand before the name, or around it."""
    pending = [*reversed(submission.items())]
    while pending:
        path, value = pending.pop()
        *groups, name = path.split("/")
        if isinstance(value, dict) and name not in known:
            pending += ((f"{path}/{inner}", one) for inner, one in reversed(value.items()))
        elif name in known or not (_is_of_servers(name) or any(map(_is_group_of_servers, groups))):
            yield name, value


def _is_of_servers(name: str) -> bool:
    return name in _OF_SERVERS or _is_group_of_servers(name)


def _is_group_of_servers(name: str) -> bool:
    return name in _GROUPS_OF_SERVERS or name.startswith("_")


def _known(names: list[str]) -> dict[str, str]:
    """The names of questions by what they are called in a submission; ODK Central writes underscores in JSON."""
    plain = [re.sub(r"[.-]", "_", name) for name in names]
    unclear = repeated(plain)
    called_there = {written: name for written, name in zip(plain, names, strict=True) if written not in unclear}
    return {**called_there, **{name: name for name in names}}


class _Bounded(ET.TreeBuilder):
    """A tree of XML that declares nothing, so that no entity grows, and is no larger than a form."""

    def __init__(self) -> None:
        super().__init__()
        self._elements = 0

    def start(self, tag: Any, attrs: dict[Any, Any], /) -> ET.Element:
        """Refuse one element too many."""
        self._elements += 1
        if self._elements > MOST_PARTS:
            raise AnswerError([Problem("", f"more than {MOST_PARTS} elements are given; a submission has less")])
        return super().start(tag, attrs)

    def doctype(self, *_named: str | None) -> NoReturn:
        """Refuse the declaration, in whatever encoding it stands."""
        raise AnswerError([Problem("", "a document type is given; a submission has none")])


def _root(text: str) -> ET.Element:
    parser = ET.XMLParser(target=_Bounded())  # noqa: S314 - entities need a document type
    try:
        parser.feed(text)
        root: ET.Element = parser.close()
    except ET.ParseError as failure:
        raise AnswerError([Problem("", f"this is not XML: {failure}")]) from None
    return root
