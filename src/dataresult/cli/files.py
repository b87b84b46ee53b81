"""
Writing a frame to a file: whole or not at all, and what goes wrong is a value.

Floor 6. Chooses the format by the ending of the name; writes beside the place and puts the file there in one step.
"""

import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Never

from pandas import DataFrame

from dataresult._guard import guarded, stage
from dataresult._results import Failure, Success, raise_error, sealed
from dataresult.errors import Advice, StorageError, StoragePermission, StorageWrite

from .leftovers import undone

if TYPE_CHECKING:
    from dataresult._results import DataResult

__all__ = ["writable", "written"]


def _parquet(frame: DataFrame, path: Path) -> None:
    frame.to_parquet(path)


def _feather(frame: DataFrame, path: Path) -> None:
    # Not `DataFrame.to_feather`, which refuses an index; `pandas.read_feather` brings this one back.
    from pyarrow import Table, feather

    feather.write_feather(Table.from_pandas(frame), str(path))


def _csv(frame: DataFrame, path: Path) -> None:
    frame.to_csv(path)


_WRITERS: Final[Mapping[str, Callable[[DataFrame, Path], None]]] = MappingProxyType(
    {".parquet": _parquet, ".feather": _feather, ".csv": _csv}
)


@guarded(source="out", operation="write")
def writable(path: Path) -> Path:
    """
    Look whether a file can be written, before much time is spent on what shall be in it.

    Args:
        path: The file.

    Returns:
        Success: the path. Failure: `StorageWrite` or `StoragePermission`.
    """
    folder = path.parent
    if path.is_dir():
        _refuse(f"{path} is a folder, not a file", path)
    if not folder.is_dir():
        word = "is no folder" if folder.exists() else "does not exist"
        _refuse(f"the folder {folder} {word}", path)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise_error(StoragePermission(message=f"the folder {folder} may not be written to", path=str(path)))
    return path


def _refuse(message: str, path: Path) -> Never:
    raise_error(StorageWrite(message=message, path=str(path), next_step=Advice.FIX_REQUEST))


def written(frame: DataFrame, path: Path) -> "DataResult":
    """
    Write a frame.

    Args:
        frame: A frame of any shape.
        path: The file; its ending says how: `.parquet`, `.feather` or `.csv`.

    Returns:
        Success: the frame. Failure: `StorageWrite`, `StorageSpace` or `StoragePermission`; what was there before
        is still there.
    """
    beside = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    with undone(lambda: beside.unlink(missing_ok=True)):
        result = _put(frame, path, beside)
    match sealed(result):
        case Failure(error):
            # The reader knows the file by its own name only.
            message = error.message.replace(str(beside), str(path)).replace(beside.name, path.name)
            named = {"path": str(path)} if isinstance(error, StorageError) else {}
            return Failure(error.derive(message=message, **named))
        case Success(_):
            return result


@stage(source="out", operation="write")
def _put(frame: DataFrame, path: Path, beside: Path) -> None:
    _WRITERS[path.suffix.lower()](frame, beside)
    # A file that replaces another keeps its permissions.
    with suppress(FileNotFoundError):
        shutil.copymode(path, beside)
    beside.replace(path)
