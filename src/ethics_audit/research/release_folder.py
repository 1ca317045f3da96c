"""The folder of a release, which is there whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pyarrow as pa

from ethics_audit.base.causes import unwritable
from ethics_audit.base.errors import StoreError
from ethics_audit.base.files import keep_name, make_folder, settle
from ethics_audit.frames.writers import whole_file

META = "META.json"


def write_folder(folder: Path, tables: Mapping[str, pa.Table], meta: Mapping[str, Any]) -> None:
    """Write tables and what is to be known of them into a new folder, under another name until it is whole.

    Args:
        folder: A folder that does not exist.
        tables: Each file's name, such as ``data.csv``, and its content.
        meta: The content of ``META.json``, to which the SHA-256 of each file is added.

    Raises:
        StoreError: If the folder exists or cannot be written, and nothing is left behind; or if it is written, but the
            disk reports a failure.
    """
    if os.path.lexists(folder):
        raise StoreError(f"{folder} exists already; a release goes into a new folder", code="exists")
    try:
        make_folder(folder.parent)
        part = Path(mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            _fill(part, tables, meta)
            part.rename(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as failure:
        raise unwritable(folder, failure, "nothing was written") from None
    keep_name(folder)


def _fill(part: Path, tables: Mapping[str, pa.Table], meta: Mapping[str, Any]) -> None:
    for name, table in tables.items():
        with whole_file(part / name, table.schema, {}) as write:
            write(table)
        (part / f"{name}.meta.json").unlink()  # META.json says all that it would
    digests = {name: hashlib.sha256((part / name).read_bytes()).hexdigest() for name in tables}
    with (part / META).open("wb") as file:
        file.write((json.dumps({**meta, "sha256": digests}, indent=2, ensure_ascii=False) + "\n").encode())
        settle(file)
