"""The program as a user starts it."""

import subprocess
import sys


def program(*arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    """The program as a user starts it."""
    command = [sys.executable, "-m", "ethics_audit", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, **more)  # type: ignore[call-overload, no-any-return]
