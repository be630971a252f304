"""What purchases to come are worth today."""

from math import log, log1p, sqrt

import numpy as np

from clm.ledger.column import Floats
from clm.value.quadrature import stretch_nodes
from clm.value.unit import Unit, years


def discount_weights(
    horizon: float, discount: float, unit: Unit, youngest: float
) -> tuple[Floats, Floats]:
    """Give the times at which to ask for expected purchases, and weights that discount them.

    With E(s) for the purchases until s, the sum of all purchases discounted at the rate d is the
    integral of exp(-ds) dE(s), which is exp(-dh) E(h) and d times the integral of exp(-ds) E(s).

    Parameters
    ----------
    horizon : float
        How long.
    discount : float
        A year: 0.1 makes a sum that is paid in a year worth a tenth less than 1.1 of today.
    unit : {"day", "week"}
        The unit of the horizon.
    youngest : float
        How fast expected purchases bend: alpha and the least age of a customer.

    Returns
    -------
    times, weights : (k,) float64

    Examples
    --------
    >>> times, weights = discount_weights(1461.0, 0.1, "day", 500.0)
    >>> round(float(weights @ times) / 1461, 6)  # purchases at an even rate, over four years
    0.83146
    """
    if not discount:
        return np.array([horizon]), np.ones(1)
    rate = log(1 + discount) * years(1, unit)
    # By the logarithm of one plus time over age, in which expected purchases hardly bend.
    length = log1p(horizon / youngest)
    nodes, shares = stretch_nodes(8 + int(length + sqrt(rate * horizon)))
    times = youngest * np.expm1(length * nodes)
    weights = rate * length * shares * (youngest + times) * np.exp(-rate * times)
    return np.append(times, horizon), np.append(weights, np.exp(-rate * horizon))
