"""The law for file formats, held to every format that the libraries at hand write."""

import csv
import gzip
import json
import pickle
import zipfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, TypeAlias, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import feather, ipc, parquet

import dataresult as dr
from dataresult._classify import default_classifier
from dataresult.rules import Rule
from dataresult.testing import check_file_format

pytestmark = pytest.mark.slow

FRAME = pd.DataFrame({"a": range(3000), "s": [str(number * 7919 % 1000) for number in range(3000)]})
TABLE = pa.Table.from_pandas(FRAME)
TEXT = FRAME.to_csv()
Use: TypeAlias = Callable[[Path], object]


def _write_csv(path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(FRAME.itertuples())


def _read_csv(path: Path) -> object:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def _write_gzip(path: Path) -> None:
    with gzip.open(path, "wb") as file:
        file.write(TEXT.encode())


def _read_gzip(path: Path) -> object:
    with gzip.open(path, "rb") as file:
        return file.read()


def _write_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", TEXT)


def _read_zip(path: Path) -> object:
    with zipfile.ZipFile(path) as archive:
        return archive.read("a.csv")


def _write_arrow(path: Path) -> None:
    with pa.OSFile(str(path), "wb") as sink, ipc.new_file(sink, TABLE.schema) as writer:
        writer.write_table(TABLE)


def _read_arrow(path: Path) -> object:
    with pa.memory_map(str(path)) as source:
        return ipc.open_file(source).read_all()


def _write_array(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.arange(3000))


# A folder is a dataset, which may be empty.
_DATASET = ("folder",)
FORMATS: dict[str, tuple[Use, Use, Collection[str], str]] = {
    "csv": (_write_csv, _read_csv, (), ""),
    "csv of pandas": (FRAME.to_csv, pd.read_csv, (), ""),
    "json": (
        lambda path: path.write_text(json.dumps(FRAME.to_dict("list"))),
        lambda path: json.loads(path.read_text("utf-8")),
        (),
        "",
    ),
    "json of pandas": (FRAME.to_json, pd.read_json, (), ""),
    "gzip": (_write_gzip, _read_gzip, (), ""),
    "zip": (_write_zip, _read_zip, (), ""),
    "array of numpy": (_write_array, np.load, (), ""),
    # A pickle that is damaged may be any program.
    "pickle": (
        lambda path: path.write_bytes(pickle.dumps(list(range(3000)))),
        lambda path: pickle.loads(path.read_bytes()),
        ("damaged",),
        "",
    ),
    "parquet": (lambda path: parquet.write_table(TABLE, path), parquet.read_table, _DATASET, ""),
    "parquet of pandas": (FRAME.to_parquet, pd.read_parquet, _DATASET, ""),
    "arrow": (_write_arrow, _read_arrow, (), ""),
    "feather": (
        lambda path: feather.write_feather(TABLE, str(path)),
        lambda path: feather.read_table(str(path)),
        (),
        "",
    ),
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_spoiled_file_is_what_it_is(name: str) -> None:
    """Missing, cut, damaged, refused, no room: each is its own error, whatever the library raises."""
    write, read, skip, suffix = FORMATS[name]
    check_file_format(write, read, skip=skip, suffix=suffix)


def test_workbooks_obey_too() -> None:
    """A workbook is an archive of XML."""
    pytest.importorskip("openpyxl", reason="openpyxl is not installed: `make libraries` runs this")
    frame, read = cast("Any", FRAME), cast("Any", pd).read_excel
    check_file_format(lambda path: frame.to_excel(path, index=False), read, suffix=".xlsx")


def test_hdf5_files_obey_too() -> None:
    """Left out is no space: HDF5 keeps what it could not write, and tells nobody or falls over it."""
    h5py: Any = pytest.importorskip("h5py", reason="h5py is not installed: `make libraries` runs this")

    def write(path: Path) -> None:
        with h5py.File(path, "w") as file:
            file["a"] = np.arange(5000)
            file.create_dataset("b", data=np.arange(5000), compression="gzip", fletcher32=True)

    def read(path: Path) -> object:
        with h5py.File(path, "r") as file:
            return file["a"][...], file["b"][...]

    check_file_format(write, read, skip=("no space",))


def test_stores_of_pandas_obey_too() -> None:
    """Likewise through PyTables."""
    pytest.importorskip("tables", reason="tables is not installed: `make libraries` runs this")
    check_file_format(
        lambda path: FRAME.to_hdf(path, key="k", format="table", mode="w"),
        lambda path: pd.read_hdf(path, "k"),
        skip=("no space",),
        suffix=".h5",
    )


@pytest.mark.parametrize("kind", ["parquet", "ipc", "csv"])
def test_files_of_polars_obey_too(kind: str) -> None:
    """Left out is no space in a parquet file: its writer loses the number of the operating system in the footer."""
    pl: Any = pytest.importorskip("polars", reason="polars is not installed: `make libraries` runs this")
    frame = pl.DataFrame({"a": list(range(3000)), "s": [str(number * 7919 % 1000) for number in range(3000)]})
    skip = {"parquet": ("folder", "no space"), "ipc": ("folder",), "csv": ("folder",)}[kind]
    check_file_format(getattr(frame, f"write_{kind}"), getattr(pl, f"read_{kind}"), skip=skip)


def test_files_of_fastparquet_obey_too() -> None:
    """Left out is damage: its parser may read beyond the end of what it was given, and take the process with it."""
    fastparquet: Any = pytest.importorskip(
        "fastparquet", reason="fastparquet is not installed: `make libraries` runs this"
    )
    check_file_format(
        lambda path: fastparquet.write(str(path), FRAME),
        lambda path: fastparquet.ParquetFile(str(path)).to_pandas(),
        skip=("truncated", "damaged", "folder"),
    )


def test_a_classifier_that_is_wrong_is_told_what_is_wrong() -> None:
    """The law would notice."""
    wrong = default_classifier.with_rules(
        Rule("zipfile.BadZipFile", dr.Internal), Rule("builtins.FileNotFoundError", dr.ApiNotFound)
    )
    with pytest.raises(AssertionError) as raised:
        check_file_format(_write_zip, _read_zip, classifier=wrong)
    told = str(raised.value)
    assert "- missing: ApiNotFound instead of StorageRead, from builtins.FileNotFoundError" in told
    assert "- a page: Internal instead of DataIntegrity or DataEmpty or ApiFormat, from zipfile.BadZipFile" in told
    assert "no permission" not in told


def test_a_writer_that_fails_is_no_fault_of_the_law() -> None:
    """The good file must be good."""
    with pytest.raises(ZeroDivisionError):
        check_file_format(lambda _: 1 // 0, _read_csv)
