"""Ask the library as the oracle is asked: plain values by customer, None where one is missing."""

import os
import tomllib
from importlib.resources import files

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings

import clm

FOLDER = files("clm.lifecycle") / "builtin"
KEYS = (
    "clm-14",
    "e-metrics",
    "exponea-14",
    "exponea-14b",
    "five-stage",
    "growth-accounting",
    "rfm-11",
)
DOCUMENTS = {key: tomllib.loads((FOLDER / f"{key}.toml").read_text("utf-8")) for key in KEYS}
LEAST = np.iinfo(np.int64).min
THOROUGH = int(os.environ.get("CLM_THOROUGH", "1"))


def examples(number):
    """Try so many examples; CLM_THOROUGH=20 tries twenty times as many."""
    return settings(max_examples=number * THOROUGH, deadline=None)


def drawn(strategy, number):
    """Draw so many values, the same ones every time, and look for no simpler ones."""
    found = []

    @settings(
        max_examples=number,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )
    @given(strategy)
    def draw(value):
        found.append(value)

    draw()
    return found


def plain(values, unit, kinds=()):
    """Turn the values of an optional feature into plain ones."""
    if unit == "kind":
        return [kinds[value] if value >= 0 else None for value in values.tolist()]
    missing = -1 if unit == "days" else LEAST
    return [None if value == missing else value for value in values.tolist()]


def answers(features, text):
    """Ask a table of features one feature of everybody."""
    feature = clm.Feature.parse(text)
    values = features.column(feature)
    shown = plain(values, feature.unit, feature.kinds) if feature.optional else values.tolist()
    return dict(zip(features.customers.tolist(), shown, strict=True))


def by_customer(snap, column):
    """Give one column of a snapshot by customer."""
    columns = snap.columns()
    return dict(zip(columns["customer"].tolist(), columns[column].tolist(), strict=True))


def places(snap):
    """Give everybody's segment and stage, as the oracle does."""
    stages = by_customer(snap, "stage")
    return {each: (key, stages[each]) for each, key in by_customer(snap, "segment").items()}


def cuts(snap):
    """Give the cut points of all scores, as the oracle does."""
    return {name: list(each) or None for name, each in snap.scale.cuts.items()}


def shop(*rows, currency="EUR", **rest):
    """Make a ledger of (customer, day, amount) or (customer, day, amount, order) rows."""
    columns = [*zip(*((*row, None)[:4] for row in rows), strict=True)] or [(), (), (), ()]
    names = ("customer", "when", "amount", "order")
    columns = {name: list(each) for name, each in zip(names, columns, strict=True)}
    return clm.Ledger.from_columns(**columns, currency=currency, **rest)


def template(*segments, head="", unclassified="rest"):
    """Make a template of one stage from (key, condition) pairs."""
    rows = "".join(
        f'[[segment]]\nkey = "{key}"\nstage = "all"\nwhen = "{when}"\n' for key, when in segments
    )
    start = f'schema = 1\nkey = "mine"\nunclassified = "{unclassified}"\n'
    return clm.Template.from_toml(f'{start}{head}\n[[stage]]\nkey = "all"\n{rows}')
