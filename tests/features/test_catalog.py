"""A feature is read from its text, and written back in one canonical way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.errors import FeatureError, UnknownNameError
from clm.features.catalog import LONGEST_WINDOW, NAMES, Feature
from nasty import FEATURES

KINDS = st.sampled_from(["order", "visit", "refund", "a kind of one's own", "café"]).filter(
    lambda kind: "'" not in kind
)


@pytest.mark.parametrize("text", FEATURES)
def test_a_feature_reads_its_own_name(text):
    """The canonical text means the same feature, and is its own canonical text."""
    feature = Feature.parse(text)
    assert Feature.parse(feature.name) == feature
    assert Feature.parse(feature.name).name == feature.name
    assert repr(feature) == f'Feature("{feature.name}")'


@given(
    st.sampled_from(["count", "total", "last", "first"]),
    KINDS,
    st.none() | st.integers(1, LONGEST_WINDOW),
    st.integers(0, LONGEST_WINDOW),
    st.none() | st.sampled_from(["email", "café", ""]),
)
def test_every_windowed_feature_reads_its_own_name(stat, kind, days, ago, channel):
    """Whatever its window and channel."""
    feature = Feature(stat, (kind,), days, ago, channel)
    assert Feature.parse(feature.name) == feature


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("count('order')", "orders"),
        ("last('order')", "recency"),
        ("first('order')", "tenure"),
        ("count('order', days=30, ago=5)", "orders(ago=5, days=30)"),
        ('count("visit")', " count( 'visit' , ) "),
        ("orders()", "orders"),
        ("orders(ago=0)", "orders"),
    ],
)
def test_two_ways_of_writing_are_one_feature(one, other):
    """Orders have short names; blanks, quotes and the order of options mean nothing."""
    assert Feature.parse(one) == Feature.parse(other)


@pytest.mark.parametrize(
    ("text", "unit", "optional", "least"),
    [
        ("orders", "count", False, 1),
        ("order_days", "count", False, 1),
        ("count('visit', days=7)", "count", False, 1),
        ("recency", "days", True, 0),
        ("last('visit', ago=3)", "days", True, 3),
        ("last_gap", "days", True, 1),
        ("monetary", "money", False, None),
        ("total('order')", "money", False, None),
        ("average_order", "money", True, None),
        ("latest('visit', 'order')", "kind", True, None),
    ],
)
def test_a_feature_knows_its_unit_and_its_least_value(text, unit, optional, least):
    """Counts start at 1 for those who have one, days at the start of the window."""
    feature = Feature.parse(text)
    assert (feature.unit, feature.optional, feature.least) == (unit, optional, least)


@pytest.mark.parametrize(
    ("text", "near"),
    [("recncy", "'recency'"), ("count('visit', day=3)", "'days'"), ("Orders", "'orders'")],
)
def test_an_unknown_name_offers_the_nearest(text, near):
    """So that the second attempt works."""
    with pytest.raises(UnknownNameError, match=near):
        Feature.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "orders(",
        "orders)",
        "orders; recency",
        "orders.real",
        "count",
        "count()",
        "count(visit)",
        "count('')",
        "count('visit', 'cart')",
        "count('visit', days=0)",
        "count('visit', days=-1)",
        "count('visit', days=1.5)",
        "count('visit', days='7')",
        "count('visit', ago=9999999999)",
        "count('visit', days=3, days=4)",
        "count('visit', channel=3)",
        "orders('order')",
        "orders(channel='email')",
        "recency(days=30)",
        "last_gap(ago=1)",
        "average_order(days=3)",
        "latest('visit', 'visit')",
        "count('visit' days=3)",
        "count('vi'sit')",
        "ordersorders",
    ],
)
def test_what_is_no_feature_is_refused(text):
    """With the text, and what would be right."""
    with pytest.raises((FeatureError, UnknownNameError)) as caught:
        Feature.parse(text)
    assert caught.value.faults[0].mend


def test_every_name_of_the_catalogue_is_the_start_of_a_feature():
    """The names that conditions may not reuse are those that can be asked."""
    for name in NAMES:
        text = name if name not in {"count", "total", "last", "first", "latest"} else f"{name}('x')"
        assert Feature.parse(text).name


@given(st.text(max_size=40))
def test_any_text_is_a_feature_or_an_error_of_the_library(text):
    """Nothing else comes out."""
    try:
        feature = Feature.parse(text)
    except (FeatureError, UnknownNameError):
        return
    assert Feature.parse(feature.name) == feature
