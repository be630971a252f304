"""Purchases to come from customers who have not left.

A customer who orders at rate λ, and leaves after an order with probability p, makes
(1 - exp(-λpt)) / p orders until the time t. If λ has a gamma distribution of shape s and rate A,
the mean is (1 - (1 + pt/A)^-s) / p; over p, which has a beta distribution, it is reckoned by
quadrature. The literature writes the result with Gauss's hypergeometric function (Fader, Hardie
and Lee 2005, equation 10); in that form it is 0/0 where a = 1, and overflows for customers with
hundreds of orders.
"""

from typing import Final

import numpy as np
from attrs import frozen

from clm._threads import hands
from clm.ledger.column import Floats, Ints
from clm.value.quadrature import beta_nodes

COUNTS: Final = np.array([12, 16, 20, 24, 32, 40, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024])
"""Numbers of nodes. Short horizons need few; a thousand times somebody's age needs the most."""

NEAR: Final = 4.0
"""So far apart may the b of two kinds be, near the least one, that they still share their nodes."""

PIECE: Final = 1 << 14
"""Customers at a time: their columns stay in cache from node to node."""

_BELOW_1: Final = 1 - 2**-53


@frozen(eq=False, kw_only=True)
class Living:
    """What is known of customers, provided that they have not left.

    Customers of one kind differ in the rate only.

    Parameters
    ----------
    kind : (n,) int64
        Everybody's kind.
    rate : (n,) float64
        Rate of the gamma distribution of how often they order, in units of time.
    shape : (kinds,) float64
        Shape of that distribution.
    a : float
        Of the beta distribution of the probability to leave after an order.
    b : (kinds,) float64
        Of that distribution.

    Examples
    --------
    >>> one = Living(
    ...     kind=np.array([0]), rate=np.array([4.0]), shape=np.array([0.5]), a=1.0,
    ...     b=np.array([3.0]),
    ... )
    >>> one.purchases(np.array([8.0]), np.array([1.0])).round(6).tolist()
    [0.763737]
    """

    kind: Ints
    rate: Floats
    shape: Floats
    a: float
    b: Floats

    def purchases(self, times: Floats, weights: Floats) -> Floats:
        """Sum up the expected purchases until some times, each with a weight.

        Parameters
        ----------
        times, weights : (k,) float64
            One time with the weight 1 gives the expected purchases until then.

        Returns
        -------
        (n,) float64
        """
        total = np.zeros(len(self.kind))
        band = self._bands(float(times.max(initial=0.0)))
        for place in np.flatnonzero(np.bincount(band)).tolist():
            rows = np.flatnonzero(band == place)
            self._add(total, rows, int(COUNTS[place]), times, weights)
        return total

    def _bands(self, longest: float) -> Ints:
        """Tell how many nodes everybody needs, as a place in `COUNTS`.

        Found by comparing with exact values: relative errors stay below 1e-9 up to a thousand
        times the age, and mostly near 1e-14.
        """
        bent = longest / self.rate * np.sqrt(1 + self.shape)[self.kind]
        place = np.searchsorted(COUNTS, 8 + 4.5 * np.sqrt(bent))
        return np.minimum(place, len(COUNTS) - 1)

    def _add(self, total: Floats, rows: Ints, count: int, times: Floats, weights: Floats) -> None:
        """Add the sums of some customers, in place."""
        nodes, shares = self._tables(count, self.kind[rows])

        def work(piece: slice) -> None:
            who = rows[piece]
            kind, rate, found = self.kind[who], self.rate[who], np.zeros(len(who))
            shape = -self.shape[kind]
            for node, share in zip(nodes, shares, strict=True):
                slope, some = node[kind] / rate, np.zeros(len(who))
                for time, weight in zip(times.tolist(), weights.tolist(), strict=True):
                    some -= weight * np.expm1(shape * np.log1p(slope * time))
                found += share[kind] * some
            total[who] = found

        with hands(len(rows)) as crew:
            crew.pieces(work, len(rows), PIECE)

    def _tables(self, count: int, kinds: Ints) -> tuple[Floats, Floats]:
        """Give nodes, and weights over nodes, of every kind that occurs; (count, kinds) each.

        Neighbouring kinds share their nodes: those of the least b, at which the others put the
        rest of their density, a power of 1 - p, into the weights. Powers double from one set of
        nodes to the next, as the distance that they bridge does.
        """
        nodes, shares = np.ones((2, count, len(self.shape)))
        there = np.flatnonzero(np.bincount(kinds))
        b = self.b[there]
        group = np.log2(1 + (b - b.min()) / NEAR).astype(np.int64)
        for each in np.flatnonzero(np.bincount(group)).tolist():
            some = there[group == each]
            least = float(self.b[some].min())
            at, weights = beta_nodes(count, self.a, least)
            power = np.log1p(-np.minimum(at, _BELOW_1))[:, None] * (self.b[some] - least)
            dense = weights[:, None] * np.exp(power)
            nodes[:, some] = at[:, None]
            shares[:, some] = dense / dense.sum(axis=0) / at[:, None]
        return nodes, shares
