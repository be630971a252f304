"""Drop-offs of whole shops: shares, people and money are those of plain Python."""

from random import Random

import numpy as np
import pytest

import clm
import dropoffs_oracle as plain
from asking import DOCUMENTS, THOROUGH, by_customer, cuts, shop
from clm.errors import ComparisonError, MetricError
from clm.metrics.dropoffs.measuring import dropoffs, onward_of
from histories import drawn, stages_of
from real_shops import cdnow, online_retail
from real_shops import told as told_shop


def expected_of(past, stages, within, money):
    """Reckon every stage in plain Python: counts, people, and their money by two features."""
    counts = plain.outcomes(past.days, stages, past.template, within)
    stalled, lost = plain.behind(past.days, stages, past.template, within)
    return {
        key: {
            **{name: counts[key][name] for name in plain.COUNTED + plain.CENSORED},
            "stalled people": stalled[key],
            "lost people": lost[key],
            "money": [sum(net[who] for who in stalled[key] | lost[key]) for net in money],
        }
        for key in within
    }


def found_of(found):
    """Take the same from the library."""
    return {
        key: {
            "advance": row.advance.numerator,
            "stalled": row.stalled.numerator,
            "lost": row.lost.numerator,
            **{name: getattr(row, name) for name in plain.CENSORED},
            "stalled people": {*row.customers("stalled")},
            "lost people": {*row.customers("lost")},
            "money": [row.money, row.money_last_period],
        }
        for key, row in found.items()
    }


def last_period(past):
    """Write the money of the last whole period as a feature; None where there is none."""
    whole = past.days[:-1] if past.partial else past.days
    if len(whole) < 2:
        return None
    days, ago = (whole[-1] - whole[-2]).days, (past.days[-1] - whole[-1]).days
    return f"monetary(days={days}, ago={ago})"


@pytest.mark.parametrize("seed", range(400, 400 + 20 * THOROUGH))
def test_nasty_shops_drop_off_as_plain_python_says(seed):
    """Segments, features and counts without a line of the library; with its cut points."""
    dice = Random(seed)
    story, ledger, key, every, start, end = drawn(seed)
    past = clm.history(ledger, key, start, end, every=every, scale="refit")
    days = dice.choice((None, None, 1, 7, 45))
    oracle = story.oracle()
    stages = [oracle.stages(DOCUMENTS[key], snap.as_of, cuts(snap)) for snap in past]
    within = {each.key: days or each.stalled_after_days for each in past.template.stages}
    so_far = oracle.features("monetary", past.days[-1])
    lately = last_period(past)
    money = [so_far, oracle.features(lately, past.days[-1]) if lately else dict.fromkeys(so_far)]
    found = dropoffs(past, within=days)
    if lately is None:
        money = money[:1]
        assert {row.money_last_period for row in found.values()} == {None}
    told = found_of(found)
    for row in told.values():
        row["money"] = row["money"][: len(money)]
    assert told == expected_of(past, stages, within, money)


@pytest.mark.parametrize("seed", range(460, 460 + 8 * THOROUGH))
def test_the_three_shares_and_the_censored_are_all_stays(seed):
    """Three integers over one denominator; what is left is told apart."""
    _, ledger, key, every, start, end = drawn(seed)
    past = clm.history(ledger, key, start, end, every=every, scale="refit")
    stays = past.spells().columns()["stage"].tolist()
    for key, row in dropoffs(past).items():
        shares = (row.advance, row.stalled, row.lost)
        assert {each.denominator for each in shares} == {row.counted}
        assert sum(int(each.numerator) for each in shares) == row.counted
        assert {each.censored for each in shares} == {row.censored}
        assert row.stays == stays.count(key)


REAL = {
    "cdnow": (cdnow, "USD", "five-stage", "1997-01-31", "1998-06-30"),
    "retail": (online_retail, "GBP", "exponea-14", "2010-12-31", "2011-12-09"),
}


@pytest.mark.parametrize("name", REAL)
def test_real_shops_drop_off_as_plain_python_says(name):
    """Month by month; where everybody stood is proved elsewhere."""
    tell, currency, key, start, end = REAL[name]
    _, ledger = told_shop(tell, currency)
    past = clm.history(ledger, key, start, end)
    last = past.snapshots[-1]
    money = [by_customer(last, "monetary")]
    lately = last.features.column(clm.Feature.parse(last_period(past)))
    money.append(dict(zip(last.features.customers.tolist(), lately.tolist(), strict=True)))
    within = {each.key: each.stalled_after_days for each in past.template.stages}
    found = dropoffs(past)
    assert found_of(found) == expected_of(past, stages_of(past), within, money)
    assert sum(row.counted for row in found.values()) > 1_000


def test_another_order_of_rows_changes_nothing():
    """Customers are numbered otherwise, and stand in the same rows of the answer."""
    told = clm.demo.shop_columns(300)
    order = told["order"]
    mixed = Random(1).sample(range(len(order["customer"])), len(order["customer"]))
    shuffled = {name: np.asarray(column)[mixed] for name, column in order.items()}
    rows = []
    for columns in (order, shuffled):
        ledger = clm.Ledger.from_columns(**columns, currency="EUR")
        past = clm.history(ledger, "five-stage", "2025-01-31", "2025-12-31", every="week")
        rows.append(found_of(dropoffs(past)))
    assert rows[0] == rows[1]


def test_who_stands_still_stalls():
    """All of them, however long one waits."""
    ledger = shop(("ann", "2024-01-01", 9)).with_events(
        "visit", customer=[f"v{n}" for n in range(9)], when=["2024-02-10"] * 9
    )
    past = clm.history(ledger, "five-stage", "2024-01-31", "2024-12-31")
    row = dropoffs(past, within=100)["awareness"]
    assert (row.stalled.value, row.advance.value, row.lost.value) == (1, 0, 0)
    assert (row.counted, row.stalled_people, row.money) == (9, 9, 0)


def test_skipping_a_stage_is_going_on():
    """From acquisition straight to retention; a refund leads out, and is a loss."""
    ledger = shop(
        *(("ann", "2024-02-02", 9), ("ann", "2024-02-03", 5)),
        *(("bob", "2024-02-02", 7), ("bob", "2024-02-04", -7)),
        ("cid", "2024-01-01", 1),
        match_refunds="exact",
    )
    past = clm.history(ledger, "five-stage", "2024-02-01", "2024-03-31", every="day")
    row = dropoffs(past)["acquisition"]
    assert (row.advance.numerator, row.lost.numerator, row.counted) == (1, 1, 2)
    assert row.customers("lost") == ["bob"]
    assert row.money == 0


def test_nothing_lies_ahead_of_the_last_stage():
    """Going on is undefined there, leaving is a loss, and staying is no failing."""
    past = clm.history(clm.demo.simulate(300), "exponea-14", "2025-01-31", "2025-12-31")
    row = dropoffs(past, within={"appreciate": 90})["appreciate"]
    assert row.advance.undefined == "nothing lies ahead of appreciate"
    assert row.stalled.numerator + row.lost.numerator == row.counted > 0
    assert row.stalled_people == 0 < row.lost_people
    assert onward_of(past.template)[3].sum() == 0


def test_the_worst_come_first():
    """By money, by people, or by what is missing to the target; equals keep their order."""
    past = clm.history(clm.demo.simulate(), "five-stage", "2025-01-31", "2025-12-31")
    targets = {"development": 0.5, "retention": 0.1, "awareness": 0.9}
    found = {
        by: [*dropoffs(past, targets=targets, by=by).values()] for by in ("money", "people", "gap")
    }
    for by, most in (("money", 0), ("people", 0)):
        keys = [getattr(row, by) for row in found[by]]
        assert keys == sorted(keys, reverse=True)
        assert keys[0] > most
    gaps = [row.gap for row in found["gap"]]
    assert gaps[:3] == sorted(gaps[:3])
    assert gaps[3:] == [None, None]
    assert found["gap"][0].stage == "awareness"


def test_targets_and_benchmarks_stand_beside_the_figures():
    """A benchmark finds the figure of its definition, whichever stage and share that is."""
    past = clm.history(clm.demo.simulate(), "five-stage", "2024-01-31", "2025-12-31")
    marks = [
        clm.Benchmark(metric=metric, value=0.5, source="invented", date="2025-01-01")
        for metric in (
            clm.stage_advance("five-stage", "development"),
            clm.stage_stalled(past.template, "development"),
            clm.stage_lost("five-stage", "retention", within=180),
        )
    ]
    found = dropoffs(past, targets={"development": 0.4}, benchmarks=iter(marks))
    row = found["development"]
    assert row.gap == pytest.approx(row.advance.numerator / row.counted - 0.4)
    assert [each.benchmark for each in row.benchmarks] == marks[:2]
    assert [each.figure for each in row.benchmarks] == [row.advance, row.stalled]
    assert row.benchmark.gap == pytest.approx(row.advance.value - 0.5)
    assert (row.benchmark.verdict, row.benchmarks[1].verdict) == ("below", "above")
    (only,) = found["retention"].benchmarks
    assert (only.figure, found["retention"].benchmark) == (found["retention"].lost, None)


def test_a_benchmark_of_another_definition_is_refused():
    """With other days, another period, another template: each part that differs is named."""
    past = clm.history(shop(("ann", "2024-01-10", 9)), "five-stage", "2024-01-31", "2024-12-31")
    metric = clm.stage_advance("five-stage", "development", within=90, every="week")
    mark = clm.Benchmark(metric=metric, value=0.5, source="invented", date="2025-01-01")
    with pytest.raises(ComparisonError, match="last day of each week ≠ 180 days") as caught:
        dropoffs(past, benchmarks=[mark])
    assert [each.where for each in caught.value.faults] == ["benchmarks[0]"]
    assert dropoffs(past, within=90)["development"].within == 90


def test_all_faults_of_the_arguments_come_at_once():
    """Before anything is reckoned."""
    past = clm.history(shop(("ann", "2024-01-10", 9)), "five-stage", "2024-01-31", "2024-03-31")
    with pytest.raises(MetricError) as caught:
        dropoffs(past, within={"retain": 9}, targets={"awareness": 30}, benchmarks=[0.3], by="loss")
    where = [each.where for each in caught.value.faults]
    assert where == ["by", "benchmarks[0]", "within", "targets['awareness']"]
    with pytest.raises(MetricError, match="history: None is no history"):
        dropoffs(None)


def test_one_look_shows_no_passage():
    """All stays began before, and those who are there are behind nothing yet."""
    past = clm.history(shop(("ann", "2024-01-10", 9)), "five-stage", "2024-01-31", "2024-01-31")
    row = dropoffs(past)["acquisition"]
    assert (row.counted, row.begun_before, row.people) == (0, 1, 0)
    assert row.advance.undefined == "no stays in acquisition; 1 not watched long enough"
    assert row.money_last_period is None
