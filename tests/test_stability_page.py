"""What the page on stability says of CDNOW is so, by sorted lists and snapshots."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import clm
from real_shops import cdnow, told

PAGE = (Path(__file__).parents[1] / "docs" / "stability.md").read_text(encoding="utf-8")
DAY = "1998-03-31"


def cuts_of(rows, drawn):
    """Cut the rows that were drawn, column by column, into fifths."""
    picked = np.sort(rows[drawn], axis=0)
    places = [-(-len(drawn) * k // 5) - 1 for k in range(1, 5)]
    return {name: picked[places, at].tolist() for at, name in enumerate("mfr")}


def labels_of(ledger, scale=None):
    return clm.snapshot(ledger, "rfm-11", as_of=DAY, scale=scale).columns()["segment"].tolist()


def sampled(ledger, number=100):
    """Give cut points of every sample, and how many of each label got which."""
    snap = clm.snapshot(ledger, "rfm-11", as_of=DAY)
    columns = snap.columns()
    names = ("monetary", "orders", "recency")
    rows = np.array(sorted(zip(*(columns[name].tolist() for name in names), strict=True)))
    dice, before = np.random.default_rng(0), columns["segment"].tolist()
    for _ in range(number):
        cuts = cuts_of(rows, dice.integers(len(rows), size=len(rows)))
        after = labels_of(ledger, clm.Scale(snap.scale.scores, cuts, snap.scale.people, "USD"))
        yield cuts, Counter(zip(before, after, strict=True))


@pytest.fixture(scope="module")
def whole():
    """A hundred samples of everybody."""
    return [*sampled(told(cdnow, "USD")[1])]


def kept(moves, label=None):
    """The share that keeps its label."""
    some = {pair: n for pair, n in moves.items() if label in {None, pair[0]}}
    return sum(n for (old, new), n in some.items() if old == new) / sum(some.values())


def written(shares):
    """Mean, and mean of the five least, as the page has them."""
    line = sorted(shares)
    return f"{100 * sum(line) / 100:.1f} %", f"{100 * sum(line[:5]) / 5:.1f} %"


def test_shares_of_all_and_of_the_loyal_are_so(whole):
    """On the mean, and in the five worst samples."""
    mean, worst = written([kept(moves) for _, moves in whole])
    assert f"keep their label  {mean}, at worst {worst}" in PAGE
    assert f"On the mean {mean} of the customers kept their label" in PAGE
    assert f"in the five worst of the hundred samples, {worst}" in PAGE
    mean, worst = written([kept(moves, "loyal") for _, moves in whole])
    assert f"loyal             1,537   {mean}    {worst}  champion" in PAGE
    assert f"hence the {worst} at worst" in PAGE


def test_a_cut_of_orders_that_moves_takes_many_of_the_loyal_along(whole):
    """In as many samples as told."""
    three = [moves for cuts, moves in whole if cuts["f"][3] == 3]
    assert {cuts["f"][3] for cuts, _ in whole} == {3, 4}
    assert f"In {len(three)} of 100 samples its last cut lies at three orders" in PAGE
    shares = [moves["loyal", "champion"] / 1_537 for moves in three]
    assert 0.18 < min(shares) < max(shares) < 0.23


def test_cut_points_lie_where_told(whole):
    """The third and the 98th of a hundred: at most 2.5 % lie beyond."""
    for name, digits in (("r", 0), ("f", 0), ("m", 2)):
        for at in range(4):
            line = sorted(cuts[name][at] / 10**digits for cuts, _ in whole)
            assert f"({line[2]:.{digits}f} … {line[97]:.{digits}f})" in PAGE


def test_a_small_shop_is_as_unsure_as_told():
    """Every 118th customer."""
    ledger = told(cdnow, "USD")[1]
    few = ledger.only(ledger.customers[::118].tolist())
    mean, worst = written([kept(moves) for _, moves in sampled(few)])
    assert f"keep their label  {mean}, at worst {worst}" in PAGE
    assert 1 / 10 < 1 - float(mean[:-2]) / 100 < 1 / 8
    assert 1 - float(worst[:-2]) / 100 > 1 / 4
