"""
Failures of `python-binance`.

Floor 1. Data only. Never imports binance. Every public exception has a row or says that it inherits.
Source: https://python-binance.readthedocs.io/en/latest/exceptions.html; `binance/exceptions.py`, `binance/client.py`,
`binance/async_client.py`, `binance/ws/` of 1.0.37. The codes are the exchange's own, in `binance.py`.
"""

from typing import Final

from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiRequest,
    ApiUnavailable,
    Internal,
    NetworkConnection,
    NetworkTimeout,
)

from ._rule import Answer, Extract, Keyed, Library, Rule, Target, Words
from .binance import LIBRARY as EXCHANGE
from .network_words import NETWORK_WORDS

__all__ = ["LIBRARY"]

_ERRORS: Final = "binance.exceptions"
_CODES: Final = dict[object, Target](EXCHANGE.providers[0].codes.items())
_CODE: Final = Keyed("code|text", _CODES, name="Binance code")

LIBRARY: Final = Library(
    packages=("binance",),
    distribution="python-binance",
    public=("binance.exceptions",),
    checked_with="1.0.37",
    rules=(
        Rule(
            f"{_ERRORS}.BinanceAPIException",
            ApiUnavailable,
            # The code is 0 where the body was no JSON. The message may tell when a ban ends: it counts as the body.
            answer=Answer(
                status=("status_code",),
                headers=("response.headers",),
                body=("response._content", "response._body", "message"),
                codes=(_CODE,),
            ),
        ),
        Rule(
            f"{_ERRORS}.BinanceRequestException",
            ApiFormat,
            fields={"snippet": Extract(r"(?s)invalid response: (.+)", read="message|text")},
        ),
        # Refused before it is sent, by the filters of the symbol.
        *(
            Rule(f"{_ERRORS}.BinanceOrder{name}Exception", ApiRequest, fields={"provider_code": "code"})
            for name in ("", "InactiveSymbol", "MinAmount", "MinPrice", "MinTotal", "UnknownSymbol")
        ),
        Rule(f"{_ERRORS}.BinanceRegionException", ApiRequest),
        Rule(
            "builtins.AssertionError",
            Internal,
            raised_in="binance",
            by=(Words({"required for private endpoints": ApiAuth}),),
            weak=True,
        ),
        Rule("builtins.ValueError", ApiRequest, raised_in="binance", weak=True),
        Rule(f"{_ERRORS}.UnknownDateFormat", ApiRequest),
        Rule(f"{_ERRORS}.NotImplementedException", Internal),
        # Streams.
        Rule(
            f"{_ERRORS}.BinanceWebsocketUnableToConnect",
            NetworkConnection,
            by=(
                Words({"request timed out": NetworkTimeout}),
                Keyed(Extract(r"'code': (-\d+)"), _CODES, name="Binance code"),
                Words(NETWORK_WORDS),
            ),
            weak=True,
        ),
        Rule(f"{_ERRORS}.BinanceWebsocketClosed", NetworkConnection),
        Rule(f"{_ERRORS}.ReadLoopClosed", NetworkConnection),
        # Whoever reads the stream is slower than the exchange: updates are lost from here on.
        Rule(f"{_ERRORS}.BinanceWebsocketQueueOverflow", Internal, next_step=Advice.SHRINK_REQUEST),
    ),
)
