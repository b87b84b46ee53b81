"""
What the answer of an HTTP server says: body code first, then status, then the headers around it.

Floor 2. Pure: reads what it is given, never the network; total for any body and headers.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

from attrs import frozen

from ._answer_body import decoded_body, member_at, sentence_of
from ._read import header, read
from ._retry_after import delay_in_body, delay_in_headers, delay_in_text, header_number, retry_after_delay
from ._values import safe_text
from ._vocabulary import Advice
from .errors import ApiError, ApiFormat, ApiRateLimit, ClassifiedError
from .rules import http_headers
from .rules._rule import Answer, BodyCodes, Outcome, Reader, Target
from .rules.http_status import STATUS, STATUS_CLASS
from .rules.limit_words import LIMIT_STATUSES, LIMIT_WORDS

__all__ = ["NO_ANSWER", "Finding", "HttpAnswer", "answer_of", "finding_of", "judge_answer"]

SNIPPET_CHARS: Final = 200
MESSAGE_CHARS: Final = 300
# "... banned until 1659146400000": milliseconds since 1970, in the text of codes -1003 and 418.
_BANNED_UNTIL: Final = re.compile(r"banned until (\d{12,14})")


class _Said(str):
    """Text that a server said: a value, where plain text would be a path into the exception."""

    __slots__ = ()


def _said(text: str | None) -> str | None:
    return None if text is None else _Said(text)


@frozen(kw_only=True)
class HttpAnswer:
    """Status, headers and body of an answer, as far as an exception carries them."""

    status: int | None = None
    headers: object = None
    body: bytes | str | None = None


NO_ANSWER: Final = HttpAnswer()
# One for all findings that have none.
_NOTHING: Final[Mapping[str, object]] = MappingProxyType({})


class Finding(NamedTuple):
    """What a piece of evidence says: the class of error, its fields, and the evidence in words."""

    error: type[ClassifiedError]
    evidence: str
    strong: bool = True
    fields: Mapping[str, Reader] = _NOTHING
    next_step: Advice | None = None
    message: str | None = None
    # The key that was found in a table.
    key: str | None = None

    def over(self, fields: Mapping[str, Reader]) -> "Finding":
        """Give the same with further fields, where it has none of the name itself."""
        if not fields:
            return self
        both = {**fields, **self.fields} if self.fields else fields
        return Finding(self.error, self.evidence, self.strong, both, self.next_step, self.message, self.key)


def finding_of(target: Target, evidence: str, operation: str | None = None, key: str | None = None) -> Finding:
    """Turn what a table says into a finding."""
    if not isinstance(target, Outcome):
        return Finding(target, evidence, key=key)
    error = target.writing if target.writing is not None and operation == "write" else target.error
    return Finding(error, evidence, fields=target.fields, next_step=target.next_step, key=key)


def answer_of(exception: BaseException, where: Answer) -> HttpAnswer | None:
    """Gather the answer that an exception carries, or None where it carries none."""
    try:
        return _gathered(exception, where)
    except Exception:  # noqa: BLE001  # what looks like a status may be an object that raises when it is looked at
        return None


def _gathered(exception: BaseException, where: Answer) -> HttpAnswer | None:
    status: int | None = None
    for path in where.status:
        value = read(exception, path)
        if value is not None and (status := _status(value)) is not None:
            break
    body: bytes | str | None = None
    for path in where.body:
        value = read(exception, path)
        if isinstance(value, (bytes, str)):
            body = value
            break
    if status is None and not body:
        return None
    headers = next((found for path in where.headers if (found := read(exception, path)) is not None), None)
    return HttpAnswer(status=status, headers=headers, body=body)


def _status(value: object) -> int | None:
    text = str(int(value)) if isinstance(value, int) else value
    return int(text) if isinstance(text, str) and re.fullmatch("[1-9][0-9][0-9]", text) else None


def judge_answer(
    answer: HttpAnswer,
    providers: Callable[[], Iterable[BodyCodes]],
    coded: Finding | None = None,
    now: datetime | None = None,
) -> Finding | None:
    """
    Judge an answer by its body code, else by its status.

    Args:
        answer: What the server said.
        providers: Gives the tables of body codes; they are taken from only as far as needed.
        coded: What the code says that the client library has read out of the body already.
        now: The instant that delays are counted from; the present by default.

    Returns:
        What it says, or None for an answer that is no refusal.
    """
    now = now or datetime.now(UTC)
    decoded = decoded_body(answer.body)
    code, message, by_code = (coded.key, None, coded) if coded else _by_body(decoded, providers())
    by_status = _by_status(answer.status)
    if by_code is None and by_status is not None:
        code, by_code = _by_header(answer.headers, code, providers)
    words = message or sentence_of(decoded, answer.body)
    found = by_code or _by_limit(answer, by_status, words) or by_status
    if found is None:
        return None
    both = by_status is not None and by_status.error is found.error
    fields: dict[str, Reader] = {**(by_status.fields if both and by_status else {}), **found.fields}
    limited = found.error is ApiRateLimit
    delay = delay_in_headers(answer.headers, now, limited=limited) or delay_in_body(decoded, now)
    if delay is None and words and (limited or answer.status == 503):
        delay = delay_in_text(words)
    if issubclass(found.error, ApiError):
        fields = {"http_status": answer.status, "provider_code": _said(code), **fields}
    if limited:
        fields.update(_limits(answer, message, delay, now))
    elif delay is not None:
        fields["retry_after"] = delay
    if found.error is ApiFormat:
        fields.update(content_type=_said(header(answer.headers, "content-type")), snippet=_said(_snippet(answer.body)))
    told = " ".join(str(part) for part in (answer.status, code, message) if part is not None)
    return Finding(
        error=found.error,
        evidence=found.evidence,
        # What the answer leaves open, the row may know.
        fields={name: value for name, value in fields.items() if value is not None},
        next_step=found.next_step,
        message=safe_text(told, MESSAGE_CHARS) if message else None,
    )


def _by_status(status: int | None) -> Finding | None:
    if status is None:
        return None
    target = STATUS.get(status) or STATUS_CLASS.get(status // 100)
    return None if target is None else finding_of(target, f"HTTP status {status}")


def _by_header(
    headers: object, code: str | None, providers: Callable[[], Iterable[BodyCodes]]
) -> tuple[str | None, Finding | None]:
    """Give the code that stands in a header, and what the first table that knows it says."""
    for name in http_headers.ERROR_CODE:
        told = header(headers, name) if headers is not None else None
        if told:
            # `ThrottlingException:http://internal.amazon.com/...`
            told = told.partition(":")[0]
            for provider in providers():
                if told in provider.codes:
                    return told, finding_of(provider.codes[told], f"{provider.provider} code {told} in a header")
            return code or told, None
    return code, None


def _by_limit(answer: HttpAnswer, by_status: Finding | None, words: str | None) -> Finding | None:
    """Tell a limit that is answered with a refusal of another kind: nothing remains, or the text says so."""
    if by_status is None or answer.status not in LIMIT_STATUSES:
        return None
    if header_number(answer.headers, http_headers.REMAINING) == 0:
        return Finding(ApiRateLimit, f"HTTP status {answer.status}, and nothing remains of the limit")
    lowered = (words or "").lower()
    sign = next((sign for sign in LIMIT_WORDS if sign in lowered), None)
    return None if sign is None else Finding(ApiRateLimit, f"HTTP status {answer.status} with the words {sign!r}")


def _by_body(decoded: object, providers: Iterable[BodyCodes]) -> tuple[str | None, str | None, Finding | None]:
    """Give the provider's code and text, and what the first table that knows the code says of it."""
    first_code: str | None = None
    first_message: str | None = None
    if decoded is None:
        return None, None, None
    for provider in providers:
        code, message = member_at(decoded, provider.code), member_at(decoded, provider.message)
        if not isinstance(code, int | str) or not isinstance(message, str):
            continue
        text = str(code).rpartition("#")[2]  # AWS puts a namespace before it
        target = provider.codes.get(text)
        if target is not None:
            return text, message, finding_of(target, f"{provider.provider} body code {code}")
        if first_code is None:
            first_code, first_message = str(code), message
    return first_code, first_message, None


def _limits(answer: HttpAnswer, message: str | None, delay: timedelta | None, now: datetime) -> Mapping[str, Reader]:
    banned_until = _BANNED_UNTIL.search(message or safe_text(answer.body or ""))
    fields: dict[str, Reader] = {"retry_after": delay}
    if banned_until is not None:
        not_before = datetime.fromtimestamp(int(banned_until[1]) / 1000, UTC)
        fields.update(banned=True, not_before=not_before)
        fields["retry_after"] = delay or retry_after_delay(not_before, now)
    elif answer.status == 418 and delay is not None:  # a ban: it ends at an instant, not after a wait
        fields["not_before"] = now + delay
    limit, used = header_number(answer.headers, http_headers.LIMIT), header_number(answer.headers, http_headers.USED)
    remaining = header_number(answer.headers, http_headers.REMAINING)
    if used is None and limit is not None and remaining is not None:
        used = limit - remaining
    fields.update(limit=None if limit is None else int(limit), used=None if used is None else int(used))
    return fields


def _snippet(body: bytes | str | None) -> str | None:
    if not body:
        return None
    head = body[: SNIPPET_CHARS * 4]
    return safe_text(head.decode("utf-8", "replace") if isinstance(head, bytes) else head, SNIPPET_CHARS)
