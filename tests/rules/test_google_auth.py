"""What comes of asking for Google's tokens: refused, out of reach, or nothing to ask with."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dataresult._classify import classify_exception
from dataresult.errors import (
    ApiAuth,
    ApiError,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiUnavailable,
    FetchError,
    NetworkConnection,
    NetworkDns,
    NetworkTls,
)
from dataresult.testing.faults._server import FaultServer
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


@pytest.fixture(scope="module")
def answers() -> Iterator[Answers]:
    """Serve the answer that a test wants."""
    with answering() as server:
        yield server


def _at_once(_seconds: float) -> None:
    """Do not wait."""


def _user(url: str, **more: object) -> Foreign:
    return oauth.Credentials(
        "PLANTEDtoken0123456789", refresh_token="PLANTEDrefresh0123456789", token_uri=url, client_id="client",
        client_secret="PLANTEDsecret0123456789", **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}, ApiAuth),
        (401, {"error": "invalid_client", "error_description": "Unauthorized"}, ApiAuth),
        (403, {"error": "access_denied", "error_description": "Account restricted"}, ApiPermission),
        (400, {"error": "rate_limit_exceeded", "error_description": "slow"}, ApiRateLimit),
        (400, {"error": "server_error", "error_description": "x"}, ApiUnavailable),
    ],
)
def test_a_token_that_is_refused(
    status: int, body: dict[str, str], expected: type[FetchError], answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code of the token endpoint decides, through the library and through any other."""
    monkeypatch.setattr("time.sleep", _at_once)  # the library backs off for seconds
    url = answers.now(status, json.dumps(body).encode(), Content_Type="application/json")
    exception = raised_by(_user(url).refresh, transport.Request())
    error = classify_exception(exception)
    assert isinstance(error, expected), error
    assert isinstance(error, ApiError)
    assert error.provider_code == body["error"]
    assert "PLANTED" not in str(error.to_dict())
    plain = classify_exception(raised_by(lambda: requests.get(url, timeout=5).raise_for_status()))
    assert isinstance(plain, expected)


def test_a_token_endpoint_that_is_ill(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so with its status, in a page of its own, of which the exception keeps the text."""
    monkeypatch.setattr("time.sleep", _at_once)
    url = answers.now(503, b"<html>503 Service Unavailable</html>")
    assert isinstance(classify_exception(raised_by(_user(url).refresh, transport.Request())), ApiUnavailable)
    url = answers.now(200, b"<html>sign in</html>")
    assert isinstance(classify_exception(raised_by(_user(url).refresh, transport.Request())), ApiFormat)


def test_a_token_endpoint_that_cannot_be_reached(refusing_port: int, tls_faults: dict[str, FaultServer]) -> None:
    """The network's failure, not the credentials'."""
    for url, expected in (
        (f"http://127.0.0.1:{refusing_port}/token", NetworkConnection),
        ("https://oauth2.nonexistent.invalid/token", NetworkDns),
        (tls_faults["good"].url("token", "https"), NetworkTls),
    ):
        error = classify_exception(raised_by(_user(url).refresh, transport.Request()))
        assert isinstance(error, expected), error


def test_credentials_that_are_not_there(tmp_path: Path) -> None:
    """A refresh without its parts, a file without a key, a file that is none: credentials, and no secret out."""
    no_parts = oauth.Credentials("PLANTEDtoken0123456789")
    private = "-----BEGIN PRIVATE KEY-----\nPLANTEDPLANTEDPLANTED\n-----END PRIVATE KEY-----\n"
    info = {"type": "service_account", "client_email": "a@b", "private_key": private, "token_uri": "http://x"}
    broken = tmp_path / "key.json"
    broken.write_text('{"private_key": "PLANTED')
    loaded = pytest.importorskip("google.auth")
    for exception in (
        raised_by(no_parts.refresh, transport.Request()),
        raised_by(service_account.Credentials.from_service_account_info, {"type": "service_account"}),
        raised_by(service_account.Credentials.from_service_account_info, info),
        raised_by(loaded.load_credentials_from_file, str(tmp_path / "none.json")),
        raised_by(loaded.load_credentials_from_file, str(broken)),
    ):
        error = classify_exception(exception)
        assert isinstance(error, ApiAuth), (exception, error)
        assert "PLANTED" not in str(error.to_dict())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"error": {"code": 403, "message": "no", "status": "PERMISSION_DENIED"}}', ApiPermission),
        ('{"error": {"code": 503, "message": "no", "status": "UNAVAILABLE"}}', ApiUnavailable),
        ('{"error": {"code": 404, "message": "no", "status": "NOT_FOUND"}}', ApiNotFound),
    ],
)
def test_an_account_that_may_not_be_impersonated(text: str, expected: type[FetchError]) -> None:
    """The service that gives tokens answers as other services do."""
    error = classify_exception(auth_errors.RefreshError("Unable to acquire impersonated credentials", text))
    assert isinstance(error, expected)
