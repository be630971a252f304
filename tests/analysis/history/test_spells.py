"""Spells say how long people stayed in each stage, as far as it was seen."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

import clm
from asking import shop
from clm.analysis.survival import survival
from clm.errors import UnknownNameError


@pytest.fixture
def spells():
    """Ann is new for a month and comes back; Bob comes in March and sleeps in; Dee only looks."""
    ledger = shop(
        ("ann", "2024-01-10", 9), ("ann", "2024-02-20", 5), ("bob", "2024-03-05", 7)
    ).with_events("visit", customer=["dee"], when=["2024-01-02"])
    return clm.history(ledger, "five-stage", "2024-01-05", "2024-06-15").spells()


def test_each_stay_has_its_days_and_open_ends(spells):
    """What began before the first day or still goes on is marked, not dropped."""
    january, february, march, april = (
        date(2024, month, day) for month, day in ((1, 31), (2, 29), (3, 31), (4, 30))
    )
    rows = set(zip(*(column.tolist() for column in spells.columns().values()), strict=True))
    assert rows == {
        ("ann", "acquisition", january, february, 29, True, False),
        ("bob", "acquisition", march, april, 30, False, False),
        ("ann", "retention", february, None, 107, False, True),
        ("bob", "development", april, None, 46, False, True),
        ("dee", "awareness", january, None, 136, True, True),
    }
    assert len(spells) == 5


def test_how_long_people_stay_is_estimated_from_those_who_were_seen_to_enter(spells):
    """Whoever was there before is left out: nobody knows since when."""
    acquisition = spells.stay("acquisition")
    assert acquisition.median == 30
    assert acquisition.at_risk.tolist() == [1]
    expected = survival(np.array([107]), np.array([False]))
    assert spells.stay("retention").share.tolist() == expected.share.tolist()
    with pytest.raises(UnknownNameError, match="did you mean 'retention'"):
        spells.stay("retain")


def test_spells_show_a_line_for_each_stage(spells):
    """In a REPL and in a notebook."""
    lines = repr(spells).splitlines()
    assert lines[0] == "<Spells 5 stays>"
    assert lines[3].split() == ["acquisition", "2", "1", "2", "0", "30", "d"]
    assert spells._repr_html_().startswith("<table><caption>5 stays in a stage")
    assert spells.to_frame("polars")["end"].null_count() == 3
    assert not any(column.flags.writeable for column in spells.columns().values())


def test_of_many_stages_the_first_are_shown():
    """A notebook has room for all."""
    many = clm.Template.from_toml(
        'schema = 1\nkey = "many"\nunclassified = "rest"\n'
        + "".join(
            f'[[stage]]\nkey = "s{n}"\ntitle = "S"\nwhen = "orders == {n}"\n' for n in range(30)
        )
    )
    past = clm.history(shop(("ann", "2024-01-10", 9)), many, "2024-01-31", "2024-03-31")
    assert len(repr(past.spells()).splitlines()) == 12
    assert repr(past.spells()).endswith("… 22 more stages")
    assert "<td>s29</td>" in past.spells()._repr_html_()


@pytest.mark.parametrize("junk", [None, 7, pd.NA, np.array(["a", "b"]), [], {}])
def test_what_is_no_name_is_no_stage(spells, junk):
    """Also what cannot be compared with one."""
    with pytest.raises(UnknownNameError, match="no stage"):
        spells.stay(junk)
