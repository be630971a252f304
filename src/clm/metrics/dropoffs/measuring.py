"""Measuring drop-offs: from a history to a row for each stage, the worst first."""

from collections.abc import Iterable, Mapping

import numpy as np

from clm.analysis.history.history import History
from clm.analysis.history.runs import runs_of
from clm.analysis.transitions.matrix import stage_keys
from clm.analysis.transitions.stage_graph import ahead
from clm.ledger.column import Bools
from clm.lifecycle.template import Template
from clm.metrics.benchmark import Benchmark
from clm.metrics.dropoffs.asked import Asked, By
from clm.metrics.dropoffs.behind import behind
from clm.metrics.dropoffs.beside import beside
from clm.metrics.dropoffs.definitions import Outcome, definition
from clm.metrics.dropoffs.dropoff import Dropoff
from clm.metrics.dropoffs.dropoffs import Dropoffs
from clm.metrics.dropoffs.passages import passages
from clm.metrics.figure import Figure
from clm.metrics.span import Span
from clm.model.day import from_number, to_number

Three = tuple[Figure, Figure, Figure]
"""The shares of one stage: going on, stalled, lost."""


def dropoffs(
    history: History,
    *,
    within: int | Mapping[str, int] | None = None,
    targets: Mapping[str, float] | None = None,
    benchmarks: Iterable[Benchmark] = (),
    by: By = "money",
) -> Dropoffs:
    """Find where people do not go on to the next stage, how many they are, and what they brought.

    A stay in a stage ends in one of three ways. It *goes on* if, within the stage's patience, the
    customer is next seen in a stage that lies ahead: its `next`, or further along. It is *lost* if
    she is seen in any other stage by then, or in none. It is *stalled* if she is seen nowhere else
    by then. Leaving on the last day of patience is in time.

    A stay counts if it was seen to begin, was watched for more days than there is patience, and was
    looked at within them. All others are censored, and told apart.

    Parameters
    ----------
    history : History
        Where people stood; what happens between two of its days is not seen.
    within : int or mapping of str to int, optional
        Days in which people should go on: of all stages, or by stage. Other stages have the
        `stalled_after_days` of the template.
    targets : mapping of str to float, optional
        By stage, the share of stays that should go on, from 0 to 1.
    benchmarks : iterable of Benchmark
        What others say of the same shares. Their definition is that of a figure here, or made by
        `clm.stage_advance`, `clm.stage_stalled` or `clm.stage_lost`.
    by : {"money", "people", "gap"}
        What makes a drop-off worse than another: the net money so far of those behind it, their
        number, or how far the share that goes on falls short of its target.

    Returns
    -------
    Dropoffs

    Raises
    ------
    MetricError
        All that is wrong with the arguments: no history, no such stage, no number of days, no
        share, a target where nothing lies ahead, no benchmark, no such order.
    ComparisonError
        Benchmarks that mean something else than the figures, with the parts that differ.

    Examples
    --------
    >>> from clm.analysis.history.history import history
    >>> from clm.ledger.ledger import Ledger
    >>> days = ["2024-01-10", "2024-02-01", "2024-02-10", "2024-02-15"]
    >>> shop = Ledger.from_columns(
    ...     customer=["ann", "bob", "ann", "cid"], when=days, amount=[9, 7, 5, 8], currency="EUR"
    ... )
    >>> past = history(shop, "five-stage", "2024-01-10", "2024-06-30", every="week")
    >>> found = dropoffs(past, within=60, targets={"acquisition": 0.9})
    >>> found["acquisition"].advance.numerator, found["acquisition"].counted
    (2, 2)
    >>> found["development"].customers("stalled")
    ['bob', 'cid']
    """
    asked = Asked.of(history, within=within, targets=targets, benchmarks=benchmarks, by=by)
    rows = _rows(history, asked)
    return Dropoffs(
        template=history.template,
        days=history.days,
        every=history.every,
        by=asked.by,
        rows=tuple(sorted(rows, key=lambda row: _badness(row, asked.by))),
    )


def onward_of(template: Template) -> Bools:
    """Tell which stages lie ahead of which.

    Returns
    -------
    (t, u) bool
        Rows are the stages; columns too, and the unclassified if there are any, and nowhere.

    Examples
    --------
    >>> from clm.lifecycle.registry import templates
    >>> onward_of(templates["five-stage"]).astype(int)[2:4].tolist()
    [[0, 0, 0, 1, 1, 0, 0], [0, 0, 0, 0, 1, 0, 0]]
    """
    keys = (*stage_keys(template), None)
    onward = (ahead(template, stage.key) for stage in template.stages)
    return np.array([[key in some for key in keys] for some in onward])


def _rows(history: History, asked: Asked) -> list[Dropoff]:
    """Measure every stage, in the order of the template."""
    days = np.array([to_number(each) for each in history.days], np.int64)
    within = np.array([each or 0 for each in asked.within.values()], np.int64)
    runs, onward = runs_of(history.snapshots), onward_of(history.template)
    features = history.snapshots[-1].features
    counts = passages(days, runs, within, onward)
    people = behind(days, runs, within, onward, features.codes)
    known = [counts.of(stage) for stage in range(len(within))]
    shares = [
        _shares(history, key, asked.within[key], stays)
        for key, stays in zip(asked.within, known, strict=True)
    ]
    compared = beside(asked.benchmarks, [each for three in shares for each in three])
    return [
        Dropoff(
            stage=key,
            within=asked.within[key],
            ahead=ahead(history.template, key),
            advance=three[0],
            stalled=three[1],
            lost=three[2],
            begun_before=stays["begun_before"],
            too_late=stays["too_late"],
            not_looked_at=stays["not_looked_at"],
            target=asked.targets.get(key),
            benchmarks=tuple(each for each in compared if each.figure in three),
            features=features,
            period=_last_period(history),
            stalled_rows=stalled,
            lost_rows=lost,
        )
        for key, three, stays, stalled, lost in zip(
            asked.within, shares, known, people.stalled, people.lost, strict=True
        )
    ]


def _shares(history: History, stage: str, within: int | None, stays: dict[str, int]) -> Three:
    """Make the three figures of a stage, over one denominator."""
    counted = stays["advance"] + stays["stalled"] + stays["lost"]
    last = not ahead(history.template, stage)

    def share(outcome: Outcome, reason: str = "") -> Figure:
        return Figure(
            metric=definition(history.template, stage, outcome, within, history.every),
            span=Span.of(history.days[0], history.days[-1]),
            as_of=history.days[-1],
            numerator=stays[outcome],
            denominator=counted,
            group=stage,
            censored=sum(stays.values()) - counted,
            reason=reason,
        )

    nothing = f"nothing lies ahead of {stage}" if last else ""
    return share("advance", nothing), share("stalled"), share("lost")


def _last_period(history: History) -> Span | None:
    """Give the days between the last two snapshots that end a period."""
    whole = history.days[: len(history) - history.partial]
    if len(whole) < 2:
        return None
    return Span.of(from_number(to_number(whole[-2]) + 1), whole[-1])


def _badness(row: Dropoff, by: By) -> tuple[float, ...]:
    """Give what to sort by: the worst is the least; stages that are equal keep their order."""
    match by:
        case "money":
            return -row.money, -row.people
        case "people":
            return -row.people, -row.money
        case _:
            return (float("inf") if row.gap is None else row.gap, -row.money)
