"""
Failures of `tables` (PyTables).

Floor 1. Data only. Never imports tables. Every public exception has a row or says that it inherits.
Source: `tables/exceptions.py` of 3.11.1. `HDF5ExtError` carries the back trace of HDF5 in its text (`hdf5_words.py`).
"""

from typing import Final

from dataresult.errors import (
    DataTransformation,
    DataValidation,
    Internal,
    StoragePermission,
    StorageRead,
    StorageWrite,
)

from ._rule import Library, Rule, Words
from .frame_rows import NamedIn, rows_of
from .hdf5_words import HDF5, HDF5_PATH, HDF5_READING

__all__ = ["LIBRARY"]

_PATH: Final = {"path": HDF5_PATH}
_OPENED: Final = Words({"is already opened": StorageWrite, "in use by": StorageWrite})

LIBRARY: Final = Library(
    packages=("tables",),
    public=("tables", "tables.exceptions"),
    checked_with="3.11.1",
    rules=(
        Rule("tables.exceptions.HDF5ExtError", StorageRead, by=HDF5, fields=_PATH),
        Rule("tables.exceptions.HDF5ExtError", StorageRead, operation="fetch", by=HDF5_READING, fields=_PATH),
        Rule("tables.exceptions.HDF5ExtError", StorageRead, operation="read", by=HDF5_READING, fields=_PATH),
        Rule("tables.exceptions.HDF5ExtError", StorageWrite, operation="write", by=HDF5, fields=_PATH),
        # A node is to a file what a file is to a folder.
        Rule("tables.exceptions.NoSuchNodeError", StorageRead),
        Rule("tables.exceptions.NodeError", Internal, by=(Words({"already has a child": StorageWrite}),)),
        Rule("tables.exceptions.ChunkError", StorageRead, weak=True),
        Rule("tables.exceptions.NoSuchChunkError", StorageRead),
        Rule("tables.exceptions.NotChunkAlignedError", Internal),
        Rule("tables.exceptions.NotChunkedError", Internal),
        # Opened for reading and written to: a read-only store.
        Rule("tables.exceptions.FileModeError", StoragePermission),
        Rule("tables.exceptions.ClosedFileError", Internal),
        Rule("tables.exceptions.ClosedNodeError", Internal),
        Rule("tables.exceptions.FlavorError", Internal),
        Rule("tables.exceptions.UndoRedoError", Internal),
        # Warnings that were turned into errors.
        Rule("tables.exceptions.DataTypeWarning", DataTransformation),
        Rule("tables.exceptions.ExperimentalFeatureWarning", Internal),
        Rule("tables.exceptions.FiltersWarning", Internal),
        Rule("tables.exceptions.FlavorWarning", Internal),
        Rule("tables.exceptions.NaturalNameWarning", Internal),
        Rule("tables.exceptions.OldIndexWarning", Internal),
        Rule("tables.exceptions.PerformanceWarning", Internal),
        Rule("tables.exceptions.UnclosedFileWarning", Internal),
        Rule("tables.exceptions.UndoRedoWarning", Internal),
        *rows_of("tables", values=(_OPENED,), missing=NamedIn(r"does not have a column named ``([^`]+)``")),
        # A condition names a column that is not there.
        Rule(
            "builtins.NameError", DataValidation, raised_in="tables", fields={"failures": NamedIn(r"name ``([^`]+)``")}
        ),
        *(
            Rule(f"builtins.{name}", error, operation=operation, raised_in="tables", fields=_PATH, by=HDF5, weak=True)
            for name in ("FileNotFoundError", "IsADirectoryError", "OSError")
            for operation, error in ((None, StorageRead), ("write", StorageWrite))
        ),
    ),
)
