"""Figures of one metric as arrays: the same as one by one."""

from datetime import date
from pickle import dumps, loads

import numpy as np
import pytest

import clm
from clm.errors import UnknownNameError
from clm.metrics.catalogue.catalogue import metric
from clm.metrics.figures import Figures
from clm.metrics.span import spans

CUT = spans(date(2024, 1, 1), date(2024, 2, 10), "month", "monday")


def made(name="repeat_rate", reasons=("", "")):
    """Make figures of two periods and groups."""
    return Figures(
        metric=metric(name),
        spans=CUT,
        groups=("", "retention"),
        as_of=date(2024, 2, 10),
        currency="",
        numerator=np.array([[1, 0], [5, 2]]),
        denominator=np.array([[4, 0], [10, 2]]),
        censored=np.array([[0, 3], [0, 0]]),
        reasons=reasons,
    )


def test_every_cell_is_the_figure_of_its_period_and_group():
    found = made()
    for at in range(2):
        for place, group in enumerate(found.groups):
            figure = found.figure(at, group)
            cell = [each[at, place] for each in (found.value, found.low, found.high)]
            told = [figure.value, figure.low, figure.high]
            assert [None if np.isnan(each) else each for each in cell] == told


def test_a_reason_undoes_a_whole_period():
    found = made(reasons=("no cost is known", ""))
    assert np.isnan(found.value[0]).all()
    assert found.figure(0, "").undefined == "no cost is known"


def test_columns_tell_why_there_is_no_value():
    columns = made().columns()
    assert columns["undefined"].tolist()[0] == ""
    assert columns["undefined"].tolist()[1].startswith("no customers")
    assert columns["complete"].tolist() == [True, True, False, False]
    assert np.isnan(columns["value"]).tolist() == [False, True, False, False]


@pytest.mark.parametrize("library", ["polars", "pandas", "pyarrow"])
def test_frames_have_real_nulls(library):
    frame = made().to_frame(library)
    values = frame["value"].to_list() if library == "polars" else frame["value"]
    assert len(frame) == 4
    assert values[0] is not None


def test_one_group_is_kept():
    found = made().of("retention")
    assert (found.groups, found.numerator.tolist()) == (("retention",), [[0], [2]])


@pytest.mark.parametrize("ask", [lambda f: f.of("x"), lambda f: f.figure(0, "x")])
def test_nobody_elses_group_is_given(ask):
    with pytest.raises(UnknownNameError):
        ask(made())


def test_nor_a_period_that_is_not_there():
    with pytest.raises(UnknownNameError, match="no period 2"):
        made().figure(2)


def test_figures_are_read_only_and_stay_so():
    for found in (made(), loads(dumps(made()))):
        for array in (found.numerator, found.denominator, found.censored, found.value, found.low):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 1


def test_figures_show_themselves():
    assert repr(made()).splitlines()[0] == (
        "<Figures repeat_rate · 2 periods · 2 groups · as of 2024-02-10>"
    )
    assert "<td>retention</td>" in made()._repr_html_()
    assert isinstance(made(), clm.Figures)
