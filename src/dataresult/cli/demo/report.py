"""
What the demo says: what goes wrong, what came, what failed on the way, what was alerted, what to do next.

Floor 6. Words and tables; decides and checks nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from dataresult.cli.status import STEP_WORDS, failure_line
from dataresult.cli.tables import ranges_text
from dataresult.errors import ERROR_TYPES, ClassifiedError, DataEmpty, DataPartial, ErrorCode
from dataresult.klines import missing_ranges, rows_by_source
from dataresult.tracking import Stats

from .checks import Check
from .course import Course
from .plan import Plan
from .truth import bars_if_all_existed

__all__ = ["tell_checks", "tell_end", "tell_plan", "tell_result"]

# Two and their counts fit a line of the table.
_LABELS: Final = 2
_SOURCES: Final = ("cache", "vision", "rest")


def tell_plan(screen: Console, plan: Plan) -> None:
    """Tell what is asked for, and what will go wrong."""
    symbols = ", ".join(dict.fromkeys(series.symbol for series in plan.series))
    intervals = ", ".join(dict.fromkeys(series.interval for series in plan.series))
    screen.print(f"An exchange on this machine, {plan.title}: {symbols}; {intervals}. It will misbehave:", markup=False)
    table = _table("what goes wrong", "where", "when")
    table.add_row("no answer at all", "REST, everything", "at first")
    for trouble in (*plan.troubles, plan.lost):
        where = "REST" if trouble.on_rest else "archive"
        table.add_row(trouble.words, f"{where}, {trouble.series}", str(trouble.day))
    table.add_row("a symbol that does not exist", str(plan.unknown), "")
    if plan.unlisted is not None:
        table.add_row("a symbol that is not listed yet", str(plan.unlisted), f"until {plan.unlisted.last_day}")
    screen.print(table)
    screen.print()


def tell_result(screen: Console, plan: Plan, course: Course) -> None:
    """Tell what came, what failed on the way, and what was alerted."""
    _heading(screen, "What came of it")
    screen.print(_came(plan, course))
    _tell_holes(screen, plan, course)
    waited = f", {len(course.waits_s)} retries waited {sum(course.waits_s):.1f} s" if course.waits_s else ""
    screen.print(f"{course.elapsed_s:.1f} s for all of it{waited}.", markup=False)
    _heading(screen, "What failed on the way (counted by the tracker at every source)")
    screen.print(_failures(course))
    worst = ", ".join(f"{key.key} {key.failures} of {key.attempts}" for key in course.figures.worst)
    screen.print(f"sickest symbols (failures of results): {worst}", markup=False)
    _heading(screen, "Alerts (thresholds made tight for the demo; the times are real)")
    alerts = Table.grid(padding=(0, 2), pad_edge=True)
    for alert in course.notices:
        at = alert.opened_at if alert.closed_at is None else alert.closed_at
        alerts.add_row(f"{at:%H:%M:%S}", str(alert))
    for alert in course.still_open:
        alerts.add_row("now", f"{alert.code.value} is still open, until the last {alert.window.value} is calm")
    screen.print(alerts, markup=False)
    _heading(screen, "The exchange is well again: the same once more")
    _tell_second(screen, course)


def tell_checks(screen: Console, checks: Sequence[Check]) -> None:
    """Tell which promises were kept."""
    _heading(screen, "Checked against the market itself")
    for check in checks:
        screen.print(f"  {'ok    ' if check.held else 'FAILED'} {check.words}", style="" if check.held else "bold red")


def tell_end(screen: Console, plan: Plan, course: Course) -> None:
    """Tell what the reader can do next."""
    _heading(screen, "What you can do next")
    lost = course.first.failures.get(plan.lost.series)
    if lost is not None:
        again = [str(series) for series in course.first.again()]
        screen.print(f"  batch.again() named what was worth asking for again: {', '.join(again)}", markup=False)
    screen.print(_NEXT, markup=False)


_NEXT: Final = """\
  dataresult errors                       all codes, and what to do about each
  dataresult demo --data DIR              the same with recorded files of the real exchange
  dataresult fetch BTCUSDT --interval 1h --start 2024-01-01 --end 2024-01-08 --out klines.parquet
  and in Python, with every failure a value:

    from dataresult import DataPartial, Failure, Success, sealed
    from dataresult.klines import DataSourceManager

    with DataSourceManager() as manager:
        match sealed(manager.fetch("BTCUSDT", "1h", "2024-01-01", "2024-01-08")):
            case Success(frame):
                print(len(frame), "rows")
            case Failure(DataPartial(frame=frame, missing=missing)):
                print(len(frame), "rows; missing:", missing)
            case Failure(error):
                print(error.code, error.next_step)"""


def _heading(screen: Console, words: str) -> None:
    screen.print()
    screen.print(words, style="bold", markup=False)


def _table(*names: str, right: Sequence[str] = ()) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=True, show_edge=False)
    for name in names:
        table.add_column(name, justify="right" if name in right else "left", no_wrap=name in right)
    return table


def _came(plan: Plan, course: Course) -> Table:
    table = _table("symbol", "interval", "days", "rows", *_SOURCES, "outcome", right=("rows", *_SOURCES))
    for series in plan.requests:
        frame = course.first.successes.get(series)
        error = course.first.failures.get(series)
        if frame is None and isinstance(error, DataPartial):
            frame = error.frame
        served: Mapping[str, int] = {} if frame is None else rows_by_source(frame)
        cells = [f"{served[name]:,}" if name in served else "" for name in _SOURCES]
        rows = "0" if frame is None else f"{len(frame):,}"
        days = f"{series.first_day:%Y-%m-%d}..{series.last_day:%d}"
        table.add_row(series.symbol, series.interval, days, rows, *cells, _outcome(error), style=_style(error))
    return table


def _outcome(error: ClassifiedError | None) -> str:
    match error:
        case None:
            return "whole"
        case DataEmpty(reason=reason):
            return f"{error.code.value} {reason.value}"
        case _:
            return error.code.value


def _style(error: ClassifiedError | None) -> str:
    if error is None:
        return ""
    return "yellow" if isinstance(error, DataPartial) else "dim" if isinstance(error, DataEmpty) else "red"


def _tell_holes(screen: Console, plan: Plan, course: Course) -> None:
    """Tell of bars that are missing from whole frames: there it is the market that stood still."""
    told: list[str] = []
    finest = plan.series[0].interval
    for series, frame in course.first.successes.items():
        count = bars_if_all_existed(series) - len(frame)
        if count and series.interval == finest:
            ranges = missing_ranges(frame, series.interval, series.start, series.end)
            told.append(f"  {series}: {count} bars, {ranges_text(ranges)}")
    if told:
        screen.print("Whole, though some bars are not there: they never existed, since nothing was traded.")
        screen.print("\n".join(told), markup=False)
    lost = course.first.failures.get(plan.lost.series)
    if isinstance(lost, DataPartial):
        screen.print("Lost is something else: these bars exist, and could not be had.")
        text = f"{ranges_text(lost.missing)} ({len(lost.attempts)} failures on the way); {STEP_WORDS[lost.next_step]}"
        screen.print(f"  {plan.lost.series}: {text}", markup=False)
    others = [error for error in course.first.failures.values() if not isinstance(error, DataPartial)]
    if others:
        screen.print("Not to be had at all, for reasons that differ:")
        screen.print("\n".join(f"  {failure_line(error)}" for error in others), markup=False)
    if any("cache" in rows_by_source(frame) for frame in course.first.successes.values()):
        screen.print("Rows from the cache were kept from an earlier attempt at the same request.")


def _failures(course: Course) -> Table:
    table = _table("code", "times", "by source", "by symbol", "next step", right=("times",))
    figures = course.figures
    failed = {code: stats for code, stats in figures.by_code.items() if stats.count}
    for code, stats in sorted(failed.items(), key=lambda each: -each[1].count):
        # A bar that is not in the cache yet is no failure, though it is counted.
        explained = stats.expected == stats.count
        table.add_row(
            code,
            f"{stats.count}",
            _by_label(figures.by_code_and_source, code),
            _by_label(figures.by_code_and_symbol, code),
            "(expected)" if explained else ERROR_TYPES[ErrorCode(code)].advice.value,
            style="dim" if explained else "",
        )
    return table


def _by_label(groups: Mapping[tuple[str, ...], Stats], code: str) -> str:
    counts = {key[1]: stats.count for key, stats in groups.items() if key[0] == code and stats.count}
    ranked = sorted(counts.items(), key=lambda each: -each[1])
    return ", ".join(f"{label} {count}" for label, count in ranked[:_LABELS]) + (
        ", ..." if len(ranked) > _LABELS else ""
    )


def _tell_second(screen: Console, course: Course) -> None:
    served: dict[str, int] = {}
    for frame in course.second.successes.values():
        for name, count in rows_by_source(frame).items():
            served[name] = served.get(name, 0) + count
    rows = ", ".join(f"{name} {served[name]:,}" for name in _SOURCES if name in served)
    took = f"{course.second.elapsed.total_seconds():.1f} s instead of {course.first.elapsed.total_seconds():.1f} s"
    screen.print(
        f"  {sum(served.values()):,} rows ({rows}), {len(course.served_again)} requests instead of "
        f"{len(course.served)}, {took}",
        markup=False,
    )
