"""What pandas raises, provoked for real."""

import io
import sqlite3
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from dataresult._classify import classify_exception
from dataresult.errors import (
    ApiNotFound,
    DataEmpty,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    FetchError,
    Internal,
)


def _duplicate_columns() -> object:
    twice = pd.DataFrame([[1, 2]], columns=["x", "x"])
    return pd.concat([twice, pd.DataFrame({"x": [1], "z": [2]})])


def _read_sql() -> object:
    connection = sqlite3.connect(":memory:")
    try:
        return pd.read_sql("select * from nowhere", connection)  # pyright: ignore[reportUnknownMemberType]  # SQLAlchemy's types are in its hint
    finally:
        connection.close()


FAULTS: dict[str, tuple[Callable[[], object], type[FetchError]]] = {
    "an empty file": (lambda: pd.read_csv(io.StringIO("")), DataEmpty),
    "a ragged file": (lambda: pd.read_csv(io.StringIO("a\n1,2\n1,2,3")), DataTransformation),
    "an open quote": (lambda: pd.read_csv(io.StringIO('a,b\n"x')), DataTransformation),
    "a wrong encoding": (lambda: pd.read_csv(io.BytesIO(b"a\n\xff")), DataTransformation),
    "no zip": (lambda: pd.read_csv(io.BytesIO(b"x"), compression="zip"), DataIntegrity),
    "a word for a number": (lambda: pd.read_csv(io.StringIO("a\nx"), dtype={"a": int}), DataTransformation),
    "no date": (lambda: pd.to_datetime("zzz"), DataTransformation),
    "a date out of bounds": (lambda: pd.Timestamp(10**30), DataTransformation),
    "a span out of bounds": (lambda: pd.Timedelta(10**30), DataTransformation),
    "NaN to int": (lambda: pd.Series([1.0, np.nan]).astype(int), DataTransformation),
    "keys that repeat": (
        lambda: pd.DataFrame({"a": [1, 1]}).merge(pd.DataFrame({"a": [1]}), on="a", validate="1:1"),
        DataTransformation,
    ),
    "nothing to merge on": (lambda: pd.DataFrame({"a": [1]}).merge(pd.DataFrame({"b": [1]})), DataTransformation),
    "columns that repeat": (_duplicate_columns, DataTransformation),
    "two frequencies": (lambda: pd.Period("2020", "D") - pd.Period("2020", "M"), DataTransformation),
    "no such variable": (lambda: pd.DataFrame({"a": [1]}).query("b > 1"), DataValidation),
    "nothing numeric": (
        lambda: pd.DataFrame({"a": ["x"]}, index=pd.to_datetime(["2020"])).resample("D").ohlc(),
        DataTransformation,
    ),
    "labels that repeat": (
        lambda: pd.Series([1, 2], index=["a", "a"]).set_flags(allows_duplicate_labels=False),
        DataValidation,
    ),
    "no such table": (_read_sql, ApiNotFound),
    "no such option": (lambda: pd.get_option("no.such.option"), Internal),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_pandas_raises_is_what_went_wrong(fault: str) -> None:
    """Reading, converting, merging and asking, each with its own error."""
    call, expected = FAULTS[fault]
    with pytest.raises(Exception) as raised:
        call()
    assert type(classify_exception(raised.value)) is expected
