"""Touches are those that name a channel, up to the moment, in the order of time."""

from datetime import date

import clm
from asking import shop
from clm.metrics.acquisition.channels import Channels
from clm.metrics.acquisition.newcomers import Newcomers
from clm.metrics.acquisition.touches import Touches, first_day, later_that_day
from clm.model.day import to_number


def ways(ledger, within=None):
    channels = Channels.of(ledger, None)
    bought = Newcomers.first_of(ledger.orders.rows, len(ledger))
    found = Touches.of(ledger, bought, channels, within)
    assert found.newcomer.tolist() == sorted(found.newcomer.tolist())
    return [channels.names[each] for each in found.channel.tolist()]


def with_touches(kind="touch", **columns):
    ledger = shop(("ann", "2024-05-10 12:00", 9))
    size = len(columns["when"])
    return ledger.with_events(kind, customer=["ann"] * size, **columns)


def test_what_names_no_channel_touches_nobody():
    assert ways(with_touches(when=["2024-05-01"] * 2, channel=[None, "tv"])) == ["tv"]
    assert ways(with_touches(when=["2024-05-01"] * 2)) == []
    assert ways(with_touches(when=["2024-05-01"], channel=[""])) == []


def test_other_events_are_no_touches():
    assert ways(with_touches("response", when=["2024-05-01"], channel=["tv"])) == []


def test_the_moment_itself_is_in_and_what_follows_is_out():
    when = ["2024-05-10 12:00", "2024-05-10 12:00:00.000001", "2024-05-10 11:59"]
    assert ways(with_touches(when=when, channel=["b", "c", "a"])) == ["a", "b"]


def test_days_are_counted_by_the_calendar():
    ledger = with_touches(when=["2024-05-03 00:00", "2024-05-02 23:59"], channel=["in", "out"])
    assert ways(ledger, within=7) == ["in"]
    assert ways(ledger, within=8) == ["out", "in"]


def test_the_first_day_of_touches():
    assert first_day(shop(("ann", "2024-05-10", 9))) is None
    ledger = with_touches("visit", when=["2024-05-02", "2024-05-01"])
    assert first_day(ledger) == to_number(date(2024, 5, 1))


def test_touches_later_on_the_day_of_a_bare_date_are_counted_apart():
    """They are not credited, and the result says so."""
    ledger = clm.Ledger.from_columns(
        customer=["ann", "bob", "cem"],
        when=["2024-03-31", "2024-03-31", "2024-03-31 08:00"],
        amount=[9, 9, 9],
        currency="EUR",
        timezone="Europe/Berlin",
    ).with_events(
        "visit",
        customer=["ann", "ann", "bob", "cem"],
        when=["2024-03-31 10:00", "2024-03-31 11:00", "2024-04-01", "2024-03-31 10:00"],
        channel=["tv"] * 4,
    )
    bought = Newcomers.first_of(ledger.orders.rows, 3)
    assert later_that_day(ledger, bought, Channels.of(ledger, None)) == 1
    found = clm.acquisition_cost(ledger, "2024-03-01", "2024-03-31")
    note = "1 first order without a time of day: later touches of that day come after it"
    assert note in found.notes
