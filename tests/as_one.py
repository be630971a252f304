"""Shops in which some customers turn out to be one, told at once or merged afterwards."""

from dataclasses import replace


def as_another(told, mapping):
    """Tell the same shop with other customers, as if they had been these from the start."""
    calls = []
    for method, columns in told.calls:
        changed = columns | {"customer": [mapping.get(each, each) for each in columns["customer"]]}
        if columns.get("aliases"):
            aliases = columns["aliases"].items()
            changed["aliases"] = {old: mapping.get(new, new) for old, new in aliases}
        calls.append((method, changed))
    return replace(told, calls=tuple(calls))


def some_merge(ledger, dice):
    """Choose who becomes whom: one into another, or many into a few."""
    people = ledger.customers.tolist()
    dice.shuffle(people)
    stay = people[: dice.randint(1, max(1, len(people) - 1))]
    return {each: dice.choice(stay) for each in people[len(stay) :]}
