"""The tables: what is measured, how often, and what the figures should be."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from attrs import frozen

import clm
from benchmarks import domain
from benchmarks.peers import PEERS, ledger_of, missing, prepared, same
from benchmarks.proofs import proofs
from benchmarks.report import Goal, Table
from benchmarks.shop import AS_OF, Keys, Shop
from benchmarks.time_cohorts import cohorts_and_growth
from benchmarks.time_explain import explaining
from benchmarks.time_horizon import horizons
from benchmarks.time_metrics import metrics
from benchmarks.time_moves import moves_and_histories
from benchmarks.time_value import models_of_value
from benchmarks.timing import Times, best, in_turn, peak
from clm import Features, Ledger

POLARS: Final = ("polars in-memory", "polars streaming", "polars eager")
ENGINES: Final = ("in-memory", "streaming")
FRUGAL: Final = ("clm", "clm exponea-14", "polars in-memory", "polars streaming", "duckdb")
SHORT: Final[tuple[Keys, ...]] = ("int64", "StringDType", "pandas str", "polars String")
LONG: Final[tuple[Keys, ...]] = ("UUID in StringDType", "UUID in polars String")
OTHER_DAY: Final = "2025-06-30"


@frozen
class Plan:
    """How large and how often.

    Parameters
    ----------
    sizes : dict of int to int
        Numbers of orders, and how many rounds each gets.
    one : int
        The number of orders of the tables of one size.
    text : int
        Rows of the columns of text.
    rounds : int
        Of the tables of one size.
    judged : bool
        Whether sizes are such that goals mean something.
    """

    sizes: dict[int, int]
    one: int
    text: int
    rounds: int
    judged: bool

    @property
    def least(self) -> int:
        """The smallest number of orders."""
        return min(self.sizes)


FULL: Final = Plan(
    sizes={100_000: 41, 1_000_000: 11, 10_000_000: 7, 100_000_000: 2},
    one=10_000_000,
    text=1_000_000,
    rounds=7,
    judged=True,
)
QUICK: Final = Plan(sizes={1_000: 3, 10_000: 3}, one=10_000, text=10_000, rounds=3, judged=False)


class DisagreementError(Exception):
    """Another engine puts somebody into another segment."""


def whole_job(plan: Plan) -> Iterator[Table]:
    """Time the whole job at every size, and check that all agree."""
    found = {size: _whole(size, rounds) for size, rounds in plan.sizes.items()}
    rows: list[list[object]] = []
    for size, times in found.items():
        rival = times[best(times, [name for name in POLARS if name in times])]
        rows += [
            [_number(size), name, _ms(each.median), _ms(each.least), f"{each.over(rival):.2f}"]
            for name, each in times.items()
        ]
    yield Table(
        "The whole job: everybody's segment, and people by segment",
        ("orders", "engine", "median ms", "least ms", "ratio to best polars"),
        rows,
        (
            "A ledger that is built already, coded densely and in time order, and the same three",
            "columns (customer code int32, day int32, cents int64) in the engines' own forms.",
            "All give every customer the same segment of `rfm-11`; `clm exponea-14` needs tenure",
            "besides, and is set against the others' `rfm-11`.",
        ),
        _whole_goals(found),
    )
    yield _growth(found)


def memory(plan: Plan) -> Iterator[Table]:
    """Measure the extra peak memory of the whole job, each engine in a process of its own."""
    sizes = [size for size in plan.sizes if size >= plan.one]
    rows: list[list[object]] = []
    goals: list[Goal] = []
    for name in (*FRUGAL, "pandas"):
        if missing(name):
            rows.append([name, *["skipped: " + missing(name)] * len(sizes)])
            continue
        each = [
            peak(partial(prepared, name), PEERS[name].run, plan.least, size) / size
            for size in sizes
        ]
        rows.append([name, *(f"{figure:.1f}" for figure in each)])
        if name == "clm":
            goals = [
                Goal(f"{_number(size)} orders", figure, 12, " bytes")
                for size, figure in zip(sizes, each, strict=True)
            ]
    head = ("engine", *(f"{_number(size)} orders" for size in sizes))
    note = "Peak of the process during the job less what the loaded columns take, bytes an order."
    yield Table("Extra memory of the whole job", head, rows, (note,), goals)


def building(plan: Plan) -> Iterator[Table]:
    """Time building a ledger of raw columns beside polars' group-by on them."""
    rows: list[list[object]] = []
    goals: list[Goal] = []
    for make in (*SHORT, *LONG):
        size = plan.one if make == "int64" else plan.text
        times = _build(make, size, plan.rounds)
        ratio = times["clm"].over(times["polars"])
        own = _ms(times["in its own form"].median) if "in its own form" in times else ""
        figures = [_ms(times["clm"].median), _ms(times["polars"].median), own]
        rows.append([make, _number(size), *figures, f"{ratio:.2f}"])
        goals += [Goal(make, ratio, 1)] if make in SHORT else []
    yield Table(
        "Building a ledger of raw columns",
        ("customer ids", "rows", "clm ms", "polars ms", "in its own form ms", "ratio to polars"),
        rows,
        (
            "`Ledger.from_columns` (codes, shop days, checks, order) beside one group-by of polars",
            "on the same columns (last time, count, sum), in-memory and streaming, the better of",
            "both. Text of numpy and pandas has to become polars' own first; *in its own form*",
            "leaves that out. A ledger is built once and kept; a group-by answers one question.",
        ),
        goals,
    )


def rescoring(plan: Plan) -> Iterator[Table]:
    """Time another template and another scale on features that are there."""
    ledger = ledger_of(Shop.of(plan.one))
    features = clm.snapshot(ledger, "rfm-11", as_of=AS_OF).features
    other = clm.snapshot(ledger, "rfm-11", as_of=OTHER_DAY).scale
    for template in clm.templates.values():
        template.proof  # noqa: B018  # reads and proves each, once
    first = {key: in_turn({key: partial(_fit, key, features)}, 1)[key] for key in clm.templates}
    jobs = {f"{key}, fitted": partial(_fit, key, features) for key in clm.templates}
    jobs["rfm-11, scale of another day"] = partial(_rescale, other, features)
    times = in_turn(jobs, plan.rounds)
    each = {name: found.median / len(features) * 1e9 for name, found in times.items()}
    rows = [
        [name, _ms(first[key].median) if (key := name.removesuffix(", fitted")) in first else "",
         _ms(times[name].median), f"{figure:.1f}"]
        for name, figure in each.items()
    ]  # fmt: skip
    yield Table(
        f"Re-scoring {_number(len(features))} customers",
        ("template", "first ms", "again ms", "again, ns a customer"),
        rows,
        (
            "`template.fit(features)` or `template.with_scale(scale)`, then `.segments(features)`,",
            "on the features of a snapshot. *First* includes the columns that a template asks for",
            f"and no other has made; they come of {_number(plan.one)} orders.",
        ),
        [Goal(name, each[name], 35, " ns") for name in each if "rfm" in name or "exp" in name],
    )


def refunds(plan: Plan) -> Iterator[Table]:
    """Time snapshots of ledgers with and without refunds."""
    shop = Shop.of(plan.one)
    ledgers = {"none": ledger_of(shop.with_ids()), "3 %": ledger_of(shop.with_refunds())}
    del shop
    rows: list[list[object]] = []
    goals: list[Goal] = []
    for key in ("rfm-11", "exponea-14"):
        jobs = {
            name: partial(PEERS["clm"].__class__(key).run, each) for name, each in ledgers.items()
        }
        times = in_turn(jobs, plan.rounds)
        ratio = times["3 %"].over(times["none"])
        rows.append([key, *(_ms(each.median) for each in times.values()), f"{ratio:.2f}"])
        goals.append(Goal(key, ratio, 1.25))
    yield Table(
        f"Refunds: {_number(plan.one)} orders, 3 % of them given back",
        ("template", "none, ms", "3 %, ms", "ratio"),
        rows,
        ("Refunds name their order; four in five are whole, so that the order no longer counts.",),
        goals,
    )


def field_peers(plan: Plan) -> Iterator[Table]:
    """Time libraries of the field, where they can be imported."""
    shop = Shop.of(plan.least)
    jobs: dict[str, Callable[[], Any]] = {"clm": partial(PEERS["clm"].run, ledger_of(shop))}
    skipped: dict[str, str] = {}
    for name, peer in domain.PEERS.items():
        try:
            jobs[name] = peer(shop)
            jobs[name]()
        except Exception as error:  # noqa: BLE001  # whatever a library of the field does
            jobs.pop(name, None)
            skipped[name] = f"skipped: {type(error).__name__}: {error}".splitlines()[0]
    times = in_turn(jobs, plan.rounds)
    rows = [
        [name, _ms(each.median), f"{each.over(times['clm']):.0f}", domain.DOES.get(name, "all")]
        for name, each in times.items()
    ]
    rows += [[name, "", "", why] for name, why in skipped.items()]
    yield Table(
        f"Libraries of the field, {_number(plan.least)} orders",
        ("library", "median ms", "times clm", "does"),
        rows,
        ("Most do less than the whole job, and by rules of their own.",),
    )


def proof(plan: Plan) -> Iterator[Table]:
    """Time proofs, their findings, matching and the registry."""
    side, more = (37, 67) if plan.judged else (5, 7)
    yield proofs(side, more, plan.rounds)


def explain(plan: Plan) -> Iterator[Table]:
    """Time the explanation of one customer."""
    yield explaining(plan.one, plan.rounds)


def horizon(plan: Plan) -> Iterator[Table]:
    """Time the silent horizon of a year, beside polars."""
    yield horizons(plan.one, plan.least, plan.rounds)


def moves(plan: Plan) -> Iterator[Table]:
    """Time transitions and histories, beside polars."""
    yield from moves_and_histories(plan.one, plan.rounds)


def cohorts(plan: Plan) -> Iterator[Table]:
    """Time cohorts and growth, beside polars."""
    yield cohorts_and_growth(plan.one, plan.rounds)


def stages(plan: Plan) -> Iterator[Table]:
    """Time the metrics of all stages, beside single snapshots."""
    yield metrics(plan.one, plan.rounds)


def value(plan: Plan) -> Iterator[Table]:
    """Time models of value, beside lifetimes."""
    yield models_of_value(plan.one // 10, plan.rounds)


TABLES: Final = {
    "whole-job": whole_job,
    "memory": memory,
    "building": building,
    "rescoring": rescoring,
    "refunds": refunds,
    "field": field_peers,
    "proof": proof,
    "moves": moves,
    "horizon": horizon,
    "explain": explain,
    "cohorts": cohorts,
    "stages": stages,
    "value": value,
}


def _whole(size: int, rounds: int) -> dict[str, Times]:
    """Time all engines at one size."""
    ledger = ledger_of(Shop.of(size))
    names = [name for name in PEERS if not missing(name)]
    if size > FULL.one:
        names.remove("polars eager")
    loaded = {name: PEERS[name].load(ledger) for name in names}
    places = clm.snapshot(ledger, "rfm-11", as_of=AS_OF).places

    def check(name: str, found: tuple[Any, Any]) -> None:
        if not name.startswith("clm") and not same(found, places):
            raise DisagreementError(f"{name} disagrees with clm at {size} orders")

    jobs = {name: partial(PEERS[name].run, loaded[name]) for name in names}
    if size <= FULL.one:
        in_turn(jobs, 1, check)
    return in_turn(jobs, rounds, check)


def _whole_goals(found: dict[int, dict[str, Times]]) -> list[Goal]:
    """Set the whole job against its goals, at the sizes for which there are some."""
    goals: list[Goal] = []
    if (times := found.get(10_000_000)) is not None:
        rival = times[best(times, [name for name in POLARS if name in times])]
        ratio = times["clm"].over(rival)
        goals += [
            Goal("10M orders, ratio to best polars", ratio, 0.25),
            Goal("10M orders, the same, what we wish for", ratio, 0.2),
        ]
    if (times := found.get(100_000)) is not None:
        goals.append(Goal("100k orders", times["clm"].median * 1e3, 4, " ms"))
    return goals


def _growth(found: dict[int, dict[str, Times]]) -> Table:
    """Show how time grows with orders."""
    names = list(dict.fromkeys(name for times in found.values() for name in times))
    each = {
        (name, size): times[name].median / size * 1e9
        for size, times in found.items()
        for name in times
    }
    rows = [
        [name, *(f"{each[name, size]:.1f}" if (name, size) in each else "" for size in found)]
        for name in names
    ]
    goals: list[Goal] = []
    if {1_000_000, 100_000_000} <= set(found):
        growth = each["clm", 100_000_000] / each["clm", 1_000_000]
        goals.append(Goal("an order among 100M over one among 1M", growth, 1.5))
    head = ("engine", *(f"{_number(size)} orders" for size in found))
    return Table("Growth: ns an order", head, rows, ("Medians of the first table.",), goals)


def _build(make: Keys, size: int, rounds: int) -> dict[str, Times]:
    """Time building, and polars' group-by; of text also without its conversion."""
    shop = Shop.of(size)
    keys = shop.keys(make)
    converted = _to_polars(keys)
    jobs: dict[str, Callable[[], Any]] = {"clm": partial(_from_columns, shop, keys)}
    for engine in ENGINES:
        jobs[f"own {engine}"] = partial(_grouped, shop, converted, engine)
        if getattr(keys, "dtype", None) != converted.dtype and make != "int64":
            jobs[f"given {engine}"] = partial(_converted_and_grouped, shop, keys, engine)
    times = in_turn(jobs, rounds)
    own = times[best(times, [f"own {engine}" for engine in ENGINES])]
    if f"given {ENGINES[0]}" not in times:
        return {"clm": times["clm"], "polars": own}
    given = times[best(times, [f"given {engine}" for engine in ENGINES])]
    return {"clm": times["clm"], "polars": given, "in its own form": own}


def _from_columns(shop: Shop, keys: Any) -> Ledger:
    """Build a ledger."""
    return Ledger.from_columns(
        customer=keys, when=shop.when, amount_minor=shop.cents, currency="EUR"
    )


def _to_polars(keys: Any) -> Any:
    """Turn ids into a polars Series."""
    import polars as pl

    if getattr(getattr(keys, "dtype", None), "kind", "") == "T":
        return pl.Series(keys.tolist(), dtype=pl.String)
    return keys if isinstance(keys, pl.Series) else pl.Series(keys)


def _converted_and_grouped(shop: Shop, keys: Any, engine: Any) -> Any:
    """Turn ids into polars' own form, then group."""
    return _grouped(shop, _to_polars(keys), engine)


def _grouped(shop: Shop, keys: Any, engine: Any) -> Any:
    """Group by customer in polars: last time, count and sum."""
    import polars as pl

    frame = pl.LazyFrame({"customer": keys, "when": shop.when, "cents": shop.cents})
    people = frame.group_by("customer").agg(
        pl.col("when").max(), orders=pl.len(), cents=pl.col("cents").sum()
    )
    return people.collect(engine=engine)


def _fit(key: str, features: Features) -> Any:
    """Fit a template and find everybody's segment."""
    return clm.templates[key].fit(features).segments(features)


def _rescale(scale: clm.Scale, features: Features) -> Any:
    """Find everybody's segment by a scale that is there."""
    return clm.templates["rfm-11"].with_scale(scale).segments(features)


def _number(number: int) -> str:
    """Write 2500000 as 2.5M."""
    for size, unit in ((1_000_000, "M"), (1_000, "k")):
        if number >= size:
            return f"{number / size:g}{unit}"
    return str(number)


def _ms(seconds: float) -> str:
    """Write seconds as milliseconds."""
    return f"{seconds * 1e3:,.1f}"
