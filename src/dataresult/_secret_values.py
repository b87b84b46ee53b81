r"""
Where a secret begins and ends: what stands after a name, in whatever the name was written.

Floor 0. Reads text in lower case and gives places in it. Every pattern is linear: a stem, a name and a sign are
matched, then code looks for the end of the value, by what it stands in: a dump, a URL, a header, a connection
string, markup, prose.

Source of the quoting rules:
https://learn.microsoft.com/en-us/sql/odbc/reference/syntax/sqldriverconnect-function (`PWD={...}`),
https://www.rfc-editor.org/rfc/rfc9110#section-11.6.2 (schemes of `Authorization`).
"""

import re
from functools import cache, lru_cache
from typing import Final

from ._secrets import NAME_SUFFIX, NAMES

__all__ = ["pattern", "values_after"]

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
_NOTHING: Final = r"(?:none|null|nil|true|false|nan|undefined)(?=[\s,;&)\]}\"'<\\]|\Z)|\*\*\*(?![\w*!$+~^|\#?\-])"
_LINE_END: Final = r"[\r\n]|\\+r\\+n|\\+n(?=[\w\-]+\s?[:=])"
_BARE_END: Final = rf"""(?x) \s | {_LINE_END}
    | &(?:amp;)?(?=[\w.\-%\[\]]*=) | &(?=\s|\Z|quot;|\#3[49];) | \\+u0026
    | [;,](?=\s|\Z|["'\[{{(]|[\w.\-]{{1,40}}[ ]?[=:]|[\w.\- ]{{1,40}}=)
    | ["'`]+(?=[,)\]}}:;>\s]|\Z) | \\+["'] | [<>]
    | [)\]}}]+(?=[\s,;:'"]|\Z)"""
# A value of a connection string may hold spaces.
_STATEMENT_END: Final = rf";|{_LINE_END}|[\"'](?=[\s,)\]}}]|\Z)"
_QUERY_END: Final = rf"""{_LINE_END}|[\s&<>]|\\+u0026|\\*["'`](?=[,)\]}}:;>\s]|\Z)"""
_SCHEME_WORD: Final = r"(?:[a-z][\w\-]*(?:[ \t]+|\r?\n[ \t]+))?"
_KNOWN_SCHEME: Final = r"(?:(?:bearer|basic|token|apikey|digest|negotiate)(?:\s|%20|\+)+)?"
_SCHEME_OF_PARAMETERS: Final = r"(?:digest|oauth|aws4|hawk|signature|mac|ntlm|negotiate|scram|credential)\b"
_PROSE_VALUE: Final = r"(?=[\w\-.+/=%]{0,200}\d)[\w\-.+/=%~!$*]{10,}"
_BRACED: Final = r"\{(?:[^}]|\}\})*\}?"
_NESTING: Final = r"""(?s)\\.|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[()\[\]{}]"""
_TRAILING: Final = ".,:;!)]}>'\"`"
_CLOSERS: Final = {"(": ")", "[": "]", "{": "}"}
_NAME_CHARS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-.")
_NAME_MAX_CHARS: Final = 64


# An escaping depth is part of some patterns, and a hostile text has any.
@lru_cache(maxsize=256)
def pattern(source: str) -> re.Pattern[str]:
    """Compile when first needed: most processes never see most kinds of secrets."""
    return re.compile(source)


@cache
def _named(stem: str) -> re.Pattern[str]:
    return re.compile(rf"(?x){NAMES[stem]}{NAME_SUFFIX}{_LEAD}")


def values_after(stem: str, lowered: str) -> list[tuple[int, int]]:
    """Find the values that stand after the names of one stem."""
    spans: list[tuple[int, int]] = []
    named, place = _named(stem), 0
    while match := named.search(lowered, place):
        span = _value(match, lowered)
        place = match.end() if span is None else max(span[1], match.end())
        if span is not None:
            spans.append(span)
    return spans


def _value(match: re.Match[str], lowered: str) -> tuple[int, int] | None:
    """Find the value that a name leads to, or nothing where there is none."""
    start = match.end()
    if start >= len(lowered) or pattern(_NOTHING).match(lowered, start):
        return None
    if match["markup"]:
        return start, _until("<", lowered, start)
    if match["call"] is not None:
        return start, _nested_end(lowered, start)
    if match["words"]:
        return _after_words(match, lowered)
    name = _run_start(lowered, match.start())
    if match["comma"]:
        return _after_comma(name, start, lowered)
    before = lowered[name - 1 : name]
    if match["sign"] == ":" and before in {"", "\n", "\r"}:
        return start, _line_value_end(match, lowered)
    quoted = _quoted(match, lowered, named_apart=before not in {'"', "'"})
    if quoted is not None:
        return quoted if quoted[0] < quoted[1] else None
    if match["level"] is not None:
        end = pattern(rf"%{match['level']}(?:26|22|27|2c|7d|3b|0a|0d|20|23)|[\s&\"'<>]")
        return start, _search_end(end, lowered, start)
    if lowered.startswith(("cookie", "author"), match.start()):
        return start, _header_end(match, lowered)
    if before in {"?", "&"}:
        return start, _search_end(pattern(_QUERY_END), lowered, start)
    return start, _bare_end(match, lowered)


def _quoted(match: re.Match[str], lowered: str, *, named_apart: bool) -> tuple[int, int] | None:
    """Find a value in quotes; an empty span where the quote closes what began before the name."""
    start = match.end()
    opening = pattern(_OPENING).match(lowered, start)
    if opening is None:
        return None
    quote, begin = opening["quote"], opening.end()
    if quote[0] == "%":
        # In a query it is the first character of the value, unless all of the text is an encoded one.
        level = match["level"]
        return (begin, _until(quote, lowered, begin)) if level is not None and _is_encoded_colon(match) else None
    if (
        named_apart
        and lowered[begin : begin + 1] in {"", " ", ",", "}", "]", ")", "\n"}
        and lowered.count(quote, 0, match.start()) % 2
    ):
        return start, start
    if quote in {'"', "'"}:
        return begin, _quote_end(quote, lowered, begin)
    if quote[0] == "\\":
        return begin, _search_end(pattern(rf"(?<!\\){re.escape(quote)}"), lowered, begin)
    return begin, _until(quote, lowered, begin)


def _is_encoded_colon(match: re.Match[str]) -> bool:
    return match[0].rstrip().endswith("3a")


def _quote_end(quote: str, lowered: str, begin: int) -> int:
    """Find the quote that closes; in the text of a dump within a dump an even number of backslashes escapes it too."""
    within = lowered.count('"' if quote == "'" else "'", 0, begin) % 2 == 1
    place = begin
    while (place := lowered.find(quote, place)) >= 0:
        slashes = len(lowered[max(begin, place - 16) : place]) - len(
            lowered[max(begin, place - 16) : place].rstrip("\\")
        )
        escaped = slashes % 2 == 1 or (slashes > 0 and within)
        if not escaped and pattern(r"\Z|[\s,;:.!?)\]}>&\\\"'<]").match(lowered, place + 1):
            return place
        place += 1
    return len(lowered)


def _after_words(match: re.Match[str], lowered: str) -> tuple[int, int] | None:
    """`--password abc`, "API key 'abc' is invalid", "wrong token: abc123": quoted, or long and with a digit."""
    start = match.end()
    quoted = pattern(r"[\"'`]").match(lowered, start)
    if quoted is not None:
        end = _until(quoted[0], lowered, start + 1)
        return (start + 1, end) if end - start > 4 else None  # shorter ones are words of a language's grammar
    if lowered[_run_start(lowered, match.start())] == "-":
        return start, _bare_end(match, lowered)
    value = pattern(_PROSE_VALUE).match(lowered, start)
    return None if value is None else value.span()


def _after_comma(name: int, start: int, lowered: str) -> tuple[int, int] | None:
    """`('name', 'value')`, and `['name', 'value']` where the list ends there: longer ones are lists of names."""
    opening = pattern(r"[bfru]?(?P<quote>\\*[\"'])").match(lowered, start)
    before = pattern(r"[(\[]\s*[bfru]?\\*[\"']\Z").search(lowered, max(name - 12, 0), name)
    if opening is None or before is None:
        return None
    quote, begin = opening["quote"], opening.end()
    end = _quote_end(quote, lowered, begin) if len(quote) == 1 else _until(quote, lowered, begin)
    if before[0][0] == "[" and not pattern(r"\\*[\"']?\s*(?:\]|\Z)").match(lowered, end):
        return None
    return begin, end


def _run_start(lowered: str, place: int) -> int:
    """Go back to where a name begins."""
    first = max(place - _NAME_MAX_CHARS, 0)
    while place > first and lowered[place - 1] in _NAME_CHARS:
        place -= 1
    return place


def _line_value_end(match: re.Match[str], lowered: str) -> int:
    """Find the end of a header's value: of the line where all of it is secret, else of the word."""
    start = match.end()
    if lowered.startswith(("cookie", "author"), match.start()):
        return _search_end(pattern(r"\r?\n(?![ \t])|\r(?!\n)"), lowered, start)
    worded = pattern(_KNOWN_SCHEME).match(lowered, start)
    return _search_end(pattern(r"\s"), lowered, start if worded is None else worded.end())


def _header_end(match: re.Match[str], lowered: str) -> int:
    """Find the end of a header's value that stands within a line: the line's, or that of the quotes around it."""
    start = match.end()
    if pattern(_SCHEME_OF_PARAMETERS).match(lowered, start):
        return _search_end(pattern(_LINE_END), lowered, start)
    around = "".join(quote for quote in "\"'" if lowered.count(quote, 0, match.start()) % 2)
    ends = rf"{_LINE_END}|[{around}](?=[\s,)\]}}]|\Z)" if around else _LINE_END
    begin = _run_start(lowered, match.start())
    of_line = lowered[max(begin - 2, 0) : begin] in {"\\n", "> ", "* "}
    if of_line or lowered.startswith("cookie", match.start()):
        return _search_end(pattern(ends), lowered, start)
    return _bare_end(match, lowered, scheme=_SCHEME_WORD)


def _bare_end(match: re.Match[str], lowered: str, *, scheme: str = _KNOWN_SCHEME) -> int:
    """Find the end of a value without quotes, by what it stands in."""
    start = match.end()
    first = lowered[start]
    if first == "{" and match["sign"] == "=":
        braced = pattern(_BRACED).match(lowered, start)
        return start if braced is None else braced.end()
    if first in _CLOSERS:
        return _nested_end(lowered, start)
    if lowered[: _run_start(lowered, match.start())].endswith((";", "; ")):
        return _search_end(pattern(_STATEMENT_END), lowered, start)
    call = pattern(r"[\w.]{1,64}(?=\([^)])").match(lowered, start)
    if call is not None:
        return _nested_end(lowered, call.end())
    worded = pattern(scheme).match(lowered, start)
    begin = start if worded is None else worded.end()
    # A sign that ends a value cannot begin it.
    end = _search_end(pattern(_BARE_END), lowered, begin + (not lowered[begin : begin + 1].isspace()))
    statement = pattern(r"[^;\r\n\"'=]{0,200};(?=[ ]?[\w.\- ]{1,40}=)").match(lowered, end)
    if statement is not None and lowered[end : end + 1] == " ":
        end = statement.end() - 1
    kept = lowered[start:end].rstrip(_TRAILING)
    return start + len(kept) if kept else end


def _nested_end(lowered: str, start: int) -> int:
    """Find where a bracket closes that opens here; text that is cut off before it does is all inside."""
    waiting: list[str] = []
    for token in pattern(_NESTING).finditer(lowered, start):
        char = token[0]
        if char in _CLOSERS:
            waiting.append(_CLOSERS[char])
        elif waiting and char == waiting[-1]:
            waiting.pop()
            if not waiting:
                return token.end()
    return len(lowered)


def _until(mark: str, lowered: str, start: int) -> int:
    end = lowered.find(mark, start)
    return len(lowered) if end < 0 else end


def _search_end(pattern: re.Pattern[str], lowered: str, start: int) -> int:
    match = pattern.search(lowered, start)
    return len(lowered) if match is None else match.start()
