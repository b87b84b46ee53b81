"""What pandas raises, provoked for real."""

import io
import sqlite3
from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from dataresult._classify import classify_exception
from dataresult.errors import (
    ApiNotFound,
    ApiRequest,
    DataEmpty,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    FetchError,
    Internal,
    StorageWrite,
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


def _dates() -> pd.Series:
    return pd.Series(pd.to_datetime(["2020-01-01", "2020-01-02"]))


FRAME = pd.DataFrame({"a": [1, 2], "s": ["x", "y"]})
DUPLICATES = pd.Series([1, 2], index=["q", "q"])
# What is raised as the interpreter's own classes.
BARE: dict[str, tuple[Callable[[], object], type[FetchError]]] = {
    "no column": (lambda: FRAME["close"], DataValidation),
    "no columns": (lambda: FRAME[["close"]], DataValidation),
    "some columns": (lambda: FRAME[["a", "close"]], DataValidation),
    "no column to drop": (lambda: FRAME.drop(columns=["close"]), DataValidation),
    "no column to sort by": (lambda: FRAME.sort_values("close"), DataValidation),
    "no column to group by": (lambda: FRAME.groupby("close"), DataValidation),
    "no column to merge on": (lambda: FRAME.merge(FRAME, on="close"), DataValidation),
    "no column to read": (lambda: pd.read_csv(io.StringIO("a,b\n1,2"), usecols=["a", "close"]), DataValidation),
    "no column for the index": (lambda: pd.read_csv(io.StringIO("a,b\n1,2"), index_col="close"), DataValidation),
    "no column of dates": (lambda: pd.read_csv(io.StringIO("a,b\n1,2"), parse_dates=["close"]), DataValidation),
    "frames that differ": (lambda: pd.testing.assert_frame_equal(FRAME, FRAME.assign(a=0)), DataValidation),
    "no row": (lambda: FRAME.iloc[99], DataTransformation),
    "types of keys": (lambda: FRAME.merge(FRAME.assign(a="x"), on="a"), DataTransformation),
    "labels twice": (lambda: DUPLICATES.reindex(["q", "r"]), DataTransformation),
    "lengths": (lambda: FRAME.assign(z=[1]), DataTransformation),
    "widths": (lambda: pd.DataFrame([[1, 2]], columns=["a"]), DataTransformation),
    "a word": (lambda: pd.to_numeric(FRAME["s"]), DataTransformation),
    "an integer that is missing": (
        lambda: pd.read_csv(io.StringIO("a,b\n1,2\n,3"), dtype={"a": int}),
        DataTransformation,
    ),
    "two types to sort": (lambda: pd.Series([1, "x"]).sort_values(), DataTransformation),
    "text to average": (FRAME["s"].mean, DataTransformation),
    "no dates": (lambda: FRAME["s"].dt, DataTransformation),
    "dates to add": (lambda: _dates() + _dates(), DataTransformation),
    "two kinds of dates": (lambda: _dates() - pd.Timestamp("2020", tz="UTC"), DataTransformation),
    "an hour that is there twice": (
        lambda: pd.DatetimeIndex(["2020-10-25 02:30"]).tz_localize("Europe/Berlin"),
        DataTransformation,
    ),
    "nothing to concatenate": (lambda: pd.concat([]), DataEmpty),
    "a page for a workbook": (lambda: cast("Any", pd).read_excel(io.BytesIO(b"<html>")), DataIntegrity),
    "a page for SAS": (lambda: pd.read_sas(io.BytesIO(b"hello world" * 200), format="sas7bdat"), DataIntegrity),
    "truth": (FRAME.__bool__, Internal),
    "a frequency": (lambda: pd.date_range("2020", freq="zz", periods=3), Internal),
    "a page for Stata": (lambda: pd.read_stata(io.BytesIO(b"<html>" * 200)), DataIntegrity),
    "no pickle": (lambda: pd.read_pickle(io.BytesIO(b"\x80\x7f.")), DataIntegrity),
    "half an expression": (lambda: FRAME.query("a >"), ApiRequest),
    "an open bracket": (lambda: FRAME.query("(a > 1"), ApiRequest),
    "no such way to write": (
        lambda: cast("Any", FRAME).to_sql("t", sqlite3.connect(":memory:"), if_exists="guess"),
        Internal,
    ),
    "an axis": (lambda: cast("Any", FRAME).sum(axis=5), Internal),
    "a removed method": (lambda: cast("Any", FRAME).append(FRAME), Internal),
}


@pytest.mark.parametrize("fault", BARE)
def test_what_pandas_raises_as_the_interpreters_own_is_about_data(fault: str) -> None:
    """The innermost frame is its own: what is wrong is wrong with the data, unless the words say otherwise."""
    call, expected = BARE[fault]
    with pytest.raises(Exception) as raised:
        call()
    assert type(classify_exception(raised.value)) is expected


@pytest.mark.parametrize("fault", [name for name in BARE if name.startswith(("no column", "some columns"))])
def test_missing_columns_are_named(fault: str) -> None:
    """Many texts, one name."""
    with pytest.raises(Exception) as raised:
        BARE[fault][0]()
    error = classify_exception(raised.value)
    assert isinstance(error, DataValidation)
    assert [failure.column for failure in error.failures] == ["close"]


def test_a_table_that_is_there_already_is_a_failed_write() -> None:
    """What pandas says of tables is about a database, not about a step."""
    connection = sqlite3.connect(":memory:")
    FRAME.to_sql("t", connection)  # pyright: ignore[reportUnknownMemberType]  # SQLAlchemy's types are in its hint
    with pytest.raises(ValueError, match="already exists") as raised:
        FRAME.to_sql("t", connection)  # pyright: ignore[reportUnknownMemberType]  # SQLAlchemy's types are in its hint
    assert type(classify_exception(raised.value, {"operation": "write"})) is StorageWrite


@pytest.mark.parametrize("fault", ["no column", "no row", "truth", "two types to sort"])
def test_while_transforming_they_are_failed_steps(fault: str) -> None:
    """The operation settles what a bare class cannot."""
    with pytest.raises(Exception) as raised:
        BARE[fault][0]()
    expected = Internal if fault == "truth" else DataTransformation
    assert type(classify_exception(raised.value, {"operation": "transform"})) is expected
