"""
The links of a chain: what each exception says by itself, and which exceptions lie behind it.

Floor 2. Applies rules to one exception at a time; which of the links decides is not its business.
"""

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Final, NamedTuple, cast

from ._answer import NO_ANSWER, Finding, answer_of, finding_of, judge_answer
from ._cause import arguments, context_behind, explicit_cause, group_members, traceback_of
from ._index import BUILT_IN, Named, RuleIndex
from ._read import exceptions_at, extracted, read
from ._results import ClassifiedException
from ._values import MESSAGE_MAX_CHARS, safe_text
from .errors import ClassifiedError, FetchError, Unexpected
from .rules import BodyCodes, Extract, Keyed, Rule, Words
from .rules._rule import Reader

__all__ = ["Link", "LinkReader", "leaves"]

# Wrappers of the field nest a handful of links; what lies deeper is a loop that wraps its own errors.
LINKS_MAX: Final = 64
# Members that are groups are opened in turn: as many as this, so that a group without end is left.
GROUPS_MAX: Final = 1_000
# A code is a word or a number; what is longer is cut.
KEY_MAX_CHARS: Final = 60
_MESSAGE: Final = "|text"
_NO_RULE: Final = Finding(error=Unexpected, evidence="no rule", strong=False)


class Link(NamedTuple):
    """One exception of a chain with what its rules say, and how it was reached."""

    exception: BaseException
    identity: str | None
    finding: Finding
    relation: str = "outermost"
    # The error, where it was raised as one.
    raised: ClassifiedError | None = None


class LinkReader:
    """Reads links by the user's rules first, then by those of this package; for one judgement."""

    def __init__(self, own: RuleIndex | None, operation: str | None) -> None:
        self._indexes = (BUILT_IN,) if own is None else (own, BUILT_IN)
        self._operation = operation
        # With the exception, so that its number is not given to another while this lives.
        self._texts: dict[int, tuple[BaseException, str]] = {}
        # What was masked in one of the texts: another may tell of it without what gives it away.
        self.found: set[str] = set()

    def providers(self) -> Iterator[BodyCodes]:
        """The tables of codes in bodies, the user's first; read from files only as far as somebody asks."""
        return (provider for index in self._indexes for provider in index.providers())

    def text(self, exception: BaseException) -> str:
        """Give the text of an exception, bounded and redacted; asked for once however often it is needed."""
        known = self._texts.get(id(exception))
        if known is None:
            known = self._texts[id(exception)] = exception, safe_text(exception, found=self.found)
        return known[1]

    def link(self, exception: BaseException, relation: str = "outermost") -> Link:
        """Say what the rules say of one exception alone."""
        raised = _raised(exception)
        if raised is not None:
            finding = Finding(error=type(raised), evidence="an error that was raised")
            return Link(exception=exception, identity=None, finding=finding, relation=relation, raised=raised)
        named, rule = self._rule(exception)
        if named is None or rule is None:
            return Link(exception, None, _NO_RULE, relation)
        return Link(exception, named.identity, self._finding(rule, exception), relation)

    def last_resort(self, link: Link) -> Link | None:
        """Ask what a weak row keeps for the case that nothing behind says more."""
        _, rule = self._rule(link.exception)
        found = None if rule is None else self._first(rule.last, link.exception)
        return None if found is None else link._replace(finding=found)

    def wraps(self, link: Link) -> bool:
        """Tell whether an exception says nothing of its own: a retry library's, around the last of its attempts."""
        _, rule = self._rule(link.exception)
        return rule is not None and rule.wraps

    def _rule(self, exception: BaseException) -> tuple[Named | None, Rule | None]:
        modules = _raised_in(exception)
        for index in self._indexes:
            for named in index.lookup(type(exception), modules):
                for rule in named.rules:
                    if rule.operation is not None and rule.operation != self._operation:
                        continue
                    if (rule.raised_in is None and rule.when is None) or _holds(rule, exception, modules):
                        return named, rule
        return None, None

    def _finding(self, rule: Rule, exception: BaseException) -> Finding:
        answer = found = None
        if rule.answer is not None:
            answer = answer_of(exception, rule.answer)
            coded = self._first(rule.answer.codes, exception)
            found = judge_answer(answer or NO_ANSWER, self.providers, coded) if answer or coded else None
        found = found or self._first(rule.by, exception)
        if found is not None:
            return found.over(rule.fields)
        evidence = f"class {rule.exception}" + (f" while {rule.operation}" if rule.operation else "")
        fields = rule.fields if answer is None else {**rule.fields, "http_status": answer.status}
        return Finding(rule.error, evidence, not rule.weak, fields, rule.next_step)

    def _first(self, discriminators: Iterable[Keyed | Words], exception: BaseException) -> Finding | None:
        for by in discriminators:
            found = self._by_words(by, exception) if isinstance(by, Words) else self._by_key(by, exception)
            if found is not None:
                return found
        return None

    def _by_words(self, by: Words, exception: BaseException) -> Finding | None:
        text = self.text(exception) if by.read == _MESSAGE else _text_at(exception, by.read)
        text = text.lower()
        for words in by.table:
            if words in text:
                return finding_of(by.table[words], f"the words {words!r}", self._operation)
        return None

    def _by_key(self, by: Keyed, exception: BaseException) -> Finding | None:
        reader = by.read
        if isinstance(reader, Extract) and reader.read == _MESSAGE:
            value: object = extracted(exception, reader, self.text(exception))
        else:
            value = read(exception, reader)
        try:
            meaning = by.table.get(value)
        except Exception:  # noqa: BLE001  # a key that cannot be hashed is in no table
            return None
        if meaning is None:
            return None
        key = safe_text(value, KEY_MAX_CHARS)
        return finding_of(meaning, f"{by.name} {key}", self._operation, key)

    def behind(self, exception: BaseException, *, contexts: bool) -> list[Link]:
        """Give the links behind an exception, nearest first; at one distance own link, cause, context."""
        links: list[Link] = []
        waiting = self._next(exception, contexts=contexts)
        seen = {id(exception)}
        for each, relation in waiting:  # it grows meanwhile
            if len(seen) > LINKS_MAX:
                break
            if id(each) not in seen:
                seen.add(id(each))
                links.append(self.link(each, relation))
                waiting += self._next(each, contexts=contexts)
        return links

    def _next(self, exception: BaseException, *, contexts: bool) -> list[tuple[BaseException, str]]:
        found: list[tuple[BaseException, str]] = []
        for index in self._indexes:
            for named in index.lookup(type(exception)):
                for path in named.links:
                    found += [(each, "library") for each in exceptions_at(exception, path)]
        for argument in arguments(exception):
            if issubclass(type(argument), BaseException):
                found.append((cast("BaseException", argument), "library"))
        cause = explicit_cause(exception)
        if cause is not None:
            found.append((cause, "cause"))
        elif contexts and (context := context_behind(exception)) is not None:
            found.append((context, "context"))
        return found[:LINKS_MAX]


def leaves(exception: BaseException) -> Iterator[BaseException]:
    """Give the members of a group in their order, and in the place of a group its own; of anything else, none."""
    waiting = deque(group_members(exception))
    opened = {id(exception)}
    while waiting:
        member = waiting.popleft()
        inner = group_members(member)
        if not inner:
            yield member
        elif id(member) not in opened and len(opened) < GROUPS_MAX:
            opened.add(id(member))
            waiting.extendleft(reversed(inner))


def _text_at(exception: BaseException, reader: Reader) -> str:
    value = read(exception, reader)
    if value is None:
        return ""
    return value[:MESSAGE_MAX_CHARS] if type(value) is str else safe_text(value)


def _raised(exception: BaseException) -> ClassifiedError | None:
    """Give the error that an exception carries over a border; None for any other exception."""
    if not issubclass(type(exception), ClassifiedException):
        return None
    error = read(exception, "error")
    return cast("ClassifiedError", error) if issubclass(type(error), FetchError) else None


def _raised_in(exception: BaseException) -> tuple[str, ...]:
    """
    Give the module that raised an exception of the standard library; other classes say whose they are.

    Where that is a module of the standard library itself, the nearest one that is not and called it comes second; not
    for what the operating system says, which is about the file, whoever asked.
    """
    if not _is_stdlib(type.__getattribute__(type(exception), "__module__")):
        return ()
    at: TracebackType | None = traceback_of(exception)
    innermost = caller = None
    while at is not None:
        name = at.tb_frame.f_globals.get("__name__")
        if type(name) is str:
            innermost = name
            caller = caller if _is_stdlib(name) else name
        at = at.tb_next
    if innermost is None:
        return ()
    if caller is None or caller == innermost or issubclass(type(exception), OSError):
        return (innermost,)
    return innermost, caller


def _is_stdlib(module: object) -> bool:
    if module == "builtins":
        return True
    return type(module) is str and module.partition(".")[0] in sys.stdlib_module_names


def _holds(rule: Rule, exception: BaseException, modules: tuple[str, ...]) -> bool:
    if rule.raised_in is not None and not any(f"{each}.".startswith(f"{rule.raised_in}.") for each in modules):
        return False
    if rule.when is None:
        return True
    try:
        return bool(read(exception, rule.when))
    except Exception:  # noqa: BLE001  # what is neither true nor false does not hold
        return False
