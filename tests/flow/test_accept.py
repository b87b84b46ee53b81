"""What is taken for a success, and what stays a failure."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Success

import dataresult as dr

OTHERS = [
    cast("Callable[[], dr.ClassifiedError]", each.error_class)
    for code, each in dr.ERROR_TYPES.items()
    if code not in {"DATA_EMPTY", "DATA_PARTIAL"}
]
START, END = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)


@given(st.sampled_from(OTHERS))
def test_other_errors_stay(make: Callable[[], dr.ClassifiedError]) -> None:
    """An error that is neither emptiness nor a part passes as the same object."""
    failure: dr.DataResult = Failure(make())

    assert dr.accept_empty(failure) is failure
    assert dr.accept_partial(failure) is failure


def test_successes_stay() -> None:
    """A success passes as the same object."""
    success: dr.DataResult = Success(pd.DataFrame({"close": [1.0]}))

    assert dr.accept_empty(success) is success
    assert dr.accept_partial(success) is success


def test_empty_becomes_a_typed_empty_frame() -> None:
    """The frame that would have been keeps its columns, dtypes and index."""
    error = dr.DataEmpty(schema={"close": "float64"}, index_schema={"open_time": "datetime64[ns, UTC]"})

    frame = dr.accept_empty(Failure(error)).unwrap()

    assert frame.shape == (0, 1)
    assert str(frame.index.dtype) == "datetime64[ns, UTC]"
    assert frame.index.name == "open_time"


def test_a_part_says_what_it_lacks() -> None:
    """The rows that came become the success; the ranges that did not are on the frame."""
    error = dr.DataPartial(frame=pd.DataFrame({"close": [1.0, 2.0]}), missing=((START, END),))

    frame = dr.accept_partial(Failure(error)).unwrap()

    assert len(frame) == 2
    assert frame.attrs["dataresult.missing"] == "2026-03-01T00:00:00+00:00/2026-03-02T00:00:00+00:00"
    assert "dataresult.missing" not in error.frame.attrs
