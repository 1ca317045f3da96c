"""A step of the build: it compiles the definitions and references, so that a start does not parse and check them."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledDefinitions(BuildHookInterface):
    """Compile what the library ships, with its own code."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - as hatchling calls it
        """Write the compiled files beside their sources, for the wheel and for an editable installation."""
        source = Path(self.root) / "src"
        sys.path.insert(0, str(source))
        from ethics_audit.documents.compiling import compile_all

        compile_all(source / "ethics_audit")
