"""
Failures of `pymongo`, and of `bson` and `gridfs` that come with it.

Floor 1. Data only. Never imports them. Every public exception has a row or says that it inherits.
Source: https://pymongo.readthedocs.io/en/stable/api/pymongo/errors.html; `pymongo/errors.py`, `helpers_shared.py`,
`pool_shared.py`, `synchronous/topology.py`, `synchronous/srv_resolver.py` of 4.20.0.

Code first; a server that is not found says in its text what was wrong with each that was tried.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiNotFound,
    ApiRequest,
    ApiUnavailable,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
)

from ._rule import Extract, Keyed, Library, Outcome, Reader, Rule, Target, Words
from .http_parameters import Parameter
from .mongo_codes import MONGO_CODES, MONGO_LABELS, MONGO_WORDS
from .network_words import NETWORK_WORDS

__all__ = ["LIBRARY"]

_CONNECT: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT})

# Before the code: 13 means both "who are you?" and "you may not".
_CODES: Final = (
    Words({"requires authentication": ApiAuth}),
    Keyed("code", MONGO_CODES, name="code"),
    # Of a bulk: the first write that failed, then what kept the writes from being acknowledged.
    Keyed("details[writeErrors][0][code]", MONGO_CODES, name="write error code"),
    Keyed("details[writeErrors][0].code", MONGO_CODES, name="write error code"),
    Keyed("details[writeConcernErrors][0][code]", MONGO_CODES, name="write concern error code"),
    Keyed("details[writeConcernErrors][0].code", MONGO_CODES, name="write concern error code"),
    # A text that lost its attributes: "... full error: {'code': 50, ...}".
    Keyed(Extract(r"'code': (\d+)"), {str(code): target for code, target in MONGO_CODES.items()}, name="code"),
    Words(MONGO_LABELS, read="_error_labels|text"),
    Words(MONGO_WORDS),
)
_FIELDS: Final[Mapping[str, Reader]] = {
    "provider_code": "code",
    "failures": "|constraint",
    "resource": Extract(r"ns not found:? ([^\s,]+)|ns does not exist: ([^\s,]+)|index not found with name \[(\S+?)\]"),
}
_BULK: Final[Mapping[str, Reader]] = {
    "provider_code": Extract(r"'code': (\d+)"),
    "failures": "|constraint",
}
# The text begins with the server: db.example:27017: [Errno 111] Connection refused ...
_SERVER: Final[Mapping[str, Reader]] = {
    "host": Extract(r"^(?:SSL handshake failed: )?([^\s:,]+):\d+: "),
    "port": Extract(r"^(?:SSL handshake failed: )?[^\s:,]+:(\d+): "),
}
_BROKEN: Final[Mapping[str, Target]] = {
    "not master": ApiUnavailable,  # they fail over
    "not primary": ApiUnavailable,
    "node is recovering": ApiUnavailable,
    **NETWORK_WORDS,
    "ssl handshake failed": NetworkTls,
    "certificate": NetworkTls,
}
# Servers are known, but none of them takes this operation: they fail over, or none has these tags.
_NO_SERVER: Final = Keyed(
    Extract(r"^No [\w ]+? (available for writes|match selector|available for replica set name)\b"),
    {
        "available for writes": ApiUnavailable,
        "match selector": ApiUnavailable,
        "available for replica set name": Internal,  # the set has another name
    },
    name="what was looked for",
)
_SELECTION: Final[Mapping[str, Target]] = {
    **_BROKEN,
    ": timed out": _CONNECT,
    "connection refused": NetworkConnection,
    "no servers found yet": _CONNECT,
    "no replica set members found yet": _CONNECT,
}

LIBRARY: Final = Library(
    packages=("pymongo", "bson", "gridfs"),
    public=("pymongo.errors", "bson.errors", "gridfs.errors"),
    checked_with="4.20.0",
    rules=(
        Rule("pymongo.errors.PyMongoError", ApiUnavailable, by=(Words(_BROKEN),), weak=True),
        # The connection
        Rule("pymongo.errors.ConnectionFailure", NetworkConnection, by=(Words(_BROKEN),), fields=_SERVER),
        Rule("pymongo.errors.AutoReconnect", NetworkConnection, by=(Words(_BROKEN),), fields=_SERVER),
        Rule("pymongo.errors._OperationCancelled", NetworkConnection),
        Rule(
            "pymongo.errors.NetworkTimeout",
            NetworkTimeout,
            by=(Words({"ssl handshake failed": _CONNECT}),),
            fields={"phase": TimeoutPhase.READ},
        ),
        Rule(
            "pymongo.errors.ServerSelectionTimeoutError",
            NetworkConnection,
            by=(_NO_SERVER, Words(_SELECTION)),
            fields=_SERVER,
        ),
        Rule("pymongo.errors.WaitQueueTimeoutError", NetworkTimeout, fields={"phase": TimeoutPhase.POOL}),
        Rule("pymongo.errors.NotPrimaryError", ApiUnavailable, fields={"provider_code": "details[code]"}),
        Rule("pymongo.errors.ProtocolError", ApiFormat),
        Rule("pymongo.pool_shared._PoolClosedError", Internal),
        # What the server says
        Rule("pymongo.errors.OperationFailure", ApiRequest, by=_CODES, fields=_FIELDS),
        Rule("pymongo.errors.CursorNotFound", ApiNotFound, fields={"provider_code": "code"}, next_step=Advice.RETRY),
        Rule(
            "pymongo.errors.ExecutionTimeout",
            NetworkTimeout,
            fields={"phase": TimeoutPhase.TOTAL, "timeout_s": Extract(r"\bmaxTimeMS: (\d+)")},
        ),
        Rule("pymongo.errors.WriteError", ApiRequest, by=_CODES, fields=_FIELDS),
        Rule("pymongo.errors.DuplicateKeyError", DataValidation, fields={"failures": "|constraint"}),
        Rule("pymongo.errors.BulkWriteError", DataValidation, by=_CODES, fields=_BULK),
        Rule(
            "pymongo.errors.ClientBulkWriteException",
            DataValidation,
            by=_CODES,
            fields=_BULK,
            link=("error",),
            weak=True,
        ),
        Rule("pymongo.errors.WriteConcernError", ApiUnavailable, by=_CODES, fields=_FIELDS),
        Rule("pymongo.errors.WTimeoutError", NetworkTimeout, fields={"phase": TimeoutPhase.TOTAL}),
        # What the client finds, before anything is sent
        Rule(
            "pymongo.errors.ConfigurationError",
            ApiRequest,
            fields={"host": Extract(r"_mongodb\._tcp\.([^\s/]+?)\.?(?:$|\s)")},
            # `mongodb+srv://` asks the name server first, whose exceptions end up here.
            by=(
                Words(
                    {
                        "dns query name": NetworkDns,
                        "dns response": NetworkDns,
                        "dns operation timed out": NetworkDns,
                        "nameservers failed": NetworkDns,
                        "resolution lifetime expired": NetworkDns,
                        "no nameservers": NetworkDns,
                        "label is > 63": ApiRequest,
                        "requires a username": ApiAuth,
                        "password is required": ApiAuth,
                        "without a password": ApiAuth,
                        **_BROKEN,
                    }
                ),
            ),
        ),
        Rule("pymongo.errors.InvalidURI", ApiRequest, fields={"parameter": Parameter.URL}),
        Rule("pymongo.errors.InvalidName", ApiRequest),
        Rule("pymongo.errors.CollectionInvalid", ApiRequest, by=(Words({" invalid: ": DataIntegrity}),)),
        Rule("pymongo.errors.InvalidOperation", Internal),
        Rule("pymongo.errors.DocumentTooLarge", ApiRequest, next_step=Advice.SHRINK_REQUEST),
        Rule("pymongo.errors.EncryptionError", DataTransformation, link=("cause",), weak=True),
        Rule("pymongo.errors.EncryptedCollectionError", ApiRequest, link=("cause",), weak=True),
        # Documents
        Rule("bson.errors.BSONError", DataTransformation, weak=True),
        Rule("bson.errors.InvalidBSON", DataTransformation),
        Rule("bson.errors.InvalidDocument", DataTransformation),
        Rule("bson.errors.InvalidStringData", DataTransformation),
        Rule("bson.errors.InvalidId", DataTransformation),
        # Files in the database
        Rule("gridfs.errors.GridFSError", ApiUnavailable, weak=True),
        Rule("gridfs.errors.NoFile", ApiNotFound),
        Rule("gridfs.errors.FileExists", ApiRequest),
        Rule("gridfs.errors.CorruptGridFile", DataIntegrity),
        # Arguments
        Rule("builtins.ValueError", ApiRequest, raised_in="pymongo"),
    ),
)
