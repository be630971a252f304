"""Whether a template sorts people better than recency alone."""

from math import isnan

import numpy as np
from attrs import frozen

from clm._show import html_table, table, tag
from clm.analysis.backtest.beyond import bands
from clm.analysis.backtest.concordance import Concordance
from clm.analysis.backtest.intervals import Estimate
from clm.ledger.column import AnyArray, Bools

_VERDICTS = {
    1: "better than recency alone",
    0: "not told apart from recency alone",
    -1: "worse than recency alone",
}


@frozen(repr=False)
class Sorting:
    """How well people are sorted by who ordered again: by rank, by recency, by orders.

    Each figure is the chance that of two people, one who ordered again and one who did not, the
    first stands higher, equals counting half: 0.5 is chance, 1 is perfect. All are of the same
    people: those with a counted order on the day.

    Parameters
    ----------
    people, returned : int
        Buyers, and those of them who ordered again.
    template : Estimate
        By the ranks of the segments.
    recency : Estimate
        By the days since the last order alone, fewer first.
    orders : Estimate
        By the number of orders alone, more first.
    banded : Estimate
        By recency cut into as many bands as the people have ranks: what labels that tell nothing
        but recency would reach, since a few labels leave more people equal than days do.
    over_recency, over_orders, over_banded : Estimate
        `template` less the others; intervals know that the people are the same (DeLong and others
        1988).
    bands : int
        How many ranks the people have.
    """

    people: int
    returned: int
    template: Estimate
    recency: Estimate
    orders: Estimate
    banded: Estimate
    over_recency: Estimate
    over_orders: Estimate
    over_banded: Estimate
    bands: int

    @classmethod
    def of(cls, ranks: AnyArray, recency: AnyArray, orders: AnyArray, returned: Bools) -> "Sorting":
        """Compare three orders of the same people.

        Parameters
        ----------
        ranks, recency, orders : (n,) int
            Of buyers.
        returned : (n,) bool
            Who ordered again.

        Examples
        --------
        >>> ranks, days = np.array([1, 2, 2]), np.array([90, 10, 5])
        >>> Sorting.of(ranks, days, np.array([1, 1, 4]), days < 10)
        <Sorting of 3 buyers · template 0.750 · recency 1.000 · orders 1.000>
        """
        values, level = np.unique(ranks, return_inverse=True)
        days = recency.max(initial=0) - recency
        number = max(len(values), 1)
        band = number - 1 - bands(recency, number)
        found = Concordance.of([level, days, orders, band], returned)
        return cls(
            people=len(returned),
            returned=int(returned.sum()),
            template=found.area(0),
            recency=found.area(1),
            orders=found.area(2),
            banded=found.area(3),
            over_recency=found.difference(0, 1),
            over_orders=found.difference(0, 2),
            over_banded=found.difference(0, 3),
            bands=len(values),
        )

    @property
    def verdict(self) -> str:
        """Whether the template sorts better than recency alone, in words."""
        if isnan(self.template.value):
            return "nothing to sort: all of them ordered again, or nobody"
        return _VERDICTS[self.over_recency.sign]

    def table(self) -> str:
        """Write the figures with their intervals."""
        return table(self._head(), self._rows())

    def __repr__(self) -> str:
        """The three figures."""
        said = (f"{name} {self._short(name)}" for name in ("template", "recency", "orders"))
        return tag("Sorting", f"of {self.people:,} buyers", *said)

    def _repr_html_(self) -> str:
        """The figures with their intervals."""
        return html_table(self.verdict, self._head(), self._rows())

    def _head(self) -> list[str]:
        """Name the columns."""
        return ["sorted by", "figure", "95 % from", "to"]

    def _rows(self) -> list[list[object]]:
        """Write a row for every figure."""
        figures = {
            "template": self.template,
            "recency": self.recency,
            f"recency in {self.bands} bands": self.banded,
            "orders": self.orders,
            "template less recency": self.over_recency,
            "template less recency in bands": self.over_banded,
            "template less orders": self.over_orders,
        }
        return [
            [name, *(_written(part) for part in (each.value, each.low, each.high))]
            for name, each in figures.items()
        ]

    def _short(self, name: str) -> str:
        """Write one of the figures."""
        figure: Estimate = getattr(self, name)
        return _written(figure.value)


def _written(figure: float) -> str:
    """Write a figure to three decimals."""
    return "-" if isnan(figure) else f"{figure:.3f}"
