"""
Asking for many things at once, by any executor, without asking on while a server says to wait.

Floor 5. Hands out requests and gathers results; what is asked, and how, is the caller's.
"""

import time
from collections.abc import Awaitable, Callable, Generator, Hashable, Iterable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import copy_context
from datetime import timedelta
from typing import Final, TypeVar

from returns.result import Failure, Result, Success

from dataresult._classify import classify_exception
from dataresult._results import sealed
from dataresult._vocabulary import Advice
from dataresult.errors import ApiRateLimit, ClassifiedError

from ._batch import Batch
from ._pause import Pause, pause_of

__all__ = ["fetch_many", "fetch_many_async"]

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# Waits longer than this are left to the caller: a minute's limit is worth waiting for, a ban of hours is not.
PAUSE_MAX: Final = timedelta(seconds=90)


def fetch_many(
    requests: Iterable[K],
    fetch: Callable[[K], Result[V, ClassifiedError]],
    *,
    executor: Executor | None = None,
    max_workers: int = 8,
    scope: str | None = None,
    on_result: Callable[[K, Result[V, ClassifiedError]], None] | None = None,
    progress: bool = False,
) -> Batch[K, V]:
    """
    Ask for many things at once.

    A ban or a `Retry-After` pauses all that is still to be asked in the same scope; where it asks for more than 90
    seconds, the rest is not asked, and says so.

    Args:
        requests: What to ask for; each is asked once.
        fetch: Asks for one.
        executor: Any executor: threads, processes, a cluster's; threads of its own by default.
        max_workers: How many are asked at the same time.
        scope: A name for the quota that these requests share; calls with the same name share the pause.
        on_result: Called with each result as it comes, in the calling thread: to write it away at once.
        progress: Whether to show a progress bar on the terminal (with the extra `cli`).

    Returns:
        The batch: successes and failures in the order asked. A worker that dies is a failure too.

    Raises:
        Exception: What `on_result` raised; requests that were not handed out yet are dropped.

    Examples:
        >>> batch = fetch_many(["BTC", "ETH"], lambda symbol: Success(symbol.lower()))
        >>> dict(batch.successes)
        {'BTC': 'btc', 'ETH': 'eth'}
    """
    keys = list(dict.fromkeys(requests))
    pause, clock = pause_of(scope), _Stopwatch()
    results: dict[K, Result[V, ClassifiedError]] = {}
    pool = ThreadPoolExecutor(max_workers, thread_name_prefix="dataresult") if executor is None else executor
    in_threads = isinstance(pool, ThreadPoolExecutor)
    open_futures: dict[Future[Result[V, ClassifiedError]], K] = {}
    waiting = list(reversed(keys))
    try:
        with _bar(len(keys), shown=progress) as advance:
            while waiting or open_futures:
                while waiting and len(open_futures) < max_workers and not pause.remaining:
                    key = waiting.pop()
                    # A context cannot cross to another process; threads get a copy of the caller's.
                    job = pool.submit(copy_context().run, fetch, key) if in_threads else pool.submit(fetch, key)
                    open_futures[job] = key
                if not open_futures:
                    if pause.remaining > PAUSE_MAX:
                        break
                    clock.sleep(pause.remaining)
                    continue
                for future in wait(open_futures, return_when=FIRST_COMPLETED).done:
                    key = open_futures.pop(future)
                    results[key] = _noted(_outcome(future), pause)
                    advance()
                    if on_result is not None:
                        on_result(key, results[key])
    finally:
        for future in open_futures:
            future.cancel()
        if executor is None:
            pool.shutdown(wait=True, cancel_futures=True)
    return _gathered(keys, results, pause, clock)


async def fetch_many_async(
    requests: Iterable[K],
    fetch: Callable[[K], Awaitable[Result[V, ClassifiedError]]],
    *,
    max_workers: int = 8,
    scope: str | None = None,
    on_result: Callable[[K, Result[V, ClassifiedError]], None] | None = None,
    progress: bool = False,
) -> Batch[K, V]:
    """
    Ask for many things at once, from a coroutine.

    Args:
        requests: As for `fetch_many`.
        fetch: Asks for one; a coroutine function.
        max_workers: How many are asked at the same time.
        scope: As for `fetch_many`.
        on_result: As for `fetch_many`; called in the event loop.
        progress: As for `fetch_many`.

    Returns:
        The batch, as of `fetch_many`. A cancellation cancels what is under way and passes through.

    Raises:
        Exception: What `on_result` raised.
    """
    import asyncio  # whoever awaits has loaded it; the others need not

    keys = list(dict.fromkeys(requests))
    pause, clock = pause_of(scope), _Stopwatch()
    results: dict[K, Result[V, ClassifiedError]] = {}
    waiting = list(reversed(keys))

    async def work(advance: Callable[[], None]) -> None:
        while waiting:
            if pause.remaining > PAUSE_MAX:
                return
            if pause.remaining:
                before_s = time.monotonic()
                await asyncio.sleep(pause.remaining.total_seconds())
                clock.waited = max(clock.waited, timedelta(seconds=time.monotonic() - before_s))
                continue
            key = waiting.pop()
            try:
                result = await fetch(key)
            except Exception as exception:  # noqa: BLE001  # `fetch` promises results; a broken promise is a failure
                result = Failure(classify_exception(exception))
            results[key] = _noted(result, pause)
            advance()
            if on_result is not None:
                on_result(key, results[key])

    with _bar(len(keys), shown=progress) as advance:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(max_workers, len(keys))):
                group.create_task(work(advance))
    return _gathered(keys, results, pause, clock)


class _Stopwatch:
    """Time since the start, and how much of it was waiting."""

    def __init__(self) -> None:
        self._started_s = time.monotonic()
        self.waited = timedelta()

    @property
    def elapsed(self) -> timedelta:
        return timedelta(seconds=time.monotonic() - self._started_s)

    def sleep(self, duration: timedelta) -> None:
        started_s = time.monotonic()
        time.sleep(duration.total_seconds())
        self.waited += timedelta(seconds=time.monotonic() - started_s)


def _outcome(future: Future[Result[V, ClassifiedError]]) -> Result[V, ClassifiedError]:
    """Take a worker's result, or the failure that its death is."""
    exception = future.exception()
    return future.result() if exception is None else Failure(classify_exception(exception))


def _noted(result: Result[V, ClassifiedError], pause: Pause) -> Result[V, ClassifiedError]:
    match sealed(result):
        case Failure(error):
            pause.note(error)
        case Success(_):
            pass
    return result


def _gathered(
    keys: list[K], results: dict[K, Result[V, ClassifiedError]], pause: Pause, clock: _Stopwatch
) -> Batch[K, V]:
    successes: dict[K, V] = {}
    failures: dict[K, ClassifiedError] = {}
    for key in keys:
        match sealed(results[key] if key in results else Failure(_not_asked(pause))):
            case Success(value):
                successes[key] = value
            case Failure(error):
                failures[key] = error
    return Batch(successes=successes, failures=failures, elapsed=clock.elapsed, waited=clock.waited)


def _not_asked(pause: Pause) -> ClassifiedError:
    return ApiRateLimit(
        message="not asked: a limit that an earlier request met still holds",
        not_before=pause.until,
        next_step=Advice.WAIT,
    )


@contextmanager
def _bar(total: int, *, shown: bool) -> Generator[Callable[[], None], None, None]:
    """Show a progress bar on standard error; nothing where nobody wants one."""
    if not shown:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("fetching"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as display:
        task = display.add_task("fetching", total=total)
        yield lambda: display.advance(task)
