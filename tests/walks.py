"""Random segments, and plain customers who grow older, order once more, or spend more."""

from random import Random

import customers
from clm.features.catalog import Feature
from clm.lifecycle.cells.rule import Rule
from clm.lifecycle.conditions.condition import Vocabulary, holds, parse
from clm.lifecycle.proving.proof import prove
from clm.scoring.score import Score

ORDERS = (
    "orders",
    "order_days",
    "count('order', channel='ads')",
    "recency",
    "monetary",
    "average_order",
    "f",
    "m",
)
WORDS = Vocabulary(
    scores={
        "f": Score("f", of="orders", bins=3),
        "m": Score("m", of="monetary", bins=3, best="low"),
    }
)


def proved(dice, words, texts):
    """A case of segments that all take precedence, with ranks in a random order."""
    ranks = dice.sample(range(1, len(texts) + 1), len(texts))
    rules = [
        Rule(f"s{at}", parse(text, words, "when"), True, f"segment[{at}].when", rank)
        for at, (text, rank) in enumerate(zip(texts, ranks, strict=True))
    ]
    return prove(rules, words, "rest", None)


def anything(dice):
    """Segments over any features."""
    words = customers.vocabulary(dice)
    texts = [customers.condition_text(dice, words, dice.randint(1, 2)) for _ in range(3)]
    return words, proved(dice, words, texts)


def about_orders(dice):
    """Segments over numbers of orders, and money."""
    texts = []
    for _ in range(dice.choice((2, 3))):
        parts = [
            f"{dice.choice(ORDERS)} {dice.choice(('>=', '==', '<'))} {dice.randint(1, 3)}"
            for _ in range(2)
        ]
        texts.append(dice.choice((" and ", " or ")).join(parts))
    return WORDS, proved(dice, WORDS, texts)


def older(rows, days):
    """The same customer, some days later."""
    orders, refunds, events = rows
    return (
        [[(age + days, *rest) for age, *rest in lines] for lines in orders],
        [(age + days, *rest) for age, *rest in refunds],
        [(kind, age + days, *rest) for kind, age, *rest in events],
    )


def segment(proof, person):
    """The first segment whose condition holds, by counting by hand; and the ranks of all."""
    rules = proof.case.rules
    fits = [at for at, rule in enumerate(rules) if holds(rule.condition, person.value)]
    return (fits[0] if fits else len(rules)), [rules[at].rank for at in fits]


def number(proof, person):
    """The number of her cell."""
    levels = zip(person.cell(proof.grid), proof.grid.strides, strict=True)
    return sum(level * stride for level, stride in levels)


def moved(proof, before, after):
    """The subjects whose level changes, with the change."""
    pairs = zip(proof.grid.axes, before.cell(proof.grid), after.cell(proof.grid), strict=True)
    return {axis.subject: (axis, a, b) for axis, a, b in pairs if a != b}


def behind(words, subject):
    """The feature behind a score, and whether high values score low."""
    if isinstance(subject, Feature):
        return subject, False
    score = words.scores[subject]
    return Feature.parse(score.of), score.best == "low"


def pairs(steps):
    """Steps as a set of pairs."""
    return set(zip(steps.starts.tolist(), steps.ends.tolist(), strict=True))


def seeded(seed):
    return Random(seed)
