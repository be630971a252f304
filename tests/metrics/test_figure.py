"""A figure answers to its definition."""

import math
from datetime import date
from fractions import Fraction
from pickle import dumps, loads

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from clm.errors import ComparisonError, MetricError, SnapshotError
from clm.metrics.catalogue.catalogue import metric
from clm.metrics.figure import Figure
from clm.metrics.span import Span

MAY = Span.of(date(2024, 5, 1), date(2024, 5, 31))
JUNE = Span.of(date(2024, 6, 1), date(2024, 6, 30))


def rate(hits, base, span=MAY, **more):
    """Make a figure of the repeat rate."""
    told = {"metric": metric("repeat_rate"), "span": span, "as_of": span.last, **more}
    return Figure(numerator=hits, denominator=base, **told)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_share_is_the_one_that_scipy_gives(made):
    hits, base = made
    theirs = binomtest(hits, base).proportion_ci(0.95, method="wilson")
    mine = rate(hits, base)
    assert mine.value == hits / base
    assert (mine.low, mine.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_nobody_is_no_zero():
    nobody = rate(0, 0, censored=3)
    assert (nobody.value, nobody.low, nobody.high) == (None, None, None)
    assert nobody.undefined.endswith("; 3 not watched long enough")
    assert "undefined: no customers" in repr(nobody)
    with pytest.raises(ComparisonError, match="is undefined"):
        float(nobody)


def test_figures_of_one_definition_compare():
    low, high = rate(1, 10), rate(4, 10, JUNE)
    assert low < high
    assert high > low
    assert low <= high
    assert high >= low
    assert high - low == pytest.approx(0.3)
    assert float(high) == 0.4


@pytest.mark.parametrize("compare", ["__lt__", "__le__", "__gt__", "__ge__", "__sub__"])
def test_figures_of_two_definitions_do_not(compare):
    one = rate(1, 10, metric=metric("second_order_rate", within=30))
    other = rate(1, 10, metric=metric("second_order_rate", within=90))
    with pytest.raises(ComparisonError, match="window: 30 days from the first order ≠ 90 days"):
        getattr(one, compare)(other)


def test_nor_do_two_currencies_nor_a_number():
    euro, dollar = (
        rate(10, 2, metric=metric("average_order_value"), currency=each) for each in ("EUR", "USD")
    )
    with pytest.raises(ComparisonError, match="currency: EUR ≠ USD"):
        _ = euro < dollar
    with pytest.raises(ComparisonError, match=r"0\.3 is no figure"):
        _ = rate(1, 10) < 0.3


def test_figures_are_averaged_by_what_they_are_made_of():
    both = Figure.pooled([rate(1, 10), rate(9, 30, JUNE, censored=2)])
    assert (both.value, both.period, both.censored) == (0.25, (MAY.first, JUNE.last), 2)
    assert (both.low, both.high, both.pooled_of) == (None, None, 2)
    with pytest.raises(ComparisonError):
        Figure.pooled([rate(1, 10), rate(1, 10, metric=metric("referral_rate"))])
    with pytest.raises(SnapshotError, match="there are none"):
        Figure.pooled([])


def test_figures_cannot_be_added_up_by_mistake():
    with pytest.raises(TypeError):
        sum([rate(1, 10), rate(9, 30)])


@pytest.mark.parametrize(
    ("name", "numerator", "denominator", "written"),
    [
        ("average_order_value", 1001, 2, "5.00 EUR"),
        ("purchase_frequency", 5, 2, "2.50 orders"),
        ("days_between_orders", 45, 2, "22.50 days"),
        ("feedback_score", 15.0, 2, "7.50"),
        ("revenue_retention_rate", 50, 200, "25.0 %"),
        ("orders", 12345, None, "12,345"),
        ("repeat_rate", 81, 263, "30.8 % (25.5 … 36.6)"),
    ],
)
def test_a_figure_is_written_in_its_unit(name, numerator, denominator, written):
    figure = rate(numerator, denominator, metric=metric(name), currency="EUR")
    assert str(figure) == written


def test_a_figure_pickles():
    assert loads(dumps(rate(1, 10))) == rate(1, 10)


@pytest.mark.parametrize("junk", [None, 5, "figures", [1], [None], rate(1, 2), [rate(1, 2), "x"]])
def test_what_is_no_list_of_figures_is_not_pooled(junk):
    with pytest.raises(ComparisonError, match="is no"):
        Figure.pooled(junk)


@pytest.mark.parametrize(
    ("hits", "base"), [(5, 2), (-1, 2), ("a", 2), (None, 2), (1, "x"), (math.nan, 2), (1, math.inf)]
)
def test_what_is_no_share_makes_no_figure(hits, base):
    with pytest.raises(MetricError):
        rate(hits, base)
    with pytest.raises(MetricError, match="is no metric"):
        rate(1, 2, metric=None)


def test_a_share_may_be_of_parts_of_people():
    halves = rate(1, Fraction(5, 2))
    assert halves.value == 0.4
    assert halves.low < 0.4 < halves.high


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (lambda: [rate(1, 10), rate(1, 10)], "overlap"),
        (lambda: [rate(1, 10, group="a"), rate(1, 10, JUNE, group="b")], "pool the periods of one"),
        (
            lambda: [rate(5, None, span, metric=metric("visitors")) for span in (MAY, JUNE)],
            "is a count",
        ),
    ],
)
def test_what_would_count_somebody_twice_is_not_averaged(figures, said):
    with pytest.raises(ComparisonError, match=said):
        Figure.pooled(figures())


def test_a_month_is_no_year():
    year = Span.of(date(2024, 1, 1), date(2024, 12, 31))
    monthly, yearly = (rate(1, 10, span, metric=metric("retention_rate")) for span in (MAY, year))
    with pytest.raises(ComparisonError, match="period: a month ≠ a year"):
        _ = monthly < yearly
    assert not monthly < rate(1, 10, JUNE, metric=metric("retention_rate"))


def test_of_second_orders_within_90_days_a_year_is_more_of_the_same():
    year = Span.of(date(2024, 1, 1), date(2024, 12, 31))
    asked = metric("second_order_rate", within=90)
    assert rate(1, 10, metric=asked) < rate(2, 10, year, metric=asked)


def test_an_average_of_months_is_compared_with_a_month():
    asked = metric("retention_rate")
    both = Figure.pooled([rate(1, 10, metric=asked), rate(9, 30, JUNE, metric=asked)])
    assert both > rate(1, 10, metric=asked)
