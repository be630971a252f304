"""Whatever is handed to a template or a scale, it works or it is refused in words.

Every value of `JUNK` goes to every argument of `CALLS`, alone, in a list and in a mapping. What
comes out is written and read again; what is refused can be printed.
"""

import collections
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

import clm
from clm.errors import ClmError
from clm.scoring.scale import Scale
from clm.scoring.score import Score


class Incomparable:
    """Equal to nothing, not even asked."""

    __hash__ = None

    def __eq__(self, other):
        raise RuntimeError


FIVE, RFM = clm.templates["five-stage"], clm.templates["rfm-11"]
SHOP = clm.Ledger.from_columns(
    customer=[1, 1, 2],
    when=["2024-05-01", "2024-05-11", "2024-03-01"],
    amount=[9, 1, 5],
    currency="EUR",
)
SNAP = clm.snapshot(SHOP, "rfm-11", as_of="2024-05-12")
SUMMARY = clm.value.rfm_summary(SHOP, as_of="2024-05-12", unit="week")
MODEL = clm.value.BgNbd(unit="week", r=0.243, alpha=4.414, a=0.793, b=2.426)
F = Score("f", of="orders", least=1, unit="count")
M = Score("m", of="monetary", unit="money")
GAPS = Score("r", of="recency", best="low", quantiles_of="gaps")
VALUES = {"f": np.array([1, 1, 2])}
CUTS, PEOPLE = {"f": (1, 2, 3, 4)}, {"f": (1, 1, 1, 1, 1)}
HALVES = {"a": "orders == 0", "b": "orders >= 1"}

PLAIN = [
    *(None, ..., True, 0, -1, 1, 10**30, float("nan"), float("inf"), 1.5, 1j, Decimal("NaN")),
    *("", "a", " ", "\0", "\ud800", "lead", "awareness", "outside", "five-stage", "x" * 30_000),
    *(
        b"lead",
        bytearray(b"a"),
        memoryview(b"ab"),
        date(2024, 5, 1),
        object(),
        int,
        ValueError("x"),
    ),
    *(lambda: None, range(3), set(), {"a"}, frozenset("ab"), collections.deque([1])),
    *([], (), {}, ["lead"], ("lead", None), {"lead": "lead"}, {1: 1}, {None: "a"}),
    *(np.array([]), np.array([1, 2]), np.ones((2, 2)), np.array(["lead", "x"]), np.array(3)),
    *(np.array([None, "a"], object), np.int64(3), np.str_("lead"), np.bool_(True), np.float64(1)),
    *(np.datetime64("NaT", "D"), pd.NA, pd.NaT, pd.Series([1, 2]), pd.DataFrame({"a": [1]})),
    *(pd.Index(["a"]), Incomparable(), FIVE, F, SNAP),
]
JUNK = [*PLAIN, *([each] for each in PLAIN), *({"lead": each} for each in PLAIN)]
KEYS = [each for each in PLAIN if isinstance(each, collections.abc.Hashable)]
KEYS = [each for each in KEYS if not isinstance(each, tuple | memoryview | Scale)]

CALLS = {
    "split_stage(x)": lambda x: FIVE.split_stage(x, into=HALVES),
    "split_stage(into=x)": lambda x: FIVE.split_stage("awareness", into=x),
    "split_stage(into={a: x})": lambda x: FIVE.split_stage("advocacy", into={"a": x, "b": x}),
    "split_stage(into=[x])": lambda x: FIVE.split_stage(
        "advocacy", into={"a": ["advocate", x], "b": ["advocate_lapsed"]}
    ),
    "merge_stages(x, x)": lambda x: FIVE.merge_stages("awareness", x, x, into="x"),
    "merge_stages(into=x)": lambda x: FIVE.merge_stages("awareness", "acquisition", into=x),
    "merge_stages(title=x)": lambda x: FIVE.merge_stages(
        "awareness", "acquisition", into="x", title=x
    ),
    "rename(x)": lambda x: FIVE.rename(x, titles=x),
    "rename({a: x})": lambda x: FIVE.rename({"lead": x, "advocate": x}),
    "rename(key=x)": lambda x: FIVE.rename(key=x, title=x),
    "rename(title=x)": lambda x: FIVE.rename(title=x),
    "rename(titles={a: x})": lambda x: FIVE.rename(titles={"lead": x}),
    "with_campaigns(x)": FIVE.with_campaigns,
    "with_campaigns(a=x)": lambda x: FIVE.with_campaigns(lead=x),
    "with_campaigns(Campaign(x))": lambda x: FIVE.with_campaigns(lead=[clm.Campaign(x, channel=x)]),
    "with_parameters(a=x)": lambda x: FIVE.with_parameters(new_customer_days=x),
    "with_parameters(b=x)": lambda x: FIVE.with_parameters(new_customer_days=x, unheard=x),
    "from_toml(x)": clm.Template.from_toml,
    "Template(x)": clm.Template,
    "Template.crosswalk(x)": FIVE.crosswalk,
    "with_scale(x)": RFM.with_scale,
    "fit(x)": RFM.fit,
    "segment(x)": FIVE.segment,
    "stage(x)": FIVE.stage,
    "Snapshot.crosswalk(x)": SNAP.crosswalk,
    "Snapshot.crosswalk(extra=x)": lambda x: SNAP.crosswalk("five-stage", extra=x),
    "drift(x)": SNAP.drift,
    "backtest(x)": lambda x: clm.backtest(x, x, as_of=x, days=x),
    "backtest(template=x)": lambda x: clm.backtest(SHOP, x, as_of="2024-03-02", days=3),
    "backtest(as_of=x)": lambda x: clm.backtest(SHOP, "five-stage", as_of=x, days=3),
    "backtest(days=x)": lambda x: clm.backtest(SHOP, "five-stage", as_of="2024-03-02", days=x),
    "backtest(scale=x)": lambda x: clm.backtest(
        SHOP, "rfm-11", as_of="2024-03-02", days=3, scale=x
    ),
    "backtest(extra=x)": lambda x: clm.backtest(
        SHOP, "five-stage", as_of="2024-03-02", days=3, extra=x
    ),
    "rfm_summary(x)": lambda x: clm.value.rfm_summary(x, as_of=x, unit=x),
    "rfm_summary(as_of=x)": lambda x: clm.value.rfm_summary(SHOP, as_of=x, unit="week"),
    "rfm_summary(unit=x)": lambda x: clm.value.rfm_summary(SHOP, as_of="2024-05-12", unit=x),
    "from_columns(x)": lambda x: clm.value.RfmSummary.from_columns(
        unit=x, frequency=x, recency=x, T=x, monetary_value=x, customers=x, as_of=x, currency=x
    ),
    "from_columns(customers=x)": lambda x: clm.value.RfmSummary.from_columns(
        unit="day", frequency=[0], recency=[0], T=[3], customers=x, currency=x
    ),
    "RfmSummary.only(x)": SUMMARY.only,
    "fit_bg_nbd(x)": clm.value.fit_bg_nbd,
    "fit_gamma_gamma(x)": clm.value.fit_gamma_gamma,
    "BgNbd(x)": lambda x: clm.value.BgNbd(unit=x, r=x, alpha=x, a=x, b=x),
    "BgNbd(estimation=x)": lambda x: clm.value.BgNbd(
        unit="day", r=1, alpha=1, a=1, b=1, estimation=x
    ),
    "BgNbd.from_json(x)": clm.value.BgNbd.from_json,
    "GammaGamma(currency=x)": lambda x: clm.value.GammaGamma(
        p=1, q=2, v=3, currency=x, correlation=x
    ),
    "expected_purchases(x)": lambda x: MODEL.expected_purchases(x, SUMMARY),
    "expected_purchases(summary=x)": lambda x: MODEL.expected_purchases(3, x),
    "expected_purchases_of_new(x)": MODEL.expected_purchases_of_new,
    "purchase_probabilities(x)": lambda x: MODEL.purchase_probabilities(x, most=x),
    "intervals(x)": MODEL.intervals,
    "expected_value(x)": clm.value.GammaGamma(p=1, q=2, v=3).expected_value,
    "lifetime_value(x)": lambda x: clm.value.lifetime_value(
        x, x, x, horizon=x, margin=x, discount=x
    ),
    "holdout(x)": lambda x: clm.value.holdout(MODEL, x, as_of=x, until=x),
    "tracking(x)": lambda x: clm.value.tracking(x, SHOP, as_of="2024-05-12", until=x),
    "at_stake(x)": lambda x: clm.value.at_stake(x, x),
    "Scale(x)": lambda x: Scale(x, x, x, x, x),
    "Scale(scores=x)": lambda x: Scale(x, CUTS, PEOPLE),
    "Scale(cuts=x)": lambda x: Scale((F,), x, PEOPLE),
    "Scale(cuts={f: x})": lambda x: Scale((F,), {"f": x}, PEOPLE),
    "Scale(cuts={f: [x]})": lambda x: Scale((F,), {"f": (1, 2, 3, x)}, PEOPLE),
    "Scale(people=x)": lambda x: Scale((F,), CUTS, x),
    "Scale(people={f: x})": lambda x: Scale((F,), CUTS, {"f": x}),
    "Scale(currency=x)": lambda x: Scale((M,), {"m": CUTS["f"]}, {"m": PEOPLE["f"]}, x),
    "Scale(gaps=x)": lambda x: Scale((GAPS,), {"r": CUTS["f"]}, {"r": PEOPLE["f"]}, None, x),
    "Scale.fit(x)": lambda x: Scale.fit(x, x, x, x),
    "Scale.fit(scores=x)": lambda x: Scale.fit(x, VALUES),
    "Scale.fit(values=x)": lambda x: Scale.fit([F], x),
    "Scale.fit(values={f: x})": lambda x: Scale.fit([F], {"f": x}),
    "Scale.fit(currency=x)": lambda x: Scale.fit([M], {"m": VALUES["f"]}, x),
    "Scale.fit(gaps=x)": lambda x: Scale.fit([GAPS], {"r": VALUES["f"]}, None, x),
    "Scale.fixed(x)": Scale.fixed,
    "Scale.fixed({f: x})": lambda x: Scale.fixed({"f": x}),
    "Scale.fixed({f: [x]})": lambda x: Scale.fixed({"f": [1, x]}),
    "Scale.fixed(currency=x)": lambda x: Scale.fixed({"m": [1]}, currency=x),
    "Scale.fixed(scores=x)": lambda x: Scale.fixed({"f": [1]}, scores=x),
    "Scale.fixed(scores={f: x})": lambda x: Scale.fixed({"f": [1]}, scores={"f": x}),
    "Scale.from_json(x)": Scale.from_json,
    "Scale.score(x)": lambda x: SNAP.scale.score(x, VALUES["f"]),
    "Scale.score(values=x)": lambda x: SNAP.scale.score("f", x),
    "Scale.definition(x)": SNAP.scale.definition,
}
KEYED = {
    "split_stage(into={x: a})": lambda x: FIVE.split_stage(
        "awareness", into={x: "orders == 0", "b": "orders >= 1"}
    ),
    "rename({x: a})": lambda x: FIVE.rename({x: "a"}),
    "rename(titles={x: a})": lambda x: FIVE.rename(titles={x: "a"}),
    "with_campaigns({x: a})": lambda x: FIVE.with_campaigns({x: ["a"]}),
    "Scale(cuts={x: a})": lambda x: Scale((F,), {x: CUTS["f"]}, PEOPLE),
    "Scale(people={x: a})": lambda x: Scale((F,), CUTS, {x: PEOPLE["f"]}),
    "Scale.fit(values={x: a})": lambda x: Scale.fit([F], {x: VALUES["f"]}),
    "Scale.fixed({x: a})": lambda x: Scale.fixed({x: [1]}),
    "Scale.fixed(scores={x: a})": lambda x: Scale.fixed({"f": [1]}, scores={x: F}),
}
FIELDS = ("name", "of", "bins", "best", "fixed", "least", "unit", "population", "quantiles_of")


def whole_or_refused(call, junk):
    """Make the call; what comes out is whole, and what is refused is a ClmError in words."""
    try:
        made = call(junk)
    except ClmError as error:
        made, refused = None, error
    else:
        refused = None
    if refused is not None:
        assert refused.faults
        assert str(refused).encode("utf-8")
        return
    if isinstance(made, clm.Template):
        again = clm.Template.from_toml(made.to_toml().encode("utf-8").decode("utf-8"))
        assert (again, again.fingerprint) == (made, made.fingerprint)
    elif isinstance(made, Scale):
        assert Scale.from_json(made.to_json()) == made
        assert hash(made) == hash(Scale.from_json(made.to_json()))
    assert repr(made)


@pytest.mark.parametrize("name", CALLS)
def test_junk_is_refused_in_words(name):
    for junk in JUNK:
        whole_or_refused(CALLS[name], junk)


@pytest.mark.parametrize("name", KEYED)
def test_junk_for_a_key_is_refused_in_words(name):
    for junk in KEYS:
        whole_or_refused(KEYED[name], junk)


@pytest.mark.parametrize("name", FIELDS)
def test_a_score_is_whole_or_refused_and_a_scale_takes_no_half_one(name):
    def defined(junk):
        score = Score(**{"name": "f", "of": "orders", name: junk})
        assert (score.toml, score.options, hash(score)) is not None
        return score

    for junk in JUNK:
        whole_or_refused(defined, junk)
        whole_or_refused(lambda x: Scale.fit([defined(x)], VALUES), junk)
        whole_or_refused(lambda x: Scale.fixed(CUTS, scores={"f": defined(x)}), junk)
        whole_or_refused(lambda x: Scale((defined(x),), CUTS, PEOPLE), junk)
