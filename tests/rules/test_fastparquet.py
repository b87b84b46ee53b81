"""What fastparquet raises for its files and frames, provoked for real."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import dataresult as dr
from dataresult.errors import FetchError
from tests.rules.verdicts import judged

fastparquet = pytest.importorskip("fastparquet", reason="fastparquet is not installed: `make libraries` runs this")
cramjam = pytest.importorskip("cramjam", reason="cramjam is not installed: `make libraries` runs this")
pytestmark = pytest.mark.slow

FRAME = pd.DataFrame({"a": range(2000), "s": ["x"] * 2000})
PAGE = b"<!DOCTYPE html><html>Sign in</html>" * 30


def _mixed() -> pd.DataFrame:
    return pd.DataFrame({"a": [1, b"x", [2]]})


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """Give a file."""
    path = tmp_path / "good.parquet"
    fastparquet.write(str(path), FRAME)
    return path


@pytest.mark.parametrize("content", [b"", b"<html>", PAGE], ids=["nothing", "little", "page"])
def test_what_is_no_parquet_file_is_damaged(content: bytes, tmp_path: Path) -> None:
    """It seeks where a footer should be: that the system refuses this is no trouble of the disk."""
    path = tmp_path / "other.parquet"
    path.write_bytes(content)
    assert isinstance(judged(lambda: fastparquet.ParquetFile(str(path)), "read"), dr.DataIntegrity)


def test_a_footer_that_is_none_is_damaged(good: Path) -> None:
    """Its parser notices nothing; what it gives is `None` where the schema should be."""
    good.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    assert isinstance(judged(lambda: fastparquet.ParquetFile(str(good)), "read"), dr.DataIntegrity)


def test_a_missing_file_is_missing_and_named(tmp_path: Path) -> None:
    """The path is all that the exception says."""
    error = judged(lambda: fastparquet.ParquetFile(str(tmp_path / "nowhere")))
    assert isinstance(error, dr.StorageRead)
    assert error.path == str(tmp_path / "nowhere")


READING: dict[str, tuple[Callable[[Path], object], type[FetchError]]] = {
    "a column": (lambda path: fastparquet.ParquetFile(str(path)).to_pandas(columns=["zz"]), dr.DataValidation),
    "a filter": (
        lambda path: fastparquet.ParquetFile(str(path)).to_pandas(filters=[("zz", "=", 1)]),
        dr.DataValidation,
    ),
    "a type": (
        lambda path: fastparquet.ParquetFile(str(path)).to_pandas(filters=[("a", ">", "x")]),
        dr.DataTransformation,
    ),
}
WRITING: dict[str, tuple[Callable[[Path], object], type[FetchError]]] = {
    "two types": (lambda path: fastparquet.write(str(path), _mixed()), dr.DataTransformation),
    "no number": (
        lambda path: fastparquet.write(str(path), pd.DataFrame({"a": ["x"]}, dtype=object), object_encoding="int"),
        dr.DataTransformation,
    ),
    "another schema": (
        lambda path: fastparquet.write(str(path), pd.DataFrame({"q": [1]}), append=True),
        dr.DataValidation,
    ),
    "no codec": (lambda path: fastparquet.write(str(path), FRAME, compression="zz"), dr.Internal),
    "no encoding": (
        lambda path: fastparquet.write(str(path), pd.DataFrame({"a": ["x"]}, dtype=object), object_encoding="zz"),
        dr.Internal,
    ),
    "no folder": (lambda path: fastparquet.write(str(path / "no" / "x"), FRAME), dr.StorageWrite),
}


@pytest.mark.parametrize("fault", READING)
def test_what_it_raises_while_reading_is_what_went_wrong(fault: str, good: Path) -> None:
    """Most of it is ValueError with a sentence."""
    read, expected = READING[fault]
    assert type(judged(lambda: read(good))) is expected


@pytest.mark.parametrize("fault", WRITING)
def test_what_it_raises_while_writing_is_what_went_wrong(fault: str, good: Path) -> None:
    """Likewise."""
    write, expected = WRITING[fault]
    assert type(judged(lambda: write(good), "write")) is expected


def test_the_columns_are_told(good: Path) -> None:
    """What is missing by name, and the column that could not be converted."""
    absent = judged(lambda: READING["a column"][0](good))
    assert isinstance(absent, dr.DataValidation)
    assert [failure.column for failure in absent.failures] == ["zz"]
    mixed = judged(lambda: fastparquet.write(str(good), _mixed()))
    assert isinstance(mixed, dr.DataTransformation)
    assert mixed.column == "a"


@pytest.mark.parametrize("codec", ["brotli", "bzip2", "deflate", "gzip", "lz4", "snappy", "xz", "zstd"])
def test_what_does_not_decompress_is_damaged(codec: str) -> None:
    """All codecs of cramjam."""
    assert isinstance(judged(lambda: getattr(cramjam, codec).decompress(PAGE)), dr.DataIntegrity)
