"""
The exchange's error codes in answers about accounts: margin, transfers, savings.

Floor 1. Data only; the name that the exchange gives to a code stands beside it.
Source: https://developers.binance.com/docs/wallet/error-code, sections 3xxx to 10xxx.

Numbers from -4000 to -4999, which withdrawals share with the futures markets, stand in `binance_futures` alone.
"""

from collections.abc import Mapping
from typing import Final

from dataresult.errors import ApiNotFound, ApiPermission, ApiRateLimit, ApiRequest, ApiUnavailable

from ._rule import Target
from .binance_outcomes import OVERLOADED, TOO_LONG, wrong

__all__ = ["ACCOUNT_CODES"]


ACCOUNT_CODES: Final[Mapping[int, Target]] = {
    -3000: ApiUnavailable,  # INNER_FAILURE
    -3001: ApiPermission,  # NEED_ENABLE_2FA
    -3002: ApiNotFound,  # ASSET_DEFICIENCY: there is no such asset
    -3003: ApiNotFound,  # NO_OPENED_MARGIN_ACCOUNT
    -3004: ApiPermission,  # TRADE_NOT_ALLOWED
    -3005: ApiPermission,  # TRANSFER_OUT_NOT_ALLOWED
    -3006: ApiRequest,  # EXCEED_MAX_BORROWABLE
    -3007: OVERLOADED,  # HAS_PENDING_TRANSACTION
    -3008: ApiPermission,  # BORROW_NOT_ALLOWED
    -3009: ApiRequest,  # ASSET_NOT_MORTGAGEABLE
    -3010: ApiPermission,  # REPAY_NOT_ALLOWED
    -3011: ApiRequest,  # BAD_DATE_RANGE
    -3012: ApiPermission,  # ASSET_ADMIN_BAN_BORROW
    -3013: ApiRequest,  # LT_MIN_BORROWABLE
    -3014: ApiPermission,  # ACCOUNT_BAN_BORROW
    -3015: ApiRequest,  # REPAY_EXCEED_LIABILITY
    -3016: ApiRequest,  # LT_MIN_REPAY
    -3017: ApiPermission,  # ASSET_ADMIN_BAN_MORTGAGE
    -3018: ApiPermission,  # ACCOUNT_BAN_MORTGAGE
    -3019: ApiPermission,  # ACCOUNT_BAN_ROLLOUT
    -3020: ApiRequest,  # EXCEED_MAX_ROLLOUT
    -3021: ApiPermission,  # PAIR_ADMIN_BAN_TRADE
    -3022: ApiPermission,  # ACCOUNT_BAN_TRADE
    -3023: ApiRequest,  # WARNING_MARGIN_LEVEL
    -3024: ApiRequest,  # FEW_LIABILITY_LEFT
    -3025: ApiRequest,  # INVALID_EFFECTIVE_TIME
    -3026: ApiRequest,  # VALIDATION_FAILED
    -3027: ApiRequest,  # NOT_VALID_MARGIN_ASSET
    -3028: ApiRequest,  # NOT_VALID_MARGIN_PAIR
    -3029: ApiUnavailable,  # TRANSFER_FAILED
    -3036: ApiPermission,  # ACCOUNT_BAN_REPAY
    -3037: OVERLOADED,  # PNL_CLEARING
    -3038: ApiNotFound,  # LISTEN_KEY_NOT_FOUND
    -3041: ApiRequest,  # BALANCE_NOT_CLEARED
    -3042: ApiNotFound,  # PRICE_INDEX_NOT_FOUND
    -3043: ApiPermission,  # TRANSFER_IN_NOT_ALLOWED
    -3044: OVERLOADED,  # SYSTEM_BUSY
    -3045: ApiUnavailable,  # SYSTEM: the exchange has not enough of the asset now
    -3999: ApiPermission,  # NOT_WHITELIST_USER
    -5001: ApiPermission,  # ASSET_DRIBBLET_CONVERT_SWITCH_OFF
    -5002: ApiRequest,  # ASSET_ASSET_NOT_ENOUGH
    -5003: ApiRequest,  # ASSET_USER_HAVE_NO_ASSET
    -5004: ApiRequest,  # USER_OUT_OF_TRANSFER_FLOAT
    -5005: ApiRequest,  # USER_ASSET_AMOUNT_IS_TOO_LOW
    -5006: ApiRateLimit,  # USER_CAN_NOT_REQUEST_IN_24_HOURS
    -5007: ApiRequest,  # AMOUNT_OVER_ZERO
    -5008: ApiRequest,  # ASSET_WITHDRAW_WITHDRAWING_NOT_ENOUGH
    -5009: ApiNotFound,  # PRODUCT_NOT_EXIST
    -5010: ApiUnavailable,  # TRANSFER_FAIL
    -5011: ApiNotFound,  # FUTURE_ACCT_NOT_EXIST
    -5012: OVERLOADED,  # TRANSFER_PENDING; also FUTURE_ACCT_OR_SUBRELATION_NOT_EXIST
    -6001: ApiNotFound,  # DAILY_PRODUCT_NOT_EXIST
    -6003: ApiPermission,  # DAILY_PRODUCT_NOT_ACCESSIBLE
    -6004: ApiRequest,  # DAILY_PRODUCT_NOT_PURCHASABLE
    -6005: ApiRequest,  # DAILY_LOWER_THAN_MIN_PURCHASE_LIMIT
    -6006: ApiRequest,  # DAILY_REDEEM_AMOUNT_ERROR
    -6007: ApiRequest,  # DAILY_REDEEM_TIME_ERROR
    -6008: ApiRequest,  # DAILY_PRODUCT_NOT_REDEEMABLE
    -6009: ApiRateLimit,  # REQUEST_FREQUENCY_TOO_HIGH
    -6011: ApiRequest,  # EXCEEDED_USER_PURCHASE_LIMIT
    -6012: ApiRequest,  # BALANCE_NOT_ENOUGH
    -6013: ApiRequest,  # PURCHASING_FAILED
    -6014: ApiRequest,  # UPDATE_FAILED
    -6015: ApiRequest,  # EMPTY_REQUEST_BODY
    -6016: ApiRequest,  # PARAMS_ERR
    -6017: ApiPermission,  # NOT_IN_WHITELIST
    -6018: ApiRequest,  # ASSET_NOT_ENOUGH
    -6019: ApiRequest,  # PENDING: need confirm
    -6020: ApiNotFound,  # PROJECT_NOT_EXISTS
    -7001: TOO_LONG,  # FUTURES_BAD_DATE_RANGE: the range is not supported
    -7002: ApiRequest,  # FUTURES_BAD_TYPE
    -10001: OVERLOADED,  # SYSTEM_MAINTENANCE
    -10002: ApiRequest,  # INVALID_INPUT
    -10005: ApiNotFound,  # NO_RECORDS
    -12014: ApiRateLimit,  # TOO MANY REQUESTS: more than one in two seconds
    -20121: wrong("symbol"),  # invalid symbol
    -20130: ApiRequest,  # invalid data sent for a parameter
}
