"""Assertions about results: what passes, what does not, and what the reader is told."""

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from dataresult import classify_exception
from dataresult.errors import (
    ApiError,
    ApiRateLimit,
    ClassifiedError,
    DataPartial,
    FetchError,
    NetworkError,
    NetworkTimeout,
)
from dataresult.testing import assert_failure, assert_result_equal, assert_success, errors, results

CLOSES = st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=3)


def frame(closes: list[float]) -> pd.DataFrame:
    """A frame of prices."""
    return pd.DataFrame({"close": closes})


@given(value=st.integers(), error=errors())
def test_a_success_gives_its_value(value: int, error: ClassifiedError) -> None:
    """The value of a success comes back; for a failure the line of its error is the message."""
    assert assert_success(Success(value)) == value
    with pytest.raises(AssertionError) as raised:
        assert_success(Failure(error))
    assert error.code.value in str(raised.value)


@given(error=errors())
def test_a_failure_gives_its_error(error: ClassifiedError) -> None:
    """The very error comes back, for its class, its family, and any."""
    result: Result[int, ClassifiedError] = Failure(error)
    family = next(base for base in type(error).__mro__ if base.__base__ is FetchError)
    assert assert_failure(result) is error
    assert assert_failure(result, type(error)) is error
    assert assert_failure(result, family) is error


@given(error=errors(), other=errors())
def test_another_class_is_no_match(error: ClassifiedError, other: ClassifiedError) -> None:
    """The message names what was expected and what came."""
    assume(type(error) is not type(other))
    with pytest.raises(AssertionError, match=type(other).__name__) as raised:
        assert_failure(Failure(error), type(other))
    assert error.code.value in str(raised.value)


def test_a_success_is_no_failure() -> None:
    """A frame is told by its rows, not printed."""
    with pytest.raises(AssertionError, match="ApiRateLimit was expected, not a success with a frame of 2 rows"):
        assert_failure(Success(frame([1.0, 2.0])), ApiRateLimit)


def test_the_error_is_typed() -> None:
    """A test goes on with the fields of the class, and a checker knows them."""
    result: Result[int, ClassifiedError] = Failure(ApiRateLimit(used=7))
    assert assert_failure(result, ApiRateLimit).used == 7
    assert assert_failure(result, ApiError).http_status is None


def test_the_traceback_is_told() -> None:
    """Where the exception was raised is in the message of the assertion."""
    try:
        raise TimeoutError("read timed out")
    except TimeoutError as raised:
        failed: Result[int, ClassifiedError] = Failure(classify_exception(raised))
    for assertion in (lambda: assert_success(failed), lambda: assert_failure(failed, ApiError)):
        with pytest.raises(AssertionError, match="test_the_traceback_is_told"):
            assertion()


@given(error=errors(), again=st.booleans())
def test_an_error_equals_itself(error: ClassifiedError, again: bool) -> None:
    """Errors are equal without causes and times."""
    assert_result_equal(Failure(error), Failure(error.derive(cause=None) if again else error))


@given(left=CLOSES, right=CLOSES)
def test_frames_are_compared_by_their_data(left: list[float], right: list[float]) -> None:
    """Equal frames pass, as successes and as the frames of partial data; different ones do not."""
    for wrap in (_whole, _partial):
        assert_result_equal(wrap(left), wrap(list(left)))
        if left != right:
            with pytest.raises(AssertionError):
                assert_result_equal(wrap(left), wrap(right))


def _whole(closes: list[float]) -> Result[pd.DataFrame, ClassifiedError]:
    return Success(frame(closes))


def _partial(closes: list[float]) -> Result[pd.DataFrame, ClassifiedError]:
    return Failure(DataPartial(frame=frame(closes)))


@given(value=results(st.integers()), other=results(st.integers()))
def test_results_without_frames_are_compared_as_values(
    value: Result[int, ClassifiedError], other: Result[int, ClassifiedError]
) -> None:
    """It agrees with `==` where that works."""
    assume(not isinstance(value, Failure) or not isinstance(value.failure(), DataPartial))
    if value == other:
        assert_result_equal(value, other)
    else:
        with pytest.raises(AssertionError, match="is not equal to"):
            assert_result_equal(value, other)


def test_kinds_are_not_equal() -> None:
    """A success is no failure, a frame no number; a class is no other."""
    pairs: list[tuple[Result[object, FetchError], Result[object, FetchError]]] = [
        (Success(frame([1.0])), Failure(DataPartial(frame=frame([1.0])))),
        (Success(frame([1.0])), Success(1)),
        (Success(1), Success(frame([1.0]))),
        (Failure(NetworkTimeout()), Failure(ApiRateLimit())),
    ]
    for left, right in pairs:
        with pytest.raises(AssertionError, match="is not equal to"):
            assert_result_equal(left, right)
    with pytest.raises(AssertionError):
        assert_failure(Failure(NetworkTimeout()), ApiError)
    assert assert_failure(Failure(NetworkTimeout()), NetworkError).retryable
