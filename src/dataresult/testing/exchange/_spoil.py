"""
How a good answer is spoilt: the changes that faults name.

Floor 6. Pure functions from an answer to an answer, each deterministic; nothing is sent here.
"""

import json
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote

from dataresult.testing.exchange.answers import XML_TYPE, Answer, Occasion, no_such_key

__all__ = [
    "access_denied",
    "bits_flipped",
    "called_gzip",
    "emptied",
    "halved",
    "missing",
    "missing_with_200",
    "rows_backwards",
    "rows_not_numbers",
    "rows_short",
    "rows_twice",
    "slow_down",
    "wrong_digest",
]

_S3_TYPE: Final = {"Content-Type": XML_TYPE, "Server": "AmazonS3"}


def _key(occasion: Occasion) -> str:
    return unquote(occasion.target.partition("?")[0]).removeprefix("/archive/")


def emptied(answer: Answer, _occasion: Occasion) -> Answer:
    """The same status and headers, no body."""
    return Answer(answer.status, b"", answer.headers)


def halved(answer: Answer, _occasion: Occasion) -> Answer:
    """The first half of the body, under a `Content-Length` that is right for it."""
    return Answer(answer.status, answer.body[: len(answer.body) // 2], answer.headers)


def called_gzip(answer: Answer, _occasion: Occasion) -> Answer:
    """A plain body that the headers call gzip."""
    return Answer(answer.status, answer.body, {**answer.headers, "Content-Encoding": "gzip"})


def bits_flipped(answer: Answer, _occasion: Occasion) -> Answer:
    """One bit flipped in each of a few bytes spread over the body: what a failing disk or cable leaves."""
    body = bytearray(answer.body)
    for part in range(1, 8):
        body[len(body) * part // 8] ^= 0x10
    return Answer(answer.status, bytes(body), answer.headers)


def missing(_answer: Answer, occasion: Occasion) -> Answer:
    """The archive host knows no such key."""
    return no_such_key(_key(occasion))


def missing_with_200(answer: Answer, occasion: Occasion) -> Answer:
    """The XML of a missing key under the status of success."""
    return Answer(200, no_such_key(_key(occasion)).body, answer.headers)


def access_denied(_answer: Answer, _occasion: Occasion) -> Answer:
    """The archive host refuses."""
    return _s3_error(403, "AccessDenied", "Access Denied")


def slow_down(_answer: Answer, _occasion: Occasion) -> Answer:
    """The archive host is asked too much."""
    return _s3_error(503, "SlowDown", "Please reduce your request rate.")


def _s3_error(status: int, code: str, message: str) -> Answer:
    """
    An error of the object store.

    Source:
        https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    """
    declaration = '<?xml version="1.0" encoding="UTF-8"?>'
    body = f"{declaration}\n<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return Answer(status, body.encode(), _S3_TYPE)


def wrong_digest(answer: Answer, _occasion: Occasion) -> Answer:
    """A well-formed checksum of something else."""
    _, gap, name = answer.body.partition(b"  ")
    return Answer(answer.status, b"0" * 64 + gap + name, answer.headers)


def _rows(change: Callable[[list[list[object]]], list[list[object]]], answer: Answer) -> Answer:
    if answer.status != 200 or not answer.body.startswith(b"["):
        return answer
    rows: list[list[object]] = json.loads(answer.body)
    return Answer(answer.status, json.dumps(change(rows), separators=(",", ":")).encode(), answer.headers)


def rows_short(answer: Answer, _occasion: Occasion) -> Answer:
    """Rows that end after the closing price."""
    return _rows(lambda rows: [row[:5] for row in rows], answer)


def rows_not_numbers(answer: Answer, _occasion: Occasion) -> Answer:
    """Words where prices should be."""
    return _rows(lambda rows: [[row[0], "n/a", "n/a", "n/a", "n/a", *row[5:]] for row in rows], answer)


def rows_twice(answer: Answer, _occasion: Occasion) -> Answer:
    """Every row twice."""
    return _rows(lambda rows: [row for row in rows for _ in range(2)], answer)


def rows_backwards(answer: Answer, _occasion: Occasion) -> Answer:
    """The newest row first."""
    return _rows(lambda rows: rows[::-1], answer)
