"""What models tell of their parameters: errors, intervals, and files that are read back."""

import json
from math import isnan, log, sqrt
from statistics import NormalDist

import numpy as np
import pytest

from clm.errors import FitError, FormatError
from clm.value import BgNbd, GammaGamma, MbgNbd, RfmSummary, fit_bg_nbd
from clm.value.dropout_likelihood import DropoutLikelihood
from value_oracle import cdnow_summary, differences

GIVEN = BgNbd(unit="week", r=0.243, alpha=4.414, a=0.793, b=2.426)


@pytest.fixture(scope="module")
def fitted():
    return fit_bg_nbd(RfmSummary.from_columns(unit="week", **cdnow_summary(), as_of="1997-09-30"))


def test_standard_errors_are_those_of_the_observed_information(fitted):
    """By differences of differences of the likelihood, in the parameters themselves."""
    score = DropoutLikelihood.of(RfmSummary.from_columns(unit="week", **cdnow_summary()), 0)
    point = np.array([*fitted.parameters.values()])
    curve = differences(lambda at: score(at).gradient, point)
    expected = np.linalg.inv(-curve)
    assert fitted.covariance == pytest.approx(expected, rel=1e-4)
    errors = np.sqrt(np.diag(expected))
    assert [*fitted.standard_errors.values()] == pytest.approx(errors, rel=1e-4)


@pytest.mark.parametrize("level", [0.5, 0.95, 0.999])
def test_intervals_are_normal_in_logarithms(fitted, level):
    z = NormalDist().inv_cdf((1 + level) / 2)
    for name, (low, high) in fitted.intervals(level).items():
        value, error = fitted.parameters[name], fitted.standard_errors[name]
        assert (log(low), log(high)) == pytest.approx(
            (log(value) - z * error / value, log(value) + z * error / value)
        )
    assert fitted.intervals() == fitted.intervals(0.95)


@pytest.mark.parametrize("level", [0, 1, 95, None, "x", True])
def test_no_such_level(fitted, level):
    with pytest.raises(FitError, match="level"):
        fitted.intervals(level)


def test_parameters_given_by_hand_have_no_errors():
    assert isnan(GIVEN.log_likelihood)
    assert all(isnan(each) for each in GIVEN.standard_errors.values())
    assert all(isnan(each) for ends in GIVEN.intervals().values() for each in ends)
    assert GIVEN.notes == ()
    with pytest.raises(FitError, match="given by hand"):
        _ = GIVEN.covariance


def test_parameters_that_are_hardly_known_are_noted():
    """Ten customers."""
    some = RfmSummary.from_columns(
        unit="week",
        frequency=[0, 0, 0, 1, 2, 5, 0, 1, 9, 3],
        recency=[0, 0, 0, 5, 20, 31, 0, 29, 38, 7],
        T=[39, 38, 33, 39, 30, 36, 27, 35, 39, 28],
    )
    model = fit_bg_nbd(some)
    vague = [
        name for name, error in model.standard_errors.items() if error > model.parameters[name]
    ]
    assert model.notes == (f"hardly known: {', '.join(vague)}",)
    assert repr(model).endswith(f"note: hardly known: {', '.join(vague)}")


def test_nobody_can_change_parameters(fitted):
    for mapping in (fitted.parameters, fitted.standard_errors, fitted.intervals()):
        with pytest.raises(TypeError):
            mapping["r"] = 1
    with pytest.raises(ValueError, match="read-only"):
        fitted.covariance[:] = 0


@pytest.mark.parametrize("kind", [BgNbd, MbgNbd])
def test_models_are_read_back_as_they_were_written(fitted, kind):
    model = kind(**{**fitted.parameters, "unit": "week", "estimation": fitted.estimation})
    again = kind.from_json(model.to_json())
    assert again == model
    assert again.to_json() == model.to_json()
    assert (again.estimation.as_of.isoformat(), again.unit) == ("1997-09-30", "week")
    assert BgNbd.from_json(GIVEN.to_json()) == GIVEN


def changed(**facts):
    """Write a model with other facts."""
    return json.dumps({**json.loads(GIVEN.to_json()), **facts})


ESTIMATION = {"log_likelihood": -1, "customers": 3, "as_of": None, "covariance": [[1] * 4] * 4}


@pytest.mark.parametrize(
    "text",
    [
        *("", "{}", "[]", "null", "3", "[" * 100_000, None, 7, b"\xff"),
        *(changed(format="clm scale"), changed(version=2), changed(version=[2])),
        *(changed(model="mbg-nbd"), changed(r=-1), changed(r=None), changed(unit="month")),
        *(changed(estimation=3), changed(estimation={}), changed(estimation=[])),
        changed(estimation={**ESTIMATION, "as_of": "x"}),
        changed(estimation={**ESTIMATION, "covariance": [[1]]}),
        changed(estimation={**ESTIMATION, "covariance": [[1], [1, 2], [], []]}),
        changed(estimation={**ESTIMATION, "covariance": [[-1] * 4] * 4}),
        changed(estimation={**ESTIMATION, "customers": "x"}),
    ],
    ids=range(24),
)
def test_other_texts_are_refused(text):
    with pytest.raises(FormatError):
        BgNbd.from_json(text)


def test_a_model_of_another_kind_is_named():
    with pytest.raises(FormatError, match="model: is 'bg-nbd'"):
        GammaGamma.from_json(GIVEN.to_json())


def test_standard_errors_and_errors_of_logarithms_go_together(fitted):
    """One over the other is the parameter."""
    for name, each in zip(fitted.PARAMETERS, fitted.estimation.errors, strict=True):
        assert fitted.standard_errors[name] == pytest.approx(each * fitted.parameters[name])
    row = fitted.estimation.covariance[0][0]
    assert fitted.estimation.errors[0] == sqrt(row)
