"""
A private PostgreSQL server, and the faults that one has for those who say the wrong thing.

Floor 6. Starts what is installed (`initdb`, `postgres`) in a temporary folder, and leaves nothing behind.
Source: https://www.postgresql.org/docs/current/app-postgres.html, .../server-shutdown.html, .../errcodes-appendix.html.
"""

import signal
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from types import TracebackType
from typing import Any, Final, Self

from attrs import evolve

from dataresult._vocabulary import TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRequest,
    ApiUnavailable,
    ClassifiedError,
    DataTransformation,
    DataValidation,
    NetworkConnection,
    NetworkTimeout,
    NetworkTls,
)
from dataresult.testing.faults._expected import Expected
from dataresult.testing.faults._local_server import LocalServer, account, program, why_not
from dataresult.testing.faults.databases import DatabaseFault, Login

__all__ = ["POSTGRESQL_FAULTS", "PostgresServer"]

# The server refuses to run as root: whoever of these there is runs it then.
_ACCOUNTS: Final = ("postgres", "nobody")
# Of these the server keeps three for superusers. Few, since the law opens them all.
CONNECTIONS_MAX: Final = 12

_USER: Final = "keeper"
_PASSWORD: Final = "Tr0ub4dor-and-3"  # noqa: S105  # of a server that lives for a test

# Read by the server alone, before it takes connections. A blank line ends a statement, and statements that end
# together are one transaction: CREATE DATABASE wants one of its own.
_ROLES: Final = f"""CREATE ROLE {_USER} LOGIN PASSWORD '{_PASSWORD}';

CREATE ROLE guest LOGIN PASSWORD '{_PASSWORD}';

CREATE ROLE stranger LOGIN PASSWORD '{_PASSWORD}';

CREATE DATABASE shop OWNER {_USER};

CREATE DATABASE vault;

REVOKE CONNECT ON DATABASE vault FROM PUBLIC;

"""
_TABLES: Final = """SET ROLE keeper;

CREATE TABLE symbols (name varchar(12) CONSTRAINT symbols_key PRIMARY KEY);

CREATE TABLE bars (
  id integer CONSTRAINT bars_key PRIMARY KEY,
  symbol varchar(12) NOT NULL CONSTRAINT bars_symbol REFERENCES symbols,
  price numeric(6, 2) CONSTRAINT bars_price CHECK (price > 0),
  opened timestamptz,
  CONSTRAINT bars_opened EXCLUDE USING btree (opened WITH =)
);

INSERT INTO symbols VALUES ('BTCUSDT');

INSERT INTO bars VALUES (1, 'BTCUSDT', 1, '2024-01-01T00:00:00Z'), (2, 'BTCUSDT', 2, '2024-01-02T00:00:00Z');

"""
# Everybody who has a line needs the password.
_ACCESS: Final = f"host all {_USER},guest 127.0.0.1/32 scram-sha-256\n"
_SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": str(CONNECTIONS_MAX),
    "fsync": "off",
    "shared_buffers": "16MB",
    "deadlock_timeout": "200ms",
    "timezone": "UTC",
    "lc_messages": "C",
}


_TIMEOUT: Final = Expected(errors=(NetworkTimeout,), phase=TimeoutPhase.TOTAL)
_UNAVAILABLE: Final = Expected(errors=(ApiUnavailable,))
_SLEEP: Final = "SELECT pg_sleep(30)"
# No word of these comes from outside.
_OTHERS: Final = "pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()"
_INSERT: Final = "INSERT INTO bars (id, symbol, price, opened) VALUES"


def _said(error: type[ClassifiedError], *statements: str, user: str = _USER) -> dict[str, Any]:
    """Say the last statement after the others in one session; that one fails."""
    *before, statement = statements
    return {
        "expected": Expected(errors=(error,)),
        "before": tuple((0, each) for each in before),
        "statement": statement,
        "login": {"user": user},
    }


_FAULTS: Final[Mapping[str, dict[str, Any]]] = {
    # Getting in
    "wrong password": {"expected": Expected(errors=(ApiAuth,)), "login": {"password": "wrong"}},
    "unknown user": {"expected": Expected(errors=(ApiAuth,)), "login": {"user": "nobody_knows"}},
    "user who may not come from here": {"expected": Expected(errors=(ApiAuth,)), "login": {"user": "stranger"}},
    "unknown database": {"expected": Expected(errors=(ApiNotFound,)), "login": {"database": "nowhere"}},
    "database that may not be entered": {
        "expected": Expected(errors=(ApiPermission,)),
        "login": {"user": "guest", "database": "vault"},
    },
    # What is said
    "syntax": _said(ApiRequest, "SELEC 1"),
    "missing table": _said(ApiNotFound, "SELECT * FROM no_such_table"),
    "missing schema": _said(ApiNotFound, "CREATE TABLE no_such_schema.bars (id integer)"),
    "missing column": _said(ApiNotFound, "SELECT no_such_column FROM bars"),
    "missing function": _said(ApiNotFound, "SELECT no_such_function(1)"),
    "table that exists already": _said(ApiRequest, "CREATE TABLE bars (id integer)"),
    "ambiguous column": _said(ApiRequest, "SELECT id FROM bars a, bars b"),
    "column outside of its group": _said(ApiRequest, "SELECT symbol, count(*) FROM bars"),
    "wrong types": _said(ApiRequest, "SELECT 1 WHERE 1"),
    "bad parameter": _said(ApiRequest, "SET statement_timeout = 'soon'"),
    "feature that is not supported": _said(ApiRequest, "SELECT count(*) FROM bars FOR UPDATE"),
    "too many columns": _said(ApiRequest, f"SELECT {', '.join(['1'] * 1_700)}"),
    "bad limit": _said(ApiRequest, "SELECT 1 LIMIT -1"),
    # What is written
    "unique": _said(DataValidation, f"{_INSERT} (1, 'BTCUSDT', 1, NULL)"),
    "not null": _said(DataValidation, f"{_INSERT} (9, NULL, 1, NULL)"),
    "foreign key": _said(DataValidation, f"{_INSERT} (9, 'DOGE', 1, NULL)"),
    "check": _said(DataValidation, f"{_INSERT} (9, 'BTCUSDT', -1, NULL)"),
    "exclusion": _said(DataValidation, f"{_INSERT} (9, 'BTCUSDT', 1, '2024-01-01T00:00:00Z')"),
    "numeric out of range": _said(DataTransformation, f"{_INSERT} (9, 'BTCUSDT', 123456, NULL)"),
    "integer out of range": _said(DataTransformation, "SELECT 2147483648::integer"),
    "text too long": _said(DataTransformation, "INSERT INTO symbols VALUES ('much longer than it may be')"),
    "division by zero": _said(DataTransformation, "SELECT 1 / 0"),
    "text that is no number": _said(DataTransformation, "SELECT 'abc'::integer"),
    "text that is no date": _said(DataTransformation, "SELECT 'abc'::date"),
    "date out of range": _said(DataTransformation, "SELECT '2024-13-45'::date"),
    "text that is no JSON": _said(DataTransformation, "SELECT '{'::json"),
    "more rows than one": _said(DataValidation, "SELECT (SELECT id FROM bars)"),
    "error raised by a procedure": _said(ApiRequest, "DO $$ BEGIN RAISE EXCEPTION 'no'; END $$"),
    # What may not be done
    "permission": _said(ApiPermission, "SELECT * FROM bars", user="guest"),
    "read-only transaction": _said(ApiPermission, "BEGIN READ ONLY", "DELETE FROM bars"),
    # What others do
    "deadlock": {
        "expected": _UNAVAILABLE,
        "before": (
            (0, "BEGIN"),
            (1, "BEGIN"),
            (0, "UPDATE bars SET price = 3 WHERE id = 1"),
            (1, "UPDATE bars SET price = 3 WHERE id = 2"),
        ),
        "meanwhile": (1, "UPDATE bars SET price = 4 WHERE id = 1"),
        "statement": "UPDATE bars SET price = 4 WHERE id = 2",
    },
    "serialization": {
        "expected": _UNAVAILABLE,
        "before": (
            (0, "BEGIN ISOLATION LEVEL REPEATABLE READ"),
            (0, "SELECT * FROM bars"),
            (1, "UPDATE bars SET price = price WHERE id = 1"),
        ),
        "statement": "UPDATE bars SET price = price WHERE id = 1",
    },
    "lock timeout": {
        "expected": _UNAVAILABLE,
        "before": ((1, "BEGIN"), (1, "LOCK TABLE bars"), (0, "SET lock_timeout = '100ms'")),
        "statement": "SELECT * FROM bars",
    },
    "lock that is taken": {
        "expected": _UNAVAILABLE,
        "before": ((1, "BEGIN"), (1, "SELECT * FROM bars WHERE id = 1 FOR UPDATE")),
        "statement": "SELECT * FROM bars WHERE id = 1 FOR UPDATE NOWAIT",
    },
    "statement timeout": {
        "expected": _TIMEOUT,
        "before": ((0, "SET statement_timeout = '100ms'"),),
        "statement": _SLEEP,
    },
    "cancelled by somebody": {
        "expected": _UNAVAILABLE,
        "meanwhile": (1, f"SELECT pg_sleep(1), pg_cancel_backend(pid) FROM {_OTHERS}"),  # noqa: S608  # a constant of this file
        "statement": _SLEEP,
    },
    "ended by an administrator": {
        "expected": Expected(errors=(ApiUnavailable, NetworkConnection)),
        "meanwhile": (1, f"SELECT pg_sleep(1), pg_terminate_backend(pid) FROM {_OTHERS}"),  # noqa: S608  # a constant of this file
        "statement": _SLEEP,
    },
}
POSTGRESQL_FAULTS: Final[Sequence[DatabaseFault]] = tuple(
    DatabaseFault(name=name, **what) for name, what in _FAULTS.items()
)
# Of a server with a certificate, and of one without.
_TLS: Final = DatabaseFault(
    name="TLS with a certificate that nobody vouches for",
    expected=Expected(errors=(NetworkTls,)),
    login={"tls": True},
)
_NO_TLS: Final = DatabaseFault(
    name="TLS that the server does not have", expected=Expected(errors=(NetworkTls,)), login={"tls": True}
)


class PostgresServer:
    """
    A PostgreSQL server of your own, on loopback, in a temporary folder; a context manager.

    Args:
        certificate: The file of its certificate and that of its key, for TLS; without, it has none.

    Examples:
        >>> with PostgresServer() as server:  # doctest: +SKIP
        ...     check_database_client(server, connect, execute)
    """

    def __init__(self, certificate: tuple[str, str] | None = None) -> None:
        self._certificate = certificate
        self._stack = ExitStack()
        self._server: LocalServer | None = None
        self._login = Login(host="127.0.0.1", port=0, user=_USER, password=_PASSWORD, database="shop")

    @staticmethod
    def missing() -> str | None:
        """Say why it cannot run here; None where it can."""
        return why_not("postgresql", ("initdb", "postgres"), _ACCOUNTS)

    @property
    def login(self) -> Login:
        """How an ordinary user gets in."""
        return self._login

    @property
    def sleep(self) -> str:
        """A statement that takes longer than any test."""
        return _SLEEP

    @property
    def faults(self) -> Sequence[DatabaseFault]:
        """The faults of this server."""
        return (*POSTGRESQL_FAULTS, _TLS if self._certificate else _NO_TLS)

    def __enter__(self) -> Self:
        reason = self.missing()
        if reason is not None:
            raise FileNotFoundError(reason)
        with ExitStack() as stack:
            server = self._server = LocalServer("postgresql", account(*_ACCOUNTS), runs_as_owner=True)
            stack.callback(server.close)
            stack.callback(self.stop)
            self._login = evolve(self._login, port=server.port)
            self._initialise(server)
            self.start()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _initialise(self, server: LocalServer) -> None:
        data = server.home / "data"
        server.run(
            str(program("initdb")),
            *("--username=postgres", "--auth=reject", "--encoding=UTF8", "--locale=C", "--no-sync"),
            *("-D", str(data)),
        )
        (data / "pg_hba.conf").write_text(_ACCESS)
        settings = dict(_SETTINGS)
        if self._certificate is not None:
            settings["ssl"] = "on"
            for name, source in zip(("ssl_cert_file", "ssl_key_file"), self._certificate, strict=True):
                settings[name] = str(server.own_copy(source))
        lines = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
        (data / "postgresql.auto.conf").write_text(lines)
        for database, statements in (("postgres", _ROLES), ("shop", _TABLES)):
            said = server.run(str(program("postgres")), "--single", "-j", "-D", str(data), database, told=statements)
            if "ERROR:" in said:
                raise RuntimeError(f"the server could not be set up: {said[-2_000:]}")

    def start(self) -> None:
        """Take connections (again), at the same port."""
        server = self._server
        if server is not None:
            command = [str(program("postgres")), "-D", str(server.home / "data"), "-p", str(server.port)]
            server.start(command, partial(_is_ready, server))

    def stop(self) -> None:
        """Shut down at once ("fast"): sessions are ended with notice."""
        if self._server is not None:
            self._server.stop(signal.SIGINT)


def _is_ready(server: LocalServer) -> bool:
    """Read what the server keeps for `pg_ctl`: the last line of its own file."""
    try:
        lines = (server.home / "data" / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return lines[-1:] != [] and lines[-1].strip() == "ready"
