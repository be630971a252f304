"""The laws that every template keeps, each a small function of its own.

A law takes a template, a `Case`, and dice for what else is to be chosen. It says nothing where it
holds and raises `LawBrokenError` where it does not.
"""

from datetime import date, timedelta
from random import Random
from typing import Final

from attrs import evolve

from clm.analysis.snapshot.snapshot import Snapshot
from clm.analysis.snapshot.taking import snapshot
from clm.errors import LawBrokenError
from clm.features.catalog import Feature
from clm.lifecycle.lookup import subject_of
from clm.lifecycle.template import Template
from clm.model.event import CustomerId, Event
from clm.model.money import Money
from clm.scoring.score import Score
from clm.testing.case import Case
from clm.testing.comparing import alike, by_customer, compare
from clm.testing.plainly import plain_cell, plain_segment
from clm.testing.told import SHE, case_of

_DAYS: Final = (date(2024, 3, 31), date(2024, 5, 1))
_LATEST: Final = 5_000


def rows_in_any_order(template: Template, case: Case, dice: Random) -> None:
    """The order in which rows arrive changes nothing."""
    events = dice.sample(case.story.events, len(case.story.events))
    alike(case.snapshot(template), case.told(case.story.told(events)).snapshot(template))


def other_names(template: Template, case: Case, _dice: Random) -> None:
    """What customers are called changes nothing but their names."""

    def rename(customer: CustomerId) -> CustomerId:
        return f"{customer}!" if isinstance(customer, str) else 3 - 2 * customer

    extra = {
        name: {rename(who): value for who, value in values.items()}
        for name, values in case.extra.items()
    }
    renamed = evolve(case, story=case.story.renamed(rename), extra=extra)
    before, after = by_customer(case.snapshot(template)), by_customer(renamed.snapshot(template))
    compare({rename(who): row for who, row in before.items()}, after)


def batches(template: Template, case: Case, dice: Random) -> None:
    """A ledger appended to in batches is the ledger that was built at once."""
    events = case.story.events
    split = dice.randint(0, len(events))
    first, second = case.story.told(events[:split]), case.story.told(events[split:])
    whole = case.snapshot(template)
    ledger = first.ledger().append(second.ledger())
    alike(whole, snapshot(ledger, whole.fitted, as_of=case.day, extra=whole.extra))


def later_events(template: Template, case: Case, _dice: Random) -> None:
    """What happens after a day never changes its snapshot."""
    known = case.told(case.story.until(case.day))
    alike(known.snapshot(template), case.snapshot(template))


def one_more_order(template: Template, case: Case, dice: Random) -> None:
    """Under a frozen scale one more order never lowers a score of orders."""
    before = case.snapshot(template)
    if not len(before) or not all(before.scale.cuts.values()):
        return
    customer = dice.choice(list(before))
    placed = Event(
        kind="order",
        customer=customer,
        when=case.day - timedelta(days=dice.choice((0, 1, 30, 365))),
        amount=Money.from_minor(1000, case.story.currency),
        order=f"{customer}/new",
    )
    told = case.told(case.story.told((*case.story.events, placed)))
    _never_lower(before, told.snapshot(before.fitted), _of_orders(template))


def time_alone(template: Template, case: Case, dice: Random) -> None:
    """Under a frozen scale time alone never raises a score of recency."""
    still = case.told(case.story.until(case.day))
    before = still.snapshot(template)
    later = still.on(case.day + timedelta(days=dice.randint(0, _LATEST)))
    _never_lower(later.snapshot(before.fitted), before, _of_recency(template))


def feasible_cells(template: Template, case: Case, _dice: Random) -> None:
    """Everybody stands where the proof says that somebody can."""
    snap, proof = case.snapshot(template), template.proof
    feasible = proof.feasible.reshape(proof.grid.shape)
    for row, customer in enumerate(snap):
        cell = plain_cell(snap, row)
        if not feasible[cell]:
            raise LawBrokenError.of("", f"{customer!r} is in the infeasible cell {cell}")
        if snap[customer].key in snap.unreachable:
            what = f"{customer!r} is in {snap[customer].key!r}, which nobody can reach"
            raise LawBrokenError.of("", what)


def one_segment_each(template: Template, case: Case, _dice: Random) -> None:
    """Every customer has exactly one segment, in exactly one stage."""
    snap = case.snapshot(template)
    people = [who for segment in template.segments for who in snap.customers(segment.key)]
    if sorted(map(repr, people)) != sorted(map(repr, snap)):
        raise LawBrokenError.of("", f"segments list {people}, the snapshot {list(snap)}")
    for counts in (snap.counts(), snap.stage_counts()):
        if sum(counts.values()) != len(snap):
            raise LawBrokenError.of("", f"{len(snap)} customers are counted as {counts}")


def plain_rules(template: Template, case: Case, _dice: Random) -> None:
    """Reading the conditions one by one gives the segment that the table gives."""
    snap = case.snapshot(template)
    for row, customer in enumerate(snap):
        expected, found = plain_segment(snap, row), snap[customer].key
        if expected != found:
            raise LawBrokenError.of("", f"{customer!r} is in {found!r}, by rule in {expected!r}")


def written_and_read(template: Template) -> None:
    """A template is read back from its file as it was written."""
    text = template.to_toml()
    again = Template.from_toml(text)
    if again != template or again.fingerprint != template.fingerprint:
        raise LawBrokenError.of("", "another template is read from its own file")
    if again.to_toml() != text:
        raise LawBrokenError.of("", "its file is written otherwise the second time")


def witnesses(template: Template) -> None:
    """The customers whom the proof names are in the segments that it names."""
    for day in _DAYS:
        for key, witness in template.proof.witnesses.items():
            found = case_of(witness, template, day).snapshot(template)[SHE].key
            if found != key:
                raise LawBrokenError.of("", f"the witness of {key!r} is in {found!r}: {witness}")


def _never_lower(low: Snapshot, high: Snapshot, scores: list[Score]) -> None:
    """Compare some scores of everybody."""
    lower, higher = by_customer(low), by_customer(high)
    for score in scores:
        for who in lower.keys() & higher.keys():
            was, now = lower[who][score.name], higher[who][score.name]
            if now < was:
                raise LawBrokenError.of("", f"{score.name} of {who!r} goes from {was} to {now}")


def _features(template: Template) -> list[tuple[Score, Feature]]:
    """List the scores of features, with those."""
    found = ((score, subject_of(score)) for score in template.scores.values())
    return [(score, subject) for score, subject in found if isinstance(subject, Feature)]


def _of_orders(template: Template) -> list[Score]:
    """List the scores that more orders can only raise."""
    return [
        score
        for score, feature in _features(template)
        if feature.kinds == ("order",)
        and feature.stat in ("count", "days")
        and score.best == "high"
    ]


def _of_recency(template: Template) -> list[Score]:
    """List the scores that can only fall as time goes by."""
    return [
        score
        for score, feature in _features(template)
        if feature.stat == "last" and feature.ago == 0 and score.best == "low"
    ]


def no_score_of_orders(template: Template) -> str:
    """Say why there is nothing that one more order could lower."""
    return "" if _of_orders(template) else 'no score of orders that has best = "high"'


def no_score_of_recency(template: Template) -> str:
    """Say why there is nothing that time could raise."""
    return "" if _of_recency(template) else 'no score of recency that has best = "low"'
