"""Segment more orders than DuckDB may hold in memory, in a process of its own.

``uv run --group bench python -m benchmarks.time_spilling`` takes some minutes, 6 GiB of memory to
make the orders once, and 10 GB on disk. The table is only printed.
"""

import argparse
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

import clm
from benchmarks.order_files import order_files
from benchmarks.report import Goal, Table
from benchmarks.shop import AS_OF
from benchmarks.time_engines import TEMPLATE, TERMS
from benchmarks.timing import resident

FULL: Final = 100_000_000
PARTS: Final = 10
LIMIT: Final = "2GB"
Found = tuple[float, float, float, int]
"""Seconds to the scale, seconds to the file, GB at the peak, and customers in the file."""


def segmented(pattern: str, limit: str, settings: dict[str, str]) -> Found:
    """Write everybody's segment to a file, and measure this process."""
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        connection = duckdb.connect()
        all_of_them = {"memory_limit": limit, "temp_directory": folder, **settings}
        for name, value in all_of_them.items():
            connection.execute(f"set {name} = '{value}'")
        start = time.perf_counter()
        source = clm.sources.engine(connection.read_parquet(pattern), **TERMS)
        people: Any = clm.sources.segment_in_engine(source, TEMPLATE, AS_OF)
        fitted = time.perf_counter()
        out = str(Path(folder) / "people.parquet")
        people.write_parquet(out)
        written = time.perf_counter()
        highest = resident("VmHWM") / 1e9
        (found,) = connection.sql(f"select count(*) from '{out}'").fetchall()
        return fitted - start, written - fitted, highest, found[0]


def alone(pattern: str, limit: str, settings: dict[str, str]) -> Found:
    """Do it in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(segmented, pattern, limit, settings).result()


def spilling(orders: int, limit: str, settings: dict[str, str]) -> Table:
    """Make the table."""
    pattern = order_files(orders, PARTS)
    fitting, writing, highest, customers = alone(pattern, limit, settings)
    said = ", ".join(f"{name} = {value}" for name, value in settings.items()) or "none"
    figures = f"{fitting:.0f} s", f"{writing:.0f} s", f"{highest:.2f} GB"
    return Table(
        title=f"{orders:,} orders in {PARTS} Parquet files, DuckDB with memory_limit = {limit}",
        head=("further settings", "checks and scale", "segments", "peak", "customers"),
        rows=[[said, *figures, f"{customers:,}"]],
        notes=(
            "`segment_in_engine`, and everybody's row written to a Parquet file. The peak is that",
            "of the whole process, Python and libraries included. One run.",
        ),
        goals=[Goal("peak", highest, 3, " GB")],
    )


def main(arguments: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=FULL)
    parser.add_argument("--limit", default=LIMIT)
    parser.add_argument("--settings", nargs="*", default=[], metavar="NAME=VALUE")
    asked = parser.parse_args(arguments)
    settings = dict(each.split("=", 1) for each in asked.settings)
    print(spilling(asked.orders, asked.limit, settings), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
