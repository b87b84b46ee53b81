"""
What counting costs: `track_error` and `observe` against a labelled counter of prometheus_client, in one run.

Prints ratios at the start and after a million events, the cost with a hundred thousand label values, and the
growth of memory. Run: `python benchmarks/bench_tracker.py [events]`.
"""

import gc
import logging
import sys
import tracemalloc
from collections.abc import Callable
from statistics import median
from time import perf_counter

import pandas as pd
from prometheus_client import Counter
from returns.result import Failure, Success

from dataresult.errors import ApiRateLimit
from dataresult.tracking import ErrorTracker

ROUNDS, CALLS = 15, 20_000
EVENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000

counter = Counter("bench_errors", "errors", ["code", "source"])
tracker = ErrorTracker(dimensions=("symbol",))
error = ApiRateLimit(context={"source": "rest", "symbol": "BTCUSDT"})
metadata = {"source": "rest"}
frame = Success(pd.DataFrame({"close": [1.0, 2.0]}))


def prometheus() -> None:
    """The yardstick."""
    counter.labels(code="API_RATE_LIMIT", source="rest").inc()


CASES: dict[str, Callable[[], object]] = {
    "prometheus labels(...).inc()": prometheus,
    "track_error(error)": lambda: tracker.track_error(error),
    "track_error(error, metadata)": lambda: tracker.track_error(error, metadata),
    "track_error(code)": lambda: tracker.track_error("API_RATE_LIMIT"),
    "observe(Success(frame))": lambda: tracker.observe(frame, boundary="rest"),
    "observe(Success(frame), source=)": lambda: tracker.observe(frame, boundary="rest", source="rest"),
}


def seconds_per_call(case: Callable[[], object]) -> float:
    """Time one round."""
    began = perf_counter()
    for _ in range(CALLS):
        case()
    return (perf_counter() - began) / CALLS


def table(title: str) -> None:
    """Print every case as a ratio of the yardstick, in rounds: a busy machine is busy for all of them."""
    rounds = [{name: seconds_per_call(case) for name, case in CASES.items()} for _ in range(ROUNDS)]
    print(f"\n{title}")
    for name in CASES:
        cost_us = median(each[name] for each in rounds) * 1e6
        ratio = median(each[name] / each["prometheus labels(...).inc()"] for each in rounds)
        print(f"  {name:34} {cost_us:7.2f} us  {ratio:5.2f} x")


def main() -> None:
    """Measure."""
    logging.disable(logging.CRITICAL)
    table("at the start")
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(EVENTS // 10):
        tracker.track_error(error)
    first = tracemalloc.get_traced_memory()[0]
    for _ in range(EVENTS - EVENTS // 10):
        tracker.track_error(error)
    last = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    table(f"after {EVENTS:,} events")
    print(f"\nmemory: {first - before:+,} bytes in the first tenth, {last - first:+,} in the rest")

    names = [f"SYM{number}" for number in range(100_000)]
    many = [Failure(ApiRateLimit(context={"symbol": name})) for name in names]
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    began = perf_counter()
    for each in many[:50_000]:
        tracker.observe(each, boundary="rest", run=1)
    half = tracemalloc.get_traced_memory()[0]
    for each in many[50_000:]:
        tracker.observe(each, boundary="rest", run=1)
    last = tracemalloc.get_traced_memory()[0]
    spent_us = (perf_counter() - began) / len(many) * 1e6
    tracemalloc.stop()
    print(
        f"100,000 symbols (traced): {spent_us:.1f} us each, {half - before:+,} bytes for the first half, "
        f"{last - half:+,} for the second"
    )


if __name__ == "__main__":
    main()
