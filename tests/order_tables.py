"""Nasty shops as what a table of orders can say: plain rows of orders and refunds."""

from datetime import UTC, date, timedelta
from decimal import Decimal
from random import Random

import clm
from asking import template
from clm.sources import OrderTable, to_sql
from nasty import FEATURES
from oracle import EPOCH, EXPONENTS
from warehouses import told

TOLD = ("order", "refund")
NAMES = {"customer": "Customer ID", "when": "when", "order": "Order"}
MONEY = {"whole": "minor", "decimal": "amount", "float": "amount"}


def tells(text):
    """Whether a table of orders tells a feature."""
    feature = clm.Feature.parse(text)
    kinds = [kind for kind in feature.kinds if kind in TOLD]
    return len(kinds) < 2 and not (kinds and feature.channel)


EXPRESSIBLE = tuple(text for text in FEATURES if tells(text))


class Told:
    """The orders and refunds of a nasty shop, and a table that holds them.

    Days are told as dates, as local times or as instants, amounts as numbers of any type.
    """

    def __init__(self, shop, seed):
        dice = Random(seed)
        self.shop = shop
        self.events = [each for each in shop.oracle()._events if each.kind in TOLD]
        self.whens, self.money = dice.choice(("day", "local", "instant")), dice.choice([*MONEY])
        self.with_ids = dice.random() < 0.8

    @property
    def signed(self):
        """Minor units of all rows, refunds below 0."""
        return [each.minor if each.kind == "order" else -each.minor for each in self.events]

    @property
    def orders(self):
        """Ids of the orders, with nulls among them."""
        return [each.order for each in self.events]

    @property
    def moments(self):
        """When it was."""
        if self.whens == "day":
            return [each.day for each in self.events]
        instants = [EPOCH + timedelta(microseconds=each.instant) for each in self.events]
        instants = [each.replace(tzinfo=UTC) for each in instants]
        if self.whens == "instant":
            return instants
        zone = self.shop.oracle().zone
        return [each.astimezone(zone).replace(tzinfo=None, fold=0) for each in instants]

    def ledger(self):
        """Tell the rows to the library."""
        return clm.Ledger.from_columns(
            customer=[each.customer for each in self.events],
            when=self.moments,
            amount_minor=self.signed,
            order=self.orders if self.with_ids else None,
            currency=self.shop.currency,
            timezone=self.shop.timezone,
        )

    def columns(self):
        """Give the columns of the table, with rows of nobody among them."""
        columns = {
            NAMES["customer"]: ids([each.customer for each in self.events]),
            NAMES["when"]: (self.whens, self.moments),
            MONEY[self.money]: (self.money, self.amounts()),
            NAMES["order"]: ids(self.orders),
        }
        if self.events:
            for name, (_, values) in columns.items():
                values.append(None if name == NAMES["customer"] else values[0])
        return columns

    def amounts(self):
        """Write the amounts as the table has them."""
        unit = 10 ** EXPONENTS.get(self.shop.currency, 2)
        write = {
            "whole": int,
            "decimal": lambda each: Decimal(each) / unit,
            "float": unit.__rtruediv__,
        }
        return [write[self.money](each) for each in self.signed]

    def table(self, name):
        """Describe the table."""
        return OrderTable(
            name,
            customer=NAMES["customer"],
            when=NAMES["when"],
            amount="amount" if self.money != "whole" else None,
            amount_minor="minor" if self.money == "whole" else None,
            order=NAMES["order"] if self.with_ids else None,
            timezone=self.shop.timezone if self.whens == "instant" else None,
            currency=self.shop.currency,
        )


def ids(values):
    """Give ids with their type."""
    return ("whole" if any(isinstance(each, int) for each in values) else "text"), values


def asking(features, currency):
    """Make a template that asks for features: who has them all is in one segment."""
    kinds = {text: clm.Feature.parse(text).unit == "kind" for text in features}
    parts = [
        f"{text} == '{clm.Feature.parse(text).kinds[0]}'" if kind else f"{text} >= 0"
        for text, kind in kinds.items()
    ]
    return template(("all_of_it", " and ".join(parts)), head=f'currency = "{currency}"\n')


def sales(*rows):
    """Make a table of (customer, order, day, minor units)."""
    columns = [*zip(*rows, strict=True)] or [(), (), (), ()]
    who, order, day, minor = (list(column) for column in columns)
    return {
        "who": ("text", who),
        "order": ("text", order),
        "day": ("day", [date.fromisoformat(each) for each in day]),
        "minor": ("whole", minor),
    }


TABLE = OrderTable(
    "sales", customer="who", order="order", when="day", amount_minor="minor", currency="EUR"
)


def asked(warehouse, rows, features, as_of):
    """Ask for features of a table: by customer, as the oracle would say them."""
    warehouse.load("sales", sales(*rows))
    fitted = asking(features, "EUR").with_scale(clm.Scale((), {}, {}))
    query = to_sql(fitted, warehouse.dialect, orders=TABLE, as_of=as_of)
    names, rows = told(warehouse, query)
    return {row[0]: [row[names.index(each)] for each in features] for row in rows}
