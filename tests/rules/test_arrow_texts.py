"""What Arrow raises as the interpreter's own classes, and what is found in its texts, provoked for real."""

import io
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dataresult._classify import classify_exception
from dataresult.errors import (
    DataEmpty,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    FetchError,
    Internal,
    StorageRead,
)

# Its own types are few, and ours in `typings/` name what the package uses.
pa: Any = import_module("pyarrow")
csv: Any = import_module("pyarrow.csv")
parquet: Any = import_module("pyarrow.parquet")
pc: Any = import_module("pyarrow.compute")

TABLE = pa.table({"a": list(range(1000)), "text": [str(number) * 5 for number in range(1000)]})


def _parquet() -> bytes:
    sink = io.BytesIO()
    parquet.write_table(TABLE, sink)
    return sink.getvalue()


PARQUET = _parquet()


WITH_TEXT: dict[str, tuple[Callable[[], object], type[FetchError]]] = {
    "a truncated stream": (
        lambda: pa.CompressedInputStream(io.BytesIO(_gzipped()[:-200]), "gzip").read(),
        DataIntegrity,
    ),
    "no gzip stream": (lambda: pa.decompress(b"<html>" * 9, codec="gzip", decompressed_size=100), DataIntegrity),
    "a folder": (lambda: parquet.ParquetFile(Path("/")), StorageRead),
    "no time zone": (
        lambda: pc.assume_timezone(pa.array([1], pa.timestamp("s")), "No/Where"),
        Internal,
    ),
    "no function": (lambda: pc.call_function("zz", [TABLE["a"]]), Internal),
    "no codec": (lambda: pa.Codec("zz"), Internal),
    "a stream that only reads": (lambda: pa.BufferReader(b"x").write(b"x"), Internal),
    "no column of a table": (lambda: TABLE["zz"], DataValidation),
    "no column of a csv file": (
        lambda: csv.read_csv(io.BytesIO(b"a\n1"), convert_options=csv.ConvertOptions(include_columns=["zz"])),
        DataValidation,
    ),
    "names that differ": (lambda: TABLE.cast(pa.schema([("zz", pa.int64())])), DataValidation),
    "nothing to concatenate": (lambda: pa.concat_tables([]), DataEmpty),
    "lengths": (lambda: pa.table({"a": [1], "b": [1, 2]}), DataTransformation),
    "types that do not merge": (
        lambda: pa.unify_schemas([pa.schema([("a", pa.int64())]), pa.schema([("a", pa.string())])]),
        DataTransformation,
    ),
    "out of bounds": (lambda: TABLE["a"][99999], DataTransformation),
    "overflow": (lambda: pa.array([300]).cast(pa.int8()), DataTransformation),
}


def _gzipped() -> bytes:
    sink = io.BytesIO()
    with pa.CompressedOutputStream(sink, "gzip") as stream:
        stream.write(PARQUET)
        stream.flush()
        return sink.getvalue()


@pytest.mark.parametrize("operation", [None, "read"])
@pytest.mark.parametrize("fault", WITH_TEXT)
def test_what_arrow_raises_as_the_interpreters_own_is_what_went_wrong(fault: str, operation: str | None) -> None:
    """OSError without a number is a decoder that stumbled; ValueError and KeyError are about schemas."""
    call, expected = WITH_TEXT[fault]
    with pytest.raises(Exception) as raised:
        call()
    assert type(classify_exception(raised.value, {"operation": operation} if operation else None)) is expected


def test_paths_and_columns_are_told(tmp_path: Path) -> None:
    """Arrow sets no `filename`; what is in its texts is found there."""
    for missing in (parquet.read_table, parquet.ParquetFile, csv.open_csv):
        with pytest.raises(FileNotFoundError) as raised:
            missing(tmp_path / "nowhere")
        error = classify_exception(raised.value)
        assert isinstance(error, StorageRead)
        assert error.path == str(tmp_path / "nowhere")
    with pytest.raises(pa.ArrowInvalid) as invalid:
        pd.read_parquet(io.BytesIO(PARQUET), columns=["nowhere"])
    absent = classify_exception(invalid.value)
    assert isinstance(absent, DataValidation)
    assert [failure.column for failure in absent.failures] == ["nowhere"]
    with pytest.raises(pa.ArrowInvalid) as mixed:
        pa.Table.from_pandas(pd.DataFrame({"a": [1, "x"]}))
    failed = classify_exception(mixed.value)
    assert isinstance(failed, DataTransformation)
    assert failed.column == "a"
