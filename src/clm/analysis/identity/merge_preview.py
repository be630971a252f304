"""What a merge of customers would change, on the day of a snapshot."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
from attrs import field, frozen

from clm._frames import Columns, Framed, Missing
from clm._show import counted, html_table, table, tag
from clm.analysis.identity.merged import Merged
from clm.analysis.identity.standing import Standing
from clm.errors import UnknownNameError
from clm.ledger.coding.ids import plain_id
from clm.ledger.column import AnyArray, Bools, Ints, locked, stays_locked
from clm.lifecycle.template import Template
from clm.model.event import CustomerId
from clm.model.money import Money

_NAMED: Final = 3
_SHOWN: Final = 6
_CHANGES: Final = 4
_IN_HTML: Final = 100
_HEAD: Final = ("customer", "with", "was", "would be", "orders", "net")


@stays_locked
@frozen(eq=False, repr=False, kw_only=True)
class MergePreview(Framed):
    """Who would stand where if some customers were one.

    Make one with `Snapshot.merge_preview`; template, cut points and day are the snapshot's.

    Parameters
    ----------
    template : Template
        The segments.
    as_of : date
        The day.
    currency : str
        ISO 4217 code of the amounts, which are minor units.
    people : (m,) int64, read-only
        Everybody in the snapshot by segment, in the order of ``template.segments``.
    customers : (k,) int64 or text, read-only
        Those who stay, in the order in which they were named.
    ids : (n,) int64 or text, read-only
        All ids of the first of them, her own one first, then all ids of the next, ….
    whose : (n,) int64, read-only
        Position in `customers` of each id's customer.
    before : Standing
        Of each id.
    after : Standing
        Of each customer.

    Examples
    --------
    >>> from clm.analysis.snapshot.taking import snapshot
    >>> from clm.ledger.ledger import Ledger
    >>> days = ["2024-05-01", "2024-05-03"]
    >>> shop = Ledger.from_columns(customer=["g", "ann"], when=days, amount=[9, 5], currency="EUR")
    >>> preview = snapshot(shop, "five-stage", as_of="2024-05-12").merge_preview({"g": "ann"})
    >>> preview
    <MergePreview five-stage · as of 2024-05-12 · 2 ids of 1 customer · 1 would move>
    customer  with  was                          would be  orders    net
    ann       g     new_customer + new_customer  retained       2  14.00
      people: new_customer 2 → 0 · retained 0 → 1
    >>> preview.moves
    {'ann': ('new_customer', 'retained')}
    """

    template: Template
    as_of: date
    currency: str
    people: Ints = field(converter=locked)
    customers: AnyArray = field(converter=locked)
    ids: AnyArray = field(converter=locked)
    whose: Ints = field(converter=locked)
    before: Standing
    after: Standing

    @property
    def counts_before(self) -> dict[str, int]:
        """How many people are in each segment, in template order."""
        return self._by_segment(self.people)

    @property
    def counts_after(self) -> dict[str, int]:
        """How many people would be in each segment, in template order."""
        return self._by_segment(self.people + self._change)

    @property
    def change(self) -> dict[str, int]:
        """How many people more (or fewer, if negative) each segment would have."""
        return self._by_segment(self._change)

    @property
    def moves(self) -> dict[CustomerId, tuple[str, str]]:
        """Segments, before and after, of those who stay but not where they are; "" is nowhere."""
        (before, after), customers = self._names, self.customers.tolist()
        starts, moved = self._starts.tolist(), np.flatnonzero(self._moved).tolist()
        return {customers[at]: (before[starts[at]], after[at]) for at in moved}

    @property
    def notes(self) -> tuple[str, ...]:
        """Who is merged, but not in the snapshot."""
        absent = self.ids[self.before.absent].tolist()
        if not absent:
            return ()
        named = [f"{each!r:.40}" for each in absent[:_NAMED]]
        named += [f"{len(absent) - _NAMED:,} more"] if len(absent) > _NAMED else []
        return (f"nothing had happened up to {self.as_of} under {', '.join(named)}",)

    def columns(self) -> dict[str, AnyArray]:
        """Give a row for every id.

        Returns
        -------
        dict of str to (n,) array, read-only
            ``customer`` (who stays), ``id``, ``segment_before``, ``stage_before``,
            ``orders_before``, ``monetary_before`` (minor units) of the id, and ``segment``,
            ``stage``, ``orders``, ``monetary`` that its customer would have, the same in all her
            rows. Whoever is not in the snapshot has the segment and stage "", and 0 of the rest.
        """
        before, after = (each.columns(self.template) for each in (self.before, self.after))
        columns = {
            "customer": self.customers[self.whose],
            "id": self.ids,
            **{f"{name}_before": column for name, column in before.items()},
            **{name: column[self.whose] for name, column in after.items()},
        }
        return {name: locked(column) for name, column in columns.items()}

    def _missing(self, columns: Columns) -> Missing:
        """Tell which values are none."""
        before, after = self.before.absent, self.after.absent[self.whose]
        absent = {"segment_before": before, "stage_before": before}
        return {**super()._missing(columns), **absent, "segment": after, "stage": after}

    def __getitem__(self, customer: CustomerId) -> Merged:
        """Show a customer who would come of the merge, by any of her ids.

        Raises
        ------
        UnknownNameError
            Nobody who is merged has that id; the nearest are offered.
        """
        row = self._row(customer)
        if row < 0:
            raise UnknownNameError("merged customer", customer, self.ids.tolist())
        return self._merged(int(self.whose[row]))

    def __contains__(self, customer: object) -> bool:
        """Tell whether somebody is merged, by any of her ids."""
        return self._row(customer) >= 0

    def __iter__(self) -> Iterator[CustomerId]:
        """Go through those who stay."""
        return iter(self.customers.tolist())

    def __len__(self) -> int:
        """Count the customers who would come of the merge."""
        return len(self.customers)

    def __str__(self) -> str:
        """Every customer, and what is to be said of all."""
        rows = [self._merged(at).row() for at in range(len(self))]
        return "\n".join([self._head(), *_tables(rows), *self._foot(len(self.people))])

    def __repr__(self) -> str:
        """The first few customers, and what is to be said of all."""
        rows = [self._merged(at).row() for at in range(min(len(self), _SHOWN))]
        more = len(self) - _SHOWN
        rest = [f"… {counted(more, 'more customer')}, all of them by print()"] if more > 0 else []
        return "\n".join([self._head(), *_tables(rows), *rest, *self._foot(_CHANGES)])

    def _repr_html_(self) -> str:
        """The customers, and what is to be said of all."""
        rows = [self._merged(at).row() for at in range(min(len(self), _IN_HTML))]
        more = len(self) - _IN_HTML
        foot = [line.strip() for line in self._foot(len(self.people))]
        foot += [f"{counted(more, 'more customer')} not shown"] if more > 0 else []
        return html_table(" · ".join([self._head()[1:-1], self.currency, *foot]), _HEAD, rows)

    @cached_property
    def _rows(self) -> dict[object, int]:
        """Where each id stands."""
        return {each: row for row, each in enumerate(self.ids.tolist())}

    def _row(self, customer: object) -> int:
        """Find the row of an id; -1 if there is none."""
        own = plain_id(customer)
        return -1 if own is None else self._rows.get(own, -1)

    @cached_property
    def _starts(self) -> Ints:
        """Where the ids of each customer begin, and the end of all; (k + 1,)."""
        return np.searchsorted(self.whose, np.arange(len(self) + 1))

    @property
    def _moved(self) -> Bools:
        """Tell who would stand elsewhere; (k,) bool."""
        moved: Bools = self.before.places[self._starts[:-1]] != self.after.places
        return moved

    @property
    def _change(self) -> Ints:
        """Count who would come to each segment, less who would leave it."""
        many = len(self.people)
        return self.after.people(many) - self.before.people(many)

    def _by_segment(self, numbers: Ints) -> dict[str, int]:
        """Name the segments."""
        keys = (each.key for each in self.template.segments)
        return dict(zip(keys, numbers.tolist(), strict=True))

    @cached_property
    def _names(self) -> tuple[list[str], list[str]]:
        """Name the segments of each id before, and of each customer after."""
        return self.before.keys(self.template), self.after.keys(self.template)

    def _merged(self, at: int) -> Merged:
        """Show the customer at a position."""
        rows, (before, after) = slice(*self._starts[at : at + 2].tolist()), self._names
        ids: list[CustomerId] = self.ids[rows].tolist()
        money = Money.from_minor(int(self.after.monetary[at]), self.currency)
        return Merged(ids[0], ids, before[rows], after[at], int(self.after.orders[at]), money)

    def _head(self) -> str:
        """Say which template and day, how many ids and customers, and who would move."""
        return tag(
            "MergePreview",
            self.template.key,
            f"as of {self.as_of}",
            f"{counted(len(self.ids), 'id')} of {counted(len(self), 'customer')}",
            f"{np.count_nonzero(self._moved):,} would move",
        )

    def _foot(self, most: int) -> list[str]:
        """Say which segments would grow and shrink most, and what else is to be noted."""
        after, before = self.counts_after, self.counts_before
        changed = sorted(
            (key for key, number in self.change.items() if number),
            key=lambda key: -abs(self.change[key]),
        )
        words = [f"{key} {before[key]:,} → {after[key]:,}" for key in changed[:most]]
        words += [f"{len(changed) - most} more"] if len(changed) > most else []
        people = [f"  people: {' · '.join(words)}"] if words else []
        return [*people, *(f"  note: {note}" for note in self.notes)]


def _tables(rows: list[tuple[str, str, str, str, int, str]]) -> list[str]:
    """Lay rows out, if there are any."""
    return [table(_HEAD, rows)] if rows else []
