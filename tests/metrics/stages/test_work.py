"""The way through the periods: see also test_taking, where the oracle counts everything."""

import clm
from clm.metrics.stages.work import NEWCOMERS, group_names


def test_whoever_is_in_no_stage_has_a_name():
    assert group_names(clm.templates["five-stage"])[-2:] == ("outside", NEWCOMERS)
    stages = [each.key for each in clm.templates["growth-accounting"].stages]
    assert group_names(clm.templates["growth-accounting"]) == (*stages, "no_order", NEWCOMERS)
