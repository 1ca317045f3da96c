"""What PyInstaller reads by itself where this package is installed: which files a frozen program needs."""

from pathlib import Path


def hook_dirs() -> list[str]:
    """Return the folder of the hook."""
    return [str(Path(__file__).parent)]
