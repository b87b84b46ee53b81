"""
What several of the exchange's codes mean, and the parameters that its codes name.

Floor 1. Data only.
"""

from enum import StrEnum
from typing import Final

from dataresult._vocabulary import Advice
from dataresult.errors import ApiRequest, ApiUnavailable

from ._rule import Outcome

__all__ = ["CLOCK", "OVERLOADED", "TOO_LONG", "Parameter", "wrong"]


class Parameter(StrEnum):
    """Parameters of the exchange's requests, as it spells them."""

    ACTIVATION_PRICE = "activationPrice"
    AMOUNT = "amount"
    ASSET = "asset"
    CANCEL_RESTRICTIONS = "cancelRestrictions"
    CLIENT_TRAN_ID = "clientTranId"
    CONTRACT_TYPE = "contractType"
    GOOD_TILL_DATE = "goodTillDate"
    INTERVAL = "interval"
    LEVERAGE = "leverage"
    LIMIT = "limit"
    LISTEN_KEY = "listenKey"
    NEW_CLIENT_ORDER_ID = "newClientOrderId"
    NEW_ORDER_RESP_TYPE = "newOrderRespType"
    ORIG_CLIENT_ORDER_ID = "origClientOrderId"
    PAIR = "pair"
    PEG_OFFSET_TYPE = "pegOffsetType"
    PEG_PRICE_TYPE = "pegPriceType"
    POSITION_SIDE = "positionSide"
    PRICE = "price"
    PRICE_MATCH = "priceMatch"
    QUANTITY = "quantity"
    REDUCE_ONLY = "reduceOnly"
    SELF_TRADE_PREVENTION_MODE = "selfTradePreventionMode"
    SIDE = "side"
    START_TIME = "startTime"
    STOP_PRICE = "stopPrice"
    STRATEGY_TYPE = "strategyType"
    SYMBOL = "symbol"
    SYMBOLS = "symbols"
    SYMBOL_STATUS = "symbolStatus"
    SYMBOL_TYPE = "symbolType"
    TIMESTAMP = "timestamp"
    TIME_IN_FORCE = "timeInForce"
    TIME_UNIT = "timeUnit"
    TYPE = "type"
    WORKING_TYPE = "workingType"


def wrong(parameter: Parameter) -> Outcome:
    """Give the outcome of a wrong parameter."""
    return Outcome(ApiRequest, fields={"parameter": parameter})


# "Please try again in a few minutes."
OVERLOADED: Final = Outcome(ApiUnavailable, next_step=Advice.WAIT)
# The clock is wrong or the road is slow: no other request helps, and the archives answer all the same.
CLOCK: Final = Outcome(ApiRequest, fields={"parameter": Parameter.TIMESTAMP}, next_step=Advice.ASK_OPERATOR)
# More hours or days than one request may ask for.
TOO_LONG: Final = Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST)
