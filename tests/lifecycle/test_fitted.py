"""A template with its cut points: a value, and what it refuses."""

import copy
import pickle

import pytest

import clm
from asking import by_customer, places, shop, template
from clm.errors import CurrencyError, ScaleError, SnapshotError, TemplateError, UnknownNameError
from clm.lifecycle.population import Population
from clm.scoring.scale import Scale
from clm.scoring.score import Score


@pytest.fixture
def fitted():
    ledger = shop(("ann", "2024-01-01", 10), ("bob", "2024-01-31", 20), ("bob", "2024-01-31", 1))
    return clm.templates["rfm-11"].fit(clm.Features.of(ledger, as_of="2024-01-31"))


def test_a_fitted_template_is_a_value(fitted):
    """Equal by template and scale, copied and pickled."""
    for twin in (copy.deepcopy(fitted), pickle.loads(pickle.dumps(fitted))):
        assert twin == fitted
        assert hash(twin) == hash(fitted)
        assert twin.unreachable == fitted.unreachable
    assert clm.FittedTemplate(fitted.template, fitted.scale) == fitted
    assert repr(fitted).startswith("<Fitted rfm-11 · <Scale r ≤ 0 0 30 30 · ")


def test_one_scale_serves_every_template_of_the_same_scores(fitted):
    """rfm-11 and exponea-14 cut alike, clm-14 cuts f by itself."""
    assert clm.templates["exponea-14"].with_scale(fitted.scale).scale == fitted.scale
    assert clm.templates["five-stage"].with_scale(fitted.scale).scale == fitted.scale
    with pytest.raises(ScaleError, match=r"scores\.f: is .*bins = 5.*cuts = \[1, 2, 3, 5\]"):
        clm.templates["clm-14"].with_scale(fitted.scale)


def test_a_scale_without_a_score_is_refused(fitted):
    """However the two are brought together."""
    nothing = Scale.fit([], {})
    with pytest.raises(ScaleError, match=r"scores\.r: is not in the scale") as caught:
        clm.templates["rfm-11"].with_scale(nothing)
    assert len(caught.value.faults) == 3
    with pytest.raises(ScaleError):
        clm.FittedTemplate(fitted.template, nothing)


def test_an_extra_column_is_no_score_of_that_name(fitted):
    """The scale has an f that this template does not ask for."""
    head = '[scores]\nr = { of = "recency", best = "low" }\n[extra]\nf = { min = -10, max = 10 }'
    mine = template(("high", "f >= 5 and r >= 1"), head=head)
    ledger = shop(("ann", "2024-01-01", 10), ("bob", "2024-01-31", 20))
    extra = {"f": {"ann": 7, "bob": 2}}
    snap = clm.snapshot(ledger, mine, as_of="2024-01-31", scale=fitted.scale, extra=extra)
    assert by_customer(snap, "segment") == {"ann": "high", "bob": "rest"}


def test_a_scale_cut_below_the_range_of_an_extra_column_is_refused():
    """The proof rests on the least value scoring lowest."""
    head = '[scores]\nn = { of = "nps", bins = 2 }\n[extra]\nnps = { min = LEAST, max = 9 }'
    wide, narrow = (
        template(("low", "nps == 0 and n == 1"), head=head.replace("LEAST", least))
        for least in ("-9", "0")
    )
    scale = Scale((wide.scores["n"],), {"n": (-5,)}, {"n": (1, 1)})
    assert wide.with_scale(scale).scale == scale
    with pytest.raises(ScaleError, match="-5 lies below 0"):
        narrow.with_scale(scale)


def test_hidden_fields_of_a_scale_cannot_mislead(fitted):
    """What a feature's unit is, the template knows."""
    bent = tuple(Score(each.name, of=each.of, best=each.best) for each in fitted.scale.scores)
    scale = Scale(bent, fitted.scale.cuts, fitted.scale.people, "EUR")
    ledger = shop(("ann", "2024-01-01", 10), ("bob", "2024-01-31", 20))
    snaps = [
        clm.snapshot(ledger, "rfm-11", as_of="2024-01-31", scale=each)
        for each in (scale, fitted.scale)
    ]
    assert places(snaps[0]) == places(snaps[1])
    assert by_customer(snaps[0], "r") == by_customer(snaps[1], "r")


def test_money_of_another_currency_is_refused(fitted):
    """A scale of money, and a template with money in its conditions."""
    dollars = shop(("ann", "2024-01-01", 10), currency="USD")
    with pytest.raises(CurrencyError, match="scale: is in EUR, the orders are in USD"):
        clm.snapshot(dollars, fitted, as_of="2024-01-31")
    euros = template(("rich", "monetary >= 100000"), head='currency = "EUR"')
    with pytest.raises(CurrencyError, match="template 'mine'"):
        clm.snapshot(dollars, euros, as_of="2024-01-31")


def test_a_scale_fitted_on_nobody_scores_nobody():
    """It is refused only when somebody is to be scored."""
    empty = clm.snapshot(shop(), "rfm-11", as_of="2024-01-01").scale
    visitors = shop().with_events("visit", customer=["ann"], when=["2024-01-01"])
    snap = clm.snapshot(visitors, "rfm-11", as_of="2024-01-01", scale=empty)
    assert snap.counts()["no_order"] == 1
    with pytest.raises(ScaleError, match="fitted on nobody"):
        clm.snapshot(shop(("ann", "2024-01-01", 1)), "rfm-11", as_of="2024-01-01", scale=empty)


def test_only_scores_of_the_template_can_be_asked(fitted):
    """With those that there are."""
    features = clm.Features.of(shop(("ann", "2024-01-01", 1)), as_of="2024-01-01")
    assert fitted.score("f", features).tolist() == [1]
    with pytest.raises(UnknownNameError, match="r, f, m"):
        fitted.score("q", features)


CAREFUL = (
    clm.templates["rfm-11"]
    .to_toml()
    .replace('r = { of = "recency", bins = 5, best', 'r = { of = "recency", cuts = "gaps", best')
    .replace('f = { of = "orders", bins = 5 }', 'f = { of = "orders", population = "repeaters" }')
)


def test_a_template_may_cut_by_gaps_and_among_repeaters():
    """Its file says so, its fingerprint and its scale know it, and no other scale will do."""
    plain, careful = clm.templates["rfm-11"], clm.Template.from_toml(CAREFUL)
    assert clm.Template.from_toml(careful.to_toml()) == careful
    assert careful.fingerprint != plain.fingerprint
    features = clm.Features.of(
        shop(*(("ann", f"2024-01-{day:02}", 1) for day in (1, 3, 6)), ("bob", "2024-01-09", 1)),
        as_of="2024-01-31",
    )
    fitted = careful.fit(features)
    assert fitted.scale.cuts["r"] == (2, 3, 3, 3)
    assert fitted.score("f", features).tolist() == [2, 1]
    with pytest.raises(ScaleError) as caught:
        plain.with_scale(fitted.scale)
    assert {fault.where for fault in caught.value.faults} == {"scores.r", "scores.f"}
    with pytest.raises(ScaleError):
        careful.with_scale(plain.fit(features).scale)


@pytest.mark.parametrize("text", [clm.templates["rfm-11"].to_toml(), CAREFUL])
def test_cut_points_by_hand_serve_whatever_way_is_asked_for(text):
    """As long as they are as many, and start at 1 among repeaters."""
    mine = clm.Template.from_toml(text)
    cuts = {"r": [12, 33, 71, 180], "f": [1, 2, 3, 5], "m": [2000, 5000, 9000, 20000]}
    scale = clm.Scale.fixed(cuts, currency="EUR")
    ledger = shop(("ann", "2024-01-01", 210), ("ann", "2024-01-20", 0), ("bob", "2024-01-09", 1))
    snap = clm.snapshot(ledger, mine, as_of="2024-01-31", scale=scale)
    columns = snap.columns()
    assert [columns[name].tolist() for name in ("r", "f", "m")] == [[5, 4], [2, 1], [5, 1]]
    assert snap.fitted == mine.with_scale(scale)
    with pytest.raises(ScaleError, match=r"scores\.r.*\n.*scores\.f|2 faults"):
        mine.with_scale(clm.Scale.fixed({**cuts, "r": [1, 2], "f": [1]}, currency="EUR"))


def test_among_repeaters_the_lowest_score_means_one_order():
    """The proof knows it: no gap is left between one order and a score of 1."""
    head = '[scores]\nf = { of = "orders", population = "repeaters" }'
    proved = template(("once", "f == 1"), ("more", "orders >= 2"), head=head)
    assert proved.segments[-1].key == "rest"
    with pytest.raises(TemplateError, match="unreachable"):
        template(("never", "f == 1 and orders >= 2"), head=head)
    with pytest.raises(TemplateError, match="unreachable"):
        template(("never", "f >= 2 and orders == 1"), head=head)
    everyone = head.replace('population = "repeaters"', "bins = 5")
    assert template(("now_and_then", "f == 1 and orders >= 2"), head=everyone)


def test_a_population_that_was_laid_out_before_gets_the_same_segments(fitted):
    """As from its features; what is refused there is refused here."""
    rows = [("ann", "2024-01-01", 10), ("bob", "2024-01-31", 20), ("cem", "2023-01-01", 5)]
    features = clm.Features.of(shop(*rows), as_of="2024-01-31")
    people = Population.of(features, {}, None)
    assert fitted.segments_of(people).tolist() == fitted.segments(features).tolist()
    dollars = clm.Features.of(shop(*rows, currency="USD"), as_of="2024-01-31")
    with pytest.raises(CurrencyError):
        fitted.segments_of(Population.of(dollars, {}, None))
    with pytest.raises(SnapshotError, match="Features is no population"):
        fitted.segments_of(features)
