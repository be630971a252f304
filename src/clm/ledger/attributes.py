"""What a shop knows of its customers besides what happened: country, birthday, …."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import Any, Self

from attrs import field, frozen

from clm.errors import ColumnError, Fault
from clm.ledger.aliases import told_of
from clm.model.event import CustomerId

Values = Mapping[CustomerId, object]


def _frozen(columns: Mapping[str, Any]) -> Mapping[str, Values]:
    """Copy the mappings, so that nobody can change them."""
    faults = [
        Fault(name, f"{values!r:.60} is no mapping", "give {'ann': 'DE'}")
        for name, values in columns.items()
        if not isinstance(values, Mapping)
    ]
    if faults:
        raise ColumnError(faults)
    return MappingProxyType(
        {name: MappingProxyType(dict(values)) for name, values in columns.items()}
    )


@frozen
class Attributes(Mapping[str, Values]):
    """Values of customers by the name of the attribute.

    Parameters
    ----------
    columns : mapping of str to mapping of customer to value
        ``{"country": {"ann": "DE"}}``.

    Raises
    ------
    ColumnError
        Values that are not told by customer.

    Examples
    --------
    >>> known = Attributes({"country": {"ann": "DE"}})
    >>> known.of("ann"), known.of("bob")
    ({'country': 'DE'}, {})
    """

    columns: Mapping[str, Values] = field(factory=dict[str, Values], converter=_frozen)

    def of(self, customer: CustomerId) -> dict[str, object]:
        """Give all that is known of one customer."""
        return {name: each[customer] for name, each in self.columns.items() if customer in each}

    def customers(self) -> list[CustomerId]:
        """List everybody of whom anything is known."""
        return list(dict.fromkeys(each for values in self.columns.values() for each in values))

    def updated(self, other: Mapping[str, Values]) -> Self:
        """Add values; a customer's newer value replaces the older."""
        newer = {name: {**self.columns.get(name, {}), **values} for name, values in other.items()}
        return type(self)({**self.columns, **newer})

    def renamed(self, aliases: Mapping[CustomerId, CustomerId]) -> Self:
        """Give customers their new ids; what is told of the new id itself goes before."""
        return type(self)({name: told_of(each, aliases) for name, each in self.columns.items()})

    def only(self, customers: AbstractSet[CustomerId]) -> Self:
        """Keep some customers."""
        return type(self)(
            {
                name: {each: value for each, value in values.items() if each in customers}
                for name, values in self.columns.items()
            }
        )

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Pickle by the values."""
        return type(self), ({name: dict(values) for name, values in self.columns.items()},)

    def __getitem__(self, name: str) -> Values:
        """Give the values of one attribute."""
        return self.columns[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self.columns)

    def __len__(self) -> int:
        """Count the attributes."""
        return len(self.columns)
