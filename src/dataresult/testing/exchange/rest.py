"""
The exchange's REST answers: which parameters it takes, what it refuses and in which words.

Floor 6. A pure step from path and query to an answer; no sockets, no faults, no limits.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl

from attrs import frozen

from dataresult.testing.exchange.answers import Answer, api_error, edge_page, json_answer
from dataresult.testing.exchange.content import BarQuery, ExchangeContent
from dataresult.testing.exchange.limits import Verdict
from dataresult.testing.exchange.markets import DAY_MS, MARKETS, MarketName, MarketRow

__all__ = ["RestCall", "refusal", "rest_answer", "rest_call", "weight_headers"]

_SYMBOL: Final = r"^[A-Z0-9-_.]{1,20}$"
_NUMBER: Final = r"^[0-9]{1,20}$"
_DEFAULT_ROWS: Final = 500
# Anything above does not fit the exchange's 64-bit integers.
_LARGEST: Final = 2**63 - 1
# Far enough for any market, near enough for calendar arithmetic.
_LAST_MS: Final = 253_370_764_800_000  # 9999-01-01

_KLINE_PARAMETERS: Final[Mapping[MarketName, frozenset[str]]] = {
    "spot": frozenset({"symbol", "interval", "startTime", "endTime", "limit", "timeZone"}),
    "um": frozenset({"symbol", "interval", "startTime", "endTime", "limit"}),
    "cm": frozenset({"symbol", "interval", "startTime", "endTime", "limit"}),
}
# Request weights: spot from rest-api.md ("Weight: 2", "Weight: 20"), futures from their pages on klines.
_WEIGHTS: Final = {"ping": 1, "time": 1, "exchangeInfo": 20, "klines": 2}
_FUTURES_INFO_WEIGHT: Final = 1
_FUTURES_KLINE_WEIGHTS: Final = ((100, 1), (500, 2), (1001, 5))  # below this limit, this weight
_FUTURES_KLINE_WEIGHT_MOST: Final = 10


class _RefusedError(Exception):
    """A request that the exchange refuses; carries the answer."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.answer = api_error(code, message)


@frozen
class RestCall:
    """A request to one of the markets' endpoints."""

    market: MarketRow
    endpoint: str
    """What follows the market's prefix: `klines`, `ping`, `time`, `exchangeInfo`, or something unknown."""
    parameters: Sequence[tuple[str, str]]

    @property
    def weight(self) -> int:
        """The request weight it uses up."""
        if self.market.name == "spot" or self.endpoint in {"ping", "time"}:
            return _WEIGHTS.get(self.endpoint, 1)
        if self.endpoint != "klines":
            return _FUTURES_INFO_WEIGHT
        asked = dict(self.parameters).get("limit", "")
        rows = int(asked) if re.fullmatch(_NUMBER, asked) else _DEFAULT_ROWS
        return next((weight for below, weight in _FUTURES_KLINE_WEIGHTS if rows < below), _FUTURES_KLINE_WEIGHT_MOST)


def rest_call(path: str, query: str) -> RestCall | None:
    """The call that a path and its query make; None when the path is no market's."""
    for row in MARKETS.values():
        if path.startswith(f"{row.rest_prefix}/"):
            endpoint = path.removeprefix(f"{row.rest_prefix}/")
            return RestCall(row, endpoint, parse_qsl(query, keep_blank_values=True))
    return None


def rest_answer(call: RestCall, contents: Sequence[ExchangeContent], now_ms: int) -> Answer:
    """
    The exchange's answer to a call.

    Args:
        call: the call.
        contents: where the data is; for each symbol the first that lists it answers.
        now_ms: the exchange's time.
    """
    try:
        match call.endpoint:
            case "ping":
                return json_answer({})
            case "time":
                return json_answer({"serverTime": now_ms})
            case "exchangeInfo":
                return _exchange_info(call, contents, now_ms)
            case "klines":
                return _klines(call, contents, now_ms)
            case _:
                return edge_page(404, "The request could not be satisfied", "Not found.")
    except _RefusedError as refusal:
        return refusal.answer


def weight_headers(call: RestCall, verdict: Verdict) -> Mapping[str, str]:
    """The headers of every REST answer; as recorded, futures have only the one that names its minute."""
    headers = {"x-mbx-used-weight-1m": str(verdict.used)}
    if call.market.name == "spot":
        headers["x-mbx-used-weight"] = str(verdict.used)
    return headers


def refusal(call: RestCall, verdict: Verdict) -> Answer:
    """
    A 429 or 418 in the market's words.

    Source:
        https://github.com/binance/binance-spot-api-docs/blob/master/errors.md (-1003)
        https://developers.binance.com/docs/derivatives/usds-margined-futures/error-code (-1003)
    """
    limit, until = verdict.limit, verdict.banned_until_ms
    if call.market.name == "spot":
        live = "Please use WebSocket Streams for live updates to avoid"
        text = (
            f"Too much request weight used; current limit is {limit} request weight per 1 MINUTE. "
            f"{live} polling the API."
            if until is None
            else f"Way too much request weight used; IP banned until {until}. {live} bans."
        )
    else:
        live = "Please use the websocket for live updates to avoid"
        text = (
            f"Too many requests; current limit is {limit} requests per minute. {live} polling the API."
            if until is None
            else f"Way too many requests; IP banned until {until}. {live} bans."
        )
    return api_error(-1003, text, verdict.status).with_headers({"Retry-After": str(verdict.retry_after_s)})


def _text(values: Mapping[str, str], name: str) -> str:
    if name not in values:
        raise _RefusedError(-1102, f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.")
    if not values[name]:
        raise _RefusedError(-1105, f"Parameter '{name}' was empty.")
    return values[name]


def _number(values: Mapping[str, str], name: str) -> int | None:
    if name not in values:
        return None
    text = _text(values, name)
    if not re.fullmatch(_NUMBER, text):
        raise _RefusedError(-1100, f"Illegal characters found in parameter '{name}'; legal range is '{_NUMBER}'.")
    if int(text) > _LARGEST:
        raise _RefusedError(-1108, f"Parameter '{name}' overflowed.")
    return int(text)


def _values(call: RestCall, known: frozenset[str]) -> dict[str, str]:
    values = dict(call.parameters)
    if len(values) < len(call.parameters):
        raise _RefusedError(-1101, "Duplicate values for a parameter detected.")
    read = len(known & values.keys())
    if read < len(values) and call.market.name == "spot":  # futures ignore what they do not know
        raise _RefusedError(
            -1104,
            f"Not all sent parameters were read; read '{read}' parameter(s) but was sent '{len(values)}'.",
        )
    return values


def _klines(call: RestCall, contents: Sequence[ExchangeContent], now_ms: int) -> Answer:
    row = call.market
    values = _values(call, _KLINE_PARAMETERS[row.name])
    symbol = _text(values, "symbol")
    if not re.fullmatch(_SYMBOL, symbol):
        raise _RefusedError(-1100, f"Illegal characters found in parameter 'symbol'; legal range is '{_SYMBOL}'.")
    interval = _text(values, "interval")
    if interval not in row.intervals:
        raise _RefusedError(-1120, "Invalid interval.")
    if values.get("timeZone", "0") not in {"0", "0:00", "+0:00", "-0:00"}:
        # Bars of other time zones are not made here; refusing is better than bars that are wrong.
        raise _RefusedError(-1130, "Data sent for parameter 'timeZone' is not valid.")
    limit = _limit(row, _number(values, "limit"))
    start, end = _number(values, "startTime"), _number(values, "endTime")
    content = _lister(contents, row.name, symbol)
    if start is not None and end is not None and start > end and row.name != "spot":
        raise _RefusedError(-1023, "Start time is greater than end time.")
    newest = start is None or row.newest_first_limit
    start, end = _range(row, start, end, now_ms)
    query = BarQuery(
        market=row.name,
        symbol=symbol,
        interval=interval,
        start_ms=start,
        end_ms=min(end, _LAST_MS),
        now_ms=now_ms,
        limit=limit,
        newest=newest,
    )
    return json_answer(content.bars(query))


def _limit(row: MarketRow, asked: int | None) -> int:
    if asked is None:
        return _DEFAULT_ROWS
    # Spot cuts down what is too much; futures refuse it.
    if asked == 0 or (asked > row.max_rows and row.name != "spot"):
        raise _RefusedError(-1130, "Data sent for parameter 'limit' is not valid.")
    return min(asked, row.max_rows)


def _range(row: MarketRow, start: int | None, end: int | None, now_ms: int) -> tuple[int, int]:
    """
    The range that is meant, both ends included, where one end or both are left open.

    Source:
        https://developers.binance.com/docs/derivatives/coin-margined-futures/market-data/rest-api/Kline-Candlestick-Data
    """
    if row.max_days is None:
        return start or 0, now_ms if end is None else end
    most = row.max_days * DAY_MS
    if start is None:
        end = now_ms if end is None else end
        return max(end - most, 0), end
    if end is None:
        return start, min(start + most, now_ms)
    if end - start > most:
        # "-4165 INVALID_TIME_INTERVAL: Maximum time interval is %s days" in the futures' list of errors.
        raise _RefusedError(-4165, f"Maximum time interval is {row.max_days} days.")
    return start, end


def _lister(contents: Sequence[ExchangeContent], market: MarketName, symbol: str) -> ExchangeContent:
    for content in contents:
        if symbol in content.symbols(market):
            return content
    raise _RefusedError(-1121, "Invalid symbol.")


def _exchange_info(call: RestCall, contents: Sequence[ExchangeContent], now_ms: int) -> Answer:
    """The recorded exchangeInfo with the symbols it lacks, or one made up; of symbols, those asked for."""
    row = call.market
    values = dict(call.parameters)
    wanted = _wanted(values)
    recorded = next((body for content in contents if (body := content.exchange_info(row.name)) is not None), None)
    info: dict[str, object] = {
        "timezone": "UTC",
        "serverTime": now_ms,
        "rateLimits": [
            {
                "rateLimitType": "REQUEST_WEIGHT",
                "interval": "MINUTE",
                "intervalNum": 1,
                "limit": row.weight_limit,
            }
        ],
        "exchangeFilters": [],
    }
    symbols: list[dict[str, object]] = []
    if recorded is not None:
        info |= json.loads(recorded)
        symbols = list(_dicts(info.get("symbols")))
    known = {entry.get("symbol") for entry in symbols}
    for content in contents:
        symbols += [_symbol_info(row, name) for name in content.symbols(row.name) if name not in known]
        known.update(content.symbols(row.name))
    if wanted is not None:
        if not wanted <= known:
            raise _RefusedError(-1121, "Invalid symbol.")
        symbols = [entry for entry in symbols if entry.get("symbol") in wanted]
    return json_answer({**info, "serverTime": now_ms, "symbols": symbols})


def _dicts(value: object) -> Sequence[dict[str, object]]:
    return value if isinstance(value, list) else ()  # pyright: ignore[reportUnknownVariableType]  # recorded JSON


def _wanted(values: Mapping[str, str]) -> set[str] | None:
    if "symbol" in values:
        return {values["symbol"]}
    if "symbols" not in values:
        return None
    if not re.fullmatch(r'\["[^"]+"(,"[^"]+")*\]', values["symbols"]):
        raise _RefusedError(-1102, "Mandatory parameter 'symbols' was not sent, was empty/null, or malformed.")
    return set(re.findall(r'"([^"]+)"', values["symbols"]))


def _symbol_info(row: MarketRow, symbol: str) -> dict[str, object]:
    """The fields of a symbol that clients of klines read."""
    pair = symbol.removesuffix("_PERP")
    quote = next((end for end in ("USDT", "USDC", "BUSD", "USD", "BTC", "ETH") if pair.endswith(end)), "USDT")
    entry: dict[str, object] = {
        "symbol": symbol,
        "baseAsset": pair.removesuffix(quote),
        "quoteAsset": quote,
        "pricePrecision": 8 if row.name == "spot" else 2,
        "contractStatus" if row.name == "cm" else "status": "TRADING",
    }
    if row.name != "spot":
        entry |= {"pair": pair, "contractType": "PERPETUAL"}
    return entry
