"""The file systems of `fsspec` itself: over HTTP, local ones, caches over either."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from dataresult._classify import classify_exception
from dataresult._retry_hint import retry_hint
from dataresult._vocabulary import TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    FetchError,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    StorageRead,
)
from dataresult.testing.faults._server import FaultServer, refusing_port

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: `make libraries` runs this")
aiohttp = pytest.importorskip("aiohttp", reason="aiohttp is not installed: `make libraries` runs this")

pytestmark = [
    pytest.mark.slow,
    # What the library itself leaves open.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

LIMIT_S = 0.4


def _limited() -> dict[str, object]:
    return {"client_kwargs": {"timeout": aiohttp.ClientTimeout(sock_connect=LIMIT_S, sock_read=LIMIT_S)}}


CALLS: dict[str, Callable[[str], object]] = {
    "cat": lambda url: fsspec.filesystem("http", skip_instance_cache=True, **_limited()).cat_file(url),
    # It asks for the length first, and hides whatever came of that behind a missing file.
    "open": lambda url: fsspec.open(url, **_limited()).open().read(),
}
every_call = pytest.mark.parametrize("call", CALLS)


def _raised(call: Callable[[], object]) -> Exception:
    with pytest.raises(Exception) as raised:
        call()
    return raised.value


@every_call
@pytest.mark.parametrize(
    ("status", "expected"),
    [(401, ApiAuth), (403, ApiPermission), (404, ApiNotFound), (429, ApiRateLimit), (500, ApiUnavailable)],
)
def test_a_refusal_is_what_its_status_says(
    faults: FaultServer, call: str, status: int, expected: type[FetchError]
) -> None:
    """A missing page is no missing file, and a refusal behind `FileNotFoundError` is itself."""
    raised = _raised(lambda: CALLS[call](faults.url(f"status/{status}/7")))
    assert type(classify_exception(raised)) is expected
    if expected in {ApiRateLimit, ApiUnavailable}:
        assert retry_hint(raised) == timedelta(seconds=7)


@every_call
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("reset-before", NetworkConnection),
        ("close-before", NetworkConnection),
        ("cut-body", NetworkConnection),
        ("bad-status-line", ApiFormat),
        ("bad-chunk", ApiFormat),
        ("loop", ApiFormat),
    ],
)
def test_a_broken_answer_is_what_broke(faults: FaultServer, call: str, fault: str, expected: type[FetchError]) -> None:
    """The client behind it says so."""
    assert type(classify_exception(_raised(lambda: CALLS[call](faults.url(fault))))) is expected


@every_call
def test_silence_is_a_read_timeout(faults: FaultServer, call: str) -> None:
    """`FSTimeoutError` does not say what it waited for: what it was raised from does."""
    error = classify_exception(_raised(lambda: CALLS[call](faults.url("stall-before"))))
    assert isinstance(error, NetworkTimeout)
    assert error.phase is TimeoutPhase.READ
    alone = classify_exception(fsspec.exceptions.FSTimeoutError())
    assert isinstance(alone, NetworkTimeout)
    assert alone.phase is TimeoutPhase.TOTAL


@every_call
def test_what_never_connects_is_told_by_its_root(call: str) -> None:
    """A refused port, and a name that does not resolve."""
    with refusing_port() as port:
        refused = classify_exception(_raised(lambda: CALLS[call](f"http://127.0.0.1:{port}/x")))
    assert isinstance(refused, NetworkConnection)
    assert refused.port == port
    assert isinstance(classify_exception(_raised(lambda: CALLS[call]("http://nonexistent.invalid/x"))), NetworkDns)


@pytest.mark.parametrize("path", ["{folder}/nowhere", "memory://nowhere", "zip://member::{folder}/nowhere.zip"])
def test_a_missing_local_file_is_missing_locally(tmp_path: Path, path: str) -> None:
    """In a folder, in memory, in an archive."""
    raised = _raised(lambda: fsspec.open(path.format(folder=tmp_path)).open())
    assert isinstance(classify_exception(raised), StorageRead)


@pytest.mark.parametrize("protocol", ["simplecache", "filecache"])
def test_a_cache_over_the_network_misses_what_is_not_there(faults: FaultServer, protocol: str, tmp_path: Path) -> None:
    """The cache raises, about what is behind it."""
    options = {protocol: {"cache_storage": str(tmp_path / "cache")}}
    raised = _raised(lambda: fsspec.open(f"{protocol}::{faults.url('status/404')}", **options).open())
    assert isinstance(classify_exception(raised), ApiNotFound)


def test_an_unknown_protocol_is_a_wrong_url() -> None:
    """Refused before anything was sent; a missing package is the installation's."""
    assert isinstance(classify_exception(_raised(lambda: fsspec.open("s4://bucket/key").open())), ApiRequest)
    assert isinstance(classify_exception(_raised(lambda: fsspec.filesystem("oss"))), Internal)


def test_a_code_of_databricks_decides() -> None:
    """Its file system keeps the code of the service."""
    dbfs = pytest.importorskip("fsspec.implementations.dbfs")
    for code, expected in (("RESOURCE_DOES_NOT_EXIST", ApiNotFound), ("PERMISSION_DENIED", ApiPermission)):
        assert type(classify_exception(dbfs.DatabricksException(code, "no"))) is expected
