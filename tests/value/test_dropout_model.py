"""What the models say of customers is what integrals over the unknown say."""

import pickle

import numpy as np
import pytest

import clm
from clm.errors import ComparisonError, FitError
from clm.value import BgNbd, MbgNbd, RfmSummary
from value_oracle import alive_told, count_told, over_both, purchases_told, until_gone

MODELS = (BgNbd, MbgNbd)
PARAMETERS = ((0.243, 4.414, 0.793, 2.426), (1.6, 9.0, 1.0, 1.2))
HISTORIES = ((0, 0.0, 0.3), (0, 0.0, 38.9), (1, 0.14, 27.0), (2, 30.43, 38.86), (9, 36.0, 39.0))
WEEKS = RfmSummary.from_columns(
    unit="week",
    **dict(zip(("frequency", "recency", "T"), zip(*HISTORIES, strict=True), strict=True)),
)
JUNK = (None, "3", -1, float("nan"), float("inf"), True, [], np.array([1.0]), {})


def made(kind, parameters, unit="week"):
    """Make a model of given parameters."""
    return kind(unit=unit, **dict(zip(("r", "alpha", "a", "b"), parameters, strict=True)))


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize("parameters", PARAMETERS)
def test_who_is_there_and_what_comes_are_integrals(kind, parameters):
    """Over the rate of ordering and the chance to leave, given the history."""
    model = made(kind, parameters)
    alive, coming = model.probability_alive(WEEKS), model.expected_purchases(26, WEEKS)
    for row, history in enumerate(HISTORIES):
        assert alive[row] == pytest.approx(alive_told(kind.EXTRA, parameters, history), rel=1e-6)
        expected = purchases_told(kind.EXTRA, parameters, history, 26)
        assert coming[row] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize("parameters", PARAMETERS)
def test_what_comes_of_a_new_customer_is_an_integral(kind, parameters):
    """She is there after her first order, or in MBG/NBD has left with it."""
    model = made(kind, parameters)
    for t in (1.0, 39.0):
        expected = over_both(
            lambda rate, p, t=t: (1 - p) ** kind.EXTRA * until_gone(rate, p, t), *parameters
        )
        assert model.expected_purchases_of_new(t) == pytest.approx(expected, rel=1e-6)
    several = model.expected_purchases_of_new([0, 1, 39])
    assert several.tolist() == [0.0, *map(model.expected_purchases_of_new, (1, 39.0))]
    fresh = RfmSummary.from_columns(unit="week", frequency=[0], recency=[0], T=[0])
    assert model.expected_purchases(39, fresh)[0] == pytest.approx(several[2], rel=1e-12)


@pytest.mark.parametrize("kind", MODELS)
def test_probabilities_of_counts_are_integrals_and_their_mean_is_what_is_expected(kind):
    """They sum to 1."""
    model = made(kind, PARAMETERS[0])
    found = model.purchase_probabilities(39, most=4)
    assert len(found) == 5
    for n in range(5):
        assert found[n] == pytest.approx(count_told(kind.EXTRA, PARAMETERS[0], n, 39), rel=1e-6)
    every = model.purchase_probabilities(39, most=5_000)
    assert every.sum() == pytest.approx(1, abs=1e-12)
    assert every @ np.arange(5_001) == pytest.approx(model.expected_purchases_of_new(39), rel=1e-9)
    assert model.purchase_probabilities(0, most=0).tolist() == [1.0]


@pytest.mark.parametrize("kind", MODELS)
def test_weeks_and_days_say_the_same(kind):
    """Alpha is a time; nothing else changes with the unit."""
    r, alpha, a, b = PARAMETERS[0]
    days = RfmSummary.from_columns(
        unit="day", frequency=WEEKS.frequency, recency=WEEKS.recency * 7, T=WEEKS.T * 7
    )
    in_weeks, in_days = made(kind, PARAMETERS[0]), made(kind, (r, 7 * alpha, a, b), "day")
    expected = in_weeks.expected_purchases(10, WEEKS)
    assert in_days.expected_purchases(70, days) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("kind", MODELS)
def test_units_do_not_mix(kind):
    """A checker of types says so before; see `tests/typing`."""
    days = RfmSummary.from_columns(unit="day", frequency=[0], recency=[0], T=[3])
    model = made(kind, PARAMETERS[0])
    for call in (model.probability_alive, lambda each: model.expected_purchases(3, each)):
        with pytest.raises(ComparisonError, match="is told in days, the model in weeks → make it"):
            call(days)


@pytest.mark.parametrize("kind", MODELS)
def test_time_and_summary_may_change_places(kind):
    model = made(kind, PARAMETERS[0])
    assert (model.expected_purchases(WEEKS, 39) == model.expected_purchases(39, WEEKS)).all()
    for pair in ((WEEKS, WEEKS), (39, 39), (WEEKS, None)):
        with pytest.raises(FitError):
            model.expected_purchases(*pair)


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_what_cannot_be_asked_is_refused(kind, junk):
    """Numbers that are none, and what is no summary; both at once."""
    model = made(kind, PARAMETERS[0])
    with pytest.raises(FitError) as error:
        model.expected_purchases(junk, "summary")
    assert [fault.where for fault in error.value.faults] == ["summary", "t"]
    for call in (model.purchase_probabilities, lambda t: model.purchase_probabilities(3, most=t)):
        with pytest.raises(FitError):
            call(junk)
    if not isinstance(junk, list | np.ndarray):
        with pytest.raises(clm.ClmError):
            model.expected_purchases_of_new(junk)
    with pytest.raises(FitError):
        model.probability_alive(junk)


def test_faults_of_a_model_are_told_at_once():
    """A unit that is none, and parameters that are not above 0."""
    with pytest.raises(FitError) as error:
        BgNbd(unit="weeks", r=0, alpha=float("nan"), a="1", b=True)
    assert [fault.where for fault in error.value.faults] == ["r", "alpha", "a", "b", "unit"]


@pytest.mark.parametrize("kind", MODELS)
def test_it_says_why_there_is_nothing_to_fit(kind):
    """Nobody, or nobody who came again."""
    fit = {BgNbd: clm.value.fit_bg_nbd, MbgNbd: clm.value.fit_mbg_nbd}[kind]
    nobody = RfmSummary.from_columns(unit="day", frequency=[], recency=[], T=[])
    once = RfmSummary.from_columns(unit="day", frequency=[0, 0], recency=[0, 0], T=[3, 4])
    for summary, what in (
        (nobody, "has no customers"),
        (once, "nobody of 2 has a repeat order"),
        ([1, 2], "list is no RfmSummary"),
    ):
        with pytest.raises(FitError, match=what):
            fit(summary)


DEGENERATE = {
    "all alike": ([(3, 10, 20)] * 2, ("ordered equally often", "left after an order")),
    "one repeat each, long ago": (
        [(0, 0, 80)] * 70 + [(1, 1 + each, 80) for each in range(30)],
        ("left",),
    ),
    "always there": (
        [(300 + each, 19.9 + each / 10, 20 + each / 10) for each in range(-40, 40)],
        ("nobody ever left", "with the probability 0.003"),
    ),
}


@pytest.mark.parametrize("name", DEGENERATE)
@pytest.mark.parametrize("fit", [clm.value.fit_bg_nbd, clm.value.fit_mbg_nbd])
def test_a_likelihood_without_a_maximum_is_an_error_that_says_why(name, fit):
    rows, words = DEGENERATE[name]
    columns = dict(zip(("frequency", "recency", "T"), zip(*rows, strict=True), strict=True))
    with pytest.raises(FitError, match="the likelihood has no maximum") as error:
        fit(RfmSummary.from_columns(unit="week", **columns))
    assert any(each in str(error.value) for each in words)


@pytest.mark.parametrize("kind", MODELS)
def test_answers_are_read_only_and_models_pickle(kind):
    model = made(kind, PARAMETERS[0])
    assert pickle.loads(pickle.dumps(model)) == model
    answers = (
        model.probability_alive(WEEKS),
        model.expected_purchases(3, WEEKS),
        model.expected_purchases_of_new([1, 2]),
        model.purchase_probabilities(3),
    )
    for answer in answers:
        with pytest.raises(ValueError, match="read-only"):
            answer[:] = 0
    with pytest.raises(AttributeError):
        model.r = 1


def test_of_nobody_nothing_is_expected():
    nobody = RfmSummary.from_columns(unit="week", frequency=[], recency=[], T=[])
    model = made(BgNbd, PARAMETERS[0])
    assert model.expected_purchases(3, nobody).tolist() == []
    assert model.probability_alive(nobody).tolist() == []
    assert model.expected_purchases_of_new([]).tolist() == []
