"""Run every example: of the README, of the docs, and of the docstrings.

Tests over many seeds are tried on all of them; with CLM_EVERY=5 in the environment on every fifth,
and properties on a fifth of their examples, which is how CI runs the suite again on other Pythons
and with the oldest dependencies.

Properties are tried on the same examples in every CI run and on new ones by hand; no test depends
on how fast the machine is.
"""

import os
from collections import Counter
from doctest import ELLIPSIS
from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser
from sybil.sybil import SybilCollection

import pages as worked
import postgres_server
import required
import spark_session

EVERY = int(os.environ.get("CLM_EVERY", "1"))

settings.register_profile("by hand", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("by hand"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "by hand")
if EVERY > 1:
    fewer = max(settings.default.max_examples // EVERY, 5)
    settings.register_profile("fewer", settings.default, max_examples=fewer)
    settings.load_profile("fewer")

WORKED_THROUGH = ["write-a-template.md", "embed-service.md"]
WITH_JAVA = ["spark.md"]
WITH_DATABASE = ["embed-database.md", "embed-nightly.md"]

LEAKS = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
"""What pyspark 4.0 leaves open."""

blocks = PythonCodeBlockParser(doctest_optionflags=ELLIPSIS)
readme = Sybil([blocks], filenames=["README.md"])
pages = Sybil(
    [blocks, SkipParser()],
    path="docs",
    patterns=["*.md"],
    excludes=WORKED_THROUGH + WITH_DATABASE + WITH_JAVA,
)
work = partial(Sybil, worked.parsers(), path="docs", setup=worked.enter, teardown=worked.leave)
howtos = work(patterns=WORKED_THROUGH)
with_database = work(patterns=WITH_DATABASE, fixtures=["database_url"])
with_java = Sybil(
    [blocks],
    path="docs",
    patterns=WITH_JAVA,
    fixtures=["java"],
    teardown=lambda _: spark_session.ended(),
)
docstrings = Sybil([DocTestParser(ELLIPSIS)], path="src/clm", patterns=["*.py"])


@pytest.fixture(scope="session")
def postgres():
    """Start a PostgreSQL for as long as the tests run."""
    programs = postgres_server.binaries()
    if programs is None:
        required.missing("PostgreSQL")
    server = postgres_server.PostgresServer(programs)
    yield server
    server.stop()


@pytest.fixture
def database_url(request, postgres):
    """Give a file of tests a database of its own, empty at first: the URL, for psycopg."""
    return postgres.database(request.node.path)


@pytest.fixture
def java():
    """Let a page start Spark."""
    if spark_session.java() is None:
        required.missing("Java")


def pytest_collection_modifyitems(config, items):
    """Bear with Spark; leave seeds out, if so asked: the first one stays, and every so-manyth."""
    seen, left_out = Counter(), []
    for item in items:
        if item.path.name in WITH_JAVA:
            item.add_marker(LEAKS)
        if "seed" in getattr(getattr(item, "callspec", None), "params", ()):
            if seen[item.location[:1], item.originalname] % EVERY:
                left_out.append(item)
            seen[item.location[:1], item.originalname] += 1
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in {*left_out}]


pytest_collect_file = SybilCollection(
    [readme, pages, howtos, with_database, with_java, docstrings]
).pytest()
