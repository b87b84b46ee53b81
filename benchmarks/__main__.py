"""
Runs every benchmark and prints its figures: `python -m benchmarks [NAME ...]`.

Each file is one comparison with a peer in the same run, since machines differ and are noisy: read the ratios.
"""

import runpy
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def main(wanted: list[str]) -> None:
    """Run the benchmarks whose names were given, or all of them."""
    for path in sorted(FOLDER.glob("bench_*.py")):
        name = path.stem.removeprefix("bench_")
        if not wanted or name in wanted:
            print(f"== {name}", flush=True)
            sys.argv = [str(path)]  # the names that were wanted are not for it
            runpy.run_path(str(path), run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
