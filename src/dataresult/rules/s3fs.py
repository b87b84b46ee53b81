"""
Failures of `s3fs`: what a service answered, as exceptions of the operating system, and one class of its own.

Floor 1. Data only. Never imports s3fs. What services answer is in `botocore.py`.
Source: https://s3fs.readthedocs.io; `s3fs/errors.py` (`translate_boto_error`), `core.py`, `utils.py` of 2026.9.0.

The answer is behind the translated exception: its cause, or what was handled when it was raised. Where it is neither,
s3fs raised by itself: it listed the bucket and found nothing there. Nothing that s3fs raises is about local files.
"""

from typing import Final

from dataresult._vocabulary import TimeoutPhase
from dataresult.errors import (
    ApiNotFound,
    ApiPermission,
    ApiRequest,
    ApiUnavailable,
    DataIntegrity,
    Internal,
    NetworkTimeout,
)

from ._rule import Answer, Library, Rule, Words
from .botocore import botocore_answer
from .object_store_words import OBJECT_STORE_WORDS

__all__ = ["LIBRARY"]

_CAUSE: Final = botocore_answer("__cause__.response")
_CONTEXT: Final = botocore_answer("__context__.response")
_BEHIND: Final = Answer(
    status=(*_CAUSE.status, *_CONTEXT.status),
    headers=(*_CAUSE.headers, *_CONTEXT.headers),
    codes=(*_CAUSE.codes, *_CONTEXT.codes),
)
_TEXT: Final = (Words(OBJECT_STORE_WORDS),)
_WHAT: Final = {"resource": "args[0]"}

LIBRARY: Final = Library(
    packages=("s3fs",),
    public=("s3fs", "s3fs.utils"),
    checked_with="2026.9.0",
    rules=(
        # The object was replaced while it was read.
        Rule("s3fs.utils.FileExpired", DataIntegrity),
        Rule(
            "builtins.FileNotFoundError",
            ApiNotFound,
            raised_in="s3fs",
            answer=_BEHIND,
            by=_TEXT,
            fields=_WHAT,
        ),
        Rule("builtins.PermissionError", ApiPermission, raised_in="s3fs", answer=_BEHIND, by=_TEXT),
        Rule("builtins.FileExistsError", ApiRequest, raised_in="s3fs", answer=_BEHIND, by=_TEXT),
        Rule("builtins.IsADirectoryError", ApiRequest, raised_in="s3fs", fields=_WHAT),
        Rule(
            "builtins.TimeoutError",
            NetworkTimeout,
            raised_in="s3fs",
            answer=_BEHIND,
            fields={"phase": TimeoutPhase.WRITE},
        ),
        Rule("builtins.OSError", ApiUnavailable, raised_in="s3fs", answer=_BEHIND, by=_TEXT, weak=True),
        # "Bucket create failed", "Cannot traverse all of S3", "Block size must be >=5MB": refused before it was sent.
        Rule("builtins.ValueError", ApiRequest, raised_in="s3fs", weak=True),
        Rule("builtins.KeyError", ApiRequest, raised_in="s3fs", by=(Words({"supply ": Internal}),), weak=True),
        Rule("builtins.RuntimeError", Internal, raised_in="s3fs", weak=True),
    ),
)
