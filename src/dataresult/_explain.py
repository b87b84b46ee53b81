"""
Why an exception became the error it became: the chain, the rule and evidence of each link, and the winner.

Floor 2. Text and tables of what the judge recorded; decides nothing.
"""

from html import escape
from typing import final

from attrs import frozen

from ._values import one_line
from .errors import ClassifiedError, ErrorCode

__all__ = ["Explanation", "LinkEvidence"]


@final
@frozen(kw_only=True)
class LinkEvidence:
    """
    What the judge saw at one link of a chain.

    Args:
        exception: The run-time identity of the exception's class.
        message: Its text.
        rule: The identity of the class whose rule applied; None where no rule did.
        code: What the rule and its evidence say.
        evidence: What decided: a body code, a status, a key, words, or the class.
        strong: Whether it stands without looking further.
        relation: How the link was reached: "outermost", "library", "cause", "context" or "member".
    """

    exception: str
    message: str
    rule: str | None
    code: ErrorCode | None
    evidence: str
    strong: bool
    relation: str


@final
@frozen(kw_only=True)
class Explanation:
    """
    The judgement of one exception, with its reasons.

    Args:
        error: What the exception became.
        links: The links that were looked at, outermost first.
        winner: Which of them decided (zero-based).
        reason: Why that one.
    """

    error: ClassifiedError
    links: tuple[LinkEvidence, ...]
    winner: int
    reason: str

    def __str__(self) -> str:
        lines = [f"{self.error.code.value}  because {self.reason}"]
        for place, link in enumerate(self.links):
            mark = "->" if place == self.winner else "  "
            code = "-" if link.code is None else link.code.value
            strength = "strong" if link.strong else "weak"
            lines.append(
                one_line(f"{mark} {place + 1}. {link.exception} ({link.relation}): {code}, {strength}, {link.evidence}")
            )
        lines.append(f"next step: {self.error.next_step.value.replace('_', ' ')}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """Show the links as a table, in a notebook."""
        rows = "".join(
            f"<tr{' style=font-weight:bold' if place == self.winner else ''}><td>{place + 1}</td>"
            f"<td>{escape(link.exception)}</td><td>{link.relation}</td>"
            f"<td>{'-' if link.code is None else link.code.value}</td>"
            f"<td>{'strong' if link.strong else 'weak'}</td><td>{escape(link.evidence)}</td></tr>"
            for place, link in enumerate(self.links)
        )
        head = "<tr><th></th><th>exception</th><th>reached as</th><th>code</th><th></th><th>evidence</th></tr>"
        return (
            f"<p><b>{self.error.code.value}</b> because {escape(self.reason)}; next step: "
            f"{self.error.next_step.value.replace('_', ' ')}</p><table>{head}{rows}</table>"
        )
