"""The grid of bars, against the exchange's own calendar and against counting."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult.klines import Interval
from dataresult.klines.interval import ceil_open, floor_open, next_open, on_grid, opens_between
from dataresult.klines.times import from_ms, to_ms
from dataresult.testing.exchange.markets import INTERVALS, bar_close_ms, first_open_ms

INSTANTS = st.integers(0, 4_102_444_800_000)


def test_the_names_are_those_of_the_exchange() -> None:
    """Every interval of the exchange is there, under its own name."""
    assert {each.value for each in Interval} == set(INTERVALS)
    assert Interval("1M") is Interval.MONTH_1
    assert str(Interval.MINUTE_1) == "1m"


@given(interval=st.sampled_from(Interval), at_ms=INSTANTS)
def test_the_grid_is_that_of_the_exchange(interval: Interval, at_ms: int) -> None:
    """The bar of an instant opens at it or before, closes after it, and lies on the exchange's own grid."""
    opened = floor_open(interval, at_ms)

    assert opened <= at_ms < next_open(interval, opened)
    assert next_open(interval, opened) == bar_close_ms(interval, opened) + 1
    assert ceil_open(interval, at_ms) == first_open_ms(interval, at_ms)
    assert on_grid(interval, np.array([opened, opened + 1])).tolist() == [True, False]


@given(interval=st.sampled_from(Interval), start_ms=INSTANTS, bars=st.integers(0, 50), rest_ms=st.integers(0, 999))
def test_listing_is_stepping(interval: Interval, start_ms: int, bars: int, rest_ms: int) -> None:
    """The bars of a range are those that stepping from one to the next finds."""
    stepped: list[int] = []
    at = ceil_open(interval, start_ms)
    for _ in range(bars):
        stepped.append(at)
        at = next_open(interval, at)
    end_ms = at if not rest_ms or not stepped else stepped[-1] + 1 + rest_ms % (at - stepped[-1])

    assert opens_between(interval, start_ms, end_ms if stepped else start_ms).tolist() == stepped


def test_weeks_open_on_mondays_and_months_on_their_first() -> None:
    """A week's bar opens on a Monday, a month's on the first, also in a leap year."""
    assert from_ms(floor_open(Interval.WEEK_1, to_ms("2024-03-03"))) == datetime(2024, 2, 26, tzinfo=UTC)
    assert from_ms(next_open(Interval.MONTH_1, to_ms("2024-02-01"))) == datetime(2024, 3, 1, tzinfo=UTC)


@given(moment=st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.timezones()))  # noqa: DTZ001  # bounds must be naive
def test_instants_round_up_to_milliseconds(moment: datetime) -> None:
    """An instant and its milliseconds are less than one millisecond apart, and never earlier."""
    lost = from_ms(to_ms(moment)) - moment.astimezone(UTC)

    assert 0 <= lost.total_seconds() < 0.001
    assert to_ms(moment.isoformat()) == to_ms(moment)


@pytest.mark.parametrize("text", ["", "soon", "2024-13-01", "24:00"])
def test_text_that_is_no_instant(text: str) -> None:
    """Such text is a ValueError."""
    with pytest.raises(ValueError, match=r".+"):
        to_ms(text)
