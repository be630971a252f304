"""How the figures of a triangle are written."""

from collections.abc import Callable
from typing import Final

from clm.analysis.activity.marks import OPEN
from clm.analysis.cohorts.followed import Measure
from clm.ledger.column import Bools, Floats
from clm.model.money import written

_NONE: Final = "-"
_FIGURES: Final = {
    "customers": "{} retention in %",
    "orders": "orders per customer, {}",
    "revenue": "{currency} per customer, {}",
}


def figure_of(measure: Measure, retention: str, currency: str) -> str:
    """Say what the figures are.

    Examples
    --------
    >>> figure_of("revenue", "first_time", "EUR")
    'EUR per customer, first-time'
    """
    return _FIGURES[measure].format(retention.replace("_", "-"), currency=currency)


def writer_of(measure: Measure, currency: str) -> Callable[[float], str]:
    """Tell how a rate is written: per cent, orders, or major units of money.

    Examples
    --------
    >>> [writer_of(each, "EUR")(0.5) for each in ("customers", "orders")]
    ['50.0', '0.50']
    >>> writer_of("revenue", "EUR")(1234.5)
    '12.34'
    """
    if measure == "customers":
        return lambda rate: f"{100 * rate:.1f}"
    if measure == "orders":
        return lambda rate: f"{rate:.2f}"
    return lambda rate: written(round(rate), currency)


def written_cells(
    rates: Floats, observed: Bools, complete: Bools, write: Callable[[float], str]
) -> list[list[str]]:
    """Write rates; what is not observed is empty, and what is of nobody has a dash.

    Parameters
    ----------
    rates : (rows, columns) float64
        NaN where there is none.
    observed, complete : (rows, columns) bool
        Which lie in a period that has begun, and in one that is over.
    write : callable
        How a rate is written.

    Examples
    --------
    >>> import numpy as np
    >>> seen = np.array([[True, True, False]])
    >>> done = np.array([[True, False, False]])
    >>> written_cells(np.array([[1.0, 0.25, np.nan]]), seen, done, "{:.2f}".format)
    [['1.00 ', '0.25*', '']]
    """

    def cell(rate: float, seen: bool, over: bool) -> str:  # noqa: FBT001  # from a column
        text = _NONE if rate != rate else write(rate)  # noqa: PLR0124  # NaN
        return (text + (" " if over else OPEN)) if seen else ""

    lines = zip(rates.tolist(), observed.tolist(), complete.tolist(), strict=True)
    return [[cell(*each) for each in zip(*line, strict=True)] for line in lines]
