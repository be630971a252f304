"""Who would be where under another template, reckoned from the columns of two snapshots."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import DOCUMENTS, by_customer, examples, shop, template
from clm.errors import ClmError
from nasty import interesting_days, nasty
from real_shops import cdnow

FIVE = clm.templates["five-stage"]


def reckoned(before, after):
    """People and money of every pair that somebody is in, by plain Python."""
    one, other = (
        {who: (stages[who], key) for who, key in by_customer(snap, "segment").items()}
        for snap in (before, after)
        for stages in [by_customer(snap, "stage")]
    )
    money = by_customer(before, "monetary")
    assert one.keys() == other.keys()
    people, net = Counter(), Counter()
    for who, place in one.items():
        people[place + other[who]] += 1
        net[place + other[who]] += money[who]
    return people, net


def rows(found):
    """Read a crosswalk row by row, by its four keys."""
    columns = {name: column.tolist() for name, column in found.columns().items()}
    keys = zip(*(columns[k] for k in ("stage", "segment", "new_stage", "new_segment")), strict=True)
    return {
        key: {name: columns[name][at] for name in [*columns][4:]} for at, key in enumerate(keys)
    }


def check(before, after, found):
    """The whole table is what two snapshots say."""
    people, net = reckoned(before, after)
    told = rows(found)
    assert {key: row["people"] for key, row in told.items()} == dict(people)
    assert {key: row["monetary"] for key, row in told.items()} == {key: net[key] for key in people}
    everybody, everything = people.total(), net.total()
    for key, row in told.items():
        assert row["share"] == people[key] / everybody
        here = sum(number for each, number in people.items() if each[:2] == key[:2])
        assert row["segment_share"] == people[key] / here
        if everything:
            assert row["monetary_share"] == pytest.approx(net[key] / everything)
        else:
            assert math.isnan(row["monetary_share"])
    moved = sum(number for key, number in people.items() if key[:2] != key[2:])
    assert found.moved == moved / everybody if everybody else math.isnan(found.moved)
    order = [[each.key for each in snap.template.segments] for snap in (before, after)]
    places = [(order[0].index(key[1]), order[1].index(key[3])) for key in told]
    assert places == sorted(places)


@examples(60)
@given(st.integers(0, 10**6), st.sampled_from([*DOCUMENTS]), st.sampled_from([*DOCUMENTS]))
def test_every_pair_is_what_two_snapshots_say(seed, mine, theirs):
    """On generated shops, with any two templates."""
    ledger, days = nasty(seed).ledger(), interesting_days(nasty(seed))
    day = days[seed % len(days)]
    before, after = (clm.snapshot(ledger, each, as_of=day) for each in (mine, theirs))
    check(before, after, before.crosswalk(theirs))
    check(before, after, before.crosswalk(after.template))
    check(before, after, before.crosswalk(after.fitted))
    template_pairs = {*clm.templates[mine].crosswalk(clm.templates[theirs]).pairs}
    assert {(key[1], key[3]) for key in rows(before.crosswalk(theirs))} <= template_pairs


@pytest.mark.parametrize(("mine", "theirs"), [("rfm-11", "clm-14"), ("five-stage", "exponea-14")])
def test_on_cdnow_too(mine, theirs):
    """Twenty-three thousand customers."""
    ledger = clm.Ledger.from_columns(**cdnow(), currency="USD")
    before, after = (clm.snapshot(ledger, each, as_of="1998-01-31") for each in (mine, theirs))
    check(before, after, before.crosswalk(theirs))


@pytest.fixture
def snap():
    """A regular, a newcomer, and one who has not come for long."""
    ledger = shop(
        ("ann", "2024-05-01", 9),
        ("ann", "2024-06-01", 1),
        ("bob", "2024-06-10", 20),
        ("cat", "2023-01-01", 5),
    )
    return clm.snapshot(ledger, "five-stage", as_of="2024-06-30")


def test_nobody_moves_to_the_same_template(snap):
    """Not even from cut points of another day."""
    assert snap.crosswalk("five-stage").moved == 0
    ledger = snap.ledger
    first = clm.snapshot(ledger, "rfm-11", as_of="2023-02-01")
    kept = clm.snapshot(ledger, "rfm-11", as_of="2024-06-30", scale=first.scale)
    assert kept.crosswalk("rfm-11").moved == 0
    assert kept.crosswalk("rfm-11").after.scale == first.scale
    fresh = clm.snapshot(ledger, "rfm-11", as_of="2024-06-30")
    assert fresh.scale != first.scale
    check(kept, fresh, kept.crosswalk(fresh.fitted))
    other = kept.crosswalk("exponea-14").after.scale
    assert dict(other.cuts) == dict(first.scale.cuts)
    assert kept.crosswalk("clm-14").after.scale.cuts["r"] == first.scale.cuts["r"]


def test_a_feature_that_is_scored_otherwise_is_fitted_anew(snap):
    """Cut points of two days would not go together."""
    first = clm.snapshot(snap.ledger, "rfm-11", as_of="2023-02-01")
    kept = clm.snapshot(snap.ledger, "rfm-11", as_of="2024-06-30", scale=first.scale)
    head = '[scores]\nr = { of = "recency", best = "low" }\nq = { of = "recency", bins = 3 }\n'
    head += 'f = { of = "orders" }'
    other = template(("a", "r == 5 or q == 1 or f == 5"), head=head)
    fresh = clm.snapshot(snap.ledger, other, as_of="2024-06-30").scale
    found = kept.crosswalk(other).after.scale
    assert (found.cuts["r"], found.cuts["q"]) == (fresh.cuts["r"], fresh.cuts["q"])
    assert found.cuts["f"] == first.scale.cuts["f"]


def test_a_renamed_stage_is_a_move_and_a_renamed_title_is_none(snap):
    """Keys count, and stages count as well as segments."""
    assert snap.crosswalk(FIVE.rename({"retention": "kept"})).moved == 1 / 3
    assert snap.crosswalk(FIVE.rename(key="other", titles={"retention": "Kept"})).moved == 0
    merged = FIVE.merge_stages("acquisition", "development", into="buyers")
    assert snap.crosswalk(merged).moved == 2 / 3


def test_a_crosswalk_shows_itself(snap):
    found = snap.crosswalk("growth-accounting")
    lines = repr(found).splitlines()
    assert lines[0] == (
        "<Crosswalk five-stage → growth-accounting · as of 2024-06-30 · 3 customers"
        " · 100.0 % would move>"
    )
    assert [line.split() for line in lines[2:]] == [
        ["new_customer", "new", "1", "33.3", "%", "20.00", "57.1", "%"],
        ["one_time_lapsed", "inactive", "1", "33.3", "%", "5.00", "14.3", "%"],
        ["retained", "resurrected", "1", "33.3", "%", "10.00", "28.6", "%"],
    ]
    assert "EUR" in found._repr_html_()
    assert found._repr_html_().count("<tr>") == 4
    assert len(found) == 3
    assert not any(each.flags.writeable for each in found.columns().values())
    assert not found.matrix.flags.writeable


def test_the_largest_pairs_are_shown_first_and_all_are_printed():
    """A REPL shows at most twelve lines."""
    ledger = clm.Ledger.from_columns(**cdnow(), currency="USD")
    snap = clm.snapshot(ledger, "rfm-11", as_of="1998-01-31")
    found = snap.crosswalk("clm-14")
    lines = repr(found).splitlines()
    numbers = [int(line.split()[2].replace(",", "")) for line in lines[2:-1]]
    assert numbers == sorted(found.columns()["people"].tolist(), reverse=True)[: len(numbers)]
    assert len(lines) <= 12
    assert lines[-1].endswith("smaller pairs, all of them by print()")
    assert len(str(found).splitlines()) == 2 + len(found)


def test_a_frame_has_real_nulls():
    """Shares of no money are none."""
    snap = clm.snapshot(shop(("ann", "2024-06-10", 0)), "five-stage", as_of="2024-06-30")
    found = snap.crosswalk("rfm-11")
    assert found.to_frame("polars")["monetary_share"].null_count() == 1
    assert found.to_frame("pandas")["monetary_share"].isna().sum() == 1
    assert found.to_frame("polars").columns == [*found.columns()]
    with pytest.raises(ClmError, match="no dataframe library"):
        found.to_frame("excel")


def test_of_nobody_there_is_an_empty_table():
    snap = clm.snapshot(shop(), "five-stage", as_of="2024-06-30")
    found = snap.crosswalk("rfm-11")
    assert math.isnan(found.moved)
    assert len(found) == 0
    assert {len(each) for each in found.columns().values()} == {0}
    assert "0 customers · - would move" in repr(found)
    assert "0 customers" in found._repr_html_()


EXTRA = "[extra]\nnps = { min = 0, max = 10 }"


def test_columns_that_the_other_asks_for_are_given_with_the_call(snap):
    """Those that the snapshot has are taken along."""
    asks = template(("happy", "nps >= 9"), head=EXTRA)
    found = snap.crosswalk(asks, extra={"nps": {"ann": 9, "bob": 1}})
    after = clm.snapshot(snap.ledger, asks, as_of=snap.as_of, extra={"nps": {"ann": 9, "bob": 1}})
    check(snap, after, found)
    assert found.matrix.sum(axis=0).tolist() == [1, 2]
    assert after.crosswalk(asks).moved == 0
    assert after.crosswalk("five-stage").matrix.sum() == 3
    for wrong, told in [
        ({"npz": {"ann": 1}}, "no extra column 'npz'"),
        ({"nps": {"ann": 11}}, "11 is no whole number from 0 to 10"),
        ([1], "holds no values by customer"),
    ]:
        with pytest.raises(ClmError, match=told):
            snap.crosswalk(asks, extra=wrong)
    with pytest.raises(ClmError, match="no extra column 'nps'"):
        snap.crosswalk("five-stage", extra={"nps": {"ann": 1}})


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ("five-stages", "no template 'five-stages' → did you mean 'five-stage'"),
        (None, "other: None is no template"),
        (3, "other: 3 is no template"),
        (FIVE.definition, "other: Definition"),
    ],
)
def test_what_is_no_template_is_refused(snap, other, told):
    with pytest.raises(ClmError, match=told):
        snap.crosswalk(other)


def test_money_of_another_currency_is_refused(snap):
    dollars = template(("rich", "monetary > 500"), head='currency = "USD"')
    with pytest.raises(ClmError, match="is in USD, the orders are in EUR"):
        snap.crosswalk(dollars)


def test_a_loaded_snapshot_answers_what_its_features_allow(snap, tmp_path):
    snap.save(tmp_path / "may.clm")
    loaded = clm.Snapshot.load(tmp_path / "may.clm")
    assert rows(loaded.crosswalk("rfm-11")) == rows(snap.crosswalk("rfm-11"))
    with pytest.raises(ClmError, match="there is no ledger to compute it from"):
        loaded.crosswalk("exponea-14")
