"""Who fits which part of a stage, by plain counting."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
import customers
from asking import examples
from clm.errors import TemplateError
from clm.lifecycle.conditions.condition import holds, parse
from clm.lifecycle.definition import Definition
from clm.lifecycle.editing import sharing as room
from clm.lifecycle.editing.sharing import PAIRS, Sharing
from clm.lifecycle.stage import Segment, Stage


@examples(60)
@given(st.integers(0, 2**32))
def test_whoever_is_met_in_two_parts_or_none_makes_a_fault(seed):
    """Random people show what the sharing says of them."""
    dice = Random(seed)
    words = customers.vocabulary(dice)
    first, second, *texts = (customers.condition_text(dice, words, 1) for _ in range(4))
    names = {name: getattr(words, name) for name in ("scores", "codes", "parameters", "extra")}
    try:
        definition = Definition(
            key="mine",
            stages=[Stage("all")],
            segments=[Segment(f"s{at}", "all", text) for at, text in enumerate((first, second))],
            currency="EUR",
            **names,
        )
    except TemplateError:  # cut points drawn twice
        return
    parts = {f"p{at}": parse(text, words, "part") for at, text in enumerate(texts)}
    sharing = Sharing.of(definition, [1], parts)
    if sharing.seeker.grid.cells > 20_000:
        return
    told = [fault.what for fault in sharing.faults()]
    for _ in range(40):
        person = customers.Person(dice, words)
        fits = [holds(each, person.value) for each in definition.conditions]
        inside = [part for part, each in parts.items() if holds(each, person.value)]
        if fits != [False, True]:
            continue
        assert {*inside} <= {*sharing.parts(1)}
        if not inside:
            assert any("fits no part" in what for what in told)
        if len(inside) == 2:
            assert any("too, e.g." in what for what in told)


def shared(**texts):
    """Share out the customers of `exponea-14` who are about to become loyal."""
    definition = clm.templates["exponea-14"].definition
    parts = {part: parse(text, definition.vocabulary, part) for part, text in texts.items()}
    places = [at for at, each in enumerate(definition.segments) if each.stage == "grow"]
    return Sharing.of(definition, places, parts)


@pytest.mark.parametrize("count", [2, 32, 201])
def test_bands_that_share_everybody_out_are_told_from_the_grid_without_any_words(
    monkeypatch, count
):
    """Words and customers are what takes long, and there is no fault to be told."""

    def told(*_):
        raise AssertionError

    monkeypatch.setattr(room, "regions", told)
    bands = {f"b{at}": f"{10 * at} <= recency < {10 * at + 10}" for at in range(count - 1)}
    found = shared(**bands, rest=f"recency >= {10 * count - 10}")
    assert [*found.faults()] == []
    reached = [set(found.parts(place)) for place in sorted({*found.owner.tolist()})]
    assert set.union(*reached) == {*bands, "rest"}


@pytest.mark.parametrize("count", [9, 10, 30])
def test_of_very_many_pairs_that_overlap_the_rest_are_counted(count):
    """Bands without a lower end, a slip that makes every pair overlap."""
    bands = {f"b{at}": f"recency <= {10 * at + 9}" for at in range(count - 1)}
    faults = [*shared(**bands, all="recency >= 0").faults()]
    pairs = count * (count - 1) // 2
    told = [fault for fault in faults if "too, e.g." in fault.what]
    assert len(told) == min(pairs, PAIRS)
    counted = [f"{pairs - PAIRS:,} more pairs of parts overlap"] if pairs > PAIRS else []
    assert [fault.what for fault in faults if fault not in told] == counted
