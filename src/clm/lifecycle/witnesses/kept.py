"""What is made when it is first asked for, and kept for whoever asks again."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from attrs import define, field

Made = TypeVar("Made")


@define
class Kept(Generic[Made]):
    """Things that are made one after the other.

    Parameters
    ----------
    way : iterator
        Makes them.

    Examples
    --------
    >>> letters = Kept(iter("ab"))
    >>> letters.at(1), letters.at(0), letters.at(2)
    ('b', 'a', None)
    >>> list(letters), list(letters)
    (['a', 'b'], ['a', 'b'])
    """

    way: Iterator[Made]
    kept: list[Made] = field(factory=list[Made], init=False)

    def at(self, place: int) -> Made | None:
        """One of them by its number; None if there are not so many."""
        while len(self.kept) <= place:
            try:
                self.kept.append(next(self.way))
            except StopIteration:
                return None
        return self.kept[place]

    def __iter__(self) -> Iterator[Made]:
        """All of them."""
        place = 0
        while self.at(place) is not None:
            yield self.kept[place]
            place += 1
