"""Databases in which emitted SQL is run: DuckDB in this process, and a PostgreSQL of the tests.

A table is plain columns by name, each with the word for its type.
"""

import duckdb
import psycopg
import pyarrow as pa
from psycopg import sql

import clm

ARROW = {
    "text": pa.string(),
    "whole": pa.int64(),
    "day": pa.date32(),
    "local": pa.timestamp("us"),
    "instant": pa.timestamp("us", "UTC"),
    "decimal": pa.decimal128(20, 3),
    "float": pa.float64(),
}
POSTGRES = {
    "text": "text",
    "whole": "bigint",
    "day": "date",
    "local": "timestamp",
    "instant": "timestamptz",
    "decimal": "numeric",
    "float": "double precision",
}


class DuckDB:
    """A DuckDB in memory."""

    dialect = "duckdb"

    def __init__(self):
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'Asia/Tokyo'")

    def load(self, name, columns):
        """Make a table of (type, values) by name, in place of another one."""
        arrays = {each: pa.array(values, ARROW[kind]) for each, (kind, values) in columns.items()}
        self.connection.register("given", pa.table(arrays))
        table = '"' + name.replace('"', '""') + '"'
        self.connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM given")  # noqa: S608
        self.connection.unregister("given")

    def run(self, query):
        """Run a query: names of columns, and rows."""
        done = self.connection.execute(query)
        return [name for name, *_ in done.description], done.fetchall()

    def reserved(self):
        """List the words that are no names."""
        query = "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'"
        return [word for (word,) in self.run(query)[1]]

    def close(self):
        self.connection.close()


class Postgres:
    """A database of a PostgreSQL that runs."""

    dialect = "postgres"

    def __init__(self, url):
        self.connection = psycopg.connect(url, autocommit=True)
        self.connection.execute("SET TimeZone = 'Asia/Tokyo'")
        self.connection.execute("SET client_min_messages = error")

    def load(self, name, columns):
        """Make a table of (type, values) by name, in place of another one."""
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        kinds = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(each), sql.SQL(POSTGRES[kind]))
            for each, (kind, _) in columns.items()
        )
        table = sql.Identifier(name)
        self.connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table))
        self.connection.execute(sql.SQL("CREATE TABLE {} ({})").format(table, kinds))
        copy = sql.SQL("COPY {} ({}) FROM STDIN").format(table, names)
        with self.connection.cursor() as cursor, cursor.copy(copy) as rows:
            for row in zip(*(values for _, values in columns.values()), strict=True):
                rows.write_row(row)

    def run(self, query):
        """Run a query: names of columns, and rows."""
        done = self.connection.execute(query)
        return [each.name for each in done.description], done.fetchall()

    def reserved(self):
        """List the words that are no names."""
        query = "SELECT word FROM pg_get_keywords() WHERE catcode <> 'U'"
        return [word for (word,) in self.run(query)[1]]

    def close(self):
        self.connection.close()


def told(warehouse, query):
    """Give what a query says: the columns, and everybody's row."""
    names, rows = warehouse.run(query)
    return names, sorted(rows, key=lambda row: str(row[0]))


def expected(snap):
    """Give what a snapshot says, in the same form."""
    frame = snap.to_frame("pyarrow")
    rows = zip(*(column.to_pylist() for column in frame.columns), strict=True)
    return frame.column_names, sorted(rows, key=lambda row: str(row[0]))


def features_of(snap):
    """Make the table of features that a fitted template is emitted for."""
    template, frame = snap.fitted.template, snap.to_frame("pyarrow")
    given = {name for name in frame.column_names if name not in template.scores}
    columns = {
        name: (kind_of(frame[name]), frame[name].to_pylist())
        for name in frame.column_names
        if name in given - {"segment", "stage"}
    }
    for score in template.scores.values():
        if score.unit in {"count", "money"}:
            counted = clm.Feature.parse(score.of).counted
            columns[counted.name] = ("whole", snap.features.column(counted).tolist())
    return columns


def kind_of(column):
    """Name the type of a column: text, or whole numbers."""
    return "whole" if pa.types.is_integer(column.type) else "text"
