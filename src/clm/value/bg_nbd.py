"""BG/NBD: whoever has ordered again may leave after it, and nobody sees."""

from typing import ClassVar

from attrs import frozen

from clm.value.dropout_model import DropoutModel, fitted
from clm.value.summary import RfmSummary
from clm.value.unit import U


@frozen(repr=False, kw_only=True)
class BgNbd(DropoutModel[U]):
    """The BG/NBD model [1]_: customers may leave after every repeat order.

    Make one with `fit_bg_nbd`, with parameters that were published, or with `from_json`. A customer
    orders at a constant rate, which differs from one to another as a gamma distribution; after
    every repeat order she leaves with a probability that differs as a beta distribution. Whoever
    never ordered again is therefore taken to be still there.

    Parameters
    ----------
    unit : {"day", "week"}
        The unit of time.
    r, alpha : float
        Shape and rate of the gamma distribution.
    a, b : float
        Of the beta distribution.
    estimation : Estimation or None
        How the parameters were found; None if they were given by hand.

    References
    ----------
    .. [1] P. S. Fader, B. G. S. Hardie, K. L. Lee, "'Counting Your Customers' the Easy Way: An
       Alternative to the Pareto/NBD Model", Marketing Science 24 (2), 2005, 275-284.

    Examples
    --------
    >>> model = BgNbd(unit="week", r=0.243, alpha=4.414, a=0.793, b=2.426)
    >>> ann = RfmSummary.from_columns(unit="week", frequency=[2], recency=[30.43], T=[38.86])
    >>> model.expected_purchases(39, ann).round(3), model.probability_alive(ann).round(3)
    (array([1.226]), array([0.727]))
    """

    KEY: ClassVar = "bg-nbd"
    EXTRA: ClassVar = 0


def fit_bg_nbd(summary: RfmSummary[U]) -> BgNbd[U]:
    """Fit the BG/NBD model by maximum likelihood.

    Parameters
    ----------
    summary : RfmSummary
        What customers did; equal ones are counted once.

    Returns
    -------
    BgNbd
        In the unit of the summary.

    Raises
    ------
    FitError
        Something else than a summary; nobody in it, or nobody who came again; the likelihood has
        no maximum.
    MissingExtraError
        scipy is not installed.

    Examples
    --------
    >>> some = RfmSummary.from_columns(
    ...     unit="week", frequency=[0, 0, 0, 1, 2, 5, 0, 1, 9, 3],
    ...     recency=[0, 0, 0, 5, 20, 31, 0, 29, 38, 7], T=[39, 38, 33, 39, 30, 36, 27, 35, 39, 28],
    ... )
    >>> round(fit_bg_nbd(some).log_likelihood, 2)
    -73.57
    """
    return BgNbd(**fitted(summary, BgNbd.EXTRA))
