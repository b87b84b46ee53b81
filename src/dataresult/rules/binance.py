"""
The exchange's error codes in the bodies of its answers: `{"code": -1121, "msg": "Invalid symbol."}`.

Floor 1. Data only; the name that the exchange gives to a code stands beside it.
Sources: https://github.com/binance/binance-spot-api-docs/blob/master/errors.md (spot);
https://developers.binance.com/docs/derivatives/usds-margined-futures/error-code,
https://developers.binance.com/docs/derivatives/coin-margined-futures/error-code;
https://developers.binance.com/docs/wallet/error-code (accounts).

Below -4000 the markets use the same numbers for different things; `binance_futures` says which meaning was taken.
Above, where spot and futures differ (`-1108`, `-2021`, `-2022`, `-2026`), both names are given.
"""

from collections.abc import Mapping
from typing import Final

from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
)

from ._rule import BodyCodes, Library, Target
from .binance_account import ACCOUNT_CODES
from .binance_futures import FUTURES_CODES
from .binance_outcomes import CLOCK, OVERLOADED, TOO_LONG, wrong

__all__ = ["LIBRARY"]


_GENERAL: Final[Mapping[int, Target]] = {
    -1000: ApiUnavailable,  # UNKNOWN
    -1001: ApiUnavailable,  # DISCONNECTED: internal error, please try again
    -1002: ApiAuth,  # UNAUTHORIZED
    -1003: ApiRateLimit,  # TOO_MANY_REQUESTS; with "banned until" in the text, a ban
    -1004: ApiRequest,  # DUPLICATE_IP: already on the white list
    -1005: ApiRequest,  # NO_SUCH_IP: not on the white list
    -1006: ApiUnavailable,  # UNEXPECTED_RESP
    -1007: ApiUnavailable,  # TIMEOUT: between the exchange's own servers
    -1008: OVERLOADED,  # SERVER_BUSY; futures: REQUEST_THROTTLED
    -1010: ApiRequest,  # ERROR_MSG_RECEIVED
    -1011: ApiPermission,  # NON_WHITE_LIST: this address cannot access this route
    -1013: ApiRequest,  # INVALID_MESSAGE: a filter failure
    -1014: ApiRequest,  # UNKNOWN_ORDER_COMPOSITION
    -1015: ApiRateLimit,  # TOO_MANY_ORDERS
    -1016: ApiUnavailable,  # SERVICE_SHUTTING_DOWN
    -1020: ApiRequest,  # UNSUPPORTED_OPERATION
    -1021: CLOCK,  # INVALID_TIMESTAMP
    -1022: ApiAuth,  # INVALID_SIGNATURE
    -1023: wrong("startTime"),  # START_TIME_GREATER_THAN_END_TIME
    -1033: ApiRequest,  # COMP_ID_IN_USE
    -1034: ApiRateLimit,  # TOO_MANY_CONNECTIONS
    -1035: ApiUnavailable,  # LOGGED_OUT: the server ends the session
    -1099: ApiNotFound,  # NOT_FOUND
}

_REQUEST: Final[Mapping[int, Target]] = {
    -1100: ApiRequest,  # ILLEGAL_CHARS
    -1101: ApiRequest,  # TOO_MANY_PARAMETERS
    -1102: ApiRequest,  # MANDATORY_PARAM_EMPTY_OR_MALFORMED
    -1103: ApiRequest,  # UNKNOWN_PARAM
    -1104: ApiRequest,  # UNREAD_PARAMETERS
    -1105: ApiRequest,  # PARAM_EMPTY
    -1106: ApiRequest,  # PARAM_NOT_REQUIRED
    -1108: ApiRequest,  # PARAM_OVERFLOW; futures: BAD_ASSET
    -1109: ApiRequest,  # BAD_ACCOUNT
    -1110: wrong("symbolType"),  # BAD_INSTRUMENT_TYPE
    -1111: ApiRequest,  # BAD_PRECISION
    -1112: ApiNotFound,  # NO_DEPTH: no orders on book for symbol
    -1113: wrong("amount"),  # WITHDRAW_NOT_NEGATIVE
    -1114: wrong("timeInForce"),  # TIF_NOT_REQUIRED
    -1115: wrong("timeInForce"),  # INVALID_TIF
    -1116: wrong("type"),  # INVALID_ORDER_TYPE
    -1117: wrong("side"),  # INVALID_SIDE
    -1118: wrong("newClientOrderId"),  # EMPTY_NEW_CL_ORD_ID
    -1119: wrong("origClientOrderId"),  # EMPTY_ORG_CL_ORD_ID
    -1120: wrong("interval"),  # BAD_INTERVAL
    -1121: wrong("symbol"),  # BAD_SYMBOL
    -1122: wrong("symbolStatus"),  # INVALID_SYMBOLSTATUS
    -1125: wrong("listenKey"),  # INVALID_LISTEN_KEY
    -1126: wrong("asset"),  # ASSET_NOT_SUPPORTED
    -1127: TOO_LONG,  # MORE_THAN_XX_HOURS between startTime and endTime
    -1128: ApiRequest,  # OPTIONAL_PARAMS_BAD_COMBO
    -1130: ApiRequest,  # INVALID_PARAMETER
    -1134: wrong("strategyType"),  # BAD_STRATEGY_TYPE
    -1135: ApiRequest,  # INVALID_JSON
    -1136: wrong("newOrderRespType"),  # INVALID_NEW_ORDER_RESP_TYPE
    -1139: wrong("type"),  # INVALID_TICKER_TYPE
    -1145: wrong("cancelRestrictions"),  # INVALID_CANCEL_RESTRICTIONS
    -1151: wrong("symbols"),  # DUPLICATE_SYMBOLS
    -1152: ApiRequest,  # INVALID_SBE_HEADER
    -1153: ApiRequest,  # UNSUPPORTED_SCHEMA_ID
    -1155: ApiRequest,  # SBE_DISABLED
    -1158: ApiRequest,  # OCO_ORDER_TYPE_REJECTED
    -1160: ApiRequest,  # OCO_ICEBERGQTY_TIMEINFORCE
    -1161: ApiRequest,  # DEPRECATED_SCHEMA
    -1165: ApiRequest,  # BUY_OCO_LIMIT_MUST_BE_BELOW
    -1166: ApiRequest,  # SELL_OCO_LIMIT_MUST_BE_ABOVE
    -1168: ApiRequest,  # BOTH_OCO_ORDERS_CANNOT_BE_LIMIT
    -1169: ApiRequest,  # INVALID_TAG_NUMBER
    -1170: ApiRequest,  # TAG_NOT_DEFINED_IN_MESSAGE
    -1171: ApiRequest,  # TAG_APPEARS_MORE_THAN_ONCE
    -1172: ApiRequest,  # TAG_OUT_OF_ORDER
    -1173: ApiRequest,  # GROUP_FIELDS_OUT_OF_ORDER
    -1174: ApiRequest,  # INVALID_COMPONENT
    -1175: ApiRequest,  # RESET_SEQ_NUM_SUPPORT
    -1176: ApiRequest,  # ALREADY_LOGGED_IN
    -1177: ApiRequest,  # GARBLED_MESSAGE
    -1178: ApiRequest,  # BAD_SENDER_COMPID
    -1179: ApiRequest,  # BAD_SEQ_NUM
    -1180: ApiAuth,  # EXPECTED_LOGON
    -1181: ApiRateLimit,  # TOO_MANY_MESSAGES
    -1182: ApiRequest,  # PARAMS_BAD_COMBO
    -1183: ApiRequest,  # NOT_ALLOWED_IN_DROP_COPY_SESSIONS
    -1184: ApiPermission,  # DROP_COPY_SESSION_NOT_ALLOWED
    -1185: ApiRequest,  # DROP_COPY_SESSION_REQUIRED
    -1186: ApiRequest,  # NOT_ALLOWED_IN_ORDER_ENTRY_SESSIONS
    -1187: ApiRequest,  # NOT_ALLOWED_IN_MARKET_DATA_SESSIONS
    -1188: ApiRequest,  # INCORRECT_NUM_IN_GROUP_COUNT
    -1189: ApiRequest,  # DUPLICATE_ENTRIES_IN_A_GROUP
    -1190: ApiRequest,  # INVALID_REQUEST_ID
    -1191: ApiRateLimit,  # TOO_MANY_SUBSCRIPTIONS
    -1194: wrong("timeUnit"),  # INVALID_TIME_UNIT
    -1196: ApiRequest,  # BUY_OCO_STOP_LOSS_MUST_BE_ABOVE
    -1197: ApiRequest,  # SELL_OCO_STOP_LOSS_MUST_BE_BELOW
    -1198: ApiRequest,  # BUY_OCO_TAKE_PROFIT_MUST_BE_BELOW
    -1199: ApiRequest,  # SELL_OCO_TAKE_PROFIT_MUST_BE_ABOVE
    -1210: wrong("pegPriceType"),  # INVALID_PEG_PRICE_TYPE
    -1211: wrong("pegOffsetType"),  # INVALID_PEG_OFFSET_TYPE
    -1220: wrong("symbolStatus"),  # SYMBOL_DOES_NOT_MATCH_STATUS
    -1221: ApiRequest,  # INVALID_SBE_MESSAGE_FIELD
    -1222: ApiRequest,  # OPO_WORKING_MUST_BE_BUY
    -1223: ApiRequest,  # OPO_PENDING_MUST_BE_SELL
    -1224: ApiRequest,  # WORKING_PARAM_REQUIRED
    -1225: ApiRequest,  # PENDING_PARAM_NOT_REQUIRED
}

_PROCESSING: Final[Mapping[int, Target]] = {
    -2010: ApiRequest,  # NEW_ORDER_REJECTED
    -2011: ApiRequest,  # CANCEL_REJECTED
    -2012: ApiRequest,  # CANCEL_ALL_FAIL
    -2013: ApiNotFound,  # NO_SUCH_ORDER
    -2014: ApiAuth,  # BAD_API_KEY_FMT
    -2015: ApiAuth,  # REJECTED_MBX_KEY: invalid key, address, or permissions
    -2016: ApiNotFound,  # NO_TRADING_WINDOW for the symbol
    -2017: ApiPermission,  # API_KEYS_LOCKED
    -2018: ApiRequest,  # BALANCE_NOT_SUFFICIENT
    -2019: ApiRequest,  # MARGIN_NOT_SUFFICIEN
    -2020: ApiRequest,  # UNABLE_TO_FILL
    -2021: ApiRequest,  # order cancel-replace partially failed; futures: ORDER_WOULD_IMMEDIATELY_TRIGGER
    -2022: ApiRequest,  # order cancel-replace failed; futures: REDUCE_ONLY_REJECT
    -2023: ApiPermission,  # USER_IN_LIQUIDATION
    -2024: ApiRequest,  # POSITION_NOT_SUFFICIENT
    -2025: ApiRequest,  # MAX_OPEN_ORDER_EXCEEDED
    -2026: ApiNotFound,  # ORDER_ARCHIVED; futures: REDUCE_ONLY_ORDER_TYPE_NOT_SUPPORTED
    -2027: ApiRequest,  # MAX_LEVERAGE_RATIO
    -2028: ApiRequest,  # MIN_LEVERAGE_RATIO
    -2035: ApiRequest,  # SUBSCRIPTION_ACTIVE
    -2036: ApiRequest,  # SUBSCRIPTION_INACTIVE
    -2038: ApiRequest,  # ORDER_AMEND_REJECTED
    -2039: ApiRequest,  # CLIENT_ORDER_ID_INVALID
    -2042: ApiRateLimit,  # MAXIMUM_SUBSCRIPTION_IDS
    -2043: ApiNotFound,  # NO_REFERENCE_PRICE
}

LIBRARY: Final = Library(
    packages=(),
    public=(),
    checked_with="2026-07-21",
    rules=(),
    providers=(
        BodyCodes(
            "binance",
            {
                str(code): target
                for table in (ACCOUNT_CODES, FUTURES_CODES, _GENERAL, _REQUEST, _PROCESSING)
                for code, target in table.items()
            },
            code="code",
            message="msg",
        ),
    ),
)
