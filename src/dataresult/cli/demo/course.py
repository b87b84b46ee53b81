"""
The demo runs: the exchange hangs, then misbehaves, then is well again.

Floor 6. Does it and notes what happened; judges nothing. Real requests over loopback, real time, real alerts.
"""

import os
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from attrs import define, field, frozen
from pandas import DataFrame
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from dataresult._results import Failure, Result, Success, sealed
from dataresult.cli.leftovers import undone
from dataresult.errors import ClassifiedError, ErrorCode
from dataresult.flow import Batch, RetryBudget, RetryPolicy, fetch_many, retrying
from dataresult.klines import DataSourceManager, RestDataClient
from dataresult.testing.exchange import ExchangeServer, Injection, ServedRequest, faults
from dataresult.tracking import Alert, ErrorTracker, Stats, Threshold, WorstKey

from .plan import Plan, Series, Trouble

if TYPE_CHECKING:
    from dataresult._results import DataResult

__all__ = ["THRESHOLDS", "Course", "run"]

# Tight enough for a few seconds of trouble; a share falls again as soon as enough goes well.
THRESHOLDS: Final = {
    ErrorCode.NETWORK_TIMEOUT: Threshold(ratio=0.5, min_attempts=5),
    ErrorCode.API_UNAVAILABLE: Threshold(per_minute=2),
}
# How often the API is asked while it hangs, and how long each of these requests waits.
_ASKS: Final = 6
_PATIENCE_S: Final = 0.4
_HANG_S: Final = 30.0
# Bars that nothing else asks for: on a busy machine the exchange may read such a request after its asker has gone,
# and must not spend another trouble on it.
_HANG_INTERVAL: Final = "1d"
_WORKERS: Final = 4
_LOOPBACK: Final = "127.0.0.1"
# A refusal of the API closes it to all for a second, and everybody's next question counts as an attempt.
_ATTEMPTS: Final = 6


@frozen(kw_only=True)
class Figures:
    """What the tracker had counted when the trouble was over."""

    by_code: Mapping[str, Stats]
    by_code_and_source: Mapping[tuple[str, ...], Stats]
    by_code_and_symbol: Mapping[tuple[str, ...], Stats]
    worst: Sequence[WorstKey]


@define(kw_only=True, eq=False)
class Course:
    """
    What happened.

    Args:
        hung: What came of asking while the API hung.
        first: What came of the first fetch, with faults.
        second: What came of asking again, without.
        figures: What the tracker had counted after the first fetch.
        notices: Every alert as it was told: opened or closed.
        still_open: The alerts that were open at the end.
        struck: How often each trouble struck.
        served: What the exchange was asked in the first fetch.
        served_again: What it was asked in the second.
        waits_s: How long each retry waited.
        elapsed_s: How long it all took.
    """

    hung: Batch[int, DataFrame]
    first: Batch[Series, DataFrame]
    second: Batch[Series, DataFrame]
    figures: Figures
    notices: list[Alert]
    still_open: Sequence[Alert] = ()
    struck: Mapping[Trouble, int] = field(factory=dict[Trouble, int])
    served: Sequence[ServedRequest] = ()
    served_again: Sequence[ServedRequest] = ()
    waits_s: Sequence[float] = ()
    elapsed_s: float = 0.0


def run(screen: Console, plan: Plan) -> Course:
    """
    Run it.

    Args:
        screen: Where progress and alerts are shown.
        plan: What is asked for, and what goes wrong.
    """
    started_s = time.monotonic()
    notices: list[Alert] = []
    waits = _Waits()
    tracker = ErrorTracker(THRESHOLDS, dimensions=("symbol", "interval"))
    with ExitStack() as stack:
        stack.enter_context(_without_proxy())
        folder = TemporaryDirectory(prefix="dataresult-demo-", ignore_cleanup_errors=True)
        stack.enter_context(undone(folder.cleanup))
        exchange = stack.enter_context(ExchangeServer(plan.content))
        manager = stack.enter_context(
            DataSourceManager(
                cache_dir=folder.name, base_url=exchange.base_url, archive_url=exchange.archive_url, tracker=tracker
            )
        )
        progress = stack.enter_context(_progress(screen))

        def tell(alert: Alert) -> None:
            notices.append(alert)
            sign, style = ("!", "bold yellow") if alert.is_open else ("*", "bold green")
            progress.console.print(f"{sign} {alert}", style=style, markup=False)

        tracker.subscribe(tell)

        def ask(series: Series) -> "DataResult":
            return manager.fetch(series.symbol, series.interval, series.start, series.end)

        policy = RetryPolicy(attempts=_ATTEMPTS, budget=RetryBudget(capacity=100.0), sleep=waits.sleep)
        hung = _hang(exchange, plan, tracker, _advance(progress, screen, "asking a hanging API", _ASKS))
        injected = _inject(exchange, plan)
        mark = len(exchange.requests)
        first = fetch_many(
            plan.requests,
            retrying(ask, policy),
            max_workers=_WORKERS,
            on_result=_advance(progress, screen, "fetching, with faults", len(plan.requests)),
        )
        figures = _figures(tracker)
        struck = {trouble: strikes.fault.fired for trouble, strikes in injected.items()}
        for strikes in injected.values():
            strikes.remove()
        served = exchange.requests[mark:]
        mark = len(exchange.requests)
        second = fetch_many(
            plan.series,
            retrying(ask, policy),
            max_workers=_WORKERS,
            on_result=_advance(progress, screen, "asking again", len(plan.series)),
        )
        return Course(
            hung=hung,
            first=first,
            second=second,
            figures=figures,
            notices=notices,
            still_open=tracker.alerts(),
            struck=struck,
            served=served,
            served_again=exchange.requests[mark:],
            waits_s=tuple(waits.all_s),
            elapsed_s=time.monotonic() - started_s,
        )


class _Waits:
    """Sleeps, and notes how long."""

    def __init__(self) -> None:
        self.all_s: list[float] = []
        self._lock = threading.Lock()

    def sleep(self, duration_s: float) -> None:
        with self._lock:
            self.all_s.append(duration_s)
        time.sleep(duration_s)


def _hang(
    exchange: ExchangeServer,
    plan: Plan,
    tracker: ErrorTracker,
    on_result: Callable[[int, Result[DataFrame, ClassifiedError]], None],
) -> Batch[int, DataFrame]:
    """Ask an API that does not answer, with little patience."""
    stall = exchange.inject(faults.stalled(_HANG_S), path="*/klines?*", times=None)
    with RestDataClient(base_url=exchange.base_url, timeout_s=_PATIENCE_S) as client:

        def ask(number: int) -> "DataResult":
            series = plan.series[number % len(plan.series)]
            result = client.fetch(series.symbol, _HANG_INTERVAL, series.start, series.end)
            return tracker.observe(result, boundary="rest", symbol=series.symbol, interval=_HANG_INTERVAL)

        batch = fetch_many(range(_ASKS), ask, max_workers=_ASKS, on_result=on_result)
    stall.remove()
    return batch


def _inject(exchange: ExchangeServer, plan: Plan) -> dict[Trouble, "_Strikes"]:
    """Have the exchange misbehave as planned: a trouble on REST needs a day that the archives do not have."""
    injected: dict[Trouble, _Strikes] = {}
    for trouble in (*plan.troubles, plan.lost):
        times = None if trouble.lasting else 1
        if trouble.on_rest:
            hole = exchange.inject(faults.NO_SUCH_KEY, path=trouble.archive_glob, times=None)
            fault = exchange.inject(trouble.fault, path=trouble.rest_glob, times=times)
            injected[trouble] = _Strikes(fault=fault, hole=hole)
        else:
            fault = exchange.inject(trouble.fault, path=f"{trouble.archive_glob}*", times=times)
            injected[trouble] = _Strikes(fault=fault)
    return injected


@frozen(kw_only=True, eq=False)
class _Strikes:
    """What a trouble is made of."""

    fault: Injection
    hole: Injection | None = None

    def remove(self) -> None:
        """Make it good."""
        self.fault.remove()
        if self.hole is not None:
            self.hole.remove()


def _figures(tracker: ErrorTracker) -> Figures:
    return Figures(
        by_code=tracker.get_stats(),
        by_code_and_source=tracker.get_stats(by=("code", "source")),
        by_code_and_symbol=tracker.get_stats(by=("code", "symbol")),
        worst=tracker.worst("symbol", 3),
    )


@contextmanager
def _without_proxy() -> Generator[None, None, None]:
    """Keep requests to this machine on this machine, whatever proxy the environment names."""
    before = {name: os.environ.get(name) for name in ("no_proxy", "NO_PROXY")}
    told = [value for value in before.values() if value]
    for name in before:
        os.environ[name] = ",".join([*dict.fromkeys(told), _LOOPBACK])
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _progress(screen: Console) -> Generator[Progress, None, None]:
    """Show bars on a terminal; elsewhere the lines have to do."""
    columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bars = Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal)
    with undone(lambda: screen.show_cursor(show=True)) if screen.is_terminal else ExitStack(), bars:
        yield bars


def _advance(
    progress: Progress, screen: Console, words: str, total: int
) -> "Callable[[object, Result[DataFrame, ClassifiedError]], None]":
    """Begin a bar, and give the function that moves it; without a terminal each step is a line."""
    task = progress.add_task(words, total=total)
    if not screen.is_terminal:
        screen.print(f"{words} ({total} requests)", markup=False)
    done = 0

    def step(key: object, result: Result[DataFrame, ClassifiedError]) -> None:
        nonlocal done
        done += 1
        progress.advance(task)
        if not screen.is_terminal and isinstance(key, Series):
            screen.print(f"  {done:>2}/{total}  {key!s:<14}  {_told(result)}", markup=False)

    return step


def _told(result: Result[DataFrame, ClassifiedError]) -> str:
    match sealed(result):
        case Success(frame):
            return f"{len(frame):>6,} rows"
        case Failure(error):
            return error.code.value
