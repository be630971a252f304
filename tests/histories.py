"""Histories of generated shops, and everybody's segments and stages in them, day by day."""

from random import Random

import clm
from asking import KEYS, by_customer
from nasty import interesting_days, nasty

SPANS = {"day": 12, "week": 60, "month": 200, "quarter": 500, "year": 1500}


def drawn(seed):
    """Draw a shop, a template and the days of a history in which something happens."""
    dice = Random(seed)
    story = next(each for each in map(nasty, range(seed, seed + 99)) if each.oracle().days())
    ledger = story.ledger()
    every = dice.choice([*SPANS])
    inside = [day for day in interesting_days(story) if day >= ledger.first_day]
    start = dice.choice(inside[:-1])
    last = min(start.toordinal() + dice.randint(0, SPANS[every]), start.max.toordinal())
    return story, ledger, dice.choice(KEYS), every, start, start.fromordinal(last)


def told(seed, scale="refit"):
    """Take the history of a drawn shop."""
    _, ledger, key, every, start, end = drawn(seed)
    return clm.history(ledger, key, start, end, every=every, scale=scale)


def stages_of(history):
    """Give everybody's stage on each day, by customer."""
    return [by_customer(snap, "stage") for snap in history]
