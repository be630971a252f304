"""Cut points with the range in which 95 of 100 samples have them."""

import numpy as np
import pytest

from clm.analysis.stability.cut_intervals import CutIntervals
from clm.errors import UnknownNameError
from clm.scoring.scale import Scale
from clm.scoring.score import Score

R = Score("r", of="recency", bins=3, best="low", least=0, unit="days")
M = Score("m", of="monetary", bins=2, unit="money")
F = Score("f", of="orders", bins=3, fixed=(1, 4), least=1, unit="count")
SCALE = Scale(
    (R, F, M),
    {"r": (12, 1033), "f": (1, 4), "m": (123_456,)},
    {"r": (3, 3, 3), "f": (), "m": (4, 5)},
    "EUR",
)
DICE = np.random.default_rng(0)
DRAWN = {"r": DICE.integers(5, 2000, (200, 2)), "m": DICE.integers(100_000, 150_000, (200, 1))}
CUTS = CutIntervals(SCALE, DRAWN)


def plainly(values):
    """The 5th and the 195th of 200 values."""
    line = sorted(values.tolist())
    return line[4], line[194]


def test_both_ends_are_values_that_occurred():
    """At 2.5 and 97.5 % of the samples."""
    assert CUTS.interval("r") == (plainly(DRAWN["r"][:, 0]), plainly(DRAWN["r"][:, 1]))
    assert CUTS.interval("m") == (plainly(DRAWN["m"][:, 0]),)
    assert CUTS.interval("f") == ((1, 1), (4, 4))


def test_one_sample_is_its_own_range():
    """As are two."""
    one = CutIntervals(SCALE, {"r": np.array([[10, 20]]), "m": np.array([[7]])})
    assert one.interval("r") == ((10, 10), (20, 20))
    two = CutIntervals(SCALE, {"r": np.array([[10, 20], [11, 18]]), "m": np.array([[7], [7]])})
    assert two.interval("r") == ((10, 11), (18, 20))


def test_an_unknown_score_is_refused_with_the_nearest():
    """There are three."""
    with pytest.raises(UnknownNameError, match="r, f, m"):
        CUTS.interval("q")


def test_columns_and_frame_hold_every_cut_point():
    """In days, counts and minor units; read-only."""
    columns = CUTS.columns()
    assert columns["score"].tolist() == ["r", "r", "f", "f", "m"]
    assert columns["cut"].tolist() == [1, 2, 1, 2, 1]
    assert columns["value"].tolist() == [12, 1033, 1, 4, 123_456]
    ends = [*CUTS.interval("r"), *CUTS.interval("f"), *CUTS.interval("m")]
    assert [*zip(columns["low"].tolist(), columns["high"].tolist(), strict=True)] == ends
    moved = [*(DRAWN["r"] != (12, 1033)).mean(axis=0), 0, 0, (DRAWN["m"] != 123_456).mean()]
    assert columns["moved"].tolist() == moved
    assert not any(column.flags.writeable for column in columns.values())
    assert CUTS.to_frame("polars").shape == (5, 6)


def test_money_is_told_in_major_units():
    """And a score in one line."""
    low, high = CUTS.interval("m")[0]
    assert CUTS.in_words("m") == f"1,234.56 ({low / 100:,.2f} … {high / 100:,.2f})"
    assert CUTS.in_words("f") == "1 (1 … 1) · 4 (4 … 4)"
    assert repr(CUTS).splitlines()[-1].split()[:3] == ["m", "1", "1,234.56"]
    assert CUTS._repr_html_().startswith("<table><caption>Cut points · money in EUR")
    assert len(CUTS) == 5
    assert str(CUTS) == repr(CUTS)


def test_many_cut_points_are_cut_short():
    """Twelve lines at most."""
    many = Score("f", of="orders", bins=20, fixed=tuple(range(1, 20)), least=1, unit="count")
    cuts = CutIntervals(Scale((many,), {"f": many.fixed}, {"f": ()}), {})
    assert len(repr(cuts).splitlines()) == 12
    assert repr(cuts).endswith("… 9 more cut points, all of them by print()")
    assert len(str(cuts).splitlines()) == 20
