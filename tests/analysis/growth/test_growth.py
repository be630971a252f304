"""Growth accounting is that of plain Python and of product analytics, and its sums are exact."""

import pickle
from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import examples, shop
from calendar_told import growth_told
from clm.errors import SnapshotError
from nasty import days, interesting_days, nasty, shops
from real_shops import cdnow, told
from test_laws import renamed, shuffled

KINDS = ("order", "refund", "visit", "signup", "cart")
EVERY = ("day", "week", "month", "quarter", "year")


def four(found):
    """Give the four counts, period by period."""
    columns = (found.new, found.returning, found.resurrected, found.dormant)
    return [*zip(*(each.tolist() for each in columns), strict=True)]


def sound(found):
    """Check that the counts add up from one period to the next."""
    active = found.active
    assert (active == found.new + found.returning + found.resurrected).all()
    change = found.new + found.resurrected + found.dormant
    assert (active == np.append(0, active)[: len(active)] + change).all()
    for each in (found.new, found.returning, found.resurrected, -found.dormant):
        assert each.dtype == np.int64
        assert (each >= 0).all()


def check(oracle, ledger, day, every, week_start):
    """Compare every kind of event that the ledger knows."""
    for kind in KINDS:
        if ledger.rows(kind) is not None:
            asked = {"every": every, "as_of": day, "week_start": week_start}
            found = clm.growth(ledger, kind, **asked)
            starts = [each.first for each in found.periods]
            assert four(found) == growth_told(
                oracle, kind, day, every, starts=starts, week_start=week_start
            )
            sound(found)


def periods_until(every, day, ledger):
    """Say about how many periods there are."""
    width = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}[every]
    return (day - ledger.first_day).days / width


@pytest.mark.parametrize("seed", range(60))
def test_every_period_is_the_oracles_in_a_shop_full_of_nastiness(seed):
    """Two days of each shop, every kind of event."""
    made, dice = nasty(seed), Random(seed)
    ledger = made.ledger()
    every = [
        each for each in interesting_days(made) if ledger.first_day and each >= ledger.first_day
    ]
    for day in dice.sample(every, min(2, len(every))):
        fitting = [each for each in EVERY if periods_until(each, day, ledger) < 5_000]
        if fitting:
            check(
                made.oracle(), ledger, day, dice.choice(fitting), dice.choice(("monday", "friday"))
            )


@examples(25)
@given(st.data(), shops(), st.sampled_from(EVERY))
def test_every_period_is_the_oracles_in_shops_that_shrink(data, made, every):
    """The same, with the smallest shop in which they would differ."""
    day, ledger = data.draw(days(made)), made.ledger()
    if ledger.first_day and day >= ledger.first_day and periods_until(every, day, ledger) < 5_000:
        check(made.oracle(), ledger, day, every, "sunday")


@examples(15)
@given(shops(), st.randoms(use_true_random=False))
def test_neither_order_of_rows_nor_names_of_customers_matter(made, order):
    """Of every kind of event."""
    ledger = made.ledger()
    if not ledger.first_day or periods_until("year", ledger.last_day, ledger) > 5_000:
        return

    def rename(customer):
        if customer is None:
            return None
        return f"{customer}!" if isinstance(customer, str) else 3 - 2 * customer

    for kind in KINDS:
        if ledger.rows(kind) is not None:
            expected = four(clm.growth(ledger, kind, every="year"))
            for other in (shuffled(made, order), renamed(made, rename)):
                assert four(clm.growth(other.ledger(), kind, every="year")) == expected


def test_the_four_counts_are_those_of_product_analytics():
    """Four people in January 2020, and what PostHog's own tests of its lifecycle expect."""
    came = {"p1": (11, 12, 13, 15, 17, 19), "p2": (9, 12), "p3": (12,), "p4": (15,)}
    rows = [(who, f"2020-01-{day:02}") for who, every in came.items() for day in every]
    customer, when = zip(*rows, strict=True)
    ledger = shop().with_events("visit", customer=customer, when=when)
    found = clm.growth(ledger, "visit", every="day")
    since = [each.first for each in found.periods].index(date(2020, 1, 12))
    assert found.new[since:].tolist() == [1, 0, 0, 1, 0, 0, 0, 0]
    assert found.returning[since:].tolist() == [1, 1, 0, 0, 0, 0, 0, 0]
    assert found.resurrected[since:].tolist() == [1, 0, 0, 1, 0, 1, 0, 1]
    assert found.dormant[since:].tolist() == [0, -2, -1, 0, -2, 0, -1, 0]


def test_cdnow_is_the_oracles_and_its_cohorts_are_new():
    """New customers are the people of the cohorts."""
    oracle, ledger = told(cdnow, "USD")
    found = clm.growth(ledger, every="month", as_of="1998-06-15")
    starts = [each.first for each in found.periods]
    assert four(found) == growth_told(oracle, "order", date(1998, 6, 15), "month", starts=starts)
    assert found.new[:3].tolist() == clm.cohorts(ledger).sizes.tolist()
    assert (found.new.sum(), found.new[3:].sum()) == (23_570, 0)


def test_growth_agrees_with_recurring_cohorts():
    """Who returns is who was there a period before; who is active is the size of a cohort."""
    ledger = clm.demo.simulate(400)
    found = clm.growth(ledger, every="month")
    recurring = clm.cohorts(ledger, retention="recurring")
    assert found.active.tolist() == recurring.sizes.tolist()
    assert found.returning[1:].tolist() == recurring.counts[:-1, 1].tolist()
    assert found.new.sum() == clm.cohorts(ledger).sizes.sum()


@pytest.fixture(scope="module")
def found():
    """Ann and Bob come and go; May is not over, and January is in doubt."""
    days = [
        ("ann", "01-05"),
        ("bob", "01-09"),
        ("ann", "02-02"),
        ("bob", "03-01"),
        ("ann", "05-01"),
    ]
    ledger = shop(*((who, f"2024-{day}", 10) for who, day in days))
    return clm.growth(ledger, complete_from="2024-02-01")


def test_counts_reckoned_by_hand(found):
    """April is a period of nobody."""
    assert four(found) == [(2, 0, 0, 0), (0, 1, 0, -1), (0, 0, 1, -1), (0, 0, 0, -1), (0, 0, 1, 0)]
    assert found.active.tolist() == [2, 1, 1, 0, 1]
    ratio = found.quick_ratio.tolist()
    assert ratio[1:4] == [0, 1, 0]
    assert np.isnan(ratio[0])
    assert np.isnan(ratio[4])


def test_marks_tell_what_is_not_sure(found):
    """The last period and the first one."""
    assert found.as_of == date(2024, 5, 1)
    assert found.complete.tolist() == [True, True, True, True, False]
    assert found.doubtful.tolist() == [True, False, False, False, False]
    assert not clm.growth(shop(("ann", "2024-01-10", 1)), as_of="2024-01-31").notes


def test_the_repr_answers_in_a_few_lines(found):
    """The table, its marks and what they mean."""
    assert (
        repr(found)
        == """\
<Growth by month · order · as of 2024-05-01 · 5 months>
    period  active  new  returning  resurrected  dormant  quick ratio
  2024-01?       2    2          0            0        0            -
   2024-02       1    0          1            0       -1         0.00
   2024-03       1    0          0            1       -1         1.00
   2024-04       0    0          0            0       -1         0.00
  2024-05*       1    0          0            1        0            -
  note: * the month 2024-05 goes on until 2024-05-31
  note: ? 1 month may call old customers new: not all is known from before 2024-02-01"""
    )


@pytest.mark.parametrize("every", EVERY)
def test_the_repr_never_has_more_than_twelve_lines(every):
    """However many periods there are."""
    ledger = clm.demo.simulate(100)
    found = clm.growth(ledger, "visit", every=every, as_of="2025-12-29", complete_from="2024-06-15")
    lines = repr(found).splitlines()
    assert 4 <= len(lines) <= 12
    assert len(found.table().splitlines()) == len(found) + 1
    html = found._repr_html_()
    assert html.count("<tr>") == min(len(found), 100) + 1
    assert ("earlier periods not shown" in html) is (len(found) > 100)


@pytest.mark.parametrize("backend", ["polars", "pandas", "pyarrow"])
def test_the_table_as_columns_and_as_a_frame(found, backend):
    """With dates, and nulls where nobody was lost."""
    names = ["period", "active", "new", "returning", "resurrected", "dormant"]
    assert [*found.columns()] == [*names, "quick_ratio", "complete", "doubtful"]
    frame = found.to_frame(backend)
    frame = frame.to_pandas() if backend == "pyarrow" else frame
    ratio = list(frame["quick_ratio"])
    nothing = [each is None or each != each for each in ratio]  # noqa: PLR0124
    assert nothing == [True, False, False, False, True]
    assert str(next(iter(frame["period"])))[:10] == "2024-01-01"


def test_nothing_can_be_changed(found):
    """And a copy by pickle says the same."""
    for each in (*found.columns().values(), found.new, found.dormant):
        with pytest.raises(ValueError, match="read-only"):
            each[...] = each
    assert repr(pickle.loads(pickle.dumps(found))) == repr(found)


def test_nobody_active_is_no_error():
    """A kind that never happened by the day gives no periods."""
    ledger = shop(("ann", "2024-01-10", 10)).with_events(
        "visit", customer=["a"], when=["2024-02-01"]
    )
    for kind, day in (("visit", "2024-01-31"), ("refund", None)):
        found = clm.growth(ledger, kind, as_of=day)
        assert (len(found), found.periods, four(found)) == (0, (), [])
        assert "nobody was active" in repr(found)
        assert found.table()
        assert found._repr_html_()
        assert len(found.to_frame()) == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"kind": "visti"}, "kind: no kind of event 'visti' → did you mean 'visit'?"),
        ({"kind": "signup"}, "kind: no kind of event 'signup' → there are order, refund, visit"),
        ({"every": "months"}, "every: no period 'months' → did you mean 'month'?"),
        ({"week_start": "sun"}, "week_start: no day of the week 'sun' → did you mean 'sunday'"),
        ({"as_of": "2024-01-09"}, "as_of: nobody is there on 2024-01-09"),
        ({"complete_from": "soon"}, "complete_from: 'soon' is no day"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(asked, said):
    """One thing at a time."""
    ledger = shop(("ann", "2024-01-10", 10)).with_events(
        "visit", customer=["a"], when=["2024-02-01"]
    )
    with pytest.raises(SnapshotError) as caught:
        clm.growth(ledger, **asked)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("name", ["kind", "every", "as_of", "week_start"])
@pytest.mark.parametrize(
    "junk",
    [
        5,
        float("nan"),
        ["x"],
        {"a": 1},
        np.array(["order"]),
        np.array(["a", "b"]),
        b"order",
        object(),
    ],
    ids=lambda each: repr(each)[:16],
)
def test_junk_is_refused_whatever_it_is(name, junk):
    """Also what cannot be hashed or compared."""
    with pytest.raises(SnapshotError, match=f"^{name}: "):
        clm.growth(shop(("ann", "2024-01-10", 10)), **{name: junk})


def test_all_that_is_wrong_is_said_at_once():
    """Also that there is no ledger."""
    with pytest.raises(SnapshotError) as caught:
        clm.growth([], 1, every=2, week_start=3, as_of=4, complete_from=5)
    where = [each.where for each in caught.value.faults]
    assert where == ["ledger", "kind", "every", "week_start", "complete_from", "as_of"]
