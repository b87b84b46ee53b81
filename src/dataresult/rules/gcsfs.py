"""
Failures of `gcsfs`, the file system over Google Cloud Storage.

Floor 1. Data only. Never imports gcsfs. Every public exception has a row or says that it inherits.
Source: `gcsfs/retry.py` (`validate_response`), `gcsfs/checkers.py`, `gcsfs/credentials.py` of 2026.10.1.

It raises built-in classes for most statuses, and the text is what is left of the answer; what has a number is a local
file that it opened itself.
"""

from typing import Final

from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    DataIntegrity,
    StorageRead,
)

from ._rule import Answer, Extract, Keyed, Library, Rule, Words
from .google_reasons import GOOGLE_REASONS
from .os_errno import ERRNO

__all__ = ["LIBRARY"]

_ERRNO: Final = Keyed("errno", ERRNO, name="errno")
# The reason of a 403 is lost; these are the texts of quotas.
_FORBIDDEN: Final = {
    "rate limit exceeded": ApiRateLimit,
    "quota exceeded": ApiRateLimit,
    "exceeded your": ApiRateLimit,
    "limit exceeded": ApiRateLimit,
    "forbidden: ": ApiPermission,
    "hns rename failed": ApiUnavailable,
    "attempt to open a bucket": ApiRequest,
}

LIBRARY: Final = Library(
    packages=("gcsfs",),
    public=("gcsfs", "gcsfs.retry"),
    checked_with="2026.10.1",
    rules=(
        Rule(
            "gcsfs.retry.HttpError",
            ApiUnavailable,
            answer=Answer(
                status=("code", "_error_response[code]"),
                codes=(
                    Keyed("_error_response[errors][0][reason]", GOOGLE_REASONS, name="reason"),
                    Keyed("_error_response[details][0][reason]", GOOGLE_REASONS, name="reason"),
                ),
            ),
            fields={"retry_after": "_error_response[details]|rpc_details_delay"},
            weak=True,
        ),
        Rule("gcsfs.retry.ChecksumError", DataIntegrity, fields={"expected_digest": Extract(r'expected "([^"]+)"')}),
        # Credentials that lack what a refresh needs.
        Rule("gcsfs.retry.NonRetryableError", ApiAuth, weak=True),
        Rule(
            "builtins.FileNotFoundError", ApiNotFound, by=(_ERRNO,), fields={"resource": "args[0]"}, raised_in="gcsfs"
        ),
        # 412: it is there already, and was not to be overwritten.
        Rule("builtins.FileExistsError", ApiRequest, by=(_ERRNO,), raised_in="gcsfs"),
        Rule("builtins.OSError", StorageRead, by=(_ERRNO, Words(_FORBIDDEN)), raised_in="gcsfs", weak=True),
        Rule(
            "builtins.ValueError",
            ApiRequest,
            by=(
                Words(
                    {
                        "bad request: ": ApiRequest,
                        "token is either not valid": ApiAuth,
                        "token format not understood": ApiAuth,
                        "no cached tokens": ApiAuth,
                        "credentials": ApiAuth,
                    }
                ),
            ),
            raised_in="gcsfs",
            weak=True,
        ),
        Rule(
            "builtins.RuntimeError",
            ApiUnavailable,
            by=(Words({"all connection methods have failed": ApiAuth, "not satisfiable": ApiRequest}),),
            raised_in="gcsfs",
            weak=True,
        ),
    ),
)
