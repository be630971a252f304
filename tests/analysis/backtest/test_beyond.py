"""What a label says beyond recency: against plain Python, and blind labels."""

from collections import Counter
from math import isnan, nan, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asking import examples
from clm.analysis.backtest.beyond import bands, beyond_bands
from oracle import cut_points

PEOPLE = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 4), st.booleans()), min_size=1, max_size=50
)
BERKELEY = [
    (512, 313, 89, 19),
    (353, 207, 17, 8),
    (120, 205, 202, 391),
    (138, 279, 131, 244),
    (53, 138, 94, 299),
    (22, 351, 24, 317),
]
"""Men admitted, rejected, women admitted, rejected, by department (Bickel and others 1975)."""


def expected(people, label):
    """Observed less expected, and Mantel and Haenszel's error, person by person."""
    mine = [(band, back) for each, band, back in people if each == label]
    if not mine:
        return nan, nan
    size = Counter(band for _, band, _ in people)
    back = Counter(band for _, band, returned in people if returned)
    beyond = sum(returned - back[band] / size[band] for band, returned in mine) / len(mine)
    variance = 0.0
    for band, here in Counter(band for band, _ in mine).items():
        everybody, hits = size[band], back[band]
        if everybody > 1:
            share = here * (everybody - here) * hits * (everybody - hits)
            variance += share / (everybody**2 * (everybody - 1))
    return beyond, sqrt(variance) / len(mine)


def found_of(people):
    label, band, returned = (np.array(each) for each in zip(*people, strict=True))
    return beyond_bands(label, band, returned, 4)


@examples(300)
@given(PEOPLE)
def test_every_label_is_compared_with_the_people_of_its_bands(people):
    found = found_of(people)
    for label in range(4):
        beyond, error = expected(people, label)
        assert found.value[label] == pytest.approx(beyond, nan_ok=True, abs=1e-12)
        if isnan(beyond) or error == 0:
            assert isnan(found.low[label])
        else:
            assert found.high[label] - beyond == pytest.approx(1.959964 * error, rel=1e-6)


@examples(100)
@given(PEOPLE)
def test_what_some_labels_have_beyond_the_others_lack(people):
    """Weighed by people, the differences of all labels add up to nothing."""
    counts = Counter(label for label, *_ in people)
    found = found_of(people).value
    assert sum(counts[at] * found[at] for at in counts) == pytest.approx(0, abs=1e-9)


def mantel_haenszel(tables):
    """The textbook statistic of 2 by 2 tables, with a correction of one half."""
    excess, spread = 0.0, 0.0
    for yes, no, other_yes, other_no in tables:
        mine, others, came, left = yes + no, other_yes + other_no, yes + other_yes, no + other_no
        everybody = mine + others
        excess += yes - mine * came / everybody
        spread += mine * others * came * left / (everybody**2 * (everybody - 1))
    return (abs(excess) - 0.5) ** 2 / spread


def test_the_test_of_berkeley_admissions_comes_out():
    """The admissions of 1973 by department, where the sexes differ little once it is known."""
    people = [
        (label, department, admitted)
        for department, counts in enumerate(BERKELEY)
        for (label, admitted), number in zip(
            [(0, True), (0, False), (1, True), (1, False)], counts, strict=True
        )
        for _ in range(number)
    ]
    found, men = found_of(people), sum(label == 0 for label, *_ in people)
    excess = abs(found.value[0]) * men
    error = (found.high[0] - found.value[0]) / 1.959964 * men
    assert ((excess - 0.5) / error) ** 2 == pytest.approx(mantel_haenszel(BERKELEY), rel=1e-6)
    assert round(((excess - 0.5) / error) ** 2, 4) == 1.4269


def test_a_label_that_fills_its_bands_is_compared_with_nobody():
    found = found_of([(0, 0, True), (0, 0, False), (1, 1, True), (2, 1, False)])
    assert (found.value[0], isnan(found.low[0])) == (0, True)
    assert found.value[1:3].tolist() == [0.5, -0.5]


def test_labels_given_blindly_within_bands_rarely_stand_out():
    """In about one case of twenty."""
    dice, rounds, out = np.random.default_rng(11), 800, 0
    for _ in range(rounds):
        band = dice.integers(0, 20, 2_000)
        returned = dice.random(2_000) < 0.3 / (1 + band)
        label = (dice.random(2_000) < 0.1 + band / 40).astype(np.int64)
        out += abs(beyond_bands(label, band, returned, 2).sign[0].item())
    assert 0.03 <= out / rounds <= 0.07


@examples(200)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=60), st.integers(1, 25))
def test_bands_are_cut_where_scores_are(days, number):
    cuts = cut_points(days, number)
    found = bands(np.array(days, np.int32), number)
    assert found.tolist() == [sum(cut < day for cut in cuts) for day in days]


def test_of_nobody_there_are_no_bands():
    assert bands(np.zeros(0, np.int32)).tolist() == []
    nobody = np.zeros(0, np.int64)
    assert np.isnan(beyond_bands(nobody, nobody, np.zeros(0, bool), 2).value).all()
