"""Which packages an extra brings, as the installed packages say."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def needed(name: str, extra: str = "") -> Iterator[Requirement]:
    """Yield what a package needs here, with an extra or, unless one is named, always."""
    for one in map(Requirement, requires(name) or ()):
        here = one.marker is None or one.marker.evaluate({"extra": extra})
        if not here or (extra and one.marker is None):
            continue
        if canonicalize_name(one.name) == name:
            for more in one.extras:
                yield from needed(name, more)
        else:
            yield one


def everything_needed(name: str, *extras: str) -> set[str]:
    """The names of all packages that are installed with one, those that the others need too."""
    seen: set[tuple[str, str]] = set()
    open_ends = [(name, extra) for extra in ("", *extras)]
    while open_ends:
        seen.add(one := open_ends.pop())
        try:
            found = [*needed(*one)]
        except PackageNotFoundError:
            continue  # only for another system or Python
        ends = {(canonicalize_name(each.name), extra) for each in found for extra in ("", *each.extras)}
        open_ends += ends - seen
    return {name for name, _ in seen}
