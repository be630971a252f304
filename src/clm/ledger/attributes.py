"""What a shop knows of its customers besides what happened: country, birthday, …."""

from collections.abc import Iterator, Mapping, Set
from types import MappingProxyType
from typing import Self

from attrs import field, frozen

from clm.model.event import CustomerId

Values = Mapping[CustomerId, object]


def _frozen(columns: Mapping[str, Values]) -> Mapping[str, Values]:
    """Copy the mappings, so that nobody can change them."""
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

    def updated(self, other: Mapping[str, Values]) -> Self:
        """Add values; a customer's newer value replaces the older."""
        newer = {name: {**self.columns.get(name, {}), **values} for name, values in other.items()}
        return type(self)({**self.columns, **newer})

    def only(self, customers: Set[CustomerId]) -> Self:
        """Keep some customers."""
        return type(self)(
            {
                name: {each: value for each, value in values.items() if each in customers}
                for name, values in self.columns.items()
            }
        )

    def __getitem__(self, name: str) -> Values:
        """Give the values of one attribute."""
        return self.columns[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self.columns)

    def __len__(self) -> int:
        """Count the attributes."""
        return len(self.columns)
