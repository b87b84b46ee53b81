"""
Failures of `boto3`.

Floor 1. Data only. Never imports boto3. What services answer is in `botocore.py`.
Source: https://docs.aws.amazon.com/boto3/latest/guide/error-handling.html; `boto3/exceptions.py`, `s3/transfer.py`,
`dynamodb/conditions.py` of 1.43.117.
"""

from typing import Final

from dataresult.errors import ApiRequest, ApiUnavailable, Internal, NetworkConnection

from ._rule import Library, Rule
from .s3transfer import BEHIND, TEXT

__all__ = ["LIBRARY"]

LIBRARY: Final = Library(
    packages=("boto3",),
    public=("boto3.exceptions",),
    checked_with="1.43.117",
    rules=(
        Rule("boto3.exceptions.Boto3Error", ApiUnavailable, weak=True),
        # Its text holds that of what the service answered.
        Rule("boto3.exceptions.S3UploadFailedError", ApiUnavailable, answer=BEHIND, by=TEXT, weak=True),
        Rule("boto3.exceptions.S3TransferFailedError", ApiUnavailable, answer=BEHIND, by=TEXT, weak=True),
        Rule("boto3.exceptions.RetriesExceededError", NetworkConnection, link=("last_exception",), weak=True),
        # What is asked for, refused before it was sent.
        Rule("boto3.exceptions.DynamoDBNeedsConditionError", ApiRequest),
        Rule("boto3.exceptions.DynamoDBNeedsKeyConditionError", ApiRequest),
        Rule("boto3.exceptions.DynamoDBOperationNotSupportedError", ApiRequest),
        Rule("boto3.exceptions.ResourceNotExistsError", ApiRequest),
        Rule("boto3.exceptions.UnknownAPIVersionError", ApiRequest),
        # The installation.
        Rule("boto3.exceptions.NoVersionFound", Internal),
        Rule("boto3.exceptions.ResourceLoadException", Internal),
        Rule("boto3.exceptions.InvalidCrtTransferConfigError", Internal),
        Rule("boto3.exceptions.PythonDeprecationWarning", Internal, weak=True),
    ),
)
