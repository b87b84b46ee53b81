"""The windows against lists."""

from bisect import bisect_right

from hypothesis import given
from hypothesis import strategies as st

from dataresult.tracking.windows import EventRing, Marks, SecondCounts

# Eighths of a second are exact in binary, so the model and the windows see the very same instants.
GAPS = st.lists(
    st.one_of(st.integers(0, 40), st.integers(0, 40_000), st.just(0)).map(lambda eighths: eighths / 8), max_size=300
)
WINDOWS = st.sampled_from([0.125, 1.0, 59.875, 60.0, 60.125, 900.0, 3600.0, 3601.0, 86_400.0])


def times_of(gaps: list[float]) -> list[float]:
    """Turn gaps into instants."""
    now, times = 500.0, list[float]()
    for gap in gaps:
        now += gap
        times.append(now)
    return times


def inside(times: list[float], window_s: float, now: float) -> int:
    """Count the instants in (now - window_s, now]."""
    return bisect_right(times, now) - bisect_right(times, now - window_s)


@given(GAPS, st.integers(1, 64), WINDOWS, st.sampled_from([0.0, 0.125, 60.0, 4000.0]))
def test_ring_counts_exactly_up_to_its_length(gaps: list[float], size: int, window_s: float, wait_s: float) -> None:
    """A ring counts what a list counts, and says so where it cannot."""
    times = times_of(gaps)
    ring = EventRing(size)
    for at in times:
        ring.add(at)
    now = (times[-1] if times else 500.0) + wait_s
    expected = inside(times, window_s, now)

    count, exact = ring.count(window_s, now)

    assert count == min(expected, size)
    assert exact == (expected < size or len(times) == size)
    assert ring.total == len(times)


@given(GAPS, WINDOWS, st.sampled_from([0.0, 0.125, 0.875, 60.0, 4000.0, 90_000.0]))
def test_marks_are_within_one_bucket(gaps: list[float], window_s: float, wait_s: float) -> None:
    """Marks count a window and at most the rest of the bucket at its edge, and say when nothing was in that."""
    times = times_of(gaps)
    marks = Marks()
    for before, at in enumerate(times):
        if at >= marks.roll_at:
            marks.roll(at, before, before * 2, before * 3)
    now = (times[-1] if times else 500.0) + wait_s
    width_s = 1 if window_s <= 60 else 60 if window_s <= 3600 else 900
    edge = (now - window_s) // width_s * width_s

    told = marks.within(window_s, now, len(times), len(times) * 2, len(times) * 3)

    assert told.passes == sum(at >= edge for at in times)
    assert (told.counted, told.rows) == (told.passes * 2, told.passes * 3)
    assert told.exact == (not any(edge <= at < edge + width_s for at in times))
    assert not told.exact or told.passes == inside(times, window_s, now)


@given(st.lists(st.integers(0, 70), max_size=200))
def test_second_counts_are_of_sixty_seconds(gaps: list[int]) -> None:
    """Counts by second are those of the running second and the 59 before it."""
    counts, now, seen = SecondCounts(), 0, list[int]()
    for gap in gaps:
        for _ in range(gap):
            now += 1
            counts.begin(now)
        counts.add(now)
        seen.append(now)

        assert counts.total == sum(at > now - 60 for at in seen)
