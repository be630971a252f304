"""Time histories and transitions beside the same jobs in polars.

``uv run --group bench python -m benchmarks.time_moves`` takes some minutes and 6 GiB of memory;
``--orders`` asks for another size. The tables are only printed.
"""

import argparse
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

import clm
from benchmarks.peers import Polars, ledger_of, missing
from benchmarks.report import Goal, Table
from benchmarks.shop import AS_OF, Shop
from benchmarks.timing import Times, in_turn
from clm import History, Ledger, Snapshot

FULL: Final = 10_000_000
FIRST: Final = "2023-01-31"
ENGINE: Final = "polars streaming"
EACH: Final = 80
"""Milliseconds that a month more may take."""

Matrix = npt.NDArray[np.int64]


def along(ledger: Ledger, template: str, scale: Any) -> History:
    """Take the snapshots of all months by clm."""
    return clm.history(ledger, template, FIRST, AS_OF, every="month", scale=scale)


def polars_along(frame: Any, days: list[int]) -> list[Any]:
    """Do the whole job of each month anew by polars, which cuts scores anew."""
    return [Polars("streaming", ENGINE, day).run(frame) for day in days]


def agree(past: History, found: list[Any]) -> bool:
    """Tell whether both put everybody into the same segments, month by month."""
    return all(
        np.array_equal(np.asarray(places)[np.argsort(np.asarray(who))], snap.places)
        for snap, (who, places) in zip(past, found, strict=True)
    )


def histories(ledger: Ledger, rounds: int) -> Table:
    """Time 36 months."""
    frame = None if missing(ENGINE) else Polars("streaming", ENGINE).load(ledger)
    rows: list[list[object]] = []
    goals: list[Goal] = []
    for template in ("rfm-11", "exponea-14"):
        jobs: dict[str, Any] = {"one": partial(clm.snapshot, ledger, template, as_of=AS_OF)}
        jobs |= {way: partial(along, ledger, template, way) for way in ("frozen", "refit")}
        if frame is not None and template == "rfm-11":
            past = along(ledger, template, "refit")
            days = [int(np.datetime64(day, "D").astype(int)) for day in past.days]
            jobs[ENGINE] = partial(polars_along, frame, days)
            assert agree(past, jobs[ENGINE]())
        times = in_turn(jobs, rounds)
        rows.append([template, *(_seconds(times, name) for name in ("one", "frozen", "refit"))])
        rows[-1] += [_seconds(times, ENGINE), _ratio(times, "refit", ENGINE)]
        most = 5 * times["one"].median + 36 * EACH / 1000
        goals.append(Goal(f"36 months of {template}", times["frozen"].median, round(most, 2), " s"))
    return Table(
        title=f"36 monthly snapshots, {len(ledger.orders):,} orders, {len(ledger):,} customers",
        head=("template", "one", "36, frozen", "36, refit", "36, polars", "refit by polars"),
        rows=rows,
        notes=(
            "Medians. polars does the whole job of each month anew, and puts everybody into the",
            "same segments as `scale='refit'`. The goal is five snapshots and 80 ms a month.",
        ),
        goals=goals,
    )


def moved(before: Snapshot, after: Snapshot) -> tuple[Matrix, Matrix]:
    """Set two snapshots side by side by clm."""
    found = clm.transitions(before, after)
    return found.matrix, found.joined


def polars_moved(before: Any, after: Any) -> Any:
    """Do the same by a join in polars."""
    import polars as pl

    pairs = after.lazy().join(before.lazy(), on="customer", how="left", suffix="_before")
    counted = pairs.group_by("place_before", "place").agg(people=pl.len())
    return counted.collect(engine="streaming")


def placed(snap: Snapshot) -> Any:
    """Give everybody's customer code and place as a frame of polars."""
    import polars as pl

    return pl.DataFrame({"customer": snap.features.codes, "place": snap.places})


def moves(ledger: Ledger, rounds: int) -> Table:
    """Time transitions between two months, and their causes."""
    past = clm.history(ledger, "exponea-14", "2025-11-30", AS_OF, scale="refit")
    before, after = past.snapshots
    jobs: dict[str, Any] = {"matrix and joined": partial(moved, before, after)}
    if not missing(ENGINE):
        frames = placed(before), placed(after)
        jobs["the same, polars"] = partial(polars_moved, *frames)
        assert same_moves(*jobs["matrix and joined"](), jobs["the same, polars"]())
    jobs["causes"] = lambda: clm.transitions(before, after).causes()
    jobs["moves, with causes"] = lambda: clm.transitions(before, after).moves
    times = in_turn(jobs, rounds)
    rows = [
        [name, f"{1e3 * each.median:.0f}", f"{1e3 * each.least:.0f}"]
        for name, each in times.items()
    ]
    return Table(
        title=f"Transitions between two snapshots of {len(after):,} customers",
        head=("job", "median ms", "least ms"),
        rows=rows,
        notes=("polars joins two frames of customer code and place.",),
        goals=[Goal("matrix and joined", 1e3 * times["matrix and joined"].median, 60, " ms")],
    )


def same_moves(matrix: Matrix, joined: Matrix, found: Any) -> bool:
    """Tell whether both counted the same moves."""
    counted = {(was, now): people for was, now, people in found.rows()}
    mine = {(int(a), int(b)): int(matrix[a, b]) for a, b in zip(*matrix.nonzero(), strict=True)}
    mine |= {(None, int(at)): int(joined[at]) for at in joined.nonzero()[0]}
    return counted == mine


def moves_and_histories(orders: int, rounds: int) -> Iterator[Table]:
    """Make both tables."""
    ledger = ledger_of(Shop.of(orders))
    yield moves(ledger, rounds)
    yield histories(ledger, min(rounds, 3))


def _seconds(times: dict[str, Times], name: str) -> str:
    """Write the median of a job, if it was timed."""
    return f"{times[name].median:.2f} s" if name in times else "-"


def _ratio(times: dict[str, Times], mine: str, other: str) -> str:
    """Write how many times as long as another one job took."""
    return f"{times[mine].over(times[other]):.2f}" if other in times else "-"


def main(arguments: list[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=FULL)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args(arguments)
    for table in moves_and_histories(asked.orders, asked.rounds):
        print(table, flush=True)
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
