"""Other ids of a customer: which old id stands for whom."""

from collections.abc import Mapping
from typing import Final, TypeVar, cast

from clm.errors import Fault, LedgerError
from clm.ledger.coding.ids import plain_id
from clm.ledger.column import item_missing, shortened
from clm.model.event import CustomerId

V = TypeVar("V")
_STEPS: Final = 5

Aliases = Mapping[CustomerId, CustomerId]
"""Old ids to new ones; no new id is itself an old one."""

Pairs = Mapping[str, str] | Mapping[int, int] | Aliases
"""Old ids to new ones as they are handed in: all of one type, where a checker knows it."""


def read_aliases(aliases: object) -> Aliases:
    """Check aliases, and give them with plain ids.

    Raises
    ------
    LedgerError
        Not a mapping of ids to ids of the same type, or a new id is itself renamed.

    Examples
    --------
    >>> dict(read_aliases({"guest-7": "ann"}))
    {'guest-7': 'ann'}
    """
    if aliases is None:
        return {}
    pairs, faults = read_pairs(aliases, "aliases")
    if faults:
        raise LedgerError(shortened(faults, "aliases"))
    return pairs


def read_pairs(given: object, where: str) -> tuple[Aliases, list[Fault]]:
    """Read old and new ids, and find what is wrong with them by themselves.

    Parameters
    ----------
    given : mapping
        Old ids to new ones.
    where : str
        What a fault calls the mapping.

    Returns
    -------
    pairs : mapping
        Plain ids; without those that are none.
    faults : list of Fault
        No mapping, ids of two types, chains and circles.

    Examples
    --------
    >>> pairs, faults = read_pairs({"a": "b", "b": "c"}, "mapping")
    >>> print(*faults)
    mapping['a']: 'b' is itself renamed → name the customer at the end, 'c'
    """
    if not isinstance(given, Mapping):
        return {}, [Fault(where, f"{given!r:.60} is no mapping", "write {'guest-7': 'ann'}")]
    pairs, faults = dict[CustomerId, CustomerId](), list[Fault]()
    for old, new in cast("Mapping[object, object]", given).items():
        one, other = plain_id(old), plain_id(new)
        if one is None or other is None or type(one) is not type(other):
            what = f"{old!r:.60} and {new!r:.60} are not two ids of one type"
            faults.append(Fault(f"{where}[{old!r:.60}]", what, "give two texts or two numbers"))
        else:
            pairs[one] = other
    return pairs, faults + _chain_faults(pairs, where)


def both_aliases(mine: Aliases, theirs: Aliases) -> Aliases:
    """Put the aliases of two ledgers together; what one of them merged further is followed.

    Raises
    ------
    LedgerError
        An id stands for two customers, or ids stand for each other.

    Examples
    --------
    >>> dict(both_aliases({"guest-3": "guest-7"}, {"guest-7": "ann"}))
    {'guest-3': 'ann', 'guest-7': 'ann'}
    """
    if not theirs or theirs == mine:
        return mine
    both = {**mine, **theirs}
    ends, circles = _followed(both)
    faults = [
        Fault(f"aliases[{old!r}]", f"is {mine[old]!r} and {new!r}", "give one of them")
        for old, new in theirs.items()
        if ends.get(before := mine.get(old, new), before) != ends.get(new, new)
    ]
    faults += [_circle_fault(circle, "aliases") for circle in circles]
    if faults:
        raise LedgerError(shortened(faults, "aliases"))
    return ends


def told_of(values: Mapping[CustomerId, V], aliases: Aliases) -> dict[CustomerId, V]:
    """Give the values of old ids to the new ones.

    What is told of the new id itself goes before; then comes the first of its aliases. A value that
    is missing, as None and NaN are, tells nothing.

    Examples
    --------
    >>> told_of({"g7": "DE", "g3": "FR", "bob": "AT"}, {"g3": "ann", "g7": "ann"})
    {'bob': 'AT', 'ann': 'FR'}
    >>> told_of({"ann": None, "g7": "DE"}, {"g7": "ann"})
    {'ann': 'DE'}
    """
    told = dict(values)
    for old, new in aliases.items():
        if old in told and old != new:
            value = told.pop(old)
            if item_missing(told.get(new)):
                told[new] = value
    return told


def _chain_faults(pairs: Aliases, where: str) -> list[Fault]:
    """Find new ids that are old ones as well: one fault a chain's link, one a circle."""
    ends, circles = _followed(pairs)
    round_about = {each for circle in circles for each in circle}
    chains = [
        Fault(
            f"{where}[{old!r}]",
            f"{new!r} is itself renamed",
            "" if ends[old] in round_about else f"name the customer at the end, {ends[old]!r}",
        )
        for old, new in pairs.items()
        if new in pairs and old not in round_about
    ]
    return chains + [_circle_fault(circle, where) for circle in circles]


def _circle_fault(circle: list[CustomerId], where: str) -> Fault:
    """Say that ids stand for each other, or an id for itself."""
    if len(circle) == 1:
        return Fault(f"{where}[{circle[0]!r}]", "stands for itself", "leave it out")
    steps = [*map(repr, circle[:_STEPS]), *(["…"] if len(circle) > _STEPS else [])]
    way = " → ".join([*steps, repr(circle[0])])
    return Fault(f"{where}[{circle[0]!r}]", f"{way} goes round in a circle", "name who stays")


def _followed(aliases: Aliases) -> tuple[dict[CustomerId, CustomerId], list[list[CustomerId]]]:
    """Find the id at the end of every chain, and the chains that have none."""
    ends, circles = dict[CustomerId, CustomerId](), list[list[CustomerId]]()
    for old in aliases:
        way, at = dict[CustomerId, None](), old
        while at in aliases and at not in ends and at not in way:
            way[at] = None
            at = aliases[at]
        if at in way:
            circles.append([*way][[*way].index(at) :])
        ends |= dict.fromkeys(way, ends.get(at, at))
    return ends, circles
