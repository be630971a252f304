"""From the tables of a file to the parts of a definition."""

import tomllib

from clm.lifecycle.document.entry import Entry
from clm.lifecycle.document.parts import parts
from clm.lifecycle.stage import Campaign, Extra
from clm.scoring.score import Score


def read(text):
    table = Entry(tomllib.loads('schema = 1\nkey = "k"\n' + text), "", [])
    table.has("schema")
    given = parts(table)
    table.close()
    return given, [str(fault) for fault in table.faults]


def test_unlimited_is_none():
    given, faults = read('[parameters]\nyears = 3\never = "unlimited"')
    assert given["parameters"] == {"years": 3, "ever": None}
    assert faults == []


def test_any_other_text_is_no_parameter():
    _, faults = read('[parameters]\nyears = "three"')
    assert faults == [
        "parameters.years: 'three' is text → give a whole number or \"unlimited\"",
    ]


def test_scores_take_their_defaults():
    given, faults = read('[scores]\nf = { of = "orders" }\nr = { of = "recency", best = "low" }')
    assert given["scores"] == {
        "f": Score("f", of="orders", bins=5, best="high"),
        "r": Score("r", of="recency", bins=5, best="low"),
    }
    assert faults == []


def test_fixed_cuts_say_the_number_of_bins():
    given, _ = read('[scores]\nf = { of = "orders", cuts = [1, 2, 3, 5] }')
    assert given["scores"]["f"] == Score("f", of="orders", bins=5, fixed=(1, 2, 3, 5))


def test_a_score_has_two_ends():
    _, faults = read('[scores]\nr = { of = "recency", best = "up" }')
    assert faults == ["scores.r.best: no end 'up' → write 'high' or 'low'"]


def test_scores_may_be_cut_in_other_ways():
    given, faults = read(
        '[scores]\nf = { of = "orders", population = "repeaters" }\n'
        'r = { of = "recency", cuts = "gaps", best = "low" }\n'
        'm = { of = "monetary", population = "everyone" }'
    )
    assert given["scores"] == {
        "f": Score("f", of="orders", population="repeaters"),
        "r": Score("r", of="recency", best="low", quantiles_of="gaps"),
        "m": Score("m", of="monetary"),
    }
    assert faults == []


def test_other_words_are_no_ways_of_cutting():
    _, faults = read(
        '[scores]\nf = { of = "orders", population = "repeater" }\n'
        'r = { of = "recency", cuts = "gap" }\ns = { of = "recency", cuts = 5, population = 1 }'
    )
    assert faults == [
        "scores.f.population: no population 'repeater' → did you mean 'repeaters'?",
        "scores.r.cuts: 'gap' is no way of cutting → write cuts = \"gaps\", or list cut points",
        "scores.s.cuts: 5 is a whole number → give a list: cuts = […]",
        'scores.s.population: 1 is a whole number → give text: population = "…"',
    ]


def test_codes_and_extra_columns_are_read():
    given, faults = read('[codes]\nrf = ["r", "f"]\n[extra]\nnps = { min = -100, max = 100 }')
    assert given["codes"] == {"rf": ("r", "f")}
    assert given["extra"] == {"nps": Extra(min=-100, max=100)}
    assert faults == []


SHORTHAND = """
[[stage]]
key = "a"
[[stage]]
key = "b"
title = "B"
when = "orders == 0"
rank = 7
[[segment]]
key = "c"
stage = "a"
when = "orders >= 1"
[[segment.campaign]]
title = "Bundles"
channel = "email"
"""


def test_a_stage_with_a_condition_is_a_segment_before_all_others():
    given, faults = read(SHORTHAND)
    b, c = given["segments"]
    assert (b.key, b.stage, b.title, b.when, b.rank) == ("b", "b", "B", "orders == 0", 7)
    assert (c.key, c.campaigns) == ("c", (Campaign("Bundles", channel="email"),))
    assert given["paths"] == ("stage[1]", "segment[0]")
    assert faults == []


def test_a_rank_needs_a_condition_in_a_stage():
    _, faults = read('[[stage]]\nkey = "a"\nrank = 1')
    assert faults == ["stage[0].rank: belongs to a segment → give `when` with it"]


def test_ranks_count_from_one():
    _, faults = read('[[segment]]\nkey = "a"\nstage = "a"\nwhen = "orders == 0"\nrank = 0')
    assert faults == ["segment[0].rank: 0 is no rank → count from 1"]


CLAIMS = """
[[stage]]
key = "a"
when = "orders == 0"
claims = ["count('visit') >= 1"]
[[segment]]
key = "c"
stage = "a"
when = "orders >= 1"
claims = ["orders >= 1", "orders <= 9"]
"""


def test_claims_are_read_of_segments_and_of_stages_that_are_segments():
    given, faults = read(CLAIMS)
    assert [each.claims for each in given["segments"]] == [
        ("count('visit') >= 1",),
        ("orders >= 1", "orders <= 9"),
    ]
    assert faults == []


def test_claims_of_a_wrong_type_are_faults():
    _, faults = read(CLAIMS.replace('"orders <= 9"', "9"))
    assert any(each.startswith("segment[0].claims[1]: 9") for each in faults)
    _, faults = read('[[stage]]\nkey = "a"\nclaims = ["orders == 0"]')
    assert faults == ["stage[0].claims: belongs to a segment → give `when` with it"]
