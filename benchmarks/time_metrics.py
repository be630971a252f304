"""Time the metrics of all stages beside single snapshots, the history, and the sums in polars.

``uv run --group bench python -m benchmarks.time_metrics`` takes two minutes and 4 GiB of memory;
``--orders`` asks for another size. The table is only printed.
"""

import argparse
import sys
from functools import partial
from typing import Any, Final

import clm
from benchmarks.peers import ledger_of, missing
from benchmarks.report import Goal, Table
from benchmarks.shop import AS_OF, Shop
from benchmarks.time_cohorts import framed
from benchmarks.timing import in_turn
from clm import Ledger, StageMetrics

FULL: Final = 10_000_000
FIRST: Final = "2023-01-31"
START: Final = "2023-02-01"
TEMPLATES: Final = ("five-stage", "exponea-14")
ENGINE: Final = "polars, sums only"


def measured(ledger: Ledger, template: str) -> StageMetrics:
    """Measure all stages of 35 months by clm."""
    return clm.stage_metrics(ledger, template, START, AS_OF)


def sums(frame: Any) -> Any:
    """Sum up in polars what some of the metrics are made of: orders, buyers and money by month."""
    import polars as pl

    months = frame.lazy().group_by(
        month=pl.col("day").dt.year().cast(pl.Int32) * 12 + pl.col("day").dt.month().cast(pl.Int32)
    )
    counted = months.agg(
        orders=pl.len(), buyers=pl.col("customer").n_unique(), money=pl.col("cents").sum()
    )
    return counted.sort("month").collect(engine="streaming")


def agree(found: StageMetrics, theirs: Any) -> bool:
    """Tell whether both counted the same orders, buyers and money, month by month."""
    frequency, value = found.of("purchase_frequency"), found.of("average_order_value")
    mine = zip(
        frequency.numerator[:, 0].tolist(),
        frequency.denominator[:, 0].tolist(),
        value.numerator[:, 0].tolist(),
        strict=True,
    )
    return [*mine] == theirs.select("orders", "buyers", "money").rows()[-len(found.spans) :]


def metrics(orders: int, rounds: int) -> Table:
    """Time 35 months."""
    ledger = ledger_of(Shop.of(orders))
    frame = None if missing("polars streaming") else framed(ledger)
    rows: list[list[object]] = []
    goals: list[Goal] = []
    for template in TEMPLATES:
        jobs: dict[str, Any] = {
            "one": partial(clm.snapshot, ledger, template, as_of=AS_OF),
            "history": partial(clm.history, ledger, template, FIRST, AS_OF),
            "metrics": partial(measured, ledger, template),
        }
        if frame is not None:
            jobs[ENGINE] = partial(sums, frame)
            assert template != "exponea-14" or agree(jobs["metrics"](), jobs[ENGINE]())
        times = in_turn(jobs, rounds)
        allowed = 4 * times["one"].median + times["history"].median
        share = times["metrics"].median / allowed
        rows.append([template, *(f"{times[name].median:.2f} s" for name in jobs), f"{share:.2f}"])
        goals.append(Goal(f"{template} by four snapshots and the history", share, 1))
    head = ("template", "one snapshot", "history", "all metrics")
    return Table(
        title=f"Metrics of all stages, 35 months, {orders:,} orders, {len(ledger):,} customers",
        head=(*head, *([ENGINE] if frame is not None else []), "of what is allowed"),
        rows=rows,
        notes=(
            "Medians. All metrics are those that the template names, conversion between stages,",
            "tracked groups, effort and value, with the history. polars only counts orders, buyers",
            "and money by month, which must be the same. Allowed are four snapshots and a history.",
        ),
        goals=goals,
    )


def main(arguments: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=FULL)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args(arguments)
    print(metrics(asked.orders, asked.rounds), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
