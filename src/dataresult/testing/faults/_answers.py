"""
What real servers and the edges before them answer with when they refuse.

Floor 6. Bytes only.
"""

import json
from collections.abc import Mapping
from typing import Final, NamedTuple

__all__ = ["REFUSALS", "Refusal", "answer", "refusal"]


class Refusal(NamedTuple):
    """The answer of one kind of server."""

    reason: str
    body: bytes
    headers: tuple[str, ...] = ()


def _json(**content: object) -> bytes:
    return json.dumps(content).encode()


def _page(title: str) -> bytes:
    """Give the page that nginx answers with."""
    return f"<html>\r\n<head><title>{title}</title></head>\r\n<body>{title}<hr>nginx</body>\r\n</html>\r\n".encode()


_JSON: Final = "Content-Type: application/json"
_HTML: Final = "Content-Type: text/html"
_PROBLEM: Final = "Content-Type: application/problem+json"  # https://www.rfc-editor.org/rfc/rfc9457

# Status -> what comes with it. The bodies carry no code of any provider: the status alone must do.
REFUSALS: Final[Mapping[int, Refusal]] = {
    400: Refusal("Bad Request", _json(error="invalid value for 'interval'"), (_JSON,)),
    401: Refusal("Unauthorized", _json(error="invalid_token"), (_JSON, 'WWW-Authenticate: Bearer realm="api"')),
    403: Refusal("Forbidden", _json(message="Missing scope"), (_JSON,)),
    404: Refusal("Not Found", _json(detail="Not Found"), (_JSON,)),
    405: Refusal("Method Not Allowed", b"", ("Allow: POST",)),
    408: Refusal("Request Timeout", _page("408 Request Time-out"), (_HTML,)),
    409: Refusal("Conflict", _json(title="a newer version exists", status=409), (_PROBLEM,)),
    410: Refusal("Gone", _json(detail="this version of the API has ended"), (_JSON,)),
    413: Refusal("Payload Too Large", _page("413 Request Entity Too Large"), (_HTML,)),
    414: Refusal("URI Too Long", _page("414 Request-URI Too Large"), (_HTML,)),
    415: Refusal("Unsupported Media Type", _json(title="send JSON", status=415), (_PROBLEM,)),
    418: Refusal("I'm a teapot", _json(error="banned"), (_JSON,)),
    422: Refusal("Unprocessable Entity", _json(detail=[{"loc": ["query", "start"], "msg": "not a date"}]), (_JSON,)),
    429: Refusal("Too Many Requests", _json(error="slow down"), (_JSON,)),
    451: Refusal("Unavailable For Legal Reasons", _json(error="restricted location"), (_JSON,)),
    500: Refusal("Internal Server Error", b"Internal Server Error", ("Content-Type: text/plain",)),
    501: Refusal("Not Implemented", b""),
    502: Refusal("Bad Gateway", _page("502 Bad Gateway"), (_HTML,)),
    503: Refusal("Service Unavailable", _page("503 Service Temporarily Unavailable"), (_HTML,)),
    504: Refusal("Gateway Timeout", _page("504 Gateway Time-out"), (_HTML,)),
    520: Refusal("Web Server Returned an Unknown Error", b"error code: 520", ("Server: cloudflare",)),
    529: Refusal("Overloaded", _json(type="error", error={"type": "overloaded_error"}), (_JSON,)),
}


def answer(status: str, body: bytes = b"", *headers: str) -> bytes:
    """
    Put an answer together.

    Args:
        status: Status and reason.
        body: The body, whole.
        headers: Further header lines.

    Returns:
        The bytes to send.
    """
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode() + body


def refusal(status: int, wait: str = "", header: str = "Retry-After") -> bytes:
    """
    Give what a server refuses with.

    Args:
        status: Its status.
        wait: How long to wait, as the header says it; no such header where it is empty.
        header: The header that says so.

    Returns:
        The bytes to send.
    """
    known = REFUSALS.get(status) or Refusal("Because", _json(detail="no"), (_JSON,))
    waiting = (f"{header}: {wait}",) if wait else ()
    return answer(f"{status} {known.reason}", known.body, *known.headers, *waiting)
