"""Reading of definitions from texts, as a database or a service keeps them: no file is opened for them.

The catalog is still there: an audit may name a checklist of the library by its id. A text cannot take the id of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import TypeVar

from attrs import evolve

from ethics_audit.base import causes
from ethics_audit.base.errors import ChecklistError, Problem, UnknownIdError
from ethics_audit.base.likeness import nearest
from ethics_audit.base.validation import locale as not_a_locale
from ethics_audit.base.validation import version as not_a_version
from ethics_audit.documents import catalog, codec
from ethics_audit.documents.shelves import KINDS, is_shipped, newest_first, versions_of
from ethics_audit.documents.translations import offered, translated
from ethics_audit.model.definitions import Audit, Checklist, Part, as_audit
from ethics_audit.model.translation import Overlay

D = TypeVar("D", bound=Audit | Checklist)
_NONE: Mapping[str, str | Checklist] = MappingProxyType({})


def parse_checklist(
    text: str, *, translations: Iterable[str] = (), locale: str | None = None, source: str = ""
) -> Checklist:
    """Read a checklist from a text in TOML or JSON; see `parse_audit`.

    Example:
        >>> text = ea.to_json(ea.load_checklist("boundaries"))
        >>> ea.parse_checklist(text) == ea.load_checklist("boundaries")
        True
    """
    checklist = codec.read(text, _syntax(text), Checklist, source=source)
    return _Given(translations, locale).finished(checklist, source)


def parse_audit(
    text: str,
    *,
    checklists: Mapping[str, str | Checklist] = _NONE,
    translations: Iterable[str] = (),
    locale: str | None = None,
    source: str = "",
) -> Audit:
    """Read an audit from a text in TOML or JSON; a checklist becomes an audit of one.

    Args:
        text: The definition, as a file of it would be written.
        checklists: The checklists that the audit names and that are not the library's: by id, by ``<id>-<version>``, of
            which the newest stands for an entry without a version, or by the name that its ``file`` has; each as a text
            or as a `Checklist`.
        translations: The texts of overlays; each must be of the audit or of one of its checklists.
        locale: The language of the texts, such as ``es``; the original by default. A text that has no translation stays
            in the original, and `Audit.translations` lists it.
        source: The name of the text in errors, such as the key of a row.

    Raises:
        ArgumentError: If `checklists` is no mapping, or `translations` no list of texts.
        ChecklistError: If a text is invalid, with every problem, or takes the id of a definition of the library.
        UnknownIdError: If nothing is translated into this language.

    Example:
        >>> mine = '''
        ... format = "ethics-audit/audit"
        ... format_version = 1
        ... id = "clinic"
        ... version = "1.0"
        ... title = "Our clinic"
        ... checklists = [{ id = "boundaries" }]
        ... '''
        >>> ea.parse_audit(mine).parts[0].checklist.id
        'boundaries'
    """
    given = _Given(translations, locale, checklists)
    definition = codec.read_definition(text, _syntax(text), source=source, resolve=given.resolved)
    found = given.finished(definition, source)
    return Audit.of(found) if isinstance(found, Checklist) else found


def _syntax(text: str) -> str:
    """Return the syntax of a document; no TOML begins with a brace."""
    return "json" if isinstance(text, str) and text.lstrip().startswith("{") else "toml"


class _Given:
    """What is given beside a definition: the checklists that it names, translations, and the language to read it in."""

    def __init__(
        self, translations: Iterable[str], locale: str | None, checklists: Mapping[str, str | Checklist] = _NONE
    ) -> None:
        if isinstance(translations, str | Mapping) or not isinstance(translations, Iterable):
            raise causes.wrong_argument("translations", "a list of texts", translations)
        if not isinstance(checklists, Mapping):
            raise causes.wrong_argument("checklists", "a mapping from names to texts", checklists)
        texts = enumerate(translations)
        self._overlays = [codec.read(text, _syntax(text), Overlay, source=_place(at)) for at, text in texts]
        self._used: set[Overlay] = set()
        self._misfits: dict[Problem, None] = {}
        self._named: set[str] = set()
        self._locale = locale
        self._checklists = checklists

    def resolved(self, entry: Mapping[str, str]) -> Checklist:
        """Return the checklist that an entry of an audit names: one of those given, or else one of the catalog."""
        id, version, file = entry.get("id", ""), entry.get("version"), entry.get("file")
        names = [file] if file else [f"{id}-{version}", id, *([] if version else self._versions(id))]
        name = next((name for name in names if name in self._checklists), None)
        if name is not None:
            found = _own(self._checklists[name], name, id, version)
            self._named.add(found.id)
            return self._over(found)
        if file:
            raise UnknownIdError("checklist", file, list(self._checklists), "give its text in checklists, by this name")
        if not versions_of("checklists", id):
            known = [*self._checklists, *(entry.id for entry in catalog.entries() if entry.kind == "checklists")]
            raise UnknownIdError("checklist", id, known, f"{nearest(id, known)}; or give its text in checklists")
        self._named.add(id)
        return self._over(catalog.load_checklist(id, version))

    def _versions(self, id: str) -> list[str]:
        """Return the names under which versions of a checklist are given, the newest first."""
        known = {name.removeprefix(f"{id}-"): name for name in self._checklists if name.startswith(f"{id}-")}
        return [known[version] for version in newest_first({one: {} for one in known if not not_a_version(one)})]

    def finished(self, definition: D, source: str) -> D:
        """Return a definition in the language, with every checklist that stands in an audit itself.

        Raises:
            ChecklistError: If it cites what is not known, takes the id of a definition of the library, or an overlay is
                given twice, does not fit, or is of nothing in it.
            UnknownIdError: If nothing of it is translated into the language.
        """
        catalog.check_references(definition, source)
        _refuse_taken(definition, source)
        if self._locale is not None:
            offered(definition, self._locale, None, {one.locale for one in self._overlays})
        found = self._over(definition)
        if isinstance(found, Audit):
            found = evolve(found, parts=[self._part(part) for part in found.parts])
        if problems := [*self._misfits, *self._without_use()]:
            raise ChecklistError(problems, source)
        return found

    def _without_use(self) -> Iterator[Problem]:
        """Yield a problem for each overlay of nothing that is read, and for each that is given again."""
        seen: dict[tuple[str, ...], int] = {}
        for at, overlay in enumerate(self._overlays):
            of = f"{overlay.id} {overlay.version}"
            first = seen.setdefault((overlay.id, overlay.version, overlay.locale), at)
            if overlay not in self._used:
                message = f"{of} is not this definition, and not one that it names"
                yield Problem(_place(at), message, "leave this translation out")
            elif first != at:
                message = f"{of} is translated into {overlay.locale} by {_place(first)} already"
                yield Problem(_place(at), message, "leave one of them out", "repeated")

    def _part(self, part: Part) -> Part:
        """Return a part with the texts of its checklist in the language; those of a named one already are."""
        named = part.checklist.id in self._named
        return part if named else evolve(part, checklist=self._over(part.checklist))

    def _over(self, definition: D) -> D:
        """Return a whole checklist, or an audit with its title, in the language, as far as it is translated."""
        mine = {}
        for at, one in enumerate(self._overlays):
            if (one.id, one.version) == (definition.id, definition.version):
                self._misfits |= {problem.within(_place(at)): None for problem in one.problems(definition)}
                mine[one] = at
        self._used.update(mine)
        if definition.translation or self._misfits or (self._locale is not None and not_a_locale(self._locale)):
            return definition
        return translated(definition, self._locale, None, mine)


def _place(at: int) -> str:
    return f"translations[{at}]"


def _refuse_taken(definition: Audit | Checklist, source: str) -> None:
    """Refuse an id of the library, unless it is the library's definition that was written down.

    Raises:
        ChecklistError: If it is another definition, for which `audit_of` and `load_vector` would find the library's.
    """
    if not any(is_shipped(kind, definition.id) for kind in KINDS):
        return
    with suppress(UnknownIdError):
        if catalog.load_audit(definition.id, definition.version).digest == as_audit(definition).digest:
            return
    message = f"{definition.id!r} is the library's, and this is not its version {definition.version}"
    raise ChecklistError([Problem("id", message, "choose another id")], source)


def _own(given: str | Checklist, name: str, id: str, version: str | None) -> Checklist:
    """Return a checklist that is given under a name.

    Raises:
        ChecklistError: If it is invalid, is not the one that the audit asks for, or has the id of the library's.
    """
    checklist = given if isinstance(given, Checklist) else codec.read(given, _syntax(given), Checklist, source=name)
    if is_shipped("checklists", checklist.id):
        raise ChecklistError([Problem("id", f"{checklist.id!r} is the library's", "choose another id")], name)
    needed, found = f"{id or checklist.id} {version or checklist.version}", f"{checklist.id} {checklist.version}"
    if needed != found:
        raise ChecklistError([causes.unexpected("", needed, found, code="document")], name)
    return checklist
