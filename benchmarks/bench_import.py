"""
What an import costs, against what it stands on: `import returns.result, attrs`, in fresh interpreters by turns.

The names of the front door are loaded when they are first asked for, so `import dataresult` alone says little: the
lines below it are what programs really write. The ratio of each is to be at most 1.5 but for the last, which loads
all there is but for klines. Run: `python benchmarks/bench_import.py [rounds]`.
"""

import subprocess
import sys
from statistics import median

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 25
YARDSTICK = "import returns.result, attrs"
CASES = (
    YARDSTICK,
    "import dataresult",
    "from dataresult import fetcher, sealed, Success, Failure",
    "from dataresult import fetcher, ErrorTracker, logger, fetch_many",
    "from dataresult import *",
)
CHILD = "from time import perf_counter\nbegan = perf_counter()\n{}\nprint(perf_counter() - began)"


def seconds(statement: str) -> float:
    """Time an import in an interpreter of its own; what was compiled once is on the disk by then."""
    done = subprocess.run([sys.executable, "-c", CHILD.format(statement)], check=True, capture_output=True, text=True)
    return float(done.stdout)


def main() -> None:
    """Measure in rounds over all cases: a busy machine is busy for all of them."""
    for case in CASES:
        seconds(case)
    rounds = [{case: seconds(case) for case in CASES} for _ in range(ROUNDS)]
    least = {case: min(each[case] for each in rounds) for case in CASES}
    print("  least ms, median ms, ratio of the least, median of the ratios")
    for case in CASES:
        middle_ms = median(each[case] for each in rounds) * 1e3
        ratio = median(each[case] / each[YARDSTICK] for each in rounds)
        print(
            f"  {least[case] * 1e3:7.1f} {middle_ms:7.1f}  {least[case] / least[YARDSTICK]:5.2f} x {ratio:5.2f} x  "
            f"{case}"
        )


if __name__ == "__main__":
    main()
