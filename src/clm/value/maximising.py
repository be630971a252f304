"""The maximum of a likelihood: found, and judged to be one."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from attrs import frozen

from clm.errors import FitError
from clm.ledger.column import Floats
from clm.value.special import need_scipy

FAR: Final = 25.0
"""A parameter that is so many powers of e away from where it started has run away."""

_FLAT: Final = 1e-6
_POLISH: Final = 8
_WILD: Final = 2.0
_STILL: Final = 1e-9
_SETTLED: Final = 1e-5
_MUCH: Final = 0.2
_LIMITS: Final = {-1: "0", 1: "infinity"}
_MEND: Final = "take more customers or a longer time, or see whether the model fits the shop"

Runaway = Mapping[str, int]
"""Parameters that run to 0 (-1), or beyond all bounds (1)."""

Meaning = Callable[[Runaway, Mapping[str, float]], str]
"""Says what customers seem to do, by the parameters that run away, and where all are by now."""


class Scored(NamedTuple):
    """A log-likelihood with its first and second derivatives by k parameters.

    Parameters
    ----------
    value : float
        The log-likelihood.
    gradient : (k,) float64
        First derivatives.
    hessian : (k, k) float64
        Second derivatives.
    """

    value: float
    gradient: Floats
    hessian: Floats


Score = Callable[[Floats], Scored]


@frozen(eq=False)
class Maximum:
    """Where a likelihood is greatest.

    Parameters
    ----------
    point : (k,) float64
        The parameters.
    value : float
        The log-likelihood there.
    covariance : (k, k) float64
        Of the logarithms of the parameters: the inverse of the observed information.
    """

    point: Floats
    value: float
    covariance: Floats


def maximum(score: Score, start: Mapping[str, float], size: int, meaning: Meaning) -> Maximum:
    """Find the maximum of a likelihood over positive parameters.

    Steps are taken in the logarithms of the parameters, by Newton's method within a region that
    is trusted. At a maximum the last steps of Newton's method shrink to nothing; where the
    likelihood only rises towards a limit, a parameter at 0 or beyond all bounds, they do not.

    Parameters
    ----------
    score : callable
        Gives the log-likelihood of parameters, and its derivatives by them.
    start : mapping of str to float
        Parameters to start from, by name.
    size : int
        How many customers there are.
    meaning : callable
        Says what customers seem to do where parameters run away.

    Raises
    ------
    FitError
        There is no maximum.
    MissingExtraError
        scipy is not installed.
    """
    need_scipy()
    origin, at = np.log([*start.values()]), _in_logs(score, size)
    logs = _polished(at, _climbed(at, origin))
    level, slope, curve = at(logs)
    runs = dict(zip(start, _running(logs - origin, slope, curve), strict=True))
    away = {name: way for name, way in runs.items() if way}
    if away:
        named = dict(zip(start, np.exp(logs).tolist(), strict=True))
        what = f"the likelihood has no maximum: {_told(away)}, as if {meaning(away, named)}"
        raise FitError.of("fit", what, _MEND)
    covariance = np.asarray(np.linalg.inv(-curve * size), np.float64)
    return Maximum(np.exp(logs), level * size, covariance)


def _running(moved: Floats, slope: Floats, curve: Floats) -> list[int]:
    """Tell which parameters have run away, and where to; none where there is a maximum."""
    bend, ways = np.linalg.eigh(-curve)
    loose = (bend <= 0) | (np.abs(ways.T @ slope) > _SETTLED * bend)
    far = np.abs(moved) > FAR
    if not loose.any() and not far.any():
        return [0] * len(moved)
    # Where Newton's steps do not shrink; if they do although somebody is far, the flattest way.
    loose[0] |= not loose.any()
    much = (np.abs(ways[:, loose]) > _MUCH).any(axis=1) | far
    found: list[int] = np.where(much, np.sign(moved), 0).astype(int).tolist()
    return found


def _climbed(at: Score, origin: Floats) -> Floats:
    """Climb until it is flat, which it also is where a parameter has run away."""
    import scipy.optimize  # noqa: PLC0415  # loaded when used

    def height(logs: Floats) -> float:
        return -at(logs).value

    def slope(logs: Floats) -> Floats:
        return -at(logs).gradient

    def bend(logs: Floats) -> Floats:
        return -at(logs).hessian

    minimize: Any = scipy.optimize.minimize  # whose types ask for more than it needs
    options = {"gtol": _FLAT, "max_trust_radius": 2.0, "maxiter": 100}
    done = minimize(height, origin, jac=slope, hess=bend, method="trust-exact", options=options)
    return np.asarray(done.x, np.float64)


def _polished(at: Score, logs: Floats) -> Floats:
    """Take a few whole steps of Newton's method: beyond what differences of values can tell."""
    for _ in range(_POLISH):
        _, slope, curve = at(logs)
        step = np.linalg.lstsq(-curve, slope, rcond=None)[0]
        longest = np.abs(step).max()
        if longest > _WILD:
            break
        logs = logs + step
        if longest < _STILL:
            break
    return logs


def _in_logs(score: Score, size: int) -> Score:
    """Give the likelihood of one customer on average, by the logarithms of the parameters.

    What was asked last is remembered, for value, gradient and Hessian are asked one by one.
    """
    last: dict[bytes, Scored] = {}

    def at(logs: Floats) -> Scored:
        key = logs.tobytes()
        if key not in last:
            point = np.exp(logs)
            value, slope, curve = score(point)
            bend = curve * np.outer(point, point) + np.diag(slope * point)
            last.clear()
            last[key] = Scored(value / size, slope * point / size, bend / size)
        return last[key]

    return at


def _told(runs: Runaway) -> str:
    """Say where parameters run to."""
    return ", ".join(f"{name} runs to {_LIMITS[way]}" for name, way in runs.items())
