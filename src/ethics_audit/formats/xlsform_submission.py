"""The answers in a submission of an XLSForm, as XML or as the JSON of a server, with whatever the server adds."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, NoReturn
from xml.etree import ElementTree as ET

from ethics_audit.base.causes import repeated, unexpected, unknown
from ethics_audit.base.errors import shown
from ethics_audit.base.validation import repeated as duplicates
from ethics_audit.documents import catalog
from ethics_audit.formats import incoming
from ethics_audit.formats.computed import DEFINITION
from ethics_audit.formats.dialects import RESULTS
from ethics_audit.formats.xlsform import NO, YES
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import Audit

_OF_SERVERS = frozenset(
    {
        *("start", "end", "today", "deviceid", "devicephonenum", "phonenumber", "subscriberid"),
        *("simserial", "simid", "username", "email", "audit", "instanceID", "instanceName", "uuid", "_uuid"),
    }
)
"""The keys that ODK, KoboToolbox and Enketo add to the answers, besides those that begin with an underscore."""
_GROUPS_OF_SERVERS = frozenset({"meta", "formhub"})
_IDS = ("_id", "__id", "_uuid")
_LISTS = ("results", "value")
"""The keys under which KoboToolbox and ODK Central list submissions."""
_FACT = "fact-"
_NOTHING = (None, "")
_RESULTS = ("result-", "result_")
Leaf = tuple[str, Any]


def answers(content: bytes, audit: Audit, reading: incoming.Reading = incoming.PLAIN) -> Answers:
    """Return the answers in a submission.

    Raises:
        AnswerError: If it is something else, or answers what this audit does not ask, with every problem.
    """
    found = incoming.Found(audit, reading)
    facts = {f"{_FACT}{fact}": fact for fact in audit.facts}
    known = _written([*audit.items, *facts])
    ends = ["", *(f"-{part.checklist.id}" for part in audit.parts)]
    computed = _written([f"{_RESULTS[0]}{name}{end}" for end in ends for name in RESULTS])
    slips = incoming.Slips(known)
    foreign: dict[str, Any] = {}
    results: dict[str, object] = {}
    seen = set()
    for written, value in _leaves(content, known, found):
        name = known.get(written, written)
        if name in seen:
            found.add(repeated(name, name))
        elif name in facts and value in (YES, NO):
            found.facts[facts[name]] = value == YES
        elif name in facts and value not in _NOTHING and not reading.is_missing(value):
            found.add(unexpected(name, f"{YES} or {NO}", value))
        elif name.startswith(_RESULTS):
            results[_result(computed.get(name, name))] = value
        elif name not in known and (name.startswith(_FACT) or (incoming.seems_fact(name) and name in slips)):
            found.add(unknown(name, "a fact that this audit asks for", name, facts))
        elif name not in facts and (name in known or name in slips):
            found.given[name] = None if value in _NOTHING else value
        elif value and name not in facts:
            foreign[name] = value
        if name in known:
            seen.add(name)
    found.results = results
    found.refuse_inside(foreign, known)
    found.skip(foreign, is_known=bool(seen or found.given or results))
    return found.answers(f"result-{DEFINITION}")


def _result(name: str) -> str:
    """Return the name of a result as `ethics_audit.formats.computed.compare` takes it."""
    result, _, domain = name[len(_RESULTS[0]) :].partition("-")
    return f"{domain}:{result}" if domain else result


def _leaves(content: bytes, known: Collection[str], found: incoming.Found) -> Iterator[Leaf]:
    text = incoming.decoded(content)
    if text.lstrip().startswith(("{", "[")):
        return _json_leaves(_submitted(incoming.json_value(content), found.reading), known)
    incoming.refuse_record(found.reading)
    root = _root(text)
    _check_head(root, found)
    return _xml_leaves(root, known)


def _check_head(root: ET.Element, found: incoming.Found) -> None:
    """Refuse the form of another audit or version of this program, and report other names that a server gave it."""
    audit = found.audit
    versions = {entry.id: entry.versions for entry in catalog.entries()}
    others = {"id": versions.keys(), "version": versions.get(audit.id, ())}
    form = next((element for element in root.iter() if "id" in element.attrib), root)
    for name, needed in (("id", audit.id), ("version", audit.version)):
        given = form.get(name, needed)
        if given != needed and given in others[name]:
            found.add(unexpected(name, repr(needed), given))
        elif given != needed:
            found.reading.tell(f"the {name} of the form on the server is {shown(given)}; it is read as {needed}")


def _xml_leaves(root: ET.Element, known: Collection[str]) -> Iterator[Leaf]:
    """Yield the names and texts of all questions in any groups, without what servers add."""
    pending = [(child, False) for child in reversed(root)]
    while pending:
        element, is_servers = pending.pop()
        name = element.tag.rpartition("}")[2]
        inner = list(element)
        if inner and name not in known:
            is_servers = is_servers or _is_group_of_servers(name)
            pending += ((child, is_servers) for child in reversed(inner))
        elif name in known or not (is_servers or _is_of_servers(name)):
            yield name, [child.tag for child in inner] or (element.text or "").strip()


def _submitted(value: Any, reading: incoming.Reading) -> dict[str, Any]:
    """Return the submission in the JSON of a server, which may be a list."""
    if isinstance(value, dict):
        value = next((value[name] for name in _LISTS if isinstance(value.get(name), list)), value)
    submissions = value if isinstance(value, list) else [value]
    return incoming.one_object(submissions, _IDS, reading)


def _json_leaves(submission: dict[str, Any], known: Collection[str]) -> Iterator[Leaf]:
    """Yield the same from JSON, where groups are before the name or around it."""
    pending = [*reversed(submission.items())]
    while pending:
        path, value = pending.pop()
        *groups, name = path.split("/")
        if isinstance(value, dict) and name not in known:
            pending += ((f"{path}/{key}", inner) for key, inner in reversed(value.items()))
        elif name in known or not (_is_of_servers(name) or any(map(_is_group_of_servers, groups))):
            yield name, value


def _is_of_servers(name: str) -> bool:
    return name in _OF_SERVERS or _is_group_of_servers(name)


def _is_group_of_servers(name: str) -> bool:
    return name in _GROUPS_OF_SERVERS or name.startswith("_")


def _written(names: list[str]) -> dict[str, str]:
    """Return names by their forms in a submission; ODK Central writes underscores in JSON."""
    plain = [re.sub(r"[.-]", "_", name) for name in names]
    unclear = duplicates(plain)
    clear = {written: name for written, name in zip(plain, names, strict=True) if written not in unclear}
    return {**clear, **{name: name for name in names}}


class _Bounded(ET.TreeBuilder):
    """A builder of XML trees without declarations, so that no entity expands, and no larger than a form."""

    def __init__(self) -> None:
        super().__init__()
        self._elements = 0

    def start(self, tag: Any, attrs: dict[Any, Any], /) -> ET.Element:
        """Refuse too many elements."""
        self._elements += 1
        if self._elements > incoming.MOST_PARTS:
            raise incoming.refused(f"expected at most {incoming.MOST_PARTS} elements, got more")
        return super().start(tag, attrs)

    def doctype(self, *_named: str | None) -> NoReturn:
        """Refuse a document type in any encoding."""
        raise incoming.refused("expected a submission without a document type, got one with it")


def _root(text: str) -> ET.Element:
    parser = ET.XMLParser(target=_Bounded())  # noqa: S314 - entities need a document type
    try:
        parser.feed(text)
        root: ET.Element = parser.close()
    except ET.ParseError as failure:
        raise incoming.refused(f"is not XML: {failure}") from None
    return root
