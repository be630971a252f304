"""Who is about to slip: customers whose next move in silence leads down, out of their stage."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, Literal, get_args

import numpy as np
from attrs import field, frozen

from clm._frames import Framed
from clm._show import counted, first_rows, html_table, table, tag
from clm.analysis.horizon.moves import Moves
from clm.analysis.snapshot.columns import Text
from clm.errors import Fault, SnapshotError, UnknownNameError, unknown
from clm.features.table import MONETARY, FeatureTable
from clm.ledger.column import AnyArray, Days, Ints, locked
from clm.lifecycle.lookup import Cells
from clm.lifecycle.template import Template
from clm.model.event import CustomerId
from clm.model.money import written

Order = Literal["money", "day"]

_ORDERS: Final = get_args(Order)
_SHOWN: Final = 9
_HEAD: Final = ("customer", "segment", "slips to", "on", "days", "net")


@frozen(eq=False, repr=False, kw_only=True)
class Slipping(Framed):
    """Customers whose next move, if nothing happens, leads to a lower rank in another stage.

    Make one with `Horizon.slipping`.

    Parameters
    ----------
    template : Template
        Segments and stages.
    features : FeatureTable
        Of all customers.
    row : (k,) int64, read-only
        Who, in the order that was asked for.
    ahead : (k,) int32, read-only
        In how many days.
    before, after : (k,) uint8 or uint16, read-only
        Positions of the segments.
    everybody : int
        How many there are, those beyond `top` included.
    same_stage : int
        How many others go to a lower rank within their stage in that time; 0 if a stage was named.

    Examples
    --------
    >>> from clm.analysis.snapshot.taking import snapshot
    >>> from clm.ledger.ledger import Ledger
    >>> days = ["2024-05-01", "2024-05-01", "2024-05-02"]
    >>> shop = Ledger.from_columns(customer=[1, 2, 3], when=days, amount=[5, 9, 1], currency="EUR")
    >>> snapshot(shop, "five-stage", as_of="2024-05-12").horizon().slipping(within=30, top=2)
    <Slipping five-stage · as of 2024-05-12 · 2 of 3 · 14.00 EUR net so far>
    customer  segment       slips to          on  days   net
           2  new_customer  one_time  2024-06-01    20  9.00
           1  new_customer  one_time  2024-06-01    20  5.00
    """

    template: Template
    features: FeatureTable
    row: Ints = field(converter=locked)
    ahead: Days = field(converter=locked)
    before: Cells = field(converter=locked)
    after: Cells = field(converter=locked)
    everybody: int
    same_stage: int

    @property
    def as_of(self) -> date:
        """The day that is counted from."""
        return self.features.as_of

    @property
    def customers(self) -> list[CustomerId]:
        """List the customers, in order."""
        ids: list[CustomerId] = self.features.customers[self.row].tolist()
        return ids

    @property
    def money(self) -> int:
        """What they have spent so far, less refunds, in minor units."""
        return int(self._money.sum())

    def columns(self) -> dict[str, AnyArray]:
        """Give the list as columns.

        Returns
        -------
        dict of str to (k,) array, read-only
            ``customer``, ``segment``, ``stage``, ``next_segment``, ``next_stage``, ``day``
            (datetime64[D]), ``days`` (until then), ``money`` (net so far, minor units).
        """
        keys, stages = (
            np.array([getattr(each, name) for each in self.template.segments], Text)
            for name in ("key", "stage")
        )
        columns = {
            "customer": self.features.customers[self.row],
            "segment": keys[self.before],
            "stage": stages[self.before],
            "next_segment": keys[self.after],
            "next_stage": stages[self.after],
            "day": np.datetime64(self.as_of, "D") + self.ahead,
            "days": self.ahead,
            "money": self._money,
        }
        return {name: locked(column) for name, column in columns.items()}

    def table(self) -> str:
        """Write the list, money in major units."""
        return table(_HEAD, self._rows(len(self)))

    def __len__(self) -> int:
        """Count the customers of the list."""
        return len(self.row)

    def __iter__(self) -> Iterator[CustomerId]:
        """Go through the customers, in order."""
        return iter(self.customers)

    def __repr__(self) -> str:
        """How many, what they are worth, and the first of them."""
        return first_rows(self._head(), _HEAD, self._rows(_SHOWN), len(self))

    def _repr_html_(self) -> str:
        """The list, money in major units."""
        return html_table(self._head()[1:-1], _HEAD, self._rows(len(self)))

    def _head(self) -> str:
        """Say how many there are, and what they are worth."""
        listed = counted(len(self), "customer")
        size = listed if len(self) == self.everybody else f"{len(self):,} of {self.everybody:,}"
        worth = f"{written(self.money, self.features.currency)} {self.features.currency} net so far"
        more = f"{self.same_stage:,} fall within their stage" if self.same_stage else ""
        return tag("Slipping", self.template.key, f"as of {self.as_of}", size, worth, more)

    @property
    def _money(self) -> Ints:
        """Net money so far, of everybody listed."""
        return self.features.column(MONETARY)[self.row]

    def _rows(self, most: int) -> list[tuple[str, str, str, str, int, str]]:
        """Write the first so many."""
        keys = [each.key for each in self.template.segments]
        columns = (self.before, self.after, self.ahead, self._money)
        return [
            (
                *(str(who), keys[old], keys[new]),
                (self.as_of + timedelta(days=days)).isoformat(),
                days,
                written(net, self.features.currency),
            )
            for who, old, new, days, net in zip(
                self.features.customers[self.row[:most]].tolist(),
                *(column[:most].tolist() for column in columns),
                strict=True,
            )
        ]


def slipping_of(
    features: FeatureTable,
    template: Template,
    moves: Moves,
    *,
    to_stage: str | None,
    within: int,
    top: int | None,
    order: Order,
) -> Slipping:
    """Select and order the customers who are about to slip; `Horizon.slipping` says how."""
    ranks = np.array([each.rank for each in template.segments], np.int64)
    stages = [each.stage for each in template.segments]
    stage = np.array([stages.index(each) for each in stages])
    first = moves.first
    before, after, ahead = moves.before[first], moves.after[first], moves.ahead[first]
    falls = (ranks[after] < ranks[before]) & (ahead <= within)
    if to_stage is not None:
        falls &= np.array([each == to_stage for each in stages])[after]
    leaves = stage[after] != stage[before]
    first = first[falls & leaves]
    worth = -features.column(MONETARY)[moves.row[first]]
    keys = (moves.ahead[first], worth) if order == "money" else (worth, moves.ahead[first])
    some = first[np.lexsort(keys)[:top]]
    return Slipping(
        template=template,
        features=features,
        row=moves.row[some].astype(np.int64),
        ahead=moves.ahead[some],
        before=moves.before[some],
        after=moves.after[some],
        everybody=len(first),
        same_stage=int((falls & ~leaves).sum()) if to_stage is None else 0,
    )


def check_slipping(
    template: Template, days: int, *, to_stage: object, within: object, top: object, order: object
) -> None:
    """Refuse what cannot be asked for.

    Raises
    ------
    UnknownNameError
        The template has no such stage, and nothing else is wrong.
    SnapshotError
        With everything that is wrong.
    """
    stages = dict.fromkeys(each.stage for each in template.segments)
    strange = to_stage is not None and not (isinstance(to_stage, str) and to_stage in stages)
    faults = [unknown("stage", to_stage, stages, "to_stage")] if strange else []
    faults += _number_faults("within", within, days) + _number_faults("top", top, None)
    if not (isinstance(order, str) and order in _ORDERS):
        faults.append(unknown("order", order, _ORDERS, "order"))
    if strange and len(faults) == 1:
        raise UnknownNameError("stage", to_stage, stages)
    if faults:
        raise SnapshotError(faults)


def _number_faults(where: str, number: object, most: int | None) -> list[Fault]:
    """Name what is no number from 1, or beyond the days that were looked at."""
    if number is None:
        return []
    if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < 1:
        return [
            Fault(where, f"{number!r:.40} is no whole number from 1", "give 30, or leave it out")
        ]
    if most is not None and number > most:
        what = f"{number} days lie beyond the horizon of {counted(most, 'day')}"
        return [Fault(where, what, "give fewer, or a later until=")]
    return []
