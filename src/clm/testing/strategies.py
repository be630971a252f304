"""Strategies of hypothesis: histories, ledgers, scales, and cases of a template.

What is drawn shrinks towards few rows, plain days and round amounts. Among it are refunds in full
and in part, lines of one order on several days, events at one instant, rows without an order or a
customer, shops in other time zones, and shops where nothing was ever sold.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final, TypeVar, cast
from zoneinfo import ZoneInfo

import numpy as np
from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from clm.features.catalog import Feature
from clm.ledger.ledger import Ledger
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.lookup import subject_of
from clm.lifecycle.stage import Extra
from clm.lifecycle.template import Template
from clm.model.event import CustomerId, Event
from clm.model.money import Money
from clm.scoring.quantile import Values
from clm.scoring.scale import Scale
from clm.scoring.score import Score
from clm.testing.asked import Subject, as_subject, as_template
from clm.testing.case import Case
from clm.testing.interests import Interests
from clm.testing.story import NOBODY, Story

T = TypeVar("T")

CURRENCIES: Final = ("EUR", "JPY", "BHD")
ZONES: Final = ("UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland")
DAYS: Final = (
    *(date(2024, 5, 1), date(2024, 3, 31), date(2024, 3, 10), date(2024, 2, 29)),
    *(date(2024, 9, 29), date(2024, 1, 1), date(1970, 1, 1)),
)
"""Days to be told of, most of them with a clock that goes forward or a calendar that turns."""

_TIMES: Final = (time(0), time(12), time(2, 30), time(23, 59, 59, 999_999))
_PEOPLE: Final[tuple[tuple[CustomerId, ...], ...]] = (
    ("ann", "Ann", " ann", "Жанна"),
    (7, 0, -1, 2**40),
)
_MOST_EVENTS: Final = 7
_LOOKS_BACK: Final = 6
_GAPS: Final = (30, 1, 2, 7, 90, 365)


def histories(
    template: Template | str | None = None,
    *,
    customer: CustomerId = "ann",
    shop: Story | None = None,
    day: date = DAYS[0],
) -> SearchStrategy[tuple[Event, ...]]:
    """Draw what happened to one customer, in the order in which it was heard.

    Parameters
    ----------
    template : Template, optional
        Her days, kinds and amounts are those at which it may change its mind.
    customer : str or int
        Her id.
    shop : Story, optional
        The currency and time zone; euros and UTC if left out.
    day : date
        The last day on which something may happen; ages count back from it.

    Examples
    --------
    >>> from hypothesis import find
    >>> [event.customer for event in find(histories(), lambda events: len(events) == 2)]
    ['ann', 'ann']
    """
    return _histories(_given(template), customer, shop or Story(), day)


@st.composite
def _histories(
    draw: DrawFn, template: Template | None, customer: CustomerId, shop: Story, day: date
) -> tuple[Event, ...]:
    """Draw what happened to one customer."""
    teller = _Teller(draw, Interests.of(template), shop, day)
    return tuple(teller.event(customer) for _ in range(draw(st.integers(0, _MOST_EVENTS))))


def stories(template: Template | str | None = None, day: date = DAYS[0]) -> SearchStrategy[Story]:
    """Draw shops as plain rows; `Story.ledger` makes ledgers of them.

    Parameters
    ----------
    template : Template, optional
        Customers are drawn at the edges of its conditions, in its currency.
    day : date
        The last day on which something may happen.
    """
    return _stories(_given(template), day)


@st.composite
def _stories(
    draw: DrawFn, template: Template | None, day: date, currency: str | None = None
) -> Story:
    """Draw shops as plain rows."""
    if template is not None and template.currency is not None:
        currency = template.currency
    empty = Story(
        currency=currency or draw(st.sampled_from(CURRENCIES)),
        timezone=draw(st.sampled_from(ZONES)),
        match_refunds=draw(st.sampled_from((None, None, "exact"))),
    )
    pool = draw(st.sampled_from(_PEOPLE))
    people = pool[: draw(st.integers(0, len(pool)))]
    told = [draw(histories(template, customer=each, shop=empty, day=day)) for each in people]
    if draw(st.sampled_from((False, False, True))):
        told.append(draw(histories(template, customer=NOBODY, shop=empty, day=day)))
    return empty.told(event for events in told for event in events)


def ledgers(template: Template | str | None = None, day: date = DAYS[0]) -> SearchStrategy[Ledger]:
    """Draw ledgers.

    Parameters
    ----------
    template : Template, optional
        Customers are drawn at the edges of its conditions, in its currency.
    day : date
        The last day on which something may happen.

    Examples
    --------
    >>> from hypothesis import find
    >>> len(find(ledgers(), lambda ledger: len(ledger.orders) == 1).orders)
    1
    """
    return stories(template, day).map(Story.ledger)


def scales(
    scores: Iterable[Score] | Mapping[str, Score],
    *,
    extra: Mapping[str, Extra] | None = None,
    currency: str = "EUR",
) -> SearchStrategy[Scale]:
    """Draw scales that some population could have given.

    Parameters
    ----------
    scores : iterable of Score, or mapping of str to Score
        The definitions, as in ``template.scores``.
    extra : mapping of str to Extra, optional
        The ranges of the extra columns that scores are of.
    currency : str
        ISO 4217 code, for scores of money.

    Examples
    --------
    >>> from hypothesis import find
    >>> score = Score("f", of="orders", bins=3, least=1, unit="count")
    >>> len(find(scales([score]), lambda scale: not scale.dead).cuts["f"])
    2
    """
    if isinstance(scores, Mapping):
        scores = cast("Mapping[str, Score]", scores).values()
    return _scales(tuple(scores), extra or {}, currency)


@st.composite
def _scales(
    draw: DrawFn, scores: tuple[Score, ...], extra: Mapping[str, Extra], currency: str
) -> Scale:
    """Draw scales of some scores."""
    people = dict[str, Values]()
    for score in scores:
        if score.of not in people:
            drawn = draw(st.lists(_values(score, extra), min_size=1, max_size=8))
            people[score.of] = np.array(drawn, np.int64)
    gaps = (
        draw(st.lists(st.sampled_from(_GAPS), min_size=1, max_size=8)) if _by_gaps(scores) else []
    )
    values = {each.name: people[each.of] for each in scores}
    return Scale.fit(scores, values, currency, gaps=np.array(gaps, np.int64))


def cases(template: Subject | str) -> SearchStrategy[Case]:
    """Draw shops, days and whatever else a template needs for a snapshot.

    Parameters
    ----------
    template : Template, FittedTemplate or str
        The shop's customers are drawn at the edges of its conditions; a fitted one brings the
        scale of the cases, and its currency.
    """
    subject = as_subject(template)
    if not isinstance(subject, FittedTemplate):
        return _cases(subject)
    drawn = _cases(subject.template, subject.scale.currency)
    return drawn.map(lambda case: evolve(case, scale=subject.scale))


def _given(template: Template | str | None) -> Template | None:
    """Give a template, if one was named."""
    return None if template is None else as_template(template)


@st.composite
def _cases(draw: DrawFn, template: Template, currency: str | None = None) -> Case:
    """Draw shops, days and whatever else a template needs for a snapshot."""
    last = draw(st.sampled_from(DAYS))
    story = draw(_stories(template, last, currency))
    ages = Interests.of(template).ages
    # A look back hides later events, a look ahead lets time pass.
    moved = draw(st.sampled_from((0, *ages, *(-age for age in ages[:_LOOKS_BACK]))))
    own = scales(template.scores.values(), extra=template.extra, currency=story.currency)
    return Case(
        story=story,
        day=last + timedelta(days=min(moved, 10_000)),
        extra={name: draw(_column(story, each)) for name, each in template.extra.items()},
        # Where nobody comes back, there are no gaps to fit a scale on.
        scale=draw(own if _by_gaps(template.scores.values()) else st.none() | own)
        if template.scores
        else None,
    )


def _by_gaps(scores: Iterable[Score]) -> bool:
    """Tell whether a score is cut by the gaps between orders."""
    return any(each.quantiles_of == "gaps" for each in scores)


def _column(story: Story, extra: Extra) -> SearchStrategy[dict[CustomerId, int]]:
    """Draw an extra column: a value for some of the customers."""
    if not story.customers:
        return st.just({})
    return st.dictionaries(st.sampled_from(story.customers), st.integers(extra.min, extra.max))


def _values(score: Score, extra: Mapping[str, Extra]) -> SearchStrategy[int]:
    """Draw values that a score may be of."""
    subject = subject_of(score)
    if not isinstance(subject, Feature):
        return st.integers(extra[subject].min, extra[subject].max)
    if subject.unit == "money":
        return st.sampled_from((1000, 2500, 0, 1, 999, -1000, 10**9))
    least = subject.least or 0
    wide = (0, 1, 2, 3, 5) if subject.unit == "count" else (0, 1, 2, 7, 30, 60, 180, 365)
    return st.sampled_from([least + each for each in wide])


@cache
def _one_of(options: tuple[T, ...]) -> SearchStrategy[T]:
    """Make the strategy of some options, which is asked for over and over, once."""
    return st.sampled_from(options)


class _Teller:
    """Tells what happens to customers of one shop."""

    def __init__(self, draw: DrawFn, interests: Interests, shop: Story, day: date) -> None:
        self.draw, self.interests, self.shop, self.day = draw, interests, shop, day
        self.zone = ZoneInfo(shop.timezone)

    def pick(self, options: Iterable[T]) -> T:
        """Draw one of some options, of which the first are the simplest."""
        found: T = self.draw(_one_of(tuple(options)))
        return found

    def event(self, customer: CustomerId) -> Event:
        """Tell one event."""
        kind = self.pick(self.interests.kinds)
        sold = kind in ("order", "refund")
        number = self.pick((None, 1, 2, 3)) if sold else None
        # Which of two equal orders a refund finds is open, so they must not differ by channel.
        matched = kind == "order" and self.shop.match_refunds is not None
        channels = (None,) if matched else self.interests.channels
        place = number if kind == "order" else None
        channel = self.pick(channels) if place is None else channels[place % len(channels)]
        return Event(
            kind=kind,
            customer=customer,
            when=self.moment(),
            amount=Money.from_minor(self.amount(kind), self.shop.currency),
            value=float(self.pick(range(11))) if kind == "feedback" else None,
            channel=channel,
            order=None if number is None else f"{customer}/{number}",
        )

    def moment(self) -> datetime:
        """Choose an instant; local times that the clocks skip become those that they show."""
        day = self.day - timedelta(days=self.pick(self.interests.ages))
        local = datetime.combine(day, self.pick(_TIMES), self.zone)
        return local.astimezone(UTC).astimezone(self.zone)

    def amount(self, kind: str) -> int:
        """Choose an amount; an order line may be a refund."""
        amount = self.pick(self.interests.amounts)
        if kind == "refund":
            return amount or 1
        return amount * self.pick((1, 1, 1, -1)) if kind == "order" else amount
