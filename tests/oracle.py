"""The rules of a lifecycle reckoned slowly and plainly: what every faster answer must equal.

    rows ── door ──▶ events ── up to a day ──▶ pasts ──▶ features ──▶ scores ──▶ segments

Nothing here is clever: as of a day means that later rows are thrown away before anything is asked.
"""

from __future__ import annotations

import ast
import operator
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from math import inf, isnan
from zoneinfo import ZoneInfo

EXPONENTS = {"JPY": 0, "KRW": 0, "BHD": 3, "KWD": 3}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)
COMPARE = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.In: lambda value, options: value in options,
    ast.NotIn: lambda value, options: value not in options,
}
ALL_TIME, WINDOWED, CHANNELLED = (), ("days", "ago"), ("days", "ago", "channel")
OPTIONS = {
    **dict.fromkeys(("recency", "tenure", "average_order", "last_gap"), ALL_TIME),
    **dict.fromkeys(("orders", "monetary", "order_days"), WINDOWED),
    **dict.fromkeys(("count", "total", "last", "first", "latest"), CHANNELLED),
}


# The door: instants, amounts and ids become days, minor units and customers.


def local_time(when, zone):
    """Read a date, a datetime or the ISO text of either as local time of the zone."""
    if isinstance(when, str):
        when = datetime.fromisoformat(when)
    elif not isinstance(when, datetime):
        when = datetime.combine(when, time())
    return when.astimezone(zone) if when.tzinfo else when.replace(tzinfo=zone)


def instant(local):
    """Microseconds since 1970 in UTC, also where Python's own conversion would overflow."""
    return (local.replace(tzinfo=None) - EPOCH - local.utcoffset()) // timedelta(microseconds=1)


def to_minor(amount, exponent):
    """Turn major units of any type into whole minor units."""
    if isinstance(amount, float):
        return round(amount * 10**exponent)
    minor = Decimal(amount).scaleb(exponent)
    if minor != int(minor):
        raise ValueError(f"{amount} has more than {exponent} decimals")
    return int(minor)


def a_day(text_or_date):
    """Read an as-of day."""
    return date.fromisoformat(text_or_date) if isinstance(text_or_date, str) else text_or_date


def is_null(item):
    """Say whether an id is missing."""
    return item is None or (isinstance(item, float) and isnan(item))


def filled(column, size, blank=None):
    """Stand in for a column that was not given."""
    return [blank] * size if column is None else column


def whole(item):
    """Turn a whole float into the int that it means."""
    return int(item) if isinstance(item, float) else item


# What happened.


@dataclass(frozen=True, slots=True)
class Event:
    """One row: an order line, a refund (its amount positive) or anything else that happened."""

    customer: object
    kind: str
    day: date
    instant: int
    minor: int = 0
    order: object = None
    channel: str | None = None
    value: float | None = None

    @property
    def moment(self):
        return self.day, self.instant


@dataclass(slots=True)
class Order:
    """The lines of one order and the refunds that belong to it."""

    lines: list[Event] = field(default_factory=list)
    refunds: list[Event] = field(default_factory=list)

    @property
    def start(self):
        return min(self.lines, key=lambda line: line.moment)

    @property
    def channel(self):
        """The one that the lines of its first day name."""
        named = {line.channel for line in self.lines if line.day == self.start.day} - {None}
        return next(iter(named), None)

    def with_channel(self, line):
        """Give a line without a channel that of its order."""
        return replace(line, channel=line.channel or self.channel)

    @property
    def total(self):
        return money(self.lines)

    @property
    def counts(self):
        return not 0 < money(self.refunds) >= self.total


@dataclass(slots=True)
class Past:
    """What is known of one customer on one day; an order happens when a counted order starts."""

    happened: dict[str, list[Event]] = field(default_factory=lambda: defaultdict(list))
    lines: list[Event] = field(default_factory=list)


def money(events):
    """Sum the amounts of events."""
    return sum(event.minor for event in events)


def link(events, match_refunds=None):
    """Put lines and refunds together into orders; give back the orders and the loose refunds."""
    orders, loose = defaultdict(Order), []
    for place, event in enumerate(events):
        if event.kind == "order":
            key = ("row", place) if event.order is None else ("id", event.order)
            orders[key].lines.append(event)
    for event in events:
        if event.kind == "refund":
            order = orders.get(("id", event.order))
            (order.refunds if order else loose).append(event)
    for order in orders.values():
        one_customer(order)
    if match_refunds == "exact":
        loose = match(orders.values(), loose)
    return list(orders.values()), loose


def one_customer(order):
    """Refuse an order whose lines and refunds belong to several customers."""
    if len({event.customer for event in order.lines + order.refunds}) > 1:
        raise ValueError(f"order {order.lines[0].order!r} belongs to several customers")


def match(orders, loose):
    """Give each loose refund the latest earlier untouched order of its amount, if there is one."""
    steps = [(order.start.moment, False, order) for order in orders if not order.refunds]
    steps += [(refund.moment, True, refund) for refund in loose]
    waiting, still_loose = defaultdict(list), []
    for _, is_refund, thing in sorted(steps, key=lambda step: step[:2]):
        if not is_refund:
            waiting[thing.start.customer, thing.total].append(thing)
        elif waiting[thing.customer, thing.minor]:
            waiting[thing.customer, thing.minor].pop().refunds.append(thing)
        else:
            still_loose.append(thing)
    return still_loose


def pasts_of(events, match_refunds=None):
    """Sort what happened by customer."""
    pasts = defaultdict(Past)
    for event in events:
        if event.kind != "order":
            pasts[event.customer].happened[event.kind].append(event)
    for order in link(events, match_refunds)[0]:
        past = pasts[order.start.customer]
        past.lines += map(order.with_channel, order.lines)
        if order.counts:
            past.happened["order"].append(order.with_channel(order.start))
    return dict(pasts)


# Features: one question about one past.


@dataclass(frozen=True)
class Feature:
    """A feature as its text says it; ages run from `ago` to before `ago + days`."""

    name: str
    kinds: tuple[str, ...] = ("order",)
    days: float = inf
    ago: float = 0
    channel: str | None = None

    def of(self, past, as_of):
        """Answer for one customer on one day."""
        return getattr(self, f"_{self.name}")(past, as_of)

    def presence(self):
        """Count the events that must be there for this feature to be scored."""
        return Feature("count", self.kinds, self.days, self.ago, self.channel)

    def _inside(self, events, as_of):
        return [
            event
            for event in events
            if self.ago <= (as_of - event.day).days < self.ago + self.days
            and self.channel in {None, event.channel}
        ]

    def _days(self, past, as_of):
        return [event.day for event in self._inside(past.happened.get(self.kinds[0], ()), as_of)]

    def _count(self, past, as_of):
        return len(self._days(past, as_of))

    def _total(self, past, as_of):
        kind = self.kinds[0]
        events = past.lines if kind == "order" else past.happened.get(kind, ())
        return money(self._inside(events, as_of))

    def _last(self, past, as_of):
        return min(((as_of - day).days for day in self._days(past, as_of)), default=None)

    def _first(self, past, as_of):
        return max(((as_of - day).days for day in self._days(past, as_of)), default=None)

    _orders, _recency, _tenure = _count, _last, _first

    def _monetary(self, past, as_of):
        refunds = self._inside(past.happened.get("refund", ()), as_of)
        return money(self._inside(past.lines, as_of)) - money(refunds)

    def _average_order(self, past, as_of):
        orders = self._orders(past, as_of)
        return self._monetary(past, as_of) // orders if orders else None

    def _order_days(self, past, as_of):
        return len(set(self._days(past, as_of)))

    def _last_gap(self, past, as_of):
        days = sorted(set(self._days(past, as_of)))
        return (days[-1] - days[-2]).days if len(days) > 1 else None

    def _latest(self, past, as_of):
        seen = [
            (event.moment, place, kind)
            for place, kind in enumerate(self.kinds)
            for event in self._inside(past.happened.get(kind, ()), as_of)
        ]
        return max(seen)[2] if seen else None


def constant(node, parameters):
    """Read a number, a quoted word, a parameter or a tuple of them."""
    if isinstance(node, ast.Tuple):
        return tuple(constant(item, parameters) for item in node.elts)
    if isinstance(node, ast.Name):
        return inf if parameters[node.id] == "unlimited" else parameters[node.id]
    return ast.literal_eval(node)


def feature_of(node, parameters=None):
    """Read a feature from its text or its syntax tree."""
    if isinstance(node, str):
        node = ast.parse(node, mode="eval").body
    if isinstance(node, ast.Name):
        node = ast.Call(node, [], [])
    options = {word.arg: constant(word.value, parameters or {}) for word in node.keywords}
    kinds = tuple(constant(item, {}) for item in node.args)
    if options.keys() - set(OPTIONS[node.func.id]):
        raise ValueError(f"{node.func.id} takes no {sorted(options)}")
    return Feature(node.func.id, kinds or ("order",), **options)


# Scores.


def cut_points(values, bins):
    """Cut k is the smallest value that at least k/bins of the values do not exceed."""
    ordered = sorted(values)
    return [ordered[-(-len(ordered) * k // bins) - 1] for k in range(1, bins)] if ordered else None


def cuts_of_repeaters(values, bins):
    """One order scores 1, and those with more share the other scores."""
    if not values:
        return None
    more = [value for value in values if value >= 2]
    return [1, *cut_points(more, bins - 1)] if more else [1] * (bins - 1)


def cuts_of_gaps(gaps):
    """50, 75, 90 and 95 % of the gaps are not longer."""
    ordered = sorted(gaps)
    return [ordered[-(-len(ordered) * share // 100) - 1] for share in (50, 75, 90, 95)]


def score(value, cuts, bins, best="high"):
    """Place a value between cut points; 1 is worst and `bins` is best."""
    if cuts is None:
        raise ValueError("a scale fitted on nobody scores nobody")
    below = sum(cut < value for cut in cuts)
    return bins - below if best == "low" else 1 + below


def bins_of(definition):
    """Say how many scores a definition has."""
    cuts = definition.get("cuts")
    return 5 if cuts == "gaps" else len(cuts) + 1 if cuts else definition["bins"]


# Templates: conditions become functions of a customer.


class Reading:
    """One template read over one shop on one day; over what was known before, if nothing came."""

    def __init__(self, shop, template, as_of, cuts=None, extra=None, *, known=None):
        self.shop, self.template, self.as_of, self.extra = shop, template, as_of, extra or {}
        self.known = as_of if known is None else known
        self.scores = template.get("scores", {})
        self.codes = template.get("codes", {})
        self.parameters = template.get("parameters", {})
        self.columns = {}
        self.cuts = self.fit() if cuts is None else cuts

    def fit(self):
        """Cut every score at the values of those who have one, unless its cuts are written."""
        return {name: self.cut(definition) for name, definition in self.scores.items()}

    def cut(self, definition):
        """Cut one score as its definition asks."""
        values, bins = [*self.scored(definition["of"]).values()], bins_of(definition)
        if definition.get("cuts") == "gaps":
            return cuts_of_gaps(self.shop.gaps(self.as_of)) if values else None
        if definition.get("population") == "repeaters":
            return cuts_of_repeaters(values, bins)
        return definition.get("cuts") or cut_points(values, bins)

    def scored(self, of):
        """Keep the values of those customers who get a score."""
        values = self.column(ast.parse(of, mode="eval").body)
        if of not in self.template.get("extra", {}):
            counted = feature_of(of, self.parameters).presence()
            presence = self.shop.features(counted, self.as_of, self.known)
            values = {customer: value for customer, value in values.items() if presence[customer]}
        return {customer: value for customer, value in values.items() if value is not None}

    def column(self, node):
        """Look a feature, score, code or extra up: one value a customer, None where missing."""
        text = ast.unparse(node)
        if text not in self.columns:
            self.columns[text] = self._column(text, node)
        return self.columns[text]

    def _column(self, text, node):
        if text in self.scores:
            return self._score_column(text)
        if text in self.codes:
            return self._code_column(self.codes[text])
        if text in self.template.get("extra", {}):
            return {customer: self.extra.get(text, {}).get(customer) for customer in self.people}
        return self.shop.features(feature_of(node, self.parameters), self.as_of, self.known)

    def _score_column(self, name):
        definition, cuts = self.scores[name], self.cuts[name]
        best, bins = definition.get("best", "high"), bins_of(definition)
        values = self.scored(definition["of"]).items()
        return {customer: score(value, cuts, bins, best) for customer, value in values}

    def _code_column(self, names):
        digits = [self.column(ast.Name(name)) for name in names]
        complete = set.intersection(*(set(column) for column in digits))
        return {
            customer: int("".join(str(column[customer]) for column in digits))
            for customer in complete
        }

    @property
    def people(self):
        return self.shop.population(self.known)

    def operand(self, node):
        """Turn one side of a comparison into a function of a customer."""
        is_parameter = isinstance(node, ast.Name) and node.id in self.parameters
        if is_parameter or not isinstance(node, ast.Name | ast.Call):
            value = constant(node, self.parameters)
            return lambda _customer: value
        return self.column(node).get

    def condition(self, node):
        """Turn a condition into a yes or no for a customer."""
        if isinstance(node, ast.BoolOp):
            parts, how = [self.condition(part) for part in node.values], type(node.op)
            combine = all if how is ast.And else any
            return lambda customer: combine(part(customer) for part in parts)
        if isinstance(node, ast.UnaryOp):
            inner = self.condition(node.operand)
            return lambda customer: not inner(customer)
        return self._comparison(node)

    def _comparison(self, node):
        sides = [self.operand(side) for side in (node.left, *node.comparators)]
        tests = [COMPARE[type(how)] for how in node.ops]

        def holds(customer):
            values = [side(customer) for side in sides]
            if None in values:
                return False
            return all(test(*pair) for test, pair in zip(tests, pairwise(values), strict=True))

        return holds

    def places(self):
        """Give every customer the segment and the stage of the first condition that holds."""
        rules = [
            (self.condition(ast.parse(f"({when})", mode="eval").body), (key, stage))
            for key, stage, when in rules_of(self.template)
        ]
        if "unclassified" in self.template:
            rules.append((lambda _customer: True, (self.template["unclassified"], "")))
        return {
            customer: next(place for holds, place in rules if holds(customer))
            for customer in self.people
        }


def rules_of(template):
    """List segment, stage and condition in matching order."""
    stages, segments = template.get("stage", ()), template.get("segment", ())
    own = [(stage["key"], stage["key"], stage["when"]) for stage in stages if "when" in stage]
    return own + [(each["key"], each["stage"], each["when"]) for each in segments]


# The shop.


class Shop:
    """Everything that one shop knows, and every question about it."""

    def __init__(self, currency="EUR", timezone="UTC", match_refunds=None):
        self.exponent = EXPONENTS.get(currency, 2)
        self.zone = ZoneInfo(timezone)
        self.match_refunds = match_refunds
        self.rows, self.dropped = 0, Counter(missing_customer=0, repeated_row=0)
        self._events, self._by_row_id, self._view = [], {}, (None, {})

    def orders(self, *, customer, when, missing_customer="refuse", aliases=None, **columns):
        """Take order rows in: lines, and refunds where the amount is negative."""
        aliases = aliases or {}
        row_ids = columns.pop("row_id", None)
        rows = self._rows(customer, when, **columns)
        for (person, *row), row_id in zip(rows, filled(row_ids, len(rows)), strict=True):
            self.rows += 1
            if is_null(person):
                self._drop("missing_customer", allowed=missing_customer == "drop")
                continue
            event = self._event("order", aliases.get(whole(person), whole(person)), row)
            if event.minor < 0:
                event = replace(event, kind="refund", minor=-event.minor)
            if self._is_new(event, row_id):
                self._events.append(event)
        self._changed()

    def events(self, kind, *, customer, when, value=None, refund_of=None, **columns):
        """Take events of one kind in; a refund's amount is positive."""
        rows = self._rows(customer, when, order=refund_of, **columns)
        for (person, *row), score in zip(rows, filled(value, len(rows)), strict=True):
            event = replace(self._event(kind, whole(person), row), value=score)
            if kind == "order" or (kind == "refund" and event.minor < 0):
                raise ValueError("orders come in through orders(), refunds with positive amounts")
            self._events.append(event)
        self._changed()

    def _rows(self, customer, when, amount=None, amount_minor=None, order=None, channel=None):  # noqa: PLR0917
        """Line the columns up, amounts in minor units."""
        if amount is not None:
            amount_minor = [to_minor(item, self.exponent) for item in amount]
        size = len(customer)
        columns = filled(amount_minor, size, 0), filled(order, size), filled(channel, size)
        return list(zip(customer, when, *columns, strict=True))

    def _event(self, kind, customer, row):
        """Give one row its shop day and its instant."""
        when, minor, order, channel = row
        local, order = local_time(when, self.zone), None if is_null(order) else order
        return Event(customer, kind, local.date(), instant(local), minor, order, channel)

    def _is_new(self, event, row_id):
        """Tell a new row from a repeat, and refuse a repeat that says something else."""
        if row_id is None or self._by_row_id.setdefault(row_id, event) is event:
            return True
        self._drop("repeated_row", allowed=self._by_row_id[row_id] == event)
        return False

    def _drop(self, reason, *, allowed):
        """Count a dropped row, or refuse it."""
        if not allowed:
            raise ValueError(reason)
        self.dropped[reason] += 1

    def _changed(self):
        """Forget the last view, and refuse orders that several customers share."""
        self._view = (None, {})
        link(self._events)

    def days(self):
        """List the days on which anything happened."""
        return sorted({event.day for event in self._events})

    def pasts(self, as_of):
        """Gather what is known of everyone on a day; later events cannot be seen."""
        if self._view[0] != as_of:
            seen = [event for event in self._events if event.day <= as_of]
            self._view = (as_of, pasts_of(seen, self.match_refunds))
        return self._view[1]

    def population(self, as_of):
        """Name everyone with any event up to the day."""
        return set(self.pasts(a_day(as_of)))

    def feature(self, customer, text, as_of):
        """Answer one feature for one customer, None where it is missing."""
        as_of = a_day(as_of)
        return feature_of(text).of(self.pasts(as_of).get(customer, Past()), as_of)

    def features(self, text, as_of, known=None):
        """Answer one feature for the whole population; of what was known, if that is less."""
        feature, as_of = text if isinstance(text, Feature) else feature_of(text), a_day(as_of)
        pasts = self.pasts(as_of if known is None else a_day(known))
        return {customer: feature.of(past, as_of) for customer, past in pasts.items()}

    def gaps(self, as_of):
        """List the days between each customer's neighbouring days with an order that counts."""
        gaps = []
        for past in self.pasts(a_day(as_of)).values():
            days = sorted({event.day for event in past.happened.get("order", ())})
            gaps += [(after - before).days for before, after in pairwise(days)]
        return gaps

    def scales(self, template, as_of, extra=None):
        """Fit every score of a template on the population."""
        return Reading(self, template, as_of, extra=extra).cuts

    def segments(self, template, as_of, cuts=None, extra=None, *, known=None):
        """Give every customer a segment."""
        places = Reading(self, template, as_of, cuts, extra, known=known).places()
        return {customer: segment for customer, (segment, _) in places.items()}

    def stages(self, template, as_of, cuts=None, extra=None):
        """Give every customer a stage, "" to those whom no segment takes."""
        places = Reading(self, template, as_of, cuts, extra).places()
        return {customer: stage for customer, (_, stage) in places.items()}

    def report_totals(self):
        """Reconcile what came in with what is there."""
        orders, loose = link(self._events, self.match_refunds)
        months = defaultdict(Counter)
        for event in self._events:
            if event.kind in {"order", "refund"}:
                name = "gross" if event.kind == "order" else "refunds"
                months[event.day.isoformat()[:7]][name] += event.minor
        return {
            "rows": self.rows,
            "dropped": dict(self.dropped),
            "orders": len(orders),
            "lines": sum(len(order.lines) for order in orders),
            "refunds_linked": sum(len(order.refunds) for order in orders),
            "refunds_unlinked": len(loose),
            "by_month": {
                month: (sums["gross"], sums["refunds"], sums["gross"] - sums["refunds"])
                for month, sums in sorted(months.items())
            },
        }
