"""Stalled is who has been in her stage for longer than it has patience."""

from datetime import date

import pytest

import clm
from asking import by_customer, shop
from histories import stages_of, told


@pytest.mark.parametrize("seed", range(230, 290))
def test_the_stalled_are_found_person_by_person(seed):
    """By the first day of the stretch that ends on the last day."""
    past = told(seed)
    days, stages = past.days, stages_of(past)
    patience = {each.key: each.stalled_after_days for each in past.template.stages}
    expected = {}
    for who, stage in stages[-1].items():
        at = len(days) - 1
        while at > 0 and stages[at - 1].get(who) == stage:
            at -= 1
        since = (days[-1] - days[at]).days
        if patience.get(stage) and since > patience[stage]:
            expected[who] = (stage, days[at], since, at == 0)
    columns = past.stalled().columns()
    names = ("stage", "since", "days", "at_least")
    rows = zip(*(columns[name].tolist() for name in names), strict=True)
    people = columns["customer"].tolist()
    assert dict(zip(people, rows, strict=True)) == expected
    order = [*zip(columns["days"].tolist(), columns["monetary"].tolist(), strict=True)]
    assert order == sorted(order, reverse=True)
    net = by_customer(past.snapshots[-1], "monetary")
    assert columns["monetary"].tolist() == [net[who] for who in people]


@pytest.fixture
def stalled():
    """Ten visitors who never bought, from the first day on, and one who came later."""
    ledger = shop(("ann", "2024-01-01", 9)).with_events(
        "visit",
        customer=[*(f"v{n}" for n in range(10)), "late"],
        when=["2024-01-02"] * 10 + ["2024-12-15"],
    )
    return clm.history(ledger, "five-stage", "2024-01-31", "2024-12-31").stalled()


def test_it_shows_who_waits_longest(stalled):
    """How many in each stage, and the first few; at least so long where nobody saw the start."""
    lines = repr(stalled).splitlines()
    assert lines[0].startswith("<Stalled as of 2024-12-31 · 11 customers · 10 in awareness")
    assert "≥ 335 d" in lines[2]
    assert len(lines) <= 12
    assert stalled._repr_html_().startswith("<table>")
    assert stalled.counts()["awareness"] == 10
    assert "late" not in stalled.columns()["customer"].tolist()
    assert stalled.to_frame("polars")["since"][0] == date(2024, 1, 31)


def test_long_ids_and_ids_of_many_lines_are_shown_in_brief():
    """They are whole in the columns."""
    who = "\n".join("x" * 40)
    past = clm.history(shop((who, "2024-01-10", 9)), "five-stage", "2024-01-31", "2024-12-31")
    stalled = past.stalled()
    assert len(repr(stalled).splitlines()) == 3
    assert len(repr(stalled).splitlines()[-1]) < 90
    assert stalled.columns()["customer"].tolist() == [who]
