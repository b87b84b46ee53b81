"""What gRPC calls raise: a real server on loopback, sync and async, and what Google's clients make of it."""

import asyncio
import pickle
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import timedelta

import pytest
import trustme

from dataresult._classify import classify_exception
from dataresult._retry_hint import retry_hint
from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiError,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    DataIntegrity,
    DataTransformation,
    FetchError,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkError,
    NetworkTimeout,
    NetworkTls,
)
from dataresult.testing.faults._server import STALL_S
from tests.rules.foreign import Foreign, raised_by
from tests.rules.grpc_service import CALLS, grpc, start_service

google_errors = pytest.importorskip("google.api_core.exceptions", reason="google-api-core is not installed")
details_pb2 = pytest.importorskip("google.rpc.error_details_pb2")
status_pb2 = pytest.importorskip("google.rpc.status_pb2")
any_pb2 = pytest.importorskip("google.protobuf.any_pb2")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

STATUSES: dict[str, type[FetchError]] = {
    "CANCELLED": ApiUnavailable,
    "UNKNOWN": ApiUnavailable,
    "INVALID_ARGUMENT": ApiRequest,
    "DEADLINE_EXCEEDED": NetworkTimeout,
    "NOT_FOUND": ApiNotFound,
    "ALREADY_EXISTS": ApiRequest,
    "PERMISSION_DENIED": ApiPermission,
    "RESOURCE_EXHAUSTED": ApiRateLimit,
    "FAILED_PRECONDITION": ApiRequest,
    "ABORTED": ApiUnavailable,
    "OUT_OF_RANGE": ApiRequest,
    "UNIMPLEMENTED": ApiRequest,
    "INTERNAL": ApiUnavailable,
    "UNAVAILABLE": ApiUnavailable,
    "DATA_LOSS": DataIntegrity,
    "UNAUTHENTICATED": ApiAuth,
}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Serve without TLS."""
    server, port = start_service()
    yield port
    server.stop(0)


@pytest.fixture(scope="module")
def tls_port(authority: trustme.CA) -> Iterator[int]:
    """Serve with a certificate of the authority that nobody knows."""
    certificate = authority.issue_cert("localhost")
    chain = b"".join(pem.bytes() for pem in certificate.cert_chain_pems)
    server, port = start_service(grpc.ssl_server_credentials([(certificate.private_key_pem.bytes(), chain)]))
    yield port
    server.stop(0)


every_call = pytest.mark.parametrize("call", CALLS)


def _error(call: str, target: str, method: str = "Echo", **more: object) -> FetchError:
    return classify_exception(raised_by(CALLS[call], target, method, **more))


@every_call
@pytest.mark.parametrize("status", STATUSES)
def test_the_status_that_a_server_gives(call: str, status: str, port: int) -> None:
    """Each of the sixteen is the same error through every way of calling."""
    error = _error(call, f"127.0.0.1:{port}", status)
    assert isinstance(error, STATUSES[status]), error
    if isinstance(error, ApiError):
        assert error.provider_code == status


@every_call
def test_a_class_is_what_its_instance_says_after_a_pickle(call: str, port: int) -> None:
    """What comes back from another process keeps its meaning, as far as the library lets it be pickled at all."""
    exception = raised_by(CALLS[call], f"127.0.0.1:{port}", "NOT_FOUND")
    try:
        again = pickle.loads(pickle.dumps(exception))
    except (TypeError, AttributeError, pickle.PicklingError):
        pytest.skip("it holds a lock")
    assert isinstance(classify_exception(again), ApiNotFound)


@every_call
def test_a_method_that_is_not_there_is_the_request(call: str, port: int) -> None:
    """The server knows no such method."""
    assert isinstance(_error(call, f"127.0.0.1:{port}", "Missing"), ApiRequest)


@every_call
def test_a_service_that_breaks_is_unavailable(call: str, port: int) -> None:
    """An exception over there is UNKNOWN here."""
    assert isinstance(_error(call, f"127.0.0.1:{port}", "Crash"), ApiUnavailable)


def _status_details(*details: Foreign, code: int = 8) -> bytes:
    status = status_pb2.Status(code=code, message="it is over")
    for each in details:
        packed = any_pb2.Any()
        packed.Pack(each)
        status.details.append(packed)
    return b"grpc-status-details-bin=" + bytes(status.SerializeToString())


def _wait(seconds: int, nanos: int = 0) -> Foreign:
    info = details_pb2.RetryInfo()
    info.retry_delay.seconds, info.retry_delay.nanos = seconds, nanos
    return info


@every_call
@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("info", 7.5),
        ("grpc-retry-pushback-ms=1500", 1.5),
        ("retry-after=12", 12.0),
    ],
)
@pytest.mark.parametrize("status", ["RESOURCE_EXHAUSTED", "UNAVAILABLE"])
def test_how_long_to_wait_is_told(call: str, told: str, seconds: float, status: str, port: int) -> None:
    """`RetryInfo` among other details, a push-back, a header of a proxy: a field of a limit, context of an outage."""
    quota = details_pb2.QuotaFailure(violations=[{"subject": "project:1", "description": "reads"}])
    code = grpc.StatusCode[status].value[0]
    request = _status_details(quota, _wait(7, 500_000_000), code=code) if told == "info" else told.encode()
    exception = raised_by(CALLS[call], f"127.0.0.1:{port}", status, request=request)
    error = classify_exception(exception)
    if isinstance(error, ApiRateLimit):
        assert error.retry_after == timedelta(seconds=seconds)
        assert retry_hint(exception) == timedelta(seconds=seconds)
    else:
        assert isinstance(error, ApiUnavailable), error
        assert error.context["retry_after_s"] == seconds
        assert error.next_step is Advice.WAIT


@pytest.mark.parametrize("call", ["google", "google-async"])
def test_a_quota_is_a_limit_whatever_its_status(call: str, port: int) -> None:
    """`ErrorInfo` with a reason of a quota in PERMISSION_DENIED."""
    info = details_pb2.ErrorInfo(reason="RATE_LIMIT_EXCEEDED", domain="googleapis.com")
    request = _status_details(info, code=7)
    error = _error(call, f"127.0.0.1:{port}", "PERMISSION_DENIED", request=request)
    assert isinstance(error, ApiRateLimit), error
    assert error.provider_code == "RATE_LIMIT_EXCEEDED"


@pytest.mark.parametrize("call", ["sync", "stream", "async"])
def test_details_that_are_no_message_change_nothing(call: str, port: int) -> None:
    """Bytes that cannot be decoded are no hint."""
    error = _error(call, f"127.0.0.1:{port}", "RESOURCE_EXHAUSTED", request=b"grpc-status-details-bin=\xff\x01\x02")
    assert isinstance(error, ApiRateLimit)
    assert error.retry_after is None


@every_call
def test_a_deadline_is_a_timeout_of_the_whole(call: str, port: int) -> None:
    """The client gave up."""
    error = _error(call, f"127.0.0.1:{port}", "Sleep", timeout_s=STALL_S)
    assert isinstance(error, NetworkTimeout), error
    assert error.phase is TimeoutPhase.TOTAL


@every_call
def test_a_message_that_is_too_large(call: str, port: int) -> None:
    """RESOURCE_EXHAUSTED, but no quota: waiting does not help, asking for less does."""
    error = _error(call, f"127.0.0.1:{port}", "Large")
    assert isinstance(error, ApiRequest), error
    assert error.next_step is Advice.SHRINK_REQUEST


@every_call
def test_a_closed_port_is_a_connection_error(call: str, refusing_port: int) -> None:
    """Refused, and by whom."""
    error = _error(call, f"127.0.0.1:{refusing_port}")
    assert isinstance(error, NetworkConnection), error
    assert (error.host, error.port) == ("127.0.0.1", refusing_port)


@every_call
def test_a_name_that_does_not_resolve_is_a_dns_error(call: str) -> None:
    """The name is told."""
    error = _error(call, "api.nonexistent.invalid:443")
    assert isinstance(error, NetworkDns), error
    assert error.host == "api.nonexistent.invalid"


def _peer(answer: bytes, *, reset: bool) -> socket.socket:
    """Listen, read a little of each connection, answer, and hang up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(24)
                if answer:
                    connection.sendall(answer)
                    time.sleep(0.1)
                if reset:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    threading.Thread(target=serve, daemon=True).start()
    return listener


@every_call
@pytest.mark.parametrize(
    ("answer", "reset", "expected"),
    [
        (b"", False, NetworkConnection),
        (b"", True, NetworkConnection),
        (b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", False, ApiFormat),
    ],
)
def test_a_peer_that_does_not_speak_grpc(call: str, answer: bytes, *, reset: bool, expected: type[FetchError]) -> None:
    """It hangs up, it resets, or it answers in another language."""
    with closing(_peer(answer, reset=reset)) as listener:
        error = _error(call, f"127.0.0.1:{listener.getsockname()[1]}")
    assert isinstance(error, expected), error


@every_call
@pytest.mark.parametrize("trouble", ["untrusted", "other-host", "plain-server"])
def test_a_handshake_that_fails_is_a_tls_error(
    call: str, trouble: str, port: int, tls_port: int, authority: trustme.CA
) -> None:
    """An unknown authority, another host's name, a server without TLS."""
    target = {"untrusted": f"localhost:{tls_port}", "other-host": f"127.0.0.1:{tls_port}"}.get(
        trouble, f"127.0.0.1:{port}"
    )
    known = authority.cert_pem.bytes() if trouble == "other-host" else None
    error = _error(call, target, credentials=grpc.ssl_channel_credentials(known))
    assert isinstance(error, NetworkTls), error


_Plugin: Foreign = grpc.AuthMetadataPlugin


class _NoToken(_Plugin):  # type: ignore[misc]  # a class that may not be installed
    def __init__(self, told: str) -> None:
        self._told = told

    def __call__(self, _context: object, _callback: object) -> None:
        raise RuntimeError(self._told)


@every_call
@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("('invalid_grant: Bad Request', {'error': 'invalid_grant'})", ApiAuth),
        (
            "HTTPSConnectionPool(host='oauth2.googleapis.com', port=443): Read timed out. (read timeout=120)",
            NetworkTimeout,
        ),
        ("NameResolutionError(\"Failed to resolve 'oauth2.googleapis.com'\")", NetworkDns),
        ("it has no key", ApiAuth),
    ],
)
def test_no_token_for_the_call(
    call: str, told: str, expected: type[FetchError], tls_port: int, authority: trustme.CA
) -> None:
    """UNAVAILABLE, since the plug-in that fetches the token failed: for a reason that only the text has."""
    credentials = grpc.composite_channel_credentials(
        grpc.ssl_channel_credentials(authority.cert_pem.bytes()), grpc.metadata_call_credentials(_NoToken(told))
    )
    error = _error(call, f"localhost:{tls_port}", credentials=credentials)
    assert isinstance(error, expected), error


def test_a_server_that_goes_away_is_retried() -> None:
    """It is shut down while it answers."""
    server, port = start_service()
    threading.Timer(STALL_S / 2, server.stop, (0,)).start()
    exception = raised_by(CALLS["sync"], f"127.0.0.1:{port}", "Sleep")
    assert isinstance(classify_exception(exception), ApiUnavailable | NetworkConnection)
    assert retry_hint(exception) is True


def _broken_serializer(_request: object) -> bytes:
    raise RuntimeError("it cannot be written")


def test_what_the_program_does_wrongly(port: int) -> None:
    """A closed channel, sync and async; a request that cannot be written."""
    channel = grpc.insecure_channel(f"127.0.0.1:{port}")
    channel.close()
    assert isinstance(classify_exception(raised_by(channel.unary_unary("/a.B/Echo"), b"")), Internal)

    async def closed() -> None:
        async_channel = grpc.aio.insecure_channel(f"127.0.0.1:{port}")
        await async_channel.close()
        await async_channel.unary_unary("/a.B/Echo")(b"")

    assert isinstance(classify_exception(raised_by(asyncio.run, closed())), Internal)
    with ExitStack() as stack:
        open_channel = stack.enter_context(grpc.insecure_channel(f"127.0.0.1:{port}"))
        broken = open_channel.unary_unary("/a.B/Echo", request_serializer=_broken_serializer)
        assert isinstance(classify_exception(raised_by(broken, b"")), DataTransformation)


def test_a_channel_that_is_never_ready(refusing_port: int) -> None:
    """Waiting for it ends."""
    with grpc.insecure_channel(f"127.0.0.1:{refusing_port}") as channel:
        ready = grpc.channel_ready_future(channel)
        assert isinstance(classify_exception(raised_by(ready.result, timeout=STALL_S)), NetworkTimeout)
        ready.cancel()


def test_a_retry_that_gave_up_is_its_last_answer(refusing_port: int) -> None:
    """The wrapper knows what it saw last."""
    last = raised_by(CALLS["google"], f"127.0.0.1:{refusing_port}", "Echo")
    error = classify_exception(google_errors.RetryError("Timeout of 60.0s exceeded", last))
    assert isinstance(error, NetworkConnection), error
    assert isinstance(error, NetworkError)


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ("DNS resolution failed for service: api.example:443", NetworkDns),
        ("Name resolution failure", NetworkDns),
        (
            "failed to connect to all addresses; last error: UNKNOWN: ipv4:192.0.2.1:443: tcp handshaker shutdown",
            NetworkConnection,
        ),
        ("ipv4:192.0.2.1:443: Failed to connect to remote host: Connection timed out", NetworkTimeout),
        ("Received http2 header with status: 429", ApiRateLimit),
        ("Received http2 header with status: 502", ApiUnavailable),
        ("upstream connect error or disconnect/reset before headers", ApiUnavailable),
        ("Socket closed", NetworkConnection),
        ("keepalive watchdog timeout", NetworkConnection),
    ],
)
def test_what_the_transport_said_over_the_years(details: str, expected: type[FetchError]) -> None:
    """Texts of other versions and of proxies, by themselves and as Google's clients and retries wrap them."""
    call = grpc.aio.AioRpcError(grpc.StatusCode.UNAVAILABLE, None, None, details, "")
    wrapped = google_errors.ServiceUnavailable(details)
    for exception in (call, wrapped, google_errors.RetryError("Deadline of 60.0s exceeded", wrapped)):
        error = classify_exception(exception)
        assert isinstance(error, expected), error
        if isinstance(error, NetworkDns):
            assert error.host in {"api.example", None}
