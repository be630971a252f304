"""Who comes to the simulated shop."""

import numpy as np
import pytest

from clm.demo.people import CLOSES, DAY, OPENS, Span, daytime, later, meet, names, stream

YEAR = Span(19_723 * DAY, (19_723 + 366) * DAY)


def test_a_span_knows_its_days():
    assert YEAR.days == 366


def test_streams_of_different_parts_differ_and_each_repeats_itself():
    first, again, other = (stream(7, name).random(4) for name in ("carts", "carts", "visits"))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_nobody_comes_at_night():
    drawn = daytime(stream(1, "x"), 5_000)
    assert drawn.min() >= OPENS
    assert drawn.max() < CLOSES


def test_later_is_on_a_later_day():
    after = np.arange(0, 400 * DAY, 12_345)
    assert np.all(later(stream(1, "x"), after, 0.5) // DAY > after // DAY)


def test_people_are_numbered_by_arrival_within_the_span():
    people = meet(3, 4_000, YEAR)
    assert len(people) == 4_000
    assert np.all(np.diff(people.arrival) >= 0)
    assert people.arrival.min() >= YEAR.start
    assert people.arrival.max() < YEAR.stop


def test_more_people_come_in_the_second_half():
    half = np.searchsorted(meet(3, 4_000, YEAR).arrival, (YEAR.start + YEAR.stop) // 2)
    assert 1_200 < half < 1_800


def test_nobody_buys_without_visiting():
    people = meet(3, 4_000, YEAR)
    assert not np.any(people.buys & ~people.visits)


@pytest.mark.parametrize(("size", "last"), [(1, "c0001"), (2_000, "c2000"), (12_345, "c12345")])
def test_names_sort_like_arrivals(size, last):
    given = names(size)
    assert given[-1] == last
    assert list(given) == sorted(set(given))
