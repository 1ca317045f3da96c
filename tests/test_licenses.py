"""Whoever installs the library, with any extra, may use it as its own license says."""

from importlib.metadata import PackageNotFoundError, metadata

import pytest
from license_expression import Licensing
from packaging.licenses import canonicalize_license_expression
from support.needed import everything_needed

ALLOWED = {
    *(
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "CNRI-Python",
        "ISC",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "PSF-2.0",
    ),
    *("Unlicense", "Zlib", "LGPL-2.1-or-later", "LGPL-3.0-only", "MPL-1.1", "MPL-2.0"),
}
"""Licenses that ask nothing of a program that imports a package but to name it, or to share changes of the package."""

SAYS = {
    "Apache Software License": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "GNU General Public License (GPL)": "GPL-3.0-or-later",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""What older packages write, as the standard writes it."""

READ = {
    "axe-playwright-python": "MIT",
    "fhirpathpy": "MIT",
    "pyxform": "BSD-2-Clause",
    "sqlcipher3": "Zlib",
}
"""Licenses of packages that name none in a field, read in the file that they ship."""


RUNS = everything_needed("ethics-audit", "all", "testing")
WORK = everything_needed("ethics-audit", "bench", "docs", "test") - RUNS
BESIDE = {"pingouin": "GPL-3.0"}
"""What only a benchmark compares with: never imported by the library, and never brought by an extra that runs."""


def expression(name: str) -> str:
    """The license of an installed package as an expression; several classifiers are a choice."""
    told = metadata(name)
    own = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier", []) if one.startswith("License :: OSI")]
    found = told.get("License-Expression") or READ.get(name) or " OR ".join(SAYS[one] for one in own)
    return str(canonicalize_license_expression(found or SAYS.get(told.get("License", ""), told.get("License", ""))))


def allowed(expression: str) -> bool:
    """Tell whether one choice asks for allowed licenses only."""
    licensing = Licensing()
    choices = licensing.dnf(licensing.parse(expression)).render().split(" OR ")
    return any(ALLOWED.issuperset(choice.strip("()").split(" AND ")) for choice in choices)


@pytest.mark.slow  # once, of the newest packages: older ones name their licenses in many ways
@pytest.mark.parametrize("name", sorted(RUNS | WORK))
def test_license_of_what_is_installed_is_allowed(name: str) -> None:
    """What any extra brings has a license that asks nothing of who uses it, but for what stands beside."""
    try:
        found = expression(name)
    except PackageNotFoundError:
        if name in RUNS:
            raise
        pytest.skip("an extra for work on the library is not here; a release brings all of them")
    assert allowed(found) or BESIDE.get(name) == found, found


def test_what_stands_beside_is_for_work_on_the_library() -> None:
    """No package with another license comes with what runs."""
    assert not RUNS & BESIDE.keys()


@pytest.mark.parametrize(
    ("expression", "good"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("GPL-2.0-or-later OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("(MIT OR ISC) AND GPL-3.0-only", False),
        ("(MIT OR GPL-3.0-only) AND ISC", True),
        ("MIT AND (ISC OR GPL-3.0-only) AND (GPL-2.0-only OR BSD-3-Clause)", True),
        ("Apache-2.0 WITH LLVM-exception", False),
    ],
)
def test_what_is_allowed(expression: str, *, good: bool) -> None:
    """Of a choice one is enough; of what holds together, all must be allowed."""
    assert allowed(expression) is good
