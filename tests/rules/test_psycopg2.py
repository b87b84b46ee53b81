"""psycopg2 against a real server, and what libpq says in the field."""

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import dataresult as dr
from dataresult.rules.psycopg2 import LIBRARY
from dataresult.testing import Login, PostgresServer, check_database_client, check_rules
from tests.rules.database_sessions import Connection, classified, libpq_options

psycopg2 = pytest.importorskip("psycopg2", reason="psycopg2 is not installed: `make libraries` runs this")
pool = pytest.importorskip("psycopg2.pool")
errors = pytest.importorskip("psycopg2.errors")

pytestmark = pytest.mark.slow


def _connect(login: Login) -> Connection:
    connection = psycopg2.connect(**libpq_options(login))
    connection.autocommit = True
    return connection


def _execute(connection: Connection, statement: str, parameters: tuple[object, ...] | None = None) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else None


def test_laws() -> None:
    """The rules obey the laws."""
    check_rules(LIBRARY)


def test_every_fault(postgres: PostgresServer) -> None:
    """Whatever goes wrong between the client and the server is understood."""
    assert len(check_database_client(postgres, _connect, _execute)) > 50


def test_certificate_of_another_host(postgres: PostgresServer, trusted: str) -> None:
    """A certificate that is good, but for another name."""
    error = classified(lambda: _connect(evolve(postgres.login, tls=True, authority=trusted)))

    assert isinstance(error, dr.NetworkTls)


def test_constraint_is_told(postgres: PostgresServer) -> None:
    """A violated constraint says which it is, of which column, and what offended."""
    connection = _connect(postgres.login)
    error = classified(lambda: _execute(connection, "INSERT INTO bars VALUES (1, 'BTCUSDT', 1, NULL)"))
    connection.close()

    assert isinstance(error, dr.DataValidation)
    assert error.failures == (dr.CheckFailure(column="id", check="unique bars_key", sample=("1",)),)


def test_misuse(postgres: PostgresServer) -> None:
    """A closed cursor and rows that are not there are the caller's bugs; a closed connection may be anybody's."""
    connection = _connect(postgres.login)
    cursor = connection.cursor()
    cursor.execute("SET work_mem = '1MB'")
    no_rows = classified(cursor.fetchall)
    cursor.close()
    closed_cursor = classified(lambda: cursor.execute("SELECT 1"))
    unknown_type = classified(lambda: _execute(connection, "SELECT %s", (object(),)))
    connection.close()

    assert isinstance(no_rows, dr.Internal)
    assert isinstance(closed_cursor, dr.Internal)
    assert isinstance(unknown_type, dr.ApiRequest)
    assert isinstance(classified(connection.cursor), dr.NetworkConnection)


def test_pool(postgres: PostgresServer) -> None:
    """An exhausted pool is overload; a closed one the caller's bug."""
    connections = pool.SimpleConnectionPool(1, 1, **libpq_options(postgres.login))
    connections.getconn()
    exhausted = classified(connections.getconn)
    connections.closeall()

    assert isinstance(exhausted, dr.ApiUnavailable)
    assert isinstance(classified(connections.getconn), dr.Internal)


# Texts of the field, each from libpq, the server or a pooler, that came without a SQLSTATE.
_TEXTS = {
    'could not translate host name "db" to address: Temporary failure in name resolution': dr.NetworkDns,
    "could not connect to server: Connection timed out\n\tIs the server running on host": dr.NetworkTimeout,
    "could not receive data from server: Connection timed out": dr.NetworkTimeout,
    "timeout expired": dr.NetworkTimeout,
    "SSL SYSCALL error: EOF detected": dr.NetworkConnection,
    "SSL connection has been closed unexpectedly": dr.NetworkConnection,
    "SSL error: certificate verify failed": dr.NetworkTls,
    "terminating connection due to administrator command\nSSL connection has been closed": dr.ApiUnavailable,
    'connection to server on socket "/run/.s.PGSQL.5432" failed: No such file or directory': dr.NetworkConnection,
    'connection to server on socket "/run/.s" failed: FATAL:  Peer authentication failed for user "a"': dr.ApiAuth,
    "fe_sendauth: no password supplied": dr.ApiAuth,
    'FATAL:  role "a" does not exist': dr.ApiAuth,
    'FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "a", database "b", SSL off': dr.ApiAuth,
    'FATAL:  database "b" does not exist': dr.ApiNotFound,
    "FATAL:  sorry, too many clients already": dr.ApiUnavailable,
    "FATAL:  the database system is in recovery mode": dr.ApiUnavailable,
    "query_wait_timeout\nserver closed the connection unexpectedly": dr.NetworkTimeout,
    "FATAL:  no more connections allowed (max_client_conn)": dr.ApiUnavailable,
    "cannot execute INSERT in a read-only transaction": dr.ApiPermission,
    'invalid dsn: missing "=" after "nonsense" in connection info string': dr.ApiRequest,
}


@pytest.mark.parametrize(("text", "expected"), _TEXTS.items(), ids=range(len(_TEXTS)))
def test_texts_of_the_field(text: str, expected: type) -> None:
    """Where there is only a text, it decides."""
    assert isinstance(dr.classify_exception(psycopg2.OperationalError(text)), expected)


@given(st.sampled_from([rule.exception for rule in LIBRARY.rules if rule.exception.startswith("psycopg2.errors.")]))
def test_class_alone_says_what_its_code_says(name: str) -> None:
    """An exception without text and attributes is still what its class says."""
    cls = getattr(errors, name.rpartition(".")[2])
    expected = next(rule.error for rule in LIBRARY.rules if rule.exception == name)

    assert type(dr.classify_exception(cls.__new__(cls))) is expected
