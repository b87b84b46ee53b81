"""
How exceptions are made as their libraries make them: with a status, an errno, a body, a pool.

Floor 6. Imports a library only to make an exception of it. What is not in the tables here is made by its constructor,
with arguments that fit the names of its parameters.
"""

import errno
import io
import os
import socket
import subprocess
from collections.abc import Callable, Mapping
from email.message import Message
from functools import cache
from importlib import import_module
from inspect import Parameter, signature
from typing import Final, cast

from hypothesis import strategies as st

from dataresult._values import type_name
from dataresult.rules import RULE_FILES, STDLIB_FILES, Library

from ._resolving import resolved

__all__ = ["exception_classes", "made_exceptions"]

_TEXTS = st.sampled_from(["read timed out", "connection reset by peer", "Invalid symbol.", ""]) | st.text(max_size=40)
_ERRNOS = st.sampled_from(
    [
        *(errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.EROFS, errno.EMFILE, errno.EIO, errno.EDQUOT),
        *(errno.ECONNREFUSED, errno.ECONNRESET, errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.EPIPE, 9999),
    ]
)
_RESOLVER = st.sampled_from([socket.EAI_NONAME, socket.EAI_AGAIN, socket.EAI_FAIL])
_STATUSES = st.sampled_from([301, 400, 401, 403, 404, 408, 418, 429, 451, 500, 502, 503, 599])
_HEADERS: Final[st.SearchStrategy[dict[str, str]]] = st.fixed_dictionaries(
    {},
    optional={
        "Retry-After": st.sampled_from(["7", "0", "Wed, 21 Oct 2037 07:28:00 GMT", "soon"]),
        "Content-Type": st.sampled_from(["application/json", "text/html"]),
        "X-MBX-USED-WEIGHT-1M": st.sampled_from(["6001", "-1", "much"]),
    },
)
_BODIES = st.sampled_from(
    [b"", b'{"code": -1121, "msg": "Invalid symbol."}', b"<html>busy</html>", b'{"code"', b'"text"', b"\xff\xfe"]
)
_CURL_CODES = st.sampled_from([0, 6, 7, 28, 35, 56, 60])
_URL: Final = "https://api.example.org/v3/klines?symbol=BTCUSDT"


def exception_classes(package: str) -> tuple[type[Exception], ...]:
    """
    Find the classes that the rules of a package name, as far as they exist in what is installed.

    Args:
        package: A top-level package that has rules; "builtins" stands for all of the standard library.

    Returns:
        The classes; signals such as `KeyboardInterrupt` are not among them.
    """
    return _classes(package)


@cache
def _classes(package: str) -> tuple[type[Exception], ...]:
    files = STDLIB_FILES if package == "builtins" else (RULE_FILES[package],)
    found: dict[type[Exception], None] = {}
    for file in files:
        library = cast("Library", import_module(f"dataresult.rules.{file}").LIBRARY)
        for rule in library.rules:
            # A library's file may have rows for built-in classes that it raises.
            is_own = package == "builtins" or rule.exception.startswith(tuple(f"{own}." for own in library.packages))
            cls = resolved(rule.exception) if is_own else None
            if isinstance(cls, type) and issubclass(cls, Exception) and _can_be_made(cls):
                found[cls] = None
    if package == "pandera":
        _failing_schema()  # here, not in a draw: importing uses randomness, which Hypothesis wants to own
    return tuple(found)


def _can_be_made(cls: type[Exception]) -> bool:
    """Tell whether an instance can be had: by a maker, without arguments, or with a text."""
    if any(type_name(each) in _MAKERS for each in cls.__mro__):
        return True
    for arguments in ((), ("text",)):
        try:
            cls.__new__(cls, *arguments)
        except Exception:  # noqa: BLE001, S112  # a class of an extension may want anything
            continue
        return True
    return False


@st.composite
def made_exceptions(draw: st.DrawFn, cls: type[Exception]) -> Exception:
    """
    Make an exception of a class, as its library does, and raise it once.

    Args:
        draw: Given by Hypothesis.
        cls: The class.

    Returns:
        The exception, with a traceback.
    """
    maker = next((_MAKERS[name] for each in cls.__mro__ if (name := type_name(each)) in _MAKERS), _by_names)
    try:
        exception = maker(draw, cls)
    except Exception:  # noqa: BLE001  # a constructor may want anything; another version may want something else
        try:
            exception = cls.__new__(cls)
        except Exception:  # noqa: BLE001  # likewise: then by the text alone
            exception = cls.__new__(cls, draw(_TEXTS))
        exception.args = (draw(_TEXTS),)
    try:
        raise exception
    except Exception as raised:  # noqa: BLE001  # whatever it is
        return raised


_Maker = Callable[[st.DrawFn, type[Exception]], Exception]


def _by_names(draw: st.DrawFn, cls: type[Exception]) -> Exception:
    """Call the constructor with one text or, where it wants more, by the names of its parameters."""
    make = cast("Callable[..., Exception]", cls)
    try:
        return make(draw(_TEXTS))
    except Exception:  # noqa: BLE001  # it wants more, or less
        wanted = [
            each
            for each in list(signature(cls.__init__).parameters.values())[1:]
            if each.default is Parameter.empty
            and each.kind in {Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY}
        ]
        return make(**{each.name: _argument(draw, each.name) for each in wanted})


def _argument(draw: st.DrawFn, name: str) -> object:
    make = _ARGUMENTS.get(name)
    return draw(_TEXTS) if make is None else make()


def _pool() -> object:
    from urllib3 import HTTPSConnectionPool

    return HTTPSConnectionPool("api.example.org", timeout=5)


_ARGUMENTS: Final[Mapping[str, Callable[[], object]]] = {
    **dict.fromkeys(("code", "errcode", "faultCode", "returncode"), lambda: 503),
    **dict.fromkeys(("lineno", "pos", "consumed"), lambda: 3),
    **dict.fromkeys(("expected", "length"), lambda: 1024),
    "partial": lambda: b"half",
    "cmd": lambda: ["fetch", "--all"],
    "timeout": lambda: 5.0,
    "possibilities": lambda: ["--since", "--symbol"],
    "pool": _pool,
    "url": lambda: _URL,
    "error": lambda: ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"),
    "reason": lambda: socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
}


def _os_error(draw: st.DrawFn, cls: type[Exception]) -> Exception:
    make = cast("Callable[..., Exception]", cls)
    number = draw(st.none() | _ERRNOS)
    if number is None:
        return make(draw(_TEXTS))
    return make(number, os.strerror(number), *draw(st.sampled_from([(), ("cache/BTCUSDT.arrow",)])))


def _resolver_error(draw: st.DrawFn, cls: type[Exception]) -> Exception:
    return cast("Callable[..., Exception]", cls)(draw(_RESOLVER), "Name or service not known")


def _decode_error(draw: st.DrawFn, cls: type[Exception]) -> Exception:
    return cast("Callable[..., Exception]", cls)("utf-8", b"caf\xe9", 3, 4, draw(_TEXTS))


def _encode_error(draw: st.DrawFn, cls: type[Exception]) -> Exception:
    return cast("Callable[..., Exception]", cls)("ascii", "caf\xe9", 3, 4, draw(_TEXTS))


def _translate_error(draw: st.DrawFn, cls: type[Exception]) -> Exception:
    return cast("Callable[..., Exception]", cls)("caf\xe9", 3, 4, draw(_TEXTS))


def _json_error(draw: st.DrawFn, cls: type[Exception]) -> Exception:
    return cast("Callable[..., Exception]", cls)(draw(_TEXTS), "<html>busy</html>", 0)


def _group(draw: st.DrawFn, cls: type[Exception]) -> Exception:
    return cast("Callable[..., Exception]", cls)(draw(_TEXTS), [TimeoutError(draw(_TEXTS)), ValueError(draw(_TEXTS))])


def _process_error(draw: st.DrawFn, cls: type[Exception]) -> Exception:
    make = cast("Callable[..., Exception]", cls)
    if issubclass(cls, subprocess.TimeoutExpired):
        return make(["fetch"], 5.0, output=b"half", stderr=draw(_BODIES))
    return make(draw(st.sampled_from([1, 2, -9])), ["fetch"], output=None, stderr=draw(st.none() | _TEXTS))


def _urllib_answer(draw: st.DrawFn, cls: type[Exception]) -> Exception:
    headers = Message()
    for name, value in draw(_HEADERS).items():
        headers[name] = value
    make = cast("Callable[..., Exception]", cls)
    return make(_URL, draw(_STATUSES), draw(_TEXTS), headers, io.BytesIO(draw(_BODIES)))


def _of_requests(draw: st.DrawFn, cls: type[Exception]) -> Exception:
    import requests

    request = requests.Request("GET", _URL, headers={"X-MBX-APIKEY": "an-api-key"}).prepare()
    if not issubclass(cls, requests.HTTPError):
        inner = draw(st.sampled_from([None, "pool"]))
        said = draw(_TEXTS) if inner is None else _pool_failure()
        return cls(said, request=request)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # all of its family take it
    response = requests.Response()
    response.status_code = draw(_STATUSES)
    response.headers.update(draw(_HEADERS))
    response.url, response.request = _URL, request
    response._content = draw(_BODIES)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # as its adapter does
    return cls(f"{response.status_code} Client Error for url: {_URL}", response=response, request=request)


def _pool_failure() -> Exception:
    from urllib3.exceptions import MaxRetryError, ReadTimeoutError

    pool = _pool()
    inner = cast("Callable[..., Exception]", ReadTimeoutError)(pool, _URL, "Read timed out.")
    return cast("Callable[..., Exception]", MaxRetryError)(pool, _URL, inner)


def _retries_over(_draw: st.DrawFn, _cls: type[Exception]) -> Exception:
    return _pool_failure()


def _httpx_answer(draw: st.DrawFn, _: type[Exception]) -> Exception:
    import httpx

    request = httpx.Request("GET", _URL, headers={"X-MBX-APIKEY": "an-api-key"})
    response = httpx.Response(draw(_STATUSES), headers=draw(_HEADERS), content=draw(_BODIES), request=request)
    return httpx.HTTPStatusError(draw(_TEXTS), request=request, response=response)


def _httpx_request(draw: st.DrawFn, cls: type[Exception]) -> Exception:
    import httpx

    return cast("Callable[..., Exception]", cls)(draw(_TEXTS), request=httpx.Request("GET", _URL))


def _bare(_: st.DrawFn, cls: type[Exception]) -> Exception:
    return cls()


def _of_curl(draw: st.DrawFn, cls: type[Exception]) -> Exception:
    return cast("Callable[..., Exception]", cls)(draw(_TEXTS), draw(_CURL_CODES))


@cache
def _failing_schema() -> "Callable[[bool], Exception]":
    """Validate what fails, the way users do: pandera makes the exceptions, with their tables of cases."""
    import pandas as pd
    import pandera.pandas as pa

    schema = pa.DataFrameSchema({"close": pa.Column(float, nullable=False)})
    frame = pd.DataFrame({"close": [1.0, None]})

    def validate(lazy: bool) -> Exception:  # noqa: FBT001  # a detail of one line below
        try:
            schema.validate(frame, lazy=lazy)
        except (pa.errors.SchemaError, pa.errors.SchemaErrors) as found:
            return found
        raise AssertionError("the frame has a value that is missing")

    return validate


def _schema_error(_: st.DrawFn, cls: type[Exception]) -> Exception:
    return _failing_schema()(cls.__name__ == "SchemaErrors")


def _finding(draw: st.DrawFn, cls: type[Exception]) -> Exception:
    """Make what a model of pydantic raises; its core has the only constructor."""
    make = cast("Callable[..., Exception]", getattr(cls, "from_exception_data", None))
    wrong = {"type": "float_parsing", "loc": ("rows", 0, draw(st.sampled_from(["close", "api_token"])))}
    return make("Bars", [{**wrong, "input": draw(_TEXTS)}, {"type": "missing", "loc": ("rows",), "input": {}}])


def _of_a_validator(draw: st.DrawFn, cls: type[Exception]) -> Exception:
    make = cast("Callable[..., Exception]", cls)
    return make("missing") if cls.__name__ == "PydanticKnownError" else make("too_far", draw(_TEXTS).replace("{", ""))


def _structured_group(draw: st.DrawFn, cls: type[Exception]) -> Exception:
    return cast("Callable[..., Exception]", cls)(draw(_TEXTS), [KeyError("close"), ValueError(draw(_TEXTS))], int)


# By run-time identity; the nearest class of the ancestry decides, as for rules.
_MAKERS: Final[Mapping[str, _Maker]] = {
    "builtins.OSError": _os_error,
    "socket.gaierror": _resolver_error,
    "builtins.UnicodeDecodeError": _decode_error,
    "builtins.UnicodeEncodeError": _encode_error,
    "builtins.UnicodeTranslateError": _translate_error,
    "json.decoder.JSONDecodeError": _json_error,
    "builtins.BaseExceptionGroup": _group,
    "subprocess.CalledProcessError": _process_error,
    "subprocess.TimeoutExpired": _process_error,
    "urllib.error.URLError": _by_names,
    "urllib.error.HTTPError": _urllib_answer,
    "requests.exceptions.RequestException": _of_requests,
    "requests.exceptions.JSONDecodeError": _json_error,
    "urllib3.exceptions.HTTPError": _by_names,
    "urllib3.exceptions.MaxRetryError": _retries_over,
    "httpx.HTTPStatusError": _httpx_answer,
    "httpx.RequestError": _httpx_request,
    "httpx.StreamError": _bare,
    "curl_cffi.curl.CurlError": _of_curl,
    "pandera.errors.SchemaError": _schema_error,
    "pandera.errors.SchemaErrors": _schema_error,
    "pydantic_core._pydantic_core.ValidationError": _finding,
    "pydantic_core._pydantic_core.PydanticCustomError": _of_a_validator,
    "pydantic_core._pydantic_core.PydanticKnownError": _of_a_validator,
    "cattrs.errors.BaseValidationError": _structured_group,
}
