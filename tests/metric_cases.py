"""Generated shops with days to measure, and every metric on them beside the oracle."""

from datetime import date, timedelta
from random import Random

import pytest

from clm.metrics.catalogue.catalogue import MAKERS
from clm.metrics.measure import measure
from lively import DAYS, FIRST, lively
from metrics_oracle import Plain
from nasty import interesting_days, moved, nasty

PARAMETERS = {
    "conversion_rate_within": ("within", (1, 3, 30)),
    "abandonment_rate": ("within", (1, 7, 30)),
    "second_order_rate": ("within", (1, 2, 30, 400)),
    "retention_rate": ("active_days", (1, 30, 180)),
    "customer_churn_rate": ("active_days", (1, 30)),
    "attrition": ("active_days", (2, 30)),
    "reactivation_rate": ("active_days", (1, 2, 30)),
    "average_order_value": ("money", ("net", "gross")),
    "revenue": ("money", ("net", "gross")),
    "referred_order_rate": ("channel", ("email", "café", "referral")),
}
ELSEWHERE = {"impressions", "clicks", "click_rate", "site_visits", "margin", "revenue_share", "nps"}
ELSEWHERE |= {"spend", "blended_acquisition_cost"}
METRICS = tuple(name for name in MAKERS if name not in ELSEWHERE)


def nasty_case(seed):
    """Draw a nasty shop and a span of days in which something happens, and a last day."""
    dice = Random(seed)
    story = next(each for each in map(nasty, range(seed, seed + 99)) if each.oracle().days())
    first = story.oracle().days()[0]
    days = [day for day in interesting_days(story) if first <= day and 1000 < day.year < 9000]
    end = dice.choice(days or [max(first, date(2024, 5, 1))])
    start = moved(end, -dice.choice((0, 1, 3, 30, 90)))
    return story, start, end, moved(end, dice.choice((0, 0, 1, 7, 31, 400)))


def lively_case(seed):
    """Draw a lively shop and a span of days, and a last day."""
    dice = Random(seed)
    start = FIRST + timedelta(days=dice.randint(10, DAYS - 20))
    end = start + timedelta(days=dice.randint(0, 60))
    return lively(seed), start, end, end + timedelta(days=dice.choice((0, 0, 5, 40)))


def parameters_of(name, dice):
    """Draw a metric's parameters."""
    key, values = PARAMETERS.get(name, ("", ()))
    return {key: dice.choice(values)} if key else {}


def told(figure):
    """Give the sums of a figure."""
    return figure.numerator, figure.denominator or 0, figure.censored


def makers_of(module):
    """List the metrics that a file of the catalogue makes and the oracle knows."""
    return [name for name in METRICS if MAKERS[name].__module__ == module.__name__]


def every_case(test):
    """Run a test on nasty shops, and on lively ones."""
    for mark in (
        pytest.mark.parametrize("case", [nasty_case, lively_case]),
        pytest.mark.parametrize("seed", range(0, 600, 12)),
    ):
        test = mark(test)
    return test


def check_against_oracle(names, case, seed):
    """Measure a shop by some metrics, and by the oracle."""
    story, start, end, as_of = case(seed)
    ledger, dice = story.ledger(), Random(seed)
    before = moved(start, -(end - start).days - 1)
    plain = Plain(story.oracle(), start, end, before, as_of)
    for name in names:
        parameters = parameters_of(name, dice)
        figure = measure(ledger, name, start, end, as_of=as_of, **parameters)
        expected = plain.sums(name, **parameters)
        if figure.reason:
            assert is_so(figure.reason, plain, ledger), (name, figure.reason)
        else:
            assert told(figure) == expected, (name, parameters)


def is_so(reason, plain, ledger):
    """Tell whether a figure has no value for the reason that it says."""
    if reason.startswith("nothing is known"):
        return plain.end < ledger.first_day or plain.start > ledger.last_day
    if reason == "no order of the period tells its channel":
        orders = [each for who in plain.closing for each in plain.orders_in(who)]
        return not any(each.channel for each in orders)
    kind = reason.removeprefix("no event of kind ").split(" up to ")[0].strip("'")
    return not any(past.happened.get(kind) for past in plain.closing.values())
