"""Work through a page as its reader would: its files are written, its commands are run.

A block whose first line is ``# name.toml``, ``# name.py`` or ``-- name.sql`` is that file, and a
``$`` in a console block is a command, whose output is compared. All of it happens in a folder of
its own, in processes of their own, none of which outlives the page; ``pip install`` builds the
package and unpacks it, for there may be neither pip nor a network.
"""

import os
import re
import shlex
import subprocess
import sys
from doctest import ELLIPSIS, OutputChecker
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser

FILE = re.compile(r"(?:#|--) ([\w./-]+\.(?:toml|py|sql))\n")
PROMPT = re.compile(r"^\$ (.*)\n", re.MULTILINE)
SITE = "site-packages"


def enter(namespace):
    """Go to an empty folder."""
    namespace["_before"] = Path.cwd()
    namespace["_environment"] = dict(os.environ)
    namespace["_folder"] = folder = TemporaryDirectory()
    os.chdir(folder.name)


def leave(namespace):
    """Come back, and leave nothing behind."""
    for each in [each for each in namespace.values() if isinstance(each, subprocess.Popen)]:
        each.kill()
        each.wait()
    os.environ.clear()
    os.environ.update(namespace["_environment"])
    os.chdir(namespace["_before"])
    namespace["_folder"].cleanup()


def written(example):
    """Write a file of the page."""
    if named := FILE.match(example.parsed):
        path = Path(named[1])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(example.parsed, encoding="utf-8")


def typed(example):
    """Run the commands of a block one after the other; what is wrong with their output is told."""
    block = f"{example.parsed.rstrip()}\n"
    found = [*PROMPT.finditer(block)]
    ends = [*(match.start() for match in found[1:]), len(block)]
    said = (
        compared(match[1], block[match.end() : end]) for match, end in zip(found, ends, strict=True)
    )
    return "".join(said)


def compared(command, expected):
    """Run one command."""
    told = output(shlex.split(command))
    if OutputChecker().check_output(expected, told, ELLIPSIS):
        return ""
    return f"$ {command}\nexpected:\n{expected}\ntold:\n{told}\n"


def output(words):
    """What a command writes, to either stream."""
    if words[:4] == ["python", "-m", "pip", "install"]:
        source, _, extra = words[-1].rstrip("]").partition("[")
        return installed(Path(source), extra)
    python = {"clm": [sys.executable, "-m", "clm"], "python": [sys.executable]}
    done = subprocess.run(  # noqa: S603
        [*python[words[0]], *words[1:]],
        env={**os.environ, "PYTHONPATH": str(Path(SITE).resolve()), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def installed(source, extra=""):
    """Build a package by its own backend, and unpack it as an installer does.

    What an extra asks for is here already; that there is such an extra is looked up.
    """
    here = Path.cwd()
    os.chdir(source)
    try:
        wheel = import_module("hatchling.build").build_wheel(str(here))
    finally:
        os.chdir(here)
    with ZipFile(wheel) as archive:
        archive.extractall(SITE)
        (about,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        named = f"Provides-Extra: {extra}".encode() in archive.read(about).splitlines()
    return "" if named or not extra else f"there is no extra {extra!r}\n"


class PythonOrFileParser(PythonCodeBlockParser):
    """Python is run, unless it is a file of the page."""

    def __call__(self, document):
        for region in super().__call__(document):
            if isinstance(region.parsed, str) and FILE.match(region.parsed):
                region.evaluator = written
            yield region


def parsers():
    """What reads a page that is worked through."""
    return [
        PythonOrFileParser(doctest_optionflags=ELLIPSIS),
        CodeBlockParser("toml", written),
        CodeBlockParser("sql", written),
        CodeBlockParser("console", typed),
    ]
