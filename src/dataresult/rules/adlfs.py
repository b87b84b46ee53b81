"""
Failures of `adlfs`, the file system over Azure's blobs: it has no classes of its own.

Floor 1. Data only. Never imports adlfs.
Source: `adlfs/spec.py` of 2026.8.0.

It raises built-in classes, often without what the service said, and opens local files itself: a local file has an
absolute path, a blob has none.
"""

from typing import Final

from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiRequest,
    ApiUnavailable,
    StorageRead,
    StorageWrite,
)

from ._rule import Extract, Keyed, Library, Outcome, Rule, Words
from .os_errno import ERRNO

__all__ = ["LIBRARY"]

_IS_LOCAL: Final = Extract(r"^(/)|^[a-z](:)[/\\]", read="filename")
_LOCAL_FILE: Final = Outcome(StorageRead, fields={"path": "filename"}, writing=StorageWrite)

LIBRARY: Final = Library(
    packages=("adlfs",),
    public=("adlfs",),
    checked_with="2026.8.0",
    rules=(
        Rule(
            "builtins.FileNotFoundError",
            ApiNotFound,
            by=(Keyed(_IS_LOCAL, {"/": _LOCAL_FILE, ":": _LOCAL_FILE}, name="absolute path"),),
            fields={"resource": "filename"},
            raised_in="adlfs",
        ),
        Rule("builtins.FileExistsError", ApiRequest, by=(Keyed("errno", ERRNO, name="errno"),), raised_in="adlfs"),
        # "Azure Container does not exist", when it is not to be made; with a number, a local file.
        Rule("builtins.PermissionError", ApiNotFound, by=(Keyed("errno", ERRNO, name="errno"),), raised_in="adlfs"),
        # What the service said is the cause of these.
        Rule("builtins.RuntimeError", ApiUnavailable, raised_in="adlfs", weak=True),
        Rule(
            "builtins.ValueError",
            ApiRequest,
            by=(
                Words(
                    {
                        "must provide either a connection_string": ApiAuth,
                        "connection string": ApiAuth,
                    }
                ),
            ),
            raised_in="adlfs",
            weak=True,
        ),
    ),
)
