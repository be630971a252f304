"""A metric is what it means, whatever it is called."""

from pickle import dumps, loads

import numpy as np
import pytest
from attrs import fields

from clm.errors import MetricError
from clm.metrics.catalogue.catalogue import MAKERS, metric
from clm.metrics.definition import UNITS, Metric

PLAIN = {
    "key": "k",
    "title": "K",
    "unit": "share",
    "numerator": "those who did",
    "denominator": "those who might",
    "population": "everybody",
    "window": "the period",
}


def test_metrics_are_equal_if_they_mean_the_same():
    one = Metric(**PLAIN)
    renamed = Metric(**{**PLAIN, "title": "Another", "also_called": ("x",), "source": "y"})
    assert one == renamed
    assert hash(one) == hash(renamed)
    assert one.differences(renamed) == ()


@pytest.mark.parametrize("part", ["key", "numerator", "denominator", "population", "window"])
def test_metrics_differ_in_any_part_of_the_definition(part):
    one, other = Metric(**PLAIN), Metric(**{**PLAIN, part: "something else"})
    assert one != other
    assert one.differences(other) == (f"{part}: {PLAIN[part]} ≠ something else",)


def test_all_that_is_missing_is_told_at_once():
    with pytest.raises(MetricError) as raised:
        Metric(key="", title="", unit="percent", numerator="", population="", window="")
    where = [each.where for each in raised.value.faults]
    assert where == ["key", "numerator", "population", "window", "unit"]


def test_a_share_says_what_it_is_of():
    with pytest.raises(MetricError, match="denominator: is empty → say what the share is of"):
        Metric(**{**PLAIN, "denominator": ""})


@pytest.mark.parametrize("key", [key for key in MAKERS if key != "margin"])
def test_every_metric_of_the_catalogue_is_whole(key):
    found = metric(key)
    assert found.unit in UNITS
    assert found.title
    assert found.source
    assert loads(dumps(found)) == found
    assert (found.denominator == "") == (found.formula == found.numerator)


def test_a_metric_shows_its_definition():
    assert repr(metric("repeat_rate")) == (
        "<Metric repeat_rate · those of them with two or more / customers with a counted order up "
        "to the period's last day · all time up to the period's last day>"
    )
    assert "<td>also called</td>" in metric("repeat_rate")._repr_html_()


@pytest.mark.parametrize("part", [each.name for each in fields(Metric)])
@pytest.mark.parametrize("junk", [None, 5, ["x"], b"x", np.array([1, 2]), object()])
def test_parts_that_are_no_words_are_refused(part, junk):
    with pytest.raises(MetricError, match=part):
        Metric(**{**PLAIN, part: junk})
