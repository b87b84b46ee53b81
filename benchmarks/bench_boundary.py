"""
What the boundary costs on the way that goes well: `@fetcher` against `@safe` of returns, in one run.

Both wrap the same function, which hands out a small frame that is already there: all that is measured is the
wrapping. Prints ratios; the first is to be at most 2. Run: `python benchmarks/bench_boundary.py`.
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter

import pandas as pd
from returns.result import Result, safe

from dataresult import DataResult, ErrorTracker, fetcher, guarded, stage

ROUNDS, CALLS = 41, 5_000
YARDSTICK = "returns.safe"

frame = pd.DataFrame({"close": [1.0, 2.0]})
tracker = ErrorTracker()


@safe
def with_safe() -> pd.DataFrame:
    """The yardstick."""
    return frame


@fetcher
def with_fetcher() -> pd.DataFrame:
    """The boundary as most will write it."""
    return frame


@fetcher(source="exchange")
def with_source() -> pd.DataFrame:
    """The boundary with the name of its source."""
    return frame


@fetcher(source="exchange", capture=("symbol",))
def with_capture(symbol: str) -> pd.DataFrame:  # noqa: ARG001  # only captured
    """Also keeps what was asked for, reduced and redacted."""
    return frame


@fetcher(source="exchange", tracker=tracker)
def with_tracker() -> pd.DataFrame:
    """Also counts the success."""
    return frame


@guarded
def with_guarded() -> pd.DataFrame:
    """Any value; nothing is looked at."""
    return frame


@stage
def with_stage(given: pd.DataFrame) -> pd.DataFrame:
    """A step that leaves the frame as it is."""
    return given


CASES: dict[str, Callable[[], Result[pd.DataFrame, Exception] | DataResult]] = {
    YARDSTICK: with_safe,
    "fetcher": with_fetcher,
    "fetcher(source=)": with_source,
    "fetcher(source=, capture=)": lambda: with_capture("BTCUSDT"),
    "fetcher(source=, tracker=)": with_tracker,
    "guarded": with_guarded,
    "stage": lambda: with_stage(frame),
}


def seconds_per_call(case: Callable[[], object]) -> float:
    """Time one round."""
    began = perf_counter()
    for _ in range(CALLS):
        case()
    return (perf_counter() - began) / CALLS


def main() -> None:
    """Measure in rounds over all cases: a busy machine is busy for all of them."""
    rounds = [{name: seconds_per_call(case) for name, case in CASES.items()} for _ in range(ROUNDS)]
    for name in CASES:
        cost_us = median(each[name] for each in rounds) * 1e6
        ratio = median(each[name] / each[YARDSTICK] for each in rounds)
        print(f"  {name:28} {cost_us:7.2f} us  {ratio:5.2f} x")


if __name__ == "__main__":
    main()
