"""Segments that stay in the engine: for more customers than fit into memory."""

from datetime import date
from typing import Any

from clm.errors import CurrencyError, Fault, SnapshotError
from clm.lifecycle.chosen import fitted_before, template_faults, template_of
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.template import Template
from clm.model.day import as_day, day_faults
from clm.scoring.scale import Scale
from clm.sources.relations.order_engine import Engine


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
    FileError, FormatError
        The library cannot run the query; a Spark session was stopped.

    Examples
    --------
    >>> import clm, duckdb
    >>> lines = duckdb.sql("select 'ann' as who, date '2024-05-01' as day, 19.90 as paid")
    >>> names = {"customer": "who", "when": "day", "amount": "paid"}
    >>> source = clm.sources.engine(lines, **names, currency="EUR")
    >>> people = segment_in_engine(source, "five-stage", "2024-05-12")
    >>> people.select("customer", "segment", "stage", "recency").fetchall()
    [('ann', 'new_customer', 'acquisition', 11)]
    """
    day, chosen, fitted = _checked(source, template, as_of, scale)
    from clm.sources.relations.laying import laid  # noqa: PLC0415  # needs narwhals

    return laid(source.tables, day, chosen, fitted)


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
    return as_day(as_of), chosen, fitted
