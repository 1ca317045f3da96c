"""The command line."""

from __future__ import annotations

import sys
from contextlib import suppress

FEWER_COLLECTIONS = 50_000
"""The new objects after which garbage is looked for: the usual 700 cost a short command a twentieth of its time."""


def main() -> None:
    """Run ``ethics-audit`` and end the process with its exit status."""
    from ethics_audit.cli import streams

    streams.configure()
    if sys.argv[1:] == ["--version"]:
        from ethics_audit.base.version import __version__

        with suppress(OSError):  # click tells what cannot be written
            print(f"ethics-audit {__version__}", flush=True)  # noqa: T201 - click takes too long to import
            return
    sys.exit(_status())


def _status() -> int:
    """Run the command line, and return its exit status."""
    import gc

    from ethics_audit.cli.status import Status

    gc.set_threshold(FEWER_COLLECTIONS)
    try:
        import click  # noqa: F401
    except ImportError as failure:
        from ethics_audit.base.errors import missing_extra

        print(f"ethics-audit: {missing_extra(failure, 'cli')}", file=sys.stderr)  # noqa: T201 - click is missing
        return Status.BAD_INPUT
    try:
        from ethics_audit.cli.commands import run

        return run()
    except Exception:  # noqa: BLE001 - any other exception is a bug
        from traceback import print_exc

        with suppress(OSError):
            print_exc()
        return Status.FAULT
