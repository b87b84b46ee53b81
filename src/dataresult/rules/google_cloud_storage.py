"""
Failures of `google.cloud.storage`, beyond those of google.api_core, which it raises.

Floor 1. Data only. Never imports google. Every public exception has a row or says that it inherits.
Source: `google/cloud/storage/exceptions.py`, `_media/_helpers.py`, `_media/_download.py` of 3.17.1.
"""

from typing import Final

from dataresult.errors import ApiFormat, ApiRequest, DataIntegrity

from ._rule import Library, Rule, Words
from .google_resumable_media import DIGESTS, MEDIA_ANSWER, MEDIA_TEXT

__all__ = ["LIBRARY"]

_NAME: Final = "google.cloud.storage.exceptions"

LIBRARY: Final = Library(
    packages=("google.cloud.storage",),
    public=("google.cloud.storage", "google.cloud.storage.exceptions"),
    checked_with="3.17.1",
    distribution="google-cloud-storage",
    rules=(
        Rule(f"{_NAME}.InvalidResponse", ApiFormat, answer=MEDIA_ANSWER, by=MEDIA_TEXT),
        Rule(f"{_NAME}.DataCorruption", DataIntegrity, fields=DIGESTS),
        Rule(f"{_NAME}.InvalidPathError", ApiRequest),
        # Wrong arguments are refused with the bare class before anything is sent.
        Rule(
            "builtins.ValueError",
            ApiRequest,
            by=(Words({"bad response": ApiFormat, "expected a response": ApiFormat}),),
            raised_in="google.cloud.storage",
            weak=True,
        ),
    ),
)
