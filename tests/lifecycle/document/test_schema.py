"""The JSON Schema says what the reader says, as far as a schema can."""

import json
import tomllib
from copy import deepcopy
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from asking import DOCUMENTS, KEYS, examples
from clm.errors import TemplateError
from clm.features.catalog import NAMES
from clm.lifecycle.document.codec import SCHEMA, read
from clm.lifecycle.document.entry import Entry
from clm.lifecycle.document.parts import parts
from clm.lifecycle.document.schema import schema, schema_text
from clm.lifecycle.names import LARGEST, MOST_BINS, RESERVED
from clm.lifecycle.template import Template
from random_templates import Maker, toml

VALIDATOR = Draft202012Validator(schema())
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
r = { of = "recency", bins = 5, best = "low" }
f = { of = "orders", bins = 4, population = "repeaters" }
g = { of = "recency", best = "low", cuts = "gaps" }
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
takes_precedence = true
who = "bought"
claims = ["orders >= 1"]
[[segment]]
key = "best"
title = "Best"
stage = "member"
rank = 2
when = "nps >= 50 and rm in (43, 33) and recency <= quiet_after_days"
takes_precedence = true
who = "happy"
goal = "thank them"
claims = ["m >= 2"]
campaign = [{ title = "A tin", channel = "email" }]
[[segment]]
key = "member"
stage = "member"
when = "nps >= 50 and orders >= 1 and tenure <= ever"
""")
TABLES = (
    (),
    *(("parameters",), ("scores",), ("scores", "r"), ("codes",), ("extra",), ("extra", "nps")),
    *(("stage", 0), ("stage", 1), ("segment", 0), ("segment", 0, "campaign", 0)),
)
DROPPED = object()
VALUES = (
    *(0, -1, 2, 10**18, 1.5, float("nan"), "", " ", "x", "X", "unlimited", "gaps", "a\nb"),
    *(True, False, [], [1], ["x"], ["x", "x"], [[]], [{}], {}, {"x": 1}, {"x": {}}),
    *(date(2024, 1, 1), time(1), DROPPED),
)
"""1.0 is left out: to a schema it is a whole number, to the reader it is none."""


def places(value, path=()):
    """Name every key and item."""
    for key, each in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, key)
        if isinstance(each, dict | list):
            yield from places(each, (*path, key))


def changed(document, path, value):
    """Put another value at a path."""
    document = deepcopy(document)
    holder = document
    for key in path[:-1]:
        holder = holder[key]
    if value is DROPPED:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return document


def formal(document):
    """The faults of form: keys that nobody knows, that are missing, and values of wrong types."""
    file = Entry(document, "", [])
    file.must("schema", int, SCHEMA)
    parts(file)
    file.close()
    return [fault for fault in file.faults if not fault.where.startswith(("schema.", "schema["))]


def readable(document):
    """Whether the reader takes a document, whatever the proof would say of it."""
    try:
        read("\n".join(f"{json.dumps(key)} = {written(each)}" for key, each in document.items()))
    except TemplateError:
        return False
    return True


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


def agree(document):
    """What the schema refuses the reader refuses, and the schema refuses every fault of form."""
    accepted = VALIDATOR.is_valid(document)
    if not accepted:
        assert not readable(document)
    assert not (accepted and formal(document)), formal(document)


def test_the_schema_is_one():
    """By the rules of its own edition."""
    Draft202012Validator.check_schema(schema())
    assert json.loads(schema_text()) == schema()


@pytest.mark.parametrize("key", KEYS)
def test_the_built_in_files_are_accepted(key):
    """All of them."""
    VALIDATOR.validate(DOCUMENTS[key])


def test_a_file_with_everything_is_accepted():
    """By both."""
    VALIDATOR.validate(WHOLE)
    assert readable(WHOLE)


@examples(60)
@given(st.integers(0, 10**9), st.sampled_from(["EUR", "JPY"]))
def test_random_templates_are_accepted_as_given_and_as_written(seed, currency):
    """In braces as in the canonical form."""
    text = toml(Maker(seed, currency).document())
    VALIDATOR.validate(tomllib.loads(text))
    try:
        template = Template.from_toml(text)
    except TemplateError:
        return  # what is at fault with it is no matter of form
    VALIDATOR.validate(tomllib.loads(template.to_toml()))


@pytest.mark.parametrize("path", [*places(WHOLE)], ids=lambda path: ".".join(map(str, path)))
def test_schema_and_reader_agree_on_any_value_at_any_key(path):
    """Of every type, and left out."""
    for value in VALUES:
        agree(changed(WHOLE, path, value))


@pytest.mark.parametrize(
    "path",
    TABLES,
    ids=lambda path: ".".join(map(str, path)),
)
def test_schema_and_reader_agree_on_other_keys(path):
    """Misspelt, foreign, of another table, and names that conditions cannot hold."""
    strangers = ("x", "key ", "tite", "ä", "a.b", "when", "claims", "rank", "orders", "unlimited")
    for key in strangers:
        for value in (1, "x", {"of": "orders"}, ["r"]):
            agree(changed(WHOLE, (*path, key), value))


@examples(100)
@given(st.sampled_from(KEYS), st.data())
def test_schema_and_reader_agree_on_changed_built_in_files(key, data):
    """Several changes at a time."""
    document = DOCUMENTS[key]
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([*places(document)]))
        document = changed(document, path, data.draw(st.sampled_from(VALUES)))
    agree(document)


def test_the_schema_knows_the_keys_that_the_reader_knows(monkeypatch):
    """In every table, no more and no fewer."""
    asked: dict[str, set[str]] = {}
    closing = Entry.close

    def close(entry):
        first, *_, last = entry.path.split(".") if "." in entry.path else (entry.path, "")
        kind = "campaign" if last.startswith("campaign") else first.partition("[")[0]
        asked.setdefault(kind, set()).update(entry.asked)
        closing(entry)

    monkeypatch.setattr(Entry, "close", close)
    formal(WHOLE)
    tables = {"": schema(), **schema()["$defs"]}
    tables["scores"] = tables.pop("score")
    known = {name: set(table.get("properties", ())) for name, table in tables.items()}
    assert asked == {name: keys for name, keys in known.items() if keys}


def test_the_bounds_and_names_of_the_schema_are_those_of_the_reader():
    """Numbers of 15 digits, a hundred bins, and names that mean something already."""
    parts = schema()["$defs"]
    assert schema()["properties"]["schema"]["const"] == SCHEMA
    assert parts["name"]["not"]["enum"] == [*NAMES, *sorted(RESERVED)]
    assert (parts["number"]["minimum"], parts["number"]["maximum"]) == (-LARGEST, LARGEST)
    assert parts["score"]["properties"]["bins"]["maximum"] == MOST_BINS


def test_every_key_is_described():
    """For whoever completes it in an editor."""
    tables = [schema(), *(each for each in schema()["$defs"].values() if "properties" in each)]
    for table in tables:
        assert table["additionalProperties"] is False
        for key, value in table["properties"].items():
            assert len(value["description"]) > 10, key
