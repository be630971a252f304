"""A synthetic shop: order columns of any size, and customer ids of several makes.

A quarter as many customers as orders, 55 % of them with one order, the others with four in the
mean and now and then a hundred. Times are whole seconds of three years, growing acquisition;
amounts are lognormal cents. Codes of customers are numbered at random.
"""

from pathlib import Path
from typing import Any, Final, Literal, Self

import numpy as np
import numpy.typing as npt
from attrs import evolve, frozen

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Keys = Literal[
    "int64",
    "StringDType",
    "pandas str",
    "polars String",
    "UUID in StringDType",
    "UUID in polars String",
]

DATA: Final = Path(__file__).parent / "data"
START: Final = np.datetime64("2023-01-01T00:00:00", "s")
STOP: Final = np.datetime64("2026-01-01T00:00:00", "s")
AS_OF: Final = "2025-12-31"

ONE_TIME: Final = 0.55
REFUNDED: Final = 0.03
_SPREAD, _MEAN = 0.6, 5.67  # of the orders beyond the second, before rounding to the wanted sum


@frozen(eq=False)
class Shop:
    """Order columns in time order.

    Parameters
    ----------
    customer : (n,) int32
        Codes from 0, each of them there, in random numbering.
    when : (n,) datetime64[us]
        Whole seconds, ascending.
    cents : (n,) int64
        At least 1.
    order : (n,) int64 or None
        Order ids, where refunds name them.
    """

    customer: Codes
    when: npt.NDArray[np.datetime64]
    cents: Ints
    order: Ints | None = None

    @classmethod
    def of(cls, orders: int) -> Self:
        """Load a shop of so many orders, made at the first call."""
        paths = [DATA / f"{orders}-{name}.npy" for name in ("customer", "second", "cents")]
        if not all(path.exists() for path in paths):
            DATA.mkdir(exist_ok=True)
            for path, column in zip(paths, generate(orders), strict=True):
                np.save(path, column)
        customer, second, cents = map(np.load, paths)
        when = second.astype(np.int64)
        when *= 1_000_000
        when += START.astype("datetime64[us]").astype(np.int64)
        return cls(customer, when.view("datetime64[us]"), cents.astype(np.int64))

    def with_ids(self) -> Self:
        """Number the orders."""
        return evolve(self, order=np.arange(len(self), dtype=np.int64))

    def with_refunds(self, share: float = REFUNDED) -> Self:
        """Add refunds of some orders, within a month: four in five whole, the others by half."""
        rng = np.random.default_rng(5)
        of = np.flatnonzero(rng.random(len(self)) < share)
        later = rng.integers(1, 30 * 86_400, len(of)).astype("timedelta64[s]")
        last = STOP.astype("datetime64[us]") - np.timedelta64(1, "s")
        when = np.concatenate([self.when, np.minimum(self.when[of] + later, last)])
        back = np.where(rng.random(len(of)) < 0.8, self.cents[of], (self.cents[of] + 1) // 2)
        line = np.argsort(when, kind="stable")
        return evolve(
            self,
            customer=np.concatenate([self.customer, self.customer[of]])[line],
            when=when[line],
            cents=np.concatenate([self.cents, -back])[line],
            order=np.concatenate([np.arange(len(self)), of])[line],
        )

    def keys(self, make: Keys) -> Any:
        """Write the customers in one of several ways, a value a row."""
        return _MAKERS[make](int(self.customer.max()) + 1, self.customer)

    def __len__(self) -> int:
        """Count the orders."""
        return len(self.customer)


def generate(orders: int, seed: int = 7) -> tuple[Codes, Codes, Codes]:
    """Make customer codes, seconds since the start, and cents, in time order."""
    rng = np.random.default_rng(seed)
    each = _orders_of_each(orders, rng)
    span = int((STOP - START).astype(np.int64))
    first = (span * np.sqrt(rng.random(len(each)))).astype(np.int32)
    customer = np.repeat(np.arange(len(each), dtype=np.int32), each)
    second = first[customer]
    early = rng.random(orders, dtype=np.float32)
    early *= early
    early[np.cumsum(each) - each] = 0
    second += ((span - 1 - second) * early).astype(np.int32)
    np.minimum(second, span - 1, out=second)
    line = np.argsort(second, kind="stable")
    numbering = rng.permutation(len(each)).astype(np.int32)
    customer, second = numbering[customer[line]], second[line]
    size = rng.standard_normal(orders, dtype=np.float32)
    cents = np.exp(size * np.float32(0.9) + np.float32(8.3)).astype(np.int32)
    return customer, second, np.maximum(cents, 1)


def _orders_of_each(orders: int, rng: np.random.Generator) -> Ints:
    """Draw how often each customer orders, so that the sum is right."""
    customers = max(orders // 4, 1)
    each = np.ones(customers, np.int64)
    again = rng.random(customers) >= ONE_TIME
    beyond = rng.negative_binomial(_SPREAD, _SPREAD / (_SPREAD + _MEAN), int(again.sum()))
    each[again] = 2 + beyond
    while missing := orders - int(each.sum()):
        who = rng.integers(0, customers, abs(missing))
        who = np.unique(who[each[who] >= (2 if missing > 0 else 3)])[: abs(missing)]
        each[who] += 1 if missing > 0 else -1
    return each


def _sparse(customers: int, code: Codes) -> Ints:
    """Write customers as large random whole numbers."""
    rng = np.random.default_rng(11)
    ids = rng.integers(1, 2**62, customers)
    while len(distinct := np.unique(ids)) < customers:
        ids = np.append(distinct, rng.integers(1, 2**62, customers - len(distinct)))
    return rng.permutation(ids)[code]


def _names(customers: int) -> npt.NDArray[np.bytes_]:
    """Give every customer a short name: CUST-0001234."""
    numbers = np.char.zfill(np.arange(customers).astype("S7"), 7)
    return np.char.add(b"CUST-", numbers)


def _uuids(customers: int) -> npt.NDArray[np.bytes_]:
    """Give every customer 36 characters: 8-4-4-4-12 hexadecimal digits."""
    digits = np.frombuffer(b"0123456789abcdef", np.uint8)
    text = digits[np.random.default_rng(13).integers(0, 16, (customers, 36), dtype=np.uint8)]
    text[:, [8, 13, 18, 23]] = ord("-")
    return text.view("S36").ravel()


def _numpy_text(names: npt.NDArray[np.bytes_], code: Codes) -> Any:
    """Spread names over the rows as numpy's text."""
    return names.astype("U").astype(np.dtypes.StringDType())[code]


def _polars_text(names: npt.NDArray[np.bytes_], code: Codes) -> Any:
    """Spread names over the rows as a polars Series."""
    import polars as pl

    return pl.Series("customer", names.astype("U").tolist(), dtype=pl.String).gather(code)


def _pandas_text(names: npt.NDArray[np.bytes_], code: Codes) -> Any:
    """Spread names over the rows as a pandas Series."""
    import pandas as pd

    return pd.Series(names.astype("U").tolist(), dtype="str").take(code).reset_index(drop=True)


_MAKERS: Final = {
    "int64": _sparse,
    "StringDType": lambda customers, code: _numpy_text(_names(customers), code),
    "pandas str": lambda customers, code: _pandas_text(_names(customers), code),
    "polars String": lambda customers, code: _polars_text(_names(customers), code),
    "UUID in StringDType": lambda customers, code: _numpy_text(_uuids(customers), code),
    "UUID in polars String": lambda customers, code: _polars_text(_uuids(customers), code),
}
