"""The codebooks of a ledger: which code stands for which customer, order, channel, ….

Codes are int32 and given by first appearance, so a ledger's columns stay small and local.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Final, Self

import numpy as np
from attrs import evolve, field, frozen

from clm.errors import ColumnError, UnknownNameError
from clm.ledger.aliases import Aliases
from clm.ledger.coding.codebook import Codebook
from clm.ledger.column import AnyArray, Bools, Codes
from clm.ledger.rows import Rows
from clm.model.event import CustomerId

_IDS: Final = (str, int, float, np.generic)
NAMED = ("order", "channel", "campaign", "row_id")


def _kept(aliases: Aliases) -> Aliases:
    """Copy a mapping, so that nobody can change it; one that was kept before stays."""
    return aliases if isinstance(aliases, MappingProxyType) else MappingProxyType(dict(aliases))


@frozen(eq=False, kw_only=True)
class Books:
    """Codebooks of customers, order ids, channels, campaigns and row ids.

    Parameters
    ----------
    customer, order, channel, campaign, row_id : Codebook
        Named like the columns whose codes they explain.
    aliases : mapping
        Other ids of a customer: old to new.
    """

    customer: Codebook = field(factory=Codebook)
    order: Codebook = field(factory=Codebook)
    channel: Codebook = field(factory=Codebook)
    campaign: Codebook = field(factory=Codebook)
    row_id: Codebook = field(factory=Codebook)
    aliases: Aliases = field(factory=dict[CustomerId, CustomerId], converter=_kept)

    def encode(self, name: str, column: object, label: str) -> tuple[Codebook, Codes]:
        """Encode a column by the codebook of that name; give the book as it has grown."""
        if name == "customer" and self.aliases:
            return self._encode_aliased(column, label)
        book: Codebook = getattr(self, name)
        grown, codes, _ = book.encode(column, name=label)
        return grown, codes

    def _encode_aliased(self, column: object, label: str) -> tuple[Codebook, Codes]:
        """Encode customers, the old ids as the new ones."""
        grown, codes, _ = self.customer.encode(column, name=label)
        new = grown.ids[len(self.customer) :]
        # Nobody here has an old id, so only the new ones can; whichever are fewer are looked up.
        told = self.aliases
        if len(new) < len(told):
            told = {each: told[each] for each in new.tolist() if each in told}
        book, renamed = grown.renamed(told)
        return book, codes if book is grown else _through(renamed, codes)

    def find(self, customers: Sequence[object]) -> Codes:
        """Give the codes of customers, by any of their ids; (n,) int32, -1 for unknown ones."""
        given = [self._own(each) for each in customers] if self.aliases else list(customers)
        try:
            return self.customer.lookup(given)
        except ColumnError:
            return np.array([self.customer.code_of(each) for each in given], np.int32)

    def _own(self, customer: Any) -> Any:
        """Give the new id for an old one."""
        aliases: Mapping[Any, Any] = self.aliases
        return aliases.get(customer, customer) if isinstance(customer, _IDS) else customer

    def codes(self, customers: Iterable[object]) -> list[int]:
        """Give the codes of customers who are there, by any of their ids.

        Raises
        ------
        UnknownNameError
            All who are not there; the nearest are offered.
        """
        given = list(customers)
        codes = self.find(given)
        if unknown := [given[row] for row in np.flatnonzero(codes < 0).tolist()]:
            raise UnknownNameError("customer", unknown[0], self.customer.ids.tolist(), *unknown[1:])
        found: list[int] = codes.tolist()
        return found

    def marked(self, customers: Iterable[object]) -> Bools:
        """Mark some of the customers; (k,) bool.

        Raises
        ------
        ColumnError, UnknownNameError
            A single value; customers who are not there.
        """
        alone = isinstance(customers, str | bytes) or getattr(customers, "ndim", 1) == 0
        if alone or not hasattr(customers, "__iter__"):
            raise ColumnError.of("customers", f"{customers!r:.60} is no list", "give ['ann']")
        marked = np.zeros(len(self.customer), bool)
        marked[self.codes(customers)] = True
        return marked

    def own_ids(self, customers: Iterable[CustomerId]) -> dict[CustomerId, CustomerId]:
        """Give the ids under which customers are kept, by any of their ids.

        Raises
        ------
        UnknownNameError
            All who are not there.
        """
        given = list(customers)
        codes = self.codes(given)
        return dict(zip(given, self.customer.ids[codes].tolist(), strict=True)) if codes else {}

    def join(self, other: "Books", rows: Rows) -> tuple[Self, Rows]:
        """Take over another ledger's codebooks; give its rows in these codes."""
        books, columns = dict[str, Any](), dict[str, AnyArray]()
        for name in ("customer", *NAMED):
            books[name], renamed = self.encode(name, getattr(other, name).ids, name)
            codes = getattr(rows, name)
            if codes is not None:
                columns[name] = _through(renamed, codes)
        return evolve(self, **books), evolve(rows, **columns)

    def __reduce__(self) -> tuple[Callable[[], object], tuple[()]]:
        """Pickle by the fields."""
        books = {name: getattr(self, name) for name in ("customer", *NAMED)}
        return partial(type(self), aliases=dict(self.aliases), **books), ()

    def ranks(self, name: str) -> Codes:
        """Give the alphabetical rank of every code."""
        ids = getattr(self, name).ids.tolist()
        ranks = np.empty(len(ids), np.int32)
        ranks[sorted(range(len(ids)), key=lambda code: str(ids[code]))] = np.arange(len(ids))
        return ranks


def _through(renamed: Codes, codes: Codes) -> Codes:
    """Translate codes; -1 stays."""
    translated: Codes = np.append(renamed, np.int32(-1))[codes]
    return translated
