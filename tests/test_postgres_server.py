"""The tests' own PostgreSQL answers, keeps files of tests apart, and leaves nothing behind."""

from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest
import sqlalchemy

import postgres_server
import required


def test_a_new_database_is_empty_and_can_be_written_to(database_url):
    with psycopg.connect(database_url) as connection:
        tables = "select count(*) from pg_tables where schemaname = 'public'"
        assert connection.execute(tables).fetchone() == (0,)
        connection.execute("create table orders as select 1 as id")
    engine = sqlalchemy.create_engine(database_url.replace("://", "+psycopg://", 1))
    with engine.connect() as connection:
        assert connection.execute(sqlalchemy.text("select id from orders")).scalars().all() == [1]
    engine.dispose()


def test_each_name_has_a_database_of_its_own(postgres):
    one, same, other = (postgres.database(name) for name in ("one", "one", "other"))
    assert one == same != other


def test_nothing_is_left_of_a_server_that_was_stopped(postgres):
    server = postgres_server.PostgresServer(postgres.programs)
    with psycopg.connect(server.database("any")) as connection:
        server.stop()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("select 1")
    assert server.process.poll() == 0
    assert not server.folder.exists()


def test_a_server_that_does_not_start_says_why_and_leaves_nothing(postgres, monkeypatch):
    made = []
    monkeypatch.setattr(
        postgres_server, "mkdtemp", lambda prefix: made.append(mkdtemp(prefix=prefix)) or made[0]
    )
    with pytest.raises(RuntimeError, match='unrecognized configuration parameter "of_no_sense"'):
        postgres_server.PostgresServer(postgres.programs, {"of_no_sense": "1"})
    assert [Path(each).exists() for each in made] == [False]


def test_the_newest_of_debians_versions_is_taken():
    folders = [Path(f"/usr/lib/postgresql/{each}/bin") for each in ("9.6", "15", "10")]
    assert max(folders, key=postgres_server.version).parent.name == "15"


def test_what_is_missing_skips_on_a_laptop_and_fails_where_it_is_required(monkeypatch):
    monkeypatch.delenv("CLM_SERVERS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="Hall is not installed"):
        required.missing("Hall")
    monkeypatch.setenv("CLM_SERVERS", "required")
    with pytest.raises(pytest.fail.Exception, match="Hall is not installed"):
        required.missing("Hall")
