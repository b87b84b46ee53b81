"""The formatter: one line per record, JSON that parses, nothing forged and nothing leaked."""

import json
import logging
import re
import string
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Literal, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._log_format import SEPARATOR, ErrorContextFormatter

# Text of every kind, with what breaks lines and what looks like a context made likely.
TEXTS = st.text() | st.lists(
    st.sampled_from(
        [
            "\n",
            "\r\n",
            "\x1b[2J",
            "\x85",
            "\u2028",
            "\u202e",
            "\x00",
            "\ud800",
            " | Error Context:",
            "{}",
            " ",
            "ERROR",
        ]
    )
    | st.text(max_size=5)
).map("".join)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.binary() | st.datetimes() | st.timedeltas(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=10,
)
FORMATS: list[tuple[str | None, Literal["%", "{", "$"]]] = [
    (None, "%"),
    ("%(asctime)s %(levelname)-8s %(name)s %(funcName)s:%(lineno)d %(message)s", "%"),
    ("{asctime} {levelname:<8} {name} {threadName} {message}", "{"),
    ("$asctime ${levelname} $name $message $user", "$"),
    ("%(message)s %(user)s %(msg)s %(args)s", "%"),
]
ATTACK = "ok\n2024-01-01 ERROR forged\r\x1b[31m\u2028"


def _record(**values: object) -> logging.LogRecord:
    return logging.makeLogRecord({"name": "tests", "levelname": "ERROR", "levelno": 40, "user": "me", **values})


def _raised(exception: BaseException) -> object:
    try:
        raise exception
    except BaseException:
        return sys.exc_info()


@given(TEXTS, TEXTS, TEXTS, st.dictionaries(TEXTS, VALUES), st.sampled_from(FORMATS))
def test_one_record_is_one_line_and_its_json_parses(
    message: str,
    argument: str,
    user: str,
    context: dict[str, object],
    form: tuple[str | None, Literal["%", "{", "$"]],
) -> None:
    """Whatever text stands in a record, it is one printable line, and the first mark begins the context."""
    formatter = ErrorContextFormatter(form[0], style=form[1])
    record = _record(msg=message.replace("%", "%%") + "%s", args=(argument,), user=user, error_context=context)
    line = formatter.format(record)
    assert line.isprintable()
    assert line.splitlines() == [line] or line == ""
    _, mark, told = line.partition(SEPARATOR)
    assert bool(mark) is bool(context)
    if context:
        # Names that are equal once they are text become one.
        assert 0 < len(json.loads(told)) <= len(context)


@pytest.mark.parametrize("context", [None, {"retry": 3}])
@pytest.mark.parametrize(
    "message", ['m | Error Context: {"retry": 9}', "m | Error Context:", "m |", "| Error Context: | Error Context: {}"]
)
def test_a_message_cannot_pretend_to_be_a_context(message: str, context: object) -> None:
    """The first mark in a line begins the true context, whatever the message says; without one there is no mark."""
    line = ErrorContextFormatter("%(message)s").format(_record(msg=message, error_context=context))
    _, mark, told = line.partition(SEPARATOR)
    assert (json.loads(told) if mark else None) == context


@given(st.dictionaries(st.text("abcdefgh", min_size=1), st.integers(-(2**60), 2**60) | st.booleans() | st.none()))
def test_json_says_what_the_context_says(context: dict[str, object]) -> None:
    """Plain values come back from the line as they went in, in their order."""
    line = ErrorContextFormatter("%(message)s").format(_record(msg="m", error_context=context))
    told = json.loads(line.partition(SEPARATOR)[2] or "{}")
    assert list(told.items()) == list(context.items())


@given(TEXTS, st.sampled_from([ValueError, KeyError, OSError]))
def test_tracebacks_are_readable_and_never_in_the_first_column(text: str, kind: type[Exception]) -> None:
    """The lines of a traceback and of a stack are indented and printable, below the record's one line."""
    record = _record(msg="failed", exc_info=_raised(kind(text)), stack_info="Stack (most recent call last):\n  File")
    record.__dict__["error_context"] = {"retry": 3}
    first, *rest = ErrorContextFormatter("%(message)s").format(record).split("\n")
    assert first == 'failed | Error Context: {"retry": 3}'
    assert rest[0] == "    Traceback (most recent call last):"
    assert rest[-2:] == ["    Stack (most recent call last):", "      File"]
    assert all(line.startswith("    ") and line.isprintable() and SEPARATOR not in line for line in rest)


@given(st.text(string.ascii_letters + string.digits, min_size=12, max_size=40))
def test_secrets_are_masked_everywhere(secret: str) -> None:
    """No secret of message, arguments, extra, context or traceback is in the text; where it went stays."""
    secret = f"S3{secret}"
    url = f"https://me:{secret}@data.test/v3/klines?symbol=BTCUSDT&signature={secret}"
    record = _record(
        msg="GET %s failed",
        args=(url,),
        user=f"Authorization: Bearer {secret}",
        api_key=secret,
        seen=OSError(url),
        headers={"Cookie": secret},
        error_context={"headers": {"X-MBX-APIKEY": secret}, "url": url},
        exc_info=_raised(OSError(url)),
    )
    text = ErrorContextFormatter("%(message)s %(user)s %(api_key)s %(seen)s %(headers)s").format(record)
    assert secret not in text
    assert text.count("data.test/v3/klines?symbol=BTCUSDT") == 4


@pytest.mark.parametrize("name", ["app.auth", "app.token", "app.session"])
def test_names_of_loggers_are_no_secrets(name: str) -> None:
    """A logger whose name sounds like a secret does not mask the message that follows it."""
    line = ErrorContextFormatter(logging.BASIC_FORMAT).format(_record(name=name, msg="Request failed"))
    assert line == f"ERROR:{name}:Request failed"


def test_the_format_string_may_break_lines_and_colour() -> None:
    """What the format string itself says is kept; the same characters in a value are escaped."""
    formatter = ErrorContextFormatter("\x1b[31m%(levelname)s\x1b[0m\n\t%(message)s")
    assert formatter.format(_record(msg="a\nb")) == "\x1b[31mERROR\x1b[0m\n\ta\\nb"


def test_an_object_in_a_field_cannot_forge() -> None:
    """A field that is no text is escaped when it is shown."""

    class Forger:
        def __str__(self) -> str:
            return ATTACK

    line = ErrorContextFormatter("%(user)s").format(_record(msg="m", user=Forger()))
    assert line == r"ok\n2024-01-01 ERROR forged\r\x1b[31m\u2028"


def test_fields_keep_what_their_format_needs() -> None:
    """Numbers, instants and entries of a mapping can be formatted as usual."""
    form = "{rows:>5d} {share:.1%} {when:%H:%M} {asked[symbol]}"
    formatter = ErrorContextFormatter(form, style="{", validate=False)
    when = datetime(2024, 1, 1, 9, 30, tzinfo=UTC)
    record = _record(msg="m", rows=42, share=0.5, when=when, asked={"symbol": "BTCUSDT"})
    assert formatter.format(record) == "   42 50.0% 09:30 BTCUSDT"


def test_readable_text_stays_readable() -> None:
    """Letters of any script stand in the line as themselves."""
    line = ErrorContextFormatter("%(message)s").format(
        _record(msg="币安人生 läuft", error_context={"symbol": "币安人生USDT"})
    )
    assert line == '币安人生 läuft | Error Context: {"symbol": "币安人生USDT"}'


def test_the_record_stays_fit_for_other_formatters() -> None:
    """Another handler's formatter finds the message, the context and the traceback as if it were alone."""
    record = _record(
        msg="a\n%s",
        args=("token=abcdef123456",),
        error_context={"retry": 3},
        exc_info=_raised(OSError("x\ny")),
        headers={"symbol": "BTCUSDT"},
    )
    before = dict(vars(record))
    plain = logging.Formatter("%(message)s")
    alone = plain.format(logging.makeLogRecord(dict(vars(record))))
    ErrorContextFormatter("%(asctime)s %(message)s").format(record)
    assert plain.format(record) == alone
    assert {name: value for name, value in vars(record).items() if name in before} == {
        **before,
        "exc_text": record.exc_text,
    }
    assert record.message == "a\ntoken=abcdef123456"


@pytest.mark.parametrize("context", [None, {}, "text", 5, ["a"], object()])
def test_what_is_no_context_is_not_shown(context: object) -> None:
    """A record whose context is empty or none at all is an ordinary line."""
    assert ErrorContextFormatter("%(message)s").format(_record(msg="m", error_context=context)) == "m"


class _Hostile(Mapping[str, object]):
    """A mapping, a message and a field that cannot be looked at."""

    def __getitem__(self, key: str) -> object:
        raise RuntimeError(key)

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError("no keys")

    def __len__(self) -> int:
        return 1

    def __str__(self) -> str:
        raise RuntimeError("no text")

    __repr__ = __str__


@pytest.mark.parametrize(
    ("values", "begins"),
    [
        ({"msg": "%d rows", "args": ("many",)}, "%d rows (with arguments that do not fit: ('many',))"),
        ({"msg": _Hostile()}, "<"),
        ({"msg": "%s", "args": (_Hostile(),)}, "%s (with arguments that do not fit: "),
        ({"msg": "m", "error_context": _Hostile()}, 'm | Error Context: {"'),
        ({"msg": "m", "user": _Hostile()}, "m {"),
        ({"msg": "x" * 10_000_000}, "xxx"),
    ],
    ids=["arguments", "message", "argument", "context", "field", "endless"],
)
def test_a_hostile_record_is_still_written(values: dict[str, object], begins: str) -> None:
    """Nothing in a record makes the formatter raise; the line says what can be said, within bounds."""
    form = "%(message)s %(user)s" if "user" in values else "%(message)s"
    line = ErrorContextFormatter(form).format(_record(**values))
    assert line.startswith(begins)
    assert len(line) <= 16_100


def test_a_missing_field_does_not_cost_the_record() -> None:
    """A format string that names what a record lacks is answered by the basic format, or by a default."""
    form = "%(request_id)s %(message)s"
    assert ErrorContextFormatter(form).format(_record(msg="m")) == "ERROR:tests:m"
    given_default = ErrorContextFormatter(form, defaults={"request_id": "-"})
    assert given_default.format(_record(msg="m")) == "- m"
    with pytest.raises(ValueError, match="Invalid format"):
        ErrorContextFormatter("no field at all")


def _deep(links: int) -> Exception:
    error = Exception("first")
    for _ in range(links):
        outer = Exception("link")
        outer.__cause__ = error
        error = outer
    return error


class _Mute(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no text")


@pytest.mark.parametrize(
    "exception",
    [
        _Mute(),
        OSError("x" * 10_000_000),
        OSError(" " * 200_000),
        ExceptionGroup("group", [ValueError("a\nb"), OSError("c")]),
        _deep(5_000),
    ],
    ids=["mute", "endless", "blank", "group", "deep"],
)
def test_hostile_exceptions_are_shown_within_bounds(exception: Exception) -> None:
    """A traceback of any exception is shown, indented and bounded."""
    text = ErrorContextFormatter("%(message)s").format(_record(msg="m", exc_info=_raised(exception)))
    first, *rest = text.split("\n")
    assert first == "m"
    assert rest
    assert all(line.startswith("    ") for line in rest)
    assert len(text) < 200_000


def test_datefmt_and_defaults() -> None:
    """The instant is formatted as asked."""
    line = ErrorContextFormatter("%(asctime)s %(message)s", "%Y-%m").format(_record(msg="m", created=0.0))
    assert re.fullmatch(r"19(69-12|70-01) m", line)


def test_large_and_nested_values_stay_json() -> None:
    """Numbers that JSON lacks, huge numbers and deep values are told as text, never refused."""
    deep: object = "end"
    for _ in range(50):
        deep = {"deeper": deep}
    context = {"nan": float("nan"), "huge": 10**5000, "deep": deep, "many": list(range(1000))}
    line = ErrorContextFormatter("%(message)s").format(_record(msg="m", error_context=context))
    told = cast("dict[str, object]", json.loads(line.partition(SEPARATOR)[2]))
    assert list(told) == ["nan", "huge", "deep", "many"]
    assert told["nan"] == "nan"
