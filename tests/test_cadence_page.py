"""What the page on cadence says of CDNOW in words is so, by its rows alone."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np

from clm.analysis.survival import survival
from real_shops import cdnow

PAGE = (Path(__file__).parents[1] / "docs" / "cadence.md").read_text(encoding="utf-8")


def waits(last):
    """List customer, days and whether they ended, of every wait after a later order."""
    columns, days = cdnow(), {}
    for who, when in zip(columns["customer"], columns["when"], strict=True):
        if when <= last:
            days.setdefault(who, set()).add(date.fromisoformat(when))
    found = []
    for who, some in days.items():
        line = sorted(some)
        for at, (start, end) in enumerate(pairwise([*line, date.fromisoformat(last)])):
            if at:
                found.append((who, (end - start).days, at + 1 < len(line)))
    return found


def test_the_two_easy_ways_mislead_as_told():
    """Leaving out who may still come, or counting her as gone."""
    told = waits("1997-09-30")
    soon = sum(days <= 60 and ended for _, days, ended in told)
    over = sum(ended for *_, ended in told)
    easy = f"{100 * soon / over:.1f} % would have come back within sixty days"
    assert easy in PAGE
    assert f"with all others counted as gone, {100 * soon / len(told):.1f} %" in PAGE


def test_everybody_had_been_watched_for_six_to_nine_months():
    """From the first order on, on the day of the page."""
    columns, first = cdnow(), {}
    for who, when in zip(columns["customer"], columns["when"], strict=True):
        first.setdefault(who, date.fromisoformat(when))
    watched = [date(1997, 9, 30) - day for day in first.values()]
    assert timedelta(days=180) < min(watched) < max(watched) < timedelta(days=275)


def test_intervals_hold_as_often_as_told():
    """In samples of customers, the figure of all of whom is the truth."""
    told = waits("1998-06-30")
    names = {who: at for at, who in enumerate(dict.fromkeys(who for who, *_ in told))}
    customer = np.array([names[who] for who, *_ in told])
    days, ended = np.array([row[1] for row in told]), np.array([row[2] for row in told])
    truth = survival(days, ended).at(30)
    start = np.searchsorted(customer, np.arange(len(names) + 1))
    dice, held = np.random.default_rng(5), {"together": 0, "apart": 0}
    for _ in range(600):
        who = dice.integers(0, len(names), 1000)
        size = np.diff(start)[who]
        rows = np.concatenate([np.arange(start[each], start[each + 1]) for each in who])
        for way, whose in (("together", np.repeat(np.arange(1000), size)), ("apart", None)):
            found = survival(days[rows], ended[rows], whose).estimate(30)
            held[way] += found.low <= truth <= found.high
    together, apart = (round(held[way] / 6) for way in ("together", "apart"))
    assert f"{together} in 100 held the share of all of them within thirty days" in PAGE
    assert f"independent, {apart} in 100 would have" in PAGE
