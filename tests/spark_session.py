"""One Spark for all tests of a process: on this machine, quiet, and gone afterwards."""

import os
import shutil
import sys
from pathlib import Path

import pytest

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
    from pyspark.sql import SparkSession

    gateway = SparkContext._gateway
    if gateway.proc.poll() is None:
        spark.stop()
        gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait(30)
    # So that the next one who starts Spark starts it anew.
    SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None
    SparkSession._instantiatedSession = None
