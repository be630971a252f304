"""One figure of a shop over some days."""

import numpy as np
import pytest

import clm
from asking import KEYS
from clm.errors import MetricError
from clm.metrics.catalogue.catalogue import metric
from clm.metrics.measure import measure
from metric_cases import METRICS, lively_case, told
from nasty import until


@pytest.mark.parametrize("seed", range(0, 60, 6))
def test_what_happens_after_the_end_changes_no_figure_that_follows_nobody(seed):
    story, start, end, _ = lively_case(seed)
    whole, cut = story.ledger(), until(story, end).ledger()
    start = min(start, cut.last_day)
    for name in METRICS:
        if "as-of day" in metric(name).population:
            continue
        late, now = (measure(each, name, start, end) for each in (whole, cut))
        assert told(late) == told(now), name


def test_the_net_promoter_score_is_promoters_less_detractors():
    shop = _answered([10, 9, 8, 6, 0])
    figure = measure(shop, "nps", "2024-05-01", "2024-05-31")
    assert (figure.value, figure.denominator) == (100 * (2 - 2) / 5, 5)
    assert measure(_answered([10, 9, 3]), "nps", "2024-05-01", "2024-05-31").value == 100 / 3


def test_an_answer_that_is_none_of_0_to_10_makes_no_net_promoter_score():
    figure = measure(_answered([10, 11]), "nps", "2024-05-01", "2024-05-31")
    assert figure.value is None
    assert figure.undefined == "an answer of 11 is none of 0 to 10"


def _answered(values):
    """Make a shop whose only customer answers."""
    days = ["2024-05-02"] * len(values)
    shop = clm.Ledger.from_columns(customer=[1], when=days[:1], amount=[9], currency="EUR")
    return shop.with_events("feedback", customer=[1] * len(values), when=days, value=values)


def test_traffic_is_summed_up_over_the_period():
    traffic = clm.Traffic.from_columns(
        day=["2024-04-30", "2024-05-01", "2024-05-31", "2024-06-01"],
        channel=["tv"] * 4,
        impressions=[1, 10, 100, 1000],
        clicks=[0, 2, 9, 1],
    )
    shop = _answered([1])
    told = {
        name: measure(shop, name, "2024-05-01", "2024-05-31", traffic=traffic).value
        for name in ("impressions", "clicks", "click_rate")
    }
    assert told == {"impressions": 110, "clicks": 11, "click_rate": 0.1}


def test_nothing_is_never_told_as_zero():
    shop = _answered([1])
    figure = measure(shop, "visits", "2024-05-01", "2024-05-31")
    assert (figure.value, figure.undefined) == (None, "no event of kind 'visit' up to 2024-05-31")
    rate = measure(shop, "buyer_retention_rate", "2024-05-02", "2024-05-31")
    assert rate.value is None
    assert rate.undefined.startswith("no customers with a counted order in the period before")


def test_a_window_longer_than_the_data_is_marked_censored():
    figure = measure(_answered([1]), "second_order_rate", "2024-05-01", "2024-05-31", within=90)
    assert (figure.value, figure.censored) == (None, 1)
    assert "1 not watched long enough" in figure.undefined


def test_margin_is_a_share_of_net_money():
    shop = _answered([1])
    assert measure(shop, "margin", "2024-05-01", "2024-05-31", share=0.4).value == 360


@pytest.mark.parametrize("key", KEYS)
def test_every_metric_of_the_built_in_templates_is_known(key):
    for stage in clm.templates[key].stages:
        for name in stage.metrics:
            assert metric(name)


def test_all_faults_come_at_once():
    with pytest.raises(MetricError) as raised:
        measure([], "churn", "2024-06-01", "tomorrow", traffic=3)
    assert [each.where for each in raised.value.faults] == ["ledger", "end", "traffic", "metric"]


def test_parameters_are_told_with_all_else():
    with pytest.raises(MetricError) as raised:
        measure([], "margin", "2024-06-01", "tomorrow", shar=3)
    assert [each.where for each in raised.value.faults] == ["ledger", "end", "shar", "share"]


def test_nothing_is_known_after_the_last_event_or_before_the_first():
    shop = _answered([1])
    for days in (("2024-06-01", "2024-06-30"), ("2030-01-01", "2030-12-31")):
        figure = measure(shop, "revenue", *days)
        assert (figure.value, figure.undefined) == (None, "nothing is known after 2024-05-02")
    late = measure(shop, "second_order_rate", "2024-05-01", "2024-05-31", as_of="2030-12-31")
    assert (late.value, late.censored) == (None, 1)
    found = clm.stage_metrics(shop, "five-stage", "2024-04-01", "2024-05-31")
    revenue = found["retention", "revenue"]
    assert revenue.figure(0, "retention").undefined == "nothing is known before 2024-05-02"


def test_a_metric_of_ones_own_is_not_measured():
    plain = metric("repeat_rate")
    mine = type(plain)(
        key="repeat_rate", title="", unit="share", numerator="x", denominator="y",
        population="z", window="w",
    )  # fmt: skip
    with pytest.raises(MetricError, match=r"numerator: x ≠ those of them with two or more"):
        measure(_answered([1]), mine, "2024-05-01", "2024-05-31")


def test_cost_in_another_currency_is_refused():
    ads = clm.Traffic.from_columns(
        day=["2024-05-02"], channel=["tv"], cost=["38.40"], currency="USD"
    )
    for ask in (
        lambda: measure(_answered([1]), "spend", "2024-05-01", "2024-05-31", traffic=ads),
        lambda: clm.stage_metrics(
            _answered([1]), "five-stage", "2024-05-01", "2024-05-31", traffic=ads
        ),
    ):
        with pytest.raises(MetricError, match="USD does not mix with EUR"):
            ask()


@pytest.mark.parametrize("days", [3_652_059, 2**63 - 1, 10**30])
@pytest.mark.parametrize("name", ["second_order_rate", "conversion_rate_within"])
def test_days_longer_than_the_calendar_are_refused(name, days):
    with pytest.raises(MetricError, match="no number of days"):
        measure(_answered([1]), name, "2024-05-01", "2024-05-31", within=days)


@pytest.mark.parametrize("junk", [["net"], np.array([1, 2]), None, 5])
def test_a_choice_is_one_word(junk):
    with pytest.raises(MetricError, match="no money"):
        measure(_answered([1]), "revenue", "2024-05-01", "2024-05-31", money=junk)
