"""Results, and the ways out of them."""

import json
import pickle
import subprocess
import sys
from datetime import UTC, datetime
from typing import get_args

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dataresult._results as results_module
from dataresult._results import (
    CONTEXT_ATTR,
    ELAPSED_ATTR,
    FETCHED_AT_ATTR,
    SOURCE_ATTR,
    ClassifiedException,
    Failure,
    Result,
    Success,
    fold,
    provenance,
    raise_error,
    raising,
    sealed,
    to_log_dict,
    unwrap_or_raise,
)
from dataresult.errors import (
    ERROR_TYPES,
    ClassifiedError,
    DataEmpty,
    DataPartial,
    NetworkDns,
    NetworkTimeout,
)

LOG_KEYS = {"code", "message", "severity", "has_error", "is_empty", "rows", "timestamp", "context"}


def one_of_each() -> list[ClassifiedError]:
    """Make an error of every class."""
    return [
        DataPartial(frame=pd.DataFrame({"a": [1]})) if row.error_class is DataPartial else row.error_class()
        for row in ERROR_TYPES.values()
    ]


def fetched() -> pd.DataFrame:
    """Give a frame as a fetcher leaves it."""
    frame = pd.DataFrame({"open": [1.0, 2.0]})
    frame.attrs = {
        SOURCE_ATTR: "rest",
        CONTEXT_ATTR + "symbol": "BTCUSDT",
        FETCHED_AT_ATTR: datetime(2024, 1, 1, tzinfo=UTC).timestamp(),
        ELAPSED_ATTR: 0.25,
        "mine": 1,
    }
    return frame


@pytest.mark.parametrize("error", one_of_each(), ids=lambda error: error.code)
def test_each_family_has_its_handler(error: ClassifiedError) -> None:
    """Exactly the family's handler is asked, with the error itself."""
    result: Result[int, ClassifiedError] = Failure(error)
    handled = fold(
        result,
        success=lambda value: ("Success", value),
        network=lambda each: ("NetworkError", each),
        api=lambda each: ("ApiError", each),
        data=lambda each: ("DataError", each),
        storage=lambda each: ("StorageError", each),
        other=lambda each: ("OtherError", each),
    )
    assert handled[0] == ERROR_TYPES[error.code].family.__name__
    assert handled[1] is error


def test_a_success_is_folded_with_its_value() -> None:
    """No handler of an error is asked."""

    def never(error: object) -> int:
        raise AssertionError(error)

    result: Result[int, ClassifiedError] = Success(3)
    folded = fold(
        result, success=lambda value: value + 1, network=never, api=never, data=never, storage=never, other=never
    )
    assert folded == 4


@given(st.integers())
def test_sealing_gives_the_same_object(value: int) -> None:
    """Only its type is another."""
    success: Result[int, NetworkDns] = Success(value)
    failure: Result[int, NetworkDns] = Failure(NetworkDns())
    assert sealed(success) is success
    assert sealed(failure) is failure


@pytest.mark.parametrize("error", one_of_each(), ids=lambda error: error.code)
def test_an_error_is_raised_where_an_exception_is_wanted(error: ClassifiedError) -> None:
    """The exception carries the error, is told as the error is, and travels."""
    with pytest.raises(ClassifiedException) as caught:
        raise_error(error)
    assert caught.value.error is error
    assert str(caught.value) == str(error)
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.error == error
    result: Result[int, ClassifiedError] = Failure(error)
    with pytest.raises(ClassifiedException):
        unwrap_or_raise(result)


def test_the_live_exception_is_the_cause_where_it_was_kept() -> None:
    """A debugger can go on from there."""
    live = ValueError("x")
    with pytest.raises(ClassifiedException) as caught:
        raise_error(NetworkDns(exception=live))
    assert caught.value.__cause__ is live


def test_raising_wraps_a_whole_function() -> None:
    """The value comes bare, a failure as an exception, and the function keeps its name."""

    def fetch(symbol: str, *, fail: bool = False) -> Result[str, NetworkTimeout]:
        """Fetch."""
        return Failure(NetworkTimeout(message=symbol)) if fail else Success(symbol)

    task = raising(fetch)
    assert task("BTC") == "BTC"
    assert task.__name__ == "fetch"
    with pytest.raises(ClassifiedException, match="NETWORK_TIMEOUT: BTC") as caught:
        task("BTC", fail=True)
    assert isinstance(caught.value.error, NetworkTimeout)


@pytest.mark.parametrize("error", one_of_each(), ids=lambda error: error.code)
def test_a_failure_is_told_in_the_fields_of_a_success(error: ClassifiedError) -> None:
    """The same keys as for a success, JSON-safe."""
    result: Result[object, ClassifiedError] = Failure(error.with_context(symbol="BTC"))
    told = to_log_dict(result)
    assert set(told) == LOG_KEYS
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    rows = 1 if isinstance(error, DataPartial) else 0
    assert told == {
        "code": error.code.value,
        "message": error.message,
        "severity": error.severity.value,
        "has_error": True,
        "is_empty": rows == 0,
        "rows": rows,
        "timestamp": error.occurred_at.isoformat(),
        "context": {"symbol": "BTC"},
    }


def test_a_success_is_told_with_where_it_came_from() -> None:
    """Rows, context and the instant of the fetch."""
    result: Result[pd.DataFrame, DataEmpty] = Success(fetched())
    told = to_log_dict(result)
    assert set(told) == LOG_KEYS
    assert json.loads(json.dumps(told)) == told
    assert (told["code"], told["message"], told["severity"], told["has_error"]) == (None, None, "INFO", False)
    assert (told["rows"], told["is_empty"], told["context"]) == (2, False, {"symbol": "BTCUSDT"})
    assert told["timestamp"] == "2024-01-01T00:00:00+00:00"
    empty: Result[pd.DataFrame, DataEmpty] = Success(pd.DataFrame())
    assert to_log_dict(empty)["is_empty"] is True
    scalar: Result[int, DataEmpty] = Success(3)
    assert (to_log_dict(scalar)["rows"], to_log_dict(scalar)["is_empty"]) == (None, False)


def test_a_frame_tells_where_it_came_from() -> None:
    """The keys in its `attrs` are scalars; a frame that nobody fetched tells nothing."""
    told = provenance(fetched())
    assert told is not None
    assert (told.source, dict(told.context), told.elapsed_s) == ("rest", {"symbol": "BTCUSDT"}, 0.25)
    assert told.fetched_at == datetime(2024, 1, 1, tzinfo=UTC)
    assert pickle.loads(pickle.dumps(told)) == told
    assert provenance(pd.DataFrame()) is None
    assert provenance(3) is None
    spoiled = fetched()
    spoiled.attrs[FETCHED_AT_ATTR] = "yesterday"
    assert provenance(spoiled) is None


def test_the_alias_brings_pandas_only_when_it_is_touched() -> None:
    """Errors and results cost no data-frame library."""
    code = (
        "import sys, dataresult._results as r; assert 'pandas' not in sys.modules; r.DataResult; "
        "assert 'pandas' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    alias = results_module.DataResult
    assert get_args(alias)[0] is pd.DataFrame
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        vars(results_module)["__getattr__"]("nothing")
