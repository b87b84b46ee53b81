"""
Everything that can go wrong with an answer, by name, and what a correct client may say of it.

Floor 6. A table: each fault is a value that says how the genuine answer changes and how it is delivered. The
wire carries it out, the server decides when; neither knows a fault by name.

A constant is a ready-made fault: `server.inject(faults.RESET_BEFORE_ANSWER)`. The functions make faults with
figures of their own.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

from attrs import evolve, field, frozen

import dataresult.testing.exchange._spoil as spoil
from dataresult._vocabulary import ErrorCode as Code
from dataresult.testing.exchange.answers import Answer, Occasion, api_error, edge_page, http_date, json_answer

__all__ = [
    "FAULTS",
    "Change",
    "Delivery",
    "Endpoint",
    "Fault",
    "banned",
    "dripped",
    "rate_limited",
    "stalled",
    "status",
]


class Endpoint(StrEnum):
    """The kinds of request that the exchange tells apart."""

    REST = "rest"
    ARCHIVE = "archive"
    CHECKSUM = "checksum"


class Delivery(StrEnum):
    """How an answer goes over the wire."""

    WHOLE = "whole"
    RESET_BEFORE_ANSWER = "reset_before_answer"
    RESET_IN_BODY = "reset_in_body"
    CLOSE_BEFORE_ANSWER = "close_before_answer"
    CUT_IN_BODY = "cut_in_body"
    STALL_BEFORE_HEADERS = "stall_before_headers"
    STALL_IN_BODY = "stall_in_body"
    DRIP = "drip"


Change: TypeAlias = Callable[[Answer, Occasion], Answer]
"""What becomes of the genuine answer."""

_REST: Final = frozenset({Endpoint.REST})
_ARCHIVE: Final = frozenset({Endpoint.ARCHIVE})
_CHECKSUM: Final = frozenset({Endpoint.CHECKSUM})
_FILES: Final = _ARCHIVE | _CHECKSUM
_ANY: Final = frozenset(Endpoint)


def _codes(codes: "frozenset[Code] | set[Code]") -> frozenset[Code]:
    return frozenset(codes)


@frozen(kw_only=True)
class Fault:
    """
    One way for an answer to go wrong.

    Args:
        name: what it is called in logs and in test ids.
        expected: the codes of the errors that a correct client, asking this one source, may answer with.
        endpoints: the kinds of request it can happen to; it leaves others alone.
        change: what becomes of the genuine answer; None leaves it.
        delivery: how the answer goes over the wire.
        stall_s: how long a stall or a drip takes, in seconds.
        raw_head: bytes sent in place of status line and headers.
        may_succeed: whether a correct client may also get through (it knows better, or waits long enough).
    """

    name: str
    expected: frozenset[Code] = field(converter=_codes)
    endpoints: frozenset[Endpoint] = _ANY
    change: Change | None = None
    delivery: Delivery = Delivery.WHOLE
    stall_s: float = 0.0
    raw_head: bytes | None = None
    may_succeed: bool = False

    @property
    def shows_status(self) -> bool:
        """Whether the client gets to see the answer's status."""
        hidden = {Delivery.RESET_BEFORE_ANSWER, Delivery.CLOSE_BEFORE_ANSWER}
        return self.raw_head is None and self.delivery not in hidden

    def applied(self, answer: Answer, occasion: Occasion) -> Answer:
        """The answer that is sent in place of `answer`."""
        return answer if self.change is None else self.change(answer, occasion)


@frozen
class _Replaced:
    """A change that puts another answer in the place of the genuine one; a value, so that faults pickle."""

    answer: Answer = field(hash=False)

    def __call__(self, _answer: Answer, _occasion: Occasion) -> Answer:
        return self.answer


@frozen
class _Limited:
    """A 429 or 418 that says when to come back, in seconds from the request on or as an HTTP date."""

    status: int
    wait_s: float
    as_date: bool

    def __call__(self, _answer: Answer, occasion: Occasion) -> Answer:
        end_s = occasion.now_s + self.wait_s
        text = "Too many requests; current request has limited."
        if self.status == _BAN:
            text = (
                f"Way too much request weight used; IP banned until {int(end_s * 1000)}. "
                "Please use WebSocket Streams for live updates to avoid bans."
            )
        hint = http_date(end_s) if self.as_date else f"{self.wait_s:g}"
        return api_error(-1003, text, self.status).with_headers({"Retry-After": hint})


_BAN: Final = 418


def status(
    code: int,
    body: bytes = b"",
    *,
    expected: frozenset[Code] | set[Code],
    headers: Mapping[str, str] | None = None,
    endpoints: frozenset[Endpoint] = _ANY,
) -> Fault:
    """
    A fault that answers with a status, body and headers of your own.

    Args:
        code: the HTTP status.
        body: the body.
        expected: the codes a correct client may answer with.
        headers: headers beside `Content-Length`.
        endpoints: the kinds of request it can happen to.

    Returns:
        The fault, named `status_<code>`.
    """
    answer = Answer(code, body, dict(headers or {}))
    return _answered(f"status_{code}", answer, expected, endpoints)


def rate_limited(retry_after_s: float = 1.0, *, as_date: bool = False) -> Fault:
    """
    A 429 with `Retry-After`.

    Args:
        retry_after_s: how long to wait, in seconds.
        as_date: whether the header carries an HTTP date instead of seconds.
    """
    name = "rate_limited_date" if as_date else "rate_limited"
    change = _Limited(429, retry_after_s, as_date)
    return Fault(name=name, expected={Code.API_RATE_LIMIT}, endpoints=_REST, change=change)


def banned(ban_s: float = 120.0) -> Fault:
    """A 418: the address is banned for `ban_s` seconds from the request on."""
    return Fault(name="banned", expected={Code.API_RATE_LIMIT}, endpoints=_REST, change=_Limited(_BAN, ban_s, False))


def stalled(stall_s: float, *, in_body: bool = False) -> Fault:
    """An answer that stops for `stall_s` seconds, before its headers or in the middle of its body."""
    base = STALL_IN_BODY if in_body else STALL_BEFORE_HEADERS
    return evolve(base, stall_s=stall_s)


def dripped(drip_s: float) -> Fault:
    """A body that comes in small pieces over `drip_s` seconds: no single wait is long."""
    return evolve(DRIPPED, stall_s=drip_s)


def _answered(
    name: str, answer: Answer, expected: frozenset[Code] | set[Code], endpoints: frozenset[Endpoint] = _ANY
) -> Fault:
    return Fault(name=name, expected=_codes(expected), endpoints=endpoints, change=_Replaced(answer))


def _changed(
    name: str,
    change: Change,
    expected: set[Code],
    endpoints: frozenset[Endpoint] = _ANY,
    *,
    may_succeed: bool = False,
) -> Fault:
    return Fault(name=name, change=change, expected=frozenset(expected), endpoints=endpoints, may_succeed=may_succeed)


def _delivered(name: str, delivery: Delivery, expected: set[Code], stall_s: float = 0.0) -> Fault:
    return Fault(name=name, delivery=delivery, expected=frozenset(expected), stall_s=stall_s)


# Words of the exchange: github.com/binance/binance-spot-api-docs, errors.md, and the threads quoted with the
# recorded error bodies (ccxt/ccxt#6905, eprbell/dali-rp2#237, JKorf/Binance.Net#115,
# ccxt/node-binance-api#966).
_UNSATISFIED: Final = "The request could not be satisfied"
_GEO_BLOCK: Final = (
    "Service unavailable from a restricted location according to 'b. Eligibility' in "
    "https://www.binance.com/en/terms. Please contact customer service if you believe you received this "
    "message in error."
)
_BUSY: Final = "Server is currently overloaded with other requests. Please try again in a few minutes."
_EDGE_RATE: Final = "This distribution exceeded the limit on requests per second."
_BAD_KEY: Final = "Invalid API-key, IP, or permissions for action."
_DISCONNECTED: Final = "Internal error; unable to process your request. Please try again."
_QUEUED: Final = "Too many requests queued."

RATE_LIMITED: Final = rate_limited()
RATE_LIMITED_UNTIL_DATE: Final = rate_limited(2.0, as_date=True)
RATE_LIMITED_WITHOUT_HINT: Final = _answered(
    "rate_limited_without_hint", api_error(-1003, _QUEUED, 429), {Code.API_RATE_LIMIT}, _REST
)
RATE_LIMITED_BY_BODY: Final = _answered(
    "rate_limited_by_body", api_error(-1003, _QUEUED, 400), {Code.API_RATE_LIMIT}, _REST
)
BANNED: Final = banned()
BAD_REQUEST_SYMBOL: Final = _answered(
    "bad_request_symbol", api_error(-1121, "Invalid symbol."), {Code.API_REQUEST}, _REST
)
BAD_API_KEY: Final = _answered("bad_api_key", api_error(-2015, _BAD_KEY, 401), {Code.API_AUTH}, _REST)
FORBIDDEN_PAGE: Final = _answered(
    "forbidden_page", edge_page(403, _UNSATISFIED, "Request blocked."), {Code.API_PERMISSION}
)
GEO_BLOCKED: Final = _answered("geo_blocked", api_error(0, _GEO_BLOCK, 451), {Code.API_PERMISSION}, _REST)
LEGALLY_UNAVAILABLE: Final = _answered("legally_unavailable", Answer(451, b"", {}), {Code.API_PERMISSION})
SERVER_ERROR: Final = _answered("server_error", api_error(-1001, _DISCONNECTED, 500), {Code.API_UNAVAILABLE}, _REST)
BAD_GATEWAY_PAGE: Final = _answered(
    "bad_gateway_page",
    edge_page(502, _UNSATISFIED, "CloudFront wasn't able to connect to the origin."),
    {Code.API_UNAVAILABLE},
)
UNAVAILABLE_PAGE: Final = _answered(
    "unavailable_page", edge_page(503, _UNSATISFIED, _EDGE_RATE), {Code.API_UNAVAILABLE, Code.API_RATE_LIMIT}
)
OVERLOADED: Final = _answered("overloaded", api_error(-1008, _BUSY, 503), {Code.API_UNAVAILABLE}, _REST)
GATEWAY_TIMEOUT_PAGE: Final = _answered(
    "gateway_timeout_page",
    edge_page(504, _UNSATISFIED, "We can't connect to the server."),
    {Code.API_UNAVAILABLE},
)
NO_SUCH_KEY: Final = _changed("no_such_key", spoil.missing, {Code.API_NOT_FOUND}, _FILES)
ACCESS_DENIED: Final = _changed("access_denied", spoil.access_denied, {Code.API_PERMISSION}, _FILES)
SLOW_DOWN: Final = _changed("slow_down", spoil.slow_down, {Code.API_UNAVAILABLE, Code.API_RATE_LIMIT}, _FILES)

PAGE_FOR_ANSWER: Final = _answered(
    "page_for_answer", edge_page(200, "Just a occasion", "Checking your browser."), {Code.API_FORMAT}
)
EMPTY_BODY: Final = _changed("empty_body", spoil.emptied, {Code.API_FORMAT, Code.DATA_EMPTY, Code.DATA_INTEGRITY})
EMPTY_LIST: Final = _answered("empty_list", json_answer([]), {Code.DATA_EMPTY, Code.DATA_PARTIAL}, _REST)
INVALID_JSON: Final = _changed("invalid_json", spoil.halved, {Code.API_FORMAT}, _REST)
OBJECT_FOR_LIST: Final = _answered(
    "object_for_list", json_answer({"data": []}), {Code.API_FORMAT, Code.DATA_VALIDATION}, _REST
)
ERROR_WITH_200: Final = _answered(
    "error_with_200", api_error(-1003, _QUEUED, 200), {Code.API_RATE_LIMIT, Code.API_FORMAT}, _REST
)
GZIP_THAT_IS_NONE: Final = _changed("gzip_that_is_none", spoil.called_gzip, {Code.API_FORMAT})
ROWS_SHORT: Final = _changed(
    "rows_short", spoil.rows_short, {Code.API_FORMAT, Code.DATA_VALIDATION, Code.DATA_TRANSFORMATION}, _REST
)
ROWS_NOT_NUMBERS: Final = _changed(
    "rows_not_numbers",
    spoil.rows_not_numbers,
    {Code.API_FORMAT, Code.DATA_VALIDATION, Code.DATA_TRANSFORMATION},
    _REST,
)
ROWS_TWICE: Final = _changed("rows_twice", spoil.rows_twice, {Code.DATA_VALIDATION}, _REST, may_succeed=True)
ROWS_BACKWARDS: Final = _changed(
    "rows_backwards", spoil.rows_backwards, {Code.DATA_VALIDATION}, _REST, may_succeed=True
)

CORRUPT_ZIP: Final = _changed("corrupt_zip", spoil.bits_flipped, {Code.DATA_INTEGRITY}, _ARCHIVE)
TRUNCATED_ZIP: Final = _changed("truncated_zip", spoil.halved, {Code.DATA_INTEGRITY}, _ARCHIVE)
PAGE_FOR_ZIP: Final = _answered(
    "page_for_zip", edge_page(200, "Just a occasion", "Checking your browser."), {Code.API_FORMAT}, _ARCHIVE
)
XML_FOR_ZIP: Final = _changed("xml_for_zip", spoil.missing_with_200, {Code.API_NOT_FOUND, Code.API_FORMAT}, _ARCHIVE)
WRONG_CHECKSUM: Final = _changed("wrong_checksum", spoil.wrong_digest, {Code.DATA_INTEGRITY}, _CHECKSUM)
MISSING_CHECKSUM: Final = _changed(
    "missing_checksum", spoil.missing, {Code.API_NOT_FOUND, Code.DATA_INTEGRITY}, _CHECKSUM, may_succeed=True
)
UNREADABLE_CHECKSUM: Final = _answered(
    "unreadable_checksum",
    Answer(200, b"\xff\xfe\x00?", {}),
    {Code.API_FORMAT, Code.DATA_INTEGRITY},
    _CHECKSUM,
)

_LOST: Final = {Code.NETWORK_CONNECTION}
# Longer than any test waits, shorter than a forgotten one would hang; the server's stop ends it at once.
_STALL_S: Final = 30.0
RESET_BEFORE_ANSWER: Final = _delivered("reset_before_answer", Delivery.RESET_BEFORE_ANSWER, _LOST)
RESET_IN_BODY: Final = _delivered("reset_in_body", Delivery.RESET_IN_BODY, _LOST)
CLOSED_BEFORE_ANSWER: Final = _delivered("closed_before_answer", Delivery.CLOSE_BEFORE_ANSWER, _LOST)
CUT_IN_BODY: Final = _delivered("cut_in_body", Delivery.CUT_IN_BODY, _LOST)
STALL_BEFORE_HEADERS: Final = _delivered(
    "stall_before_headers", Delivery.STALL_BEFORE_HEADERS, {Code.NETWORK_TIMEOUT}, _STALL_S
)
STALL_IN_BODY: Final = _delivered("stall_in_body", Delivery.STALL_IN_BODY, {Code.NETWORK_TIMEOUT}, _STALL_S)
DRIPPED: Final = evolve(_delivered("dripped", Delivery.DRIP, {Code.NETWORK_TIMEOUT}, _STALL_S), may_succeed=True)

_UNREADABLE: Final = {Code.API_FORMAT, Code.NETWORK_CONNECTION}
GARBAGE: Final = Fault(name="garbage", raw_head=b"\x00\x16\x03\x01 this is no HTTP\r\n\r\n", expected=_UNREADABLE)
MALFORMED_HEADERS: Final = Fault(
    name="malformed_headers",
    raw_head=b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nno colon in this line\r\n: no name\r\n\r\n",
    expected=_UNREADABLE,
    # Lenient clients skip such lines and read on to the close.
    may_succeed=True,
)
REDIRECT_LOOP: Final = _answered(
    "redirect_loop",
    Answer(302, b"", {"Location": "/redirect-loop"}),
    {Code.API_FORMAT, Code.API_REQUEST, Code.API_UNAVAILABLE},
)

FAULTS: Final[Mapping[str, Fault]] = MappingProxyType(
    {fault.name: fault for fault in list(globals().values()) if isinstance(fault, Fault)}
)
"""Every ready-made fault by its name."""
