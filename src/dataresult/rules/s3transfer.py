"""
Failures of `s3transfer`, which moves files for `boto3`.

Floor 1. Data only. Never imports s3transfer. What services answer is in `botocore.py`.
Source: https://github.com/boto/s3transfer; `s3transfer/exceptions.py`, `download.py`, `copies.py` of 0.19.3.
"""

from typing import Final

from dataresult.errors import ApiFormat, ApiRateLimit, ApiUnavailable, DataIntegrity, Internal, NetworkConnection

from ._rule import Library, Rule, Words
from .aws_codes import aws_codes_in
from .botocore import botocore_answer

__all__ = ["BEHIND", "LIBRARY", "TEXT"]

# These are raised where the service's answer is handled; copies that went through a pickle have the text only.
BEHIND: Final = botocore_answer("__context__.response")
TEXT: Final = aws_codes_in()
# The object was changed while its parts were moved: the file would hold something of both.
_CHANGED: Final = Words({"did not match expected etag": DataIntegrity})

LIBRARY: Final = Library(
    packages=("s3transfer",),
    public=("s3transfer", "s3transfer.exceptions", "s3transfer.bandwidth", "s3transfer.utils"),
    checked_with="0.19.3",
    rules=(
        Rule("s3transfer.exceptions.S3UploadFailedError", ApiUnavailable, answer=BEHIND, by=TEXT, weak=True),
        Rule("s3transfer.exceptions.S3DownloadFailedError", ApiUnavailable, by=(_CHANGED, *TEXT), weak=True),
        Rule("s3transfer.exceptions.S3CopyFailedError", ApiUnavailable, by=(_CHANGED, *TEXT), weak=True),
        # A body broke off as often as it was tried.
        Rule(
            "s3transfer.exceptions.RetriesExceededError",
            NetworkConnection,
            link=("last_exception",),
            weak=True,
        ),
        # The answer is for another range than was asked for.
        Rule("s3transfer.exceptions.S3ValidationError", ApiFormat),
        # Nor does it say how long the object is.
        Rule("builtins.KeyError", ApiFormat, raised_in="s3transfer", weak=True),
        # Another part failed: the others are cancelled.
        Rule("s3transfer.exceptions.FatalError", ApiUnavailable, weak=True),
        Rule("s3transfer.exceptions.InvalidSubscriberMethodError", Internal),
        Rule("s3transfer.exceptions.TransferNotDoneError", Internal),
        Rule("s3transfer.QueueShutdownError", Internal),
        Rule("s3transfer.utils.NoResourcesAvailable", Internal),
        # The caller's own limit of bandwidth.
        Rule("s3transfer.bandwidth.RequestExceededException", ApiRateLimit, fields={"retry_after": "retry_time"}),
    ),
)
