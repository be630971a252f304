"""The SQL of a fitted template, for a table of features or of orders."""

from importlib.util import find_spec

from clm.errors import (
    CurrencyError,
    Fault,
    MissingExtraError,
    SnapshotError,
    shown,
)
from clm.lifecycle.fitted import FittedTemplate
from clm.model.day import as_day
from clm.sources.sql.order_table import OrderTable


def to_sql(
    fitted: FittedTemplate,
    dialect: str = "duckdb",
    *,
    table: str = "features",
    orders: OrderTable | None = None,
    as_of: object = None,
) -> str:
    """Write a fitted template as one SELECT, which tells everybody's segment where the data lies.

    Parameters
    ----------
    fitted : FittedTemplate
        A template with the cut points of its scores: ``snap.fitted``, ``template.fit(features)``
        or ``template.with_scale(scale)``.
    dialect : str
        Of SQL, by sqlglot's name: ``duckdb``, ``postgres``, ``snowflake``, ``bigquery``, ….
    table : str
        A table with one row a customer, as `Snapshot.to_frame` gives it: ``customer``, the
        features by their names, money in minor units, NULL for what is missing, and the extra
        columns of the template. For a score of a windowed sum the count of that window, too.
    orders : OrderTable, optional
        A table of orders, in place of one of features. Extra columns are NULL then.
    as_of : date, str or datetime64, optional
        The day, inclusive; needed with `orders`. It stands in the query once.

    Returns
    -------
    str
        A query with the columns of `Snapshot.columns`, in the same order.

    Raises
    ------
    SnapshotError
        What is no fitted template; a table of features and one of orders; orders without a day, or
        a day without orders; what the dialect cannot say.
    UnknownNameError
        sqlglot knows no such dialect.
    ColumnError
        A table's name is none.
    CurrencyError
        The orders are in another currency than the template or its scale.
    DayError
        `as_of` is no day.
    FeatureError
        The template asks for what a table of orders does not tell.
    ScaleError
        A score was fitted on nobody.
    MissingExtraError
        sqlglot is not installed.

    Examples
    --------
    >>> import clm
    >>> scale = clm.Scale.fixed({"r": [30, 90]}, scores={"r": clm.Score(
    ...     "r", of="recency", bins=3, best="low", least=0, unit="days")})
    >>> fitted = clm.templates["growth-accounting"].with_scale(scale)
    >>> sql = to_sql(fitted, "postgres", table="crm.features")
    >>> sql.splitlines()[0]
    '-- template growth-accounting · ...'
    """
    _check(fitted, table, orders, as_of)
    if find_spec("sqlglot") is None:
        raise MissingExtraError("sqlglot", "sql")
    from clm.sources.sql.query import Source, emitted  # noqa: PLC0415  # loaded when used

    if orders is None:
        return emitted(fitted, dialect, Source(table))
    _check_currency(fitted, orders)
    return emitted(fitted, dialect, Source(table, orders, as_day(as_of)))


def _check(fitted: object, table: str, orders: object, as_of: object) -> None:
    """Refuse arguments that do not go together."""
    faults: list[Fault] = []
    if not isinstance(fitted, FittedTemplate):
        mend = "give snap.fitted, template.fit(features) or template.with_scale(scale)"
        faults.append(Fault("fitted", f"{shown(fitted)} is no fitted template", mend))
    if orders is None and as_of is not None:
        mend = "leave it out, or give orders"
        faults.append(Fault("as_of", "a table of features has its day already", mend))
    if orders is not None:
        faults += _order_faults(table, orders, as_of)
    if faults:
        raise SnapshotError(faults)


def _order_faults(table: str, orders: object, as_of: object) -> list[Fault]:
    """Name what is wrong beside a table of orders."""
    faults: list[Fault] = []
    if not isinstance(orders, OrderTable):
        mend = "give clm.sources.OrderTable('orders', customer=…, when=…, amount=…, currency=…)"
        faults.append(Fault("orders", f"{shown(orders)} is no table of orders", mend))
    if as_of is None:
        faults.append(Fault("as_of", "is missing", "name the day: as_of='2024-06-30'"))
    if table != "features":
        faults.append(Fault("table", "is given beside orders", "give only one"))
    return faults


def _check_currency(fitted: FittedTemplate, orders: OrderTable) -> None:
    """Refuse constants and cut points in another currency."""
    holders = {"template": fitted.template.currency, "scale": fitted.scale.currency}
    faults = [
        Fault(name, f"is in {currency}, the orders are in {orders.currency}", "convert the orders")
        for name, currency in holders.items()
        if currency not in {None, orders.currency}
    ]
    if faults:
        raise CurrencyError(faults)
