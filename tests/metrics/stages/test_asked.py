"""Which metrics a stage has."""

import clm
from clm.metrics.catalogue.catalogue import metric
from clm.metrics.stages.asked import asked_faults, asked_of

FIVE = clm.templates["five-stage"]


def test_a_template_names_its_metrics():
    found = asked_of(FIVE, {})
    assert [*found] == [stage.key for stage in FIVE.stages]
    assert [each.metric.key for each in found["retention"]] == [*FIVE.stages[3].metrics]


def test_others_take_their_place():
    found = asked_of(FIVE, {"retention": ["NRR", metric("second_order_rate", within=7)]})
    assert [each.metric.key for each in found["retention"]] == [
        "revenue_retention_rate",
        "second_order_rate",
    ]


def test_the_days_of_the_template_are_taken():
    template = FIVE.with_parameters(active_days=45)
    asked = {"retention": ["retention_rate"], "advocacy": [metric("attrition", active_days=9)]}
    found = asked_of(template, asked)
    assert found["retention"][0].metric.parameters["active_days"] == 45
    assert found["advocacy"][0].metric.parameters["active_days"] == 9


def test_what_is_wrong_is_told_at_once():
    found = asked_faults(FIVE, {"x": [], "retention": "AOV", "advocacy": ["churn", 3]})
    assert [each.where for each in found] == [
        "metrics",
        "metrics of stage 'advocacy'",
        "metrics of stage 'advocacy'",
    ]
    assert asked_faults(FIVE, ["AOV"])[0].where == "metrics"
    assert asked_faults("no template", None) == []
