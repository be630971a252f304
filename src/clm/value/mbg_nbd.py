"""MBG/NBD: whoever has ordered may leave after it, after the first order as well."""

from typing import ClassVar

from attrs import frozen

from clm.value.dropout_model import DropoutModel, fitted
from clm.value.summary import RfmSummary
from clm.value.unit import U


@frozen(repr=False, kw_only=True)
class MbgNbd(DropoutModel[U]):
    """The MBG/NBD model [1]_: customers may leave after every order, the first one included.

    Make one with `fit_mbg_nbd`, with parameters that were published, or with `from_json`. It
    differs from the BG/NBD model, `BgNbd`, in that whoever never ordered again may have left too.

    Parameters
    ----------
    unit : {"day", "week"}
        The unit of time.
    r, alpha : float
        Shape and rate of the gamma distribution of rates of ordering over customers.
    a, b : float
        Of the beta distribution of the probability to leave after an order.
    estimation : Estimation or None
        How the parameters were found; None if they were given by hand.

    References
    ----------
    .. [1] E. P. Batislam, M. Denizel, A. Filiztekin, "Empirical Validation and Comparison of Models
       for Customer Base Analysis", International Journal of Research in Marketing 24 (3), 2007,
       201-209; U. Wagner, D. Hoppe, "Erratum on the MBG/NBD Model", the same 25 (3), 2008, 225-226.

    Examples
    --------
    >>> model = MbgNbd(unit="week", r=0.525, alpha=6.183, a=0.891, b=1.614)
    >>> two = RfmSummary.from_columns(
    ...     unit="week", frequency=[2, 0], recency=[30.43, 0], T=[38.86, 38.86]
    ... )
    >>> model.expected_purchases(39, two).round(3), model.probability_alive(two).round(3)
    (array([1.263, 0.154]), array([0.706, 0.39 ]))
    """

    KEY: ClassVar = "mbg-nbd"
    EXTRA: ClassVar = 1


def fit_mbg_nbd(summary: RfmSummary[U]) -> MbgNbd[U]:
    """Fit the MBG/NBD model by maximum likelihood.

    Parameters
    ----------
    summary : RfmSummary
        What customers did; equal ones are counted once.

    Returns
    -------
    MbgNbd
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
    >>> round(fit_mbg_nbd(some).log_likelihood, 2)
    -73.37
    """
    return MbgNbd(**fitted(summary, MbgNbd.EXTRA))
