"""What an error and a fetched frame know of the call: captured arguments, scopes, provenance."""

import asyncio
import inspect
import threading
from contextvars import copy_context
from datetime import UTC, datetime

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

import dataresult as dr
from tests.guard._shapes import (
    bars,
    finish,
    frame_of,
    untyped,
)


@given(
    st.sampled_from(["BTCUSDT", "ETHUSDT"]),
    st.none() | st.tuples(st.booleans(), st.sampled_from(["1m", "1d"])),
    st.none() | st.integers(1, 1000),
    st.none() | st.integers(1, 9),
    st.sets(st.sampled_from(["symbol", "interval", "limit", "depth"])),
)
def test_captured_arguments_are_what_the_function_got(
    symbol: str,
    interval: tuple[bool, str] | None,
    limit: int | None,
    depth: int | None,
    capture: set[str],
) -> None:
    """By position, by keyword or by default: the context has what `inspect` binds, and nothing else."""
    args = [symbol]
    kwargs: dict[str, object] = {}
    if interval is not None and interval[0]:
        args.append(interval[1])
    elif interval is not None:
        kwargs["interval"] = interval[1]
    kwargs |= {name: value for name, value in (("limit", limit), ("depth", depth)) if value is not None}
    bound = inspect.signature(bars).bind(*args, **kwargs)
    bound.apply_defaults()
    known = {**bound.arguments, **bound.arguments["options"]}

    fetch = untyped(dr.fetcher(capture=sorted(capture), log=False))(bars)
    context = finish(fetch(*args, **kwargs)).failure().context

    assert context == {"operation": "fetch", **{name: known[name] for name in capture if name in known}}


def test_captures_arguments_of_methods() -> None:
    """The object itself is no argument, in methods and class methods of either order."""

    class Shop:
        @dr.fetcher(capture=("day",), log=False)
        def orders(self, day: str) -> pd.DataFrame:
            raise TimeoutError

        @classmethod
        @dr.fetcher(capture=("day",), log=False)
        def returns(cls, day: str) -> pd.DataFrame:
            raise TimeoutError

        @untyped(dr.fetcher(capture=("day",), log=False))
        @classmethod
        def prices(cls, day: str) -> pd.DataFrame:
            raise TimeoutError

    results = [Shop().orders("monday"), Shop.returns("monday"), finish(Shop.prices(day="monday"))]
    assert [result.failure().context["day"] for result in results] == ["monday"] * 3


def test_secrets_that_are_captured_do_not_leave() -> None:
    """An argument with the name of a secret is masked in the error and in the frame's provenance."""

    @dr.fetcher(capture=("api_key", "symbol"), log=False)
    def orders(api_key: str, symbol: str, rows: int) -> pd.DataFrame:
        return frame_of(rows)

    error = orders("hunter2hunter2", "BTCUSDT", 0).failure()
    frame = orders("hunter2hunter2", "BTCUSDT", 1).unwrap()

    assert "hunter2" not in f"{error}{error!r}{error.to_dict()}{frame.attrs}"
    assert "BTCUSDT" in str(error)
    assert "BTCUSDT" in frame.attrs.values()


def test_provenance() -> None:
    """A fetched frame knows its source, what was asked for, when it was there and how long it took."""

    @dr.fetcher(source="exchange", capture=("symbol", "day"))
    def captured(symbol: str, day: datetime) -> pd.DataFrame:
        return frame_of(2)

    @dr.fetcher(source="exchange")
    def plain() -> pd.DataFrame:
        return frame_of(2)

    before = datetime.now(UTC)
    with dr.error_context(job="nightly"):
        asked = dr.provenance(captured("BTCUSDT", datetime(2024, 1, 1, tzinfo=UTC)).unwrap())
        scoped = dr.provenance(plain().unwrap())
    bare = dr.provenance(plain().unwrap())

    assert asked is not None
    assert asked.context == {"job": "nightly", "symbol": "BTCUSDT", "day": "2024-01-01T00:00:00+00:00"}
    assert scoped is not None
    assert scoped.context == {"job": "nightly"}
    assert bare is not None
    assert bare.context == {}
    for told in (asked, scoped, bare):
        assert told.source == "exchange"
        assert before <= told.fetched_at <= datetime.now(UTC)
        assert told.elapsed_s >= 0


def test_a_step_leaves_the_provenance() -> None:
    """The mark of the fetch survives the steps; a frame that nobody fetched has none."""

    @dr.stage
    def closes(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[["close"]]

    fetched = dr.fetcher(source="exchange")(lambda: frame_of(2))()
    told = dr.provenance(fetched.bind(closes).unwrap())  # pyright: ignore[reportUnknownMemberType]  # what `bind` takes is a kind of returns

    assert told is not None
    assert told.source == "exchange"
    assert dr.provenance(closes(frame_of(2)).unwrap()) is None


def test_scopes_hold_across_await_and_threads() -> None:
    """What a scope sets is on the errors of each task and thread that was started inside, and not on others."""

    @dr.fetcher(log=False)
    async def fails() -> pd.DataFrame:
        await asyncio.sleep(0)
        raise TimeoutError

    async def job(number: int) -> dr.DataResult:
        with dr.error_context(job=number):
            await asyncio.sleep(0)
            return await fails()

    async def jobs() -> list[dr.DataResult]:
        return await asyncio.gather(*[job(number) for number in range(5)])

    assert [result.failure().context["job"] for result in asyncio.run(jobs())] == [0, 1, 2, 3, 4]

    fails_now = dr.fetcher(log=False)(bars)
    found: list[dr.DataResult] = []
    with dr.error_context(job="nightly"):
        scope = copy_context()
    thread = threading.Thread(target=lambda: found.append(fails_now("BTCUSDT")))
    thread.start()
    thread.join()
    with dr.error_context(job="nightly"):
        scope = copy_context()
    found.append(scope.run(fails_now, "BTCUSDT"))
    assert [result.failure().context.get("job") for result in found] == [None, "nightly"]
