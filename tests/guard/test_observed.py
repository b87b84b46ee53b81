"""Who hears of a failure at the boundary: the log once, the tracker every time."""

import inspect
import logging
from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given

import dataresult as dr
from tests.guard._shapes import (
    Body,
    Decorator,
    Fetch,
    bars,
    errors,
    every_shape,
    finish,
    frame_of,
    raising_body,
    untyped,
)


@given(errors)
def test_one_record_for_each_failure(error: dr.ClassifiedError) -> None:
    """However many boundaries a failure passes, one record tells it, at its severity, on one line."""
    records: list[logging.LogRecord] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    @dr.fetcher(source="inner")
    def inner() -> pd.DataFrame:
        dr.raise_error(error)

    @dr.stage
    def middle() -> dr.DataResult:
        return inner()

    @dr.fetcher(source="outer", capture=("shop",))
    def outer(shop: str = "corner") -> dr.DataResult:
        return middle()

    log, handler = logging.getLogger("dataresult"), Kept()
    log.addHandler(handler)
    before = log.level
    log.setLevel(logging.INFO)
    try:
        result = outer()
    finally:
        log.removeHandler(handler)
        log.setLevel(before)

    assert [record.levelno for record in records] == [error.severity.level]
    assert "\n" not in records[0].getMessage()
    assert result.failure().context["shop"] == "corner"


@every_shape
def test_the_record_names_the_caller(
    shape: Callable[[Decorator, Body], Fetch], caplog: pytest.LogCaptureFixture
) -> None:
    """The place of the record is where the fetcher was called, not somewhere in the boundary."""
    shape(untyped(dr.fetcher), raising_body(TimeoutError("read timed out")))()

    (record,) = caplog.records
    assert record.pathname == inspect.getsourcefile(finish)  # each shape calls its own


def test_log_can_be_left_out(caplog: pytest.LogCaptureFixture) -> None:
    """A boundary that does not log leaves it to the next one."""
    inner = dr.fetcher(log=False)(bars)
    outer = dr.fetcher(source="outer")(inner)

    inner("BTCUSDT")
    assert caplog.records == []
    outer("BTCUSDT")
    assert len(caplog.records) == 1


def test_a_tracker_sees_every_result() -> None:
    """Successes and failures are counted under the name of the source."""
    tracker = dr.ErrorTracker()

    @dr.fetcher(source="exchange", tracker=tracker, log=False)
    def fetch(rows: int) -> pd.DataFrame:
        return frame_of(rows) if rows >= 0 else bars("BTCUSDT")

    for rows in (1, 2, 3, 0, -1):
        fetch(rows)

    stats = tracker.get_stats(by=("boundary",))[("exchange",)]
    assert (stats.successes, stats.count) == (3, 2)
    assert {code for code, told in tracker.get_stats().items() if told.count} == {"DATA_EMPTY", "NETWORK_TIMEOUT"}
