r"""
What a secret looks like: the names it is given, the shapes that give it away without a name, and what is said of it.

Floor 0. Tables of regular expressions for `_redact`, which read text in lower case (the shapes: as it stands).
A word of a name is looked for by its stem, so that a text without any of the stems costs nothing.

Source of the names and shapes: https://docs.github.com/en/code-security/secret-scanning (token prefixes),
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html (signed query parameters),
https://learn.microsoft.com/en-us/rest/api/storageservices/create-service-sas (`sig`),
https://developers.binance.com/docs/binance-spot-api-docs/rest-api (`signature`, `X-MBX-APIKEY`),
https://openweathermap.org/current (`appid`), https://dev.mysql.com/doc/refman/8.4/en/create-user.html
(`IDENTIFIED BY`), https://dev.mysql.com/doc/refman/8.4/en/command-line-options.html (`-p` with its value).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["KEY_KINDS", "NAMES", "NAME_SUFFIX", "PHRASES", "SHAPES", "SHAPE_HINTS"]


def _beginning(word: str) -> str:
    r"""Take a word only where a name begins: not after a letter, but after that of an escape (`\nsig`, `%3Fsig`)."""
    return rf"(?:(?<![a-z]{word})|(?<=\\[nrt]{word})|(?<=%[0-9a-f]{{2}}{word}))"


# A bare `key` is that of an object in a store: it is secret with one of these in front.
KEY_KINDS: Final = [
    "api",
    "access",
    "secret",
    "private",
    "account",
    "shared",
    "subscription",
    "function",
    "functions",
    "auth",
    "session",
    "signing",
    "encryption",
    "master",
    "customer",
    "consumer",
    "client",
    "service",
    "bot",
    "license",
]
_KEYS: Final = "|".join(f"(?<={kind}key)|(?<={kind}[-_. ]key)" for kind in KEY_KINDS)

# Stem to name. A name counts when it ends in one of these, whatever stands before (`x-amz-security-token`).
# Headers come first: all of their line is secret.
NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cookie": "cookie",
        # `fe_sendauth` is a function of libpq, whose complaints follow it.
        "auth": "(?<!fe_send)auth(?:ori[sz]ation)?",
        "pass": rf"pass(?:w(?:or)?d|phrase|code|{_beginning('pass')})",
        "secret": "secret",
        "token": "token",
        "sig": rf"sig(?:nature(?:provided)?|n{_beginning('sign')})?",
        "cred": "credential",
        "key": rf"key(?:{_KEYS})(?:[-_ ]?id)?",
        "sess": "sess(?:ion)?[-_]?id",
        "jwt": "jwt",
        "otp": "otp",
        "pin": rf"pin{_beginning('pin')}",
        "pw": rf"pw(?:d|{_beginning('pw')})",
        "appid": rf"appid{_beginning('appid')}",
        "crumb": rf"crumb{_beginning('crumb')}",
    }
)
NAME_SUFFIX: Final = r"s?(?:[-_ ]?(?:value|hash|pem|data|header|json|b64|base64|hex))?"

# A token begins anew after an escape (`\n`, `%3D`), and not within a word.
_EDGE: Final = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f]{2}))"
SHAPES: Final = (
    rf"(?s){_EDGE}(?:A(?:KIA|SIA|ROA|IDA)[0-9A-Z]{{12,}}"
    r"|eyJ[\w\-]{8,}(?:\.[\w\-]*){0,4}"
    r"|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w\-]{16,}"
    r"|xox[abeoprs]-[\w\-]{10,}|xapp-[\w\-]{10,}|sk-[\w\-]{20,}|[rs]k_(?:live|test)_\w{10,}|whsec_\w{16,}"
    r"|AIza[\w\-]{30,}|ya29\.[\w\-]+|GOCSPX-[\w\-]{16,}|hf_\w{20,}|npm_\w{20,}|pypi-[\w\-]{20,}|hvs\.[\w\-]{20,}"
    r"|SG\.[\w\-]{16,32}\.[\w\-]{16,}|(?:bot)?\d{8,10}:[\w\-]{35}|(?<=hooks\.slack\.com/services/)[\w/]+)"
    r"|-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|\Z)"
)
# One of these is in every text that holds such a shape; those with a sign in common are asked for together.
SHAPE_HINTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "": ("AKIA", "ASIA", "AROA", "AIDA", "eyJ", "AIza"),
        ":": (":AA", "bot"),
        "_": ("gh", "_pat_", "k_live_", "k_test_", "whsec_", "hf_", "npm_"),
        "-": ("glpat-", "xox", "xapp-", "sk-", "GOCSPX-", "pypi-", "-----BEGIN"),
        ".": ("ya29.", "hvs.", "SG.", "hooks.slack"),
    }
)

# In quotes as a dump writes them; one that is cut off goes to the end of the text.
_OPEN: Final = r"\\*(?P<quote>[\"'`])"
_INSIDE: Final = r"(?:\\.|(?!(?P=quote))[^\\])*"
_QUOTED: Final = rf"{_OPEN}(?P<secret>{_INSIDE})"
# Before an `@` stood the password, after it stands the host.
_QUOTED_USER: Final = rf"{_OPEN}(?P<secret>{_INSIDE}(?=@)|{_INSIDE})"
# What libraries say of a value that they took for something else. A sign and one of its hints are in every text that
# the pattern finds anything in; the group `secret` is what to mask.
PHRASES: Final[Mapping[str, tuple[tuple[str, ...], str]]] = MappingProxyType(
    {
        # A key that was read from a file with the end of its line.
        "header": (
            ("header value", "header name"),
            rf"(?s)(?:(?:invalid|illegal|unsafe|bad) header (?:value|name)|\bheader value):?\s{{0,4}}[bu]?{_QUOTED}",
        ),
        # `user:pass/word@host`: what follows the colon is the port to many a parser.
        "port": (
            ("port could not", "nonnumeric port", "d port", "port must be"),
            (
                r"(?s)(?:port could not be cast to integer value as|nonnumeric port:|port must be an?"
                r" (?:integer|number)[^\"'`\n]{0,60}|(?:invalid|illegal|bad) port(?: number| value)?:?)"
                rf"\s{{0,4}}[bu]?(?!['\"]\d{{1,5}}['\"]){_QUOTED_USER}"
            ),
        ),
        "connection option": (
            ("value",),
            rf"(?s)invalid integer value\s{{0,4}}(?=[^\n]{{1,200}}? for connection option \W{{0,2}}port){_QUOTED_USER}",
        ),
        "is not a valid": (
            ("valid host", "valid port"),
            (
                r"(?P<quote>[\"'`])[^\"'`:@\s]{0,64}:(?P<secret>[^\"'`]{1,128}(?=@)|[^\"'`]{1,128})"
                r"[^\"'`]{0,64}(?P=quote) is not a valid (?:host|port)"
            ),
        ),
        "int() with base": (
            ("@",),
            rf"(?s)invalid literal for int\(\) with base \d+:\s{{0,4}}[bu]?{_OPEN}(?P<secret>{_INSIDE})(?=@)",
        ),
        # Of the password's rest and the host: the database, to a parser that ends the host at a slash.
        "database": (("@",), rf"(?s)\bdatabase(?: name)?:?\s{{1,4}}{_OPEN}(?P<secret>{_INSIDE})(?=@)"),
        "identified": (
            (" by", " as"),
            (
                r"(?s)(?P<user>\buser\s(?:[^\n;]{1,200}?\s)?)?\bidentified\s+(?:with\s+\S{1,64}\s+)?(?:by|as)\s+"
                rf"(?:password\s+)?(?:{_OPEN}(?=(?P<secret>{_INSIDE}))|(?(user)(?P<bare>[^\s;\"'`]+)|(?!)))"
            ),
        ),
    }
)
