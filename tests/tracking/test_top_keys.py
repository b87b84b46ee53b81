"""The sketch of failing keys, and how keys are ranked."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from dataresult.tracking.top_keys import SpaceSaving, wilson_lower_bound


@given(st.lists(st.integers(0, 30).map(str), max_size=400), st.integers(1, 12))
def test_frequent_keys_are_kept(keys: list[str], capacity: int) -> None:
    """Every key with more than its share of the failures is kept, and no count claims what did not happen."""
    sketch, truth = SpaceSaving(capacity), Counter(keys)
    for key in keys:
        sketch.fail(key)
    kept = {key: failures for key, failures, _ in sketch.items()}

    assert len(kept) <= capacity
    assert {key for key, count in truth.items() if count > len(keys) / capacity} <= set(kept)
    for key, failures in kept.items():
        assert failures <= truth[key] <= failures + sketch.overcount(key)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from("abc")), max_size=100))
def test_few_keys_are_counted_exactly(events: list[tuple[bool, str]]) -> None:
    """While there is room, failures are exact, and successes since a key first failed."""
    sketch, failures, successes = SpaceSaving(3), Counter[str](), Counter[str]()
    for is_failure, key in events:
        if is_failure:
            sketch.fail(key)
            failures[key] += 1
        else:
            sketch.succeed(key)
            successes[key] += key in failures

    assert {key: (failed, attempts) for key, failed, attempts in sketch.items()} == {
        key: (count, count + successes[key]) for key, count in failures.items()
    }


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_wilson_bound_is_below_the_ratio(failures: int, successes: int) -> None:
    """The bound is a ratio, never above what was seen, and rises with evidence."""
    attempts = failures + successes
    bound = wilson_lower_bound(failures, attempts)

    assert 0 <= bound <= 1
    assert attempts == 0 or bound <= failures / attempts + 1e-12
    assert bound <= wilson_lower_bound(failures * 2, attempts * 2) + 1e-12
