"""People of two snapshots are told apart by their ids."""

import clm
from asking import shop
from clm.analysis.transitions.people import NOWHERE, People

ROWS = [("ann", "2024-01-01", 9), ("bob", "2024-02-01", 9), ("cem", "2024-01-05", 9)]


def people(before, after, days=("2024-01-31", "2024-02-29")):
    """Set two ledgers side by side."""
    snaps = [
        clm.snapshot(each, "five-stage", as_of=day)
        for each, day in zip((before, after), days, strict=True)
    ]
    return People.of(*snaps), *snaps


def test_everybody_of_the_later_snapshot_comes_first_in_its_order():
    """Of one ledger nobody is ever gone."""
    ledger = shop(*ROWS)
    found, _, after = people(ledger, ledger)
    assert found.customers.tolist() == list(after)
    assert not len(found.gone)
    assert NOWHERE not in found.place


def test_rows_are_found_whatever_the_order_of_the_ids():
    """Another ledger of the same people may have other codes."""
    found, before, _ = people(shop(*ROWS), shop(*reversed(ROWS)))
    assert found.customers[found.place].tolist() == list(before)


def test_appended_ledgers_keep_their_codes():
    """So that places can be copied without looking ids up."""
    first = shop(*ROWS)
    found, before, after = people(first, first.append(shop(("dan", "2023-01-01", 5))))
    assert found.customers[found.place].tolist() == list(before)
    assert len(found) == len(after) == 4


def test_who_is_gone_comes_last():
    """Merged customers are named with whom they became, others are only gone."""
    merged = shop(("ann", "2024-01-01", 9), ("cem", "2024-01-05", 9), aliases={"cem": "ann"})
    found, before, after = people(shop(*ROWS, ("eve", "2024-01-02", 1)), merged)
    assert found.customers[: len(after)].tolist() == list(after)
    assert sorted(found.customers[len(after) :].tolist()) == ["cem", "eve"]
    assert found.merged == {"cem": "ann"}
    assert [list(before)[row] for row in found.gone] == found.customers[len(after) :].tolist()


def test_numbers_and_text_have_nobody_in_common():
    """An id is what it is."""
    found, before, after = people(shop((7, "2024-01-01", 9)), shop(("7", "2024-01-01", 9)))
    assert len(found.gone) == len(before) == len(after) == 1


def test_an_empty_snapshot_has_people_after_it():
    """Before the first event nobody is there."""
    found, _, after = people(shop(*ROWS), shop(*ROWS), days=("2023-01-01", "2024-02-29"))
    assert len(found) == len(after) == 3
    assert found.place.tolist() == []


def test_saved_snapshots_are_matched_by_id(tmp_path):
    """Neither of them has a ledger to look in."""
    before, after = (
        clm.snapshot(shop(*ROWS), "five-stage", as_of=day) for day in ("2024-01-31", "2024-02-29")
    )
    loaded = []
    for name, snap in (("before", before), ("after", after)):
        snap.save(tmp_path / name)
        loaded.append(clm.Snapshot.load(tmp_path / name))
    found = People.of(*loaded)
    assert found.customers[found.place].tolist() == list(before)
    assert found.merged == {}
