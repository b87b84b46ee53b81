"""
Bars kept on disk: one Arrow file for each symbol, interval and day, month or year.

Floor 5. A file is written beside its place and put there in one step, and carries the SHA-256 of itself: a reader
sees the old file, the new one, or knows that it is damaged. A damaged file is set aside and never read again.
"""

import os
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pandas import DataFrame, DatetimeIndex

from dataresult._context import error_context
from dataresult._guard import fetcher, guarded
from dataresult._results import Failure, Result, Success, raise_error, sealed
from dataresult.errors import CheckFailure, ClassifiedError, DataValidation, EmptyReason

from .cache_file import CachedBars, packed, unpacked
from .coverage import Span, Spans, merged, minus, overlap, unserved
from .frame import SCHEMA, joined, within
from .interval import Interval, floor_open, next_open
from .market import MARKETS, Market, MarketType
from .query import Query, query_of
from .served import Seen, Served, no_bars, outcome, unseen
from .times import Moment, from_ms, now_ms, to_ms

if TYPE_CHECKING:
    from dataresult._results import DataResult

__all__ = ["KlinesCache", "default_cache_dir"]

# How much one file holds: some hundreds to some thousands of rows, for any interval but the shortest.
_UNITS: Final[Mapping[Interval, Interval | None]] = {
    each: Interval.DAY_1 if each[-1] in "sm" else Interval.MONTH_1 if each[-1] == "h" or each == "1d" else None
    for each in Interval
}
_NAMES: Final = {Interval.DAY_1: "%Y-%m-%d", Interval.MONTH_1: "%Y-%m", None: "%Y"}
# A write takes milliseconds: what is older was left by a process that died.
_LEFTOVER_AGE_S: Final = 3600.0


def default_cache_dir() -> Path:
    """Give the folder for klines in the user's cache folder, as the platform has it."""
    from platformdirs import user_cache_path

    return user_cache_path("dataresult", appauthor=False) / "klines"


class KlinesCache:
    """
    Klines on disk.

    Safe under threads and processes that share a folder. Keeps bars only of days that are over, and knows which bars
    never existed. Its files are Arrow files that `pandas.read_feather` reads.

    Args:
        market: The market.
        cache_dir: The folder; `~` is the user's home. By default a folder in the user's cache folder.
    """

    name = "cache"

    def __init__(
        self, market: MarketType = MarketType.SPOT, *, cache_dir: str | os.PathLike[str] | None = None
    ) -> None:
        self._market: Market = MARKETS[MarketType(market)]
        self.folder: Path = default_cache_dir() if cache_dir is None else Path(cache_dir).expanduser()

    @fetcher(source="cache", capture=("symbol", "interval", "start", "end"))
    def fetch(self, symbol: str, interval: Interval | str, start: Moment, end: Moment) -> "DataResult":
        """
        Fetch the bars that open in a range, as far as they are kept.

        Args:
            symbol: The symbol, as the exchange writes it.
            interval: The length of a bar.
            start: The first instant that counts.
            end: The first that does not. Bars that have not closed yet do not count.

        Returns:
            Success: a kline frame of shape (n, 10), n > 0, as of `RestDataClient.fetch`. Failure: `DataEmpty` when
            nothing is kept (unknown reason, expected) or nothing traded; `DataPartial` when only some is kept;
            `DataIntegrity` for a damaged file, which is set aside; `StorageRead` and `StoragePermission` for files
            that cannot be read; `ApiRequest` for an invalid interval or range.
        """
        with error_context(market=self._market.kind.value):
            query = query_of(self._market, symbol, interval, start, end)
            wanted = query.closed_by(now_ms())
            return outcome(query, wanted, self.served(query, wanted, unseen))

    def served(self, query: Query, spans: Spans, seen: Seen) -> Served:
        """Serve spans of a query; see `Source`."""
        frames: list[DataFrame] = []
        covered: list[Span] = []
        errors: list[ClassifiedError] = []
        reasons: list[EmptyReason] = []
        for unit in _units(query.interval, spans):
            path = self._path(query.symbol, query.interval, unit)
            match sealed(self._read(query.symbol, query.interval, path)):
                case Success(kept):
                    there = () if kept is None else overlap(kept.covered, spans)
                    if kept is not None and there:
                        frames.append(within(kept.frame, there))
                        covered += there
                        reasons.append(kept.reason)
                case Failure(error):
                    errors.append(error)
                    seen(Failure(error))
        rows = joined(frames)
        if len(rows):
            seen(Success(rows))
        if unserved(query.interval, spans, covered):
            seen(Failure(no_bars(EmptyReason.UNKNOWN, "not in the cache", expected=True)))
        reason = reasons[-1] if reasons else EmptyReason.DATE_RANGE
        return Served(frames=[rows], covered=merged(covered), errors=errors, reason=reason)

    def store(
        self, symbol: str, interval: Interval | str, frame: DataFrame, start: Moment, end: Moment
    ) -> Result[int, ClassifiedError]:
        """
        Keep bars.

        Args:
            symbol: The symbol, as the exchange writes it.
            interval: The length of a bar.
            frame: A kline frame with all bars of the range: one that is not in it never existed.
            start: The first instant that the frame speaks for.
            end: The first that it does not; what is later than the last midnight, UTC, is not kept.

        Returns:
            Success: how many files were written. Failure: `StorageSpace`, `StoragePermission` or `StorageWrite`;
            `DataValidation` for a frame that is no kline frame; `ApiRequest` for an invalid symbol, interval or range.
        """
        return self._store(symbol, interval, frame, start, end)

    @guarded(source="cache", operation="write", capture=("symbol", "interval", "start", "end"))
    def _store(
        self, symbol: str, interval: Interval | str, frame: DataFrame, start: Moment, end: Moment
    ) -> Result[int, ClassifiedError]:
        query = query_of(self._market, symbol, interval, start, end)
        found = {str(name): str(dtype) for name, dtype in frame.dtypes.items()}
        wrong = [name for name in {**SCHEMA, **found} if SCHEMA.get(name) != found.get(name)]
        if wrong or not isinstance(frame.index, DatetimeIndex):
            checks = tuple(CheckFailure(column=name, check="is as in a kline frame") for name in wrong)
            raise_error(DataValidation(message="only kline frames are kept", failures=checks))
        return self.keep(query, frame, (query.span,), EmptyReason.DATE_RANGE)

    @guarded(source="cache", operation="write")
    def keep(self, query: Query, frame: DataFrame, spans: Spans, reason: EmptyReason) -> int:
        """
        Keep the bars of some spans.

        Args:
            query: Market, symbol and interval.
            frame: A kline frame with all bars of the spans.
            spans: What the frame speaks for.
            reason: Why there are no rows, where there are none.

        Returns:
            Success: how many files were written. Failure: as of `store`.
        """
        today_ms = floor_open(Interval.DAY_1, now_ms())
        past = overlap(spans, ((0, floor_open(query.interval, today_ms)),))
        units = _units(query.interval, past)
        with error_context(symbol=query.symbol, interval=query.interval, market=self._market.kind.value):
            for unit in units:
                here = overlap(past, (unit,))
                path = self._path(query.symbol, query.interval, unit)
                new = CachedBars(frame=within(frame, here), covered=here, reason=reason)
                subject = self._subject(query.symbol, query.interval)
                self._write(path, subject, self._added(query, path, new))
        return len(units)

    def _added(self, query: Query, path: Path, new: CachedBars) -> CachedBars:
        """Put new bars over what a file holds already; a file that cannot be read is replaced."""
        old = self._read(query.symbol, query.interval, path).value_or(None)
        if old is None:
            return new
        untouched = within(old.frame, minus(old.covered, new.covered))
        return CachedBars(
            frame=joined([new.frame, untouched]),
            covered=merged([*old.covered, *new.covered]),
            reason=new.reason,
        )

    def _subject(self, symbol: str, interval: Interval) -> str:
        """Say what a file holds: a file that was moved to another place is not believed."""
        return f"{self._market.kind.value} {symbol} {interval.value}"

    def _path(self, symbol: str, interval: Interval, unit: Span) -> Path:
        # Some file systems do not tell 1m from 1M.
        folder = "1mo" if interval is Interval.MONTH_1 else interval.value
        name = f"{from_ms(unit[0]):{_NAMES[_UNITS[interval]]}}.arrow"
        return self.folder / self._market.kind.value / symbol / folder / name

    @guarded(source="cache", operation="read", capture=("symbol", "interval", "path"))
    def _read(self, symbol: str, interval: Interval, path: Path) -> CachedBars | None:
        """Read a file; None where there is none. A damaged one is set aside."""
        try:
            body = path.read_bytes()
        except FileNotFoundError:
            return None
        try:
            return unpacked(body, self._subject(symbol, interval))
        except Exception:
            _set_aside(path, body)
            raise

    def _write(self, path: Path, subject: str, bars: CachedBars) -> None:
        """Write a file in one step, whoever reads or writes it meanwhile, and whenever this process dies."""
        body = packed(bars, subject)
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path.parent)
        temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
        try:
            with temporary.open("xb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def _units(interval: Interval, spans: Spans) -> list[Span]:
    """Give the days, months or years whose files hold anything of these spans."""
    length = _UNITS[interval]
    found: dict[int, Span] = {}
    for start_ms, end_ms in spans:
        at_ms = start_ms
        while at_ms < end_ms:
            unit = _year(at_ms) if length is None else (
                floor_open(length, at_ms), next_open(length, floor_open(length, at_ms))
            )  # fmt: skip
            found[unit[0]] = unit
            at_ms = unit[1]
    return list(found.values())


def _year(at_ms: int) -> Span:
    year = from_ms(at_ms).year
    return to_ms(date(year, 1, 1)), to_ms(date(year + 1, 1, 1))


def _set_aside(path: Path, body: bytes) -> None:
    """Rename a damaged file, so that a person may look at it and no program does; unless it was just replaced."""
    with suppress(OSError):  # the folder is read-only, or somebody else was faster
        if path.read_bytes() == body:
            path.replace(path.with_name(f"{path.name}.corrupt"))


def _sweep(folder: Path) -> None:
    """Remove what processes that died have left."""
    oldest_s = time.time() - _LEFTOVER_AGE_S
    for leftover in folder.glob(".*.tmp"):
        with suppress(OSError):  # somebody else was faster
            if leftover.stat().st_mtime < oldest_s:
                leftover.unlink()
