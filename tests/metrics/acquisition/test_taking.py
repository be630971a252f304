"""Every count, share and cost equals what plain Python reckons, on nasty shops; nothing is lost."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

import clm
from acquired import MODELS, Acquired, some_days, told_with_touches
from asking import THOROUGH
from clm.errors import MetricError

WHAT = ("visitors", "leads", "customers")


@pytest.mark.parametrize("seed", range(40 * THOROUGH))
def test_everything_equals_plain_python(seed):
    told, draw = told_with_touches(seed), Random(seed)
    ledger, shop = told.ledger(), told.oracle()
    first, last, as_of = some_days(draw, shop)
    within, margin = draw.choice((None, 1, 2, 30)), draw.choice((1.0, 0.3, 0.001))
    plain = Acquired(shop, as_of)
    for attribution in MODELS:
        cost = clm.acquisition_cost(
            ledger,
            first,
            last,
            as_of=as_of,
            attribution=attribution,
            within=within,
            margin=margin,
        )
        asked = (first, last, attribution, within)
        for what in WHAT:
            expected = plain.sums(what, *asked)
            found = {each.channel: getattr(each, what) for each in cost}
            assert {way: share for way, share in found.items() if share} == expected
            assert getattr(cost.blended, what) == sum(expected.values())
            assert getattr(cost.blended, what).denominator == 1
        spent = defaultdict(int)
        for (_, way), amount in plain.spent(first, last).items():
            spent[way] += amount
        assert {each.channel: each.spend for each in cost if each.spend} == {
            way: amount for way, amount in spent.items() if amount
        }
        assert cost.blended.spend == sum(spent.values())
        check_paybacks(plain, cost, plain.credits("customers", *asked), margin)


def check_paybacks(plain, cost, credits, margin):
    watched = (plain.as_of - cost.span.last).days
    for line in (cost.blended, *cost):
        assert line.payback.watched == watched
        if line.spend and line.customers:
            expected = plain.payback(credits, line.channel, line.spend, margin, watched)
            assert line.payback.days == expected
        else:
            assert line.payback.days is None


@pytest.mark.parametrize("seed", range(16 * THOROUGH))
def test_channels_and_periods_add_up_to_the_whole(seed):
    told, draw = told_with_touches(seed), Random(-seed)
    ledger = told.ledger()
    first, last, as_of = some_days(draw, told.oracle())
    if (last - first).days > 120:
        first = last - timedelta(days=120)
    every, model = draw.choice(("day", "week", "month", "quarter")), draw.choice(MODELS)
    cost = clm.acquisition_cost(
        ledger, first, last, as_of=as_of, attribution=model, every=every, within=30
    )
    for name in ("spend", *WHAT):
        whole = getattr(cost.blended, name)
        assert sum(getattr(each, name) for each in cost) == whole
        assert sum(getattr(each.blended, name) for each in cost.periods) == whole
        for each in cost:
            own = [getattr(period[each.channel], name) for period in cost.periods]
            assert sum(own) == getattr(each, name)
    for period in cost.periods:
        if period.span.last < ledger.first_day:
            continue
        alone = clm.acquisition_cost(
            ledger,
            period.span.first,
            period.span.last,
            as_of=as_of,
            attribution=model,
            within=30,
        )
        assert alone.blended.customers == period.blended.customers
        assert {each.channel: (each.spend, each.customers) for each in alone} == {
            each.channel: (each.spend, each.customers)
            for each in period
            if any((each.spend, each.visitors, each.leads, each.customers))
        }


@pytest.mark.parametrize("seed", range(16 * THOROUGH))
def test_what_comes_later_changes_nothing(seed):
    """Neither events after the as-of day, nor another order of the customers."""
    told, draw = told_with_touches(seed), Random(seed)
    ledger = told.ledger()
    first, last, _ = some_days(draw, told.oracle())
    before = clm.acquisition_cost(ledger, first, last, within=7)
    assert last < date.max
    day = last + timedelta(days=1)
    who = ledger.customers.tolist()
    later = ledger.with_events(
        "touch",
        customer=who,
        when=[day] * len(who),
        channel=["tv"] * len(who),
        amount=[1] * len(who),
    )
    after = clm.acquisition_cost(later, first, last, within=7)
    assert before.table() == after.table()
    for name in ("spend", *WHAT):
        assert {each.channel: getattr(each, name) for each in before} == {
            each.channel: getattr(each, name) for each in after
        }


def shop():
    """Ann by tv then mail; Bob by an ad on the day; Cem by nothing; Dee has not ordered."""
    orders = {
        "customer": ["ann", "bob", "cem", "ann"],
        "when": ["2024-05-10 12:00", "2024-05-12 09:00", "2024-05-20", "2024-06-01"],
        "amount": [20, 30, 10, 5],
        "channel": ["web", "web", "shop", None],
    }
    ledger = clm.Ledger.from_columns(**orders, currency="EUR")
    ledger = ledger.with_events(
        "touch",
        customer=["ann", "ann", "bob", "bob", "dee"],
        when=["2024-04-20", "2024-05-09", "2024-05-12 08:00", "2024-05-12 10:00", "2024-05-02"],
        channel=["tv", "email", "ads", "tv", "ads"],
        amount=[4, 1, 2, 4, 2],
    )
    return ledger.with_events(
        "visit",
        customer=["ann", "dee", "dee"],
        when=["2024-05-10 11:00", "2024-05-02", "2024-05-03"],
        channel=[None, None, "ads"],
    )


def cost(ledger=None, **asked):
    return clm.acquisition_cost(ledger or shop(), "2024-05-01", "2024-05-31", **asked)


def customers(found):
    return {each.channel: each.customers for each in found if each.customers}


def test_touches_after_the_order_and_before_the_window_count_for_nothing():
    assert customers(cost()) == {"email": 1, "ads": 1, "shop": 1}
    assert customers(cost(attribution="first_touch")) == {"tv": 1, "ads": 1, "shop": 1}
    assert customers(cost(attribution="first_touch", within=20)) == {"tv": 1, "ads": 1, "shop": 1}
    assert customers(cost(attribution="first_touch", within=19)) == customers(cost())
    half = Fraction(1, 2)
    assert customers(cost(attribution="linear")) == {"tv": half, "email": half, "ads": 1, "shop": 1}


def test_people_and_costs():
    found = cost()
    assert found["ads"].visitors == 1  # dee: the ad of the morning comes before her first visit
    assert found["ads"].leads == 1
    assert (found["ads"].spend, found["tv"].spend, found["email"].spend) == (400, 400, 100)
    assert found["ads"].cost_per_new_customer.value == 400
    assert found["tv"].cost_per_new_customer.undefined == "no new customers"
    assert found["shop"].cost_per_new_customer.value == 0
    assert found.cost_per_new_customer.value == 300
    assert found["email"].visitors == 1  # ann: the mail of the day before her visit
    assert found.channels == ("ads", "tv", "email", "shop")


def test_ties_go_by_the_order_of_rows():
    day = ["2024-05-01"] * 3
    base = clm.Ledger.from_columns(customer=["a"], when=day[:1], amount=[9], currency="EUR")
    first, last = (
        customers(
            clm.acquisition_cost(
                base.with_events(
                    "touch", customer=["a"] * 3, when=day, channel=["x", "y", "z"]
                ).with_events("visit", customer=["a"], when=day[:1], channel=["w"]),
                *("2024-05-01", "2024-05-01"),
                attribution=model,
            )
        )
        for model in ("first_touch", "last_touch")
    )
    assert (first, last) == ({"x": 1}, {"w": 1})


def test_traffic_pays_as_well():
    ads = clm.Traffic.from_columns(
        day=["2024-05-03", "2024-05-04", "2024-06-01"],
        channel=["ads", "print", "ads"],
        clicks=[10, 0, 5],
        cost=["7.50", 3, 100],
        currency="EUR",
    )
    found = cost(traffic=ads)
    assert (found["ads"].spend, found["print"].spend) == (1150, 300)
    assert found["print"].customers == 0
    assert found.blended.spend == 900 + 1050
    assert found["ads"].figure("cost_per_click").value == 75
    assert found.figure("cost_per_click").value == 105
    assert found["print"].figure("cost_per_click").undefined == "no clicks"
    assert found.figure("cost_per_visit").undefined == "traffic does not tell visits"
    assert cost().figure("cost_per_click").undefined == "no traffic was given"
    assert cost(traffic=ads, spend="traffic").blended.spend == 1050
    assert cost(traffic=ads, spend="touches").blended.spend == 900


def test_spend_that_is_told_twice_is_refused():
    ads = clm.Traffic.from_columns(
        day=["2024-05-02", "2024-05-12", "2024-05-12"],
        channel=["ads", "ads", "tv"],
        cost=[1, 2, 0],
        currency="EUR",
    )
    with pytest.raises(MetricError) as caught:
        cost(traffic=ads)
    assert str(caught.value) == (
        "spend: traffic and touches both tell what 'ads' cost on 2 days, the first 2024-05-02"
        " → say spend='traffic_first', or leave the cost out of one of them"
    )
    assert cost(traffic=ads, spend="traffic")["ads"].spend == 300
    assert cost(traffic=ads, spend="touches")["ads"].spend == 400
    first = cost(traffic=ads, spend="traffic_first")
    assert {each.channel: each.spend for each in first if each.spend} == {
        "ads": 300,
        "tv": 400,
        "email": 100,
    }


def test_touches_that_cost_less_than_nothing_are_refused():
    ledger = shop().with_events(
        "touch", customer=["ann"], when=["2024-05-31"], channel=["tv"], amount=[-3]
    )
    with pytest.raises(MetricError, match=r"touch: -3.00 on 2024-05-31 is below zero → give"):
        cost(ledger)
    clm.acquisition_cost(ledger, "2024-05-01", "2024-05-30")


def test_costs_that_nobody_knows_are_no_zero():
    bare = clm.Ledger.from_columns(customer=[1], when=["2024-05-02"], amount=[9], currency="EUR")
    found = clm.acquisition_cost(bare, "2024-05-01", "2024-05-31")
    assert found.cost_per_new_customer.undefined == "no spend is known"
    assert found.cost_per_new_customer.value is None
    assert found.figure("payback_days").undefined == "no spend is known"
    assert "no touch is known: channels are those of the first orders" in found.notes
    ads = clm.Traffic.from_columns(day=["2024-04-01"], channel=["a"], cost=[5], currency="EUR")
    found = clm.acquisition_cost(bare, "2024-05-01", "2024-05-31", traffic=ads)
    assert found.cost_per_lead.undefined == "no spend is known of 2024-05-01 … 2024-05-31"
    assert "traffic tells its cost of 2024-04-01 … 2024-04-01 only" in found.notes
    visitless = cost(bare.with_events("touch", customer=[1], when=["2024-05-02"], amount=[1]))
    assert visitless.cost_per_new_visitor.undefined == "the ledger has no event of kind 'visit'"


def test_an_order_that_is_given_back_makes_nobody_new():
    ledger = shop().append(
        clm.Ledger.from_columns(
            customer=["eve", "eve", "eve"],
            when=["2024-05-05", "2024-06-20", "2024-05-25"],
            amount=[9, -9, 7],
            order=["E1", "E1", "E2"],
            currency="EUR",
        )
    )
    assert cost(ledger).blended.customers == 4
    late = cost(ledger, as_of="2024-06-30")
    assert late.blended.customers == 4
    assert clm.acquisition_cost(ledger, "2024-05-01", "2024-05-20").blended.customers == 4
    again = clm.acquisition_cost(ledger, "2024-05-01", "2024-05-20", as_of="2024-06-30")
    assert again.blended.customers == 3


def test_all_that_is_asked_wrongly_is_named_at_once():
    traffic = clm.Traffic.from_columns(day=["2024-05-02"], channel=["a"], cost=[1], currency="USD")
    with pytest.raises(MetricError) as caught:
        clm.acquisition_cost(
            shop(),
            "2024-05-31",
            "2024-05-01",
            traffic=traffic,
            attribution="last",
            within=0,
            margin=40,
            spend="all",
            every="months",
            week_start="Monday",
        )
    assert [fault.where for fault in caught.value.faults] == [
        *("traffic", "start", "attribution", "spend", "within", "margin", "every", "week_start")
    ]
    assert "did you mean 'last_touch'" in str(caught.value)
    for wrong in ([], "last", True, float("nan")):
        with pytest.raises(MetricError):
            cost(attribution=wrong)
        with pytest.raises(MetricError):
            cost(margin=wrong)
    with pytest.raises(MetricError, match="is no ledger"):
        clm.acquisition_cost([], "2024-05-01", "2024-05-31")
    with pytest.raises(MetricError, match="is no traffic"):
        cost(traffic=[])
    with pytest.raises(MetricError, match="lies before the end"):
        cost(as_of="2024-05-30")
