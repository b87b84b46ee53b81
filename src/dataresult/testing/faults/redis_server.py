"""
A private Redis server, and the faults that one has for those who say the wrong thing.

Floor 6. Starts what is installed (`redis-server` or `valkey-server`) in a temporary folder, and leaves nothing behind.
Source: https://redis.io/docs/latest/operate/oss_and_stack/management/config/, .../security/acl/.

A statement is a command as `redis-cli` takes it; the law's own `SELECT 1` is one too: it chooses a database.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from types import TracebackType
from typing import Any, Final, Self

from attrs import evolve

from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRequest,
    ApiUnavailable,
    ClassifiedError,
    DataIntegrity,
    DataTransformation,
)
from dataresult.testing.faults._expected import Expected
from dataresult.testing.faults._local_server import LocalServer, program, why_not
from dataresult.testing.faults.databases import DatabaseFault, Login

__all__ = ["REDIS_FAULTS", "RedisServer"]

_PROGRAMS: Final = ("redis-server", "valkey-server")
# Few, since the law opens them all.
CONNECTIONS_MAX: Final = 12

_READY: Final = "Ready to accept connections"
_USER: Final = "keeper"
_PASSWORD: Final = "Tr0ub4dor-and-3"  # noqa: S105  # of a server that lives for a test
_SETTINGS: Final = (
    "bind 127.0.0.1",
    f"maxclients {CONNECTIONS_MAX}",
    'save ""',
    "appendonly no",
    "enable-debug-command yes",
    "busy-reply-threshold 100",
    f"requirepass {_PASSWORD}",
    f"user {_USER} on >{_PASSWORD} ~* &* +@all",
    f"user guest on >{_PASSWORD} ~public:* +get +select +ping +hello +client",
    f"user locked off >{_PASSWORD} ~* +@all",
)
# What a fault has changed, the next one undoes first, in a session of its own.
_ADMIN: Final = 9
_RESET: Final = (
    (_ADMIN, "REPLICAOF NO ONE"),
    (_ADMIN, "CONFIG SET maxmemory 0 min-replicas-to-write 0 replica-serve-stale-data yes"),
    (_ADMIN, "FLUSHALL"),
)


def _said(
    error: type[ClassifiedError], *statements: str, step: Advice | None = None, **login: object
) -> dict[str, Any]:
    """Say the last statement after the others in one session; that one fails."""
    *before, statement = statements
    return {
        "expected": Expected(errors=(error,), next_step=() if step is None else (step,)),
        "before": tuple((0, each) for each in before),
        "statement": statement,
        "login": login,
    }


def _in(state: str, statement: str, step: Advice | None = None) -> dict[str, Any]:
    """Say a statement to a server that somebody has brought into a state."""
    return {
        "expected": Expected(errors=(ApiUnavailable,), next_step=() if step is None else (step,)),
        "before": tuple((_ADMIN, each) for each in state.split("; ")),
        "statement": statement,
    }


_FAULTS: Final[Mapping[str, dict[str, Any]]] = {
    # Getting in
    "wrong password": _said(ApiAuth, "PING", password="wrong"),  # noqa: S106  # as it says
    "unknown user": _said(ApiAuth, "PING", user="nobody_knows"),
    "locked account": _said(ApiAuth, "PING", user="locked"),
    "no password": _said(ApiAuth, "PING", user="", password=""),
    "unknown database": _said(ApiRequest, "SELECT 99"),
    # What is said
    "unknown command": _said(ApiRequest, "NOSUCHCOMMAND a"),
    "wrong number of arguments": _said(ApiRequest, "GET"),
    "syntax": _said(ApiRequest, "SET a b NO_SUCH_OPTION"),
    "wrong type": _said(ApiRequest, "LPUSH a b", "GET a"),
    "value that is no integer": _said(ApiRequest, "SET a b", "INCR a"),
    "integer that overflows": _said(DataTransformation, "SET a 9223372036854775807", "INCR a"),
    "index out of range": _said(ApiRequest, "LPUSH a b", "LSET a 9 c"),
    "missing key": _said(ApiNotFound, "RENAME no-such-key b"),
    "missing script": _said(ApiNotFound, "EVALSHA ffffffffffffffffffffffffffffffffffffffff 0"),
    "missing group": _said(ApiNotFound, "XREADGROUP GROUP g c STREAMS s >"),
    "group that exists already": _said(ApiRequest, "XGROUP CREATE s g $ MKSTREAM", "XGROUP CREATE s g $ MKSTREAM"),
    "script that is wrong": _said(ApiRequest, "EVAL 'this is no Lua' 0"),
    "script that fails": _said(ApiRequest, "LPUSH a b", "EVAL \"return redis.call('GET', 'a')\" 0"),
    "end of no transaction": _said(ApiRequest, "EXEC"),
    "feature that is not supported": _said(ApiRequest, "CLUSTER INFO"),
    "damaged value": _said(DataIntegrity, "RESTORE a 0 damaged-value"),
    # What may not be done
    "command that is not permitted": _said(ApiPermission, "SET public:a 1", user="guest"),
    "key that is not permitted": _said(ApiPermission, "GET private", user="guest"),
    # States of the server
    "out of memory": _in("CONFIG SET maxmemory 1", "SET a b", Advice.ASK_OPERATOR),
    "too few replicas": _in("CONFIG SET min-replicas-to-write 1", "SET a b"),
    "read-only replica": _in("REPLICAOF 127.0.0.1 1", "SET a b"),
    "replica without its master": _in("CONFIG SET replica-serve-stale-data no; REPLICAOF 127.0.0.1 1", "GET a"),
    "script that takes all the time": {
        "expected": Expected(errors=(ApiUnavailable,)),
        "meanwhile": (
            1,
            "EVAL \"local t = redis.call('TIME')[1] + 2; while redis.call('TIME')[1] + 0 < t do end\" 0",
        ),
        "statement": "GET a",
    },
}
REDIS_FAULTS: Final[Sequence[DatabaseFault]] = tuple(
    evolve(fault, before=(*_RESET, *fault.before))
    for fault in (DatabaseFault(name=name, **what) for name, what in _FAULTS.items())
)


class RedisServer:
    """
    A Redis server of your own, on loopback, in a temporary folder; a context manager.

    Examples:
        >>> with RedisServer() as server:  # doctest: +SKIP
        ...     check_database_client(server, connect, execute)
    """

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._server: LocalServer | None = None
        self._login = Login(host="127.0.0.1", port=0, user=_USER, password=_PASSWORD, database="0")

    @staticmethod
    def missing() -> str | None:
        """Say why it cannot run here; None where it can."""
        reasons = [why_not(name, (name,)) for name in _PROGRAMS]
        return None if None in reasons else reasons[0]

    @property
    def login(self) -> Login:
        """How an ordinary user gets in."""
        return self._login

    @property
    def faults(self) -> Sequence[DatabaseFault]:
        """The faults of this server."""
        return REDIS_FAULTS

    @property
    def sleep(self) -> str:
        """A command that takes longer than any test."""
        return "BLPOP no-such-key 30"

    def __enter__(self) -> Self:
        reason = self.missing()
        if reason is not None:
            raise FileNotFoundError(reason)
        with ExitStack() as stack:
            server = self._server = LocalServer("redis")
            stack.callback(server.close)
            self._login = evolve(self._login, port=server.port)
            lines = (*_SETTINGS, f"port {server.port}", f"dir {server.home}")
            (server.home / "redis.conf").write_text("\n".join(lines) + "\n")
            self.start()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def start(self) -> None:
        """Take connections (again), at the same port."""
        server = self._server
        if server is not None:
            command = next(found for name in _PROGRAMS if (found := program(name)) is not None)
            server.start([command, str(server.home / "redis.conf")], partial(server.says, _READY))

    def stop(self) -> None:
        """Shut down at once: sessions are ended."""
        if self._server is not None:
            self._server.stop()
