"""psycopg (version 3) against a real server, and what it says without one."""

import pickle

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import dataresult as dr
from dataresult.rules.psycopg import LIBRARY
from dataresult.testing import Login, PostgresServer, check_database_client, check_rules
from tests.rules.database_sessions import AsyncSession, Connection, classified, libpq_options, raised

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed: `make libraries` runs this")
psycopg_pool = pytest.importorskip("psycopg_pool", reason="psycopg_pool is not installed: `make libraries` runs this")

pytestmark = pytest.mark.slow


def _connect(login: Login) -> Connection:
    return psycopg.connect(**libpq_options(login), autocommit=True)


def _connect_async(login: Login) -> AsyncSession:
    return AsyncSession(
        lambda: psycopg.AsyncConnection.connect(**libpq_options(login), autocommit=True),
        lambda connection, statement: connection.execute(statement),
        lambda connection: connection.close(),
    )


def _execute(connection: Connection, statement: str) -> object:
    return connection.execute(statement)


def _said(server: PostgresServer, statement: str, *parameters: object) -> dr.ClassifiedError:
    with _connect(server.login) as connection:
        return classified(lambda: connection.execute(statement, parameters))


def test_laws() -> None:
    """The rules obey the laws."""
    check_rules(LIBRARY)


def test_every_fault(postgres: PostgresServer) -> None:
    """Whatever goes wrong between the client and the server is understood."""
    assert len(check_database_client(postgres, _connect, _execute)) > 50


def test_every_fault_asynchronously(postgres: PostgresServer) -> None:
    """The asynchronous client fails likewise."""
    assert len(check_database_client(postgres, _connect_async, AsyncSession.execute)) > 50


def test_certificate_of_another_host(postgres: PostgresServer, trusted: str) -> None:
    """A certificate that is good, but for another name."""
    error = classified(lambda: _connect(evolve(postgres.login, tls=True, authority=trusted)))

    assert isinstance(error, dr.NetworkTls)


def test_connecting_has_a_phase(silent_port: int, postgres: PostgresServer) -> None:
    """Who never gets an answer was connecting."""
    error = classified(lambda: _connect(evolve(postgres.login, port=silent_port)))

    assert isinstance(error, dr.NetworkTimeout)
    assert error.phase is dr.TimeoutPhase.CONNECT


def test_refused_connection_names_the_server(refusing_port: int, postgres: PostgresServer) -> None:
    """Host and port are in libpq's text."""
    error = classified(lambda: _connect(evolve(postgres.login, port=refusing_port)))

    assert isinstance(error, dr.NetworkConnection)
    assert (error.host, error.port) == ("127.0.0.1", refusing_port)


@pytest.mark.parametrize(
    ("row", "column", "check", "sample"),
    [
        ("(1, 'BTCUSDT', 1, NULL)", "id", "unique bars_key", ("1",)),
        ("(9, NULL, 1, NULL)", "symbol", "not null", ()),
        ("(9, 'DOGE', 1, NULL)", "symbol", "foreign key bars_symbol", ("DOGE",)),
        ("(9, 'BTCUSDT', -1, NULL)", None, "check bars_price", ()),
    ],
    ids=["unique", "not null", "foreign key", "check"],
)
def test_constraint_is_told(
    postgres: PostgresServer, row: str, column: str | None, check: str, sample: tuple[str, ...]
) -> None:
    """A violated constraint says which it is, of which column, and what offended."""
    error = _said(postgres, f"INSERT INTO bars VALUES {row}")

    assert isinstance(error, dr.DataValidation)
    assert error.failures == (dr.CheckFailure(column=column, check=check, sample=sample),)


def test_what_is_missing_is_named(postgres: PostgresServer) -> None:
    """The SQLSTATE is the provider's code, and the table the resource."""
    error = _said(postgres, "SELECT * FROM no_such_table")

    assert isinstance(error, dr.ApiNotFound)
    assert (error.provider_code, error.resource) == ("42P01", "no_such_table")


@pytest.mark.parametrize(
    ("statement", "parameter", "expected"),
    [
        ("SELECT %s", object(), dr.ApiRequest),  # an object that the driver cannot send
        ("SELECT %s, %s", 1, dr.ApiRequest),
        ("SELECT %s::integer", "abc", dr.DataTransformation),
        ("SELECT %s::text", "a\x00b", dr.DataTransformation),
    ],
    ids=["unknown type", "too few", "wrong text", "NUL"],
)
def test_parameters(postgres: PostgresServer, statement: str, parameter: object, expected: type) -> None:
    """What does not fit its place is a bad request; what fits and cannot be read, a failed step."""
    assert isinstance(_said(postgres, statement, parameter), expected)


def test_second_statement_of_a_failed_transaction(postgres: PostgresServer) -> None:
    """The server refuses whatever comes before the rollback."""
    with psycopg.connect(**libpq_options(postgres.login)) as connection:
        classified(lambda: connection.execute("SELECT 1 / 0"))
        error = classified(lambda: connection.execute("SELECT 1"))
        connection.rollback()

    assert isinstance(error, dr.ApiRequest)
    assert error.provider_code == "25P02"


def test_misuse(postgres: PostgresServer) -> None:
    """A closed cursor is the caller's bug; a closed connection may have been closed by anybody."""
    connection = _connect(postgres.login)
    cursor = connection.cursor()
    cursor.close()
    closed_cursor = classified(lambda: cursor.execute("SELECT 1"))
    no_rows = classified(lambda: connection.execute("SET work_mem = '1MB'").fetchall())
    connection.close()

    assert isinstance(closed_cursor, dr.Internal)
    assert isinstance(no_rows, dr.Internal)
    assert isinstance(classified(lambda: connection.execute("SELECT 1")), dr.NetworkConnection)


def test_pool(postgres: PostgresServer) -> None:
    """A pool that is exhausted is a timeout of the pool; a full queue overload; a closed pool the caller's bug."""
    options = libpq_options(postgres.login)
    pool = psycopg_pool.ConnectionPool(kwargs=options, min_size=1, max_size=1, max_waiting=1, open=True)
    with pool, pool.connection():
        exhausted = classified(lambda: pool.getconn(timeout=0.05))
    closed = classified(pool.getconn)

    assert isinstance(exhausted, dr.NetworkTimeout)
    assert exhausted.phase is dr.TimeoutPhase.POOL
    assert isinstance(closed, dr.Internal)
    assert isinstance(dr.classify_exception(psycopg_pool.TooManyRequests("full")), dr.ApiUnavailable)


@pytest.mark.parametrize(
    "dsn",
    [
        "postgresql+psycopg://keeper:hunter2@localhost/shop",
        "host=localhost password=hunter2 nonsense",
        "port=x password=hunter2",
    ],
)
def test_no_password_of_a_bad_dsn_gets_out(dsn: str) -> None:
    """A DSN that cannot be read is a bad request, told without its password."""
    error = classified(lambda: psycopg.connect(dsn))

    assert isinstance(error, dr.ApiRequest)
    assert "hunter2" not in f"{error.to_dict()}{error.cause}"


def test_pickled(postgres: PostgresServer) -> None:
    """An exception that crossed a process says the same, and the same of the constraint."""
    with _connect(postgres.login) as connection:
        here = raised(lambda: connection.execute("INSERT INTO bars VALUES (1, 'BTCUSDT', 1, NULL)"))
    there = pickle.loads(pickle.dumps(here))

    assert dr.classify_exception(there) == dr.classify_exception(here)


@given(st.sampled_from([rule.exception for rule in LIBRARY.rules if rule.exception.startswith("psycopg.errors.")]))
def test_class_alone_says_what_its_code_says(name: str) -> None:
    """An exception without text and attributes is still what its class says."""
    cls = getattr(psycopg.errors, name.rpartition(".")[2])
    expected = next(rule.error for rule in LIBRARY.rules if rule.exception == name)

    assert type(dr.classify_exception(cls.__new__(cls))) is expected
