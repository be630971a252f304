"""The metrics of every stage as a table."""

from pickle import dumps, loads

import pytest

import clm
from clm.errors import MetricError, UnknownNameError
from lively import lively

FOUND = clm.stage_metrics(lively(6).ledger(), "five-stage", "2024-01-01", "2024-04-30")


def test_stages_have_the_metrics_that_the_template_names():
    named = [(stage.key, key) for stage in FOUND.template.stages for key in stage.metrics]
    found = [(stage, metric.key) for stage, metric in FOUND]
    assert [each for each in found if each[1] != "stage_conversion_rate"] == named
    assert len(FOUND) == len(found)


def test_a_stage_is_found_by_its_own_words():
    assert FOUND["retention", "AOV"].groups == ("retention",)
    assert FOUND["acquisition", "conversion_rate"].groups == ("",)
    assert FOUND["awareness", "stage_conversion_rate"].groups == ("awareness",)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (("retentoin", "AOV"), "did you mean 'retention'"),
        (("retention", "nps"), "no measured metric 'nps'"),
        (("retention", clm.metric("orders")), "no measured metric"),
        (("retention", clm.metric("repeat_rate")), "no measured metric"),
        (("retention",), "no stage and metric"),
        ("retention", "no stage and metric"),
        ((["retention"], "AOV"), "no stage"),
        (("retention", ["AOV"]), "no measured metric"),
    ],
)
def test_what_is_not_measured_is_not_found(where, said):
    with pytest.raises(UnknownNameError, match=said):
        FOUND[where]


def test_columns_hold_a_row_for_every_metric_and_period():
    columns = FOUND.columns()
    assert {len(each) for each in columns.values()} == {len(FOUND) * 4}
    assert FOUND.to_frame("polars").height == len(FOUND) * 4
    assert FOUND.to_frame("polars")["value"].null_count() == sum(columns["undefined"] != "")


def test_a_repl_shows_twelve_lines_at_most():
    lines = repr(FOUND).splitlines()
    assert lines[0] == "<StageMetrics five-stage · 4 months · 2024-01-01 … 2024-04-30>"
    assert len(lines) <= 12
    assert "<td>retention</td>" in FOUND._repr_html_()
    assert len(FOUND.table().splitlines()) == len(FOUND) + 1


def test_it_pickles():
    again = loads(dumps(FOUND))
    assert again.columns()["numerator"].tolist() == FOUND.columns()["numerator"].tolist()


def test_a_stage_keeps_the_definition_that_it_asked_for():
    asked = {
        "acquisition": [clm.metric("second_order_rate", within=30)],
        "development": [clm.metric("second_order_rate", within=90)],
        "retention": [clm.metric("revenue", money="gross")],
    }
    found = clm.stage_metrics(
        lively(6).ledger(), "five-stage", "2024-01-01", "2024-04-30", metrics=asked
    )
    for stage, metric in found:
        if metric.key in ("second_order_rate", "revenue"):
            assert found[stage, metric.key].metric == found[stage, metric].metric == metric
            assert [metric] == asked[stage]
    with pytest.raises(MetricError, match="within 30 days, Second-order rate within 90 days"):
        found.of("second_order_rate")
    assert found.of(asked["acquisition"][0]).metric.parameters["within"] == 30
    assert clm.stage_worth(found).net.sum() == found.of(clm.metric("revenue")).numerator[:, 0].sum()


def test_people_of_a_stage_end_in_one_stage_each():
    stages = [each.key for each in FOUND.template.stages]
    for start in stages:
        passages = [FOUND.passage(start, to) for to in stages]
        there = passages[0].denominator[:, 0]
        went = sum(each.numerator[:, 0] for each in passages)
        rest = FOUND.moves[:, stages.index(start), len(stages) :].sum(axis=1)
        assert (went + rest).tolist() == there.tolist()
        assert all(each.groups == (start,) for each in passages)


def test_passages_to_what_lies_ahead_are_the_conversion():
    on = [FOUND.passage("development", to).numerator[:, 0] for to in ("retention", "advocacy")]
    converted = FOUND["development", "stage_conversion_rate"].numerator[:, 0]
    assert sum(on).tolist() == converted.tolist()


def test_there_is_no_passage_to_nowhere():
    with pytest.raises(UnknownNameError, match="did you mean 'retention'"):
        FOUND.passage("development", "retentoin")
