"""What Arrow raises for files that are cut, damaged, empty or something else, and for casts, provoked for real."""

import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import csv, feather, ipc, parquet

from dataresult._classify import classify_exception
from dataresult.errors import (
    DataEmpty,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    FetchError,
    StorageRead,
)

TABLE = pa.table({"a": list(range(1000)), "text": [str(number) * 5 for number in range(1000)]})


def _parquet() -> bytes:
    sink = io.BytesIO()
    parquet.write_table(TABLE, sink)
    return sink.getvalue()


def _feather() -> bytes:
    sink = io.BytesIO()
    feather.write_feather(TABLE, sink)
    return sink.getvalue()


PARQUET, FEATHER = _parquet(), _feather()


@given(kept=st.integers(0, len(PARQUET) - 1))
def test_a_cut_parquet_file_is_damaged(kept: int) -> None:
    """Wherever a download broke off, the file is to be fetched again."""
    with pytest.raises(Exception) as raised:
        parquet.read_table(io.BytesIO(PARQUET[:kept]))
    assert isinstance(classify_exception(raised.value, {"operation": "read"}), DataIntegrity)


@given(kept=st.integers(0, len(FEATHER) - 1))
def test_a_cut_feather_file_is_damaged(kept: int) -> None:
    """Likewise for the other format."""
    with pytest.raises(Exception) as raised:
        feather.read_table(io.BytesIO(FEATHER[:kept]))
    assert isinstance(classify_exception(raised.value, {"operation": "read"}), DataIntegrity)


def _converted(text: bytes, dtype: pa.DataType) -> object:
    return csv.read_csv(io.BytesIO(text), convert_options=csv.ConvertOptions(column_types={"a": dtype}))


def _cast(values: list[object]) -> object:
    return pa.table({"a": values}).cast(pa.schema([("a", pa.int64())]))


FAULTS: dict[str, tuple[Callable[[], object], type[FetchError]]] = {
    "a page for a parquet file": (lambda: pd.read_parquet(io.BytesIO(b"<html>Not here, sorry</html>")), DataIntegrity),
    "a page for a feather file": (lambda: feather.read_table(io.BytesIO(b"<html>Not here</html>")), DataIntegrity),
    "a page for a stream": (lambda: ipc.open_stream(b"<html>Not here, sorry</html>").read_all(), DataIntegrity),
    "an empty stream": (lambda: ipc.open_stream(b"").read_all(), DataIntegrity),
    "a missing column": (lambda: pd.read_parquet(io.BytesIO(PARQUET), columns=["nowhere"]), DataValidation),
    "an empty csv file": (lambda: csv.read_csv(io.BytesIO(b"")), DataEmpty),
    "a ragged csv file": (lambda: csv.read_csv(io.BytesIO(b"a,b\n1,2\n3\n")), DataTransformation),
    "a word for a number": (lambda: _converted(b"a\nx\n", pa.int64()), DataTransformation),
    "the word corrupt for a number": (lambda: _converted(b"a\ncorrupt\n", pa.int64()), DataTransformation),
    "a cast that loses": (lambda: _cast([1.5]), DataTransformation),
    "a cast of a word": (lambda: _cast(["truncated"]), DataTransformation),
    "mixed types": (lambda: pa.Table.from_pandas(pd.DataFrame({"a": [1, "x"]})), DataTransformation),
    "schemas that differ": (lambda: pa.concat_tables([TABLE, pa.table({"z": [1]})]), DataValidation),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_arrow_raises_is_what_went_wrong(fault: str) -> None:
    """One class, `ArrowInvalid`, stands for many faults: each is told apart."""
    call, expected = FAULTS[fault]
    with pytest.raises(Exception) as raised:
        call()
    assert type(classify_exception(raised.value)) is expected


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    """No file is not a damaged file."""
    with pytest.raises(FileNotFoundError) as raised:
        parquet.read_table(tmp_path / "nowhere.parquet")
    assert isinstance(classify_exception(raised.value), StorageRead)
