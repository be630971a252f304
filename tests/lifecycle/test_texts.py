"""What no file can hold is refused where the definition is made, with its path."""

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import clm
from clm.errors import ClmError, TemplateError
from clm.lifecycle.definition import Definition
from clm.lifecycle.stage import Campaign, Segment, Stage
from clm.scoring.score import Score

HALF = "a smile \ud83d"
STAGE = Stage("all")
SEGMENT = Segment("everybody", "all", "orders >= 0")
FILE = """
schema = 1
key = "mine"
title = "{0}"
about = "{0}"
source = "{0}"
[[stage]]
key = "all"
title = "{0}"
goal = "{0}"
metrics = ["a", "{0}"]
channels = ["{0}"]
[[segment]]
key = "everybody"
stage = "all"
when = "orders >= 0"
title = "{0}"
who = "{0}"
goal = "{0}"
[[segment.campaign]]
title = "{0}"
channel = "{0}"
"""
PATHS = (
    *("title", "about", "source"),
    *("stage[0].title", "stage[0].goal", "stage[0].metrics[1]", "stage[0].channels[0]"),
    *("segment[0].title", "segment[0].who", "segment[0].goal"),
    *("segment[0].campaign[0].title", "segment[0].campaign[0].channel"),
)


def define(stage=STAGE, segment=SEGMENT, **more):
    return Definition(key="mine", stages=[stage], segments=[segment], **more)


def test_half_a_character_is_refused_wherever_it_stands_and_all_at_once():
    with pytest.raises(TemplateError) as caught:
        clm.Template.from_toml(FILE.format(HALF))
    assert tuple(fault.where for fault in caught.value.faults) == PATHS
    assert all("'\\ud83d', half of a character" in fault.what for fault in caught.value.faults)
    assert str(caught.value).encode("utf-8")


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"segment": evolve(SEGMENT, when=f"count('{HALF}') >= 0")}, "segment[0].when, char"),
        ({"segment": evolve(SEGMENT, claims=(f"count('{HALF}') >= 0",))}, "segment[0].claims[0]"),
        ({"scores": {"s": Score("s", of=f"count('{HALF}')")}}, "scores.s.of"),
        ({"stage": evolve(STAGE, next=(HALF,))}, "stage[0].next[0]"),
        ({"unclassified": HALF}, "unclassified"),
        ({"currency": HALF}, "currency"),
        ({"parameters": {HALF: 1}}, "parameters."),
    ],
)
def test_conditions_and_keys_refuse_it_as_well(changed, where):
    with pytest.raises(TemplateError) as caught:
        define(**changed)
    assert any(fault.where.startswith(where) for fault in caught.value.faults)


@pytest.mark.parametrize(
    "change",
    [
        lambda template: template.rename(title=HALF),
        lambda template: template.rename(titles={"lead": HALF}),
        lambda template: template.merge_stages("retention", "advocacy", into="won", title=HALF),
        lambda template: template.with_campaigns(lead=[HALF]),
        lambda template: template.with_campaigns(lead=[Campaign("A card", channel=HALF)]),
    ],
)
def test_changes_to_a_template_refuse_it(change):
    with pytest.raises(ClmError, match="half of a character"):
        change(clm.templates["five-stage"])


@given(st.text())
def test_every_other_text_is_written_and_read_again(text):
    stage = evolve(STAGE, title=text, goal=text)
    segment = evolve(SEGMENT, who=text, goal=text, campaigns=[Campaign("x" + text, channel=text)])
    template = clm.Template(define(stage, segment, title=text, about=text))
    again = clm.Template.from_toml(template.to_toml().encode("utf-8").decode("utf-8"))
    assert again.to_toml() == template.to_toml()
