"""Cohorts show themselves, and are handed on as columns and frames."""

import copy
import pickle

import numpy as np
import pytest
from attrs.exceptions import FrozenInstanceError

import clm
from asking import shop
from clm.errors import UnknownNameError
from real_shops import cdnow, told


@pytest.fixture(scope="module")
def found():
    """Ann in January, February and April; Bob in January; Cem in April."""
    days = [
        ("ann", "01-05"),
        ("bob", "01-09"),
        ("ann", "02-02"),
        ("ann", "04-30"),
        ("cem", "04-01"),
    ]
    ledger = shop(*((who, f"2024-{day}", 10) for who, day in days))
    return clm.cohorts(ledger, as_of="2024-05-15", complete_from="2024-02-01")


def test_rates_are_shares_orders_or_money_a_head():
    """Of the cohort's people, whoever of them ordered."""
    ledger = shop(
        ("ann", "2024-01-05", 10), ("bob", "2024-01-05", 5), ("ann", "2024-01-07", "0.01")
    )
    expected = {"customers": 1.0, "orders": 1.5, "revenue": 750.5}
    for measure, rate in expected.items():
        assert clm.cohorts(ledger, measure=measure).rates.tolist() == [[rate]]


def test_cells_in_long_form(found):
    """One row for each observed cell, in order."""
    columns = found.columns()
    assert [*columns] == [
        "cohort",
        "period",
        "offset",
        "size",
        "count",
        "rate",
        "complete",
        "doubtful",
    ]
    assert len(columns["cohort"]) == 5 + 4 + 3 + 2
    at = 5 + 4 + 3  # April's own
    row = {name: each[at].item() for name, each in columns.items()}
    assert (str(row.pop("cohort")), str(row.pop("period"))) == ("2024-04-01", "2024-04-01")
    assert row == {
        "offset": 0,
        "size": 1,
        "count": 1,
        "rate": 1.0,
        "complete": True,
        "doubtful": False,
    }
    assert columns["doubtful"].tolist() == [True] * 5 + [False] * 9
    assert columns["complete"].sum() == 4 + 3 + 2 + 1


@pytest.mark.parametrize("backend", ["polars", "pandas", "pyarrow"])
def test_frames_have_real_nulls_and_dates(found, backend):
    """The rates of a cohort of nobody are none."""
    frame = found.to_frame(backend)
    if backend == "pyarrow":
        frame = frame.to_pandas()
    cohort, rate = (list(frame[name]) for name in ("cohort", "rate"))
    assert str(cohort[0])[:10] == "2024-01-01"
    nothing = [each is None or each != each for each in rate]  # noqa: PLR0124
    assert nothing == [False] * 5 + [True] * 7 + [False] * 2


def test_groups_are_stacked_in_long_form():
    """Without the whole, so that sums count everybody once."""
    ledger = shop(("ann", "2024-01-05", 10), ("bob", "2024-02-05", 5))
    found = clm.cohorts(ledger.with_attributes(country={"bob": "DE"}), by="country")
    columns = found.columns()
    assert columns["group"].tolist() == ["", "", "", "DE", "DE", "DE"]
    assert columns["count"].sum() == found.counts.sum()
    assert found.to_frame("polars")["group"].to_list() == columns["group"].tolist()


def test_no_such_library(found):
    """As of any frame."""
    with pytest.raises(UnknownNameError, match="no dataframe library 'polar'"):
        found.to_frame("polar")


def test_the_repr_answers_in_a_few_lines(found):
    """The triangle, its marks and what they mean."""
    assert (
        repr(found)
        == """\
<Cohorts by month · first-time retention in % · as of 2024-05-15 · 4 cohorts · 3 customers>
    cohort  size       0      1     2      3     4
  2024-01?     2  100.0   50.0   0.0   50.0   0.0*
   2024-02     0      -      -     -      -*
   2024-03     0      -      -     -*
   2024-04     1  100.0    0.0*
  note: * the month 2024-05 goes on until 2024-05-31
  note: ? 1 cohort may hold old customers: not all is known from before 2024-02-01"""
    )
    assert found.table().splitlines()[0].split() == ["cohort", "size", *"01234"]


@pytest.mark.parametrize("every", ["week", "month", "quarter", "year"])
@pytest.mark.parametrize("retention", ["recurring", "rolling"])
@pytest.mark.parametrize("measure", ["customers", "orders", "revenue"])
def test_the_repr_never_has_more_than_twelve_lines(every, retention, measure):
    """However many cohorts, groups and notes there are."""
    ledger = clm.demo.simulate(150)
    snap = clm.snapshot(ledger, "rfm-11", as_of="2025-03-31")
    asked = {"every": every, "retention": retention, "measure": measure}
    found = clm.cohorts(ledger, by=snap, as_of="2025-12-29", complete_from="2024-06-15", **asked)
    lines = repr(found).splitlines()
    assert 4 <= len(lines) <= 12
    assert max(map(len, lines)) <= 130
    assert len(found.table().splitlines()) == len(found) + 1
    html = found._repr_html_()
    assert html.count("<tr>") == min(len(found), 60) + 1
    assert ("not shown" in html) is (len(found.periods) > 60)


def test_what_the_repr_leaves_out_is_counted():
    """CDNOW has eighteen months and three cohorts."""
    _, ledger = told(cdnow, "USD")
    assert repr(clm.cohorts(ledger)).splitlines()[-1] == "  … 6 more months: print(….table())"
    recurring = repr(clm.cohorts(ledger, retention="recurring")).splitlines()
    assert recurring[-1] == "  … 9 more cohorts and 6 more months: print(….table())"
    assert "customers" not in recurring[0]


def test_a_notebook_shows_a_heat_map(found):
    """The darker the higher; text cannot break out of its cell."""
    html = found._repr_html_()
    assert html.startswith("<table><caption>Cohorts by month · ")
    assert '<td style="background: rgba(31, 119, 180, 0.80)">50.0 </td>' in html
    ledger = shop(("ann", "2024-01-05", 10)).with_attributes(country={"ann": "<b>\n" + "x" * 99})
    found = clm.cohorts(ledger, by="country")
    assert "<b>" not in found._repr_html_()
    assert repr(found).splitlines()[-2] == f"  by country: <b> {'x' * 19}… 1"
    recurring = clm.cohorts(ledger, by="country", retention="recurring")
    assert repr(recurring).splitlines()[-2].endswith("x…")


def test_nothing_can_be_changed(found):
    """Neither fields nor arrays nor groups."""
    with pytest.raises(FrozenInstanceError):
        found.measure = "orders"
    arrays = (
        found.sizes,
        found.counts,
        found.rates,
        found.observed,
        found.complete,
        found.doubtful,
    )
    for array in (*arrays, *found.columns().values()):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = array
    with pytest.raises(TypeError):
        found.groups["DE"] = found


def test_cohorts_are_copied_and_pickled():
    """With their groups."""
    ledger = shop(("ann", "2024-01-05", 10)).with_attributes(country={"ann": "DE"})
    found = clm.cohorts(ledger, by="country")
    for again in (pickle.loads(pickle.dumps(found)), copy.deepcopy(found)):
        assert repr(again) == repr(found)
        assert np.array_equal(again.groups["DE"].counts, found.groups["DE"].counts)
