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
    origin = np.log([*start.values()])
    logs = _polished(score, size, _climbed(score, size, origin))
    value, slope, curve = _in_logs(score, logs)
    runs = dict(zip(start, _running(logs - origin, slope / size, curve / size), strict=True))
    away = {name: way for name, way in runs.items() if way}
    if away:
        named = dict(zip(start, np.exp(logs).tolist(), strict=True))
        what = f"the likelihood has no maximum: {_told(away)}, as if {meaning(away, named)}"
        raise FitError.of("fit", what, _MEND)
    return Maximum(np.exp(logs), value, np.asarray(np.linalg.inv(-curve), np.float64))


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


def _climbed(score: Score, size: int, origin: Floats) -> Floats:
    """Climb until it is flat, which it also is where a parameter has run away."""
    import scipy.optimize  # noqa: PLC0415  # loaded when used

    last: dict[bytes, Scored] = {}

    def at(logs: Floats) -> Scored:
        key = logs.tobytes()
        if key not in last:
            last.clear()
            last[key] = _in_logs(score, logs)
        return last[key]

    def height(logs: Floats) -> float:
        return -at(logs).value / size

    def slope(logs: Floats) -> Floats:
        return -at(logs).gradient / size

    def bend(logs: Floats) -> Floats:
        return -at(logs).hessian / size

    minimize: Any = scipy.optimize.minimize  # whose types ask for more than it needs
    options = {"gtol": _FLAT, "max_trust_radius": 2.0, "maxiter": 100}
    done = minimize(height, origin, jac=slope, hess=bend, method="trust-exact", options=options)
    return np.asarray(done.x, np.float64)


def _polished(score: Score, size: int, logs: Floats) -> Floats:
    """Take a few whole steps of Newton's method: beyond what differences of values can tell."""
    for _ in range(_POLISH):
        _, slope, curve = _in_logs(score, logs)
        step = np.linalg.lstsq(-curve / size, slope / size, rcond=None)[0]
        if np.abs(step).max() > 2 or np.abs(step).max() < 1e-13:
            break
        logs = logs + step
    return logs


def _in_logs(score: Score, logs: Floats) -> Scored:
    """Give the value and its derivatives by the logarithms of the parameters."""
    point = np.exp(logs)
    value, slope, curve = score(point)
    return Scored(value, slope * point, curve * np.outer(point, point) + np.diag(slope * point))


def _told(runs: Runaway) -> str:
    """Say where parameters run to."""
    return ", ".join(f"{name} runs to {_LIMITS[way]}" for name, way in runs.items())
