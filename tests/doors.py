"""One shop through every door: its columns as frames of every library, and as files."""

import csv
from collections import namedtuple
from datetime import date, datetime, time
from itertools import pairwise

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

import clm

DATABASE = duckdb.connect()
SETTINGS = ("missing_customer", "aliases", "kind")
TABLE = ("orders", "recency", "monetary")
CASTS = {pa.string(): pa.large_string(), pa.int64(): pa.decimal128(38, 0)}


def arrow(columns):
    """Make a table of plain columns, with one more that nobody asks for."""
    return pa.table({**columns, "beside": [[1]] * len(columns["customer"])})


def chunked(table):
    """Let every row lie in a chunk of its own."""
    return pa.concat_tables([table.slice(row, 1) for row in range(len(table))] or [table])


def cast(table, kinds):
    """Make other types of some, by their type."""
    arrays = [each.cast(kinds[each.type]) if each.type in kinds else each for each in table.columns]
    return pa.table(arrays, names=table.column_names)


def encoded(table):
    """Make dictionaries of text."""
    arrays = [
        each.dictionary_encode() if each.type == pa.string() else each for each in table.columns
    ]
    return pa.table(arrays, names=table.column_names)


def of_polars(columns):
    """Make a polars frame, which knows zones by their names only."""
    table = arrow(columns)
    zoned = {each: pa.timestamp("us", "UTC") for each in table.schema.types if is_zoned(each)}
    return pl.from_arrow(cast(table, zoned))


def is_zoned(kind):
    """Tell whether a type of Arrow has a time zone."""
    return getattr(kind, "tz", None) is not None


def categorical(frame):
    """Make categories of text."""
    return frame.with_columns(pl.col(pl.String).cast(pl.Categorical))


def dicts(columns):
    """Make a dict of each row."""
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def named_tuples(columns):
    """Hand out rows one after the other, as they come from a database."""
    row = namedtuple("Row", columns)  # noqa: PYI024  # its fields are known here only
    return (row(*values) for values in zip(*columns.values(), strict=True))


FRAMES = {
    "dict": dict,
    "rows, dicts": dicts,
    "rows, named tuples": named_tuples,
    "pandas": pd.DataFrame,
    "pandas, nullable": lambda columns: arrow(columns).to_pandas().convert_dtypes(),
    "pandas, from arrow": lambda columns: arrow(columns).to_pandas(date_as_object=False),
    "pandas, in arrow": lambda columns: arrow(columns).to_pandas(types_mapper=pd.ArrowDtype),
    "pandas, categories": lambda columns: encoded(arrow(columns)).to_pandas(),
    "polars": of_polars,
    "polars, lazy": lambda columns: of_polars(columns).lazy(),
    "polars, categories": lambda columns: categorical(of_polars(columns)).lazy(),
    "narwhals": lambda columns: nw.from_native(arrow(columns)),
    "narwhals, lazy": lambda columns: nw.from_native(of_polars(columns).lazy()),
    "pyarrow": arrow,
    "pyarrow, in chunks": lambda columns: chunked(cast(arrow(columns), CASTS)),
    "pyarrow, views": lambda columns: cast(arrow(columns), {pa.string(): pa.string_view()}),
    "pyarrow, dictionaries": lambda columns: chunked(encoded(arrow(columns))),
    "pyarrow, batch": lambda columns: (
        arrow(columns).combine_chunks().to_batches()[0]
        if len(columns["customer"])
        else arrow(columns)
    ),
    "pyarrow, stream": lambda columns: arrow(columns).to_reader(),
    "pyarrow, dataset": lambda columns: ds.dataset(arrow(columns)),
    "duckdb": lambda columns: DATABASE.from_arrow(arrow(columns)),
    "duckdb, query": lambda columns: DATABASE.from_arrow(chunked(encoded(arrow(columns)))).filter(
        "true"
    ),
}
"""By library: what makes a frame of plain columns."""


def parquet_file(columns, folder):
    """Write a Parquet file."""
    pq.write_table(arrow(columns), folder / "orders.parquet")
    return folder / "orders.parquet"


def parquet_folder(columns, folder):
    """Write Parquet files into folders, the first of them without rows."""
    table, ends = arrow(columns), [0, 0, len(columns["customer"]) // 2, None]
    for part, (begin, end) in enumerate(pairwise(ends)):
        place = folder / "orders" / f"part={part}"
        place.mkdir(parents=True)
        rows = table.slice(begin, None if end is None else end - begin)
        pq.write_table(rows, place / "[rows].parquet")
    return folder / "orders"


def csv_file(columns, folder):
    """Write a CSV file."""
    with (folder / "orders.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([map(cell, row) for row in zip(*columns.values(), strict=True)])
    return folder / "orders.csv"


def cell(value):
    """Write a value as text."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


FILES = {"parquet": parquet_file, "parquet, folder": parquet_folder, "csv": csv_file}
"""By kind: what writes plain columns into a folder, and gives the path."""


# What is told by a ledger, and what by plain Python.


def told(ledger):
    """Give all that a ledger says, whatever the order of its customers."""
    people = sorted(ledger.customers.tolist())
    return repr(ledger), repr(ledger.report()), [ledger.customer(each) for each in people]


def placed(ledger):
    """Give everybody's place and figures on the last day."""
    if ledger.last_day is None or not len(ledger.orders):
        return None
    columns = clm.snapshot(ledger, "rfm-11", as_of=ledger.last_day).columns()
    return sorted(
        zip(*(columns[name].tolist() for name in ("customer", "segment", *TABLE)), strict=True)
    )


def through(shop, make):
    """Tell a shop by frames or paths instead of columns."""
    ledger = None
    for method, columns in shop.calls:
        plain = {name: each for name, each in columns.items() if name not in SETTINGS}
        rest = {name: columns[name] for name in SETTINGS if name in columns}
        names = {name: name for name in plain}
        if method == "events":
            ledger = clm.read_events(ledger, rest.pop("kind"), make(plain), **names, **rest)
            continue
        rest |= {"match_refunds": shop.match_refunds}
        read = clm.read_orders(
            make(plain), **names, **rest, currency=shop.currency, timezone=shop.timezone
        )
        ledger = read if ledger is None else ledger.append(read)
    return ledger


def plain(local):
    """Say a local time as a ledger does: midnight is the day itself."""
    return local.date(), local.date() if local.time() == time() else local.replace(tzinfo=None)
