"""
A plan for recorded data: the days that most symbols share.

Floor 6. Looks at names of files only; nothing in a folder of data is taken for granted.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from dataresult.testing.exchange import BarQuery, RecordedMarket

from .plan import Plan, Series, planned
from .truth import midnight_ms

__all__ = ["recorded_plan"]

# With longer bars a day is a handful of rows.
_INTERVALS: Final = ("1m", "3m", "5m", "15m", "30m", "1h")
_DAYS_MAX: Final = 7
_SERIES_MAX: Final = 12
_RUN_MIN_DAYS: Final = 5
_FILE: Final = re.compile(r"(?P<symbol>[A-Z0-9]+)-(?P<interval>\d+[mh])-(?P<day>\d{4}-\d{2}-\d{2})\.zip")


def recorded_plan(data: Path) -> Plan | None:
    """
    Plan with what was recorded.

    Args:
        data: A folder as `RecordedMarket` reads it.

    Returns:
        The plan; None where there are no two days in a row of spot bars.
    """
    days = _days(data)
    window = _window(days)
    if not window:
        return None
    content = RecordedMarket(data)
    series: list[Series] = []
    for (symbol, interval), there in days.items():
        series += [Series(symbol, interval, run[0], run[-1]) for run in _runs(there & window)[:1]]
        if interval == _INTERVALS[-1]:
            longer = [run for run in _runs(there - window) if len(run) >= _RUN_MIN_DAYS]
            series += [Series(symbol, interval, run[0], run[min(len(run), _DAYS_MAX) - 1]) for run in longer]
    # A series that loses a day must have another one.
    series = [each for each in series if len(each.days) > 1]
    if not series:
        return None
    series.sort(key=lambda each: (_INTERVALS.index(each.interval), -each.first_day.toordinal(), each.symbol))
    return planned(
        title="recorded bars",
        content=content,
        series=series[-_SERIES_MAX:],
        unlisted=_unlisted(content, series),
    )


def _days(data: Path) -> dict[tuple[str, str], set[date]]:
    """Find the days of each symbol and interval."""
    found: dict[tuple[str, str], set[date]] = {}
    for path in sorted((data / "vision" / "spot" / "daily" / "klines").glob("*/*/*.zip")):
        match = _FILE.fullmatch(path.name)
        if match is not None and match["interval"] in _INTERVALS:
            found.setdefault((match["symbol"], match["interval"]), set()).add(date.fromisoformat(match["day"]))
    return found


def _window(days: dict[tuple[str, str], set[date]]) -> set[date]:
    """Choose the days in a row that most series share."""
    counts: dict[date, int] = {}
    for there in days.values():
        for day in there:
            counts[day] = counts.get(day, 0) + 1
    if not counts:
        return set()
    most = max(counts.values())
    best = max(counts, key=lambda day: (counts[day], -day.toordinal()))
    run = next(run for run in _runs(counts) if best in run)
    shared = [day for day in run if counts[day] > most // 2]
    return set(shared[:_DAYS_MAX])


def _runs(days: Iterable[date]) -> Sequence[list[date]]:
    """Part days into those that follow each other."""
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _unlisted(content: RecordedMarket, series: Sequence[Series]) -> Series | None:
    """Find a symbol that was listed within what was recorded: its first bar opens in the middle of a day."""
    for each in series:
        query = BarQuery(
            market="spot", symbol=each.symbol, interval=each.interval, start_ms=0,
            end_ms=midnight_ms(each.end), now_ms=midnight_ms(each.end), limit=1,
        )  # fmt: skip
        first = content.bars(query)
        if first and first[0][0] > midnight_ms(each.start):
            before = each.first_day - timedelta(days=1)
            return Series(each.symbol, each.interval, before - timedelta(days=1), before)
    return None
