"""What the file system over Google's storage raises: built-in classes with a text, and one class with a code."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dataresult._classify import classify_exception
from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    FetchError,
    NetworkConnection,
    NetworkDns,
    StorageRead,
)
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


def _json(status: int, reason: str, message: str = "It cannot be done.", **more: object) -> bytes:
    told = {"message": message, "domain": "global", "reason": reason}
    return json.dumps({"error": {"code": status, "message": message, "errors": [told], **more}}).encode()


@pytest.fixture
def filesystem(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> Foreign:
    """Give the file system over the server; it does not ask again."""
    made = gcsfs.core.GCSFileSystem(token="anon", endpoint_url=answers.url, skip_instance_cache=True)

    async def at_once(_s: float, *_more: object) -> None:
        return None

    monkeypatch.setattr("gcsfs.retry.asyncio.sleep", at_once)
    return made


@pytest.mark.parametrize("read", ["cat_file", "info", "ls"])
@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        ((401, "required", "Anonymous caller does not have storage.objects.get access."), ApiAuth),
        ((403, "forbidden", "a@b does not have storage.objects.get access to prices/none.csv."), ApiPermission),
        ((403, "rateLimitExceeded", "Rate Limit Exceeded"), ApiRateLimit),
        ((403, "quotaExceeded", "Quota exceeded for quota metric 'Read requests'"), ApiRateLimit),
        ((404, "notFound", "No such object: prices/none.csv"), ApiNotFound),
        ((400, "invalid", "The value is invalid for the parameter"), ApiRequest),
        ((429, "rateLimitExceeded", "slow down"), ApiRateLimit),
        ((412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold."), ApiRequest),
        ((500, "backendError", "Backend Error"), ApiUnavailable),
        ((503, "backendError", "Backend Error"), ApiUnavailable),
    ],
)
def test_a_refusal_through_the_file_system(
    filesystem: Foreign, read: str, refusal: tuple[int, str, str], expected: type[FetchError], answers: Answers
) -> None:
    """Built-in classes with a text, and one class with a code."""
    status, reason, message = refusal
    answers.now(status, _json(status, reason, message), Content_Type="application/json")
    error = classify_exception(raised_by(getattr(filesystem, read), "prices/none.csv"))
    assert isinstance(error, expected), error


def test_a_local_file_that_is_missing_is_local(filesystem: Foreign, tmp_path: Path) -> None:
    """The same class for what should have been sent."""
    error = classify_exception(raised_by(filesystem.put_file, str(tmp_path / "none.csv"), "prices/none.csv"))
    assert isinstance(error, StorageRead), error


def test_no_network_below_the_file_system(refusing_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed port and a name that is none."""

    async def at_once(_s: float, *_more: object) -> None:
        return None

    monkeypatch.setattr("gcsfs.retry.asyncio.sleep", at_once)
    for url, expected in (
        (f"http://127.0.0.1:{refusing_port}", NetworkConnection),
        ("http://storage.nonexistent.invalid", NetworkDns),
    ):
        made = gcsfs.core.GCSFileSystem(token="anon", endpoint_url=url, skip_instance_cache=True)
        error = classify_exception(raised_by(made.cat_file, "prices/a.csv"))
        assert isinstance(error, expected), error
