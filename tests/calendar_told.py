"""Cohorts and growth reckoned slowly and plainly, from the pasts that the oracle tells.

Periods are found by walking day by day, cohorts by looking at one customer after the other.
"""

from collections import Counter, defaultdict
from datetime import date, timedelta

from oracle import money

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def start_of(day, every, week_start="monday"):
    """Give the first day of the period that a day lies in."""
    if every == "week":
        back = (day.weekday() - WEEKDAYS.index(week_start)) % 7
        return date.fromordinal(max(day.toordinal() - back, 1))
    months = {"month": 1, "quarter": 3, "year": 12}
    if every in months:
        return day.replace(day=1, month=day.month - (day.month - 1) % months[every])
    return day


def starts_between(first, last, every, week_start="monday"):
    """List the first days of all periods from that of one day to that of another."""
    start, starts = start_of(first, every, week_start), []
    while start <= last:
        starts.append(start)
        later = start
        while start_of(later, every, week_start) == start and later < date.max:
            later += timedelta(days=1)
        if start_of(later, every, week_start) == start:
            break  # the calendar ends
        start = later
    return starts


def is_over(start, as_of, every, week_start="monday"):
    """Say whether a period ends by a day."""
    return as_of == date.max or start_of(as_of + timedelta(days=1), every, week_start) != start


def cohorts_told(shop, as_of, every, measure, retention, *, week_start="monday"):
    """Tell people by cohort, and what is counted by cohort and period, where it is not nothing.

    Gives sizes, cells, and the money that is in no cell; cohorts and periods by their first days.
    """
    sizes, cells, outside = Counter(), Counter(), 0
    for past in shop.pasts(as_of).values():
        did = by_period(past, every, measure, week_start)
        ordered = sorted(by_period(past, every, "orders", week_start))
        outside += sum(
            value for period, value in did.items() if period < min(ordered, default=date.max)
        )
        for cohort in ordered if retention == "recurring" else ordered[:1]:
            sizes[cohort] += 1
            for period, value in did.items():
                if period >= cohort:
                    cells[cohort, period] += value
    return sizes, {cell: value for cell, value in cells.items() if value}, outside


def rolling_told(shop, as_of, every, measure, *, starts, week_start="monday"):
    """Tell rolling retention: people who came in a period or later, or the sum from there on."""
    cells = Counter()
    for past in shop.pasts(as_of).values():
        did = by_period(past, every, measure, week_start)
        ordered = sorted(by_period(past, every, "orders", week_start))
        for period in starts if ordered else ():
            if period < ordered[0]:
                continue
            later = [value for other, value in did.items() if other >= period]
            cells[ordered[0], period] += (
                min(sum(later), 1) if measure == "customers" else sum(later)
            )
    return {cell: value for cell, value in cells.items() if value}


def by_period(past, every, measure, week_start="monday"):
    """Tell one customer's orders, money, or a 1 for having ordered, by period."""
    told = Counter()
    if measure == "revenue":
        for event in past.lines:
            told[start_of(event.day, every, week_start)] += money([event])
        for event in past.happened.get("refund", ()):
            told[start_of(event.day, every, week_start)] -= money([event])
        return told
    for event in past.happened.get("order", ()):
        told[start_of(event.day, every, week_start)] += 1
    return Counter(dict.fromkeys(told, 1)) if measure == "customers" else told


def growth_told(shop, kind, as_of, every, *, starts, week_start="monday"):
    """Tell new, returning, resurrected and dormant customers of every period."""
    active = defaultdict(set)
    for customer, past in shop.pasts(as_of).items():
        for event in past.happened.get(kind, ()):
            active[start_of(event.day, every, week_start)].add(customer)
    seen, before, told = set(), set(), []
    for start in starts:
        now = active.get(start, set())
        told.append(
            (
                len(now - seen),
                len(now & before),
                len((now & seen) - before),
                -len(before - now),
            )
        )
        seen, before = seen | now, now
    return told
