"""Conditions in a library's words say what plain evaluation says of every customer."""

from random import Random

import narwhals.stable.v2 as nw
import pyarrow as pa
import pytest

import clm
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.conditions.tree import holds as plainly
from clm.scoring.score import Score
from clm.sources.relations.checks import collected
from clm.sources.relations.conditions import holds, scored, segment
from clm.sources.relations.library import library_of
from engines import LIBRARIES, plain

WORDS = Vocabulary(
    scores={"r": Score("r", of="recency", best="low"), "f": Score("f", of="orders")},
    codes={"rf": ("r", "f")},
    parameters={"active": 30, "ever": None},
)
TEXTS = (
    "orders == 1",
    "recency != 3",
    "not recency != 3",
    "not (recency > 3 and orders >= 1)",
    "recency <= active or orders > 2",
    "recency <= ever",
    "not recency <= ever",
    "recency > ever",
    "recency in (3, 4)",
    "recency not in (3, 4)",
    "1 <= orders < 3",
    "r >= 4 and f == 1",
    "rf in (51, 52, 13)",
    "rf not in (51, 52, 13)",
    "not rf == 55",
    "r != 5",
)


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("text", TEXTS)
def test_conditions_hold_for_whom_they_hold(text, library):
    """Missing values among them; the answer is never missing."""
    dice = Random(text)
    columns = {
        "orders": [dice.choice((0, 1, 2, 3)) for _ in range(200)],
        "recency": [dice.choice((None, 0, 3, 4, 30, 31)) for _ in range(200)],
        "r": [dice.choice((None, 1, 3, 5)) for _ in range(200)],
        "f": [dice.choice((None, 1, 2, 3)) for _ in range(200)],
    }
    condition = parse(text, WORDS, "when")

    def value_of(row):
        return lambda subject: columns[getattr(subject, "name", subject)][row]

    expected = [plainly(condition, value_of(row)) for row in range(200)]
    table = pa.table({name: pa.array(each, pa.int64()) for name, each in columns.items()})
    table = table.append_column("row", pa.array(range(200)))
    relation = LIBRARIES[library](table)
    frame = library_of(relation).enter(relation, {name: name for name in table.column_names})
    found = plain(collected(frame.select("row", holds=holds(condition))).to_native())
    assert [each for _, each in sorted(zip(found["row"], found["holds"], strict=True))] == expected


def test_scores_count_the_cut_points_below():
    """From the best end, or the other; nobody without the feature has one."""
    table = pa.table({"recency": [0, 10, 11, 99, None], "orders": [1, 2, 3, 4, 0]})
    r = Score("r", of="recency", bins=3, best="low", unit="days")
    f = Score("f", of="orders", bins=3, unit="count")
    found = nw.from_native(table).select(scored(r, (10, 20)), scored(f, (1, 2)))
    scale = clm.Scale.fixed({"r": [10, 20]}, scores={"r": r})
    assert found["r"].to_list() == [*scale.score("r", [0, 10, 11, 99]).tolist(), None]
    assert found["f"].to_list() == [1, 2, 3, 3, None]


def test_nobody_gets_a_label_that_is_not_hers():
    """Without an unclassified segment, whoever the proof rules out has none."""
    template = clm.Template.from_toml(
        'schema = 1\nkey = "mine"\n'
        '[[stage]]\nkey = "none"\nwhen = "orders == 0"\n'
        '[[stage]]\nkey = "some"\nwhen = "orders >= 1"\n'
    )
    fitted = template.with_scale(clm.Scale.fit([], {}))
    table = pa.table({"orders": [0, 3, -1]})
    keys = {each.key: each.key for each in template.segments}
    found = nw.from_native(table).select(s=segment(fitted, keys))
    assert found["s"].to_list() == ["none", "some", None]
