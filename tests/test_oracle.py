"""The oracle against answers reckoned by hand from the rules."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nasty import FEATURES, NastyShop, days, interesting_days, nasty, shops
from oracle import Shop, cut_points, score

BERLIN = "Europe/Berlin"


def shop(*rows, **settings):
    """Tell a shop of (customer, when, amount) or (customer, when, amount, order) rows."""
    told = Shop(**settings)
    customer, when, amount, order = zip(*((*row, None)[:4] for row in rows), strict=True)
    told.orders(customer=customer, when=when, amount=amount, order=order)
    return told


def orders_by_day(told, *as_of, customer="ann"):
    """Count one customer's orders on several days of January 2024."""
    return [told.feature(customer, "orders", date(2024, 1, day)) for day in as_of]


# Days.


@pytest.mark.parametrize(
    ("zone", "when", "day"),
    [
        ("UTC", "2024-03-31T23:30:00", "2024-03-31"),
        (BERLIN, "2024-03-30T22:59:59+00:00", "2024-03-30"),
        (BERLIN, "2024-03-30T23:00:00+00:00", "2024-03-31"),  # winter time until 2 o'clock
        (BERLIN, "2024-03-31T21:59:59+00:00", "2024-03-31"),
        (BERLIN, "2024-03-31T22:00:00+00:00", "2024-04-01"),  # the day had 23 hours
        (BERLIN, "2024-10-27T22:59:59Z", "2024-10-27"),  # and this one 25
        ("America/New_York", "2024-03-11T03:59:59+00:00", "2024-03-10"),
        ("America/New_York", "2024-11-04T04:59:59+00:00", "2024-11-03"),
        ("Pacific/Auckland", "2024-04-06T11:00:00+00:00", "2024-04-07"),
        ("Asia/Kolkata", "2024-01-01T18:30:00+00:00", "2024-01-02"),
        (BERLIN, datetime(2024, 3, 30, 23, tzinfo=UTC), "2024-03-31"),
        (BERLIN, datetime(2024, 1, 1, 1, tzinfo=timezone(timedelta(hours=9))), "2023-12-31"),
        (BERLIN, datetime(2024, 3, 30, 23), "2024-03-30"),  # noqa: DTZ001
        (BERLIN, date(2024, 3, 30), "2024-03-30"),
        (BERLIN, "2024-03-30", "2024-03-30"),
    ],
)
def test_an_instant_belongs_to_a_day_of_the_shop(zone, when, day):
    """Aware instants are moved to the zone, naive ones are local, a date is itself."""
    assert shop(("ann", when, 1), timezone=zone).days() == [date.fromisoformat(day)]


def test_the_day_itself_counts_and_the_next_cannot_be_seen():
    """The as-of day is inclusive, and nobody exists before the first event."""
    told = shop(("ann", "2024-01-02T23:59:59", 5), ("bob", "2024-01-03", 5))
    assert told.population("2024-01-01") == set()
    assert told.population("2024-01-02") == {"ann"}
    assert told.population("2024-01-03") == {"ann", "bob"}
    assert told.features("recency", "2024-01-03") == {"ann": 1, "bob": 0}


def test_the_oldest_and_the_newest_days_have_instants():
    """The years 1 and 9999 are ordinary, also where UTC lies in another year."""
    told = shop(("ann", "0001-01-01", 1), ("ann", "9999-12-31", 1), timezone="Pacific/Auckland")
    assert told.feature("ann", "tenure", date.max) == 3_652_058


# Money.


@pytest.mark.parametrize(
    ("currency", "amount", "minor"),
    [
        ("EUR", 12, 1200),
        ("EUR", 12.0, 1200),
        ("EUR", "12.00", 1200),
        ("EUR", Decimal("12.3"), 1230),
        ("EUR", 1.005, 100),  # 1.005 * 100 is 100.49999999999999
        ("EUR", 0.125, 12),  # a tie goes to the even side
        ("JPY", 12, 12),
        ("KRW", "12", 12),
        ("BHD", "1.234", 1234),
        ("KWD", 0.5, 500),
    ],
)
def test_amounts_are_major_units_whatever_their_type(currency, amount, minor):
    """The currency says how many decimals there are."""
    assert (
        shop(("ann", "2024-01-01", amount), currency=currency).feature(
            "ann", "monetary", "2024-01-01"
        )
        == minor
    )


def test_too_many_decimals_are_refused():
    """A text in euros has two decimals at most."""
    with pytest.raises(ValueError, match="decimals"):
        shop(("ann", "2024-01-01", "1.005"))


def test_average_order_floors():
    """-5 over 2 orders is -3, for division goes down and not towards zero."""
    told = Shop()
    told.orders(customer=["a"] * 3, when=["2024-01-01"] * 3, amount_minor=[1, 1, -7])
    assert told.feature("a", "monetary", "2024-01-01") == -5
    assert told.feature("a", "average_order", "2024-01-01") == -3


# Orders and refunds.


def test_an_order_of_several_lines_counts_once_from_its_first_day():
    """Lines dated later count in money on their own day."""
    told = shop(
        ("ann", "2024-01-05", 20, "A"), ("ann", "2024-01-03", 10, "A"), ("ann", "2024-01-05", 1)
    )
    assert orders_by_day(told, 2, 3, 4, 5) == [0, 1, 1, 2]
    assert told.feature("ann", "monetary", "2024-01-04") == 1000
    assert told.feature("ann", "monetary(days=1)", "2024-01-05") == 2100
    assert told.feature("ann", "orders(days=1)", "2024-01-05") == 1
    assert told.feature("ann", "last_gap", "2024-01-05") == 2


def test_a_full_refund_uncounts_from_its_own_day():
    """Before the refund the order counts; the money stays on the days of the rows."""
    told = shop(("ann", "2024-01-01", 10, "A"), ("ann", "2024-01-04", -10, "A"))
    assert orders_by_day(told, 1, 3, 4, 9) == [1, 1, 0, 0]
    assert told.feature("ann", "recency", "2024-01-04") is None
    assert told.feature("ann", "monetary(days=1)", "2024-01-04") == -1000
    assert told.feature("ann", "total('order')", "2024-01-04") == 1000
    assert told.feature("ann", "total('refund')", "2024-01-04") == 1000
    assert told.population("2024-01-04") == {"ann"}


def test_a_partial_refund_uncounts_nothing_until_the_rest_follows():
    """Refunds add up, and too much is as good as all."""
    told = shop(
        ("ann", "2024-01-01", 10, "A"),
        ("ann", "2024-01-02", -4, "A"),
        ("ann", "2024-01-05", -7, "A"),
    )
    assert orders_by_day(told, 1, 2, 4, 5) == [1, 1, 1, 0]


def test_a_later_line_revives_an_order():
    """On each day the refunds so far are weighed against the lines so far."""
    told = shop(
        ("ann", "2024-01-01", 10, "A"),
        ("ann", "2024-01-02", -10, "A"),
        ("ann", "2024-01-03", 5, "A"),
    )
    assert orders_by_day(told, 1, 2, 3) == [1, 0, 1]
    assert told.feature("ann", "tenure", "2024-01-03") == 2


def test_a_refund_may_come_before_its_order():
    """It is a refund from its own day on, and the order is born refunded."""
    told = shop(("ann", "2024-01-05", 10, "A"), ("ann", "2024-01-02", -10, "A"))
    assert orders_by_day(told, 2, 5) == [0, 0]
    assert told.feature("ann", "monetary", "2024-01-02") == -1000
    assert told.feature("ann", "last('refund')", "2024-01-05") == 3


def test_an_order_of_nothing_counts():
    """Nothing was given back, so nothing is uncounted."""
    assert orders_by_day(shop(("ann", "2024-01-01", 0, "A")), 1) == [1]


def test_a_refund_of_an_unknown_order_waits_for_it():
    """The order may come in a later batch."""
    told = shop(("ann", "2024-01-01", 7), ("ann", "2024-01-03", -10, "A"))
    assert told.report_totals()["refunds_unlinked"] == 1
    assert orders_by_day(told, 3) == [1]
    told.orders(customer=["ann"], when=["2024-01-02"], amount=[10], order=["A"])
    assert told.report_totals()["refunds_linked"] == 1
    assert orders_by_day(told, 2, 3) == [2, 1]


def test_a_refund_event_is_a_negative_row():
    """`refund_of` names the order and the amount is positive."""
    told = shop(("ann", "2024-01-01", 10, "A"))
    told.events("refund", customer=["ann"], when=["2024-01-02"], amount=[10], refund_of=["A"])
    assert orders_by_day(told, 1, 2) == [1, 0]
    assert told.feature("ann", "monetary", "2024-01-02") == 0


def test_null_order_ids_are_orders_of_their_own():
    """Two rows without an id are two orders."""
    told = shop(("ann", "2024-01-01", 10, None), ("ann", "2024-01-01", 10, float("nan")))
    assert orders_by_day(told, 1) == [2]


@pytest.mark.parametrize("amount", [5, -5])
def test_an_order_has_one_customer(amount):
    """An order id, or a refund of it, under another customer is refused."""
    with pytest.raises(ValueError, match="several customers"):
        shop(("ann", "2024-01-01", 10, "A"), ("bob", "2024-01-01", amount, "A"))


# Matching refunds.


def test_matching_is_off_by_default():
    """A refund that names no order uncounts none."""
    told = shop(("ann", "2024-01-01", 10), ("ann", "2024-01-02", -10))
    assert orders_by_day(told, 2) == [1]


def test_a_loose_refund_takes_the_latest_earlier_order_of_its_amount():
    """Each order is taken once: the 5th, then the 1st, then none is left."""
    rows = [("ann", f"2024-01-{day:02}", 10) for day in (1, 5, 9)]
    rows += [("ann", f"2024-01-{day:02}", -10) for day in (6, 7, 8)]
    told = shop(*rows, match_refunds="exact")
    assert orders_by_day(told, 5, 6, 7, 8, 9) == [2, 1, 0, 0, 1]
    assert told.feature("ann", "tenure", "2024-01-06") == 5
    assert told.report_totals()["refunds_linked"] == 2


def test_earlier_means_not_after():
    """The same instant will do, a later one of the same day will not."""
    noon = "2024-01-01T12:00:00"
    together = shop(("ann", noon, 10), ("ann", noon, -10), match_refunds="exact")
    after = shop(("ann", noon, 10), ("ann", "2024-01-01", -10), match_refunds="exact")
    assert orders_by_day(together, 1) == [0]
    assert orders_by_day(after, 1) == [1]


def test_only_an_untouched_order_of_exactly_that_total_matches():
    """All lines are summed, and an order with a refund of its own stays out."""
    told = shop(
        ("ann", "2024-01-01", 4, "A"),
        ("ann", "2024-01-01", 6, "A"),
        ("ann", "2024-01-02", 10, "B"),
        ("ann", "2024-01-03", -1, "B"),
        ("ann", "2024-01-04", -10),
        ("bob", "2024-01-04", -10),
        match_refunds="exact",
    )
    assert told.feature("ann", "last('order')", "2024-01-04") == 2
    assert told.features("orders", "2024-01-04") == {"ann": 1, "bob": 0}


def test_what_comes_later_unmatches_nothing_earlier():
    """The 2nd still sees a match, though the order grows on the 5th and is refunded on the 7th."""
    told = shop(
        ("ann", "2024-01-01", 10, "A"),
        ("ann", "2024-01-02", -10),
        ("ann", "2024-01-05", 5, "A"),
        ("ann", "2024-01-07", -15, "A"),
        match_refunds="exact",
    )
    assert orders_by_day(told, 1, 2, 4, 5, 6, 7) == [1, 0, 0, 1, 1, 0]


# Rows that do not stay.


def test_rows_without_a_customer_are_refused_or_dropped():
    """Dropped rows are counted."""
    told, columns = Shop(), {"customer": [None, 7.0], "when": ["2024-01-01"] * 2, "amount": [1, 2]}
    with pytest.raises(ValueError, match="missing_customer"):
        told.orders(**columns)
    told = Shop()
    told.orders(**columns, missing_customer="drop")
    assert told.features("monetary", "2024-01-01") == {7: 200}
    assert told.report_totals()["dropped"] == {"missing_customer": 1, "repeated_row": 0}


def test_a_repeated_row_is_dropped_and_a_contradiction_refused():
    """The row id is remembered from batch to batch."""
    told, row = Shop(), {"customer": ["a"], "when": ["2024-01-01"], "row_id": ["r1"]}
    told.orders(**row, amount=[1])
    told.orders(**row, amount=["1.00"])
    assert told.feature("a", "orders", "2024-01-01") == 1
    assert told.report_totals()["dropped"]["repeated_row"] == 1
    with pytest.raises(ValueError, match="repeated_row"):
        told.orders(**row, amount=[2])


def test_aliases_merge_customers_at_the_door():
    """The old id never appears."""
    told = Shop()
    told.orders(
        customer=["guest", "ann"], when=["2024-01-01"] * 2, amount=[1, 2], aliases={"guest": "ann"}
    )
    assert told.features("orders", "2024-01-01") == {"ann": 2}


def test_the_report_reconciles_rows_with_orders_and_money():
    """Every month has gross, refunds and net."""
    told = shop(
        ("ann", "2024-01-31", 10, "A"),
        ("ann", "2024-01-31", 5, "A"),
        ("ann", "2024-02-01", -4, "A"),
        ("bob", "2024-02-01", -1),
    )
    assert told.report_totals() == {
        "rows": 4,
        "dropped": {"missing_customer": 0, "repeated_row": 0},
        "orders": 1,
        "lines": 2,
        "refunds_linked": 1,
        "refunds_unlinked": 1,
        "by_month": {"2024-01": (1500, 0, 1500), "2024-02": (0, 500, -500)},
    }


# Features.


@pytest.fixture
def visitor():
    """Ann visits on the 1st, 10th and 31st of January, by e-mail on the 10th, and buys that day."""
    told = shop(("ann", "2024-01-10T09:00:00", 10))
    when = ["2024-01-01", "2024-01-10T09:00:00", "2024-01-31"]
    told.events("visit", customer=["ann"] * 3, when=when, channel=["ads", "email", None])
    told.events("cart", customer=["ann"], when=["2024-01-10"], amount_minor=[5], value=[1])
    return told


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("count('visit')", 3),
        ("count('visit', days=30)", 2),  # ages 0 and 21; the 1st is 30 days ago
        ("count('visit', days=31)", 3),
        ("count('visit', days=9, ago=21)", 1),  # ages 21 to 29
        ("count('visit', days=9, ago=22)", 1),  # ages 22 to 30
        ("count('visit', ago=1, channel='email')", 1),
        ("last('visit', ago=1)", 21),
        ("first('visit', days=30)", 21),
        ("first('visit', channel='ads')", 30),
        ("last('visit', channel='sms')", None),
        ("total('visit')", 0),
        ("total('cart')", 5),
        ("recency", 21),
        ("last('order')", 21),
        ("last('order', days=21)", None),
        ("orders(days=22)", 1),
        ("orders(days=30, ago=22)", 0),
        ("monetary(days=21)", 0),
        ("latest('visit', 'order')", "visit"),
        ("latest('order', 'cart')", "order"),
        ("latest('referral')", None),
    ],
)
def test_windows_select_by_age_and_days_since_count_from_the_day(visitor, text, answer):
    """Ages run from `ago` to before `ago + days`."""
    assert visitor.feature("ann", text, "2024-01-31") == answer
    assert visitor.features(text, "2024-01-31") == {"ann": answer}


def test_at_one_instant_the_kind_named_last_is_the_latest(visitor):
    """Arrival says nothing, the question does."""
    assert visitor.feature("ann", "latest('visit', 'order')", "2024-01-10") == "order"
    assert visitor.feature("ann", "latest('order', 'visit')", "2024-01-10") == "visit"


def test_order_days_and_last_gap_look_at_distinct_days():
    """Two orders on one day are one day."""
    told = shop(*(("ann", f"2024-01-{day:02}", 1) for day in (9, 2, 9, 5)))
    assert told.feature("ann", "orders", "2024-01-31") == 4
    assert told.feature("ann", "order_days", "2024-01-31") == 3
    assert told.feature("ann", "last_gap", "2024-01-31") == 4
    assert told.feature("ann", "last_gap", "2024-01-04") is None


def test_a_feature_takes_only_its_own_options():
    """Recency has no window."""
    with pytest.raises(ValueError, match="recency"):
        Shop().features("recency(days=3)", "2024-01-01")


# Scores.


@pytest.mark.parametrize(
    ("values", "bins", "cuts"),
    [
        ([3, 6, 7, 8, 8, 10, 13, 15, 16, 20], 4, [7, 8, 15]),  # the textbook's nearest ranks
        ([3, 6, 7, 8, 8, 9, 10, 13, 15, 16, 20], 4, [7, 9, 15]),
        ([15, 20, 35, 40, 50], 5, [15, 20, 35, 40]),
        ([15, 20, 35, 40, 50], 2, [35]),
        ([1] * 7 + [2, 2, 9], 5, [1, 1, 1, 2]),
        ([4], 5, [4, 4, 4, 4]),
        ([2, 1], 3, [1, 2]),
        ([], 5, None),
    ],
)
def test_cuts_are_inverted_cdf_quantiles(values, bins, cuts):
    """Cut k is the smallest value that k/bins of the customers do not exceed."""
    assert cut_points(Random(0).sample(values, len(values)), bins) == cuts


def test_scores_count_the_cuts_below():
    """Ties share a score, and best = low turns the ladder round."""
    cuts = [1, 1, 1, 2]
    assert [score(value, cuts, 5) for value in (0, 1, 2, 3)] == [1, 1, 4, 5]
    assert [score(value, cuts, 5, "low") for value in (0, 1, 2, 3)] == [5, 5, 2, 1]
    with pytest.raises(ValueError, match="nobody"):
        score(1, None, 5)


def test_those_without_an_order_do_not_dilute_the_cuts():
    """Visitors and people who gave everything back have no score."""
    told = shop(("ann", "2024-01-01", 10), ("bob", "2024-01-02", 30), ("cleo", "2024-01-02", -5))
    told.events("visit", customer=["vic"], when=["2024-01-01"])
    template = {
        "scores": {"m": {"of": "monetary", "bins": 2}, "v": {"of": "count('visit')", "bins": 2}},
        "segment": [{"key": "low", "stage": "s", "when": "m == 1 and not v == 1"}],
        "unclassified": "rest",
    }
    assert told.scales(template, "2024-01-02") == {"m": [1000], "v": [1]}
    rest = dict.fromkeys(("bob", "cleo", "vic"), "rest")
    assert told.segments(template, "2024-01-02") == {"ann": "low", **rest}


def test_a_windowed_score_needs_an_event_in_its_window():
    """The money of a window without a counted order has no score, even where it is not 0."""
    told = shop(
        ("ann", "2024-01-01", 10, "A"), ("ann", "2024-01-09", 5, "A"), ("bob", "2024-01-09", 7)
    )
    template = {"scores": {"m": {"of": "monetary(days=3)", "bins": 2}}}
    assert told.features("monetary(days=3)", "2024-01-09") == {"ann": 500, "bob": 700}
    assert told.scales(template, "2024-01-09") == {"m": [700]}


# Templates.

TEMPLATE = {
    "parameters": {"new_days": 30, "forever": "unlimited"},
    "scores": {
        "r": {"of": "recency", "cuts": [5, 20], "best": "low"},
        "f": {"of": "orders", "cuts": [1, 2]},
        "n": {"of": "nps", "bins": 2},
    },
    "codes": {"rf": ["r", "f"]},
    "extra": {"nps": {"min": -100, "max": 100}},
    "stage": [
        {"key": "early", "when": "tenure < 1"},
        {"key": "buyers"},
    ],
    "segment": [
        {"key": "fan", "stage": "buyers", "when": "nps >= 50 and n == 2"},
        {"key": "best", "stage": "buyers", "when": "rf in (33, 32)"},
        {"key": "middle", "stage": "buyers", "when": "1 <= orders(days=forever) <= 2 and f != 3"},
        {"key": "browser", "stage": "web", "when": "latest('order', 'visit') == 'visit'"},
    ],
    "unclassified": "rest",
}


@pytest.fixture
def market():
    """Seven people, one for each way through the template."""
    told = shop(
        *(("best", f"2024-01-{day:02}", 1) for day in (20, 25, 30)),
        ("middle", "2024-01-01", 1),
        ("early", "2024-01-31", 1),
        ("fan", "2024-01-02", 1),
        ("lukewarm", "2024-01-02", 1),
        ("rest", "2024-01-02", -1),
    )
    told.events("visit", customer=["browser"], when=["2024-01-02"])
    return told


def test_the_first_condition_that_holds_gives_the_segment(market):
    """Stages with a condition come first, and extras may be missing."""
    extra = {"nps": {"fan": 60, "lukewarm": 50, "stranger": 99}}
    segments = market.segments(TEMPLATE, "2024-01-31", extra=extra)
    assert segments == {
        **{key: key for key in ("best", "middle", "early", "fan", "browser", "rest")},
        "lukewarm": "middle",
    }
    stages = market.stages(TEMPLATE, "2024-01-31", extra=extra)
    assert stages == {
        **dict.fromkeys(("best", "middle", "fan", "lukewarm"), "buyers"),
        "early": "early",
        "browser": "web",
        "rest": "",
    }


@pytest.mark.parametrize(
    ("when", "chosen"),
    [
        ("recency != 1", {"early", "fan", "lukewarm", "middle"}),
        ("not recency == 1", {"early", "fan", "lukewarm", "middle", "rest", "browser"}),
        ("recency not in (1, 29)", {"early", "middle"}),
        ("recency in (1,) or tenure == 30", {"best", "middle"}),
        ("tenure <= new_days and not tenure > 10", {"early"}),
        ("count('visit', days=new_days) >= 1", {"browser"}),
        ("monetary < -99", {"rest"}),
        ("monetary > -101 and 0 > monetary", {"rest"}),
        ("rf != 33 and rf not in (11, 12)", {"early"}),
        ("latest('order', 'refund') in ('refund', 'visit')", {"rest"}),
        ("recency < forever", {"best", "early", "fan", "lukewarm", "middle"}),
        ("(orders >= 3\n or tenure == 0)", {"best", "early"}),
    ],
)
def test_every_comparison_with_a_missing_value_is_false(market, when, chosen):
    """`!=` and `not in` included; `not` is two-valued after that."""
    template = {**TEMPLATE, "stage": [], "segment": [{"key": "in", "stage": "s", "when": when}]}
    segments = market.segments(template, "2024-01-31")
    assert {customer for customer, key in segments.items() if key == "in"} == chosen


def test_given_cuts_are_used_as_they_are():
    """Today's customers may be scored with yesterday's ruler."""
    told = shop(("ann", "2024-01-01", 10), ("bob", "2024-01-01", 20))
    template = {
        "scores": {"m": {"of": "monetary", "bins": 2}},
        "segment": [
            {"key": f"m{score}", "stage": "s", "when": f"m == {score}"} for score in (1, 2)
        ],
    }
    assert told.segments(template, "2024-01-01") == {"ann": "m1", "bob": "m2"}
    assert told.segments(template, "2024-01-01", {"m": [500]}) == {"ann": "m2", "bob": "m2"}


# Nasty shops.


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_every_nasty_shop_can_be_reckoned(start):
    """Each feature has an answer for each customer on each interesting day."""
    for seed in range(start, start + 50):
        told = nasty(seed).oracle()
        for day in interesting_days(nasty(seed))[::7]:
            for text in FEATURES:
                assert told.features(text, day).keys() == told.population(day)


def answers(told, day):
    """Ask everything."""
    return [told.features(text, day) for text in FEATURES]


def shuffled(call, order):
    """Permute the rows of one call."""
    method, columns = call
    places = order.sample(range(len(columns["customer"])), len(columns["customer"]))
    return method, {
        name: [column[place] for place in places] if isinstance(column, list) else column
        for name, column in columns.items()
    }


@settings(deadline=None)
@given(st.data(), shops(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(data, nasty_shop, order):
    """Arrival orders storage only, also where refunds are matched."""
    day = data.draw(days(nasty_shop))
    calls = tuple(shuffled(call, order) for call in nasty_shop.calls)
    first, *later = calls
    changed = NastyShop(
        nasty_shop.currency, nasty_shop.timezone, nasty_shop.match_refunds, (first, *later[::-1])
    )
    assert answers(changed.oracle(), day) == answers(nasty_shop.oracle(), day)


@settings(deadline=None)
@given(st.data(), shops())
def test_money_is_what_was_paid_less_what_was_given_back(data, nasty_shop):
    """In every window, and a counted order is never missing its days."""
    told, day = nasty_shop.oracle(), data.draw(days(nasty_shop))
    gross, back = told.features("total('order')", day), told.features("total('refund')", day)
    net = {customer: gross[customer] - back[customer] for customer in gross}
    assert told.features("monetary", day) == net
    for customer, orders in told.features("orders", day).items():
        assert (told.feature(customer, "recency", day) is None) == (orders == 0)
