"""websockets: handshakes that are refused and connections that are closed, for real."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._classify import classify_exception
from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    ClassifiedError,
    FetchError,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
)
from dataresult.rules import Outcome
from dataresult.rules.websocket_codes import CLOSED_BY_PEER
from dataresult.testing.faults._server import STALL_S, FaultServer

websockets = pytest.importorskip("websockets", reason="websockets is not installed: `make libraries` runs this")
sync_client = pytest.importorskip("websockets.sync.client")
asyncio_server = pytest.importorskip("websockets.asyncio.server")

# Real servers and sockets: seconds in all.
pytestmark = pytest.mark.slow

# The library's own, which may not be installed where types are checked.
Connection: TypeAlias = Any


def _sync(url: str, **options: object) -> object:
    with sync_client.connect(url, **{"open_timeout": 5.0, "proxy": None, **options}) as connection:
        return connection.recv()


def _async(url: str, **options: object) -> object:
    async def run() -> object:
        async with websockets.connect(url, **{"open_timeout": 5.0, "proxy": None, **options}) as connection:
            return await connection.recv()

    return asyncio.run(run())


both = pytest.mark.parametrize("connect", [_sync, _async], ids=["sync", "async"])


def error_of(connect: Callable[..., object], url: str, **options: object) -> ClassifiedError:
    """What the exception of a connection becomes."""
    with pytest.raises(Exception) as raised:  # which one is the question
        connect(url, **options)
    return classify_exception(raised.value)


@both
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("reset-before", NetworkConnection),
        ("close-before", NetworkConnection),
        ("cut-body", NetworkConnection),
        ("bad-status-line", ApiFormat),
        ("bad-chunk", ApiFormat),
        ("html", ApiFormat),
        ("loop", ApiFormat),
        ("status/401", ApiAuth),
        ("status/403", ApiPermission),
        ("status/404", ApiNotFound),
        ("status/429/7", ApiRateLimit),
        ("status/503", ApiUnavailable),
    ],
)
def test_a_failed_handshake_is_what_its_answer_was(
    connect: Callable[..., object], path: str, expected: type, faults: FaultServer
) -> None:
    """The handshake is HTTP, and fails as HTTP does."""
    error = error_of(connect, faults.url(path, "ws"))
    assert type(error) is expected
    if isinstance(error, ApiRateLimit):
        assert (error.http_status, error.retry_after) == (429, timedelta(seconds=7))


@both
def test_a_server_that_cannot_be_reached(connect: Callable[..., object], refusing_port: int) -> None:
    """Refused and unresolved are the network's, and name whom they are about."""
    refused = error_of(connect, f"ws://127.0.0.1:{refusing_port}/")
    assert isinstance(refused, NetworkConnection)
    assert (refused.host, refused.port) == ("127.0.0.1", refusing_port)
    unresolved = error_of(connect, "ws://nonexistent.invalid/")
    assert isinstance(unresolved, NetworkDns)
    assert unresolved.host == "nonexistent.invalid"


@both
@pytest.mark.parametrize("scheme", ["ws", "wss"])
def test_a_handshake_without_an_answer_is_a_connect_timeout(
    connect: Callable[..., object], scheme: str, silent_port: int
) -> None:
    """Until the handshake is over nothing is connected."""
    error = error_of(connect, f"{scheme}://127.0.0.1:{silent_port}/", open_timeout=STALL_S)
    assert isinstance(error, NetworkTimeout)
    assert error.phase is TimeoutPhase.CONNECT


@both
def test_what_the_caller_asks_for_wrongly(connect: Callable[..., object], faults: FaultServer) -> None:
    """No URL of a WebSocket, no port, no proxy; and no TLS where TLS was asked for."""
    for url in ("http://127.0.0.1/", "ws://", "ws://127.0.0.1:99999/"):
        assert isinstance(error_of(connect, url), ApiRequest)
    assert isinstance(error_of(connect, "ws://service.invalid/", proxy="gopher://x"), ApiRequest)
    assert isinstance(error_of(connect, faults.url("ok", "wss")), NetworkTls)


@both
def test_a_proxy_that_refuses(connect: Callable[..., object], faults: FaultServer, refusing_port: int) -> None:
    """407 asks for credentials; a proxy that is not there is the network's."""
    assert isinstance(error_of(connect, "ws://service.invalid/", proxy=f"http://127.0.0.1:{faults.port}"), ApiAuth)
    refused = error_of(connect, "ws://service.invalid/", proxy=f"http://127.0.0.1:{refusing_port}")
    assert isinstance(refused, NetworkConnection)


def served(handle: Callable[[Connection], Awaitable[object]], **options: object) -> ClassifiedError:
    """What the exception of a client becomes while a server does something to it."""

    async def run() -> None:
        async with asyncio_server.serve(handle, "127.0.0.1", 0, close_timeout=0.1) as server:
            port = server.sockets[0].getsockname()[1]
            settings = {"proxy": None, "close_timeout": 0.1, **options}
            async with websockets.connect(f"ws://127.0.0.1:{port}", **settings) as connection:
                await connection.recv()

    with pytest.raises(websockets.ConnectionClosed) as raised:
        asyncio.run(run())
    return classify_exception(raised.value)


def closing(code: int, reason: str = "") -> Callable[[Connection], Awaitable[object]]:
    """A server that closes."""

    async def handle(connection: Connection) -> None:
        await connection.close(code, reason)

    return handle


def meaning(code: object) -> type[FetchError]:
    """What the table says of a code."""
    target = CLOSED_BY_PEER[code]
    return target.error if isinstance(target, Outcome) else target


# 1005, 1006 and 1015 are never sent.
SENT = sorted(code for code in CLOSED_BY_PEER if isinstance(code, int) and code not in {1005, 1006, 1015})


@pytest.mark.parametrize("code", SENT)
def test_a_closed_connection_is_what_its_code_says(code: int) -> None:
    """The code decides, and is on the error."""
    error = served(closing(code))
    assert type(error) is meaning(code)
    if "provider_code" in error.to_dict():
        assert error.to_dict()["provider_code"] == str(code)


@pytest.mark.parametrize(
    ("reason", "expected"),
    [("Too many requests", ApiRateLimit), ("Unauthorized", ApiAuth), ("invalid token", ApiAuth), ("", ApiPermission)],
)
def test_the_reason_tells_what_a_vague_code_means(reason: str, expected: type) -> None:
    """1008 stands for whatever the server does not like."""
    assert type(served(closing(1008, reason))) is expected


def test_a_code_of_an_application_that_nobody_knows_is_a_lost_connection() -> None:
    """Whoever wants more of it writes a rule."""
    assert isinstance(served(closing(4999)), NetworkConnection)


def test_a_connection_that_just_ends_is_lost() -> None:
    """1006: no close frame came."""

    async def handle(connection: Connection) -> None:
        connection.transport.abort()

    assert isinstance(served(handle), NetworkConnection)


def test_a_missing_pong_is_a_timeout() -> None:
    """The library closes with 1011, which names an internal error; the peer was silent."""

    async def handle(connection: Connection) -> None:
        connection.transport.pause_reading()
        await asyncio.sleep(10)

    error = served(handle, ping_interval=0.1, ping_timeout=0.1)
    assert isinstance(error, NetworkTimeout)
    assert error.phase is TimeoutPhase.READ


def test_what_we_close_for_is_about_what_the_peer_sent() -> None:
    """Data that are too large for us, frames that are none and text that is none."""

    async def too_large(connection: Connection) -> None:
        await connection.send("x" * 2_000)
        await asyncio.sleep(0.2)

    def raw(content: bytes) -> Callable[[Connection], Awaitable[object]]:
        async def handle(connection: Connection) -> None:
            connection.transport.write(content)
            await asyncio.sleep(0.2)

        return handle

    error = served(too_large, max_size=1_000)
    assert isinstance(error, ApiRequest)
    assert error.next_step is Advice.SHRINK_REQUEST
    assert isinstance(served(raw(b"\xff" * 7)), ApiFormat)
    assert isinstance(served(raw(b"\x81\x02\xff\xfe")), ApiFormat)


@given(code=st.sampled_from(SENT), by_us=st.booleans())
def test_a_code_means_the_same_whoever_noticed_first(code: int, by_us: bool) -> None:
    """The order of the close frames does not change what the peer said, but for what we said of the peer."""
    frames = pytest.importorskip("websockets.frames")
    close = frames.Close(code, "")
    error = classify_exception(websockets.ConnectionClosedError(close, close, rcvd_then_sent=not by_us))
    if not by_us or code not in {1002, 1003, 1007, 1009}:
        assert type(error) is meaning(code)
    else:
        assert isinstance(error, ApiFormat | ApiRequest)
