"""Means over a beta distribution, by Gauss-Jacobi quadrature, or by sums of even steps."""

from typing import Final

import numpy as np

from clm.ledger.column import Floats, locked

_LEAST: Final = 1e-300
"""Nodes lie above 0, though rounding may say otherwise."""

_STEP: Final = 0.3
_SPREAD: Final = 0.6
_BEYOND: Final = 33.0
_NOTHING: Final = 1e-30


def beta_nodes(count: int, a: float, b: float) -> tuple[Floats, Floats]:
    """Give the points at which a function is to be asked for its mean over Beta(a, b).

    The mean of a polynomial below the degree ``2 * count`` is exact. Points and weights are the
    eigenvalues of the recurrence of Jacobi's polynomials and the squares of the first components
    of its eigenvectors [1]_.

    Parameters
    ----------
    count : int
        How many points.
    a, b : float
        Of the distribution, above 0.

    Returns
    -------
    nodes, weights : (count,) float64, read-only
        Nodes between 0 and 1; the weights sum to 1.

    References
    ----------
    .. [1] G. H. Golub, J. H. Welsch, "Calculation of Gauss Quadrature Rules", Mathematics of
       Computation 23, 1969, 221-230.

    Examples
    --------
    >>> nodes, weights = beta_nodes(3, 2.0, 6.0)
    >>> round(float(weights @ nodes), 12), round(float(weights @ nodes**2), 12)
    (0.25, 0.083333333333)
    """
    k = np.arange(count)
    middle, beside = np.empty(count), np.empty(count)
    both, two = a + b - 2, 2 * k[1:]
    middle[0] = (a - b) / (a + b)
    middle[1:] = (a - b) * both / ((two + both) * (two + both + 2))
    beside[1:2] = 4 * a * b / ((a + b) ** 2 * (a + b + 1))
    k, width = k[2:], 2 * k[2:] + both
    beside[2:] = 4 * k * (k + a - 1) * (k + b - 1) * (k + both)
    beside[2:] /= width**2 * (width + 1) * (width - 1)
    edge = np.sqrt(beside[1:])
    values, vectors = np.linalg.eigh(np.diag(middle) + np.diag(edge, -1))
    return locked(np.maximum((1 + values) / 2, _LEAST)), locked(vectors[0] ** 2)


def logit_nodes(bend: float, a: float, b: Floats) -> tuple[Floats, Floats]:
    """Give points and weights for functions that bend near 0, for many distributions at once.

    Sums of even steps in log(p / (1 - p)), which come near the integral faster than any power of
    the step where a function is smooth in it. Beyond the last steps it is taken to be constant,
    so that there the weights are a geometric series, and summed up as one.

    Parameters
    ----------
    bend : float
        Below its inverse the function is constant.
    a : float
        Of all distributions, above 0.
    b : (k,) float64
        Of each, above 0.

    Returns
    -------
    nodes : (count,) float64, read-only
        Between 0 and 1.
    weights : (count, k) float64, read-only
        They sum to 1 for each distribution.

    Examples
    --------
    >>> nodes, weights = logit_nodes(1e6, 2.0, np.array([6.0]))
    >>> round(float(nodes @ weights[:, 0]), 12)
    0.25
    """
    largest = float(b.max())
    step = min(_STEP, _SPREAD * float(np.sqrt(1 / a + 1 / largest)))
    low, high = np.log(max(bend, largest, 1.0)) + _BEYOND, np.log(max(a, 1.0)) + _BEYOND
    steps: Floats = np.arange(-np.ceil(low / step), np.ceil(high / step) + 1, dtype=np.float64)
    logits = step * steps
    over, under = np.logaddexp(0, -logits), np.logaddexp(0, logits)
    logs = -a * over[:, None] - b * under[:, None]
    logs[0] -= np.log(-np.expm1(-a * step))
    logs[-1] -= np.log(-np.expm1(-b * step))
    weights = np.exp(logs - logs.max(axis=0))
    weights /= weights.sum(axis=0)
    kept = (weights > _NOTHING).any(axis=1)
    return locked(np.exp(-over[kept])), locked(weights[kept])


def stretch_nodes(count: int) -> tuple[Floats, Floats]:
    """Give the points and weights of a mean over 0 … 1 where all is equally likely.

    Examples
    --------
    >>> nodes, weights = stretch_nodes(4)
    >>> round(float(weights @ nodes**7), 12)
    0.125
    """
    return beta_nodes(count, 1.0, 1.0)
