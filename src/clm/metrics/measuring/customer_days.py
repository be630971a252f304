"""Customer and day in one integer, which sorts by both at once."""

from typing import Final

import numpy as np

from clm.ledger.column import AnyArray, Codes, Ints

_BITS: Final = 32
_EPOCH: Final = 1 << (_BITS - 1)


def packed(customer: Codes, day: AnyArray) -> Ints:
    """Write customer and day in one integer.

    Parameters
    ----------
    customer, day : (n,) int32
        Codes, and days since 1970-01-01.

    Returns
    -------
    (n,) int64

    Examples
    --------
    >>> line = np.sort(packed(np.array([1, 0, 1], np.int32), np.array([-3, 9, -5], np.int32)))
    >>> customers_of(line).tolist(), days_of(line).tolist()
    ([0, 1, 1], [9, -5, -3])
    """
    line: Ints = customer.astype(np.int64) << _BITS
    line += day
    line += _EPOCH
    return line


def customers_of(line: Ints) -> Codes:
    """Read the customers; (n,) int32."""
    return (line >> _BITS).astype(np.int32)


def days_of(line: Ints) -> Ints:
    """Read the days; (n,) int64."""
    days: Ints = (line & ((1 << _BITS) - 1)) - _EPOCH
    return days
