"""The orders of a shop in Parquet files, written once: customer, when and cents."""

from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

import benchmarks.shop
from benchmarks.shop import Shop

NAMES: Final = {"customer": "customer", "when": "when", "amount_minor": "cents"}
_GROUP: Final = 1_000_000


def order_files(orders: int, parts: int = 1) -> str:
    """Give the pattern of files that hold a shop in time order, `order` being its number.

    Parameters
    ----------
    orders : int
        How many there are.
    parts : int
        Into how many files they are written, at the first call.
    """
    folder = benchmarks.shop.DATA / f"{orders}-in-{parts}"
    if not folder.exists():
        unfinished = folder.with_suffix(".unfinished")
        unfinished.mkdir(parents=True, exist_ok=True)
        _write(Shop.of(orders), unfinished, parts)
        unfinished.rename(folder)
    return str(folder / "*.parquet")


def _write(shop: Shop, folder: Path, parts: int) -> None:
    """Write the files, each a stretch of time."""
    import pyarrow as pa
    from pyarrow import parquet

    edges = np.linspace(0, len(shop), parts + 1).astype(int)
    for part, (begin, end) in enumerate(pairwise(edges)):
        columns = {
            "customer": shop.customer[begin:end].astype(np.int64),
            "when": shop.when[begin:end],
            "cents": shop.cents[begin:end],
            "order": np.arange(begin, end),
        }
        file = folder / f"part-{part:02}.parquet"
        parquet.write_table(pa.table(columns), file, row_group_size=_GROUP)
