"""
What a judgement costs: `classify_exception` against `event_from_exception` of sentry-sdk, in one run.

Both get the same exceptions: a read that timed out, as urllib raises it, and a refused connection, as requests raises
it with its links. Prints ratios in processor time; the first is to be at most 0.10, the second 0.20. Then the cost with
ten rules of one's own and with five thousand, which is to be the same. Run: `python benchmarks/bench_classify.py`.
"""

import socket
import urllib.request
from collections.abc import Callable
from statistics import median
from time import process_time

import requests
from sentry_sdk.utils import event_from_exception

from dataresult import ApiUnavailable, Classifier, Rule, classify_exception

ROUNDS, OURS, THEIRS = 21, 200, 40


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


def in_place() -> Exception:
    """The least that can be raised: one frame."""

    def fail() -> None:
        raise TimeoutError("read timed out")

    return raised(fail)


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


def main() -> None:
    """Measure in rounds over both: a busy machine is busy for both."""
    cases = {
        "one known class (urllib's read timeout)": timed_out(),
        "a chain of requests": refused(),
        "raised in place, one frame": in_place(),
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


if __name__ == "__main__":
    main()
