"""Commands of the manual as modules."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def command(name: str) -> ModuleType:
    """Return a command beside the pages that it writes, such as `bands_report`, as a module."""
    path = Path(__file__).parents[2] / "docs" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
