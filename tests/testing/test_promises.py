"""Each law holds where it should, and breaks where something is broken on purpose."""

import inspect
from datetime import date
from functools import partial
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import drawn, examples
from clm.analysis.snapshot.snapshot import Snapshot
from clm.errors import ClmError
from clm.features.silence.ageing import Ageing
from clm.features.silence.steps import Steps
from clm.features.table import Features
from clm.ledger.ledger import Ledger
from clm.lifecycle.document import codec
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.population import Population
from clm.lifecycle.proving.proof import Proof
from clm.testing import cases, judgement, laws, passage, templates

SEGMENTS, SCORE, COUNTS = FittedTemplate.segments, Population.score, Snapshot.counts
APPEND, FEATURES, WRITE = Ledger.append, Features.of, codec.write
FROM_COLUMNS, REACHING = Ledger.from_columns, Ageing._reaching


def misplaced(self, features, extra=None):
    """Put everybody one segment further."""
    return (SEGMENTS(self, features, extra) + 1) % len(self.template.segments)


def favoured(self, features, extra=None):
    """Give whoever is in the first row the first segment."""
    found = SEGMENTS(self, features, extra).copy()
    found[:1] = 0
    return found


def named(self, features, extra=None):
    """Give people a segment by what they are called."""
    lengths = [len(str(each)) for each in features.customers.tolist()]
    found = SEGMENTS(self, features, extra)
    return (found * 0 + np.array(lengths, found.dtype)) % len(self.template.segments)


def inverted(self, score, scale):
    """Give the best the worst score."""
    found = SCORE(self, score, scale)
    return np.where(found, score.bins + 1 - found, 0).astype(np.uint8)


def foreseen(ledger, *, as_of, **rest):
    """See what happens later."""
    last = max(ledger.last_day or date.min, clm.model.day.as_day(as_of, "as_of"))
    return FEATURES(ledger, as_of=last, **rest)


def without_aliases(*, aliases=None, **columns):  # noqa: ARG001
    """Forget who is who."""
    return FROM_COLUMNS(**columns)


def uncounted(self):
    """Leave one customer out of the counts."""
    return {key: max(number - 1, 0) for key, number in COUNTS(self).items()}


def late(self, now, age, step):
    """Let everybody reach an age a day too late."""
    steps = REACHING(self, now, age, step)
    return Steps(steps.row, steps.ahead + 1, steps.step)


def infeasible(self):
    """Let the proof say that nobody can be anywhere."""
    return np.zeros_like(self.case.feasible)


BROKEN = {
    "written_and_read": (codec, "write", lambda says: WRITE(says).replace("1", "2")),
    "witnesses": (FittedTemplate, "segments", misplaced),
    "feasible_cells": (Proof, "feasible", property(infeasible)),
    "one_segment_each": (Snapshot, "counts", uncounted),
    "plain_rules": (FittedTemplate, "segments", misplaced),
    "rows_in_any_order": (FittedTemplate, "segments", favoured),
    "other_names": (FittedTemplate, "segments", named),
    "batches": (Ledger, "append", lambda self, _: self),
    "merged_customers": (Ledger, "from_columns", without_aliases),
    "merged_later": (Ledger, "merge_customers", lambda self, _: self),
    "merges_foreseen": (FittedTemplate, "segments", favoured),
    "later_events": (Features, "of", foreseen),
    "one_more_order": (Population, "score", inverted),
    "time_alone": (Population, "score", inverted),
    "least_change": (FittedTemplate, "segments", misplaced),
    "silent_horizon": (Ageing, "_reaching", late),
}


"""What is replaced to break each law: the owner, its part, and what stands there instead."""


JUDGED = {law.__name__ for law in vars(judgement).values() if inspect.isfunction(law)}
"""Laws that templates break by themselves, which test_check breaks."""

ELSEWHERE = {name for name, law in vars(passage).items() if inspect.isfunction(law)}
"""Laws that test_passage breaks."""

PROMISED = [law for law in laws().values() if law.name not in JUDGED | ELSEWHERE]


def test_every_law_is_broken_on_purpose():
    assert {*BROKEN} == {law.name for law in PROMISED}


@pytest.fixture(scope="module")
def some_cases():
    return drawn(cases(clm.templates["rfm-11"]), 60)


def broken(law, template, some):
    """Count the cases that break a law."""
    if law.on_template is not None:
        return fails(partial(law.on_template, template))
    return sum(fails(partial(law.on_cases, template, case, Random(3))) for case in some)


def fails(attempt):
    try:
        attempt()
    except ClmError:
        return True
    return False


@pytest.mark.parametrize("name", BROKEN)
def test_a_law_breaks_where_something_is_broken(name, some_cases, monkeypatch):
    template = clm.templates["rfm-11"]
    assert broken(laws()[name], template, some_cases) == 0
    monkeypatch.setattr(*BROKEN[name])
    assert broken(laws()[name], template, some_cases)


@pytest.mark.parametrize("law", [law for law in PROMISED if law.on_template], ids=str)
@examples(8)
@given(template=templates())
def test_drawn_templates_keep_the_laws_about_templates(law, template):
    law.on_template(template)


@pytest.mark.parametrize("law", [law for law in laws().values() if law.on_cases], ids=str)
@examples(8)
@given(st.data(), templates(), st.randoms(use_true_random=False))
def test_drawn_templates_keep_the_laws_on_cases(law, data, template, dice):
    if not law.silent(template):
        law.on_cases(template, data.draw(cases(template)), dice)
