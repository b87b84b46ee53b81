"""What h5py and PyTables raise for HDF5 files, provoked for real."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

import dataresult as dr
from dataresult.errors import FetchError
from tests.rules.verdicts import judged

h5py = pytest.importorskip("h5py", reason="h5py is not installed: `make libraries` runs this")
tables = pytest.importorskip("tables", reason="tables is not installed: `make libraries` runs this")
pytestmark = pytest.mark.slow

PAGE = b"<!DOCTYPE html><html>Sign in</html>" * 30
Opened = Callable[[Path, str], Any]


def _h5py(path: Path, mode: str) -> Any:  # noqa: ANN401  # the library has no types
    return h5py.File(path, mode)


def _tables(path: Path, mode: str) -> Any:  # noqa: ANN401  # it has none either
    return tables.open_file(str(path), mode)


OPENED: dict[str, Opened] = {"h5py": _h5py, "tables": _tables}


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """Give a file with a plain, a compressed and a checked dataset."""
    path = tmp_path / "good.h5"
    with h5py.File(path, "w") as file:
        file["plain"] = list(range(10_000))
        file.create_dataset("packed", data=list(range(10_000)), compression="gzip", chunks=(1000,))
        file.create_dataset("checked", data=list(range(10_000)), fletcher32=True, chunks=(1000,))
        file.create_group("group")
    return path


@pytest.mark.parametrize("library", OPENED)
@pytest.mark.parametrize("kept", [1, 8, 100, 1000, 50_000])
def test_a_cut_file_is_damaged(library: str, kept: int, good: Path) -> None:
    """Both bindings tell the same fault in their own way."""
    cut = good.with_name("cut.h5")
    cut.write_bytes(good.read_bytes()[:kept])
    assert isinstance(judged(lambda: OPENED[library](cut, "r"), "read"), dr.DataIntegrity)


@pytest.mark.parametrize("library", OPENED)
@pytest.mark.parametrize("content", [b"", PAGE], ids=["nothing", "page"])
def test_what_is_no_hdf5_file_is_damaged(library: str, content: bytes, tmp_path: Path) -> None:
    """The signature is missing."""
    path = tmp_path / "other.h5"
    path.write_bytes(content)
    assert isinstance(judged(lambda: OPENED[library](path, "r")), dr.DataIntegrity)


@pytest.mark.parametrize("library", OPENED)
def test_a_missing_file_is_missing_and_named(library: str, tmp_path: Path) -> None:
    """Neither sets `filename`: the path is found in the text."""
    error = cast("dr.StorageRead", judged(lambda: OPENED[library](tmp_path / "nowhere.h5", "r")))
    assert isinstance(error, dr.StorageRead)
    assert error.path == str(tmp_path / "nowhere.h5") or library == "h5py"


@pytest.mark.parametrize("library", OPENED)
def test_a_missing_folder_keeps_from_writing(library: str, tmp_path: Path) -> None:
    """What is being done decides whether it is a read or a write that failed."""
    assert isinstance(judged(lambda: OPENED[library](tmp_path / "no" / "x.h5", "w"), "write"), dr.StorageWrite)


LOCKING = """
import sys, h5py
file = h5py.File(sys.argv[1], "a")
print("locked", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="locks of HDF5 are POSIX locks here")
@pytest.mark.parametrize("operation", ["read", "write"])
@pytest.mark.parametrize("library", OPENED)
def test_a_file_that_another_process_writes_is_locked(library: str, operation: str, good: Path) -> None:
    """It passes by itself: who reads cannot read, who writes cannot write."""
    expected: type[FetchError] = dr.StorageRead if operation == "read" else dr.StorageWrite
    with subprocess.Popen(
        [sys.executable, "-c", LOCKING, str(good)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        error = judged(lambda: OPENED[library](good, "r" if operation == "read" else "a"), operation)
        other.communicate("")
    assert type(error) is expected
    assert error.next_step is dr.Advice.RETRY


def _in(path: Path, use: Callable[[Any], object], opened: Opened = _h5py, mode: str = "r") -> object:
    file = opened(path, mode)
    try:
        return use(file)
    finally:
        file.close()


H5PY: dict[str, tuple[Callable[[Any], object], type[FetchError]]] = {
    "no dataset": (lambda file: file["nowhere"], dr.StorageRead),
    "no dataset in a group": (lambda file: file["group/nowhere"], dr.StorageRead),
    "no attribute": (lambda file: file.attrs["nowhere"], dr.StorageRead),
    "a new dataset in a read-only file": (lambda file: file.create_dataset("new", data=1), dr.StoragePermission),
    "values in a read-only file": (lambda file: file["plain"].__setitem__(0, 5), dr.StoragePermission),
    "out of range": (lambda file: file["plain"][99_999], dr.DataTransformation),
    "too many dimensions": (lambda file: file["plain"][5, 5], dr.DataTransformation),
    "no fields": (lambda file: file["plain"]["field"], dr.DataTransformation),
}
TABLES: dict[str, tuple[Callable[[Any], object], type[FetchError]]] = {
    "no node": (lambda file: file.get_node("/nowhere"), dr.StorageRead),
    "no child": (lambda file: file.root.nowhere, dr.StorageRead),
    "a group in a read-only file": (lambda file: file.create_group("/", "new"), dr.StoragePermission),
    "no undo": (lambda file: file.undo(), dr.Internal),
}


@pytest.mark.parametrize("fault", H5PY)
def test_what_h5py_raises_is_what_went_wrong(fault: str, good: Path) -> None:
    """It has no classes of its own: the text of HDF5 says it."""
    use, expected = H5PY[fault]
    assert type(judged(lambda: _in(good, use))) is expected


@pytest.mark.parametrize("fault", TABLES)
def test_what_tables_raises_is_what_went_wrong(fault: str, good: Path) -> None:
    """It has classes for most."""
    use, expected = TABLES[fault]
    assert type(judged(lambda: _in(good, use, _tables))) is expected


def test_a_damaged_chunk_is_damaged(good: Path) -> None:
    """Fletcher's checksum and deflate notice damage when values are read."""
    content = bytearray(good.read_bytes())
    middle = len(content) * 2 // 3
    content[middle : middle + 30_000] = bytes(byte ^ 0xFF for byte in content[middle : middle + 30_000])
    damaged = good.with_name("damaged.h5")
    damaged.write_bytes(bytes(content))
    error = judged(lambda: _in(damaged, lambda file: [file[name][...] for name in ("packed", "checked")]), "read")
    assert isinstance(error, dr.DataIntegrity)


def test_a_closed_file_is_a_slip(good: Path) -> None:
    """A handle that was closed says nothing about the file."""
    file = h5py.File(good, "r")
    plain = file["plain"]
    file.close()
    assert isinstance(judged(lambda: plain[...]), dr.Internal)
    assert isinstance(judged(lambda: file["plain"]), dr.Internal)
