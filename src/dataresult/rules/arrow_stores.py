"""
What Arrow's own file systems over object stores say, all of it in the text of an exception of the operating system.

Floor 1. Data only.
Source: `cpp/src/arrow/filesystem/s3_internal.h`, `s3fs.cc` of Arrow 26; `CoreErrors.h` and `S3Errors.h` of
https://github.com/aws/aws-sdk-cpp; provoked with pyarrow 26.0.1.
"""

import re
from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    Internal,
    NetworkConnection,
    NetworkTimeout,
)

from ._rule import Extract, Keyed, Outcome, Target, Words
from .aws_codes import AWS_CODES
from .curl_codes import CURL_CODES
from .http_status import STATUS, STATUS_CLASS

__all__ = ["ARROW_STORES", "ARROW_STORE_FIELDS"]

_CONNECT: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT})
_READ: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.READ})

# libcurl's number is followed by what it says of it; see `curl_codes.py`.
_CURL_WORDS: Final[Mapping[str, Target]] = {
    "timeout was reached; details: connection time": _CONNECT,
    "timeout was reached; details: failed to connect": _CONNECT,
    "timeout was reached; details: resolving timed out": _CONNECT,
    "timeout was reached; details: ssl connection timeout": _CONNECT,
    "timeout was reached; details: operation": _READ,
    "ssl connect error; details: recv failure": NetworkConnection,
    "ssl connect error; details: send failure": NetworkConnection,
    "unexpected eof while reading": NetworkConnection,
    "not found. to create buckets": ApiNotFound,
}


def _spelled(codes: Mapping[object, Target]) -> Mapping[object, Target]:
    """Spell codes as Amazon's C++ library does: `NoSuchKey` is NO_SUCH_KEY there."""
    return {
        re.sub("(?<=[a-z0-9])(?=[A-Z])", "_", str(code).removesuffix("Exception")).upper(): target
        for code, target in codes.items()
    }


# What Amazon's C++ library says behind "When reading information for key 'k' in bucket 'b': ": its own name for the
# fault, and for one that it has no name for the HTTP status, or the service's name, in the rest of the sentence.
ARROW_STORES: Final[tuple[Keyed | Words, ...]] = (
    Words(_CURL_WORDS),
    Keyed(Extract(r"(?-i:AWS Error) .*?exceptionname: ?(\w+)"), AWS_CODES, name="error code in the text"),
    Keyed(
        Extract(r"(?-i:AWS Error) .*?curlcode: (\d+)"),
        {str(code): target for code, target in CURL_CODES.items()},
        name="curl code",
    ),
    Keyed(
        Extract(r"(?-i:AWS Error) (\w+)"),
        {
            **_spelled(AWS_CODES),
            "CLIENT_SIGNING_FAILURE": ApiAuth,
            "ENDPOINT_RESOLUTION_FAILURE": ApiRequest,
            "INTERNAL_FAILURE": ApiUnavailable,
            "INVALID_SIGNATURE": ApiAuth,
            "MEMORY_ALLOCATION": Internal,
            "NETWORK_CONNECTION": NetworkConnection,
            "NOT_INITIALIZED": Internal,
            "OPT_IN_REQUIRED": ApiPermission,
            "RESOURCE_NOT_FOUND": ApiNotFound,
            "THROTTLING": ApiRateLimit,
            "UNRECOGNIZED_CLIENT": ApiAuth,
            "USER_CANCELLED": Internal,
            "VALIDATION": ApiRequest,
        },
        name="AWS error",
    ),
    Keyed(
        Extract(r"(?-i:AWS Error) .*?\(http status (\d+)\)"),
        {str(status): STATUS.get(status) or STATUS_CLASS[status // 100] for status in range(300, 600)},
        name="HTTP status in the text",
    ),
)
ARROW_STORE_FIELDS: Final = {
    "http_status": Extract(r"\(http status (\d+)\)"),
    "provider_code": Extract(r"(?-i:AWS Error) (\w+)"),
    "resource": Extract(r"(?:for|copying) key '([^']+)' in bucket|path does not exist '([^']+)'"),
}
