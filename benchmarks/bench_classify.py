"""
What a judgement costs: `classify_exception` against `event_from_exception` of sentry-sdk, in one run.

Both get the same exceptions: a read that timed out, as urllib raises it; a refused connection, as requests raises it
with its links; and a known class raised in place, one, three and ten frames deep. Prints ratios in processor time: of
what has no chain at most 0.10 is wanted, of the chain 0.20. The fewer frames, the less sentry-sdk has to do (it reads
their source and variables), while ours is nearly the same.

Then the cost with ten rules of one's own and with five thousand, which is to be the same. Last, the first
classification of fresh processes, which loads the rule files of the packages that occur, and is to take less than
10 ms once they are compiled to bytecode. Run: `python benchmarks/bench_classify.py`.
"""

import os
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable
from statistics import median
from time import process_time

import requests
from sentry_sdk.utils import event_from_exception

from dataresult import ApiUnavailable, Classifier, Rule, classify_exception

ROUNDS, OURS, THEIRS = 21, 200, 40
FRESH = 9
# What is classified first, by the run-time names of classes alone: the libraries need not be installed.
FIRST = {
    "TimeoutError": "raised = TimeoutError('read timed out')",
    "KeyError": "raised = KeyError('close')",
    "requests": "raised = made('requests.exceptions', 'ConnectionError')('refused')",
    "httpx": "raised = made('httpx', 'ConnectTimeout')('timed out')",
    "botocore": (
        "raised = made('botocore.exceptions', 'ClientError')('An error occurred (NoSuchKey)')\n"
        "raised.response = {'Error': {'Code': 'NoSuchKey'}, 'ResponseMetadata': {'HTTPStatusCode': 404}}"
    ),
    "sqlalchemy over psycopg": (
        "raised = made('sqlalchemy.exc', 'OperationalError')('connection refused')\n"
        "raised.orig = raised.__cause__ = made('psycopg', 'OperationalError')('connection refused')"
    ),
}
CHILD = """
from time import process_time
from dataresult import classify_exception
def made(module, name):
    return type(name, (Exception,), {{"__module__": module, "__qualname__": name}})
{}
began = process_time()
classify_exception(raised)
print(process_time() - began)
"""


def raised(call: Callable[[], object]) -> Exception:
    """Give what a call raises."""
    try:
        call()
    except Exception as exception:  # noqa: BLE001  # whatever it is
        return exception
    raise AssertionError("it was to fail")


def timed_out() -> Exception:
    """A known class of the standard library, nothing behind it: a server that does not answer."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/api/v3/klines?symbol=BTCUSDT"
        return raised(lambda: urllib.request.urlopen(url, timeout=0.05))


def refused() -> Exception:
    """A chain: requests' error, urllib3's two, and the socket's own."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/api/v3/klines?symbol=BTCUSDT"
        return raised(lambda: requests.get(url, timeout=1))


def in_place(frames: int = 1) -> Exception:
    """A known class that is raised and caught with this many frames between."""

    def fail(further: int) -> None:
        if further:
            fail(further - 1)
        raise TimeoutError("read timed out")

    try:
        if frames > 1:
            fail(frames - 2)
        raise TimeoutError("read timed out")
    except TimeoutError as exception:
        return exception


class OwnError(Exception):
    """An exception of the user's."""


def own_rules(count: int) -> Classifier:
    """A classifier with this many rules, the one that counts among them."""
    others = [Rule(f"shop.errors.Error{place}", ApiUnavailable) for place in range(count - 1)]
    return Classifier((*others, Rule(f"{__name__}.OwnError", ApiUnavailable)))


def microseconds(call: Callable[[Exception], object], exception: Exception, times: int) -> float:
    """Time one round: processor time, since others use the machine too."""
    began = process_time()
    for _ in range(times):
        call(exception)
    return (process_time() - began) / times * 1e6


def first_ms(program: str, folder: str) -> float:
    """Time the first classification of an interpreter of its own, in processor time; with bytecode, as installed."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", CHILD.format(program)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return float(done.stdout) * 1e3


def main() -> None:
    """Measure in rounds over both: a busy machine is busy for both."""
    cases = {
        "one known class (urllib's read timeout)": timed_out(),
        "a chain of requests": refused(),
        "raised in place, one frame": in_place(),
        "raised in place, three frames": in_place(3),
        "raised in place, ten frames": in_place(10),
    }
    print("                                              ours     sentry   ratio")
    for name, exception in cases.items():
        rounds = [
            (
                microseconds(classify_exception, exception, OURS),
                microseconds(event_from_exception, exception, THEIRS),
            )
            for _ in range(ROUNDS)
        ]
        ours, theirs = (median(each[side] for each in rounds) for side in (0, 1))
        print(f"  {name:40} {ours:7.1f} us {theirs:7.1f} us  {median(a / b for a, b in rounds):6.3f} x")
    exception = raised(lambda: (_ for _ in ()).throw(OwnError("own")))
    few, many = own_rules(10), own_rules(5_000)
    rounds = [
        (
            microseconds(few.classify, exception, OURS),
            microseconds(many.classify, exception, OURS),
        )
        for _ in range(ROUNDS)
    ]
    print(f"  5,000 rules against 10 {median(b / a for a, b in rounds):45.3f} x")
    print("  first classification in a fresh process              least   median")
    with tempfile.TemporaryDirectory() as folder:
        for name, program in FIRST.items():
            times = [first_ms(program, folder) for _ in range(FRESH + 1)][1:]  # the first compiles
            print(f"  {name:46} {min(times):7.1f} ms {median(times):5.1f} ms")


if __name__ == "__main__":
    main()
