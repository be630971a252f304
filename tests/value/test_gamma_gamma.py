"""Gamma-Gamma is what was published of CDNOW, and an integral over what is unknown."""

import pickle

import numpy as np
import pytest

import clm
from clm.errors import CurrencyError, FitError
from clm.value import GammaGamma, RfmSummary, fit_gamma_gamma
from real_shops import online_retail, told
from value_oracle import cdnow_sample, cdnow_summary, spend_told

PUBLISHED = {"p": 6.25, "q": 3.74, "v": 15.44}
"""Fader and Hardie 2013, of the 946 customers of the sample who came again."""


def spent(values, frequency=None, **rest):
    """Make a summary of repeaters who spent so much an order."""
    x = [1] * len(values) if frequency is None else frequency
    columns = {"recency": [5 * (each > 0) for each in x], "T": [9] * len(x)}
    return RfmSummary.from_columns(
        unit="day", frequency=x, **columns, monetary_value=values, **rest
    )


def test_the_published_parameters_come_out_of_the_orders():
    """To all digits that were printed."""
    ledger = clm.Ledger.from_columns(**cdnow_sample(), currency="USD")
    summary = clm.value.rfm_summary(ledger, as_of="1997-09-30", unit="week")
    model = fit_gamma_gamma(summary)
    assert {name: round(each, 2) for name, each in model.parameters.items()} == PUBLISHED
    assert (model.currency, model.estimation.customers) == ("USD", 946)


def test_and_of_the_published_summary_but_for_the_rounding_of_its_means():
    model = fit_gamma_gamma(RfmSummary.from_columns(unit="week", **cdnow_summary()))
    assert dict(model.parameters) == pytest.approx(PUBLISHED, rel=2e-3)
    summary = cdnow_summary()
    pairs = [
        (x, m) for x, m in zip(summary["frequency"], summary["monetary_value"], strict=True) if x
    ]
    assert model.correlation == pytest.approx(np.corrcoef(*zip(*pairs, strict=True))[0, 1])


@pytest.mark.parametrize("parameters", [(6.25, 3.74, 15.44), (0.8, 1.4, 400.0)])
def test_expected_values_are_integrals_over_the_rates_of_values(parameters):
    """Whoever has no repeat order gets the mean of all."""
    model = GammaGamma(**dict(zip("pqv", parameters, strict=True)))
    found = model.expected_value(spent([0, 22.35, 0.5, 310.0], [0, 1, 2, 9]))
    for value, x, mean in zip(found, (0, 1, 2, 9), (0, 22.35, 0.5, 310.0), strict=True):
        assert value == pytest.approx(spend_told(*parameters, x, mean), rel=1e-5)
    assert model.mean == found[0]


@pytest.mark.parametrize("seed", range(3))
def test_the_parameters_of_simulated_orders_lie_within_their_intervals(seed):
    """Within four standard errors."""
    dice, truth = np.random.default_rng(seed), {"p": 4.0, "q": 3.5, "v": 20.0}
    x = dice.geometric(0.4, 5_000)
    rate = dice.gamma(truth["q"], 1 / truth["v"], 5_000)
    values = dice.gamma(truth["p"] * x, 1 / rate) / x
    for name, (low, high) in fit_gamma_gamma(spent(values, x)).intervals(0.99994).items():
        assert low < truth[name] < high


def test_values_that_the_model_cannot_have_are_named_with_their_customers_and_the_way_out():
    summary = spent([5, 0, -3.5, 0], [1, 1, 2, 0], customers=["ann", "bob", "cem", "dee"])
    with pytest.raises(FitError) as error:
        fit_gamma_gamma(summary)
    assert [fault.where for fault in error.value.faults] == ["customer 'bob'", "customer 'cem'"]
    assert ".positive" in str(error.value)
    assert summary.positive.customers.tolist() == ["ann", "dee"]
    with pytest.raises(FitError, match="spent -3.50 net a repeat order"):
        GammaGamma(**PUBLISHED).expected_value(summary)
    many = spent([-1.0] * 30)
    with pytest.raises(FitError, match="the same of 20 more customers"):
        fit_gamma_gamma(many)


def test_real_refunds_do_so_in_online_retail():
    """Cancellations outweigh the repeat orders of a few customers."""
    _, ledger = told(online_retail, "GBP")
    summary = clm.value.rfm_summary(ledger, as_of="2011-12-09", unit="week")
    with pytest.raises(FitError, match="net a repeat order"):
        fit_gamma_gamma(summary)
    assert fit_gamma_gamma(summary.positive).mean > 0


@pytest.mark.parametrize(
    ("summary", "what"),
    [
        ("summary", "str is no RfmSummary"),
        (spent([]), "nobody of 0 has a repeat order"),
        (spent([0, 0], [0, 0]), "nobody of 2 has a repeat order"),
        (RfmSummary.from_columns(unit="day", frequency=[1], recency=[1], T=[2]), "is not known"),
        (spent([9.0] * 5), "no maximum.*had one mean value"),
    ],
)
def test_it_says_why_there_is_nothing_to_fit(summary, what):
    with pytest.raises(FitError, match=what):
        fit_gamma_gamma(summary)


def test_without_a_mean_over_customers_new_ones_have_no_value():
    """Those who came again have one, as long as px + q is above 1."""
    model = GammaGamma(p=6.0, q=0.9, v=20.0)
    assert model.expected_value(spent([30.0])).tolist() == [(20 * 6 + 6 * 30) / (6 + 0.9 - 1)]
    with pytest.raises(FitError, match="q = 0.9 is not above 1"):
        model.expected_value(spent([0.0], [0]))
    assert any("no mean over customers" in note for note in model.notes)


def test_no_value_is_below_zero():
    """Where px + q is not above 1 the mean given her orders has no bound: refused, by name."""
    model = GammaGamma(p=0.05, q=0.5, v=20.0)
    assert model.expected_value(spent([30.0], [11]))[0] > 0
    with pytest.raises(FitError, match="1 customer.* has no bound"):
        model.expected_value(spent([30.0, 30.0], [9, 20]))


@pytest.mark.parametrize("junk", [[], {}, "x", np.array([1.0]), object(), 10**400, True])
def test_junk_is_refused(junk):
    for name in ("p", "currency", "correlation", "estimation"):
        with pytest.raises(FitError) as error:
            GammaGamma(**PUBLISHED | {name: junk})
        assert [fault.where for fault in error.value.faults] == [name]


def test_currencies_do_not_mix():
    with pytest.raises(CurrencyError, match="EUR, but the model knows USD"):
        GammaGamma(**PUBLISHED, currency="USD").expected_value(spent([9.0], currency="EUR"))


def test_faults_of_a_model_are_told_at_once_and_a_correlation_is_noted():
    with pytest.raises(FitError) as error:
        GammaGamma(p=-1, q=1, v=1, currency="eur", correlation=2)
    assert [fault.where for fault in error.value.faults] == ["p", "currency", "correlation"]
    assert GammaGamma(**PUBLISHED, correlation=-0.5).notes == (
        "frequency and value are correlated (-0.50)",
    )


def test_it_is_read_back_as_it_was_written():
    model = fit_gamma_gamma(
        spent([20, 25.5, 140, 9.9, 33, 281.0], [1, 2, 5, 1, 9, 3], currency="EUR")
    )
    assert GammaGamma.from_json(model.to_json()) == model == pickle.loads(pickle.dumps(model))
    assert repr(model).startswith("<GammaGamma 6 customers · EUR · log-likelihood")
