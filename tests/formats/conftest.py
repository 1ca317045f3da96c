"""Programs that the tests of exported forms need, installed once."""

import fcntl
import hashlib
import os
import shutil
from pathlib import Path

import pytest
from support.engines import ENGINES, LFORMS, from_npm, needs, unpack


@pytest.fixture(scope="session")
def modules() -> Path:
    """Return the folder of the npm packages, installed once for each set of versions into the user's cache."""
    needs("node", "nodejs")
    needs("npm", "npm")
    needs("tar", "tar")
    lock = (ENGINES / "package-lock.json").read_bytes() + repr(LFORMS).encode()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ethics-audit-engines"
    folder = cache / hashlib.sha256(lock).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as waiting:
        fcntl.flock(waiting, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(ENGINES / name, folder)
            from_npm(folder, "ci")
            for name, version in LFORMS.items():
                unpack(folder, name, *version.split())
            (folder / "done").touch()
    return folder / "node_modules"


@pytest.fixture(scope="session")
def java() -> None:
    """Skip without Java and its compiler, because the program is started from its source."""
    needs("java", "default-jdk-headless")
    needs("javac", "default-jdk-headless")
