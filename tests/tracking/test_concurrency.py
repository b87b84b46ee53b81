"""Threads and forked processes."""

import gc
import os
import sys
import threading
import weakref
from collections.abc import Iterator

import pytest
from returns.result import Failure, Success

from dataresult.errors import ApiRateLimit, NetworkTimeout
from dataresult.tracking import Alert, ErrorTracker, ManualClock, Threshold

THREADS, EVENTS = 8, 2_500


@pytest.fixture(autouse=True)
def _switch_often() -> Iterator[None]:
    """Let threads take turns as often as the interpreter can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_threads_lose_and_invent_nothing() -> None:
    """Totals, windows, boundaries and the number of openings are exact, and one error counts once for all."""
    tracker, heard = ErrorTracker({"API_RATE_LIMIT": Threshold(per_hour=100)}, clock=ManualClock()), list[Alert]()
    tracker.subscribe(heard.append)
    shared = [Failure(NetworkTimeout()) for _ in range(EVENTS)]
    start = threading.Barrier(THREADS)

    def work(number: int) -> None:
        start.wait()
        for each in shared:
            tracker.observe(Failure(ApiRateLimit()), boundary=f"own{number}")
            tracker.observe(each, boundary="shared")
            tracker.observe(Success(1), boundary="shared")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stats, places = tracker.get_stats(), tracker.get_stats(3600, by=("boundary",))

    assert stats["API_RATE_LIMIT"].count == THREADS * EVENTS
    assert stats["NETWORK_TIMEOUT"].count == EVENTS
    assert stats["NETWORK_TIMEOUT"].successes == THREADS * EVENTS
    assert [places[(f"own{number}",)].count for number in range(THREADS)] == [EVENTS] * THREADS
    assert places[("shared",)].count == EVENTS
    assert [(alert.count, alert.limit) for alert in heard] == [(101, 100)]


def test_notices_of_threads_come_in_order() -> None:
    """Whoever notices, openings and closings of a code alternate."""
    clock = ManualClock()
    tracker, heard = ErrorTracker({"API_RATE_LIMIT": Threshold(per_minute=3)}, clock=clock), list[bool]()
    tracker.subscribe(lambda alert: heard.append(alert.is_open))
    meet = threading.Barrier(4)

    def work(*, leads: bool) -> None:
        for _ in range(20):
            meet.wait()
            for _ in range(10):
                tracker.track_error("API_RATE_LIMIT")
            meet.wait()
            if leads:
                clock.advance(400)
            meet.wait()
            tracker.poll()

    threads = [threading.Thread(target=work, kwargs={"leads": number == 0}) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tracker.poll()

    assert heard == [True, False] * 20


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_child_of_a_busy_parent_works() -> None:
    """A child forked while another thread holds every lock begins anew, counts and alerts; the parent goes on."""
    tracker = ErrorTracker()
    tracker.track_error("NETWORK_TIMEOUT")
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with tracker._lock, tracker._delivery._busy:
            held.set()
            done.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            heard = list[Alert]()
            tracker.subscribe(heard.append)
            for _ in range(4):
                tracker.track_error("NETWORK_TIMEOUT")
            ok = tracker.get_stats()["NETWORK_TIMEOUT"].count == 4 and len(heard) == len(tracker.alerts()) == 1
            status = 0 if ok else 2
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    done.set()
    holder.join()

    assert os.waitstatus_to_exitcode(status) == 0
    assert tracker.get_stats()["NETWORK_TIMEOUT"].count == 1


def test_trackers_are_not_kept_alive() -> None:
    """The hook for forked processes forgets a tracker that nobody has."""
    tracker = ErrorTracker()
    known = weakref.ref(tracker)
    del tracker
    gc.collect()

    assert known() is None
