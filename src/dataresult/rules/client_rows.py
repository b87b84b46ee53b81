"""
What the interpreter's own exceptions mean when an HTTP client raises them: a request that cannot be, a client misused.

Floor 1. Data only. A client has classes for what happens on the way; the bare ones it raises for the call itself.
Source: `httpx/_client.py`, `_config.py` of 0.28.1; `requests/models.py`, `adapters.py` of 2.34.2; `aiohttp/client.py`,
`client_reqrep.py` of 3.14.5; `urllib3/util/timeout.py`, `connection.py` of 2.8.0; `niquests/adapters.py` of 3.21.2.

`ValueError` and `RuntimeError` are weak: what lies behind may say more.
"""

from collections.abc import Mapping
from typing import Final

from dataresult.errors import ApiFormat, ApiRequest, Internal

from ._rule import Rule, Target, Words
from .http_parameters import Parameter

__all__ = ["client_rows"]

# Arguments that do not go together, or are of a kind that is always wrong; the rest is about a value.
_SLIPS: Final[Mapping[str, Target]] = {
    "must be an int": Internal,
    "cannot be a boolean": Internal,
    "invalid timeout": Internal,
    "timeout to": Internal,  # "Attempted to set connect timeout to -1"
    "timeout parameter cannot be": Internal,
    "timeout parameters conflict": Internal,
    "must either include a default": Internal,
    "can not be used": Internal,
    "can not be set": Internal,
    "cannot be set": Internal,
    "cannot combine": Internal,
    "can't specify both": Internal,
    "cannot pass": Internal,
    "at the same time": Internal,
    "can only send preparedrequests": Internal,
    "can only merge into": Internal,
    "must not be a string": Internal,
    "not 2-tuples": Internal,
    "unsupported event": Internal,
    "after `text` has been accessed": Internal,
    "retries count is invalid": Internal,
    # `aiohttp.StreamReader`: a line of the answer is longer than what is kept of it.
    "chunk too big": ApiFormat,
    "chunk exceed the limit": ApiFormat,
}
_HEADERS: Final = {"parameter": Parameter.HEADERS}
_IDNA: Final = Words({"idna": ApiRequest})


def client_rows(package: str) -> tuple[Rule, ...]:
    """
    Give the rows for the built-in exceptions that an HTTP client raises.

    Args:
        package: The package.

    Returns:
        A row for each class.
    """
    return (
        Rule("builtins.ValueError", ApiRequest, raised_in=package, by=(Words(_SLIPS),), weak=True),
        # A client that is closed, or used in the wrong way.
        Rule("builtins.RuntimeError", Internal, raised_in=package, weak=True),
        # A body that came whole, in another encoding than its server says.
        Rule("builtins.UnicodeDecodeError", ApiFormat, raised_in=package, by=(_IDNA,)),
        # A header or a body that has no bytes.
        Rule("builtins.UnicodeEncodeError", ApiRequest, raised_in=package, fields=_HEADERS),
    )
