"""What Google's clients raise over HTTP, against real sockets; and messages that are none."""

import json
import pickle
from collections.abc import Callable, Iterator
from datetime import timedelta

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
    DataIntegrity,
    DataTransformation,
    FetchError,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
)
from dataresult.rules.google_reasons import GOOGLE_REASONS
from dataresult.testing.faults._server import STALL_S, FaultServer
from tests.rules.foreign import Foreign, raised_by
from tests.rules.one_answer import Answers, answering

requests = pytest.importorskip("requests")
storage = pytest.importorskip(
    "google.cloud.storage", reason="google-cloud-storage is not installed: `make libraries` runs this"
)
google_errors = pytest.importorskip("google.api_core.exceptions")
auth_errors = pytest.importorskip("google.auth.exceptions")
transport = pytest.importorskip("google.auth.transport.requests")
oauth = pytest.importorskip("google.oauth2.credentials")
service_account = pytest.importorskip("google.oauth2.service_account")
gcsfs = pytest.importorskip("gcsfs", reason="gcsfs is not installed: `make libraries` runs this")
messages = pytest.importorskip("google.protobuf.message")
duration = pytest.importorskip("google.protobuf.duration_pb2")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def _blob(root: str) -> Foreign:
    client = storage.Client.create_anonymous_client()
    client._connection.API_BASE_URL = root  # what `client_options` sets, without the look for credentials
    client._bucket_metadata_cache = None  # it asks for the bucket, again and again, in a thread of its own
    return client.bucket("prices").blob("2026/data.parquet")


def _download(root: str) -> object:
    return _blob(root).download_as_bytes(retry=None, timeout=STALL_S)


def _metadata(root: str) -> object:
    return _blob(root).reload(retry=None, timeout=STALL_S)


def _upload(root: str) -> object:
    return _blob(root).upload_from_string(b"abc", retry=None, timeout=STALL_S)


def _listing(root: str) -> object:
    return list(_blob(root).bucket.list_blobs(retry=None, timeout=STALL_S))


CALLS: dict[str, Callable[[str], object]] = {
    "download": _download,
    "metadata": _metadata,
    "upload": _upload,
    "listing": _listing,
}
every_call = pytest.mark.parametrize("call", CALLS)


@pytest.fixture(scope="module")
def answers() -> Iterator[Answers]:
    """Serve the answer that a test wants."""
    with answering() as server:
        yield server


def _json(status: int, reason: str, message: str = "It cannot be done.", **more: object) -> bytes:
    told = {"message": message, "domain": "global", "reason": reason}
    return json.dumps({"error": {"code": status, "message": message, "errors": [told], **more}}).encode()


def _refused(answers: Answers, call: str, status: int, reason: str, **headers: str) -> FetchError:
    url = answers.now(status, _json(status, reason), Content_Type="application/json; charset=UTF-8", **headers)
    return classify_exception(raised_by(CALLS[call], url))


# Status and reason as the service pairs them: see the sources of `google_reasons`.
REFUSALS: list[tuple[int, str, type[FetchError]]] = [
    (400, "invalid", ApiRequest),
    (400, "required", ApiRequest),
    (400, "keyInvalid", ApiAuth),
    (400, "userProjectMissing", ApiRequest),
    (401, "required", ApiAuth),
    (401, "authError", ApiAuth),
    (403, "forbidden", ApiPermission),
    (403, "accessNotConfigured", ApiPermission),
    (403, "accountDisabled", ApiPermission),
    (403, "rateLimitExceeded", ApiRateLimit),
    (403, "userRateLimitExceeded", ApiRateLimit),
    (403, "quotaExceeded", ApiRateLimit),
    (403, "dailyLimitExceeded", ApiRateLimit),
    (404, "notFound", ApiNotFound),
    (405, "methodNotAllowed", ApiRequest),
    (409, "conflict", ApiRequest),
    (410, "notFound", ApiNotFound),
    (411, "required", ApiRequest),
    (412, "conditionNotMet", ApiRequest),
    (413, "uploadTooLarge", ApiRequest),
    (416, "requestedRangeNotSatisfiable", ApiRequest),
    (429, "rateLimitExceeded", ApiRateLimit),
    (429, "somethingNew", ApiRateLimit),
    (500, "backendError", ApiUnavailable),
    (501, "notImplemented", ApiUnavailable),
    (502, "badGateway", ApiUnavailable),
    (503, "backendError", ApiUnavailable),
    (504, "gatewayTimeout", ApiUnavailable),
]


@every_call
@pytest.mark.parametrize(("status", "reason", "expected"), REFUSALS)
def test_the_reason_of_the_service_decides(
    call: str, status: int, reason: str, expected: type[FetchError], answers: Answers
) -> None:
    """Each reason is what it means whatever was asked; one that nobody knows leaves it to the status."""
    error = _refused(answers, call, status, reason)
    assert isinstance(error, expected), error
    assert isinstance(error, ApiError)
    if status == 401:  # an anonymous client tries to refresh, and says only that it cannot
        return
    assert error.http_status == status
    assert error.provider_code in ({reason} if reason in GOOGLE_REASONS else {reason, None})


@every_call
@pytest.mark.parametrize("wait", ["31", "0.25"])
def test_how_long_to_wait_is_told(call: str, wait: str, answers: Answers) -> None:
    """`Retry-After`, for a limit as a field, for an outage in the context."""
    limit = _refused(answers, call, 429, "rateLimitExceeded", Retry_After=wait)
    assert isinstance(limit, ApiRateLimit)
    assert limit.retry_after == timedelta(seconds=float(wait))
    outage = _refused(answers, call, 503, "backendError", Retry_After=wait)
    assert outage.context["retry_after_s"] == float(wait)
    assert outage.next_step is Advice.WAIT


@every_call
def test_what_newer_services_say(call: str, answers: Answers) -> None:
    """`google.rpc.Status` as JSON: a quota in a 403 by its ErrorInfo, and how long to wait by its RetryInfo."""
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "RATE_LIMIT_EXCEEDED", "domain": "a"}
    retry = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "43.5s"}
    body = {"code": 403, "message": "no", "status": "PERMISSION_DENIED", "details": [info, retry]}
    url = answers.now(403, json.dumps({"error": body}).encode(), Content_Type="application/json")
    error = classify_exception(raised_by(CALLS[call], url))
    assert isinstance(error, ApiRateLimit), error
    assert error.retry_after == timedelta(seconds=43.5)
    # The same through a client that knows nothing of Google.
    plain = classify_exception(raised_by(lambda: requests.get(url, timeout=5).raise_for_status()))
    assert isinstance(plain, ApiRateLimit)
    assert plain.retry_after == timedelta(seconds=43.5)


@every_call
def test_a_page_of_a_proxy_is_what_its_status_says(call: str, answers: Answers) -> None:
    """HTML with status 502 is an outage, plain text with 404 something missing."""
    url = answers.now(502, b"<html>Bad Gateway</html>", Content_Type="text/html")
    assert isinstance(classify_exception(raised_by(CALLS[call], url)), ApiUnavailable)
    url = answers.now(404, b"No such object: prices/2026/data.parquet", Content_Type="text/plain")
    assert isinstance(classify_exception(raised_by(CALLS[call], url)), ApiNotFound)


@pytest.mark.parametrize("call", ["metadata", "listing"])
def test_an_answer_that_is_no_json_is_a_format_error(call: str, answers: Answers) -> None:
    """It came whole, and is not what was promised."""
    url = answers.now(200, b"<html>sign in</html>", Content_Type="text/html")
    assert isinstance(classify_exception(raised_by(CALLS[call], url)), ApiFormat)


def test_a_download_that_was_damaged_is_an_integrity_error(answers: Answers) -> None:
    """The checksum in the header is another's."""
    url = answers.now(
        200, b"abc", Content_Type="text/plain", X_Goog_Hash="crc32c=AAAAAA==,md5=AAAAAAAAAAAAAAAAAAAAAA=="
    )
    error = classify_exception(raised_by(_download, url))
    assert isinstance(error, DataIntegrity), error
    assert error.expected_digest in {"AAAAAA==", "AAAAAAAAAAAAAAAAAAAAAA=="}
    assert error.actual_digest


@every_call
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("reset-before", NetworkConnection),
        ("close-before", NetworkConnection),
        ("reset-in-body", NetworkConnection),
        ("cut-body", NetworkConnection),
        ("stall-before", NetworkTimeout),
        ("stall-in-body", NetworkTimeout),
        ("bad-status-line", ApiFormat),
    ],
)
def test_a_broken_connection_is_the_networks(
    call: str, fault: str, expected: type[FetchError], faults: FaultServer
) -> None:
    """As requests says it."""
    error = classify_exception(raised_by(CALLS[call], faults.url(fault)))
    assert isinstance(error, expected), error


@every_call
def test_what_comes_before_the_connection(call: str, refusing_port: int, tls_faults: dict[str, FaultServer]) -> None:
    """A closed port, a name that is none, and a certificate that nobody signed are told apart."""
    refused = classify_exception(raised_by(CALLS[call], f"http://127.0.0.1:{refusing_port}"))
    assert isinstance(refused, NetworkConnection), refused
    unknown = classify_exception(raised_by(CALLS[call], "http://storage.nonexistent.invalid"))
    assert isinstance(unknown, NetworkDns), unknown
    assert unknown.host == "storage.nonexistent.invalid"
    untrusted = classify_exception(raised_by(CALLS[call], tls_faults["good"].url("", "https").rstrip("/")))
    assert isinstance(untrusted, NetworkTls), untrusted


@given(status=st.integers(300, 599), reason=st.sampled_from(sorted(map(str, GOOGLE_REASONS))))
def test_every_reason_counts_more_than_its_status(status: int, reason: str) -> None:
    """Whatever the status, and after a pickle."""
    target = GOOGLE_REASONS[reason]
    exception = google_errors.from_http_status(status, "no", errors=[{"reason": reason}])
    expected = getattr(target, "error", target)
    if status not in {301, 304, 307, 308}:
        assert type(classify_exception(exception)) is expected
        assert type(classify_exception(pickle.loads(pickle.dumps(exception)))) is expected


@given(status=st.integers(300, 599))
def test_every_status_without_an_answer_is_understood(status: int) -> None:
    """The class or the number on the instance."""
    error = classify_exception(google_errors.from_http_status(status, "no"))
    assert isinstance(error, ApiError | NetworkTimeout), error
    if isinstance(error, ApiError):
        assert error.http_status == status


@pytest.mark.parametrize("garbage", [b"\xff", b"\x0a\x7f", b"\x08", b"\x07"])
def test_bytes_that_are_no_message(garbage: bytes) -> None:
    """From a server they are an answer that is none, from a file data that cannot be read."""
    exception = raised_by(duration.Duration.FromString, garbage)
    assert isinstance(exception, messages.DecodeError)
    assert isinstance(classify_exception(exception), ApiFormat)
    assert isinstance(classify_exception(exception, {"operation": "transform"}), DataTransformation)
