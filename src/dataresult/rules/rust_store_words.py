"""
What the Rust crate `object_store` says of S3, Azure, Google and HTTP, all of it in the text of its callers' exceptions.

Floor 1. Data only. Libraries that are built on it: polars, deltalake, lance.
Source: `src/lib.rs`, `src/client/retry.rs` of https://github.com/apache/arrow-rs-object-store (0.7 to 0.13); provoked
with polars 2.1.0.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRequest,
    ApiUnavailable,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
)

from ._rule import Extract, Keyed, Outcome, Target, Words
from .aws_codes import AWS_CODES
from .azure_codes import AZURE_CODES
from .http_status import STATUS, STATUS_CLASS

__all__ = ["RUST_STORE", "RUST_STORE_FIELDS"]

_STATUS: Final = Extract(r"status code: (\d{3})|with status (\d{3})|status (?:client|server) error \((\d{3})")
_CODE: Final = Extract(r"<code>(\w+)</code>")

# No credentials were given or found: the metadata service of the cloud's machines is asked last.
_METADATA: Final[Mapping[str, Target]] = {
    "169.254.169.254": ApiAuth,
    "169.254.170.2": ApiAuth,
    "metadata.google.internal": ApiAuth,
}
_WORDS: Final[Mapping[str, Target]] = {
    "lacked the necessary privileges": ApiPermission,
    "lacked valid authentication credentials": ApiAuth,
    "dns error": NetworkDns,
    "failed to lookup address": NetworkDns,
    "invalid peer certificate": NetworkTls,
    "certificate verify failed": NetworkTls,
    "operation timed out": NetworkTimeout,
    "request or response body error": NetworkConnection,
    "error decoding response body": NetworkConnection,
    "error sending request": NetworkConnection,
    'response error "request error"': NetworkConnection,
    "missing bucket name": ApiRequest,
    "missing region": ApiRequest,
    "unable to parse url": ApiRequest,
    "builder error": ApiRequest,
    "unknown configuration key": ApiRequest,
}
_MARKED: Final[Mapping[str, Target]] = {
    "object at location": ApiNotFound,
    "precondition failure": Outcome(ApiRequest, next_step=Advice.RETRY),  # somebody else wrote meanwhile
    "generic s3 error": ApiUnavailable,
    "generic gcs error": ApiUnavailable,
    "generic microsoftazure error": ApiUnavailable,
    "generic http error": ApiUnavailable,
    "object-store error": ApiUnavailable,
}

RUST_STORE: Final[tuple[Keyed | Words, ...]] = (
    Words(_METADATA),
    Keyed(_CODE, {**AZURE_CODES, **AWS_CODES}, name="error code in the text"),
    Keyed(
        _STATUS,
        {str(status): STATUS.get(status) or STATUS_CLASS[status // 100] for status in range(300, 600)},
        name="HTTP status in the text",
    ),
    Words(_WORDS),
    Words(_MARKED),
)
RUST_STORE_FIELDS: Final = {
    "http_status": _STATUS,
    "provider_code": _CODE,
    "resource": Extract(r"object at location (\S+) not found|for path (\S+): error"),
}
