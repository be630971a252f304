"""The same job in other engines, by exactly the same rule: one small class each.

From customer code, day and cents of every order: recency in whole days, orders, and money of each
customer; four cut points of each as inverted-CDF quantiles; score = 1 + cut points below the value
(for recency 5 less those); the segment from the 125-cell table of `rfm-11`; people by segment.
"""

import tomllib
from importlib.metadata import version
from importlib.resources import files
from importlib.util import find_spec
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt
from attrs import frozen

import clm
from benchmarks.shop import AS_OF, Shop
from clm import Ledger

Places = npt.NDArray[np.uint8]
DAY: Final = int(np.datetime64(AS_OF, "D").astype(np.int64))
OLDEST_POLARS: Final = (1, 25)
QUANTILES: Final = (0.2, 0.4, 0.6, 0.8)


def segment_table() -> Places:
    """Read the segment of every cell 25 r + 5 f + m off the text of the template."""
    text = files("clm.lifecycle.builtin").joinpath("rfm-11.toml").read_text(encoding="utf-8")
    table = np.full(125, 255, np.uint8)
    for place, segment in enumerate(tomllib.loads(text)["segment"]):
        for code in segment["when"].removeprefix("rfm in (").removesuffix(")").split(", "):
            r, f, m = (int(digit) - 1 for digit in code)
            table[25 * r + 5 * f + m] = place
    return table


TABLE: Final = segment_table()


class Peer(Protocol):
    """An engine that does the job."""

    name: str

    def load(self, ledger: Ledger) -> Any:
        """Take over the columns of a ledger in the engine's own form; not timed."""
        ...

    def run(self, loaded: Any) -> tuple[Any, Any]:
        """Do the whole job, counts included; give customer codes and their segments."""
        ...


@frozen
class Clm:
    """This library, with one of its templates."""

    template: str = "rfm-11"
    name: str = "clm"

    def load(self, ledger: Ledger) -> Ledger:
        return ledger

    def run(self, loaded: Ledger) -> tuple[Any, Any]:
        found = clm.snapshot(loaded, self.template, as_of=AS_OF)
        found.counts()
        return None, found.places


@frozen
class Polars:
    """polars, by one of its engines: in-memory, streaming, or eager."""

    engine: str
    name: str
    day: int = DAY

    def load(self, ledger: Ledger) -> Any:
        import polars as pl

        return pl.DataFrame(columns_of(ledger))

    def run(self, loaded: Any) -> tuple[Any, Any]:
        import polars as pl

        def above(name: str) -> Any:
            cuts = [pl.col(name).quantile(each, "equiprobable") for each in QUANTILES]
            return pl.sum_horizontal((pl.col(name) > cut).cast(pl.UInt8) for cut in cuts)

        lazy = self.engine != "eager"
        people = (
            (loaded.lazy() if lazy else loaded)
            .filter(pl.col("day") <= self.day)
            .group_by("customer")
            .agg(r=self.day - pl.col("day").max(), f=pl.len(), m=pl.col("cents").sum())
            .with_columns(cell=(4 - above("r")) * 25 + above("f") * 5 + above("m"))
        )
        people = people.collect(engine=self.engine) if lazy else people
        places = pl.Series(TABLE).gather(people["cell"])
        places.value_counts()
        return people["customer"], places


@frozen
class DuckDB:
    """duckdb, by SQL over a table of its own."""

    name: str = "duckdb"

    def load(self, ledger: Ledger) -> Any:
        import duckdb
        import pyarrow as pa

        connection = duckdb.connect()
        connection.execute("set preserve_insertion_order = false")
        connection.register("columns", pa.table(columns_of(ledger)))
        connection.execute("create table orders as from columns")
        connection.register("cells", pa.table({"cell": np.arange(125), "place": TABLE}))
        return connection

    def run(self, loaded: Any) -> tuple[Any, Any]:
        def above(name: str) -> str:
            return " + ".join(f"({name} > {name}_cuts[{each}])::int" for each in (1, 2, 3, 4))

        cuts = (f"quantile_disc({each}, {list(QUANTILES)}) {each}_cuts" for each in "rfm")
        loaded.execute(f"""
            create or replace temp table people as
            select customer, {DAY} - max(day) r, count(*) f, sum(cents)::bigint m
            from orders where day <= {DAY} group by customer""")
        found = loaded.sql(f"""
            with cuts as (select {", ".join(cuts)} from people),
            scored as (
                select customer,
                    (4 - ({above("r")})) * 25 + ({above("f")}) * 5 + {above("m")} cell
                from people, cuts)
            select customer, place from scored join cells using (cell)""").to_arrow_table()
        places = found["place"].to_numpy()
        np.bincount(places)
        return found["customer"].to_numpy(), places


@frozen
class Pandas:
    """pandas' group-by, and numpy's quantiles."""

    name: str = "pandas"

    def load(self, ledger: Ledger) -> Any:
        import pandas as pd

        return pd.DataFrame(columns_of(ledger), copy=False)

    def run(self, loaded: Any) -> tuple[Any, Any]:
        loaded = loaded[loaded["day"] <= DAY]
        people = loaded.groupby("customer", sort=False).agg(
            day=("day", "max"), f=("day", "size"), m=("cents", "sum")
        )
        r, f, m = DAY - people["day"].to_numpy(), people["f"].to_numpy(), people["m"].to_numpy()
        places = TABLE[(4 - _above(r)) * 25 + _above(f) * 5 + _above(m)]
        np.bincount(places)
        return people.index.to_numpy(), places


PEERS: Final[dict[str, Peer]] = {
    "clm": Clm(),
    "clm exponea-14": Clm("exponea-14", "clm exponea-14"),
    "polars in-memory": Polars("in-memory", "polars in-memory"),
    "polars streaming": Polars("streaming", "polars streaming"),
    "polars eager": Polars("eager", "polars eager"),
    "duckdb": DuckDB(),
    "pandas": Pandas(),
}


def ledger_of(shop: Shop) -> Ledger:
    """Build the ledger of a shop."""
    return Ledger.from_columns(
        customer=shop.customer,
        when=shop.when,
        amount_minor=shop.cents,
        order=shop.order,
        currency="EUR",
    )


def prepared(name: str, orders: int) -> Any:
    """Load a shop of so many orders into an engine."""
    return PEERS[name].load(ledger_of(Shop.of(orders)))


def missing(name: str) -> str:
    """Say why an engine cannot take part; nothing if it can."""
    module = name.partition(" ")[0]
    if not find_spec(module):
        return f"{module} is not installed"
    if module == "polars" and tuple(map(int, version(module).split(".")[:2])) < OLDEST_POLARS:
        return f"{module} {version(module)} does not know its engines by name"
    return ""


def columns_of(ledger: Ledger) -> dict[str, Any]:
    """Give the columns that the job reads, as the ledger holds them."""
    rows = ledger.rows("order")
    if rows is None or rows.amount is None:
        raise ValueError("a ledger without amounts")
    return {"customer": rows.customer, "day": rows.day, "cents": rows.amount}


def same(found: tuple[Any, Any], places: Places) -> bool:
    """Tell whether customers stand in the same segments as in clm."""
    codes, theirs = found
    if codes is None:
        return np.array_equal(np.asarray(theirs), places)
    every = np.full(len(places), 255, np.uint8)
    every[np.asarray(codes)] = np.asarray(theirs)
    return len(codes) == len(places) and np.array_equal(every, places)


def _above(values: Any) -> Any:
    """Count the cut points below every value."""
    return np.searchsorted(np.quantile(values, QUANTILES, method="inverted_cdf"), values)
