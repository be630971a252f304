"""An explanation is a value: shown in a few lines, written as JSON, compared, pickled."""

import json
import pickle

import pytest

import clm
from asking import shop
from clm.errors import UnknownNameError


@pytest.fixture
def hers():
    """Ann of a small shop: recencies 1, 10, 39; orders 1, 2, 3; net 5, 42, 240."""
    rows = [("ann", "2024-01-01", 30), ("ann", "2024-03-01", 12), ("bob", "2024-02-01", 5)]
    rows += [("cem", f"2024-03-{day}", 80) for day in ("05", "09", "10")]
    return clm.snapshot(shop(*rows), "exponea-14", as_of="2024-03-11").explain("ann")


def test_it_is_shown_in_some_twenty_lines(hers):
    assert repr(hers).splitlines() == [
        "<Explanation 'ann' · exponea-14 · as of 2024-03-11>",
        "  recent_customer (retain) since 2024-03-03, by ageing; promising before",
        "  orders (f 2)           2                 2  f 4: up 1, f 1: down 1",
        "  count('refund')        0                 0  up 1",
        "  count('visit')         0                 0  up 1",
        "  count('signup')        0                 0  up 1",
        "  tenure           70 days  61 days and more  down 10 days",
        "  recency (r 4)    10 days      2 to 10 days  r 5: down 9 days, r 2: up 1 day",
        "  monetary (m 2)     42.00     5.01 to 42.00  m 4: up 0.01, m 1: down 37.00",
        "  because rfm in (311, 411, 412, 421, 422, 511, 512) (rfm 422)",
        "  not new_customer: orders is 2, not 1",
        "  if nothing happens: 2024-03-12 hibernating",
        "  potential_loyal: one order of 0.00 on any day",
        "  champion: one order of 0.01 on any day",
        "  new_customer, needs_attention, promising, loyal: no order can",
    ]


def test_it_is_written_as_json_and_read_back(hers):
    told = hers.to_dict()
    assert json.loads(json.dumps(told)) == told
    assert told["segment"] == hers.segment
    assert told["since"]["day"] == "2024-03-03"
    assert [*told["values"]] == [each.name for each in hers.values]
    assert [*told["scores"]] == ["r", "f", "m"]
    assert told["codes"] == hers.codes


def test_it_is_a_value(hers):
    assert pickle.loads(pickle.dumps(hers)) == hers
    assert hash(hers) == hash(pickle.loads(pickle.dumps(hers)))
    with pytest.raises(AttributeError):
        hers.segment = "lost"


def test_values_and_scores_are_found_by_name(hers):
    assert hers["orders"].value == 2
    assert hers["r"].of == hers["recency"].value == 10
    with pytest.raises(
        UnknownNameError, match="no feature or score 'order' → did you mean 'orders'"
    ):
        hers["order"]
    with pytest.raises(UnknownNameError, match="no feature or score"):
        hers[["orders"]]


def test_the_least_change_is_found_by_its_segment():
    rows = [("ann", "2024-01-01", 30), ("bob", "2024-03-01", 5)]
    hers = clm.snapshot(shop(*rows), "five-stage", as_of="2024-03-11").explain("ann")
    assert hers.least("retained").orders == 1
    with pytest.raises(UnknownNameError, match="no better segment 'lost'"):
        hers.least("lost")
    with pytest.raises(UnknownNameError, match="no better segment"):
        hers.least(None)


def test_a_notebook_shows_tables(hers):
    page = hers._repr_html_()
    assert page.startswith("<table><caption>Explanation &#x27;ann&#x27; · exponea-14")
    assert page.count("<tr>") == 1 + len(hers.values) + 1 + len(hers.better)
    assert "<p>recent_customer (retain) since 2024-03-03, by ageing; promising before</p>" in page
    other = clm.snapshot(shop(("<b>", "2024-01-01", 30)), "five-stage", as_of="2024-03-11").explain(
        "<b>"
    )
    assert "<b>" not in other._repr_html_()
    assert "The least that would do" in other._repr_html_()
