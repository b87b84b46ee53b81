"""
A traceback that somebody pasted, read back into what it says: exceptions, their frames, chains and groups.

Floor 6. Text in, values out; makes no exception and imports nothing that the text names.
Source: `traceback.py` of CPython for the format; IPython, pytest and log collectors for how it is changed on the way.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final, NamedTuple

__all__ = ["Frame", "Told", "told_exceptions"]

# The first line of a traceback; IPython puts the class before it.
_HEAD: Final = re.compile(r"(?:Exception Group )?Traceback \(most recent call last\)")
_FRAME: Final = re.compile(r'^\s*File "(?P<file>[^"]+)", line (?P<line>\d+)(?:, in (?P<function>.+))?$')
_IPYTHON_FRAME: Final = re.compile(r"^File (?P<file>\S+?):(?P<line>\d+)(?:, in (?P<function>\w+))?")
# A class by its dotted name, and its message.
_LAST: Final = re.compile(r"^(?P<name>[A-Za-z_]\w*(?:\.(?:[A-Za-z_]\w*|<locals>))*)(?:: (?P<message>.*))?$")
# Where no traceback is there: what looks like an exception's class, also after the words of a log.
_ALONE: Final = re.compile(
    r"(?:^|[\s:])(?P<name>(?:(?:[A-Za-z_]\w*\.)+\w*|[A-Za-z_]\w*)(?:Error|Exception|Warning|Timeout|Failure|Violation)s?)"
    r"(?:: (?P<message>.*))?$"
)
_LINKS: Final = {
    "The above exception was the direct cause of the following exception:": "cause",
    "During handling of the above exception, another exception occurred:": "context",
}
# The margin of a group, and the rules between its members: the column says how deep they lie.
_MARGIN: Final = re.compile(r"^(?P<indent> *)(?:\| ?|\+ (?=Exception Group Traceback))(?P<line>.*)$")
_FIRST: Final = re.compile(r"^(?P<indent> *)\+-\+-+ (?:\d+|\.\.\.) -+$")
_NEXT: Final = re.compile(r"^(?P<indent> *)\+-+ (?:\d+|\.\.\.) -+$")
_END: Final = re.compile(r"^(?P<indent> *)\+-{10,}$")
_COUNT: Final = re.compile(r" \(\d+ sub-exceptions?\)$")


class Frame(NamedTuple):
    """A frame of a traceback: its file, line (one-based) and function."""

    file: str
    line: int
    function: str


class Told(NamedTuple):
    """An exception as a traceback tells it."""

    name: str
    message: str
    frames: tuple[Frame, ...] = ()
    behind: "Told | None" = None
    # How what is behind was linked: "cause" or "context".
    relation: str = ""
    members: tuple["Told", ...] = ()


def told_exceptions(text: str) -> tuple[Told, ...]:
    r"""
    Read the tracebacks in a text.

    Args:
        text: A traceback, or a log that holds some; also with line breaks written as `\n`, indented, behind the same
            prefix on each line, or with pytest's `E` before the last line.

    Returns:
        The exceptions in their order, each with what lies behind it; a text without a traceback gives what its last
        line that names an exception says, or nothing.
    """
    if "\n" not in text.strip() and "\\n" in text:
        text = text.replace("\\n", "\n").replace('\\"', '"')
    lines = text.replace("\r\n", "\n").split("\n")
    found: list[Told] = []
    place = 0
    while place < len(lines):
        if _HEAD.search(lines[place]) is None:
            place += 1
            continue
        block, place = _block(lines, place)
        told = _chain(_tree(block))
        if told is not None:
            found.append(told)
    return tuple(found) or tuple(_single(lines))


def _block(lines: Sequence[str], start: int) -> tuple[list[str], int]:
    """Cut out a chain of tracebacks, without what stands before each of its lines."""
    head = _HEAD.search(lines[start])
    before = lines[start][: head.start()].removesuffix("  + ") if head is not None else ""
    margin = len(before) if not before.strip() or _goes_on(lines, start, len(before)) else 0
    end = start + 1
    while end < len(lines) and not _is_another(lines, end, margin):
        end += 1
    return [line[margin:] for line in lines[start:end]], end


def _goes_on(lines: Sequence[str], start: int, margin: int) -> bool:
    """Tell whether a log wrote the same width before the next line too."""
    return start + 1 < len(lines) and lines[start + 1][margin:].lstrip(" |+").startswith("File ")


def _is_another(lines: Sequence[str], place: int, margin: int) -> bool:
    """Tell whether a traceback begins that is no link of the one before."""
    line = lines[place][margin:]
    if _HEAD.search(line) is None or not (line.startswith("  + ") or line.lstrip(" |+") == line):
        return False
    before = [each[margin:].strip() for each in lines[max(place - 3, 0) : place]]
    return not any(each in _LINKS for each in before)


class _Part:
    """The lines of one chain, without margins, and where its groups have their members."""

    def __init__(self, column: int, siblings: "list[_Part] | None" = None) -> None:
        self.column = column
        self.siblings: list[_Part] = [] if siblings is None else siblings
        self.items: list[str | list[_Part]] = []


def _tree(block: Sequence[str]) -> _Part:
    """Put the members of groups below the lines of their group."""
    root = _Part(-1)
    if not any("Exception Group Traceback" in line for line in block):
        root.items.extend(block)
        return root
    stack = [root]
    for line in block:
        if (match := _FIRST.match(line)) is not None:
            column = len(match["indent"])
            _close(stack, column + 1)
            members: list[_Part] = []
            stack[-1].items.append(members)
            _open(stack, column + 2, members)
        elif (match := _NEXT.match(line)) is not None:
            column = len(match["indent"])
            _close(stack, column + 1)
            if stack[-1].column == column:
                _open(stack, column, stack.pop().siblings)
        elif (match := _END.match(line)) is not None:
            _close(stack, len(match["indent"]))
        elif (match := _MARGIN.match(line)) is not None:
            _close(stack, len(match["indent"]) + 1)
            stack[-1].items.append(match["line"])
        else:
            _close(stack, 0)
            stack[-1].items.append(line)
    return root


def _close(stack: list[_Part], column: int) -> None:
    while stack[-1].column >= column:
        stack.pop()


def _open(stack: list[_Part], column: int, siblings: list[_Part]) -> None:
    part = _Part(column, siblings)
    siblings.append(part)
    stack.append(part)


def _chain(part: _Part) -> Told | None:
    """Read a chain: what is behind comes first, between two of its links stands how they are linked."""
    told: Told | None = None
    relation = ""
    own: list[str | list[_Part]] = []
    for item in part.items:
        kind = _LINKS.get(item.strip()) if isinstance(item, str) else None
        if kind is None:
            own.append(item)
        else:
            told, relation, own = _link(own, told, relation) or told, kind, []
    return _link(own, told, relation) or told


def _link(items: Sequence[str | list[_Part]], behind: Told | None, relation: str) -> Told | None:
    lines = [item for item in items if isinstance(item, str)]
    inner = (_chain(part) for item in items if isinstance(item, list) for part in item)
    members = tuple(told for told in inner if told is not None)
    frames = tuple(
        Frame(match["file"], int(match["line"]), match["function"] or "")
        for line in lines
        if (match := _FRAME.match(line) or _IPYTHON_FRAME.match(line)) is not None
    )
    said = _said(lines)
    if said is None:
        return None
    name, message = said
    return Told(name, _COUNT.sub("", message) if members else message, frames, behind, relation, members)


def _said(lines: Sequence[str]) -> tuple[str, str] | None:
    """Read the class and the message: the first line after the frames that is neither indented nor source."""
    last_frame = max((place for place, line in enumerate(lines) if _is_frame(line)), default=-1)
    for place in range(last_frame + 1, len(lines)):
        line = re.sub(r"^E\s+", "", lines[place])
        match = _LAST.match(line)
        if match is None or line.startswith(" ") or _HEAD.search(line):
            continue
        rest = list(takewhile(lambda each: each.strip() and _LINKS.get(each.strip()) is None, lines[place + 1 :]))
        message = "\n".join([match["message"] or "", *rest]).strip()
        return match["name"], message
    return None


def _is_frame(line: str) -> bool:
    return _FRAME.match(line) is not None or _IPYTHON_FRAME.match(line) is not None


def _single(lines: Sequence[str]) -> Iterator[Told]:
    """Read the last line that names an exception, where no traceback is there."""
    for line in reversed(lines):
        match = _ALONE.search(line)
        if match is not None:
            yield Told(match["name"], match["message"] or "")
            return
