"""An explanation in words."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from textwrap import wrap
from typing import Final

from clm.analysis.explain.moves import LeastChange, Move
from clm.analysis.explain.reasons import Verdict
from clm.analysis.explain.standing import Row, ScoreStanding, Standing

HEAD: Final = ("", "value", "level", "to other levels")

_WIDTH: Final = 88
_REACHABLE: Final = 6
_VERDICTS: Final = 3


def rows(values: Iterable[Standing], scores: Sequence[ScoreStanding], currency: str) -> list[Row]:
    """Write what a template looks at; a feature that is scored with its score.

    Parameters
    ----------
    values : iterable of Standing
        What the template looks at.
    scores : sequence of ScoreStanding
        Its scores.
    currency : str
        ISO 4217 code of amounts.
    """
    found: list[Row] = []
    for value in values:
        own = [each for each in scores if each.score.of == value.name]
        there = [each.row(currency) for each in own if each.value is not None]
        row = value.row(currency)
        bare = f"{value.name} (no {', '.join(each.name for each in own)})"
        found += there or [(bare, *row[1:]) if own else row]
    return found


def because(rule: str, codes: Iterable[tuple[str, str]], verdicts: Iterable[Verdict]) -> list[str]:
    """Say which rule holds, and why others do not; those with one reason together.

    Examples
    --------
    >>> because("orders == 1", [("rfm", "411")], [Verdict("lead", False, "orders is 1, not 0")])
    ['because orders == 1 (rfm 411)', 'not lead: orders is 1, not 0']
    """
    digits = ", ".join(f"{name} {each}" for name, each in codes)
    found = f"because {_cut(rule) or 'no rule holds'}{f' ({digits})' if digits else ''}"
    told = [
        f"though {_keys(group)} would fit as well" if holds else f"not {_keys(group)}: {why}"
        for (holds, why), group in groupby(verdicts, lambda each: (each.holds, each.why))
    ]
    more = [f"… {len(told) - _VERDICTS} more in .verdicts"] if len(told) > _VERDICTS else []
    return [found, *map(_cut, told[:_VERDICTS]), *more]


def silence(moves: Sequence[Move], until: date) -> str:
    """Say what comes if nothing happens."""
    return f"if nothing happens: {', then '.join(map(str, moves)) or f'no move until {until}'}"


def lifts(better: Sequence[LeastChange], today: date) -> Iterator[str]:
    """Say what brings her to better segments, and to which of them nothing does."""
    able = [each for each in better if each.reachable]
    unable = [each.segment for each in better if not each.reachable]
    yield from (f"{each.segment}: {each.said(today)}" for each in able[:_REACHABLE])
    if len(able) > _REACHABLE:
        yield f"… {len(able) - _REACHABLE} more in .better"
    if unable:
        yield from wrap(f"{', '.join(unable)}: no order can", _WIDTH, subsequent_indent="  ")


def _keys(verdicts: Iterable[Verdict]) -> str:
    """List the segments of some verdicts."""
    return ", ".join(each.segment for each in verdicts)


def _cut(text: str) -> str:
    """Shorten a long text."""
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
