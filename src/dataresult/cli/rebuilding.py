"""
From what a traceback tells to an exception that the judge can look at: the class, its text, where it was raised.

Floor 6. Imports a class only of the standard library and of packages that have rules, since the text may be anybody's;
all other classes are stand-ins of the same name.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import PurePosixPath
from re import compile as pattern
from types import TracebackType
from typing import Final, cast

from dataresult.rules import RULE_FILES, STDLIB_FILES, Library
from dataresult.testing._resolving import resolved

from .traceback_text import Frame, Told

__all__ = ["rebuilt"]

# "[Errno 111] Connection refused: 'file'"; the file is told by open() and its like.
_NUMBERED: Final = pattern(r"^\[(?:Errno|WinError) (-?\d+)\] (.*?)(?:: '([^']*)')?$")
# sqlalchemy and its like tell the class that they wrap: "(psycopg2.errors.UniqueViolation) duplicate key ...".
_WRAPPED: Final = pattern(r"^\((?:raised as a result of [^)]*\) \()?([A-Za-z_]\w*(?:\.\w+)+)\) ([\s\S]*)$")
_INSTALLED: Final = ("site-packages/", "dist-packages/")


def rebuilt(told: Told) -> BaseException:
    """
    Make the exception that a traceback tells of.

    Args:
        told: What it tells.

    Returns:
        An exception of the class, or of a stand-in, with the text, what lies behind it, its members, and a traceback of
        one frame: that which raised it.
    """
    exception = _made(told)
    if told.behind is not None:
        behind = rebuilt(told.behind)
        if told.relation == "cause":
            exception.__cause__ = behind
        else:
            exception.__context__ = behind
    wrapped = _WRAPPED.match(told.message)
    if wrapped is not None and not hasattr(exception, "orig"):
        with suppress(AttributeError, TypeError):  # a class with slots has no room for it
            vars(exception)["orig"] = _made(Told(wrapped[1], wrapped[2]))
    return exception.with_traceback(_raised_at(told.frames[-1], exception)) if told.frames else exception


def _made(told: Told) -> BaseException:
    if told.members:
        members = [each for member in told.members if isinstance(each := rebuilt(member), Exception)]
        if members:
            return ExceptionGroup(told.message, members)
    cls = _class_of(told)
    numbered = _NUMBERED.match(told.message)
    if numbered is not None and issubclass(cls, OSError):
        with suppress(Exception):  # a subclass may want other arguments
            arguments = (int(numbered[1]), numbered[2], *([numbered[3]] if numbered[3] else []))
            return cast("Callable[..., BaseException]", cls)(*arguments)
    return _instance(cls, told.message)


def _instance(cls: type[BaseException], message: str) -> BaseException:
    """Make an instance without `__init__`, whose arguments only the library knows; its text is what was told."""

    def text(_: BaseException) -> str:
        return message

    names: dict[str, object] = {"__module__": cls.__module__, "__qualname__": cls.__qualname__, "__str__": text}
    for base in (cls, *cls.__mro__[1:]):
        with suppress(TypeError):  # a class may be final, or want a layout of its own
            made = cast("type[BaseException]", type(cls.__name__, (base,), names))
            exception = made.__new__(made)
            exception.args = (message,)
            return exception
    return Exception(message)


def _class_of(told: Told) -> type[BaseException]:
    identity = told.name if "." in told.name else _identity(told)
    package = identity.partition(".")[0]
    if package in sys.stdlib_module_names or package == "builtins" or _is_covered(identity):
        found = resolved(identity)
        if isinstance(found, type) and issubclass(found, BaseException):
            return found
    module, _, name = identity.rpartition(".")
    return cast("type[BaseException]", type(name, (Exception,), {"__module__": module or "__main__"}))


def _is_covered(identity: str) -> bool:
    parts = identity.split(".")
    return any(".".join(parts[:length]) in RULE_FILES for length in range(1, len(parts)))


def _identity(told: Told) -> str:
    """Find whose class a bare name is: of a package that the traceback went through, or the language's own."""
    for frame in reversed(told.frames):
        module = _module_of(frame.file)
        for identity in _identities(module):
            if identity.rpartition(".")[2] == told.name:
                return identity
    return f"builtins.{told.name}"


def _identities(module: str) -> Iterator[str]:
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        file = RULE_FILES.get(".".join(parts[:length]))
        if file is not None:
            yield from _named_in(file)
            return
    if parts[0] in sys.stdlib_module_names:
        for file in STDLIB_FILES:
            yield from (each for each in _named_in(file) if each.startswith(f"{parts[0]}."))


@cache
def _named_in(file: str) -> tuple[str, ...]:
    library = cast("Library", import_module(f"dataresult.rules.{file}").LIBRARY)
    return tuple(dict.fromkeys([*(rule.exception for rule in library.rules), *library.inherits]))


def _module_of(file: str) -> str:
    """
    Tell which module a file is, by where it lies.

    Examples:
        >>> _module_of("/opt/app/lib/python3.11/site-packages/s3fs/core.py")
        's3fs.core'
        >>> _module_of("/usr/lib/python3.11/json/decoder.py"), _module_of("jobs/load.py")
        ('json.decoder', '__main__')
    """
    path = file.replace("\\", "/")
    for root in _INSTALLED:
        if root in path:
            return _dotted(path.rpartition(root)[2])
    in_library = pattern(r"/python\d+(?:\.\d+)?/(.+)$").search(path)
    return _dotted(in_library[1]) if in_library is not None else "__main__"


def _dotted(path: str) -> str:
    parts = PurePosixPath(path).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def _raised_at(frame: Frame, exception: BaseException) -> TracebackType | None:
    """Raise once where the text says that it was raised, for rules that ask who raised a built-in class."""
    # The exception goes in by name: the file name and the module are all that is taken from the text.
    code = compile("raise exception", frame.file, "exec")
    try:
        exec(code, {"__name__": _module_of(frame.file), "exception": exception})  # noqa: S102  # a constant program
    except BaseException as raised:  # noqa: BLE001  # it is the one that was asked for
        at = raised.__traceback__
        return None if at is None else at.tb_next
    return None
