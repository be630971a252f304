"""Time the way from a Parquet file to everybody's segment, by clm and by hand.

``uv run --group bench python -m benchmarks.time_engines`` takes some minutes and 4 GiB of memory;
``--orders`` asks for another size. The tables are only printed.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import clm
from benchmarks.order_files import NAMES, order_files
from benchmarks.peers import TABLE, DuckDB, Polars
from benchmarks.report import Goal, Table
from benchmarks.shop import AS_OF
from benchmarks.timing import Apart, apart, peak

FULL: Final = 10_000_000
SMALL: Final = 10_000
POLARS: Final = "polars streaming, by hand"
DUCKDB: Final = "DuckDB SQL, by hand"
TEMPLATE: Final = "rfm-11"
TERMS: Final = {**NAMES, "currency": "EUR"}

Counts = Mapping[str, int]


def loaded(pattern: str) -> Counts:
    """Load the orders into a ledger, and segment that."""
    return counted(clm.read_orders(pattern, **TERMS))


def reduced_in_duckdb(pattern: str) -> Counts:
    """Let DuckDB reduce the orders to customers."""
    return counted(clm.sources.engine(_relation(pattern), **TERMS))


def reduced_in_polars(pattern: str) -> Counts:
    """Let polars reduce the orders to customers."""
    return counted(clm.sources.engine(_scan(pattern), **TERMS))


def counted(source: Any) -> Counts:
    """Take a snapshot, and count people by segment."""
    return clm.snapshot(source, TEMPLATE, as_of=AS_OF).counts()


def segmented_in_duckdb(pattern: str) -> Counts:
    """Let DuckDB find the segments as well, and count them."""
    source = clm.sources.engine(_relation(pattern), **TERMS)
    people = clm.sources.segment_in_engine(source, TEMPLATE, AS_OF)
    return dict(people.aggregate("segment, count(*)").fetchall())


def segmented_in_polars(pattern: str) -> Counts:
    """Let polars find the segments as well, and count them."""
    import polars as pl

    source = clm.sources.engine(_scan(pattern), **TERMS)
    people = clm.sources.segment_in_engine(source, TEMPLATE, AS_OF)
    return dict(people.group_by("segment").agg(pl.len()).collect(engine="streaming").rows())


def polars_by_hand(pattern: str) -> Counts:
    """Do the whole job in polars, its streaming engine reading the file."""
    import polars as pl

    day = pl.col("when").dt.date().cast(pl.Int32)
    orders = _scan(pattern).select("customer", "cents", day=day)
    return _named(Polars("streaming", POLARS).run(orders)[1])


def duckdb_by_hand(pattern: str) -> Counts:
    """Do the whole job in DuckDB's SQL, reading the file."""
    import duckdb
    import numpy as np
    import pyarrow as pa

    connection = duckdb.connect()
    connection.execute("set preserve_insertion_order = false")
    connection.execute(f"""
        create view orders as
        select customer, ("when"::date - date '1970-01-01')::int as day, cents
        from read_parquet('{pattern}')""")
    connection.register("cells", pa.table({"cell": np.arange(125), "place": TABLE}))
    return _named(DuckDB().run(connection)[1])


WAYS: Final[Mapping[str, Callable[[str], Counts]]] = {
    "read_orders, snapshot": loaded,
    "snapshot of an engine, DuckDB": reduced_in_duckdb,
    "snapshot of an engine, polars": reduced_in_polars,
    "segment_in_engine, DuckDB": segmented_in_duckdb,
    "segment_in_engine, polars": segmented_in_polars,
    POLARS: polars_by_hand,
    DUCKDB: duckdb_by_hand,
}
OURS: Final = tuple(name for name in WAYS if "by hand" not in name)


def agree(found: Counts, others: Counts) -> bool:
    """Tell whether both counted the same people; segments of nobody may be left out."""
    return {key: n for key, n in found.items() if n} == {key: n for key, n in others.items() if n}


def engines(orders: int, rounds: int) -> Table:
    """Time all ways in turn."""
    pattern = order_files(orders)
    usual = polars_by_hand(pattern)
    assert all(agree(way(pattern), usual) for way in WAYS.values())
    small = order_files(SMALL)
    times = apart(
        {name: partial(way, pattern) for name, way in WAYS.items()},
        {name: partial(way, small) for name, way in WAYS.items()},
        rounds,
    )
    most = {name: peak(order_files, way, SMALL, orders) / 2**20 for name, way in WAYS.items()}
    return Table(
        title=f"From a Parquet file of {orders:,} orders to people by segment",
        head=("way", "after a pause", "at once again", "by polars", "by DuckDB", "cores", "memory"),
        rows=[
            [name, f"{each.first.median:.2f} s", f"{each.again.median:.2f} s",
             f"{each.again.over(times[POLARS].again):.2f}",
             f"{each.again.over(times[DUCKDB].again):.2f}",
             f"{each.cores.median:.2f} s", f"{most[name]:,.0f} MiB"]
            for name, each in times.items()
        ],
        notes=(
            "Segments of `rfm-11`; all ways count the same people, each in a process of its own:",
            "once after the others, which leaves it without warm memory, and at once again. Ratios",
            "are medians of each round's second runs; *cores* are the seconds of all cores then.",
            "Memory is the peak of a first run, less what is there before.",
        ),
        goals=[*_goals(times, most)],
    )  # fmt: skip


def _goals(times: Mapping[str, Apart], most: Mapping[str, float]) -> Iterator[Goal]:
    """Set the best of our own ways against what is allowed."""
    mine = min(OURS, key=lambda name: times[name].again.median)
    for peer, most_by in ((POLARS, 1), (DUCKDB, 0.5)):
        again = times[mine].again.over(times[peer].again)
        first = times[mine].first.over(times[peer].first)
        yield Goal(f"{mine}, by {peer}, at once again", again, most_by)
        yield Goal(f"{mine}, by {peer}, after a pause", first, most_by)
    yield Goal(f"{mine}, memory by that of polars", most[mine] / most[POLARS], 1)


def _relation(pattern: str) -> Any:
    """Open the file in DuckDB."""
    import duckdb

    return duckdb.connect().read_parquet(pattern)


def _scan(pattern: str) -> Any:
    """Open the file in polars."""
    import polars as pl

    return pl.scan_parquet(pattern)


def _named(places: Any) -> Counts:
    """Count people by the key of their segment."""
    import numpy as np

    keys = [each.key for each in clm.templates[TEMPLATE].segments]
    return dict(zip(keys, np.bincount(places, minlength=len(keys)).tolist(), strict=False))


def main(arguments: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=FULL)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args(arguments)
    print(engines(asked.orders, asked.rounds), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
