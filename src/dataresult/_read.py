"""
Reading values out of exceptions along the paths that rules name.

Floor 2. Total: whatever an attribute does when it is read, the answer is a value or None.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter, methodcaller
from typing import Final, TypeAlias, cast

from ._conversions import CONVERSIONS
from ._values import MESSAGE_MAX_CHARS, safe_text
from .rules._rule import Extract, Reader

__all__ = ["exceptions_at", "extracted", "header", "header_items", "read"]

_Step: TypeAlias = Callable[[object], object]
_STEP: Final = re.compile(r"(\w+(?:\(\))?)|\[([^\]]*)\]")
# What must pass through code that catches everything.
_SIGNALS: Final = (KeyboardInterrupt, SystemExit, GeneratorExit)


@lru_cache(maxsize=4096)
def _steps(path: str) -> tuple[_Step, ...]:
    """Turn a path into what is called along it: attributes, items, methods, and last the conversion."""
    route, _, conversion = path.partition("|")
    steps = tuple(_step(match[1], match[2]) for match in _STEP.finditer(route))
    return (*steps, CONVERSIONS[conversion]) if conversion else steps


def _step(name: str | None, item: str) -> _Step:
    if name is None:
        is_index = item.lstrip("-").isdigit()
        return cast("_Step", itemgetter(int(item))) if is_index else methodcaller("get", item)
    if name.endswith(")"):
        return methodcaller(name[:-2])
    return lambda value: getattr(value, name, None)


def read(exception: BaseException, reader: Reader) -> object:
    """
    Read what a rule points at.

    Args:
        exception: The exception to read from.
        reader: A path, a function of the exception, or the value itself.

    Returns:
        The value, or None where there is none or reading it fails.
    """
    try:
        if type(reader) is not str:
            if isinstance(reader, Extract):
                return extracted(exception, reader)
            return reader(exception) if callable(reader) else reader
        value: object = exception
        for step in _steps(reader):
            value = step(value)
            if value is None:
                return None
        return value
    except _SIGNALS:
        raise
    except BaseException:  # noqa: BLE001  # what is foreign may raise anything when it is read, and a panic is no Exception
        return None


def extracted(exception: BaseException, extract: Extract, text: str | None = None) -> str | None:
    """
    Find in a text what a pattern asks for.

    Args:
        exception: The exception.
        extract: Which text, and what of it.
        text: The text, where the caller has it already.

    Returns:
        The first group that matched, or None.
    """
    found = read(exception, extract.read) if text is None else text
    if found is None:
        return None
    subject = found[:MESSAGE_MAX_CHARS] if type(found) is str else safe_text(found)
    match = _pattern(extract.pattern).search(subject)
    return next((group for group in match.groups() if group is not None), None) if match else None


@lru_cache(maxsize=1024)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def exceptions_at(exception: BaseException, path: str) -> tuple[BaseException, ...]:
    """Give the exceptions that a path leads to: one, or those in a list."""
    found = read(exception, path)
    # By `type`: what is foreign may raise when it is asked for its `__class__`.
    if issubclass(type(found), BaseException):
        return (cast("BaseException", found),)
    if type(found) is list or type(found) is tuple:
        return tuple(
            cast("BaseException", item)
            for item in cast("Sequence[object]", found)
            if issubclass(type(item), BaseException)
        )
    return ()


def header(headers: object, name: str) -> str | None:
    """
    Look a header up, whatever kind of mapping or list of pairs holds the headers.

    Args:
        headers: A mapping, an object with `get`, or pairs; text or bytes.
        name: The header's name, in any case.

    Returns:
        Its value as text, or None.
    """
    return next((value for key, value in header_items(headers) if key == name), None)


def header_items(headers: object) -> Iterator[tuple[str, str]]:
    """Give the headers, their names in lower case, as far as they can be read."""
    try:
        items = getattr(headers, "items", None)
        pairs = cast("Sequence[tuple[object, object]]", items() if callable(items) else headers)
        for key, value in pairs:
            yield _text(key).lower(), _text(value)
    except Exception:  # noqa: BLE001  # what is foreign may raise anything when it is read
        return


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
