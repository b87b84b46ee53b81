"""pymongo, the real driver over real sockets, against a server that answers what it is told to."""

import pickle
import socket
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dataresult as dr
from dataresult.rules.mongo_codes import MONGO_CODES
from dataresult.rules.pymongo import LIBRARY
from dataresult.testing import check_rules
from tests.rules.database_sessions import classified
from tests.rules.mongo_server import Answer, MongoServer

pymongo = pytest.importorskip("pymongo", reason="pymongo is not installed: `make libraries` runs this")
bson = pytest.importorskip("bson", reason="likewise")

pytestmark = pytest.mark.slow

DUPLICATE = {
    "code": 11000,
    "errmsg": 'E11000 duplicate key error collection: shop.bars index: symbol_1 dup key: { symbol: "BTC" }',
}
INVALID = {
    "code": 121,
    "errmsg": "Document failed validation",
    "errInfo": {"details": {"schemaRulesNotSatisfied": [{"propertiesNotSatisfied": [{"propertyName": "price"}]}]}},
}
SLOW = {"code": 64, "errmsg": "waiting for replication timed out", "errInfo": {"wtimeout": True}}


def _client(port: int, **options: object) -> Any:  # noqa: ANN401  # the library may be missing
    limits = {"serverSelectionTimeoutMS": 500, "connectTimeoutMS": 300, "socketTimeoutMS": 500}
    known = {"host": "127.0.0.1", "port": port, "retryReads": False, "retryWrites": False, **limits}
    return pymongo.MongoClient(**{**known, **options})


def _ping(client: Any) -> object:  # noqa: ANN401  # the library may be missing
    return client.shop.command("ping")


def _insert(client: Any) -> object:  # noqa: ANN401  # the library may be missing
    return client.shop.bars.insert_one({"symbol": "BTC"})


def _insert_many(client: Any) -> object:  # noqa: ANN401  # the library may be missing
    return client.shop.bars.insert_many([{"symbol": "BTC"}, {"symbol": "BTC"}])


def _asked(port: int, say: Callable[[Any], object] = _ping, **options: object) -> dr.ClassifiedError:
    with _client(port, **options) as client:
        return classified(lambda: say(client))


def _told(answer: Answer, say: Callable[[Any], object] = _ping, **hello: object) -> dr.ClassifiedError:
    with MongoServer(bson, answer, **hello) as server:
        return _asked(server.port, say)


def _failure(code: int, text: str, **more: object) -> dict[str, object]:
    return {"ok": 0, "code": code, "errmsg": text, **more}


def test_laws() -> None:
    """The rules obey the laws."""
    check_rules(LIBRARY)


COMMANDS: dict[str, tuple[dict[str, object], type]] = {
    "who are you": (_failure(13, "command ping requires authentication"), dr.ApiAuth),
    "you may not": (_failure(13, "not authorized on shop to execute command { ping: 1 }"), dr.ApiPermission),
    "wrong password": (_failure(18, "Authentication failed."), dr.ApiAuth),
    "wrong password of Atlas": (_failure(8000, "bad auth : Authentication failed."), dr.ApiAuth),
    "quota of Atlas": (_failure(8000, "you are over your space quota, using 517 MB of 512 MB"), dr.StorageSpace),
    "right of Atlas": (_failure(8000, "user is not allowed to do action [find] on [shop.bars]"), dr.ApiPermission),
    "shutdown": (_failure(91, "The server is in quiesce mode and will shut down"), dr.ApiUnavailable),
    "shutdown in the operation": (_failure(11600, "interrupted at shutdown"), dr.ApiUnavailable),
    "stepped down": (_failure(189, "operation was interrupted"), dr.ApiUnavailable),
    "not primary": (_failure(10107, "not primary"), dr.ApiUnavailable),
    "no code": ({"ok": 0, "errmsg": "node is recovering"}, dr.ApiUnavailable),
    "too slow": (_failure(50, "operation exceeded time limit"), dr.NetworkTimeout),
    "unreachable": (_failure(6, "Error connecting to shard:27018"), dr.NetworkConnection),
    "unknown host": (_failure(7, "could not find host"), dr.NetworkDns),
    "missing collection": (_failure(26, "ns not found"), dr.ApiNotFound),
    "missing cursor": (_failure(43, "cursor id 1 not found"), dr.ApiNotFound),
    "bad value": (_failure(2, "unknown operator: $nope"), dr.ApiRequest),
    "bad type": (_failure(14, "Field 'limit' must be a number"), dr.ApiRequest),
    "missing command": (_failure(59, "no such command: 'nope'"), dr.ApiRequest),
    "memory of a sort": (_failure(292, "Sort exceeded memory limit of 104857600 bytes"), dr.ApiRequest),
    "conflict": (_failure(112, "WriteConflict"), dr.ApiUnavailable),
    "lost transaction": (_failure(251, "Transaction 1 has been aborted."), dr.ApiUnavailable),
    "full disk": (_failure(14031, "available disk space is less than required"), dr.StorageSpace),
    "conversion": (_failure(241, "Failed to parse number 'a' in $convert"), dr.DataTransformation),
    "a label alone": (_failure(99_999, "new", errorLabels=["TransientTransactionError"]), dr.ApiUnavailable),
    "a code that nobody knows": (_failure(99_999, "new"), dr.ApiRequest),
}


@pytest.mark.parametrize("fault", COMMANDS)
def test_a_command_that_the_server_refuses(fault: str) -> None:
    """By its code; where a code means several things, by its text."""
    answer, expected = COMMANDS[fault]
    assert type(_told(answer)) is expected


@pytest.mark.parametrize("say", [_insert, _insert_many], ids=["one", "many"])
@pytest.mark.parametrize(
    ("error", "column", "check"),
    [(DUPLICATE, "symbol", "unique symbol_1"), (INVALID, "price", "schema")],
    ids=["duplicate", "validation"],
)
def test_a_document_that_the_server_refuses(
    say: Callable[[Any], object], error: dict[str, object], column: str, check: str
) -> None:
    """One write or many: which check, and of which field."""
    found = _told({"ok": 1, "n": 0, "writeErrors": [{"index": 0, **error}]}, say)
    assert isinstance(found, dr.DataValidation)
    assert [(each.column, each.check) for each in found.failures] == [(column, check)]


@pytest.mark.parametrize("say", [_insert, _insert_many], ids=["one", "many"])
@pytest.mark.parametrize(
    ("concern", "expected"),
    [
        (SLOW, dr.NetworkTimeout),
        ({"code": 91, "errmsg": "shutdown"}, dr.ApiUnavailable),
        ({"code": 100, "errmsg": "Not enough data-bearing nodes"}, dr.ApiUnavailable),
        ({"code": 79, "errmsg": "No write concern mode named 'x' found"}, dr.ApiRequest),
    ],
    ids=["timeout", "shutdown", "too few", "unknown"],
)
def test_a_write_that_is_not_acknowledged(
    say: Callable[[Any], object], concern: dict[str, object], expected: type
) -> None:
    """The write went through; the other servers did not say so."""
    assert type(_told({"ok": 1, "n": 2, "writeConcernError": concern}, say)) is expected


@pytest.mark.parametrize("say", [_insert, _insert_many], ids=["one", "many"])
def test_a_rate_limit_says_how_long(say: Callable[[Any], object]) -> None:
    """Cosmos DB tells the wait in the text, in milliseconds."""
    limit = {"index": 0, "code": 16500, "errmsg": "Error=16500, RetryAfterMs=1500, Details='Request rate is large'"}
    error = _told({"ok": 1, "n": 0, "writeErrors": [limit]}, say)
    assert isinstance(error, dr.ApiRateLimit)
    assert error.retry_after == timedelta(milliseconds=1_500)


def _html(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 3)


def test_a_connection_that_breaks_in_mid_command() -> None:
    """Closed, silent, and answered by something else."""
    closed = _told(lambda _: None)
    silent = _told(lambda _: time.sleep(1))
    assert isinstance(closed, dr.NetworkConnection)
    assert isinstance(silent, dr.NetworkTimeout)
    assert silent.phase is dr.TimeoutPhase.READ
    assert isinstance(_told(_html), dr.ApiFormat)


def test_no_server_is_found(refusing_port: int, silent_port: int, tls_faults: dict[str, Any]) -> None:
    """Refused, silent, unknown, of an unknown authority: what was wrong with the servers that were tried."""
    refused = _asked(refusing_port)
    silent = _asked(silent_port)
    unknown = _asked(27017, host="database.invalid")
    tls = _asked(tls_faults["good"].port, tls=True)
    assert isinstance(refused, dr.NetworkConnection)
    assert (refused.host, refused.port) == ("127.0.0.1", refusing_port)
    assert isinstance(silent, dr.NetworkTimeout)
    assert silent.phase is dr.TimeoutPhase.CONNECT
    assert isinstance(unknown, dr.NetworkDns)
    assert isinstance(tls, dr.NetworkTls)


def test_servers_are_there_but_none_takes_it() -> None:
    """A replica set without a primary, and one of another name."""
    with MongoServer(bson, {"ok": 1}) as server:
        member = f"127.0.0.1:{server.port}"
        state = {"isWritablePrimary": False, "ismaster": False, "secondary": True, "setName": "set", "me": member}
        server.hello.update(state, hosts=[member])  # it knows its port only now
        no_primary = _asked(server.port, _insert, replicaSet="set")
        other_set = _asked(server.port, _insert, replicaSet="other")
    assert isinstance(no_primary, dr.ApiUnavailable)
    assert isinstance(other_set, dr.Internal)


def test_a_pool_that_is_exhausted_is_a_timeout_of_the_pool() -> None:
    """The one connection is in use."""

    def late(_: socket.socket) -> dict[str, object]:
        time.sleep(0.4)
        return {"ok": 1}

    with MongoServer(bson, late) as server, _client(server.port, maxPoolSize=1, waitQueueTimeoutMS=100) as client:
        busy = threading.Thread(target=_ping, args=(client,))
        busy.start()
        time.sleep(0.2)
        error = classified(lambda: _ping(client))
        busy.join()
    assert isinstance(error, dr.NetworkTimeout)
    assert error.phase is dr.TimeoutPhase.POOL


def _unnamed() -> object:
    with _client(1) as client:
        return client.shop["a..b"]


def _closed() -> object:
    client = _client(1)
    client.close()
    return _ping(client)


@pytest.mark.parametrize(
    ("provoke", "expected"),
    [
        (lambda: pymongo.MongoClient("http://127.0.0.1/"), dr.ApiRequest),
        (lambda: pymongo.MongoClient("mongodb://keeper:S3cret@pw@127.0.0.1/"), dr.ApiRequest),
        (lambda: pymongo.MongoClient("mongodb://127.0.0.1:99999/"), dr.ApiRequest),
        (lambda: pymongo.MongoClient("mongodb+srv://keeper:S3cret-pw@shop.invalid/"), dr.NetworkDns),
        (lambda: pymongo.MongoClient("mongodb://127.0.0.1/?authMechanism=PLAIN"), dr.ApiAuth),
        (lambda: pymongo.MongoClient("mongodb://a,b/?directConnection=true"), dr.ApiRequest),
        (_unnamed, dr.ApiRequest),
        (_closed, dr.Internal),
        (lambda: bson.encode({"a": object()}), dr.DataTransformation),
        (lambda: bson.decode(b"no document"), dr.DataTransformation),
        (lambda: bson.ObjectId("no id"), dr.DataTransformation),
    ],
)
def test_what_the_client_finds_itself(provoke: Callable[[], object], expected: type) -> None:
    """URIs, options, misuse and documents; no password in any."""
    error = classified(provoke)
    assert isinstance(error, expected)
    assert "S3cret" not in f"{error!r} {error.to_dict()}"


def test_a_document_that_is_too_large_is_to_be_smaller() -> None:
    """The driver refuses it before it is sent, since the server told its limit."""

    def insert(client: Any) -> object:  # noqa: ANN401  # the library may be missing
        return client.shop.bars.insert_one({"note": "x" * 100_000})

    error = _told({"ok": 1}, insert, maxBsonObjectSize=1_000)
    assert isinstance(error, dr.ApiRequest)
    assert error.next_step is dr.Advice.SHRINK_REQUEST


@given(st.sampled_from(sorted(MONGO_CODES, key=str)), st.sampled_from(["?", "what happened"]))
def test_a_code_means_the_same_however_it_is_carried(code: int, text: str) -> None:
    """As an attribute, in the details of a bulk, after a pickle, and in a text that lost its attributes."""
    errors = pymongo.errors
    details = {"code": code, "errmsg": text}
    whole = errors.OperationFailure(text, code, details)
    carriers = (
        whole,
        pickle.loads(pickle.dumps(whole)),
        errors.OperationFailure(str(whole)),
        errors.BulkWriteError({"writeErrors": [details], "writeConcernErrors": []}),
        errors.BulkWriteError({"writeErrors": [], "writeConcernErrors": [details]}),
    )
    assert len({(type(error), error.next_step) for error in map(dr.classify_exception, carriers)}) == 1
