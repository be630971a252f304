"""Benchmarks set beside the figures of a drop-off that mean the same."""

from collections.abc import Sequence

from clm.errors import ComparisonError, Fault
from clm.metrics.benchmark import Benchmark, Comparison
from clm.metrics.figure import Figure


def beside(benchmarks: Sequence[Benchmark], figures: Sequence[Figure]) -> tuple[Comparison, ...]:
    """Find for each benchmark the figure that means the same.

    Parameters
    ----------
    benchmarks : sequence of Benchmark
        Of any definition.
    figures : sequence of Figure
        All that there are.

    Returns
    -------
    tuple of Comparison
        In the order of the benchmarks.

    Raises
    ------
    ComparisonError
        Benchmarks that mean something else than every figure: all of them, each with the parts in
        which it differs from the figure that comes nearest.
    """
    faults = [
        fault
        for at, each in enumerate(benchmarks)
        if all(each.metric != figure.metric for figure in figures)
        for fault in _differences(each, figures, f"benchmarks[{at}]")
    ]
    if faults:
        raise ComparisonError(faults)
    return tuple(
        each.compare(next(figure for figure in figures if figure.metric == each.metric))
        for each in benchmarks
    )


def _differences(benchmark: Benchmark, figures: Sequence[Figure], where: str) -> list[Fault]:
    """Say in what a benchmark differs from the nearest figure."""
    metric, mend = benchmark.metric, "define it by clm.stage_advance and its like"
    stage = metric.parameters.get("stage")

    def distance(figure: Figure) -> tuple[bool, bool, int]:
        away = len(metric.differences(figure.metric))
        return figure.group != stage, figure.metric.key != metric.key, away

    nearest = min(figures, key=distance)
    return [Fault(where, each, mend) for each in metric.differences(nearest.metric)]
