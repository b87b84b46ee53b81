"""What can be decorated, and what it still is afterwards."""

import inspect
import pickle
from collections.abc import Generator
from functools import partial
from typing import cast

import pandas as pd
import pytest
from returns.result import Success

import dataresult as dr
from tests.guard._shapes import bars, frame_of, untyped


def rows_one_by_one() -> Generator[int, None, None]:
    """A generator function."""
    yield 1


async def rows_later() -> object:
    """An asynchronous generator function."""
    yield 1


class Rows:
    """An object whose call is a generator function."""

    def __call__(self) -> Generator[int, None, None]:
        """Yield."""
        yield 1


@pytest.mark.parametrize("decorator", [dr.fetcher, dr.guarded, dr.stage])
@pytest.mark.parametrize(
    "function", [rows_one_by_one, rows_later, Rows(), partial(rows_one_by_one), staticmethod(rows_one_by_one)]
)
def test_refuses_generators(decorator: object, function: object) -> None:
    """The body of a generator would run outside the boundary; that is told when it is decorated."""
    with pytest.raises(TypeError, match="generator"):
        untyped(decorator)(function)


@pytest.mark.parametrize(
    ("capture", "words"),
    [(("symbl",), "no parameter 'symbl'"), (("rest",), "no parameter 'rest'"), ("symbol", "sequence of names")],
)
def test_refuses_to_capture_what_is_no_parameter(capture: tuple[str, ...], words: str) -> None:
    """A name that the function does not have is a mistake at decoration, not at the first failure."""

    def orders(symbol: str, *rest: str) -> pd.DataFrame:
        return frame_of(1)

    with pytest.raises(TypeError, match=words):
        dr.fetcher(capture=capture)(orders)


@pytest.mark.parametrize("function", [3, "orders", None])
def test_refuses_what_cannot_be_called(function: object) -> None:
    """Only what can be called is decorated."""
    with pytest.raises(TypeError, match="a function is needed"):
        untyped(dr.fetcher(source="shop"))(function)


def test_stays_the_function_that_it_was() -> None:
    """Name, docstring and kind of the function are kept."""

    @dr.fetcher
    async def orders_later() -> pd.DataFrame:
        """Orders."""
        return frame_of(1)

    assert inspect.iscoroutinefunction(orders_later)
    assert (orders_later.__name__, orders_later.__doc__) == ("orders_later", "Orders.")
    assert not inspect.iscoroutinefunction(dr.fetcher(bars))
    assert inspect.signature(dr.fetcher(bars)) == inspect.signature(bars)


def test_a_success_is_like_any_other() -> None:
    """What the boundary makes on its shortest way is what `Success` makes."""
    frame = frame_of(2)
    fetch = dr.fetcher(lambda: frame)

    for result in (fetch(), fetch()):
        assert type(cast("object", result)) is Success
        assert repr(result) == repr(Success(frame))
        assert result.map(len) == Success(2)
        again = cast("dr.DataResult", pickle.loads(pickle.dumps(result)))
        pd.testing.assert_frame_equal(again.unwrap(), frame)
