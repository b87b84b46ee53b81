"""What is no failure passes the boundary untouched: interrupts, exits, cancellations; a panic does not."""

import asyncio
import concurrent.futures
from collections.abc import Callable

import pandas as pd
import pytest

import dataresult as dr
from tests.guard._shapes import (
    Body,
    Decorator,
    Fetch,
    every_shape,
    frame_of,
    raising_body,
    untyped,
)

Panic = type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})


Skip = type("Skip", (Exception,), {})


SIGNALS = (
    KeyboardInterrupt,
    SystemExit,
    GeneratorExit,
    asyncio.CancelledError,
    concurrent.futures.CancelledError,
    type("Cancelled", (concurrent.futures.CancelledError,), {}),
    type("SomebodysSignal", (BaseException,), {}),
    Skip,
    type("SkipAll", (Skip,), {}),
)


@every_shape
@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("decorator", [dr.fetcher, dr.guarded, dr.stage])
def test_signals_pass_through(
    shape: Callable[[Decorator, Body], Fetch],
    signal: type[BaseException],
    decorator: Callable[..., object],
) -> None:
    """Interrupts, exits, cancellations and what was named come out as the very object that was raised."""
    raised = signal("stop")
    fetch = shape(untyped(decorator(let_through=(Skip,))), raising_body(raised))

    with pytest.raises(signal) as caught:
        fetch()

    assert caught.value is raised


@every_shape
def test_a_panic_of_an_extension_is_a_failure(shape: Callable[[Decorator, Body], Fetch]) -> None:
    """A Rust panic derives from `BaseException` and is caught all the same, as `Internal`."""
    error = shape(untyped(dr.fetcher(log=False)), raising_body(Panic("index out of bounds")))().failure()

    assert type(error) is dr.Internal
    assert error.cause is not None
    assert error.cause.type_name == "pyo3_runtime.PanicException"


def test_a_signal_keeps_its_traceback() -> None:
    """From the caller through the boundary into the function: no frame of the machinery more."""

    @dr.fetcher
    def interrupted() -> pd.DataFrame:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        interrupted()

    functions = [entry.name for entry in caught.traceback]
    assert functions == ["test_a_signal_keeps_its_traceback", "guarded_function", "interrupted"]


def test_a_cancelled_task_is_cancelled() -> None:
    """A task that waits inside a fetcher can be cancelled."""

    @dr.fetcher
    async def waits() -> pd.DataFrame:
        await asyncio.Event().wait()
        return frame_of(1)

    async def cancelled() -> bool:
        task = asyncio.ensure_future(waits())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    assert asyncio.run(cancelled())
