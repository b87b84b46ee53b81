"""
What stands in the body of an answer: members of a JSON or XML document, and the sentence for people.

Floor 2. Pure and total for any body; what a code means is not its business.
"""

import json
import re
from collections.abc import Mapping
from typing import Final, cast

from .rules.limit_words import MESSAGE_PLACES

__all__ = ["decoded_body", "member_at", "sentence_of"]

# An error body is a sentence; beyond this it is a page or data that came with the wrong status.
BODY_MAX_BYTES: Final = 65_536
# Longer texts are pages.
SENTENCE_MAX_CHARS: Final = 1_000
# Object stores answer errors in flat XML: `<Error><Code>NoSuchKey</Code><Message>...`.
_XML_MEMBER: Final = re.compile(r"<(\w{1,40})>([^<]{1,2000})</\1>")


def decoded_body(body: bytes | str | None) -> object:
    """Read a JSON body, or the flat members of an XML one; None for anything else."""
    if not body or len(body) > BODY_MAX_BYTES:
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
        start = text.lstrip("\ufeff \r\n\t")
        return dict(_XML_MEMBER.findall(text)) if start.startswith(("<?xml", "<Error")) else None


def member_at(decoded: object, path: str) -> object:
    for step in path.split("."):
        if isinstance(decoded, list) and decoded:
            decoded = cast("list[object]", decoded)[0]
        if not isinstance(decoded, Mapping):
            return None
        decoded = cast("Mapping[str, object]", decoded).get(step)
    return decoded


def sentence_of(decoded: object, body: bytes | str | None) -> str | None:
    """Find what the server says in words: in a JSON body where providers put it, or in a short text."""
    if decoded is not None:
        found = (member_at(decoded, place) for place in MESSAGE_PLACES)
        return next((each for each in found if isinstance(each, str) and each), None)
    if not body or len(body) > SENTENCE_MAX_CHARS:
        return None
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
    return None if text.lstrip().startswith("<") else text
