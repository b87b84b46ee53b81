r"""
Secrets out: the engine that masks in a text what `_secrets` describes.

Floor 0. Text in, text out; never logs, never raises, never keeps what it saw.
Hosts, paths, symbols and object keys stay readable. Where a text leaves open how far a secret goes, too much is
masked rather than too little. Every pattern is linear: a stem, a name and a sign are matched, then code looks for
the end of the value.

Source of the quoting rules:
https://learn.microsoft.com/en-us/sql/odbc/reference/syntax/sqldriverconnect-function (`PWD={...}`),
https://www.rfc-editor.org/rfc/rfc3986#section-3.2 (the authority of a URL).
"""

import re
from functools import cache
from typing import Final

from ._secrets import NAME_SUFFIX, NAMES, SHAPE_HINTS, SHAPES

__all__ = ["MASK", "is_secret_name", "redact_text"]

MASK: Final = "***"

# A quote as it may stand in a dump: plain, escaped at any depth, in HTML, in a URL.
_QUOTE: Final = r"(?:\\*[\"'`]|&quot;|&\#3[49];|%(?:25)*2[27])"
# What follows a name and leads to its value.
_LEAD: Final = rf"""\d*
    (?: (?P<markup> > (?=[^<>\s]) )
      | (?: {_QUOTE} | \\*["']? \] )? \s*
        (?: %(?P<level>(?:25)*)3[ad] | (?P<sign> => | -> | :?== | := | [=:] | \\+u003[ad] ) (?:\s|%(?:25)*20)*
          | (?P<comma> (?<=["']) , \s* ) )
      | (?P<call> (?= \( \s* (?:\w+=)? [bfru]?["'] ) )
      | (?P<words>
          (?:\s{{1,8}}(?:is|was|are|provided|given|used|value|received|sent|of|set|to|the|not|wrong|invalid)){{0,3}}
          (?:\s{{0,8}}:)? \s{{1,8}} ) )"""
_OPENING: Final = rf"[bfru]{{0,2}}(?P<quote>{_QUOTE})"
_NOTHING: Final = r"(?:none|null|nil|true|false|nan|undefined|\*\*\*)(?![\w*])"
_LINE_END: Final = r"[\r\n]|\\+r\\+n|\\+n(?=[\w\-]+\s?[:=])"
_BARE_END: Final = rf"""(?x) \s | {_LINE_END}
    | &(?:amp;)?(?=[\w.\-%\[\]]*=) | &(?=\s|\Z|quot;|\#3[49];) | \\+u0026
    | [;,](?=\s|\Z|["'\[{{(]|[\w.\-]{{1,40}}[ ]?[=:]|[\w.\- ]{{1,40}}=)
    | ["'`]+(?=[,)\]}}:;>\s]|\Z) | \\+["'] | [<>]
    | [)\]}}]+(?=[\s,;:'"]|\Z)"""
# A value of a connection string may hold spaces; a header's goes on to the end of its line.
_STATEMENT_END: Final = rf";|{_LINE_END}|[\"'](?=[\s,)\]}}]|\Z)"
_HEADER_END: Final = rf"{_LINE_END}|[\"'](?=[,)\]}}])"
_SCHEME_WORD: Final = r"(?:[a-z][\w\-]*(?:[ \t]+|\r?\n[ \t]+))?"
_KNOWN_SCHEME: Final = r"(?:(?:bearer|basic|token|apikey|digest|negotiate)(?:\s|%20|\+)+)?"
_SCHEME_OF_PARAMETERS: Final = r"(?:digest|oauth|aws4|hawk|signature|mac|ntlm|negotiate|scram|credential)\b"
_PROSE_VALUE: Final = r"(?=[\w\-.+/=%]{0,200}\d)[\w\-.+/=%~!$*]{10,}"
_BRACED: Final = r"\{(?:[^}]|\}\})*\}?"
_NESTING: Final = r"""(?s)\\.|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[()\[\]{}]"""
_BEARER: Final = (
    r"\b(?:bearer|basic)(?:\s|%20|\+)+(?!auth|realm|token|credential|scheme|error|\*\*\*)(?P<token>[\w\-.~+/%]{6,}=*)"
)
# Quotes belong to a URL unless they end it.
_IN_URL: Final = r"[^\s\"'<>]|[\"'](?![\s,)\]}:;]|\Z)"
_AUTHORITY: Final = rf"""(?x) ://
    (?: (?P<plain> (?: (?![/?\#]) (?:{_IN_URL}) )* ) @ (?P<host> [^\s/?\#@"'<>]* )
      # What follows the colon is no port: a slash, question mark or hash in a password.
      | (?P<slashed> [^\s/?\#:@"'<>]* : (?!\d{{0,5}}(?:[/?\#"'<>,;)\s\\]|\Z)) (?:{_IN_URL})* ) @
      # Cut off before the `@` came.
      | (?P<cut> [^\s/?\#:@"'<>\[\]{{}}]* : (?!\d{{0,5}}(?:[^\w@]|\Z)) [^\s/?\#"'<>@]+ \Z ) )"""
_HOST: Final = (
    r"(?:[\w\-]+(?:\.[\w\-]+)+|localhost|\[[0-9a-f:.]+\])(?::\d{1,5})?|[\w\-]+:\d{1,5}"
)
_URL_REST: Final = rf"(?:{_IN_URL})*"
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
)
_TRAILING: Final = ".,:;!)]}>'\"`"
_CLOSERS: Final = {"(": ")", "[": "]", "{": "}"}
_NAME_CHARS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-.")
_NAME_MAX_CHARS: Final = 64
_ASCII_LOWER: Final = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
# Shorter values are common words or numbers: masking each occurrence of "1" would spoil the text.
_REPEATED_MIN_CHARS: Final = 6
# More are a dump, and each costs a pass over the text.
_REPEATED_MAX_SECRETS: Final = 64


@cache
def _pattern(source: str) -> re.Pattern[str]:
    """Compile when first needed: most processes never see most kinds of secrets."""
    return re.compile(source)


@cache
def _named(stem: str) -> re.Pattern[str]:
    return re.compile(rf"(?x){NAMES[stem].replace(' ', '[ ]')}{NAME_SUFFIX.replace(' ', '[ ]')}{_LEAD}")


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
        if stem in lowered and _pattern(rf"{word}{NAME_SUFFIX}[\W\d_]*\Z").search(lowered):
            return True
    return False


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
    stems = [stem for stem in NAMES if stem in lowered]
    shaped = [hint for hint in SHAPE_HINTS if hint in text]
    scheme = "bearer" in lowered or "basic" in lowered
    address = "@" in text or "%40" in text or "://" in text
    if not (stems or shaped or scheme or address):
        return text
    found: set[str] = set()
    if address:
        text, lowered = _masked(text, lowered, _user_infos(text, lowered), found)
    for stem in stems:
        text, lowered = _masked(text, lowered, _values_after(stem, lowered), found)
    if scheme:
        spans = [match.span("token") for match in _pattern(_BEARER).finditer(lowered)]
        text, lowered = _masked(text, lowered, spans, found)
    if shaped:
        text = _pattern(SHAPES).sub(MASK, text)
    return _without(text, found) if found else text
