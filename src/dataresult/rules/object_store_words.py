"""
What object stores say in so many words, for exceptions of the operating system's kind that have lost the answer.

Floor 1. Data only. A pickle, as from a cluster, keeps the text only; where the answer is there, it decides.
Source: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html and answers of S3, MinIO and Ceph;
`cpp/src/arrow/filesystem/util_internal.cc` of Arrow 26.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    DataIntegrity,
    NetworkTimeout,
    StorageRead,
)

from ._rule import Outcome, Rule, Target, Words

__all__ = ["OBJECT_STORE_WORDS", "missing_in_store"]

OBJECT_STORE_WORDS: Final[Mapping[str, Target]] = {
    "the specified key does not exist": ApiNotFound,
    "the specified bucket does not exist": ApiNotFound,
    "the specified version does not exist": ApiNotFound,
    "the specified upload does not exist": ApiNotFound,
    "the specified multipart upload does not exist": ApiNotFound,
    "aws access key id you provided does not exist": ApiAuth,
    "access key id you provided does not exist": ApiAuth,
    "request signature we calculated does not match": ApiAuth,
    "the provided token has expired": ApiAuth,
    "the security token included in the request is": ApiAuth,
    "the provided token is malformed": ApiAuth,
    "the difference between the request time and": Outcome(ApiAuth, next_step=Advice.ASK_OPERATOR),
    "is not authorized to perform": ApiPermission,
    "please reduce your request rate": ApiRateLimit,
    "your socket connection to the server was not read": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.WRITE}),
    "we encountered an internal error": ApiUnavailable,
    "the content-md5 you specified did not match": DataIntegrity,
    "the authorization header is malformed": ApiRequest,
    "must be addressed using the specified endpoint": ApiRequest,
    "operation is not valid for the object's": Outcome(ApiRequest, next_step=Advice.ASK_OPERATOR),
    # Arrow, of its object stores only: for a local file it names the call that failed.
    "path does not exist '": ApiNotFound,
}

# Names by which file systems over the network call themselves. Those of local ones hold none of these.
_REMOTE: Final = (
    *("s3", "gcs", "gs", "abfs", "adl", "'az'", "blob", "http", "hdfs", "ftp", "ssh", "oss", "oci"),
    *("github", "dbfs", "dropbox", "gdrive", "webdav", "hf", "huggingface", "swift"),
)
_STORES: Final[Mapping[str, Target]] = dict.fromkeys(_REMOTE, ApiNotFound)


def missing_in_store(exception: str, raised_in: str) -> Rule:
    """
    Make the row for a missing file that a module raises for any file system: which one says what it is.

    Args:
        exception: The class.
        raised_in: The module.

    Returns:
        The row.
    """
    return Rule(exception, StorageRead, raised_in=raised_in, by=(Words(_STORES, read="|file_system"),), weak=True)
