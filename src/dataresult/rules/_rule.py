"""
The vocabulary of a rule file: all that a table of somebody's exceptions may say.

Floor 1. Shapes only: no lookup, no reading of exceptions, no import of any library that rules describe.

A class is named by its run-time identity, `type.__module__ + "." + type.__qualname__`, as text. The nearest named
class in an exception's ancestry wins, so the order of rows means nothing.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from attrs import field, frozen

from dataresult._vocabulary import Advice
from dataresult.errors import ClassifiedError

__all__ = ["Answer", "BodyCodes", "Extract", "Keyed", "Library", "Outcome", "Reader", "Rule", "Words"]

# Where a value is read from. Text is a path into the exception: attributes, `[0]` or `[name]` items, `code()` calls
# without arguments, and after a bar the name of a conversion (`request.url|host`). An `Extract` is found in a text. A
# function gets the exception. Anything else is the value itself.
Reader: TypeAlias = str | Callable[[BaseException], object] | object


@frozen
class Extract:
    r"""
    A value that stands in a text: for what a library says in words only.

    Args:
        pattern: A regular expression, searched in any case; its first group that matched is the value.
        read: The path to the text; the message by default.

    Examples:
        >>> Extract(r"again in (\d+) s").read
        '|text'
    """

    pattern: str
    read: str = field(default="|text", kw_only=True)


def _nothing() -> Mapping[str, Reader]:
    return {}


@frozen
class Outcome:
    """
    What a key in a table means.

    Args:
        error: The class of error.
        fields: Its fields, as in a rule.
        next_step: What to do next, where the class's own advice is wrong for this.
        writing: The class instead, when the operation is a write.
    """

    error: type[ClassifiedError]
    fields: Mapping[str, Reader] = field(factory=_nothing, kw_only=True)
    next_step: Advice | None = field(default=None, kw_only=True)
    writing: type[ClassifiedError] | None = field(default=None, kw_only=True)


Target: TypeAlias = type[ClassifiedError] | Outcome


@frozen
class Keyed:
    """
    A discriminator by a key that the exception carries: `errno`, SQLSTATE, a provider's code.

    Args:
        read: The path to the key.
        table: What each key means; a key that is not in it decides nothing.
        name: What evidence calls the key.
    """

    read: Reader
    table: Mapping[object, Target]
    name: str = field(default="key", kw_only=True)


@frozen
class Words:
    """
    A discriminator by words, the last resort, for where the exception carries no structure.

    Args:
        table: Lower-case fragment to what it means; the first one found in the text decides.
        read: The path to the text; the message by default.
    """

    table: Mapping[str, Target]
    read: Reader = field(default="|text", kw_only=True)


@frozen(kw_only=True)
class Answer:
    """
    Where an exception keeps the answer of an HTTP server.

    Args:
        status: Paths to its status, tried in order.
        headers: Paths to its headers.
        body: Paths to its body, as far as it was read; reading it must not touch the network.
        codes: Codes of the provider that the library has read out of the body; asked before the status.
    """

    status: tuple[str, ...] = ("response.status_code",)
    headers: tuple[str, ...] = ("response.headers",)
    body: tuple[str, ...] = ()
    codes: tuple[Keyed, ...] = ()


@frozen
class BodyCodes:
    """
    A provider's error codes in the body of an answer.

    Args:
        provider: Whose codes they are.
        codes: Code, as text, to what it means.
        code: Path to the code in the decoded JSON object.
        message: Path to the provider's text.
    """

    provider: str
    codes: Mapping[str, Target]
    code: str = field(default="code", kw_only=True)
    message: str = field(default="message", kw_only=True)


@frozen
class Rule:
    """
    What one exception class means.

    Args:
        exception: Its run-time identity, `module.qualname`.
        error: The class of error.
        operation: Holds only for this operation: fetch, read, write, validate or transform.
        when: Holds only where this is true of the exception.
        raised_in: For exceptions of the standard library: holds only where this package raised them, itself or by a
            call into the standard library (`FileNotFoundError` of a file system over an object store).
        fields: Fields of the error, and where to read them from.
        by: Discriminators, asked in order before `error` stands.
        last: Discriminators asked only where the row is weak and nothing behind the exception says more.
        answer: Where the answer of an HTTP server is, if it can carry one.
        link: Paths to the exceptions behind it, where the library keeps its own link.
        next_step: What to do next, where the class's own advice is wrong for this.
        weak: Yields to a strong match further down the chain.
        wraps: Says nothing of its own, and is weak: yields to the nearest link, also where that is weak.
        former: Identities that the class had in other versions.

    Examples:
        >>> from dataresult import ApiRateLimit
        >>> Rule("shop.errors.Throttled", ApiRateLimit, fields={"retry_after": "wait_s"}).exception
        'shop.errors.Throttled'
    """

    exception: str
    error: type[ClassifiedError]
    operation: str | None = field(default=None, kw_only=True)
    when: Callable[[BaseException], bool] | None = field(default=None, kw_only=True)
    raised_in: str | None = field(default=None, kw_only=True)
    fields: Mapping[str, Reader] = field(factory=_nothing, kw_only=True)
    by: tuple[Keyed | Words, ...] = field(default=(), kw_only=True)
    last: tuple[Keyed | Words, ...] = field(default=(), kw_only=True)
    answer: Answer | None = field(default=None, kw_only=True)
    link: tuple[str, ...] = field(default=(), kw_only=True)
    next_step: Advice | None = field(default=None, kw_only=True)
    weak: bool = field(default=False, kw_only=True)
    wraps: bool = field(default=False, kw_only=True)
    former: tuple[str, ...] = field(default=(), kw_only=True)

    @property
    def conditions(self) -> int:
        """How many conditions it has: of several rows for one class, the one with the most is asked first."""
        return (self.operation is not None) + (self.when is not None) + (self.raised_in is not None)


@frozen(kw_only=True)
class Library:
    """
    One rule file: all that is known of a library's exceptions.

    Args:
        packages: Packages whose classes it names; dotted where several share a top (`google.auth`).
        public: Modules whose exception classes are public, for the law that each of them is decided.
        checked_with: The version that the file was checked with.
        distribution: The name it is installed under, where that is not the first package.
        rules: Its rows.
        inherits: Public classes for which their parent's row is right, each with the reason.
        providers: Codes in bodies that the library's servers answer with.
    """

    packages: tuple[str, ...]
    public: tuple[str, ...]
    checked_with: str
    rules: tuple[Rule, ...]
    inherits: Mapping[str, str] = field(factory=dict[str, str])
    providers: tuple[BodyCodes, ...] = ()
    distribution: str = ""
