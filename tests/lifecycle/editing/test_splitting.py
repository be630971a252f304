"""A stage becomes several, and everybody in it goes to exactly one of them."""

import ast
import tomllib
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import DOCUMENTS, by_customer, examples
from clm.errors import ClmError, TemplateError
from nasty import interesting_days, nasty
from oracle import Reading
from random_templates import Maker, toml
from test_random_templates import cuttable, proved

FIVE = clm.templates["five-stage"]
SEEDS = st.integers(0, 10**6)
INTEREST = {"awareness": "count('visit') <= 1", "interest": "count('visit') >= 2"}


def faults(stage, into, template=FIVE):
    """Everything that is wrong with a split, as text."""
    with pytest.raises(TemplateError) as caught:
        template.split_stage(stage, into=into)
    return [str(fault) for fault in caught.value.faults]


def holds(reading, text):
    """Ask the oracle who fits a condition."""
    return reading.condition(ast.parse(f"({text})", mode="eval").body)


# --- what comes out ------------------------------------------------------------------------------


def test_awareness_becomes_awareness_and_interest():
    split = FIVE.split_stage("awareness", into=INTEREST)
    assert [stage.key for stage in split.stages] == [
        *("awareness", "interest", "acquisition", "development", "retention", "advocacy")
    ]
    assert [split.stage(key).next for key in INTEREST] == [("interest",), ("acquisition",)]
    assert [split.stage(key).title for key in INTEREST] == ["Awareness", "Interest"]
    old, new = FIVE.stage("awareness"), split.stage("interest")
    assert (new.goal, new.channels, new.metrics) == (old.goal, old.channels, old.metrics)
    assert new.stalled_after_days == old.stalled_after_days
    lead, interest = split.segments[:2]
    assert (lead.key, lead.stage, interest.key) == ("lead", "awareness", "lead_interest")
    assert (interest.stage, interest.title) == ("interest", "Lead, interest")
    assert interest.when == f"({FIVE.segment('lead').when}) and (count('visit') >= 2)"
    assert interest.campaigns == FIVE.segment("lead").campaigns
    assert split.stages[2:] == FIVE.stages[1:]


def test_later_parts_rank_just_above_earlier_ones_and_all_others_keep_their_order():
    split = FIVE.split_stage("retention", into={"few": "orders == 2", "many": "orders >= 3"})
    order = sorted(split.segments, key=lambda each: each.rank)
    assert [each.key for each in order] == [
        *("outside", "lead", "one_time_lapsed", "retained_lapsed", "retained_lapsed_many"),
        *("advocate_lapsed", "one_time", "new_customer", "retained", "retained_many", "advocate"),
    ]
    assert len({each.rank for each in order}) == len(order)
    assert split.stage("development").next == ("few",)
    assert split.stage("many").next == ("advocacy",)


def test_segments_of_one_rank_get_the_same_ranks():
    text = toml(
        {
            "schema": 1,
            "key": "mine",
            "stage": [{"key": "all"}, {"key": "rest"}],
            "segment": [
                {"key": "one", "stage": "all", "rank": 2, "when": "orders == 1"},
                {"key": "two", "stage": "all", "rank": 2, "when": "orders == 2"},
                {"key": "more", "stage": "rest", "rank": 3, "when": "orders >= 3"},
                {"key": "none", "stage": "rest", "rank": 1, "when": "orders == 0"},
            ],
        }
    )
    into = {"new": "recency <= 9", "old": "recency > 9"}
    split = clm.Template.from_toml(text).split_stage("all", into=into)
    ranks = {each.key: each.rank for each in split.segments}
    assert ranks == {"one": 2, "one_old": 3, "two": 2, "two_old": 3, "more": 4, "none": 1}


def test_segments_are_dealt_out_whole():
    into = {"sleeping": ["advocate_lapsed"], "advocacy": ["advocate"]}
    split = FIVE.split_stage("advocacy", into=into)
    assert {each.key: each.stage for each in split.segments if each.stage in into} == {
        "advocate": "advocacy",
        "advocate_lapsed": "sleeping",
    }
    assert [each.key for each in split.segments] == [each.key for each in FIVE.segments]
    assert split.stage("retention").next == ("sleeping",)
    assert [split.stage(key).title for key in into] == ["Sleeping", "Advocacy"]


def test_conditions_divide_what_nobody_gets_whole():
    into = {"a": ["retained_lapsed"], "b": "orders == 2", "c": "orders >= 3"}
    split = FIVE.split_stage("retention", into=into)
    places = {each.key: each.stage for each in split.segments if each.stage in into}
    assert places == {"retained": "b", "retained_c": "c", "retained_lapsed": "a"}


def test_a_segment_that_lies_in_one_part_is_not_divided():
    split = FIVE.split_stage("advocacy", into={"near": "recency <= 90", "far": "recency > 90"})
    lapsed = split.segment("advocate_lapsed")
    assert (lapsed.stage, lapsed.when) == ("far", FIVE.segment("advocate_lapsed").when)
    assert split.segment("advocate").stage == "near"
    assert split.segment("advocate_far").stage == "far"


def test_the_segment_of_a_stage_of_one_is_named_by_its_parts():
    into = {"fresh": "recency <= 30", "conversion": "recency > 30"}
    split = clm.templates["e-metrics"].split_stage("conversion", into=into)
    places = {each.key: each.stage for each in split.segments if each.stage in into}
    assert places == {"fresh": "fresh", "conversion": "conversion"}


def test_a_split_is_what_the_edited_file_gives():
    text = FIVE.to_toml()
    head, lead = 'key = "awareness"', "orders == 0 and count('refund') == 0"
    start, end = text.index("[[stage]]\n" + head), text.index('[[stage]]\nkey = "acquisition"')
    stage = text[start:end]
    second = stage.replace(head, 'key = "interest"').replace('"Awareness"', '"Interest"')
    first = stage.replace('next = ["acquisition"]', 'next = ["interest"]')
    start_2, end_2 = text.index('[[segment]]\nkey = "lead"'), text.index('key = "advocate"')
    segment = text[start_2 : end_2 - len("[[segment]]\n")]
    one = segment.replace(lead, f"({lead}) and (count('visit') <= 1)")
    two = segment.replace(lead, f"({lead}) and (count('visit') >= 2)")
    two = two.replace('key = "lead"', 'key = "lead_interest"').replace("rank = 1", "rank = 2")
    two = two.replace('title = "Lead"', 'title = "Lead, interest"')
    two = two.replace('stage = "awareness"', 'stage = "interest"')
    rest = text[end_2 - len("[[segment]]\n") :]
    for rank in range(8, 1, -1):
        rest = rest.replace(f"rank = {rank}\n", f"rank = {rank + 1}\n")
    edited = text[:start] + first + second + text[end:start_2] + one + two + rest
    split = FIVE.split_stage("awareness", into=INTEREST)
    assert split == clm.Template.from_toml(edited)
    assert split.fingerprint == clm.Template.from_toml(edited).fingerprint != FIVE.fingerprint


# --- laws ----------------------------------------------------------------------------------------


@examples(60)
@given(SEEDS)
def test_everybody_goes_where_the_condition_says_and_a_merge_brings_them_back(seed):
    """By the oracle, over random templates, conditions and shops."""
    shop, dice = nasty(seed), Random(seed)
    maker = Maker(seed, shop.currency)
    template, document = proved(maker.document())
    if template is None:
        return
    text = maker.condition(1)
    into = dict(dice.sample([("all", text), ("other", f"not ({text})")], 2))
    try:
        split = template.split_stage("all", into=into)
    except TemplateError as error:
        split, told = None, [fault.what for fault in error.faults]
    if split is None:
        assert all("nobody of the stage fits" in what for what in told)
        return
    assert clm.Template.from_toml(split.to_toml()) == split
    back = split.merge_stages("all", "other", into="all")
    oracle = shop.oracle()
    day = dice.choice(interesting_days(shop))
    if not cuttable(oracle, document, day):
        return
    nps = {who: dice.randint(-2, 3) for who in oracle.population(day) if dice.random() < 0.7}
    extra = {"nps": nps} if document["extra"] else {}
    reading = Reading(oracle, document, day, extra=extra)
    fits = holds(reading, text)
    before = {who: stage for who, (_, stage) in reading.places().items()}
    parts = {who: stage and ("all" if fits(who) else "other") for who, stage in before.items()}
    ledger = shop.ledger()
    snaps = [clm.snapshot(ledger, each, as_of=day, extra=extra) for each in (split, back)]
    assert by_customer(snaps[0], "stage") == parts
    assert by_customer(snaps[1], "stage") == before
    again = Reading(oracle, tomllib.loads(split.to_toml()), day, extra=extra).places()
    assert by_customer(snaps[0], "segment") == {who: key for who, (key, _) in again.items()}


@examples(30)
@given(st.sampled_from([*DOCUMENTS]), st.data())
def test_dealt_segments_stay_what_they_were(key, data):
    """Only stages change, and merging them again leaves nothing but texts to differ."""
    template = clm.templates[key]
    many = [
        stage.key
        for stage in template.stages
        if sum(each.stage == stage.key for each in template.segments) > 1
    ]
    if not many:
        return
    stage = data.draw(st.sampled_from(many))
    own = [each.key for each in template.segments if each.stage == stage]
    cut = data.draw(st.integers(1, len(own) - 1))
    mixed = data.draw(st.permutations(own))
    split = template.split_stage(stage, into={stage: mixed[:cut], "other": mixed[cut:]})
    for old, new in zip(template.segments, split.segments, strict=True):
        assert (old.key, old.when, old.rank) == (new.key, new.when, new.rank)
        assert (new.stage == "other") == (old.key in mixed[cut:])
    back = split.merge_stages(stage, "other", into=stage)
    assert back == template
    assert back.fingerprint == template.fingerprint


# --- what is refused -----------------------------------------------------------------------------


def test_whoever_fits_no_part_is_shown_although_the_rest_would_take_her():
    assert FIVE.unclassified == "outside"
    (fault,) = faults("awareness", INTEREST | {"interest": "count('visit') >= 3"})
    assert fault == (
        "into: count('visit') 2 fits no part, e.g. no order, 2 visits today"
        " → widen one of the parts"
    )


def test_an_overlap_of_parts_is_refused_also_where_the_segment_takes_precedence():
    assert FIVE.segment("advocate").takes_precedence
    (fault,) = faults("advocacy", {"near": "recency <= 90", "far": "recency >= 90"})
    assert fault.startswith("into['far']: recency 90 fits 'near' too, e.g. ")


def test_a_part_that_nobody_fits_is_refused():
    found = faults("awareness", {"awareness": "orders == 0", "never": "orders >= 1"})
    assert found == ["into['never']: nobody of the stage fits it → mend it, or leave the part out"]


def test_orphans_and_strangers_are_refused_all_at_once():
    found = faults("advocacy", {"retention": ["advocate"], "b": ["advocate", "lead", "advocat"]})
    assert found == [
        "into['retention']: stage 'retention' is there already → choose another key",
        "into['b'][0]: 'advocate' is in 'retention' already → name it once",
        "into['b'][1]: 'lead' is in stage 'awareness' → 'advocacy' has advocate, advocate_lapsed",
        "into['b'][2]: no segment 'advocat' → did you mean 'advocate' or 'advocate_lapsed'?",
        "into: segment 'advocate_lapsed' is in no part → add it to one",
    ]


def test_conditions_that_cannot_be_read_are_told_with_the_rest():
    found = faults("awarenes", {"a": "count(visit) <= 1", "B": "monetary > 5", "c": 5})
    assert found == [
        "stage: no stage 'awarenes' → did you mean 'awareness'?",
        "into['B']: 'B' is no key → write lower-case letters, digits and _",
        "into['c']: int is no part → give a condition, or a list of segments",
        "into['a'], character 7: a kind of event is not quoted → write 'visit'",
        (
            "into['B']: holds money, but the template has no currency"
            ' → write currency = "EUR" in the template first'
        ),
    ]


@pytest.mark.parametrize(
    ("into", "told"),
    [
        (None, "into: NoneType is no mapping"),
        (["a", "b"], "into: list is no mapping"),
        ({}, "into: 0 given"),
        ({"awareness": "orders == 0"}, "into: 1 given"),
        ({"a": ["lead"], "b": []}, "into['b']: gets no segment"),
        ({"a": ["lead"], "b": "orders == 0"}, "into['b']: every segment is dealt out already"),
        ({"a": ["lead", ["lead"]], "b": ["lead"]}, "into['a'][1]: no segment ['lead']"),
        ({1: "orders == 0", "b": "orders >= 0"}, "into[1]: is no key"),
        ({"a": {"lead"}, "b": None}, "into['a']: set is no part"),
        ({"a": "", "b": "orders == 0"}, "into['a'], character 1: an empty condition"),
        ({"a": "(" * 40, "b": "orders == 0"}, "into['a'], character 33: nested deeper than 32"),
        ({"a": "orders == 0)", "b": "(orders == 0"}, "into['a'], character 12: ')' without '('"),
    ],
)
def test_other_bad_input_is_told_where_it_is(into, told):
    before = FIVE.to_toml()
    assert any(each.startswith(told) for each in faults("awareness", into))
    assert FIVE.to_toml() == before


@pytest.mark.parametrize("stage", [None, 3, ["awareness"], ""])
def test_what_is_no_stage_is_refused(stage):
    with pytest.raises(ClmError, match="no stage"):
        FIVE.split_stage(stage, into=INTEREST)


def test_a_stage_may_be_called_as_the_unclassified_segment_is_if_no_segment_is():
    """As in a file: stages and segments are named apart, and many share a name."""
    into = {"outside": INTEREST["awareness"], "interest": INTEREST["interest"]}
    split = FIVE.split_stage("awareness", into=into)
    assert clm.Template.from_toml(split.to_toml()) == split
    assert [each.key for each in split.segments if each.stage == "outside"] == ["lead"]
    metrics = clm.templates["e-metrics"]
    assert metrics.unclassified == "outside"
    told = faults("conversion", {"outside": "recency <= 9", "b": "recency > 9"}, metrics)
    assert told[0].startswith("into['outside']: its segment would be 'outside', which is there")
    shorthand = {"key": "rest", "when": "orders == 1"}
    text = toml({"schema": 1, "key": "mine", "unclassified": "rest", "stage": [shorthand]})
    with pytest.raises(TemplateError, match=r"unclassified: 'rest' is stage\[0\] already"):
        clm.Template.from_toml(text)


def test_a_key_that_a_new_segment_would_take_is_refused():
    text = FIVE.to_toml().replace('"outside"', '"lead_interest"')
    found = faults("awareness", INTEREST, clm.Template.from_toml(text))
    assert found == [
        (
            "into['interest']: its segment would be 'lead_interest', which is there already"
            " → call the part otherwise"
        )
    ]
