"""What DuckDB raises, provoked for real: files that are locked, cut or missing, statements, values, memory."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._classify import classify_exception
from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRequest,
    ApiUnavailable,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    FetchError,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
    StoragePermission,
    StorageRead,
    StorageSpace,
    StorageWrite,
)

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: `make libraries` runs this")

pytestmark = pytest.mark.slow

# The library may be missing where this is checked.
Connection: TypeAlias = Any

HOLDER = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


def _raised(call: Callable[[], object]) -> Exception:
    with pytest.raises(Exception) as raised:
        call()
    return raised.value


def _database(path: Path, rows: int = 1000) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create table t as select range i, repeat('x', 50) s from range({rows})")
    return path


@pytest.fixture
def connection() -> Iterator[Connection]:
    """A database in memory with one table that has constraints."""
    with duckdb.connect() as made:
        made.execute("create table k(i int primary key, j int not null check (j > 0))")
        made.execute("insert into k values (1, 1)")
        yield made


def test_a_database_that_another_process_holds_is_locked(tmp_path: Path) -> None:
    """It passes when the other process lets go."""
    path = _database(tmp_path / "held.duckdb")
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "held"
        writing = classify_exception(_raised(lambda: duckdb.connect(str(path))))
        reading = classify_exception(_raised(lambda: duckdb.connect(str(path), read_only=True)))
        holder.communicate("")

    assert isinstance(writing, StorageWrite)
    assert isinstance(reading, StorageWrite)
    assert (writing.next_step, writing.path) == (Advice.RETRY, str(path))


def _write_read_only(path: Path) -> object:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("create table z(i int)")


def _with_other_settings(path: Path) -> object:
    with duckdb.connect(str(path)):
        return duckdb.connect(str(path), read_only=True)


def _limited(path: Path) -> object:
    with duckdb.connect(config={"memory_limit": "20MB", "temp_directory": ""}) as connection:
        return connection.execute(f"select list(i) from range({10**8}) t(i) -- {path.name}").fetchall()


def _confined(path: Path) -> object:
    with duckdb.connect(config={"enable_external_access": False}) as connection:
        return connection.execute(f"select * from '{path}'")


FILES: dict[str, tuple[Callable[[Path], object], type[FetchError]]] = {
    "a missing database": (lambda path: duckdb.connect(f"{path}.none", read_only=True), StorageRead),
    "a missing folder": (lambda path: duckdb.connect(str(path.parent / "no" / "x.duckdb")), StorageRead),
    "a folder": (lambda path: duckdb.connect(str(path.parent)), StorageRead),
    "a write to what is read only": (_write_read_only, StoragePermission),
    "other settings for the same file": (_with_other_settings, Internal),
    "a setting that is none": (lambda _: duckdb.connect(config={"nowhere": 1}), Internal),
    "too little memory": (_limited, Internal),
    "files that the settings forbid": (_confined, StoragePermission),
}


@pytest.mark.parametrize("fault", FILES)
def test_trouble_with_its_own_files_is_storage(fault: str, tmp_path: Path) -> None:
    """An embedded database has no server that could be at fault."""
    call, expected = FILES[fault]
    path = _database(tmp_path / "own.duckdb")
    assert type(classify_exception(_raised(lambda: call(path)))) is expected


def test_a_full_disk_is_a_full_disk() -> None:
    """
    The number of the operating system stands in the text only.

    From the text that DuckDB 2.0.0 raised, and not provoked: `COPY` renames a file over its target, so it must never be
    pointed at a device.
    """
    text = (
        'IO Error: Async write failed for range [offset=0, size=5]: {"exception_type":"IO",'
        '"exception_message":"Could not write file \\"x.csv\\": No space left on device","errno":"28"}'
    )
    assert isinstance(classify_exception(duckdb.IOException(text)), StorageSpace)


def test_too_little_memory_asks_for_less(tmp_path: Path) -> None:
    """A smaller request fits."""
    assert classify_exception(_raised(lambda: _limited(tmp_path))).next_step is Advice.SHRINK_REQUEST


def _whole(path: Path) -> object:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("select sum(i), max(s) from t").fetchall()


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "no database": lambda _: b"hello" * 5000,
    "nothing": lambda _: b"",
    "its first half": lambda whole: whole[: len(whole) // 2],
    "noise within": lambda whole: whole[:13000] + os.urandom(500) + whole[13500:],
    "another header": lambda whole: whole[:20] + b"\xff\xff\xff\xff" + whole[24:],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_database_is_damaged(damage: str, tmp_path: Path) -> None:
    """Told by a checksum, a length or a header."""
    path = _database(tmp_path / "damaged.duckdb", rows=100_000)
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    assert isinstance(classify_exception(_raised(lambda: _whole(path))), DataIntegrity)


def _parquet(folder: Path) -> bytes:
    path = folder / "whole.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"copy (select range i from range(10000)) to '{path}'")
    return path.read_bytes()


@pytest.fixture(scope="module")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A file to write into, and the bytes of a whole Parquet file."""
    folder = tmp_path_factory.mktemp("parquet")
    return folder / "cut.parquet", _parquet(folder)


@given(share=st.floats(0, 0.999))
def test_a_cut_parquet_file_is_damaged(parquet: tuple[Path, bytes], share: float) -> None:
    """Wherever the download broke off."""
    path, whole = parquet
    path.write_bytes(whole[: int(len(whole) * share)])
    with duckdb.connect() as connection:
        error = classify_exception(_raised(lambda: connection.execute(f"select sum(i) from '{path}'").fetchall()))
    assert isinstance(error, DataIntegrity)


TEXTS: dict[str, tuple[str, bytes, str, type[FetchError]]] = {
    "a ragged csv": ("x.csv", b"a,b\n" + b"1,2\n" * 30_000 + b"3\n4,5,6\n", "{}", DataTransformation),
    "a word in a column of numbers": ("x.csv", b"a\n" + b"1\n" * 50_000 + b"x\n", "{}", DataTransformation),
    "bytes that are no text": ("x.csv", b"a\n1\n\xff\xfe\xfd\n", "{}", DataTransformation),
    "a csv that is no gzip": ("x.csv", b"a\n1\n", "read_csv({}, compression='gzip')", DataIntegrity),
    "a cut json": ("x.json", b'{"a":1}\n{"a":', "read_json({})", DataTransformation),
    "a page for a json": ("x.json", b"<html>", "read_json({})", DataTransformation),
    "a word for a number": ("x.json", b'{"a":"x"}', "read_json({}, columns={{'a': 'int'}})", DataTransformation),
    "a page for a parquet": ("x.parquet", b"<html>Access denied, sorry</html>", "{}", DataIntegrity),
}


@pytest.mark.parametrize("fault", TEXTS)
def test_a_file_that_cannot_be_parsed(fault: str, tmp_path: Path) -> None:
    """Text that does not parse is a step that failed; a binary file that does not is damaged."""
    name, content, source, expected = TEXTS[fault]
    path = tmp_path / name
    path.write_bytes(content)
    with duckdb.connect() as connection:

        def call() -> object:
            return connection.execute("select * from " + source.format(f"'{path}'")).fetchall()

        assert type(classify_exception(_raised(call))) is expected


STATEMENTS: dict[str, tuple[str, type[FetchError]]] = {
    "an unknown table": ("select * from nowhere", ApiNotFound),
    "an unknown column": ("select nowhere from k", ApiNotFound),
    "an unknown function": ("select nowhere(1)", ApiNotFound),
    "an unknown schema": ("select * from s.x", ApiNotFound),
    "an unknown column to drop": ("alter table k drop column nowhere", ApiNotFound),
    "no statement": ("selec 1", ApiRequest),
    "a table that is there": ("create table k(i int)", ApiRequest),
    "an ambiguous column": ("select i from k a, k b", ApiRequest),
    "no group": ("select i, sum(j) from k", ApiRequest),
    "too few values": ("insert into k values (1)", ApiRequest),
    "a setting that is none": ("set nowhere = 1", ApiRequest),
    "a parameter without a value": ("select ?", ApiRequest),
    "the same key twice": ("insert into k values (1, 1)", DataValidation),
    "no value": ("insert into k values (2, null)", DataValidation),
    "a value that is not allowed": ("insert into k values (3, -1)", DataValidation),
    "no number": ("select 'x'::int", DataTransformation),
    "no date": ("select '2020-13-01'::date", DataTransformation),
    "too large a number": ("select 300::tinyint", DataTransformation),
    "too large a sum": ("select 9223372036854775807 + 1", DataTransformation),
    "no json": ("select '{bad'::json", DataTransformation),
    "a time of another format": ("select strptime('x', '%Y')", DataTransformation),
    "a file that is not there": ("select * from '/no/such/file.parquet'", StorageRead),
    "files that are not there": ("select * from read_csv('/no/such/*.csv')", StorageRead),
    "an end without a beginning": ("rollback", Internal),
    "an extension that is not there": ("load nowhere", Internal),
}


@pytest.mark.parametrize("fault", STATEMENTS)
def test_a_statement_fails_for_what_it_is(connection: Connection, fault: str) -> None:
    """Unknown names, syntax, constraints and values are told apart."""
    statement, expected = STATEMENTS[fault]
    assert type(classify_exception(_raised(lambda: connection.execute(statement).fetchall()))) is expected


def test_two_transactions_that_write_the_same_row_conflict(connection: Connection) -> None:
    """The second can be tried again."""
    other = connection.cursor()
    connection.execute("begin")
    connection.execute("update k set j = 2")
    other.execute("begin")
    error = classify_exception(_raised(lambda: other.execute("update k set j = 3")))
    assert isinstance(error, ApiUnavailable)
    assert error.next_step is Advice.RETRY


def test_a_closed_connection_is_misused() -> None:
    """No request caused it."""
    closed = duckdb.connect()
    closed.close()
    assert isinstance(classify_exception(_raised(lambda: closed.execute("select 1"))), Internal)


def test_a_missing_file_is_a_failed_write_while_writing() -> None:
    """Which of the two the operation says."""
    exception = duckdb.IOException('IO Error: Cannot open file "/no/x.csv": No such file or directory')
    assert isinstance(classify_exception(exception, {"operation": "write"}), StorageWrite)
    assert isinstance(classify_exception(exception), StorageRead)


# As reports quote them: https://github.com/duckdb/duckdb/issues 4982, 5041, 10609, 16616, 20617.
REMOTE: dict[str, tuple[str, type[FetchError]]] = {
    'HTTP Error: Unable to connect to URL "https://h.example/x.csv": 404 (Not Found).': ("HTTPException", ApiNotFound),
    'IO Error: Unable to connect to URL "https://h.example/x.csv": 400 (Bad Request)': ("IOException", ApiRequest),
    "Invalid Error: HTTP GET error on 'https://h.example/?a=2%2F' (HTTP 403)": ("Error", ApiPermission),
    "HTTP Error: HTTP GET error on 'https://h.example/x' (HTTP 503)": ("HTTPException", ApiUnavailable),
    "IO Error: Could not establish connection error for HTTP HEAD to 'https://h.example/x'": (
        "IOException",
        NetworkConnection,
    ),
    "IO Error: Could not resolve hostname error for HTTP HEAD to 'https://h.example/x'": ("IOException", NetworkDns),
    "IO Error: SSL server verification failed error for HTTP HEAD to 'https://h.example/x'": (
        "IOException",
        NetworkTls,
    ),
    "IO Error: Timeout was reached error for HTTP GET to 'https://h.example/x'": ("IOException", NetworkTimeout),
}


def test_a_token_that_has_expired_is_renewed() -> None:
    """The service behind an extension refuses by words alone."""
    exception = duckdb.IOException("IO Error: GET request failed: Authentication token has expired")
    assert isinstance(classify_exception(exception, {"operation": "read"}), ApiAuth)


@pytest.mark.parametrize("text", REMOTE)
def test_what_is_read_over_http_is_an_api(text: str) -> None:
    """The status stands in the text where the exception has none."""
    name, expected = REMOTE[text]
    assert type(classify_exception(getattr(duckdb, name)(text))) is expected


def test_a_refusal_over_http_keeps_its_headers() -> None:
    """The extension that reads over HTTP sets status, headers and body on the exception."""
    exception = duckdb.HTTPException("HTTP Error: HTTP GET error on 'https://h.example/x'")
    exception.status_code, exception.headers, exception.body = 503, {"Retry-After": "7"}, "busy"
    error = classify_exception(exception)
    assert isinstance(error, ApiUnavailable)
    assert (error.http_status, error.next_step) == (503, Advice.WAIT)
    assert error.context["retry_after_s"] == 7
