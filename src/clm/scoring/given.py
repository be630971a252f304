"""Cut points that somebody writes down: read, and checked against the scores that they are of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import index
from typing import Final, SupportsIndex, cast

from attrs import evolve

from clm.errors import Fault, ScaleError, unknown
from clm.model.money import Money
from clm.scoring.legal import MOST, MOST_BINS, currency_faults, cut_faults, listed, score_faults
from clm.scoring.score import Score

Given = Mapping[str, Iterable[SupportsIndex | Money]]

USUAL: Final[Mapping[str, Score]] = {
    "r": Score("r", of="recency", best="low", least=0, unit="days"),
    "f": Score("f", of="orders", least=1, unit="count"),
    "m": Score("m", of="monetary", unit="money"),
}
"""What r, f and m are where nobody says otherwise."""


def given(
    cuts: Given, currency: str | None, scores: Mapping[str, Score] | None
) -> tuple[tuple[Score, ...], str | None]:
    """Read cut points.

    Parameters
    ----------
    cuts : mapping of str to iterable of int or Money
        By score.
    currency : str or None
        ISO 4217 code of those that are money; `Money` brings its own.
    scores : mapping of str to Score or None
        What the names mean. None stands for the usual r, f and m, of as many bins as the cut points
        make.

    Returns
    -------
    scores : tuple of Score
        With the cut points as theirs; where `scores` has fixed some already, those are kept.
    currency : str or None
        If a score is of money.

    Raises
    ------
    ScaleError
        With everything that is wrong.

    Examples
    --------
    >>> (f, m), currency = given({"f": [1, 2, 5], "m": [Money(20, "EUR")]}, None, None)
    >>> f.bins, m.fixed, currency
    (4, (2000,), 'EUR')
    """
    known, rows = _known(scores), _rows(cuts)
    faults = score_faults([*known.values()])
    if faults:
        raise ScaleError(faults)
    faults = [
        unknown("score", name, known, _place(name)) for name in rows if str(name) not in known
    ]
    given_money = (each for row in rows.values() for each in row or () if isinstance(each, Money))
    coin = next(given_money, None)
    named = currency if currency is not None or coin is None else coin.currency
    made = [each for name, each in known.items() if each.fixed is not None and name not in rows]
    for name, row in rows.items():
        if name in known:
            score, wrong = _score(known[name], row, named, free=scores is None)
            made.append(score)
            faults += wrong
    faults += currency_faults(made, {each.name: each.fixed or (0,) for each in made}, named)
    if not rows:
        faults.append(Fault("cuts", "of no score", 'give {"r": [12, 33, 71, 180]}'))
    if faults:
        raise ScaleError(faults)
    return tuple(made), named if any(each.unit == "money" for each in made) else None


def _place(name: str) -> str:
    """Name the cut points of a score."""
    return f"cuts[{name!r}]"


def _known(scores: object) -> Mapping[str, Score]:
    """Refuse definitions that are none."""
    kind = type(scores).__name__
    if scores is None:
        return USUAL
    if isinstance(scores, Mapping):
        known = cast("Mapping[str, Score]", scores)
        if all(_called(each, name) for name, each in known.items()):
            return known
    what = f"{kind} is no mapping of scores by name"
    raise ScaleError.of("scores", what, 'give template.scores, or {"v": clm.Score("v", of=…)}')


def _called(score: object, name: object) -> bool:
    """Tell whether something is a score of that name."""
    return isinstance(score, Score) and isinstance(name, str) and score.name == name


def _rows(cuts: object) -> dict[str, tuple[object, ...] | None]:
    """List the cut points of every score; None stands for what is no list."""
    if not isinstance(cuts, Mapping):
        what = f"{type(cuts).__name__} is no mapping of cut points"
        raise ScaleError.of("cuts", what, 'give {"r": [12, 33, 71, 180]}')
    return {name: listed(row) for name, row in cast("Mapping[str, object]", cuts).items()}


def _score(
    score: Score, row: tuple[object, ...] | None, currency: str | None, *, free: bool
) -> tuple[Score, list[Fault]]:
    """Fix the cut points of a score, and find what is wrong with them."""
    where = _place(score.name)
    if row is None or not 0 < len(row) < MOST_BINS:
        mend = f"list 1 to {MOST_BINS - 1} whole numbers, ascending"
        return score, [Fault(where, "are no cut points", mend)]
    read = [_read(each, score, currency, f"{where}[{at}]") for at, each in enumerate(row)]
    faults = [each for each in read if isinstance(each, Fault)]
    cuts = tuple(each for each in read if not isinstance(each, Fault))
    score = evolve(score, bins=len(row) + 1) if free else score
    faults += _misplaced(score, read)
    faults += [] if faults else _misfitting(score, cuts)
    plain = Score(score.name, of=score.of)
    whole = evolve(
        score,
        fixed=cuts if score.fixed is None else score.fixed,
        population=plain.population,
        quantiles_of=plain.quantiles_of,
    )
    return whole, faults


def _read(cut: object, score: Score, currency: str | None, where: str) -> int | Fault:
    """Read a cut point in the unit of its score."""
    if isinstance(cut, Money):
        if score.unit != "money":
            return Fault(where, f"{cut} is money, {score.of} is not", "give a whole number")
        if cut.currency != currency:
            return Fault(where, f"{cut} among cut points in {currency}", "convert one of them")
        return cut.minor
    try:
        whole = None if isinstance(cut, bool) else index(cast("SupportsIndex", cut))
    except TypeError:
        whole = None
    if whole is not None and abs(whole) < MOST:
        return whole
    mend = "give a whole number"
    if score.unit == "money":
        mend += " of minor units, or clm.Money('9.99', 'EUR')"
    shown = "a number without measure" if whole is not None else f"{cut!r:.40}"
    return Fault(where, f"{shown} is no cut point of {score.of}", mend)


def _misplaced(score: Score, read: Sequence[int | Fault]) -> Iterator[Fault]:
    """Find cut points that do not ascend, or lie below every value."""
    for at, cut in enumerate(read):
        where, before = f"{_place(score.name)}[{at}]", read[at - 1] if at else None
        if isinstance(cut, Fault):
            continue
        if isinstance(before, int) and cut <= before:
            yield Fault(where, f"{cut} does not ascend", "order them upwards")
        if score.least is not None and cut < score.least:
            what = f"{cut} lies below every value of {score.of}"
            yield Fault(where, what, f"start at {score.least}")


def _misfitting(score: Score, cuts: tuple[int, ...]) -> Iterator[Fault]:
    """Find cut points that are not as many as the score has, or not those that it has."""
    where = _place(score.name)
    if score.fixed is not None and score.fixed != cuts:
        what = f"are {[*cuts]}, where the score fixes {[*score.fixed]}"
        yield Fault(where, what, "leave them out")
    yield from (evolve(fault, where=where) for fault in cut_faults(score, cuts))
