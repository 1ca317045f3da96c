"""The program as a process, the way a user starts it."""

import subprocess
import sys


def program(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a process, and return what it printed."""
    command = [sys.executable, "-m", "ethics_audit", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL)
