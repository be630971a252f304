"""The people of a template: whom it scores, in whose currency, by which scale."""

import pytest

import clm
from asking import shop
from clm.errors import ColumnError, CurrencyError, ScaleError
from clm.lifecycle.population import Population
from clm.lifecycle.stage import Extra
from clm.scoring.scale import Scale
from clm.scoring.score import Score

R = Score("r", of="recency", bins=2, best="low", least=0, unit="days")
M = Score("m", of="monetary", bins=2, unit="money")
N = Score("n", of="nps", bins=2, least=-100)
NPS = {"nps": Extra(min=-100, max=100)}


@pytest.fixture
def people():
    """Two buyers, one who only gave back, one who only visited; two say what they think."""
    ledger = shop(
        ("ann", "2024-01-01", 10), ("bob", "2024-01-31", 20), ("cat", "2024-01-31", -5)
    ).with_events("visit", customer=["dan"], when=["2024-01-31"])
    features = clm.Features.of(ledger, as_of="2024-01-31")
    return Population.of(features, NPS, {"nps": {"ann": 50, "dan": -100}})


@pytest.mark.parametrize(
    ("score", "present"), [(R, {"ann", "bob"}), (M, {"ann", "bob"}), (N, {"ann", "dan"})]
)
def test_only_those_with_such_an_event_have_a_score(people, score, present):
    """Money given back is no order, and an extra value needs none."""
    found = people.present(score).tolist()
    customers = people.features.customers.tolist()
    assert {each for each, there in zip(customers, found, strict=True) if there} == present


def test_visitors_never_dilute_the_cuts(people):
    """The cut points are those of the buyers alone."""
    scale = people.fit({"r": R, "m": M, "n": N})
    assert scale.cuts == {"r": (0,), "m": (1000,), "n": (-100,)}
    assert scale.population == {"r": 2, "m": 2, "n": 2}
    assert scale.currency == "EUR"


def test_nobody_has_score_nought(people):
    """0 stands for a missing score."""
    scale = people.fit({"r": R, "m": M, "n": N})
    customers = people.features.customers.tolist()
    found = {
        score.name: dict(zip(customers, people.score(score, scale).tolist(), strict=True))
        for score in (R, M, N)
    }
    assert found == {
        "r": {"ann": 1, "bob": 2, "cat": 0, "dan": 0},
        "m": {"ann": 1, "bob": 2, "cat": 0, "dan": 0},
        "n": {"ann": 2, "bob": 0, "cat": 0, "dan": 1},
    }


def test_money_of_another_currency_is_refused(people):
    """Both currencies are named; no currency is every currency."""
    people.check_currency("scale", "EUR")
    people.check_currency("scale", None)
    with pytest.raises(CurrencyError, match=r"scale: is in USD, the orders are in EUR"):
        people.check_currency("scale", "USD")


def test_a_scale_fitted_on_nobody_is_refused_where_somebody_is_scored(people):
    """And by the name of the score."""
    empty = Scale((R,), {"r": ()}, {"r": ()})
    with pytest.raises(ScaleError, match=r"scale\.r: was fitted on nobody"):
        people.check_scorable({"r": R}, empty)
    nobody = Population.of(clm.Features.of(shop(), as_of="2024-01-01"), {}, None)
    nobody.check_scorable({"r": R}, empty)


def test_extra_columns_are_checked_at_once():
    """When the people are put together."""
    features = clm.Features.of(shop(("ann", "2024-01-01", 1)), as_of="2024-01-01")
    with pytest.raises(ColumnError):
        Population.of(features, NPS, {"nps": {"ann": 101}})


GAPS = Score("r", of="recency", best="low", least=0, unit="days", quantiles_of="gaps")


def test_gaps_are_those_of_the_ledger_up_to_the_day():
    """Of everybody, whoever is scored."""
    ledger = shop(*(("ann", f"2024-01-{day:02}", 1) for day in (1, 3, 6, 10, 30)))
    people = Population.of(clm.Features.of(ledger, as_of="2024-01-10"), {}, None)
    scale = people.fit({"r": GAPS})
    assert (scale.cuts["r"], scale.gaps) == ((3, 4, 4, 4), 3)
    assert people.fit({"r": R}).gaps == 0


def test_features_without_a_ledger_know_no_gaps(tmp_path):
    """They score by a scale that was fitted before."""
    ledger = shop(("ann", "2024-01-01", 1), ("ann", "2024-01-08", 1))
    snap = clm.snapshot(ledger, "rfm-11", as_of="2024-01-31")
    snap.save(tmp_path / "snap.clm")
    people = Population.of(clm.Snapshot.load(tmp_path / "snap.clm").features, {}, None)
    with pytest.raises(ScaleError, match=r"scores\.r\.cuts: .*no ledger"):
        people.fit({"r": GAPS})
    scale = Population.of(snap.features, {}, None).fit({"r": GAPS})
    assert people.score(GAPS, scale).tolist() == [1]
