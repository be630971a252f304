"""Every metric of the catalogue reckoned slowly and plainly, customer by customer.

A metric is three sums over customers: what is counted, what it is divided by, and who was not
watched long enough. Each function below tells what one customer adds, from what was known of her
on the eve of the period, on its last day, and on the last day of all.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from oracle import Past, money

NOTHING = (0, 0, 0)


def last_day(past):
    """The day of her last counted order."""
    return max((event.day for event in past.happened.get("order", ())), default=None)


def days_of(past, kind):
    """The days on which something happened to her."""
    return [event.day for event in past.happened.get(kind, ())]


@dataclass
class Plain:
    """One period of a shop, told by its oracle."""

    shop: object
    start: date
    end: date
    before: date
    as_of: date

    def __post_init__(self):
        self.eve = self.start - timedelta(days=1)
        self.known = min(self.as_of, self.shop.days()[-1])
        self.opening, self.closing, self.later = map(
            dict, map(self.shop.pasts, (self.eve, self.end, self.as_of))
        )

    def sums(self, metric, group=None, **parameters):
        """Sum up over the customers of a group, or all of them."""
        who = self.later if group is None else group
        parts = [getattr(self, metric)(each, **parameters) for each in who]
        return tuple(map(sum, zip(*parts, strict=True))) if parts else NOTHING

    # What is known of her, and what happened in the period.

    def was(self, who):
        return self.opening.get(who, Past())

    def is_(self, who):
        return self.closing.get(who, Past())

    def will(self, who):
        return self.later.get(who, Past())

    def inside(self, day):
        return self.start <= day <= self.end

    def within(self, past, kind):
        return [each for each in past.happened.get(kind, ()) if self.inside(each.day)]

    def orders_in(self, who):
        return self.within(self.is_(who), "order")

    def bought_before(self, who):
        return any(day < self.start for day in days_of(self.is_(who), "order"))

    def earned(self, who, first, last):
        past = self.will(who)
        lines = [each for each in past.lines if first <= each.day <= last]
        back = [each for each in past.happened.get("refund", ()) if first <= each.day <= last]
        return money(lines) - money(back)

    def visited(self, who):
        return bool(self.within(self.is_(who), "visit"))

    def active(self, past, day, active_days):
        last = last_day(past)
        return last is not None and (day - last).days <= active_days

    # The metrics.

    def visits(self, who):
        return len(self.within(self.is_(who), "visit")), 0, 0

    def visitors(self, who):
        return int(self.visited(who)), 0, 0

    def sign_up_rate(self, who):
        base = self.visited(who) and not days_of(self.was(who), "signup")
        return int(base and bool(self.within(self.is_(who), "signup"))), int(base), 0

    def conversion_rate(self, who):
        base = self.visited(who) and not self.bought_before(who)
        return int(base and bool(self.orders_in(who))), int(base), 0

    def conversion_rate_within(self, who, within=30):
        came = min(days_of(self.will(who), "visit"), default=None)
        first = min(days_of(self.will(who), "order"), default=None)
        if came is None or not self.inside(came) or (first is not None and first < came):
            return NOTHING
        if (self.known - came).days < within:
            return 0, 0, 1
        return int(first is not None and (first - came).days <= within), 1, 0

    def add_to_cart_rate(self, who):
        base = self.visited(who)
        return int(base and bool(self.within(self.is_(who), "cart"))), int(base), 0

    def abandonment_rate(self, who, within=7):
        paid = days_of(self.will(who), "order")
        hits = base = late = 0
        for day in {each.day for each in self.within(self.is_(who), "cart")}:
            if (self.known - day).days < within:
                late += 1
            else:
                base += 1
                hits += not any(0 <= (each - day).days <= within for each in paid)
        return hits, base, late

    def new_customers(self, who):
        return int(bool(self.orders_in(who)) and not self.bought_before(who)), 0, 0

    def orders(self, who):
        return len(self.orders_in(who)), 0, 0

    def average_order_value(self, who, money="net"):
        return self.revenue(who, money)[0], len(self.orders_in(who)), 0

    def purchase_frequency(self, who):
        times = len(self.orders_in(who))
        return times, int(times > 0), 0

    def days_between_orders(self, who):
        days = sorted(set(days_of(self.will(who), "order")))
        gaps = [(after - day).days for day, after in pairwise(days) if self.inside(after)]
        return sum(gaps), len(gaps), 0

    def second_order_rate(self, who, within=90):
        days = sorted(days_of(self.will(who), "order"))
        if not days or not self.inside(days[0]):
            return NOTHING
        if (self.known - days[0]).days < within:
            return 0, 0, 1
        return int(len(days) > 1 and (days[1] - days[0]).days <= within), 1, 0

    def repeat_rate(self, who):
        times = len(days_of(self.is_(who), "order"))
        return int(times > 1), int(times > 0), 0

    def retention_rate(self, who, active_days=180):
        base = self.active(self.was(who), self.eve, active_days)
        return int(base and self.active(self.is_(who), self.end, active_days)), int(base), 0

    def customer_churn_rate(self, who, active_days=180):
        kept, base, _ = self.retention_rate(who, active_days)
        return base - kept, base, 0

    def attrition(self, who, active_days=180):
        return self.customer_churn_rate(who, active_days)[0], 0, 0

    def reactivation_rate(self, who, active_days=180):
        last = last_day(self.was(who))
        base = last is not None and (self.eve - last).days > active_days
        return int(base and bool(self.orders_in(who))), int(base), 0

    def bought_the_period_before(self, who):
        return any(self.before <= day < self.start for day in days_of(self.was(who), "order"))

    def buyer_retention_rate(self, who):
        base = self.bought_the_period_before(who)
        return int(base and bool(self.orders_in(who))), int(base), 0

    def buyer_churn_rate(self, who):
        kept, base, _ = self.buyer_retention_rate(who)
        return base - kept, base, 0

    def revenue_retention_rate(self, who):
        if not self.bought_the_period_before(who):
            return NOTHING
        earned = self.earned(who, self.start, self.end), self.earned(who, self.before, self.eve)
        return (*earned, 0)

    def revenue_churn_rate(self, who):
        if not self.bought_the_period_before(who):
            return NOTHING
        then = self.earned(who, self.before, self.eve)
        return 0 if self.orders_in(who) else then, then, 0

    def referral_rate(self, who):
        base = bool(days_of(self.is_(who), "order"))
        return int(base and bool(self.within(self.is_(who), "referral"))), int(base), 0

    def referred_order_rate(self, who, channel="referral"):
        orders = self.orders_in(who)
        return sum(each.channel == channel for each in orders), len(orders), 0

    def answers(self, who):
        return [each.value for each in self.within(self.is_(who), "feedback")]

    def feedback_score(self, who):
        return sum(self.answers(who)), len(self.answers(who)), 0

    def nps(self, who):
        points = [100 if each >= 9 else -100 if each <= 6 else 0 for each in self.answers(who)]
        return sum(points), len(points), 0

    def revenue(self, who, money="net"):
        if money == "net":
            return self.earned(who, self.start, self.end), 0, 0
        lines = [each.minor for each in self.will(who).lines if self.inside(each.day)]
        return sum(lines), 0, 0
