"""Which bars are missing, against sets of plain numbers."""

from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame, DatetimeIndex, date_range

from dataresult import DataResult
from dataresult.errors import ApiRequest, DataEmpty, DataPartial, DataValidation
from dataresult.klines import Interval, covering, missing_ranges
from dataresult.klines.coverage import holes, merged, minus, overlap
from dataresult.klines.interval import next_open, opens_between
from tests.klines._truth import ms, spans

SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6)


def points(given_spans: Iterable[tuple[int, int]]) -> set[int]:
    """The whole numbers in spans."""
    found: set[int] = set()
    for start, end in given_spans:
        found.update(range(start, end))
    return found


@given(first=SPANS, second=SPANS)
def test_spans_are_sets(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> None:
    """Merging, subtracting and intersecting spans is what it is for sets of points; the form is the normal one."""
    assert points(merged(first)) == points(first)
    assert points(minus(first, second)) == points(first) - points(second)
    assert points(overlap(first, second)) == points(first) & points(second)
    for each in (merged(first), minus(first, second), overlap(first, second)):
        assert all(start < end for start, end in each)
        assert all(one[1] < other[0] for one, other in pairwise(each))


@given(
    data=st.data(), interval=st.sampled_from([Interval.MINUTE_1, Interval.HOUR_4, Interval.WEEK_1, Interval.MONTH_1])
)
def test_holes_are_what_is_left(data: st.DataObject, interval: Interval) -> None:
    """Missing bars are those of the grid that are not there, in runs as long as they can be."""
    start_ms = data.draw(st.integers(ms("2024-01-01"), ms("2024-03-01")))
    grid = opens_between(interval, start_ms, start_ms + 40 * 31 * 86_400_000)[:30].tolist()
    end_ms = next_open(interval, grid[-1])
    there = data.draw(st.lists(st.sampled_from(grid), unique=True))
    strays = data.draw(st.lists(st.integers(0, start_ms - 1), max_size=3))

    found = holes(np.array([*there, *strays], dtype=np.int64), interval, (start_ms, end_ms))

    lost = [at for start, end in found for at in opens_between(interval, start, end).tolist()]
    assert lost == [at for at in grid if at not in there]
    assert all(one[1] < other[0] for one, other in pairwise(found))


def _indexed(times: DatetimeIndex) -> DataFrame:
    return DataFrame({"close": 1.0}, index=times)


def _integers(unit_ns: int) -> Callable[[DatetimeIndex], DataFrame]:
    return lambda times: DataFrame({"timestamp": times.as_unit("ns").asi8 // unit_ns, "close": 1.0})


FORMS: dict[str, Callable[[DatetimeIndex], DataFrame]] = {
    "index": _indexed,
    "naive index": lambda times: _indexed(times.tz_localize(None)),
    "index of another zone": lambda times: _indexed(times.tz_convert("Asia/Tokyo")),
    "column open_time": lambda times: DataFrame({"open_time": times, "close": 1.0}),
    "naive column date": lambda times: DataFrame({"date": times.tz_localize(None), "close": 1.0}),
    "column of text": lambda times: DataFrame({"time": times.astype(str), "close": 1.0}),
    "seconds": _integers(1_000_000_000),
    "milliseconds": _integers(1_000_000),
    "microseconds": _integers(1_000),
    "nanoseconds": _integers(1),
}


@pytest.mark.parametrize("form", FORMS)
def test_frames_from_anywhere(form: str) -> None:
    """Open times are found in the index or a column, as datetimes, text or integers, and read as UTC."""
    hours = date_range("2024-01-01", periods=24, freq="h", tz="UTC").delete([3, 4, 20])

    found = missing_ranges(FORMS[form](hours), "1h", "2024-01-01", "2024-01-02")

    assert spans(found) == [
        (ms("2024-01-01T03:00"), ms("2024-01-01T05:00")),
        (ms("2024-01-01T20:00"), ms("2024-01-01T21:00")),
    ]


def test_a_frame_without_open_times_is_an_error() -> None:
    """Where no open times can be found, nothing is made up."""
    with pytest.raises(ValueError, match="no open times"):
        missing_ranges(DataFrame({"close": [1.0]}), "1h", "2024-01-01", "2024-01-02")


class TestCovering:
    """The stage that lets only whole frames pass."""

    HOURS = _indexed(date_range("2024-01-01", periods=24, freq="h", tz="UTC"))

    def result(self, frame: DataFrame, interval: str = "1h") -> DataResult:
        """Put a frame through the stage."""
        return covering(interval, "2024-01-01", "2024-01-02")(frame)

    def test_a_whole_frame_passes(self) -> None:
        """The very same frame comes out."""
        assert self.result(self.HOURS).unwrap() is self.HOURS

    def test_a_frame_with_holes_is_partial(self) -> None:
        """The failure carries the frame and names the hole."""
        frame = self.HOURS.drop(self.HOURS.index[5:7])

        error = self.result(frame).failure()

        assert isinstance(error, DataPartial)
        assert error.frame is frame
        assert spans(error.missing) == [(ms("2024-01-01T05:00"), ms("2024-01-01T07:00"))]

    def test_other_outcomes_are_typed(self) -> None:
        """No rows, no open times, no such interval: each has its class."""
        assert isinstance(self.result(self.HOURS.iloc[:0]).failure(), DataEmpty)
        assert isinstance(self.result(DataFrame({"close": [1.0]})).failure(), DataValidation)
        assert isinstance(self.result(self.HOURS, "7m").failure(), ApiRequest)
