"""
The archives as a source: a file for each month and day, with a checksum beside it.

Floor 5. A file is used only when its SHA-256 is right. A day that is not in the archives says nothing about the
market: only a file speaks for its day. Never retries: failures are values.
"""

import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from hashlib import sha256
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from attrs import frozen
from pandas import DataFrame

from dataresult._classify import default_classifier
from dataresult._context import error_context
from dataresult._frames import EmptyPolicy
from dataresult._guard import fetcher
from dataresult._results import ClassifiedException, Failure, Success, raise_error, sealed
from dataresult.errors import (
    ApiError,
    ApiFormat,
    ApiNotFound,
    ClassifiedError,
    DataIntegrity,
    DataTransformation,
    EmptyReason,
)

from .archive import frame_of_archive, refuse_page
from .coverage import Span, Spans, merged, minus, overlap, unserved
from .frame import opens_of
from .http import Answer, HttpClient
from .interval import DAY_MS, Interval, ceil_open, floor_open, next_open
from .market import MARKETS, Market, MarketType
from .query import Query, query_of
from .served import Seen, Served, no_bars, outcome, unseen
from .times import Moment, from_ms, now_ms

if TYPE_CHECKING:
    from dataresult._results import DataResult

__all__ = ["VisionDataClient"]

# "Daily files become available the next day", monthly ones "at the first Monday of the month": what is missing
# later than that is not coming. Source: https://github.com/binance/binance-public-data (README).
_DAILY_GRACE_MS: Final = 2 * DAY_MS
_MONTHLY_GRACE_MS: Final = 10 * DAY_MS
# Bars longer than a day have monthly files only. Source: python/enums.py in the same repository.
_MONTHLY_ONLY: Final = frozenset({Interval.DAY_3, Interval.WEEK_1, Interval.MONTH_1})
# As many connections as browsers open to a host.
_DOWNLOADS: Final = 6
# A host that fails so often in one request is down; the next source is faster than hundreds of failures.
_HOST_FAILURES_MAX: Final = 3
# What is wrong with one file says nothing about the next.
_FILE_ERRORS: Final = (ApiNotFound, ApiFormat, DataIntegrity, DataTransformation)
# The object store's error codes, by the status that each of them comes with, for when the status is lost.
# Source: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
_STORE_CODES: Final = {
    "NoSuchKey": 404,
    "NoSuchBucket": 404,
    "AccessDenied": 403,
    "SlowDown": 503,
    "InternalError": 500,
}
_STORE_CODE: Final = re.compile(rb"<Error>\s*<Code>(\w+)</Code>")
_DIGEST: Final = re.compile(rb"\s*([0-9a-fA-F]{64})(\s|$)")


@frozen(kw_only=True)
class _File:
    """One archive: its place, and the bars it speaks for."""

    path: str
    span: Span
    monthly: bool


class VisionDataClient:
    """
    Klines from the daily and monthly archives of the exchange.

    Safe under threads; a context manager.

    Args:
        market: The market.
        archive_url: Where the archives are; the real ones by default.
        timeout_s: How long one file may take, in seconds.
    """

    name = "vision"

    def __init__(
        self,
        market: MarketType = MarketType.SPOT,
        *,
        archive_url: str | None = None,
        timeout_s: float = 60.0,
    ) -> None:
        self._market: Market = MARKETS[MarketType(market)]
        self._http = HttpClient(archive_url or self._market.archive_url, timeout_s=timeout_s)

    @fetcher(source="vision", capture=("symbol", "interval", "start", "end"))
    def fetch(self, symbol: str, interval: Interval | str, start: Moment, end: Moment) -> "DataResult":
        """
        Fetch the bars that open in a range.

        Args:
            symbol: The symbol, as the exchange writes it.
            interval: The length of a bar.
            start: The first instant that counts.
            end: The first that does not. Bars that have not closed yet do not count.

        Returns:
            Success: a kline frame of shape (n, 10), n > 0, as of `RestDataClient.fetch`. Failure: `ApiRequest` for
            an invalid interval or range; `ApiNotFound` for a file that is not there, and `DataEmpty` (not yet
            published) while it may still come; `DataIntegrity` for a wrong checksum or a damaged file; `DataPartial`
            when only some files could be had; any other error of the network or the archive.
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
        failed: list[Span] = []
        host_failures: list[ClassifiedError] = []
        clock_ms = now_ms()
        published_ms = self._published_ms(query.interval, clock_ms)
        files = self._files(query, spans, clock_ms)
        while files:
            again: list[Span] = []
            for file, result in self._all(query, files, host_failures):
                match sealed(result):
                    case Success(frame):
                        frames.append(frame)
                        covered.append(file.span)
                        seen(result)
                    case Failure(ApiNotFound()) if file.span[1] > published_ms:
                        pass  # it may still come
                    case Failure(error):
                        errors.append(error)
                        failed.append(file.span)
                        if file.monthly and query.interval not in _MONTHLY_ONLY and isinstance(error, _FILE_ERRORS):
                            again.append(file.span)
            files = self._daily(query, overlap(spans, again), clock_ms) if again else []
        late = unserved(query.interval, spans, [*covered, *failed, (0, published_ms)])
        if late:
            errors.append(no_bars(EmptyReason.NOT_YET_PUBLISHED, "the archive of the day is not published yet"))
        for error in _folded(errors):
            seen(self._told(Failure(error)))
        return Served(frames=frames, covered=merged(covered), lasting=merged(covered), errors=errors)

    @fetcher(source="vision")
    def _told(self, result: "DataResult") -> "DataResult":
        """Pass a failure through the boundary, which logs it."""
        return result

    def _all(
        self, query: Query, files: Sequence[_File], host_failures: list[ClassifiedError]
    ) -> "Iterable[tuple[_File, DataResult]]":
        """Download files at the same time; none after the host has failed too often."""

        def download(file: _File) -> "DataResult | None":
            if len(host_failures) >= _HOST_FAILURES_MAX:
                return None
            result = self._download(query.symbol, query.interval, file.path, file.span)
            match sealed(result):
                case Failure(error) if not isinstance(error, _FILE_ERRORS):
                    host_failures.append(error)
                case _:
                    pass
            return result

        if len(files) == 1:
            results = [download(files[0])]
        else:
            with ThreadPoolExecutor(min(_DOWNLOADS, len(files)), thread_name_prefix="dataresult-vision") as pool:
                jobs = [pool.submit(copy_context().run, download, file) for file in files]
                results = [job.result() for job in jobs]
        return [(file, result) for file, result in zip(files, results, strict=True) if result is not None]

    @fetcher(source="vision", capture=("symbol", "interval", "path"), empty=EmptyPolicy.ACCEPT, log=False)
    def _download(self, symbol: str, interval: Interval, path: str, span: Span) -> DataFrame:  # noqa: ARG002  # captured as the context of errors
        """Download one file and check it."""
        answer = self._object(path)
        refuse_page(answer.body, answer.headers.get("content-type"))
        self._verify(path, answer.body)
        frame = frame_of_archive(answer.body, interval)
        opens_ms = opens_of(frame)
        if len(frame) and not (span[0] <= opens_ms[0] and opens_ms[-1] < span[1]):
            raise_error(ApiFormat(message="the archive holds bars of another day"))
        return frame

    def _verify(self, path: str, body: bytes) -> None:
        """Compare a file with the checksum beside it; a file without one is checked by its own CRC only."""
        try:
            told = self._object(f"{path}.CHECKSUM").body
        except ClassifiedException as refused:
            if isinstance(refused.error, ApiNotFound):
                return
            raise
        match = _DIGEST.match(told)
        if match is None:
            raise_error(ApiFormat(message="the checksum file holds no SHA-256", snippet=repr(told[:100])))
        expected, actual = match[1].decode().lower(), sha256(body).hexdigest()
        if expected != actual:
            message = "the archive does not match its checksum"
            raise_error(DataIntegrity(message=message, expected_digest=expected, actual_digest=actual))

    def _object(self, path: str) -> Answer:
        """Fetch an object; an error page of the store is an error whatever its status says."""
        answer = self._http.get(path)
        code = _STORE_CODE.search(answer.body[:1000])
        if code is not None:
            told, status = code[1].decode(), _STORE_CODES.get(code[1].decode(), 0)
            error = default_classifier.classify_answer(status, answer.headers, answer.body)
            if isinstance(error, ApiError):
                error = error.derive(http_status=answer.status, provider_code=told)
            if isinstance(error, ApiNotFound):
                error = error.derive(resource=path)
            raise_error(error or ApiFormat(message=f"the archive answered with an error: {told}", provider_code=told))
        return answer

    def _files(self, query: Query, spans: Spans, clock_ms: int) -> list[_File]:
        """Choose the files: of a whole month the monthly one, else daily ones."""
        months: list[_File] = []
        for month in _covering(Interval.MONTH_1, spans):
            whole = not minus([month], spans)
            if query.interval in _MONTHLY_ONLY:
                wanted = month[1] <= clock_ms
            else:
                wanted = whole and month[1] + _MONTHLY_GRACE_MS <= clock_ms
            if wanted:
                months.append(self._file(query, month, monthly=True))
        if query.interval in _MONTHLY_ONLY:
            return months
        return [*months, *self._daily(query, minus(spans, [file.span for file in months]), clock_ms)]

    def _daily(self, query: Query, spans: Spans, clock_ms: int) -> list[_File]:
        days = _covering(Interval.DAY_1, spans)
        return [self._file(query, day, monthly=False) for day in days if day[1] <= clock_ms]

    def _file(self, query: Query, span: Span, *, monthly: bool) -> _File:
        # "1mo is used instead of 1M to support non-case-sensitive file systems": the README of the archives.
        length = "1mo" if query.interval is Interval.MONTH_1 else query.interval.value
        day = f"{from_ms(span[0]):%Y-%m}" if monthly else f"{from_ms(span[0]):%Y-%m-%d}"
        folder = f"/data/{self._market.archive_folder}/{'monthly' if monthly else 'daily'}/klines"
        name = f"{query.symbol}-{length}-{day}.zip"
        return _File(path=f"{folder}/{query.symbol}/{length}/{name}", span=span, monthly=monthly)

    @staticmethod
    def _published_ms(interval: Interval, clock_ms: int) -> int:
        """Give the end of what must be in the archives by now."""
        if interval in _MONTHLY_ONLY:
            return floor_open(Interval.MONTH_1, clock_ms - _MONTHLY_GRACE_MS)
        return floor_open(Interval.DAY_1, clock_ms - _DAILY_GRACE_MS)

    def close(self) -> None:
        """End the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _covering(length: Interval, spans: Spans) -> list[Span]:
    """Give the days or months in which anything of these spans lies."""
    found: dict[int, Span] = {}
    for start_ms, end_ms in spans:
        at_ms = floor_open(length, start_ms)
        while at_ms < ceil_open(length, end_ms):
            found[at_ms] = at_ms, next_open(length, at_ms)
            at_ms = found[at_ms][1]
    return list(found.values())


def _folded(errors: Sequence[ClassifiedError]) -> list[ClassifiedError]:
    """Make one error of files that are missing one after the other: a year before the listing is not 365 failures."""
    folded: list[ClassifiedError] = []
    count = 0
    for error in errors:
        if isinstance(error, ApiNotFound) and folded and isinstance(folded[-1], ApiNotFound):
            count += 1
            folded[-1] = folded[-1].derive(message=f"{count + 1} archives are not there, from {folded[-1].resource} on")
        else:
            count = 0
            folded.append(error)
    return folded
