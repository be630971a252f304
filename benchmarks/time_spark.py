"""Count what Spark shuffles to segment everybody, and time it by rows and partitions.

``uv run --group bench python -m benchmarks.time_spark`` takes some minutes, 5 GiB of memory and
Java 17 or newer. The tables are only printed.
"""

import argparse
import re
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

from attrs import frozen

import clm
from benchmarks.order_files import order_files
from benchmarks.report import Goal, Table
from benchmarks.shop import AS_OF
from benchmarks.time_engines import TEMPLATE, TERMS
from clm.lifecycle.needed import looked_at
from clm.model.day import as_day
from clm.sources.relations.people import people

SIZES: Final = (1_000_000, 3_000_000, 10_000_000)
PARTITIONS: Final = (2, 8, 32)
USUAL: Final = 8
WITH_ORDERS: Final = {**TERMS, "order": "order"}
SETTINGS: Final = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "4g",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.files.maxPartitionBytes": "32m",
    "spark.sql.shuffle.partitions": str(USUAL),
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


@frozen
class Cost:
    """What stages cost together.

    Parameters
    ----------
    seconds : float
        On the clock.
    cores : float
        Seconds that tasks had a core.
    bytes, records : int
        Written to shuffles.
    """

    seconds: float
    cores: float
    bytes: int
    records: int


def started() -> Any:
    """Start Spark on two cores; adaptive plans are off, so that partitions are those asked for."""
    from pyspark.sql import SparkSession

    builder: Any = SparkSession.builder
    builder = builder.master("local[2]").appName("clm")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def source_of(spark: Any, orders: int, terms: dict[str, str]) -> Any:
    """Make an engine of the files."""
    return clm.sources.engine(spark.read.parquet(order_files(orders)), **terms)


def features(spark: Any, orders: int, terms: dict[str, str]) -> Any:
    """Reduce orders to customers; nothing is reckoned yet."""
    tables = source_of(spark, orders, terms).tables
    wanted = looked_at(clm.templates[TEMPLATE])
    return people(tables, as_day(AS_OF), wanted).to_native()


def exchanges(frame: Any) -> list[str]:
    """List the shuffles of a plan, by what they are keyed on."""
    plan = frame._jdf.queryExecution().executedPlan().toString()  # noqa: SLF001
    return re.findall(r"Exchange hashpartitioning\((\w+)", plan)


def segmented(spark: Any, orders: int, terms: dict[str, str]) -> dict[str, int]:
    """Find the segments, and count people."""
    found = clm.sources.segment_in_engine(source_of(spark, orders, terms), TEMPLATE, AS_OF)
    return {row["segment"]: row["count"] for row in found.groupBy("segment").count().collect()}


def reckoned(spark: Any, orders: int, terms: dict[str, str]) -> None:
    """Reckon the features and drop them."""
    features(spark, orders, terms).write.format("noop").mode("overwrite").save()


def cost(spark: Any, job: Any) -> Cost:
    """Run a job, and add up its stages."""
    before = {each.stageId() for each in _stages(spark)}
    start = time.perf_counter()
    job()
    seconds = time.perf_counter() - start
    stages = [each for each in _stages(spark) if each.stageId() not in before]
    return Cost(
        seconds,
        sum(each.executorCpuTime() for each in stages) / 1e9,
        sum(each.shuffleWriteBytes() for each in stages),
        sum(each.shuffleWriteRecords() for each in stages),
    )


def _stages(spark: Any) -> list[Any]:
    """List what Spark knows of all stages so far."""
    context = spark.sparkContext
    inner, gateway = context._jsc.sc(), context._gateway  # noqa: SLF001
    inner.listenerBus().waitUntilEmpty()
    no_numbers = gateway.new_array(gateway.jvm.double, 0)
    nothing = gateway.jvm.java.util.ArrayList()
    stages = inner.statusStore().stageList(None, False, False, no_numbers, nothing)  # noqa: FBT003
    return [stages.apply(at) for at in range(stages.size())]


def plans(spark: Any, orders: int) -> Table:
    """Count the shuffles of the features."""
    rows: list[list[object]] = []
    goals: list[Goal] = []
    for name, terms in (("without order ids", TERMS), ("with order ids", WITH_ORDERS)):
        found = exchanges(features(spark, orders, terms))
        rows.append([name, len(found), ", ".join(found)])
        goals.append(Goal(f"shuffles {name}", len(found), 1))
    return Table("Shuffles in Spark's plan of the features", ("orders", "shuffles", "by"), rows,
                 ("Adaptive plans are off.",), goals)  # fmt: skip


def growth(spark: Any, sizes: Sequence[int], partitions: Sequence[int]) -> Iterator[Table]:
    """Time features by rows and partitions, then all jobs by rows."""
    reckoned(spark, sizes[0], TERMS)
    rows = [
        [f"{orders:,}", parts, *_figures(_cost(spark, reckoned, orders, TERMS, parts), orders)]
        for orders in sizes
        for parts in partitions
    ]
    yield Table("Spark local[2]: features", ("orders", "partitions", *HEAD), rows, NOTES)
    rows = [
        [name, f"{orders:,}", *_figures(_cost(spark, job, orders, terms, USUAL), orders)]
        for name, job, terms in JOBS
        for orders in sizes
    ]
    title = f"Spark local[2]: all jobs, {USUAL} partitions"
    yield Table(title, ("job", "orders", *HEAD), rows, NOTES)


def _cost(spark: Any, job: Any, orders: int, terms: dict[str, str], partitions: int) -> Cost:
    """Run a job with so many partitions."""
    spark.conf.set("spark.sql.shuffle.partitions", str(partitions))
    return cost(spark, lambda: job(spark, orders, terms))


JOBS: Final = (
    ("features, order ids", reckoned, WITH_ORDERS),
    ("segments, counted", segmented, TERMS),
    ("segments, counted, order ids", segmented, WITH_ORDERS),
)
HEAD: Final = (
    "wall", "core s per 1M orders", "MB", "rows an order", "bytes a row", "bytes a customer"
)  # fmt: skip
NOTES: Final = (
    "One run each, adaptive plans off, input read in parts of 32 MB. MB, rows and bytes are those",
    "written to shuffles, compressed by LZ4 as Spark does unless told otherwise.",
)


def _figures(found: Cost, orders: int) -> list[str]:
    """Write a cost; a quarter as many customers as orders."""
    return [
        f"{found.seconds:.1f} s",
        f"{found.cores / orders * 1e6:.2f}",
        f"{found.bytes / 1e6:.1f}",
        f"{found.records / orders:.2f}",
        f"{found.bytes / max(found.records, 1):.1f}",
        f"{found.bytes / (orders / 4):.1f}",
    ]


def main(arguments: list[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, nargs="+", default=SIZES)
    parser.add_argument("--partitions", type=int, nargs="+", default=PARTITIONS)
    asked = parser.parse_args(arguments)
    spark = started()
    try:
        print(plans(spark, asked.orders[0]), flush=True)
        for table in growth(spark, asked.orders, asked.partitions):
            print(f"\n{table}", flush=True)
    finally:
        spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
