"""
What the market really did, straight from what the exchange serves, without the exchange.

Floor 6. Reads content and compares; knows neither HTTP nor faults.
"""

from datetime import datetime

import numpy as np
from pandas import DataFrame, DatetimeIndex, Index

from dataresult.klines import Interval
from dataresult.testing.exchange import Bar, BarQuery, ExchangeContent

from .plan import Series

__all__ = ["bars_if_all_existed", "is_true", "midnight_ms", "true_bars"]

_AMOUNTS = (
    "open",
    "high",
    "low",
    "close",
    "volume",
    "quote_asset_volume",
    "count",
    "taker_buy_volume",
    "taker_buy_quote_volume",
)
# Where a bar has each of these.
_PLACES = (1, 2, 3, 4, 5, 7, 8, 9, 10)


def midnight_ms(instant: datetime) -> int:
    """Turn an instant into milliseconds since 1970."""
    return int(instant.timestamp()) * 1000


def true_bars(content: ExchangeContent, series: Series) -> list[Bar]:
    """Give the bars of a series."""
    start_ms, end_ms = midnight_ms(series.start), midnight_ms(series.end)
    query = BarQuery(
        market="spot", symbol=series.symbol, interval=series.interval, start_ms=start_ms,
        end_ms=end_ms - 1, now_ms=midnight_ms(datetime.now(series.end.tzinfo)),
    )  # fmt: skip
    return list(content.bars(query))


def is_true(frame: DataFrame, bars: list[Bar]) -> bool:
    """Tell whether a frame is exactly these bars: open times and every amount."""
    opens = np.array([bar[0] for bar in bars], dtype=np.int64)
    if not np.array_equal(_opens_ms(frame.index), opens):
        return False
    return all(
        np.array_equal(frame[name].to_numpy(dtype=np.float64), np.array([bar[place] for bar in bars], dtype=np.float64))
        for name, place in zip(_AMOUNTS, _PLACES, strict=True)
    )


def _opens_ms(index: Index) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    times = index if isinstance(index, DatetimeIndex) else DatetimeIndex(index)
    return times.as_unit("ms").asi8


def bars_if_all_existed(series: Series) -> int:
    """Count the bars of a series as if the market had never stood still."""
    minutes = {"m": 1, "h": 60}[series.interval[-1]] * int(Interval(series.interval)[:-1])
    return round((series.end - series.start).total_seconds() / 60 / minutes)
