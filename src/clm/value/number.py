"""Numbers that are given by hand: rates, shares, stretches of time."""

import sys
from math import inf
from typing import Any, Final

import numpy as np

from clm.errors import Fault, shown

_NUMBERS: Final[Any] = (int, float, np.integer, np.floating)
_MOST: Final = sys.float_info.max
"""Whole numbers beyond it are no floats."""


def is_number(value: object) -> bool:
    """Tell whether something is a single number, which yes and no are not.

    Examples
    --------
    >>> is_number(2), is_number(True), is_number("2")
    (True, False, False)
    """
    if not isinstance(value, _NUMBERS) or isinstance(value, bool):
        return False
    return not isinstance(value, int) or abs(value) <= _MOST


def number_faults(
    where: str,
    number: Any,
    *,
    above: float = 0,
    least: float | None = None,
    below: float = inf,
    most: float | None = None,
    mend: str = "",
) -> tuple[Fault, ...]:
    """Name what is no finite number within bounds.

    Parameters
    ----------
    where : str
        What an error calls it.
    number : object
        What was given.
    above, below : float
        It lies above and below these.
    least, most : float, optional
        It may be these: they go before `above` and `below`.
    mend : str
        What would be right.

    Examples
    --------
    >>> print(*number_faults("margin", 30, most=1, mend="write 0.3 for 30 %"))
    margin: 30 is no number above 0 and up to 1 → write 0.3 for 30 %
    >>> number_faults("margin", 0.3, most=1)
    ()
    """
    if is_number(number):
        low = number > above if least is None else number >= least
        high = number < below if most is None else number <= most
        if low and high:
            return ()
    ends = f"above {above:g}" if least is None else f"from {least:g}"
    if most is not None:
        ends += f" and up to {most:g}"
    elif below != inf:
        ends += f" and below {below:g}"
    return (Fault(where, f"{shown(number)} is no number {ends}", mend),)
