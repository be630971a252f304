"""Spark shuffles the features of customers once; the speeds are not tested."""

import importlib
from pathlib import Path

import pytest

pytest.importorskip("pyspark")

from spark_session import started, stopped

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),  # pyspark 4.0
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]
ROOT = Path(__file__).parents[2]
ORDERS = 4_000


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    """Start Spark with plans that stay as they are."""
    session = started(tmp_path_factory.mktemp("spark"), **{"spark.sql.adaptive.enabled": "false"})
    yield session
    stopped(session)


@pytest.fixture
def benchmark(monkeypatch, tmp_path):
    """Load the benchmark, whose shops are kept elsewhere."""
    monkeypatch.syspath_prepend(ROOT)
    monkeypatch.setattr(importlib.import_module("benchmarks.shop"), "DATA", tmp_path)
    return importlib.import_module("benchmarks.time_spark")


def test_features_are_shuffled_once_by_customer(spark, benchmark):
    """With order ids and without; two groupings by other columns shuffle twice."""
    for terms in (benchmark.TERMS, benchmark.WITH_ORDERS):
        assert benchmark.exchanges(benchmark.features(spark, ORDERS, terms)) == ["customer"]
    orders = spark.read.parquet(benchmark.order_files(ORDERS))
    twice = orders.groupBy("order", "customer").count().groupBy("customer").count()
    assert sorted(benchmark.exchanges(twice)) == ["customer", "order"]


def test_shuffled_rows_are_counted(spark, benchmark):
    """One file is one task, which groups before it shuffles: a row a customer is written."""
    found = benchmark.cost(spark, lambda: benchmark.reckoned(spark, ORDERS, benchmark.TERMS))
    assert found.records == ORDERS // 4
    assert found.bytes > found.records
    assert found.seconds > 0


def test_segments_are_those_of_a_ledger(spark, benchmark):
    """Counted in Spark, and by a snapshot of the same file."""
    engines = importlib.import_module("benchmarks.time_engines")
    usual = engines.loaded(benchmark.order_files(ORDERS))
    assert engines.agree(benchmark.segmented(spark, ORDERS, benchmark.TERMS), usual)
