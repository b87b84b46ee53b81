"""
Failures of `redis`, blocking and asynchronous, with its cluster, sentinel and multi-database clients.

Floor 1. Data only. Never imports redis. Every public exception has a row or says that it inherits.
Source: https://redis.readthedocs.io/en/stable/exceptions.html; `redis/exceptions.py`, `_parsers/base.py`,
`connection.py`, `asyncio/connection.py`, `lock.py`, `sentinel.py`, `cluster.py` of 8.1.0.

The client says in words why it lost its connection, and takes the prefix off the errors that have a class of their own.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRequest,
    ApiUnavailable,
    ClassifiedError,
    Internal,
    NetworkConnection,
    NetworkTimeout,
)

from ._rule import Answer, Extract, Keyed, Library, Outcome, Reader, Rule, Target, Words
from .http_parameters import Parameter
from .network_words import NETWORK_WORDS
from .redis_prefixes import REDIS_PREFIXES, REDIS_WORDS

__all__ = ["LIBRARY"]

_POOL: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.POOL})
_CONNECT: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT})
_READ: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.READ})
_WRITE: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.WRITE})

# "WRONGTYPE Operation against ..."; in a pipeline "Command # 1 (GET x) of pipeline caused error: WRONGTYPE ...".
_PREFIX: Final = Extract(r"(?:^|caused error: )(?-i:([A-Z]{3,})) ")
# "Error 111 connecting to localhost:6379. ...", "Error while reading from localhost:6379 : (104, '...')".
_SERVER: Final[Mapping[str, Reader]] = {
    "host": Extract(r"(?:connecting to|reading from) ([^\s:]+):\d+"),
    "port": Extract(r"(?:connecting to|reading from) [^\s:]+:(\d+)"),
}
_SAID: Final = (
    Keyed("status_code", REDIS_PREFIXES, name="prefix"),
    Keyed(_PREFIX, REDIS_PREFIXES, name="prefix"),
    Words(REDIS_WORDS),
)
_CODE: Final[Mapping[str, Reader]] = {"provider_code": "status_code"}
_TIMEOUTS: Final[Mapping[str, Target]] = {
    "connecting to": _CONNECT,
    "reading from": _READ,
    "writing to": _WRITE,
    "no connection available": _POOL,
}
_BROKEN: Final[Mapping[str, Target]] = {
    "no connection available": _POOL,  # a pool that waits, and has waited
    "too many connections": _POOL,  # one that does not
    "timeout connecting": _CONNECT,
    "timeout reading": _READ,
    "timeout writing": _WRITE,
    **NETWORK_WORDS,
    ": timed out": _READ,
    "timeouterror(": _READ,
}
# What the sentinels that were asked had to say, by the representations of their exceptions.
_SENTINELS: Final[Mapping[str, Target]] = {
    "connectionerror": NetworkConnection,
    "timeouterror": NetworkTimeout,
}
# The client was set up or used in a way that it cannot work.
_MISUSE: Final[Mapping[str, Target]] = {
    "protocol must be": Internal,
    "protocol version": Internal,
    "invalid resp version": Internal,
    "invalid database": ApiRequest,
    "connection has data": ApiFormat,  # what an answer left over: the next one reads it
    "is not installed": Internal,
    "nested calls to multi": Internal,
    "after a multi": Internal,
    "without an initial watch": Internal,
    "only supported with resp": Internal,
    "without ssl support": Internal,
    "requires": Internal,
    "invalid ssl": Internal,
}
_LOCK: Final[Mapping[str, Target]] = {
    "unlocked lock": Internal,
    "is already unlocked": Internal,
    "with no timeout": Internal,
    "'sleep' must be": Internal,
}
_CLUSTER: Final[Mapping[str, Target]] = {
    **NETWORK_WORDS,
    "mode is not enabled": Internal,
    "at least one reachable node": NetworkConnection,
    "cannot be connected": NetworkConnection,
    "slots are not covered": ApiUnavailable,
    "moved error": ApiUnavailable,
    "missing key": ApiRequest,
    "must be in the same key slot": ApiRequest,
    "same slot": ApiRequest,
    "more than one slot": ApiRequest,
    "invalid args in command": ApiRequest,
    "is blocked": Internal,
    "not implemented": Internal,
    "not supported": Internal,
    "is not callable": Internal,
    "deprecated": Internal,
    "in cluster mode": Internal,
    "at least one node": Internal,
    "requires at least": Internal,
}


def _says(
    name: str, error: type[ClassifiedError], *, step: Advice | None = None, by: tuple[Keyed | Words, ...] = ()
) -> Rule:
    """Give the row of an error that the server said and that has a class of its own."""
    return Rule(f"redis.exceptions.{name}", error, by=by, fields=_CODE, next_step=step)


LIBRARY: Final = Library(
    packages=("redis",),
    public=("redis", "redis.exceptions", "redis.sentinel", "redis.asyncio.sentinel", "redis.multidb.exception"),
    checked_with="8.1.0",
    rules=(
        Rule("redis.exceptions.RedisError", ApiUnavailable, by=(Words(_MISUSE), Words(_BROKEN)), weak=True),
        # The connection
        Rule(
            "redis.exceptions.ConnectionError",
            NetworkConnection,
            by=(*_SAID, Words(_BROKEN), Words(_MISUSE)),
            fields=_SERVER,
        ),
        Rule("redis.exceptions.TimeoutError", NetworkTimeout, by=(Words(_TIMEOUTS),)),
        # It is raised at once: nobody waited.
        Rule("redis.exceptions.MaxConnectionsError", ApiUnavailable),
        Rule("redis.exceptions.ChildDeadlockedError", Internal),
        Rule("redis.exceptions.InvalidResponse", ApiFormat),
        # Who, and what they may
        _says("AuthenticationError", ApiAuth),
        _says("AuthenticationWrongNumberOfArgsError", ApiAuth),
        _says("AuthorizationError", ApiPermission),
        _says("NoPermissionError", ApiPermission),
        Rule("redis.exceptions.ExternalAuthProviderError", ApiUnavailable),
        Rule("redis.auth.err.RequestTokenErr", ApiAuth, weak=True),
        Rule("redis.auth.err.TokenRenewalErr", ApiAuth, weak=True),
        Rule("redis.auth.err.InvalidTokenSchemaErr", ApiAuth),
        # What the server says
        Rule("redis.exceptions.ResponseError", ApiRequest, by=_SAID, fields=_CODE),
        _says("BusyLoadingError", ApiUnavailable, step=Advice.WAIT),
        _says("ReadOnlyError", ApiUnavailable),
        _says("OutOfMemoryError", ApiUnavailable, step=Advice.ASK_OPERATOR),
        _says("NoScriptError", ApiNotFound),
        _says("NoSuchFieldsetError", ApiNotFound),
        # The reason stands behind "because of": without a prefix it is a command that was wrong.
        _says("ExecAbortError", ApiRequest, by=(Keyed(Extract(r"(?-i:\b([A-Z]{3,})\b) "), REDIS_PREFIXES),)),
        _says("ModuleError", ApiRequest, by=(Words(REDIS_WORDS),)),
        # What the client finds
        Rule("redis.exceptions.DataError", ApiRequest),
        Rule("redis.exceptions.PubSubError", Internal),
        # Somebody else was faster: an optimistic lock, as a serialization failure is.
        Rule("redis.exceptions.WatchError", ApiUnavailable, next_step=Advice.RETRY),
        Rule("redis.exceptions.LockError", ApiUnavailable, by=(Words(_LOCK),), next_step=Advice.RETRY),
        Rule("redis.exceptions.LockNotOwnedError", ApiUnavailable, next_step=Advice.RETRY),
        # Clusters
        Rule("redis.exceptions.RedisClusterException", ApiUnavailable, by=(Words(_CLUSTER),), weak=True),
        Rule("redis.exceptions.ClusterError", ApiUnavailable, weak=True),
        _says("ClusterDownError", ApiUnavailable, step=Advice.WAIT),
        _says("MasterDownError", ApiUnavailable, step=Advice.WAIT),
        _says("TryAgainError", ApiUnavailable),
        _says("AskError", ApiUnavailable),
        _says("MovedError", ApiUnavailable),
        _says("ClusterCrossSlotError", ApiRequest),
        Rule("redis.exceptions.CrossSlotTransactionError", ApiRequest),
        Rule("redis.exceptions.SlotNotCoveredError", ApiUnavailable),
        Rule("redis.exceptions.InvalidPipelineStack", Internal),
        Rule("redis.exceptions.IncorrectPolicyType", Internal),
        # Sentinels: those that could not be reached stand in the text.
        *(
            Rule(f"{module}.{name}", ApiUnavailable, by=(Words(_BROKEN), Words(_SENTINELS)))
            for module in ("redis.sentinel", "redis.asyncio.sentinel")
            for name in ("MasterNotFoundError", "SlaveNotFoundError")
        ),
        # Several databases
        Rule("redis.multidb.exception.NoValidDatabaseException", ApiUnavailable),
        Rule("redis.multidb.exception.TemporaryUnavailableException", ApiUnavailable, next_step=Advice.WAIT),
        Rule("redis.multidb.exception.InitialHealthCheckFailedError", ApiUnavailable),
        Rule(
            "redis.multidb.exception.UnhealthyDatabaseException",
            ApiUnavailable,
            link=("original_exception",),
            weak=True,
        ),
        Rule("redis.http.http_client.HttpError", ApiUnavailable, answer=Answer(status=("status",))),
        Rule("redis.event.EventException", Internal, link=("exception",), weak=True),
        # Arguments, before anything is sent.
        Rule(
            "builtins.ValueError",
            ApiRequest,
            raised_in="redis",
            by=(Words({"url": Outcome(ApiRequest, fields={"parameter": Parameter.URL})}),),
        ),
        Rule("builtins.RuntimeError", Internal, raised_in="redis"),
    ),
)
