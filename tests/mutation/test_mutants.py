"""The search for mutants finds each kind of place, and the gate lets no mutant be lost."""

import ast
from pathlib import Path

import pytest
from attrs import evolve

from mutation import mutants
from mutation.mutants import Mutant, mutants_of
from mutation.run import Tally, changed_lines

SOURCE = '''
"""A docstring."""
from typing import TYPE_CHECKING
__all__ = ["worst"]
if TYPE_CHECKING:
    import nothing
LIMIT: "int" = 4

class Kept:
    word = "open"

    @property
    def worst(self) -> "str":
        """Another docstring."""
        if not self.risks:
            raise ValueError("a sentence stays")
        return "low" if not self.risks else max(self.risks)

def total(risks, most=LIMIT):
    while True:
        for risk in sorted(r for r in risks if r < most and r >= 0):
            if risk == 3:
                break
            most += risk
        return most - 1
'''


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Mutant]:
    """The mutants of a small module, by name."""
    monkeypatch.setattr(mutants, "SOURCE", tmp_path)
    path = tmp_path / "room" / "small.py"
    path.parent.mkdir()
    path.write_text(SOURCE, "utf-8")
    return {mutant.key.removeprefix("room/small.py "): mutant for mutant in mutants_of(path)}


def test_every_kind_of_place_is_found(found: dict[str, Mutant]) -> None:
    """What programs do is changed; docstrings, sentences, annotations and lists of names stay."""
    assert set(found) == {
        "-: 4 -> 5",
        "-: 'open' -> 'openXX'",
        "Kept.worst: return 'low' if not self.risks else max(self.risks) -> return None",
        "Kept.worst: 'low' if not self.risks else max(self.risks) -> max(self.risks) if not self.risks else 'low'",
        "Kept.worst: 'low' -> 'lowXX'",
        "Kept.worst: if not self.risks -> if not not self.risks",
        "Kept.worst: raise ValueError('a sentence stays') -> pass",
        "Kept.worst: not self.risks -> self.risks",
        "Kept.worst: not self.risks -> self.risks #2",
        "Kept.worst: max(self.risks) -> min(self.risks)",
        "total: True -> False",
        "total: sorted((r for r in risks if r < most and r >= 0)) -> list((r for r in risks if r < most and r >= 0))",
        "total: for r in risks if r < most and r >= 0 -> for r in risks if not (r < most and r >= 0)",
        "total: r < most and r >= 0 -> r < most or r >= 0",
        "total: r < most -> r <= most",
        "total: r >= 0 -> r > 0",
        "total: 0 -> 1",
        "total: if risk == 3 -> if not risk == 3",
        "total: risk == 3 -> risk != 3",
        "total: 3 -> 4",
        "total: break -> continue",
        "total: most += risk -> most -= risk",
        "total: return most - 1 -> return None",
        "total: most - 1 -> most + 1",
        "total: 1 -> 2",
    }
    assert {mutant.room for mutant in found.values()} == {"room"}


def test_a_mutant_changes_its_place_alone(found: dict[str, Mutant]) -> None:
    """The compiled module does what the changed source says."""
    mutant = found["total: risk == 3 -> risk != 3"]
    namespace: dict[str, object] = {}
    exec(mutant.compiled(), namespace)  # noqa: S102 - a few lines above
    assert ast.unparse(mutant.tree).count("!=") == 1
    assert namespace["total"]([1, 2, 3]) == 3  # type: ignore[operator]


def test_lines_of_a_diff() -> None:
    """Only what a diff added or changed in the package counts."""
    diff = [
        "+++ b/src/ethics_audit/model/items.py\n",
        "@@ -3 +3,2 @@ class\n",
        "@@ -9,2 +10 @@\n",
        "+++ b/README.md\n",
        "@@ -1 +1 @@\n",
    ]
    assert changed_lines(diff) == {"model/items.py": {3, 4, 10}, "": {1}}


@pytest.mark.parametrize(
    ("named", "outcomes", "expected", "said"),
    [
        ({}, ["killed"] * 99 + ["timeout"], 100, ""),
        ({}, ["killed"] * 99, 100, "100 mutants, but 99 outcomes"),
        ({}, ["killed"] * 99 + ["survived"], 100, "room (other): 1 neither noticed nor named"),
        ({}, ["killed"] * 99 + ["failed"], 100, "room (other): 1 neither noticed nor named"),
        ({"same": "same"}, ["killed"] * 99 + ["survived same"], 100, ""),
        ({"same": "same"}, ["survived same"], 1, ""),
        ({"same": "same"}, ["killed same", "killed"], 2, "named as a survivor, but noticed"),
        ({"left": "left"}, ["killed"] * 8 + ["survived left"] * 2, 10, "room (other): too few are noticed"),
    ],
)
def test_the_gate(
    found: dict[str, Mutant],
    capsys: pytest.CaptureFixture[str],
    named: dict[str, str],
    outcomes: list[str],
    expected: int,
    said: str,
) -> None:
    """It opens when each mutant has an outcome and each survivor a name, and enough are noticed."""
    mutant = next(iter(found.values()))
    tally = Tally({evolve(mutant, was=name).key: are for name, are in named.items()}, None)
    for outcome, _, name in (outcome.partition(" ") for outcome in outcomes):
        tally.tell(evolve(mutant, was=name or mutant.was), outcome, "a test")
    assert tally.close(expected, sample=False) == int(bool(said))
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(("rooms", "expected"), [(("web",), 1), (("web", *"abcdefgh"), 0)])
def test_a_sample_is_held_as_a_whole(found: dict[str, Mutant], rooms: tuple[str, ...], expected: int) -> None:
    """A room of a few mutants says little; too few noticed of all of them closes the gate."""
    mutant = next(iter(found.values()))
    tally = Tally({}, None)
    for room in rooms:
        for outcome in ["killed"] * 8 + ["survived"] * 2 if room == "web" else ["killed"] * 10:
            tally.tell(evolve(mutant, module=f"{room}/small.py"), outcome, "a test")
    assert tally.close(10 * len(rooms), sample=True) == expected
