"""What the page on backtests says of two real shops is what they give."""

from pathlib import Path

import pytest

import clm
from real_shops import cdnow, online_retail, told

PAGE = (Path(__file__).parents[1] / "docs" / "backtest.md").read_text(encoding="utf-8")
TABLES = ("rfm-11", "exponea-14", "clm-14")
SHOPS = {
    "cdnow": ((cdnow, "USD"), "1998-03-31"),
    "retail": ((online_retail, "GBP", "Europe/London"), "2011-08-31"),
}


def found_of(name, key):
    told_by, day = SHOPS[name]
    return clm.backtest(told(*told_by)[1], key, as_of=day, days=90)


@pytest.mark.parametrize("name", SHOPS)
@pytest.mark.parametrize("key", ["five-stage", *TABLES])
def test_every_row_of_the_tables_is_so(name, key):
    found = found_of(name, key)
    each, better, worse = found.sorting, ", ".join(found.better), ", ".join(found.worse)
    assert f"| `{key}` | {each.template} | {each.over_recency} | {better} | {worse} |" in PAGE
    assert f"| recency alone | {each.recency} |" in PAGE
    assert f"| orders alone | {each.orders} |" in PAGE
    back = f"{100 * each.returned / each.people:.1f} % of {each.people:,} buyers ordered again."
    assert f"as of {found.as_of}: {back}" in PAGE


@pytest.mark.parametrize("name", SHOPS)
@pytest.mark.parametrize("key", TABLES)
def test_the_labels_that_keep_their_word_are_these(name, key):
    found = found_of(name, key)
    assert {"champion", "at_risk"} <= {*found.better}
    assert "potential_loyal" in found.worse
    assert key != "clm-14" or "promising" in found.worse


@pytest.mark.parametrize("key", TABLES)
def test_no_table_beats_recency_at_cdnow_nor_orders_at_online_retail(key):
    assert found_of("cdnow", key).sorting.over_recency.sign == -1
    assert found_of("retail", key).sorting.over_recency.sign == 1
    assert found_of("retail", key).sorting.over_orders.value < 0


def test_shares_in_the_text_are_so():
    columns = found_of("retail", "exponea-14").columns()
    at = columns["segment"].tolist().index("new_customer")
    share, short = (100 * abs(columns[name][at]) for name in ("return_share", "beyond_recency"))
    assert f"in {share:.1f} % of cases, {short:.1f} percentage points less" in PAGE
    assert found_of("cdnow", "exponea-14").notes[0] == (
        "promising (rank 12, 3.1 %) ordered again less often than needs_attention (rank 10, 12.9 %)"
    )
    assert "(rank 12 of 14) ordered again in 3.1 % of cases" in PAGE
    assert "those who need attention (rank 10) in 12.9 %" in PAGE
