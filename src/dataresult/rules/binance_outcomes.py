"""
What several of the exchange's codes mean, and how a code names the parameter that is wrong.

Floor 1. Data only.
"""

from typing import Final

from dataresult._vocabulary import Advice
from dataresult.errors import ApiRequest, ApiUnavailable

from ._rule import Outcome

__all__ = ["CLOCK", "OVERLOADED", "TOO_LONG", "Parameter", "wrong"]


class Parameter(str):
    """The name of a parameter, as the exchange spells it: a value, where plain text would be a path."""

    __slots__ = ()


def wrong(parameter: str) -> Outcome:
    """Give the outcome of a wrong parameter."""
    return Outcome(ApiRequest, fields={"parameter": Parameter(parameter)})


# "Please try again in a few minutes."
OVERLOADED: Final = Outcome(ApiUnavailable, next_step=Advice.WAIT)
# The clock is wrong or the road is slow: no other request helps, and the archives answer all the same.
CLOCK: Final = Outcome(ApiRequest, fields={"parameter": Parameter("timestamp")}, next_step=Advice.ASK_OPERATOR)
# More hours or days than one request may ask for.
TOO_LONG: Final = Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST)
