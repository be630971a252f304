"""The law of the least change holds for every template, and breaks where the search is wrong."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import KEYS, drawn, examples
from clm.analysis.explain import stretch
from clm.analysis.explain.least import Change
from clm.errors import LawBrokenError
from clm.testing import cases, laws, templates
from clm.testing.lifts import least_change

OPTIONS = stretch.Stretch.options


@pytest.mark.parametrize("key", KEYS)
def test_built_in_templates_keep_it(key):
    laws()["least_change"].check(key, examples=20)


@examples(60)
@given(st.data(), st.randoms(use_true_random=False))
def test_drawn_templates_keep_it(data, dice):
    template = data.draw(templates())
    least_change(template, data.draw(cases(template)), dice)


def dearer(self):
    """Ask for a cent more than would do."""
    return ((orders, amount + 1, cell) for orders, amount, cell in OPTIONS(self))


def cheaper(self):
    """Ask for a cent less than would do."""
    return ((orders, max(amount - 1, 0), cell) for orders, amount, cell in OPTIONS(self))


def more(self):
    """Ask for an order more than would do."""
    return ((orders + 1, amount, cell) for orders, amount, cell in OPTIONS(self))


def first_found(self, other):
    """Keep what was found first, and never go on."""
    return self if other is None else other


@pytest.mark.parametrize(
    ("owner", "name", "wrong"),
    [
        (stretch.Stretch, "options", dearer),
        (stretch.Stretch, "options", cheaper),
        (stretch.Stretch, "options", more),
        (Change, "or_less", first_found),
    ],
)
def test_a_search_that_is_wrong_breaks_it(monkeypatch, owner, name, wrong):
    """With more or less money, more orders, or days that are not all of them."""
    template = clm.templates["growth-accounting" if owner is Change else "clm-14"]
    some = drawn(cases(template), 400 if owner is Change else 60)
    monkeypatch.setattr(owner, name, wrong)
    with pytest.raises(LawBrokenError, match="the least is"):
        for seed, case in enumerate(some * 5):
            least_change(template, case, Random(seed))
