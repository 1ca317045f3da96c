"""Look for published advisories on what is installed beside pip-audit: ``advisories.py [--strict]``.

It fails where a package has one. Packages that no advisory service could be asked about are told, and fail with
``--strict``, which a release asks for.
"""

import argparse
import json
import subprocess
import sys
from typing import Any

OWN = "ethics-audit"


def looked_up() -> list[dict[str, Any]]:
    """What pip-audit says of each package; nothing where it reaches nobody to ask."""
    command = [sys.executable, "-m", "pip_audit", "--local", "-f", "json", "--progress-spinner", "off"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout:
        print(done.stderr.strip().rpartition("\n")[2])
        return []
    packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    return [one for one in packages if one["name"] != OWN]


def told(packages: list[dict[str, Any]], *, strict: bool) -> tuple[list[str], bool]:
    """Return what to say, and whether that is in order."""
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    asked = len(packages) - len(skipped)
    lines = [
        f"{one['name']} {one['version']}: {found['id']}, fixed in {', '.join(found['fix_versions']) or 'no version'}"
        for one in packages
        for found in one.get("vulns", ())
    ]
    good = not lines
    if skipped or not packages:
        lines.append(f"NOT CHECKED: no advisory service answered for {len(skipped) or 'any'} of the packages")
        good = good and not strict
    return [*lines, f"{asked} packages were checked for advisories"], good


def main() -> int:
    """Print a line an advisory, and how many packages were checked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--strict", action="store_true")
    lines, good = told(looked_up(), strict=parser.parse_args().strict)
    print(*lines, sep="\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
