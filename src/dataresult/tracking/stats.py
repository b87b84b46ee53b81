"""
Figures about what was observed: one value per group, and how groups are made of series.

Floor 3. Pure: reads series, changes none, takes no lock.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, final

from attrs import asdict, fields, frozen

from dataresult._vocabulary import ErrorCode, Severity
from dataresult.errors import ERROR_TYPES

from .series import OTHER, Ledger, Series
from .top_keys import WorstKey, wilson_lower_bound
from .windows import LONGEST_WINDOW_S, WindowTally

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = [
    "ERROR_KEYS",
    "Stats",
    "as_frame",
    "checked_keys",
    "checked_window",
    "evidence",
    "grouped",
    "tally_of",
    "wall_reader",
    "worst_keys",
]

# So many of each label are told with an alert.
WORST_OF_ALERT: Final = 3
# What an error has and a success has not; groups by these compare their failures with all results alongside.
ERROR_KEYS: Final = ("code", "severity", "family", "reason")
_READ: Final[dict[str, Callable[[ErrorCode], str]]] = {
    "code": lambda code: code.value,
    "severity": lambda code: ERROR_TYPES[code].severity.value,
    "family": lambda code: ERROR_TYPES[code].family.__name__,
}


@final
@frozen(kw_only=True)
class Stats:
    """
    What was observed of one group: a code, a boundary, a symbol.

    An error counts once however many boundaries it passes, except in groups by `boundary`, where it counts
    once at each. `attempts`, `successes` and `failure_ratio` are of results as the boundaries saw them.

    Args:
        count: Errors, explained emptiness included.
        exact: Whether `count` is exact. In a window it may hold further events of the bucket at the window's
            far edge: one second of a window up to a minute, one minute up to an hour, a quarter of an hour up
            to a day.
        expected: How many of the errors are explained emptiness, which counts towards no threshold.
        successes: Successes with the same labels; of a group by code, all successes.
        attempts: Results with the same labels, whatever became of them.
        failure_ratio: Failures over attempts, from 0 to 1; explained emptiness is no failure.
        rate_per_s: Errors per second of the window, or of the time since the tracker began.
        rows: Rows of the successes.
        severity: The gravest of the errors; INFO where there is none.
        first_seen: When the first error came, whatever the window; aware, UTC. None where there was none.
        last_seen: When the last error came.
        last_success: When the last success came: what tells that a job has not run.
    """

    count: int
    exact: bool = True
    expected: int = 0
    successes: int = 0
    attempts: int = 0
    failure_ratio: float = 0.0
    rate_per_s: float = 0.0
    rows: int = 0
    severity: Severity = Severity.INFO
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    last_success: datetime | None = None


@final
class _Group:
    """The errors of a group."""

    __slots__ = ("count", "exact", "expected", "expected_passes", "first", "last", "passes", "severity")

    def __init__(self) -> None:
        self.count = self.passes = self.expected = self.expected_passes = 0
        self.exact = True
        self.severity = Severity.INFO
        self.first = float("inf")
        self.last = float("-inf")


@final
class _Alongside:
    """All results with the same labels."""

    __slots__ = ("attempts", "last_success", "rows", "successes")

    def __init__(self) -> None:
        self.attempts = self.successes = self.rows = 0
        self.last_success = float("-inf")


def grouped(
    series: Iterable[Series],
    by: Sequence[str],
    tally: Callable[[Series], WindowTally],
    *,
    span_s: float,
    wall: Callable[[float], datetime],
    exact_count: Callable[[ErrorCode], tuple[int, bool]] | None = None,
) -> dict[tuple[str, ...], Stats]:
    """
    Sum series up by the values of some keys.

    Args:
        series: All of them.
        by: The keys, each an error's own (`ERROR_KEYS`) or a label.
        tally: Tells what a series counted in the window that is asked for.
        span_s: The length of the window, in seconds.
        wall: Turns a reading of the monotonic clock into a time.
        exact_count: Counts a code's errors in the window, and says whether it could; for groups by code
            alone.
    """
    labels = tuple(name for name in by if name not in ERROR_KEYS)
    per_pass = "boundary" in by
    groups: dict[tuple[str, ...], _Group] = {}
    alongside: dict[tuple[str, ...], _Alongside] = {}
    for each in series:
        told = tally(each)
        shared = alongside.setdefault(tuple(each.label(name) for name in labels), _Alongside())
        shared.attempts += told.passes
        if each.code is None:
            shared.successes += told.passes
            shared.rows += told.rows
            shared.last_success = max(shared.last_success, each.last)
            if len(labels) == len(by):
                groups.setdefault(tuple(each.label(name) for name in by), _Group())
            continue
        group = groups.setdefault(tuple(key_of(each, name) for name in by), _Group())
        count = told.passes if per_pass else told.counted
        group.count += count
        group.passes += told.passes
        if each.explained:
            group.expected += count
            group.expected_passes += told.passes
        group.exact &= told.exact
        group.severity = max(group.severity, ERROR_TYPES[each.code].severity)
        group.first = min(group.first, each.first)
        group.last = max(group.last, each.last)
    if exact_count is not None and tuple(by) == ("code",):
        for (code,), group in groups.items():
            count, exact = exact_count(ErrorCode(code))
            if exact:
                group.count, group.exact = count, True
    kept = [place for place, name in enumerate(by) if name not in ERROR_KEYS]
    return {
        key: _told(group, alongside[tuple(key[place] for place in kept)], span_s, wall)
        for key, group in sorted(groups.items())
    }


def tally_of(window_s: float | None, now: float) -> Callable[[Series], WindowTally]:
    """Give the way to ask a series for a window, or for all time."""
    if window_s is None:
        return Series.tally
    return lambda series: series.tally_within(window_s, now)


def checked_keys(by: Sequence[str], labels: Sequence[str]) -> tuple[str, ...]:
    """
    Name each key once.

    Raises:
        ValueError: For a key that does not exist or is there twice, or for none.
    """
    keys = (by,) if isinstance(by, str) else tuple(by)
    there = (*ERROR_KEYS, *labels)
    if not keys or len(set(keys)) < len(keys) or not set(keys) <= set(there):
        raise ValueError(f"group by one or more of {', '.join(there)}, each once: not {keys!r}")
    return keys


def checked_window(window_seconds: float | None) -> float | None:
    """
    Take a window that can be told.

    Raises:
        ValueError: For one that is not more than 0 and at most a day.
    """
    if window_seconds is not None and not 0 < window_seconds <= LONGEST_WINDOW_S:
        raise ValueError(f"a window is more than 0 and at most {LONGEST_WINDOW_S} seconds long: not {window_seconds!r}")
    return window_seconds


def key_of(series: Series, name: str) -> str:
    """Give the value of a key for a series of errors."""
    if name == "reason":
        return series.reason
    read = _READ.get(name)
    return series.label(name) if read is None or series.code is None else read(series.code)


def _told(group: _Group, shared: _Alongside, span_s: float, wall: Callable[[float], datetime]) -> Stats:
    failures = group.passes - group.expected_passes
    seen = group.last > float("-inf")
    return Stats(
        count=group.count,
        exact=group.exact,
        expected=group.expected,
        successes=shared.successes,
        attempts=shared.attempts,
        failure_ratio=failures / shared.attempts if shared.attempts else 0.0,
        rate_per_s=group.count / span_s if span_s > 0 else 0.0,
        rows=shared.rows,
        severity=group.severity,
        first_seen=wall(group.first) if seen else None,
        last_seen=wall(group.last) if seen else None,
        last_success=wall(shared.last_success) if shared.last_success > float("-inf") else None,
    )


def worst_keys(
    series: Iterable[Series],
    dimension: str,
    tally: Callable[[Series], WindowTally],
    *,
    code: ErrorCode | None = None,
    extra: Iterable[tuple[str, int, int]] = (),
) -> list[WorstKey]:
    """
    Rank the values of a label by the Wilson bound of their failure ratio.

    Args:
        series: All of them.
        dimension: The label's name.
        tally: Tells what a series counted in the window that is asked for.
        code: Count failures of this code only; None for any.
        extra: Further (key, failures, attempts), of keys that have no series.
    """
    found: dict[str, list[int]] = {}
    for each in series:
        key = each.label(dimension)
        if key and key != OTHER:
            told = tally(each)
            pair = found.setdefault(key, [0, 0])
            pair[1] += told.passes
            if each.code is not None and not each.explained and code in {None, each.code}:
                pair[0] += told.passes
    for key, failures, attempts in extra:
        pair = found.setdefault(key, [0, 0])
        pair[0] += failures
        pair[1] += attempts
    ranked = [
        WorstKey(
            dimension=dimension,
            key=key,
            failures=failures,
            attempts=attempts,
            lower_bound=wilson_lower_bound(failures, attempts),
        )
        for key, (failures, attempts) in found.items()
        if failures
    ]
    return sorted(ranked, key=lambda worst: (-worst.lower_bound, worst.key))


def evidence(
    ledger: Ledger, labels: Sequence[str], code: ErrorCode, window_s: float, now: float
) -> tuple[int, tuple[WorstKey, ...]]:
    """Tell how many errors of a code a window holds, and which labels have most of them."""
    tally = tally_of(window_s, now)
    count, exact = ledger.watch_of(code).ring.count(window_s, now)
    if not exact:
        count = sum(tally(each).counted for each in ledger if each.code is code and not each.explained)
    ranked = (worst_keys(ledger, name, tally, code=code)[:WORST_OF_ALERT] for name in labels)
    return count, tuple(key for keys in ranked for key in keys)


def wall_reader(now: float, now_wall: datetime) -> Callable[[float], datetime]:
    """Turn readings of the monotonic clock into times, by what both clocks say now."""
    return lambda reading: now_wall - timedelta(seconds=now - reading)


def as_frame(keys: Sequence[str], groups: Mapping[tuple[str, ...], Stats]) -> "DataFrame":
    """Lay groups out as a table: a column for each key, then one for each figure."""
    from pandas import DataFrame

    rows = [
        {
            **dict(zip(keys, key, strict=True)),
            **asdict(stats, recurse=False),
            "severity": stats.severity.value,
        }
        for key, stats in groups.items()
    ]
    columns = [*keys, *(each.name for each in fields(Stats) if each.name not in keys)]
    frame = DataFrame(rows, columns=columns)
    return frame.astype(dict.fromkeys(("first_seen", "last_seen", "last_success"), "datetime64[us, UTC]"))
