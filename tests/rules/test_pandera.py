"""What pandera finds ends up on the error, per column and check."""

import pickle
import warnings

import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataresult._classify import classify_exception
from dataresult.errors import CheckFailure, DataValidation, Internal

POSITIVE = pa.Check.gt(0)  # pyright: ignore[reportUnknownMemberType]  # its keywords have no hints
SCHEMA = pa.DataFrameSchema({"close": pa.Column(float, POSITIVE), "symbol": pa.Column(str, nullable=False)})


def failures_of(frame: pd.DataFrame, *, lazy: bool) -> tuple[CheckFailure, ...]:
    """The failures on the error that validating the frame ends in."""
    with pytest.raises((pa.errors.SchemaError, pa.errors.SchemaErrors)) as raised:
        SCHEMA.validate(frame, lazy=lazy)
    error = classify_exception(raised.value)
    assert isinstance(error, DataValidation)
    return error.failures


@settings(max_examples=settings().max_examples // 5)  # a validation takes tens of milliseconds
@given(closes=st.lists(st.floats(-10, 10), min_size=1).filter(lambda values: min(values) <= 0), lazy=st.booleans())
def test_every_failing_row_is_counted(closes: list[float], lazy: bool) -> None:
    """The count is exact, the sample short and from the data."""
    (failure,) = failures_of(pd.DataFrame({"close": closes, "symbol": "BTCUSDT"}), lazy=lazy)
    bad = [close for close in closes if close <= 0]
    assert (failure.column, failure.check, failure.count) == ("close", "greater_than(0)", len(bad))
    assert failure.sample == tuple(bad[:5])


@pytest.mark.parametrize("lazy", [False, True])
def test_a_missing_column_is_named(lazy: bool) -> None:
    """The column that is not there is the failing column."""
    failures = failures_of(pd.DataFrame({"close": [1.0]}), lazy=lazy)
    assert [(failure.column, failure.check) for failure in failures] == [("symbol", "column_in_dataframe")]


def test_several_failures_are_told_apart() -> None:
    """Lazily validated, each column and check is a failure of its own."""
    frame = pd.DataFrame({"close": [-1.0, -2.0, 3.0], "symbol": ["A", None, "C"]})
    found = {(failure.column, failure.check): failure.count for failure in failures_of(frame, lazy=True)}
    assert found == {("close", "greater_than(0)"): 2, ("symbol", "not_nullable"): 1}


@pytest.mark.parametrize("lazy", [False, True])
def test_a_failure_from_another_process_is_still_a_failed_validation(lazy: bool) -> None:
    """Pickling costs pandera the table of cases, not what happened."""
    with pytest.raises((pa.errors.SchemaError, pa.errors.SchemaErrors)) as raised:
        SCHEMA.validate(pd.DataFrame({"close": [-1.0], "symbol": ["A"]}), lazy=lazy)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandera warns of that loss
        travelled = pickle.loads(pickle.dumps(raised.value))
    error = classify_exception(travelled)
    assert isinstance(error, DataValidation)
    assert [failure.column for failure in error.failures] == ([] if lazy else ["close"])


def test_a_schema_that_cannot_be_is_a_bug() -> None:
    """A wrong schema says nothing about the data."""
    with pytest.raises(pa.errors.SchemaInitError) as raised:
        pa.DataFrameSchema({"a": pa.Column(int)}, strict="perhaps")  # pyright: ignore[reportArgumentType]  # the mistake
    assert isinstance(classify_exception(raised.value), Internal)
