"""Customers split into groups, by an attribute or by their segment on a day."""

from collections.abc import Iterator, Mapping
from typing import Final, Self, TypeVar

import numpy as np
from attrs import frozen

from clm._show import tag
from clm.analysis.attribute import UNKNOWN, attribute_of
from clm.analysis.snapshot.snapshot import Snapshot
from clm.errors import Fault, UnknownNameError, unknown
from clm.features.table import Features
from clm.ledger.column import Codes, Ints
from clm.ledger.ledger import Ledger

NOWHERE: Final = UNKNOWN
"""The group of those who have no value of the attribute, or are not in the snapshot."""

_SHOWN: Final = 8
_LONGEST: Final = 24

T = TypeVar("T")


def shown(name: str) -> str:
    r"""Write the name of a group in one short line.

    Examples
    --------
    >>> shown(""), shown("two\nlines"), shown("x" * 30)
    ('-', 'two lines', 'xxxxxxxxxxxxxxxxxxxxxxx…')
    """
    plain = " ".join(name.split()) or "-"
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"


@frozen(eq=False, repr=False)
class ByGroup(Mapping[str, T]):
    """Results by the name of their group, in order.

    Parameters
    ----------
    results : tuple of (str, T)
        Names and results.

    Raises
    ------
    UnknownNameError
        There is no such group; the nearest are offered.

    Examples
    --------
    >>> ages = ByGroup((("", 0), ("DE", 5)))
    >>> ages["DE"], list(ages), ages
    (5, ['', 'DE'], <ByGroup - · DE>)
    """

    results: tuple[tuple[str, T], ...] = ()

    def __getitem__(self, name: object) -> T:
        """Give the result of a group."""
        for key, result in self.results:
            if isinstance(name, str) and key == name:
                return result
        raise UnknownNameError("group", name, self)

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return (name for name, _ in self.results)

    def __len__(self) -> int:
        """Count the groups."""
        return len(self.results)

    def __repr__(self) -> str:
        """The first names."""
        more = [f"{len(self) - _SHOWN} more"] if len(self) > _SHOWN else []
        return tag("ByGroup", *map(shown, [*self][:_SHOWN]), *more)


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
        return _attribute_faults(ledger, by)
    if not isinstance(by, Snapshot):
        mend = "name an attribute of the ledger, or give clm.snapshot(…)"
        return [Fault("by", f"{by!r:.40} is no attribute and no snapshot", mend)]
    if isinstance(ledger, Ledger) and len(by) and (_rows(ledger, by) < 0).all():
        return [Fault("by", "the snapshot knows nobody of the ledger", "take one of this shop")]
    return []


def _attribute_faults(ledger: object, name: str) -> list[Fault]:
    """Name an attribute that the ledger does not have."""
    if not isinstance(ledger, Ledger) or name in ledger.attributes:
        return []
    if not ledger.attributes:
        mend = "add some with ledger.with_attributes(country={'ann': 'DE'})"
        return [Fault("by", f"no attribute {name!r:.40}, for the ledger has none", mend)]
    return [unknown("attribute", name, ledger.attributes, "by")]


def _rows(ledger: Ledger, snapshot: Snapshot) -> Codes:
    """Give the snapshot's row of every customer of a ledger; -1 is none; (n,) int32."""
    features = snapshot.features
    if isinstance(features, Features) and features.ledger is ledger:
        return features.rows_of(np.arange(len(ledger), dtype=np.int32))
    return features.find(ledger.customers.tolist())
