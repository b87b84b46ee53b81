"""
The Data Source Manager: cache, then archives, then REST; one frame, and no hole that is not told.

Floor 5. Decides who is asked for what, and keeps the account of it. Knows sources by what they serve, and neither
files nor HTTP.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self, TypeVar

from attrs import evolve
from pandas import DataFrame

from dataresult._context import error_context
from dataresult._guard import fetcher
from dataresult._results import Failure, Result, Success, sealed
from dataresult.errors import Advice, ClassifiedError, DataPartial, EmptyReason
from dataresult.flow import Batch, fetch_many
from dataresult.tracking import ErrorTracker, error_tracker

from .cache import KlinesCache
from .coverage import Spans, merged, overlap, unserved
from .frame import ROWS_ATTR, joined, within
from .interval import Interval
from .market import MARKETS, Market, MarketType, is_the_exchange
from .query import Query, query_of
from .rest import RestDataClient
from .served import Served, Source, outcome
from .times import Moment, now_ms
from .vision import VisionDataClient

if TYPE_CHECKING:
    from dataresult._results import DataResult

__all__ = ["DataSourceManager"]

# The boundary at which the manager's own results are counted.
_BOUNDARY: Final = "manager"

V = TypeVar("V")


class DataSourceManager:
    """
    Klines from wherever they can be had: a local cache, then the daily and monthly archives, then the REST API.

    Safe under threads; a context manager.

    Args:
        market: The market.
        cache_dir: The folder of the cache; `~` is the user's home. By default a folder in the user's cache folder,
            but none when `base_url` or `archive_url` is given: bars of another exchange never mix with the real ones.
        base_url: Where the REST API is; the real exchange by default.
        archive_url: Where the archives are. By default the real ones, but none when `base_url` leads to another
            exchange, for the same reason.
        tracker: Who observes the result of each source, at the boundaries `cache`, `vision` and `rest`, and of the
            whole, at `manager`; the process-wide tracker by default.

    Examples:
        >>> from dataresult.testing import ExchangeServer
        >>> with (
        ...     ExchangeServer() as exchange,
        ...     DataSourceManager(base_url=exchange.base_url, archive_url=exchange.archive_url) as manager,
        ... ):
        ...     result = manager.fetch("BTCUSDT", "1h", "2024-01-01", "2024-01-03")
        >>> len(result.unwrap())
        48
    """

    def __init__(
        self,
        market: MarketType = MarketType.SPOT,
        *,
        cache_dir: str | os.PathLike[str] | None = None,
        base_url: str | None = None,
        archive_url: str | None = None,
        tracker: ErrorTracker | None = None,
    ) -> None:
        self._market: Market = MARKETS[MarketType(market)]
        self._tracker = error_tracker if tracker is None else tracker
        kept = cache_dir is not None or (base_url is None and archive_url is None)
        self._cache = KlinesCache(self._market.kind, cache_dir=cache_dir) if kept else None
        archived = archive_url is not None or is_the_exchange(base_url)
        self._vision = VisionDataClient(self._market.kind, archive_url=archive_url) if archived else None
        self._rest = RestDataClient(self._market.kind, base_url=base_url)

    def fetch(self, symbol: str, interval: Interval | str, start: Moment, end: Moment) -> "DataResult":
        """
        Fetch the bars that open in a range.

        Args:
            symbol: The symbol, as the exchange writes it: `BTCUSDT`.
            interval: The length of a bar: `Interval.HOUR_1` or `"1h"`.
            start: The first instant that counts: an aware datetime, a date or ISO 8601 text; naive ones are UTC.
            end: The first that does not. Bars that have not closed yet do not count.

        Returns:
            Success: a kline frame of shape (n, 10), n > 0, with every bar that exists in the range: index `open_time`
            (datetime64[ns, UTC], sorted, unique); open, high, low, close, volume, quote_asset_volume,
            taker_buy_volume, taker_buy_quote_volume (float64), close_time (datetime64[ns, UTC]), count (int64). A bar
            that is not there never existed: nothing was traded. `rows_by_source` tells who served how many.

            Failure: `DataEmpty` with its reason when there are no bars; `DataPartial` with the frame, the missing
            ranges and every failed attempt when some could not be had; `ApiRequest` for an invalid symbol, interval
            or range; else what the last source failed with, with the failures of the others as its attempts.
        """
        result = self._fetch(symbol, interval, start, end)
        labels = {"symbol": symbol, "interval": str(interval), "market": self._market.kind.value}
        return self._tracker.observe(result, boundary=_BOUNDARY, **labels)

    def fetch_many(
        self,
        symbols: Iterable[str],
        interval: Interval | str,
        start: Moment,
        end: Moment,
        *,
        max_workers: int = 8,
    ) -> Batch[str, DataFrame]:
        """
        Fetch the same range of many symbols, at the same time.

        Args:
            symbols: The symbols.
            interval: As for `fetch`.
            start: As for `fetch`.
            end: As for `fetch`.
            max_workers: How many are fetched at the same time.

        Returns:
            The batch: frames and failures by symbol, in the order asked.
        """

        def fetch(symbol: str) -> "DataResult":
            return self.fetch(symbol, interval, start, end)

        return fetch_many(symbols, fetch, max_workers=max_workers, scope=self._rest.base_url)

    @fetcher(source="klines", capture=("symbol", "interval", "start", "end"))
    def _fetch(self, symbol: str, interval: Interval | str, start: Moment, end: Moment) -> "DataResult":
        with error_context(market=self._market.kind.value):
            query = query_of(self._market, symbol, interval, start, end)
            wanted = query.closed_by(now_ms())
            parts = self._ask(query, wanted)
            result = outcome(query, wanted, _united(list(parts.values())))
            _tell_rows(result, parts)
            return result

    @property
    def _sources(self) -> Sequence[Source]:
        return tuple(source for source in (self._cache, self._vision, self._rest) if source is not None)

    def _ask(self, query: Query, wanted: Spans) -> dict[str, Served]:
        """Ask one source after the other for what is still missing, and keep what will never change."""
        parts: dict[str, Served] = {}
        missing = wanted
        for source in self._sources:
            if not missing:
                break
            served = source.served(query, missing, partial(self._seen, query, source.name))
            if source is not self._cache:
                self._keep(query, served)
            # Files hold more than was asked for: of two sources that have the same bar, the first one asked stands.
            new = within(joined(served.frames), overlap(missing, served.covered))
            parts[source.name] = evolve(served, frames=[new])
            missing = unserved(query.interval, missing, served.covered)
            if any(error.next_step is Advice.FIX_REQUEST for error in served.errors):
                break
        return parts

    def _seen(self, query: Query, source: str, result: Result[V, ClassifiedError]) -> None:
        """Have the result of a source counted."""
        self._tracker.observe(
            result,
            boundary=source,
            source=source,
            symbol=query.symbol,
            interval=query.interval.value,
            market=self._market.kind.value,
        )

    def _keep(self, query: Query, served: Served) -> None:
        """Put bars into the cache; a cache that cannot be written is no reason to fail."""
        if self._cache is None or not served.lasting:
            return
        kept = self._cache.keep(query, joined(served.frames), served.lasting, served.reason)
        if isinstance(kept, Failure):
            self._seen(query, self._cache.name, kept)

    def close(self) -> None:
        """End the connections."""
        if self._vision is not None:
            self._vision.close()
        self._rest.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _united(parts: Sequence[Served]) -> Served:
    """Put together what the sources served: of two that have the same bar, the first one asked stands."""
    errors: list[ClassifiedError] = [error for part in parts for error in part.errors]
    return Served(
        frames=[frame for part in parts for frame in part.frames],
        covered=merged(span for part in parts for span in part.covered),
        errors=errors,
        reason=parts[-1].reason if parts else EmptyReason.DATE_RANGE,
    )


def _tell_rows(result: "DataResult", parts: Mapping[str, Served]) -> None:
    """Write into the frame how many rows each source served."""
    match sealed(result):
        case Success(frame) | Failure(DataPartial(frame=frame)):
            rows = {name: sum(map(len, part.frames)) for name, part in parts.items()}
            frame.attrs.update({ROWS_ATTR + name: count for name, count in rows.items() if count})
        case Failure(_):
            pass
