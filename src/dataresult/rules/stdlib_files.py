"""
The standard library's exceptions of files, archives, compression and embedded databases.

Floor 1. Data only.
Sources: https://docs.python.org/3/library/archiving.html, https://docs.python.org/3/library/persistence.html;
https://www.sqlite.org/rescode.html for SQLite's result codes.

What is cut or damaged is `DataIntegrity`: fetching it again may mend it. SQLite's own file trouble is the storage's,
its locks pass by themselves, and what it says about a statement it says as a database would.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiNotFound,
    ApiPermission,
    ApiRequest,
    ClassifiedError,
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

from ._rule import Keyed, Library, Outcome, Rule, Target, Words
from .os_errno import ERRNO

__all__ = ["LIBRARY"]

_FILE: Final = Outcome(StorageRead, writing=StorageWrite)
_BUSY: Final = Outcome(StorageRead, writing=StorageWrite, next_step=Advice.RETRY)
_LOCKED: Final = Outcome(StorageWrite, next_step=Advice.RETRY)

# Primary result codes; SQLITE_ERROR says nothing by itself, its text does.
_SQLITE: Final[Mapping[object, Target]] = MappingProxyType(
    {
        "SQLITE_PERM": StoragePermission,
        "SQLITE_ABORT": _LOCKED,
        "SQLITE_BUSY": _LOCKED,
        "SQLITE_LOCKED": _LOCKED,
        "SQLITE_PROTOCOL": _LOCKED,  # a race for the lock was lost again and again
        "SQLITE_NOMEM": Internal,
        "SQLITE_READONLY": StoragePermission,
        "SQLITE_INTERRUPT": NetworkTimeout,  # how a statement's time limit is enforced
        "SQLITE_IOERR": _FILE,
        "SQLITE_CORRUPT": DataIntegrity,
        "SQLITE_NOTADB": DataIntegrity,
        "SQLITE_FORMAT": DataIntegrity,
        "SQLITE_NOTFOUND": Internal,
        "SQLITE_FULL": StorageSpace,
        "SQLITE_CANTOPEN": _FILE,
        "SQLITE_EMPTY": Internal,
        "SQLITE_SCHEMA": Outcome(ApiRequest, next_step=Advice.RETRY),  # the schema changed meanwhile
        "SQLITE_TOOBIG": Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST),
        "SQLITE_CONSTRAINT": DataValidation,
        "SQLITE_MISMATCH": DataTransformation,
        "SQLITE_MISUSE": Internal,
        "SQLITE_NOLFS": _FILE,
        "SQLITE_AUTH": ApiPermission,
        "SQLITE_RANGE": ApiRequest,
        "SQLITE_INTERNAL": Internal,
    }
)
_SQLITE_READING: Final[Mapping[object, Target]] = MappingProxyType(
    {code: _BUSY if target is _LOCKED else target for code, target in _SQLITE.items()}
)
_SQLITE_WORDS: Final[Mapping[str, Target]] = MappingProxyType(
    {
        "no such table": ApiNotFound,
        "no such column": ApiNotFound,
        "no such function": ApiNotFound,
        "no such index": ApiNotFound,
        "no such view": ApiNotFound,
        "no such": ApiNotFound,
        "has no column named": ApiNotFound,
        "unknown database": ApiNotFound,
        "database is locked": _LOCKED,
        "readonly database": StoragePermission,
        "disk is full": StorageSpace,
        "unable to open database": _FILE,
        "disk i/o error": _FILE,
        "malformed": DataIntegrity,
        "not a database": DataIntegrity,
        "integer overflow": DataTransformation,
        "int too large": DataTransformation,
        "not authorized": ApiPermission,
        "constraint failed": DataValidation,
        "closed database": Internal,
        "closed cursor": Internal,
        "same thread": Internal,
    }
)


def _primary(exception: BaseException) -> object:
    """Read the primary result code: SQLITE_IOERR of SQLITE_IOERR_READ."""
    return "_".join(str(getattr(exception, "sqlite_errorname", "")).split("_")[:2])


def _sqlite(name: str, error: type[ClassifiedError], *, weak: bool = False) -> tuple[Rule, ...]:
    """Give the rows of one class: locks keep readers from reading and everybody else from writing."""
    words = Words(_SQLITE_WORDS)
    locked = Keyed(_primary, _SQLITE, name="result code")
    reading = Keyed(_primary, _SQLITE_READING, name="result code")
    return (
        Rule(name, error, by=(locked, words), weak=weak),
        *(Rule(name, error, operation=each, by=(reading, words), weak=weak) for each in ("fetch", "read")),
    )


_OS: Final = (Keyed("errno", ERRNO, name="errno"),)

LIBRARY: Final = Library(
    packages=(
        "_gdbm",
        "_lzma",
        "compression",
        "dbm",
        "gzip",
        "io",
        "mailbox",
        "pathlib",
        "shutil",
        "sqlite3",
        "tarfile",
        "zipfile",
        "zlib",
    ),
    public=("dbm", "gzip", "io", "lzma", "mailbox", "pathlib", "shutil", "sqlite3", "tarfile", "zipfile", "zlib"),
    checked_with="3.11, 3.12, 3.13",
    rules=(
        # Archives and compression.
        Rule("zipfile.BadZipFile", DataIntegrity),
        Rule("zipfile.LargeZipFile", StorageWrite),
        Rule("zlib.error", DataIntegrity),
        Rule("gzip.BadGzipFile", DataIntegrity),
        Rule("_lzma.LZMAError", DataIntegrity, former=("lzma.LZMAError",)),
        Rule("compression.zstd.ZstdError", DataIntegrity, former=("_zstd.ZstdError",)),
        Rule("tarfile.TarError", DataIntegrity, weak=True),
        Rule("tarfile.ReadError", DataIntegrity),
        Rule("tarfile.CompressionError", Internal),  # this Python lacks the module that decompresses
        Rule("tarfile.StreamError", Internal),
        Rule("tarfile.ExtractError", StorageWrite),
        Rule("tarfile.HeaderError", DataIntegrity),
        Rule("tarfile.EmptyHeaderError", DataIntegrity),
        Rule("tarfile.TruncatedHeaderError", DataIntegrity),
        Rule("tarfile.EOFHeaderError", DataIntegrity),
        Rule("tarfile.InvalidHeaderError", DataIntegrity),
        Rule("tarfile.SubsequentHeaderError", DataIntegrity),
        # Members that the extraction filter refuses: the archive is whole, and asks for what it must not have.
        Rule("tarfile.FilterError", DataValidation),
        Rule("tarfile.AbsolutePathError", DataValidation),
        Rule("tarfile.AbsoluteLinkError", DataValidation),
        Rule("tarfile.OutsideDestinationError", DataValidation),
        Rule("tarfile.LinkOutsideDestinationError", DataValidation),
        Rule("tarfile.LinkFallbackError", DataValidation),
        Rule("tarfile.SpecialFileError", DataValidation),
        # Files.
        Rule("io.UnsupportedOperation", Internal),
        Rule("pathlib._abc.UnsupportedOperation", Internal, former=("pathlib.UnsupportedOperation",)),
        Rule("shutil.Error", StorageWrite, weak=True),
        Rule("shutil.SameFileError", StorageWrite),
        Rule("shutil.SpecialFileError", StorageRead),
        Rule("shutil.ExecError", Internal),
        Rule("shutil.ReadError", DataIntegrity),
        Rule("shutil.RegistryError", Internal),
        Rule("shutil._GiveupOnFastCopy", Internal),
        Rule("mailbox.Error", StorageRead, weak=True),
        Rule("mailbox.NoSuchMailboxError", StorageRead),
        Rule("mailbox.NotEmptyError", StorageWrite),
        Rule("mailbox.ExternalClashError", StorageWrite, next_step=Advice.RETRY),
        Rule("mailbox.FormatError", DataTransformation),
        # Embedded databases.
        Rule("dbm.error", StorageRead, weak=True),
        Rule("dbm.error", StorageWrite, operation="write", weak=True),
        Rule("_gdbm.error", StorageRead, by=_OS, weak=True),
        Rule("_dbm.error", StorageRead, by=_OS, weak=True),
        Rule("dbm.sqlite3.error", StorageRead, weak=True),
        Rule("dbm.sqlite3.error", StorageWrite, operation="write", weak=True),
        *_sqlite("sqlite3.Error", StorageRead, weak=True),
        *_sqlite("sqlite3.DatabaseError", StorageRead, weak=True),
        *_sqlite("sqlite3.OperationalError", ApiRequest),
        *_sqlite("sqlite3.IntegrityError", DataValidation),
        *_sqlite("sqlite3.DataError", DataTransformation),
        *_sqlite("sqlite3.ProgrammingError", ApiRequest),
        *_sqlite("sqlite3.InterfaceError", Internal),
        *_sqlite("sqlite3.InternalError", Internal),
        *_sqlite("sqlite3.NotSupportedError", ApiRequest),
        Rule("sqlite3.Warning", ApiRequest),
    ),
)
