"""Remake the tables: `uv run --group bench python -m benchmarks.run`.

All of them take some ten minutes, 16 GiB of memory and 2 GB on disk, and are written to
``benchmarks/RESULTS.md``. Some of them, or all of them quickly on toy sizes, are only printed,
unless ``--out`` names a file.
"""

import argparse
import sys
import time
from pathlib import Path
from typing import Final

from attrs import evolve

from benchmarks.report import Table, document
from benchmarks.tables import FULL, QUICK, TABLES

RESULTS: Final = Path(__file__).with_name("RESULTS.md")
COMMAND: Final = "uv run --group bench python -m benchmarks.run"
WORDS: Final = f"""\
Made by `{COMMAND}` on the synthetic shop of `benchmarks/shop.py`: a quarter as many customers as
orders, 55 % of them with one order, three years of whole seconds, lognormal amounts.

Engines run in turn, round by round. Times are medians, ratios medians of the ratios of each round:
other work on the machine changes times much and ratios little. clm uses all cores for long columns,
but one to sum up orders; pandas uses one, polars and duckdb use all there are.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("--quick", action="store_true", help="toy sizes: only shows that it works")
    parser.add_argument("--tables", nargs="+", choices=TABLES, default=list(TABLES), metavar="NAME")
    parser.add_argument("--out", type=Path, help="where to write; benchmarks/RESULTS.md for all")
    parser.add_argument("--most", type=int, metavar="ORDERS", help="leave out larger sizes")
    asked = parser.parse_args(arguments)
    plan = QUICK if asked.quick else FULL
    if asked.most is not None:
        plan = evolve(plan, sizes={n: each for n, each in plan.sizes.items() if n <= asked.most})
    words = WORDS
    if asked.most is not None:
        words += f"Sizes above {asked.most:,} orders were left out (`--most {asked.most}`).\n"
    made: list[Table] = []
    everything = not asked.quick and set(asked.tables) == set(TABLES)
    out = asked.out or (RESULTS if everything else None)
    for name in asked.tables:
        start = time.perf_counter()
        for each in TABLES[name](plan):
            table = each if plan.judged else evolve(each, goals=())
            print(f"\n{table}", flush=True)
            made.append(table)
        print(f"\n({name}: {time.perf_counter() - start:.0f} s)", flush=True)
        if out is not None:
            out.write_text(document(made, words), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
