"""
The three markets and their calendar of bars, as tables.

Floor 6. Data and calendar arithmetic only: no sockets, no prices. The tables are written independently of
`dataresult.klines`, so that a mistake in the client's tables shows up when it talks to this exchange.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

__all__ = [
    "DAY_MS",
    "INTERVALS",
    "MARKETS",
    "Bar",
    "MarketName",
    "MarketRow",
    "bar_close_ms",
    "bar_opens",
    "datetime_to_ms",
    "first_open_ms",
    "ms_to_datetime",
]

MarketName: TypeAlias = Literal["spot", "um", "cm"]
"""A market by the name that its archives have: spot, USDT futures ("um"), coin futures ("cm")."""

Bar: TypeAlias = tuple[int, str, str, str, str, str, int, str, int, str, str, str]
"""One kline as the exchange's REST answer has it, times in milliseconds and amounts as decimal text."""

DAY_MS: Final = 86_400_000
_MINUTE_MS: Final = 60_000
_HOUR_MS: Final = 3_600_000

# A week is counted from a Monday, and a month has no length.
_FIXED_MS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "1s": 1_000,
        "1m": _MINUTE_MS,
        "3m": 3 * _MINUTE_MS,
        "5m": 5 * _MINUTE_MS,
        "15m": 15 * _MINUTE_MS,
        "30m": 30 * _MINUTE_MS,
        "1h": _HOUR_MS,
        "2h": 2 * _HOUR_MS,
        "4h": 4 * _HOUR_MS,
        "6h": 6 * _HOUR_MS,
        "8h": 8 * _HOUR_MS,
        "12h": 12 * _HOUR_MS,
        "1d": DAY_MS,
        "3d": 3 * DAY_MS,
        "1w": 7 * DAY_MS,
    }
)
# 1970-01-05 was the first Monday after the epoch; every other length divides the time since the epoch.
_ANCHOR_MS: Final[Mapping[str, int]] = MappingProxyType({"1w": 4 * DAY_MS})

INTERVALS: Final[tuple[str, ...]] = (*_FIXED_MS, "1M")


@frozen(kw_only=True)
class MarketRow:
    """One market: where it answers and how it writes numbers."""

    name: MarketName
    rest_prefix: str
    """The path before `/klines`."""
    archive_folder: str
    """The folder below `data/`."""
    max_rows: int
    """The most rows that one answer carries."""
    weight_limit: int
    """Request weight per minute."""
    price_digits: int
    """Decimals that a price is written with."""
    volume_digits: int
    """Decimals that a volume is written with."""
    quote_digits: int
    """Decimals that a quote volume is written with."""
    archive_header: bool
    """Whether archives open with a line of column names."""
    microseconds_from_ms: int | None
    """From which day on archives carry microseconds."""
    max_days: int | None
    """The longest range of one request."""
    newest_first_limit: bool
    """Whether a range with more bars than `limit` gives its newest bars instead of its oldest."""
    intervals: tuple[str, ...]


_FUTURES_INTERVALS: Final = INTERVALS[1:]  # futures have no 1s bars
_SPOT_MICROSECONDS_FROM: Final = 1_735_689_600_000  # 2025-01-01, as the recorded monthly archives show

# Limits and ranges: developers.binance.com, "Kline/Candlestick Data" of each market; weights: `rateLimits`
# in each market's exchangeInfo.
MARKETS: Final[Mapping[MarketName, MarketRow]] = MappingProxyType(
    {
        "spot": MarketRow(
            name="spot",
            rest_prefix="/api/v3",
            archive_folder="spot",
            max_rows=1000,
            weight_limit=6000,
            price_digits=8,
            volume_digits=8,
            quote_digits=8,
            archive_header=False,
            microseconds_from_ms=_SPOT_MICROSECONDS_FROM,
            max_days=None,
            newest_first_limit=False,
            intervals=INTERVALS,
        ),
        "um": MarketRow(
            name="um",
            rest_prefix="/fapi/v1",
            archive_folder="futures/um",
            max_rows=1500,
            weight_limit=2400,
            price_digits=2,
            volume_digits=5,
            quote_digits=7,
            archive_header=True,
            microseconds_from_ms=None,
            max_days=None,
            newest_first_limit=False,
            intervals=_FUTURES_INTERVALS,
        ),
        "cm": MarketRow(
            name="cm",
            rest_prefix="/dapi/v1",
            archive_folder="futures/cm",
            max_rows=1500,
            weight_limit=2400,
            price_digits=2,
            volume_digits=5,
            quote_digits=7,
            archive_header=True,
            microseconds_from_ms=None,
            max_days=200,
            newest_first_limit=True,
            intervals=_FUTURES_INTERVALS,
        ),
    }
)


def datetime_to_ms(moment: datetime | date | str) -> int:
    """Milliseconds since the epoch of a datetime, a date or ISO text, read as UTC where it names no zone."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    elif not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001  # the zone follows below
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // _MILLISECOND


def ms_to_datetime(ms: int) -> datetime:
    """The aware UTC datetime at `ms` milliseconds since the epoch."""
    return _EPOCH + ms * _MILLISECOND


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def _month_open_ms(month: int) -> int:
    """The first millisecond of the month with this number since the epoch."""
    return datetime_to_ms(date(1970 + month // 12, month % 12 + 1, 1))


def _month_of(ms: int) -> int:
    moment = ms_to_datetime(ms)
    return (moment.year - 1970) * 12 + moment.month - 1


def first_open_ms(interval: str, at_or_after_ms: int) -> int:
    """The open time of the first bar of `interval` that opens at or after an instant."""
    if interval == "1M":
        month = _month_of(at_or_after_ms)
        return _month_open_ms(month if _month_open_ms(month) >= at_or_after_ms else month + 1)
    length, anchor = _FIXED_MS[interval], _ANCHOR_MS.get(interval, 0)
    return -((anchor - at_or_after_ms) // length) * length + anchor


def bar_close_ms(interval: str, open_ms: int) -> int:
    """The last millisecond of the bar that opens at `open_ms`."""
    if interval == "1M":
        return _month_open_ms(_month_of(open_ms) + 1) - 1
    return open_ms + _FIXED_MS[interval] - 1


def bar_opens(interval: str, start_ms: int, end_ms: int) -> NDArray[np.int64]:
    """
    Open times of all bars of `interval` that open in `[start_ms, end_ms]`.

    Returns:
        int64 milliseconds, ascending; empty when no bar opens there.
    """
    first = first_open_ms(interval, start_ms)
    if first > end_ms:
        return np.empty(0, dtype=np.int64)
    if interval == "1M":
        months = range(_month_of(first), _month_of(end_ms) + 1)
        return np.array([_month_open_ms(month) for month in months], dtype=np.int64)
    return np.arange(first, end_ms + 1, _FIXED_MS[interval], dtype=np.int64)
