"""Results are found by the name of their group, and no other way."""

import pickle

import numpy as np
import pytest

from clm.analysis.by_group import ByGroup, shown
from clm.errors import UnknownNameError

AGES = ByGroup((("", 0), ("DE", 5), ("FR", 7)))


def test_a_group_that_is_not_there_is_named_with_the_nearest():
    """Whatever was asked for."""
    with pytest.raises(UnknownNameError, match="no group 'ED' → did you mean 'DE'"):
        AGES["ED"]
    for junk in (None, ["DE"], np.array(["DE", "FR"]), 5):
        with pytest.raises(UnknownNameError, match="no group"):
            AGES[junk]
        assert junk not in AGES
    assert AGES.get("ED") is None


def test_it_is_a_mapping_in_order_that_pickles():
    """Like a dict, but nobody can change it."""
    assert dict(pickle.loads(pickle.dumps(AGES))) == {"": 0, "DE": 5, "FR": 7}
    with pytest.raises(TypeError):
        AGES["DE"] = 6


def test_few_names_are_shown_in_one_short_line():
    """Long ones are cut, and the rest are counted."""
    assert repr(AGES) == "<ByGroup - · DE · FR>"
    many = ByGroup(tuple((f"{at}\n" * 100, at) for at in range(30)))
    assert repr(many).endswith(" · 22 more>")
    assert len(repr(many)) < 250
    assert len(repr(many).splitlines()) == 1
    assert len(shown("x" * 1000)) == 24
