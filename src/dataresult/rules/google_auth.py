"""
Failures of `google.auth` and `google.oauth2`: no token, or none that is accepted.

Floor 1. Data only. Never imports google. Every public exception has a row or says that it inherits.
Source: https://googleapis.dev/python/google-auth/latest/reference/google.auth.exceptions.html;
`google/oauth2/_client.py`, `google/auth/transport`, `compute_engine/_metadata.py` of 2.62.2.

A refused refresh carries what the token endpoint answered: decoded as `args[1]`, or its text. An endpoint that is ill
says `retryable`.
"""

from typing import Final

from dataresult._vocabulary import TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    Internal,
    NetworkConnection,
    NetworkTimeout,
    NetworkTls,
    StorageRead,
)

from ._rule import Extract, Keyed, Library, Rule, Words
from .grpc_codes import GRPC_STATUS
from .network_words import NETWORK_WORDS
from .oauth_codes import OAUTH_CODES
from .urllib3 import BROKEN_ANSWER

__all__ = ["LIBRARY"]

_NAME: Final = "google.auth.exceptions"
_TOKEN: Final = (
    Keyed("args[1][error]", OAUTH_CODES, name="OAuth error"),
    Keyed(Extract(r"error code (\w+)"), OAUTH_CODES, name="OAuth error"),
    Keyed(Extract(r"^\W*(\w+): "), OAUTH_CODES, name="OAuth error"),
    # Services that give tokens answer with their own errors, as JSON.
    Keyed("args[1][error][status]", GRPC_STATUS, name="status"),
    Keyed(Extract(r'"status": ?"([A-Z_]+)"', read="args[1]"), GRPC_STATUS, name="status"),
    Keyed("retryable", {True: ApiUnavailable}, name="retryable"),
    # Not every credential keeps that: a page is what stands before the endpoint, and says what is wrong.
    Words(
        {
            "service unavailable": ApiUnavailable,
            "bad gateway": ApiUnavailable,
            "gateway timeout": ApiUnavailable,
            "internal server error": ApiUnavailable,
            "too many requests": ApiRateLimit,
            "<!doctype": ApiFormat,
            "<html": ApiFormat,
        }
    ),
)
_FIELDS: Final = {"provider_code": "args[1][error]"}
_TEXT: Final = (
    Words(BROKEN_ANSWER),
    Words(NETWORK_WORDS),
    Words({"metadata server unavailable": NetworkConnection}),
)

LIBRARY: Final = Library(
    packages=("google.auth", "google.oauth2"),
    public=("google.auth.exceptions",),
    checked_with="2.62.2",
    distribution="google-auth",
    rules=(
        Rule(f"{_NAME}.GoogleAuthError", ApiAuth, by=_TOKEN, weak=True),
        # A refresh that could not reach its endpoint has that as its argument or cause.
        Rule(f"{_NAME}.RefreshError", ApiAuth, by=_TOKEN, fields=_FIELDS, weak=True),
        Rule(f"{_NAME}.OAuthError", ApiAuth, by=_TOKEN, fields=_FIELDS, weak=True),
        Rule(f"{_NAME}.ReauthFailError", ApiAuth),
        Rule(f"{_NAME}.ReauthSamlChallengeFailError", ApiAuth),
        Rule(f"{_NAME}.UserAccessTokenError", ApiAuth),
        Rule(f"{_NAME}.TransportError", NetworkConnection, by=_TEXT, weak=True),
        Rule(f"{_NAME}.ResponseError", NetworkConnection, weak=True),
        Rule(f"{_NAME}.TimeoutError", NetworkTimeout, fields={"phase": TimeoutPhase.TOTAL}),
        Rule(f"{_NAME}.MutualTLSChannelError", NetworkTls),
        # The client's own certificate is missing or wrong.
        Rule(f"{_NAME}.ClientCertError", ApiAuth),
        # Missing or unreadable credentials, whatever made them so.
        Rule(f"{_NAME}.DefaultCredentialsError", ApiAuth),
        Rule(f"{_NAME}.MalformedError", ApiAuth),
        Rule(
            f"{_NAME}.InvalidValue",
            ApiAuth,
            by=(Words({"timeout must be": ApiRequest, "exponential backoff": ApiRequest}),),
        ),
        Rule(f"{_NAME}.InvalidResource", ApiRequest),
        # An anonymous client that was told to log in, by a 401: that tries to refresh.
        Rule(f"{_NAME}.InvalidOperation", Internal, by=(Words({"anonymous credentials": ApiAuth}),)),
        Rule(f"{_NAME}.InvalidType", Internal),
        Rule(f"{_NAME}.OSError", ApiAuth),
        Rule("google.auth.transport._mtls_helper._MemfdCreationError", StorageRead),
        # A token endpoint whose answer is a page, with status 200: a portal that wants a login.
        Rule(
            "builtins.TypeError",
            Internal,
            by=(Words({"string indices must be integers": ApiFormat}),),
            raised_in="google.oauth2",
            weak=True,
        ),
        # Keys that cannot be read.
        Rule("builtins.ValueError", ApiAuth, raised_in="google.auth.crypt", weak=True),
    ),
)
