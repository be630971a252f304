"""Orders of one customer count as the rules say, on every day."""

import pytest

from clm.features.person.purchases import Purchase, Purchases
from clm.features.person.strand import Happening


def counted(purchases, days=range(10)):
    """Give the days of the orders that count, as known on each day."""
    return [[day for day in purchases.on(known).orders.days if day <= known] for known in days]


def row(day, amount=10, order=None, channel=None, instant=0):
    return Happening(day, instant, amount, channel, order)


def test_lines_of_one_order_are_one_order_on_the_day_of_the_earliest():
    """Every line counts as money on its own day."""
    sales = Purchases([row(1, order="A"), row(2), row(4, order="A")]).on(9)
    assert [*sales.orders.days] == [1, 2]
    assert [*sales.lines.days] == [1, 2, 4]


def test_an_order_counts_until_its_refunds_reach_its_lines():
    """A part given back leaves it; a later line brings it back."""
    lines = [row(1, 10, "A"), row(5, 10, "A")]
    back = [row(2, 4, "A"), row(3, 6, "A")]
    assert counted(Purchases(lines, back), range(1, 6)) == [[1], [1], [], [], [1]]


def test_a_refund_before_its_order_waits_for_it():
    """The order never counts if it was given back before it came."""
    assert counted(Purchases([row(3, 10, "A")], [row(1, 10, "A")]), range(5)) == [[]] * 5


def test_a_refund_of_nothing_known_leaves_all_orders():
    """Unless refunds are matched by their amounts."""
    lines, back = [row(1), row(2)], [row(3)]
    assert counted(Purchases(lines, back), (2, 3)) == [[1, 2], [1, 2]]
    assert counted(Purchases(lines, back, exact=True), (2, 3)) == [[1, 2], [1]]


def test_matching_takes_the_latest_earlier_order_of_the_amount():
    """At one moment orders come first; another amount and a later order are never taken."""
    lines = [row(1), row(2), row(3, 9), row(5)]
    assert counted(Purchases(lines, [row(4)], exact=True), (3, 4, 5)) == [
        [1, 2, 3],
        [1, 3],
        [1, 3, 5],
    ]
    assert counted(Purchases([row(4)], [row(4)], exact=True), (4,)) == [[]]


def test_what_is_matched_is_decided_by_what_was_known():
    """A later refund that names the order takes the place of a match."""
    matched = Purchases([row(1, 10, "A")], [row(2, 10), row(4, 3, "A")], exact=True)
    assert counted(matched, range(1, 6)) == [[1], [], [], [1], [1]]
    assert [each.day for each in matched.loose(3)] == [2]


@pytest.mark.parametrize(("channels", "left"), [(("ads", "mail"), "ads"), ((None, "ads"), None)])
def test_of_orders_at_one_moment_the_one_from_the_last_channel_is_taken(channels, left):
    """In the order of the alphabet; no channel comes first, whatever came first."""
    for lines in (
        [row(1, channel=each) for each in channels],
        [row(1, channel=each) for each in channels[::-1]],
    ):
        orders = Purchases(lines, [row(2)], exact=True).on(2).orders
        assert [*orders.channels] == [left]


def test_an_order_that_is_free_counts():
    assert Purchase([row(1, 0)]).counts
    assert not Purchase([row(1, 0)], [row(1, 1)]).counts
