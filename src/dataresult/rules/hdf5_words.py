"""
The texts of the HDF5 library, which its Python bindings raise as `OSError`, `KeyError`, `ValueError` or one class.

Floor 1. Data only.
Source: messages of `H5F*.c`, `H5FD*.c`, `H5Z.c`, `H5HL*.c` of https://github.com/HDFGroup/hdf5 (1.14, 2.0); provoked
with h5py 3.16.0 and tables 3.11.1. What the operating system said is in them as `errno = 28`.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import Advice
from dataresult.errors import DataIntegrity, Internal, StoragePermission, StorageRead, StorageWrite

from ._rule import Extract, Keyed, Outcome, Target, Words
from .os_errno import ERRNO_TEXT, ERRNO_TEXT_READING

__all__ = ["HDF5", "HDF5_OS_ERROR", "HDF5_OS_ERROR_READING", "HDF5_PATH", "HDF5_READING"]

_LOCKED: Final = Outcome(StorageWrite, next_step=Advice.RETRY)
_BUSY: Final = Outcome(StorageRead, writing=StorageWrite, next_step=Advice.RETRY)

HDF5_PATH: Final = Extract(
    r"name = '([^']+)'|unable to open/create file '([^']+)'|^file (\S+) does not exist|``([^`]+)`` (?:does|is) not"
)

# What no other library says: for the bare class too, wherever it comes from.
HDF5_OS_ERROR: Final[Mapping[str, Target]] = {
    "unable to lock file": _LOCKED,
    "unable to lock the file": _LOCKED,
    "a file which is already open": _LOCKED,
    "no write intent on file": StoragePermission,
    "file signature not found": DataIntegrity,
    "truncated file: eof": DataIntegrity,
    "bad superblock": DataIntegrity,
    "bad byte number in an address": DataIntegrity,
    "filter returned failure": DataIntegrity,
    "bad object header": DataIntegrity,
}
# The first that is found decides; the text of a damaged file may hold several.
_WORDS: Final[Mapping[str, Target]] = {
    # A plugin that this installation lacks is no damage.
    "required filter": Internal,
    "filter is not registered": Internal,
    "can't open directory": Internal,
    "file is already open": _LOCKED,
    "superblock version - should be": Internal,
    **HDF5_OS_ERROR,
    "truncated file": DataIntegrity,
    "signature": DataIntegrity,  # of a heap, a tree, a symbol table
    "(bad ": DataIntegrity,  # whatever h5py puts in brackets
    "bad heap": DataIntegrity,
    "checksum": DataIntegrity,
    "fletcher32": DataIntegrity,
    "addr overflow": DataIntegrity,
    "inflate() failed": DataIntegrity,
    "unable to decode": DataIntegrity,
    "unable to load object header": DataIntegrity,
    "unable to deserialize": DataIntegrity,
    "already exists": StorageWrite,
    # What is asked for is not in the file.
    "doesn't exist": StorageRead,
    "can't locate": StorageRead,
    "component not found": StorageRead,
    "can't open file": StorageRead,  # the target of an external link
    # A handle that was closed.
    "identifier is not of specified type": Internal,
    "invalid identifier": Internal,
    "invalid location identifier": Internal,
    "not a file or file object": Internal,
    "not a location": Internal,
}


def _reading(table: Mapping[str, Target]) -> Mapping[str, Target]:
    """Give the same table for whoever reads: a lock keeps them from reading."""
    return {words: _BUSY if target is _LOCKED else target for words, target in table.items()}


HDF5_OS_ERROR_READING: Final = _reading(HDF5_OS_ERROR)
_NUMBER: Final = Extract(r"errno = (\d+)")

# The operating system's number first.
HDF5: Final = (Keyed(_NUMBER, ERRNO_TEXT, name="errno in the text"), Words(_WORDS))
HDF5_READING: Final = (Keyed(_NUMBER, ERRNO_TEXT_READING, name="errno in the text"), Words(_reading(_WORDS)))
