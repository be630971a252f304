"""Who comes to the simulated shop: when, by which channel, and with what habits."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.str_]
AnyArray = npt.NDArray[Any]

DAY: Final = 86_400
OPENS: Final = 7 * 3_600
BUSY: Final = 19 * 3_600
CLOSES: Final = 23 * 3_600
"""Nobody comes at night: all that belongs to one visit falls on one day, in any time zone."""

_WAYS: Final = ("organic_search", "paid_ads", "organic_social", "web_banner", "referral")
_SHARES: Final = (0.30, 0.29, 0.19, 0.10, 0.12)


@frozen
class Span:
    """The days that are simulated, as seconds since 1970.

    Parameters
    ----------
    start : int
        Midnight at the beginning of the first day.
    stop : int
        Midnight at the end of the last one.
    """

    start: int
    stop: int

    @property
    def days(self) -> int:
        """How many days there are."""
        return (self.stop - self.start) // DAY


@frozen(eq=False)
class People:
    """Everybody who ever hears of the shop, one row each, in the order of their arrival.

    Parameters
    ----------
    arrival : (n,) int64
        The second of the first visit (for a bare contact, of being contacted).
    way : (n,) str
        The channel that brought them.
    visits : (n,) bool
        Whether they ever come; the others are bare contacts.
    buys : (n,) bool
        Whether they will buy.
    pace : (n,) float64
        Mean number of days between two orders.
    leaves : (n,) float64
        Chance that an order is the last one.
    basket : (n,) float64
        Size of the baskets, 1 for ordinary ones.
    """

    arrival: Ints = field(repr=False)
    way: Texts = field(repr=False)
    visits: Bools = field(repr=False)
    buys: Bools = field(repr=False)
    pace: Floats = field(repr=False)
    leaves: Floats = field(repr=False)
    basket: Floats = field(repr=False)

    def __len__(self) -> int:
        """Count the people."""
        return len(self.arrival)


def stream(seed: int, name: str) -> np.random.Generator:
    """Open the random numbers of one part, so that no part disturbs another."""
    return np.random.default_rng([seed, *name.encode()])


def daytime(rng: np.random.Generator, size: int) -> Ints:
    """Draw the second of a day, mostly in the evening."""
    return rng.triangular(OPENS, BUSY, CLOSES, size).astype(np.int64)


def later(rng: np.random.Generator, after: Ints, days: float) -> Ints:
    """Draw moments on later days, `days` + 1 later on average."""
    passed = 1 + rng.exponential(days, len(after)).astype(np.int64)
    return (after // DAY + passed) * DAY + daytime(rng, len(after))


def meet(seed: int, size: int, span: Span) -> People:
    """Let people come, more of them every month."""
    rng = stream(seed, "people")
    day = np.sort((span.days * rng.random(size) ** 0.7).astype(np.int64))
    arrival = np.sort(span.start + day * DAY + daytime(rng, size))
    visits = rng.random(size) >= 0.02
    return People(
        arrival=arrival,
        way=rng.choice(np.array(_WAYS), size, p=_SHARES),
        visits=visits,
        buys=visits & (rng.random(size) < 0.72),
        pace=8 + rng.gamma(1.3, 32, size),
        leaves=np.maximum(rng.beta(0.9, 2.1, size), 0.02),
        basket=rng.lognormal(0, 0.5, size),
    )


def names(size: int) -> Texts:
    """Name people ``c0001``, ``c0002``, … in the order of their arrival."""
    numbers = np.arange(1, size + 1).astype(np.str_)
    return np.strings.add("c", np.strings.zfill(numbers, max(4, len(str(size)))))
