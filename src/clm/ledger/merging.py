"""Which customers become one: who is merged into whom, checked against those who are there."""

from collections.abc import Iterator

import numpy as np
from attrs import frozen

from clm.errors import Fault, LedgerError, UnknownNameError, unknown
from clm.ledger.aliases import Aliases, read_pairs
from clm.ledger.books import Books
from clm.ledger.column import NAMED, shortened
from clm.model.event import CustomerId

_WHERE = "mapping"


@frozen
class Merge:
    """Customers who become one.

    Parameters
    ----------
    pairs : mapping
        Ids that are given up, to those who stay.

    Examples
    --------
    >>> merge = Merge({"guest-7": "ann"})
    >>> merge.added_to({"guest-3": "guest-7", "bobby": "bob"})
    {'guest-3': 'ann', 'bobby': 'bob', 'guest-7': 'ann'}
    """

    pairs: Aliases

    def added_to(self, aliases: Aliases) -> Aliases:
        """Give all old ids: those there were, which follow their customer, and the new ones."""
        followed = {old: self.pairs.get(new, new) for old, new in aliases.items()}
        return {**followed, **self.pairs}

    @property
    def groups(self) -> dict[CustomerId, list[CustomerId]]:
        """Everybody who stays, with all her ids: her own, then the others as they were named."""
        groups: dict[CustomerId, list[CustomerId]] = {new: [new] for new in self.pairs.values()}
        for old, new in self.pairs.items():
            groups[new].append(old)
        return groups


def read_merge(mapping: object, books: Books) -> Merge:
    """Check who is to be merged into whom.

    Parameters
    ----------
    mapping : mapping
        Ids that are given up, to those who stay.
    books : Books
        Who is there, and under which other ids.

    Raises
    ------
    LedgerError
        Not a mapping of ids to ids of one type; chains and circles; ids that are merged already.
        Unknown ids are told with them.
    UnknownNameError
        Nobody has these ids, and nothing else is wrong.
    """
    pairs, faults = read_pairs(mapping, _WHERE)
    faults += [*_alias_faults(pairs, books.aliases)]
    strangers = _strangers(pairs, books)
    if faults:
        known = books.customer.ids.tolist() if strangers else ()
        faults = shortened(faults, _WHERE)
        absent = [unknown("customer", each, known, _WHERE) for each in strangers[:NAMED]]
        raise LedgerError([*faults, *absent])
    if strangers:
        raise UnknownNameError(
            "customer", strangers[0], books.customer.ids.tolist(), *strangers[1:]
        )
    return Merge(pairs)


def _alias_faults(pairs: Aliases, aliases: Aliases) -> Iterator[Fault]:
    """Find ids that are other ids of somebody already."""
    for old, new in pairs.items():
        where = f"{_WHERE}[{old!r}]"
        if old in aliases:
            whose = aliases[old]
            done = "leave it out" if whose == new else f"merge {whose!r} and {new!r}"
            yield Fault(where, f"{old!r} is an alias of {whose!r} already", done)
        if new in aliases:
            whose = aliases[new]
            yield Fault(where, f"{new!r} is an alias of {whose!r}", f"write {whose!r}")


def _strangers(pairs: Aliases, books: Books) -> list[CustomerId]:
    """List the ids that are nobody's."""
    ids = [*dict.fromkeys(each for pair in pairs.items() for each in pair)]
    absent = [ids[at] for at in np.flatnonzero(books.find(ids) < 0).tolist()]
    return [each for each in absent if each not in books.aliases]
