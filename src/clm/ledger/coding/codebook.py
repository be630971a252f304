"""The codes of ids: whoever appears first is 0, the next 1, and so on."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final, Literal, Self

import numpy as np
from attrs import field, frozen

from clm.errors import ColumnError
from clm.ledger.coding.appearance import number
from clm.ledger.coding.id_columns import read_ids
from clm.ledger.coding.ids import MEND
from clm.ledger.coding.index import Index
from clm.ledger.coding.numbering import numbered
from clm.ledger.column import AnyArray, Codes, Ints, stays_locked
from clm.model.event import CustomerId

Kind = Literal["int", "str"]
_NAMES: Final = {"i": "whole numbers", "T": "text"}


def _no_ids() -> AnyArray:
    """Make an empty array; it takes its type from the first ids."""
    return np.empty(0, np.int64)


def _locked(ids: AnyArray) -> AnyArray:
    """Show ids so that nobody writes to them."""
    shown = ids.view()
    shown.flags.writeable = False
    return shown


@stays_locked
@frozen(eq=False)
class Codebook:
    """Ids in the order of their codes; frozen.

    Parameters
    ----------
    ids : (k,) int64 or StringDType array, read-only
        The id of code 0, of code 1, …. Empty if left out.

    Examples
    --------
    >>> book, codes, first_row = Codebook().encode(["ann", "bob", "ann", None])
    >>> codes
    array([ 0,  1,  0, -1], dtype=int32)
    >>> book.ids.tolist(), first_row.tolist()
    (['ann', 'bob'], [0, 1])
    >>> book, codes, first_row = book.encode(["cy", "bob"])
    >>> codes, first_row
    (array([2, 1], dtype=int32), array([0]))
    >>> book
    <Codebook 3 ids · str>
    """

    ids: AnyArray = field(factory=_no_ids, converter=_locked)
    _past: Index | None = field(default=None, alias="past")

    @property
    def kind(self) -> Kind | None:
        """Tell whether the ids are whole numbers or text; None while there are none."""
        if not len(self.ids):
            return None
        return "int" if self.ids.dtype.kind == "i" else "str"

    def encode(self, column: Any, *, name: str = "customer") -> tuple[Self, Codes, Ints]:
        """Give every row its code, and new ids the next codes in order of first appearance.

        Parameters
        ----------
        column : (n,) array_like, Series, Array, iterable or Awaited
            Text or whole numbers; None, NaN, NaT and nulls stand for none.
        name : str
            What an error calls the column.

        Returns
        -------
        book : Codebook
            These ids and the new ones.
        codes : (n,) int32
            The code of each row's id; -1 where it has none.
        first_row : (m,) int64
            The row where each new id first appears, in order of code.

        Raises
        ------
        ColumnError
            Values that are neither text nor whole numbers, both mixed, or text where the
            known ids are whole numbers (or the other way round).
        """
        found = numbered(column, name)
        if not len(self):
            return type(self)(found.ids) if len(found.ids) else self, found.codes, found.first
        known = np.append(self._known(found.ids, name), np.int32(-1))
        new = known[:-1] < 0
        known[:-1][new] = np.arange(len(self), len(self) + int(new.sum()), dtype=np.int32)
        return self._with(found.ids[new]), known[found.codes], found.first[new]

    def lookup(self, ids: Any) -> Codes:
        """Give the codes of ids.

        Parameters
        ----------
        ids : (n,) array_like, Series, Array or iterable
            Text or whole numbers.

        Returns
        -------
        (n,) int32
            -1 where an id is not known.

        Raises
        ------
        ColumnError
            Values that are neither text nor whole numbers, or both mixed.

        Examples
        --------
        >>> Codebook().encode([7, 3])[0].lookup([3, 4])
        array([ 1, -1], dtype=int32)
        """
        read = read_ids(ids, "ids")
        found = number(read.keys)
        codes = self._index.find(read.keys.ids(found.first))[found.codes]
        return read.every(codes)

    def code_of(self, customer: object) -> int:
        """Give the code of one id, or -1.

        Examples
        --------
        >>> book = Codebook().encode(["ann", "bob"])[0]
        >>> book.code_of("bob"), book.code_of("nobody"), book.code_of(7)
        (1, -1, -1)
        """
        try:
            return int(self.lookup([customer])[0])
        except ColumnError:
            return -1

    def renamed(self, names: Mapping[CustomerId, CustomerId]) -> tuple[Self, Codes]:
        """Give ids other names; those that come to share one share a code, that of the first.

        Parameters
        ----------
        names : mapping
            Old ids to new ones, of which none is an old one; ids that are not here are passed over.

        Returns
        -------
        book : Codebook
            The ids in their order; the same book where none has another name.
        codes : (k,) int32
            The new code of each old one.

        Examples
        --------
        >>> book, codes = Codebook().encode(["guest", "bob", "ann"])[0].renamed({"guest": "ann"})
        >>> book.ids.tolist(), codes.tolist()
        (['ann', 'bob'], [0, 1, 0])
        """
        told = [each for each in names if isinstance(each, str) == (self.kind == "str")]
        old = self.lookup(told)
        here = np.flatnonzero(old >= 0)
        if not len(here):
            return self, np.arange(len(self), dtype=np.int32)
        old, (own, group, _) = old[here], Codebook().encode([names[told[at]] for at in here])
        new = self.lookup(own.ids)
        first = np.where(new >= 0, new, np.int32(len(self)))
        np.minimum.at(first, group, old)
        stays, gone = np.ones(len(self), bool), np.append(old, new[new >= 0])
        stays[gone], stays[first] = False, True
        codes = np.cumsum(stays, dtype=np.int32) - np.int32(1)
        codes[new[new >= 0]], codes[old] = codes[first[new >= 0]], codes[first[group]]
        ids = self.ids[stays]
        ids[codes[first]] = own.ids
        stays[gone] = False
        return type(self)(ids, past=self._index.renamed(ids, np.where(stays, codes, -1))), codes

    @cached_property
    def _index(self) -> Index:
        """Index the ids: those of the book this one came from, if it had to, and the new ones."""
        return (self._past or Index(self.ids[:0])).grown(self.ids)

    def _known(self, ids: AnyArray, name: str) -> Codes:
        """Find ids of a column, -1 for the new ones."""
        if len(ids) and ids.dtype.kind != self.ids.dtype.kind:
            known, given = _NAMES[self.ids.dtype.kind], _NAMES[ids.dtype.kind]
            raise ColumnError.of(name, f"holds {given}, but the ids known so far are {known}", MEND)
        return self._index.find(ids)

    def _with(self, new: AnyArray) -> Self:
        """Add new ids."""
        if not len(new):
            return self
        return type(self)(np.concatenate((self.ids, new)), past=self._index)

    def __len__(self) -> int:
        """Count the ids."""
        return len(self.ids)

    def __eq__(self, other: object) -> bool:
        """Compare ids, in order."""
        if not isinstance(other, Codebook):
            return NotImplemented
        return self.kind == other.kind and np.array_equal(self.ids, other.ids)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Count the ids and tell their type."""
        return f"<Codebook {len(self):,} ids · {self.kind or 'no type yet'}>"
