"""
A private MariaDB server, and the faults that one has for those who say the wrong thing.

Floor 6. Starts what is installed (`mariadb-install-db`, `mariadbd`) in a temporary folder, and leaves nothing behind.
Source: https://mariadb.com/kb/en/mariadbd-options/, https://mariadb.com/kb/en/mariadb-error-code-reference/.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from types import TracebackType
from typing import Any, Final, Self

from attrs import evolve

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    ClassifiedError,
    DataTransformation,
    DataValidation,
    NetworkConnection,
    NetworkTimeout,
    NetworkTls,
    StorageSpace,
)
from dataresult.testing.faults._expected import Expected
from dataresult.testing.faults._local_server import LocalServer, account, program, why_not
from dataresult.testing.faults.databases import DatabaseFault, Login

__all__ = ["MARIADB_FAULTS", "MariaDbServer"]

# The server refuses to run as root: whoever of these there is runs it then.
_ACCOUNTS: Final = ("mysql", "nobody")
# Few, since the law opens them all; the server keeps one more for administrators.
CONNECTIONS_MAX: Final = 12
# One more byte is too much for one packet; the least that the server takes is 1024.
PACKET_MAX_BYTES: Final = 65_536

# What it says in its log then, in English whatever the locale.
_READY: Final = "ready for connections"
_USER: Final = "keeper"
_PASSWORD: Final = "Tr0ub4dor-and-3"  # noqa: S105  # of a server that lives for a test

# Read by the server as it starts for the first time, a statement a line. A user without a right to a database is told
# that it is forbidden, not that it is unknown: `keeper` has one to a database that is not there.
_SETUP: Final = (
    "CREATE DATABASE shop",
    "CREATE DATABASE vault",
    *(
        f"CREATE USER {user} IDENTIFIED BY '{_PASSWORD}' {limits}"
        for user, limits in {
            f"{_USER}@'%'": "",
            "guest@'%'": "",
            "locked@'%'": "ACCOUNT LOCK",
            "stale@'%'": "PASSWORD EXPIRE",
            "counted@'%'": "WITH MAX_QUERIES_PER_HOUR 1",
            "stranger@'192.0.2.1'": "",
        }.items()
    ),
    f"GRANT ALL ON shop.* TO {_USER}@'%'",
    f"GRANT ALL ON nowhere.* TO {_USER}@'%'",
    "GRANT CREATE TEMPORARY TABLES ON shop.* TO guest@'%'",
    "GRANT SELECT ON shop.* TO counted@'%'",
    "GRANT SELECT ON shop.* TO stale@'%'",
    "CREATE TABLE shop.symbols (name varchar(12) PRIMARY KEY)",
    """CREATE TABLE shop.bars (
      id int PRIMARY KEY, symbol varchar(12) NOT NULL, price decimal(6, 2), opened datetime UNIQUE, note int NOT NULL,
      payload json,
      CONSTRAINT bars_symbol FOREIGN KEY (symbol) REFERENCES shop.symbols (name),
      CONSTRAINT bars_price CHECK (price > 0)
    )""",
    "CREATE TABLE shop.years (year int) PARTITION BY RANGE (year) (PARTITION old VALUES LESS THAN (2000))",
    "CREATE TABLE shop.memo (line char(250)) ENGINE=MEMORY MAX_ROWS=10",
    "CREATE TABLE shop.shelf (id int PRIMARY KEY, price int)",
    "INSERT INTO shop.shelf VALUES (1, 1), (2, 2)",
    "INSERT INTO shop.symbols VALUES ('BTCUSDT')",
    "INSERT INTO shop.bars VALUES (1, 'BTCUSDT', 1, '2024-01-01', 0, NULL), (2, 'BTCUSDT', 2, '2024-01-02', 0, NULL)",
    # What takes an administrator, for everybody: the law has ordinary sessions only.
    """CREATE DEFINER=root@localhost PROCEDURE shop.stop_others(what varchar(10)) SQL SECURITY DEFINER BEGIN
      DECLARE who bigint;
      DO SLEEP(1);
      SELECT id INTO who FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%' LIMIT 1;
      EXECUTE IMMEDIATE CONCAT('KILL ', what, ' ', who);
    END""",
    """CREATE DEFINER=root@localhost PROCEDURE shop.close_for_writes() SQL SECURITY DEFINER BEGIN
      SET GLOBAL read_only = 1;
      DO SLEEP(2);
      SET GLOBAL read_only = 0;
    END""",
)
_SETTINGS: Final = {
    "bind-address": "127.0.0.1",
    "max-connections": str(CONNECTIONS_MAX),
    "max-allowed-packet": str(PACKET_MAX_BYTES),
    "innodb-buffer-pool-size": "16M",
    "innodb-log-file-size": "8M",
    "innodb-flush-log-at-trx-commit": "0",
    "innodb-fast-shutdown": "2",
    "character-set-server": "utf8mb4",
    "max-heap-table-size": "16384",
    "feedback": "OFF",
}

_TIMEOUT: Final = Expected(errors=(NetworkTimeout,), phase=TimeoutPhase.TOTAL)
_UNAVAILABLE: Final = Expected(errors=(ApiUnavailable,))
_CONTENDED: Final = Expected(errors=(ApiUnavailable,), next_step=(Advice.RETRY,))
_AUTH: Final = Expected(errors=(ApiAuth,))
_INSERT: Final = "INSERT INTO bars (id, symbol, price, opened, note) VALUES"
_KILLED: Final = "SELECT SLEEP(30)"


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
    "wrong password": {"expected": _AUTH, "login": {"password": "wrong"}},
    "unknown user": {"expected": _AUTH, "login": {"user": "nobody_knows"}},
    "locked account": {"expected": _AUTH, "login": {"user": "locked"}},
    "password that has expired": {"expected": _AUTH, "login": {"user": "stale"}},
    "user who may not come from here": {"expected": _AUTH, "login": {"user": "stranger"}},
    "unknown database": {"expected": Expected(errors=(ApiNotFound,)), "login": {"database": "nowhere"}},
    "database that may not be entered": {
        "expected": Expected(errors=(ApiPermission,)),
        "login": {"user": "guest", "database": "vault"},
    },
    "quota of queries": {
        "expected": Expected(errors=(ApiRateLimit,), next_step=(Advice.WAIT,)),
        "login": {"user": "counted"},
        "before": ((0, "SELECT 1"), (0, "SELECT 1")),
    },
    # What is said
    "syntax": _said(ApiRequest, "SELEC 1"),
    "missing table": _said(ApiNotFound, "SELECT * FROM no_such_table"),
    "missing database": _said(ApiNotFound, "SELECT * FROM nowhere.bars"),
    "missing column": _said(ApiNotFound, "SELECT no_such_column FROM bars"),
    "missing function": _said(ApiNotFound, "SELECT no_such_function(1)"),
    "table that exists already": _said(ApiRequest, "CREATE TABLE bars (id int)"),
    "ambiguous column": _said(ApiRequest, "SELECT id FROM bars a, bars b"),
    "wrong number of values": _said(ApiRequest, "INSERT INTO symbols VALUES ('a', 'b')"),
    "bad parameter": _said(ApiRequest, "SET max_statement_time = 'soon'"),
    "feature that is not supported": _said(ApiRequest, "CREATE TABLE other (id int) ENGINE=NO_SUCH_ENGINE"),
    "statement that is too long": {
        "expected": Expected(errors=(ApiRequest,), next_step=(Advice.SHRINK_REQUEST,)),
        "statement": f"SELECT '{'x' * PACKET_MAX_BYTES}'",
    },
    "error raised by a procedure": _said(ApiRequest, "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'"),
    # What is written
    "unique": _said(DataValidation, f"{_INSERT} (1, 'BTCUSDT', 1, NULL, 0)"),
    "not null": _said(DataValidation, f"{_INSERT} (9, NULL, 1, NULL, 0)"),
    "no default": _said(DataValidation, "INSERT INTO bars (id, symbol) VALUES (9, 'BTCUSDT')"),
    "foreign key": _said(DataValidation, f"{_INSERT} (9, 'DOGE', 1, NULL, 0)"),
    "row that others refer to": _said(DataValidation, "DELETE FROM symbols"),
    "check": _said(DataValidation, f"{_INSERT} (9, 'BTCUSDT', -1, NULL, 0)"),
    "text that is no JSON": _said(DataValidation, "UPDATE bars SET payload = '{'"),
    "no partition for it": _said(DataValidation, "INSERT INTO years VALUES (2024)"),
    "more rows than one": _said(DataValidation, "SELECT (SELECT id FROM bars)"),
    "numeric out of range": _said(DataTransformation, f"{_INSERT} (9, 'BTCUSDT', 123456, NULL, 0)"),
    "integer out of range": _said(DataTransformation, "SELECT 9223372036854775807 + 1"),
    "text too long": _said(DataTransformation, "INSERT INTO symbols VALUES ('much longer than it may be')"),
    "text that is no number": _said(DataTransformation, f"{_INSERT} (9, 'BTCUSDT', 1, NULL, 'abc')"),
    "text that is no date": _said(DataTransformation, f"{_INSERT} (9, 'BTCUSDT', 1, 'abc', 0)"),
    "division by zero": _said(DataTransformation, f"{_INSERT} (9, 'BTCUSDT', 1, NULL, 1 / 0)"),
    "full table": {
        "expected": Expected(errors=(StorageSpace,)),
        "statement": "INSERT INTO memo SELECT REPEAT('x', 250) FROM seq_1_to_1000",
    },
    # What may not be done
    "permission": _said(ApiPermission, "SELECT * FROM bars", user="guest"),
    "privilege of administrators": _said(ApiPermission, "SET GLOBAL max_connections = 1"),
    "read-only transaction": _said(ApiPermission, "START TRANSACTION READ ONLY", "DELETE FROM bars"),
    "read-only server": {
        "expected": Expected(errors=(ApiPermission,)),
        "meanwhile": (1, "CALL close_for_writes()"),
        "statement": "DELETE FROM shelf",
    },
    # What others do
    "deadlock": {
        "expected": _CONTENDED,
        "before": (
            (0, "START TRANSACTION"),
            (1, "START TRANSACTION"),
            (0, "UPDATE shelf SET price = 3 WHERE id = 1"),
            (1, "UPDATE shelf SET price = 3 WHERE id = 2"),
        ),
        "meanwhile": (1, "UPDATE shelf SET price = 4 WHERE id = 1"),
        "statement": "UPDATE shelf SET price = 4 WHERE id = 2",
    },
    "lock timeout": {
        "expected": _CONTENDED,
        "before": (
            (1, "START TRANSACTION"),
            (1, "UPDATE shelf SET price = 3"),
            (0, "SET innodb_lock_wait_timeout = 1"),
        ),
        "statement": "UPDATE shelf SET price = 4",
    },
    "lock that is taken": {
        "expected": _CONTENDED,
        "before": ((1, "START TRANSACTION"), (1, "SELECT * FROM shelf FOR UPDATE")),
        "statement": "SELECT * FROM shelf FOR UPDATE NOWAIT",
    },
    "table that is locked": {
        "expected": _CONTENDED,
        "before": ((1, "LOCK TABLES shelf WRITE"), (0, "SET lock_wait_timeout = 1")),
        "statement": "SELECT * FROM shelf",
    },
    "statement timeout": {
        "expected": _TIMEOUT,
        "before": ((0, "SET max_statement_time = 0.2"),),
        "statement": _KILLED,
    },
    "cancelled by somebody": {
        "expected": _UNAVAILABLE,
        "meanwhile": (1, "CALL stop_others('QUERY')"),
        "statement": _KILLED,
    },
    "ended by an administrator": {
        "expected": Expected(errors=(ApiUnavailable, NetworkConnection)),
        "meanwhile": (1, "CALL stop_others('')"),
        "statement": _KILLED,
    },
}
MARIADB_FAULTS: Final[Sequence[DatabaseFault]] = tuple(
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


class MariaDbServer:
    """
    A MariaDB server of your own, on loopback, in a temporary folder; a context manager.

    Args:
        certificate: The file of its certificate and that of its key, for TLS; without, it has none.

    Examples:
        >>> with MariaDbServer() as server:  # doctest: +SKIP
        ...     check_database_client(server, connect, execute)
    """

    def __init__(self, certificate: tuple[str, str] | None = None) -> None:
        self._certificate = certificate
        self._stack = ExitStack()
        self._server: LocalServer | None = None
        self._options: list[str] = []
        self._login = Login(host="127.0.0.1", port=0, user=_USER, password=_PASSWORD, database="shop")

    @staticmethod
    def missing() -> str | None:
        """Say why it cannot run here; None where it can."""
        return why_not("mariadb-server", ("mariadb-install-db", "mariadbd"), _ACCOUNTS)

    @property
    def login(self) -> Login:
        """How an ordinary user gets in."""
        return self._login

    @property
    def faults(self) -> Sequence[DatabaseFault]:
        """The faults of this server."""
        return (*MARIADB_FAULTS, _TLS if self._certificate else _NO_TLS)

    @property
    def sleep(self) -> str:
        """A statement that takes longer than any test."""
        return "SELECT SLEEP(30)"

    def __enter__(self) -> Self:
        reason = self.missing()
        if reason is not None:
            raise FileNotFoundError(reason)
        with ExitStack() as stack:
            owner = account(*_ACCOUNTS)
            server = self._server = LocalServer("mariadb", owner)
            stack.callback(server.close)
            self._login = evolve(self._login, port=server.port)
            user = [f"--user={owner}"] if owner else []
            self._options = [
                f"--datadir={server.home / 'data'}",
                f"--socket={server.home / 'socket'}",
                f"--port={server.port}",
                *user,
                *(f"--{name}={value}" for name, value in _SETTINGS.items()),
            ]
            if self._certificate is not None:
                for name, source in zip(("ssl-cert", "ssl-key"), self._certificate, strict=True):
                    self._options.append(f"--{name}={server.own_copy(source)}")
            server.run(
                str(program("mariadb-install-db")),
                "--no-defaults",
                f"--datadir={server.home / 'data'}",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                *user,
            )
            setup = server.home / "setup.sql"
            setup.write_text("".join(f"{' '.join(statement.split())};\n" for statement in _SETUP))
            self._run(f"--init-file={setup}")
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def start(self) -> None:
        """Take connections (again), at the same port."""
        self._run()

    def _run(self, *more: str) -> None:
        server = self._server
        if server is not None:
            server.start(
                [str(program("mariadbd")), "--no-defaults", *self._options, *more], partial(server.says, _READY)
            )

    def stop(self) -> None:
        """Shut down at once: sessions are ended."""
        if self._server is not None:
            self._server.stop()
