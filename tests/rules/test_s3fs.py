"""Object stores behind file systems: `s3fs`, pandas and Arrow's own, each over a store on loopback."""

import asyncio
import pickle
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dataresult._classify import classify_exception
from dataresult._retry_hint import retry_hint
from dataresult._vocabulary import TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    DataIntegrity,
    FetchError,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    StorageRead,
)
from dataresult.testing.faults._server import refusing_port, silent_port
from tests.rules.s3_server import refusing_store

pd = pytest.importorskip("pandas", reason="pandas is not installed")
arrow_fs = pytest.importorskip("pyarrow.fs", reason="pyarrow is not installed")
parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed: `make libraries` runs this")
moto = pytest.importorskip("moto.server", reason="moto is not installed: `make libraries` runs this")

pytestmark = [
    pytest.mark.slow,
    # What the libraries themselves leave open, or warn about.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setattr(s3fs.S3FileSystem, "retries", 1)


@pytest.fixture(scope="module")
def refusing() -> Iterator[str]:
    """Serve refusals."""
    with refusing_store() as url:
        yield url


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """Serve an empty store."""
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def _options(url: str) -> dict[str, Any]:
    limits = {"connect_timeout": 0.4, "read_timeout": 0.4, "retries": {"total_max_attempts": 1}}
    return {"endpoint_url": url, "config_kwargs": limits, "skip_instance_cache": True}


def _raised(call: Callable[[], object]) -> Exception:
    with pytest.raises(Exception) as raised:
        call()
    return raised.value


# A list has a body, and so a code; the answer to HEAD, which comes first elsewhere, has none.
REFUSALS: dict[str, tuple[int, type[FetchError]]] = {
    "SlowDown": (503, ApiRateLimit),
    "ExpiredToken": (400, ApiAuth),
    "InvalidAccessKeyId": (403, ApiAuth),
    "AccessDenied": (403, ApiPermission),
    "NoSuchBucket": (404, ApiNotFound),
    "PermanentRedirect": (301, ApiRequest),
    "InternalError": (500, ApiUnavailable),
    "RequestTimeout": (400, NetworkTimeout),
    "BadDigest": (400, DataIntegrity),
}


@pytest.mark.parametrize("code", REFUSALS)
def test_a_translated_refusal_is_what_the_service_answered(refusing: str, code: str) -> None:
    """`PermissionError`, `OSError(EBUSY)`: the answer behind them decides."""
    status, expected = REFUSALS[code]
    raised = _raised(lambda: s3fs.S3FileSystem(**_options(refusing)).ls(f"bucket/{code}/{status}/Retry-After=7"))
    assert isinstance(raised, OSError)
    assert type(classify_exception(raised)) is expected
    if expected in {ApiRateLimit, ApiUnavailable}:
        assert retry_hint(raised) == timedelta(seconds=7)


@pytest.mark.parametrize(
    ("status", "expected"),
    [(403, ApiPermission), (404, ApiNotFound), (429, ApiRateLimit), (500, ApiUnavailable), (503, ApiUnavailable)],
)
def test_an_asynchronous_call_is_the_same(refusing: str, status: int, expected: type[FetchError]) -> None:
    """Without the thread in between."""

    async def ask() -> object:
        store = s3fs.S3FileSystem(asynchronous=True, **_options(refusing))
        session = await store.set_session()
        try:
            return await store._info(f"bucket/Whatever/{status}")
        finally:
            await session.close()

    assert type(classify_exception(_raised(lambda: asyncio.run(ask())))) is expected


def _missing(url: str) -> dict[str, Callable[[], object]]:
    store, options = s3fs.S3FileSystem(**_options(url)), _options(url)
    return {
        "open": lambda: store.open("nowhere/key").read(),
        "cat": lambda: store.cat("nowhere/key"),
        "list": lambda: store.ls("nowhere"),
        "list a key": lambda: store.ls("nowhere/key"),
        "info": lambda: store.info("nowhere/key"),
        "get": lambda: store.get("nowhere/key", "unused"),
        "get many": lambda: store.get("nowhere/key*", "unused"),
        "write": lambda: store.pipe("nowhere/key", b"1"),
        "map": lambda: store.get_mapper("nowhere/key")["chunk"],
        "pandas csv": lambda: pd.read_csv("s3://nowhere/key.csv", storage_options=options),
        "pandas parquet": lambda: pd.read_parquet("s3://nowhere/key.parquet", storage_options=options),
    }


@pytest.mark.parametrize("operation", [None, "fetch"])
@pytest.mark.parametrize("call", _missing("http://127.0.0.1:1"))
def test_what_is_not_in_the_store_is_not_found(store: str, call: str, operation: str | None) -> None:
    """Raised as `FileNotFoundError` with or without the answer behind it, and never about a local file."""
    raised = _raised(_missing(store)[call])
    assert isinstance(classify_exception(raised, {"operation": operation}), ApiNotFound)


def test_a_local_file_behind_a_remote_call_stays_local(store: str, tmp_path: Path) -> None:
    """An upload of what is not there, and Arrow's dataset over the local file system."""
    put = _raised(lambda: s3fs.S3FileSystem(**_options(store)).put(str(tmp_path / "nowhere"), "bucket/key"))
    assert isinstance(classify_exception(put), StorageRead)
    read = _raised(lambda: parquet.read_table(tmp_path / "nowhere.parquet"))
    assert isinstance(classify_exception(read), StorageRead)


def test_a_refusal_that_came_through_a_pickle_is_known_by_its_sentence(store: str) -> None:
    """A cluster gives back the text alone."""
    raised = _raised(lambda: s3fs.S3FileSystem(**_options(store)).pipe("nowhere/key", b"1"))
    assert isinstance(classify_exception(pickle.loads(pickle.dumps(raised))), ApiNotFound)  # our own


def test_what_is_refused_before_it_is_sent_is_the_callers(store: str) -> None:
    """`ValueError` of the library."""
    assert isinstance(
        classify_exception(_raised(lambda: s3fs.S3FileSystem(**_options(store)).find("s3://"))), ApiRequest
    )


def _listed(url: str) -> FetchError:
    return classify_exception(_raised(lambda: s3fs.S3FileSystem(**_options(url)).ls("b/k")))


def test_a_store_that_cannot_be_reached_is_the_networks() -> None:
    """Through the asynchronous client, with the root behind it."""
    with refusing_port() as port:
        refused = _listed(f"http://127.0.0.1:{port}")
    assert isinstance(refused, NetworkConnection)
    assert (refused.host, refused.port) == ("127.0.0.1", port)
    with silent_port() as port:
        silent = _listed(f"http://127.0.0.1:{port}")
    assert isinstance(silent, NetworkTimeout)
    assert silent.phase is TimeoutPhase.READ
    assert isinstance(_listed("http://nonexistent.invalid"), NetworkDns)


def _arrow(url: str) -> Any:  # noqa: ANN401  # pyarrow has no types
    scheme, _, address = url.partition("://")
    return arrow_fs.S3FileSystem(
        endpoint_override=address,
        scheme=scheme,
        region="us-east-1",
        connect_timeout=1,
        request_timeout=1,
        retry_strategy=arrow_fs.AwsStandardS3RetryStrategy(max_attempts=1),
    )


@pytest.mark.parametrize("code", ["SlowDown", "InvalidAccessKeyId", "AccessDenied", "NoSuchBucket"])
def test_arrow_tells_a_refusal_in_words(refusing: str, code: str) -> None:
    """`OSError` with a sentence: the only evidence there is."""
    status, expected = REFUSALS[code]
    selector = arrow_fs.FileSelector(f"bucket/{code}/{status}")
    error = classify_exception(_raised(lambda: _arrow(refusing).get_file_info(selector)))
    assert type(error) is expected


def test_arrow_tells_a_missing_object_from_a_missing_file(store: str, tmp_path: Path) -> None:
    """Both are `FileNotFoundError` with a number."""
    remote = _raised(lambda: _arrow(store).open_input_file("nowhere/key"))
    assert isinstance(classify_exception(remote), ApiNotFound)
    table = _raised(lambda: parquet.read_table("nowhere/key.parquet", filesystem=_arrow(store)))
    assert isinstance(classify_exception(table), ApiNotFound)
    local = _raised(lambda: arrow_fs.LocalFileSystem().open_input_file(str(tmp_path / "nowhere")))
    assert isinstance(classify_exception(local), StorageRead)


def test_arrow_tells_the_network_by_the_number_of_libcurl() -> None:
    """Refused, unknown, silent."""
    with refusing_port() as port:
        refused = _raised(lambda: _arrow(f"http://127.0.0.1:{port}").open_input_file("b/k"))
    assert isinstance(classify_exception(refused), NetworkConnection)
    with silent_port() as port:
        silent = classify_exception(_raised(lambda: _arrow(f"http://127.0.0.1:{port}").open_input_file("b/k")))
    assert isinstance(silent, NetworkTimeout)
    assert silent.phase is TimeoutPhase.READ
    unknown = _raised(lambda: _arrow("http://nonexistent.invalid").open_input_file("b/k"))
    assert isinstance(classify_exception(unknown), NetworkDns)
