"""Tallies: whose, and how much."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clm.metrics.measuring.tally import Crowd, Part, untold

ROWS = st.lists(st.tuples(st.integers(0, 5), st.integers(-9, 9)), max_size=12)
PLACES = st.lists(st.integers(0, 3), min_size=6, max_size=6)


@given(ROWS, PLACES)
def test_sums_by_group_are_those_of_their_rows(rows, places):
    customer = np.array([who for who, _ in rows], np.int32)
    amount = np.array([more for _, more in rows], np.int64)
    place = np.array(places, np.uint8)
    part = Part(customer, amount, besides=100, shared=7)
    expected = [sum(more for who, more in rows if places[who] == group) for group in range(3)]
    assert part.by(place, 3).tolist() == [each + 7 for each in expected]
    assert part.total == sum(more for _, more in rows) + 107
    half = Part(customer, amount, factor=0.5)
    assert half.by(place, 3).tolist() == [each / 2 for each in expected]
    assert half.total == sum(more for _, more in rows) / 2
    ones = [sum(places[who] == group for who, _ in rows) for group in range(3)]
    assert Part(customer).by(place, 3).tolist() == ones


@given(st.lists(st.booleans(), max_size=6), PLACES)
def test_a_crowd_counts_its_people(who, places):
    crowd = Crowd(np.array(who, bool))
    expected = [
        sum(there and places[at] == group for at, there in enumerate(who)) for group in range(3)
    ]
    assert crowd.by(np.array(places, np.uint8), 3).tolist() == expected
    assert crowd.total == sum(who)


def test_nothing_to_tell_says_why():
    assert untold("no cost").reason == "no cost"
    assert untold("no cost").hits.total == 0
