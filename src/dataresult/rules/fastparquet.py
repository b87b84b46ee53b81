"""
Failures of `fastparquet`.

Floor 1. Data only. Never imports fastparquet. Every public exception has a row or says that it inherits.
Source: `fastparquet/api.py`, `util.py` and `writer.py` of 2026.9.0. It checks little before it parses: a file that is
cut, or no parquet file at all, surfaces as whatever its parser stumbles over.
"""

from typing import Final

from dataresult.errors import DataIntegrity, DataTransformation, DataValidation, Internal, StorageRead, StorageWrite

from ._rule import Extract, Keyed, Library, Rule, Target, Words
from .frame_rows import NamedIn, rows_of
from .os_errno import ERRNO, ERRNO_READING

__all__ = ["LIBRARY"]

# It seeks to the place of the footer, which a file that is too short or no parquet does not have: EINVAL.
_FOOTER: Final[dict[object, Target]] = {22: DataIntegrity}
_PATH: Final = {"path": Extract(r"^(/.+|[A-Za-z]:\\.+)$|: '([^']+)'$")}
# Parts of the footer that are missing after a parse that noticed nothing.
_HOLES: Final = Words({"'nonetype' object": DataIntegrity, "thrift": DataIntegrity})
_VALUES: Final = Words(
    {
        "requested but are not available": DataValidation,
        "nonexistent column": DataValidation,
        "column names of new data": DataValidation,
        "should be simple|hive": Internal,
        "not one of infer": Internal,
    }
)

LIBRARY: Final = Library(
    packages=("fastparquet",),
    public=("fastparquet", "fastparquet.util", "fastparquet.json", "fastparquet.writer"),
    checked_with="2026.9.0",
    rules=(
        Rule("fastparquet.util.ParquetException", DataIntegrity),
        Rule("fastparquet.json.JsonCodecError", Internal),
        Rule("fastparquet.writer.DataFrameSizeWarning", Internal),
        *rows_of(
            "fastparquet",
            values=(_VALUES,),
            types=(_HOLES,),
            missing=NamedIn(r"not available: \{(.*?)\}|nonexistent column\(s\) \{(.*?)\}"),
            column=Extract(r'column "([^"]+)"|name: (\S+), dtype'),
        ),
        *(
            Rule(
                f"builtins.{name}",
                error,
                operation=operation,
                raised_in="fastparquet",
                by=(Keyed("errno", _FOOTER, name="errno"), Keyed("errno", table, name="errno")),
                fields=_PATH,
                weak=True,
            )
            for name in ("OSError", "FileNotFoundError")
            for operation, error, table in (
                (None, StorageRead, ERRNO),
                ("fetch", StorageRead, ERRNO_READING),
                ("read", StorageRead, ERRNO_READING),
                ("write", StorageWrite, ERRNO),
            )
        ),
        # JSON in its metadata.
        Rule("json.decoder.JSONDecodeError", DataIntegrity, raised_in="fastparquet"),
        # Its metadata are text; that they are none means that the footer is damaged.
        Rule("builtins.UnicodeDecodeError", DataIntegrity, raised_in="fastparquet"),
        Rule("builtins.AttributeError", Internal, raised_in="fastparquet", by=(_HOLES,), weak=True),
        Rule(
            "builtins.RuntimeError",
            DataTransformation,
            raised_in="fastparquet",
            by=(Words({"not available": Internal}),),
            weak=True,
        ),
    ),
)
