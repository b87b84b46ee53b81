"""
`dataresult fetch`: order, fetch, tell, write.

Floor 6. What is written is whole, or was accepted as a part; never silently less than was asked for.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen
from pandas import DataFrame, concat

from dataresult._results import Failure, Success, sealed
from dataresult.errors import ClassifiedError, DataPartial, StorageError
from dataresult.flow import Batch, RetryPolicy, accept_partial, fetch_many, retrying
from dataresult.klines import DataSourceManager, Interval, MarketType, missing_ranges, rows_by_source
from dataresult.klines.market import MARKETS
from dataresult.tracking import ErrorTracker

from .files import writable, written
from .leftovers import undone
from .screen import error_line, stderr, stdout
from .status import OK, failure_line, status_of
from .tables import klines_table, ranges_text

if TYPE_CHECKING:
    from dataresult._results import DataResult

__all__ = ["Order", "fetched"]


@frozen(kw_only=True)
class Order:
    """
    What is to be fetched, and what is to be done with it.

    Args:
        symbols: The symbols.
        interval: The length of a bar.
        start: The first instant that counts.
        end: The first that does not.
        market: The market, as `MarketType` has it.
        out: The file to write, if any.
        accept_partial: Whether to write what came, also when some could not be had.
        base_url: The REST API, if not the exchange's.
        archive_url: The archives, if not the exchange's.
        cache_dir: Where bars are kept, if not in the default place.
        no_cache: Whether to keep none.
        no_retry: Whether to ask once only.
    """

    symbols: tuple[str, ...]
    interval: str
    start: datetime
    end: datetime
    market: str = "spot"
    out: Path | None = None
    accept_partial: bool = False
    base_url: str | None = None
    archive_url: str | None = None
    cache_dir: Path | None = None
    no_cache: bool = False
    no_retry: bool = False


def fetched(order: Order) -> int:
    """
    Carry out an order.

    Args:
        order: The order.

    Returns:
        The exit status.
    """
    if order.out is not None:
        match sealed(writable(order.out)):
            case Failure(error):
                return _failed({"": error})
            case Success(_):
                pass
    tracker = ErrorTracker({})
    with _manager(order, tracker) as manager:
        batch = _asked(order, manager)
    _tell_cache(tracker)
    frames, lost = _usable(order, batch)
    if frames:
        _print_rows(order, frames)
    refused = {symbol: error for symbol, error in batch.failures.items() if symbol not in lost}
    status = _failed(refused)
    for symbol, error in lost.items():
        error_line(f"accepted: {failure_line(error, subject=f'{symbol} {order.interval}')}")
    if order.out is None or not frames:
        return status
    if refused and not order.accept_partial:
        error_line(f"nothing was written to {order.out.name}: --accept-partial writes what came")
        return status
    return _keep(_united(frames), order.out) or status


def _manager(order: Order, tracker: ErrorTracker) -> DataSourceManager:
    kind = MarketType(order.market)
    base_url, archive_url = order.base_url, order.archive_url
    if order.no_cache:
        # With a URL of one's own there is no cache by default.
        base_url = base_url or MARKETS[kind].rest_url
    return DataSourceManager(
        kind, cache_dir=order.cache_dir, base_url=base_url, archive_url=archive_url, tracker=tracker
    )


def _asked(order: Order, manager: DataSourceManager) -> Batch[str, DataFrame]:
    """Ask for all symbols; as often as it helps, and only when servers allow it."""

    def ask(symbol: str) -> "DataResult":
        return manager.fetch(symbol, order.interval, order.start, order.end)

    patient = retrying(ask, RetryPolicy(attempts=1)) if order.no_retry else retrying(ask)
    scope = order.base_url or MARKETS[MarketType(order.market)].rest_url
    screen = stderr()
    with undone(lambda: screen.show_cursor(show=True)):  # a progress bar hides it
        return fetch_many(order.symbols, patient, scope=scope, progress=screen.is_terminal)


def _usable(order: Order, batch: Batch[str, DataFrame]) -> tuple[dict[str, DataFrame], dict[str, ClassifiedError]]:
    """Give the frames by symbol, in the order asked, and what the accepted ones among them lack."""
    frames: dict[str, DataFrame] = {}
    lost: dict[str, ClassifiedError] = {}
    for symbol in dict.fromkeys(order.symbols):
        if symbol in batch.successes:
            frames[symbol] = batch.successes[symbol]
            continue
        error = batch.failures[symbol]
        if order.accept_partial and isinstance(error, DataPartial):
            frames[symbol] = accept_partial(Failure(error)).unwrap()
            lost[symbol] = error
    return frames, lost


def _united(frames: Mapping[str, DataFrame]) -> DataFrame:
    """Make one frame of all; of several symbols with a column that names them."""
    if len(frames) == 1:
        return next(iter(frames.values()))
    named: list[DataFrame] = []
    for symbol, frame in frames.items():
        own = frame.copy(deep=False)
        own.attrs = {}
        own.insert(0, "symbol", symbol)
        named.append(own)
    return concat(named)


def _print_rows(order: Order, frames: Mapping[str, DataFrame]) -> None:
    screen = stdout()
    screen.print(
        klines_table(
            (symbol, order.interval, frame.index[0], frame.index[-1], len(frame), rows_by_source(frame))
            for symbol, frame in frames.items()
        )
    )
    # A bar that is still open at the end is not missing.
    end = min(order.end, datetime.now(UTC))
    for symbol, frame in frames.items():
        last = Interval(order.interval)
        holes = missing_ranges(frame, last, order.start, end)
        inner = [hole for hole in holes if hole[1] < end]
        if inner:
            text = f"{symbol}: no bars {ranges_text(inner)}"
            screen.print(text, markup=False)


def _keep(frame: DataFrame, path: Path) -> int:
    match sealed(written(frame, path)):
        case Success(_):
            size = path.stat().st_size
            stdout().print(f"{len(frame):,} rows written to {path} ({size:,} bytes)", markup=False, soft_wrap=True)
            return OK
        case Failure(error):
            return _failed({"": error})


def _failed(failures: Mapping[str, ClassifiedError]) -> int:
    for error in failures.values():
        error_line(failure_line(error))
    return status_of(failures.values())


def _tell_cache(tracker: ErrorTracker) -> None:
    """Say that the cache was of no use where it fails: the rows come from elsewhere, and will so again tomorrow."""
    seen = tracker.get_stats(by=("source", "family", "code"))
    codes = [code for source, family, code in seen if source == "cache" and family == StorageError.__name__]
    if codes:
        error_line(f"note: the cache is of no use ({', '.join(codes)}); --cache-dir chooses another folder")
