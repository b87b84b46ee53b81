"""What SQLite raises, provoked for real in files of its own."""

import os
import pickle
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._classify import classify_exception
from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiNotFound,
    ApiPermission,
    ApiRequest,
    ClassifiedError,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    FetchError,
    Internal,
    NetworkTimeout,
    StoragePermission,
    StorageRead,
    StorageSpace,
    StorageWrite,
)

BARS = """
CREATE TABLE symbols (name text PRIMARY KEY);
CREATE TABLE bars (
  id integer PRIMARY KEY, symbol text REFERENCES symbols, price int NOT NULL CHECK (price > 0), day text UNIQUE
);
INSERT INTO symbols VALUES ('BTCUSDT');
INSERT INTO bars VALUES (1, 'BTCUSDT', 1, '2024-01-01');
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a database with two tables."""
    path = tmp_path / "bars.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(BARS)
    return path


@pytest.fixture
def connection(file: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection to it that does not wait for locks."""
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as opened:
        opened.execute("PRAGMA foreign_keys = ON")
        yield opened


def _classified(act: Callable[[], object], operation: str | None = None) -> ClassifiedError:
    """Classify what is raised; what a pool brings back, text without attributes, must be the same."""
    context = {"operation": operation} if operation else None
    with pytest.raises(Exception) as raised:
        act()
    error = classify_exception(raised.value, context)
    carried = classify_exception(pickle.loads(pickle.dumps(raised.value)), context)
    bare = classify_exception(type(raised.value)(*raised.value.args), context)
    assert (type(carried), carried.next_step) == (type(error), error.next_step)
    assert (type(bare), bare.next_step) == (type(error), error.next_step)
    return error


STATEMENTS: dict[str, tuple[str, type[FetchError]]] = {
    "syntax": ("SELEC 1", ApiRequest),
    "an open quote": ("SELECT 'a", ApiRequest),
    "a missing table": ("SELECT * FROM nowhere", ApiNotFound),
    "a missing column": ("SELECT absent FROM bars", ApiNotFound),
    "a missing column to write": ("INSERT INTO bars (absent) VALUES (1)", ApiNotFound),
    "a missing function": ("SELECT absent(1)", ApiNotFound),
    "a missing index": ("DROP INDEX absent", ApiNotFound),
    "a table that exists already": ("CREATE TABLE bars (id)", ApiRequest),
    "an ambiguous column": ("SELECT id FROM bars a, bars b", ApiRequest),
    "a wrong number of values": ("INSERT INTO bars VALUES (1)", ApiRequest),
    "unique": ("INSERT INTO bars VALUES (2, 'BTCUSDT', 1, '2024-01-01')", DataValidation),
    "a key": ("INSERT INTO bars VALUES (1, 'BTCUSDT', 1, NULL)", DataValidation),
    "not null": ("INSERT INTO bars VALUES (2, 'BTCUSDT', NULL, NULL)", DataValidation),
    "check": ("INSERT INTO bars VALUES (2, 'BTCUSDT', -1, NULL)", DataValidation),
    "a foreign key": ("INSERT INTO bars VALUES (2, 'DOGE', 1, NULL)", DataValidation),
    "a wrong type": ("INSERT INTO bars VALUES ('x', 'BTCUSDT', 1, NULL)", DataTransformation),
    "overflow": ("SELECT abs(-9223372036854775808)", DataTransformation),
    "no JSON": ("SELECT json('{')", DataTransformation),
    "no UTF-8": ("SELECT cast(x'ff' AS text)", DataTransformation),
    "a missing binding": ("SELECT ?", ApiRequest),
    "two statements": ("SELECT 1; SELECT 2", ApiRequest),
    "a place that is not there": ("ATTACH '/no/such/folder/bars.db' AS other", StorageRead),
}


@pytest.mark.parametrize("fault", STATEMENTS)
def test_a_statement_is_judged_as_any_database_would(connection: sqlite3.Connection, fault: str) -> None:
    """Syntax, names, constraints and values, with and without the result code."""
    statement, expected = STATEMENTS[fault]
    assert type(_classified(lambda: connection.execute(statement).fetchall())) is expected


def test_too_much_at_once_is_to_be_smaller(connection: sqlite3.Connection) -> None:
    """Too many columns or variables, and a value that is too big: the advice is to ask for less."""
    columns = f"SELECT {', '.join(['1'] * 3_000)}"
    for statement in (columns, "SELECT zeroblob(3000000000)"):
        error = _classified(partial(connection.execute, statement))
        assert isinstance(error, ApiRequest)
        assert error.next_step is Advice.SHRINK_REQUEST


def test_a_constraint_tells_its_column(connection: sqlite3.Connection) -> None:
    """The words name table and column; a check names itself."""

    def failures(statement: str) -> list[tuple[str | None, str]]:
        error = _classified(lambda: connection.execute(statement))
        assert isinstance(error, DataValidation)
        return [(each.column, each.check) for each in error.failures]

    assert failures(STATEMENTS["unique"][0]) == [("day", "unique")]
    assert failures(STATEMENTS["not null"][0]) == [("price", "not null")]
    assert failures(STATEMENTS["check"][0]) == [(None, "check price > 0")]
    assert failures(STATEMENTS["a foreign key"][0]) == [(None, "foreign key")]


def test_a_missing_name_is_told(connection: sqlite3.Connection) -> None:
    """The resource of the error is what is not there."""
    error = _classified(lambda: connection.execute("SELECT * FROM nowhere"))
    assert isinstance(error, ApiNotFound)
    assert error.resource == "nowhere"
    assert error.provider_code in {"SQLITE_ERROR", None}


def test_a_lock_of_another_process_passes(file: Path, connection: sqlite3.Connection) -> None:
    """Who reads cannot read, who writes cannot write; both are to try again."""
    held = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('BEGIN EXCLUSIVE'); print(1, flush=True)"
    command = [sys.executable, "-c", f"{held}; sys.stdin.read()", str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:  # our own
        assert other.stdout is not None
        other.stdout.readline()
        reading = _classified(lambda: connection.execute("SELECT * FROM bars"), "read")
        writing = _classified(lambda: connection.execute("DELETE FROM bars"))
        other.communicate()
    assert (type(reading), reading.next_step) == (StorageRead, Advice.RETRY)
    assert (type(writing), writing.next_step) == (StorageWrite, Advice.RETRY)


def test_a_lock_of_another_connection_passes() -> None:
    """Two connections that share a cache in one process lock each other's tables."""
    shared = "file:shared?mode=memory&cache=shared"
    with (
        closing(sqlite3.connect(shared, uri=True, isolation_level=None)) as first,
        closing(sqlite3.connect(shared, uri=True, isolation_level=None)) as second,
    ):
        first.execute("CREATE TABLE bars (id)")
        first.execute("BEGIN EXCLUSIVE")
        first.execute("INSERT INTO bars VALUES (1)")
        error = _classified(lambda: second.execute("SELECT * FROM bars"), "fetch")
    assert (type(error), error.next_step) == (StorageRead, Advice.RETRY)


def test_a_database_that_may_only_be_read_is_not_written(file: Path) -> None:
    """A permission of the storage, not of a server."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        assert type(_classified(lambda: connection.execute("DELETE FROM bars"))) is StoragePermission


def test_a_full_database_is_full(tmp_path: Path) -> None:
    """The limit of pages is a quota like that of a disk."""
    with closing(sqlite3.connect(tmp_path / "full.db")) as connection:
        connection.execute("CREATE TABLE bars (id)")
        connection.execute("PRAGMA max_page_count = 3")
        error = _classified(lambda: connection.execute("INSERT INTO bars VALUES (zeroblob(100000))"))
    assert type(error) is StorageSpace


def _read_all(path: Path) -> object:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT max(day), count(*) FROM bars").fetchall()


def test_a_file_that_is_no_database_or_damaged_is_not_whole(file: Path, tmp_path: Path) -> None:
    """Reading it again does not mend it."""
    page = tmp_path / "page.html"
    page.write_text("<html>" * 1_000)
    with closing(sqlite3.connect(file)) as connection:
        connection.executemany("INSERT INTO bars VALUES (NULL, 'BTCUSDT', 1, ?)", [(f"{n:0400}",) for n in range(500)])
        connection.commit()
    whole = file.read_bytes()
    cut, damaged = tmp_path / "cut.db", tmp_path / "damaged.db"
    cut.write_bytes(whole[: len(whole) // 2])
    damaged.write_bytes(whole[:4096] + os.urandom(len(whole) - 4096))
    for path in (page, cut, damaged):
        error = _classified(partial(_read_all, path))
        assert (type(error), error.next_step) == (DataIntegrity, Advice.ASK_OPERATOR)


def test_a_file_that_cannot_be_opened_is_the_storages_trouble(tmp_path: Path) -> None:
    """A folder that is not there, and a folder where a file should be."""
    for path in (tmp_path / "nowhere" / "bars.db", tmp_path):
        assert type(_classified(partial(_read_all, path))) is StorageRead
        assert type(_classified(partial(_read_all, path), "write")) is StorageWrite


def test_misuse_is_the_programs(file: Path, connection: sqlite3.Connection) -> None:
    """A closed connection or cursor, and a connection of another thread."""
    closed, cursor = sqlite3.connect(file), connection.cursor()
    closed.close()
    cursor.close()
    assert type(_classified(lambda: closed.execute("SELECT 1"))) is Internal
    assert type(_classified(lambda: cursor.execute("SELECT 1"))) is Internal
    raised: list[Exception] = []

    def elsewhere() -> None:
        try:
            connection.execute("SELECT 1")
        except sqlite3.ProgrammingError as exception:
            raised.append(exception)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert type(classify_exception(raised[0])) is Internal


def _deny(*_: object) -> int:
    return sqlite3.SQLITE_DENY


def test_who_limits_a_statement_ends_it(connection: sqlite3.Connection) -> None:
    """A progress handler is how a time limit is set; an authorizer is how a table is closed."""
    connection.set_progress_handler(lambda: 1, 1)
    error = _classified(lambda: connection.execute("SELECT count(*) FROM bars, bars, bars").fetchall())
    connection.set_progress_handler(None, 0)
    assert isinstance(error, NetworkTimeout)
    assert error.phase is TimeoutPhase.TOTAL
    connection.set_authorizer(_deny)
    assert type(_classified(lambda: connection.execute("SELECT * FROM bars"))) is ApiPermission
    connection.set_authorizer(None)


CODES = sorted(name for name in vars(sqlite3) if name.startswith("SQLITE_") and name.count("_") > 1)


@given(st.sampled_from(CODES), st.sampled_from([None, "fetch", "read", "write", "transform"]))
def test_an_extended_code_is_never_taken_for_a_bad_request_about_files(name: str, operation: str | None) -> None:
    """Whatever SQLite adds to the codes of locks and files, the code they extend decides."""
    exception = sqlite3.OperationalError("something new")
    exception.sqlite_errorname = name
    error = classify_exception(exception, {"operation": operation} if operation else None)
    primary = "_".join(name.split("_")[:2])
    if primary in {"SQLITE_BUSY", "SQLITE_LOCKED"}:
        assert error.next_step is Advice.RETRY
    if primary in {"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY"}:
        assert isinstance(error, StorageRead | StorageWrite | StoragePermission | DataIntegrity | Internal)
