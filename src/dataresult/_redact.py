"""
Secrets out: the one place that decides what in a text is a secret.

Floor 0. Text in, text out; never logs, never raises, never keeps what it saw.
Hosts, paths, symbols and object keys stay readable, so a bare `key=` is no secret name.

Source of the names and shapes: https://docs.github.com/en/code-security/secret-scanning (token prefixes),
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html (signed query parameters),
https://learn.microsoft.com/en-us/rest/api/storageservices/create-service-sas (`sig`),
https://developers.binance.com/docs/binance-spot-api-docs/rest-api (`signature`, `X-MBX-APIKEY`).
"""

import re

__all__ = ["MASK", "is_secret_name", "redact_text"]

MASK = "***"

# A name counts when it *ends* in one of these words, whatever stands before (`x-amz-security-token`).
_NAME_WORDS = (
    r"pass(?:word|wd|phrase|code)|secret|token|signature|credentials?|jwt|(?<![a-z])(?:pwd|sig|auth|otp|pin)"
    r"|(?:api|access|secret|private|account|shared|subscription|auth|session|signing|encryption|master|consumer|client)"
    r"[-_. ]?key(?:[-_]?id)?|client[-_]?secret|session[-_]?id|(?:proxy[-_])?authorization|(?:set[-_])?cookie"
)
_NAME = re.compile(rf"(?:{_NAME_WORDS})s?\Z")

# `name=value`, `name: value`, `"name": "value"`, `('name', b'value')`, `name%3Dvalue`, with or without quotes.
_PAIR = re.compile(
    rf"(?:{_NAME_WORDS})"
    r"(?:\\*[\"']\])?(?:\\*[\"']?\s*(?:=>|==?|:|%3d)|\\*[\"']\s*,)\s*(?:[bfr](?=[\"']))?"
    r"(?:(?P<quote>\\*[\"'])?(?:bearer|basic|digest|token|apikey|negotiate)\s+)?"
    r"(?:\((?P<tuple>[^()\r\n]*)\)"
    r"|\\+(?P<eq>[\"'])(?P<escaped>.*?)(?:\\+(?P=eq)|\Z)"
    r"|\"(?P<double>(?:\\.|[^\"\\])*)"
    r"|'(?P<single>(?:\\.|[^'\\])*)"
    r"|(?P<bare>[^\s&;\"'<>\\]*[^\s&;\"'<>\\,.)\]}:]))",
    re.DOTALL,
)
# A cookie header holds many values: all of the line goes.
_COOKIE = re.compile(r"(?:(?:set-)?cookie[\"']?\s*[:=]\s*b?[\"']?)(?P<line>[^\r\n\"']+)")
# `Bearer abc`; words that follow "basic" in prose ("basic authentication") are let through.
_SCHEME = re.compile(
    r"\b(?:bearer|basic)\s+(?!auth|realm|token|credential|scheme)(?P<token>[\w\-.~+/]{6,}=*)"
)
# "API key 'abc' is invalid", "incorrect API key provided: abc123": quoted, or long and with a digit.
_PROSE = re.compile(
    r"\b(?:api[ _-]?key|password|secret|token|signature)"
    r"(?:\s+(?:is|was|provided|given|used|value|id|received|sent)){0,2}\s*:?\s+"
    r"(?:\"(?P<double>[^\"\s]{4,})\"|'(?P<single>[^'\s]{4,})'|(?P<bare>(?=[\w\-.+/=]*\d)[\w\-.+/=]{12,}))"
)
# The user information of a URL; the second form has an unescaped slash in its password.
_USERINFO = re.compile(
    r"(?:://|%3a%2f%2f|:%2f%2f)"
    r"(?:(?P<plain>[^\s/?#\"'<>]+)|(?P<slashed>[^\s/?#:@\"'<>]*:(?!\d{0,5}(?:[/?#]|\Z))[^\s@\"'<>]*))(?:@|%40)"
)
_SHAPES = re.compile(
    r"\b(?:A(?:KIA|SIA|ROA|IDA)[0-9A-Z]{12,}"
    r"|eyJ[\w\-]{8,}\.[\w\-]+(?:\.[\w\-]*)?"
    r"|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w\-]{16,}"
    r"|xox[abeoprs]-[\w\-]{10,}|sk-[\w\-]{20,}|[rs]k_(?:live|test)_\w{10,}"
    r"|AIza[\w\-]{30,}|ya29\.[\w\-]+|hf_\w{20,}|npm_\w{20,}|pypi-[\w\-]{20,}"
    r"|\d{8,10}:[\w\-]{35})"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
    re.DOTALL,
)
_SHAPE_HINTS = (
    "AKIA",
    "ASIA",
    "AROA",
    "AIDA",
    "eyJ",
    "gh",
    "glpat",
    "xox",
    "sk",
    "rk_",
    "AIza",
    "ya29",
    "hf_",
    "npm_",
    "pypi-",
    "-----BEGIN",
    ":AA",
)
_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_NAME_HINTS = (
    "pass",
    "secret",
    "token",
    "sig",
    "cred",
    "key",
    "auth",
    "cookie",
    "pwd",
    "jwt",
    "session",
    "otp",
    "pin",
)

# Shorter values are common words or numbers: masking each occurrence of "1" would spoil the text.
_REPEATED_MIN_CHARS = 6


def is_secret_name(name: str) -> bool:
    """
    Tell whether a parameter, header or field of this name holds a secret.

    Args:
        name: The name as it was written, in any case.

    Returns:
        True for names that end in a word such as `password`, `token`, `signature` or `api-key`.

    Examples:
        >>> is_secret_name("X-MBX-APIKEY"), is_secret_name("symbol"), is_secret_name("key")
        (True, False, False)
    """
    return _NAME.search(name.lower()) is not None


def redact_text(text: str) -> str:
    """
    Mask every secret in a text, and leave the rest as it is.

    Args:
        text: Any text: a message, a URL, a header line, a dumped mapping.

    Returns:
        The text with each secret replaced by `***`, also where it occurs again without its name.

    Examples:
        >>> redact_text("GET https://me:hunter2@data.test/v3/klines?symbol=BTCUSDT&signature=ab12cd failed")
        'GET https://***@data.test/v3/klines?symbol=BTCUSDT&signature=*** failed'
    """
    lowered = _lower(text)
    found: set[str] = set()
    if ("@" in text or "%40" in text) and ("://" in text or "%2f%2f" in lowered):
        text, lowered = _mask(_USERINFO, text, lowered, found)
    if any(hint in lowered for hint in _NAME_HINTS):
        if "cookie" in lowered:
            text, lowered = _mask(_COOKIE, text, lowered, found)
        text, lowered = _mask(_PAIR, text, lowered, found)
        text, lowered = _mask(_PROSE, text, lowered, found)
    if "bearer" in lowered or "basic" in lowered:
        text, lowered = _mask(_SCHEME, text, lowered, found)
    if any(hint in text for hint in _SHAPE_HINTS):
        text = _SHAPES.sub(MASK, text)
    for secret in found:
        for part in (secret, secret.partition(":")[2]):
            if len(part) >= _REPEATED_MIN_CHARS:
                text = text.replace(part, MASK)
    return text


def _mask(pattern: re.Pattern[str], text: str, lowered: str, found: set[str]) -> tuple[str, str]:
    """Replace each named group that took part in a match; the pattern reads the lowered text, for speed."""
    pieces: list[str] = []
    done = 0
    for match in pattern.finditer(lowered):
        group = match.lastgroup
        if group in {None, "eq", "quote"}:
            continue
        start, end = match.span(group)
        if start == end or text[start:end] == MASK:
            continue
        found.add(text[start:end])
        pieces += (text[done:start], MASK)
        done = end
    if not pieces:
        return text, lowered
    text = "".join((*pieces, text[done:]))
    return text, _lower(text)


def _lower(text: str) -> str:
    """Lower-case without changing the length: a few letters outside ASCII grow when lowered."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text.translate(_ASCII_LOWER)
