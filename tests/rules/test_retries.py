"""A retry error is what its last attempt was, an open circuit a service that is away, a container what it holds."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import httpx
import pytest
import requests
from returns.io import IOFailure
from returns.maybe import Nothing
from returns.result import Failure, Success

from dataresult._classify import classify_exception
from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiNotFound,
    ApiRateLimit,
    ApiUnavailable,
    FetchError,
    Internal,
    NetworkConnection,
    NetworkTimeout,
)

tenacity = pytest.importorskip("tenacity", reason="tenacity is not installed: `make libraries` runs this")

GONE = ApiNotFound(message="no such symbol", resource="NOPE")


def judged(do: Callable[[], object]) -> FetchError:
    """The error that doing something ends in."""
    try:
        answer = do()
    except Exception as exception:
        return classify_exception(exception)
    raise AssertionError(f"got {answer!r}")


def _refused() -> object:
    raise ConnectionRefusedError(111, "Connection refused")


def _again() -> object:
    try:
        return _refused()
    except OSError:
        raise tenacity.TryAgain from None


def _again_because() -> object:
    try:
        return _refused()
    except OSError as because:
        raise tenacity.TryAgain from because


def _is_not_good(_result: object) -> bool:
    return True


def _given(result: object) -> object:
    return result


def _retried(do: Callable[[], object], **options: object) -> Callable[[], object]:
    retrying: Callable[[], object] = tenacity.retry(stop=tenacity.stop_after_attempt(2), **options)(do)
    return retrying


def _until_good(do: Callable[[], object]) -> Callable[[], object]:
    return _retried(do, retry=tenacity.retry_if_result(_is_not_good))


def test_the_exception_of_the_last_attempt_decides() -> None:
    """Also where the attempt only asked for another one, and said why."""
    assert isinstance(judged(_retried(_refused)), NetworkConnection)
    assert isinstance(judged(_retried(_again_because)), NetworkConnection)
    assert isinstance(judged(_retried(_again)), ApiUnavailable)


def test_an_answer_that_was_not_good_enough_decides() -> None:
    """A retry by result ends with the answer of a server, or with a failure."""
    answer = requests.Response()
    answer.status_code, answer._content = 429, b""
    answer.headers["Retry-After"] = "7"
    limited = judged(_until_good(lambda: answer))
    assert isinstance(limited, ApiRateLimit)
    assert limited.retry_after == timedelta(seconds=7)
    assert isinstance(judged(_until_good(lambda: httpx.Response(503))), ApiUnavailable)
    assert judged(_until_good(lambda: Failure(GONE))) == GONE
    assert isinstance(judged(_until_good(lambda: Failure(TimeoutError()))), NetworkTimeout)
    # A good answer that somebody did not like, and nothing at all: it was tried, and did not work out.
    results: tuple[object, ...] = (httpx.Response(200), None, (), Success(1))
    for result in results:
        assert isinstance(judged(_until_good(partial(_given, result))), ApiUnavailable)


def test_an_attempt_that_is_not_over_is_not_waited_for() -> None:
    """Reading an exception never blocks."""
    unfinished = tenacity.RetryError(tenacity.Future(1))
    assert isinstance(classify_exception(unfinished), ApiUnavailable)


def test_stamina_raises_the_last_exception_itself() -> None:
    """There is nothing to look through."""
    stamina = pytest.importorskip("stamina", reason="stamina is not installed: `make libraries` runs this")
    retrying = stamina.retry(on=OSError, attempts=2, wait_initial=0.001, wait_max=0.001)(_refused)
    assert isinstance(judged(retrying), NetworkConnection)


def test_an_open_circuit_is_waited_for() -> None:
    """Nothing is sent before it closes again."""
    pybreaker = pytest.importorskip("pybreaker", reason="pybreaker is not installed: `make libraries` runs this")
    breaker = pybreaker.CircuitBreaker(fail_max=1)
    for _ in range(2):
        error = judged(lambda: breaker.call(_refused))
        assert isinstance(error, ApiUnavailable)
        assert error.next_step is Advice.WAIT


def test_a_container_that_does_not_unwrap_is_what_it_holds() -> None:
    """An error that was returned, or an exception; where it holds neither, unwrapping it was the mistake."""
    assert judged(Failure(GONE).unwrap) == GONE
    assert judged(IOFailure(GONE).unwrap) == GONE
    assert isinstance(judged(Failure(requests.ConnectTimeout("x")).unwrap), NetworkTimeout)
    for wrong in (Failure("a text").unwrap, Nothing.unwrap, Success(1).failure):
        assert isinstance(judged(wrong), Internal)
