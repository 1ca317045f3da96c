"""What is checked before a change lands, the longer runs, and a release."""

from pathlib import Path

import nox

PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
TOOLS = ".ci/tools.txt"
nox.options.sessions = ["lint", "types", "tests"]


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the quick tests, against the installed package."""
    session.install(".[test]")
    session.run("pytest", *session.posargs)


@nox.session
def full(session: nox.Session) -> None:
    """Run all tests, the slow ones too."""
    session.install(".[test]")
    session.run("pytest", "-m", "", *session.posargs, env={"LAW_EXAMPLES": "100"})


@nox.session(venv_backend="uv")
def lowest(session: nox.Session) -> None:
    """Run the quick tests with the oldest packages that are allowed."""
    session.install("--resolution", "lowest-direct", ".[test]")
    session.run("pytest", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and the order of the rooms."""
    session.install("-r", TOOLS)
    session.install("-e", ".")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types under mypy and pyright, and that every public name has one."""
    session.install("-r", TOOLS)
    session.install(".[test,bench]")
    session.run("mypy")
    session.run("pyright")
    session.run("pyright", "--verifytypes", "ethics_audit", "--ignoreexternal")


@nox.session
def coverage(session: nox.Session) -> None:
    """Run all tests and require every line and branch of the package."""
    session.install("-r", TOOLS)
    session.install(".[test]")
    session.run("pytest", "-q", "-m", "", "--cov", "--cov-report=", "--cov-fail-under=0")
    session.run("coverage", "report", "--include=*/ethics_audit/*")
    session.run("coverage", "report", "--include=*/tests/*", "--fail-under=0")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation; a warning is an error."""
    session.install(".[docs]")
    session.run("sphinx-build", "-W", "--keep-going", "-b", "html", "docs", *(session.posargs or ["site"]))


@nox.session
def laws(session: nox.Session) -> None:
    """Try the laws of the score on many more examples."""
    session.install(".[test]")
    session.run("pytest", "-m", "", "tests/properties", *session.posargs, env={"LAW_EXAMPLES": "3000"})


@nox.session
def kills(session: nox.Session) -> None:
    """Kill work on a history thousands of times, and cut the power at tens of thousands of moments."""
    session.install(".[test]")
    session.run("pytest", "-m", "power", *session.posargs, env={"KILLS": "1000", "CUTS": "5000"})


@nox.session
def mutants(session: nox.Session) -> None:
    """Try small changes of the code, all or those of `-- MODULE…`: each must be noticed, or named with a reason."""
    session.install("-r", TOOLS)
    session.install("-e", ".[test]")
    session.run("python", "tests/mutation/run.py", "count")
    session.run("python", "tests/mutation/run.py", "map")
    session.run("python", "tests/mutation/run.py", "try", *session.posargs)


@nox.session
def promises(session: nox.Session) -> None:
    """Measure what is promised, at full size, and write the figures down; `-- kills` measures one promise."""
    session.install(".[test]", "pyspark")
    session.run("python", "tests/promises.py", *session.posargs)


@nox.session
def sign(session: nox.Session) -> None:
    """Make the list of `ethics-audit selftest` anew, and sign it with the key that ETHICS_AUDIT_SIGNING_KEY names."""
    session.install("-e", ".[test]")
    session.run("python", "tests/requirements.py")


@nox.session
def fuzz(session: nox.Session) -> None:
    """Read damaged inputs of every kind for an hour: `-- [READER …] [--minutes N]` says which, and for how long."""
    session.install(".[test]")
    session.run("python", "-m", "fuzz", *session.posargs, env={"PYTHONPATH": "tests"})


@nox.session
def messages(session: nox.Session) -> None:
    """Bring the catalogs of the program's words up to date with the code, and compile them."""
    session.install("babel>=2.16", "jinja2>=3.1")
    template = f"{session.create_tmp()}/messages.pot"
    where = ["-D", "ethics_audit", "-d", "src/ethics_audit/locales"]
    session.run("pybabel", "extract", "-F", "babel.cfg", "-k", "N_", "--no-location", "-o", template, "src")
    session.run(
        "pybabel",
        "update",
        "--no-fuzzy-matching",
        "--ignore-obsolete",
        "--ignore-pot-creation-date",
        "--no-wrap",
        "-i",
        template,
        *where,
    )
    session.run("pybabel", "compile", "--statistics", *where)


@nox.session
def bench(session: nox.Session) -> None:
    """Show ratios against what a user would otherwise write."""
    session.install(".[bench,cli]")
    session.run("python", "bench/one_audit.py")
    session.run("python", "bench/plan.py")
    session.run("python", "bench/frames.py")
    session.run("python", "bench/files.py")
    session.run("python", "bench/research.py")


@nox.session
def growth(session: nox.Session) -> None:
    """Measure how time grows with what is worked on, and draw it into the documentation; it takes long."""
    session.install(".[bench]")
    session.run("python", "bench/growth.py", *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Write which version of each tool is used, with the hashes of its files; `-- --upgrade` takes the newest."""
    session.install("uv")
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate", "--no-header"]
    session.run("uv", "pip", "compile", "-q", *options, ".ci/tools.in", "-o", TOOLS, *session.posargs)


@nox.session
def release(session: nox.Session) -> None:
    """Build what is published, check it, write its notes, install it on each Python; `-- --strict` skips nothing."""
    session.run("python", ".ci/ready.py", *PYTHONS, *session.posargs)
    session.install("--require-hashes", "-r", TOOLS)
    version = str(session.run("hatchling", "version", silent=True)).strip()
    session.run("python", ".ci/notes.py", version, "build/notes.md")
    session.run("python", "-c", "import shutil; shutil.rmtree('dist', ignore_errors=True)")
    session.run("python", "-m", "build", "--no-isolation", silent=True, env={"SOURCE_DATE_EPOCH": None})
    (wheel,) = (str(path) for path in Path("dist").glob("*.whl"))
    session.run("twine", "check", "--strict", wheel, *(str(path) for path in Path("dist").glob("*.tar.gz")))
    session.run("check-wheel-contents", wheel)
    session.install(f"{wheel}[test,bench,docs]")
    session.run("pytest", "-q", "-n0", "-m", "", "tests/test_release.py", "tests/test_licenses.py")
    session.run("python", ".ci/advisories.py", *session.posargs)
    for python in PYTHONS:
        session.notify(f"installed-{python}")


@nox.session(python=PYTHONS)
def installed(session: nox.Session) -> None:
    """Install each of the built files by itself, and score with it."""
    for file in sorted(Path("dist").iterdir()):
        session.install("--force-reinstall", f"{file}[cli]")
        session.run("ethics-audit", "score", "examples/quarter.toml", silent=True)
