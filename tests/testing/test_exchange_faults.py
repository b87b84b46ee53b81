"""Each fault of the embedded exchange does on the wire what its name says."""

import gzip
import http.client
import json
import pickle
import socket
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Final
from urllib.parse import urlsplit

import pytest
from curl_cffi import requests as curl
from curl_cffi.const import CurlECode

from dataresult import _vocabulary
from dataresult.testing.exchange import FAULTS, Delivery, Endpoint, ExchangeServer, Fault, faults
from dataresult.testing.exchange.answers import Answer, Occasion

# A matrix of real servers, sockets and processes: seconds in all.
pytestmark = pytest.mark.slow

_NOW: Final = datetime(2025, 6, 15, 12, 0, tzinfo=UTC)
_ZIP: Final = "/archive/data/spot/daily/klines/BTCUSDT/1h/BTCUSDT-1h-2025-06-01.zip"
_TARGETS: Final = {
    Endpoint.REST: "/api/v3/klines?symbol=BTCUSDT&interval=1h&startTime=1748736000000&limit=24",
    Endpoint.ARCHIVE: _ZIP,
    Endpoint.CHECKSUM: f"{_ZIP}.CHECKSUM",
}
_CASES: Final = [
    pytest.param(fault, endpoint, id=f"{name}-{endpoint}")
    for name, fault in FAULTS.items()
    for endpoint in sorted(fault.endpoints)
]
# A client that gives up after this long; the ready-made stalls last far longer.
_PATIENCE_S: Final = 0.3


@pytest.fixture(scope="module")
def exchange() -> Iterator[ExchangeServer]:
    """An exchange on generated data."""
    with ExchangeServer(clock=_NOW.timestamp) as server:
        yield server


def _raw(server: ExchangeServer, endpoint: Endpoint, patience_s: float = _PATIENCE_S) -> tuple[bytes, str]:
    """All bytes that come for one request, and how it ended: "closed", "reset" or "silent"."""
    address = urlsplit(server.base_url)
    received = b""
    with socket.create_connection((str(address.hostname), address.port or 0), timeout=patience_s) as client:
        client.sendall(f"GET {_TARGETS[endpoint]} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        try:
            while part := client.recv(65_536):
                received += part
        except ConnectionResetError:
            return received, "reset"
        except TimeoutError:
            return received, "silent"
    return received, "closed"


def _body(received: bytes) -> tuple[int, bytes]:
    """The length that the head promises and the body that came."""
    head, _, body = received.partition(b"\r\n\r\n")
    (length,) = (line for line in head.split(b"\r\n") if line.startswith(b"Content-Length: "))
    return int(length.partition(b": ")[2]), body


def _ask(server: ExchangeServer, endpoint: Endpoint = Endpoint.REST) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection(urlsplit(server.base_url).netloc, timeout=10)
    try:
        connection.request("GET", _TARGETS[endpoint])
        reply = connection.getresponse()
        return reply.status, reply.headers, reply.read()
    finally:
        connection.close()


def _without_date(received: bytes) -> bytes:
    """The answer without what differs between two equal answers: the weight used so far."""
    lines = (line for line in received.split(b"\r\n") if not line.startswith(b"x-mbx-used-weight"))
    return b"\r\n".join(lines)


@pytest.mark.parametrize(("fault", "endpoint"), _CASES)
def test_every_fault_strikes_once_and_is_logged(exchange: ExchangeServer, fault: Fault, endpoint: Endpoint) -> None:
    """One answer differs from the genuine one and the log names the fault; the next is genuine again."""
    genuine = _raw(exchange, endpoint)
    assert genuine[1] == "closed"
    exchange.reset()
    injection = exchange.inject(fault)
    received, end = _raw(exchange, endpoint)
    assert (_without_date(received), end) != (_without_date(genuine[0]), genuine[1])
    assert injection.fired == 1
    (served,) = exchange.requests
    assert (served.fault, served.endpoint) == (fault.name, endpoint)
    if served.status is not None and received:
        assert received.startswith(f"HTTP/1.1 {served.status} ".encode())
    again = _raw(exchange, endpoint)
    assert (_without_date(again[0]), again[1]) == (_without_date(genuine[0]), genuine[1])
    exchange.reset()


@pytest.mark.parametrize(("fault", "endpoint"), _CASES)
def test_every_fault_is_seen_by_a_real_client(exchange: ExchangeServer, fault: Fault, endpoint: Endpoint) -> None:
    """Curl fails with the code that the delivery calls for, or hands over the answer that the fault made."""
    exchange.reset()
    exchange.inject(fault)
    url = f"{exchange.base_url}{_TARGETS[endpoint]}"
    if fault.name in _CURL_FAILS:
        with pytest.raises(curl.RequestsError) as caught:
            curl.get(url, timeout=_PATIENCE_S)
        assert caught.value.code in _CURL_FAILS[fault.name]
    else:
        reply = curl.get(url, timeout=10)
        assert reply.status_code == exchange.requests[-1].status
    exchange.reset()


_CURL_FAILS: Final[dict[str, set[CurlECode]]] = {
    "gzip_that_is_none": {CurlECode.BAD_CONTENT_ENCODING, CurlECode.WRITE_ERROR},
    "reset_before_answer": {CurlECode.RECV_ERROR},
    "reset_in_body": {CurlECode.RECV_ERROR},
    "closed_before_answer": {CurlECode.GOT_NOTHING},
    "cut_in_body": {CurlECode.PARTIAL_FILE},
    "stall_before_headers": {CurlECode.OPERATION_TIMEDOUT},
    "stall_in_body": {CurlECode.OPERATION_TIMEDOUT},
    "dripped": {CurlECode.OPERATION_TIMEDOUT},
    "garbage": {CurlECode.UNSUPPORTED_PROTOCOL},
    "malformed_headers": {CurlECode.WEIRD_SERVER_REPLY},
    "redirect_loop": {CurlECode.TOO_MANY_REDIRECTS},
}


def test_the_table_is_in_order() -> None:
    """Each fault is found under its name, says what may follow, pickles, and compares as a value."""
    for name, fault in FAULTS.items():
        assert fault.name == name
        assert fault.expected
        assert fault.expected <= set(_vocabulary.ErrorCode)
        assert fault.endpoints
        copy = pickle.loads(pickle.dumps(fault))
        assert (copy, hash(copy)) == (fault, hash(fault))
    assert {fault.delivery for fault in FAULTS.values()} == set(Delivery)


@pytest.mark.parametrize("endpoint", sorted(Endpoint))
def test_cuts_and_resets_promise_more_than_comes(exchange: ExchangeServer, endpoint: Endpoint) -> None:
    """In the middle of a body the connection closes or is reset; before the answer nothing comes at all."""
    exchange.inject(faults.CUT_IN_BODY)
    received, end = _raw(exchange, endpoint)
    promised, body = _body(received)
    assert (end, len(body)) == ("closed", promised // 2)
    exchange.inject(faults.RESET_IN_BODY)
    assert _raw(exchange, endpoint)[1] == "reset"
    exchange.inject(faults.RESET_BEFORE_ANSWER)
    assert _raw(exchange, endpoint) == (b"", "reset")
    exchange.inject(faults.CLOSED_BEFORE_ANSWER)
    assert _raw(exchange, endpoint) == (b"", "closed")


def test_stalls_end(exchange: ExchangeServer) -> None:
    """A stall shorter than the client's patience delays the answer and changes nothing in it."""
    genuine = _ask(exchange)[2]
    for fault in (faults.stalled(0.05), faults.stalled(0.05, in_body=True), faults.dripped(0.05)):
        exchange.inject(fault)
        assert _ask(exchange)[2] == genuine
        assert exchange.requests[-1].fault == fault.name


def test_long_stalls_fall_silent_where_they_say(exchange: ExchangeServer) -> None:
    """Before the headers nothing comes, in the body half of it."""
    exchange.inject(faults.STALL_BEFORE_HEADERS)
    assert _raw(exchange, Endpoint.REST) == (b"", "silent")
    exchange.inject(faults.STALL_IN_BODY)
    received, end = _raw(exchange, Endpoint.REST)
    promised, body = _body(received)
    assert (end, len(body)) == ("silent", promised // 2)


def test_hints_say_when_to_come_back(exchange: ExchangeServer) -> None:
    """Retry-After is in seconds, fractions included, or an HTTP date; a ban names its end in milliseconds."""
    for fault, status, hint in (
        (faults.rate_limited(7), 429, "7"),
        (faults.rate_limited(0.25), 429, "0.25"),
        (faults.rate_limited(90, as_date=True), 429, "Sun, 15 Jun 2025 12:01:30 GMT"),
        (faults.RATE_LIMITED_WITHOUT_HINT, 429, None),
        (faults.banned(60), 418, "60"),
    ):
        exchange.inject(fault)
        got, headers, body = _ask(exchange)
        assert (got, headers["Retry-After"], json.loads(body)["code"]) == (status, hint, -1003)
        assert headers["x-mbx-used-weight-1m"] is not None
        until = f"IP banned until {round(_NOW.timestamp() * 1000) + 60_000}."
        assert (until in json.loads(body)["msg"]) == (status == 418)


def test_a_status_of_ones_own(exchange: ExchangeServer) -> None:
    """Status, body and headers are sent as given, standard phrase or not."""
    fault = faults.status(599, b"mine", headers={"X-Mine": "yes"}, expected={_vocabulary.ErrorCode.API_UNAVAILABLE})
    exchange.inject(fault)
    status, headers, body = _ask(exchange, Endpoint.ARCHIVE)
    assert (status, headers["X-Mine"], body, fault.name) == (599, "yes", b"mine", "status_599")


def test_spoilt_archives_are_spoilt(exchange: ExchangeServer) -> None:
    """A corrupt zip fails its own check, a truncated one does not open, pages and XML are no zip."""
    exchange.inject(faults.CORRUPT_ZIP)
    with (
        pytest.raises((zipfile.BadZipFile, zlib.error)),
        zipfile.ZipFile(BytesIO(_ask(exchange, Endpoint.ARCHIVE)[2])) as archive,
    ):
        archive.read(archive.namelist()[0])
    for fault in (faults.TRUNCATED_ZIP, faults.PAGE_FOR_ZIP, faults.XML_FOR_ZIP):
        exchange.inject(fault)
        status, headers, body = _ask(exchange, Endpoint.ARCHIVE)
        assert (status, int(headers["Content-Length"])) == (200, len(body))
        assert not zipfile.is_zipfile(BytesIO(body))
    exchange.inject(faults.WRONG_CHECKSUM)
    assert _ask(exchange, Endpoint.CHECKSUM)[2] == b"0" * 64 + b"  BTCUSDT-1h-2025-06-01.zip"


def test_spoilt_rows_are_spoilt(exchange: ExchangeServer) -> None:
    """Rows come short, with words for numbers, twice, or backwards; errors pass as they are."""
    genuine = json.loads(_ask(exchange)[2])
    for fault, expected in (
        (faults.ROWS_SHORT, [row[:5] for row in genuine]),
        (faults.ROWS_NOT_NUMBERS, [[row[0], *["n/a"] * 4, *row[5:]] for row in genuine]),
        (faults.ROWS_TWICE, [row for row in genuine for _ in "12"]),
        (faults.ROWS_BACKWARDS, genuine[::-1]),
        (faults.EMPTY_LIST, []),
    ):
        exchange.inject(fault)
        assert json.loads(_ask(exchange)[2]) == expected
    exchange.inject(faults.INVALID_JSON)
    with pytest.raises(json.JSONDecodeError):
        json.loads(_ask(exchange)[2])
    refusal = Answer(400, b'{"code":-1121}', {})
    assert faults.ROWS_SHORT.applied(refusal, Occasion("/", 0.0)) == refusal


def test_gzip_that_is_none(exchange: ExchangeServer) -> None:
    """The header says gzip, the body is plain."""
    exchange.inject(faults.GZIP_THAT_IS_NONE)
    _, headers, body = _ask(exchange)
    assert headers["Content-Encoding"] == "gzip"
    with pytest.raises(gzip.BadGzipFile):
        gzip.decompress(body)
