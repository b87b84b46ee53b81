"""The same fault is the same error through every HTTP client: real servers, real exceptions."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import cast

import httpcore
import httpx
import pytest
import requests
import requests.adapters
import urllib3
from curl_cffi import CurlError
from curl_cffi.requests.exceptions import HTTPError as CurlHttpError
from hypothesis import given
from hypothesis import strategies as st
from urllib3.connection import HTTPSConnection

from dataresult._classify import classify_exception
from dataresult._retry_hint import retry_hint
from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    FetchError,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
)
from dataresult.testing.faults._server import STALL_S, FaultServer
from tests.rules.clients import CLIENTS, STATUS_CLIENTS, provoke

# A matrix of real servers, sockets and processes: seconds in all.
pytestmark = pytest.mark.slow

every_client = pytest.mark.parametrize("client", CLIENTS)
# asyncio's own limit of a minute for the handshake comes before that of this one.
every_patient_client = pytest.mark.parametrize("client", [name for name in CLIENTS if name != "niquests-async"])
# These do not follow redirects; and these do not mind two lengths.
UNREDIRECTED = ("http.client", "httpcore", "httpcore-async")
LENIENT = ("http.client", "urllib")
every_status_client = pytest.mark.parametrize("client", STATUS_CLIENTS)

CONNECTION_FAULTS = (
    "reset-before",
    "close-before",
    "reset-in-body",
    "cut-body",
    "cut-between-chunks",
    "cut-in-chunk",
)
FORMAT_FAULTS = ("bad-chunk", "bad-gzip", "bad-status-line", "two-lengths", "html", "loop")


@every_client
@pytest.mark.parametrize("fault", CONNECTION_FAULTS)
def test_a_lost_connection_is_a_connection_error(client: str, fault: str, faults: FaultServer) -> None:
    """A peer that resets, hangs up or sends less than it promised is the network's fault, and worth another try."""
    exception = provoke(client, faults.url(fault))
    error = classify_exception(exception)
    assert isinstance(error, NetworkConnection), error
    assert retry_hint(exception) is True
    if client != "http.client":  # whose answer knows nothing of where it came from
        assert (error.host, error.port) == ("127.0.0.1", faults.port)


@every_client
@pytest.mark.parametrize("fault", FORMAT_FAULTS)
def test_an_answer_that_breaks_the_protocol_is_a_format_error(client: str, fault: str, faults: FaultServer) -> None:
    """A whole answer that cannot be read as what it claims to be is the server's fault."""
    if fault == "two-lengths" and client in LENIENT:
        pytest.skip(f"{client} takes the first length")
    error = classify_exception(provoke(client, faults.url(fault)))
    assert isinstance(error, ApiFormat), error
    if fault == "html" and client != "aiohttp":  # which looks at the type alone
        assert error.snippet is not None
        assert "Access Denied" in error.snippet
    if fault == "html" and client in {"requests", "niquests", "niquests-async", "aiohttp"}:
        assert (error.http_status, error.content_type) == (200, "text/html")
    if fault == "loop" and client not in (*UNREDIRECTED, "urllib"):
        assert error.next_step is Advice.ASK_OPERATOR


@every_client
@pytest.mark.parametrize("fault", ["stall-before", "stall-in-body"])
def test_silence_is_a_read_timeout(client: str, fault: str, faults: FaultServer) -> None:
    """A server that stops talking is a timeout while reading, however far it came."""
    error = classify_exception(provoke(client, faults.url(fault), timeout_s=STALL_S))
    assert isinstance(error, NetworkTimeout), error
    assert error.phase is TimeoutPhase.READ
    assert error.timeout_s in {STALL_S, None}
    if fault == "stall-before" and client in {"requests", "urllib3", "niquests", "niquests-async"}:
        assert error.timeout_s == STALL_S


@every_client
def test_an_unanswered_connect_is_a_connect_timeout(client: str, deaf_port: int) -> None:
    """A server that does not take the connection is a timeout while connecting."""
    error = classify_exception(provoke(client, f"http://127.0.0.1:{deaf_port}/", timeout_s=STALL_S))
    assert isinstance(error, NetworkTimeout), error
    assert error.phase is TimeoutPhase.CONNECT


@every_patient_client
def test_an_unanswered_handshake_is_a_connect_timeout(client: str, silent_port: int) -> None:
    """A server that takes the connection and is silent in the TLS handshake has not connected yet."""
    error = classify_exception(provoke(client, f"https://127.0.0.1:{silent_port}/", timeout_s=STALL_S))
    assert isinstance(error, NetworkTimeout), error
    assert error.phase is TimeoutPhase.CONNECT


@every_client
def test_a_refused_connection_names_its_server(client: str, refusing_port: int) -> None:
    """A closed port is a connection error that says which."""
    error = classify_exception(provoke(client, f"http://127.0.0.1:{refusing_port}/"))
    assert isinstance(error, NetworkConnection), error
    assert (error.host, error.port) == ("127.0.0.1", refusing_port)


@every_client
def test_a_refusing_proxy_is_a_connection_error(client: str, refusing_port: int) -> None:
    """A proxy that cannot be reached is the network's fault, not the target's."""
    proxy = f"http://127.0.0.1:{refusing_port}"
    error = classify_exception(provoke(client, "https://service.invalid/", proxy=proxy))
    assert isinstance(error, NetworkConnection), error


@every_client
def test_a_proxy_that_does_not_resolve_is_named(client: str) -> None:
    """The name that does not resolve is the proxy's, not the target's."""
    error = classify_exception(provoke(client, "https://service.invalid/", proxy="http://proxy.invalid:8080"))
    assert isinstance(error, NetworkDns), error
    if not client.startswith("httpx"):  # whose error knows its request, and the resolver's text no name
        assert error.host == "proxy.invalid"


@every_client
def test_a_proxy_that_wants_credentials_is_an_auth_error(client: str, faults: FaultServer) -> None:
    """Status 407 on the way through the proxy asks for credentials."""
    error = classify_exception(provoke(client, "https://service.invalid/", proxy=f"http://127.0.0.1:{faults.port}"))
    assert isinstance(error, ApiAuth), error


@every_client
def test_a_name_that_does_not_resolve_is_a_dns_error(client: str) -> None:
    """The same DNS failure is the same error through every client, and names the host."""
    error = classify_exception(provoke(client, "http://nonexistent.invalid/data"))
    assert isinstance(error, NetworkDns), error
    assert error.host == "nonexistent.invalid"


@every_client
@pytest.mark.parametrize("server", ["good", "other-host", "expired"])
def test_a_certificate_that_cannot_be_trusted_is_a_tls_error(
    client: str, server: str, tls_faults: dict[str, FaultServer], trusted: str
) -> None:
    """An unknown authority, another host's name and an expired date are refused alike, and asking again is no use."""
    known = None if server == "good" else trusted
    exception = provoke(client, tls_faults[server].url("ok", "https"), trusted=known)
    error = classify_exception(exception)
    assert isinstance(error, NetworkTls), error
    assert retry_hint(exception) is False


@every_client
def test_plain_http_where_tls_was_asked_for_is_a_tls_error(client: str, faults: FaultServer) -> None:
    """A server that answers a handshake with plain text fails the handshake."""
    error = classify_exception(provoke(client, faults.url("ok", "https")))
    assert isinstance(error, NetworkTls), error


@pytest.mark.parametrize(
    ("client", "url"),
    [
        *(
            (client, url)
            for client in CLIENTS
            for url in ("http://", "gopher+x://host/")
            if not client.startswith(("urllib", "http.client", "httpcore")) or client == "urllib3"
        ),
        ("requests", "host/path"),
        ("requests", "http://127.0.0.1:99999/"),
        ("requests", "http://two words/"),
        ("urllib3", "http://127.0.0.1:99999/"),
        ("urllib3", "http://two words/"),
        ("httpx", "host/path"),
        ("httpx-async", "host/path"),
        ("httpx", "http://[::1"),
        ("curl_cffi", "http://127.0.0.1:99999/"),
        ("curl_cffi", "http://two words/"),
        ("curl_cffi-async", "http://two words/"),
    ],
)
def test_a_url_that_cannot_be_is_the_callers_fault(client: str, url: str) -> None:
    """What the library refuses before it sends it is mended by the caller."""
    error = classify_exception(provoke(client, url))
    assert isinstance(error, ApiRequest), error
    assert error.parameter == "url"


@every_client
def test_a_port_that_is_no_number_is_the_callers_fault(client: str) -> None:
    """Also where a client has no class of its own for it."""
    assert isinstance(classify_exception(provoke(client, "http://127.0.0.1:port/")), ApiRequest)


STATUSES: dict[int, type[FetchError]] = {
    400: ApiRequest,
    401: ApiAuth,
    403: ApiPermission,
    404: ApiNotFound,
    405: ApiRequest,
    410: ApiNotFound,
    413: ApiRequest,
    418: ApiRateLimit,
    422: ApiRequest,
    429: ApiRateLimit,
    451: ApiPermission,
    500: ApiUnavailable,
    502: ApiUnavailable,
    503: ApiUnavailable,
    504: ApiUnavailable,
    522: ApiUnavailable,
}


@every_status_client
@pytest.mark.parametrize("status", STATUSES)
def test_each_status_means_the_same_through_every_client(client: str, status: int, faults: FaultServer) -> None:
    """The status decides, and is on the error."""
    error = classify_exception(provoke(client, faults.url(f"status/{status}")))
    assert type(error) is STATUSES[status]
    assert error.to_dict()["http_status"] == status


@every_status_client
def test_how_long_to_wait_is_recovered_from_the_headers(client: str, faults: FaultServer) -> None:
    """Seconds, fractions and dates in `Retry-After` end up on the error; zero is no hint."""
    url = faults.url("status/429/")
    limited = classify_exception(provoke(client, url + "7"))
    assert isinstance(limited, ApiRateLimit)
    assert limited.retry_after == timedelta(seconds=7)
    in_milliseconds = classify_exception(provoke(client, url + "1500/retry-after-ms"))
    assert isinstance(in_milliseconds, ApiRateLimit)
    assert in_milliseconds.retry_after == timedelta(milliseconds=1500)
    dated = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True).replace(" ", "%20")
    by_date = classify_exception(provoke(client, url + dated))
    assert isinstance(by_date, ApiRateLimit)
    assert by_date.retry_after is not None
    assert timedelta(seconds=60) < by_date.retry_after <= timedelta(seconds=100)
    at_once = classify_exception(provoke(client, url + "0"))
    assert isinstance(at_once, ApiRateLimit)
    assert at_once.retry_after is None
    assert retry_hint(provoke(client, faults.url("status/503/7"))) == timedelta(seconds=7)


@every_status_client
def test_a_ban_ends_at_an_instant(client: str, faults: FaultServer) -> None:
    """Status 418 with `Retry-After` is a ban that says when it ends."""
    error = classify_exception(provoke(client, faults.url("status/418/120")))
    assert isinstance(error, ApiRateLimit)
    assert error.banned
    assert error.not_before is not None
    assert error.next_step is Advice.WAIT


def test_a_body_that_was_not_read_stays_unread(faults: FaultServer) -> None:
    """The status of a streamed answer is judged without waiting for its body."""
    url = faults.url("refusal-without-body")
    with requests.get(url, stream=True, timeout=5.0) as response:
        with pytest.raises(requests.HTTPError) as by_requests:
            response.raise_for_status()
        assert isinstance(classify_exception(by_requests.value), ApiUnavailable)
        assert response._content is False
    with httpx.stream("GET", url) as streamed:
        with pytest.raises(httpx.HTTPStatusError) as by_httpx:
            streamed.raise_for_status()
        error = classify_exception(by_httpx.value)
        assert isinstance(error, ApiUnavailable)
        assert error.next_step is Advice.WAIT
        assert not streamed.is_stream_consumed


@given(status=st.sampled_from([400, 401, 403, 404, 418, 422, 429, 451, 500, 502, 503, 504, 522]))
def test_a_status_that_is_left_in_words_only_still_decides(status: int) -> None:
    """An exception that lost its answer on the way from another process is judged by its text."""
    kind = "Client" if status < 500 else "Server"
    url = "http://h/?page=200"
    request = httpx.Request("GET", url)
    for exception in (
        requests.HTTPError(f"{status} {kind} Error: Because for url: {url}"),
        httpx.HTTPStatusError(
            f"{kind} error '{status} Because' for url '{url}'",
            request=request,
            response=cast("httpx.Response", None),
        ),
        CurlHttpError(f"HTTP Error {status}: Because"),
        CurlError(f"curl: (22) The requested URL returned error: {status}", 22),
    ):
        error = classify_exception(exception)
        assert type(error) is STATUSES.get(status, ApiRequest), exception
        assert error.to_dict()["http_status"] == status


@pytest.mark.parametrize("status", [429, 500, 503])
def test_used_up_retries_are_what_the_last_answer_was(status: int, faults: FaultServer) -> None:
    """urllib3's retries end in an error that tells the status in words; how long to wait is with what raised it."""
    retries = urllib3.Retry(1, status_forcelist=[status], respect_retry_after_header=False)
    with urllib3.PoolManager(retries=retries) as pool, pytest.raises(urllib3.exceptions.MaxRetryError) as raised:
        pool.request("GET", faults.url(f"status/{status}/7"), timeout=5.0)
    with requests.Session() as session:
        session.mount("http://", requests.adapters.HTTPAdapter(max_retries=retries))
        with pytest.raises(requests.exceptions.RetryError) as raised_by_requests:
            session.get(faults.url(f"status/{status}/7"), timeout=5.0)
    for exception in (raised.value, raised_by_requests.value):
        error = classify_exception(exception)
        assert type(error) is STATUSES[status]
        assert error.to_dict()["http_status"] == status
        assert retry_hint(exception) == timedelta(seconds=7)


LOST_CAUSES: dict[str, type[FetchError]] = {
    "[Errno -2] Name or service not known": NetworkDns,
    "[Errno -3] Temporary failure in name resolution": NetworkDns,
    "[Errno 8] nodename nor servname provided, or not known": NetworkDns,
    "[Errno 11001] getaddrinfo failed": NetworkDns,
    "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)": NetworkTls,
    "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)": NetworkTls,
    "[SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol": NetworkConnection,
    "[Errno 110] Connection timed out": NetworkTimeout,
    "[Errno 111] Connection refused": NetworkConnection,
    "[Errno 104] Connection reset by peer": NetworkConnection,
}


@pytest.mark.parametrize("text", LOST_CAUSES)
def test_a_cause_that_is_left_in_words_only_still_decides(text: str) -> None:
    """The text of what lay behind says the same through every library that kept it."""
    wrapped = f"HTTPSConnectionPool(host='h', port=443): Max retries exceeded with url: / (Caused by {text!r})"
    for exception in (
        requests.ConnectionError(wrapped),
        urllib3.exceptions.NewConnectionError(HTTPSConnection("h"), text),
        httpx.ConnectError(text),
        httpcore.ConnectError(text),
    ):
        assert type(classify_exception(exception)) is LOST_CAUSES[text], exception
