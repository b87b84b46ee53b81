"""Asking again: when, how long after, how often, and never as a storm."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

import dataresult as dr

Answer = Result[str, dr.ClassifiedError]


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.slept_s: list[float] = []

    def sleep(self, duration_s: float) -> None:
        """Let time pass."""
        self.slept_s.append(duration_s)
        self.now_s += duration_s

    async def sleep_async(self, duration_s: float) -> None:
        """Let time pass, in a coroutine."""
        self.sleep(duration_s)

    def policy(
        self,
        *,
        attempts: int = 3,
        deadline_s: float = 120.0,
        budget: dr.RetryBudget | None = None,
        jitter: Callable[[], float] = lambda: 1.0,
    ) -> dr.RetryPolicy:
        """Make a policy on this clock."""
        return dr.RetryPolicy(
            attempts=attempts,
            deadline_s=deadline_s,
            budget=budget if budget is not None else dr.RetryBudget(capacity=1000),
            sleep=self.sleep,
            sleep_async=self.sleep_async,
            clock=lambda: self.now_s,
            jitter=jitter,
        )


ERRORS: list[dr.ClassifiedError] = [
    dr.NetworkTimeout(),
    dr.NetworkConnection(),
    dr.ApiUnavailable(),
    dr.ApiRateLimit(),
    dr.ApiAuth(),
    dr.ApiRequest(),
    dr.DataEmpty(),
    dr.DataEmpty(reason=dr.EmptyReason.NOT_YET_PUBLISHED),
    dr.StorageWrite(next_step=dr.Advice.RETRY),
    dr.Internal(),
]


@given(st.lists(st.sampled_from(ERRORS), max_size=5), st.integers(1, 5), st.booleans())
def test_asks_while_it_helps(errors: list[dr.ClassifiedError], attempts: int, in_coroutines: bool) -> None:
    """It goes by the next step of the value, up to the attempts; the last error tells of those before."""
    answers: list[Answer] = [*(Failure(error) for error in errors), Success("rows")]
    asked: list[int] = []
    policy = Clock().policy(attempts=attempts)

    def fetch() -> Answer:
        asked.append(1)
        return answers[len(asked) - 1]

    async def fetch_async() -> Answer:
        await asyncio.sleep(0)
        return fetch()

    result = asyncio.run(dr.retrying(fetch_async, policy)()) if in_coroutines else dr.retrying(fetch, policy)()
    hopeless = [
        place
        for place, error in enumerate(errors)
        if error.next_step not in {dr.Advice.RETRY, dr.Advice.WAIT} or isinstance(error, dr.DataEmpty)
    ]
    last = min([*hopeless, attempts - 1, len(errors)])

    assert len(asked) == last + 1
    match dr.sealed(result):
        case Success(_):
            assert last == len(errors)
        case Failure(error):
            assert error == errors[last].derive(attempts=tuple(errors[:last]))


@given(st.floats(0.001, 50), st.booleans())
def test_waits_exactly_as_long_as_asked(wait_s: float, as_instant: bool) -> None:
    """A wait that the server asked for is neither shortened nor drawn by lot."""
    clock, wait = Clock(), timedelta(seconds=wait_s)
    now = datetime.now(UTC)
    limit = dr.ApiRateLimit(not_before=now + wait) if as_instant else dr.ApiRateLimit(retry_after=wait)
    answers: list[Answer] = [Failure(limit), Success("rows")]

    dr.retrying(lambda: answers.pop(0), clock.policy(jitter=lambda: 0.0))()

    # The instant is exact; what this test itself took to get here may be gone from the wait.
    assert wait_s - 1.0 <= clock.slept_s[0] <= wait_s + 0.001


def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    """A ban of an hour is returned at once to a caller who has two minutes."""
    clock = Clock()
    ban: Answer = Failure(dr.ApiRateLimit(banned=True, retry_after=timedelta(hours=1)))

    result = dr.retrying(lambda: ban, clock.policy())()

    assert result is ban
    assert clock.slept_s == []


@given(st.floats(0, 1), st.integers(2, 12))
def test_backs_off_with_full_jitter(share: float, attempts: int) -> None:
    """Each wait is the drawn share of a back-off that doubles up to its cap."""
    clock = Clock()
    down: Answer = Failure(dr.ApiUnavailable())

    dr.retrying(lambda: down, clock.policy(attempts=attempts, deadline_s=10_000, jitter=lambda: share))()

    assert clock.slept_s == pytest.approx([share * min(20.0, 0.5 * 2**place) for place in range(attempts - 1)])


def test_an_outage_uses_up_the_budget() -> None:
    """With a budget for ten retries, a hundred requests into an outage make ten retries and no more."""
    asked: list[int] = []
    budget = dr.RetryBudget()
    policy = Clock().policy(budget=budget, deadline_s=1e9)

    def down() -> Answer:
        asked.append(1)
        return Failure(dr.NetworkConnection())

    for _ in range(100):
        dr.retrying(down, policy)()

    assert len(asked) == 110
    assert budget.tokens < 1


@given(st.lists(st.sampled_from(["success", "failure"]), max_size=60))
def test_retries_are_a_share_of_traffic(traffic: list[str]) -> None:
    """Over any traffic, retries cost at most the capacity and a fifth of the successes."""
    asked: list[int] = []
    policy = Clock().policy(budget=dr.RetryBudget(ratio=0.2, capacity=10), attempts=10, deadline_s=1e9)

    def fetch(kind: str) -> Answer:
        asked.append(1)
        return Success("rows") if kind == "success" else Failure(dr.NetworkConnection())

    for kind in traffic:
        dr.retrying(fetch, policy)(kind)

    assert len(asked) - len(traffic) <= 10 + 0.2 * traffic.count("success") + 1e-9


def test_a_retry_that_helped_is_refunded() -> None:
    """A retry that succeeds costs nothing in the end."""
    budget = dr.RetryBudget(capacity=10)
    answers: list[Answer] = [Failure(dr.NetworkConnection()), Success("rows")]

    dr.retrying(lambda: answers.pop(0), Clock().policy(budget=budget))()

    assert budget.tokens == 10
