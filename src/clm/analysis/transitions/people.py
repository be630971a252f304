"""The people of two snapshots side by side: everybody of the later one, then those who are gone."""

from collections.abc import Mapping
from functools import cached_property
from typing import Final

import numpy as np
from attrs import field, frozen

from clm._frozen import FrozenDict
from clm.analysis.snapshot.snapshot import Snapshot
from clm.features.table import Features, FeatureTable
from clm.ledger.coding.codebook import Codebook
from clm.ledger.column import AnyArray, Codes, locked
from clm.lifecycle.lookup import Cells
from clm.model.event import CustomerId

NOWHERE: Final = np.int32(-1)


@frozen(eq=False)
class People:
    """Everybody who is in one of two snapshots, told apart by the id.

    Parameters
    ----------
    before, after : FeatureTable
        Their populations.
    place : (b,) int32, read-only
        Where everybody of the first is in the common order.
    gone : (g,) int32, read-only
        Rows of the first whose id is not in the second; they come last in the common order.
    """

    before: FeatureTable
    after: FeatureTable
    place: Codes = field(converter=locked)
    gone: Codes = field(converter=locked)

    @classmethod
    def of(cls, before: Snapshot, after: Snapshot) -> "People":
        """Find everybody of the first snapshot in the second."""
        place = _rows_in(before.features, after.features)
        gone = np.flatnonzero(place == NOWHERE).astype(np.int32)
        if len(gone):
            place = place.copy()
            place[gone] = len(after) + np.arange(len(gone), dtype=np.int32)
        return cls(before.features, after.features, place, gone)

    def __len__(self) -> int:
        """Count them."""
        return len(self.after) + len(self.gone)

    @cached_property
    def customers(self) -> AnyArray:
        """Their ids; (n,) int64 or text, read-only."""
        if not len(self.gone):
            return self.after.customers
        left = self.before.customers[self.gone]
        if not len(self.after):
            return locked(left)
        return locked(np.concatenate([self.after.customers, left]))

    @cached_property
    def merged(self) -> Mapping[CustomerId, CustomerId]:
        """Who of those who are gone has become whom."""
        left: list[CustomerId] = self.before.customers[self.gone].tolist()
        ledger = self.after.ledger
        if ledger is None:
            return FrozenDict[CustomerId, CustomerId]({})
        aliases = ledger.contents.books.aliases
        return FrozenDict({old: aliases[old] for old in left if old in aliases})

    def at_first(self, places: Cells, absent: int) -> Cells:
        """Lay the first snapshot's places out in the common order; `absent` is nowhere."""
        return _spread(places, self.place, len(self), absent)

    def at_last(self, places: Cells, absent: int) -> Cells:
        """The same for the second snapshot's places."""
        return _spread(places, self.rows_in_order(), len(self), absent)

    def between(self, features: Features, places: Cells, absent: int) -> Cells:
        """The same for places of a table of the second snapshot's ledger, on some earlier day."""
        return _spread(places, self.rows_of(features), len(self), absent)

    def rows_in_order(self) -> Codes:
        """Say where everybody of the second snapshot is: in the same order."""
        return np.arange(len(self.after), dtype=np.int32)

    def rows_of(self, features: Features) -> Codes:
        """Say where everybody of a table of the second snapshot's ledger is."""
        if isinstance(self.after, Features):
            return self.after.rows_of(features.codes)
        return self.after.find(features.customers.tolist())


def _spread(places: Cells, where: Codes, size: int, absent: int) -> Cells:
    """Write places into a column in which everybody else is absent."""
    kind = np.promote_types(places.dtype, np.min_scalar_type(absent))
    if len(places) == size:
        ordered: Cells = places.astype(kind, copy=False)
        if np.array_equal(where, np.arange(size)):
            return ordered
    spread: Cells = np.full(size, absent, kind)
    spread[where] = places
    return spread


def _rows_in(mine: FeatureTable, other: FeatureTable) -> Codes:
    """Give the rows at which people of one table are in another; -1 of nobody there."""
    if isinstance(mine, Features) and isinstance(other, Features):
        one, two = (each.ledger.contents.books.customer for each in (mine, other))
        if one is two or _begins_with(two, one):
            return other.rows_of(mine.codes)
    codes = _book(other).lookup(mine.customers) if len(mine) else np.zeros(0, np.int32)
    return other.rows_of(codes) if isinstance(other, Features) else codes


def _book(features: FeatureTable) -> Codebook:
    """Give the ids of a table; a code is a row, or that of its ledger."""
    if features.ledger is not None:
        return features.ledger.contents.books.customer
    return Codebook(features.customers)


def _begins_with(book: Codebook, other: Codebook) -> bool:
    """Tell whether the ids of one book are the first ones of another."""
    return len(other) <= len(book) and Codebook(book.ids[: len(other)]) == other
