"""
The judge: exception in, error out.

Floor 2. Pure and total: it answers for any exception, never raises, logs or does input or output. How it comes to its
answer stands in `_judgement`.
"""

from collections.abc import Mapping
from typing import Final

from attrs import field, frozen

from ._answer import HttpAnswer, judge_answer
from ._explain import Explanation, LinkEvidence
from ._index import RuleIndex
from ._judgement import Judgement, Trial, undecided
from ._links import Link, LinkReader
from ._making import made_error, scoped_context
from ._redact import without_secrets
from ._values import EMPTY_CONTEXT, safe_text, type_name
from .errors import ClassifiedError
from .rules import BodyCodes, Rule

__all__ = ["Classifier", "classify_exception", "default_classifier"]


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
    _own: RuleIndex | None = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        own = RuleIndex(self.rules, self.providers) if self.rules or self.providers else None
        object.__setattr__(self, "_own", own)

    def __reduce__(self) -> "tuple[type[Classifier], tuple[tuple[Rule, ...], tuple[BodyCodes, ...]]]":
        # Pickled and copied by what it was made of; the index has a lock.
        return Classifier, (self.rules, self.providers)

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
        found: set[str] = set()
        texts = [safe_text(link.exception, found=found) for link in judged.links]
        # What one link gives away as a secret, another may hold without a sign of it.
        links = tuple(_told(link, without_secrets(text, found)) for link, text in zip(judged.links, texts, strict=True))
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

    def _judge(self, exception: BaseException, context: Mapping[str, object] | None) -> Judgement:
        scoped = scoped_context(context)
        reader = LinkReader(self._own, _operation(scoped))
        try:
            return Trial(reader, scoped).judge(exception)
        except Exception as broken:  # noqa: BLE001  # a rule of somebody's may be no rule at all
            return undecided(exception, scoped, broken)


def _operation(context: Mapping[str, object]) -> str | None:
    """Read the operation; `during_validation` and `storage_operation` mean the same."""
    if context is EMPTY_CONTEXT:
        return None
    if context.get("during_validation"):
        return "validate"
    found = context.get("operation") or context.get("storage_operation")
    return found if isinstance(found, str) else None


def _told(link: Link, text: str) -> LinkEvidence:
    return LinkEvidence(
        exception=type_name(type(link.exception)),
        message=text,
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
