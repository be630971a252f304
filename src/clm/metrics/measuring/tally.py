"""What a metric counts in one period, customer by customer, before it is summed up."""

from typing import Final

import numpy as np
from attrs import frozen

from clm.ledger.column import AnyArray, Bools, Codes, Floats, Ints

_NOBODY: Final = np.zeros(0, np.int32)


@frozen(eq=False)
class Part:
    """Amounts of customers, and what is no customer's.

    Parameters
    ----------
    customer : (n,) int32
        Codes; one customer may have several rows.
    amount : (n,) int64 or float64, or None
        What each row adds; None is one each.
    besides : int
        What is nobody's in particular: it counts in the whole shop, and in no group.
    shared : int
        What counts in the whole shop and in every group alike.
    factor : float
        What every sum is multiplied by, in the end.
    """

    customer: Codes = _NOBODY
    amount: AnyArray | None = None
    besides: int = 0
    shared: int = 0
    factor: float = 1

    @property
    def total(self) -> float:
        """The sum of everything."""
        own = len(self.customer) if self.amount is None else self.amount.sum().item()
        return (own + self.besides + self.shared) * self.factor

    def by(self, place: AnyArray, groups: int) -> Ints | Floats:
        """Sum up by everybody's group.

        Parameters
        ----------
        place : (k,) unsigned integer
            By customer code; whoever has a place of `groups` or more is in none.
        groups : int
            How many groups there are.

        Returns
        -------
        (groups,) int64 or float64

        Examples
        --------
        >>> part = Part(np.array([2, 0, 2], np.int32), np.array([5, 7, 1]))
        >>> part.by(np.array([1, 0, 0], np.uint8), 2).tolist(), part.total
        ([6, 7], 13)
        """
        where = place[self.customer]
        if self.amount is None:
            sums = np.bincount(where, minlength=groups + 1)
        else:
            sums = np.zeros(max(groups, int(where.max(initial=0))) + 1, self.amount.dtype)
            np.add.at(sums, where, self.amount)
        found: Ints | Floats = sums[:groups] + self.shared
        return found if self.factor == 1 else found.astype(np.float64) * self.factor


@frozen(eq=False)
class Crowd:
    """People, each counted once.

    Parameters
    ----------
    who : (c,) bool
        By customer code; codes beyond are not in it.

    Examples
    --------
    >>> crowd = Crowd(np.array([True, False, True]))
    >>> crowd.total, crowd.by(np.array([1, 0, 0, 0], np.uint8), 2).tolist()
    (2, [1, 1])
    """

    who: Bools

    @property
    def total(self) -> int:
        """How many there are."""
        return int(np.count_nonzero(self.who))

    def by(self, place: AnyArray, groups: int) -> Ints:
        """Count them by everybody's group; see `Part.by`."""
        here = place[: len(self.who)]
        # A few passes over marks are faster than to pick everybody's place.
        return np.array([np.count_nonzero(self.who & (here == group)) for group in range(groups)])


@frozen(eq=False)
class Tally:
    """What a metric counts in one period.

    Parameters
    ----------
    hits : Part or Crowd
        The numerator.
    base : Part, Crowd or None
        The denominator; None where the metric is a count or a sum.
    censored : Part or Crowd
        Who would belong to the denominator, but was not watched long enough.
    reason : str
        Why there is nothing to tell, if that is so.
    """

    hits: Part | Crowd = Part()
    base: Part | Crowd | None = None
    censored: Part | Crowd = Part()
    reason: str = ""


def of_watched(customer: Codes, hit: Bools, watched: Bools) -> Tally:
    """Tally those who were watched for long enough; the others are censored.

    Parameters
    ----------
    customer : (n,) int32
        Codes.
    hit, watched : (n,) bool
        Who belongs to the numerator, and of whom that is known.

    Examples
    --------
    >>> who, hit = np.array([3, 5, 8], np.int32), np.array([True, False, True])
    >>> tally = of_watched(who, hit, np.array([True, True, False]))
    >>> tally.hits.customer.tolist(), tally.base.customer.tolist(), tally.censored.customer.tolist()
    ([3], [3, 5], [8])
    """
    return Tally(Part(customer[hit & watched]), Part(customer[watched]), Part(customer[~watched]))


def untold(reason: str) -> Tally:
    """Tell nothing, and why.

    Examples
    --------
    >>> untold("no traffic was given").reason
    'no traffic was given'
    """
    return Tally(base=Part(), reason=reason)
