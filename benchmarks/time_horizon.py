"""The silent horizon of a year: all moves of everybody, beside the same job in polars.

polars gets the same columns, of which it knows beforehand that they grow by one a day: a row for
every bound that a customer reaches within the year, with the change of the number of her cell; a
running sum over them sorted by day; a look into the same table; and what differs from before.
Templates with windows over events are left to clm.
"""

from functools import partial
from typing import Any, Final

import clm
from benchmarks.peers import ledger_of, missing
from benchmarks.report import Goal, Table
from benchmarks.shop import AS_OF, Shop
from benchmarks.timing import Times, in_turn, peak
from clm import Snapshot
from clm.features.catalog import Feature

TEMPLATES: Final = ("exponea-14", "rfm-11", "five-stage", "growth-accounting")
DAYS: Final = 365
SECONDS: Final = 1.5
"""What a year of 2.5M customers may take."""


class DisagreementError(Exception):
    """Polars foretells other moves."""


def horizons(orders: int, least: int, rounds: int) -> Table:
    """Time horizons of a year.

    Parameters
    ----------
    orders, least : int
        Of the shop, and of a small one that is run first where memory is measured.
    rounds : int
        How often.
    """
    shop = ledger_of(Shop.of(orders))
    snaps = {key: clm.snapshot(shop, key, as_of=AS_OF) for key in TEMPLATES}
    rows: list[list[object]] = []
    goals: list[Goal] = []
    for key, snap in snaps.items():
        times = _times(snap, rounds)
        mine, peer = times["clm"], times.get("polars")
        ratio = f"{mine.over(peer):.2f}" if peer is not None else ""
        bytes_each = peak(partial(prepared, key), foretold, least, orders) / len(snap)
        moves = len(foretold(snap).moves)
        least_ms = f"{mine.least * 1e3:,.0f}"
        rows.append([key, f"{moves:,}", _ms(mine), least_ms, _ms(peer), ratio, f"{bytes_each:.0f}"])
        goals.append(Goal(key, mine.median, SECONDS, " s"))
    return Table(
        f"The horizon of a year: {len(shop):,} customers, {orders:,} orders",
        ("template", "moves", "clm ms", "least ms", "polars ms", "ratio", "bytes a customer"),
        rows,
        (
            "All moves of everybody within 365 days if nothing happens, with everybody's next day",
            "and segment, from a snapshot. polars gets the columns that grow with time, and the",
            "table of cells; it is given nothing for templates with windows over events.",
            "Bytes are the extra memory of clm at its peak.",
        ),
        goals,
    )


def prepared(key: str, orders: int) -> Snapshot:
    """Take the snapshot of a shop of so many orders."""
    return clm.snapshot(ledger_of(Shop.of(orders)), key, as_of=AS_OF)


def foretold(snap: Snapshot) -> clm.Horizon:
    """Do the whole job in clm."""
    horizon = snap.horizon()
    horizon.next_day, horizon.next_segment  # noqa: B018  # made when they are asked for
    return horizon


def _times(snap: Snapshot, rounds: int) -> dict[str, Times]:
    """Time clm, and polars where it can do the same."""
    jobs = {"clm": partial(foretold, snap)}
    columns = _growing(snap)
    if columns is not None and not missing("polars"):
        jobs["polars"] = partial(_in_polars, *_loaded(snap, columns))
        if not _same(foretold(snap), jobs["polars"]()):
            raise DisagreementError(snap.template.key)
    return in_turn(jobs, rounds)


def _growing(snap: Snapshot) -> list[tuple[Feature, tuple[int, ...], int]] | None:
    """List what grows by one a day, with bounds and stride; None if something else changes."""
    found: list[tuple[Feature, tuple[int, ...], int]] = []
    for axis, stride in zip(snap.fitted.grid.axes, snap.fitted.grid.strides, strict=True):
        subject = axis.subject
        if not isinstance(subject, Feature) or subject.end is not None or subject.ago:
            return None
        if subject.stat in ("last", "first"):
            found.append((subject, axis.bounds[1:], stride))
    return found


def _loaded(snap: Snapshot, growing: list[tuple[Feature, tuple[int, ...], int]]) -> tuple[Any, ...]:
    """Take over everybody's cell and the columns that grow."""
    import polars as pl

    grid = snap.fitted.grid
    cells = grid.cells(grid.columns(snap.features, {}), slice(0, len(snap)))
    columns = {feature.name: snap.features.column(feature) for feature, *_ in growing}
    people = pl.DataFrame({"cell": cells.astype("i4"), "place": snap.places, **columns})
    steps = [
        (feature.name, bound, stride) for feature, bounds, stride in growing for bound in bounds
    ]
    return people.with_row_index("row"), steps, pl.Series(grid.lookup)


def _in_polars(people: Any, steps: list[tuple[str, int, int]], table: Any) -> Any:
    """Do the whole job in polars; give moves, and everybody's next one."""
    import polars as pl

    parts = [
        people.lazy()
        .filter(pl.col(name).is_between(max(bound - DAYS, 0), bound - 1))
        .select(
            "row",
            "cell",
            "place",
            (bound - pl.col(name)).alias("ahead"),
            step=pl.lit(stride, pl.Int32),
        )
        for name, bound, stride in steps
    ]
    places = pl.col("after").shift(1).over("row").fill_null(pl.col("place"))
    walked = (
        pl.concat(parts)
        .sort("row", "ahead")
        .with_columns(cell=pl.col("cell") + pl.col("step").cum_sum().over("row"))
        .filter(
            (pl.struct("row", "ahead") != pl.struct("row", "ahead").shift(-1)).fill_null(value=True)
        )
        .with_columns(after=pl.lit(table).gather(pl.col("cell")))
        .with_columns(before=places)
        .filter(pl.col("before") != pl.col("after"))
        .select("row", "ahead", "before", "after")
        .collect()
    )
    first = walked.unique("row", keep="first")
    return walked, people.select("row").join(first, on="row", how="left")


def _same(horizon: clm.Horizon, found: Any) -> bool:
    """Tell whether polars foretells the same moves."""
    moves, theirs = horizon.moves, found[0]
    return len(moves) == theirs.height and all(
        (getattr(moves, name) == theirs[name].to_numpy()).all()
        for name in ("row", "ahead", "before", "after")
    )


def _ms(times: Times | None) -> str:
    """Write the usual time in milliseconds."""
    return "" if times is None else f"{times.median * 1e3:,.0f}"
