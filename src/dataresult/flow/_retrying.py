"""
Asking again, where the error says that it helps, as long as it is worth it and never as a storm.

Floor 5. Acts on returned failures; retry libraries see exceptions only. The budget is shared state under a lock, and
nobody sleeps while holding it.
"""

import inspect
import random
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from functools import wraps
from types import MappingProxyType
from typing import Final, Never, ParamSpec, TypeVar, cast, final, overload

from attrs import field, frozen
from returns.result import Failure, Result, Success

from dataresult._results import sealed
from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiRateLimit,
    ApiUnavailable,
    ClassifiedError,
    DataEmpty,
    FetchError,
    NetworkTimeout,
)

from ._pause import asked_until

__all__ = ["Backoff", "RetryBudget", "RetryPolicy", "retrying"]

P = ParamSpec("P")
V = TypeVar("V")


@final
@frozen(kw_only=True)
class Backoff:
    """
    How long to wait before asking again, and what it costs.

    Args:
        base_s: The longest wait before the second attempt, in seconds; it doubles with each further one.
        cap_s: The longest wait at all, in seconds.
        cost: What one retry takes from the budget.
    """

    base_s: float
    cap_s: float
    cost: float = 1.0


# Base, cap and cost by class; others take the default. Figures: botocore's standard mode since November 2026 (50 ms for
# transient errors, 1 s for throttling, capped at 20 s; a throttled retry costs 5 of 14), and twice the price for a
# timeout, which holds a connection and a worker while it lasts.
_DEFAULT_BACKOFF: Final = Backoff(base_s=0.05, cap_s=20.0)
BACKOFFS: Final[Mapping[type[FetchError], Backoff]] = MappingProxyType(
    {
        ApiRateLimit: Backoff(base_s=1.0, cap_s=20.0, cost=5 / 14),
        ApiUnavailable: Backoff(base_s=0.5, cap_s=20.0),
        NetworkTimeout: Backoff(base_s=0.5, cap_s=20.0, cost=2.0),
    }
)


class RetryBudget:
    """
    How many retries the traffic can bear: a share of it, not a number per request.

    Every success pays in a fifth of a retry, up to ten: an outage uses up what the calm before has earned, and then
    each request is made once. Shared by all fetchers that ask the same server.

    Args:
        ratio: What one success pays in.
        capacity: The most that can be saved up, and what there is at the start.

    Source:
        https://sre.google/sre-book/handling-overload/ (a retry budget of a tenth of the traffic); the small capacity
        suits clients that send a few requests a second.
    """

    def __init__(self, *, ratio: float = 0.2, capacity: float = 10.0) -> None:
        self.ratio = ratio
        self.capacity = capacity
        self._tokens = capacity
        self._lock = threading.Lock()

    @property
    def tokens(self) -> float:
        """What is left."""
        with self._lock:
            return self._tokens

    def earn(self, tokens: float) -> None:
        """Pay in, for a success (`ratio`) or as the refund of a retry that helped."""
        with self._lock:
            self._tokens = min(self.capacity, self._tokens + tokens)

    def spend(self, cost: float) -> bool:
        """Take out the cost of a retry, or say that there is not enough."""
        with self._lock:
            if self._tokens < cost:
                return False
            self._tokens -= cost
            return True


async def _sleep_async(duration_s: float) -> None:
    # Whoever awaits has loaded it; the others need not.
    import asyncio

    await asyncio.sleep(duration_s)


@final
@frozen(kw_only=True)
class RetryPolicy:
    """
    When to ask again.

    Args:
        attempts: How often to ask at the most, the first time included.
        deadline_s: How long it may all take, in seconds; a wait that would pass it is not begun.
        budget: What the traffic can bear; a budget of its own for each policy by default.
        backoffs: Back-off by class of error, instead of the defaults.
        sleep: How to wait, for functions.
        sleep_async: How to wait, for coroutine functions.
        clock: Seconds of a clock that never goes back.
        jitter: Draws the share of the back-off to wait, from 0 to 1.
    """

    attempts: int = 3
    deadline_s: float = 120.0
    budget: RetryBudget = field(factory=RetryBudget)
    backoffs: Mapping[type[FetchError], Backoff] = BACKOFFS
    sleep: Callable[[float], None] = time.sleep
    sleep_async: Callable[[float], Awaitable[None]] = _sleep_async
    clock: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random


@overload
def retrying(
    fetch: Callable[P, Coroutine[object, Never, Result[V, ClassifiedError]]], policy: RetryPolicy | None = None
) -> Callable[P, Coroutine[object, object, Result[V, ClassifiedError]]]: ...
@overload
def retrying(
    fetch: Callable[P, Result[V, ClassifiedError]], policy: RetryPolicy | None = None
) -> Callable[P, Result[V, ClassifiedError]]: ...
def retrying(fetch: Callable[P, object], policy: RetryPolicy | None = None) -> Callable[P, object]:
    """
    Make a fetcher that asks again where the error's next step is RETRY or WAIT.

    A wait that the server asked for is kept exactly; any other is drawn between zero and a back-off that doubles.

    Args:
        fetch: A function or coroutine function that returns a result.
        policy: When to ask again; three attempts within two minutes by default.

    Returns:
        A function with the same parameters. Success: of the first attempt that succeeds. Failure: the last error, with
        those before as its attempts.

    Examples:
        >>> from returns.result import Success
        >>> answers = [Failure(ApiUnavailable()), Success("rows")]
        >>> retrying(lambda: answers.pop(0))()
        <Success: rows>
    """
    chosen = policy if policy is not None else RetryPolicy()
    if inspect.iscoroutinefunction(fetch):

        @wraps(fetch)
        async def fetch_again_async(*args: P.args, **kwargs: P.kwargs) -> object:
            course = _Course(chosen)
            while True:
                answer = await cast("Awaitable[Result[object, ClassifiedError]]", fetch(*args, **kwargs))
                wait_s = course.wait_before_next(answer)
                if wait_s is None:
                    return course.outcome(answer)
                await chosen.sleep_async(wait_s)

        return fetch_again_async

    @wraps(fetch)
    def fetch_again(*args: P.args, **kwargs: P.kwargs) -> object:
        course = _Course(chosen)
        while True:
            answer = cast("Result[object, ClassifiedError]", fetch(*args, **kwargs))
            wait_s = course.wait_before_next(answer)
            if wait_s is None:
                return course.outcome(answer)
            chosen.sleep(wait_s)

    return fetch_again


class _Course:
    """The attempts at one request."""

    def __init__(self, policy: RetryPolicy) -> None:
        self._policy = policy
        self._started_s = policy.clock()
        self._errors: list[ClassifiedError] = []
        self._spent = 0.0

    def wait_before_next(self, answer: Result[object, ClassifiedError]) -> float | None:
        """Give the seconds to wait before the next attempt, or None where this answer is the last."""
        match sealed(answer):
            case Success(_):
                self._policy.budget.earn(self._policy.budget.ratio + self._spent)
                return None
            case Failure(error):
                self._errors.append(error)
                return self._wait_after(error)

    def outcome(self, answer: Result[object, ClassifiedError]) -> Result[object, ClassifiedError]:
        """Give the last answer; an error tells of those before it."""
        if not isinstance(answer, Failure) or len(self._errors) == 1:
            return answer
        *before, last = self._errors
        return Failure(last.derive(attempts=(*before, *last.attempts)))

    def _wait_after(self, error: ClassifiedError) -> float | None:
        if len(self._errors) >= self._policy.attempts or not _helps(error):
            return None
        backoff = self._policy.backoffs.get(type(error), _DEFAULT_BACKOFF)
        asked_s = _asked_s(error)
        wait_s = asked_s if asked_s is not None else self._drawn_s(backoff)
        if self._policy.clock() - self._started_s + wait_s > self._policy.deadline_s:
            return None
        if not self._policy.budget.spend(backoff.cost):
            return None
        self._spent = backoff.cost
        return wait_s

    def _drawn_s(self, backoff: Backoff) -> float:
        """Draw between zero and the back-off: full jitter keeps clients that failed together from coming back so."""
        return self._policy.jitter() * min(backoff.cap_s, backoff.base_s * 2.0 ** (len(self._errors) - 1))


def _helps(error: ClassifiedError) -> bool:
    """Tell whether asking again, within minutes, can help; data that is not published yet takes hours."""
    return error.next_step in {Advice.RETRY, Advice.WAIT} and not isinstance(error, DataEmpty)


def _asked_s(error: ClassifiedError) -> float | None:
    """Give how long the server asked to wait, in seconds from now."""
    until = asked_until(error)
    if until is not None:
        return max((until - datetime.now(UTC)).total_seconds(), 0.0)
    asked = error.context.get("retry_after_s")
    return timedelta(seconds=asked).total_seconds() if isinstance(asked, int | float) else None
