"""The scores of a scale in words: which values get them, how many people, which share."""

from typing import Final

from clm._show import percent
from clm.model.money import written
from clm.scoring.score import Score

HEAD: Final = ("score", "", "values", "people", "share")

_NOUNS: Final = {"orders": ("order", "orders"), "order_days": ("order day", "order days")}
_DAYS: Final = ("day", "days")

Line = tuple[str, int, str, int | str, str]


def lines(
    score: Score, cuts: tuple[int, ...], people: tuple[int, ...], currency: str | None
) -> list[Line]:
    """Tell every score, the best first.

    Parameters
    ----------
    score : Score
        The definition.
    cuts, people : tuple of int
        Cut points, and people between them; none at all if nobody was counted.
    currency : str or None
        Of the values, if they are money.

    Returns
    -------
    list of tuple
        Name, score, values, people, share; people who were not counted are "-".

    Examples
    --------
    >>> r = Score("r", of="recency", bins=3, best="low", least=0, unit="days")
    >>> lines(r, (12, 33), (6, 3, 1), None)[0]
    ('r', 3, '0 to 12 days', 6, '60.0 %')
    """
    everybody = sum(people)
    ranks = sorted(((score.rank(below), below) for below in range(len(cuts) + 1)), reverse=True)
    return [
        (
            score.name,
            rank,
            span(score, cuts, below, currency),
            people[below] if people else "-",
            percent(people[below], everybody) if people else "-",
        )
        for rank, below in ranks
        if cuts
    ]


def span(score: Score, cuts: tuple[int, ...], below: int, currency: str | None) -> str:
    """Write the values that have so many cut points below them, with their unit.

    Examples
    --------
    >>> f = Score("f", of="orders", bins=3, least=1, unit="count")
    >>> [span(f, (1, 1), below, None) for below in range(3)]
    ['1 order', 'nobody', '2 orders and more']
    """
    low = cuts[below - 1] + 1 if below else score.least
    high = cuts[below] if below < len(cuts) else None
    if low is not None and high is not None and low > high:
        return "nobody"
    if high is None:
        return f"{_measured(score, low or 0, currency)} and more"
    last = _measured(score, high, currency)
    if low == high:
        return last
    return f"up to {last}" if low is None else f"{shown(score, low, currency)} to {last}"


def shown(score: Score, value: int, currency: str | None) -> str:
    """Write a value of a score, money in major units."""
    if score.unit == "money" and currency is not None:
        return written(value, currency)
    return f"{value:,}"


def _measured(score: Score, value: int, currency: str | None) -> str:
    """Write a value with its unit, if there is a word for it."""
    text = shown(score, value, currency)
    if score.unit == "money" and currency is not None:
        return f"{text} {currency}"
    nouns = _DAYS if score.unit == "days" else _NOUNS.get(score.of.partition("(")[0])
    return f"{text} {nouns[value != 1]}" if nouns else text
