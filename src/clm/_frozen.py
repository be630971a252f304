"""A mapping that nobody can change, and that pickles: what a frozen value holds by name."""

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Any, TypeVar

from attrs import field, frozen

K = TypeVar("K")
V = TypeVar("V")


def _copied(items: Mapping[K, V]) -> dict[K, V]:
    """Copy a mapping, so that nobody else holds it."""
    return dict(items)


@frozen(eq=False, repr=False)
class FrozenDict(Mapping[K, V]):
    """A dict without a way to change it; unlike `types.MappingProxyType` it can be pickled.

    Parameters
    ----------
    items : mapping
        What it holds; copied, in its order.

    Examples
    --------
    >>> days = FrozenDict({"active": 90})
    >>> days["active"], days == {"active": 90}, days
    (90, True, FrozenDict({'active': 90}))
    >>> days | {"active": 180}
    {'active': 180}
    """

    _items: dict[K, V] = field(converter=_copied)

    def __getitem__(self, key: K) -> V:
        """Give what a key stands for."""
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        """Go through the keys, in order."""
        return iter(self._items)

    def __len__(self) -> int:
        """Count the keys."""
        return len(self._items)

    # A Mapping could do without what follows, one Python call an item slower.

    def __contains__(self, key: object) -> bool:
        """Tell whether a key is there."""
        return key in self._items

    def keys(self) -> KeysView[K]:
        """Show the keys."""
        return self._items.keys()

    def values(self) -> ValuesView[V]:
        """Show what they stand for."""
        return self._items.values()

    def items(self) -> ItemsView[K, V]:
        """Show both."""
        return self._items.items()

    def __or__(self, other: Mapping[Any, Any]) -> dict[Any, Any]:
        """Put it together with another mapping, which wins."""
        return {**self, **other}

    def __ror__(self, other: Mapping[Any, Any]) -> dict[Any, Any]:
        """Put another mapping together with it, and win."""
        return {**other, **self}

    def __hash__(self) -> int:
        """Equal ones are alike here too, whatever their order."""
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        """As it would be made."""
        return f"FrozenDict({self._items!r})"
