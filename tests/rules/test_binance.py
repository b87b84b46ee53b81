"""The exchange's codes in bodies: all that it documents have an outcome, and recorded answers are what they are."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dataresult as dr
from dataresult.rules import Outcome
from dataresult.rules.binance import LIBRARY

(BODY_CODES,) = LIBRARY.providers
RECORDED = (
    Path(os.environ.get("DATARESULT_RECORDED", Path(__file__).parents[3] / "shared" / "data")) / "rest" / "errors"
)

# Source: https://github.com/binance/binance-spot-api-docs/blob/master/errors.md
SPOT = [
    *range(-1003, -999),
    *range(-1008, -1005),
    *range(-1016, -1012),
    *range(-1022, -1019),
    *range(-1035, -1032),
    *range(-1106, -1099),
    -1108,
    *range(-1112, -1110),
    *range(-1122, -1113),
    -1125,
    *range(-1128, -1126),
    -1130,
    *range(-1135, -1133),
    -1139,
    -1145,
    *range(-1153, -1150),
    -1155,
    -1158,
    *range(-1161, -1159),
    *range(-1166, -1164),
    *range(-1191, -1167),
    -1194,
    *range(-1199, -1195),
    *range(-1211, -1209),
    *range(-1225, -1219),
    *range(-2011, -2009),
    *range(-2016, -2012),
    *range(-2022, -2020),
    -2026,
    *range(-2036, -2034),
    *range(-2039, -2037),
    *range(-2043, -2041),
]


def answered(status: int, body: str, headers: dict[str, str] | None = None) -> dr.ClassifiedError:
    """Classify an exception of a client that nobody has described, which carries this answer."""
    parts = {"status_code": status, "body": body, "headers": headers or {}}
    return dr.classify_exception(type("ClientError", (Exception,), parts)("refused"))


def test_every_documented_code_has_an_outcome() -> None:
    """The public list of the spot market, and the sections of the futures markets."""
    assert [code for code in SPOT if str(code) not in BODY_CODES.codes] == []
    sections = {code[:2] for code in BODY_CODES.codes}
    assert sections >= {"-1", "-2", "-3", "-4", "-5"}


@given(code=st.sampled_from(sorted(BODY_CODES.codes)), status=st.sampled_from([400, 403, 500]))
def test_the_body_code_wins_over_the_status(code: str, status: int) -> None:
    """Each code gives an error of the API family that carries it and the status."""
    target = BODY_CODES.codes[code]
    outcome = target if isinstance(target, Outcome) else Outcome(target)
    error = answered(status, json.dumps({"code": int(code), "msg": "said so"}))
    assert type(error) is outcome.error
    assert outcome.error in get_args(dr.ClassifiedError)
    assert isinstance(error, dr.ApiError)
    assert (error.provider_code, error.http_status) == (code, status)
    assert error.next_step is (outcome.next_step or outcome.error.advice)
    if isinstance(error, dr.ApiRequest):
        assert error.parameter == outcome.fields.get("parameter")
        assert error.parameter is None or type(error.parameter) is str


@pytest.mark.parametrize(
    ("code", "expected", "step"),
    [
        (-1000, dr.ApiUnavailable, dr.Advice.RETRY),
        (-1003, dr.ApiRateLimit, dr.Advice.WAIT),
        (-1008, dr.ApiUnavailable, dr.Advice.WAIT),
        (-1015, dr.ApiRateLimit, dr.Advice.WAIT),
        (-1021, dr.ApiRequest, dr.Advice.ASK_OPERATOR),
        (-1022, dr.ApiAuth, dr.Advice.FIX_CREDENTIALS),
        (-1121, dr.ApiRequest, dr.Advice.FIX_REQUEST),
        (-1127, dr.ApiRequest, dr.Advice.SHRINK_REQUEST),
        (-2014, dr.ApiAuth, dr.Advice.FIX_CREDENTIALS),
        (-4088, dr.ApiRequest, dr.Advice.SHRINK_REQUEST),
        (-4141, dr.ApiNotFound, dr.Advice.NEXT_SOURCE),
    ],
)
def test_what_fetchers_meet(code: int, expected: type[dr.ClassifiedError], step: dr.Advice) -> None:
    """The codes that a fetcher of market data meets."""
    error = answered(400, json.dumps({"code": code, "msg": "said so"}))
    assert (type(error), error.next_step) == (expected, step)


def test_the_parameter_is_told() -> None:
    """A code that names its parameter tells it."""
    error = answered(400, '{"code":-1120,"msg":"Invalid interval."}')
    assert isinstance(error, dr.ApiRequest)
    assert error.parameter == "interval"
    assert "Invalid interval." in error.message


@given(st.integers().filter(lambda code: str(code) not in BODY_CODES.codes))
def test_an_unknown_code_leaves_it_to_the_status(code: int) -> None:
    """A code that nobody has described decides nothing, and is kept."""
    error = answered(451, json.dumps({"code": code, "msg": "said so"}))
    assert isinstance(error, dr.ApiPermission)
    assert error.provider_code == str(code)


def test_a_ban_ends_at_an_instant() -> None:
    """The text of a ban names its end."""
    error = answered(418, '{"code":-1003,"msg":"Way too many requests; IP banned until 4102444800000."}')
    assert isinstance(error, dr.ApiRateLimit)
    assert (error.banned, error.not_before) == (True, datetime(2100, 1, 1, tzinfo=UTC))
    slow = answered(418, '{"code":-1003,"msg":"Too many requests."}', {"Retry-After": "60"})
    assert isinstance(slow, dr.ApiRateLimit)
    assert (slow.banned, slow.retry_after) == (True, timedelta(seconds=60))


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers are not here")
@pytest.mark.parametrize(
    ("file", "status", "expected"),
    [
        ("400_invalid_signature.json", 400, dr.ApiAuth),
        ("400_invalid_symbol.json", 400, dr.ApiRequest),
        ("401_invalid_api_key.json", 401, dr.ApiAuth),
        ("403_cloudfront_blocked.html", 403, dr.ApiPermission),
        ("418_ip_banned.json", 418, dr.ApiRateLimit),
        ("429_request_weight.json", 429, dr.ApiRateLimit),
        ("429_too_many_requests.json", 429, dr.ApiRateLimit),
        ("451_restricted_location.json", 451, dr.ApiPermission),
        ("503_cloudfront_rate.html", 503, dr.ApiUnavailable),
    ],
)
def test_recorded_answers(file: str, status: int, expected: type[dr.ClassifiedError]) -> None:
    """Answers that the real exchange gave."""
    body = (RECORDED / file).read_text()
    error = answered(status, body)
    assert type(error) is expected
    assert isinstance(error, dr.ApiError)
    assert error.http_status == status
    assert type(dr.default_classifier.classify_answer(status, body=body)) is expected
