"""Every period has a line for each channel, and one for all."""

import clm

SHOP = clm.demo.simulate(300)


def traffic():
    return clm.Traffic.from_columns(
        day=["2025-01-31", "2025-02-01", "2025-02-02"],
        channel=["print", "print", "tv"],
        visits=[5, 7, 1],
        clicks=[1, 2, 0],
        cost=[10, 20, 0],
        currency="EUR",
    )


def test_traffic_belongs_to_its_period():
    found = clm.acquisition_cost(SHOP, "2025-01-01", "2025-02-28", traffic=traffic(), every="month")
    january, february = found.periods
    assert (january["print"].visits, january["print"].traffic_cost) == (5, 1000)
    assert (february["print"].visits, february["tv"].visits) == (7, 1)
    assert (found["print"].clicks, found.blended.visits) == (3, 13)
    assert february.figure("cost_per_visit").value == 250
    assert january["tv"].figure("cost_per_visit").undefined == "no visits"


def test_a_channel_that_only_has_visits_is_shown():
    found = clm.acquisition_cost(SHOP, "2025-02-01", "2025-02-28", traffic=traffic())
    assert found["tv"].spend == 0
    assert found["tv"].customers == 0


def test_members_are_those_of_the_period():
    found = clm.acquisition_cost(
        SHOP, "2025-01-01", "2025-04-30", every="month", attribution="linear"
    )
    together = [each for period in found.periods for each in period.blended.ids.tolist()]
    assert sorted(together) == sorted(found.blended.ids.tolist())
    for period in found.periods:
        for each in period:
            assert {*each.ids.tolist()} <= {*period.blended.ids.tolist()}
            assert {*each.ids.tolist()} <= {*found[each.channel].ids.tolist()}


def test_a_period_is_followed_until_the_as_of_day():
    found = clm.acquisition_cost(
        SHOP, "2025-01-01", "2025-02-28", every="month", as_of="2025-03-31"
    )
    assert [each.blended.payback.watched for each in found.periods] == [59, 31]
    assert found.blended.payback.watched == 31
