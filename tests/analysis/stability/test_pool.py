"""A pool holds those who have a score, in an order that rows and names do not touch."""

from collections import Counter
from random import Random

import numpy as np
import pytest

import clm
from asking import shop
from clm.analysis.stability.pool import Pool
from clm.lifecycle.population import Population

RFM = clm.templates["rfm-11"].to_toml()
GAPS = clm.Template.from_toml(RFM.replace('bins = 5, best = "low"', 'cuts = "gaps", best = "low"'))
DICE = Random(8)
ROWS = [
    (DICE.randrange(30), f"2024-0{DICE.randint(1, 9)}-{DICE.randint(10, 28)}", DICE.randint(1, 9))
    for _ in range(120)
]


def pool_of(rows, template=GAPS, visitors=()):
    ledger = shop(*rows)
    if visitors:
        days = ["2024-05-01"] * len(visitors)
        ledger = ledger.with_events("visit", customer=[*visitors], when=days)
    features = clm.Features.of(ledger, as_of="2024-09-30")
    return Pool.of(Population.of(features, {}, None), tuple(template.scores.values()))


def hands(pool):
    """Give everybody's values and gaps, in the order of the pool."""
    gaps = [Counter() for _ in range(pool.size)]
    for days, person in zip(pool.gaps.days.tolist(), pool.gaps.person.tolist(), strict=True):
        gaps[person][days] += 1
    columns = zip(*(pool.values[name].tolist() for name in "rfm"), strict=True)
    return [*zip(columns, gaps, strict=True)]


def test_rows_and_names_do_not_touch_the_order():
    """Not even where only the gaps differ."""
    rows = [*ROWS]
    for who in range(40, 60):  # recency, orders and money of all are equal
        middle = DICE.randint(10, 28)
        rows += [(who, day, 5) for day in ("2024-01-01", f"2024-02-{middle}", "2024-03-30")]
    expected = hands(pool_of(rows))
    for _ in range(5):
        names = DICE.sample(range(1000), 60)
        other = [(names[who], *row) for who, *row in DICE.sample(rows, len(rows))]
        assert hands(pool_of(other)) == expected


def test_values_are_in_order_by_the_last_score_first():
    """Then by the one before."""
    pool = pool_of(ROWS, clm.templates["rfm-11"])
    rows = [*zip(*(pool.values[name].tolist() for name in "mfr"), strict=True)]
    assert rows == sorted(rows)
    assert pool.gaps is None
    assert dict(pool.present) == {}


def test_only_those_with_a_score_are_in_it():
    """Visitors are not."""
    assert pool_of(ROWS, visitors=[900, 901]).size == pool_of(ROWS).size


def test_everybody_once_gives_the_scale_of_the_population():
    """As the template fits it."""
    features = clm.Features.of(shop(*ROWS), as_of="2024-09-30")
    for template in (GAPS, clm.templates["rfm-11"], clm.templates["clm-14"]):
        pool = pool_of(ROWS, template)
        found = pool.fit(np.arange(pool.size))
        fitted = template.fit(features).scale
        assert dict(found.cuts) == dict(fitted.cuts)
        assert (found.gaps, found.currency) == (fitted.gaps, "EUR")


def test_gaps_come_with_their_people():
    """Somebody who is drawn three times brings hers three times."""
    pool = pool_of(ROWS)
    times = np.array([DICE.randint(0, 3) for _ in range(pool.size)])
    expected = Counter()
    for (_, gaps), number in zip(hands(pool), times.tolist(), strict=True):
        for gap, count in gaps.items():
            expected[gap] += count * number
    assert Counter(pool.gaps.drawn(times).tolist()) == +expected


@pytest.mark.parametrize("template", [GAPS, clm.templates["rfm-11"]])
def test_nobody_gives_an_empty_pool(template):
    """With cut points for nobody."""
    pool = pool_of([], template)
    assert pool.size == 0
    assert dict(pool.values) == {}


def test_a_sample_without_a_gap_gives_no_scale():
    """Of those who bought once."""
    pool = pool_of([("ann", "2024-01-01", 1), ("bob", "2024-01-01", 1), ("bob", "2024-02-01", 1)])
    once = [at for at, (_, gaps) in enumerate(hands(pool)) if not gaps]
    assert pool.fit(np.array(once * 2)) is None
    assert pool.fit(np.arange(2)).cuts["r"] == (31, 31, 31, 31)
