"""
One judgement: which of the links of a chain decides, and the error that comes of it.

Floor 2. Total, but for what a rule that is no rule raises. It names no library; what is known of libraries stands in
`rules/`.

    1  an error that was raised is that error again
    2  the nearest class of the ancestry that a rule names: the user's rules first
    3  its evidence: body code, then HTTP status, then the rule's own keys and words, then the class
    4  strong: it stands, but the root of a broken connection decides what kind it is, and what looks like a local
       file is what the remote store behind it answered
    5  weak: the nearest strong link behind it, through the library's own link, the cause, the context
    6  a group: its gravest member; the others become attempts
    7  nothing strong anywhere: what the words of a weak one say, else the weak row stands, and for a retry library's
       wrapper the row of what it wraps
"""

from typing import Final, NamedTuple

from attrs import fields

from ._answer import Finding
from ._cause import Cause, group_members
from ._links import Link, LinkReader, leaves
from ._making import filled_fields, made_error
from ._redact import without_secrets
from ._values import FrozenMapping, safe_text, type_name
from .errors import ApiError, ClassifiedError, NetworkError, StorageError, Unexpected

__all__ = ["Judgement", "Trial", "undecided"]

# All members of a group that anybody raises are judged; an error keeps the first 32 of them and counts the rest.
MEMBERS_MAX: Final = 256
# A member may itself be caused by a group, and so on.
GROUP_MAX_DEPTH: Final = 3
RULE_FAILURE_CHARS: Final = 200


class Judgement(NamedTuple):
    """What an exception became, and which of its links made it so."""

    error: ClassifiedError
    links: list[Link]
    winner: Link
    reason: str


class Trial:
    """The judgement of one exception, and of the members of the groups in it."""

    def __init__(self, reader: LinkReader, context: FrozenMapping) -> None:
        self._reader = reader
        self._context = context
        # What was judged as a member: groups may be causes of each other.
        self._members: dict[int, BaseException] = {}

    def judge(self, exception: BaseException, depth: int = GROUP_MAX_DEPTH) -> Judgement:
        """Find the link that decides, and make its error."""
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
        for place, link in enumerate(links):
            told = self._reader.last_resort(link)
            if told is not None:
                links[place] = told
                return self._decided(exception, told, links, "nothing says it but its words")
        standing = next((link for link in links if not self._reader.wraps(link)), links[0])
        return self._decided(exception, standing, links, "nothing behind it says more")

    def _fresh(self, group: BaseException) -> tuple[list[BaseException], int]:
        """Give the members of a group, also those of groups in it, and how many are too many."""
        if not group_members(group):
            return [], 0
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

    def _decided(self, exception: BaseException, winner: Link, links: list[Link], reason: str) -> Judgement:
        """
        Make the error of the winning link, unless the root of a broken connection or a remote store knows better.

        Only links that the libraries set on purpose count for that: a connection failed *since* its name does not
        resolve. What happened to be handled meanwhile (the implicit context) is no reason.
        """
        if winner.raised is None and issubclass(winner.finding.error, (NetworkError, StorageError)):
            behind = self._reader.behind(winner.exception, contexts=False)
            if behind:
                winner, reason = self._rooted(winner, [each for each in behind if each.finding.strong], links, reason)
        if winner.raised is not None:
            error = self._as_raised(exception, winner.raised)
        else:
            error = self._made(exception, winner, links)
        return Judgement(_without(error, self._reader.found), links, winner, reason)

    def _rooted(self, winner: Link, behind: list[Link], links: list[Link], reason: str) -> tuple[Link, str]:
        """Take the link that a broken connection or a remote store comes from, where it says something else."""
        known = {id(each.exception) for each in links}
        links += [each for each in behind if id(each.exception) not in known]
        if issubclass(winner.finding.error, NetworkError):
            roots = [each for each in behind if issubclass(each.finding.error, NetworkError)][-1:]
            why = "it is the root of the broken connection"
        else:
            roots = [each for each in behind if issubclass(each.finding.error, (ApiError, NetworkError))][:1]
            why = "the store behind the file is remote"
        return (roots[0], why) if roots and roots[0].finding.error is not winner.finding.error else (winner, reason)

    def _made(self, exception: BaseException, winner: Link, links: list[Link]) -> ClassifiedError:
        finding, text = winner.finding, self._reader.text
        return made_error(
            finding,
            filled_fields(finding.error, winner, links),
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
        self, exception: BaseException, links: list[Link], members: list[Judgement], omitted: int
    ) -> Judgement:
        """Take the gravest member of a group: not retryable before retryable, then severity, then the first."""
        gravest = min(members, key=lambda each: (each.error.retryable, -each.error.severity.level))
        others = (each.error for each in members if each is not gravest)
        error = gravest.error.derive(
            cause=Cause.of(exception, self._reader.text),
            attempts=(*gravest.error.attempts, *others),
            attempts_omitted=gravest.error.attempts_omitted + omitted,
        )
        links += [link._replace(relation="member") for each in members for link in each.links]
        error = _without(error, self._reader.found)
        return Judgement(error=error, links=links, winner=gravest.winner, reason="it is the gravest of its group")


def _without(error: ClassifiedError, found: set[str]) -> ClassifiedError:
    """Take secrets that one text of a chain gave away out of the others."""
    if not found:
        return error
    changes: dict[str, object] = {
        each.name: without_secrets(value, found)
        for each in fields(type(error))
        if each.init and type(value := getattr(error, each.name)) is str
    }
    cause = None if error.cause is None else error.cause.without(found)
    return error.derive(**changes, cause=cause, attempts=tuple(_without(each, found) for each in error.attempts))


def undecided(exception: BaseException, context: FrozenMapping, broken: Exception) -> Judgement:
    """Answer all the same where a rule failed, and tell which failure it was."""
    why = f"{type_name(type(broken))}: {safe_text(broken, RULE_FAILURE_CHARS)}"
    finding = Finding(error=Unexpected, evidence=f"a rule that failed with {why}", strong=False)
    link = Link(exception=exception, identity=None, finding=finding)
    cause = Cause.of(exception)
    message = f"{type_name(type(exception)).rpartition('.')[2]}: {cause.message}"
    error = Unexpected(message=message, context={**context, "rules_failed": why}, cause=cause)
    return Judgement(error=error, links=[link], winner=link, reason="the rules could not be applied")
