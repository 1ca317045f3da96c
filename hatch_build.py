"""Steps of the build: it compiles the definitions and references, and writes the wheel's bill of materials."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOR_WORK_ON_THE_LIBRARY = {"bench", "docs", "test"}


class CompiledDefinitions(BuildHookInterface):
    """Compile what the library ships, with its own code, so that a start does not parse and check TOML."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - as hatchling calls it
        """Write the compiled files beside their sources, for the wheel and for an editable installation."""
        source = Path(self.root) / "src"
        sys.path.insert(0, str(source))
        from ethics_audit.documents.compiling import compile_all

        compile_all(source / "ethics_audit")
        self._folder = TemporaryDirectory()
        file = Path(self._folder.name) / "ethics-audit.cdx.json"
        file.write_text(json.dumps(self._bill_of_materials(), indent=1) + "\n", "utf-8")
        build_data["sbom_files"] = [str(file)]

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - as above
        """Remove what is in the wheel now."""
        self._folder.cleanup()

    def _bill_of_materials(self) -> dict[str, Any]:
        """Describe the wheel in CycloneDX: nothing of others is in it; what it needs, and what the extras add."""
        core = self.metadata.core
        own = {
            "type": "library",
            "bom-ref": core.name,
            "name": core.name,
            "version": self.metadata.version,
            "description": core.description,
            "licenses": [{"expression": core.license_expression}],
            "purl": f"pkg:pypi/{core.name}@{self.metadata.version}",
        }
        others = self._others()
        return {
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "version": 1,
            "metadata": {"component": own},
            "components": others,
            "dependencies": [{"ref": core.name, "dependsOn": [one["bom-ref"] for one in others]}],
        }

    def _others(self) -> list[dict[str, Any]]:
        core = self.metadata.core
        always = core.dependencies_complex.values()
        extras = [
            one
            for extra, needed in core.optional_dependencies_complex.items()
            if extra not in FOR_WORK_ON_THE_LIBRARY
            for one in needed.values()
        ]
        required = {one.name for one in always}
        found = {one.name: one for one in (*extras, *always) if one.name != core.name}
        return [
            {
                "type": "library",
                "bom-ref": name,
                "name": name,
                "scope": "required" if name in required else "optional",
                "purl": f"pkg:pypi/{name}",
                "properties": [{"name": "versions", "value": str(one.specifier)}],
            }
            for name, one in sorted(found.items())
        ]
