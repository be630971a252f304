"""Cut points of an engine are those of the scale that the core fits."""

from random import Random

import numpy as np
import pyarrow as pa
import pytest

import clm
from clm.errors import ScaleError
from clm.scoring.score import Score
from clm.sources.relations.checks import collected
from clm.sources.relations.cut_points import check_quantiles, fitted, sought
from clm.sources.relations.library import library_of
from engines import LIBRARIES

SCORES = {
    "quintiles": Score("s", of="orders", unit="count", least=1),
    "of money": Score("s", of="monetary", bins=9, unit="money"),
    "low is best": Score("s", of="recency", bins=3, best="low", unit="days", least=0),
    "many": Score("s", of="monetary", bins=40, unit="money"),
    "repeaters": Score("s", of="orders", unit="count", population="repeaters", least=1),
    "two of repeaters": Score("s", of="orders", bins=2, unit="count", population="repeaters"),
    "fixed": Score("s", of="orders", bins=4, fixed=(1, 2, 5), unit="count", least=1),
}
PEOPLE = {
    "nobody": [],
    "one": [1],
    "all alike": [1] * 12,
    "ties": [1] * 7 + [2, 2, 3],
    "few": [3, 1, 2],
    "many": [int(Random(5).paretovariate(0.6)) for _ in range(500)],
}


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("people", PEOPLE)
@pytest.mark.parametrize("way", SCORES)
def test_cut_points_and_people_between_them(way, people, library):
    """To the last person."""
    score, values = SCORES[way], PEOPLE[people]
    expected = clm.Scale.fit([score], {"s": np.array(values, np.int64)}, currency="EUR")
    counts = {"orders": [*values, 0], "recency": [*values, None], "monetary": [*values, 0]}
    counts["orders"] = (
        [max(each, 1) for each in values] + [0] if score.of != "orders" else [*values, 0]
    )
    table = pa.table({name: pa.array(each, pa.int64()) for name, each in counts.items()})
    table = table.append_column("count('order')", table["orders"])
    relation = LIBRARIES[library](table)
    frame = library_of(relation).enter(relation, {name: name for name in table.column_names})
    lines = [tuple(row[1:]) for row in collected(sought(score, frame)).iter_rows()]
    found = fitted([score], {"s": lines} if lines else {}, "EUR")
    assert found == expected
    assert found.people == expected.people
    assert len(lines) <= score.bins + 1


def test_gaps_are_refused():
    """By the names of all such scores."""
    scores = [Score(name, of="recency", best="low", quantiles_of="gaps") for name in "rs"]
    with pytest.raises(ScaleError) as caught:
        check_quantiles(scores)
    assert [each.where for each in caught.value.faults] == ["scores.r.cuts", "scores.s.cuts"]
