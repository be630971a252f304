"""What happens round the orders of the simulated shop."""

import numpy as np
import pytest

from clm.demo import events
from clm.demo.events import Happenings
from clm.demo.orders import place
from clm.demo.people import DAY, Span, meet

SPAN = Span(19_723 * DAY, (19_723 + 731) * DAY)
PEOPLE = meet(7, 3_000, SPAN)
ORDERS = place(7, PEOPLE, SPAN)
SIGNUPS = events.sign_ups(7, PEOPLE, SPAN)
GOODBYES = events.farewells(7, SIGNUPS, SPAN)
LETTERS = events.newsletters(PEOPLE, SIGNUPS, GOODBYES, SPAN)


def moments(happened: Happenings) -> set[tuple[int, int]]:
    return set(zip(happened.owner.tolist(), happened.when.tolist(), strict=True))


def test_joining_and_choosing_keep_all_columns_together():
    few = Happenings(np.array([1, 2]), np.array([10, 20]), {"value": np.array([0.5, 0.7])})
    both = events.together([few, few.only(few.when > 10)])
    assert both.owner.tolist() == [1, 2, 2]
    assert both.more["value"].tolist() == [0.5, 0.7, 0.7]
    assert both.until(Span(0, 20)).when.tolist() == [10]


def test_every_order_has_a_visit_a_cart_and_a_checkout_before_it():
    visits = moments(events.visits(7, PEOPLE, ORDERS, SPAN))
    looks, firsts = events.look_round(7, PEOPLE, SPAN), events.first_visits(PEOPLE)
    carts = moments(events.carts(7, ORDERS, looks, firsts))
    for owner, when in zip(ORDERS.owner.tolist(), ORDERS.when.tolist(), strict=True):
        assert (owner, when - 1_500) in visits
        assert (owner, when - 200) in carts
    assert events.checkouts(ORDERS).when.tolist() == (ORDERS.when - 30).tolist()


def test_all_but_the_bare_contacts_visit():
    visits = events.visits(7, PEOPLE, ORDERS, SPAN)
    assert set(visits.owner.tolist()) == set(np.flatnonzero(PEOPLE.visits).tolist())
    assert np.all(visits.when >= PEOPLE.arrival[visits.owner])


def test_some_carts_are_never_paid_for():
    looks, firsts = events.look_round(7, PEOPLE, SPAN), events.first_visits(PEOPLE)
    carts = events.carts(7, ORDERS, looks, firsts)
    assert len(carts.owner) > 1.1 * len(ORDERS)
    assert set(carts.owner.tolist()) - set(ORDERS.owner.tolist())


def test_people_sign_up_once_after_coming_and_unsubscribe_only_then():
    assert len(set(SIGNUPS.owner.tolist())) == len(SIGNUPS.owner)
    assert np.all(SIGNUPS.when > PEOPLE.arrival[SIGNUPS.owner])
    since = dict(moments(SIGNUPS))
    assert all(when > since[owner] for owner, when in moments(GOODBYES))


def test_newsletters_reach_the_signed_up_and_no_longer_the_unsubscribed():
    since, till = dict(moments(SIGNUPS)), dict(moments(GOODBYES))
    for owner, when in moments(LETTERS):
        assert since[owner] < when < till.get(owner, SPAN.stop)
    assert len(set(LETTERS.more["campaign"].tolist())) == 23


def test_a_span_without_a_first_of_the_month_has_no_newsletter():
    day = Span(19_730 * DAY, 19_731 * DAY)
    letters = events.newsletters(PEOPLE, SIGNUPS, GOODBYES, day)
    assert len(letters.owner) == 0
    assert len(events.responses(7, letters, day).owner) == 0


def test_a_quarter_of_the_newsletters_are_opened():
    opened = events.responses(7, LETTERS, SPAN)
    assert len(opened.owner) / len(LETTERS.owner) == pytest.approx(0.25, abs=0.02)


def test_ads_come_just_before_the_visit_they_bring():
    shown = events.ads(7, PEOPLE)
    ahead = PEOPLE.arrival[shown.owner] - shown.when
    assert np.all((ahead > 0) & (ahead < 900))
    assert set(np.flatnonzero(~PEOPLE.visits)) <= set(shown.owner)
    assert np.all(shown.more["amount_minor"] > 0)


def test_referrers_had_ordered_before():
    brought = events.referrals(7, PEOPLE, ORDERS)
    first = {}
    for owner, when in zip(ORDERS.owner.tolist(), ORDERS.when.tolist(), strict=True):
        first.setdefault(owner, when)
    assert len(brought.owner) > 100
    assert all(when > first[owner] for owner, when in moments(brought))


def test_feedback_is_a_score_after_an_order():
    given = events.feedback(7, ORDERS, SPAN)
    assert set(given.more["value"].tolist()) <= set(map(float, range(11)))
    assert set(given.owner.tolist()) <= set(ORDERS.owner.tolist())
    assert 6 < given.more["value"].mean() < 9
