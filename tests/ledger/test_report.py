"""The report reconciles what came in with what is there, as the oracle counts it."""

import pickle

import pytest
from hypothesis import given, settings

from clm.ledger.ledger import Ledger
from nasty import nasty, shops


def totals(report):
    """Give the numbers that the oracle gives too."""
    names = ("rows", "dropped", "orders", "lines", "refunds_linked", "refunds_unlinked", "by_month")
    return {name: getattr(report, name) for name in names}


def expected(shop):
    """Count by the oracle; refunds told as events are rows of sales as well."""
    told = shop.oracle().report_totals()
    for _, columns in shop.calls:
        told["rows"] += len(columns["customer"]) * (columns.get("kind") == "refund")
    return told


def check(shop):
    """Compare, and add up."""
    report = shop.ledger().report()
    assert totals(report) == expected(shop)
    assert report.rows == report.lines + report.refunds + sum(report.dropped.values())
    sums = [sum(month[at] for month in report.by_month.values()) for at in range(3)]
    assert sums == [report.gross, report.refunded, report.net]


@given(shops())
@settings(max_examples=30)
def test_the_report_of_any_ledger_is_the_oracles(shop):
    """Every row that came in is a line, a refund, or dropped for a reason."""
    check(shop)


@pytest.mark.parametrize("seeds", [range(60), range(1000, 1060)])
def test_the_reports_of_many_nasty_ledgers_are_the_oracles(seeds):
    """Batches, repeats, aliases, refunds of every kind, days centuries apart."""
    for seed in seeds:
        check(nasty(seed))


def ledger(**columns):
    """Make a ledger with a refund that names no order."""
    given = {
        "customer": [1, 1, 1],
        "when": ["2024-05-01"] * 3,
        "amount": [5, 5, -5],
        "currency": "EUR",
    }
    return Ledger.from_columns(**{**given, **columns})


def test_the_report_tells_what_matching_would_link():
    """With matching on there is nothing left to link."""
    report = ledger().report()
    assert (report.refunds_linked, report.linkable, report.linkable_amount) == (0, 1, 500)
    assert "would link 1 (5.00)" in repr(report)
    matched = ledger(match_refunds="exact").report()
    assert (matched.refunds_linked, matched.linkable) == (1, 0)


def test_rows_that_share_customer_and_instant_are_noted_unless_orders_are_named():
    """They may be lines of one order."""
    (note,) = ledger().report().notes
    assert "order=" in note
    assert ledger(order=["A", "A", "B"]).report().notes == ()
    assert ledger(customer=[1, 2, 3]).report().notes == ()


def test_the_report_reads_as_a_few_lines_and_a_table():
    """Other kinds of event are counted with their plurals."""
    held = ledger().with_events("touch", customer=[1, 1], when=["2024-05-01"] * 2)
    lines = repr(held.report()).splitlines()
    assert "3 rows in · none dropped" in lines[1]
    assert any("2 touches" in line for line in lines)
    assert held.report().table().splitlines()[1].split() == ["2024-05", "10.00", "5.00", "5.00"]
    assert held.report()._repr_html_().count("<tr>") == 2


def test_a_report_is_frozen_and_pickles():
    """Its mappings too."""
    report = ledger().report()
    assert pickle.loads(pickle.dumps(report)) == report
    with pytest.raises(TypeError):
        report.by_month["2024-05"] = (0, 0, 0)
