"""
Failures of `h5py`.

Floor 1. Data only. Never imports h5py. It has no exception classes but two warnings: what HDF5 says it raises as the
interpreter's own classes, with the text of HDF5 (`hdf5_words.py`).
Source: `h5py/_errors.pyx` of 3.16.0, which picks the class by the kind of HDF5 error and by the number of the operating
system.
"""

from typing import Final

from dataresult.errors import DataTransformation, Internal, StorageRead, StorageWrite

from ._rule import Library, Rule, Words
from .frame_rows import rows_of
from .hdf5_words import HDF5, HDF5_PATH, HDF5_READING

__all__ = ["LIBRARY"]

_PATH: Final = {"path": HDF5_PATH}
_ARGUMENT: Final = Words(
    {
        "unavailable": Internal,
        "unknown compression": Internal,
        "unknown driver": Internal,
        "was built without": Internal,
    }
)
_SHAPE: Final = Words(
    {
        "no native hdf5 equivalent": DataTransformation,
        "no conversion path": DataTransformation,
        "broadcast": DataTransformation,
    }
)

LIBRARY: Final = Library(
    packages=("h5py",),
    public=("h5py", "h5py.h5py_warnings"),
    checked_with="3.16.0",
    rules=(
        Rule("h5py.h5py_warnings.H5pyWarning", Internal, weak=True),
        *rows_of("h5py", values=(*HDF5, _ARGUMENT), keys=HDF5, types=(_SHAPE,)),
        # Without a number of the operating system HDF5 itself refused: what it could not make sense of is unreadable.
        *(
            Rule(f"builtins.{name}", error, operation=operation, raised_in="h5py", by=by, fields=_PATH, weak=True)
            for name in ("OSError", "RuntimeError")
            for operation, error, by in (
                (None, StorageRead, HDF5),
                ("fetch", StorageRead, HDF5_READING),
                ("read", StorageRead, HDF5_READING),
                ("write", StorageWrite, HDF5),
            )
        ),
    ),
    inherits={"h5py.h5py_warnings.H5pyDeprecationWarning": "a warning turned into an error: the caller's own call"},
)
