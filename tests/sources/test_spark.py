"""Spark as a door: its dataframes tell the shop that plain columns tell, or are refused in words.

All of it is in one file, since Spark starts once a process. The session's time zone is never the
shop's: it says how Spark shows an instant, and not which one it is.
"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from importlib.util import find_spec
from zoneinfo import ZoneInfo

import pytest

import clm
from clm.errors import ClmError, ColumnError, FileError, FormatError, LedgerError, MissingExtraError
from clm.lifecycle.needed import looked_at
from clm.sources import lazy
from clm.sources import spark as door
from clm.sources.relations.people import people
from clm.sources.spark import is_spark, spark_names, spark_table
from doors import placed, plain, through, told
from engines import by_customer, crowd, real_table
from nasty import nasty
from spark_session import framed, kind_of, started, stopped

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),  # pyspark 4.0
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]

NAMES = {"customer": "who", "when": "at", "amount": "sum", "currency": "EUR"}
GOOD = "select 'ann' as who, date'2024-05-01' as at, 12 as sum"


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    """One session for this file."""
    session = started(tmp_path_factory.mktemp("spark"))
    yield session
    stopped(session)


@pytest.fixture
def zoned(spark):
    """Set the session's time zone, for one test."""
    before = spark.conf.get("spark.sql.session.timeZone")
    yield lambda zone: spark.conf.set("spark.sql.session.timeZone", zone)
    spark.conf.set("spark.sql.session.timeZone", before)


# Shops.


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland"])
@pytest.mark.parametrize("seed", range(5))
def test_a_shop_in_spark_is_the_shop_in_columns(spark, zoned, seed, zone):
    """Customers, orders, days, amounts, report and snapshot."""
    zoned(zone)
    shop = nasty(2 * seed + (zone == "Pacific/Auckland"))
    ledger = shop.ledger()
    found = through(shop, lambda columns: framed(spark, columns))
    assert (told(found), placed(found)) == (told(ledger), placed(ledger))


# Moments.

BERLIN = ZoneInfo("Europe/Berlin")
INSTANTS = [
    datetime(2024, 3, 30, 22, 59, 59, 999_999, tzinfo=UTC),  # midnight in Berlin is at 23:00
    datetime(2024, 3, 30, 23, 0, tzinfo=UTC),
    datetime(2024, 3, 31, 21, 59, 59, tzinfo=UTC),  # and from this day on at 22:00
    datetime(2024, 3, 31, 22, 0, tzinfo=UTC),
    datetime(2024, 10, 27, 0, 30, tzinfo=UTC),  # the hour that occurs twice
    datetime(2024, 10, 27, 1, 30, tzinfo=UTC),
    datetime(2024, 11, 3, 5, 30, tzinfo=UTC),  # and those of New York
    datetime(2024, 11, 3, 6, 30, tzinfo=UTC),
    datetime(2024, 4, 6, 13, 30, tzinfo=UTC),  # and of Auckland
    datetime(2024, 4, 6, 14, 30, tzinfo=UTC),
    datetime(1, 1, 2, 12, 0, 0, 1, tzinfo=UTC),
    datetime(1582, 10, 10, 12, 0, tzinfo=UTC),  # Julius Caesar knew no such day
    datetime(1900, 1, 1, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(9999, 12, 30, 12, 0, 0, 999_999, tzinfo=UTC),
]
LOCAL = [
    *(datetime(2024, 3, 10, 2, 30), datetime(2024, 9, 29, 2, 30)),  # noqa: DTZ001  # New York, Auckland skip
    *(datetime(2024, 5, 1), datetime(2024, 5, 1, 23, 59, 59, 999_999)),  # noqa: DTZ001
    *(datetime(1, 1, 2), datetime(1582, 10, 10), datetime(1900, 1, 1)),  # noqa: DTZ001
    datetime(9999, 12, 30, 23, 59, 59, 999_999),  # noqa: DTZ001
]


def micros(moment):
    """Count the microseconds since 1970."""
    return (moment - datetime(1970, 1, 1, tzinfo=moment.tzinfo)) // timedelta(microseconds=1)


def read_at(frame, timezone, size):
    """Read the day and the clock's time of every row, a customer each."""
    ledger = clm.read_orders(frame, **NAMES, timezone=timezone)
    events = [ledger.customer(each).events[0] for each in range(size)]
    return [(each.day, each.when) for each in events]


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland", "UTC"])
def test_a_timestamp_is_an_instant_whatever_the_sessions_zone(spark, zoned, zone):
    """Microseconds since 1970 say which; the shop's zone tells the day."""
    zoned(zone)
    rows = ", ".join(f"({who}, {micros(each)}L)" for who, each in enumerate(INSTANTS))
    frame = spark.sql(
        f"select who, timestamp_micros(n) as at, 1 as sum from values {rows} as t(who, n)"  # noqa: S608
    )
    assert dict(frame.dtypes)["at"] == "timestamp"
    expected = [plain(each.astimezone(BERLIN)) for each in INSTANTS]
    assert read_at(frame, "Europe/Berlin", len(INSTANTS)) == expected


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland"])
@pytest.mark.parametrize("kind", ["timestamp_ntz", "date", "string"])
def test_a_timestamp_without_a_zone_is_the_shops_own(spark, zoned, zone, kind):
    """So are dates, which are midnights, and text."""
    zoned(zone)
    rows = ", ".join(f"({who}, '{each.isoformat(' ')}')" for who, each in enumerate(LOCAL))
    frame = spark.sql(
        f"select who, cast(n as {kind}) as at, 1 as sum from values {rows} as t(who, n)"  # noqa: S608
    )
    assert dict(frame.dtypes)["at"] == kind
    local = [datetime.combine(each, time()) for each in LOCAL] if kind == "date" else LOCAL
    assert read_at(frame, "Asia/Kolkata", len(LOCAL)) == [plain(each) for each in local]


# Columns.


@pytest.mark.parametrize(
    ("who", "amount"),
    [
        *(("tinyint", "smallint"), ("smallint", "int"), ("int", "bigint"), ("bigint", "float")),
        *(("decimal(20, 0)", "double"), ("string", "decimal(10, 2)"), ("int", "decimal(38, 18)")),
        ("char(1)", "string"),
    ],
)
def test_numbers_and_text_of_every_type(spark, who, amount):
    """Ids and amounts, nulls of optional ids among them."""
    frame = spark.sql(
        f"select cast(id as {who}) as who, date'2024-05-01' as at, cast(12 as {amount}) as sum,"  # noqa: S608
        f" cast(if(id = 5, null, 9) as {who}) as order, if(id = 5, 'email', null) as way"
        " from range(5, 7)"
    )
    ledger = clm.read_orders(frame, **NAMES, order="order", channel="way")
    number = str if who in {"string", "char(1)"} else int
    events = [ledger.customer(number(each)).events[0] for each in (5, 6)]
    assert [(each.amount.amount, each.order, each.channel) for each in events] == [
        (Decimal(12), None, "email"),
        (Decimal(12), number(9), None),
    ]


def test_names_are_read_as_they_are(spark):
    """Dots are no paths, and a star is not everything."""
    frame = spark.sql("select 1 as `a.b`, 2 as `*`, 3 as `c``d`, 4 as `né e`, 5 as `collect`")
    assert spark_names(frame) == ["a.b", "*", "c`d", "né e", "collect"]
    assert spark_table(frame, spark_names(frame)).to_pydict() == {
        "a.b": [1],
        "*": [2],
        "c`d": [3],
        "né e": [4],
        "collect": [5],
    }
    table = {"customer": "a.b", "when": "*", "order": "collect"}
    with pytest.raises(ColumnError, match="when: int32 is no kind of date"):
        clm.read_orders(frame, **table, amount="c`d", currency="EUR")


def test_columns_that_nobody_asks_for_are_never_reckoned(spark):
    """This one fails where it is; an empty dataframe has none that could."""
    frame = spark.sql(f"{GOOD}, raise_error('never') as beside")
    assert repr(clm.read_orders(frame, **NAMES)).startswith("<Ledger 1 order ")
    with pytest.raises(FormatError, match="never"):
        clm.read_orders(frame, **NAMES, channel="beside")
    assert len(clm.read_orders(frame.limit(0), **NAMES)) == 0


def test_a_dataframe_in_narwhals_is_the_same(spark):
    """Narwhals is not asked."""
    import narwhals.stable.v2 as nw

    frame = nw.from_native(spark.sql(GOOD))
    assert told(clm.read_orders(frame, **NAMES)) == told(clm.read_orders(spark.sql(GOOD), **NAMES))


# What is wrong.


def test_names_of_no_column_or_of_several_are_told_at_once(spark):
    """Spark would not know which of two it is asked for, whatever their case."""
    frame = spark.sql("select 1 as who, 2 as WHO, 3 as at, 4 as at, 5 as amount")
    with pytest.raises(ColumnError) as caught:
        clm.read_orders(frame, **NAMES)
    assert {(fault.where, fault.what) for fault in caught.value.faults} == {
        ("customer", "'who' and 'WHO' differ in case only"),
        ("when", "there are two columns 'at'"),
        ("amount", "no column 'sum'"),
    }
    with pytest.raises(ColumnError, match="no column 'WHO' → did you mean 'who'"):
        clm.read_orders(spark.sql(GOOD), **{**NAMES, "customer": "WHO"})


@pytest.mark.parametrize(
    "wrong",
    [
        *("true", "binary('ann')", "array(1)", "struct(1)", "map(1, 2)", "interval '1' day"),
        *("parse_json('1')", "interval '1' month"),
    ],
)
def test_types_that_no_column_has_are_told_at_once(spark, wrong):
    """Wherever they stand."""
    frame = spark.sql(f"select {wrong} as who, {wrong} as at, {wrong} as sum")
    with pytest.raises(ClmError) as caught:
        clm.read_orders(frame, **NAMES, order="who", channel="at")
    if "month" in wrong:
        assert isinstance(caught.value, FormatError)  # Arrow has no such type
        assert "interval" in str(caught.value).lower()
        return
    where = {fault.where.partition("[")[0] for fault in caught.value.faults}
    assert where == {"customer", "when", "amount", "order", "channel"}


def test_nulls_are_named_by_their_rows(spark):
    """All at once; those of orders and channels are none."""
    frame = spark.sql(
        "select * from values ('ann', null, 1, null), (null, date'2024-05-01', null, null)"
        " as t(who, at, sum, number)"
    ).coalesce(1)
    with pytest.raises(ColumnError) as caught:
        clm.read_orders(frame, **NAMES, order="number", channel="number")
    assert {fault.where for fault in caught.value.faults} == {"customer[1]", "when[0]", "amount[1]"}


def test_a_query_that_fails_is_told_in_a_line(spark, tmp_path):
    """With Spark's own words, which are its cause; and nothing is added to a ledger."""
    from pyspark.sql.functions import udf

    def fails(who):
        raise ValueError(f"no {who} here")

    shop = clm.read_orders(spark.sql(GOOD), **NAMES)
    before = told(shop)
    spark.sql(GOOD).write.parquet(str(tmp_path / "shop"))
    lost = spark.read.parquet(str(tmp_path / "shop"))
    for file in (tmp_path / "shop").glob("*.parquet"):
        file.unlink()
    frames = {
        "ValueError: no ann here": spark.sql(GOOD).withColumn("who", udf(fails, "string")("who")),
        "FileNotFoundException": lost,
        "DIVIDE_BY_ZERO": spark.sql("select 'ann' as who, '2024-05-01' as at, 1 / 0 as sum"),
        "streaming": spark.readStream.format("rate")
        .load()
        .selectExpr("'ann' as who", "timestamp as at", "value as sum"),
    }
    for said, frame in frames.items():
        with pytest.raises(FormatError, match="source: Spark cannot run the query") as caught:
            clm.read_events(shop, "visit", frame, customer="who", when="at", amount="sum")
        (fault,) = caught.value.faults
        assert said in fault.what
        assert len(fault.what) < 400
        assert "\n" not in fault.what
        assert caught.value.__cause__ is not None
    assert told(shop) == before


def test_ids_of_another_type_than_before_are_refused(spark):
    """In a batch of orders, and of events; the ledger stays as it is."""
    shop = clm.read_orders(spark.sql(GOOD), **NAMES)
    numbers = spark.sql(GOOD).selectExpr("7 as who", "at", "sum")
    before = told(shop)
    with pytest.raises(ColumnError, match="customer"):
        shop.append(clm.read_orders(numbers, **NAMES))
    with pytest.raises(ColumnError, match="customer"):
        clm.read_events(shop, "visit", numbers, customer="who", when="at")
    assert told(shop) == before


def test_what_else_comes_from_spark_is_refused(spark):
    """By name, with what would be right."""
    for other in (spark.sql(GOOD)["who"], spark.sparkContext.parallelize([1]), spark):
        assert is_spark(other)
        with pytest.raises(ColumnError, match=r"source: pyspark.* is no dataframe .*pyspark\.sql"):
            clm.read_orders(other, **NAMES)


def test_pyarrow_is_needed_and_narwhals_is_not(spark, monkeypatch):
    """The extra brings both."""
    hide(monkeypatch, lazy, "narwhals")
    assert len(clm.read_orders(spark.sql(GOOD), **NAMES)) == 1
    hide(monkeypatch, door, "pyarrow")
    with pytest.raises(MissingExtraError, match=r"pyarrow is not installed.*clm\[spark\]"):
        clm.read_orders(spark.sql(GOOD), **NAMES)


def hide(monkeypatch, module, library):
    """Let a library be not installed."""
    monkeypatch.setattr(
        module, "find_spec", lambda name: None if name == library else find_spec(name)
    )


# Engines.

PEOPLE = "select 'ann' as who, date'2024-05-01' as at, 12 as sum, 'A' as no"


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Auckland"])
def test_segments_in_spark_are_those_of_the_kernel(spark, zone):
    """Of a crowd of shops: lines, refunds, visits, nulls, days round midnight and summer time."""
    orders, visits = crowd(zone, range(60))
    assert len(orders) > 50
    names = {"customer": "who", "when": "at", "amount_minor": "cents"}
    terms = {"currency": "EUR", "timezone": zone, "order": "no"}
    seen = {"customer": "who", "when": "at"}
    ledger = clm.read_events(clm.read_orders(orders, **names, **terms), "visit", visits, **seen)
    source = clm.sources.engine(spark.createDataFrame(orders), **names, **terms)
    source = source.with_events("visit", spark.createDataFrame(visits), **seen)
    day = ledger.last_day
    for key in ("exponea-14", "growth-accounting"):
        expected = clm.snapshot(ledger, key, as_of=day)
        found = clm.sources.segment_in_engine(source, key, day)
        assert is_spark(found)
        columns = found.toArrow().to_pydict()
        assert by_customer(columns) == by_customer(expected.to_frame("pyarrow").to_pydict())
    assert clm.snapshot(source, "rfm-11", as_of=day) == clm.snapshot(ledger, "rfm-11", as_of=day)


@pytest.mark.parametrize("shop", ["cdnow", "online retail"])
def test_real_shops_in_spark(spark, shop):
    """CDNOW by dates and decimals; Online Retail by local times and order ids."""
    table, names, day = real_table(shop)
    schema = ", ".join(f"{each.name} {kind_of(each.type)}" for each in table.schema)
    source = clm.sources.engine(spark.createDataFrame(table, schema=schema), **names)
    expected = clm.snapshot(clm.read_orders(table, **names), "rfm-11", as_of=day)
    found = clm.sources.segment_in_engine(source, "rfm-11", day).toArrow().to_pydict()
    assert by_customer(found) == by_customer(expected.to_frame("pyarrow").to_pydict())


@pytest.mark.parametrize("order", [None, "no"])
def test_features_are_reduced_with_one_shuffle(spark, order):
    """By customer; orders are put together where their customer's rows are."""
    table, _ = crowd("Europe/Berlin", range(12))
    names = {"customer": "who", "when": "at", "amount_minor": "cents", "currency": "EUR"}
    source = clm.sources.engine(spark.createDataFrame(table), **names, order=order)
    template = clm.templates["rfm-11"]
    spark.conf.set("spark.sql.adaptive.enabled", "false")
    features = people(source.tables, date(2024, 5, 12), looked_at(template)).to_native()
    plan = features._jdf.queryExecution().executedPlan().toString()
    spark.conf.unset("spark.sql.adaptive.enabled")
    assert plan.count("Exchange") == plan.count("Exchange hashpartitioning(customer") == 1


def test_flaws_are_counted_in_spark(spark):
    """And orders of two customers are named."""
    flawed = spark.sql(
        f"{PEOPLE} union all select null, date'2024-05-01', 1, 'B' "
        "union all select 'bob', null, null, 'C'"
    )
    source = clm.sources.engine(flawed, **NAMES, order="no")
    with pytest.raises(ColumnError) as caught:
        clm.snapshot(source, "rfm-11", as_of="2024-05-12")
    assert [each.where for each in caught.value.faults] == ["customer", "when", "amount"]
    twice = spark.sql(f"{PEOPLE} union all select 'bob', date'2024-05-02', 1, 'A'")
    source = clm.sources.engine(twice, **NAMES, order="no")
    with pytest.raises(LedgerError, match="order 'A': stands under customer 'ann' and under 'bob'"):
        clm.sources.segment_in_engine(source, "rfm-11", "2024-05-12")


def test_a_session_that_is_gone_is_named(spark, tmp_path):
    """Stopped, with another in its place, or without its Java. No test can follow this one."""
    frame, other = spark.sql(GOOD), spark.sql(GOOD)
    assert frame.columns == ["who", "at", "sum"]  # known, whatever comes
    spark.stop()
    for each in (frame, other):
        with pytest.raises(FileError, match=r"was stopped → start a session.*Java 17"):
            clm.read_orders(each, **NAMES)
    again = started(tmp_path)
    with pytest.raises(FileError, match="was stopped"):
        clm.read_orders(frame, **NAMES)
    third = again.sql(GOOD)
    assert len(clm.read_orders(third, **NAMES)) == 1
    process = again.sparkContext._gateway.proc
    process.kill()
    process.wait(30)
    with pytest.raises(FileError, match="does not answer") as caught:
        clm.read_orders(third, **NAMES)
    assert caught.value.__suppress_context__
