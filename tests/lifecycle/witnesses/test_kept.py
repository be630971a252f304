"""What is made once is made no second time, whoever asks."""

from itertools import count, islice

import pytest

from clm.lifecycle.witnesses.kept import Kept


def test_nothing_is_made_before_it_is_asked_for():
    made = []
    kept = Kept(made.append(number) or number for number in count(5))
    assert made == []
    assert kept.at(2) == 7
    assert made == [5, 6, 7]


def test_nothing_is_made_twice():
    made = []
    kept = Kept(made.append(number) or number for number in count(5))
    assert list(islice(kept, 3)) == list(islice(kept, 3)) == [5, 6, 7]
    assert made == [5, 6, 7]


@pytest.mark.parametrize("place", [0, 3])
def test_there_are_no_more_than_there_are(place):
    kept = Kept(iter(range(1, place + 1)))
    assert kept.at(place) is None
    assert list(kept) == list(range(1, place + 1))
