"""Time cohorts and growth beside the same jobs in polars.

``uv run --group bench python -m benchmarks.time_cohorts`` takes two minutes and 4 GiB of memory;
``--orders`` asks for another size. The table is only printed.
"""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import clm
from benchmarks.peers import columns_of, ledger_of, missing
from benchmarks.report import Goal, Table
from benchmarks.shop import AS_OF, Shop
from benchmarks.timing import in_turn, peak
from clm import Ledger

Counts = dict[tuple[Any, ...], int]
"""What was counted, by the first days of cohort and period, or by period and kind."""

FULL: Final = 10_000_000
ENGINES: Final = ("clm", "polars")
JOBS: Final = ("first-time", "recurring", "rolling", "revenue", "growth")


def ours(job: str, ledger: Ledger) -> Any:
    """Do a job by clm."""
    if job == "growth":
        return clm.growth(ledger, as_of=AS_OF)
    if job == "revenue":
        return clm.cohorts(ledger, measure="revenue", as_of=AS_OF)
    retention: Any = job.replace("-", "_")
    return clm.cohorts(ledger, retention=retention, as_of=AS_OF)


def theirs(job: str, frame: Any) -> Any:
    """Do a job by polars, in its streaming engine."""
    import polars as pl

    month = pl.col("day").dt.year().cast(pl.Int32) * 12 + pl.col("day").dt.month().cast(pl.Int32)
    orders = frame.lazy().select("customer", "cents", month=month)
    active = orders.group_by("customer", "month").agg(pl.col("cents").sum())
    first = active.group_by("customer").agg(
        cohort=pl.col("month").min(), last=pl.col("month").max()
    )
    return _PLANS[job](orders, active, first).collect(engine="streaming")


def _first_time(_orders: Any, active: Any, first: Any) -> Any:
    """Count people by their first month and a later one."""
    import polars as pl

    return active.join(first, on="customer").group_by("cohort", "month").agg(counted=pl.len())


def _recurring(_orders: Any, active: Any, _first: Any) -> Any:
    """Count people by each of their months and each later one."""
    import polars as pl

    cohorts = active.select("customer", cohort="month")
    both = active.join(cohorts, on="customer").filter(pl.col("cohort") <= pl.col("month"))
    return both.group_by("cohort", "month").agg(counted=pl.len())


def _rolling(_orders: Any, _active: Any, first: Any) -> Any:
    """Count people by their first month and their last; summing up is left to the reader."""
    import polars as pl

    return first.group_by("cohort", month="last").agg(counted=pl.len())


def _revenue(orders: Any, _active: Any, first: Any) -> Any:
    """Sum up money by a customer's first month and the month of each order."""
    import polars as pl

    money = orders.join(first, on="customer").group_by("cohort", "month")
    return money.agg(counted=pl.col("cents").sum())


def _growth(_orders: Any, active: Any, _first: Any) -> Any:
    """Count people by month and by the distance to their month before."""
    import polars as pl

    gap = pl.col("month") - pl.col("month").shift(1).over("customer", order_by="month")
    kind = pl.when(gap.is_null()).then(0).when(gap == 1).then(1).otherwise(2)
    return active.select("month", cohort=kind).group_by("cohort", "month").agg(counted=pl.len())


_PLANS: Final[dict[str, Callable[[Any, Any, Any], Any]]] = {
    "first-time": _first_time,
    "recurring": _recurring,
    "rolling": _rolling,
    "revenue": _revenue,
    "growth": _growth,
}


def same(job: str, mine: Any, other: Any) -> bool:
    """Tell whether both counted the same."""
    rows = other.select("cohort", "month", "counted").rows()
    found = {(cohort, month): counted for cohort, month, counted in rows if counted}
    months = [12 * each.first.year + each.first.month for each in mine.periods]
    if job == "growth":
        kinds = (mine.new, mine.returning, mine.resurrected)
        return found == {
            (kind, month): number
            for kind, column in enumerate(kinds)
            for month, number in zip(months, column.tolist(), strict=True)
            if number
        }
    counts = mine.counts.copy()
    if job == "rolling":  # who came last in a month: there, and not in the next
        counts[:, :-1] -= mine.counts[:, 1:]
    return found == {
        (months[row], months[row + offset]): int(counts[row, offset])
        for row, offset in zip(*counts.nonzero(), strict=True)
    }


def loaded(orders: int) -> Ledger:
    """Build the ledger of a shop of so many orders."""
    return ledger_of(Shop.of(orders))


def framed(ledger: Ledger) -> Any:
    """Take over the columns of a ledger as a frame of polars, days as dates."""
    import polars as pl

    return pl.DataFrame(columns_of(ledger)).with_columns(pl.col("day").cast(pl.Date))


def cohorts_and_growth(orders: int, rounds: int) -> Table:
    """Time all jobs by both, and see that they agree."""
    ledger, frame = loaded(orders), None if missing("polars") else framed(loaded(orders))
    rows: list[list[object]] = []
    ratios: list[float] = []
    for job in JOBS:
        jobs = {"clm": partial(ours, job, ledger)}
        if frame is not None:
            jobs["polars"] = partial(theirs, job, frame)
            assert same(job, jobs["clm"](), jobs["polars"]()), job
        times = in_turn(jobs, rounds)
        ratios += [times["clm"].over(each) for name, each in times.items() if name != "clm"]
        more = peak(loaded, partial(ours, job), min(orders, 10_000), orders) / orders
        seconds = [f"{times[name].least:.2f} s" if name in times else "-" for name in ENGINES]
        rows.append([job, *seconds, f"{ratios[-1]:.2f}" if ratios else "-", f"{more:.0f} B"])
    return Table(
        title=f"Cohorts and growth by month, {orders:,} orders",
        head=("job", "clm", "polars streaming", "ratio", "memory an order"),
        rows=rows,
        notes=("Least times; the ratio is the median of all rounds. Both give the same counts.",),
        goals=[Goal("slowest job beside polars", max(ratios), 1)] if ratios else [],
    )


def main(arguments: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=FULL)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args(arguments)
    print(cohorts_and_growth(asked.orders, asked.rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
