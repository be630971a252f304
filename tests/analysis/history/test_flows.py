"""Flows count who enters and leaves each stage from one snapshot to the next."""

from itertools import pairwise

import numpy as np
import pytest

import clm
from asking import shop
from histories import stages_of, told


@pytest.mark.parametrize("seed", range(290, 340))
def test_flows_are_counted_person_by_person(seed):
    """Newcomers enter; nobody leaves but to another stage."""
    past = told(seed)
    flows = past.flows()
    for at, (was, now) in enumerate(pairwise(stages_of(past))):
        for place, stage in enumerate(flows.stages):
            here, there = ({w for w, key in day.items() if key == stage} for day in (was, now))
            assert flows.at_start[at, place] == len(here)
            assert flows.left[at, place] == len(here - there)
            assert flows.entered[at, place] == len(there - here)
            share = len(here - there) / len(here) if here else np.nan
            assert np.array_equal(flows.exit_rates[at, place], share, equal_nan=True)
    assert len(flows) == len(past) - 1


@pytest.fixture
def flows():
    """Ann is new and comes back; Bob comes."""
    ledger = shop(("ann", "2024-01-10", 9), ("ann", "2024-02-20", 5), ("bob", "2024-02-25", 7))
    return clm.history(ledger, "five-stage", "2024-01-10", "2024-03-31").flows()


def test_rates_are_shares_of_those_who_were_there(flows):
    """Of nobody there is none."""
    acquisition = flows.stages.index("acquisition")
    assert flows.exit_rates[:, acquisition].tolist() == [1.0, 1.0]
    assert flows.entry_rates[0, acquisition] == 1.0
    assert np.isnan(flows.exit_rates[0, flows.stages.index("advocacy")])


def test_flows_show_all_periods_together(flows):
    """A line for each stage; as a frame one for each period and stage."""
    lines = repr(flows).splitlines()
    assert lines[0] == "<Flows 2 periods, all together>"
    assert lines[3].split() == ["acquisition", "2", "1", "50.0", "%", "2", "100.0", "%"]
    assert flows._repr_html_().startswith("<table>")
    frame = flows.to_frame("polars")
    assert len(frame) == 2 * len(flows.stages)
    assert frame["exit_rate"].null_count() > 0
    assert not any(column.flags.writeable for column in flows.columns().values())


def test_of_many_stages_the_first_are_shown():
    """A notebook has room for all."""
    many = clm.Template.from_toml(
        'schema = 1\nkey = "many"\nunclassified = "rest"\n'
        + "".join(
            f'[[stage]]\nkey = "s{n}"\ntitle = "S"\nwhen = "orders == {n}"\n' for n in range(30)
        )
    )
    past = clm.history(shop(("ann", "2024-01-10", 9)), many, "2024-01-31", "2024-03-31")
    assert len(repr(past.flows()).splitlines()) == 12
    assert repr(past.flows()).endswith("… 22 more stages")
    assert "<td>s29</td>" in past.flows()._repr_html_()


def test_one_period_is_no_periods():
    """Nor are two days more than one."""
    past = clm.history(shop(("ann", "2024-01-10", 9)), "five-stage", "2024-01-31", "2024-02-29")
    assert repr(past.flows()).startswith("<Flows 1 period, all together>")
