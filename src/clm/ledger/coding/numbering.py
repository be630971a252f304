"""A column of ids as numbers: whatever holds it, and whether it is there yet or not."""

from typing import Any

from attrs import frozen

from clm.ledger.awaited import Awaited, at_hand
from clm.ledger.coding.appearance import number
from clm.ledger.coding.id_columns import read_ids
from clm.ledger.coding.table import number_pieces
from clm.ledger.column import AnyArray, Codes, Ints


@frozen(eq=False)
class NumberedIds:
    """Ids in the order of their first appearance, and a column as their numbers.

    Parameters
    ----------
    ids : (k,) int64 or StringDType array
        The ids.
    codes : (n,) int32
        The number of each row's id; -1 where it has none.
    first : (k,) int64
        The row where each id first appears.
    """

    ids: AnyArray
    codes: Codes
    first: Ints


def numbered(column: Any, name: str) -> NumberedIds:
    """Number the ids of a column, piece by piece if it comes so.

    Parameters
    ----------
    column : (n,) array_like, Series, Array, iterable or Awaited
        Text or whole numbers, or none.
    name : str
        What an error calls the column.

    Raises
    ------
    ColumnError
        Values that are neither text nor whole numbers, or both mixed.

    Examples
    --------
    >>> found = numbered(["ann", None, "bob", "ann"], "customer")
    >>> found.ids.tolist(), found.codes.tolist(), found.first.tolist()
    (['ann', 'bob'], [0, -1, 1, 0], [0, 2])
    """
    if isinstance(column, Awaited) and column.pieces is not None:
        pieces = number_pieces(column.pieces(), len(column))
        if pieces is not None:
            found, ids = pieces
            return NumberedIds(ids, found.codes, found.first)
    read = read_ids(at_hand(column), name)
    found = number(read.keys)
    return NumberedIds(
        read.keys.ids(found.first), read.every(found.codes), read.places(found.first)
    )
