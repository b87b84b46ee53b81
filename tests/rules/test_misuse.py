"""What Python's tools for concurrency, and HTTP clients, say of their own wrong use: provoked for real."""

import asyncio
import csv
import io
import multiprocessing
import queue
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import requests
import urllib3

from dataresult._vocabulary import Advice
from dataresult.errors import ApiFormat, ApiRequest, DataTransformation, FetchError, Internal
from tests.rules.verdicts import Faults, judged

aiohttp = pytest.importorskip("aiohttp", reason="aiohttp is not installed: `make libraries` runs this")
pytestmark = pytest.mark.slow


def _in_loop(make: Callable[[], Any]) -> Callable[[], object]:
    async def awaited() -> object:
        return await make()

    return lambda: asyncio.run(awaited())


async def _twice() -> None:
    waited = asyncio.sleep(0)
    await waited
    await waited


def _started_twice() -> None:
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
    thread.start()


async def _post_both() -> None:
    async with aiohttp.ClientSession() as session:
        await session.post("http://127.0.0.1:1", data=b"x", json={})


async def _ask_closed() -> None:
    async with aiohttp.ClientSession() as session:
        pass
    await session.get("http://127.0.0.1:1")


def _ask_again(response: requests.Response) -> object:
    response.raw = io.BytesIO(b"x")
    list(response.iter_content())
    return response.content


async def _waits_for_nothing() -> None:
    nothing: list[asyncio.Task[None]] = []
    await asyncio.wait(nothing)


def _asks_a_queue() -> object:
    empty: queue.Queue[int] = queue.Queue()
    return empty.get_nowait()


async def _asks_a_loops_queue() -> object:
    empty: asyncio.Queue[int] = asyncio.Queue()
    return empty.get_nowait()


SLIPS: dict[str, Callable[[], object]] = {
    "no coroutine": lambda: asyncio.run(cast("Any", 5)),
    "awaited twice": _in_loop(_twice),
    "nothing to wait for": _in_loop(_waits_for_nothing),
    "started twice": _started_twice,
    "waiting for itself": lambda: threading.current_thread().join(),
    "not locked": lambda: threading.Lock().release(),
    "released too often": lambda: threading.BoundedSemaphore().release(),
    "no threads": lambda: ThreadPoolExecutor(0),
    "no processes": lambda: ProcessPoolExecutor(0),
    "no workers": lambda: multiprocessing.Pool(0),
    "never started": lambda: multiprocessing.Process(target=int).join(),
    "no such way to start": lambda: multiprocessing.get_context("guess"),
    "no path": lambda: Path("a\0b").read_text(),
    "no dialect": lambda: csv.reader([], dialect="guess"),
    "bytes for text": lambda: next(csv.reader(cast("Any", io.BytesIO(b"a,b")))),
    "half a limit": lambda: httpx.Timeout(connect=1),
    "text for a limit": lambda: requests.get("http://127.0.0.1:1", timeout=cast("Any", "5")),
    "three limits": lambda: requests.get("http://127.0.0.1:1", timeout=cast("Any", (1, 2, 3))),
    "read twice": lambda: _ask_again(requests.Response()),
    "two bodies": _in_loop(_post_both),
    "a closed session": _in_loop(_ask_closed),
}


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("operation", [None, "read"])
def test_wrong_use_is_a_bug_whatever_is_being_done(slip: str, operation: str | None) -> None:
    """The bare class says nothing; who raised it, or its words, do."""
    assert type(judged(SLIPS[slip], operation)) is Internal


async def _parsed_elsewhere() -> int:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return await asyncio.wait_for(asyncio.get_running_loop().run_in_executor(pool, int, "x"), 60)


@pytest.mark.parametrize(
    "parse", [_in_loop(_parsed_elsewhere), lambda: ThreadPoolExecutor(1).submit(int, "x").result()]
)
def test_what_was_handed_to_a_worker_fails_for_its_own_reasons(parse: Callable[[], object]) -> None:
    """C code and other processes leave no frame: the innermost is that of whoever ran them."""
    assert type(judged(parse)) is DataTransformation


@pytest.mark.parametrize("ask", [_asks_a_queue, _in_loop(_asks_a_loops_queue)])
def test_an_empty_queue_is_asked_again(ask: Callable[[], object]) -> None:
    """It is a signal, not a bug to report."""
    assert judged(ask).next_step == Advice.RETRY


WRONG_BYTES = b'{"name": "\xe9"}'
REFUSED: Faults = {
    "a body in another encoding (httpx)": (lambda: httpx.Response(200, content=WRONG_BYTES).json(), ApiFormat),
    "a body in another encoding (urllib3)": (lambda: urllib3.HTTPResponse(WRONG_BYTES).json(), ApiFormat),
    "a header that has no bytes": (
        lambda: requests.get("http://127.0.0.1:1", headers={"x": "\u2603"}, timeout=5),
        ApiRequest,
    ),
}


@pytest.mark.parametrize("fault", REFUSED)
@pytest.mark.parametrize("operation", [None, "fetch", "validate"])
def test_text_that_a_client_cannot_convert(fault: str, operation: str | None) -> None:
    """Whose text it was decides: the server's is a broken answer, the caller's a broken request."""
    provoke, expected = REFUSED[fault]
    error: FetchError = judged(provoke, operation)
    assert type(error) is expected
