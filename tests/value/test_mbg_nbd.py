"""MBG/NBD is what was published of CDNOW, and what made a simulated shop."""

import pytest

import clm
from clm.value import MbgNbd, RfmSummary, fit_mbg_nbd
from value_oracle import cdnow_sample, cdnow_summary, simulated

PUBLISHED = {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}
"""As the R package BTYDplus finds them, to which the tests of lifetimes hold it as well."""


def test_the_published_parameters_come_out():
    """Of the summary, and of the orders."""
    ledger = clm.Ledger.from_columns(**cdnow_sample(), currency="USD")
    summaries = (
        RfmSummary.from_columns(unit="week", **cdnow_summary()),
        clm.value.rfm_summary(ledger, as_of="1997-09-30", unit="week"),
    )
    for summary in summaries:
        model = fit_mbg_nbd(summary)
        assert {name: round(each, 3) for name, each in model.parameters.items()} == PUBLISHED


@pytest.mark.parametrize("seed", range(3))
def test_the_parameters_of_a_simulated_shop_lie_within_their_intervals(seed):
    """Within four standard errors of their logarithms."""
    truth = {"r": 0.5, "alpha": 6.0, "a": 0.8, "b": 2.5}
    model = fit_mbg_nbd(
        RfmSummary.from_columns(unit="week", **simulated(seed, 6_000, **truth, extra=1))
    )
    for name, (low, high) in model.intervals(0.99994).items():
        assert low < truth[name] < high


def test_whoever_never_came_again_may_have_left():
    """In BG/NBD she cannot have, since she had no repeat order to leave after."""
    once = RfmSummary.from_columns(unit="week", frequency=[0, 0], recency=[0, 0], T=[0, 38.86])
    model = MbgNbd(unit="week", **PUBLISHED)
    new, old = model.probability_alive(once).tolist()
    assert new == pytest.approx(1.614 / (0.891 + 1.614))
    assert old < new
