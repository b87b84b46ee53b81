"""
Failures of `tenacity`; `stamina` has none of its own and raises the last one again.

Floor 1. Data only. Never imports either. Every public exception has a row or says that it inherits.
Source: https://tenacity.readthedocs.io/en/latest/api.html; `tenacity/__init__.py` of 9.2.

A retry error is what its last attempt was: an exception, or a result that was not good enough, such as the answer of a
server or a `Failure`. The future is read by its slots, since its methods wait for one that is not done.
"""

from typing import Final

from dataresult._vocabulary import Advice
from dataresult.errors import ApiUnavailable

from ._rule import Answer, Library, Rule

__all__ = ["LIBRARY"]

_RESULT: Final = "last_attempt._result"

LIBRARY: Final = Library(
    packages=("tenacity", "stamina"),
    public=("tenacity", "stamina"),
    checked_with="9.2.1",
    rules=(
        Rule(
            "tenacity.RetryError",
            ApiUnavailable,
            answer=Answer(
                status=(f"{_RESULT}.status_code|refusal", f"{_RESULT}.status|refusal"),
                headers=(f"{_RESULT}.headers",),
                body=(f"{_RESULT}._content",),
            ),
            link=("last_attempt._exception", f"{_RESULT}|failure"),
            weak=True,
            wraps=True,
        ),
        # Raised by hand: whatever it was, it is worth another try.
        Rule("tenacity.TryAgain", ApiUnavailable, next_step=Advice.RETRY, weak=True, wraps=True),
    ),
)
