"""Asking for many things: order, executors, pauses, dying workers."""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from typing import cast

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

import dataresult as dr

Answer = Result[int, dr.ClassifiedError]


def halve(number: int) -> Answer:
    """Succeed for even numbers, fail for odd ones; runs in threads and in processes."""
    if number % 2:
        return Failure(dr.ApiNotFound(resource=str(number)))
    return Success(number // 2)


@given(st.lists(st.integers(0, 50), max_size=20), st.integers(1, 4))
def test_every_request_is_answered_in_order(numbers: list[int], max_workers: int) -> None:
    """Each distinct request ends up in exactly one of the two mappings, in the order asked."""
    seen: list[int] = []
    batch = dr.fetch_many(numbers, halve, max_workers=max_workers, on_result=lambda key, _: seen.append(key))
    distinct = list(dict.fromkeys(numbers))

    assert list(batch.successes) == [number for number in distinct if number % 2 == 0]
    assert list(batch.failures) == [number for number in distinct if number % 2]
    assert sorted(seen) == sorted(distinct)
    assert len(batch) == len(distinct)


@given(st.lists(st.integers(0, 50), max_size=20), st.integers(1, 4))
def test_the_async_twin_agrees(numbers: list[int], max_workers: int) -> None:
    """The coroutine version gives the same batch."""

    async def fetch(number: int) -> Answer:
        await asyncio.sleep(0)
        return halve(number)

    batch = asyncio.run(dr.fetch_many_async(numbers, fetch, max_workers=max_workers))
    expected = dr.fetch_many(numbers, halve)

    assert batch.successes == expected.successes
    assert batch.failures == expected.failures


def test_processes() -> None:
    """Results and errors come back from other processes."""
    with ProcessPoolExecutor(2) as executor:
        batch = dr.fetch_many(range(6), halve, executor=executor)

    assert dict(batch.successes) == {0: 0, 2: 1, 4: 2}
    assert [error.code for error in batch.failures.values()] == [dr.ErrorCode.API_NOT_FOUND] * 3


def die(number: int) -> Answer:
    """Kill the process that runs this."""
    os._exit(number)


def test_a_worker_that_dies_is_a_failure() -> None:
    """A broken pool fails the requests, not the caller."""
    with ProcessPoolExecutor(1) as executor:
        batch = dr.fetch_many([3], die, executor=executor)

    assert list(batch.failures) == [3]


def test_a_broken_promise_is_a_failure() -> None:
    """A fetch that raises instead of returning a result fails its own request only."""

    def fetch(number: int) -> Answer:
        if number == 1:
            raise TimeoutError("too slow")
        return Success(number)

    batch = dr.fetch_many(range(3), fetch)

    assert dict(batch.successes) == {0: 0, 2: 2}
    assert isinstance(batch.failures[1], dr.NetworkTimeout)


def test_a_rate_limit_pauses_all_of_the_scope() -> None:
    """Nobody is asked while the server wants to be left alone, and the wait is reported."""
    asked: list[int] = []

    def fetch(number: int) -> Answer:
        asked.append(number)
        if number == 0:
            return Failure(dr.ApiRateLimit(retry_after=timedelta(milliseconds=300)))
        return Success(number)

    batch = dr.fetch_many(range(4), fetch, max_workers=1, scope="test-pauses")

    assert asked == [0, 1, 2, 3]
    assert batch.waited >= timedelta(milliseconds=250)
    assert batch.again() == (0,)


def test_a_long_ban_leaves_the_rest_unasked() -> None:
    """Where the server wants more than the caller would wait, the rest fails at once and names the instant."""
    asked: list[int] = []

    def fetch(number: int) -> Answer:
        asked.append(number)
        return Failure(dr.ApiRateLimit(banned=True, retry_after=timedelta(hours=1)))

    batch = dr.fetch_many(range(5), fetch, max_workers=1, scope="test-bans")

    assert asked == [0]
    assert len(batch.failures) == 5
    assert batch.again() == (0, 1, 2, 3, 4)
    assert batch.not_before is not None


def test_the_scope_of_the_caller_reaches_the_threads() -> None:
    """What `error_context` set is on the errors made in worker threads."""
    with dr.error_context(job="nightly"):
        batch = dr.fetch_many([1], halve)

    assert batch.failures[1].context["job"] == "nightly"


def test_a_callback_that_raises_stops_the_batch() -> None:
    """What `on_result` raises reaches the caller, and no thread is left behind."""

    def full(_key: int, _result: Answer) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        dr.fetch_many(range(20), halve, on_result=full)

    assert not [thread for thread in threading.enumerate() if thread.name.startswith("dataresult")]


def test_the_report_says_it_all_in_ten_lines() -> None:
    """Counts, codes with their requests, waits and what to ask again."""
    frames = {f"S{place}": pd.DataFrame({"close": [1.0] * place}) for place in range(1, 4)}
    codes = [each for code, each in dr.ERROR_TYPES.items() if code != "DATA_PARTIAL"]
    makes = [cast("Callable[[], dr.ClassifiedError]", each.error_class) for each in codes]
    failures = {f"F{place}": make() for place, make in enumerate(makes)}
    batch = dr.Batch(successes=frames, failures=failures, waited=timedelta(seconds=37))

    text = str(batch)

    assert len(text.splitlines()) <= 11
    assert "6 rows" in text
    assert "waited 37.0 s" in text
    assert "ask again" in text
    assert len(batch.to_frame()) == len(batch)


def test_raise_for_failures() -> None:
    """It raises the gravest of what is not accepted, and only below the share that was asked for."""
    batch = dr.Batch(
        successes={"a": 1, "b": 2, "c": 3},
        failures={"d": dr.DataEmpty(), "e": dr.NetworkTimeout(), "f": dr.ApiAuth()},
    )

    batch.raise_for_failures(min_success=0.5)
    batch.raise_for_failures(min_success=0.6, accept=["DATA_EMPTY"])
    with pytest.raises(dr.ClassifiedException) as raised:
        batch.raise_for_failures(accept=[dr.ErrorCode.DATA_EMPTY])

    assert isinstance(raised.value.error, dr.ApiAuth)
    assert raised.value.error.attempts == (dr.NetworkTimeout(),)
