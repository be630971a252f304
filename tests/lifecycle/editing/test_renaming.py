"""Other keys: what comes out is what the edited file would give, and there is a way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import DOCUMENTS, examples
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


def test_keys_are_renamed_wherever_they_stand():
    names = {"awareness": "reach", "lead": "prospect", "outside": "rest"}
    renamed = FIVE.rename(names, key="my-lifecycle", title="Mine")
    assert renamed == changed(
        ('"awareness"', '"reach"'),
        ('"lead"', '"prospect"'),
        ('"outside"', '"rest"'),
        ('key = "five-stage"', 'key = "my-lifecycle"'),
        ('title = "The five stages"', 'title = "Mine"'),
    )
    assert renamed.fingerprint != FIVE.fingerprint
    assert FIVE.rename(key="other", title="Another").fingerprint == FIVE.fingerprint
    assert FIVE.rename() == FIVE


def test_two_can_swap_their_keys():
    swapped = FIVE.rename({"retention": "advocacy", "advocacy": "retention"})
    assert [stage.key for stage in swapped.stages][-2:] == ["advocacy", "retention"]
    assert swapped.segment("advocate").stage == "retention"
    assert swapped.stage("development").next == ("advocacy",)


def test_a_key_of_a_stage_and_its_segment_is_renamed_in_both():
    renamed = clm.templates["e-metrics"].rename({"reach": "met"})
    assert renamed.segment("met").stage == renamed.stage("met").key == "met"


def test_titles_stay_unless_others_are_given():
    renamed = FIVE.rename({"awareness": "reach", "lead": "prospect"}, titles={"reach": "Reach"})
    assert renamed.stage("reach").title == "Reach"
    assert renamed.segment("prospect").title == "Lead"
    assert FIVE.rename(titles={"lead": "Prospect"}).segment("lead").title == "Prospect"


@examples(40)
@given(KEYS, st.data())
def test_renaming_back_gives_the_original(key, data):
    template = clm.templates[key]
    keys = {each.key for each in (*template.stages, *template.segments)}
    old = data.draw(st.lists(st.sampled_from(sorted(keys)), unique=True))
    fresh = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True).filter(lambda k: k not in keys)
    new = data.draw(st.lists(fresh, min_size=len(old), max_size=len(old), unique=True))
    if data.draw(st.booleans()):  # swap among themselves
        new = data.draw(st.permutations(old))
    there = dict(zip(old, new, strict=True))
    renamed = template.rename(there, key="another")
    assert clm.Template.from_toml(renamed.to_toml()) == renamed
    names = [there.get(each.key, each.key) for each in template.segments]
    assert [each.key for each in renamed.segments] == names
    back = renamed.rename(dict(zip(new, old, strict=True)), key=template.key)
    assert back == template
    assert back.fingerprint == template.fingerprint


def test_a_renaming_is_refused_with_everything_that_is_wrong():
    names = {"awareness": "advocacy", "lead": "outside", "leed": "x", "retained": "Kept"}
    told = refused(lambda: FIVE.rename(names, key="My own", title=3, titles={"x": "X", "lead": 1}))
    assert [*told[:6], *(each.partition(" → ")[0] for each in told[6:])] == [
        (
            "names['awareness']: stage 'advocacy' is there already"
            " → choose another key, or rename that one too"
        ),
        (
            "names['lead']: segment 'outside' is there already"
            " → choose another key, or rename that one too"
        ),
        "names['leed']: no stage or segment 'leed' → did you mean 'lead' or 'retained'?",
        "names['retained']: 'Kept' is no key → write lower-case letters, digits and _",
        "title: int is no text → give a str",
        "key: 'My own' is no key → write lower-case words, joined by dashes",
        "titles['x']: no stage or segment 'x'",
        "titles['lead']: no stage or segment 'lead'",
        "titles['lead']: int is no text",
    ]


def test_two_cannot_come_to_share_a_key():
    told = refused(lambda: FIVE.rename({"lead": "same", "advocate": "same"}))
    assert [each.partition(":")[0] for each in told] == ["names['lead']", "names['advocate']"]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["lead"], "names: list is no mapping"),
        ({1: "x"}, "names[1]: is no key"),
        ({"lead": None}, "names['lead']: None is no key"),
        ({"lead": ["x"]}, "names['lead']: ['x'] is no key"),
        ({"lead": ""}, "names['lead']: '' is no key"),
    ],
)
def test_what_is_no_renaming_is_refused(names, told):
    assert refused(lambda: FIVE.rename(names))[0].startswith(told)
    assert refused(lambda: FIVE.rename(titles=3)) == [
        'titles: int is no mapping → write {"reach": "Reach"}'
    ]
