"""Merging, other campaigns: what comes out is what the edited file would give."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import DOCUMENTS, by_customer, examples, shop
from clm.errors import TemplateError

FIVE = clm.templates["five-stage"]
KEYS = st.sampled_from([*DOCUMENTS])


def refused(edit):
    """Everything that an edit is told, as text; the template stays what it was."""
    before = FIVE.to_toml()
    with pytest.raises(TemplateError) as caught:
        edit()
    assert FIVE.to_toml() == before
    return [str(fault) for fault in caught.value.faults]


def changed(*pairs):
    """The template whose file has other words."""
    text = FIVE.to_toml()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return clm.Template.from_toml(text)


# --- merging -------------------------------------------------------------------------------------


def test_two_stages_become_buyers():
    merged = FIVE.merge_stages("acquisition", "development", into="buyers", title="Buyers")
    buyers = merged.stage("buyers")
    assert [stage.key for stage in merged.stages] == [
        *("awareness", "buyers", "retention", "advocacy")
    ]
    assert merged.stage("awareness").next == ("buyers",)
    assert (buyers.title, buyers.next) == ("Buyers", ("retention",))
    assert buyers.metrics == ("conversion_rate", "second_order_rate", "feedback_score")
    assert buyers.channels == ("paid_ads", "web_banner", "email", "app_notification", "push")
    goals = [FIVE.stage(key).goal for key in ("acquisition", "development")]
    assert buyers.goal == "; ".join(goals)
    assert buyers.stalled_after_days == 180
    for old, new in zip(FIVE.segments, merged.segments, strict=True):
        assert (old.key, old.rank, old.when) == (new.key, new.rank, new.when)
        assert new.stage == ("buyers" if old.stage in ("acquisition", "development") else old.stage)


def test_a_merge_is_what_the_edited_file_gives():
    text = FIVE.to_toml().replace('next = ["retention"]', 'next = ["fans"]')
    stages = """[[stage]]
key = "fans"
title = "Fans"
goal = "keep those who came back coming; thank those who bring others, and help them do it"
metrics = ["retention_rate", "average_order_value", "referral_rate"]
channels = ["email", "app_notification", "sms", "organic_social"]

"""
    segments = text[text.index('[[segment]]\nkey = "lead"') :]
    for old in ("retention", "advocacy"):
        segments = segments.replace(f'stage = "{old}"', 'stage = "fans"')
    edited = text[: text.index('[[stage]]\nkey = "retention"')] + stages + segments
    merged = FIVE.merge_stages("advocacy", "retention", into="fans")
    assert merged == clm.Template.from_toml(edited)
    assert merged.fingerprint == clm.Template.from_toml(edited).fingerprint != FIVE.fingerprint


def test_the_new_stage_may_keep_the_key_of_one():
    merged = FIVE.merge_stages("retention", "advocacy", into="advocacy")
    assert [stage.key for stage in merged.stages][-1] == "advocacy"
    assert merged.stage("advocacy").title == "Advocacy"
    assert merged.stage("advocacy").next == ()
    assert merged.stage("advocacy").stalled_after_days is None
    assert merged.stage("development").next == ("advocacy",)
    assert FIVE.merge_stages("retention", "advocacy", into="loyal").stage("loyal").title == "Loyal"


@examples(40)
@given(KEYS, st.data())
def test_a_merge_leaves_segments_alone_and_the_order_of_its_words_does_not_matter(key, data):
    template = clm.templates[key]
    stages = [stage.key for stage in template.stages]
    chosen = data.draw(st.lists(st.sampled_from(stages), min_size=2, unique=True))
    merged = template.merge_stages(*chosen, into="together")
    assert merged == template.merge_stages(*reversed(chosen), into="together")
    assert clm.Template.from_toml(merged.to_toml()) == merged
    assert merged.proof.witnesses.keys() == template.proof.witnesses.keys()
    assert {stage.key for stage in merged.stages} == {*stages, "together"} - {*chosen}
    assert len(merged.stages) == len(stages) - len(chosen) + 1
    ways = {(a, b) for a in template.stages for b in a.next}
    named = {
        ("together" if a.key in chosen else a.key, "together" if b in chosen else b)
        for a, b in ways
    }
    assert {(a.key, b) for a in merged.stages for b in a.next} == named - {("together",) * 2}


def test_everybody_stays_in_her_segment():
    ledger = shop(("ann", "2024-05-01", 9), ("bob", "2024-05-20", 9), ("bob", "2024-05-21", 9))
    merged = FIVE.merge_stages("acquisition", "development", into="buyers")
    snaps = [clm.snapshot(ledger, each, as_of="2024-06-30") for each in (FIVE, merged)]
    assert by_customer(snaps[0], "segment") == by_customer(snaps[1], "segment")
    assert by_customer(snaps[1], "stage") == {"ann": "buyers", "bob": "retention"}


def test_a_merge_is_refused_with_everything_that_is_wrong():
    told = refused(lambda: FIVE.merge_stages("retention", "retain", "retention", into="advocacy"))
    assert told == [
        "stages[1]: no stage 'retain' → did you mean 'retention'?",
        "stages[2]: 'retention' is given twice → give it once",
        "into: stage 'advocacy' is there already → merge it too, or choose another",
    ]
    assert refused(lambda: FIVE.merge_stages("retention", into="Kept", title=3)) == [
        "stages: 1 given → name two or more",
        "into: 'Kept' is no key → write lower-case letters, digits and _",
        "title: int is no text → give a str",
    ]
    assert "stages: 0 given → name two or more" in refused(lambda: FIVE.merge_stages(into=None))
    assert refused(lambda: FIVE.merge_stages(["retention"], 5, into="x"))[0].startswith(
        "stages[0]: no stage ['retention']"
    )


# --- campaigns -----------------------------------------------------------------------------------


def test_campaigns_take_the_place_of_those_before():
    by_mail = clm.Campaign("A card", channel="email")
    edited = FIVE.with_campaigns({"lead": [by_mail, "A plain title"]}, advocate=[])
    assert edited.segment("lead").campaigns == (by_mail, clm.Campaign("A plain title"))
    assert edited.segment("advocate").campaigns == ()
    assert edited.segment("retained") == FIVE.segment("retained")
    assert edited.fingerprint == FIVE.fingerprint
    assert edited != FIVE
    assert clm.Template.from_toml(edited.to_toml()) == edited
    assert FIVE.with_campaigns() == FIVE


def test_the_callers_lists_are_not_kept():
    mine = {"lead": ["A card"]}
    edited = FIVE.with_campaigns(mine)
    before = copy.deepcopy(edited)
    mine["lead"].append("Another")
    assert edited == before


def test_other_campaigns_are_what_the_edited_file_gives():
    edited = FIVE.with_campaigns(retained_lapsed=["A letter"])
    assert edited == changed(
        ('title = "Offer on what she used to buy"\nchannel = "email"\n', 'title = "A letter"\n')
    )


def test_campaigns_are_refused_with_everything_that_is_wrong():
    blank = clm.Campaign("  ")
    given = {"leed": ["x"], "outside": ["x"], "lead": "x", "advocate": [3, blank], "retained": 5}
    assert refused(
        lambda: FIVE.with_campaigns(given, one_time=[clm.Campaign(1, channel=None)])
    ) == [
        "campaigns['leed']: no segment 'leed' → did you mean 'lead' or 'retained'?",
        "campaigns['outside']: is the unclassified segment → only those of stages have campaigns",
        "campaigns['lead']: str is no list → write ['x']",
        (
            "campaigns['advocate'][0]: int is no campaign"
            " → give a title, or clm.Campaign(title, channel=…)"
        ),
        "campaigns['advocate'][1].title: is blank → say what is done",
        "campaigns['retained']: int is no list → write [5]",
        "campaigns['one_time'][0].title: int is no text → give a str",
        "campaigns['one_time'][0].channel: NoneType is no text → give a str",
    ]
    twice = refused(lambda: FIVE.with_campaigns({"lead": []}, lead=[]))
    assert twice == ["campaigns['lead']: is given twice → give it once"]
    assert refused(lambda: FIVE.with_campaigns(["lead"]))[0].startswith("campaigns: list is no")
