"""Stage metrics: the oracle's sums over who stood in each stage when the period began."""

from datetime import date, timedelta
from random import Random

import pytest

import clm
from asking import DOCUMENTS, KEYS, by_customer
from clm.errors import MetricError, ScaleError
from clm.metrics.catalogue.catalogue import MAKERS, metric
from clm.metrics.figures import WHOLE
from clm.metrics.measure import measure
from clm.metrics.stages.work import NEWCOMERS
from lively import DAYS, FIRST, lively
from metric_cases import METRICS, is_so
from metrics_oracle import Plain
from oracle import Reading

ASKED = [name for name in METRICS if MAKERS[name]().metric.scope == "stage"]


def measured(seed, key, every="month", metrics=ASKED):
    """Measure a lively shop by some metrics in every stage."""
    dice = Random(seed)
    story = lively(seed)
    ledger = story.ledger()
    start = FIRST + timedelta(days=dice.randint(5, 60))
    end = start + timedelta(days=dice.randint(0, DAYS - 60))
    asked = {stage.key: metrics for stage in clm.templates[key].stages}
    found = clm.stage_metrics(ledger, key, start, end, every, metrics=asked, scale="refit")
    return story, ledger, found


@pytest.mark.parametrize("seed", range(28))
def test_a_stage_is_measured_by_those_who_stood_in_it_when_the_period_began(seed):
    key = KEYS[seed % len(KEYS)]
    story, ledger, found = measured(seed, key, ("week", "month", "quarter")[seed % 3])
    shop = story.oracle()
    for at, span in enumerate(found.spans):
        plain = Plain(shop, span.first, span.last, span.before, found.as_of)
        stages = stages_on(shop, key, plain.eve)
        for name in ASKED:
            figures = found.of(name)
            for group in figures.groups:
                who = None if group == WHOLE else standing(plain, stages, group, found)
                hits, base, late = plain.sums(name, who)
                if figures.reasons[at]:
                    assert is_so(figures.reasons[at], plain, ledger)
                    continue
                place = at, figures.groups.index(group)
                assert figures.numerator[place] == hits, (name, group, span)
                assert figures.denominator is None or figures.denominator[place] == base
                assert figures.censored[place] == late


def stages_on(shop, key, day):
    """Give everybody's stage on a day, by the oracle."""
    if not shop.pasts(day):
        return {}
    places = Reading(shop, DOCUMENTS[key], day).places()
    return {who: stage for who, (_, stage) in places.items()}


def standing(plain, stages, group, found):
    """List the people of a group."""
    if group == NEWCOMERS:
        return [who for who in plain.later if who not in stages]
    named = "" if group == found.template.unclassified else group
    return [who for who, stage in stages.items() if stage == named]


@pytest.mark.parametrize("seed", range(20))
def test_tracked_groups_are_counted_on_the_last_day_of_each_period(seed):
    story, _, found = measured(seed, "five-stage", metrics=[])
    shop = story.oracle()
    days = [found.spans[0].eve, *(span.last for span in found.spans)]
    for day, people in zip(days, found.tracked.people.tolist(), strict=True):
        pasts = dict(shop.pasts(day))
        orders = {who: len(past.happened.get("order", ())) for who, past in pasts.items()}
        leads = [
            who
            for who, past in pasts.items()
            if not orders[who] and not past.happened.get("refund")
        ]
        advocates = [
            who for who, past in pasts.items() if orders[who] and past.happened.get("referral")
        ]
        expected = [
            len(leads),
            sum(number > 0 for number in orders.values()),
            sum(number > 1 for number in orders.values()),
            len(advocates),
        ]
        assert people == expected


@pytest.mark.parametrize("seed", range(20))
def test_groups_answer_as_their_people_did(seed):
    story, ledger, found = measured(seed, "five-stage", metrics=[])
    shop, feedback = story.oracle(), found.tracked.feedback
    for at, span in enumerate(found.spans):
        plain = Plain(shop, span.first, span.last, span.before, found.as_of)
        buyers = [who for who, past in plain.closing.items() if past.happened.get("order")]
        again = [who for who in buyers if len(plain.closing[who].happened["order"]) > 1]
        for group, who in {WHOLE: None, "customers": buyers, "retained": again}.items():
            figure = feedback.figure(at, group)
            if figure.reason:
                assert is_so(figure.reason, plain, ledger)
            else:
                assert (figure.numerator, figure.denominator, 0) == plain.sums(
                    "feedback_score", who
                )


@pytest.mark.parametrize("seed", range(14))
def test_stage_conversion_counts_who_stands_ahead_when_the_period_ends(seed):
    key = KEYS[seed % len(KEYS)]
    _, _, found = measured(seed, key, metrics=[])
    follow = {stage.key: stage.next for stage in found.template.stages}
    for at, (before, after) in enumerate(zip(found.history, [*found.history][1:], strict=False)):
        was, now = by_customer(before, "stage"), by_customer(after, "stage")
        for stage in found.conversion.groups:
            here = [who for who, where in was.items() if where == stage]
            on = [who for who in here if now[who] in forward(follow, stage)]
            figure = found.conversion.figure(at, stage)
            assert (figure.numerator, figure.denominator) == (len(on), len(here))


def forward(follow, start):
    """List the stages ahead: those from which the way back is no shorter than the way there."""
    there = {key: steps(follow, start, key) for key in follow}
    return [
        key
        for key, far in there.items()
        if key != start and far and far <= (steps(follow, key, start) or far)
    ]


def steps(follow, start, goal):
    """Count the steps from one stage to another; None if there is no way."""
    seen, reached = {start}, {start}
    for far in range(1, len(follow) + 1):
        reached = {each for key in reached for each in follow[key]} - seen
        seen |= reached
        if goal in reached:
            return far
    return None


@pytest.mark.parametrize("seed", range(10))
def test_the_table_holds_what_each_period_alone_would_tell(seed):
    _, ledger, found = measured(seed, "five-stage", metrics=["repeat_rate", "attrition"])
    for at, span in enumerate(found.spans):
        for name in ("repeat_rate", "attrition"):
            alone = measure(ledger, name, span.first, span.last, **active(found, name))
            here = found["retention", name].figure(at)
            assert (here.numerator, here.denominator) == (alone.numerator, alone.denominator)


def active(found, name):
    """Give the template's own number of days where the metric takes one."""
    own = found.template.parameters["active_days"]
    return {"active_days": own} if name == "attrition" else {}


def test_a_metric_takes_the_number_of_days_that_the_template_has():
    template = clm.templates["five-stage"].with_parameters(active_days=45)
    shop = lively(1).ledger()
    found = clm.stage_metrics(shop, template, "2024-02-01", "2024-04-30")
    assert found.of("retention_rate").metric == metric("retention_rate", active_days=45)


def test_two_windows_of_one_metric_stand_side_by_side():
    two = [metric("second_order_rate", within=days) for days in (7, 30)]
    shop = lively(3).ledger()
    asked = {"development": two}
    found = clm.stage_metrics(shop, "five-stage", "2024-02-01", "2024-03-31", metrics=asked)
    assert [found["development", each].metric for each in two] == two


@pytest.mark.parametrize("key", KEYS)
def test_a_table_may_begin_before_the_shop_does(key):
    shop = lively(2).ledger()
    found = clm.stage_metrics(shop, key, "2023-11-01", "2024-04-30")
    assert len(found.history) == 7
    assert found.tracked.people[0].tolist() == [0, 0, 0, 0]


def test_scales_are_kept_unless_they_are_to_be_fitted_anew():
    shop = lively(2).ledger()
    found = clm.stage_metrics(shop, "rfm-11", "2024-02-01", "2024-04-30")
    assert len({snap.scale for snap in found.history}) == 1
    plain = clm.history(shop, "rfm-11", "2024-01-31", "2024-04-30")
    assert found.history.counts().tolist() == plain.counts().tolist()


def test_a_shop_where_nobody_orders_cannot_be_scored():
    day = ["2024-05-01"]
    shop = clm.Ledger.from_orders([], currency="EUR")
    shop = shop.with_events("visit", customer=[1], when=day)
    with pytest.raises(ScaleError, match="nobody has one"):
        clm.stage_metrics(shop, "rfm-11", "2024-05-01", "2024-05-31")


def test_periods_that_are_cut_short_are_marked():
    shop = lively(2).ledger()
    found = clm.stage_metrics(shop, "five-stage", "2024-01-15", "2024-05-20")
    assert [span.complete for span in found.spans] == [False, True, True, True, False]
    assert found.notes[0] == "2024-01-15 … 2024-01-31 is a part of its period"


def test_progress_is_told():
    told = []
    shop = lively(2).ledger()
    clm.stage_metrics(
        shop, "five-stage", "2024-02-01", "2024-03-31", progress=lambda *each: told.append(each)
    )
    assert told == [(1, 2), (2, 2)]


def test_all_faults_come_at_once():
    shop = lively(2).ledger()
    with pytest.raises(MetricError) as raised:
        clm.stage_metrics(
            shop,
            "five-stage",
            "2024-03-01",
            "2024-02-01",
            "months",
            metrics={"retentoin": ["aov"], "retention": ["churn"]},
            scale="fresh",
        )
    assert [each.where for each in raised.value.faults] == [
        "start",
        "every",
        "scale",
        "metrics",
        "metrics of stage 'retention'",
    ]


def test_more_periods_than_there_should_be_are_refused():
    with pytest.raises(MetricError, match="some 738,"):
        clm.stage_metrics(lively(2).ledger(), "five-stage", "0001-01-01", "2024-02-01", "day")


def test_money_of_all_groups_is_the_money_of_the_shop():
    asked = {"retention": ["revenue"]}
    shop = lively(5).ledger()
    found = clm.stage_metrics(shop, "five-stage", "2024-01-01", "2024-04-30", metrics=asked)
    revenue = found.of("revenue").numerator
    assert revenue[:, 0].tolist() == revenue[:, 1:].sum(axis=1).tolist()
    assert date(2024, 4, 30) == found.as_of
