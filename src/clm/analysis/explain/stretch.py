"""Days on which the same new orders do the same, and all that they can do.

There the cell depends on the number of orders and on their money alone, and changes only at bounds:
a count passes one at some number of orders, a sum at some amount, and the average order at an
amount for each number. So the smallest numbers and amounts of all cells that can be reached are
among these, which are few.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import frozen

from clm.analysis.explain.ruler import Cell, FeatureAxis
from clm.model.money import LARGEST

Valued = Sequence[tuple[FeatureAxis, int]]

_ONE: Final = 1


@frozen(eq=False)
class Stretch:
    """What new orders can do on some days.

    Parameters
    ----------
    first, last : int
        The days.
    still : int
        What the axes that do not depend on number or money add to the number of the cell.
    counts, sums : sequence of (FeatureAxis, int)
        The axes to whose values each order adds one, and its amount, with the values in silence.
    averages : sequence of FeatureAxis
        The axes of the average order.
    orders, net : int
        Orders that count, and net money in minor units, of her whole life.
    """

    first: int
    last: int
    still: Cell
    counts: Valued
    sums: Valued
    averages: Sequence[FeatureAxis]
    orders: int
    net: int

    def options(self) -> Iterator[tuple[int, int, Cell]]:
        """Give number, money and cell of all orders worth trying, the least first."""
        amounts = self._amounts()
        spent = {amount: _added(self.sums, amount) for amount in amounts}
        for orders in sorted(self._numbers(amounts)):
            cell = self.still + _added(self.counts, orders)
            for amount in sorted(amounts | self._averaging(orders)):
                money = spent[amount] if amount in spent else _added(self.sums, amount)
                yield orders, amount, cell + money + self._average(orders, amount)

    def _amounts(self) -> set[int]:
        """Give the amounts at which sums pass a bound, and none."""
        return {0, *_missing(self.sums)}

    def _averaging(self, orders: int) -> set[int]:
        """Give the amounts at which the average of so many more orders passes a bound."""
        every = self.orders + orders
        passed = (bound * every - self.net for axis in self.averages for bound in axis.bounds)
        return {amount for amount in passed if 0 < amount < LARGEST}

    def _numbers(self, amounts: set[int]) -> set[int]:
        """Give the numbers of orders at which counts pass a bound, or some amount the average."""
        diluted = (
            (self.net + amount) // bound - self.orders + 1
            for axis in self.averages
            for bound in axis.bounds
            for amount in amounts
            if bound
        )
        return {_ONE, *_missing(self.counts), *(each for each in diluted if each > _ONE)}

    def _average(self, orders: int, amount: int) -> Cell:
        """Give what the average order adds to the number of the cell."""
        average = (self.net + amount) // (self.orders + orders)
        return sum(axis.step(average) for axis in self.averages)


def _missing(values: Valued) -> Iterator[int]:
    """Give what values lack to their bounds."""
    lacks = (bound - value for axis, value in values for bound in axis.bounds if bound > value)
    return (lack for lack in lacks if lack < LARGEST)


def _added(values: Valued, more: int) -> Cell:
    """Give what axes add to the number of the cell when their values have grown."""
    return sum(axis.step(value + more) for axis, value in values)
