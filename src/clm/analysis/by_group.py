"""Results by the name of a group of customers."""

from collections.abc import Iterator, Mapping
from typing import Final, TypeVar

from attrs import frozen

from clm._show import tag
from clm.errors import UnknownNameError

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
