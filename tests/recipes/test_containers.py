"""The container files hold what they promise, and what they run writes nothing."""

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from fnmatch import fnmatch
from functools import partial
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import kubernetes_validate
import psycopg
import pytest
import yaml
from support.builders import QUARTER, ROOT
from support.histories import Server
from support.recipes import EXAMPLES
from support.service import CREATED, ROLES, WRITTEN, Service, finished, saved

CONTAINERS = EXAMPLES / "containers"
NOT_IN_THE_IMAGE = {"issuer.py", "overview.py"}
"""The first hands tokens to everybody; the second needs another extra, and runs where the numbers are read."""
SEALED = ("bwrap", "--die-with-parent", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc")
"""Runs a command with a file system that cannot be written."""
LIBRARY = """
import errno, importlib
try:
    open("/tmp/x", "w")
except OSError as failure:
    assert failure.errno == errno.EROFS
import ethics_audit as ea
from ethics_audit.report.page import html
for room in ("documents", "assessment", "formats", "history", "lint", "report", "research", "frames", "web", "cli"):
    importlib.import_module(f"ethics_audit.{room}")
audit = ea.load_audit("quarterly", locale="es")
result = ea.assess(audit, {"boundaries.gifts": "each"})
assert ea.load_vector(result.vector, audit) == result
assert html(result) and str(result) and ea.to_json(ea.record(result)) and ea.to_json(ea.questionnaire(audit))
"""


@pytest.fixture(scope="module")
def sealed() -> tuple[str, ...]:
    """The command that starts another one with nothing to write to."""
    if shutil.which("bwrap") is None:
        pytest.skip("bwrap is missing; on Debian: apt-get install bubblewrap")
    tried = subprocess.run([*SEALED, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"bwrap cannot make a file system of its own here: {tried.stderr[-200:]}")
    return SEALED


def run(*command: str, **settings: str) -> str:
    """Run a program of this Python that has no home; return what it prints."""
    bare = {name: value for name, value in os.environ.items() if name in {"PATH", "PYTHONPATH", "LANG"}}
    done = subprocess.run(
        [*command], env={**bare, **settings}, cwd=EXAMPLES, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "command",
    [
        ("-c", LIBRARY),
        ("-m", "ethics_audit", "list"),
        ("-m", "ethics_audit", "show", "quarterly"),
        ("-m", "ethics_audit", "score", str(QUARTER)),
        ("-m", "ethics_audit", "export", "brief", "--to", "page"),
        ("-m", "ethics_audit", "lint", str(EXAMPLES / "waiting_room.toml")),
    ],
    ids=lambda command: " ".join(command[:3])[:40],
)
def test_the_library_writes_nothing(command: tuple[str, ...], sealed: tuple[str, ...]) -> None:
    """It scores, shows, exports and reports with nothing to write to, and without a home."""
    run(*sealed, sys.executable, *command)


def test_the_service_writes_nothing_but_to_its_database(
    served: Callable[..., str], sealed: tuple[str, ...], postgresql: Server, tmp_path: Path
) -> None:
    """A clinician answers, finishes and reads the report, and the worker rescores, on a read-only file system."""
    service = Service(postgresql, tmp_path, partial(served, wrapper=sealed))
    assert service.publish("north").status_code == 201
    with service.browser("north", "ann") as ann:
        assert ann.get("/audit/").status_code == 200
        done = finished(ann, saved(ann, {WRITTEN: "none"})["number"])
        assert "Your result" in ann.get(done.json()["report"]).text
    service.define("north", "2.0")
    worker = [sys.executable, "rescoring_worker.py", "north", "our_practice", "2.0"]
    printed = run(*sealed, *worker, DATABASE=service.url("audit_worker"))
    assert printed.startswith("Under 2.0: 1")


def test_migrations_run_once(sealed: tuple[str, ...], postgresql: Server) -> None:
    """Two that start at once make the tables once, each file in one transaction, and a later one has nothing to do."""
    owner = postgresql.database()
    postgresql.execute(*map(CREATED.format, ROLES))
    command = [*sealed, sys.executable, "-m", "migrate"]
    settings = {**os.environ, "DATABASE": owner, "PYTHONPATH": str(CONTAINERS)}
    both = [subprocess.Popen(command, cwd=EXAMPLES, env=settings, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    files = sorted(path.name for path in (EXAMPLES / "fastapi_service").glob("schema-*.sql"))
    assert "".join(one.communicate(timeout=60)[0] for one in both) == "".join(f"{x} was run.\n" for x in files)
    assert [one.returncode for one in both] == [0, 0]
    assert run(*command, **{name: settings[name] for name in ("DATABASE", "PYTHONPATH")}) == ""
    with psycopg.connect(owner) as db:
        assert db.execute("SELECT count(*) FROM schema_versions").fetchone() == (len(files),)
        assert db.execute("SELECT count(*) FROM audits").fetchone() == (0,)


# the Dockerfile


def steps() -> list[tuple[str, str]]:
    """Return the steps of the Dockerfile, each an instruction and its arguments."""
    text = (CONTAINERS / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]
    return [(instruction, arguments) for instruction, arguments in lines]


def test_the_image_is_of_what_was_pinned() -> None:
    """The base has a digest without which nothing is built; wheels are installed by their hashes, without an index."""
    assert steps()[0] == ("ARG", "PYTHON_DIGEST")
    (base, *others) = [arguments for instruction, arguments in steps() if instruction == "FROM"]
    assert re.fullmatch(r"docker\.io/library/python:3\.\d+-slim-\w+@\$\{PYTHON_DIGEST\} AS base", base)
    assert others == ["base AS build", "base"]
    (install,) = [arguments for instruction, arguments in steps() if instruction == "RUN" and "install" in arguments]
    assert {"--no-index", "--no-deps", "--require-hashes"} <= {*ast.literal_eval(install)}
    assert not [arguments for instruction, arguments in steps() if instruction == "ADD"]


def test_the_image_needs_no_shell_and_no_root() -> None:
    """No step is run by a shell, and what is started has a user that is a number other than 0 and no rights."""
    for instruction, arguments in steps():
        if instruction in {"RUN", "ENTRYPOINT", "CMD"}:
            assert isinstance(ast.literal_eval(arguments), list)
    last = dict(steps()[[instruction for instruction, _ in steps()].index("COPY", 5) :])
    assert re.fullmatch(r"([1-9]\d+):\1", last["USER"])
    assert ast.literal_eval(last["ENTRYPOINT"])[0].startswith("/opt/venv/")
    assert "PYTHONDONTWRITEBYTECODE=1" in last["ENV"]
    assert {"--no-access-log", "--no-proxy-headers"} <= {*ast.literal_eval(last["CMD"])}


def test_the_image_has_what_it_runs_and_nothing_else() -> None:
    """Each file that is copied is let in by the list of what is ignored; the stand-in for a provider is not."""
    rules = (CONTAINERS / "Dockerfile.dockerignore").read_text("utf-8").split()

    def let_in(path: str) -> bool:
        told = [rule for rule in rules if rule == "**" or fnmatch(path, rule.removeprefix("!"))]
        return told[-1].startswith("!")

    files = [str(path.relative_to(EXAMPLES)) for path in EXAMPLES.rglob("*") if path.is_file()]
    found = {path for path in files if let_in(path)}
    parts = {str(path.relative_to(EXAMPLES)) for path in (EXAMPLES / "fastapi_service").glob("*.*")}
    assert found == {"containers/migrate.py", "rescoring_worker.py", *parts} - {"fastapi_service/issuer.py"}
    assert let_in("containers/requirements.txt")
    assert let_in("containers/wheels/attrs-26.1.0-py3-none-any.whl")
    for arguments in [arguments for instruction, arguments in steps() if instruction == "COPY"]:
        for source in shlex.split(arguments)[:-1]:
            assert (
                source.startswith(("--from", "/opt", "containers/requirements", "containers/wheels"))
                or (EXAMPLES / source).exists()
            )


def test_every_import_is_required() -> None:
    """What the programs of the image import is in its requirements, by name or as an extra of this library."""
    required = (CONTAINERS / "requirements.in").read_text("utf-8").split()
    extras = required[0].partition("[")[2].rstrip("]").split(",")
    assert required[0].startswith("ethics-audit[")
    names = {name.partition("[")[0] for name in required[1:]}
    names |= {"ethics-audit", *(name for extra in extras for name in _of_extra(extra))}
    programs = [
        *(EXAMPLES / "fastapi_service").glob("*.py"),
        EXAMPLES / "rescoring_worker.py",
        CONTAINERS / "migrate.py",
    ]
    known = {**packages_distributions(), "ethics_audit": ["ethics-audit"]}  # which is linked here, not installed
    for path in [one for one in programs if one.name not in NOT_IN_THE_IMAGE]:
        for module in _imported(ast.parse(path.read_text("utf-8"))) - {*sys.stdlib_module_names}:
            assert names & {name.lower() for name in known[module]}, f"{path.name}: {module}"


def _of_extra(extra: str) -> set[str]:
    """Return what this library with an extra requires, as the names of distributions."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found: set[str] = set()
    for one in (*project["dependencies"], *project["optional-dependencies"][extra]):
        name = re.split(r"[\[<>=]", one)[0]
        inner = re.findall(r"ethics-audit\[(.*)\]", one)
        found |= {x for more in inner for each in more.split(",") for x in _of_extra(each)} if inner else {name}
    return found


def _imported(tree: ast.Module) -> set[str]:
    """Return the first names of the modules that are imported absolutely."""
    nodes = [*ast.walk(tree)]
    plain = {name.name.partition(".")[0] for node in nodes if isinstance(node, ast.Import) for name in node.names}
    return plain | {
        (node.module or "").partition(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) and not node.level
    }


# Kubernetes

DOCUMENTS: list[dict[str, Any]] = [*yaml.safe_load_all((CONTAINERS / "kubernetes.yaml").read_text("utf-8"))]
RUNNING = [one for one in DOCUMENTS if one["kind"] in {"Deployment", "Job"}]


def named(one: dict[str, Any]) -> str:
    """Return the kind and the name of a document."""
    return f"{one['kind']} {one['metadata']['name']}"


def pod(one: dict[str, Any]) -> Any:
    """Return the pod of a document that runs one."""
    return one["spec"]["template"]["spec"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_kubernetes_takes_it(document: dict[str, Any]) -> None:
    """Each document is one of its schema, without a key that this does not know, in one namespace."""
    kubernetes_validate.validate(document, "1.31", strict=True)
    assert document["metadata"].get("namespace", "audit") == "audit"


@pytest.mark.parametrize("one", RUNNING, ids=named)
def test_a_pod_can_do_nothing_but_its_work(one: dict[str, Any]) -> None:
    """It has no root, no capability, no token, no volume at all, one secret of its own, and an image by its digest."""
    inside = pod(one)
    assert inside["securityContext"]["runAsNonRoot"] is True
    assert (
        f"{inside['securityContext']['runAsUser']}:{inside['securityContext']['runAsGroup']}" == dict(steps())["USER"]
    )
    assert inside["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert inside["automountServiceAccountToken"] is False
    assert not {"volumes", "hostNetwork", "hostPID", "hostIPC", "initContainers"} & {*inside}
    (container,) = inside["containers"]
    assert container["securityContext"] == {
        "readOnlyRootFilesystem": True,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
    }
    assert re.search(r"@sha256:[0-9a-f]{64}$", container["image"])
    assert {"requests", "limits"} <= {*container["resources"]}
    (secret,) = [variable["valueFrom"]["secretKeyRef"]["name"] for variable in container["env"]]
    roles = {"service": "audit", "owner": "audit-migrate", "worker": "audit-rescore"}
    assert roles[secret.rpartition("-")[2]] == one["metadata"]["name"]
    assert "Secret" not in {document["kind"] for document in DOCUMENTS}


def test_every_setting_of_the_service_is_given() -> None:
    """What the service reads from its environment is in the ConfigMap, or the secret; a front end is not needed."""
    read = {
        name
        for path in (EXAMPLES / "fastapi_service").glob("*.py")
        if path.name not in {*NOT_IN_THE_IMAGE, "webhook.py"}
        for name in re.findall(r'os\.environ(?:\[|\.get\()"(\w+)"', path.read_text("utf-8"))
    }
    (settings,) = [document["data"] for document in DOCUMENTS if document["kind"] == "ConfigMap"]
    assert read == {*settings, "DATABASE", "FRONT_END"}


def test_probes_ask_as_a_browser_does() -> None:
    """Readiness needs the database and names the host of the origin; a database that is down restarts nothing."""
    (settings,) = [document["data"] for document in DOCUMENTS if document["kind"] == "ConfigMap"]
    (container,) = pod(RUNNING[0])["containers"]
    for probe in ("startupProbe", "readinessProbe"):
        asked = container[probe]["httpGet"]
        assert asked["path"] == "/ready"
        assert asked["httpHeaders"] == [{"name": "Host", "value": settings["ORIGIN"].removeprefix("https://")}]
    assert "tcpSocket" in container["livenessProbe"]


def test_nothing_reaches_a_pod_but_what_is_named() -> None:
    """The network is closed for every pod; the service is reached from the controller that ends HTTPS alone."""
    policies = {one["metadata"]["name"]: one["spec"] for one in DOCUMENTS if one["kind"] == "NetworkPolicy"}
    assert policies["nothing"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    for policy in policies.values():
        for way in (*policy.get("ingress", []), *policy.get("egress", [])):
            assert way.get("from") or way.get("to")
            assert way["ports"]
    labels = [one["spec"]["template"]["metadata"]["labels"] for one in RUNNING]
    assert all(one["database"] == "yes" for one in labels)
    assert [one.get("app") for one in labels] == ["audit", None, None]
    assert len(ROLES) + 1 == len(RUNNING)
