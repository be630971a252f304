"""BG/NBD is what was published of CDNOW, what lifetimes finds, and what made a simulated shop."""

import contextlib

import numpy as np
import pytest
from scipy.optimize import minimize

import clm
from clm.value import BgNbd, RfmSummary, fit_bg_nbd, fit_mbg_nbd
from clm.value.dropout_likelihood import DropoutLikelihood
from value_oracle import cdnow_sample, cdnow_summary, simulated

PUBLISHED = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
"""Fader, Hardie and Lee 2005, table 2; the log-likelihood is -9582.4."""


def test_the_published_parameters_come_out_of_the_published_summary():
    """To all digits that were printed."""
    summary = RfmSummary.from_columns(unit="week", **cdnow_summary())
    model = fit_bg_nbd(summary)
    assert {name: round(each, 3) for name, each in model.parameters.items()} == PUBLISHED
    assert round(model.log_likelihood, 1) == -9582.4


def test_and_out_of_the_orders_themselves():
    """By way of a ledger."""
    ledger = clm.Ledger.from_columns(**cdnow_sample(), currency="USD")
    model = fit_bg_nbd(clm.value.rfm_summary(ledger, as_of="1997-09-30", unit="week"))
    assert {name: round(each, 3) for name, each in model.parameters.items()} == PUBLISHED
    assert round(model.log_likelihood, 1) == -9582.4


def test_the_published_prediction_of_one_customer():
    """Of two repeat orders, the last after 30.43 of 38.86 weeks: 1.226 in the next 39."""
    ann = RfmSummary.from_columns(unit="week", frequency=[2], recency=[30.43], T=[38.86])
    model = BgNbd(unit="week", **PUBLISHED)
    assert model.expected_purchases(39, ann).round(3).tolist() == [1.226]


def test_the_published_expectations_of_a_new_customer():
    """Of the spreadsheet that came with the paper, which the tests of lifetimes quote."""
    model = fit_bg_nbd(RfmSummary.from_columns(unit="week", **cdnow_summary()))
    found = model.expected_purchases_of_new([1 / 7, 1.0, 3.0, 31.8571, 32.0, 78.0])
    published = [0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576]
    assert found == pytest.approx(published, abs=5e-4)


@pytest.mark.parametrize("seed", range(4))
def test_the_parameters_of_a_simulated_shop_lie_within_their_intervals(seed):
    """Within four standard errors of their logarithms."""
    truth = {"r": 0.5, "alpha": 6.0, "a": 0.8, "b": 2.5}
    model = fit_bg_nbd(RfmSummary.from_columns(unit="week", **simulated(seed, 6_000, **truth)))
    for name, (low, high) in model.intervals(0.99994).items():
        assert low < truth[name] < high
    assert all(each < 1 for each in model.standard_errors.values())


def searched(score, seed):
    """Search for the maximum without derivatives, from several starts."""
    dice = np.random.default_rng(seed)
    best = None
    for _ in range(2):
        start = dice.normal((0, 2, 0, 0), 1)
        done = minimize(
            lambda logs: -score(np.exp(np.clip(logs, -12, 12))).value,
            start,
            method="Nelder-Mead",
            options={"maxiter": 700, "xatol": 1e-6, "fatol": 1e-8},
        )
        best = done if best is None or done.fun < best.fun else best
    return -best.fun, best.x


@pytest.mark.parametrize("seed", [0, 1, 3, 5])
@pytest.mark.parametrize(("fit", "extra"), [(fit_bg_nbd, 0), (fit_mbg_nbd, 1)])
def test_small_shops_have_a_maximum_that_search_finds_or_none(fit, extra, seed):
    """Where it is said that parameters run away, a search runs away with them."""
    size = 15 + 8 * seed
    summary = RfmSummary.from_columns(unit="week", **simulated(seed + 50, size, extra=extra))
    level, logs = searched(DropoutLikelihood.of(summary, extra), seed)
    if np.abs(logs).max() > 6:
        with contextlib.suppress(clm.errors.FitError):  # far away, but perhaps not for ever
            assert fit(summary).log_likelihood >= level - 1e-5
    else:
        assert fit(summary).log_likelihood >= level - 1e-5


def test_the_order_of_customers_and_equal_ones_change_nothing():
    """But standard errors, by the square root of the number of people."""
    columns = simulated(1, 400)
    line = np.random.default_rng(1).permutation(400)
    turned = {name: each[line] for name, each in columns.items()}
    twice = {name: np.tile(each, 4) for name, each in columns.items()}
    one, other, four = (
        fit_bg_nbd(RfmSummary.from_columns(unit="week", **each))
        for each in (columns, turned, twice)
    )
    assert dict(other.parameters) == pytest.approx(dict(one.parameters), rel=1e-9)
    assert dict(four.parameters) == pytest.approx(dict(one.parameters), rel=1e-9)
    halved = {name: each / 2 for name, each in one.standard_errors.items()}
    assert dict(four.standard_errors) == pytest.approx(halved, rel=1e-6)


def test_it_shows_its_parameters():
    model = fit_bg_nbd(RfmSummary.from_columns(unit="week", **cdnow_summary()))
    assert repr(model).splitlines()[:2] == [
        "<BgNbd 2,357 customers · in weeks · log-likelihood -9,582.4>",
        "  parameter   value  std. error  95 % from      to",
    ]
    assert repr(BgNbd(unit="day", **PUBLISHED)).startswith("<BgNbd in days · given by hand>")
    assert "<table>" in model._repr_html_()
