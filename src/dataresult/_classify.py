"""
The judge: exception in, error out.

Floor 2. Pure and total: it answers for any exception, never raises, logs or does input or output. It names no
library; what is known of libraries stands in `rules/`.

    1  an error that was raised is that error again
    2  the nearest class of the ancestry that a rule names: the user's rules first
    3  its evidence: body code, then HTTP status, then the rule's own keys and words, then the class
    4  strong: it stands, but the root of a broken connection decides what kind it is
    5  weak: the nearest strong link behind it, through the library's own link, the cause, the context
    6  a group: its gravest member; the others become attempts
    7  nothing strong anywhere: the weak row stands
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final, cast

from attrs import evolve, field, frozen

from ._answer import Finding, HttpAnswer, judge_answer
from ._cause import Cause
from ._explain import Explanation, LinkEvidence
from ._index import RuleIndex
from ._links import Link, LinkReader
from ._making import empty_error, filled_fields, made_error, scoped_context
from ._read import retry_after_delay
from ._results import ClassifiedException
from ._values import FrozenMapping, safe_text, type_name
from ._vocabulary import Advice
from .errors import ClassifiedError, DataEmpty, FetchError, NetworkError
from .rules import BodyCodes, Rule

__all__ = ["Classifier", "classify_empty_data", "classify_exception", "default_classifier", "retry_hint"]

# What failed on the way is told by its first members; an error keeps as many attempts.
GROUP_MAX_MEMBERS: Final = 32
GROUP_MAX_DEPTH: Final = 3


@frozen(kw_only=True)
class _Judgement:
    error: ClassifiedError
    links: list[Link]
    winner: Link
    reason: str


@frozen(eq=False)
class Classifier:
    """
    The judge with its rules: an immutable value.

    Examples:
        >>> default_classifier.classify(TimeoutError("read timed out")).code
        <ErrorCode.NETWORK_TIMEOUT: 'NETWORK_TIMEOUT'>
    """

    rules: tuple[Rule, ...] = ()
    providers: tuple[BodyCodes, ...] = ()
    _own: RuleIndex = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_own", RuleIndex(self.rules, self.providers))

    def with_rules(self, *rules: Rule | BodyCodes) -> "Classifier":
        """
        Give another classifier that asks these rules first.

        Args:
            rules: Rules for exception classes, and tables of codes in bodies.

        Returns:
            A new classifier; this one stays as it is.
        """
        return Classifier(
            rules=(*(each for each in rules if isinstance(each, Rule)), *self.rules),
            providers=(*(each for each in rules if isinstance(each, BodyCodes)), *self.providers),
        )

    def classify(self, exception: BaseException, context: Mapping[str, object] | None = None) -> ClassifiedError:
        """
        Turn an exception into the error it is.

        Args:
            exception: Any exception.
            context: What was asked for; `operation` ("fetch", "read", "write", "validate", "transform") settles
                what the exception alone cannot.

        Returns:
            One of the 22 errors, with the evidence of the exception in its fields.

        Raises:
            Nothing; any exception here is a bug.
        """
        return self._judge(exception, context).error

    def explain(self, exception: BaseException, context: Mapping[str, object] | None = None) -> Explanation:
        """
        Turn an exception into the error it is, and tell why.

        Args:
            exception: Any exception.
            context: As for `classify`.

        Returns:
            The error, the links that were looked at, and what decided.
        """
        judged = self._judge(exception, context)
        winner = next(place for place, link in enumerate(judged.links) if link.exception is judged.winner.exception)
        links = tuple(_told(link) for link in judged.links)
        return Explanation(error=judged.error, links=links, winner=winner, reason=judged.reason)

    def classify_answer(
        self,
        status: int,
        headers: Mapping[str, str] | None = None,
        body: bytes | str | None = None,
        context: Mapping[str, object] | None = None,
    ) -> ClassifiedError | None:
        """
        Judge the answer of an HTTP server that no client library has turned into an exception.

        Args:
            status: The HTTP status.
            headers: The headers of the answer.
            body: The body, as far as it was read.
            context: What was asked for.

        Returns:
            The error that the answer is, or None for an answer that is no refusal.
        """
        providers = LinkReader(self._own, None).providers
        found = judge_answer(HttpAnswer(status=status, headers=headers, body=body), providers)
        return None if found is None else made_error(found, found.fields, scoped_context(context))

    def _judge(
        self, exception: BaseException, context: Mapping[str, object] | None, depth: int = GROUP_MAX_DEPTH
    ) -> _Judgement:
        scoped = scoped_context(context)
        if isinstance(exception, ClassifiedException):
            return _raised(exception, scoped)
        reader = LinkReader(self._own, _operation(scoped))
        links = [reader.link(exception)]
        if not links[0].finding.strong:
            links += reader.behind(exception, contexts=True)
        for place, link in enumerate(links):
            if link.finding.strong:
                reason = "it is the nearest that says something definite" if place else "the outermost says so"
                return self._decided(exception, link, reader, context=scoped, links=links, reason=reason)
            if link.members and depth > 0:
                members = [self._judge(each, context, depth - 1) for each in link.members[:GROUP_MAX_MEMBERS]]
                if any(each.winner.finding.strong for each in members) or place == 0:
                    return _gravest(exception, scoped, links, members)
        return self._decided(
            exception, links[0], reader, context=scoped, links=links, reason="nothing behind it says more"
        )

    def _decided(
        self,
        exception: BaseException,
        winner: Link,
        reader: LinkReader,
        *,
        context: FrozenMapping,
        links: list[Link],
        reason: str,
    ) -> _Judgement:
        """
        Make the error of the winning link, unless the root of a broken connection knows better.

        Only links that the libraries set on purpose count for that: a connection failed *since* its name does not
        resolve. What happened to be handled meanwhile (the implicit context) is no reason.
        """
        if issubclass(winner.finding.error, NetworkError):
            behind = [each for each in reader.behind(winner.exception, contexts=False) if each.finding.strong]
            known = {id(each.exception) for each in links}
            links += [each for each in behind if id(each.exception) not in known]
            roots = [each for each in behind if issubclass(each.finding.error, NetworkError)]
            if roots and roots[-1].finding.error is not winner.finding.error:
                winner, reason = roots[-1], "it is the root of the broken connection"
        fields = filled_fields((each.exception, each.finding) for each in (winner, *links))
        cause = Cause.of(exception)
        error = made_error(winner.finding, fields, context, exception=winner.exception, cause=cause)
        return _Judgement(error=error, links=links, winner=winner, reason=reason)


def _raised(exception: ClassifiedException, context: FrozenMapping) -> _Judgement:
    error = exception.error
    more = {key: value for key, value in context.items() if key not in error.context}
    finding = Finding(error=type(error), evidence="an error that was raised")
    link = Link(exception=exception, identity=None, finding=finding)
    error = error.with_context(**more) if more else error
    return _Judgement(error=error, links=[link], winner=link, reason="it was raised as this error")


def _gravest(
    exception: BaseException, context: FrozenMapping, links: list[Link], members: list[_Judgement]
) -> _Judgement:
    """Take the gravest member of a group: not retryable before retryable, then severity, then the first."""
    gravest = min(members, key=lambda each: (each.error.retryable, -each.error.severity.level))
    error = gravest.error.derive(
        context=FrozenMapping({**gravest.error.context, **context}),
        cause=Cause.of(exception),
        attempts=(*gravest.error.attempts, *(each.error for each in members if each is not gravest)),
    )
    links += [evolve(link, relation="member") for each in members for link in each.links]
    return _Judgement(error=error, links=links, winner=gravest.winner, reason="it is the gravest of its group")


def _operation(context: Mapping[str, object]) -> str | None:
    """Read the operation; `during_validation` and `storage_operation` mean the same."""
    if context.get("during_validation"):
        return "validate"
    found = context.get("operation") or context.get("storage_operation")
    return found if isinstance(found, str) else None


def _told(link: Link) -> LinkEvidence:
    return LinkEvidence(
        exception=type_name(type(link.exception)),
        message=safe_text(link.exception),
        rule=link.identity,
        code=cast("type[FetchError]", link.finding.error).code,
        evidence=link.finding.evidence,
        strong=link.finding.strong,
        relation=link.relation,
    )


default_classifier: Final = Classifier()


def classify_exception(exception: BaseException, context: Mapping[str, object] | None = None) -> ClassifiedError:
    """
    Turn an exception into the error it is, by the default classifier.

    Args:
        exception: Any exception.
        context: What was asked for; see `Classifier.classify`.

    Returns:
        One of the 22 errors.

    Raises:
        Nothing; any exception here is a bug.

    Examples:
        >>> print(classify_exception(ConnectionRefusedError("refused"), {"symbol": "BTCUSDT"}))
        NETWORK_CONNECTION symbol=BTCUSDT: refused; retry [ConnectionRefusedError]
    """
    return default_classifier.classify(exception, context)


def classify_empty_data(context: Mapping[str, object] | None = None) -> DataEmpty:
    """
    Make the error for data without rows.

    Args:
        context: What was asked for; `empty_reason` names the reason, `expected` tells whether it is normal.

    Returns:
        A `DataEmpty`; an unknown reason is `EmptyReason.UNKNOWN`.
    """
    return empty_error(context)


def retry_hint(exception: BaseException) -> bool | timedelta:
    """
    Judge for a retry library whether to ask again: stamina's `on=`, tenacity's predicates.

    Args:
        exception: What the attempt raised.

    Returns:
        False for no, True for yes, or the time to wait before it.
    """
    error = default_classifier.classify(exception)
    if error.next_step not in {Advice.RETRY, Advice.WAIT}:
        return False
    wait = retry_after_delay(getattr(error, "not_before", None)) or getattr(error, "retry_after", None)
    wait = wait or retry_after_delay(error.context.get("retry_after_s"))
    return wait if isinstance(wait, timedelta) else True
