"""Files that are written whole."""

from pathlib import Path

import pytest

from ethics_audit.base.errors import StoreError
from ethics_audit.base.files import refuse_others


def test_a_file_that_cannot_be_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be read is not overwritten."""
    path = tmp_path / "page.html"
    path.write_text("mine", "utf-8")

    def fails(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", fails)
    with pytest.raises(StoreError, match="cannot be opened \\(Permission denied\\)"):
        refuse_others(path, b"ours")
