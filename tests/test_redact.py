"""Secrets leave through no text, in whatever it is written, and what an operator needs stays readable."""

import json
import pickle
import string
from collections.abc import Callable
from enum import Enum
from pathlib import PurePosixPath
from urllib.parse import quote

import attrs
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dataresult._cause import Cause
from dataresult._classify import Classifier, classify_exception
from dataresult._redact import MASK, is_secret_name, redact_text
from dataresult._values import RAW_MAX_CHARS, reduce_context, safe_text
from dataresult.errors import (
    ERROR_TYPES,
    ApiAuth,
    CheckFailure,
    ClassifiedError,
    DataEmpty,
    DataValidation,
    NetworkDns,
    Unexpected,
)
from dataresult.rules import Rule

SQL_TEXT = (
    "[SQL: UPDATE users SET password = ? WHERE id = ?]\n[parameters: {values}]\n(Background on this error at: ...)"
)
NAMES = (
    *("signature", "apiKey", "api_key", "X-MBX-APIKEY", "accessToken", "secretKey", "X-Amz-Security-Token", "sig"),
    *("token", "password", "Password", "PWD", "client_secret", "refresh_token", "AWS_SECRET_ACCESS_KEY"),
    *("passphrase", "OK-ACCESS-SIGN", "private_key", "Authorization", "db_pwd", "SharedAccessKey"),
)
QUERY_NAMES = NAMES[:-3]
KEPT = ("api.example.com", "8443", "BTCUSDT", "data/x.parquet", "s3://bucket/key", "key=data")

WORD = string.ascii_letters + string.digits + "-_"
IN_LINE = WORD + "!$%&()*+,./:;<=>?@[]^`{|}~#'\"\\"
ANYTHING = IN_LINE + " "


def encoded(secret: str) -> str:
    """Escape a secret for a query."""
    return quote(secret, safe="")


def url(name: str, secret: str, place: int) -> str:
    """Write a URL with the secret somewhere in its query."""
    pairs = ["symbol=BTCUSDT", "interval=1h"]
    pairs.insert(place % 3, f"{name}={encoded(secret)}")
    return f"https://api.example.com:8443/data/x.parquet?{'&'.join(pairs)}"


def dumped(name: str, secret: str) -> dict[str, str]:
    """Give the mapping that dumps are made of."""
    return {"symbol": "BTCUSDT", name: secret, "host": "api.example.com"}


Writer = Callable[[str, str, int], str]
# What a secret is written into, with the characters that a secret may have there.
PLACES: dict[str, tuple[str, Writer]] = {
    "user information": (
        ANYTHING,
        lambda _, s, __: f"GET https://u:{encoded(s)}@api.example.com:8443/data/x.parquet?symbol=BTCUSDT: 500",
    ),
    "raw user information": (
        WORD + "!$&*+,;=:@^|~",
        lambda _, s, __: f"GET https://u:{s}@api.example.com:8443/data/x.parquet?symbol=BTCUSDT: 500",
    ),
    "unescaped database URL": (
        string.ascii_letters + "/?#@:",
        lambda _, s, __: f"postgres://u:q{s}@api.example.com:8443/data",
    ),
    "query": (ANYTHING, url),
    "raw query": (WORD + "!$*+,./:=?@^|~%", lambda n, s, _: f"https://api.example.com/x?symbol=BTCUSDT&{n}={s}&a=1"),
    "fragment": (WORD, lambda n, s, _: f"https://api.example.com/x#a=1&{n}={s}&symbol=BTCUSDT"),
    "URL in a URL": (ANYTHING, lambda n, s, p: "to=" + encoded(url(n, s, p))),
    "URL in a URL in a URL": (ANYTHING, lambda n, s, p: "to=" + encoded(encoded(url(n, s, p)))),
    "user information in a URL in a URL": (
        ANYTHING,
        lambda _, s, __: "to=" + encoded(f"https://u:{encoded(s)}@api.example.com:8443/BTCUSDT"),
    ),
    "URL in JSON": (ANYTHING, lambda n, s, p: json.dumps({"url": url(n, s, p), "symbol": "BTCUSDT"})),
    "repr": (ANYTHING, lambda n, s, _: repr(dumped(n, s))),
    "repr of bytes": (ANYTHING, lambda n, s, _: repr({k.encode(): v.encode() for k, v in dumped(n, s).items()})),
    "JSON": (ANYTHING, lambda n, s, _: json.dumps(dumped(n, s))),
    "compact JSON": (ANYTHING, lambda n, s, _: json.dumps(dumped(n, s), separators=(",", ":"))),
    "JSON in JSON": (ANYTHING, lambda n, s, _: json.dumps(json.dumps(dumped(n, s)))),
    "repr of JSON": (ANYTHING, lambda n, s, _: repr(json.dumps(dumped(n, s)))),
    "tuples": (ANYTHING, lambda n, s, _: repr(list(dumped(n, s).items()))),
    "tuples of bytes": (ANYTHING, lambda n, s, _: repr([(k.encode(), v.encode()) for k, v in dumped(n, s).items()])),
    "header with a scheme": (
        IN_LINE,
        lambda _, s, __: f"Host: api.example.com\r\nAuthorization: Bearer {s}\r\nX-Symbol: BTCUSDT\r\n",
    ),
    "folded header": (WORD, lambda _, s, __: f"Authorization: Custom\r\n {s}\r\nHost: api.example.com"),
    "header": (IN_LINE, lambda n, s, _: f"Host: api.example.com\r\n{n}: {s}\r\nX-Symbol: BTCUSDT\r\n"),
    "cookie": (IN_LINE, lambda _, s, __: f"Cookie: a=b; sid={s}; c=d\r\nHost: api.example.com"),
    "repr of a request": (
        WORD + "!$*+./=~",
        lambda n, s, _: repr(f"GET / HTTP/1.1\r\n{n}: {s}\r\nHost: api.example.com\r\n".encode()),
    ),
    "libpq": (
        WORD + "!$%*+./:=?@^|~#",
        lambda _, s, __: f"host=api.example.com port=8443 password={s} dbname=BTCUSDT",
    ),
    "ODBC": (
        ANYTHING.replace("}", ""),
        lambda _, s, __: f"DRIVER=x;SERVER=api.example.com;PWD={{{s}}};DATABASE=BTCUSDT",
    ),
    "ADO": (WORD + "!$%*+./:?@^|~# ", lambda _, s, __: f"Server=api.example.com;Password={s};Database=BTCUSDT"),
    "storage account": (
        WORD + "+/=",
        lambda _, s, __: f"AccountName=BTCUSDT;AccountKey={s}==;EndpointSuffix=api.example.com",
    ),
    "prose": (WORD + "!$%*+./:?@^|~#", lambda _, s, __: f"the API key '{s}' is not valid for BTCUSDT"),
    "keyword argument": (
        ANYTHING,
        lambda n, s, _: f"Login(host='api.example.com', {n.replace('-', '_')}={s!r}, symbol='BTCUSDT')",
    ),
    "basic credentials": (ANYTHING, lambda _, s, __: f"get('api.example.com', auth=('u', {s!r}), symbol='BTCUSDT')"),
    "markup": (
        WORD + "+/=",
        lambda _, s, __: f"<Host>api.example.com</Host><AWSAccessKeyId>{s}</AWSAccessKeyId><Key>data/x.parquet</Key>",
    ),
    "message": (
        WORD + "+/=.",
        lambda n, s, _: (
            f"log-in with {n}={s}: host api.example.com, symbol=BTCUSDT, key=data/x.parquet, s3://bucket/key"
        ),
    ),
}


def spellings(secret: str) -> set[str]:
    """Give the ways in which a secret may be escaped."""
    return {
        secret,
        encoded(secret),
        encoded(encoded(secret)),
        repr(secret)[1:-1],
        json.dumps(secret)[1:-1],
    }


@pytest.mark.parametrize("place", PLACES)
@given(data=st.data(), name=st.sampled_from(QUERY_NAMES), position=st.integers(0, 2))
def test_a_secret_is_masked_wherever_it_is_written_and_the_rest_stays(
    place: str, data: st.DataObject, name: str, position: int
) -> None:
    """No secret survives, not even eight characters of it; host, path, symbol and object key do."""
    alphabet, write = PLACES[place]
    # Letters at the ends: where blanks or brackets around it belong to nobody, nothing can be said.
    middle = data.draw(st.text(alphabet, min_size=10, max_size=40), label="middle")
    secret = f"qZ{middle}7w"
    text = write(name, secret, position)
    shown = redact_text(text)
    runs = {secret[at : at + 8] for at in range(len(secret) - 7)}
    public = write(name, "", position)
    assert not [spelling for spelling in spellings(secret) if spelling in shown]
    assert not [run for run in runs if run in shown and run not in public]
    assert [word for word in KEPT if word in public and word not in shown] == []


@given(
    st.lists(
        st.sampled_from(
            [*"abc=:;,&?'\"\\ /@#%()[]{}<>\n", "token", "password", "cookie", "://", "Bearer ", "***", "%3D"]
        )
    ).map("".join)
)
def test_redaction_is_total(text: str) -> None:
    """Any text is answered, and no line of it is made longer than its masks."""
    shown = redact_text(text)
    assert len(shown) <= len(text) + len(MASK) * shown.count(MASK)


@pytest.mark.parametrize(
    "text",
    [
        "key=data/x.parquet",
        "s3://bucket/key/of/object.csv",
        "wss://stream.example.com:9443/ws/btcusdt@trade",
        "abfss://container@account.dfs.core.windows.net/data/x.parquet",
        "https://api.example.com/a@b/c:d@e.csv?email=a@b.test",
        "Mandatory parameter 'signature' was not sent, was empty/null, or malformed.",
        "Signature for this request is not valid.",
        "missing columns ['token', 'symbol', 'open']",
        "Unexpected token < in JSON at position 0",
        "HTTPSConnectionPool(host='api.example.com', port=443): Max retries exceeded with url: /v3?symbol=BTCUSDT",
        "Error tokenizing data. C error: Expected 3 fields in line 4, saw 5",
        "unique constraint violated on primary key: 5",
        "basic authentication failed",
        'password authentication failed for user "bob"',
        "mapping: a, design: b, passing: c, monkey: d, spin=4",
        "password=None token=null",
        "rows are identified by the id",
        "https://a.test/x?key=data&a=1",
        "https://a.test/x?key=abcdefgh123456789/x.parquet&a=1",
        "https://a.test/x?key=2024-01-01-BTCUSDT-1h-klines&a=1",
        "Invalid port: '99999'",
        "invalid literal for int() with base 10: 'abc'",
        "psql -p5432 -h api.example.com",
        "mysql -P3306 --protocol=tcp -h api.example.com",
        "Key (symbol)=(BTCUSDT) already exists.",
        "Duplicate entry 'BTCUSDT' for key 'bars.symbol'",
        "breadcrumb=home mappid=3",
        "invalid header size 5",
        "Access denied for user 'bob'@'api.example.com'",
        "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 expected",
    ],
)
def test_what_is_no_secret_stays_as_it_is(text: str) -> None:
    """Messages of everyday life are not touched."""
    assert redact_text(text) == text


@pytest.mark.parametrize(
    ("prefix", "length"),
    [
        *(("AKIA", 16), ("ghp_", 36), ("github_pat_", 40), ("glpat-", 20), ("xoxb-", 24), ("sk-", 40)),
        *(("sk_live_", 24), ("AIza", 35), ("hf_", 34), ("npm_", 36), ("pypi-", 60), ("GOCSPX-", 28), ("eyJ", 60)),
    ],
)
@given(data=st.data())
def test_a_token_of_a_known_shape_needs_no_name(prefix: str, length: int, data: st.DataObject) -> None:
    """Tokens that give themselves away are masked in plain prose, after escapes and in URLs."""
    token = prefix + data.draw(st.text(string.ascii_uppercase + string.digits, min_size=length, max_size=length))
    for text in (f"got {token}.", f"x\\n{token}", f"a%3D{token}%26b", f"/v1/{token}/x", f'"{token}"'):
        assert token not in redact_text(text)


def test_a_private_key_is_masked_also_where_it_is_cut_off() -> None:
    """A key in PEM form goes to its end, or to that of the text."""
    body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"
    assert body not in redact_text(f"a -----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY----- b")
    assert body not in redact_text(f"private_key: -----BEGIN PRIVATE KEY-----\\n{body}")


@given(st.text(WORD, min_size=8, max_size=40))
def test_a_secret_is_masked_also_where_it_is_repeated_without_its_name(secret: str) -> None:
    """Once known, a secret is masked everywhere in the text."""
    secret = f"q{secret}7"
    assert secret not in redact_text(f"bad login {secret} at https://u:{secret}@api.example.com/?a={secret}")


@pytest.mark.parametrize(
    "write",
    ["https://user:{}@api.example.com/", "password={} and so on", "Authorization: Bearer {}\n", "'{}'", "{}"],
)
@given(cut=st.integers(-60, 60), filler=st.sampled_from("a b"))
@example(cut=20, filler="a")
def test_a_cut_reveals_no_half_of_a_secret(write: str, cut: int, filler: str) -> None:
    """Where the bound falls inside a secret, its first half goes as well."""
    secret = "ghp_" + "Zq7" * 12
    text = filler * (RAW_MAX_CHARS - cut)
    shown = safe_text(text[:-1] + " " + write.format(secret), max_chars=RAW_MAX_CHARS * 2)
    assert not [at for at in range(len(secret) - 8) if secret[at : at + 9] in shown]


@pytest.mark.parametrize("name", [*NAMES, "cookie", "Set-Cookie", "AWSAccessKeyId", "userPwd", "password2", b"token"])
def test_names_of_secrets_are_known_in_any_case(name: str | bytes) -> None:
    """A parameter, header or field is known by the end of its name."""
    text = name.decode() if isinstance(name, bytes) else name
    assert is_secret_name(text)
    assert is_secret_name(text.upper())
    assert is_secret_name(text.lower())


@pytest.mark.parametrize(
    "name", ["key", "symbol", "design", "mapping", "spin", "bypass", "primary_key", "interval", "object_key", "sign_up"]
)
def test_other_names_are_not_taken_for_secrets(name: str) -> None:
    """Object keys and everyday words are no secrets."""
    assert not is_secret_name(name)


SECRET = "Hx72" + "qZ81vK" * 3


class Colour(Enum):
    """An enumeration whose value is a secret in a URL."""

    RED = f"https://u:{SECRET}@api.example.com"


def leaky_values() -> list[object]:
    """Give values that hold the secret in every way that a context can."""
    return [
        f"https://u:{SECRET}@api.example.com/BTCUSDT?signature={SECRET}",
        f"password={SECRET}".encode(),
        bytearray(f"token={SECRET}", "utf-8"),
        PurePosixPath(f"/tmp/token={SECRET}"),
        Colour.RED,
        {"headers": {"X-MBX-APIKEY": SECRET, b"authorization": SECRET, "Cookie": SECRET}},
        [("Authorization", f"Bearer {SECRET}"), (b"x-api-key", SECRET.encode())],
        ((("token", SECRET),),),
        ["curl", "--password", SECRET],
        {f"https://u:{SECRET}@api.example.com": 1},
        {("password=" + SECRET,): 1},
        ValueError(f"api_key={SECRET}"),
        {f"token={SECRET}"},
    ]


def told(error: ClassifiedError) -> str:
    """Tell an error in every way that it can leave the process."""
    pickled = [pickle.dumps(error, protocol).decode("latin-1") for protocol in range(2, 6)]
    return "\n".join([str(error), repr(error), json.dumps(error.to_dict()), error.stack_trace or "", *pickled])


def leaky_cause() -> Cause:
    """Take the snapshot of a chain and a group whose messages all hold the secret."""
    try:
        try:
            raise KeyError(f"token={SECRET}")
        except KeyError as inner:
            raise ExceptionGroup(f"password={SECRET}", [OSError(f"https://u:{SECRET}@h.test")]) from inner
    except ExceptionGroup as outer:
        return Cause.of(outer)


@pytest.mark.parametrize("error_class", [each.error_class for each in ERROR_TYPES.values()])
@pytest.mark.parametrize("place", range(13))
def test_no_error_lets_a_secret_out(error_class: type[ClassifiedError], place: int) -> None:
    """Message, context, every text field, cause and attempts are clean in every form of every class."""
    leak = f"GET https://u:{SECRET}@api.example.com/data/x.parquet?symbol=BTCUSDT&signature={SECRET} failed"
    text_fields = {
        each.name: leak for each in attrs.fields(error_class) if each.type == str | None and each.name != "message"
    }
    values: dict[str, object] = {
        **text_fields,
        "message": leak,
        "context": {"value": leaky_values()[place], "symbol": "BTCUSDT", "api_key": SECRET},
        "cause": leaky_cause(),
        "attempts": (ApiAuth(message=leak),),
    }
    if error_class.__name__ == "DataPartial":
        values["frame"] = pd.DataFrame({"open": [1.0]})
    error = error_class(**values)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # fields by name
    everything = told(error) + told(error.with_context(more=leaky_values()[place], token=SECRET))
    assert SECRET not in everything
    assert SECRET[:10] not in everything
    for kept in ("api.example.com", "data/x.parquet", "BTCUSDT"):
        assert kept in str(error)


def test_checks_and_schemas_are_clean_and_whole() -> None:
    """A sample of a secret column is masked; the dtype of a column with such a name is not."""
    failure = CheckFailure(column="api_key", check=f"password={SECRET}", sample=(SECRET,))
    error = DataValidation(failures=(failure, CheckFailure(check="c", sample=(f"token={SECRET}",))))
    assert SECRET not in told(error)
    assert DataEmpty(schema={"token": "float64"}).empty_frame().dtypes.astype(str).to_dict() == {"token": "float64"}


def test_a_name_before_a_value_makes_it_secret_only_where_they_are_a_pair() -> None:
    """A list of columns keeps its names."""
    assert reduce_context({"columns": ["token", "symbol", "open"]})["columns"] == ("token", "symbol", "open")
    assert reduce_context({"header": ("X-Api-Key", "abc")})["header"] == ("X-Api-Key", MASK)


@given(secret=st.text(WORD, min_size=8, max_size=20), many=st.booleans())
def test_parameters_without_names_are_masked_where_one_is_a_secret(secret: str, many: bool) -> None:
    """SQLAlchemy lists values by place: where the statement speaks of a secret, none of them is shown."""
    values = repr((secret, 7))
    text = redact_text(SQL_TEXT.format(values=f"[{values}, {values}]" if many else values))
    assert secret not in text
    assert "UPDATE users" in text
    assert "Background" in text


def test_parameters_of_a_statement_without_secrets_stay() -> None:
    """An operator needs them."""
    assert "'BTCUSDT'" in redact_text("[SQL: INSERT INTO bars VALUES (?)] [parameters: ('BTCUSDT',)]")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("nonnumeric port: '{}@api.example.com'", "@api.example.com"),
        ("nonnumeric port: '{}'", "port"),
        ("Port could not be cast to integer value as '{}'", "Port"),
        ('invalid integer value "{}" for connection option "port"', "option"),
        ("'bob:{}' is not a valid host or port", "'bob:"),
        ('Bad database name "{}@h:1/"', "@h:1/"),
        ("invalid literal for int() with base 10: '{}@api.example.com'", "@api.example.com"),
        ('could not translate host name "{}@api.example.com" to address: unknown', "@api.example.com"),
        ("HTTPConnectionPool(host='{}@api.example.com', port=80)", "@api.example.com"),
        ("Cannot connect to host {}@api.example.com:443 ssl:default", "@api.example.com:443"),
    ],
)
@given(secret=st.text(string.ascii_letters + string.digits + "!$*+~^#", min_size=4, max_size=20))
@example(secret="hunt")
def test_a_password_that_was_taken_for_something_else_is_masked(text: str, kept: str, secret: str) -> None:
    """A port, a host, a database: parsers cut a URL with a raw password at the wrong place."""
    shown = redact_text(text.format(f"q{secret}"))
    assert shown == text.format(MASK)
    assert kept in shown


@pytest.mark.parametrize(
    "text",
    [
        "Invalid header value {}",
        "Invalid header name {}",
        "Illegal header value {}",
        "Invalid leading whitespace, reserved character(s), or return character(s) in header value: {}",
    ],
)
@given(secret=st.text(ANYTHING + "\n", min_size=1, max_size=40), raw=st.booleans())
def test_a_header_that_was_refused_is_masked(text: str, secret: str, raw: bool) -> None:
    """A key that was read from a file ends in a line break, and the client shows all of it."""
    shown = redact_text(text.format(repr(secret.encode() if raw else secret)))
    assert redact_text(shown) == shown
    assert shown in {text.format(f"{before}{MASK}{quote}") for quote in "'\"" for before in (quote, f"b{quote}")}


@pytest.mark.parametrize("name", ["api_key", "password", "access_token", "id, access_token", "lower(token::text), id"])
@given(secret=st.text(WORD + "(),. ", max_size=20))
def test_the_key_of_a_constraint_on_a_secret_is_masked(name: str, secret: str) -> None:
    """A database tells the value that is there already."""
    secret = f"qZ{secret}7w"
    assert secret not in redact_text(f"Key ({name})=({secret}) already exists.")
    assert "users" in redact_text(f'Key ({name})=({secret}) is not present in table "users".')
    assert redact_text(f"Duplicate entry '{secret}' for key 'users.token'") == (
        f"Duplicate entry '{MASK}' for key 'users.token'"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("near 'identified by 'x'' at line 1", "near 'identified by '***'' at line 1"),
        ("ALTER USER 'a'@'%' IDENTIFIED WITH sha2 BY 'x y'", "ALTER USER 'a'@'%' IDENTIFIED WITH sha2 BY '***'"),
        ("create user bob identified by tiger", "create user bob identified by ***"),
        ("https://a.test/x?appid=ab&q=Berlin", "https://a.test/x?appid=***&q=Berlin"),
        ("https://a.test/x?symbol=BTCUSDT&crumb=a.B/c", "https://a.test/x?symbol=BTCUSDT&crumb=***"),
        ("https://a.test/x?key=abcdefgh123456789&q=1", "https://a.test/x?key=***&q=1"),
        (
            "to=https%3A%2F%2Fa.test%2F%3Fkey%3Dabcdefgh123456789%26q%3D1",
            "to=https%3A%2F%2Fa.test%2F%3Fkey%3D***%26q%3D1",
        ),
        ("mysql -uroot -psEcret -P3306 data", "mysql -uroot -p*** -P3306 data"),
        ("mysql -u root -p'two words' data", "mysql -u root -p'***' data"),
        ("Command '['mysqldump', '-psEcret', 'data']' returned", "Command '['mysqldump', '-p***', 'data']' returned"),
        ("/usr/bin/mariadb-dump -psEcret data", "/usr/bin/mariadb-dump -p*** data"),
    ],
)
def test_secrets_that_only_their_surroundings_give_away_are_masked(text: str, shown: str) -> None:
    """Statements, queries and command lines."""
    assert redact_text(text) == shown


def test_a_command_line_in_a_context_keeps_no_glued_password() -> None:
    """Each of its words is reduced apart."""
    assert reduce_context({"cmd": ["mysql", "-pTiger", "x"]})["cmd"] == ("mysql", f"-p{MASK}", "x")
    assert reduce_context({"cmd": ["psql", "-p5432"]})["cmd"] == ("psql", "-p5432")


CHAIN_TEXTS = ("https://bob:{}@api.example.com/x failed", "password={}", "Bearer {}", "nonnumeric port: '{}@h'")


@given(
    told_as=st.sampled_from(CHAIN_TEXTS),
    secret=st.text(string.ascii_letters + string.digits, min_size=6, max_size=20),
    place=st.integers(0, 2),
    grouped=st.booleans(),
)
@example(told_as="nonnumeric port: '{}'", secret="hunt", place=0, grouped=False)
def test_a_secret_found_in_one_text_of_a_chain_is_masked_in_all(
    told_as: str, secret: str, place: int, grouped: bool
) -> None:
    """Which link gives it away does not matter; host, path and what else is said stay."""
    secret = f"qZ{secret}"
    texts = [f"refused '{secret}'", f"invalid literal for int(): '{secret}'", f"bad word '{secret}' for BTCUSDT"]
    texts[place] = told_as.format(secret)
    links = [OSError(texts[0]), ValueError(texts[1]), TimeoutError(texts[2])]
    if grouped:
        outer: BaseException = ExceptionGroup("all", links)
    else:
        outer, links[0].__cause__, links[1].__cause__ = links[0], links[1], links[2]
    for error in (classify_exception(outer), Unexpected(message="x", cause=Cause.of(outer))):
        assert secret not in told(error)
        assert place == 2 or "BTCUSDT" in json.dumps(error.to_dict())


@given(size=st.integers(1_960, 2_010))
def test_a_secret_of_another_link_leaves_no_half_where_a_text_is_cut(size: int) -> None:
    """Only the other link gives it away."""
    inner = ValueError("x" * size + " " + SECRET + "y" * 100)
    inner.__cause__ = OSError(f"https://u:{SECRET}@api.example.com")
    assert SECRET[:6] not in json.dumps(classify_exception(inner).to_dict())


def test_the_host_of_an_error_holds_no_half_of_a_password() -> None:
    """What stands before the last `@` is no host."""

    class Unresolved(OSError):
        """Tells the host as a driver read it."""

        host = "w0rd9@api.example.com"

    rule = Rule(f"{__name__}.{Unresolved.__qualname__}", NetworkDns, fields={"host": "host"})
    error = Classifier((rule,)).classify(Unresolved("no address"))
    assert error.message == "api.example.com does not resolve"
    assert "w0rd9" not in told(error)
