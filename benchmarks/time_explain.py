"""What it takes to explain one customer of many: the first time, and every time after it."""

import time
from collections.abc import Sequence
from typing import Final

import numpy as np

import clm
from benchmarks.peers import ledger_of
from benchmarks.report import Goal, Table
from benchmarks.shop import Shop
from clm import Snapshot
from clm.model.event import CustomerId

DAY: Final = "2025-06-30"
"""Half a year before the end, so that later events have to be passed over."""

PEOPLE: Final = 500
MOST_MS: Final = 1.0


def explaining(size: int, rounds: int) -> Table:
    """Time explanations of customers drawn at random, under every built-in template.

    Parameters
    ----------
    size : int
        Orders of the shop.
    rounds : int
        How often each customer is explained; the least time counts.
    """
    ledger, number = ledger_of(Shop.of(size)), min(PEOPLE, size // 100)
    rows: list[list[object]] = []
    goals: list[Goal] = []
    for key in clm.templates.builtin:
        snap = clm.snapshot(ledger, key, as_of=DAY)
        people = drawn(snap, number)
        first = seconds(snap, people[0])
        times = [min(seconds(snap, who) for _ in range(rounds)) for who in people]
        middle, most = np.quantile(times, (0.5, 0.95)) * 1e3
        rows.append([key, f"{first * 1e3:,.1f}", f"{middle:.2f}", f"{most:.2f}"])
        goals.append(Goal(key, middle, MOST_MS, " ms"))
    return Table(
        f"Explaining one customer of {size:,} orders",
        ("template", "first ms", "median ms", "95 % ms"),
        rows,
        (
            f"`snap.explain(customer)` for {number} customers drawn at random, the best",
            f"of {rounds} times each. The first call of all indexes ids and rows of the ledger.",
        ),
        goals,
    )


def drawn(snap: Snapshot, number: int) -> Sequence[CustomerId]:
    """Draw customers."""
    rows = np.random.default_rng(17).integers(0, len(snap), number)
    ids: Sequence[CustomerId] = snap.features.customers[rows].tolist()
    return ids


def seconds(snap: Snapshot, who: CustomerId) -> float:
    """Explain one customer."""
    start = time.perf_counter()
    snap.explain(who)
    return time.perf_counter() - start
