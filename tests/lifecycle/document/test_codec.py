"""TOML in, every fault at once; canonical TOML out, stable."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm.errors import TemplateError
from clm.lifecycle.definition import Definition
from clm.lifecycle.document.codec import read, write
from clm.lifecycle.stage import Campaign, Extra, Segment, Stage
from clm.lifecycle.template import Template
from clm.scoring.score import Score

SMALL = """\
schema = 1
key = "small"
unclassified = "rest"

[parameters]
few = 2
long = "unlimited"

[scores]
r = { of = "recency", bins = 5, best = "low" }
f = { of = "orders", cuts = [1, 2, 3, 5] }

[codes]
rf = ["r", "f"]

[extra]
nps = { min = -100, max = 100 }

[[stage]]
key = "before"
next = ["after"]

[[stage]]
key = "after"
stalled_after_days = 90

[[segment]]
key = "visitor"
stage = "before"
rank = 1
when = "orders == 0"

[[segment]]
key = "buyer"
stage = "after"
rank = 2
when = "orders >= few"
takes_precedence = true
who = "bought"
claims = ["orders >= 1", "r >= 1"]
[[segment.campaign]]
title = "Bundles"
channel = "email"
"""


def faults(text):
    with pytest.raises(TemplateError) as caught:
        read(text)
    return caught.value.faults


def wheres(text):
    return [fault.where for fault in faults(text)]


def test_canonical_text_is_written_back_letter_by_letter():
    assert write(read(SMALL)) == SMALL


def test_what_is_read_is_what_is_written_down():
    definition = read(SMALL)
    assert definition.parameters == {"few": 2, "long": None}
    assert definition.scores["f"] == Score("f", of="orders", bins=5, fixed=(1, 2, 3, 5))
    assert definition.codes == {"rf": ("r", "f")}
    assert definition.extra == {"nps": Extra(min=-100, max=100)}
    assert definition.stages[0] == Stage("before", next=("after",))
    assert definition.segments[1].campaigns == (Campaign("Bundles", channel="email"),)


def test_shorthand_is_written_out():
    text = 'schema = 1\nkey = "k"\n[[stage]]\nkey = "all"\ntitle = "All"\nwhen = "orders >= 0"\n'
    assert write(read(text)) == (
        'schema = 1\nkey = "k"\n\n[[stage]]\nkey = "all"\ntitle = "All"\n\n'
        '[[segment]]\nkey = "all"\ntitle = "All"\nstage = "all"\nrank = 1\nwhen = "orders >= 0"\n'
    )


def test_a_byte_order_mark_and_windows_lines_do_not_matter():
    assert read("\ufeff" + SMALL.replace("\n", "\r\n")) == read(SMALL)


def test_another_schema_is_refused_by_name():
    (fault,) = faults(SMALL.replace("schema = 1", "schema = 2") + "unheard = 3\n")
    assert (fault.where, fault.mend) == ("schema", "this version reads schema 1")


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("schema = 1\n", "", "schema"),
        ('key = "small"\n', "", "key"),
        ('key = "small"', "key = 3", "key"),
        ('unclassified = "rest"', 'unclasified = "rest"', "unclasified"),
        ("few = 2", "few = 2.5", "parameters.few"),
        ("few = 2", "few = true", "parameters.few"),
        ("bins = 5, best", 'bins = "5", best', "scores.r.bins"),
        ('best = "low"', 'best = "up"', "scores.r.best"),
        ("cuts = [1, 2, 3, 5]", "cuts = [1, 2, 3.5]", "scores.f.cuts[2]"),
        ("cuts = [1, 2, 3, 5]", "bins = 4, cuts = [1, 2, 3, 5]", "scores.f.bins"),
        ("cuts = [1, 2, 3, 5]", "cuts = [0, 2, 3, 5]", "scores.f.cuts[0]"),
        ('of = "orders"', 'of = "ordrs"', "scores.f.of"),
        ("min = -100, ", "", "extra.nps.min"),
        ('["after"]', '["aftr"]', "stage[0].next[0]"),
        ('["after"]', '"after"', "stage[0].next"),
        ("stalled_after_days = 90", "stalled_after_days = -1", "stage[1].stalled_after_days"),
        ('stage = "before"\n', "", "segment[0].stage"),
        ('when = "orders == 0"\n', "", "segment[0].when"),
        ('when = "orders == 0"', 'when = "orders = 0"', "segment[0].when"),
        ("rank = 1", "rank = 0", "segment[0].rank"),
        ("takes_precedence = true", "takes_precedence = 1", "segment[1].takes_precedence"),
        ('title = "Bundles"', 'titel = "Bundles"', "segment[1].campaign[0].title"),
        ('channel = "email"', 'chanel = "email"', "segment[1].campaign[0].chanel"),
        ("[[segment.campaign]]", "[segment.campaign]", "segment[1].campaign"),
    ],
)
def test_a_fault_is_told_with_its_path(old, new, where):
    assert old in SMALL
    assert wheres(SMALL.replace(old, new, 1))[0].split(",")[0] == where


def test_a_fault_in_a_condition_has_its_character():
    text = SMALL.replace("orders >= few", "orders >= fwe")
    assert wheres(text) == ["segment[1].when, character 11"]


def test_a_fault_of_a_shorthand_segment_is_told_where_it_was_written():
    text = SMALL.replace('key = "after"\n', 'key = "after"\nwhen = "ordrs > 9"\n')
    assert wheres(text) == ["stage[1].when, character 1"]


def test_all_faults_of_a_file_come_together():
    text = SMALL.replace("few = 2", "few = 2.5").replace("orders == 0", "ordrs == 0")
    text = text.replace('"after"]', '"aftr"]').replace("who =", "whom =")
    assert wheres(text) == [
        "parameters.few",
        "segment[1].whom",
        "stage[0].next[0]",
        "segment[0].when, character 1",
    ]


def test_one_fault_calls_up_no_others():
    assert wheres(SMALL.replace('r = { of = "recency", bins = 5, best = "low" }', "r = 5")) == [
        "scores.r"
    ]
    assert wheres(SMALL.replace('of = "recency", ', "")) == ["scores.r.of"]


@pytest.mark.parametrize(
    ("head", "stage", "where"),
    [
        ("", 'rank = "hi"', ["stage[0].rank"]),
        ("", 'stalled_after_days = "x"', ["stage[0].stalled_after_days"]),
        ('scores = { r = { of = "orders", cuts = [1.0] } }', "", ["scores.r.cuts[0]"]),
        ('scores = { r = { of = "orders", cuts = [] } }', "", ["scores.r.cuts"]),
        ('scores = { r = { of = "orders", cuts = 5 } }', "", ["scores.r.cuts"]),
        (
            'scores = { r = { of = "orders", cuts = [1, 2.5, 3, 4, 5, 6] } }',
            'claims = ["r <= 7"]',
            ["scores.r.cuts[1]"],
        ),
        ('codes.rf = ["a"]', 'claims = ["rf != 11"]', ["codes.rf[0]"]),
        ("codes.rf = [3]", 'claims = ["rf in (11, 12)"]', ["codes.rf[0]"]),
        ("codes.rf = []", 'claims = ["rf != 11"]', ["codes.rf"]),
        ('codes.rf = "r"', 'claims = ["rf != 11"]', ["codes.rf"]),
        (
            "",
            'claims = ["orders >= 0", 5, "ordrs > 1"]',
            ["stage[0].claims[1]", "stage[0].claims[2], character 1"],
        ),
        ("", 'next = [1, "b"]', ["stage[0].next[0]", "stage[0].next[1]"]),
    ],
)
def test_a_faulty_value_is_told_once_and_keeps_no_other_fault_from_being_told(head, stage, where):
    """What stands in for it is at fault nowhere, and in a list it keeps its place."""
    text = f'schema = 1\nkey = "k"\n{head}\n[[stage]]\nkey = "a"\nwhen = "orders >= 0"\n{stage}'
    assert wheres(text) == where


# --- round trips ---------------------------------------------------------------------------------

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ['"quoted"', "back\\slash", "two\nlines", '"""', "tab\t", "\x7f", "cr\r\nlf", " ", "“”"]
)
KEYS = st.from_regex(r"[a-z][a-z0-9_]{2,6}x", fullmatch=True)
NUMBERS = st.integers(-(10**15) + 1, 10**15 - 1)
WORDS = st.lists(KEYS, max_size=3, unique=True).map(tuple)


@st.composite
def definitions(draw):
    """Stages, and segments that share the numbers of orders out among themselves."""
    keys = draw(st.lists(KEYS, min_size=1, max_size=3, unique=True))
    stages = tuple(
        Stage(
            key,
            title=draw(TEXTS),
            goal=draw(TEXTS),
            stalled_after_days=draw(st.none() | st.integers(1, 999)),
            next=tuple(draw(st.lists(st.sampled_from(keys), unique=True))),
            metrics=draw(WORDS),
            channels=draw(WORDS),
        )
        for key in keys
    )
    cuts = draw(st.lists(st.integers(1, 99), min_size=1, max_size=3, unique=True).map(sorted))
    whens = [f"orders < {cuts[0]}", *(f"orders >= {cut}" for cut in reversed(cuts))]
    names = draw(st.lists(KEYS, min_size=len(whens), max_size=len(whens), unique=True))
    segments = tuple(
        Segment(
            name,
            draw(st.sampled_from(keys)),
            when=when,
            rank=draw(st.integers(1, 99)),
            takes_precedence=True,
            who=draw(TEXTS),
            campaigns=tuple(
                Campaign("Campaign " + draw(TEXTS), channel=draw(TEXTS)) for _ in range(place)
            ),
        )
        for place, (name, when) in enumerate(zip(names, whens, strict=True))
    )
    return Definition(
        key=draw(KEYS),
        title=draw(TEXTS),
        about=draw(TEXTS),
        source=draw(TEXTS),
        currency=draw(st.sampled_from([None, "EUR", "JPY"])),
        stages=stages,
        segments=segments,
        parameters={"p_" + key: value for key, value in draw(tables(st.none() | NUMBERS)).items()},
        extra={
            "e_" + key: Extra(min=min(pair), max=max(pair))
            for key, pair in draw(tables(st.tuples(NUMBERS, NUMBERS))).items()
        },
        scores={"s": Score("s", of="monetary", bins=draw(st.integers(2, 9)))},
        codes={"c": ("s",)},
    )


def tables(values):
    return st.dictionaries(KEYS, values, max_size=2)


@settings(max_examples=30, deadline=None)
@given(definitions())
def test_toml_to_template_to_toml_is_stable(definition):
    text = write(definition)
    template = Template.from_toml(text)
    assert template == Template(definition)
    assert template.to_toml() == text
    assert template.fingerprint == definition.fingerprint


@settings(max_examples=15, deadline=None)
@given(definitions(), st.randoms(use_true_random=False))
def test_the_order_of_keys_in_a_table_does_not_matter(definition, rng):
    text = write(definition)
    assert write(read(shuffled(text, rng))) == text


def shuffled(text, rng: random.Random):
    """The same document with the keys of every stage and segment in another order."""
    blocks = []
    for block in text.split("\n\n"):
        head, *lines = block.split("\n")
        if head in ("[[stage]]", "[[segment]]") and '"""' not in block and "[[" not in block[2:]:
            rng.shuffle(lines)
        blocks.append("\n".join([head, *(line for line in lines if line)]))
    return "\n\n".join(blocks)
