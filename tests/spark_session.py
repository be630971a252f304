"""One Spark for all tests of a process: on this machine, quiet, and gone afterwards."""

import os
import shutil
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from doors import arrow, is_zoned

KINDS = {"int64": "bigint", "double": "double", "string": "string", "date32[day]": "date"}
"""Types of Arrow, as Spark calls them."""

SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.sql.session.timeZone": "America/New_York",  # not the shop's, nor UTC
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
QUIET = """
rootLogger.level = off
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
"""
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""A Java that lives for a minute only is not worth compiling for."""


def java():
    """Find the Java that Spark would start."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=f"{home}/bin" if home else None)


def started(folder, **settings):
    """Start Spark; skip without Java, or fail where nothing may be skipped.

    The folder is for what Spark writes. What Java says while it starts is not for the reader.
    """
    if java() is None:
        without = pytest.fail if os.environ.get("CLM_SERVERS") == "required" else pytest.skip
        without("Spark needs Java, and there is none")
    from pyspark.sql import SparkSession

    quiet = Path(folder) / "log4j2.properties"
    quiet.write_text(QUIET)
    builder = SparkSession.builder.master("local[2]").appName("clm")
    options = f"-Dlog4j2.configurationFile={quiet.as_uri()} {QUICK}"
    own = {
        "spark.driver.extraJavaOptions": options,
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
    }
    for name, value in {**SETTINGS, **own, **settings}.items():
        builder = builder.config(name, value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)  # for functions that Spark calls
        return builder.getOrCreate()


def stopped(spark):
    """Stop Spark, and end its Java, which would otherwise live as long as this process."""
    from pyspark import SparkContext

    if SparkContext._gateway.proc.poll() is None:
        spark.stop()
    ended()


def ended():
    """End the Java of a Spark that was stopped, so that the next one starts anew."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    gateway = SparkContext._gateway
    if gateway is None:
        return
    if gateway.proc.poll() is None:
        gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait(30)
    SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None
    SparkSession._instantiatedSession = None


def kind_of(kind):
    """Name a type of Arrow as Spark does."""
    if pa.types.is_timestamp(kind):
        return "timestamp" if is_zoned(kind) else "timestamp_ntz"
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision}, {kind.scale})"
    return KINDS.get(str(kind), "array<bigint>" if pa.types.is_list(kind) else "string")


def framed(spark, columns):
    """Make a dataframe of plain columns."""
    table = arrow(columns)
    schema = ", ".join(f"{field.name} {kind_of(field.type)}" for field in table.schema)
    # Spark knows no column of nothing.
    kinds = [pa.string() if each == pa.null() else each for each in table.schema.types]
    arrays = [each.cast(kind) for each, kind in zip(table, kinds, strict=True)]
    plainly = pa.table(arrays, table.column_names)
    return spark.createDataFrame(plainly, schema=schema)
