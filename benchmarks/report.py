"""Tables of figures with their goals, as Markdown."""

import os
import platform
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from attrs import field, frozen

PACKAGES: Final = ("numpy", "attrs", "polars", "duckdb", "pandas", "pyarrow")


@frozen
class Goal:
    """What a figure should be at most.

    Parameters
    ----------
    text : str
        What is measured.
    figure, most : float
        What was found, and the most that is allowed.
    unit : str
        Written behind both.
    """

    text: str
    figure: float
    most: float
    unit: str = ""

    @property
    def met(self) -> bool:
        """Whether the figure is small enough."""
        return self.figure <= self.most

    def __str__(self) -> str:
        """The goal in one line."""
        word = "met" if self.met else "**missed**"
        return f"{self.text}: {self.figure:.3g}{self.unit}, goal ≤ {self.most:g}{self.unit}: {word}"


@frozen
class Table:
    """Figures, and what is to be said of them."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[object]]
    notes: Sequence[str] = ()
    goals: Sequence[Goal] = field(factory=tuple)

    def __str__(self) -> str:
        """The table as Markdown; all columns but the first to the right."""
        lines = [self.head, ["---", *["---:"] * (len(self.head) - 1)], *self.rows]
        written = ["| " + " | ".join(map(str, line)) + " |" for line in lines]
        goals = [f"* {goal}" for goal in self.goals]
        blocks = [[f"## {self.title}"], written, self.notes, goals]
        return "\n\n".join("\n".join(block) for block in blocks if block)


def document(tables: Iterable[Table], words: str) -> str:
    """Write all tables as one page."""
    parts = ["# Speed and memory", words, "\n".join(f"* {fact}" for fact in facts())]
    return "\n\n".join([*parts, *map(str, tables)]) + "\n"


def facts() -> list[str]:
    """Say when, on which machine, and with which versions."""
    versions = [f"{name} {found}" for name in PACKAGES if (found := _version(name))]
    return [
        f"{datetime.now(UTC):%Y-%m-%d}",
        f"{_processor()}, {os.cpu_count()} cores, {_memory():.0f} GiB memory, {platform.system()}",
        f"Python {platform.python_version()}, clm {_version('clm')}, " + ", ".join(versions),
    ]


def _version(name: str) -> str:
    """Give the version of a package; nothing if it is not there."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    """Name the processor."""
    info = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", info.read_text()) if info.exists() else None
    return found[1].strip() if found else platform.processor() or platform.machine()


def _memory() -> float:
    """Give the machine's memory in GiB."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
