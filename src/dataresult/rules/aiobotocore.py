"""
Failures of `aiobotocore`: botocore's own classes, raised over `aiohttp` or `httpx`, and one of its own.

Floor 1. Data only. Never imports aiobotocore. What the rest means is in `botocore.py`.
Source: https://aiobotocore.aio-libs.org; `aiobotocore/response.py`, `httpsession.py` of 3.10.0.
"""

from typing import Final

from dataresult._vocabulary import TimeoutPhase
from dataresult.errors import ApiAuth, ApiRequest, Internal, NetworkTimeout

from ._rule import Library, Rule, Words

__all__ = ["LIBRARY"]

LIBRARY: Final = Library(
    packages=("aiobotocore",),
    public=("aiobotocore.response",),
    checked_with="3.10.0",
    rules=(
        # While the body is read.
        Rule(
            "aiobotocore.response.AioReadTimeoutError",
            NetworkTimeout,
            fields={
                "phase": TimeoutPhase.READ,
                "host": "kwargs[endpoint_url]|host",
                "port": "kwargs[endpoint_url]|port",
            },
            link=("kwargs[error]",),
        ),
        # An endpoint that is none, and wrong use: as botocore itself.
        Rule("builtins.ValueError", ApiRequest, raised_in="aiobotocore", weak=True),
        Rule(
            "builtins.RuntimeError",
            Internal,
            raised_in="aiobotocore",
            by=(Words({"credentials are still expired": ApiAuth}),),
            weak=True,
        ),
    ),
)
