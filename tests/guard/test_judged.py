"""What goes through the boundary becomes a value: exceptions, frames, results and anything else."""

import builtins
import gc
import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import cast

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success, safe

import dataresult as dr
from tests.guard._shapes import (
    Body,
    Decorator,
    Fetch,
    as_function,
    bars,
    errors,
    finish,
    frame_of,
    raising_body,
    shapes,
    untyped,
)

frames = st.integers(0, 3).map(frame_of)


plain = [
    each
    for each in vars(builtins).values()
    if isinstance(each, type)
    and issubclass(each, Exception)
    # A coroutine cannot raise these (Python makes a RuntimeError of them); groups and these need more arguments.
    and not issubclass(each, StopIteration | StopAsyncIteration | BaseExceptionGroup | UnicodeError | Warning)
]


raised = st.one_of(
    st.sampled_from(plain).map(lambda each: each("read timed out")),
    st.lists(st.sampled_from(plain), min_size=1, max_size=3).map(
        lambda each: ExceptionGroup("several failed", [member("reset") for member in each])
    ),
)


strange = st.one_of(st.none(), st.integers(), st.text(), st.lists(st.integers(), max_size=2))


@given(shapes, raised)
def test_an_exception_becomes_the_error_that_the_judge_names(
    shape: Callable[[Decorator, Body], Fetch], exception: BaseException
) -> None:
    """Whatever a fetcher raises, in whatever kind of function: a failure with the class the classifier gives."""
    context = {"source": "shop", "operation": "fetch"}

    error = shape(untyped(dr.fetcher(source="shop", log=False)), raising_body(exception))().failure()

    assert type(error) is type(dr.classify_exception(exception, context))
    assert context.items() <= error.context.items()
    assert error.cause is not None
    assert error.exception is None


@given(shapes, frames, st.sampled_from(dr.EmptyPolicy), st.booleans())
def test_a_frame_becomes_what_the_policy_says(
    shape: Callable[[Decorator, Body], Fetch], frame: pd.DataFrame, policy: dr.EmptyPolicy, in_result: bool
) -> None:
    """A frame with rows is a success; one without is what its policy makes of it, with its schema."""
    result = shape(untyped(dr.fetcher(empty=policy, log=False)), lambda: Success(frame) if in_result else frame)()

    if len(frame) or policy is dr.EmptyPolicy.ACCEPT:
        assert type(result) is Success
        assert result.unwrap() is frame
    else:
        error = result.failure()
        assert isinstance(error, dr.DataEmpty)
        assert error.expected is (policy is dr.EmptyPolicy.EXPECTED)
        pd.testing.assert_frame_equal(error.empty_frame(), frame, check_freq=False)


@given(shapes, errors, st.dictionaries(st.sampled_from(["job", "run", "symbol"]), st.integers()))
def test_a_returned_failure_keeps_its_error(
    shape: Callable[[Decorator, Body], Fetch], error: dr.ClassifiedError, scope: dict[str, object]
) -> None:
    """An error that is returned gains the context of the call, under its own, and stays the same occurrence."""
    with dr.error_context(**scope):
        result = shape(untyped(dr.fetcher(source="shop", log=False)), lambda: Failure(error))()
    got = result.failure()

    assert got.context == {**scope, "source": "shop", "operation": "fetch", **error.context}
    assert got.with_context() == error.with_context(**got.context)
    assert error.mark_seen(99)
    assert not got.mark_seen(99)


@given(shapes, errors)
def test_a_raised_error_is_that_error(shape: Callable[[Decorator, Body], Fetch], error: dr.ClassifiedError) -> None:
    """What `raise_error` raised inside a fetcher comes out as the error that it was."""
    result = shape(untyped(dr.fetcher(log=False)), lambda: dr.raise_error(error))()

    assert type(result.failure()) is type(error)
    assert result.failure().message == error.message
    assert error.context.items() <= result.failure().context.items()


@given(shapes, strange)
def test_a_fetcher_that_returns_no_frame_has_a_bug(shape: Callable[[Decorator, Body], Fetch], value: object) -> None:
    """Anything but a frame is `Internal`, and says what it was."""
    error = shape(untyped(dr.fetcher(log=False)), lambda: value)().failure()

    assert type(error) is dr.Internal
    assert type(value).__name__ in error.message


@given(shapes, strange)
def test_guarded_takes_any_value(shape: Callable[[Decorator, Body], Fetch], value: object) -> None:
    """`@guarded` looks at nothing, and does not put a result into a result."""
    assert shape(untyped(dr.guarded(log=False)), lambda: value)() == Success(value)
    assert shape(untyped(dr.guarded), lambda: Success(value))() == Success(value)


def test_a_wrong_call_is_a_failure() -> None:
    """A call that the function refuses does not raise, and what it left out is left out of the context."""

    @dr.fetcher(capture=("day",), log=False)
    def orders(day: str) -> pd.DataFrame:
        return frame_of(1)

    @dr.fetcher(capture=("day",), log=False)
    async def orders_later(day: str) -> pd.DataFrame:
        return frame_of(1)

    for fetch in (orders, orders_later):
        error = finish(cast("Callable[[], object]", fetch)()).failure()
        assert type(error) is dr.Internal
        assert error.context == {"operation": "fetch"}


def test_results_of_returns_are_taken_in() -> None:
    """A function that already uses `returns.safe` gets its exception classified; any other payload is told."""

    @dr.guarded(log=False)
    def port(text: str) -> Result[int, dr.ClassifiedError]:
        return cast("Result[int, dr.ClassifiedError]", safe(socket_port)(text))

    def socket_port(text: str) -> int:
        raise ConnectionRefusedError(111, text)

    assert isinstance(port("443").failure(), dr.NetworkConnection)
    told = untyped(dr.guarded(log=False))(lambda: Failure("api_key=hunter2hunter2"))
    error = finish(told()).failure()
    assert type(error) is dr.Unexpected
    assert "hunter2" not in error.message


def same(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the frame back."""
    return frame


def test_an_empty_frame_with_strange_labels_is_told() -> None:
    """Index levels of one name, columns of one name and names that are no text do not break the boundary."""
    index = pd.MultiIndex.from_arrays([[1], [2], [3]], names=["day", "day", None])
    frame = pd.DataFrame([[1.0, 2]], index=index, columns=["close", "close"]).iloc[:0]
    numbered = pd.DataFrame({0: [1.0], (1, 2): ["x"]}).iloc[:0]

    for each in (frame, numbered):
        error = as_function(untyped(dr.fetcher(log=False)), partial(same, each))().failure()
        assert isinstance(error, dr.DataEmpty)
        assert error.schema


def test_the_exception_is_kept_only_when_asked_for() -> None:
    """The live exception holds frames alive, so it goes unless it is wanted."""
    kept = dr.fetcher(keep_exception=True, log=False)(bars)("BTCUSDT").failure()
    gone = dr.fetcher(log=False)(bars)("BTCUSDT").failure()

    assert isinstance(kept.exception, TimeoutError)
    assert gone.exception is None
    assert gone == kept


@pytest.mark.slow
def test_failures_hold_no_frames() -> None:
    """Ten thousand failures of fetchers that held a frame of 10 MB keep less than 50 MB alive."""

    @dr.fetcher(source="exchange", capture=("number",), log=False)
    def fetch(number: int) -> pd.DataFrame:
        frame = pd.DataFrame(np.empty((131_072, 10)), copy=False)
        try:
            raise KeyError(frame.shape)
        except KeyError as error:
            raise ConnectionResetError(104, f"reset {number}") from error

    gc.collect()
    tracemalloc.start()
    try:
        results = [fetch(number) for number in range(10_000)]
        held_bytes, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert all(type(result.failure()) is dr.NetworkConnection for result in results)
    assert held_bytes < 50 * 2**20
