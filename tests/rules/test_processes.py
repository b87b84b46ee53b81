"""What comes back from other processes: exceptions from pools, and what programs write before they fail."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.connection import Client, Listener
from pathlib import Path

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from dataresult._classify import classify_exception
from dataresult._results import raise_error
from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiUnavailable,
    DataIntegrity,
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
from dataresult.rules.program_words import PROGRAM_WORDS
from dataresult.testing.faults._server import FaultServer

pytestmark = pytest.mark.slow


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


class _Unpicklable(Exception):
    """Wants what a pickle does not give it, as many exceptions of libraries do."""

    def __init__(self, *, answer: object) -> None:
        super().__init__("no")
        self.answer = answer


def _fail_for_good(_url: str) -> object:
    raise _Unpicklable(answer=None)


def _fail(_url: str) -> object:
    raise_error(ApiNotFound(message="no such symbol"))


def _read(_url: str) -> object:
    return Path("/no/such/file").read_bytes()


def _die(_url: str) -> object:
    os._exit(1)


def test_an_exception_of_a_worker_is_what_it_was(faults: FaultServer) -> None:
    """As far as it survives the pickle: answers do, with their headers."""
    with ProcessPoolExecutor(1) as pool:
        limited = judged(pool.submit(_ask, faults.url("status/429/7")).result)
        assert isinstance(limited, ApiRateLimit)
        assert limited.retry_after == timedelta(seconds=7)
        assert isinstance(judged(pool.submit(_ask, faults.url("reset-before")).result), NetworkConnection)
        assert isinstance(judged(pool.submit(_fail, "").result), ApiNotFound)
        missing = judged(pool.submit(_read, "").result)
        assert isinstance(missing, StorageRead)
        assert missing.path == "/no/such/file"


def test_a_worker_that_died_may_have_had_too_much() -> None:
    """Memory, as a rule; an exception that cannot be unpickled breaks the pool too, and smaller pieces do not help."""
    with ProcessPoolExecutor(1) as pool:
        died = judged(pool.submit(_die, "").result)
    assert isinstance(died, Internal)
    assert died.next_step is Advice.SHRINK_REQUEST
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        lost = judged(pool.submit(_fail_for_good, "").result)
    assert isinstance(lost, Internal)
    assert lost.next_step is Advice.REPORT_BUG


def _ended(stderr: str | bytes | None, status: int = 1, output: str | bytes | None = None) -> FetchError:
    return classify_exception(subprocess.CalledProcessError(status, ["x"], output=output, stderr=stderr))


@given(words=st.sampled_from(sorted(PROGRAM_WORDS)), as_bytes=st.booleans(), to_output=st.booleans())
def test_what_a_program_says_decides(words: str, as_bytes: bool, to_output: bool) -> None:
    """In whatever form it was captured."""
    said = words.upper().encode() if as_bytes else words.upper()
    error = _ended(None, output=said) if to_output else _ended(said)
    assert type(error) is not Unexpected


def test_programs_of_pipelines_say_why_they_failed() -> None:
    """Their own words, as they write them."""
    said: dict[str, type[FetchError]] = {
        "fatal error: An error occurred (403) when calling the HeadObject operation: Forbidden": ApiPermission,
        "An error occurred (NoSuchKey) when calling the GetObject operation: ...": ApiNotFound,
        "Unable to locate credentials. You can configure credentials by running": ApiAuth,
        "curl: (22) The requested URL returned error: 404": ApiNotFound,
        "curl: (60) SSL certificate problem: certificate has expired": NetworkTls,
        "ERROR 503: Service Unavailable.": ApiUnavailable,
        "ssh: Could not resolve hostname x: Name or service not known": NetworkDns,
        "u@h: Permission denied (publickey,password).": ApiAuth,
        "psql: error: connection to server failed: FATAL:  password authentication failed for user": ApiAuth,
        "rsync: connection unexpectedly closed (0 bytes received so far)": NetworkConnection,
        "gzip: prices.csv.gz: unexpected end of file": DataIntegrity,
        "cp: error writing '/x': No space left on device": StorageSpace,
        "ModuleNotFoundError: No module named 'prices'": Internal,
    }
    for text, expected in said.items():
        assert type(_ended(text)) is expected, text


def test_an_exit_status_says_a_little() -> None:
    """A program that a shell does not find, one that the kernel killed; others are known to their authors alone."""
    shell = ["sh", "-c"]
    missing = judged(lambda: subprocess.run([*shell, "no-such-program 2>/dev/null"], check=True))
    assert isinstance(missing, Internal)
    killed = judged(lambda: subprocess.run([*shell, "kill -9 $$"], check=True))
    assert isinstance(killed, Internal)
    assert killed.next_step is Advice.SHRINK_REQUEST
    assert isinstance(judged(lambda: subprocess.run([*shell, "exit 3"], check=True)), Unexpected)


def test_processes_that_do_not_share_a_key() -> None:
    """Both ends learn of it."""
    with Listener(("127.0.0.1", 0), authkey=b"one") as listener:
        found: list[FetchError] = []
        thread = threading.Thread(target=lambda: found.append(judged(listener.accept)))
        thread.start()
        assert isinstance(judged(lambda: Client(listener.address, authkey=b"another")), ApiAuth)
        thread.join(5)
    assert isinstance(found[0], ApiAuth)


def test_a_group_of_tasks_is_its_gravest_member() -> None:
    """What a task group raises is a group."""

    async def both() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(_refused())
            group.create_task(asyncio.sleep(60))

    async def _refused() -> None:
        raise ConnectionRefusedError(111, "Connection refused")

    assert isinstance(judged(lambda: asyncio.run(both())), NetworkConnection)

    async def late() -> None:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(60)

    assert isinstance(judged(lambda: asyncio.run(late())), NetworkTimeout)


def test_a_program_that_runs_too_long_is_a_timeout() -> None:
    """The limit is known."""
    error = judged(
        lambda: subprocess.run([sys.executable, "-c", "import time; time.sleep(9)"], check=True, timeout=0.05)
    )
    assert isinstance(error, NetworkTimeout)
    assert error.timeout_s is not None
