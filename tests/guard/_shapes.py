"""
One body in every kind of function that can be decorated, each called to its end; and what the bodies give.

A body is what a fetcher does: it returns or raises. A shape makes a fetcher of it.
"""

import asyncio
import inspect
from collections.abc import Callable
from functools import partial
from typing import Protocol, cast

import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st
from returns.result import Result

import dataresult as dr

Body = Callable[[], object]
Fetch = Callable[[], Result[object, dr.ClassifiedError]]


class Decorator(Protocol):
    """A decorator as it is at run time: for functions of any kind."""

    def __call__(self, function: object, /) -> Callable[..., object]:
        """Decorate."""
        ...


def untyped(decorator: object) -> Decorator:
    """Give a decorator for functions that its signature does not promise to take."""
    return cast("Decorator", decorator)


def finish(value: object) -> Result[object, dr.ClassifiedError]:
    """Run a coroutine to its end, without a loop that has a will of its own; give anything else as it is."""
    if not inspect.iscoroutine(value):
        return cast("Result[object, dr.ClassifiedError]", value)
    while True:
        try:
            value.send(None)
        except StopIteration as stop:
            return cast("Result[object, dr.ClassifiedError]", stop.value)


def member(members: dict[str, object]) -> object:
    """Make a class with a method `fetch`, and call it on an object of the class."""
    fetch = cast("Callable[[], object]", getattr(type("Source", (), members)(), "fetch"))  # noqa: B009  # of a class that was just made
    return fetch()


def as_function(decorate: Decorator, body: Body) -> Fetch:
    """A plain function."""

    def fetch() -> object:
        return body()

    return lambda: finish(decorate(fetch)())


def as_coroutine(decorate: Decorator, body: Body) -> Fetch:
    """A coroutine function, which fails after it has waited."""

    async def fetch() -> object:
        await asyncio.sleep(0)
        return body()

    return lambda: finish(decorate(fetch)())


def as_lambda(decorate: Decorator, body: Body) -> Fetch:
    """A function that hands out the coroutine of another one."""

    async def fetch() -> object:
        await asyncio.sleep(0)
        return body()

    return lambda: finish(decorate(lambda: fetch())())  # noqa: PLW0108  # that is the case


def as_partial(decorate: Decorator, body: Body) -> Fetch:
    """A coroutine function with an argument filled in."""

    async def fetch(given: Body) -> object:
        await asyncio.sleep(0)
        return given()

    return lambda: finish(decorate(partial(fetch, body))())


def as_object(decorate: Decorator, body: Body) -> Fetch:
    """An object that is called."""

    class Source:
        async def __call__(self) -> object:
            return body()

    return lambda: finish(decorate(Source())())


def as_method(decorate: Decorator, body: Body) -> Fetch:
    """A method."""

    def fetch(self: object) -> object:
        return body()

    return lambda: finish(member({"fetch": decorate(fetch)}))


def as_static_method(decorate: Decorator, body: Body) -> Fetch:
    """A static method, decorated outside."""
    return lambda: finish(member({"fetch": decorate(staticmethod(body))}))


def as_static_method_inside(decorate: Decorator, body: Body) -> Fetch:
    """A static method, decorated inside."""
    return lambda: finish(member({"fetch": staticmethod(decorate(body))}))


def as_class_method(decorate: Decorator, body: Body) -> Fetch:
    """A class method, decorated outside."""

    def fetch(cls: object) -> object:
        return body()

    function: Callable[..., object] = fetch
    return lambda: finish(member({"fetch": decorate(classmethod(function))}))


def as_class_method_inside(decorate: Decorator, body: Body) -> Fetch:
    """A class method that is a coroutine function, decorated inside."""

    async def fetch(cls: object) -> object:
        return body()

    return lambda: finish(member({"fetch": classmethod(decorate(fetch))}))


SHAPES = (
    as_function,
    as_coroutine,
    as_lambda,
    as_partial,
    as_object,
    as_method,
    as_static_method,
    as_static_method_inside,
    as_class_method,
    as_class_method_inside,
)


shapes = st.sampled_from(SHAPES)


every_shape = pytest.mark.parametrize("shape", SHAPES)


def frame_of(rows: int) -> pd.DataFrame:
    """A frame of prices."""
    times = pd.date_range("2024-01-01", periods=rows, freq="1h", tz="UTC", name="open_time")
    return pd.DataFrame({"close": np.arange(rows, dtype="float64")}, index=times)


def raising_body(exception: BaseException) -> Body:
    """A body that raises."""

    def body() -> object:
        raise exception

    return body


def bars(symbol: str, /, interval: str = "1h", *, limit: int = 500, **options: object) -> pd.DataFrame:
    """What is captured below."""
    raise TimeoutError("read timed out")


def made(code: dr.ErrorCode, message: str, context: dict[str, object]) -> dr.ClassifiedError:
    """The error of a code; one class cannot do without a frame."""
    if code is dr.ErrorCode.DATA_PARTIAL:
        return dr.DataPartial(frame=frame_of(1), message=message, context=context)
    return cast("Callable[..., dr.ClassifiedError]", dr.ERROR_TYPES[code].error_class)(message=message, context=context)


errors = st.builds(
    made,
    st.sampled_from(list(dr.ErrorCode)),
    st.text(max_size=40),
    st.dictionaries(st.sampled_from(["symbol", "day", "source"]), st.integers() | st.text(max_size=9)),
)
