"""What Elasticsearch's client raises for real answers and broken connections, and its bulk helper."""

import json
import pickle
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._classify import classify_exception
from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiAuth,
    ApiError,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    DataTransformation,
    DataValidation,
    FetchError,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
    StorageSpace,
)
from dataresult.testing.faults._server import FaultServer
from tests.rules.one_answer import Answers, answering

elasticsearch = pytest.importorskip(
    "elasticsearch", reason="elasticsearch is not installed: `make libraries` runs this"
)
helpers = pytest.importorskip("elasticsearch.helpers")
transport = pytest.importorskip("elastic_transport")

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::ResourceWarning")]

# The library may be missing where this is checked.
Client: TypeAlias = Any

PRODUCT = {"X_Elastic_Product": "Elasticsearch", "Content_Type": "application/json"}


@pytest.fixture(scope="module")
def server() -> Iterator[Answers]:
    """A server that gives the answer it is told to."""
    with answering() as answers:
        yield answers


def _client(url: str) -> Client:
    return elasticsearch.Elasticsearch(url, max_retries=0, request_timeout=0.5)


def _raised(url: str) -> Exception:
    with pytest.raises(Exception) as raised, _client(url) as client:
        client.search(index="prices")
    return raised.value


def _body(kind: str, reason: str | None, status: int) -> bytes:
    cause = {"type": kind, "reason": reason}
    return json.dumps({"error": {"root_cause": [cause], **cause}, "status": status}).encode()


FLOOD = "index [i] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has ...];"
BLOCKED = "index [i] blocked by: [FORBIDDEN/8/index write (api)];"
REFUSALS: list[tuple[int, str, str | None, type[FetchError]]] = [
    (404, "index_not_found_exception", "no such index [prices]", ApiNotFound),
    (404, "search_context_missing_exception", "No search context found for id [1]", ApiNotFound),
    (401, "security_exception", "missing authentication credentials", ApiAuth),
    (403, "security_exception", "action [indices:data/read/search] is unauthorized", ApiPermission),
    (403, "cluster_block_exception", BLOCKED, ApiPermission),
    (429, "cluster_block_exception", FLOOD, StorageSpace),
    (429, "es_rejected_execution_exception", "rejected execution of ...", ApiRateLimit),
    (429, "circuit_breaking_exception", "[parent] Data too large", ApiRateLimit),
    (503, "circuit_breaking_exception", "[parent] Data too large", ApiUnavailable),
    (400, "parsing_exception", "unknown query [mach]", ApiRequest),
    (400, "verification_exception", "Found 1 problem\nline 1:8: Unknown column [nowhere]", ApiNotFound),
    (400, "verification_exception", "Unknown index [nowhere]", ApiNotFound),
    (400, "mapper_parsing_exception", "failed to parse field [price] of type [double]", DataValidation),
    (400, "document_parsing_exception", "failed to parse field [price]", DataValidation),
    (409, "version_conflict_engine_exception", "[1]: version conflict, current version [2]", ApiRequest),
    (413, "content_too_long_exception", None, ApiRequest),
    (500, "null_pointer_exception", None, ApiUnavailable),
    (503, "master_not_discovered_exception", None, ApiUnavailable),
    (504, "timeout_exception", "timed out", NetworkTimeout),
]


@pytest.mark.parametrize(("status", "kind", "reason", "expected"), REFUSALS)
def test_a_refusal_is_what_its_type_and_status_say(
    server: Answers, status: int, kind: str, reason: str | None, expected: type[FetchError]
) -> None:
    """The type where it says more than the status; the reason where it says more than both."""
    server.now(status, _body(kind, reason, status), **PRODUCT)
    error = classify_exception(_raised(server.url))
    assert type(error) is expected
    if isinstance(error, ApiError):
        assert error.http_status == status


def test_what_all_shards_failed_of_is_told(server: Answers) -> None:
    """The type of the whole says nothing; that of its root does."""
    root = {"type": "index_not_found_exception", "reason": "no such index"}
    whole = {"type": "search_phase_execution_exception", "reason": "all shards failed", "root_cause": [root]}
    server.now(400, json.dumps({"error": whole, "status": 400}).encode(), **PRODUCT)
    assert isinstance(classify_exception(_raised(server.url)), ApiNotFound)


@given(seconds=st.integers(1, 100_000))
def test_how_long_to_wait_is_kept(server: Answers, seconds: int) -> None:
    """Whatever the number."""
    server.now(429, _body("es_rejected_execution_exception", None, 429), Retry_After=str(seconds), **PRODUCT)
    error = classify_exception(_raised(server.url))
    assert isinstance(error, ApiRateLimit)
    assert error.retry_after == timedelta(seconds=seconds)


def test_how_long_to_wait_is_kept_of_what_is_no_limit_too(server: Answers) -> None:
    """A busy server says it as well."""
    server.now(503, b"", Retry_After="9", **PRODUCT)
    error = classify_exception(_raised(server.url))
    assert isinstance(error, ApiUnavailable)
    assert (error.context["retry_after_s"], error.next_step) == (9, Advice.WAIT)


@pytest.mark.parametrize(
    ("body", "headers"),
    [(b"<html>", {"Content_Type": "text/html"}), (b'{"hits":', PRODUCT)],
    ids=["something that is not Elasticsearch", "cut json"],
)
def test_an_answer_that_is_none(server: Answers, body: bytes, headers: dict[str, str]) -> None:
    """Not what the protocol promised."""
    server.now(200, body, **headers)
    assert isinstance(classify_exception(_raised(server.url)), ApiFormat)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("reset-before", NetworkConnection),
        ("close-before", NetworkConnection),
        ("cut-body", NetworkConnection),
        ("reset-in-body", NetworkConnection),
        ("stall-before", NetworkTimeout),
        ("stall-in-body", NetworkTimeout),
    ],
)
def test_a_broken_connection(faults: FaultServer, fault: str, expected: type[FetchError]) -> None:
    """The fault is at the path prefix of the URL; the client adds its own path behind it."""
    node = transport.NodeConfig("http", "127.0.0.1", faults.port)
    with pytest.raises(Exception) as raised:
        transport.Transport([node], max_retries=0).perform_request("GET", f"/{fault}", request_timeout=0.5)
    assert type(classify_exception(raised.value)) is expected


def test_nobody_there(refusing_port: int) -> None:
    """Refused, with and without attempts before, and where."""
    with (
        pytest.raises(Exception) as raised,
        elasticsearch.Elasticsearch(f"http://127.0.0.1:{refusing_port}", max_retries=2) as client,
    ):
        client.search()
    for exception in (raised.value, _raised(f"http://127.0.0.1:{refusing_port}")):
        error = classify_exception(exception)
        assert isinstance(error, NetworkConnection)
        assert error.port == refusing_port


def test_a_name_that_does_not_resolve() -> None:
    """Through the error of the transport."""
    assert isinstance(classify_exception(_raised("http://nowhere.invalid:9200")), NetworkDns)


@pytest.mark.parametrize("certificate", ["good", "expired", "other-host"])
def test_a_certificate_that_is_not_trusted(tls_faults: dict[str, FaultServer], certificate: str) -> None:
    """Nobody knows the authority."""
    port = tls_faults[certificate].port
    assert isinstance(classify_exception(_raised(f"https://127.0.0.1:{port}")), NetworkTls)


def _items(action: str, status: int, kind: str) -> bytes:
    item = {action: {"_id": "1", "status": status, "error": {"type": kind, "reason": "it is"}}}
    return json.dumps({"errors": True, "items": [item]}).encode()


@pytest.mark.parametrize(
    ("action", "status", "kind", "expected"),
    [
        ("index", 400, "mapper_parsing_exception", DataValidation),
        ("create", 429, "es_rejected_execution_exception", ApiRateLimit),
        ("create", 409, "version_conflict_engine_exception", ApiRequest),
        ("index", 503, "unavailable_shards_exception", ApiUnavailable),
    ],
)
def test_documents_that_were_refused(
    server: Answers, action: str, status: int, kind: str, expected: type[FetchError]
) -> None:
    """Each has an answer of its own."""
    server.now(200, _items(action, status, kind), **PRODUCT)
    with pytest.raises(helpers.BulkIndexError) as raised, _client(server.url) as client:
        helpers.bulk(client, [{"_op_type": action, "_index": "i", "a": 1}])
    assert type(classify_exception(raised.value)) is expected
    assert type(classify_exception(pickle.loads(pickle.dumps(raised.value)))) is expected


def test_arguments_that_are_refused_before_anything_is_sent(server: Answers) -> None:
    """A URL, an empty name, and what cannot be made into JSON."""
    assert isinstance(classify_exception(_raised("localhost")), ApiRequest)
    with _client(server.url) as client:
        with pytest.raises(ValueError, match="Empty value") as raised:
            client.get(index="", id="1")
        assert isinstance(classify_exception(raised.value), ApiRequest)
        with pytest.raises(transport.SerializationError) as raised_too:
            client.index(index="i", document={"a": object()})
        assert isinstance(classify_exception(raised_too.value), DataTransformation)


@pytest.mark.parametrize("name", ["ApiError", "NotFoundError", "AuthenticationException"])
def test_an_exception_without_its_answer_still_is_one(name: str) -> None:
    """`str()` of it raises: it asks for what is not there."""
    cls = getattr(elasticsearch, name)
    assert isinstance(classify_exception(cls.__new__(cls)), ApiError)
