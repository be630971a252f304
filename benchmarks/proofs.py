"""What the proof of a template takes: its parts, templates of many cells, and the registry."""

import subprocess
import sys
from collections.abc import Iterable
from functools import partial
from importlib.resources import files
from typing import Final

import clm
from benchmarks.report import Goal, Table
from benchmarks.timing import Times, in_turn
from clm import Template
from clm.lifecycle.cells.case import Case
from clm.lifecycle.cells.match import Match, matched
from clm.lifecycle.findings.odd import Odd
from clm.lifecycle.proving.proof import Proof, prove

SHOWN: Final = "exponea-14"
HEAD: Final = """\
schema = 1
key = "many-cells"
title = "Many cells"
unclassified = "outside"
[scores]
r = { of = "recency", bins = 5, best = "low" }
f = { of = "orders", bins = 5 }
m = { of = "monetary", bins = 5 }
[codes]
rfm = ["r", "f", "m"]
[[stage]]
key = "all"
title = "All"
goal = "be measured"
"""
LISTED: Final = """\
import sys, time
opened = []
sys.addaudithook(lambda event, about: opened.append(str(about[0])) if event == "open" else None)
start = time.perf_counter()
import clm
keys = list(clm.templates)
took = time.perf_counter() - start
print(took, sum(name.endswith(".toml") for name in opened), len(keys))
"""
"""Import clm and name its templates; tell how long it took and how many TOML files it opened."""


class EagerError(Exception):
    """The registry read a file although nobody had asked for a template."""


def proofs(side: int, more: int, rounds: int) -> Table:
    """Time proofs, findings, matching and the registry.

    Parameters
    ----------
    side, more : int
        Levels of two counts of the synthetic templates, the larger of which is only matched.
    rounds : int
        How often.
    """
    text = (files("clm.lifecycle") / "builtin" / f"{SHOWN}.toml").read_text(encoding="utf-8")
    wide = many_cells(side)
    case = many_cells(more).case
    small = {"proof": partial(Template.from_toml, text), "both": partial(_found, text)}
    large = {"wide": partial(_proved, wide.case), "match": partial(_matched, case)}
    times = in_turn(small, rounds) | in_turn(large, rounds)
    times["findings"] = _less(times["both"], times["proof"])
    times |= in_turn({"wide findings": partial(_searched, wide.case)}, 1)
    times["registry"] = Times([listed() for _ in range(rounds)])
    cells, most = f"{wide.grid.cells:,}", f"{case.grid.cells:,}"
    words = {
        "proof": f"{SHOWN}: reading and proof",
        "findings": f"{SHOWN}: findings",
        "both": f"{SHOWN}: all of it",
        "wide": f"a template of {cells} cells: proof",
        "wide findings": "the same: findings",
        "match": f"a template of {most} cells: matching",
        "registry": "import of clm and the names of its templates",
    }
    return Table(
        "Proofs",
        ("what", "median ms", "least ms"),
        [
            [word, f"{times[name].median * 1e3:,.1f}", f"{times[name].least * 1e3:,.1f}"]
            for name, word in words.items()
        ],
        (
            "A template is proved when it is read; findings are looked for when they are asked",
            "for. The registry is timed in a process of its own, which opens no TOML file.",
        ),
        _goals(times, words),
    )


def many_cells(side: int) -> Proof:
    """Prove a template of 1,296 cells times the square of an odd number of levels."""
    visits, emails = (
        [f"count('{kind}') == {each}" for each in range(1, side - 1, 2)]
        for kind in ("visit", "email")
    )
    top = "rfm in (555, 444, 333, 222)"
    bands = [_any(visits[at::2]) for at in range(2)]
    when = {
        "young_champion": f"{top} and tenure <= 60",
        "champion": f"{top} and not tenure <= 60",
        "lettered": f"orders >= 1 and not {top} and {_any(emails)}",
    }
    rest = f"orders >= 1 and not {top} and not {_any(emails)}"
    when |= {f"band_{at}": f"{rest} and {band}" for at, band in enumerate(bands)}
    when["other"] = f"{rest} and not {_any(visits)}"
    segments = "".join(
        f'[[segment]]\nkey = "{key}"\nstage = "all"\nrank = {rank}\nwhen = "{text}"\n'
        for rank, (key, text) in enumerate(when.items(), 1)
    )
    return Template.from_toml(HEAD + segments).proof


def listed() -> float:
    """Seconds to import clm and name its templates, in a process of its own.

    Raises
    ------
    EagerError
        A TOML file was opened.
    """
    done = subprocess.run(
        [sys.executable, "-c", LISTED], capture_output=True, text=True, check=True
    )
    took, opened, keys = done.stdout.split()
    if int(opened) or int(keys) < len(clm.templates.builtin):
        raise EagerError(done.stdout)
    return float(took)


def _goals(times: dict[str, Times], words: dict[str, str]) -> Iterable[Goal]:
    """Set times against their goals."""
    most = {"both": 100, "wide": 1_000, "match": 100}
    return [Goal(words[name], times[name].median * 1e3, each, " ms") for name, each in most.items()]


def _any(texts: Iterable[str]) -> str:
    """Some of several conditions."""
    return f"({' or '.join(texts)})"


def _found(text: str) -> object:
    """Read a template and look for findings."""
    return Template.from_toml(text).proof.findings


def _proved(case: Case) -> Proof:
    """Prove the rules of a case anew."""
    return prove(case.rules, case.vocabulary, case.unclassified, case.currency)


def _matched(case: Case) -> Match:
    """Give every cell of a case to a segment anew."""
    return matched(case.rules, case.grid, case.feasible)


def _searched(case: Case) -> object:
    """Look for the findings of a case."""
    return Odd.of(case)


def _less(whole: Times, part: Times) -> Times:
    """What a whole took beyond a part of it, round by round."""
    pairs = zip(whole.seconds, part.seconds, strict=True)
    return Times([max(all_ - some, 0.0) for all_, some in pairs])
