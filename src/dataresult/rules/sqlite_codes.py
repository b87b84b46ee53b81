"""
SQLite's result codes, and their words for exceptions that lost them, to error class.

Floor 1. Data only. SQLITE_ERROR says nothing by itself, its text does; a code that is not in a table decides nothing.
Sources: https://www.sqlite.org/rescode.html; `sqlite3ErrStr` in `src/main.c` of SQLite 3.46 for the words.

Its own file trouble is the storage's, its locks pass by themselves, and what it says about a statement it says as a
database would. Locks: who reads cannot read, and everybody else cannot write.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiNotFound,
    ApiPermission,
    ApiRequest,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    Internal,
    NetworkTimeout,
    StoragePermission,
    StorageRead,
    StorageSpace,
    StorageWrite,
)

from ._rule import Extract, Keyed, Outcome, Reader, Target, Words

__all__ = ["SQLITE", "SQLITE_FIELDS", "SQLITE_READING"]

_FILE: Final = Outcome(StorageRead, writing=StorageWrite)
_BUSY: Final = Outcome(StorageRead, writing=StorageWrite, next_step=Advice.RETRY)
_LOCKED: Final = Outcome(StorageWrite, next_step=Advice.RETRY)
_AGAIN: Final = Outcome(ApiRequest, next_step=Advice.RETRY)
_TOO_MUCH: Final = Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST)
_INTERRUPTED: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.TOTAL})
# The file is here, and reading it again does not mend it.
_DAMAGED: Final = Outcome(DataIntegrity, next_step=Advice.ASK_OPERATOR)

_EXTENDED: Final[Mapping[object, Target]] = MappingProxyType(
    {
        "SQLITE_ERROR_RETRY": _AGAIN,
        "SQLITE_ERROR_SNAPSHOT": _AGAIN,
        "SQLITE_IOERR_BLOCKED": _LOCKED,
        "SQLITE_IOERR_CHECKRESERVEDLOCK": _LOCKED,
        "SQLITE_IOERR_CORRUPTFS": _DAMAGED,
        "SQLITE_IOERR_DATA": _DAMAGED,  # a checksum of a page
        "SQLITE_IOERR_DELETE": StorageWrite,
        "SQLITE_IOERR_DIR_FSYNC": StorageWrite,
        "SQLITE_IOERR_FSYNC": StorageWrite,
        "SQLITE_IOERR_LOCK": _LOCKED,
        "SQLITE_IOERR_NOMEM": Internal,
        "SQLITE_IOERR_RDLOCK": _LOCKED,
        "SQLITE_IOERR_TRUNCATE": StorageWrite,
        "SQLITE_IOERR_UNLOCK": _LOCKED,
        "SQLITE_IOERR_WRITE": StorageWrite,
        "SQLITE_READONLY_CANTLOCK": _LOCKED,
        "SQLITE_READONLY_DBMOVED": _FILE,
        "SQLITE_READONLY_RECOVERY": _LOCKED,
        "SQLITE_READONLY_ROLLBACK": _LOCKED,
        "SQLITE_CONSTRAINT_DATATYPE": DataTransformation,
    }
)
_PRIMARY: Final[Mapping[object, Target]] = MappingProxyType(
    {
        "SQLITE_PERM": StoragePermission,
        "SQLITE_ABORT": _LOCKED,
        "SQLITE_BUSY": _LOCKED,
        "SQLITE_LOCKED": _LOCKED,
        "SQLITE_PROTOCOL": _LOCKED,  # a race for the lock was lost again and again
        "SQLITE_NOMEM": Internal,
        "SQLITE_READONLY": StoragePermission,
        "SQLITE_INTERRUPT": _INTERRUPTED,  # how a statement's time limit is enforced
        "SQLITE_IOERR": _FILE,
        "SQLITE_CORRUPT": _DAMAGED,
        "SQLITE_NOTADB": _DAMAGED,
        "SQLITE_FORMAT": _DAMAGED,
        "SQLITE_NOTFOUND": Internal,
        "SQLITE_FULL": StorageSpace,
        "SQLITE_CANTOPEN": _FILE,
        "SQLITE_EMPTY": Internal,
        "SQLITE_SCHEMA": _AGAIN,  # the schema changed meanwhile
        "SQLITE_TOOBIG": _TOO_MUCH,
        "SQLITE_CONSTRAINT": DataValidation,
        "SQLITE_MISMATCH": DataTransformation,
        "SQLITE_MISUSE": Internal,
        "SQLITE_NOLFS": _FILE,
        "SQLITE_AUTH": ApiPermission,
        "SQLITE_RANGE": ApiRequest,
        "SQLITE_INTERNAL": Internal,
    }
)
_WORDS: Final[Mapping[str, Target]] = MappingProxyType(
    {
        "no such": ApiNotFound,  # table, column, function, index, view, savepoint, module
        "has no column named": ApiNotFound,
        "unknown database": ApiNotFound,
        "unknown column": ApiNotFound,
        "is locked": _LOCKED,  # database, database table, database schema
        "locking protocol": _LOCKED,
        "readonly database": StoragePermission,
        "access permission denied": StoragePermission,
        "disk is full": StorageSpace,
        "unable to open database": _FILE,
        "disk i/o error": _FILE,
        "large file support": _FILE,
        "disk image is malformed": _DAMAGED,
        "malformed database schema": _DAMAGED,
        "not a database": _DAMAGED,
        "unsupported file format": _DAMAGED,
        "constraint failed": DataValidation,
        "must be unique": DataValidation,
        "may not be null": DataValidation,
        "malformed json": DataTransformation,
        "could not decode to utf-8": DataTransformation,
        "integer overflow": DataTransformation,
        "int too large": DataTransformation,
        "datatype mismatch": DataTransformation,
        "user-defined function raised": DataTransformation,
        "user-defined aggregate's": DataTransformation,
        "not authorized": ApiPermission,
        "authorization denied": ApiPermission,
        "is prohibited": ApiPermission,
        "too many": _TOO_MUCH,  # variables, columns, terms
        "too big": _TOO_MUCH,
        "too large": _TOO_MUCH,
        "schema has changed": _AGAIN,
        "interrupted": _INTERRUPTED,
        "error binding parameter": ApiRequest,
        "index out of range": ApiRequest,
        "out of memory": Internal,
        "closed database": Internal,
        "closed cursor": Internal,
        "closed blob": Internal,
        "same thread": Internal,
        "only be used in that": Internal,
        "recursive use of cursors": Internal,
        "__init__ not called": Internal,
        "api misuse": Internal,
    }
)


def _reading(table: Mapping[object, Target]) -> dict[object, Target]:
    """Give the same table for whoever reads: a lock keeps them from reading."""
    return {key: _BUSY if target is _LOCKED else target for key, target in table.items()}


def _evidence(
    extended: Mapping[object, Target], primary: Mapping[object, Target], words: Mapping[str, Target]
) -> tuple[Keyed | Words, ...]:
    return (
        Keyed("sqlite_errorname", extended, name="result code"),
        Keyed(Extract(r"^([A-Z]+_[A-Z]+)", read="sqlite_errorname"), primary, name="result code"),
        Words(words),
    )


# What to ask of an exception, and the same where somebody reads.
SQLITE: Final = _evidence(_EXTENDED, _PRIMARY, _WORDS)
SQLITE_READING: Final = _evidence(
    _reading(_EXTENDED),
    _reading(_PRIMARY),
    {words: _BUSY if target is _LOCKED else target for words, target in _WORDS.items()},
)
SQLITE_FIELDS: Final[Mapping[str, Reader]] = {
    "failures": "|constraint",
    "provider_code": "sqlite_errorname",
    "resource": Extract(r"no such [a-z ]+: (\S+)|has no column named (\S+)|unknown database (\S+)"),
    "path": Extract(r"unable to open database: (.+)"),
    "column": Extract(r"UTF-8 column '([^']+)'"),
}
