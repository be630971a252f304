"""Metrics are asked for by name, and by no bare word."""

import numpy as np
import pytest

import clm
from clm.errors import MetricError
from clm.metrics.catalogue.catalogue import MAKERS, catalogue, keys_of, metric


@pytest.mark.parametrize(
    ("word", "kinds"),
    [
        ("churn", ["customer_churn_rate", "buyer_churn_rate", "revenue_churn_rate"]),
        ("Churn rate", ["customer_churn_rate", "buyer_churn_rate", "revenue_churn_rate"]),
        ("retention", ["retention_rate", "buyer_retention_rate", "revenue_retention_rate"]),
        ("conversion", ["conversion_rate", "conversion_rate_within"]),
        ("referral", ["referral_rate", "referred_order_rate"]),
    ],
)
def test_a_bare_word_lists_its_kinds(word, kinds):
    with pytest.raises(MetricError) as raised:
        metric(word)
    (fault,) = raised.value.faults
    assert fault.what == f"{word!r} means {len(kinds)} things"
    assert all(kind in fault.mend for kind in kinds)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("AOV", "average_order_value"),
        ("order frequency", "purchase_frequency"),
        ("acquisition rate", "conversion_rate"),
        ("cart-abandonment rate", "abandonment_rate"),
        ("NRR", "revenue_retention_rate"),
        ("CAC", "blended_acquisition_cost"),
        ("repeat_rate", "repeat_rate"),
    ],
)
def test_what_people_also_call_a_metric_finds_it(name, key):
    assert keys_of(name) == (key,)


def test_a_key_that_is_none_is_a_key_error():
    with pytest.raises(KeyError, match="did you mean 'repeat_rate'"):
        catalogue["repeat_rat"]


def test_numbers_of_numpy_are_numbers():
    assert metric("second_order_rate", within=np.int64(30)) == metric(
        "second_order_rate", within=30
    )
    assert metric("margin", share=np.float32(0.5)) == metric("margin", share=0.5)


@pytest.mark.parametrize("name", [None, 3, "luck", "", ["churn"]])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(MetricError, match="no metric"):
        metric(name)


@pytest.mark.parametrize(
    ("name", "parameters", "said"),
    [
        ("second_order_rate", {"within": 0}, "0 is no number of days"),
        ("second_order_rate", {"days": 9}, "no parameter of second_order_rate 'days'"),
        ("average_order_value", {"money": "nett"}, "did you mean 'net'"),
        ("margin", {}, "is missing from margin"),
        ("margin", {"share": 40}, "40 is no share"),
        ("referred_order_rate", {"channel": ""}, "'' is no name"),
    ],
)
def test_a_parameter_that_cannot_be_is_refused(name, parameters, said):
    with pytest.raises(MetricError, match=said):
        metric(name, **parameters)


def test_other_numbers_make_another_metric():
    assert metric("second_order_rate", within=30) != metric("second_order_rate", within=31)
    assert metric("second_order_rate") == metric("second_order_rate", within=90)


def test_the_catalogue_lists_itself():
    assert [*catalogue] == [*MAKERS]
    assert len(catalogue) == len(MAKERS)
    assert clm.catalogue["nps"] == metric("nps")
    assert dict(catalogue).keys() == MAKERS.keys()
    assert "luck" not in catalogue
    assert catalogue.get("churn") is None
    assert "impressions" in repr(catalogue)
    assert len(repr(catalogue).splitlines()) <= 12
    assert "<td>nps</td>" in catalogue._repr_html_()


def test_no_other_name_is_a_key():
    names = [each for key in MAKERS if key != "margin" for each in metric(key).also_called]
    assert not {each.replace(" ", "_").casefold() for each in names} & {*MAKERS}


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("stage_conversion_rate", "clm.stage_metrics"),
        ("stage advance rate", "clm.stage_advance"),
        ("cost per lead", "clm.acquisition_cost"),
        ("CLV:CAC", "clm.acquisition_cost"),
        ("LTV", "clm.value.lifetime_value"),
    ],
)
def test_what_is_measured_elsewhere_says_where(name, place):
    with pytest.raises(MetricError, match=place):
        metric(name)
