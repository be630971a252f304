"""Whatever stands at whatever key of a file: a template, or one error with paths."""

import json
import tomllib
from copy import deepcopy
from datetime import date, datetime, time

import pytest

from clm.errors import TemplateError
from clm.lifecycle.template import Template

WHOLE = tomllib.loads("""
schema = 1
key = "tea-club"
title = "The tea club"
about = "For everybody."
source = "our own"
unclassified = "rest"
currency = "EUR"
parameters = { quiet_after_days = 90, ever = "unlimited" }
codes = { rm = ["r", "m"] }
extra = { nps = { min = -100, max = 100 } }
[scores]
r = { of = "recency", bins = 4, best = "low" }
m = { of = "monetary(days=365)", cuts = [5000, 20000] }
[[stage]]
key = "member"
title = "Members"
goal = "keep them"
stalled_after_days = 60
next = ["guest"]
metrics = ["retention_rate"]
channels = ["email"]
[[stage]]
key = "guest"
rank = 1
when = "orders >= 1 and not nps >= 50"
who = "bought"
[[segment]]
key = "best"
title = "Best"
stage = "member"
rank = 2
when = "nps >= 50 and rm in (43, 33) and recency <= quiet_after_days"
takes_precedence = true
who = "happy"
goal = "thank them"
campaign = [{ title = "A tin", channel = "email" }]
[[segment]]
key = "member"
stage = "member"
when = "nps >= 50 and orders >= 1 and tenure <= ever"
""")

DROPPED = object()
VALUES = (
    *(0, -1, 2, 10**18, 1.5, float("nan"), float("inf"), "", " ", "x", "unlimited", "\0", "a\nb"),
    *(True, False, [], [1], ["x"], [[]], [{}], {}, {"x": 1}, {"x": {}}),
    *(date(2024, 1, 1), datetime(2024, 1, 1), time(1), DROPPED),  # noqa: DTZ001
)


def written(value):
    """Write a value as TOML, in one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, dict):
        rows = (f"{json.dumps(key)} = {written(each)}" for key, each in value.items())
        return f"{{ {', '.join(rows)} }}"
    return value.isoformat() if isinstance(value, date | time) else str(value)


def places(value, path=()):
    """Name every key and item."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in items:
        yield (*path, key)
        if isinstance(each, dict | list):
            yield from places(each, (*path, key))


def inner(document, path):
    """Give what holds the last key of a path."""
    for key in path[:-1]:
        document = document[key]
    return document


def changed(path, value):
    """Put another value at a path."""
    document = deepcopy(WHOLE)
    holder = inner(document, path)
    if value is DROPPED:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return document


def faults(document):
    """Read a document; all that may come of it is a template, or faults that say where."""
    text = "\n".join(f"{json.dumps(key)} = {written(each)}" for key, each in document.items())
    try:
        template = Template.from_toml(text)
    except TemplateError as error:
        found = error.faults
    else:
        assert Template.from_toml(template.to_toml()) == template
        found = ()
    assert all(fault.where and fault.what for fault in found)
    return found


PLACES = tuple(places(WHOLE))
TABLES = ((), *(path for path in PLACES if isinstance(inner(WHOLE, (*path, "x")), dict)))


def dotted(path):
    """Name a test by its path."""
    return ".".join(map(str, path)) or "file"


def test_the_document_is_a_template():
    """Before anything is put wrong."""
    assert faults(WHOLE) == ()


@pytest.mark.parametrize("path", PLACES, ids=dotted)
def test_any_value_at_any_key_is_read_or_refused(path):
    """Of every type, and left out."""
    refused = [value for value in VALUES if faults(changed(path, value))]
    assert len(refused) >= len(VALUES) // 2


@pytest.mark.parametrize("path", TABLES, ids=dotted)
def test_keys_that_nobody_asked_for_are_refused(path):
    """In every table; names are free only where there are names."""
    for key in ("x", "key ", "tite", "ä", "a.b"):
        free = path == ("parameters",) and key in ("x", "tite")
        assert bool(faults(changed((*path, key), 1))) is not free


@pytest.mark.parametrize("table", ["stage", "segment"])
def test_tables_that_stand_twice_are_refused(table):
    """Two of one key."""
    first, *rest = WHOLE[table]
    found = faults({**WHOLE, table: [first, *rest, first]})
    assert f"{table}[2].key" in {fault.where for fault in found}


def test_stages_may_lead_round_in_a_circle():
    """People come back."""
    assert faults(changed(("stage", 1, "next"), ["member"])) == ()
    assert faults(changed(("stage", 0, "next"), ["member", "guest"])) == ()
