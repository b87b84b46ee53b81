"""
Failures of `smart_open`: what a service answered in a sentence of its own, and one class of its own.

Floor 1. Data only. Never imports smart_open. What lies behind it is in the files of the client libraries.
Source: https://github.com/piskvorky/smart_open; `smart_open/s3.py`, `http.py`, `hdfs.py`, `transport.py`, `webhdfs.py`
of 9.0.2.
"""

from collections.abc import Mapping
from typing import Final

from dataresult.errors import (
    ApiFormat,
    ApiNotFound,
    ApiRequest,
    ApiUnavailable,
    Internal,
    NetworkConnection,
    StorageRead,
    StorageWrite,
)

from ._rule import Answer, Library, Rule, Target, Words
from .aws_codes import aws_codes_in
from .botocore import botocore_answer

__all__ = ["LIBRARY"]

_BEHIND: Final = botocore_answer("__cause__.response")
_TEXT: Final = aws_codes_in()
# HDFS is spoken to through a command, whose exit status says nothing of why.
_COMMAND: Final[Mapping[str, Target]] = {
    "hdfs read command failed": StorageRead,
    "hdfs write command failed": StorageWrite,
}

LIBRARY: Final = Library(
    packages=("smart_open",),
    public=("smart_open.webhdfs",),
    checked_with="9.0.2",
    rules=(
        Rule(
            "smart_open.webhdfs.WebHdfsException", ApiUnavailable, answer=Answer(status=("status_code",), body=("msg",))
        ),
        # "unable to access bucket: 'b' key: 'k' version: None error: An error occurred (NoSuchKey) when calling ...".
        Rule(
            "builtins.OSError",
            ApiUnavailable,
            raised_in="smart_open.s3",
            answer=_BEHIND,
            by=(
                *_TEXT,
                # "failed to read 10 bytes after 5 attempts": the connection broke each time.
                Words({"attempts": NetworkConnection}),
            ),
            weak=True,
        ),
        # "the bucket 'b' does not exist, or is forbidden for access".
        Rule(
            "builtins.ValueError",
            ApiRequest,
            raised_in="smart_open.s3",
            answer=_BEHIND,
            by=(*_TEXT, Words({"does not exist, or is forbidden": ApiNotFound})),
            weak=True,
        ),
        # The answer does not say how long the object is.
        Rule("builtins.KeyError", ApiFormat, raised_in="smart_open.s3", weak=True),
        # "partial body for bytes 0-9 has 4 bytes", "server answered bytes=4- with Content-Range: ...".
        Rule("builtins.OSError", NetworkConnection, raised_in="smart_open.http", weak=True),
        Rule("builtins.OSError", StorageRead, raised_in="smart_open.hdfs", by=(Words(_COMMAND),), weak=True),
        *(
            Rule("builtins.ValueError", ApiRequest, raised_in=f"smart_open.{module}", weak=True)
            for module in ("azure", "ftp", "ssh", "utils", "http")
        ),
        # A scheme that it does not know: the URL is wrong.
        Rule(
            "builtins.NotImplementedError",
            Internal,
            raised_in="smart_open",
            by=(Words({"unable to handle scheme": ApiRequest}),),
        ),
    ),
)
