"""
The links of a chain: what each exception says by itself, and which exceptions lie behind it.

Floor 2. Applies rules to one exception at a time; which of the links decides is not its business.
"""

from collections import deque
from collections.abc import Iterator
from typing import Final

from attrs import evolve, frozen

from ._answer import Finding, answer_of, finding_of, judge_answer
from ._index import BUILT_IN, RuleIndex
from ._read import exceptions_at, read
from ._values import safe_text
from .errors import Unexpected
from .rules import BodyCodes, Keyed, Rule, Words

__all__ = ["Link", "LinkReader"]

# Wrappers of the field nest a handful of links; what lies deeper is a loop that wraps its own errors.
LINKS_MAX: Final = 64


@frozen(kw_only=True)
class Link:
    """One exception of a chain with what its rules say, and how it was reached."""

    exception: BaseException
    identity: str | None
    finding: Finding
    relation: str = "outermost"

    @property
    def members(self) -> tuple[BaseException, ...]:
        """The members, where it is a group."""
        is_group = issubclass(type(self.exception), BaseExceptionGroup)
        return tuple(exceptions_at(self.exception, "exceptions")) if is_group else ()


class LinkReader:
    """Reads links by the user's rules first, then by those of this package."""

    def __init__(self, own: RuleIndex, operation: str | None) -> None:
        self._indexes = (own, BUILT_IN)
        self._operation = operation

    @property
    def providers(self) -> tuple[BodyCodes, ...]:
        """The tables of codes in bodies, the user's first."""
        return tuple(provider for index in self._indexes for provider in index.providers)

    def link(self, exception: BaseException, relation: str = "outermost") -> Link:
        for index in self._indexes:
            for named in index.lookup(type(exception)):
                for rule in named.rules:
                    if rule.operation in {None, self._operation} and _holds(rule, exception):
                        finding = self._finding(rule, exception)
                        return Link(exception=exception, identity=named.identity, finding=finding, relation=relation)
        return Link(
            exception=exception,
            identity=None,
            finding=Finding(error=Unexpected, evidence="no rule", strong=False),
            relation=relation,
        )

    def _finding(self, rule: Rule, exception: BaseException) -> Finding:
        answer = None if rule.answer is None else answer_of(exception, rule.answer)
        found = None if answer is None else judge_answer(answer, self.providers)
        if found is None:
            found = next((each for by in rule.by if (each := _keyed(by, exception, self._operation)) is not None), None)
        if found is None:
            evidence = f"class {rule.exception}" + (f" while {rule.operation}" if rule.operation else "")
            found = Finding(error=rule.error, evidence=evidence, strong=not rule.weak, next_step=rule.next_step)
            if answer is not None:
                found = evolve(found, fields={"http_status": answer.status})
        return evolve(found, fields={**rule.fields, **found.fields})

    def behind(self, exception: BaseException, *, contexts: bool) -> Iterator[Link]:
        """Give the links behind an exception, nearest first; at one distance own link, cause, context."""
        seen = {id(exception)}
        queue = deque(self._next(exception, contexts=contexts))
        while queue and len(seen) <= LINKS_MAX:
            each, relation = queue.popleft()
            if id(each) in seen:
                continue
            seen.add(id(each))
            yield self.link(each, relation)
            queue.extend(self._next(each, contexts=contexts))

    def _next(self, exception: BaseException, *, contexts: bool) -> Iterator[tuple[BaseException, str]]:
        for index in self._indexes:
            for named in index.lookup(type(exception)):
                for path in {path: None for rule in named.rules for path in rule.link}:
                    yield from ((each, "library") for each in exceptions_at(exception, path))
        yield from ((each, "library") for each in exceptions_at(exception, "args"))
        if exception.__cause__ is not None:
            yield exception.__cause__, "cause"
        elif contexts and exception.__context__ is not None and not exception.__suppress_context__:
            yield exception.__context__, "context"


def _holds(rule: Rule, exception: BaseException) -> bool:
    return rule.when is None or bool(read(exception, rule.when))


def _keyed(by: Keyed | Words, exception: BaseException, operation: str | None) -> Finding | None:
    value = read(exception, by.read)
    if isinstance(by, Keyed):
        try:
            target = by.table.get(value)
        except TypeError:  # a key that cannot be hashed is in no table
            return None
        return None if target is None else finding_of(target, f"{by.name} {safe_text(value, 60)}", operation)
    text = safe_text(value).lower() if value is not None else ""
    words = next((words for words in by.table if words in text), None)
    return None if words is None else finding_of(by.table[words], f"the words {words!r}", operation)
