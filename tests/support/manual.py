"""Commands of the manual as modules."""

import importlib
import sys
from pathlib import Path
from types import ModuleType


def command(name: str) -> ModuleType:
    """Return a command beside the pages that it writes, such as `bands_report`, as a module."""
    folder = str(Path(__file__).parents[2] / "docs")
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module(name)
