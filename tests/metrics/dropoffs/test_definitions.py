"""The definitions say exactly what is counted, so that what means something else is refused."""

from itertools import combinations

import pandas as pd
import pytest

import clm
from asking import KEYS
from clm.errors import MetricError
from clm.metrics.dropoffs.definitions import (
    definition,
    stage_advance,
    stage_lost,
    stage_stalled,
)

FIVE = clm.templates["five-stage"]


def test_every_stage_share_period_and_number_of_days_is_a_metric_of_its_own():
    """Nothing that is counted otherwise is equal, of any template."""
    metrics = [
        definition(clm.templates[key], stage.key, outcome, days, every)
        for key in KEYS
        for stage in clm.templates[key].stages
        for outcome in ("advance", "stalled", "lost")
        for days in (None, 30, 90)
        for every in ("month", "week")
    ]
    # The two published tables of one template differ in their segments alone.
    assert len({*metrics}) == len(metrics)
    pairs = combinations(metrics[:90], 2)
    assert all(one.differences(other) for one, other in pairs)


def test_another_meaning_of_the_segments_is_another_metric():
    """A title is not."""
    later = FIVE.with_parameters(new_customer_days=60)
    assert stage_advance(later, "acquisition") != stage_advance(FIVE, "acquisition")
    renamed = FIVE.rename({}, titles={"development": "Nurture"})
    assert stage_advance(renamed, "development") == stage_advance(FIVE, "development")


def test_the_figure_and_the_maker_mean_the_same():
    """So that a benchmark can be made before there is a history."""
    past = clm.history(clm.demo.simulate(50), FIVE, "2025-01-31", "2025-06-30", every="week")
    row = clm.dropoffs(past, within={"retention": 90})["retention"]
    makers = (stage_advance, stage_stalled, stage_lost)
    made = [maker("five-stage", "retention", within=90, every="week") for maker in makers]
    assert made == [row.advance.metric, row.stalled.metric, row.lost.metric]
    assert dict(made[0].parameters) == {
        "template": "five-stage",
        "stage": "retention",
        "every": "week",
        "days": 90,
    }


def test_words_name_the_stages_ahead():
    """And say where there are none."""
    told = [stage_advance(FIVE, stage, within=9).numerator for stage in ("retention", "advocacy")]
    assert told == [
        "stays left in time for advocacy",
        "stays left in time for a stage ahead, of which there is none",
    ]
    lost = [stage_lost(FIVE, stage, within=9).numerator for stage in ("awareness", "advocacy")]
    assert lost == [
        "stays left in time, but not for acquisition, development, retention or advocacy",
        "stays left in time",
    ]


def test_all_faults_come_at_once():
    """With the nearest names."""
    with pytest.raises(MetricError) as caught:
        stage_lost("five-stages", "retention", within=0, every="monthly")
    assert [each.where for each in caught.value.faults] == ["template", "every", "within"]
    with pytest.raises(MetricError, match="stage: no stage 'retian' → did you mean 'retention'"):
        stage_advance(FIVE, "retian")
    with pytest.raises(MetricError, match="advocacy has no patience of its own → say how many"):
        stage_stalled(FIVE, "advocacy")


@pytest.mark.parametrize("junk", [None, 3, ["x"], pd.NA, {}, object()])
def test_junk_is_refused_in_words(junk):
    """Wherever it is handed in."""
    with pytest.raises(MetricError, match="is no template"):
        stage_advance(junk, "retention")
    with pytest.raises(MetricError, match="no stage"):
        stage_advance(FIVE, junk)
    with pytest.raises(MetricError, match="no period"):
        stage_advance(FIVE, "retention", every=junk)
