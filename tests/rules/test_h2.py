"""HTTP/2: a server that speaks frames and breaks off in every way, through the clients that speak it."""

import socket
import struct
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress

import httpx
import pytest
from curl_cffi import CurlHttpVersion
from curl_cffi import requests as curl

from dataresult._classify import classify_exception
from dataresult.errors import (
    ApiFormat,
    ApiRateLimit,
    ApiUnavailable,
    ClassifiedError,
    FetchError,
    NetworkConnection,
)
from dataresult.rules import Outcome
from dataresult.rules.http2_codes import HTTP2_CODES, HTTP2_WORDS

h2_errors = pytest.importorskip("h2.errors", reason="h2 is not installed: `make libraries` runs this")

# Real servers and sockets: seconds in all.
pytestmark = pytest.mark.slow

# The connection preface and the client's first frames are longer than this.
REQUEST_BYTES = 60


def frame(kind: int, payload: bytes = b"", *, flags: int = 0, stream: int = 0) -> bytes:
    """One frame: https://www.rfc-editor.org/rfc/rfc9113#section-4.1."""
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


SETTINGS = frame(4)
HEADERS = frame(1, b"\x88", flags=4, stream=1)  # :status 200, from the static table
LENGTH_100 = frame(1, b"\x88\x0f\x0d\x03100", flags=4, stream=1)  # and content-length


def reset(code: int) -> bytes:
    """RST_STREAM."""
    return SETTINGS + frame(3, struct.pack(">I", code), stream=1)


def goaway(code: int) -> bytes:
    """GOAWAY."""
    return SETTINGS + frame(7, struct.pack(">II", 0, code))


@contextmanager
def answering(answer: bytes) -> Generator[str, None, None]:
    """Serve one answer to one request, and end the stream."""

    def serve() -> None:
        with suppress(OSError):
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(5)
                request = b""
                while len(request) < REQUEST_BYTES:
                    request += connection.recv(4096)
                connection.sendall(answer)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(4096):
                    pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        listener.close()
        thread.join(5)


def _httpx(url: str) -> object:
    with httpx.Client(http1=False, http2=True, timeout=5, trust_env=False) as client:
        return client.get(url)


def _curl(url: str) -> object:
    with curl.Session[curl.Response](trust_env=False) as session:
        return session.get(url, http_version=CurlHttpVersion.V2_PRIOR_KNOWLEDGE, timeout=5)


CLIENTS: Mapping[str, Callable[[str], object]] = {"httpx": _httpx, "curl_cffi": _curl}


def error_of(client: str, answer: bytes) -> ClassifiedError:
    """What the client's exception becomes."""
    with answering(answer) as url, pytest.raises(Exception) as raised:  # which one is the question
        CLIENTS[client](url)
    return classify_exception(raised.value)


def meaning(code: int) -> type[FetchError]:
    """What the table says of a code."""
    target = HTTP2_CODES[code]
    return target.error if isinstance(target, Outcome) else target


def test_every_code_is_decided() -> None:
    """A code that HTTP/2 gains is noticed here, and its name is known too."""
    assert set(HTTP2_CODES) == {code.value for code in h2_errors.ErrorCodes}
    for code in h2_errors.ErrorCodes:
        assert f"(error 0x{code.value:x} {code.name.lower()}" in HTTP2_WORDS


@pytest.mark.parametrize("code", range(14))
@pytest.mark.parametrize("client", CLIENTS)
def test_a_reset_stream_is_what_its_code_says(client: str, code: int) -> None:
    """The server calls for calm, refuses, fails, or complains of the protocol."""
    if client == "curl_cffi" and code in {7, 13}:
        pytest.skip("curl asks again by itself")
    if code == 0:
        assert isinstance(error_of(client, reset(code)), NetworkConnection)
    else:
        assert type(error_of(client, reset(code))) is meaning(code)


@pytest.mark.parametrize("code", range(14))
def test_a_closed_connection_is_what_its_code_says(code: int) -> None:
    """GOAWAY carries the same codes."""
    assert type(error_of("httpx", goaway(code))) is meaning(code)


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (SETTINGS, NetworkConnection),
        (SETTINGS + HEADERS + frame(0, b"abc", stream=1), NetworkConnection),
        (SETTINGS + LENGTH_100 + frame(0, b"abc", flags=1, stream=1), NetworkConnection),
        (SETTINGS + HEADERS + frame(3, struct.pack(">I", 2), stream=1), ApiUnavailable),
        (SETTINGS + HEADERS + frame(3, struct.pack(">I", 11), stream=1), ApiRateLimit),
        (SETTINGS + frame(1, b"\xff" * 6, flags=4, stream=1), ApiFormat),
        (SETTINGS + frame(0, b"x", stream=2), ApiFormat),
        (SETTINGS + frame(8, struct.pack(">I", 0x7FFFFFFF)), ApiFormat),
        (frame(4, struct.pack(">HI", 4, 0xFFFFFFFF)), ApiFormat),
    ],
    ids=["close", "cut", "short", "reset-in-body", "calm-in-body", "headers", "stream", "window", "settings"],
)
def test_frames_that_break_off_or_break_the_protocol(client: str, answer: bytes, expected: type) -> None:
    """What is cut is the network's; what is no HTTP/2 is the server's, though httpx blames its own side."""
    assert type(error_of(client, answer)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<ConnectionTerminated error_code:ErrorCodes.ENHANCE_YOUR_CALM, last_stream_id:1>", ApiRateLimit),
        ("<StreamReset stream_id:1, error_code:7, remote_reset:True>", ApiUnavailable),
        ("Invalid input ConnectionInputs.SEND_HEADERS in state ConnectionState.CLOSED", NetworkConnection),
        ("Max outbound streams is 100, 100 open", ApiUnavailable),
    ],
)
def test_a_code_that_is_left_in_words_only_still_decides(text: str, expected: type) -> None:
    """After a pickle only the text is left."""
    for cls in (httpx.RemoteProtocolError, httpx.LocalProtocolError):
        assert type(classify_exception(cls(text))) is expected
