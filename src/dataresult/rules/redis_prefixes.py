"""
What a Redis server answers with: the word that an error begins with, and the words of those that begin with `ERR`.

Floor 1. Data only; names no library. A prefix that is not in the table decides nothing.
Sources: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors; `src/server.c`
(`createSharedObjects`), `cluster.c`, `sentinel.c`, `script.c`, `acl.c`, `t_stream.c` of Redis 7.4 and Valkey 8;
https://upstash.com/docs/redis/troubleshooting for the quotas of that service.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    DataIntegrity,
    DataTransformation,
    NetworkConnection,
)

from ._rule import Extract, Outcome, Target

__all__ = ["REDIS_PREFIXES", "REDIS_WORDS"]

_SOON: Final = Outcome(ApiUnavailable, next_step=Advice.RETRY)
_LATER: Final = Outcome(ApiUnavailable, next_step=Advice.WAIT)
_OPERATOR: Final = Outcome(ApiUnavailable, next_step=Advice.ASK_OPERATOR)
_TOO_MUCH: Final = Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST)
_QUOTA: Final = Outcome(
    ApiRateLimit,
    fields={"limit": Extract(r"\blimit: (\d+)"), "used": Extract(r"\busage: (\d+)")},
    next_step=Advice.WAIT,
)

REDIS_PREFIXES: Final[Mapping[object, Target]] = MappingProxyType(
    {
        # Who, and what they may
        "NOAUTH": ApiAuth,
        "WRONGPASS": ApiAuth,
        "NOPERM": ApiPermission,
        "DENIED": ApiPermission,  # protected mode: only from loopback
        # Not now
        "LOADING": _LATER,
        "BUSY": _LATER,  # a script runs
        "TRYAGAIN": _SOON,
        "MASTERDOWN": _LATER,
        "CLUSTERDOWN": _LATER,
        "NOREPLICAS": _LATER,
        "INPROG": _LATER,  # a fail-over
        "NOGOODSLAVE": _LATER,
        "NOGOODREPLICA": _LATER,
        "NOQUORUM": _LATER,
        "NOMASTERLINK": _LATER,
        "UNBLOCKED": _SOON,
        "UNKILLABLE": _OPERATOR,
        "IOERR": _SOON,  # MIGRATE did not reach the other server
        # Not here: a replica, or another node of the cluster
        "READONLY": ApiUnavailable,
        "MOVED": ApiUnavailable,
        "ASK": ApiUnavailable,
        "REDIRECT": ApiUnavailable,
        # Its memory or its disk is full; the operator's, not the caller's
        "OOM": _OPERATOR,
        "MISCONF": _OPERATOR,
        # What was asked
        "WRONGTYPE": ApiRequest,
        "CROSSSLOT": ApiRequest,
        "EXECABORT": ApiRequest,
        "NOPROTO": ApiRequest,
        "NOTBUSY": ApiRequest,
        "BUSYKEY": ApiRequest,
        "BUSYGROUP": ApiRequest,
        "NOSCRIPT": ApiNotFound,
        "NOGROUP": ApiNotFound,
        "NOKEY": ApiNotFound,
        "NOSUB": ApiRequest,
        "INVALIDOBJ": DataIntegrity,
    }
)

# Of errors that begin with `ERR` or with nothing: lower-case fragment to what it means.
REDIS_WORDS: Final[Mapping[str, Target]] = MappingProxyType(
    {
        "max daily request limit exceeded": _QUOTA,
        "max requests limit exceeded": _QUOTA,
        "max request size exceeded": _TOO_MUCH,
        "max concurrent connections exceeded": ApiUnavailable,
        "max number of clients": ApiUnavailable,
        "oom command not allowed": _OPERATOR,
        "invalid password": ApiAuth,
        "invalid username-password": ApiAuth,
        "without any password configured": ApiAuth,
        "but no password is set": ApiAuth,
        "operation not permitted": ApiAuth,
        "authentication required": ApiAuth,
        "no permissions": ApiPermission,
        "command not allowed": ApiPermission,
        "protected mode": ApiPermission,
        "read only replica": ApiUnavailable,
        "read only slave": ApiUnavailable,
        "already in progress": _SOON,
        "cannot be performed now": _SOON,
        "can't save in background": _SOON,
        "hash slot not served": _LATER,
        "no such key": ApiNotFound,
        "no such client": ApiNotFound,
        "no such user": ApiNotFound,
        "no such master": ApiNotFound,
        "no such index": ApiNotFound,
        "no such fieldset": ApiNotFound,
        "no such module": ApiNotFound,
        "unknown index name": ApiNotFound,
        "key does not exist": ApiNotFound,
        "the key doesn't exist": ApiNotFound,
        "function not found": ApiNotFound,
        "library not found": ApiNotFound,
        "would overflow": DataTransformation,
        "would produce nan": DataTransformation,
        "checksum are wrong": DataIntegrity,
        "exceeds maximum allowed size": _TOO_MUCH,
        "exceeds proto-max-bulk-len": _TOO_MUCH,
        "invalid bulk length": _TOO_MUCH,
        "invalid multibulk length": _TOO_MUCH,
        "too big mbulk count": _TOO_MUCH,
        "too big inline request": _TOO_MUCH,
        "protocol error": ApiFormat,
        "no upstream host": NetworkConnection,  # Envoy, twemproxy
        "upstream failure": NetworkConnection,
        "upstream protocol error": ApiFormat,
        "host unreachable": NetworkConnection,
    }
)
