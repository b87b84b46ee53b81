"""
The lengths of a bar, and the grid of open times that each of them makes.

Floor 5. Calendar arithmetic on integers of milliseconds since 1970, UTC; no clock, no time zone, no input or output.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["DAY_MS", "Interval", "Ints", "ceil_open", "floor_open", "next_open", "on_grid", "opens_between"]

Ints: TypeAlias = NDArray[np.int64]


class Interval(StrEnum):
    """The length of a bar, as the exchange writes it; `Interval("1h")` and the plain string mean the same."""

    SECOND_1 = "1s"
    MINUTE_1 = "1m"
    MINUTE_3 = "3m"
    MINUTE_5 = "5m"
    MINUTE_15 = "15m"
    MINUTE_30 = "30m"
    HOUR_1 = "1h"
    HOUR_2 = "2h"
    HOUR_4 = "4h"
    HOUR_6 = "6h"
    HOUR_8 = "8h"
    HOUR_12 = "12h"
    DAY_1 = "1d"
    DAY_3 = "3d"
    WEEK_1 = "1w"
    MONTH_1 = "1M"


_SECOND_MS: Final = 1_000
_MINUTE_MS: Final = 60 * _SECOND_MS
_HOUR_MS: Final = 60 * _MINUTE_MS
DAY_MS: Final = 24 * _HOUR_MS
_UNIT_MS: Final = {"s": _SECOND_MS, "m": _MINUTE_MS, "h": _HOUR_MS, "d": DAY_MS, "w": 7 * DAY_MS}

# A calendar month has no length; every other bar has one.
_LENGTH_MS: Final[Mapping[Interval, int]] = MappingProxyType(
    {each: int(each[:-1]) * _UNIT_MS[each[-1]] for each in Interval if each is not Interval.MONTH_1}
)
# Weeks open on Mondays, and 1970-01-05 was the first; every other length divides the time since 1970.
_ANCHOR_MS: Final[Mapping[Interval, int]] = MappingProxyType({Interval.WEEK_1: 4 * DAY_MS})


def floor_open(interval: Interval, at_ms: int) -> int:
    """
    Find the bar that an instant lies in.

    Args:
        interval: The length of the bar.
        at_ms: Milliseconds since 1970.

    Returns:
        The open time of the bar, in milliseconds.

    Examples:
        >>> floor_open(Interval.HOUR_1, 5_400_000)
        3600000
    """
    length_ms = _LENGTH_MS.get(interval)
    if length_ms is None:
        return _month_ms(_month_of(at_ms))
    anchor_ms = _ANCHOR_MS.get(interval, 0)
    return (at_ms - anchor_ms) // length_ms * length_ms + anchor_ms


def next_open(interval: Interval, open_ms: int) -> int:
    """
    Give the end of a bar, which is where the next one opens.

    Args:
        interval: The length of the bar.
        open_ms: Its open time, in milliseconds.

    Returns:
        Milliseconds since 1970.
    """
    length_ms = _LENGTH_MS.get(interval)
    return _month_ms(_month_of(open_ms) + 1) if length_ms is None else open_ms + length_ms


def ceil_open(interval: Interval, at_ms: int) -> int:
    """
    Find the first bar that opens at an instant or after it.

    Args:
        interval: The length of the bar.
        at_ms: Milliseconds since 1970.

    Returns:
        The open time of the bar, in milliseconds.
    """
    open_ms = floor_open(interval, at_ms)
    return open_ms if open_ms == at_ms else next_open(interval, open_ms)


def opens_between(interval: Interval, start_ms: int, end_ms: int) -> Ints:
    """
    List the bars that open in a half-open range.

    Args:
        interval: The length of the bar.
        start_ms: The first instant that counts, in milliseconds.
        end_ms: The first that does not.

    Returns:
        Open times, int64 milliseconds, ascending.
    """
    first_ms = ceil_open(interval, start_ms)
    length_ms = _LENGTH_MS.get(interval)
    if length_ms is not None:
        return np.arange(first_ms, max(end_ms, first_ms), length_ms, dtype=np.int64)
    last = _month_of(ceil_open(interval, end_ms))
    return _months_ms(np.arange(_month_of(first_ms), max(last, _month_of(first_ms)), dtype=np.int64))


def on_grid(interval: Interval, opens_ms: Ints) -> NDArray[np.bool_]:
    """
    Tell which of these instants a bar opens at.

    Args:
        interval: The length of the bar.
        opens_ms: Milliseconds since 1970.

    Returns:
        One boolean for each.
    """
    length_ms = _LENGTH_MS.get(interval)
    if length_ms is not None:
        return np.equal((opens_ms - _ANCHOR_MS.get(interval, 0)) % length_ms, 0)
    months = opens_ms.astype("datetime64[ms]").astype("datetime64[M]").astype(np.int64)
    return np.equal(_months_ms(months), opens_ms)


def _month_of(at_ms: int) -> int:
    """Count the months since January 1970."""
    return int(np.datetime64(at_ms, "ms").astype("datetime64[M]").astype(np.int64))


def _month_ms(month: int) -> int:
    return int(np.datetime64(month, "M").astype("datetime64[ms]").astype(np.int64))


def _months_ms(months: Ints) -> Ints:
    return months.astype("datetime64[M]").astype("datetime64[ms]").astype(np.int64)
