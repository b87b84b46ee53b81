"""
What remains of an exception once it is a value: a picklable snapshot without frames and without secrets.

Floor 0. Reads exceptions, keeps none; total for hostile, cyclic and endless chains.
"""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from functools import partial
from types import TracebackType
from typing import Final, NamedTuple, cast, final

from attrs import evolve, frozen

from ._redact import without_secrets
from ._values import one_line, safe_text, type_name

__all__ = [
    "Cause",
    "StackFrame",
    "arguments",
    "behind",
    "context_behind",
    "explicit_cause",
    "group_members",
    "traceback_of",
]

# A reader wants where it started and where it broke; Python's own traceback cuts repeats after three as well.
STACK_HEAD_FRAMES: Final = 8
STACK_TAIL_FRAMES: Final = 24
# Longer chains come from loops that wrap again and again: the outer links and the root tell it all.
CHAIN_HEAD_LINKS: Final = 12
CHAIN_WALK_LINKS: Final = 100_000
GROUP_MAX_MEMBERS: Final = 8
GROUP_MAX_DEPTH: Final = 3

# The interpreter's own slots: a class may hide them behind attributes of the same name that raise or lie.
_SLOTS: Final = vars(BaseException)
explicit_cause: Final = cast("Callable[[BaseException], BaseException | None]", _SLOTS["__cause__"].__get__)
arguments: Final = cast("Callable[[BaseException], tuple[object, ...]]", _SLOTS["args"].__get__)
_context = cast("Callable[[BaseException], BaseException | None]", _SLOTS["__context__"].__get__)
_suppresses = cast("Callable[[BaseException], bool]", _SLOTS["__suppress_context__"].__get__)
traceback_of: Final = cast("Callable[[BaseException], TracebackType | None]", _SLOTS["__traceback__"].__get__)
_exceptions = cast(
    "Callable[[BaseException], tuple[BaseException, ...]]", vars(BaseExceptionGroup)["exceptions"].__get__
)


class StackFrame(NamedTuple):
    """One line of a stack: the file, its line (one-based) and the function."""

    file: str
    line: int
    function: str


@final
@frozen(kw_only=True)
class Cause:
    """
    A snapshot of an exception and of what lies behind it.

    Args:
        type_name: The run-time identity of its class, `module.qualname`.
        message: Its text, bounded and redacted.
        stack: Where it went through, outermost call first.
        cause: The exception behind it: explicit, or the one that was being handled.
        members: The members of an exception group.
        omitted: How many links (or members) were left out between this one and the next.
    """

    type_name: str
    message: str
    stack: tuple[StackFrame, ...] = ()
    cause: "Cause | None" = None
    members: tuple["Cause", ...] = ()
    omitted: int = 0

    @classmethod
    def of(cls, exception: BaseException, text: "Callable[[BaseException], str] | None" = None) -> "Cause":
        """
        Take the snapshot of an exception.

        Args:
            exception: Any exception, also one whose `__str__` raises or whose chain is cyclic.
            text: Gives the bounded and redacted text of an exception, where somebody knows it already; who does, also
                knows what was masked, and takes it out of the other links (`without`).

        Returns:
            The snapshot; it holds neither the exception nor any frame of its traceback.
        """
        kind = type(exception)
        if behind(exception) is None and not issubclass(kind, BaseExceptionGroup):  # most stand alone
            return cls(
                type_name=type_name(kind), message=(text or safe_text)(exception), stack=_stack(traceback_of(exception))
            )
        if text is not None:
            return _snapshot(exception, GROUP_MAX_DEPTH, set(), text)
        found: set[str] = set()
        return _snapshot(exception, GROUP_MAX_DEPTH, set(), partial(safe_text, found=found)).without(found)

    def without(self, found: AbstractSet[str]) -> "Cause":
        """
        Take secrets out of all links and members.

        Args:
            found: What was masked in one of their texts, and may stand in another without what gives it away.

        Returns:
            The same story with these secrets masked.
        """
        if not found:
            return self
        link: Cause | None = None
        for each in reversed(self.chain):
            link = evolve(
                each,
                message=without_secrets(each.message, found),
                cause=link,
                members=tuple(member.without(found) for member in each.members),
            )
        return self if link is None else link

    @property
    def chain(self) -> tuple["Cause", ...]:
        """This link and those behind it, outermost first."""
        return tuple(self._links())

    @property
    def root(self) -> "Cause":
        """The innermost link of the chain."""
        return self.chain[-1]

    def render(self) -> str:
        """
        Write the chain as Python writes a traceback, innermost exception first.

        Returns:
            Text of many lines; source lines are not shown, since the files may have changed by now.
        """
        parts: list[str] = []
        for link in reversed(self.chain):
            lines = [f'  File "{one_line(at.file)}", line {at.line}, in {one_line(at.function)}\n' for at in link.stack]
            head = "Traceback (most recent call last):\n" if lines else ""
            gap = f"\n... {link.omitted} more ...\n" if link.omitted else ""
            inner = "".join(_indented(member.render()) for member in link.members)
            parts.append(f"{gap}{head}{''.join(lines)}{link.type_name}: {link.message}\n{inner}")
        return "\nwhich led to:\n\n".join(parts)

    def to_dict(self) -> dict[str, object]:
        """Give the chain as JSON-safe data, outermost first."""
        return {
            "type": self.type_name,
            "message": self.message,
            "stack": [[at.file, at.line, at.function] for at in self.stack],
            "cause": None if self.cause is None else self.cause.to_dict(),
            "members": [member.to_dict() for member in self.members],
            "omitted": self.omitted,
        }

    def _links(self) -> Iterator["Cause"]:
        link: Cause | None = self
        while link is not None:
            yield link
            link = link.cause


def _snapshot(exception: BaseException, depth: int, seen: set[int], text: Callable[[BaseException], str]) -> Cause:
    head, root, omitted = _walk(exception, seen)
    link: Cause | None = None if root is None else _one(root, None, 0, depth=depth, seen=seen, text=text)
    for place, each in enumerate(reversed(head)):
        link = _one(each, link, omitted if place == 0 else 0, depth=depth, seen=seen, text=text)
    return link if link is not None else Cause(type_name=type_name(type(exception)), message="")


def _walk(exception: BaseException, seen: set[int]) -> tuple[list[BaseException], BaseException | None, int]:
    """Give the outer links, the root where it is further away, and how many links lie between the two."""
    head: list[BaseException] = []
    last: BaseException | None = None
    further = 0
    link: BaseException | None = exception
    for _ in range(CHAIN_WALK_LINKS):
        if link is None or id(link) in seen:
            break
        seen.add(id(link))
        if len(head) < CHAIN_HEAD_LINKS:
            head.append(link)
        else:
            further += 1
            last = link
        link = behind(link)
    return head, last, max(further - 1, 0)


def behind(exception: BaseException) -> BaseException | None:
    """Give the exception that Python itself links: the explicit cause, else the context unless suppressed."""
    cause = explicit_cause(exception)
    return context_behind(exception) if cause is None else cause


def context_behind(exception: BaseException) -> BaseException | None:
    """Give the exception that was being handled, unless that was suppressed."""
    return None if _suppresses(exception) else _context(exception)


def group_members(exception: BaseException) -> tuple[BaseException, ...]:
    """Give the members of a group; of anything else, none."""
    return _exceptions(exception) if issubclass(type(exception), BaseExceptionGroup) else ()


def _one(
    exception: BaseException,
    cause: Cause | None,
    omitted: int,
    *,
    depth: int,
    seen: set[int],
    text: Callable[[BaseException], str],
) -> Cause:
    name, message, stack = type_name(type(exception)), text(exception), _stack(traceback_of(exception))
    inner: tuple[Cause, ...] = ()
    group = group_members(exception) if depth > 0 else ()
    if group:
        fresh = [member for member in group if id(member) not in seen]
        inner = tuple(_snapshot(member, depth - 1, seen, text) for member in fresh[:GROUP_MAX_MEMBERS])
        omitted += len(group) - len(inner)
    return Cause(type_name=name, message=message, stack=stack, cause=cause, members=inner, omitted=omitted)


def _stack(traceback: TracebackType | None) -> tuple[StackFrame, ...]:
    links: list[TracebackType] = []
    while traceback is not None:
        links.append(traceback)
        traceback = traceback.tb_next
    if len(links) > STACK_HEAD_FRAMES + STACK_TAIL_FRAMES:
        links = links[:STACK_HEAD_FRAMES] + links[-STACK_TAIL_FRAMES:]
    stack: list[StackFrame] = []
    for at in links:
        code = at.tb_frame.f_code
        stack.append(StackFrame(code.co_filename, at.tb_lineno or 0, code.co_qualname))
    return tuple(stack)


def _indented(text: str) -> str:
    return "".join(f"  | {line}\n" for line in text.splitlines())
