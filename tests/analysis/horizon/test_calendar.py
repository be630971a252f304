"""The calendar counts the moves of every day, and of every pair of segments."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

import clm
from asking import KEYS, shop
from busy import TODAY, busy
from clm.errors import UnknownNameError
from foretold import retaken

DAYS = 75


def by_brute_force(snap, days):
    """Count (day, before, after) by snapshots of every day."""
    keys = [each.key for each in snap.template.segments]
    was, found = snap.places, Counter()
    for ahead in range(1, days + 1):
        now = retaken(snap, ahead)
        for old, new in zip(was.tolist(), now.tolist(), strict=True):
            if old != new:
                found[snap.as_of + timedelta(days=ahead), keys[old], keys[new]] += 1
        was = now
    return found


@pytest.fixture(scope="module")
def calendar():
    """Two of three who came on one day go on together; the third came a day later."""
    rows = (("ann", "2024-05-01", 1), ("bob", "2024-05-01", 1), ("cem", "2024-05-02", 1))
    return clm.snapshot(shop(*rows), "growth-accounting", as_of="2024-05-12").horizon().calendar()


@pytest.mark.parametrize("key", KEYS)
def test_moves_are_those_of_every_day(key):
    """By day, by pair, and both."""
    for seed in range(5):
        snap = clm.snapshot(busy(seed).ledger(), key, as_of=TODAY)
        calendar = snap.horizon(TODAY + timedelta(days=DAYS)).calendar()
        found = by_brute_force(snap, DAYS)
        columns = [column.tolist() for column in calendar.columns().values()]
        assert {(day, old, new): n for day, old, new, n in zip(*columns, strict=True)} == found
        days = Counter()
        for (day, *_), number in found.items():
            days[day] += number
        assert dict(calendar) == days
        assert [*calendar] == sorted(days)
        for old, new, number, first, last in calendar.pairs():
            mine = {day: each for (day, *pair), each in found.items() if pair == [old, new]}
            assert (number, first, last) == (sum(mine.values()), min(mine), max(mine))
            assert dict(calendar.between(old, new)) == mine
        numbers = [number for _, _, number, *_ in calendar.pairs()]
        assert numbers == sorted(numbers, reverse=True)
        assert sum(numbers) == sum(found.values())


def test_it_is_a_mapping_of_days_with_moves(calendar):
    """Other days are not in it, and count nothing."""
    assert dict(calendar) == {
        date(2024, 5, 31): 2,
        date(2024, 6, 1): 1,
        date(2024, 6, 30): 2,
        date(2024, 7, 1): 1,
    }
    assert calendar.get(date(2024, 6, 2), 0) == 0
    assert date(2024, 6, 2) not in calendar
    for junk in (None, [], np.arange(2), "2024-05-31", datetime(2024, 5, 31, tzinfo=UTC), 5):
        assert junk not in calendar
        with pytest.raises(UnknownNameError, match="no day with moves"):
            calendar[junk]


def test_it_shows_a_picture_of_when(calendar):
    """A bar for a week where a year is looked at; blank where nobody moves."""
    assert repr(calendar) == (
        "<Calendar growth-accounting · 2024-05-13 … 2025-05-12 · 6 moves on 4 days>\n"
        "    █   ▅▃\n"
        "  each bar 7 days, the highest 3 moves"
    )
    shown = calendar.between(after="inactive")
    assert repr(shown).splitlines()[0] == (
        "<Calendar growth-accounting · 2024-05-13 … 2025-05-12 · 3 moves on 2 days>"
    )
    assert repr(calendar.between("inactive")) == (
        "<Calendar growth-accounting · 2024-05-13 … 2025-05-12 · 0 moves>"
    )


def test_a_bar_is_a_day_where_few_are_looked_at():
    """And the longest horizon still fits into a line."""
    snap = clm.snapshot(shop(("ann", "2024-05-11", 1)), "growth-accounting", as_of="2024-05-12")
    assert repr(snap.horizon("2024-06-20").calendar()).splitlines()[1:] == [
        f"  {' ' * 28}█",
        "  each bar day, the highest 1 move",
    ]
    assert max(map(len, repr(snap.horizon("9999-12-31").calendar()).splitlines())) < 90


def test_its_tables_have_a_row_for_every_pair(calendar):
    """With the most moves first."""
    assert calendar.table() == (
        "from     to        moves       first        last\n"
        "new      dormant       3  2024-05-31  2024-06-01\n"
        "dormant  inactive      3  2024-06-30  2024-07-01"
    )
    assert calendar._repr_html_().count("<tr>") == 3
    assert calendar.to_frame("polars").height == 4


def test_segments_that_are_not_there_are_refused_together(calendar):
    """With the nearest names."""
    with pytest.raises(UnknownNameError, match="did you mean 'dormant'") as caught:
        calendar.between("dorment", "newish")
    assert len(caught.value.faults) == 2
    for junk in ([], 5, np.arange(2), float("nan")):
        with pytest.raises(UnknownNameError, match="no segment"):
            calendar.between(junk)
    assert dict(calendar.between()) == dict(calendar)


def test_nobody_can_change_it(calendar):
    """Neither its days nor its columns."""
    with pytest.raises(TypeError):
        calendar[date(2024, 5, 31)] = 0
    with pytest.raises(ValueError, match="read-only"):
        calendar.columns()["moves"][:] = 0
