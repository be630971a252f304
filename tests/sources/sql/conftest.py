"""Every test of emitted SQL runs in every database that there is."""

import pytest

from warehouses import DuckDB, Postgres


@pytest.fixture(params=["duckdb", "postgres"])
def warehouse(request):
    """Open a database."""
    if request.param == "duckdb":
        opened = DuckDB()
    else:
        opened = Postgres(request.getfixturevalue("database_url"))
    yield opened
    opened.close()
