"""Shops as an orders table, and a table of visits, can tell them; in every library of an engine."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import duckdb
import narwhals.stable.v2 as nw
import polars as pl
import pyarrow as pa

import clm
import real_shops
from nasty import is_plain, nasty
from oracle import EXPONENTS, local_time

DATABASE = duckdb.connect()
ZONED = pa.timestamp("us", "UTC")

LIBRARIES = {
    "polars": pl.from_arrow,
    "polars, lazy": lambda table: pl.from_arrow(table).lazy(),
    "pyarrow": lambda table: table,
    "pandas": lambda table: table.to_pandas(),
    "duckdb": DATABASE.from_arrow,
}
"""By library: what makes its kind of table from one of Arrow."""


class Told:
    """One shop's tables, and what both ways in need to be told of them."""

    def __init__(self, seed):
        self.pick = Random(f"engine {seed}").choice
        shop = nasty(seed)
        self.zone = ZoneInfo(shop.timezone)
        self.terms = {"currency": shop.currency, "timezone": shop.timezone}
        self.unit = 10 ** EXPONENTS.get(shop.currency, 2)
        self.named = self.pick((True, True, False))
        self.lines, self.visits = self.rows(shop)
        whos = [row[0] for row in (*self.lines, *self.visits)]
        self.ids = pa.string() if not whos or isinstance(whos[0], str) else pa.int64()
        self.order_columns = self.columns(self.lines, orders=True)
        self.visit_columns = self.columns(self.visits, orders=False)

    def rows(self, shop):
        """Take the rows of orders and of visits: who, when, minor units, order."""
        lines, visits, sent = [], [], set()
        for method, columns in shop.calls:
            aliases = columns.get("aliases") or {}
            for at, who in enumerate(columns["customer"]):
                moment = local_time(columns["when"][at], self.zone)
                row = (aliases.get(who, who), moment, self.minor(columns, at))
                row_id = columns["row_id"][at] if "row_id" in columns else None
                if who is None or (row_id is not None and row_id in sent):
                    continue
                sent.add(row_id)
                if method == "orders":
                    lines.append((*row, columns["order"][at]))
                elif columns["kind"] == "visit":
                    visits.append((*row, None))
        return lines, visits

    def minor(self, columns, at):
        """Read an amount in minor units."""
        if "amount_minor" in columns:
            return columns["amount_minor"][at]
        amount = columns.get("amount", [0] * (at + 1))[at]
        exact = Decimal(repr(amount) if isinstance(amount, float) else amount)
        return int(exact * self.unit)

    def columns(self, rows, *, orders):
        """Dress rows in one of the types that a column may have."""
        arrays = {
            "who": pa.array([row[0] for row in rows], self.ids),
            "at": self.moments([row[1] for row in rows]),
        }
        arrays["paid"] = self.amounts([row[2] for row in rows])
        if orders and self.named:
            arrays["no"] = pa.array([row[3] for row in rows], self.ids)
        return pa.table(arrays)

    def moments(self, moments):
        """Write moments as instants, clock times or dates, whichever loses nothing."""
        local = [each.replace(tzinfo=None, fold=0) for each in moments]
        options = [pa.array([each.astimezone(UTC) for each in moments], ZONED)]
        if all(map(is_plain, moments)):
            options.append(pa.array(local, pa.timestamp("us")))
        if all(each.time() == time() for each in local):
            options.append(pa.array([each.date() for each in local], pa.date32()))
        return self.pick(options)

    def amounts(self, minors):
        """Write amounts as decimals, floats, whole major or minor units."""
        options = [
            pa.array([Decimal(each) / self.unit for each in minors], pa.decimal128(20, 4)),
            pa.array([each / self.unit for each in minors], pa.float64()),
        ]
        if all(each % self.unit == 0 for each in minors):
            options.append(pa.array([each // self.unit for each in minors], pa.int64()))
        return self.pick(options)

    @property
    def names(self):
        """The names of the orders' columns."""
        order = {"order": "no"} if self.named else {}
        return {"customer": "who", "when": "at", "amount": "paid", **order}

    def ledger(self):
        """Load the shop."""
        shop = clm.read_orders(self.order_columns, **self.names, **self.terms)
        plain = {"customer": "who", "when": "at", "amount": "paid"}
        return clm.read_events(shop, "visit", self.visit_columns, **plain)

    def engine(self, make):
        """Leave the shop where it is."""
        plain = {"customer": "who", "when": "at", "amount": "paid"}
        source = clm.sources.engine(make(self.order_columns), **self.names, **self.terms)
        return source.with_events("visit", make(self.visit_columns), **plain)


def plain(native):
    """Give a table of any library as columns of plain values, None where one is missing."""
    frame = nw.from_native(native)
    frame = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    missing = {"<NA>", "nan", "NaT", "None"}
    return {
        name: [None if str(each) in missing else each for each in frame[name].to_list()]
        for name in frame.columns
    }


def by_customer(columns):
    """Put plain columns into rows, in the order of customers."""
    names = sorted(columns)
    rows = zip(*(columns[name] for name in ("customer", *names)), strict=True)
    return names, sorted(rows, key=lambda row: row[0])


def soon(day, by):
    """Move a day on, to the end of the calendar at most."""
    return date.fromordinal(min(day.toordinal() + by, date.max.toordinal()))


def real_table(shop):
    """Give a real shop as a table of Arrow, the names of its columns, and a day."""
    if shop == "cdnow":
        columns = real_shops.cdnow()
        days = pa.array([date.fromisoformat(each) for each in columns["when"]])
        paid = pa.array([Decimal(each) for each in columns["amount"]], pa.decimal128(12, 2))
        names = {"customer": "who", "when": "at", "amount": "paid", "currency": "USD"}
        table = pa.table({"who": columns["customer"], "at": days, "paid": paid})
        return table, names, date(1998, 6, 30)
    columns = real_shops.online_retail()
    moments = [datetime.fromisoformat(each) for each in columns["when"]]
    names = {"customer": "who", "when": "at", "amount_minor": "cents", "order": "no"}
    names |= {"currency": "GBP", "timezone": "Europe/London"}
    table = pa.table(
        {
            "who": columns["customer"],
            "at": pa.array(moments, pa.timestamp("us")),
            "cents": columns["amount_minor"],
            "no": columns["order"],
        }
    )
    return table, names, date(2011, 12, 9)


def crowd(zone, seeds):
    """Put the shops of one zone, and of text ids, into one large shop: orders and visits."""
    orders, visits = [], []
    for seed in seeds:
        told = Told(seed)
        if (told.zone.key, told.ids) != (zone, pa.string()):
            continue
        for rows, kept in ((told.lines, orders), (told.visits, visits)):
            for who, moment, minor, order in rows:
                named = None if order is None or not told.named else f"{seed}:{order}"
                kept.append((f"{seed}:{who}", moment.astimezone(UTC), minor, named))
    return tuple(
        pa.table(
            {
                "who": pa.array([row[0] for row in rows], pa.string()),
                "at": pa.array([row[1] for row in rows], ZONED),
                "cents": pa.array([row[2] for row in rows], pa.int64()),
                "no": pa.array([row[3] for row in rows], pa.string()),
            }
        )
        for rows in (orders, visits)
    )
