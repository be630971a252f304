"""Effort and value of every stage: sums that add up to the shop's."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

import clm
from asking import KEYS
from clm.errors import MetricError
from clm.metrics.measure import measure
from lively import lively

TRAFFIC = clm.Traffic.from_columns(
    day=["2024-02-01", "2024-03-20"], channel=["tv", "tv"], cost_minor=[700, 50], currency="EUR"
)
DAYS = ("2024-01-15", "2024-04-10")


def laid(seed, value=None, key="five-stage", traffic=TRAFFIC):
    """Lay effort and value of a lively shop side by side."""
    found = clm.stage_metrics(lively(seed).ledger(), key, *DAYS, traffic=traffic, scale="refit")
    return clm.stage_worth(found, value)


@pytest.mark.parametrize("seed", range(14))
def test_nothing_that_was_spent_or_earned_is_lost(seed):
    worth = laid(seed, key=KEYS[seed % len(KEYS)])
    shop = lively(seed).ledger()
    assert worth.spend.sum() == measure(shop, "spend", *DAYS, traffic=TRAFFIC).value
    assert worth.net.sum() == measure(shop, "revenue", *DAYS).value
    assert worth.spend[-1] == 750
    assert worth.people.sum() == len(worth.found.history.snapshots[-1])


@pytest.mark.parametrize("seed", range(10))
def test_what_people_will_bring_is_added_up_where_they_stand(seed):
    shop = lively(seed).ledger()
    some = shop.customers.tolist()[::2]
    worths = {who: 10.0 * at + 0.5 for at, who in enumerate(some)}
    value = SimpleNamespace(
        customers=shop.customers[::2], value=np.array([*worths.values()]), currency="EUR"
    )
    worth = laid(seed, value)
    snap = worth.found.history.snapshots[-1]
    for at, stage in enumerate(worth.stages[:-2]):
        key = "" if stage == "outside" else stage
        here = [who for who in snap if snap[who].stage == key]
        known = [worths[who] for who in here if who in worths]
        assert (worth.people[at], worth.valued[at]) == (len(here), len(known))
        if known:
            assert worth.expected[at] == pytest.approx(sum(known))
            assert worth.expected_each[at] == pytest.approx(sum(known) / len(known))
        else:
            assert np.isnan(worth.expected[at])


def test_one_number_is_of_everybody():
    worth = laid(3, 25)
    told = worth.people[:-2] > 0
    assert (worth.expected[:-2][told] == 25 * worth.people[:-2][told]).all()


def test_without_values_nothing_is_expected():
    worth = laid(3)
    assert np.isnan(worth.expected).all()
    assert worth.valued.sum() == 0


@pytest.mark.parametrize("value", ["much", float("nan"), [1, 2]])
def test_what_is_no_value_is_refused(value):
    with pytest.raises(MetricError, match="is no lifetime value"):
        laid(3, value)


def test_a_value_in_another_currency_is_refused():
    other = SimpleNamespace(customers=np.array([1]), value=np.array([1.0]), currency="USD")
    with pytest.raises(MetricError, match="USD does not mix with EUR"):
        laid(3, other)


def test_unknown_spend_is_told_and_not_zero():
    plain = clm.Ledger.from_columns(
        customer=[1, 2], when=["2024-02-01", "2024-03-01"], amount=[9, 5], currency="EUR"
    )
    worth = clm.stage_worth(clm.stage_metrics(plain, "five-stage", *DAYS))
    assert np.isnan(worth.columns()["spend"]).all()
    assert "nothing is known of the spend" in repr(worth)


def test_a_cost_that_is_told_twice_is_told_so():
    twice = clm.Traffic.from_columns(
        day=[f"2024-02-{day:02}" for day in range(1, 29)],
        channel=["email"] * 28,
        cost_minor=[5] * 28,
        currency="EUR",
    )
    told = [note for seed in range(40) for note in laid(seed, traffic=twice).notes]
    found = [each for each in told if "traffic and touches both tell what 'email' cost" in each]
    assert found
    assert all(re.match(r"spend is known of \d of 4 periods: ", each) for each in found)


def test_it_shows_itself():
    worth = laid(3, 25)
    assert len(repr(worth).splitlines()) <= 12
    assert "<th>expected</th>" in worth._repr_html_()
    assert worth.to_frame("polars").height == len(worth) == 8
    with pytest.raises(ValueError, match="read-only"):
        worth.net[0] = 1


@pytest.mark.parametrize("junk", [None, 5, "five-stage", [], object()])
def test_what_measures_no_stages_is_refused(junk):
    with pytest.raises(MetricError, match="measures no stages"):
        clm.stage_worth(junk)


def test_who_has_no_number_has_no_value():
    ids = lively(1).ledger().customers
    worth = np.where(np.arange(len(ids)) % 2, np.nan, 10.0)
    told = laid(1, SimpleNamespace(customers=ids, value=worth, currency="EUR"))
    some = laid(1, SimpleNamespace(customers=ids[::2], value=worth[::2], currency="EUR"))
    assert told.valued.tolist() == some.valued.tolist()
    np.testing.assert_array_equal(told.expected, some.expected)


@pytest.mark.parametrize("value", [np.ones(3), np.ones((4, 2)), np.array(["a"] * 4), 10**400])
def test_values_that_do_not_fit_the_customers_are_refused(value):
    told = SimpleNamespace(customers=np.arange(4), value=value, currency="EUR")
    with pytest.raises(MetricError, match="is no lifetime value"):
        laid(1, value if isinstance(value, int) else told)


def test_a_repl_shows_twelve_lines_at_most_of_a_template_with_many_stages():
    stages = "".join(f'[[stage]]\nkey = "s{at}"\nwhen = "orders == {at}"\n' for at in range(14))
    template = clm.Template.from_toml(f'schema = 1\nkey = "long"\nunclassified = "rest"\n{stages}')
    worth = clm.stage_worth(clm.stage_metrics(lively(1).ledger(), template, *DAYS))
    assert len(repr(worth).splitlines()) <= 12
