"""The first day on which the margin reaches the cost, or why there is none."""

from fractions import Fraction

import numpy as np
import pytest

from clm.metrics.acquisition.payback import Payback


def payback(net, spend=900, **changed):
    terms = {"customers": Fraction(3), "margin": 0.3, "currency": "EUR", "watched": len(net) - 1}
    return Payback(spend=spend, net=np.array(net, np.float64), **{**terms, **changed})


@pytest.mark.parametrize(
    ("net", "days"),
    [([2999, 3000], 1), ([3000], 0), ([2999, 2999], None), ([0, 4000, 100], 1), ([-5], None)],
)
def test_the_first_day_that_reaches_it(net, days):
    assert payback(net).days == days


@pytest.mark.parametrize("margin", [0.1, 0.2, 0.3, 0.6, 0.7, 1.0])
def test_margins_are_taken_as_written(margin):
    """In binary 0.1 of 3000 is more than 300, and 0.7 of other amounts less than it should be."""
    exact = Fraction(str(margin))
    for spend in (1, 7, 300, 12_345):
        net = -(-spend // exact)
        assert payback([net - 1, net], spend, margin=margin).days == 1


def test_what_is_told_where_there_is_no_day():
    assert str(payback([0, 0])) == "not within the 1 day seen"
    assert str(payback([1], customers=Fraction(0))) == "no new customers"
    assert str(payback([1], spend=0)) == "nothing was spent"
    assert str(payback([1, 3000])) == "after 1 day"


def test_day_by_day():
    columns = payback([1000, 3000]).columns()
    assert columns["day"].tolist() == [0, 1]
    assert columns["margin"].tolist() == pytest.approx([100, 300])
    assert columns["share"].tolist() == pytest.approx([1 / 3, 1])
    assert np.isnan(payback([1], customers=Fraction(0)).columns()["margin"]).all()
    assert np.isnan(payback([1], spend=0).columns()["share"]).all()
    assert not any(each.flags.writeable for each in columns.values())


def test_one_line():
    assert repr(payback([1, 3000], customers=Fraction(7, 2))) == (
        "<Payback after 1 day · 9.00 EUR spent on 3.50 · margin 30 % · 1 day watched>"
    )
