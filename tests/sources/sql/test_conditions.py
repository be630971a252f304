"""Conditions as SQL are true of exactly those for whom the condition holds."""

from itertools import product
from random import Random

import pytest
from sqlglot import exp

from clm.features.catalog import Feature
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.conditions.tree import holds as holds_plainly
from clm.lifecycle.stage import Extra
from clm.scoring.score import Score
from clm.sources.sql.conditions import code_of, fails, holds, literal, name_of
from clm.sources.sql.scores import code

CODES = {"ab": ("a", "b"), "a_alone": ("a",)}
WORDS = Vocabulary(
    scores={name: Score(name, of="orders", bins=2) for name in "ab"},
    codes=CODES,
    parameters={"never": None, "few": 1},
    extra={"nps": Extra(min=-1, max=1)},
)
LATEST = "latest('it''s', 'order')".replace("''", "’")
VALUES = {
    "orders": (0, 1, 2),
    "recency": (None, 0, 1),
    "nps": (None, -1, 1),
    "a": (None, 1, 2),
    "b": (None, 1, 2),
    LATEST: (None, 0, 1),
}
ATOMS = (
    *("orders == 1", "orders != 1", "orders < few", "orders in (0, 2)", "orders not in (0, 2)"),
    *("recency == 1", "recency != 1", "recency > 0", "recency in (0, 1)", "recency not in (0,)"),
    *("0 <= recency < 1", "recency <= never", "recency > never", "orders <= never", "nps != -1"),
    *("ab == 12", "ab != 12", "ab in (11, 22)", "ab not in (11, 22)", "a_alone in (1, 2)"),
    *("a > 1 or b > 1", f"{LATEST} == 'order'", f"{LATEST} not in ('it’s', 'order')"),
)


def read(text):
    return parse(text, WORDS, "when")


def grown(dice, depth):
    """Write a condition of a few others."""
    way = dice.random()
    if depth == 0 or way < 0.2:
        return dice.choice(ATOMS)
    if way < 0.5:
        return f"not ({grown(dice, depth - 1)})"
    word = dice.choice((" and ", " or "))
    return f"({word.join(grown(dice, depth - 1) for _ in range(dice.choice((2, 3))))})"


def people():
    """Give everybody who can be told apart."""
    for values in product(*VALUES.values()):
        yield dict(zip(VALUES, values, strict=True))


def placed(person, subject):
    """Look a value up as a parsed condition asks for it."""
    return person[name_of(subject)]


@pytest.fixture(scope="module")
def everybody():
    return list(people())


@pytest.mark.parametrize("seed", range(8))
def test_sql_is_true_of_whom_the_condition_holds_for(warehouse, everybody, seed):
    """Whatever is missing; and what is written for not is true of all others."""
    dice = Random(seed)
    conditions = [read(each) for each in ATOMS] if seed == 0 else []
    conditions += [read(grown(dice, 3)) for _ in range(12)]
    kinds = Feature.parse(LATEST).kinds
    columns = {
        name: ("whole", [each[name] for each in everybody]) for name in VALUES if name != LATEST
    }
    shown = [each[LATEST] for each in everybody]
    columns[LATEST] = ("text", [None if at is None else kinds[at] for at in shown])
    columns["who"] = ("whole", [*range(len(everybody))])
    warehouse.load("people", columns)
    coded = exp.select("*", *(exp.alias_(code(parts), name) for name, parts in CODES.items()))
    coded = coded.from_("people")
    for condition in conditions:
        expected = {
            who
            for who, each in enumerate(everybody)
            if holds_plainly(condition, lambda subject, each=each: placed(each, subject))
        }
        yes, no = (
            exp.select("who").from_(coded.subquery("people")).where(write(condition, CODES))
            for write in (holds, fails)
        )
        found = {who for (who,) in warehouse.run(yes.sql(warehouse.dialect))[1]}
        others = {who for (who,) in warehouse.run(no.sql(warehouse.dialect))[1]}
        assert found == expected, condition
        assert others == {*range(len(everybody))} - expected, condition


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("orders == 1 and recency <= 60", "orders = 1 AND recency <= 60"),
        ("not orders >= 3", "orders < 3"),
        ("not recency >= 3", "recency < 3 OR recency IS NULL"),
        ("recency in (3, 1, 3)", "recency IN (3, 1)"),
        ("ab in (12, 22)", "ab IN (22, 12)"),
        ("ab == 12", "ab = 12"),
        ("recency <= never and orders >= few", "NOT recency IS NULL AND orders >= 1"),
        ("recency > never or orders >= 2", "orders >= 2"),
        ("not (orders > never)", "TRUE"),
        ("nps <= -5", "nps <= -5"),
        (f"{LATEST} == 'it’s'", f"\"{LATEST}\" = 'it’s'"),
    ],
)
def test_sql_reads_as_the_condition_does(text, sql):
    assert holds(read(text), CODES).sql("postgres") == sql


def test_constants_and_codes_by_themselves():
    assert literal("it's").sql() == "'it''s'"
    assert literal(-(10**15)).sql() == "-1000000000000000"
    assert code_of(("a",), CODES) == "a_alone"
