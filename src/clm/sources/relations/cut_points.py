"""Cut points found in the engine: exact quantiles by histograms, of which only the cuts come back.

A histogram holds the people of every value, and a running sum how many have at most so much. Cut k
of b is the least value whose running sum reaches its share of all, ``sum * b >= all * k`` in whole
numbers, as in `clm.scoring.quantile`: a row of the histogram is one where another k is reached.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, Final

import narwhals.stable.v2 as nw

from clm.errors import Fault, ScaleError
from clm.lifecycle.lookup import subject_of
from clm.scoring.scale import Scale
from clm.scoring.score import Score
from clm.sources.relations.conditions import column_of, levels, there

Line = tuple[int, int, int, int]
"""A value, the people up to it, and the first and last k that it is the cut of."""


def check_quantiles(scores: Iterable[Score]) -> None:
    """Refuse scores that are cut by gaps between orders.

    Raises
    ------
    ScaleError
        All of them, by name.
    """
    what = "need the gaps between orders, which an engine cannot reduce"
    mend = "fit on a ledger, and give its scale: segment_in_engine(…, scale=snap.scale)"
    faults = [
        Fault(f"scores.{each.name}.cuts", what, mend)
        for each in scores
        if each.quantiles_of == "gaps"
    ]
    if faults:
        raise ScaleError(faults)


def sought(score: Score, people: Any) -> Any:
    """Ask for the cut points of a score.

    Parameters
    ----------
    score : Score
        Cut by people, or fixed.
    people : narwhals frame
        One row a customer.

    Returns
    -------
    narwhals frame
        The lines that `fitted` reads: ``score``, ``value``, ``up_to``, ``low``, ``high``; at most
        one more than there are bins.
    """
    if score.fixed is not None:
        counts = _histogram(score, people, levels(score, score.fixed))
        return _lines(score, counts.with_columns(up_to=nw.col("n"), low=_ZERO, high=_ZERO))
    alone = nw.col("value") <= _alone(score)
    share = nw.when(alone).then(_ZERO).otherwise(nw.col("n"))
    sums = (
        _histogram(score, people, column_of(subject_of(score)))
        .with_columns(share=share)
        .with_columns(
            up_to=nw.col("n").cum_sum().over(order_by="value").cast(nw.Int64),
            all=nw.col("n").sum().cast(nw.Int64),
            reached=nw.col("share").cum_sum().over(order_by="value").cast(nw.Int64),
            shared=nw.col("share").sum().cast(nw.Int64),
        )
    )
    ranked = sums.with_columns(
        low=_rank(nw.col("reached") - nw.col("share"), _parts(score)),
        high=_rank(nw.col("reached"), _parts(score)),
    )
    last = nw.col("up_to") == nw.col("all")
    return _lines(score, ranked.filter((nw.col("high") > nw.col("low")) | last | alone))


def fitted(scores: Iterable[Score], found: Mapping[str, list[Line]], currency: str) -> Scale:
    """Make a scale of what was found.

    Parameters
    ----------
    scores : iterable of Score
        The definitions.
    found : mapping of str to list of Line
        By score; those of nobody have none.
    currency : str
        Of the amounts.

    Returns
    -------
    Scale
    """
    scores = tuple(scores)
    read = {each.name: _read(each, sorted(found.get(each.name, []))) for each in scores}
    money = any(each.unit == "money" for each in scores)
    cuts = {name: each[0] for name, each in read.items()}
    people = {name: each[1] for name, each in read.items()}
    return Scale(scores, cuts, people, currency if money else None)


def _histogram(score: Score, people: Any, value: Any) -> Any:
    """Count the people of every value, of those who have a score."""
    values = people.filter(there(score)).select(value=value.cast(nw.Int64))
    return values.group_by("value").agg(n=nw.len()).with_columns(n=nw.col("n").cast(nw.Int64))


def _alone(score: Score) -> int:
    """Give the value up to which people are set apart, and cut with nobody."""
    return 1 if score.population == "repeaters" else _NOBODY


def _parts(score: Score) -> int:
    """Tell into how many parts the others are cut."""
    return score.bins - 1 if score.population == "repeaters" else score.bins


def _rank(people: Any, parts: int) -> Any:
    """Tell up to which k a number of people reaches the shares of all."""
    shared = nw.col("shared")
    whole = nw.when(shared > 0).then(shared).otherwise(nw.lit(1))
    rank = people * parts // whole
    return nw.when(rank < parts).then(rank).otherwise(nw.lit(parts - 1)).cast(nw.Int64)


def _lines(score: Score, rows: Any) -> Any:
    """Name the score, and leave out what was only needed on the way."""
    columns = ("value", "up_to", "low", "high")
    return rows.select(
        nw.lit(score.name).alias("score"), *(nw.col(each).cast(nw.Int64) for each in columns)
    )


def _read(score: Score, lines: list[Line]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Read cut points, and the people with 0, 1, … of them below their value."""
    if score.fixed is not None:
        counts = {level: people for level, people, _, _ in lines}
        return score.fixed, tuple(counts.get(at, 0) for at in range(score.bins))
    if not lines:
        return (), ()
    reached = [(value, up_to) for value, up_to, low, high in lines for _ in range(high - low)]
    if score.population == "repeaters":
        single = sum(up_to for value, up_to, _, _ in lines if value <= _alone(score))
        reached = [(1, single), *(reached or [(1, single)] * (score.bins - 2))]
    edges = [0, *(up_to for _, up_to in reached), lines[-1][1]]
    return tuple(cut for cut, _ in reached), tuple(
        after - before for before, after in pairwise(edges)
    )


_ZERO: Final = nw.lit(0).cast(nw.Int64)
_NOBODY: Final = -(1 << 62)
