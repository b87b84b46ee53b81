"""What comes back from a dask cluster, and what the cluster itself raises: real processes on this machine."""

import asyncio
import logging
import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from dataresult._classify import classify_exception
from dataresult._results import raise_error
from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiNotFound,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    FetchError,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
    StorageRead,
    StorageSpace,
    Unexpected,
)
from dataresult.testing.faults._server import FaultServer

distributed = pytest.importorskip("distributed", reason="distributed is not installed: `make libraries` runs this")
dask = pytest.importorskip("dask")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # the library's own threads, sockets and loops
]


def judged(do: Callable[..., object], *arguments: object) -> FetchError:
    """The error that doing something ends in."""
    try:
        answer = do(*arguments)
    except Exception as exception:
        return classify_exception(exception)
    raise AssertionError(f"got {answer!r}")


def _ask(url: str) -> object:
    answer = requests.get(url, timeout=5)
    answer.raise_for_status()
    return answer


def _fail(_url: str) -> object:
    raise_error(ApiNotFound(message="no such symbol"))


def _read(_url: str) -> object:
    return Path("/no/such/file").read_bytes()


def _die() -> None:
    os.kill(os.getpid(), 9)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Give the client of a cluster of one process."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    dask.config.set({"distributed.scheduler.allowed-failures": 0})
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as workers,
        distributed.Client(workers) as client,
    ):
        yield client


def test_an_exception_of_a_task_is_what_it_was(cluster: Any, faults: FaultServer) -> None:  # noqa: ANN401  # it has no types
    """It comes back with its answer, its file, its error."""

    def task(do: Callable[[str], object], url: str = "") -> FetchError:
        return judged(cluster.submit(do, url, pure=False).result, 30)

    limited = task(_ask, faults.url("status/429/7"))
    assert isinstance(limited, ApiRateLimit)
    assert limited.retry_after == timedelta(seconds=7)
    assert isinstance(task(_ask, faults.url("reset-before")), NetworkConnection)
    assert isinstance(task(_fail), ApiNotFound)
    missing = task(_read)
    assert isinstance(missing, StorageRead)
    assert missing.path == "/no/such/file"


def test_a_task_that_kills_its_worker_is_too_large(cluster: Any) -> None:  # noqa: ANN401  # of a library without types
    """Want of memory, as a rule."""
    error = judged(cluster.submit(_die, pure=False).result, 60)
    assert isinstance(error, Internal)
    assert error.next_step is Advice.SHRINK_REQUEST


def test_waiting_for_a_task_has_an_end(cluster: Any) -> None:  # noqa: ANN401  # of a library without types
    """A limit of the caller's, or a cancellation, which is a signal."""
    future = cluster.submit(time.sleep, 60, pure=False)
    assert isinstance(judged(future.result, 0.1), NetworkTimeout)
    future.cancel()
    assert isinstance(judged(future.result, 5), Unexpected)


@pytest.mark.parametrize("scheduler", ["threads", "processes"])
def test_the_schedulers_of_one_machine_tell_the_same(scheduler: str) -> None:
    """One of them wraps what a process raised."""
    assert isinstance(judged(lambda: dask.delayed(_read)("").compute(scheduler=scheduler)), StorageRead)


def test_a_wrapped_exception_is_looked_into() -> None:
    """Without a traceback that pickles, dask makes a class per class."""
    wrapping = pytest.importorskip("dask.multiprocessing")
    wrapped = wrapping.remote_exception(ConnectionRefusedError(111, "refused"), "a traceback")
    assert isinstance(classify_exception(wrapped), NetworkConnection)


def test_a_scheduler_that_is_not_there(refusing_port: int) -> None:
    """The library tries until its time is over; why is behind."""
    comm: Any = pytest.importorskip("distributed.comm")

    def connect(address: str) -> None:
        asyncio.run(comm.connect(address, timeout=3))

    # Where the last attempt was cut by the end of the time, that is all the library knows.
    assert isinstance(judged(connect, f"tcp://127.0.0.1:{refusing_port}"), NetworkConnection | NetworkTimeout)
    assert isinstance(judged(connect, "tcp://no-such-host.invalid:1"), NetworkDns | NetworkTimeout)


def test_what_the_cluster_says_in_words() -> None:
    """A connection that TLS refused, a future that was lost with its scheduler, a disk that is full."""
    core: Any = pytest.importorskip("distributed.comm.core")
    client: Any = pytest.importorskip("distributed.client")
    shuffle: Any = pytest.importorskip("distributed.shuffle._exceptions")
    scheduler: Any = pytest.importorskip("distributed.scheduler")
    untrusted = core.CommClosedError("in <TCP>: SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate")
    assert isinstance(classify_exception(untrusted), NetworkTls)
    lost = client.FutureCancelledError("key", "scheduler-connection-lost")
    assert isinstance(classify_exception(lost), NetworkConnection)
    assert isinstance(classify_exception(shuffle.P2POutOfDiskError()), StorageSpace)
    waited = classify_exception(scheduler.NoWorkerError("key", 5.0))
    assert isinstance(waited, ApiUnavailable)
    assert waited.next_step is Advice.WAIT


def test_a_client_that_is_closed_is_a_bug() -> None:
    """Nothing was asked of anybody."""
    closed: Any = pytest.importorskip("distributed.client").ClosedClientError
    assert isinstance(classify_exception(closed("Client is closed.")), Internal)


STATUSES = {
    "status/429/7": ApiRateLimit,
    "status/404": ApiNotFound,
    "status/400": ApiRequest,
    "status/503/7": ApiUnavailable,
}


def test_tornados_own_client_tells_what_the_server_said(faults: FaultServer, refusing_port: int) -> None:
    """Its status and headers; 599 is the lack of an answer."""
    http: Any = pytest.importorskip("tornado.httpclient")

    def fetch(url: str) -> object:
        async def ask() -> object:
            return await http.AsyncHTTPClient().fetch(url, request_timeout=0.5)

        return asyncio.run(ask())

    for path, expected in STATUSES.items():
        error = judged(fetch, faults.url(path))
        assert isinstance(error, expected), error
        if path.endswith("/7"):
            wait_s = error.retry_after if isinstance(error, ApiRateLimit) else error.context["retry_after_s"]
            assert wait_s in {7.0, timedelta(seconds=7)}
    assert isinstance(judged(fetch, faults.url("stall-before")), NetworkTimeout)
    assert isinstance(judged(fetch, faults.url("close-before")), NetworkConnection)
    assert isinstance(judged(fetch, f"http://127.0.0.1:{refusing_port}"), NetworkConnection)
    assert isinstance(judged(fetch, "foo://x"), ApiRequest)
