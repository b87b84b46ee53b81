"""What an exchange of generated bars holds, as plain lists: the model that the clients are compared with."""

import os
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from pandas import DataFrame, Timestamp

from dataresult.errors import ClassifiedError
from dataresult.testing.exchange import Bar, BarQuery, ExchangeContent, MarketName

Row = tuple[int, float, float, float, float, float, int, float, int, float, float]
Span = tuple[int, int]

DAY_MS = 86_400_000
NAMES: dict[str, MarketName] = {"spot": "spot", "futures_usdt": "um", "futures_coin": "cm"}
_NANOSECONDS = 1_000_000


def ms(text: str) -> int:
    """Milliseconds of ISO text, UTC."""
    return Timestamp(text, tz="UTC").value // _NANOSECONDS


def iso(at_ms: int) -> str:
    """ISO text of milliseconds, UTC."""
    return Timestamp(at_ms, unit="ms", tz="UTC").isoformat()


def truth(content: ExchangeContent, market: str, interval: str, span: Span, symbol: str = "BTCUSDT") -> list[Row]:
    """List the closed bars that open in a half-open span of milliseconds."""
    now_ms = int(time.time() * 1000)
    asked = BarQuery(
        market=NAMES[market],
        symbol=symbol,
        interval=interval,
        start_ms=span[0],
        end_ms=span[1] - 1,
        now_ms=now_ms,
    )
    return [_row(bar) for bar in content.bars(asked) if bar[6] < now_ms]


def _row(bar: Bar) -> Row:
    opened, o, h, lo, c, volume, closed, quote, count, taker, taker_quote, _ = bar
    prices = float(o), float(h), float(lo), float(c)
    return (opened, *prices, float(volume), closed, float(quote), count, float(taker), float(taker_quote))


def rows(frame: DataFrame) -> list[Row]:
    """Turn a kline frame into the rows of the model."""
    assert [str(dtype) for dtype in frame.dtypes] == [
        "datetime64[ns, UTC]" if name == "close_time" else "int64" if name == "count" else "float64"
        for name in frame.columns
    ]
    assert str(frame.index.dtype) == "datetime64[ns, UTC]"
    cells = frame.reset_index()
    for name in ("open_time", "close_time"):
        cells[name] = cells[name].astype("int64") // _NANOSECONDS
    found: list[Row] = list(cells.itertuples(index=False, name=None))
    return found


def spans(ranges: Sequence[tuple[datetime, datetime]]) -> list[Span]:
    """Turn ranges of datetimes into milliseconds."""
    return [(Timestamp(low).value // _NANOSECONDS, Timestamp(high).value // _NANOSECONDS) for low, high in ranges]


def codes(error: ClassifiedError) -> set[str]:
    """Name the code of an error and of all its attempts."""
    return {error.code.value}.union(*(codes(attempt) for attempt in error.attempts))


def recorded_data() -> Path:
    """The folder of data recorded from the real exchange, or skip the test."""
    named = os.environ.get("DATARESULT_RECORDED_DATA")
    folder = Path(named) if named else Path(__file__).resolve().parents[3] / "shared" / "data"
    if not (folder / "vision").is_dir():
        pytest.skip("no recorded data: set DATARESULT_RECORDED_DATA to a folder that holds vision/ and rest/")
    return folder
