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
from typing import Final

from attrs import evolve, field, frozen

from ._answer import Finding, HttpAnswer, judge_answer
from ._cause import Cause
from ._explain import Explanation, LinkEvidence
from ._index import RuleIndex
from ._links import Link, LinkReader, leaves
from ._making import filled_fields, made_error, scoped_context
from ._values import FrozenMapping, safe_text, type_name
from .errors import ClassifiedError, NetworkError, Unexpected
from .rules import BodyCodes, Rule

__all__ = ["Classifier", "classify_exception", "default_classifier"]

# All members of a group that anybody raises are judged; an error keeps the first 32 of them and counts the rest.
MEMBERS_MAX: Final = 256
# A member may itself be caused by a group, and so on.
GROUP_MAX_DEPTH: Final = 3
RULE_FAILURE_CHARS: Final = 200


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
    _own: RuleIndex = field(init=False, repr=False)

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

    def _judge(self, exception: BaseException, context: Mapping[str, object] | None) -> _Judgement:
        scoped = scoped_context(context)
        reader = LinkReader(self._own, _operation(scoped))
        try:
            return _Trial(reader, scoped).judge(exception)
        except Exception as broken:  # noqa: BLE001  # a rule of somebody's may be no rule at all
            return _undecided(exception, scoped, broken)


class _Trial:
    """The judgement of one exception, and of the members of the groups in it."""

    def __init__(self, reader: LinkReader, context: FrozenMapping) -> None:
        self._reader = reader
        self._context = context
        # What was judged as a member: groups may be causes of each other.
        self._members: dict[int, BaseException] = {}

    def judge(self, exception: BaseException, depth: int = GROUP_MAX_DEPTH) -> _Judgement:
        links = [self._reader.link(exception)]
        if not links[0].finding.strong:
            links += self._reader.behind(exception, contexts=True)
        for place, link in enumerate(links):
            if link.finding.strong:
                reason = "it is the nearest that says something definite" if place else "the outermost says so"
                return self._decided(exception, link, links, reason)
            members, omitted = self._fresh(link.exception) if depth > 0 else ([], 0)
            judged = [self.judge(each, depth - 1) for each in members]
            if judged and (place == 0 or any(each.winner.finding.strong for each in judged)):
                return self._gravest(exception, links, judged, omitted)
        return self._decided(exception, links[0], links, "nothing behind it says more")

    def _fresh(self, group: BaseException) -> tuple[list[BaseException], int]:
        """Give the members of a group, also those of groups in it, and how many are too many."""
        fresh: list[BaseException] = []
        omitted = 0
        for member in leaves(group):
            if id(member) in self._members:
                continue
            if len(self._members) >= MEMBERS_MAX:
                omitted += 1
                continue
            self._members[id(member)] = member
            fresh.append(member)
        return fresh, omitted

    def _decided(self, exception: BaseException, winner: Link, links: list[Link], reason: str) -> _Judgement:
        """
        Make the error of the winning link, unless the root of a broken connection knows better.

        Only links that the libraries set on purpose count for that: a connection failed *since* its name does not
        resolve. What happened to be handled meanwhile (the implicit context) is no reason.
        """
        if winner.raised is None and issubclass(winner.finding.error, NetworkError):
            behind = [each for each in self._reader.behind(winner.exception, contexts=False) if each.finding.strong]
            known = {id(each.exception) for each in links}
            links += [each for each in behind if id(each.exception) not in known]
            roots = [each for each in behind if issubclass(each.finding.error, NetworkError)]
            if roots and roots[-1].finding.error is not winner.finding.error:
                winner, reason = roots[-1], "it is the root of the broken connection"
        if winner.raised is not None:
            error = self._as_raised(exception, winner.raised)
        else:
            error = self._made(exception, winner, links)
        return _Judgement(error=error, links=links, winner=winner, reason=reason)

    def _made(self, exception: BaseException, winner: Link, links: list[Link]) -> ClassifiedError:
        finding, text = winner.finding, self._reader.text
        return made_error(
            finding,
            filled_fields(finding.error, [(each.exception, each.finding) for each in (winner, *links)]),
            self._context,
            exception=winner.exception,
            text=text(winner.exception),
            cause=Cause.of(exception, text),
        )

    def _as_raised(self, exception: BaseException, error: ClassifiedError) -> ClassifiedError:
        more = {key: value for key, value in self._context.items() if key not in error.context}
        error = error.with_context(**more) if more else error
        return error if error.cause is not None else error.derive(cause=Cause.of(exception, self._reader.text))

    def _gravest(
        self, exception: BaseException, links: list[Link], members: list[_Judgement], omitted: int
    ) -> _Judgement:
        """Take the gravest member of a group: not retryable before retryable, then severity, then the first."""
        gravest = min(members, key=lambda each: (each.error.retryable, -each.error.severity.level))
        others = (each.error for each in members if each is not gravest)
        error = gravest.error.derive(
            cause=Cause.of(exception, self._reader.text),
            attempts=(*gravest.error.attempts, *others),
            attempts_omitted=gravest.error.attempts_omitted + omitted,
        )
        links += [evolve(link, relation="member") for each in members for link in each.links]
        return _Judgement(error=error, links=links, winner=gravest.winner, reason="it is the gravest of its group")


def _undecided(exception: BaseException, context: FrozenMapping, broken: Exception) -> _Judgement:
    """Answer all the same where a rule failed, and tell which failure it was."""
    why = f"{type_name(type(broken))}: {safe_text(broken, RULE_FAILURE_CHARS)}"
    finding = Finding(error=Unexpected, evidence=f"a rule that failed with {why}", strong=False)
    link = Link(exception=exception, identity=None, finding=finding)
    message = f"{type_name(type(exception)).rpartition('.')[2]}: {safe_text(exception)}"
    error = Unexpected(message=message, context={**context, "rules_failed": why}, cause=Cause.of(exception))
    return _Judgement(error=error, links=[link], winner=link, reason="the rules could not be applied")


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
        code=link.finding.error.code,
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
