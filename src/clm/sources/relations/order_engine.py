"""An engine: a table of orders that stays where it is, and is reduced there."""

from collections.abc import Iterable, Mapping
from datetime import date
from os import PathLike
from typing import TYPE_CHECKING, Any, Final, Self, cast

from attrs import frozen

from clm._frozen import FrozenDict
from clm._show import tag
from clm.errors import ColumnError, Fault
from clm.features.catalog import Feature
from clm.features.stored import StoredFeatures
from clm.ledger.door.moments import zone_named
from clm.model.money import digits_of
from clm.sources.lazy import native, require
from clm.sources.parquet import is_parquet, parquet_frame

if TYPE_CHECKING:
    from clm.sources.relations.rows import Table

_OWN: Final = ("order", "refund")
_NEEDED: Final = ("customer", "when")


@frozen(repr=False, eq=False)
class Engine:
    """Orders, and perhaps other events, in tables that their library reduces to one row a customer.

    Make one with `clm.sources.engine`.

    Parameters
    ----------
    tables : mapping of str to Table
        By kind of event; that of orders is the first, and holds refunds as negative rows.
    """

    tables: "FrozenDict[str, Table]"

    @property
    def currency(self) -> str:
        """ISO 4217 code of the amounts."""
        return self.tables["order"].currency

    @property
    def timezone(self) -> str:
        """The shop's time zone."""
        return self.tables["order"].timezone

    def with_events(
        self,
        kind: str,
        relation: Any,
        *,
        customer: str,
        when: str,
        amount: str | None = None,
        amount_minor: str | None = None,
    ) -> Self:
        """Add a table of other events, of the same library.

        Parameters
        ----------
        kind : str
            ``visit``, ``signup``, …; refunds are negative rows among the orders.
        relation : table
            As for `engine`.
        customer, when, amount, amount_minor : str
            Names of the columns.

        Returns
        -------
        Engine

        Raises
        ------
        ColumnError
            Columns that are not there or cannot be read; a kind that is there already; a table of
            another library, or with ids of another type.
        """
        names = {"customer": customer, "when": when, "amount": amount, "amount_minor": amount_minor}
        table = _table(relation, self.currency, self.timezone, names)
        faults = [*_kind_faults(kind, self.tables), *_mixed(table, self.tables["order"])]
        if faults:
            raise ColumnError(faults)
        return type(self)(FrozenDict(self.tables | {kind: table}))

    def features_on(self, as_of: date, wanted: Iterable[Feature]) -> StoredFeatures:
        """Tell what is known of every customer on a day; the small table comes to Python.

        Raises
        ------
        FeatureError
            Features that the engine cannot reduce, by name.
        ColumnError
            Rows without a customer, a day or an amount, counted.
        LedgerError
            Orders that stand under several customers.
        """
        from clm.sources.relations.reduced import reduced  # noqa: PLC0415  # needs narwhals

        return reduced(self.tables, as_of, tuple(dict.fromkeys(wanted)))

    def __repr__(self) -> str:
        """Say which library, which kinds of event, and the terms."""
        library = self.tables["order"].library.name
        kinds = " and ".join(f"{kind}s" for kind in self.tables)
        return tag("Engine", f"{kinds} in {library}", self.currency, self.timezone)


def engine(
    relation: Any,
    *,
    customer: str,
    when: str,
    currency: str,
    amount: str | None = None,
    amount_minor: str | None = None,
    order: str | None = None,
    timezone: str = "UTC",
) -> Engine:
    """Let orders stay in the library that holds them, which reduces them to one row a customer.

    Nothing is read before it is asked for, and then up to the day only: rows after it are neither
    seen nor checked.

    Parameters
    ----------
    relation : table
        A DuckDB relation, a dataframe of PySpark, polars (lazy or not) or pandas, a table or
        dataset of pyarrow; or the path of a Parquet file, a glob or a folder of them, which DuckDB
        reads.
    customer, when, amount, amount_minor, order : str
        Names of the columns; see `clm.read_orders`. Days are dates or timestamps, ids text or whole
        numbers, amounts of any type of number; negative rows are refunds.
    currency, timezone : str
        As in `Ledger.from_columns`.

    Returns
    -------
    Engine
        For `clm.snapshot` and `segment_in_engine`.

    Raises
    ------
    MissingExtraError
        narwhals is not installed.
    ColumnError
        No table; columns that are not there, there twice, or of types that cannot be read; all at
        once.
    CurrencyError, DayError
        No such currency or time zone.

    Examples
    --------
    >>> import clm, duckdb
    >>> lines = duckdb.sql("select 'ann' as who, date '2024-05-01' as day, 19.90 as paid")
    >>> names = {"customer": "who", "when": "day", "amount": "paid"}
    >>> source = engine(lines, **names, currency="EUR")
    >>> source
    <Engine orders in DuckDB · EUR · UTC>
    >>> clm.snapshot(source, "five-stage", as_of="2024-05-12").stage_counts()["acquisition"]
    1
    """
    require("narwhals", "frames")
    digits_of(currency)
    zone_named(timezone)
    names = {
        "customer": customer,
        "when": when,
        "amount": amount,
        "amount_minor": amount_minor,
        "order": order,
    }
    if amount is None and amount_minor is None:
        raise ColumnError.of("amount", "is missing", "give amount= or amount_minor=")
    return Engine(FrozenDict({"order": _table(relation, currency, timezone, names)}))


def _table(relation: Any, currency: str, timezone: str, names: Mapping[str, str | None]) -> "Table":
    """Name the columns of a table, and check them."""
    from clm.sources.relations.rows import Table  # noqa: PLC0415  # needs narwhals

    if None not in (names["amount"], names["amount_minor"]):
        raise ColumnError.of("amount", "amount_minor is given too", "give one of them")
    unnamed = [Fault(each, "is missing", "name its column") for each in _NEEDED if not names[each]]
    if unnamed:
        raise ColumnError(unnamed)
    known = {argument: name for argument, name in names.items() if name is not None}
    if isinstance(relation, str | PathLike) and is_parquet(cast("str", relation)):
        relation = parquet_frame(cast("str", relation), known)
    table = Table(native(relation), FrozenDict(known), currency, timezone)
    table.check()
    return table


def _kind_faults(kind: str, tables: "Mapping[str, Table]") -> list[Fault]:
    """Refuse kinds that are there already."""
    if not isinstance(cast("object", kind), str) or not kind:
        return [Fault("kind", f"{kind!r} is no kind of event", "write a name such as 'visit'")]
    if kind in _OWN:
        return [Fault("kind", f"{kind!r} stands among the orders", "refunds are negative rows")]
    if kind in tables:
        return [Fault("kind", f"there is a table of {kind!r}", "put the two together before")]
    return []


def _mixed(table: "Table", orders: "Table") -> list[Fault]:
    """Refuse tables that cannot be stacked on the orders."""
    if table.library is not orders.library:
        what = f"is in {table.library.name}, the orders are in {orders.library.name}"
        return [Fault("relation", what, "bring both into one library")]
    if not table.library.meets(table.relation, orders.relation):
        return [Fault("relation", "is of another connection", "make both by one connection")]
    if table.is_lazy != orders.is_lazy:
        what = "one table is lazy, the other is not"
        return [Fault("relation", what, "make both lazy, or neither")]
    if table.has_text_ids != orders.has_text_ids:
        return [Fault("customer", "ids are of another type than those of orders", "cast one")]
    return []
