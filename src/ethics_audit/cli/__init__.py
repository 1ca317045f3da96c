"""The command line."""

from __future__ import annotations

import sys


def main() -> None:
    """Run ``ethics-audit`` and end the process with its exit status."""
    if sys.argv[1:] == ["--version"]:
        from ethics_audit import __version__

        print(f"ethics-audit {__version__}")  # noqa: T201 - the fast path goes round click
        return
    try:
        import click  # noqa: F401
    except ImportError:
        from ethics_audit.errors import MissingExtraError

        sys.exit(f"ethics-audit: {MissingExtraError('cli')}")
    from ethics_audit.cli.commands import run

    sys.exit(run())
