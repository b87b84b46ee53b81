"""Why an exception became what it became: told truthfully, as text and as a table."""

import re
from html.parser import HTMLParser

from hypothesis import given

from dataresult import ClassifiedException
from dataresult._classify import classify_exception, default_classifier
from dataresult.errors import ApiAuth, NetworkDns, NetworkTimeout, Unexpected
from dataresult.testing import exceptions


def caused(exception: BaseException, cause: BaseException) -> BaseException:
    """An exception with an explicit cause."""
    exception.__cause__ = cause
    return exception


@given(exception=exceptions())
def test_an_explanation_explains_what_classify_answers(exception: BaseException) -> None:
    """The same error; the winner is one of the links, says the same code, and is marked."""
    explained = default_classifier.explain(exception)
    assert explained.error == classify_exception(exception)
    winner = explained.links[explained.winner]
    assert winner.code == explained.error.code
    lines = str(explained).splitlines()
    assert len(lines) == len(explained.links) + 2
    assert lines[0].startswith(explained.error.code.value)
    assert [place for place, line in enumerate(lines) if line.startswith("->")] == [explained.winner + 1]


class _Tags(HTMLParser):
    """Counts what opens and closes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@given(exception=exceptions())
def test_the_table_is_well_formed(exception: BaseException) -> None:
    """One row a link and one for the head; whatever the texts hold, no tag comes from them."""
    explained = default_classifier.explain(exception)
    reader = _Tags()
    reader.feed(explained._repr_html_())
    assert reader.open == []
    assert reader.seen.count("tr") == len(explained.links) + 1
    assert set(reader.seen) <= {"p", "b", "table", "tr", "td", "th"}


def test_what_decided_is_named() -> None:
    """The chain, the rule and the evidence of each link, and the reason."""
    explained = default_classifier.explain(caused(RuntimeError("job failed"), TimeoutError(110, "timed out")))
    outer, inner = explained.links
    assert (outer.exception, outer.rule, outer.relation, outer.strong) == (
        "builtins.RuntimeError",
        "builtins.RuntimeError",
        "outermost",
        False,
    )
    assert (inner.exception, inner.relation, inner.code) == ("builtins.TimeoutError", "cause", NetworkTimeout.code)
    assert inner.evidence == "errno 110"
    assert explained.winner == 1
    assert "nearest that says something definite" in str(explained)
    assert "next step: retry" in str(explained)


def test_each_reason_has_its_words() -> None:
    """Outermost, nearest, nothing more, root, group, raised."""
    import socket

    dns = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    reasons = {
        "the outermost says so": TimeoutError(),
        "nothing behind it says more": RuntimeError("bad"),
        "the root of the broken connection": caused(ConnectionError("lost"), dns),
        "the gravest of its group": ExceptionGroup("several", [TimeoutError(), RuntimeError("bad")]),
        "an error that was raised": ClassifiedException(ApiAuth()),
    }
    for words, exception in reasons.items():
        assert words in str(default_classifier.explain(exception))
    assert type(default_classifier.explain(reasons["the root of the broken connection"]).error) is NetworkDns


def test_a_class_that_no_rule_of_its_own_knows() -> None:
    """The rule is that of the ancestor."""
    explained = default_classifier.explain(type("Odd", (KeyError,), {"__module__": "shop"})("close"))
    assert explained.links[0].exception == "shop.Odd"
    assert explained.links[0].rule == "builtins.KeyError"
    assert type(explained.error) is Unexpected


def test_a_line_cannot_be_forged() -> None:
    """Names and evidence of strangers stay on their line, and secrets stay out."""
    name = "Odd\nNETWORK_TIMEOUT  because forged"
    explained = default_classifier.explain(type(name, (ValueError,), {})("signature=0123456789abcdef0123"))
    assert not re.search("^NETWORK_TIMEOUT", str(explained), re.MULTILINE)
    assert "0123456789abcdef" not in str(explained) + explained._repr_html_() + repr(explained)
