"""What the people of the simulated shop buy, and what they give back."""

import numpy as np
from attrs import field, frozen

from clm.demo.people import DAY, Ints, People, Span, daytime, later, stream

FIRST_NUMBER = 100_001
MOST = 150
TYPICAL_LINE = 3_200


@frozen(eq=False)
class Orders:
    """All orders, oldest first, and the lines they consist of.

    Parameters
    ----------
    owner : (n,) int64
        Row of the buyer among the people.
    when : (n,) int64
        Second of the order.
    lines : (n,) int64
        How many lines each order has.
    amount : (m,) int64
        Amount of each line in minor units, order by order.
    """

    owner: Ints = field(repr=False)
    when: Ints = field(repr=False)
    lines: Ints = field(repr=False)
    amount: Ints = field(repr=False)

    def __len__(self) -> int:
        """Count the orders."""
        return len(self.owner)

    @property
    def number(self) -> Ints:
        """The id of each order."""
        return np.arange(FIRST_NUMBER, FIRST_NUMBER + len(self), dtype=np.int64)

    @property
    def total(self) -> Ints:
        """What each order came to, in minor units."""
        bounds = np.concatenate([[0], np.cumsum(self.lines)])
        sums: Ints = np.concatenate([[0], np.cumsum(self.amount)])[bounds]
        return sums[1:] - sums[:-1]


def place(seed: int, people: People, span: Span) -> Orders:
    """Let the buyers buy, at their own pace, until they lose interest."""
    owner, when = _moments(seed, people)
    kept = np.flatnonzero(when < span.stop)
    oldest_first = kept[np.argsort(when[kept], kind="stable")]
    owner, when = owner[oldest_first], when[oldest_first]
    rng = stream(seed, "baskets")
    lines = 1 + (rng.random(len(owner)) < 0.3) * rng.integers(1, 4, len(owner))
    size = np.repeat(people.basket[owner] / np.sqrt(lines), lines)
    amount = np.rint(TYPICAL_LINE * size * rng.lognormal(0, 0.45, len(size)))
    return Orders(owner, when, lines, np.maximum(amount, 100).astype(np.int64))


def give_back(seed: int, orders: Orders, span: Span) -> tuple[Ints, Ints, Ints]:
    """Draw refunds, 3 % of the orders: half of them full.

    Returns
    -------
    (order, when, amount) : tuple of (k,) int64
        Row of the order, second of the refund, amount in minor units.
    """
    rng = stream(seed, "refunds")
    order = np.flatnonzero(rng.random(len(orders)) < 0.03)
    when = later(rng, orders.when[order], 9)
    part = np.where(rng.random(len(order)) < 0.5, 1.0, rng.uniform(0.2, 0.8, len(order)))
    amount = np.rint(orders.total[order] * part).astype(np.int64)
    seen = when < span.stop
    return order[seen], when[seen], amount[seen]


def _moments(seed: int, people: People) -> tuple[Ints, Ints]:
    """Draw who orders when, past the end of the simulation too."""
    rng = stream(seed, "orders")
    buyers = np.flatnonzero(people.buys)
    count = np.minimum(rng.geometric(people.leaves[buyers]), MOST)
    owner = np.repeat(buyers, count)
    starts = np.cumsum(count) - count
    gap = 1 + rng.exponential(people.pace[owner]).astype(np.int64)
    gap[starts] = rng.exponential(4, len(buyers)).astype(np.int64)
    passed = np.cumsum(gap)
    passed -= np.repeat(passed[starts] - gap[starts], count)
    when = (people.arrival[owner] // DAY + passed) * DAY + daytime(rng, len(owner))
    return owner, np.maximum(when, people.arrival[owner] + 1_800)
