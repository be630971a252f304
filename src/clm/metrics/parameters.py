"""The numbers and words in a definition, checked."""

from numbers import Real
from typing import cast, get_args

import numpy as np

from clm.errors import Fault, shown, unknown
from clm.features.catalog import LONGEST_WINDOW


def days_faults(name: str, days: object) -> list[Fault]:
    """Name what is no number of days.

    Examples
    --------
    >>> print(*days_faults("within", 0))
    within: 0 is no number of days → give a whole number from 1 to 3,652,058
    """
    told = shown(days)
    whole = isinstance(days, int | np.integer) and not isinstance(days, bool | np.timedelta64)
    if whole and 1 <= int(cast("int", days)) <= LONGEST_WINDOW:
        return []
    mend = f"give a whole number from 1 to {LONGEST_WINDOW:,}"
    return [Fault(name, f"{told} is no number of days", mend)]


def value_faults(name: str, value: object, kind: object) -> list[Fault]:
    """Say why a parameter cannot have a value.

    Parameters
    ----------
    name : str
        The parameter.
    value : object
        What it should be.
    kind : type
        ``int`` of days, ``float`` of a share, ``str``, or a Literal of a few words.

    Examples
    --------
    >>> print(*value_faults("share", 40, float))
    share: 40 is no share → give 0.4, say
    """
    if kind is int:
        return days_faults(name, value)
    if kind is float:
        share = isinstance(value, Real) and not isinstance(value, bool | np.bool_)
        fine = share and 0 < float(cast("float", value)) <= 1
        return [] if fine else [Fault(name, f"{value!r:.40} is no share", "give 0.4, say")]
    if kind is str:
        fine = isinstance(value, str) and value != ""
        return [] if fine else [Fault(name, f"{value!r:.40} is no name", "write one")]
    choices = get_args(kind)
    known = isinstance(value, str) and value in choices
    return [] if known else [unknown(name, value, choices, name)]
