"""The command line."""

from __future__ import annotations

import sys
from contextlib import suppress


def main() -> None:
    """Run ``ethics-audit`` and end the process with its exit status."""
    from ethics_audit.cli import streams

    streams.settle()
    if sys.argv[1:] == ["--version"]:
        from ethics_audit.base.version import __version__

        with suppress(OSError):  # what cannot be written is told by the way through click
            print(f"ethics-audit {__version__}", flush=True)  # noqa: T201 - the fast path goes round click
            return
    sys.exit(_status())


def _status() -> int:
    from ethics_audit.cli.status import Status

    try:
        import click  # noqa: F401
    except ImportError as failure:
        from ethics_audit.base.errors import missing_extra

        print(f"ethics-audit: {missing_extra(failure, 'cli')}", file=sys.stderr)  # noqa: T201 - there is no click
        return Status.BAD_INPUT
    try:
        from ethics_audit.cli.commands import run

        return run()
    except Exception:  # noqa: BLE001 - whatever it is, it is a fault of the program
        from traceback import print_exc

        with suppress(OSError):
            print_exc()
        return Status.FAULT
