"""The built-in templates say what the models say, cell by cell."""

import json
from importlib.resources import files
from itertools import product

import pytest

from clm.errors import TemplateError
from clm.features.catalog import Feature
from clm.lifecycle.conditions.condition import holds
from clm.lifecycle.document.codec import read, write
from clm.lifecycle.registry import templates
from clm.lifecycle.template import Template
from real_shops import TABLES

FOLDER = files("clm.lifecycle") / "builtin"
KEYS = (
    "five-stage",
    "exponea-14",
    "exponea-14b",
    "clm-14",
    "rfm-11",
    "e-metrics",
    "growth-accounting",
)
CHANNELS = {
    "paid_ads",
    "organic_social",
    "organic_search",
    "email",
    "app_notification",
    "sms",
    "push",
    "web_banner",
}
TABLE = (
    "recent_customer promising potential_loyal loyal champion "
    "cant_lose at_risk needs_attention about_to_sleep hibernating lost"
)
FOURTEEN = f"engaged_visitor loyal_visitor new_customer {TABLE}"
EXPONEA_RANKS = (
    "engaged_visitor loyal_visitor lost cant_lose at_risk hibernating about_to_sleep "
    "recent_customer new_customer needs_attention potential_loyal promising loyal champion"
)
CLM_RANKS = (
    "engaged_visitor loyal_visitor lost hibernating needs_attention cant_lose about_to_sleep "
    "at_risk recent_customer new_customer promising potential_loyal loyal champion"
)
PHASES = {
    "acquire": "engaged_visitor loyal_visitor",
    "retain": "new_customer recent_customer",
    "grow": "promising potential_loyal",
    "appreciate": "loyal champion",
    "reactivate": "cant_lose at_risk needs_attention about_to_sleep hibernating lost",
}
MATCHED = {
    "five-stage": "lead advocate advocate_lapsed new_customer one_time one_time_lapsed "
    "retained retained_lapsed",
    "exponea-14": FOURTEEN,
    "exponea-14b": FOURTEEN,
    "clm-14": FOURTEEN,
    "rfm-11": TABLE,
    "e-metrics": "abandonment attrition reach acquisition conversion retention loyalty",
    "growth-accounting": "new returning resurrected dormant inactive",
}
RANKED = {
    "five-stage": "lead one_time_lapsed retained_lapsed advocate_lapsed one_time new_customer "
    "retained advocate",
    "exponea-14": EXPONEA_RANKS,
    "exponea-14b": EXPONEA_RANKS,
    "clm-14": CLM_RANKS,
    "e-metrics": "reach abandonment acquisition attrition conversion retention loyalty",
    "growth-accounting": "inactive dormant resurrected returning new",
}
STAGES = {
    "five-stage": {
        "awareness": "lead",
        "acquisition": "new_customer",
        "development": "one_time one_time_lapsed",
        "retention": "retained retained_lapsed",
        "advocacy": "advocate advocate_lapsed",
    },
    "exponea-14": PHASES,
    "exponea-14b": PHASES,
    "clm-14": PHASES,
    "rfm-11": {key: value for key, value in PHASES.items() if key != "acquire"}
    | {"retain": "recent_customer"},
}
PRECEDENCE = {
    "five-stage": {"advocate", "advocate_lapsed"},
    "exponea-14": {"new_customer"},
    "exponea-14b": {"new_customer"},
    "clm-14": {"new_customer"},
    "rfm-11": set(),
    "e-metrics": {"abandonment", "attrition"},
    "growth-accounting": set(),
}
PARAMETERS = {
    "five-stage": {"new_customer_days": 30, "active_days": 180},
    "exponea-14": {"new_customer_days": 60},
    "exponea-14b": {"new_customer_days": 60},
    "clm-14": {"new_customer_days": 60},
    "rfm-11": {},
    "e-metrics": {"abandoned_after_days": 7, "active_days": 180},
    "growth-accounting": {"period_days": 30},
}
REST = dict.fromkeys(KEYS, "outside") | {"rfm-11": "no_order", "growth-accounting": "no_order"}


def test_these_templates_are_built_in():
    assert set(templates.builtin) == set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_a_file_is_written_as_it_would_be_written_back(key):
    text = (FOLDER / f"{key}.toml").read_text(encoding="utf-8")
    assert write(read(text)) == text
    assert templates[key].key == key


@pytest.mark.parametrize("key", KEYS)
def test_segments_are_matched_in_the_order_of_the_model(key):
    template = templates[key]
    assert [each.key for each in template.segments] == [*MATCHED[key].split(), REST[key]]
    assert {each.key for each in template.segments if each.takes_precedence} == PRECEDENCE[key]
    assert template.parameters == PARAMETERS[key]


@pytest.mark.parametrize("key", RANKED)
def test_ranks_are_the_order_of_liveliness(key):
    ranked = sorted(templates[key].segments[:-1], key=lambda each: each.rank)
    assert [each.key for each in ranked] == RANKED[key].split()
    assert [each.rank for each in ranked] == list(range(1, len(ranked) + 1))


def test_segments_of_buyers_keep_their_ranks_without_visitors():
    whole, part = templates["exponea-14"], templates["rfm-11"]
    assert all(each == whole.segment(each.key) for each in part.segments[:-1])


@pytest.mark.parametrize("key", STAGES)
def test_stages_hold_the_segments_of_the_model(key):
    template = templates[key]
    assert [stage.key for stage in template.stages] == list(STAGES[key])
    for stage, segments in STAGES[key].items():
        held = {each.key for each in template.segments if each.stage == stage}
        assert held == set(segments.split())


@pytest.mark.parametrize("key", ["e-metrics", "growth-accounting"])
def test_every_segment_is_a_stage_of_its_own(key):
    template = templates[key]
    assert all(each.stage == each.key for each in template.segments[:-1])
    assert {stage.key for stage in template.stages} == set(MATCHED[key].split())


@pytest.mark.parametrize("key", KEYS)
def test_everything_is_told_in_words(key):
    template = templates[key]
    assert template.title
    assert template.about
    assert template.source
    for stage in template.stages:
        assert stage.title
        assert stage.goal
        assert stage.metrics
        assert set(stage.channels) <= CHANNELS
        assert stage.channels
    for segment in template.segments[:-1]:
        assert segment.title
        assert segment.who
        assert segment.goal
        assert segment.campaigns
        assert {each.channel for each in segment.campaigns} <= {*CHANNELS, ""}


@pytest.mark.parametrize("key", KEYS)
def test_the_second_reading_of_acquisition_is_named(key):
    if "acquisition" in {stage.key for stage in templates[key].stages}:
        assert "work before the purchase" in templates[key].about


@pytest.mark.parametrize("key", ["exponea-14", "exponea-14b", "rfm-11"])
def test_scores_are_quintiles(key):
    scores = templates[key].scores.values()
    assert [(each.name, each.of, each.bins, each.best, each.fixed) for each in scores] == [
        ("r", "recency", 5, "low", None),
        ("f", "orders", 5, "high", None),
        ("m", "monetary", 5, "high", None),
    ]


def test_clm_14_scores_frequency_by_fixed_cuts():
    assert templates["clm-14"].scores["f"].fixed == (1, 2, 3, 5)


# --- who is where --------------------------------------------------------------------------------


def segment_of(template: Template, values):
    """The segment of a customer, by plain evaluation of the conditions and by the grid."""

    def value_of(subject):
        name = subject.name if isinstance(subject, Feature) else subject
        return values.get(name, 0 if name.startswith(("orders", "count", "total")) else None)

    rules = template.definition.rules()
    fits = (rule.key for rule in rules if holds(rule.condition, value_of))
    plain = next(fits, template.unclassified)
    grid = template.proof.grid
    levels = (axis.level(value_of(axis.subject)) for axis in grid.axes)
    cell = sum(level * stride for level, stride in zip(levels, grid.strides, strict=True))
    assert template.segments[template.proof.lookup[cell]].key == plain
    return plain


def table(file, version=None):
    path = TABLES / file
    if not path.exists():
        pytest.skip("the published tables are not beside this checkout")
    whole = json.loads(path.read_text(encoding="utf-8"))
    segments = whole[version]["cells"] if version else whole
    return {code: key for key, codes in segments.items() for code in codes.split()}


@pytest.mark.parametrize(
    ("key", "file", "version"),
    [
        ("exponea-14", "rfm125.json", "A"),
        ("exponea-14b", "rfm125.json", "B"),
        ("rfm-11", "rfm125.json", "A"),
        ("clm-14", "clm14.json", None),
    ],
)
def test_every_cell_of_the_table_is_in_its_segment(key, file, version):
    cells = table(file, version)
    assert set(cells) == {"".join(code) for code in product("12345", repeat=3)}
    orders = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6}
    for code, segment in cells.items():
        r, f, m = map(int, code)
        settled = {"r": r, "f": f, "m": m, "orders": orders[f], "tenure": 400, "recency": 400}
        assert segment_of(templates[key], settled) == segment, code


@pytest.mark.parametrize("key", ["exponea-14", "exponea-14b", "clm-14"])
@pytest.mark.parametrize(
    ("values", "segment"),
    [
        ({"count('visit')": 1}, "engaged_visitor"),
        ({"count('visit')": 3, "count('signup')": 1}, "loyal_visitor"),
        ({"count('signup')": 1}, "loyal_visitor"),
        ({"count('visit')": 1, "count('refund')": 1}, "outside"),
        ({}, "outside"),
        ({"orders": 1, "tenure": 60, "r": 5, "f": 1, "m": 1}, "new_customer"),
        ({"orders": 1, "tenure": 0, "r": 1, "f": 1, "m": 1}, "new_customer"),
        ({"orders": 1, "tenure": 61, "r": 5, "f": 1, "m": 1}, "recent_customer"),
        ({"orders": 9, "tenure": 9, "r": 5, "f": 5, "m": 5}, "champion"),
    ],
)
def test_visitors_and_new_customers_come_before_the_table(key, values, segment):
    assert segment_of(templates[key], values) == segment


BOUGHT = {"orders": 1, "tenure": 400, "recency": 400}


@pytest.mark.parametrize(
    ("values", "segment"),
    [
        ({}, "lead"),
        ({"count('visit')": 5}, "lead"),
        ({"count('refund')": 1}, "outside"),
        ({"orders": 1, "tenure": 30, "recency": 30}, "new_customer"),
        ({"orders": 1, "tenure": 31, "recency": 31}, "one_time"),
        ({"orders": 1, "tenure": 180, "recency": 180}, "one_time"),
        ({"orders": 1, "tenure": 181, "recency": 181}, "one_time_lapsed"),
        ({"orders": 2, "tenure": 3, "recency": 0}, "retained"),
        ({"orders": 2, "tenure": 400, "recency": 180}, "retained"),
        ({"orders": 2, "tenure": 400, "recency": 181}, "retained_lapsed"),
        ({"orders": 1, "tenure": 1, "recency": 1, "count('referral')": 1}, "advocate"),
        (BOUGHT | {"count('referral')": 2}, "advocate_lapsed"),
        ({"count('referral')": 1}, "lead"),
    ],
)
def test_the_five_stages(values, segment):
    assert segment_of(templates["five-stage"], values) == segment


@pytest.mark.parametrize(
    ("values", "segment"),
    [
        ({}, "reach"),
        ({"count('visit')": 1}, "reach"),
        ({"count('visit')": 2}, "acquisition"),
        ({"count('signup')": 1}, "acquisition"),
        ({"count('cart')": 1, "last('cart')": 7}, "acquisition"),
        ({"count('cart')": 1, "last('cart')": 8}, "abandonment"),
        ({"count('refund')": 1}, "outside"),
        ({"orders": 1, "recency": 180}, "conversion"),
        ({"orders": 1, "recency": 180, "count('cart')": 1, "last('cart')": 200}, "conversion"),
        ({"orders": 2, "recency": 0}, "retention"),
        ({"orders": 4, "recency": 0}, "retention"),
        ({"orders": 5, "recency": 0}, "loyalty"),
        ({"orders": 5, "recency": 181}, "attrition"),
    ],
)
def test_e_metrics(values, segment):
    assert segment_of(templates["e-metrics"], values) == segment


NOW, BEFORE = "orders(days=30)", "orders(days=30, ago=30)"


@pytest.mark.parametrize(
    ("values", "segment"),
    [
        ({}, "no_order"),
        ({"orders": 1, NOW: 1, "tenure": 29}, "new"),
        ({"orders": 2, NOW: 1, BEFORE: 1, "tenure": 30}, "returning"),
        ({"orders": 2, NOW: 1, "tenure": 60}, "resurrected"),
        ({"orders": 1, BEFORE: 1, "tenure": 30}, "dormant"),
        ({"orders": 1, "tenure": 60}, "inactive"),
    ],
)
def test_growth_accounting(values, segment):
    assert segment_of(templates["growth-accounting"], values) == segment


# --- settings that do not fit --------------------------------------------------------------------


def test_clm_14_takes_a_number_of_days_only():
    with pytest.raises(TemplateError, match="recent_customer") as caught:
        templates["clm-14"].with_parameters(new_customer_days="unlimited")
    assert [fault.where for fault in caught.value.faults] == ["segment[3].when"]


@pytest.mark.parametrize("key", ["exponea-14", "exponea-14b"])
def test_the_published_models_take_an_unlimited_window(key):
    template = templates[key].with_parameters(new_customer_days="unlimited")
    assert segment_of(template, {"orders": 1, "tenure": 2000, "r": 1, "f": 1, "m": 1}) == (
        "new_customer"
    )


@pytest.mark.parametrize("days", [180, 365])
def test_in_five_stages_a_new_customer_may_not_outlast_an_active_one(days):
    with pytest.raises(TemplateError, match="one_time"):
        templates["five-stage"].with_parameters(new_customer_days=days)
