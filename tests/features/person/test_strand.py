"""A strand is searched by day and channel."""

from hypothesis import given
from hypothesis import strategies as st

from clm.features.person.strand import Happening, Strand

ROWS = st.lists(
    st.builds(
        Happening,
        st.integers(0, 6),
        st.just(0),
        st.integers(-3, 3),
        st.sampled_from([None, "ads"]),
    ),
    max_size=8,
).map(lambda rows: sorted(rows, key=lambda row: row.day))
ENDS = st.integers(-1, 7)


@given(ROWS, st.none() | ENDS, ENDS)
def test_a_window_holds_the_events_of_its_days(rows, first, last):
    """Both ends are inside; without a first day it has no beginning."""
    inside = [row for row in rows if (first is None or first <= row.day) and row.day <= last]
    strand = Strand.of(rows)
    assert [*strand.days_between(first, last)] == [row.day for row in inside]
    assert strand.total_between(first, last) == sum(row.amount for row in inside)
    assert strand.until(last) == sum(row.day <= last for row in rows)


@given(ROWS)
def test_a_channel_has_its_own_events(rows):
    """None is every channel; one that nothing came from has none."""
    strand = Strand.of(rows)
    assert [*strand.by("ads").days] == [row.day for row in rows if row.channel == "ads"]
    assert strand.by(None) is strand
    assert strand.by("ads") is strand.by("ads")
    assert not strand.by("sms").days
