"""
The standard library's exceptions of files, archives, compression and embedded databases.

Floor 1. Data only.
Sources: https://docs.python.org/3/library/archiving.html, https://docs.python.org/3/library/persistence.html.

What is cut or damaged is `DataIntegrity`: fetching it again may mend it. What SQLite means stands in `sqlite_codes.py`.
"""

from typing import Final

from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiFormat,
    ApiRequest,
    ClassifiedError,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    Internal,
    StorageRead,
    StorageWrite,
)

from ._rule import Extract, Keyed, Library, Outcome, Rule, Words
from .os_errno import ERRNO, ERRNO_TEXT, OS_NUMBER
from .sqlite_codes import SQLITE, SQLITE_FIELDS, SQLITE_READING

__all__ = ["LIBRARY"]


def _sqlite(name: str, error: type[ClassifiedError], *, weak: bool = False) -> tuple[Rule, ...]:
    """Give the rows of one class: locks keep readers from reading and everybody else from writing."""
    return (
        Rule(name, error, by=SQLITE, fields=SQLITE_FIELDS, weak=weak),
        *(
            Rule(name, error, operation=each, by=SQLITE_READING, fields=SQLITE_FIELDS, weak=weak)
            for each in ("fetch", "read")
        ),
    )


_OS: Final = (Keyed("errno", ERRNO, name="errno"),)
_TOO_LARGE: Final = Outcome(Internal, next_step=Advice.SHRINK_REQUEST)

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
        Rule("zlib.error", DataIntegrity, by=(Words({"bad compression level": Internal}),)),
        # It shows the first two bytes: a page, a document or an answer in JSON where the file should be.
        Rule(
            "gzip.BadGzipFile",
            DataIntegrity,
            by=(Words({"file (b'<": ApiFormat, "file (b'{": ApiFormat, "file (b'[": ApiFormat}),),
        ),
        Rule(
            "_lzma.LZMAError",
            DataIntegrity,
            by=(Words({"memory usage limit": _TOO_LARGE, "invalid or unsupported options": Internal}),),
            former=("lzma.LZMAError",),
        ),
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
        # A list of what failed, or a sentence: the number of the operating system stands in its texts.
        Rule(
            "shutil.Error",
            StorageWrite,
            by=(Keyed(OS_NUMBER, ERRNO_TEXT, name="errno in the text"),),
            fields={"path": Extract(r"'([^']+)'")},
            weak=True,
        ),
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
