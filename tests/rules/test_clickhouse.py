"""What ClickHouse's client raises for a server's own codes, for proxies, and for broken connections."""

import gc
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._classify import classify_exception
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
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
    StorageSpace,
)
from dataresult.rules import Outcome
from dataresult.rules.clickhouse_codes import CLICKHOUSE_CODES
from dataresult.testing.faults._server import FaultServer
from tests.rules.one_answer import Answers, answering

clickhouse = pytest.importorskip(
    "clickhouse_connect", reason="clickhouse-connect is not installed: `make libraries` runs this"
)
exceptions = pytest.importorskip("clickhouse_connect.driver.exceptions")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def sockets_closed() -> Iterator[None]:
    """Close what the library forgets when it fails, while its warnings are silenced."""
    yield
    gc.collect()


@pytest.fixture(scope="module")
def server() -> Iterator[Answers]:
    """A server that gives the answer it is told to, to the client's first question already."""
    with answering() as answers:
        yield answers


def _raised(port: int, **more: object) -> Exception:
    given_too = {"host": "127.0.0.1", "connect_timeout": 1, "send_receive_timeout": 1, "query_retries": 0, **more}
    with pytest.raises(Exception) as raised:
        clickhouse.get_client(port=port, **given_too)
    return raised.value


CODES: list[tuple[int, str, int, type[FetchError]]] = [
    (60, "UNKNOWN_TABLE", 404, ApiNotFound),
    (81, "UNKNOWN_DATABASE", 404, ApiNotFound),
    (47, "UNKNOWN_IDENTIFIER", 404, ApiNotFound),
    (62, "SYNTAX_ERROR", 400, ApiRequest),
    (516, "AUTHENTICATION_FAILED", 403, ApiAuth),
    (497, "ACCESS_DENIED", 403, ApiPermission),
    (164, "READONLY", 500, ApiPermission),
    (241, "MEMORY_LIMIT_EXCEEDED", 500, ApiUnavailable),
    (202, "TOO_MANY_SIMULTANEOUS_QUERIES", 500, ApiUnavailable),
    (252, "TOO_MANY_PARTS", 500, ApiUnavailable),
    (242, "TABLE_IS_READ_ONLY", 500, ApiUnavailable),
    (201, "QUOTA_EXCEEDED", 500, ApiRateLimit),
    (159, "TIMEOUT_EXCEEDED", 500, NetworkTimeout),
    (209, "SOCKET_TIMEOUT", 500, NetworkTimeout),
    (210, "NETWORK_ERROR", 500, NetworkConnection),
    (243, "NOT_ENOUGH_SPACE", 500, StorageSpace),
    (27, "CANNOT_PARSE_INPUT_ASSERTION_FAILED", 400, DataTransformation),
    (53, "TYPE_MISMATCH", 400, DataTransformation),
    (469, "VIOLATED_CONSTRAINT", 500, DataValidation),
]


def _said(code: int, name: str) -> str:
    return f"Code: {code}. DB::Exception: It did not go well. ({name}) (version 25.3.1.1 (official build))"


@pytest.mark.parametrize(("code", "name", "status", "expected"), CODES)
def test_the_servers_code_decides(
    server: Answers, code: int, name: str, status: int, expected: type[FetchError]
) -> None:
    """Whatever status it comes with."""
    server.now(status, _said(code, name).encode(), X_ClickHouse_Exception_Code=str(code))
    error = classify_exception(_raised(server.server_port))
    assert type(error) is expected
    if isinstance(error, ApiError):
        assert error.provider_code == str(code)


@given(code=st.sampled_from(sorted(CLICKHOUSE_CODES, key=str)))
def test_a_code_means_the_same_in_a_text(code: str) -> None:
    """As clients without the attribute quote it, and as wrappers keep it."""
    target = CLICKHOUSE_CODES[code]
    expected = target.error if isinstance(target, Outcome) else target
    said = _said(int(code), "NAME")
    texts = (
        f"Received ClickHouse exception, code: {code}, server response: {said} (for url http://h:8123)",
        f":HTTPDriver for http://clickhouse:8123 returned response code 404)\n {said}",
        f"HTTPDriver for https://h.example:8443 received ClickHouse error code {code}\n {said}",
    )
    for text in texts:
        assert type(classify_exception(exceptions.DatabaseError(text))) is expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, ApiAuth),
        (403, ApiPermission),
        (404, ApiNotFound),
        (429, ApiRateLimit),
        (500, ApiUnavailable),
        (503, ApiUnavailable),
    ],
)
def test_a_proxy_has_no_code(server: Answers, status: int, expected: type[FetchError]) -> None:
    """Then the status decides, which stands in the text only."""
    server.now(status, b"<html>nginx</html>", Content_Type="text/html")
    error = classify_exception(_raised(server.server_port))
    assert type(error) is expected
    assert isinstance(error, ApiError)
    assert error.http_status == status


def test_a_page_is_no_answer(server: Answers) -> None:
    """Something that is not ClickHouse says that all is well."""
    server.now(200, b"<html>Welcome</html>\n", Content_Type="text/html")
    assert isinstance(classify_exception(_raised(server.server_port)), ApiFormat)


def test_nobody_there(refusing_port: int) -> None:
    """Refused, and where."""
    error = classify_exception(_raised(refusing_port))
    assert isinstance(error, NetworkConnection)
    assert error.port == refusing_port


def test_nobody_answers(silent_port: int) -> None:
    """A server that takes the connection and says nothing."""
    assert isinstance(classify_exception(_raised(silent_port)), NetworkTimeout)


def test_a_name_that_does_not_resolve() -> None:
    """Behind two wrappers."""
    assert isinstance(classify_exception(_raised(8123, host="nowhere.invalid")), NetworkDns)


def test_a_certificate_that_is_not_trusted(tls_faults: dict[str, FaultServer]) -> None:
    """Nobody knows the authority."""
    assert isinstance(classify_exception(_raised(tls_faults["good"].port, secure=True)), NetworkTls)


MISUSE: dict[str, tuple[Callable[[], object], type[FetchError]]] = {
    "a protocol that is none": (lambda: clickhouse.get_client(interface="nowhere"), Internal),
    "two ways to log in": (lambda: clickhouse.get_client(access_token="t", username="u", password="p"), ApiAuth),
}


@pytest.mark.parametrize("fault", MISUSE)
def test_what_is_refused_before_anything_is_sent(fault: str) -> None:
    """The client's own texts."""
    call, expected = MISUSE[fault]
    with pytest.raises(Exception) as raised:
        call()
    assert type(classify_exception(raised.value)) is expected
