"""
The exchange's error codes of its futures markets, from -4000 on.

Floor 1. Data only; the name that the exchange gives to a code stands beside it.
Sources: https://developers.binance.com/docs/derivatives/usds-margined-futures/error-code (USD-M),
https://developers.binance.com/docs/derivatives/coin-margined-futures/error-code (COIN-M).

The markets share numbers below -4000 and disagree on some. USD-M's meaning is taken, but for `-4087` and `-4088`,
which COIN-M uses for market data (a wrong pair, a time interval too long) and USD-M for orders: a fetcher meets the
first. The same numbers in answers about accounts (withdrawals) are no matter of market data and are not told apart.
"""

from collections.abc import Mapping
from typing import Final

from dataresult.errors import ApiAuth, ApiNotFound, ApiPermission, ApiRateLimit, ApiRequest, ApiUnavailable

from ._rule import Target
from .binance_outcomes import CLOCK, TOO_LONG, wrong

__all__ = ["FUTURES_CODES"]


FUTURES_CODES: Final[Mapping[int, Target]] = {
    -4000: ApiRequest,  # INVALID_ORDER_STATUS
    -4001: wrong("price"),  # PRICE_LESS_THAN_ZERO
    -4002: wrong("price"),  # PRICE_GREATER_THAN_MAX_PRICE
    -4003: wrong("quantity"),  # QTY_LESS_THAN_ZERO
    -4004: wrong("quantity"),  # QTY_LESS_THAN_MIN_QTY
    -4005: wrong("quantity"),  # QTY_GREATER_THAN_MAX_QTY
    -4006: wrong("stopPrice"),  # STOP_PRICE_LESS_THAN_ZERO
    -4007: wrong("stopPrice"),  # STOP_PRICE_GREATER_THAN_MAX_PRICE
    -4008: ApiRequest,  # TICK_SIZE_LESS_THAN_ZERO
    -4009: ApiRequest,  # MAX_PRICE_LESS_THAN_MIN_PRICE
    -4010: ApiRequest,  # MAX_QTY_LESS_THAN_MIN_QTY
    -4011: ApiRequest,  # STEP_SIZE_LESS_THAN_ZERO
    -4012: ApiRequest,  # MAX_NUM_ORDERS_LESS_THAN_ZERO
    -4013: wrong("price"),  # PRICE_LESS_THAN_MIN_PRICE
    -4014: wrong("price"),  # PRICE_NOT_INCREASED_BY_TICK_SIZE
    -4015: wrong("newClientOrderId"),  # INVALID_CL_ORD_ID_LEN
    -4016: wrong("price"),  # PRICE_HIGHTER_THAN_MULTIPLIER_UP
    -4017: ApiRequest,  # MULTIPLIER_UP_LESS_THAN_ZERO
    -4018: ApiRequest,  # MULTIPLIER_DOWN_LESS_THAN_ZERO
    -4019: ApiRequest,  # COMPOSITE_SCALE_OVERFLOW
    -4020: ApiRequest,  # TARGET_STRATEGY_INVALID
    -4021: wrong("limit"),  # INVALID_DEPTH_LIMIT
    -4022: ApiRequest,  # WRONG_MARKET_STATUS
    -4023: wrong("quantity"),  # QTY_NOT_INCREASED_BY_STEP_SIZE
    -4024: wrong("price"),  # PRICE_LOWER_THAN_MULTIPLIER_DOWN
    -4025: ApiRequest,  # MULTIPLIER_DECIMAL_LESS_THAN_ZERO
    -4026: ApiRequest,  # COMMISSION_INVALID
    -4027: ApiRequest,  # INVALID_ACCOUNT_TYPE
    -4028: wrong("leverage"),  # INVALID_LEVERAGE
    -4029: ApiRequest,  # INVALID_TICK_SIZE_PRECISION
    -4030: ApiRequest,  # INVALID_STEP_SIZE_PRECISION
    -4031: wrong("workingType"),  # INVALID_WORKING_TYPE
    -4032: ApiRequest,  # EXCEED_MAX_CANCEL_ORDER_SIZE
    -4033: ApiNotFound,  # INSURANCE_ACCOUNT_NOT_FOUND
    -4044: ApiRequest,  # INVALID_BALANCE_TYPE
    -4045: ApiRequest,  # MAX_STOP_ORDER_EXCEEDED
    -4046: ApiRequest,  # NO_NEED_TO_CHANGE_MARGIN_TYPE
    -4047: ApiRequest,  # THERE_EXISTS_OPEN_ORDERS
    -4048: ApiRequest,  # THERE_EXISTS_QUANTITY
    -4049: ApiRequest,  # ADD_ISOLATED_MARGIN_REJECT
    -4050: ApiRequest,  # CROSS_BALANCE_INSUFFICIENT
    -4051: ApiRequest,  # ISOLATED_BALANCE_INSUFFICIENT
    -4052: ApiRequest,  # NO_NEED_TO_CHANGE_AUTO_ADD_MARGIN
    -4053: ApiRequest,  # AUTO_ADD_CROSSED_MARGIN_REJECT
    -4054: ApiRequest,  # ADD_ISOLATED_MARGIN_NO_POSITION_REJECT
    -4055: wrong("amount"),  # AMOUNT_MUST_BE_POSITIVE
    -4056: ApiAuth,  # INVALID_API_KEY_TYPE
    -4057: ApiAuth,  # INVALID_RSA_PUBLIC_KEY
    -4058: ApiRequest,  # MAX_PRICE_TOO_LARGE
    -4059: ApiRequest,  # NO_NEED_TO_CHANGE_POSITION_SIDE
    -4060: wrong("positionSide"),  # INVALID_POSITION_SIDE
    -4061: wrong("positionSide"),  # POSITION_SIDE_NOT_MATCH
    -4062: wrong("reduceOnly"),  # REDUCE_ONLY_CONFLICT
    -4063: ApiRequest,  # INVALID_OPTIONS_REQUEST_TYPE
    -4064: ApiRequest,  # INVALID_OPTIONS_TIME_FRAME
    -4065: ApiRequest,  # INVALID_OPTIONS_AMOUNT
    -4066: ApiRequest,  # INVALID_OPTIONS_EVENT_TYPE
    -4067: ApiRequest,  # POSITION_SIDE_CHANGE_EXISTS_OPEN_ORDERS
    -4068: ApiRequest,  # POSITION_SIDE_CHANGE_EXISTS_QUANTITY
    -4069: ApiRequest,  # INVALID_OPTIONS_PREMIUM_FEE
    -4070: ApiRequest,  # INVALID_CL_OPTIONS_ID_LEN
    -4071: ApiRequest,  # INVALID_OPTIONS_DIRECTION
    -4072: ApiRequest,  # OPTIONS_PREMIUM_NOT_UPDATE
    -4073: ApiRequest,  # OPTIONS_PREMIUM_INPUT_LESS_THAN_ZERO
    -4074: ApiRequest,  # OPTIONS_AMOUNT_BIGGER_THAN_UPPER
    -4075: ApiRequest,  # OPTIONS_PREMIUM_OUTPUT_ZERO
    -4076: ApiRequest,  # OPTIONS_PREMIUM_TOO_DIFF
    -4077: ApiRequest,  # OPTIONS_PREMIUM_REACH_LIMIT
    -4078: ApiUnavailable,  # OPTIONS_COMMON_ERROR: options internal error
    -4079: ApiRequest,  # INVALID_OPTIONS_ID
    -4080: ApiNotFound,  # OPTIONS_USER_NOT_FOUND
    -4081: ApiNotFound,  # OPTIONS_NOT_FOUND
    -4082: ApiRequest,  # INVALID_BATCH_PLACE_ORDER_SIZE
    -4083: ApiRequest,  # PLACE_BATCH_ORDERS_FAIL
    -4084: ApiRequest,  # UPCOMING_METHOD
    -4085: ApiRequest,  # INVALID_NOTIONAL_LIMIT_COEF
    -4086: ApiRequest,  # INVALID_PRICE_SPREAD_THRESHOLD
    -4087: wrong("pair"),  # COIN-M: INVALID_PAIR; USD-M: REDUCE_ONLY_ORDER_PERMISSION
    -4088: TOO_LONG,  # COIN-M: INVALID_TIME_INTERVAL, at most so many days; USD-M: NO_PLACE_ORDER_PERMISSION
    -4089: ApiPermission,  # COIN-M: REDUCE_ONLY_ORDER_PERMISSION
    -4090: ApiPermission,  # COIN-M: NO_PLACE_ORDER_PERMISSION
    -4104: wrong("contractType"),  # INVALID_CONTRACT_TYPE
    -4109: ApiPermission,  # INACTIVE_ACCOUNT
    -4110: wrong("clientTranId"),  # COIN-M: INVALID_CLIENT_TRAN_ID_LEN
    -4111: wrong("clientTranId"),  # COIN-M: DUPLICATED_CLIENT_TRAN_ID
    -4112: ApiRequest,  # COIN-M: REDUCE_ONLY_MARGIN_CHECK_FAILED
    -4113: ApiRequest,  # COIN-M: MARKET_ORDER_REJECT
    -4114: wrong("clientTranId"),  # INVALID_CLIENT_TRAN_ID_LEN
    -4115: wrong("clientTranId"),  # DUPLICATED_CLIENT_TRAN_ID
    -4116: wrong("newClientOrderId"),  # DUPLICATED_CLIENT_ORDER_ID
    -4117: ApiRequest,  # STOP_ORDER_TRIGGERING
    -4118: ApiRequest,  # REDUCE_ONLY_MARGIN_CHECK_FAILED
    -4120: ApiRequest,  # STOP_ORDER_SWITCH_ALGO
    -4131: ApiRequest,  # MARKET_ORDER_REJECT
    -4135: wrong("activationPrice"),  # INVALID_ACTIVATION_PRICE
    -4137: wrong("quantity"),  # QUANTITY_EXISTS_WITH_CLOSE_POSITION
    -4138: wrong("reduceOnly"),  # REDUCE_ONLY_MUST_BE_TRUE
    -4139: wrong("type"),  # ORDER_TYPE_CANNOT_BE_MKT
    -4140: ApiRequest,  # INVALID_OPENING_POSITION_STATUS
    -4141: ApiNotFound,  # SYMBOL_ALREADY_CLOSED: delisted
    -4142: ApiRequest,  # STRATEGY_INVALID_TRIGGER_PRICE
    -4144: wrong("pair"),  # INVALID_PAIR
    -4150: ApiRequest,  # COIN-M: ISOLATED_LEVERAGE_REJECT_WITH_POSITION
    -4151: wrong("price"),  # COIN-M: PRICE_HIGHTER_THAN_STOP_MULTIPLIER_UP
    -4152: wrong("price"),  # COIN-M: PRICE_LOWER_THAN_STOP_MULTIPLIER_DOWN
    -4154: wrong("stopPrice"),  # COIN-M: STOP_PRICE_HIGHER_THAN_PRICE_MULTIPLIER_LIMIT
    -4155: wrong("stopPrice"),  # COIN-M: STOP_PRICE_LOWER_THAN_PRICE_MULTIPLIER_LIMIT
    -4161: ApiRequest,  # ISOLATED_LEVERAGE_REJECT_WITH_POSITION
    -4164: ApiRequest,  # MIN_NOTIONAL
    -4165: TOO_LONG,  # INVALID_TIME_INTERVAL: at most so many days
    -4167: ApiRequest,  # ISOLATED_REJECT_WITH_JOINT_MARGIN
    -4168: ApiRequest,  # JOINT_MARGIN_REJECT_WITH_ISOLATED
    -4169: ApiRequest,  # JOINT_MARGIN_REJECT_WITH_MB
    -4170: ApiRequest,  # JOINT_MARGIN_REJECT_WITH_OPEN_ORDER
    -4171: ApiRequest,  # NO_NEED_TO_CHANGE_JOINT_MARGIN
    -4172: ApiRequest,  # JOINT_MARGIN_REJECT_WITH_NEGATIVE_BALANCE
    -4178: ApiRequest,  # COIN-M: MIN_NOTIONAL
    -4183: wrong("price"),  # PRICE_HIGHTER_THAN_STOP_MULTIPLIER_UP
    -4184: wrong("price"),  # PRICE_LOWER_THAN_STOP_MULTIPLIER_DOWN
    -4188: CLOCK,  # COIN-M: ME_INVALID_TIMESTAMP
    -4192: ApiPermission,  # COOLING_OFF_PERIOD
    -4194: ApiPermission,  # COIN-M: ADJUST_LEVERAGE_KYC_FAILED
    -4195: ApiPermission,  # COIN-M: ADJUST_LEVERAGE_ONE_MONTH_FAILED
    -4196: ApiRequest,  # COIN-M: LIMIT_ORDER_ONLY
    -4197: ApiRequest,  # COIN-M: SAME_ORDER
    -4198: ApiRateLimit,  # COIN-M: EXCEED_MAX_MODIFY_ORDER_LIMIT
    -4199: ApiRequest,  # COIN-M: MOVE_ORDER_NOT_ALLOWED_SYMBOL_REASON
    -4200: ApiPermission,  # COIN-M: ADJUST_LEVERAGE_X_DAYS_FAILED
    -4201: ApiPermission,  # COIN-M: ADJUST_LEVERAGE_KYC_LIMIT
    -4202: ApiPermission,  # ADJUST_LEVERAGE_KYC_FAILED; COIN-M: ADJUST_LEVERAGE_ACCOUNT_SYMBOL_FAILED
    -4203: ApiPermission,  # ADJUST_LEVERAGE_ONE_MONTH_FAILED
    -4205: ApiPermission,  # ADJUST_LEVERAGE_X_DAYS_FAILED
    -4206: ApiPermission,  # ADJUST_LEVERAGE_KYC_LIMIT
    -4208: ApiRequest,  # ADJUST_LEVERAGE_ACCOUNT_SYMBOL_FAILED
    -4209: ApiRequest,  # ADJUST_LEVERAGE_SYMBOL_FAILED
    -4210: wrong("stopPrice"),  # STOP_PRICE_HIGHER_THAN_PRICE_MULTIPLIER_LIMIT
    -4211: wrong("stopPrice"),  # STOP_PRICE_LOWER_THAN_PRICE_MULTIPLIER_LIMIT
    -4400: ApiPermission,  # TRADING_QUANTITATIVE_RULE
    -4401: ApiPermission,  # LARGE_POSITION_SYM_RULE
    -4402: ApiPermission,  # COMPLIANCE_BLACK_SYMBOL_RESTRICTION: not in this region
    -4403: ApiPermission,  # ADJUST_LEVERAGE_COMPLIANCE_FAILED
    -4531: ApiRequest,  # DUAL_SIDE_SYNC_REJECT
    -5021: ApiRequest,  # FOK_ORDER_REJECT
    -5022: ApiRequest,  # GTX_ORDER_REJECT
    -5024: ApiRequest,  # MOVE_ORDER_NOT_ALLOWED_SYMBOL_REASON
    -5025: ApiRequest,  # LIMIT_ORDER_ONLY
    -5026: ApiRateLimit,  # Exceed_Maximum_Modify_Order_Limit
    -5027: ApiRequest,  # SAME_ORDER
    -5028: CLOCK,  # ME_RECVWINDOW_REJECT
    -5029: ApiRequest,  # MODIFICATION_MIN_NOTIONAL
    -5037: wrong("priceMatch"),  # INVALID_PRICE_MATCH
    -5038: ApiRequest,  # UNSUPPORTED_ORDER_TYPE_PRICE_MATCH
    -5039: wrong("selfTradePreventionMode"),  # INVALID_SELF_TRADE_PREVENTION_MODE
    -5040: wrong("goodTillDate"),  # FUTURE_GOOD_TILL_DATE
    -5041: ApiRequest,  # BBO_ORDER_REJECT
    -5043: ApiRequest,  # EXISTING_PENDING_MODIFICATION
}
