"""Features, conditions and templates are drawn as somebody would write them."""

from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import drawn, examples
from clm.lifecycle.conditions.condition import Vocabulary, leaves, parse
from clm.lifecycle.stage import Extra
from clm.testing import cases, conditions, features, templates

SCORES = {"s": clm.Score("s", of="orders", bins=3, least=1, unit="count")}
CODES = {"code": ("s", "s")}
NPS = {"nps": Extra(min=0, max=10)}


@examples(100)
@given(features())
def test_features_are_features(text):
    assert clm.Feature.parse(clm.Feature.parse(text).name) == clm.Feature.parse(text)


def test_every_statistic_and_every_kind_of_window_is_drawn():
    found = [clm.Feature.parse(text) for text in drawn(features(), 300)]
    stats = {"count", "total", "net", "last", "first", "average", "days", "gap", "latest"}
    windows = {("window", *ends) for ends in ((0, 0), (1, 0), (0, 1), (1, 1))}
    assert {each.stat for each in found} == stats
    assert {("window", bool(each.days), bool(each.ago)) for each in found} == windows
    assert {each.channel for each in found} == {None, "email"}


@examples(100)
@given(conditions(scores=SCORES, codes=CODES, parameters=["limit"], extra=NPS))
def test_conditions_are_conditions(text):
    words = Vocabulary(scores=SCORES, codes=CODES, parameters={"limit": 3}, extra=NPS)
    assert list(leaves(parse(text, words, "when")))


@examples(50)
@given(conditions(of=["recency", "count('visit')"], depth=0))
def test_conditions_keep_to_the_features_that_are_named(text):
    subjects = {leaf.subject.name for leaf in leaves(parse(text, Vocabulary(), "when"))}
    assert subjects <= {"recency", "count('visit')"}
    assert "(" not in text.replace("count('visit')", "").replace("in (", "")


@examples(40)
@given(st.data(), templates())
def test_templates_are_proved_and_place_everybody(data, template):
    assert template.unclassified == "rest"
    assert {*template.proof.keys} == {each.key for each in template.segments} - {"rest"}
    assert template.currency == "EUR"
    snap = data.draw(cases(template)).snapshot(template)
    assert sum(snap.counts().values()) == len(snap)


def test_templates_with_everything_are_drawn():
    found = drawn(templates(), 60)
    for part in ("scores", "codes", "extra"):
        assert any(getattr(template, part) for template in found)
    assert {len(template.segments) for template in found} >= {2, 3, 4}
