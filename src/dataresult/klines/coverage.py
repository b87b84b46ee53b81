"""
Which bars are there and which are not: arithmetic on half-open spans, and the check for frames from anywhere.

Floor 5. Pure; knows frames by their open times only, and neither sources nor the clock.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeAlias, cast

import numpy as np
from pandas import DataFrame, DatetimeIndex, to_datetime

from dataresult._guard import stage
from dataresult._results import Failure, Success, raise_error
from dataresult.errors import ApiRequest, DataEmpty, DataPartial, EmptyReason

from .interval import Interval, Ints, ceil_open, next_open, opens_between
from .times import Moment, from_ms, to_ms

if TYPE_CHECKING:
    from dataresult._results import DataResult

__all__ = [
    "Range",
    "Span",
    "Spans",
    "as_ranges",
    "covering",
    "holes",
    "merged",
    "minus",
    "missing_ranges",
    "overlap",
    "unserved",
]

Span: TypeAlias = tuple[int, int]
"""A half-open span, in milliseconds since 1970."""
Spans: TypeAlias = tuple[Span, ...]
"""Spans in ascending order that neither overlap nor touch."""
Range: TypeAlias = tuple[datetime, datetime]
"""A half-open range of aware datetimes, UTC."""

# Where frames of other libraries keep the open time, when it is not their index.
_TIME_COLUMNS: Final = ("open_time", "timestamp", "datetime", "date", "time")
# 10^11 s is the year 5138 and 10^11 ms is March 1973; likewise for the next two units.
_UNITS: Final = ((10**11, "s"), (10**14, "ms"), (10**17, "us"))


def merged(spans: Iterable[Span]) -> Spans:
    """
    Put spans in order, and make one of those that overlap or touch.

    Examples:
        >>> merged([(5, 9), (1, 3), (3, 4), (7, 7)])
        ((1, 4), (5, 9))
    """
    found: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return tuple(found)


def minus(spans: Iterable[Span], taken: Iterable[Span]) -> Spans:
    """
    Take spans out of spans.

    Examples:
        >>> minus([(0, 10)], [(2, 3), (8, 20)])
        ((0, 2), (3, 8))
    """
    left: list[Span] = []
    away = merged(taken)
    for start, end in merged(spans):
        at = start
        for low, high in away:
            if high <= at or low >= end:
                continue
            left.append((at, low))
            at = high
        left.append((at, end))
    return merged(left)


def overlap(spans: Iterable[Span], others: Iterable[Span]) -> Spans:
    """
    Give what two sets of spans have in common.

    Examples:
        >>> overlap([(0, 10)], [(2, 3), (8, 20)])
        ((2, 3), (8, 10))
    """
    whole = merged(spans)
    return minus(whole, minus(whole, others))


def unserved(interval: Interval, wanted: Iterable[Span], covered: Iterable[Span]) -> Spans:
    """
    Find the bars that are wanted and that nobody speaks for.

    Args:
        interval: The length of a bar.
        wanted: The spans that are wanted.
        covered: The spans that somebody speaks for.

    Returns:
        Spans with their ends on the grid of bars.
    """
    left = minus(wanted, covered)
    return merged((ceil_open(interval, start), ceil_open(interval, end)) for start, end in left)


def as_ranges(spans: Iterable[Span]) -> tuple[Range, ...]:
    """Turn spans into ranges of datetimes."""
    return tuple((from_ms(start), from_ms(end)) for start, end in spans)


def holes(opens_ms: Ints, interval: Interval, span: Span) -> Spans:
    """
    Find the bars of a span that are not there.

    Args:
        opens_ms: The open times that are there, in milliseconds; in any order.
        interval: The length of a bar.
        span: The span to look at.

    Returns:
        The spans of the missing bars, their ends on the grid of bars.
    """
    start_ms, end_ms = ceil_open(interval, span[0]), ceil_open(interval, span[1])
    if start_ms >= end_ms:
        return ()
    there = np.unique(opens_ms[(opens_ms >= start_ms) & (opens_ms < end_ms)])
    if not len(there):
        return ((start_ms, end_ms),)
    expected = opens_between(interval, int(there[0]), int(there[-1]) + 1)
    lost = np.setdiff1d(expected, there, assume_unique=True)
    # Runs of bars that follow each other are one hole.
    runs = np.split(lost, np.flatnonzero(np.searchsorted(there, lost)[1:] != np.searchsorted(there, lost)[:-1]) + 1)
    inner = [(int(run[0]), next_open(interval, int(run[-1]))) for run in runs if len(run)]
    return merged([(start_ms, int(there[0])), *inner, (next_open(interval, int(there[-1])), end_ms)])


def missing_ranges(frame: DataFrame, interval: Interval | str, start: Moment, end: Moment) -> tuple[Range, ...]:
    """
    List the bars that a frame lacks, whatever the reason: lost data, a halt of the exchange, no trading yet.

    Args:
        frame: A frame of shape (n, any), from any library: its index holds the open times, or else the first of its
            columns open_time, timestamp, datetime, date, time; datetimes (naive ones are UTC) or integers since 1970
            in seconds, milliseconds, microseconds or nanoseconds.
        interval: The length of a bar.
        start: The first instant that counts.
        end: The first that does not; bars that are still open at it are looked for too.

    Returns:
        Half-open ranges of aware datetimes, UTC, ascending.

    Raises:
        ValueError: For a frame without open times, an unknown interval, or text that is no instant.

    Examples:
        >>> from pandas import DataFrame, date_range
        >>> hours = DataFrame({"close": 1.0}, index=date_range("2024-01-01", periods=24, freq="h"))
        >>> [
        ...     [f"{at:%H:%M}" for at in each]
        ...     for each in missing_ranges(hours.drop(hours.index[5:7]), "1h", "2024-01-01", "2024-01-02")
        ... ]
        [['05:00', '07:00']]
    """
    return as_ranges(holes(_opens_ms(frame), Interval(interval), (to_ms(start), to_ms(end))))


def covering(interval: Interval | str, start: Moment, end: Moment) -> "Callable[[DataFrame], DataResult]":
    """
    Make a stage that lets only whole frames pass.

    Args:
        interval: The length of a bar.
        start: The first instant that counts.
        end: The first that does not.

    Returns:
        A stage. Success: the frame itself. Failure: `DataPartial` with the frame and its missing ranges, `DataEmpty`
        for a frame without rows, `ApiRequest` for an interval or instant that is none, `DataValidation` for a frame
        without open times.
    """

    @stage(operation="validate")
    def covers(frame: DataFrame) -> "DataResult":
        try:
            known, span = Interval(interval), (to_ms(start), to_ms(end))
        except (TypeError, ValueError) as why:
            raise_error(ApiRequest(message=str(why)))
        if frame.empty:
            return Failure(DataEmpty(reason=EmptyReason.DATE_RANGE))
        missing = holes(_opens_ms(frame), known, span)
        if not missing:
            return Success(frame)
        ranges = as_ranges(missing)
        told = ", ".join(f"{low:%Y-%m-%d %H:%M} to {high:%Y-%m-%d %H:%M}" for low, high in ranges[:3])
        more = f" and {len(ranges) - 3} more" if len(ranges) > 3 else ""
        return Failure(DataPartial(frame=frame, missing=ranges, message=f"missing: {told}{more}"))

    return covers


def _opens_ms(frame: DataFrame) -> Ints:
    """Read the open times of any frame, in milliseconds."""
    column = next((name for name in _TIME_COLUMNS if name in frame.columns), None)
    if isinstance(frame.index, DatetimeIndex):
        times = frame.index
    elif column is not None:
        times = _as_index(cast("Sequence[object]", frame[column].to_numpy()))
    elif frame.empty:
        return np.empty(0, dtype=np.int64)
    else:
        raise ValueError(f"no open times: neither the index nor any of the columns {', '.join(_TIME_COLUMNS)}")
    utc = times.tz_localize("UTC") if times.tz is None else times
    return utc.as_unit("ms").asi8


def _as_index(values: Sequence[object]) -> DatetimeIndex:
    given = np.asarray(values)
    if given.dtype.kind not in "iuf":
        return DatetimeIndex(to_datetime(given, utc=True))
    largest = int(given.max()) if len(given) else 0
    unit = next((name for below, name in _UNITS if largest < below), "ns")
    return DatetimeIndex(given.astype(np.int64).astype(f"datetime64[{unit}]"))
