"""Tell whether a tag may be released: ``tag.py TAG MAIN``, in a clone where the commit of the tag is checked out.

Who may sign is read from the main branch, so that no tag can bring its own list.
"""

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

SIGNERS = ".github/allowed_signers"
VERSION = "src/ethics_audit/base/version.py"


def git(*words: str) -> str | None:
    """Return what git answers; nothing where it refuses."""
    done = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def verify(tag: str, main: str) -> None:
    """Check that a signer whom the main branch names signed the tag, under this name.

    Raises:
        SystemExit: If not.
    """
    told = git("cat-file", "tag", f"refs/tags/{tag}") or ""
    if "SIGNATURE-----" not in told:
        raise SystemExit(f"{tag}: expected a signed tag, as `git tag -s` makes it; this one has no signature")
    if f"tag {tag}" not in told.partition("\n\n")[0].splitlines():
        raise SystemExit(f"{tag}: what was signed is another tag, which somebody renamed")
    signers = git("show", f"{main}:{SIGNERS}")
    if not signers:
        raise SystemExit(f"{tag}: {SIGNERS} on {main} names nobody who may sign")
    with TemporaryDirectory() as folder:
        listed = Path(folder) / "signers"
        listed.write_text(signers + "\n", "utf-8")
        if git("-c", f"gpg.ssh.allowedSignersFile={listed}", "verify-tag", f"refs/tags/{tag}") is None:
            raise SystemExit(f"{tag}: expected the signature of a key that {SIGNERS} on {main} names")


def place(tag: str, main: str) -> None:
    """Check that the tag stands on a commit of the main branch, which is checked out and has its version.

    Raises:
        SystemExit: If not.
    """
    commit = git("rev-parse", f"refs/tags/{tag}^{{commit}}")
    if commit != git("rev-parse", "HEAD"):
        raise SystemExit(f"{tag}: expected the tag of the commit that is checked out; it stands on {commit}")
    if git("merge-base", "--is-ancestor", commit, main) is None:
        raise SystemExit(f"{tag}: expected a commit of {main}; {commit} is not part of it")
    version = re.search(r'^__version__ = "(.+)"$', git("show", f"{commit}:{VERSION}") or "", re.MULTILINE)
    if version is None or tag != f"v{version[1]}":
        raise SystemExit(f"{tag}: expected the tag v{version and version[1]}, by the version in {VERSION}")


if __name__ == "__main__":
    verify(*sys.argv[1:])
    place(*sys.argv[1:])
