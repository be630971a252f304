"""A fitted template leads from raw values to segments by one table."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import by_customer, examples, places, shop, template
from clm.errors import CurrencyError, ScaleError, UnknownNameError
from clm.features.catalog import Feature
from clm.lifecycle.fitted import CHUNK, MANY_BOUNDS, RawAxis
from clm.scoring.scale import Scale
from clm.scoring.score import Score
from oracle import Reading, Shop

RECENCY, NET = Feature.parse("recency"), Feature.parse("monetary")


@pytest.mark.parametrize("count", [0, 1, MANY_BOUNDS, MANY_BOUNDS + 1, 200])
@pytest.mark.parametrize("subject", [RECENCY, NET, Feature.parse("average_order"), "nps"])
def test_a_level_is_the_number_of_bounds_that_a_value_reaches(subject, count):
    """Whether they are compared one by one or searched; what is missing lies below all."""
    axis = RawAxis.of(subject, set(range(5, 5 + count)))
    missing = -1 if subject == RECENCY else np.iinfo(np.int64).min
    values = np.array([*([missing] if axis.optional else []), 0, 4, 5, 6, 5 + count, 10**6])
    expected = [sum(bound <= value for bound in axis.bounds) for value in values.tolist()]
    assert axis.levels(values).tolist() == expected
    assert max(expected) == axis.size - 1
    assert expected[0] == 0


def test_people_beyond_one_chunk_are_found_like_the_others():
    """Two chunks and one more, each in her own segment."""
    size = 2 * CHUNK + 1
    ledger = clm.Ledger.from_columns(
        customer=np.repeat(np.arange(size), 2)[: 2 * size - 1],
        when=np.full(2 * size - 1, "2024-01-01", "M8[D]"),
        amount_minor=np.ones(2 * size - 1, np.int64),
        currency="EUR",
    )
    snap = clm.snapshot(ledger, template(("once", "orders == 1")), as_of="2024-01-01")
    assert snap.customers("once") == [size - 1]


@pytest.mark.parametrize("orders", [254, 255, 256, 65_535])
def test_a_table_may_fill_its_integers_to_the_brim(orders):
    """A column that knows no levels leaves its stride at the size of the whole table."""
    wanted = ", ".join(map(str, range(1, min(orders, 300), 1)))
    head = '[scores]\nm = { of = "monetary" }'
    mine = template(("some", f"m >= 3 and orders in ({wanted},)"), head=head)
    snap = clm.snapshot(shop(("ann", "2024-01-01", -1)), mine, as_of="2024-01-01")
    assert snap.counts() == {"some": 0, "rest": 1}


DOCUMENT = {
    "scores": {
        "s": {"of": "recency", "bins": 3, "best": "low"},
        "v": {"of": "total('visit')", "bins": 2},
        "n": {"of": "nps", "bins": 2},
    },
    "extra": {"nps": {"min": -5, "max": 5}},
    "segment": [
        {"key": key, "stage": "all", "when": when}
        for key, when in (
            ("fan", "n == 2 and s >= 2"),
            ("seen", "v == 2 and not n == 2"),
            ("away", "s <= 2 and not n == 2 and not v == 2"),
            ("foe", "nps < 0 and not s <= 2 and v != 2"),
        )
    ],
    "unclassified": "rest",
}
HEAD = """
[scores]
s = { of = "recency", bins = 3, best = "low" }
v = { of = "total('visit')", bins = 2 }
n = { of = "nps", bins = 2 }
[extra]
nps = { min = -5, max = 5 }
"""
MINE = template(*((each["key"], each["when"]) for each in DOCUMENT["segment"][:3]), head=HEAD)
DAY = st.integers(1, 28).map(lambda day: f"2024-01-{day:02}")


@examples(60)
@given(
    st.lists(st.tuples(st.integers(0, 9), DAY), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 9), DAY, st.integers(-3, 3)), min_size=1, max_size=12),
    st.dictionaries(st.integers(0, 9), st.integers(-5, 5)),
)
def test_scores_of_any_feature_lead_where_the_oracle_says(orders, visits, nps):
    """Money of visits scores those who visited, an extra column those who have one."""
    customer, when = ([*column] for column in zip(*orders, strict=True))
    visitor, seen, amount = ([*column] for column in zip(*visits, strict=True))
    told, ledger = Shop("EUR"), shop(*((*row, 1) for row in orders))
    told.orders(customer=customer, when=when, amount=[1] * len(orders))
    told.events("visit", customer=visitor, when=seen, amount_minor=amount)
    ledger = ledger.with_events("visit", customer=visitor, when=seen, amount_minor=amount)
    known = {each: value for each, value in nps.items() if each in ledger}
    document = {**DOCUMENT, "segment": DOCUMENT["segment"][:3]}
    snap = clm.snapshot(ledger, MINE, as_of="2024-01-31", extra={"nps": known})
    reading = Reading(told, document, told.days()[-1].replace(day=31), extra={"nps": known})
    assert places(snap) == reading.places()


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
