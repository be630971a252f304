"""What the people of every segment did in the days after."""

from typing import Self

import numpy as np
from attrs import frozen

from clm.analysis.backtest.beyond import bands, beyond_bands
from clm.analysis.backtest.followed import Followed
from clm.analysis.backtest.intervals import Estimates, means, parts, sums, wilson
from clm.features.table import RECENCY
from clm.ledger.column import Ints, locked, stays_locked


@stays_locked
@frozen(eq=False)
class Outcomes:
    """Sums and shares of every segment, and last of the newcomers; arrays are read-only.

    Parameters
    ----------
    people, returned : (g,) int64
        How many there were, and how many of them ordered.
    buyers, buyers_returned : (g,) int64
        The same of those who had a counted order on the first day; newcomers had none.
    orders, money : (g,) int64
        Counted orders; order lines less refunds, in minor units.
    return_share, money_per_head, money_share : Estimates
        Of people, of people in minor units, of all money.
    beyond_recency : Estimates
        Share of buyers that ordered again, less that of all buyers of the same recency.
    """

    people: Ints
    returned: Ints
    buyers: Ints
    buyers_returned: Ints
    orders: Ints
    money: Ints
    return_share: Estimates
    money_per_head: Estimates
    money_share: Estimates
    beyond_recency: Estimates

    @classmethod
    def of(cls, followed: Followed, segments: int) -> Self:
        """Sum up.

        Parameters
        ----------
        followed : Followed
            Everybody.
        segments : int
            How many segments there are.
        """
        group, number = followed.groups(segments), segments + 1
        bought, back = followed.buyers, followed.returned
        label = followed.places[bought].astype(np.int64)
        recency = followed.features.column(RECENCY)[bought]
        people = _people(group, number)
        returned = _people(group[followed.orders > 0], number)
        return cls(
            people,
            returned,
            _people(label, number),
            _people(label[back[bought]], number),
            locked(sums(followed.orders, group, number)),
            locked(sums(followed.money, group, number)),
            wilson(returned, people),
            means(followed.money, group, number),
            parts(followed.money, group, number),
            beyond_bands(label, bands(recency), back[bought], number),
        )


def _people(group: Ints, number: int) -> Ints:
    """Count the people of every group."""
    return locked(np.bincount(group, minlength=number))
