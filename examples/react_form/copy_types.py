"""Copy the types of the documents from the installed package."""

from importlib.resources import files
from pathlib import Path

types = files("ethics_audit") / "schemas" / "ethics-audit.d.ts"
(Path(__file__).parent / "src" / types.name).write_text(types.read_text("utf-8"), "utf-8")
