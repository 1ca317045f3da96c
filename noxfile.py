"""What is checked before a change lands, and the longer runs."""

import nox

PYTHONS = ["3.11", "3.12", "3.13"]
nox.options.sessions = ["lint", "tests", "coverage"]


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The tests, against the installed package."""
    session.install(".[test]")
    session.run("pytest", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Style, types, and the order of the rooms."""
    session.install("-e", ".[test,bench]", "ruff", "mypy", "import-linter")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("lint-imports")


@nox.session
def coverage(session: nox.Session) -> None:
    """Every branch of the core."""
    session.install(".[test]", "pytest-cov")
    session.run("pytest", "-q", "--cov", "--cov-report=term")


@nox.session
def laws(session: nox.Session) -> None:
    """The laws of the score on many more examples."""
    session.install(".[test]")
    session.run("pytest", "tests/test_laws.py", env={"LAW_EXAMPLES": "3000"})


@nox.session
def messages(session: nox.Session) -> None:
    """The catalogues of the program's words: brought up to date with the code, and compiled."""
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
def kills(session: nox.Session) -> None:
    """Work on a history, killed thousands of times, and the power cut at tens of thousands of moments."""
    session.install(".[test]")
    more = {"KILLS": "1000", "CUTS": "5000"}
    session.run("pytest", "tests/test_history_kills.py", "tests/test_history_power.py", *session.posargs, env=more)


@nox.session
def bench(session: nox.Session) -> None:
    """Ratios against what a user would otherwise write."""
    session.install(".[bench,cli]")
    session.run("python", "bench/one_audit.py")
    session.run("python", "bench/plan.py")
    session.run("python", "bench/frames.py")
