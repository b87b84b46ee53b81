"""
The kline frame: its columns, and how rows of the exchange become one.

Floor 5. The one place that knows the twelve cells of a row. Raises `ClassifiedException` with an `ApiFormat` for
rows that are not what the exchange promises; never repairs a value.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Never, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, DatetimeIndex, concat

from dataresult._results import raise_error
from dataresult.errors import ApiFormat

from .coverage import Spans
from .interval import Interval, Ints, on_grid

__all__ = [
    "CELLS",
    "INDEX_SCHEMA",
    "ROWS_ATTR",
    "SCHEMA",
    "Columns",
    "empty_frame",
    "frame_of_columns",
    "frame_of_rows",
    "joined",
    "opens_of",
    "rows_by_source",
    "within",
]

TIME_DTYPE: Final = "datetime64[ns, UTC]"
# The cells of a row as the exchange sends them; the twelfth is unused.
# Source: https://github.com/binance/binance-spot-api-docs (rest-api.md, "Kline/Candlestick data").
CELLS: Final = (
    "open_time",
    "open",
    "high",
    "low",
    "close",
    "volume",
    "close_time",
    "quote_asset_volume",
    "count",
    "taker_buy_volume",
    "taker_buy_quote_volume",
    "unused",
)
_WHOLE: Final = frozenset({"open_time", "close_time", "count"})
SCHEMA: Final[Mapping[str, str]] = MappingProxyType(
    {name: TIME_DTYPE if name == "close_time" else "int64" if name == "count" else "float64" for name in CELLS[1:-1]}
)
INDEX_SCHEMA: Final[Mapping[str, str]] = MappingProxyType({"open_time": TIME_DTYPE})
# Key in `frame.attrs` of the number of rows that a source served.
ROWS_ATTR: Final = "dataresult.rows."
# Between these lie all times of any market in the unit: 10^14 ms is the year 5138, 10^14 us is March 1973.
_MICROSECONDS_FROM: Final = 10**14
_NANOSECONDS_FROM: Final = 10**17
_SNIPPET_CHARS: Final = 200

Columns: TypeAlias = Mapping[str, NDArray[np.float64 | np.int64]]
"""The cells by name, without the unused one; times as the exchange sent them."""


def frame_of_rows(rows: Sequence[object], interval: Interval) -> DataFrame:
    """
    Make a frame of the rows of a REST answer.

    Args:
        rows: Rows of twelve cells: whole numbers for times and count, decimal text for amounts.
        interval: The length of the bars.

    Returns:
        A kline frame, sorted and unique; of rows with the same open time the last one stands.

    Raises:
        ClassifiedException: With an `ApiFormat`.
    """
    if not rows:
        return empty_frame()
    lengths = {len(cast("list[object]", row)) if isinstance(row, list) else -1 for row in rows}
    if lengths != {len(CELLS)}:
        _refuse(f"a row has {len(CELLS)} cells, not {sorted(lengths)}", rows)
    by_cell = zip(*cast("Sequence[Sequence[object]]", rows), strict=True)
    cells: dict[str, tuple[object, ...]] = dict(zip(CELLS, by_cell, strict=True))
    del cells["unused"]
    wrong = [name for name in _WHOLE if {type(cell) for cell in cells[name]} != {int}]
    wrong += [name for name, given in cells.items() if name not in _WHOLE and not {type(c) for c in given} <= _AMOUNTS]
    if wrong:
        _refuse(f"cells of the wrong type: {', '.join(wrong)}", rows)
    try:
        columns: Columns = {
            name: np.array(given, dtype=np.int64 if name in _WHOLE else np.float64) for name, given in cells.items()
        }
    except (TypeError, ValueError, OverflowError) as why:
        _refuse(f"a cell is no number: {why}", rows)
    return frame_of_columns(columns, interval)


_AMOUNTS: Final = {str, int, float}


def frame_of_columns(columns: Columns, interval: Interval) -> DataFrame:
    """
    Make a frame of the cells of rows.

    Args:
        columns: One array for each cell; times in milliseconds, microseconds or nanoseconds.
        interval: The length of the bars.

    Returns:
        A kline frame, sorted and unique. Times are whole milliseconds, whatever the unit they came in, so that
        archives of different years and REST agree.

    Raises:
        ClassifiedException: With an `ApiFormat`: amounts that are not finite, open times where no bar opens.
    """
    opens_ms, closes_ms = (_milliseconds(columns[name]) for name in ("open_time", "close_time"))
    amounts = [name for name in SCHEMA if SCHEMA[name] == "float64"]
    endless = [name for name in amounts if not np.isfinite(columns[name]).all()]
    if endless:
        _refuse(f"amounts that are no finite numbers: {', '.join(endless)}")
    if not on_grid(interval, opens_ms).all():
        _refuse(f"open times at which no bar of {interval} opens")
    data = {
        name: _times(closes_ms) if name == "close_time" else np.asarray(columns[name], dtype=SCHEMA[name])
        for name in SCHEMA
    }
    frame = DataFrame(data, index=_times(opens_ms).rename("open_time"), columns=list(SCHEMA))
    if len(opens_ms) > 1 and not (np.diff(opens_ms) > 0).all():
        frame = _tidy(frame)
    return frame


def empty_frame() -> DataFrame:
    """Make a kline frame of shape (0, 10)."""
    none = np.empty(0, dtype=np.int64)
    data = {name: _times(none) if name == "close_time" else np.empty(0, dtype=SCHEMA[name]) for name in SCHEMA}
    return DataFrame(data, index=_times(none).rename("open_time"), columns=list(SCHEMA))


def joined(frames: Iterable[DataFrame]) -> DataFrame:
    """
    Join kline frames into one.

    Args:
        frames: Frames in the order of trust: where two have the same bar, the first one's stands.

    Returns:
        A kline frame, sorted and unique, without attributes.
    """
    given = [frame for frame in frames if len(frame)]
    if not given:
        return empty_frame()
    whole = given[0].copy(deep=False) if len(given) == 1 else concat(list(reversed(given)))
    whole.attrs = {}
    opens_ms = opens_of(whole)
    return whole if (np.diff(opens_ms) > 0).all() else _tidy(whole)


def within(frame: DataFrame, spans: Spans) -> DataFrame:
    """Give the rows whose bars open in these spans."""
    opens_ms = opens_of(frame)
    keep = np.zeros(len(frame), dtype=np.bool_)
    for start_ms, end_ms in spans:
        keep |= (opens_ms >= start_ms) & (opens_ms < end_ms)
    return frame if keep.all() else frame[keep]


def opens_of(frame: DataFrame) -> Ints:
    """Give the open times of a kline frame, in milliseconds."""
    return cast("DatetimeIndex", frame.index).as_unit("ms").asi8


def rows_by_source(frame: DataFrame) -> Mapping[str, int]:
    """
    Tell how many rows of a frame each source served.

    Args:
        frame: A frame that a `DataSourceManager` returned.

    Returns:
        Rows by source (`cache`, `vision`, `rest`), without those that served none; empty for any other frame.
    """
    told = {str(key): value for key, value in frame.attrs.items()}
    return {
        key.removeprefix(ROWS_ATTR): value
        for key, value in told.items()
        if key.startswith(ROWS_ATTR) and isinstance(value, int)
    }


def _tidy(frame: DataFrame) -> DataFrame:
    return frame[~frame.index.duplicated(keep="last")].sort_index()


def _milliseconds(times: NDArray[np.float64 | np.int64]) -> Ints:
    given = np.asarray(times, dtype=np.int64)
    fine = np.where(given >= _NANOSECONDS_FROM, 1_000_000, np.where(given >= _MICROSECONDS_FROM, 1000, 1))
    return given // fine


def _times(at_ms: Ints) -> DatetimeIndex:
    return DatetimeIndex(at_ms.astype("datetime64[ms]").astype("datetime64[ns]")).tz_localize("UTC")


def _refuse(message: str, rows: Sequence[object] = ()) -> Never:
    snippet = str(rows[0])[:_SNIPPET_CHARS] if rows else None
    raise_error(ApiFormat(message=message, snippet=snippet))
