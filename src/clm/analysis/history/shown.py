"""People over time as a row of bars for each stage."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from clm.ledger.column import Floats, Ints

BARS: Final = "▁▂▃▄▅▆▇█"

_WIDTH: Final = 48
_STAGES: Final = 8


def bars(numbers: Sequence[int], width: int = _WIDTH) -> str:
    """Draw numbers as bars, the highest as high as there is; of many, evenly spread ones.

    Examples
    --------
    >>> bars([0, 1, 2, 4, 8])
    '▁▁▂▄█'
    """
    last, steps = len(numbers) - 1, min(len(numbers), width) - 1
    shown = [numbers[at * last // steps] for at in range(steps + 1)] if steps > 0 else numbers
    top = max(*shown, 1)
    return "".join(BARS[number * (len(BARS) - 1) // top] for number in shown)


def trend(values: Floats, width: int = 24) -> str:
    """Draw the last numbers as bars, the highest as high as there is; nothing where there is none.

    Examples
    --------
    >>> trend(np.array([0.1, np.nan, 0.2, 0.4]))
    '▂ ▄█'
    """
    shown = values[-width:]
    told = ~np.isnan(shown)
    top = shown[told].max(initial=0)
    steps = np.zeros(len(shown)) if top <= 0 else shown / top * (len(BARS) - 1)
    return "".join(
        BARS[max(int(step), 0)] if there else " "
        for step, there in zip(np.where(told, steps, 0).tolist(), told.tolist(), strict=True)
    )


def lines(keys: Sequence[str], counts: Ints) -> list[str]:
    """Draw the people of each stage over time; of many stages, the first.

    Parameters
    ----------
    keys : sequence of str
        The stages.
    counts : (p, t) int64
        People by day and stage.
    """
    width = max(map(len, keys))
    drawn = [
        f"  {key or '-':{width}}  {bars(column)}  {column[0]:,} → {column[-1]:,}"
        for key, column in zip(keys, counts.T.tolist(), strict=True)
    ]
    more = len(drawn) - _STAGES
    return drawn if more <= 0 else [*drawn[:_STAGES], f"  … {more} more stages"]
