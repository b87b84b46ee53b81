r"""
Secrets out: masks in a text what `_secrets` describes.

Floor 0. Text in, text out; never logs, never raises, never keeps what it saw.
Hosts, paths, symbols and object keys stay readable. Where a text leaves open how far a secret goes, too much is
masked rather than too little.

Source: https://www.rfc-editor.org/rfc/rfc3986#section-3.2 (the authority of a URL).
"""

import re
from collections.abc import Set as AbstractSet
from typing import Final

from ._secret_values import pattern, values_after
from ._secrets import KEY_KINDS, NAME_SUFFIX, NAMES, PHRASES, SHAPE_HINTS, SHAPES

__all__ = ["MASK", "is_secret_name", "redact_text", "without_secrets"]

MASK: Final = "***"

_BEARER: Final = (
    r"\b(?:bearer|basic)(?:\s|%20|\+)+(?!auth|realm|token|credential|scheme|error|\*\*\*)(?P<token>[\w\-.~+/%]{6,}=*)"
)
# Quotes belong to a URL unless they end it.
_IN_URL: Final = r"[^\s\"'<>]|[\"'](?![\s,)\]}:;]|\Z)"
_AUTHORITY: Final = rf"""(?x) ://
    (?: (?P<plain> (?: (?![/?\#]) (?:{_IN_URL}) )* ) @ (?P<host> [^\s/?\#@"'<>]* )
      # What follows the colon is no port: a slash, question mark or hash in a password.
      | (?P<slashed> [^\s/?\#:@"'<>]* : (?!\d{{0,5}}(?:[/?\#"'<>,;)\s\\]|\Z)) (?:{_IN_URL}){{0,128}} ) @
      # Cut off before the `@` came.
      | (?P<cut> [^\s/?\#:@"'<>\[\]{{}}]* : (?!\d{{0,5}}(?:[^\w@]|\Z)) [^\s/?\#"'<>@]+ \Z ) )"""
_HOST: Final = r"(?:[\w\-]+(?:\.[\w\-]+)+|localhost|\[[0-9a-f:.]+\])(?::\d{1,5})?|[\w\-]+:\d{1,5}"
_URL_REST: Final = rf"(?:{_IN_URL}){{0,256}}"
# In these the part before the `@` is a container's name, not a person's.
_CONTAINER_SCHEMES: Final = ("abfs", "abfss", "wasb", "wasbs")
_ENCODED_AUTHORITY: Final = (
    r"(?::|%(?:25)*3a)%(?P<level>(?:25)*)2f%(?P=level)2f"
    r"(?P<user>(?:(?!%(?P=level)(?:2f|3f|23))[^\s/?#&\"'<>])+)%(?P=level)40"
)
# `user:password@host` without a scheme, and `thin:user/password@host` of Oracle's drivers.
_ADDRESS: Final = (
    r"(?<![\w/@.\-:])(?P<user>[\w.\-+%]{0,64}:[^\s@\"'<>/]{1,128})@(?=[\w\-]+(?:\.[\w\-]+)+|localhost|[\w.\-]+:\d|\[)"
    r"|\b(?:thin|oci):(?P<oracle>[^\s/@\"'<>]+/[^\s@\"'<>]+)@"
    # A host holds no `@`: what stands before it is the rest of a password with an `@`.
    r"|(?:\b(?:host(?:[ _]?name)?|server(?: at| on)?|connect to|connection to|resolve|lookup)\b[ =:]{1,3}\\*[\"'`]?)"
    r"(?P<rest>[^\s\"'`,;@/:=]{1,128}(?:@[^\s\"'`,;@/:=]{1,128}){0,8})@(?=[\w\-\[])"
)
# A bare `key` is an object's, but a long one of nothing but letters and digits is an API's.
_QUERY_KEY: Final = r"(?:[?&;]|%(?:25)*(?:3f|26)|\\u0026)key(?:=|%(?:25)*3d)(?P<key>[a-z0-9]{17,})(?![\w\-./])"
# Glued to `-p`, and only for these: elsewhere it is a port. As it stands: `-P` is the port here.
_COMMAND: Final = (
    r"\b(?i:mysql|mariadb)[\w\-.]{0,20}(?=[\s\"'])[^\r\n|;]{0,300}?(?<=[\s\"'])-p"
    r"(?:(?P<quote>[\"'])(?P<quoted>(?:(?!(?P=quote)).)+)|(?P<bare>[^\s\"',\]]+))"
)
_ASCII_LOWER: Final = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
# As in `rows.0.token\n  Input should be a valid string [type=string_type, input_value=12345, input_type=int]`.
_SHOWN_INPUT: Final = "input_value="
_SHOWN_INPUT_END: Final = ", input_type="
# As in `[SQL: UPDATE users SET password = ?] [parameters: ('a', 'b')]`: which of the values is the secret one, the text
# does not say.
_PARAMETERS: Final = r"\[parameters: (?P<values>[(\[].*?[)\]])\](?=\s*(?:\(background|\[|\Z|\n))"
# `Key (id, token)=(1, abc) already exists`, `Duplicate entry 'abc' for key 'users.token'`.
_KEY_VALUES: Final = r"\((?P<names>[^=\n]{1,200})\)=\("
_KEY_VALUES_END: Final = r"\)\s(?:already|conflicts|is)\b"
_ENTRY: Final = r"\bentry\s\\*'(?P<entry>[^\n]{0,500}?)\\*'\sfor\skey\s\\*['`](?P<key>[^'`\s\\]{1,200})"
# A place and what is wrong there: two lines.
_ABOVE_MAX_CHARS: Final = 1_000
# Shorter values are common words or numbers: masking each occurrence of "1" would spoil the text.
_REPEATED_MIN_CHARS: Final = 6
# More are a dump, and each costs a pass over the text.
_REPEATED_MAX_SECRETS: Final = 64
# Ends a text that was cut off.
_CUT: Final = "…"


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
    lowered = name.lower()
    for stem, word in NAMES.items():
        if stem in lowered and pattern(rf"{word}{NAME_SUFFIX}[\W\d_]*\Z").search(lowered):
            return True
    return False


def redact_text(text: str, found: set[str] | None = None) -> str:
    """
    Mask every secret in a text, and leave the rest as it is.

    Args:
        text: Any text: a message, a URL, a header line, a dumped mapping.
        found: Takes what was masked, for `without_secrets` of other texts that tell of the same.

    Returns:
        The text with each secret replaced by `***`, also where it occurs again without its name.

    Examples:
        >>> redact_text("GET https://me:hunter2@data.test/v3/klines?symbol=BTCUSDT&signature=ab12cd failed")
        'GET https://***@data.test/v3/klines?symbol=BTCUSDT&signature=*** failed'
    """
    lowered = _lower(text)
    stems = [stem for stem in NAMES if stem in lowered]
    query_key = "key" in stems and ("key=" in lowered or "key%" in lowered)
    if "key" in stems and not any(kind in lowered for kind in KEY_KINDS):
        stems.remove("key")  # of an object, a frame or a mapping: its pattern takes milliseconds to compile
    shaped = _hints_at_shape(text)
    scheme = "bearer" in lowered or "basic" in lowered
    address = "@" in text or "%40" in text or "://" in text
    # All of them show a value in quotes, but for one.
    phrases = _phrases(lowered) if "'" in text or '"' in text or "identified" in lowered else ()
    command = "-p" in text and ("mysql" in lowered or "mariadb" in lowered)
    if not (stems or shaped or scheme or address or phrases or query_key or command):
        return text
    masked: set[str] = set()
    if shaped:
        spans = [match.span() for match in pattern(SHAPES).finditer(text)]
        text, lowered = _masked(text, lowered, spans, masked)
    for phrase in phrases:
        text, lowered = _masked(text, lowered, _said(phrase, lowered), masked)
    if command:
        spans = [match.span(match.lastgroup or 0) for match in pattern(_COMMAND).finditer(text)]
        text, lowered = _masked(text, lowered, spans, masked)
    if query_key:
        spans = [match.span("key") for match in pattern(_QUERY_KEY).finditer(lowered)]
        text, lowered = _masked(text, lowered, spans, masked)
    if address:
        text, lowered = _masked(text, lowered, _user_infos(text, lowered), masked)
    if stems and _SHOWN_INPUT in lowered:
        text, lowered = _masked(text, lowered, _shown_inputs(lowered), masked)
    if stems and "[parameters: " in lowered:
        spans = [match.span("values") for match in pattern(_PARAMETERS).finditer(lowered)]
        text, lowered = _masked(text, lowered, spans, set())
    if stems and (")=(" in lowered or "for key" in lowered):
        text, lowered = _masked(text, lowered, _entries(lowered), masked)
    for stem in stems:
        text, lowered = _masked(text, lowered, values_after(stem, lowered), masked)
    if "@" in text:
        text, lowered = _masked(text, lowered, _addresses(lowered), masked)
    if scheme:
        spans = [match.span("token") for match in pattern(_BEARER).finditer(lowered)]
        text, lowered = _masked(text, lowered, spans, masked)
    if not masked:
        return text
    parts = _parts(masked)
    if found is not None:
        found |= parts
    return without_secrets(text, parts)


def without_secrets(text: str, found: AbstractSet[str]) -> str:
    """
    Mask secrets where they stand without what gives them away.

    Args:
        text: Any text.
        found: What `redact_text` found in other texts.

    Returns:
        The text with each of these replaced by `***`, also where the text was cut off within one.
    """
    for part in sorted(found, key=len, reverse=True)[:_REPEATED_MAX_SECRETS]:
        text = text.replace(part, MASK)
        if text.endswith(_CUT):
            sizes = range(min(len(part), len(text)) - 1, _REPEATED_MIN_CHARS - 1, -1)
            half = next((size for size in sizes if text.endswith(part[:size] + _CUT)), 0)
            text = text[: len(text) - half - len(_CUT)] + MASK + _CUT if half else text
    return text


def _phrases(lowered: str) -> list[str]:
    """Find which of the phrases a text may hold."""
    found: list[str] = []
    for sign in PHRASES:
        if sign in lowered:
            for hint in PHRASES[sign][0]:
                if hint in lowered:
                    found.append(sign)
                    break
    return found


def _said(phrase: str, lowered: str) -> list[tuple[int, int]]:
    found = pattern(PHRASES[phrase][1]).finditer(lowered)
    return [match.span("bare" if match.groupdict().get("bare") else "secret") for match in found]


def _hints_at_shape(text: str) -> bool:
    for sign, hints in SHAPE_HINTS.items():
        if sign in text:
            for hint in hints:  # `any` of a generator costs thrice as much, and every text passes here
                if hint in text:
                    return True
    return False


def _lower(text: str) -> str:
    """Lower-case without changing the length: a few letters outside ASCII grow when lowered."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text.translate(_ASCII_LOWER)


def _masked(text: str, lowered: str, spans: list[tuple[int, int]], found: set[str]) -> tuple[str, str]:
    pieces: list[str] = []
    done = 0
    for start, end in spans:
        if start >= end or start < done or text[start:end] == MASK:
            continue
        found.add(text[start:end])
        pieces += (text[done:start], MASK)
        done = end
    if not pieces:
        return text, lowered
    text = "".join((*pieces, text[done:]))
    return text, _lower(text)


def _parts(masked: set[str]) -> set[str]:
    """Give what of secrets to look for elsewhere: all of each, its end, and both URL-decoded."""
    from urllib.parse import unquote

    parts = {part for secret in masked for part in (secret, secret.partition(":")[2], secret.rpartition(" ")[2])}
    parts |= {unquote(part) for part in parts if "%" in part}
    # In quotes a word is all of a value, and a short one counts as well.
    parts |= {f"{quote}{part}{quote}" for part in parts if part and len(part) < _REPEATED_MIN_CHARS for quote in "'\""}
    return {part for part in parts if len(part) >= _REPEATED_MIN_CHARS}


def _user_infos(text: str, lowered: str) -> list[tuple[int, int]]:
    """Find what stands before the `@` of an address."""
    # Without an `@` only the last address may have lost it, to a cut.
    begin = 0 if "@" in text else max(lowered.rfind("://"), 0)
    spans = [_user_info(match, lowered) for match in pattern(_AUTHORITY).finditer(lowered, begin)]
    if "%2f" in lowered and "%40" in lowered:
        spans += [match.span("user") for match in pattern(_ENCODED_AUTHORITY).finditer(lowered)]
    return sorted(span for span in spans if span is not None)


def _entries(lowered: str) -> list[tuple[int, int]]:
    """Find the values that a database tells of a constraint on a column with the name of a secret."""
    spans = [match.span("entry") for match in pattern(_ENTRY).finditer(lowered) if is_secret_name(match["key"])]
    end = 0
    while match := pattern(_KEY_VALUES).search(lowered, end):
        end = match.end()
        if any(is_secret_name(name) for name in pattern(r"[^\w.\-]+").split(match["names"])):
            # Values may hold brackets and commas: all of them go.
            line = lowered.find("\n", end)
            line = len(lowered) if line < 0 else line
            closing = pattern(_KEY_VALUES_END).search(lowered, end, line)
            begin, end = end, lowered.rfind(")", end, line) if closing is None else closing.start()
            end = line if end < 0 else end
            spans.append((begin, end))
    return sorted(spans)


def _shown_inputs(lowered: str) -> list[tuple[int, int]]:
    """Find what a validator shows of a value whose place, with the name of a secret in it, stands on the line above."""
    spans: list[tuple[int, int]] = []
    end = 0
    while (sign := lowered.find(_SHOWN_INPUT, end)) >= 0:
        begin = sign + len(_SHOWN_INPUT)
        found = lowered.find(_SHOWN_INPUT_END, begin)
        end = len(lowered) if found < 0 else found
        above = lowered[max(sign - _ABOVE_MAX_CHARS, 0) : sign].split("\n")[-2:-1]
        if any(is_secret_name(part) for line in above for part in line.split(".")):
            spans.append((begin, end))
    return spans


def _addresses(lowered: str) -> list[tuple[int, int]]:
    spans = [match.span(match.lastgroup or 0) for match in pattern(_ADDRESS).finditer(lowered)]
    return [span for span in spans if not lowered.endswith(MASK, *span)]


def _user_info(match: re.Match[str], lowered: str) -> tuple[int, int] | None:
    if match["plain"] is None:
        return match.span("slashed" if match["slashed"] is not None else "cut")
    start, end = match.span("plain")
    if ":" not in match["plain"]:
        scheme = lowered[max(match.start() - 8, 0) : match.start()]
        return None if scheme.endswith(_CONTAINER_SCHEMES) else (start, end)
    if pattern(_HOST).fullmatch(match["host"]) is None:
        # A password with an `@` and a slash: its host comes after the last `@`.
        rest = pattern(_URL_REST).match(lowered, match.end())
        further = lowered.rfind("@", end + 1, match.end() if rest is None else rest.end())
        end = max(end, further)
    return start, end
