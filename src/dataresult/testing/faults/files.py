"""
The law for file formats: writes a good file, spoils it or its place for real, and looks at what each fault becomes.

Floor 6. Works in a temporary folder of its own. What it changes of the process (limits, the effective user) it puts
back before it judges.
"""

import gc
import os
import sys
from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from traceback import clear_frames
from typing import Final
from warnings import catch_warnings, simplefilter

from attrs import frozen

from dataresult._classify import Classifier, default_classifier
from dataresult._context import error_context
from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiFormat,
    ClassifiedError,
    DataEmpty,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    StoragePermission,
    StorageRead,
    StorageSpace,
    StorageWrite,
)
from dataresult.testing.faults._expected import Expected, raise_for_violations, violations

if sys.platform != "win32":
    import resource

__all__ = ["check_file_format"]

_PAGE: Final = (
    b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>" + b"<p>Please.</p>" * 40 + b"</body></html>\n"
)
# The first bytes of other formats, and what may follow: https://en.wikipedia.org/wiki/List_of_file_signatures.
_OTHERS: Final = {
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8,
    "a document": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(255, -1, -1)) * 8,
}
# Where a file is cut or damaged, as shares of its size.
_PLACES: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_DAMAGED_BYTES: Final = 32
# Whom systems call nobody; any user without rights will do.
_NOBODY: Final = 65_534
# No common file system takes longer names: https://en.wikipedia.org/wiki/Comparison_of_file_systems#Limits.
_LONG_NAME: Final = "n" * 300

# What is to be fetched again. Text shows no damage: it parses into something else, or into nothing.
_DAMAGE: Final[tuple[type[ClassifiedError], ...]] = (DataIntegrity, DataEmpty, ApiFormat)
_PARSING: Final[tuple[type[ClassifiedError], ...]] = (*_DAMAGE, DataTransformation, DataValidation)


@frozen
class _Spoiled:
    """One fault: what it is called, how it comes about, what is right for it, and where it holds."""

    name: str
    provoke: Callable[[], object]
    expected: Expected
    operation: str
    # What can pass unnoticed: text that was cut is still text.
    may_pass: bool = False
    around: Callable[[], AbstractContextManager[object]] = nullcontext


def check_file_format(
    write: Callable[[Path], object],
    read: Callable[[Path], object],
    *,
    classifier: Classifier = default_classifier,
    skip: Collection[str] = (),
    suffix: str = "",
) -> None:
    """
    Hold what a file format raises to what it should be classified as, with faults that are provoked for real.

    Args:
        write: Writes a good file to a path. The more it holds, the more there is to damage.
        read: Reads such a file whole.
        classifier: Whose judgement is looked at.
        skip: Faults to leave out, by name: missing, empty, truncated, damaged, another format, a page, folder,
            no permission, too many open files, name too long, no space, no such folder, folder in its place,
            read-only folder.
        suffix: What the name of the file ends in, for formats that look at it.

    Raises:
        AssertionError: A fault became another error than it should; the message lists every one.

    A fault of the content passes where the format does not notice it: half a CSV file is a CSV file. Damage is
    `DataIntegrity`; where it only shows when values are made of it, and in files of text, an error of parsing is right
    too. Left out is what a platform or a user cannot have: limits on space and on open files need the module
    `resource`; a permission that is refused needs POSIX (the superuser, who is refused nothing, becomes nobody
    meanwhile). Not for use in a process whose other threads write files.

    Examples:
        >>> import json
        >>> check_file_format(
        ...     lambda path: path.write_text(json.dumps(list(range(2000)))),
        ...     lambda path: json.loads(path.read_text(encoding="utf-8")),
        ... )
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as name, _unwarned():
        folder = Path(name)
        folder.chmod(0o755)
        good = folder / f"good{suffix}"
        write(good)
        read(good)
        found = [
            sentence
            for spoiled in (*_contents(good, read), *_places_to_read(good, read), *_places_to_write(good, write))
            if spoiled.name.partition(":")[0] not in skip
            for sentence in _judged(spoiled, classifier)
        ]
    raise_for_violations(found, f"files, read by {getattr(read, '__qualname__', read)!s}")


def _judged(spoiled: _Spoiled, classifier: Classifier) -> Iterator[str]:
    raised: BaseException | None = None
    with ExitStack() as stack:
        try:
            stack.enter_context(spoiled.around())
            spoiled.provoke()
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as exception:  # noqa: BLE001  # a panic of an extension is no Exception
            raised = exception
    if raised is None and spoiled.may_pass:
        return
    if raised is not None and not isinstance(raised, Exception):
        yield f"{spoiled.name}: {type(raised).__name__}: {raised!s:.120}"
        return

    def provoke() -> object:
        if raised is not None:
            raise raised
        return "no exception"

    with error_context(operation=spoiled.operation):
        found = list(violations(spoiled.name, provoke, spoiled.expected, classifier))
    if raised is not None:
        clear_frames(raised.__traceback__)
        raised = None
    yield from found


@contextmanager
def _unwarned() -> Generator[None]:
    """
    Let nobody hear of what a fault left open.

    A writer that was out of room fails once more when it is collected; a file that nobody closed warns of it.
    """
    hook, sys.unraisablehook = sys.unraisablehook, _ignored
    try:
        with catch_warnings():
            simplefilter("ignore", ResourceWarning)
            yield
            gc.collect()
    finally:
        sys.unraisablehook = hook


def _ignored(_: object) -> None:
    """Say nothing."""


def _contents(good: Path, read: Callable[[Path], object]) -> Iterator[_Spoiled]:
    """Give the faults of what is in the file."""
    content = good.read_bytes()
    is_text = b"\0" not in content and _is_utf8(content)
    cut, damaged = (_PARSING, _PARSING) if is_text else (_DAMAGE, (*_DAMAGE, DataTransformation, DataValidation))
    for name, spoiled, right in (
        ("empty", b"", _PARSING),
        *((f"truncated: to {size} bytes", content[:size], cut) for size in _cuts(len(content))),
        *((f"damaged: at byte {at}", _damaged(content, at), damaged) for at in _damages(len(content))),
        *((f"another format: {what}", other, cut) for what, other in _OTHERS.items()),
        ("a page", _PAGE, cut),
    ):
        path = good.with_name(f"bad{good.suffix}")

        def provoke(path: Path = path, spoiled: bytes = spoiled) -> object:
            # A new file each time: what is mapped into memory must not change under its reader.
            path.unlink(missing_ok=True)
            path.write_bytes(spoiled)
            return read(path)

        yield _Spoiled(name, provoke, Expected(errors=right), "read", may_pass=True)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _cuts(size: int) -> list[int]:
    return sorted({min(max(1, int(size * place)), size - 1) for place in _PLACES} - {0, -1})


def _damages(size: int) -> list[int]:
    return sorted({max(0, int((size - _DAMAGED_BYTES) * place)) for place in _PLACES})


def _damaged(content: bytes, at: int) -> bytes:
    spoiled = bytes(byte ^ 0xFF for byte in content[at : at + _DAMAGED_BYTES])
    return content[:at] + spoiled + content[at + len(spoiled) :]


def _places_to_read(good: Path, read: Callable[[Path], object]) -> Iterator[_Spoiled]:
    """Give the faults of the place that is read from."""
    folder = good.parent
    gone = Expected(errors=(StorageRead,))
    yield _Spoiled("missing", lambda: read(folder / f"missing{good.suffix}"), gone, "read")
    yield _Spoiled("name too long", lambda: read(folder / f"{_LONG_NAME}{good.suffix}"), gone, "read")
    in_its_place = folder / f"folder{good.suffix}"
    in_its_place.mkdir()
    unreadable = Expected(errors=(StorageRead, StoragePermission) if sys.platform == "win32" else (StorageRead,))
    yield _Spoiled("folder", lambda: read(in_its_place), unreadable, "read")
    if sys.platform != "win32":
        refused = folder / f"refused{good.suffix}"
        refused.write_bytes(good.read_bytes())
        refused.chmod(0)
        expected = Expected(errors=(StoragePermission,), next_step=(Advice.ASK_OPERATOR,))
        yield _Spoiled("no permission", lambda: read(refused), expected, "read", around=_as_nobody)
        busy = Expected(errors=(StorageRead,), next_step=(Advice.RETRY,))
        yield _Spoiled("too many open files", lambda: read(good), busy, "read", around=_no_more_files)


def _places_to_write(good: Path, write: Callable[[Path], object]) -> Iterator[_Spoiled]:
    """Give the faults of the place that is written to."""
    folder = good.parent
    failed = Expected(errors=(StorageWrite,))
    yield _Spoiled("no such folder", lambda: write(folder / "nowhere" / f"new{good.suffix}"), failed, "write")
    yield _Spoiled("name too long", lambda: write(folder / f"{_LONG_NAME}{good.suffix}"), failed, "write")
    in_its_place = folder / f"taken{good.suffix}"
    in_its_place.mkdir()
    refused = Expected(errors=(StorageWrite, StoragePermission) if sys.platform == "win32" else (StorageWrite,))
    yield _Spoiled("folder in its place", lambda: write(in_its_place), refused, "write")
    if sys.platform != "win32":
        closed = folder / "closed"
        closed.mkdir()
        closed.chmod(0o555)
        expected = Expected(errors=(StoragePermission,), next_step=(Advice.ASK_OPERATOR,))
        yield _Spoiled(
            "read-only folder", lambda: write(closed / f"new{good.suffix}"), expected, "write", around=_as_nobody
        )
        full = Expected(errors=(StorageSpace,), next_step=(Advice.FREE_SPACE,))
        room = good.stat().st_size // 2
        new = folder / f"new{good.suffix}"
        yield _Spoiled("no space", lambda: write(new), full, "write", around=lambda: _limited("RLIMIT_FSIZE", room))


if sys.platform != "win32":

    @contextmanager
    def _as_nobody() -> Generator[None]:
        """Be refused what files do not allow: the superuser is refused nothing."""
        user = os.geteuid()
        if user == 0:
            os.seteuid(_NOBODY)
        try:
            yield
        finally:
            if user == 0:
                os.seteuid(user)

    @contextmanager
    def _limited(name: str, soft: int) -> Generator[None]:
        """Lower a limit of the process. A file that grows beyond it gets an error: Python ignores the signal."""
        kind: int = getattr(resource, name)
        before = resource.getrlimit(kind)
        resource.setrlimit(kind, (soft, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(kind, before)

    def _no_more_files() -> AbstractContextManager[None]:
        """Let no further file be opened: the limit is the lowest number that is free."""
        free = os.open(os.devnull, os.O_RDONLY)
        os.close(free)
        return _limited("RLIMIT_NOFILE", free)
