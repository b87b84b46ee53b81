"""The manager against the market itself: every bar, or a named hole; whatever is asked and whatever goes wrong."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from dataresult import DataResult, ErrorTracker, Failure, Success, sealed
from dataresult.errors import (
    DataEmpty,
    DataPartial,
    EmptyReason,
)
from dataresult.klines import DataSourceManager, Interval, MarketType, rows_by_source
from dataresult.testing.exchange import FAULTS, Delivery, ExchangeServer, Fault, GeneratedMarket, faults
from tests.klines._truth import DAY_MS, Row, Span, iso, ms, rows, spans, truth

# A matrix of real servers, sockets and processes: seconds in all.
pytestmark = pytest.mark.slow

FIRST_MS, LAST_MS = ms("2023-11-20"), ms("2024-04-10")
# Bars in a range: several pages of the shortest, several files of the longer ones.
LENGTHS_MS = {
    Interval.MINUTE_1: 2 * DAY_MS,
    Interval.MINUTE_15: 5 * DAY_MS,
    Interval.HOUR_1: 45 * DAY_MS,
    Interval.HOUR_8: 100 * DAY_MS,
    Interval.DAY_1: 130 * DAY_MS,
    Interval.DAY_3: 130 * DAY_MS,
    Interval.WEEK_1: 130 * DAY_MS,
    Interval.MONTH_1: 140 * DAY_MS,
}
_SLOW = {Delivery.STALL_BEFORE_HEADERS, Delivery.STALL_IN_BODY, Delivery.DRIP}
QUICK = [fault for fault in FAULTS.values() if fault.delivery not in _SLOW]


@st.composite
def markets(draw: st.DrawFn) -> GeneratedMarket:
    """A market with a listing, perhaps a delisting, and halts."""
    instants = st.integers(FIRST_MS // 60_000, LAST_MS // 60_000).map(lambda minute: iso(minute * 60_000))
    halts: list[tuple[str, str]] = []
    for _ in range(draw(st.integers(0, 3))):
        start = draw(instants)
        minutes = draw(st.sampled_from([1, 80, 60 * 30, 60 * 24 * 5]))
        halts.append((start, iso(ms(start[:19]) + minutes * 60_000)))
    life = sorted(draw(st.tuples(instants, instants)))
    kind = draw(st.sampled_from(["old", "old", "new", "gone"]))
    return GeneratedMarket(
        seed=draw(st.integers(0, 3)),
        symbols=("BTCUSDT",),
        listed_at=life[0] if kind == "new" else "2017-08-17",
        delisted_at=life[1] if kind == "gone" else None,
        halts=halts,
    )


@st.composite
def asked(draw: st.DrawFn) -> tuple[Interval, Span]:
    """An interval and a range whose ends need not lie on the grid."""
    interval = draw(st.sampled_from(sorted(LENGTHS_MS)))
    start_ms = draw(st.integers(FIRST_MS // 60_000, LAST_MS // 60_000)) * 60_000
    if draw(st.booleans()):
        start_ms = start_ms // DAY_MS * DAY_MS
    whole = draw(st.sampled_from([1.0, 0.5, 0.3, 0.1, 0.02]))
    length_ms = max(1, int(LENGTHS_MS[interval] * whole) // 60_000 - draw(st.integers(0, 120))) * 60_000
    return interval, (start_ms, start_ms + length_ms)


@st.composite
def injections(draw: st.DrawFn) -> tuple[Fault, str, int | None, int]:
    """A fault, where it strikes, how often and after how many requests that pass."""
    fault = draw(st.sampled_from(QUICK))
    path = draw(st.sampled_from(["*", "*", "*klines?*", "/archive/*", "*monthly*"]))
    # An exchange that denies its bars again and again, and never contradicts itself, is believed.
    times = 1 if fault is faults.EMPTY_LIST else draw(st.sampled_from([None, 5, 2, 1]))
    return fault, path, times, draw(st.integers(0, 4))


def check(result: DataResult, expected: Sequence[Row], span: Span, *, faulty: bool) -> str:
    """Hold a result against the bars that there are: all of them, or exactly those outside the missing ranges."""
    match sealed(result):
        case Success(frame):
            assert rows(frame) == expected
            assert sum(rows_by_source(frame).values()) == len(expected)
            return "whole"
        case Failure(DataEmpty() as error):
            assert expected == [] or error.reason is EmptyReason.API_RESPONSE
            assert faulty or error.reason is not EmptyReason.UNKNOWN
            return f"empty: {error.reason}"
        case Failure(DataPartial(frame=frame, missing=missing) as error):
            assert faulty
            assert error.attempts
            holes = spans(missing)
            assert holes
            assert all(span[0] <= low < high for low, high in holes)
            there = [row for row in expected if not any(low <= row[0] < high for low, high in holes)]
            assert rows(frame) == there
            return "partial"
        case Failure(error):
            assert faulty, error
            return f"failed: {error.code}"


@settings(max_examples=settings().max_examples * 2 // 5)  # each starts a server and asks it up to three times
@given(
    market=markets(),
    kind=st.sampled_from(list(MarketType)),
    queries=st.lists(asked(), min_size=1, max_size=3),
    harm=st.just([]) | st.lists(injections(), min_size=1, max_size=3),
)
def test_every_bar_or_a_named_hole(
    market: GeneratedMarket,
    kind: MarketType,
    queries: list[tuple[Interval, Span]],
    harm: list[tuple[Fault, str, int | None, int]],
) -> None:
    """Any ranges of any market, asked with one cache, through any faults: all the bars, or the exact holes."""
    with ExchangeServer(market) as exchange, tempfile.TemporaryDirectory() as folder:
        struck = [exchange.inject(fault, path=path, times=times, after=after) for fault, path, times, after in harm]
        with DataSourceManager(
            kind,
            cache_dir=folder,
            base_url=exchange.base_url,
            archive_url=exchange.archive_url,
            tracker=ErrorTracker(),
        ) as manager:
            for interval, span in queries:
                result = manager.fetch("BTCUSDT", interval, *map(iso, span))
                expected = truth(market, kind, interval, span)
                event(check(result, expected, span, faulty=any(each.fired for each in struck)))
            for each in struck:
                each.remove()
            corrupt = list(Path(folder).rglob("*.corrupt"))
    assert not corrupt
