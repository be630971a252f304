"""What deserves a second look in the cost of acquisition."""

from clm._show import counted
from clm.ledger.ledger import Ledger
from clm.metrics.acquisition.asked import Asked
from clm.metrics.acquisition.found import Found
from clm.metrics.acquisition.touches import first_day
from clm.metrics.traffic.traffic import Traffic
from clm.model.day import from_number, to_number


def notes_of(found: Found) -> tuple[str, ...]:
    """Say what is not known of the days that are asked about."""
    asked, ledger = found.asked, found.ledger
    return (
        *_ends(asked, ledger),
        *_traffic_ends(asked, found.traffic),
        *_looked_back(asked, ledger),
        *_untouched(found),
        *_at_midnight(found),
    )


def _ends(asked: Asked, ledger: Ledger) -> list[str]:
    """Say that the days begin with the ledger, or are looked at after its end."""
    found: list[str] = []
    if ledger.first_day is not None and asked.span.first <= ledger.first_day:
        found.append(f"the ledger begins on {ledger.first_day}: new people may be old ones")
    if ledger.last_day is not None and asked.as_of > ledger.last_day:
        found.append(f"nothing is known after {ledger.last_day}")
    return found


def _traffic_ends(asked: Asked, traffic: Traffic | None) -> list[str]:
    """Say that traffic covers a part of the days."""
    if traffic is None or traffic.first_day is None or traffic.last_day is None:
        return []
    if traffic.cost is None or asked.spend == "touches":
        return []
    late, early = traffic.first_day > asked.span.first, traffic.last_day < asked.span.last
    if not late and not early:
        return []
    return [f"traffic tells its cost of {traffic.first_day} … {traffic.last_day} only"]


def _looked_back(asked: Asked, ledger: Ledger) -> list[str]:
    """Say that the first ones could not be looked back for so long."""
    first = first_day(ledger)
    if first is None or first > to_number(asked.as_of):
        return ["no touch is known: channels are those of the first orders"]
    since = from_number(first)
    if asked.within is None or (asked.span.first - since).days >= asked.within:
        return []
    days = counted(asked.within, "day")
    return [f"touches are known from {since} on: for {days} the look back is shorter"]


def _untouched(found: Found) -> list[str]:
    """Say how many new customers had no touch."""
    untouched, named = int(found.untouched.sum()), int(found.by_order.sum())
    if not untouched:
        return []
    days = found.asked.within
    within = "" if days is None else f" within {counted(days, 'day')}"
    order = f": the channel of the order stands for {named:,}" if named else ""
    customers = counted(len(found.untouched), "new customer")
    return [f"{untouched:,} of {customers} had no touch{within}{order}"]


def _at_midnight(found: Found) -> list[str]:
    """Say how many orders without a time of day come before the touches of their day."""
    if not found.at_midnight:
        return []
    orders = counted(found.at_midnight, "first order")
    return [f"{orders} without a time of day: later touches of that day come after it"]
