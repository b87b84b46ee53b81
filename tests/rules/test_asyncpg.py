"""asyncpg against a real server."""

import asyncio
import ssl

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import dataresult as dr
from dataresult.rules.asyncpg import LIBRARY
from dataresult.testing import Login, PostgresServer, check_database_client, check_rules
from tests.rules.database_sessions import AsyncSession, Connection, classified

asyncpg = pytest.importorskip("asyncpg", reason="asyncpg is not installed: `make libraries` runs this")

pytestmark = pytest.mark.slow


async def _open(login: Login) -> Connection:
    return await asyncpg.connect(
        host=login.host,
        port=login.port,
        user=login.user,
        password=login.password,
        database=login.database,
        timeout=login.connect_timeout_s,
        ssl=ssl.create_default_context(cafile=login.authority) if login.tls else False,
    )


def _connect(login: Login) -> AsyncSession:
    return AsyncSession(
        lambda: _open(login),
        lambda connection, statement: connection.execute(statement),
        lambda connection: connection.close(timeout=1),
    )


def _asked(server: PostgresServer, query: str, *arguments: object, **options: object) -> dr.ClassifiedError:
    async def asking() -> object:
        connection = await _open(server.login)
        try:
            return await connection.fetch(query, *arguments, **options)
        finally:
            await connection.close()

    return classified(lambda: asyncio.run(asking()))


def test_laws() -> None:
    """The rules obey the laws."""
    check_rules(LIBRARY)


def test_every_fault(postgres: PostgresServer) -> None:
    """Whatever goes wrong between the client and the server is understood."""
    assert len(check_database_client(postgres, _connect, AsyncSession.execute)) > 50


def test_certificate_of_another_host(postgres: PostgresServer, trusted: str) -> None:
    """A certificate that is good, but for another name."""
    error = classified(lambda: _connect(evolve(postgres.login, tls=True, authority=trusted)))

    assert isinstance(error, dr.NetworkTls)


def test_tls_that_the_server_does_not_have() -> None:
    """A server without a certificate refuses TLS in one byte."""
    reason = PostgresServer.missing()
    if reason is not None:
        pytest.skip(reason)
    with PostgresServer() as server:
        error = classified(lambda: _connect(evolve(server.login, tls=True)))

    assert isinstance(error, dr.NetworkTls)


def test_constraint_is_told(postgres: PostgresServer) -> None:
    """A violated constraint says which it is, of which column, and what offended."""
    error = _asked(postgres, "INSERT INTO bars VALUES (9, 'DOGE', 1, NULL)")

    assert isinstance(error, dr.DataValidation)
    assert error.failures == (dr.CheckFailure(column="symbol", check="foreign key bars_symbol", sample=("DOGE",)),)


def test_what_is_missing_is_named(postgres: PostgresServer) -> None:
    """The SQLSTATE is the provider's code, and the column the resource."""
    error = _asked(postgres, "SELECT no_such_column FROM bars")

    assert isinstance(error, dr.ApiNotFound)
    assert (error.provider_code, error.resource) == ("42703", "no_such_column")


@pytest.mark.parametrize(
    ("query", "arguments", "expected"),
    [
        ("SELECT $1::integer", ("abc",), dr.ApiRequest),
        ("SELECT $1::integer", (2**40,), dr.DataTransformation),
        ("SELECT $1::timestamptz", ("2024-01-01",), dr.ApiRequest),
        ("SELECT $1::integer", (), dr.ApiRequest),
        ("SELECT $1::integer", (1, 2), dr.ApiRequest),
    ],
    ids=["wrong type", "out of range", "text for an instant", "too few", "too many"],
)
def test_arguments(postgres: PostgresServer, query: str, arguments: tuple[object, ...], expected: type) -> None:
    """What does not fit its place is refused by the client: a bad request, unless it is only too large."""
    assert isinstance(_asked(postgres, query, *arguments), expected)


def test_client_timeout(postgres: PostgresServer) -> None:
    """The client's own limit for a command is a timeout."""
    assert isinstance(_asked(postgres, "SELECT pg_sleep(30)", timeout=0.1), dr.NetworkTimeout)


def test_misuse(postgres: PostgresServer) -> None:
    """Two commands at once and a closed pool are the caller's bugs; a closed connection may be anybody's."""

    async def twice() -> None:
        connection = await _open(postgres.login)
        try:
            await asyncio.gather(connection.fetch("SELECT pg_sleep(0.1)"), connection.fetch("SELECT 1"))
        finally:
            await asyncio.sleep(0.2)
            await connection.close()

    async def closed() -> None:
        connection = await _open(postgres.login)
        await connection.close()
        await connection.fetch("SELECT 1")

    async def closed_pool() -> None:
        login = postgres.login
        pool = await asyncpg.create_pool(login.url("postgresql"), min_size=1, max_size=1, ssl=False)
        await pool.close()
        await pool.fetch("SELECT 1")

    assert isinstance(classified(lambda: asyncio.run(twice())), dr.Internal)
    assert isinstance(classified(lambda: asyncio.run(closed_pool())), dr.Internal)
    assert isinstance(classified(lambda: asyncio.run(closed())), dr.NetworkConnection)


@pytest.mark.parametrize("scheme", ["postgresql+asyncpg", "http"])
def test_no_password_of_a_bad_dsn_gets_out(scheme: str) -> None:
    """A DSN of another scheme is a bad request, told without its password."""
    error = classified(lambda: asyncio.run(asyncpg.connect(f"{scheme}://keeper:hunter2@localhost/shop")))

    assert isinstance(error, dr.ApiRequest)
    assert "hunter2" not in f"{error.to_dict()}{error.cause}"


def test_no_primary_among_the_servers(postgres: PostgresServer) -> None:
    """Where every server is a primary, there is no standby."""
    login = postgres.login
    error = classified(
        lambda: asyncio.run(asyncpg.connect(login.url("postgresql"), ssl=False, target_session_attrs="standby"))
    )

    assert isinstance(error, dr.ApiUnavailable)


@given(st.sampled_from([rule.exception for rule in LIBRARY.rules if rule.exception.startswith("asyncpg.exceptions.")]))
def test_class_alone_says_what_its_code_says(name: str) -> None:
    """An exception without text and attributes is still what its class says."""
    expected = next(rule.error for rule in LIBRARY.rules if rule.exception == name)
    home = asyncpg.exceptions._base if "._base." in name else asyncpg.exceptions
    cls = getattr(home, name.rpartition(".")[2])

    assert type(dr.classify_exception(cls.__new__(cls))) is expected
