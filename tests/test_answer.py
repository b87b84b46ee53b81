"""What the answer of an HTTP server says: body code, status, and the headers that tell how long to wait."""

import json
import math
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus

import pytest
import stamina
import tenacity
from hypothesis import given
from hypothesis import strategies as st

from dataresult._answer_body import BODY_MAX_BYTES
from dataresult._classify import Classifier, default_classifier
from dataresult._retry_hint import retry_hint
from dataresult.errors import (
    Advice,
    ApiAuth,
    ApiError,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    ClassifiedError,
    NetworkTimeout,
)
from dataresult.rules import BodyCodes

STATUSES = st.integers(100, 599)
TEXTS = st.text(max_size=30) | st.sampled_from(["0", "-1", "7", "1e9", "9" * 400, "1;w=60", "nan", "soon"])
NAMES = st.sampled_from(
    [
        *("Retry-After", "retry-after-ms", "x-amz-retry-after", "RateLimit-Limit", "RateLimit-Remaining"),
        *("RateLimit-Reset", "X-RateLimit-Reset", "X-MBX-USED-WEIGHT-1M", "Content-Type"),
    ]
)
HEADERS = st.dictionaries(NAMES, TEXTS, max_size=6)


def _body(code: object, text: object) -> str:
    return json.dumps({"code": code, "msg": text})


BODIES = st.one_of(
    st.none(),
    st.binary(max_size=60),
    st.text(max_size=60),
    st.builds(
        _body,
        st.sampled_from([-1003, -1121, -2015, 0, "-1003", None, True, 1.5, [1]]),
        st.text(max_size=20) | st.none() | st.integers(),
    ),
    st.sampled_from(["[" * 100_000, '{"code": -1003', "[]", "[{}]", "null", '"text"']),
)


def answered(
    status: int, headers: dict[str, str] | None = None, body: bytes | str | None = None
) -> ClassifiedError | None:
    """What the default classifier says of an answer."""
    return default_classifier.classify_answer(status, headers, body)


def limited(headers: dict[str, str], status: int = 429, body: str | None = None) -> ApiRateLimit:
    """A rate limit with these headers."""
    error = answered(status, headers, body)
    assert isinstance(error, ApiRateLimit)
    return error


@given(status=STATUSES, headers=HEADERS, body=BODIES)
def test_any_answer_is_judged(status: int, headers: dict[str, str], body: bytes | str | None) -> None:
    """Refusals by status are errors, whatever headers and body hold; what is fine is none unless its body refuses."""
    error = answered(status, headers, body)
    if status >= 400:
        assert error is not None
    if error is not None:
        json.dumps(error.to_dict())
        if isinstance(error, ApiRateLimit) and error.retry_after is not None:
            assert error.retry_after > timedelta()


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        *((200, None), (204, None), (304, ApiFormat), (400, ApiRequest), (401, ApiAuth), (403, ApiPermission)),
        *((404, ApiNotFound), (408, NetworkTimeout), (410, ApiNotFound), (418, ApiRateLimit), (422, ApiRequest)),
        *((429, ApiRateLimit), (451, ApiPermission), (499, ApiUnavailable), (500, ApiUnavailable)),
        *((503, ApiUnavailable), (599, ApiUnavailable)),
        (HTTPStatus.NOT_FOUND, ApiNotFound),
    ],
)
def test_a_status_is_what_it_is(status: int, expected: type[ClassifiedError] | None) -> None:
    """Each by its row, the others by their first digit."""
    error = answered(status)
    assert (None if error is None else type(error)) is expected


def test_the_body_code_stands_before_the_status() -> None:
    """Any status, also the one of success; an unknown code leaves it to the status."""
    for status in (200, 400, 500):
        error = answered(status, None, b'{"code": -1121, "msg": "Invalid symbol."}')
        assert isinstance(error, ApiRequest | ApiNotFound)
        assert (error.http_status, error.provider_code) == (status, "-1121")
        assert "Invalid symbol." in error.message
    unknown = answered(500, None, b'{"code": -99999, "msg": "something new"}')
    assert isinstance(unknown, ApiUnavailable)
    assert unknown.provider_code == "-99999"
    assert "something new" in unknown.message


def test_a_page_with_success_is_no_refusal() -> None:
    """What was promised is the client's to know: it fails where the page is parsed."""
    assert answered(200, {"Content-Type": "text/html"}, b"<html>busy</html>") is None


def test_a_body_too_long_for_an_error_is_not_parsed() -> None:
    """A page or data that came with the wrong status."""
    body = json.dumps({"code": -1121, "msg": "x" * BODY_MAX_BYTES})
    assert isinstance(answered(500, None, body), ApiUnavailable)


@given(wait_s=st.integers(1, 86_400))
def test_retry_after_in_seconds_and_as_a_date(wait_s: int) -> None:
    """A number is exact; a date is counted from the present."""
    assert limited({"Retry-After": str(wait_s)}).retry_after == timedelta(seconds=wait_s)
    before = datetime.now(UTC)
    told = limited({"retry-after": format_datetime(before + timedelta(seconds=wait_s), usegmt=True)}).retry_after
    if told is not None:  # one second can be over by now
        assert timedelta() < told <= timedelta(seconds=wait_s)
    else:
        assert wait_s == 1


@given(wait_ms=st.integers(1, 10**7), name=st.sampled_from(["retry-after-ms", "X-MS-Retry-After-MS"]))
def test_milliseconds_stand_before_seconds(wait_ms: int, name: str) -> None:
    """They say the same more exactly."""
    headers = {name: str(wait_ms), "Retry-After": "99999"}
    told = limited(headers).retry_after
    assert told is not None
    assert math.isclose(told.total_seconds(), wait_ms / 1000, abs_tol=2e-6)


@pytest.mark.parametrize("told", ["0", "-1", "", "soon", "Thu, 01 Jan 1970 00:00:00 GMT", "nan", "9" * 400])
def test_no_hint_is_no_hint(told: str) -> None:
    """The error says so, and its next step is to wait all the same."""
    error = limited({"Retry-After": told})
    assert error.retry_after is None
    assert error.next_step is Advice.WAIT


@given(limit=st.integers(1, 10**6), remaining=st.integers(0, 10**6))
def test_the_limit_and_what_is_used_of_it(limit: int, remaining: int) -> None:
    """From the standard's headers, with its windows behind the figure."""
    error = limited({"RateLimit-Limit": f"{limit}, {limit};w=60", "RateLimit-Remaining": str(min(remaining, limit))})
    assert error.limit == limit
    assert error.used == limit - min(remaining, limit)


@given(used=st.integers(0, 10**6))
def test_used_weight(used: int) -> None:
    """The exchange tells what is used."""
    assert limited({"x-mbx-used-weight-1m": str(used)}).used == used


@given(reset_s=st.integers(2, 10**5))
def test_a_reset_counts_when_nothing_remains(reset_s: int) -> None:
    """Seconds from now, or an instant in seconds since 1970; not while something remains."""
    spent = {"X-RateLimit-Remaining": "0"}
    assert limited({**spent, "X-RateLimit-Reset": str(reset_s)}).retry_after == timedelta(seconds=reset_s)
    instant = int(datetime.now(UTC).timestamp()) + reset_s
    told = limited({**spent, "X-RateLimit-Reset": str(instant)}).retry_after
    assert told is not None
    assert timedelta() < told <= timedelta(seconds=reset_s)
    assert limited({"X-RateLimit-Remaining": "3", "X-RateLimit-Reset": str(reset_s)}).retry_after is None


def test_a_figure_without_end_is_no_figure() -> None:
    """More digits than any limit has."""
    error = limited({"RateLimit-Limit": "9" * 400, "x-mbx-used-weight": "9" * 400})
    assert (error.limit, error.used) == (None, None)


def test_a_ban_by_its_text_ends_at_that_instant() -> None:
    """With any status; the delay is counted from now."""
    until_ms = int((datetime.now(UTC) + timedelta(hours=1)).timestamp() * 1000)
    body = json.dumps({"code": -1003, "msg": f"Way too many requests; IP banned until {until_ms}."})
    for status in (400, 418, 429):
        error = limited({}, status, body)
        assert error.banned
        assert error.not_before == datetime.fromtimestamp(until_ms / 1000, UTC)
        assert error.retry_after is not None
        assert timedelta(minutes=59) < error.retry_after <= timedelta(hours=1)


def test_a_ban_by_its_status_ends_at_an_instant() -> None:
    """418 and a delay: the instant stays what it is however late it is read."""
    before = datetime.now(UTC)
    error = limited({"Retry-After": "60"}, 418)
    assert error.banned
    assert error.not_before is not None
    assert before + timedelta(seconds=60) <= error.not_before <= datetime.now(UTC) + timedelta(seconds=60)
    assert limited({}, 418).not_before is None


@pytest.mark.parametrize("status", [500, 503])
def test_who_is_unavailable_may_say_how_long(status: int) -> None:
    """The time is in the context, and the next step is to wait."""
    error = answered(status, {"Retry-After": "30"})
    assert isinstance(error, ApiUnavailable)
    assert error.context["retry_after_s"] == 30
    assert error.next_step is Advice.WAIT


def test_secrets_of_an_answer_stay_out() -> None:
    """A body that repeats the request does not carry its signature on."""
    secret = "0123456789abcdef0123456789abcdef"
    body = json.dumps({"code": -1022, "msg": f"Signature for this request is not valid: signature={secret}"})
    error = answered(400, {"Content-Type": f"text/html; token={secret}"}, body)
    assert isinstance(error, ApiAuth)
    assert secret not in json.dumps(error.to_dict())
    page = answered(304, {}, f"<html>api_key={secret}</html>")
    assert isinstance(page, ApiFormat)
    assert page.snippet is not None
    assert secret not in page.snippet


def test_codes_of_a_provider_of_one_s_own() -> None:
    """By a nested path, in a list of errors too."""
    shop = BodyCodes("shop", {"E7": ApiRateLimit}, code="errors.code", message="errors.text")
    mine = Classifier(providers=(shop,))
    body = json.dumps({"errors": [{"code": "E7", "text": "slow down"}]})
    error = mine.classify_answer(400, {"Retry-After": "7"}, body)
    assert isinstance(error, ApiRateLimit)
    assert error.retry_after == timedelta(seconds=7)
    assert isinstance(answered(400, None, body), ApiRequest)


# What a retry library is told.


class _Refused(Exception):
    def __init__(self, status: int, headers: dict[str, str]) -> None:
        super().__init__("refused")
        self.status_code, self.headers = status, headers


@pytest.mark.parametrize(
    ("exception", "hint"),
    [
        (TimeoutError(), True),
        (ConnectionResetError(104, "reset"), True),
        (_Refused(503, {}), True),
        (_Refused(503, {"Retry-After": "7"}), timedelta(seconds=7)),
        (_Refused(429, {"Retry-After": "7"}), timedelta(seconds=7)),
        (_Refused(429, {}), True),
        (_Refused(404, {"Retry-After": "7"}), False),
        (_Refused(401, {}), False),
        (ValueError("bad"), False),
        (NotImplementedError(), False),
    ],
    ids=repr,
)
def test_the_hint_is_no_yes_or_a_time(exception: Exception, hint: bool | timedelta) -> None:
    """As stamina and tenacity want it."""
    assert retry_hint(exception) == hint


@pytest.mark.parametrize(
    ("raised", "calls"),
    [(ConnectionResetError(), 3), (_Refused(503, {"Retry-After": "0.001"}), 3), (KeyError("close"), 1)],
    ids=repr,
)
def test_stamina_takes_the_hint(raised: Exception, calls: int) -> None:
    """`on=retry_hint` asks again after a reset, after the wait that was asked for, and not after a mistake."""
    seen: list[int] = []

    def fetch() -> None:
        seen.append(1)
        raise raised

    with pytest.raises(type(raised)):
        stamina.retry(on=retry_hint, attempts=3, wait_initial=0.001, wait_max=0.002, wait_jitter=0)(fetch)()
    assert len(seen) == calls


def _wait_s(state: tenacity.RetryCallState) -> float:
    hint = None if state.outcome is None else _hint(state.outcome.exception())
    return hint.total_seconds() if isinstance(hint, timedelta) else 0.0


def _hint(exception: BaseException | None) -> bool | timedelta:
    return exception is not None and retry_hint(exception)


def _again(exception: BaseException) -> bool:
    return bool(retry_hint(exception))


def test_tenacity_takes_the_hint() -> None:
    """As a predicate, and as the time to wait."""
    waits: list[float] = []
    raised = iter([_Refused(429, {"Retry-After": "7"}), TimeoutError(), _Refused(404, {})])

    def sleep(seconds: float) -> None:
        waits.append(seconds)

    @tenacity.retry(retry=tenacity.retry_if_exception(_again), wait=_wait_s, sleep=sleep)
    def fetch() -> None:
        raise next(raised)

    with pytest.raises(_Refused):
        fetch()
    assert waits == [7.0, 0.0]
    assert next(raised, None) is None


@pytest.mark.parametrize(
    ("status", "headers", "body", "wait_s"),
    [
        (429, {"x-ratelimit-reset-after": "3.5"}, b"", 3.5),
        (429, {"ratelimit-reset": "1m30s"}, b"", 90),
        (429, {"RateLimit": '"default";r=0;t=30'}, b"", 30),
        (429, {"RateLimit": "limit=100, remaining=0, reset=47"}, b"", 47),
        (429, {"gw-ratelimit-reset": "2500"}, b"", 2.5),
        # Of two limits the one that is used up counts, not the one that ends first.
        (
            429,
            {
                "x-ratelimit-remaining-requests": "499",
                "x-ratelimit-reset-requests": "0.12s",
                "x-ratelimit-remaining-tokens": "0",
                "x-ratelimit-reset-tokens": "6m0s",
            },
            b"",
            360,
        ),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "60"}, b'{"message": "no"}', 60),
        (429, {}, b'{"error": {"message": "Rate limit reached. Please try again in 6.5s"}}', 6.5),
        (429, {}, b'{"retry_after": 0.75, "global": false}', 0.75),
        (429, {}, b'{"parameters": {"retry_after": 35}}', 35),
        (429, {}, b'{"error": {"details": [{"@type": "x"}, {"retryDelay": "30s"}], "message": "busy"}}', 30),
        (429, {"retry-after-ms": "1500"}, b"", 1.5),
    ],
)
def test_a_wait_is_found_wherever_it_is_told(status: int, headers: dict[str, str], body: bytes, wait_s: float) -> None:
    """Headers of many vendors, JSON bodies, sentences."""
    error = default_classifier.classify_answer(status, headers, body)
    assert isinstance(error, ApiRateLimit)
    assert error.retry_after == timedelta(seconds=wait_s)


@pytest.mark.parametrize(
    ("status", "headers", "body", "expected", "code"),
    [
        (
            503,
            {},
            b"<?xml version='1.0'?><Error><Code>SlowDown</Code><Message>x</Message></Error>",
            ApiRateLimit,
            "SlowDown",
        ),
        (403, {}, b"<Error><Code>InvalidAccessKeyId</Code><Message>x</Message></Error>", ApiAuth, "InvalidAccessKeyId"),
        (400, {}, b'{"__type": "com.amazonaws#Throttling", "message": "x"}', ApiRateLimit, "Throttling"),
        (400, {"x-amzn-errortype": "ThrottlingException:http://x"}, b"", ApiRateLimit, "ThrottlingException"),
        (403, {"x-ms-error-code": "AuthenticationFailed"}, b"", ApiAuth, "AuthenticationFailed"),
        (
            403,
            {},
            b'{"error": {"message": "m", "errors": [{"reason": "quotaExceeded"}]}}',
            ApiRateLimit,
            "quotaExceeded",
        ),
        (403, {}, b'{"message": "You have exceeded a secondary rate limit."}', ApiRateLimit, None),
        (403, {}, b"<html>rate limit</html>", ApiPermission, None),
        (403, {}, b'{"message": "Forbidden"}', ApiPermission, None),
    ],
)
def test_codes_of_clouds_come_through_any_client(
    status: int, headers: dict[str, str], body: bytes, expected: type[ApiError], code: str | None
) -> None:
    """In XML, in JSON, in a header; and a limit that is answered with a 403 is a limit."""
    error = default_classifier.classify_answer(status, headers, body)
    assert isinstance(error, expected)
    assert error.provider_code == code
