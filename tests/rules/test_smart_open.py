"""What `smart_open` says in a sentence of its own, over S3 and HTTP."""

import pickle
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dataresult._classify import classify_exception
from dataresult._retry_hint import retry_hint
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
from dataresult.testing.faults._server import FaultServer
from tests.rules.s3_server import refusing_store

WHY = "it is not installed: `make libraries` runs this"
smart_open = pytest.importorskip("smart_open", reason=WHY)
boto3 = pytest.importorskip("boto3", reason=WHY)
config = pytest.importorskip("botocore.config", reason=WHY)
webhdfs = pytest.importorskip("smart_open.webhdfs", reason=WHY)

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """Serve refusals."""
    with refusing_store() as url:
        yield url


def _over(url: str) -> dict[str, Any]:
    client = boto3.client(
        "s3",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="nobody",
        aws_secret_access_key="nothing",  # nobody's
        config=config.Config(
            connect_timeout=0.4,
            read_timeout=0.4,
            retries={"total_max_attempts": 1},
            s3={"addressing_style": "path"},
        ),
    )
    return {"client": client}


def _raised(call: Callable[[], object]) -> Exception:
    with pytest.raises(Exception) as raised:
        call()
    return raised.value


def _at_once(_seconds: float) -> None:
    """Wait no time."""


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("NoSuchKey", 404, ApiNotFound),
        ("AccessDenied", 403, ApiPermission),
        ("ExpiredToken", 400, ApiAuth),
        ("SlowDown", 503, ApiRateLimit),
        ("InternalError", 500, ApiUnavailable),
        ("PermanentRedirect", 301, ApiRequest),
    ],
)
def test_a_refusal_is_what_the_service_answered(store: str, code: str, status: int, expected: type[FetchError]) -> None:
    """`OSError("unable to access bucket: ...")`: the answer is behind it."""
    url = f"s3://bucket/{code}/{status}/Retry-After=7"
    raised = _raised(lambda: smart_open.open(url, "rb", transport_params=_over(store)).read())
    assert type(raised) is OSError
    assert type(classify_exception(raised)) is expected
    if expected in {ApiRateLimit, ApiUnavailable}:
        assert retry_hint(raised) == timedelta(seconds=7)


def test_a_connection_that_breaks_each_time_is_the_networks(
    faults: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It tries five times, and says only that."""
    monkeypatch.setattr("smart_open.s3.time.sleep", _at_once)
    url = "s3://cut-body/key"
    raised = _raised(lambda: smart_open.open(url, "rb", transport_params=_over(faults.url(""))).read())
    assert isinstance(classify_exception(raised), NetworkConnection)


@pytest.mark.parametrize(("status", "expected"), [(404, ApiNotFound), (403, ApiPermission), (503, ApiUnavailable)])
def test_an_answer_over_http_is_that_of_requests(faults: FaultServer, status: int, expected: type[FetchError]) -> None:
    """Its own file tells the rest."""
    raised = _raised(lambda: smart_open.open(faults.url(f"status/{status}"), "rb"))
    assert type(classify_exception(raised)) is expected
    assert isinstance(classify_exception(_raised(lambda: smart_open.open("http://nonexistent.invalid/x"))), NetworkDns)


def test_an_unknown_scheme_is_a_wrong_url(tmp_path: Path) -> None:
    """And a missing file is a missing file."""
    assert isinstance(classify_exception(_raised(lambda: smart_open.open("s4://bucket/key"))), ApiRequest)
    assert isinstance(classify_exception(_raised(lambda: smart_open.open(tmp_path / "nowhere"))), StorageRead)


def test_webhdfs_keeps_the_status() -> None:
    """Also through a pickle's copy, which has lost it, no class but a refusal remains."""
    assert isinstance(classify_exception(webhdfs.WebHdfsException("no", 404)), ApiNotFound)
    assert isinstance(classify_exception(webhdfs.WebHdfsException("no", 403)), ApiPermission)
    copied = pickle.loads(pickle.dumps(webhdfs.WebHdfsException("no", 503)))  # our own
    assert isinstance(classify_exception(copied), ApiUnavailable)
