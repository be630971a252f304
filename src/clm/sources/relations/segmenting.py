"""Segments that stay in the engine: for more customers than fit into memory."""

from datetime import date
from typing import Any, Final

import narwhals.stable.v2 as nw

from clm.errors import ColumnError, CurrencyError, Fault, SnapshotError
from clm.lifecycle.chosen import fitted_before, template_faults, template_of
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.needed import ALWAYS, features_of, needed_by
from clm.lifecycle.template import Template
from clm.model.day import as_day, day_faults
from clm.model.money import LARGEST
from clm.scoring.scale import Scale
from clm.sources.relations.conditions import scored, segment, there
from clm.sources.relations.cut_points import Line, check_quantiles, sought
from clm.sources.relations.cut_points import fitted as fitted_scale
from clm.sources.relations.order_engine import Engine
from clm.sources.relations.people import flaws, people
from clm.sources.relations.reduced import check_owners, collected

_FLAWS: Final = ("nameless", "no_day", "no_amount", "size")
_SCORED: Final = "scored "


def segment_in_engine(
    source: Engine,
    template: str | Template | FittedTemplate,
    as_of: object,
    scale: Scale | None = None,
) -> Any:
    """Find everybody's segment in the library that holds the orders.

    Only cut points come to Python. Rows are checked, and cut points found, when this is called;
    what comes back is reckoned when it is asked for, where the library is lazy.

    Parameters
    ----------
    source : Engine
        Made by `clm.sources.engine`.
    template : str, Template or FittedTemplate
        A key of `clm.templates`, a template, or one whose scores are fitted already. Extra columns
        are missing for everybody.
    as_of : date, str or datetime64
        The day, inclusive.
    scale : Scale, optional
        Cut points of another day; found in the engine if left out.

    Returns
    -------
    table
        Of the kind that the source was made of, with a row a customer: ``customer``, ``segment``,
        ``stage``, ``orders``, ``recency``, ``tenure``, ``monetary`` (minor units), then the
        template's scores, features and extra columns; what is missing is null.

    Raises
    ------
    SnapshotError
        No engine, or no template.
    DayError, UnknownNameError
        `as_of` is no day; no template has that key.
    FeatureError
        Features that an engine cannot reduce, by name.
    ScaleError, TemplateError
        Scores that an engine cannot cut; a scale of other scores, or fitted on nobody; the template
        is fitted already, otherwise.
    CurrencyError
        Template, scale and orders are not in one currency.
    ColumnError, LedgerError
        Rows without a customer, a day or an amount, counted; orders of several customers.

    Examples
    --------
    >>> import clm, duckdb
    >>> lines = duckdb.sql('''select * from (values ('ann', date '2024-05-01', 19.90),
    ...     ('ann', date '2024-05-09', 5.00), ('bob', date '2023-01-05', 7.50)) t(who, day, paid)''')
    >>> names = {"customer": "who", "when": "day", "amount": "paid"}
    >>> source = clm.sources.engine(lines, **names, currency="EUR")
    >>> segment_in_engine(source, "five-stage", "2024-05-12").order("customer").fetchall()
    [('ann', 'retained', 'retention', 2, 3, 11, 2490), ('bob', 'one_time_lapsed', 'development', 1, 493, 493, 750)]
    """
    day, chosen, fitted = _checked(source, template, as_of, scale)
    everybody = people(source.tables, day, needed_by(chosen))
    ruled = _ruled(everybody, chosen, fitted, source.currency)
    check_owners(source.tables["order"], day)
    return source.tables["order"].library.leave(_laid(everybody, ruled))


def _checked(
    source: Engine, template: str | Template | FittedTemplate, as_of: object, scale: Scale | None
) -> tuple[date, Template, FittedTemplate | None]:
    """Refuse what does not fit together, before anything is reckoned."""
    faults = template_faults(template)
    if not isinstance(source, Engine):  # pyright: ignore[reportUnnecessaryIsInstance]
        what = f"{type(source).__name__} is no engine"
        faults.append(Fault("source", what, "make one with clm.sources.engine(…)"))
    if faults:
        raise SnapshotError([*faults, *day_faults(as_of)])
    chosen, fitted = template_of(template), fitted_before(template, scale)
    known = None if fitted is None else fitted.scale.currency
    for holder, currency in ((f"template {chosen.key!r}", chosen.currency), ("scale", known)):
        if currency not in (None, source.currency):
            what = f"is in {currency}, the orders are in {source.currency}"
            raise CurrencyError.of(holder, what, "convert the orders, or fit in their currency")
    if fitted is None:
        check_quantiles(chosen.scores.values())
    return as_day(as_of), chosen, fitted


def _ruled(
    everybody: Any, template: Template, fitted: FittedTemplate | None, currency: str
) -> FittedTemplate:
    """Check everybody's rows, and find the cut points that are not known; in one query."""
    scores = [each for each in template.scores.values() if each.unit != "number"]
    queries = _sums(everybody, fitted)
    if fitted is None:
        queries += [sought(each, everybody) for each in scores]
    found: dict[str, list[Line]] = {}
    for name, *line in collected(nw.concat(queries)).iter_rows():
        found.setdefault(name, []).append(tuple(map(int, line)))  # type: ignore[arg-type]
    _check_sound({name: lines[0][0] for name, lines in found.items()})
    if fitted is None:
        return template.with_scale(fitted_scale(template.scores.values(), found, currency))
    for name in template.scores:
        if _SCORED + name in found and found[_SCORED + name][0][0]:
            fitted.scale.check_fitted(name)
    return fitted


def _sums(everybody: Any, fitted: FittedTemplate | None) -> list[Any]:
    """Ask how many rows cannot be read, and how many people a scale without cut points would score."""
    nobody = nw.when(nw.col("customer").is_null()).then(nw.col("rows")).otherwise(nw.lit(0))
    values = dict(
        zip(_FLAWS, (nobody, nw.col("no_day"), nw.col("no_amount"), nw.col("size")), strict=True)
    )
    if fitted is not None:
        empty = [name for name, cuts in fitted.scale.cuts.items() if not cuts]
        scores = [each for name, each in fitted.template.scores.items() if name in empty]
        values |= {
            _SCORED + each.name: there(each).cast(nw.Int64)
            for each in scores
            if each.unit != "number"
        }
    most, size = float(LARGEST), nw.col("size")
    sums = everybody.select(**{name: value.sum() for name, value in values.items()}).with_columns(
        size=nw.when(size < most).then(size).otherwise(nw.lit(most))
    )
    zero = nw.lit(0).cast(nw.Int64)
    return [
        sums.select(value=nw.col(name).cast(nw.Int64).fill_null(0)).select(
            nw.lit(name).alias("score"), "value", up_to=zero, low=zero, high=zero
        )
        for name in values
    ]


def _check_sound(found: dict[str, int]) -> None:
    """Refuse rows that cannot be read."""
    nameless, no_day, no_amount, size = (found[name] for name in _FLAWS)
    faults = flaws(nameless, no_day, no_amount, size, LARGEST)
    if faults:
        raise ColumnError(faults)


def _laid(everybody: Any, fitted: FittedTemplate) -> Any:
    """Lay a template over everybody."""
    template = fitted.template
    further = [each.name for each in features_of(template) if each not in ALWAYS]
    extra = [nw.lit(None).cast(nw.Int64).alias(name) for name in template.extra]
    scores = [scored(each, fitted.scale.cuts[name]) for name, each in template.scores.items()]
    ranked = everybody.with_columns(extra).with_columns(scores)
    keys = {each.key: each.key for each in template.segments}
    stages = {each.key: each.stage for each in template.segments}
    return ranked.select(
        "customer",
        segment(fitted, keys).alias("segment"),
        segment(fitted, stages).alias("stage"),
        *(each.name for each in ALWAYS),
        *template.scores,
        *further,
        *template.extra,
    )
