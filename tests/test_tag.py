"""Only a tag that a maintainer signed, for the version that it stands on, on the main branch, is released."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from support.builders import ROOT

(STEP,) = (
    one["run"]
    for one in yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text("utf-8"))["jobs"]["build"]["steps"]
    if "tag.py" in one.get("run", "")
)
TAG = "v1.2.0"


class Project:
    """A repository with a maintainer's key on its main branch, and the workflow's clone of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.origin, self.clone = folder, folder / "origin", folder / "clone"
        self.surroundings = {"HOME": str(folder), "PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1"}
        for key in ("maintainer", "stranger"):
            self.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / key), where=folder)
        (self.origin / "src/ethics_audit/base").mkdir(parents=True)
        (self.origin / "src/ethics_audit/base/version.py").write_text('"""It."""\n\n__version__ = "1.2.0"\n', "utf-8")
        shutil.copytree(ROOT / ".ci", self.origin / ".ci", ignore=shutil.ignore_patterns("__pycache__"))
        self.git("init", "--initial-branch", "main")
        self.list("maintainer")

    def run(self, *words: str, where: Path) -> None:
        """Run a command in a folder."""
        subprocess.run(words, cwd=where, env=self.surroundings, check=True, capture_output=True)

    def git(self, *words: str) -> None:
        """Run git in the repository."""
        who = ("-c", "user.name=M", "-c", "user.email=m@example.org", "-c", "gpg.format=ssh")
        self.run("git", *who, *words, where=self.origin)

    def list(self, signer: str) -> None:
        """Commit a list that names one signer."""
        key = (self.folder / signer).with_suffix(".pub").read_text("utf-8")
        (self.origin / ".github").mkdir(exist_ok=True)
        (self.origin / ".github/allowed_signers").write_text(f'M namespaces="git" {key}', "utf-8")
        self.git("add", ".")
        self.git("commit", "-m", f"Key of the {signer}")

    def sign(self, signer: str = "maintainer", tag: str = TAG) -> None:
        """Make a signed tag on what is checked out there, or move it."""
        self.git("tag", "-f", "-m", "it", "-s", "-u", str(self.folder / signer), tag)

    def check_out(self, tag: str = TAG) -> None:
        """Clone the repository, at a tag."""
        self.git("clone", "-b", tag, ".", str(self.clone))

    def refusal(self, tag: str = TAG) -> str:
        """Return what the step of the workflow prints when it refuses the tag; nothing if it takes it."""
        told = {"GITHUB_REF_NAME": tag, "RUNNER_TEMP": str(self.folder), "MAIN": "origin/main"}
        command = ["bash", "-e", "-c", STEP]
        done = subprocess.run(
            command, cwd=self.clone, env=self.surroundings | told, check=False, capture_output=True, text=True
        )
        return done.stderr.splitlines()[-1] if done.returncode else ""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project whose version 1.2.0 can be tagged."""
    if not all(map(shutil.which, ("git", "ssh-keygen", "bash", "python3"))):
        pytest.skip("needs git, ssh-keygen and bash")
    return Project(tmp_path)


def test_tag_of_a_maintainer_is_taken(project: Project) -> None:
    """What `git tag -s` makes with a key that the main branch names is taken, also when main has moved on."""
    project.sign()
    project.git("commit", "--allow-empty", "-m", "Later")
    project.check_out()
    assert project.refusal() == ""


def not_signed(project: Project) -> None:
    """Make a tag with a message, and no signature."""
    project.git("tag", "-a", "-m", "it", TAG)


def light(project: Project) -> None:
    """Make a mere name of a commit."""
    project.git("tag", TAG)


def stranger(project: Project) -> None:
    """Sign with a key that is not listed."""
    project.sign("stranger")


def own_list(project: Project) -> None:
    """Sign with a key that only the tag's commit lists."""
    project.git("switch", "-c", "aside")
    project.list("stranger")
    project.sign("stranger")


def nobody(project: Project) -> None:
    """Take the list off the main branch."""
    project.sign()
    project.git("rm", ".github/allowed_signers")
    project.git("commit", "-m", "No keys")


def aside(project: Project) -> None:
    """Sign a commit of another branch."""
    project.git("switch", "-c", "aside")
    project.git("commit", "--allow-empty", "-m", "Aside")
    project.sign()


def renamed(project: Project) -> None:
    """Give the name to a signed tag that had another."""
    project.sign(tag="trial")
    project.git("update-ref", f"refs/tags/{TAG}", "refs/tags/trial")


LISTED = ".github/allowed_signers on origin/main"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (not_signed, "expected a signed tag, as `git tag -s` makes it; this one has no signature"),
        (light, "expected a signed tag, as `git tag -s` makes it; this one has no signature"),
        (stranger, f"expected the signature of a key that {LISTED} names"),
        (own_list, f"expected the signature of a key that {LISTED} names"),
        (nobody, f"{LISTED} names nobody who may sign"),
        (aside, "expected a commit of origin/main; [0-9a-f]{40} is not part of it"),
        (renamed, "what was signed is another tag, which somebody renamed"),
    ],
)
def test_other_tags_are_refused(make: Callable[[Project], None], sentence: str, project: Project) -> None:
    """Nobody else can release, and no tag can bring its own list of who may."""
    make(project)
    project.check_out()
    assert re.fullmatch(f"{TAG}: {sentence}", project.refusal())


def test_tag_of_another_version_is_refused(project: Project) -> None:
    """A tag names the version that its commit has."""
    project.sign(tag="v1.2.1")
    project.check_out("v1.2.1")
    sentence = "expected the tag v1.2.0, by the version in src/ethics_audit/base/version.py"
    assert project.refusal("v1.2.1") == f"v1.2.1: {sentence}"


def test_tag_that_moved_meanwhile_is_refused(project: Project) -> None:
    """What is checked is what is built, even if somebody moves the tag in between."""
    project.sign()
    project.check_out()
    project.git("commit", "--allow-empty", "-m", "Later")
    project.sign()
    sentence = "expected the tag of the commit that is checked out; it stands on [0-9a-f]{40}"
    assert re.fullmatch(f"{TAG}: {sentence}", project.refusal())
