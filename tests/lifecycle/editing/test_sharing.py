"""Who fits which part of a stage, by plain counting."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

import customers
from asking import examples
from clm.errors import TemplateError
from clm.lifecycle.conditions.condition import holds, parse
from clm.lifecycle.definition import Definition
from clm.lifecycle.editing.sharing import Sharing
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
