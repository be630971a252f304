"""Scores as SQL are those of the scale, whatever is cut and however."""

from random import Random

import numpy as np
import pytest
from sqlglot import exp

import clm
from clm.scoring.score import Score
from clm.sources.sql.scores import code, presence, score

KINDS = {
    "orders": ("count", 1),
    "recency": ("days", 0),
    "monetary": ("money", None),
    "monetary(days=30)": ("money", None),
    "count('visit')": ("count", 1),
    "nps": ("number", -5),
}


def drawn(dice, of):
    """Draw a score, and a scale fitted on few or many values."""
    unit, least = KINDS[of]
    bins, best = dice.choice((2, 3, 5, 9)), dice.choice(("high", "low"))
    definition = Score("s", of=of, bins=bins, best=best, least=least, unit=unit)
    low = -20 if least is None else least
    values = [dice.randint(low, low + dice.choice((2, 50))) for _ in range(dice.choice((1, 7, 60)))]
    return definition, clm.Scale.fit([definition], {"s": np.array(values)}, currency="EUR")


@pytest.mark.parametrize("of", KINDS)
def test_every_value_has_the_score_of_the_scale(warehouse, of):
    """Ties and dead scores too; NULL without an event, or without a value."""
    dice, low = Random(of), KINDS[of][1]
    values = [*range(-25 if low is None else low, 60)]
    for _ in range(20):
        definition, scale = drawn(dice, of)
        counted = presence(definition)
        columns = {"who": ("whole", [*values, 1000]), of: ("whole", [*values, None])}
        if counted is not None and counted.name != of:
            columns[counted.name] = ("whole", [3] * len(values) + [0])
        if counted is not None and counted.name == of:
            columns[of] = ("whole", [*values, 0])
        warehouse.load("people", columns)
        query = exp.select("who", score(definition, scale)).from_("people")
        found = dict(warehouse.run(query.sql(warehouse.dialect))[1])
        assert found.pop(1000) is None
        assert found == dict(zip(values, scale.score("s", np.array(values)).tolist(), strict=True))


def test_somebody_without_an_event_has_no_score(warehouse):
    """However much money came in or went out."""
    definition = Score("m", of="monetary", bins=2, unit="money")
    scale = clm.Scale.fixed({"m": [5]}, currency="EUR", scores={"m": definition})
    warehouse.load("people", {"monetary": ("whole", [-3, 9, 9]), "orders": ("whole", [0, 0, 1])})
    query = exp.select(score(definition, scale)).from_("people").order_by("orders", "monetary")
    assert warehouse.run(query.sql(warehouse.dialect))[1] == [(None,), (None,), (2,)]


@pytest.mark.parametrize("size", [1, 3, 9, 10, 11, 15])
def test_a_code_has_a_digit_a_score(warehouse, size):
    """More of them than fit in 32 bits."""
    parts = [f"s{at}" for at in range(size)]
    digits = [9, *(at % 9 + 1 for at in range(size - 1))]
    warehouse.load(
        "people", {name: ("whole", [digit]) for name, digit in zip(parts, digits, strict=True)}
    )
    narrow = {name: exp.cast(exp.column(name), "INT") for name in parts}
    inner = exp.select(*(exp.alias_(each, name) for name, each in narrow.items())).from_("people")
    query = exp.select(code(parts)).from_(inner.subquery("people"))
    assert warehouse.run(query.sql(warehouse.dialect))[1] == [(int("".join(map(str, digits))),)]
