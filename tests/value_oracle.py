"""What models of value should say, reckoned without the library.

Summaries are told by loops over the rows of a shop; models by integrating, numerically, over what
is unknown of a customer: how often she orders, and how likely she is to leave.
"""

from __future__ import annotations

from csv import DictReader
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.metadata import files
from itertools import pairwise
from math import exp, gamma, inf

import numpy as np
from scipy import stats
from scipy.integrate import quad
from scipy.special import gammainc

from oracle import a_day, link, money

# Summaries.


def summary_told(shop, as_of):
    """Give frequency, recency and T in days, and money a repeat order day, by customer."""
    as_of = a_day(as_of)
    seen = [event for event in shop._events if event.day <= as_of]
    orders, loose = link(seen, shop.match_refunds)
    days = {}
    for order in orders:
        if order.counts:
            days.setdefault(order.start.customer, set()).add(order.start.day)
    told = {}
    for who, some in days.items():
        first, *rest = sorted(some)
        mine = [order for order in orders if order.start.customer == who]
        repeat = sum(
            order.total - money(order.refunds) for order in mine if order.start.day > first
        )
        repeat -= sum(
            event.minor
            for event in loose
            if event.customer == who and rest and event.day >= rest[0]
        )
        value = Fraction(repeat, len(rest) * 10**shop.exponent) if rest else 0
        last = (rest or [first])[-1]
        told[who] = (len(rest), (last - first).days, (as_of - first).days, value)
    return told


def order_days_told(shop, as_of):
    """List the days on which each customer's counting orders started."""
    return {
        who: sorted({event.day for event in past.happened["order"]})
        for who, past in shop.pasts(a_day(as_of)).items()
        if past.happened.get("order")
    }


# Orders and leaving: what is said of a customer if her rate and her chance to leave were known.


def histories(extra, history, rate, leave):
    """Give the likelihood of a history, once of those who are still there, once of all others."""
    x, recency, length = history
    there = rate**x * (1 - leave) ** (x + extra) * exp(-rate * length)
    if x + extra == 0:
        return there, 0.0
    gone = rate**x * leave * (1 - leave) ** (x + extra - 1) * exp(-rate * recency)
    return there, gone


def over_rates(function, r, alpha):
    """Take the mean over a gamma distribution; its density is smooth in the r-th power."""
    scale = alpha**r / gamma(r) / r
    top = stats.gamma.isf(1e-15, r, scale=1 / alpha)
    edges = [(top * share) ** r for share in (0, 1e-4, 1e-2, 0.1, 0.3, 1)]
    return scale * sum(
        quad(
            lambda y: function(y ** (1 / r)) * exp(-alpha * y ** (1 / r)),
            low,
            high,
            epsabs=0,
            epsrel=1e-10,
            limit=200,
        )[0]
        for low, high in pairwise(edges)
    )


def over_both(function, r, alpha, a, b):
    """Take the mean of a function of rate and chance to leave, over gamma and beta."""
    scale = gamma(a + b) / gamma(a) / gamma(b)
    found = quad(
        lambda p: over_rates(lambda rate: function(rate, p), r, alpha),
        0,
        1,
        weight="alg",
        wvar=(a - 1, b - 1),
        epsabs=0,
        epsrel=1e-9,
        limit=100,
    )
    return scale * found[0]


def likelihood_told(extra, parameters, history):
    """Give the likelihood of a history."""
    return over_both(lambda rate, p: sum(histories(extra, history, rate, p)), *parameters)


def alive_told(extra, parameters, history):
    """Give the probability that a customer of that history is still there."""
    there = over_both(lambda rate, p: histories(extra, history, rate, p)[0], *parameters)
    return there / likelihood_told(extra, parameters, history)


def until_gone(rate, p, t):
    """Give the orders that come until t, of somebody who is there."""
    return rate * t if rate * p * t < 1e-9 else (1 - exp(-rate * p * t)) / p


def purchases_told(extra, parameters, history, t):
    """Give the orders to expect after that history."""
    coming = over_both(
        lambda rate, p: histories(extra, history, rate, p)[0] * until_gone(rate, p, t),
        *parameters,
    )
    return coming / likelihood_told(extra, parameters, history)


def count_told(extra, parameters, n, t):
    """Give the probability of n orders until t after the first."""

    def given(rate, p):
        here = (1 - p) ** (n + extra) * exp(-rate * t) * (rate * t) ** n / gamma(n + 1)
        if n + extra == 0:
            return here
        more = gammainc(n, rate * t) if n else 1.0  # n or more in a Poisson distribution
        return here + p * (1 - p) ** (n + extra - 1) * more

    return over_both(given, *parameters)


# The value of orders.


def spend_likelihood_told(p, q, v, x, mean):
    """Give the likelihood of the mean value of x orders, over the rates of the value."""

    def given(rate):
        return stats.gamma.pdf(mean, p * x, scale=1 / (rate * x)) * stats.gamma.pdf(
            rate, q, scale=1 / v
        )

    return _over_values(given)


def spend_told(p, q, v, x, mean):
    """Give the expected value of an order of somebody who made x of a mean value."""

    def given(rate):
        known = stats.gamma.pdf(mean, p * x, scale=1 / (rate * x)) if x else 1.0
        return known * stats.gamma.pdf(rate, q, scale=1 / v)

    return _over_values(lambda rate: given(rate) * p / rate) / _over_values(given)


def _over_values(function):
    """Integrate over all rates, decade by decade."""
    edges = [0.0, *(10.0**power for power in range(-6, 7)), inf]
    return sum(
        quad(function, low, high, epsabs=0, epsrel=1e-10, limit=200)[0]
        for low, high in pairwise(edges)
    )


# Shops that are made as the models say, and slopes without calculus.


def simulated(seed, size, *, r=0.5, alpha=6.0, a=0.8, b=2.5, extra=0):
    """Make customers one purchase at a time, as the model says that they come about."""
    dice = np.random.default_rng(seed)
    rate, leave = dice.gamma(r, 1 / alpha, size), dice.beta(a, b, size)
    length = dice.uniform(5, 80, size)
    x, recency, now = np.zeros(size, int), np.zeros(size), np.zeros(size)
    there = dice.random(size) >= leave if extra else np.ones(size, bool)
    while there.any():
        now = now + dice.exponential(1, size) / np.maximum(rate, 1e-300)
        there &= now <= length
        x, recency = x + there, np.where(there, now, recency)
        there &= dice.random(size) >= leave
    return {"frequency": x, "recency": recency, "T": length}


def differences(function, point):
    """Give central differences by each parameter."""
    steps = np.diag(1e-6 * point)
    return np.array(
        [(function(point + each) - function(point - each)) / (2 * each.sum()) for each in steps]
    )


# CDNOW, as it was published: a tenth of the customers, first half and second half.


@cache
def cdnow_summary():
    """Read the summary of the sample, in weeks, as the package lifetimes brings it."""
    (file,) = (
        each
        for each in files("lifetimes") or ()
        if each.name == "cdnow_customers_summary_with_transactions.csv"
    )
    with file.locate().open(encoding="ascii", newline="") as lines:
        rows = list(DictReader(lines))
    names = {"frequency": "x", "recency": "t_x", "T": "T", "monetary_value": "zbar"}
    return {name: [float(row[key]) for row in rows] for name, key in names.items()}


@cache
def cdnow_sample():
    """Read the orders of the sample."""
    (file,) = (each for each in files("lifetimes") or () if each.name == "CDNOW_sample.txt")
    rows = [line.split() for line in file.locate().read_text("ascii").splitlines() if line.strip()]
    return {
        "customer": [row[0] for row in rows],
        "when": [date(int(row[2][:4]), int(row[2][4:6]), int(row[2][6:])) for row in rows],
        "amount": [row[-1] for row in rows],
    }
