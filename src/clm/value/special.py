"""Special functions, from scipy, which is loaded when a model is fitted."""

from importlib.util import find_spec

import numpy as np

from clm.errors import MissingExtraError
from clm.ledger.column import Floats


def need_scipy() -> None:
    """Refuse to go on without scipy.

    Raises
    ------
    MissingExtraError
        It is not installed.
    """
    if find_spec("scipy") is None:
        raise MissingExtraError("scipy", "stats")


def log_gamma(x: Floats) -> Floats:
    """Give the logarithm of the gamma function.

    Examples
    --------
    >>> log_gamma(np.array([1.0, 5.0])).round(6).tolist()
    [0.0, 3.178054]
    """
    from scipy.special import gammaln  # noqa: PLC0415  # loaded when used

    return np.asarray(gammaln(x), np.float64)


def digamma(x: Floats) -> Floats:
    """Give the first derivative of `log_gamma`.

    Examples
    --------
    >>> digamma(np.array([1.0])).round(6).tolist()
    [-0.577216]
    """
    from scipy.special import psi  # noqa: PLC0415  # loaded when used

    return np.asarray(psi(x), np.float64)


def trigamma(x: Floats) -> Floats:
    """Give the second derivative of `log_gamma`: Hurwitz's zeta function of 2.

    Examples
    --------
    >>> trigamma(np.array([1.0])).round(6).tolist()
    [1.644934]
    """
    from scipy.special import zeta  # noqa: PLC0415  # loaded when used

    return np.asarray(zeta(2.0, x), np.float64)
