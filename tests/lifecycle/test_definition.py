"""A definition that exists is free of faults in itself, and its fingerprint is its meaning."""

import copy
import pickle

import pytest
from attrs import evolve

from clm.errors import TemplateError
from clm.lifecycle.definition import Definition
from clm.lifecycle.stage import Campaign, Extra, Segment, Stage
from clm.scoring.score import Score

VISITOR = Segment("visitor", "before", when="orders == 0")
BUYER = Segment("buyer", "after", when="orders >= few")


def define(**changes):
    parts = {
        "key": "two-groups",
        "stages": (Stage("before", next=("after",)), Stage("after")),
        "segments": (VISITOR, BUYER),
        "parameters": {"few": 1},
        "scores": {"r": Score("r", of="recency", best="low"), "f": Score("f", of="orders")},
        "codes": {"rf": ("r", "f")},
        "extra": {"nps": Extra(min=-100, max=100)},
    }
    return Definition(**parts | changes)


def faults(**changes):
    with pytest.raises(TemplateError) as caught:
        define(**changes)
    return caught.value.faults


def wheres(**changes):
    return [fault.where for fault in faults(**changes)]


def test_ranks_default_to_the_position():
    assert [segment.rank for segment in define().segments] == [1, 2]
    mixed = define(segments=(evolve(VISITOR, rank=7), BUYER))
    assert [segment.rank for segment in mixed.segments] == [7, 2]


def test_scores_are_put_in_order():
    score = define(scores={"f": Score("f", of="count( 'order' )")}, codes={}).scores["f"]
    assert (score.of, score.least, score.unit) == ("orders", 1, "count")


def test_tables_are_read_only_copies():
    given = {"few": 1}
    definition = define(parameters=given)
    given["few"] = 2
    assert definition.parameters == {"few": 1}
    with pytest.raises(TypeError):
        definition.parameters["few"] = 3


def test_a_definition_pickles_and_copies():
    definition = define()
    assert pickle.loads(pickle.dumps(definition)) == definition == copy.deepcopy(definition)
    assert hash(copy.copy(definition)) == hash(definition)


def test_a_stage_may_be_empty():
    assert define(stages=(Stage("reach"), Stage("before"), Stage("after"))).stages[0].key == "reach"


def test_rules_say_where_they_stand():
    rules = define(paths=("stage[0]", "segment[0]")).rules()
    assert [(rule.key, rule.where) for rule in rules] == [
        ("visitor", "stage[0].when"),
        ("buyer", "segment[0].when"),
    ]
    assert [rule.where for rule in define().rules()] == ["segment[0].when", "segment[1].when"]


def changed(at, **changes):
    segments = [VISITOR, BUYER]
    segments[at] = evolve(segments[at], **changes)
    return {"segments": tuple(segments)}


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"key": "Two"}, "key"),
        ({"key": "two--groups"}, "key"),
        ({"unclassified": "buyer"}, "unclassified"),
        ({"unclassified": "a-b"}, "unclassified"),
        ({"currency": "EURO"}, "currency"),
        ({"parameters": {"few": 1, "orders": 2}}, "parameters.orders"),
        ({"parameters": {"few": 1.5}}, "parameters.few"),
        ({"extra": {"nps": Extra(min=1, max=0)}}, "extra.nps.min"),
        ({"codes": {"rf": ("r", "g")}}, "codes.rf[1]"),
        ({"stages": (Stage("before"), Stage("after"), Stage("after"))}, "stage[2].key"),
        ({"stages": (Stage("before", next=("aftr",)), Stage("after"))}, "stage[0].next[0]"),
        (
            {"stages": (Stage("before", stalled_after_days=0), Stage("after"))},
            "stage[0].stalled_after_days",
        ),
        (
            {"stages": (Stage("before", metrics=("visits", "visits")), Stage("after"))},
            "stage[0].metrics[1]",
        ),
        (changed(1, key="visitor"), "segment[1].key"),
        (changed(1, stage="afetr"), "segment[1].stage"),
        (changed(0, rank=-1), "segment[0].rank"),
        (changed(0, campaigns=(Campaign(" "),)), "segment[0].campaign[0].title"),
        (changed(1, when="orders >= fwe"), "segment[1].when, character 11"),
    ],
)
def test_a_fault_is_told_with_its_path(changes, where):
    assert wheres(**changes) == [where]


def test_nothing_at_all_has_neither_stages_nor_segments():
    assert wheres(stages=(), segments=()) == ["stage", "segment"]


def test_all_faults_come_together():
    found = wheres(
        key="",
        unclassified="Rest",
        segments=(evolve(VISITOR, when="ordrs == 0"), evolve(BUYER, stage="x", when="f > ")),
    )
    assert found[:3] == ["key", "unclassified", "segment[1].stage"]
    assert {where.split(",")[0] for where in found[3:]} == {"segment[0].when", "segment[1].when"}


def test_the_nearest_names_are_offered():
    assert faults(**changed(1, stage="afetr"))[0].mend == "did you mean 'after'?"
    assert faults(currency="eur")[0].mend == "did you mean 'EUR'?"


def test_a_faulty_code_calls_up_no_faults_in_conditions():
    found = wheres(codes={"rf": ("r", "g")}, **changed(1, when="rf in (11, 55) or orders >= 1"))
    assert found == ["codes.rf[1]"]


def test_money_in_a_condition_needs_a_currency():
    rich = changed(1, when="orders >= few and monetary > 1000")
    found = faults(**rich)
    assert [fault.where for fault in found] == ["currency"]
    assert "segment[1].when" in found[0].what
    assert define(currency="EUR", **rich).currency == "EUR"


def test_money_in_fixed_cuts_needs_a_currency():
    cut = {"scores": {"m": Score("m", of="monetary", bins=3, fixed=(0, 100))}, "codes": {}}
    found = faults(**cut)
    assert "scores.m.cuts" in found[0].what
    assert define(currency="EUR", **cut).scores["m"].fixed == (0, 100)


def test_money_that_is_only_scored_needs_no_currency():
    scored = define(scores={"m": Score("m", of="monetary")}, codes={})
    assert scored.currency is None


SAME = [
    {"title": "Two", "about": "a", "source": "b", "key": "other"},
    {"stages": (Stage("before", title="B", goal="g", next=("after",)), Stage("after"))},
    {
        "stages": (
            Stage("before", next=("after",), metrics=("visits",), channels=("email",)),
            Stage("after", stalled_after_days=3),
        )
    },
    changed(0, title="V", who="w", goal="g", campaigns=(Campaign("Bundles"),)),
    changed(0, when="(orders==0)"),
    changed(1, when="orders >= 1"),
    changed(0, rank=1),
    {"paths": ("stage[0]", "stage[1]")},
]
OTHER = [
    {"stages": (Stage("before"), Stage("after"))},
    {"stages": (Stage("after"), Stage("before", next=("after",)))},
    {"segments": (BUYER, VISITOR)},
    changed(0, key="guest"),
    changed(0, stage="after"),
    changed(0, when="orders < 1"),
    changed(0, rank=3),
    changed(0, takes_precedence=True),
    {"parameters": {"few": 2}},
    {"parameters": {"few": 1, "unused": 2}},
    {"scores": {"r": Score("r", of="recency"), "f": Score("f", of="orders")}},
    {"codes": {"rf": ("f", "r")}},
    {"extra": {"nps": Extra(min=0, max=100)}},
    {"currency": "EUR"},
    {"unclassified": "rest"},
]


@pytest.mark.parametrize("changes", SAME)
def test_texts_are_no_meaning(changes):
    assert define(**changes).fingerprint == define().fingerprint


def test_every_change_of_meaning_has_a_fingerprint_of_its_own():
    prints = [define(**changes).fingerprint for changes in [{}, *OTHER]]
    assert len(set(prints)) == len(prints)


# --- claims --------------------------------------------------------------------------------------


def claiming(*claims, **changes):
    return {"segments": (VISITOR, evolve(BUYER, claims=claims)), **changes}


def test_claims_are_texts_and_do_not_change_the_fingerprint():
    plain, said = define(), define(**claiming("orders >= 1", "r <= few"))
    assert said.fingerprint == plain.fingerprint
    assert said != plain
    assert [claim.text for claim in said.rules()[1].claims] == ["orders >= 1", "r <= few"]
    assert [rule.rank for rule in said.rules()] == [1, 2]
    assert pickle.loads(pickle.dumps(said)).rules() == said.rules()


def test_claims_that_cannot_be_read_are_faults_with_all_others():
    claims = ("orders > 1.5", "ordres == 1", "rf == 999", "orders == 1", "orders == 1", "")
    found = wheres(**claiming(*claims, key="Bad Key"))
    assert [where.split(",")[0] for where in found] == [
        "key",
        *(f"segment[1].claims[{at}]" for at in (0, 1, 2, 4, 5)),
    ]


def test_claims_about_money_need_a_currency():
    (fault,) = faults(**claiming("monetary >= 5000"))
    assert fault.where == "currency"
    assert "segment[1].claims[0] hold money" in fault.what
    assert define(**claiming("monetary >= 5000", currency="EUR")).claims[1]


def test_claims_are_a_list():
    segments = (VISITOR, evolve(BUYER, claims="orders == 1"))
    assert wheres(segments=segments) == ["segment[1].claims"]
