"""A standing is everybody's place and money at one moment."""

import clm
from asking import shop


def test_money_is_net_up_to_the_day_and_nothing_of_who_is_not_there():
    """Refunds count on their own day."""
    ledger = shop(("ann", "2024-01-01", 9), ("ann", "2024-02-01", -4), ("bob", "2024-02-02", 3))
    before, after = (
        clm.snapshot(ledger, "five-stage", as_of=day) for day in ("2024-01-31", "2024-02-29")
    )
    moved = clm.transitions(before, after)
    people = moved.people.customers.tolist()
    assert dict(zip(people, moved.before.money.tolist(), strict=True)) == {"ann": 900, "bob": 0}
    assert dict(zip(people, moved.after.money.tolist(), strict=True)) == {"ann": 500, "bob": 300}
    assert moved.before.places[people.index("bob")] == moved.before.absent
    assert not moved.before.money.flags.writeable
