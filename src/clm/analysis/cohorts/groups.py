"""Customers split into groups, by an attribute or by their segment on a day."""

from typing import Final, Self

import numpy as np
from attrs import frozen

from clm.analysis.attribute import UNKNOWN, attribute_faults, attribute_of
from clm.analysis.snapshot.snapshot import Snapshot
from clm.errors import Fault
from clm.features.table import Features
from clm.ledger.column import Codes, Ints
from clm.ledger.ledger import Ledger

NOWHERE: Final = UNKNOWN
"""The group of those who have no value of the attribute, or are not in the snapshot."""


@frozen(eq=False)
class Groups:
    """A group for every customer of a ledger.

    Parameters
    ----------
    by : str
        What they are split by.
    names : tuple of str
        The groups, in order.
    of : (n,) int32
        Position of each customer's group, by customer code.
    """

    by: str
    names: tuple[str, ...]
    of: Codes

    def places(self, customer: Codes) -> Ints:
        """Give the position of the group of customer codes; (n,) int64."""
        if len(self.names) == 1:
            return np.zeros(len(customer), np.int64)
        return self.of[customer].astype(np.int64)

    @classmethod
    def of_attribute(cls, ledger: Ledger, name: str) -> Self:
        """Split by an attribute; whoever has no value of it is in the first group.

        Examples
        --------
        >>> shop = Ledger.from_columns(
        ...     customer=["ann", "bob"], when=["2024-05-01"] * 2, amount=[9, 9], currency="EUR"
        ... ).with_attributes(country={"bob": "DE"})
        >>> groups = Groups.of_attribute(shop, "country")
        >>> groups.names, groups.of.tolist()
        (('', 'DE'), [0, 1])
        """
        names, place = attribute_of(ledger, name)
        return cls(name, tuple(names.tolist()), place.astype(np.int32))

    @classmethod
    def of_snapshot(cls, ledger: Ledger, snapshot: Snapshot) -> Self:
        """Split by segment; whoever is not in the snapshot is in the last group."""
        names = (*(each.key for each in snapshot.template.segments), NOWHERE)
        rows = _rows(ledger, snapshot)
        places = np.append(snapshot.places.astype(np.int32), np.int32(len(names) - 1))
        return cls(f"segment on {snapshot.as_of}", names, places[rows])

    @classmethod
    def of_all(cls) -> Self:
        """Put everybody into one group."""
        return cls("", (NOWHERE,), np.zeros(0, np.int32))


def groups_by(ledger: Ledger, by: str | Snapshot | None) -> Groups:
    """Split the customers of a ledger, if they are to be split."""
    if by is None:
        return Groups.of_all()
    if isinstance(by, str):
        return Groups.of_attribute(ledger, by)
    return Groups.of_snapshot(ledger, by)


def by_faults(ledger: object, by: object) -> list[Fault]:
    """Name what customers cannot be split by."""
    if by is None:
        return []
    if isinstance(by, str):
        return attribute_faults(ledger, by)
    if not isinstance(by, Snapshot):
        mend = "name an attribute of the ledger, or give clm.snapshot(…)"
        return [Fault("by", f"{by!r:.40} is no attribute and no snapshot", mend)]
    if isinstance(ledger, Ledger) and len(by) and (_rows(ledger, by) < 0).all():
        return [Fault("by", "the snapshot knows nobody of the ledger", "take one of this shop")]
    return []


def _rows(ledger: Ledger, snapshot: Snapshot) -> Codes:
    """Give the snapshot's row of every customer of a ledger; -1 is none; (n,) int32."""
    features = snapshot.features
    if isinstance(features, Features) and features.ledger is ledger:
        return features.rows_of(np.arange(len(ledger), dtype=np.int32))
    return features.find(ledger.customers.tolist())
