"""Notes say what is not known of the days that are asked about."""

import clm
from asking import shop


def touched(*when, orders=(("ann", "2024-05-10", 9),)):
    size = len(when)
    ways, amounts = ["tv"] * size, [1] * size
    return shop(*orders).with_events(
        "touch", customer=["ann"] * size, when=when, channel=ways, amount=amounts
    )


def notes(ledger, start="2024-05-01", end="2024-05-10", **asked):
    return clm.acquisition_cost(ledger, start, end, **asked).notes


def test_nothing_to_say():
    assert notes(touched("2024-04-20", "2024-05-02"), within=10) == ()


def test_days_that_begin_with_the_ledger_or_end_after_it():
    assert notes(touched("2024-05-01"), within=None) == (
        "the ledger begins on 2024-05-01: new people may be old ones",
    )
    assert notes(touched("2024-04-01"), as_of="2024-06-01", within=7) == (
        "nothing is known after 2024-05-10",
        "1 of 1 new customer had no touch within 7 days",
    )


def test_a_look_back_beyond_the_first_touch():
    assert notes(touched("2024-04-20")) == (
        "touches are known from 2024-04-20 on: for 90 days the look back is shorter",
    )
    late = touched("2024-05-20")
    unknown = "no touch is known: channels are those of the first orders"
    assert unknown in notes(late)
    assert unknown not in notes(late, as_of="2024-05-20")


def test_traffic_that_covers_a_part():
    traffic = clm.Traffic.from_columns(
        day=["2024-05-02", "2024-05-09"], channel=["ads"] * 2, cost=[1, 1], currency="EUR"
    )
    asked = {"traffic": traffic, "within": 10}
    note = "traffic tells its cost of 2024-05-02 … 2024-05-09 only"
    assert notes(touched("2024-04-20", "2024-05-03"), **asked) == (note,)
    assert notes(touched("2024-04-20", "2024-05-03"), spend="touches", **asked) == ()
    free = clm.Traffic.from_columns(day=["2024-05-02"], channel=["ads"], clicks=[1])
    assert notes(touched("2024-04-20", "2024-05-03"), traffic=free, within=10) == ()
