"""What is asked of drop-offs: days, targets, benchmarks and their order; checked."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal, Self, cast, get_args

import numpy as np
from attrs import frozen

from clm._frozen import FrozenDict
from clm.analysis.history.history import History
from clm.analysis.transitions.stage_graph import ahead
from clm.errors import Fault, MetricError, shown, unknown
from clm.lifecycle.template import Template
from clm.metrics.benchmark import Benchmark
from clm.metrics.parameters import days_faults

By = Literal["money", "people", "gap"]

_BYS: Final[tuple[str, ...]] = get_args(By)
_NO_LISTS: Final = (str, bytes, Mapping)


@frozen
class Asked:
    """Days, targets and benchmarks, by stage.

    Parameters
    ----------
    within : mapping of str to int or None
        Of every stage, in the order of the template; None where nobody says.
    targets : mapping of str to float
        Shares that should go on.
    benchmarks : tuple of Benchmark
        In the order given.
    by : {"money", "people", "gap"}
        What is worst.
    """

    within: FrozenDict[str, int | None]
    targets: FrozenDict[str, float]
    benchmarks: tuple[Benchmark, ...]
    by: By

    @classmethod
    def of(
        cls, history: object, *, within: object, targets: object, benchmarks: object, by: object
    ) -> Self:
        """Check arguments.

        Raises
        ------
        MetricError
            All that is wrong with them.
        """
        told, list_faults = _listed(benchmarks)
        faults = [*_order_faults(by, targets), *list_faults]
        if not isinstance(history, History):
            what = f"{shown(history)} is no history"
            raise MetricError([Fault("history", what, "take one with clm.history"), *faults])
        template = history.template
        within_faults = _within_faults(within, template)
        days = {} if within_faults else _days(within, template)
        faults += [*within_faults, *_target_faults(targets, template, days)]
        if faults:
            raise MetricError(faults)
        shares = {key: float(share) for key, share in _items(targets)}
        return cls(FrozenDict(days), FrozenDict(shares), told, cast("By", by))


def _order_faults(by: object, targets: Any) -> list[Fault]:
    """Name what nothing can be sorted by."""
    if not isinstance(by, str) or by not in _BYS:
        return [unknown("order", by, _BYS, "by")]
    if by == "gap" and (targets is None or (isinstance(targets, Mapping) and not targets)):
        return [Fault("by", "there are no gaps without targets", "give targets")]
    return []


def _items(mapping: Any) -> list[tuple[Any, Any]]:
    """Give what a mapping holds; of None, nothing."""
    return [] if mapping is None else [*mapping.items()]


def _days(within: object, template: Template) -> dict[str, int | None]:
    """Give everybody's days, those of the template where there are no others."""
    own = {each.key: each.stalled_after_days for each in template.stages}
    if within is None or isinstance(within, Mapping):
        return own | {key: int(days) for key, days in _items(within)}
    return dict.fromkeys(own, int(cast("int", within)))


def _within_faults(within: object, template: Template) -> list[Fault]:
    """Name days that are none, and stages that there are not."""
    if within is None:
        return []
    if not isinstance(within, Mapping):
        return days_faults("within", within)
    faults = _stage_faults("within", _items(within), template)
    for key, days in _items(within):
        faults += days_faults(f"within[{shown(key)}]", days)
    return faults


def _target_faults(
    targets: object, template: Template, within: Mapping[str, int | None]
) -> list[Fault]:
    """Name targets that are no shares, and stages that cannot have one."""
    if targets is not None and not isinstance(targets, Mapping):
        mend = "write {'development': 0.3}"
        return [Fault("targets", f"{shown(targets)} is no mapping of stages to shares", mend)]
    faults = _stage_faults("targets", _items(targets), template)
    for key, share in _items(targets):
        where = f"targets[{shown(key)}]"
        faults += _share_faults(share, where)
        if isinstance(key, str) and key in within:
            faults += _no_target(key, where, template, within)
    return faults


def _stage_faults(name: str, items: Sequence[tuple[Any, Any]], template: Template) -> list[Fault]:
    """Name stages that the template does not have."""
    keys = [each.key for each in template.stages]
    return [
        unknown("stage", key, keys, name)
        for key, _ in items
        if not (isinstance(key, str) and key in keys)
    ]


def _share_faults(share: Any, where: str) -> list[Fault]:
    """Name what is no share from 0 to 1."""
    told = shown(share)
    number = isinstance(share, int | float | np.integer | np.floating)
    # Nor is NaN, which is neither below nor above anything.
    if number and not isinstance(share, bool | np.timedelta64) and 0 <= cast("float", share) <= 1:
        return []
    return [Fault(where, f"{told} is no share", "write 0.3 for 30 %")]


def _no_target(
    key: str, where: str, template: Template, within: Mapping[str, int | None]
) -> list[Fault]:
    """Say why nobody can reach a target at a stage."""
    if not ahead(template, key):
        return [Fault(where, f"nothing lies ahead of {key}", "leave it out")]
    if within[key] is None:
        mend = f"say in how many days: within={{{key!r}: 90}}"
        return [Fault(where, f"{key} has no patience of its own", mend)]
    return []


def _listed(benchmarks: Any) -> tuple[tuple[Benchmark, ...], list[Fault]]:
    """Read a list of benchmarks, and name what is none."""
    array = hasattr(benchmarks, "__array__")
    listed = isinstance(benchmarks, Iterable) and not isinstance(benchmarks, _NO_LISTS)
    if array or not listed:
        return (), [Fault("benchmarks", "is no list", "give a list of clm.Benchmark")]
    told: tuple[Any, ...] = tuple(cast("Any", benchmarks))
    mend = "make one with clm.Benchmark"
    return told, [
        Fault(f"benchmarks[{at}]", f"{shown(each)} is no benchmark", mend)
        for at, each in enumerate(told)
        if not isinstance(each, Benchmark)
    ]
