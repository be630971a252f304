"""Every job there is, run alike by hand (``nox -s lint``) and by ``.ci/run``."""

import os
import re
import subprocess
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv"
nox.options.sessions = ["lint", "types", "layers", "docs", "wheel", "lowest", "tests"]

OLDEST = (3, 11)
ASK = """
import os, sys, sysconfig
final = sys.version_info.releaselevel == "final" and sys.implementation.name == "cpython"
if final and not sysconfig.get_config_var("Py_GIL_DISABLED"):
    print(*sys.version_info[:2], os.path.realpath(sys.executable))
"""


def candidates() -> list[Path]:
    """Every file that may be a Python: on the PATH, and among pyenv's versions."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    folders += sorted(pyenv.glob("versions/*/bin"))
    name = re.compile(r"python3\.\d+(\.exe)?")
    files = (file for folder in folders if folder.is_dir() for file in sorted(folder.iterdir()))
    return [file for file in files if name.fullmatch(file.name)]


def ask(python: Path) -> tuple[tuple[int, ...], str]:
    """Ask a Python for its version and where it is; nothing if it is none for us, or is broken."""
    try:
        done = subprocess.run(
            [python, "-c", ASK], capture_output=True, text=True, timeout=20, check=False
        )
        major, minor, place = done.stdout.strip().split(" ", 2)
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return (), ""
    return (int(major), int(minor)), place


def installed() -> dict[str, str]:
    """Give one Python for every version from 3.11 on that is found on this machine."""
    found: dict[tuple[int, ...], str] = {}
    for python in candidates():
        key, place = ask(python)
        found.setdefault(key, place)
    return {".".join(map(str, key)): found[key] for key in sorted(found) if key >= OLDEST}


PYTHONS = installed()
OLDEST_FOUND = next(iter(PYTHONS.values()), None)
DONE_BEFORE = os.environ.get("CLM_TESTED_ON")
"""The version on which `.ci/run` has run the suite before, by the README's own command."""


SUITE = ("python", "-m", "pytest", "-q")
"""The whole suite, shared among the machine's cores as pyproject.toml says."""

AGAIN = {"CLM_EVERY": "20"}
"""Once a version has run the whole suite, others run each test on every twentieth of its seeds."""

ELSEWHERE = ("--ignore=tests/workshop",)
"""What looks at the checkout and not at the library is the same on every Python."""

SPARK = ("--ignore=tests/sources/test_spark.py", "--ignore=docs/spark.md")
"""What Java does is the same on every Python; the oldest and the newest Spark are enough."""


def install(session: nox.Session, *groups: str) -> None:
    """Install the library with some groups of what else is needed."""
    wanted = [word for group in groups for word in ("--group", group)]
    session.install("--editable", ".", *wanted)


def again(session: nox.Session, *but: str) -> None:
    """Run the suite; if another version has run the whole of it, what may be otherwise on this."""
    if DONE_BEFORE:
        session.run(*SUITE, *ELSEWHERE, *but, *session.posargs, env=AGAIN)
    else:
        session.run(*SUITE, *session.posargs)


@nox.session
@nox.parametrize(
    "python", [nox.param(path, id=key) for key, path in PYTHONS.items() if key != DONE_BEFORE]
)
def tests(session: nox.Session) -> None:
    """Run the suite on every Python of this machine."""
    install(session, "test")
    again(session, *SPARK)


@nox.session(python=OLDEST_FOUND)
def lowest(session: nox.Session) -> None:
    """Run the suite on the oldest Python, with the oldest dependencies that are promised."""
    session.install("--resolution", "lowest-direct", "--editable", ".", "--group", "test")
    again(session)


@nox.session
def coverage(session: nox.Session) -> None:
    """Show the lines that no test reaches."""
    install(session, "dev")
    session.run("coverage", "run", "-m", "pytest", "-q", "-n", "0", *session.posargs)
    session.run("coverage", "report")


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and format, and that the changelog's fragments can be read."""
    install(session, "dev")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("towncrier", "build", "--draft", "--version", "next", silent=True)


@nox.session
def types(session: nox.Session) -> None:
    """Check types, strictly, with two checkers."""
    install(session, "lint")
    session.run("mypy")
    session.run("pyright")


@nox.session
def layers(session: nox.Session) -> None:
    """Check that imports go down only."""
    install(session, "test")
    session.run("lint-imports", "--no-cache")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the docs without a warning, their cells executed: docs/_build/html/index.html."""
    install(session, "docs")
    session.run("sphinx-build", "-W", "--keep-going", "-E", "-q", "docs", "docs/_build/html")


ALONE = """
import sys
from importlib.metadata import distributions
there = {each.name for each in distributions()}
assert there == {"attrs", "clm", "numpy"}, there
before = set(sys.modules)
import clm
assert "site-packages" in clm.__file__, clm.__file__
roots = {name.partition(".")[0] for name in set(sys.modules) - before}
foreign = roots - set(sys.stdlib_module_names) - {"attr", "attrs", "clm", "numpy"}
assert not foreign, foreign
"""


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the wheel by way of the sdist, and use it where only attrs and numpy are."""
    folder = session.create_tmp()
    session.run("uv", "build", "--quiet", "--clear", "--out-dir", folder, external=True)
    session.install(*map(str, Path(folder).glob("*.whl")))
    session.chdir(folder)
    session.run("python", "-c", ALONE)
    session.run("clm", "demo", silent=True)
