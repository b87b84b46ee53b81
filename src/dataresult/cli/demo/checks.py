"""
Whether everything behaved as it should: each promise that the demo shows, held against the truth.

Floor 6. Pure: reads the plan and what happened; prints nothing.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final
from urllib.parse import parse_qs

from attrs import frozen
from pandas import DataFrame

from dataresult.errors import ApiRequest, DataEmpty, DataPartial, EmptyReason, ErrorCode
from dataresult.klines import rows_by_source
from dataresult.testing.exchange import ServedRequest

from .course import Course
from .plan import Plan, Series
from .truth import is_true, midnight_ms, true_bars

__all__ = ["Check", "checked"]

# Clocks of two processes on one machine are the same; a second that is a millisecond short was waited for.
_CLOCK_SLACK_S: Final = 0.01


@frozen
class Check:
    """
    A promise.

    Args:
        words: What is promised.
        held: Whether it was kept.
    """

    words: str
    held: bool


def checked(plan: Plan, course: Course) -> Sequence[Check]:
    """Check every promise."""
    promises: Sequence[tuple[str, Callable[[Plan, Course], bool]]] = (
        ("every fault struck, and none raised", _all_struck),
        ("every frame called whole equals the market, bar by bar", _whole_is_true),
        ("what was lost is told exactly, and the rest of it is true", _partial_is_exact),
        ("an unknown symbol and one not listed yet are told apart", _strangers_are_told_apart),
        ("after the 429 the series was not asked for again within the second", _wait_is_kept),
        ("every fault was counted under its code", _all_counted),
        ("the alert about timeouts opened, and closed when they were rare again", _alert_closed),
        ("the alert about the failing API opened", _alert_open),
        ("the second time, only the lost day was asked for", _second_from_cache),
        ("and now everything is whole", _second_is_true),
    )
    return [Check(words, holds(plan, course)) for words, holds in promises]


def _all_struck(_plan: Plan, course: Course) -> bool:
    # An exception would be `Unexpected` or `Internal` at a boundary, or would have ended the demo.
    bugs = {ErrorCode.UNEXPECTED, ErrorCode.INTERNAL}
    return all(course.struck.values()) and not bugs & {*map(ErrorCode, course.figures.by_code)}


def _whole_is_true(plan: Plan, course: Course) -> bool:
    expected = set(plan.series) - {plan.lost.series}
    return set(course.first.successes) == expected and all(
        _is_true(plan, series, frame) for series, frame in course.first.successes.items()
    )


def _is_true(plan: Plan, series: Series, frame: DataFrame) -> bool:
    return is_true(frame, true_bars(plan.content, series))


def _partial_is_exact(plan: Plan, course: Course) -> bool:
    lost = plan.lost
    error = course.first.failures.get(lost.series)
    if not isinstance(error, DataPartial):
        return False
    start = lost.series.start + timedelta(days=lost.series.days.index(lost.day))
    end = start + timedelta(days=1)
    bars = [bar for bar in true_bars(plan.content, lost.series) if not midnight_ms(start) <= bar[0] < midnight_ms(end)]
    return error.missing == ((start, end),) and is_true(error.frame, bars)


def _strangers_are_told_apart(plan: Plan, course: Course) -> bool:
    failures = course.first.failures
    unlisted = None if plan.unlisted is None else failures.get(plan.unlisted)
    return isinstance(failures.get(plan.unknown), ApiRequest) and (
        plan.unlisted is None or (isinstance(unlisted, DataEmpty) and unlisted.reason is EmptyReason.BEFORE_LISTING)
    )


def _wait_is_kept(plan: Plan, course: Course) -> bool:
    refused = [request for request in course.served if request.status == 429]
    planned = any(ErrorCode.API_RATE_LIMIT in trouble.fault.expected for trouble in plan.troubles)
    return (bool(refused) or not planned) and all(
        later.at_s - request.at_s >= 1.0 - _CLOCK_SLACK_S
        for request in refused
        for later in course.served
        if later.at_s > request.at_s and _asked_for(later) == _asked_for(request)
    )


def _asked_for(request: ServedRequest) -> tuple[Sequence[str], Sequence[str]]:
    query = parse_qs(request.query)
    return query.get("symbol", []), query.get("interval", [])


def _all_counted(plan: Plan, course: Course) -> bool:
    seen = set(course.figures.by_code)
    return all(trouble.fault.expected & seen for trouble in (*plan.troubles, plan.lost)) and (
        {ErrorCode.NETWORK_TIMEOUT, ErrorCode.DATA_PARTIAL, ErrorCode.API_REQUEST} <= seen
    )


def _alert_closed(_plan: Plan, course: Course) -> bool:
    told = [alert.is_open for alert in course.notices if alert.code is ErrorCode.NETWORK_TIMEOUT]
    return told == [True, False] and {error.code for error in course.hung.failures.values()} == {
        ErrorCode.NETWORK_TIMEOUT
    }


def _alert_open(_plan: Plan, course: Course) -> bool:
    return any(alert.code is ErrorCode.API_UNAVAILABLE and alert.is_open for alert in course.notices)


def _second_from_cache(plan: Plan, course: Course) -> bool:
    others = [series for series in plan.series if series != plan.lost.series]
    frames = course.second.successes
    from_cache = all(
        series in frames and dict(rows_by_source(frames[series])) == {"cache": len(frames[series])} for series in others
    )
    asked = {request.path.rpartition("/")[2].removesuffix(".CHECKSUM") for request in course.served_again}
    return from_cache and asked == {plan.lost.archive_glob.rpartition("/")[2]}


def _second_is_true(plan: Plan, course: Course) -> bool:
    return set(course.second.successes) == set(plan.series) and all(
        _is_true(plan, series, frame) for series, frame in course.second.successes.items()
    )
