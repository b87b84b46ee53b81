"""
Failures of `google.resumable_media`: downloads and uploads in pieces.

Floor 1. Data only. Never imports google. Every public exception has a row or says that it inherits.
Source: `google/resumable_media/common.py`, `_helpers.py`, `requests/download.py` of 2.11.0.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dataresult.errors import ApiFormat, DataIntegrity

from ._rule import Answer, Extract, Library, Reader, Rule, Words
from .http_status_words import status_words

__all__ = ["DIGESTS", "LIBRARY", "MEDIA_ANSWER", "MEDIA_TEXT"]

MEDIA_ANSWER: Final = Answer(status=("response.status_code", "response.status"), body=("response._content",))
# A pickle loses the response.
MEDIA_TEXT: Final = (Words(status_words("request failed with status code', {status}")),)
DIGESTS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "expected_digest": Extract(r"header indicated an? \w+ checksum of:\s+(\S+)"),
        "actual_digest": Extract(r"downloaded contents was:\s+(\S+)"),
    }
)

LIBRARY: Final = Library(
    packages=("google.resumable_media",),
    public=("google.resumable_media",),
    checked_with="2.11.0",
    distribution="google-resumable-media",
    rules=(
        Rule("google.resumable_media.common.InvalidResponse", ApiFormat, answer=MEDIA_ANSWER, by=MEDIA_TEXT),
        Rule("google.resumable_media.common.DataCorruption", DataIntegrity, fields=DIGESTS),
    ),
)
