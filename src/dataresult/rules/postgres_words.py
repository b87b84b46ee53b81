"""
What PostgreSQL, its client library and the poolers in front of it say where no SQLSTATE comes along.

Floor 1. Data only. While connecting, libpq hands on texts and nothing else; so do wrappers that lost the exception.
Sources: `src/interfaces/libpq/fe-connect.c`, `fe-secure-openssl.c`, `fe-misc.c`, `src/backend/libpq/auth.c`,
`src/backend/utils/init/postinit.c`, `src/backend/tcop/postgres.c` of PostgreSQL 13 to 18; `src/client.c` and
`src/objects.c` of PgBouncer 1.24.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    DataTransformation,
    DataValidation,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
    StorageSpace,
)

from ._rule import Extract, Keyed, Outcome, Target, Words
from .network_words import NETWORK_WORDS

__all__ = [
    "CANCELLED",
    "EXISTS_NOT",
    "MISSING",
    "POSTGRES_TEXT",
    "POSTGRES_WORDS",
    "REFUSED_ENTRY",
    "SERVER",
]

_CONNECT: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT})
_READ: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.READ})
_POOL: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.POOL})
_TOTAL: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.TOTAL})

# One code, 57014, for whoever cancels.
CANCELLED: Final[Mapping[str, Target]] = MappingProxyType(
    {
        "due to statement timeout": _TOTAL,
        "due to transaction timeout": _TOTAL,
        "due to lock timeout": ApiUnavailable,
        "due to user request": ApiUnavailable,
        "due to conflict with recovery": ApiUnavailable,
        "canceling autovacuum": ApiUnavailable,
        "canceling authentication due to timeout": _CONNECT,
    }
)
# The server's own list of who may come from where: no other password helps.
REFUSED_ENTRY: Final[Mapping[str, Target]] = MappingProxyType(
    {
        "no pg_hba.conf entry": Outcome(ApiAuth, next_step=Advice.ASK_OPERATOR),
        "pg_hba.conf rejects": Outcome(ApiAuth, next_step=Advice.ASK_OPERATOR),
    }
)
# Where libpq says which server it was.
SERVER: Final = {
    "host": Extract(r'(?:connection to server at|host name|resolve host|connect to server at) ["\']([^"\']+)["\']'),
    "port": Extract(r"port (\d{1,5}) failed"),
}

POSTGRES_WORDS: Final[Mapping[str, Target]] = {
    # Getting in
    **REFUSED_ENTRY,
    "authentication failed for user": ApiAuth,
    "password supplied": ApiAuth,
    "is not permitted to log in": ApiAuth,
    'fatal:  role "': ApiAuth,
    "fatal:  no such user": ApiAuth,  # PgBouncer
    "tenant or user not found": ApiAuth,  # Supavisor
    "permission denied for database": ApiPermission,
    "is not currently accepting connections": ApiUnavailable,
    "fatal:  no such database": ApiNotFound,  # PgBouncer
    # Too many
    "too many clients already": ApiUnavailable,
    "too many connections": ApiUnavailable,
    "connection slots are reserved": ApiUnavailable,
    "no more connections allowed": ApiUnavailable,  # PgBouncer
    "max clients reached": ApiUnavailable,  # Supavisor
    "max client connections reached": ApiUnavailable,
    "compute time quota": ApiRateLimit,  # Neon
    # Coming and going
    "the database system is": ApiUnavailable,  # starting up, shutting down, in recovery mode, not accepting
    "due to administrator command": ApiUnavailable,
    "because of crash of another server process": ApiUnavailable,
    "due to unexpected postmaster exit": ApiUnavailable,
    "due to conflict with recovery": ApiUnavailable,
    "due to idle-in-transaction timeout": _TOTAL,
    "due to idle-session timeout": _TOTAL,
    "due to idle session timeout": _TOTAL,
    "query_wait_timeout": _POOL,  # PgBouncer
    "fatal:  query_timeout": _TOTAL,
    "client_idle_timeout": _TOTAL,
    "idle transaction timeout": _TOTAL,
    "server_login_retry": ApiUnavailable,
    "server login has been failing": ApiUnavailable,
    "cannot connect to server": ApiUnavailable,
    "server conn crashed": ApiUnavailable,
    "session is not read-only": ApiUnavailable,  # `target_session_attrs`: no server is what was asked for
    "session is read-only": ApiUnavailable,
    "in hot standby mode": ApiUnavailable,
    # While a statement runs
    **CANCELLED,
    "deadlock detected": ApiUnavailable,
    "could not serialize access": ApiUnavailable,
    "could not obtain lock": ApiUnavailable,
    "no space left on device": Outcome(StorageSpace, next_step=Advice.ASK_OPERATOR),
    "in a read-only transaction": ApiPermission,
    "duplicate key value violates": DataValidation,
    "violates foreign key constraint": DataValidation,
    "violates check constraint": DataValidation,
    "violates not-null constraint": DataValidation,
    "violates exclusion constraint": DataValidation,
    "syntax error at": ApiRequest,
    "invalid input syntax for": DataTransformation,
    "value too long for type": DataTransformation,
    "division by zero": DataTransformation,
    "integer out of range": DataTransformation,
    "numeric field overflow": DataTransformation,
    "current transaction is aborted": ApiRequest,
    "permission denied for": ApiPermission,
    "must be owner of": ApiPermission,
    # The name, and TLS
    "could not translate host name": NetworkDns,
    "failed to resolve host": NetworkDns,
    "no host found after srv": NetworkDns,
    "server does not support ssl": NetworkTls,
    "ssl connection is required": NetworkTls,
    "fatal:  ssl required": NetworkTls,  # PgBouncer
    "does not match host name": NetworkTls,
    "root certificate file": NetworkTls,
    "certificate present, but": NetworkTls,
    "private key file": NetworkTls,
    "ssl syscall error: eof": NetworkConnection,
    "ssl syscall error: connection timed out": _CONNECT,
    "ssl syscall error: operation timed out": _CONNECT,
    "ssl syscall error": NetworkConnection,
    "ssl connection has been closed": NetworkConnection,
    "unexpected eof while reading": NetworkConnection,
    "ssl error: bad length": NetworkConnection,
    "ssl error": NetworkTls,
    # The connection
    "receive data from server: connection timed out": _READ,
    "connection timed out": _CONNECT,
    "timeout expired": _CONNECT,
    "server closed the connection": NetworkConnection,
    "connection refused": NetworkConnection,
    "connection reset": NetworkConnection,
    "network is unreachable": NetworkConnection,
    "no route to host": NetworkConnection,
    "host is unreachable": NetworkConnection,
    "broken pipe": NetworkConnection,
    "is the server running": NetworkConnection,
    "could not connect to server": NetworkConnection,
    "could not receive data from server": NetworkConnection,
    "could not send data to server": NetworkConnection,
    "could not send startup packet": NetworkConnection,
    "lost synchronization with server": NetworkConnection,
    "no connection to the server": NetworkConnection,
    "connection not open": NetworkConnection,
    "connection is lost": NetworkConnection,
    "connection is closed": NetworkConnection,
    "connection already closed": NetworkConnection,
    "connection has been closed unexpectedly": NetworkConnection,
    "connection socket closed": NetworkConnection,
    "connection pointer is null": NetworkConnection,
    # What libpq does not even try
    "authentication method": Outcome(Internal, next_step=Advice.ASK_OPERATOR),  # "... 10 not supported": too old
    "scram authentication requires": Outcome(Internal, next_step=Advice.ASK_OPERATOR),
    "invalid dsn": ApiRequest,
    'missing "="': ApiRequest,
    "invalid connection option": ApiRequest,
    "invalid port number": ApiRequest,
    "connection info string": ApiRequest,
    "invalid integer value": ApiRequest,
    "invalid sslmode value": ApiRequest,
    "invalid uri": ApiRequest,
    "in uri": ApiRequest,
    "invalid percent-encoded token": ApiRequest,
    "definition of service": ApiRequest,
    "could not match": ApiRequest,  # as many ports as hosts
    "unsupported startup parameter": ApiRequest,  # PgBouncer
}

# What does not exist, of whatever kind.
MISSING: Final = r'(?:relation|table|column|schema|database|function|type) "?[\w.$-]+"?[^\n]{0,120}? (does not exist)'
EXISTS_NOT: Final[Mapping[object, Target]] = MappingProxyType({"does not exist": ApiNotFound})
# What an exception without SQLSTATE is, by its text.
POSTGRES_TEXT: Final = (
    Keyed(Extract(MISSING), EXISTS_NOT, name="the words"),
    Words(POSTGRES_WORDS),
    Words(NETWORK_WORDS),
)
