"""Where PyInstaller finds the hook that says which files a frozen program needs."""

from pathlib import Path


def hook_dirs() -> list[str]:
    """Return the folder of the hook."""
    return [str(Path(__file__).parent)]
