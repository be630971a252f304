"""The laws of customers who turn out to be one; each is written as those in `promises`."""

from random import Random

from attrs import evolve

from clm.analysis.snapshot.snapshot import Snapshot
from clm.analysis.snapshot.taking import snapshot
from clm.errors import LawBrokenError
from clm.ledger.aliases import Aliases, told_of
from clm.lifecycle.template import Template
from clm.model.event import CustomerId, Event
from clm.testing.case import Case
from clm.testing.comparing import alike, by_customer, compare


def merged_customers(template: Template, case: Case, dice: Random) -> None:
    """A customer who came under two ids has been one from the start."""
    if not case.story.customers:
        return
    whose = dice.choice(case.story.customers)
    guest: CustomerId = "a guest" if isinstance(whose, str) else 123_456

    def sent(event: Event) -> Event:
        as_guest = event.customer == whose and dice.random() < 0.5
        return evolve(event, customer=guest) if as_guest else event

    story = case.story.told(map(sent, case.story.events))
    merged = case.told(evolve(story, aliases={guest: whose}))
    alike(case.snapshot(template), merged.snapshot(template))


def merged_later(template: Template, case: Case, dice: Random) -> None:
    """Customers who are merged afterwards have been one from the start."""
    pairs = _some_pairs(case, dice)
    expected = _at_once(case, pairs).snapshot(template)
    merged = case.story.ledger().merge_customers(pairs)
    alike(expected, snapshot(merged, expected.fitted, as_of=case.day, extra=expected.extra))


def merges_foreseen(template: Template, case: Case, dice: Random) -> None:
    """What a merge is foreseen to change is what it changes, and all that it changes."""
    pairs, before = _some_pairs(case, dice), case.snapshot(template)
    if not all(before.scale.cuts.values()):
        return  # together they may have a score that nobody had alone
    preview = before.merge_preview(pairs)
    after = _at_once(case, pairs).snapshot(before.fitted)
    if preview.counts_after != after.counts():
        what = f"{preview.counts_after} are foreseen, and {after.counts()} found"
        raise LawBrokenError.of("", what)
    # Those who are not there stand nowhere in either, and the snapshot does not list them.
    foreseen = {who: _told(preview[who].after, preview[who].orders) for who in preview}
    found = {who: _told("", 0) for who in preview} | _standing(after)
    compare(foreseen, {who: found[who] for who in preview})
    others = {*before} - {*preview.ids.tolist()}
    compare(*({who: each[who] for who in others} for each in map(_standing, (before, after))))


def _some_pairs(case: Case, dice: Random) -> Aliases:
    """Choose who becomes whom, if there are two."""
    people = dice.sample(case.story.customers, len(case.story.customers))
    stay = people[: dice.randint(1, max(1, len(people) - 1))]
    return {each: dice.choice(stay) for each in people[len(stay) :]}


def _at_once(case: Case, pairs: Aliases) -> Case:
    """Tell the case as if customers had been one from the start."""
    extra = {name: told_of(values, pairs) for name, values in case.extra.items()}
    story = case.story.renamed(lambda customer: pairs.get(customer, customer))
    return evolve(case, story=story, extra=extra)


def _standing(snap: Snapshot) -> dict[CustomerId, dict[str, object]]:
    """Give everybody's segment and orders."""
    rows = by_customer(snap).items()
    return {who: _told(row["segment"], row["orders"]) for who, row in rows}


def _told(segment: str, orders: int) -> dict[str, object]:
    """Say where somebody stands."""
    return {"segment": segment, "orders": orders}
