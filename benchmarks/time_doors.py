"""Measure the memory that a ledger of other libraries' columns takes, beyond those columns.

``uv run --group bench python -m benchmarks.time_doors`` takes a minute and 2 GiB of memory;
``--orders`` asks for another size. The table is only printed.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import clm
from benchmarks.order_files import NAMES
from benchmarks.report import Goal, Table
from benchmarks.shop import Shop
from benchmarks.timing import peak

FULL: Final = 10_000_000
SMALL: Final = 10_000
CHUNKS: Final = 10
BYTES: Final = 8
"""Of a value: all three columns are whole numbers or moments of 64 bits."""


def _arrow(columns: Mapping[str, Any]) -> Any:
    """Make a table of pyarrow."""
    import pyarrow as pa

    return pa.table(dict(columns))


def _chunked(columns: Mapping[str, Any]) -> Any:
    """Make a table of pyarrow in several chunks."""
    import pyarrow as pa

    whole = _arrow(columns)
    step = -(-len(whole) // CHUNKS)
    return pa.concat_tables([whole.slice(at, step) for at in range(0, len(whole), step)])


def _polars(columns: Mapping[str, Any]) -> Any:
    """Make a dataframe of polars."""
    import polars as pl

    return pl.DataFrame(dict(columns))


def _pandas(columns: Mapping[str, Any]) -> Any:
    """Make a dataframe of pandas."""
    import pandas as pd

    return pd.DataFrame(dict(columns))


FRAMES: Final[Mapping[str, Callable[[Mapping[str, Any]], Any]]] = {
    "numpy": dict,
    "polars": _polars,
    "pandas": _pandas,
    "pyarrow": _arrow,
    f"pyarrow, {CHUNKS} chunks": _chunked,
}


def framed(kind: str, orders: int) -> Any:
    """Make a frame of a library of so many orders."""
    shop = Shop.of(orders)
    columns = {
        "customer": shop.customer.astype("int64"),
        "when": shop.when.astype("datetime64[us]"),
        "cents": shop.cents.astype("int64"),
    }
    return FRAMES[kind](columns)


def handed_over(frame: Any) -> clm.Ledger:
    """Make a ledger of it."""
    return clm.read_orders(frame, **NAMES, currency="EUR")


def kept(ledger: clm.Ledger) -> int:
    """Count the bytes that a ledger of orders keeps."""
    rows = ledger.rows("order")
    assert rows is not None
    columns = rows.columns().values()
    return sum(each.nbytes for each in columns) + ledger.customers.nbytes


def doors(orders: int) -> Table:
    """Measure all libraries."""
    column = BYTES * orders / 2**20
    own = kept(handed_over(framed("numpy", orders))) / 2**20
    most = {
        kind: peak(partial(framed, kind), handed_over, SMALL, orders) / 2**20 for kind in FRAMES
    }
    rows = [
        [kind, f"{extra:,.0f} MiB", f"{(extra - own) / column:.2f}"] for kind, extra in most.items()
    ]
    worst = max(most, key=lambda kind: most[kind])
    return Table(
        title=f"Handing columns of {orders:,} orders to a ledger",
        head=("from", "extra memory", "columns beyond the ledger"),
        rows=rows,
        notes=(
            f"Customer, moment and minor units, {column:,.0f} MiB each. A ledger keeps {own:,.0f}",
            "MiB: codes, days, moments, amounts and ids; that is the one copy of moments and",
            "amounts. Beyond it are working tables, half a column, and a copy of ids that came in",
            "chunks. Peaks are those of processes of their own, less what is there before.",
        ),
        goals=[Goal(f"{worst}: columns beyond the ledger", (most[worst] - own) / column, 2)],
    )


def main(arguments: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=FULL)
    asked = parser.parse_args(arguments)
    print(doors(asked.orders), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
