"""
Failures of `h11`, HTTP/1.1 below `httpcore` and others.

Floor 1. Data only. Never imports h11. Every public exception has a row or says that it inherits.
Source: https://h11.readthedocs.io/en/latest/api.html#error-handling; `h11/_util.py`, `h11/_readers.py` of 0.16.0.
"""

from typing import Final

from dataresult.errors import ApiFormat, ApiRequest, Internal

from ._rule import Library, Rule, Words
from .network_words import CUT

__all__ = ["LIBRARY"]

LIBRARY: Final = Library(
    packages=("h11",),
    public=("h11",),
    checked_with="0.16.0",
    rules=(
        Rule("h11._util.ProtocolError", ApiFormat, by=(Words(CUT),), weak=True),
        Rule("h11._util.RemoteProtocolError", ApiFormat, by=(Words(CUT),)),
        # What the caller wanted to send breaks the protocol, or is sent out of turn.
        Rule(
            "h11._util.LocalProtocolError",
            ApiRequest,
            by=(Words({"can't handle event type": Internal}),),
        ),
    ),
)
