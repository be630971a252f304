"""Moves and their causes reckoned plainly: two shops, the second of which knows more, two days."""

from asking import DOCUMENTS, by_customer, cuts
from nasty import interesting_days, nasty, picked
from oracle import Reading

CAUSES = ("late_data", "ageing", "behaviour", "refit", "template")


def early(story, dice):
    """Forget some rows, which reach the shop too late."""
    return picked(story, lambda *_: dice.random() < 0.8)


def two_days(story, dice):
    """Choose two days, the earlier first."""
    every = interesting_days(story)
    return sorted(dice.choices(every, k=2))


def pair(seed, dice):
    """Tell a shop twice: as it is known on the first day, and later."""
    story = nasty(seed)
    return early(story, dice), story, *two_days(story, dice)


def stands(first, later, key, days, scales):
    """Give everybody's segment after each cause, by the rules alone."""
    document, (day, next_day), (old, new) = DOCUMENTS[key], days, scales
    ruler = old if all(old.values()) else new
    return [
        at(first, document, day, old),
        at(later, document, day, ruler),
        at(later, document, next_day, ruler, known=day),
        at(later, document, next_day, ruler),
        at(later, document, next_day, new),
        at(later, document, next_day, new),
    ]


def at(shop, document, day, ruler, known=None):
    """Give everybody's segment under a ruler."""
    places = Reading(shop, document, day, ruler, known=known).places()
    return {who: segment for who, (segment, _) in places.items()}


def where(step):
    """Give everybody's segment before and after a step of the library, absent people left out."""
    found = []
    for standing in (step.before, step.after):
        keys = [*(each.key for each in standing.template.segments), None]
        named = zip(step.people.customers.tolist(), standing.places.tolist(), strict=True)
        found.append({who: keys[place] for who, place in named if keys[place] is not None})
    return found


def segments(snap):
    """Give everybody's segment in a snapshot."""
    return by_customer(snap, "segment")


def scale_of(snap):
    """Give the cut points as the oracle takes them."""
    return cuts(snap)
