"""
The laws of a fetcher: it never raises, never gives a silent empty frame, and names every fault.

Floor 6. Puts faults in a fetcher's way and looks at what comes back; knows no fetcher and no client library.
"""

from collections.abc import Callable, Collection, Generator, Iterable
from contextlib import AbstractContextManager, contextmanager
from typing import Final, Protocol, cast, final
from unittest.mock import patch

from attrs import field, frozen
from returns.result import Failure, Result, Success

from dataresult._frames import is_frame
from dataresult._results import sealed
from dataresult._values import safe_text
from dataresult.errors import ClassifiedError, FetchError
from dataresult.testing.exchange import ExchangeServer, Fault
from dataresult.tracking import ErrorTracker

__all__ = ["InjectedFault", "LawReport", "RaisedFault", "ServerFault", "check_fetcher"]

# What a report shows of a value that should not be there: its beginning.
SHOWN_CHARS: Final = 120


class InjectedFault(Protocol):
    """A fault that can be put in a fetcher's way."""

    @property
    def name(self) -> str:
        """What it is called in a report."""
        ...

    @property
    def expected(self) -> Collection[str]:
        """The codes that are right for it; none where any is."""
        ...

    @property
    def may_succeed(self) -> bool:
        """Whether a correct fetcher may also get through."""
        ...

    def inject(self) -> AbstractContextManager[None]:
        """Put it in the way for as long as the context is open."""
        ...


@final
@frozen
class RaisedFault:
    """
    An exception, raised in place of a function.

    Args:
        target: The function to replace, as for `unittest.mock.patch`: "httpx.get", "pipeline.client.fetch".
        exception: What it raises.
        expected: The codes that are right for it; none where any is.
        may_succeed: Whether a correct fetcher may also get through.

    Examples:
        >>> RaisedFault("httpx.get", TimeoutError("read timed out"), expected={"NETWORK_TIMEOUT"}).name
        'httpx.get raises TimeoutError'
    """

    target: str
    exception: BaseException
    expected: Collection[str] = field(default=(), kw_only=True)
    may_succeed: bool = field(default=False, kw_only=True)

    @property
    def name(self) -> str:
        """What it is called in a report."""
        return f"{self.target} raises {type(self.exception).__name__}"

    @contextmanager
    def inject(self) -> Generator[None, None, None]:
        """Replace the function for as long as the context is open."""
        with patch(self.target, side_effect=self.exception):
            yield


@final
@frozen
class ServerFault:
    """
    A fault of the embedded exchange, on every request to some paths.

    Args:
        server: The exchange that the fetcher asks.
        fault: What it does.
        path: Which requests it does it to; a shell pattern.
    """

    server: ExchangeServer
    fault: Fault
    path: str = field(default="*", kw_only=True)

    @property
    def name(self) -> str:
        """What it is called in a report."""
        return f"{self.fault.name} at {self.path}"

    @property
    def expected(self) -> Collection[str]:
        """The codes that are right for it."""
        return self.fault.expected

    @property
    def may_succeed(self) -> bool:
        """Whether a correct fetcher may also get through."""
        return self.fault.may_succeed

    @contextmanager
    def inject(self) -> Generator[None, None, None]:
        """Let the exchange misbehave for as long as the context is open."""
        injection = self.server.inject(self.fault, path=self.path, times=None)
        try:
            yield
        finally:
            injection.remove()


@final
@frozen(kw_only=True)
class LawReport:
    """
    What a fetcher did with each fault.

    Args:
        outcomes: Fault to what came back: an error, or "success".
        violations: What broke a law, in words; empty where none is broken.
    """

    outcomes: dict[str, str]
    violations: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"{name}: {outcome}" for name, outcome in self.outcomes.items()]
        return "\n".join([*lines, *(f"FAILED {violation}" for violation in self.violations)])


def check_fetcher(
    fetch: Callable[[], Result[object, ClassifiedError]],
    faults: Iterable[InjectedFault],
    *,
    tracker: ErrorTracker | None = None,
    may_recover: bool = False,
) -> LawReport:
    """
    Hold a fetcher to the laws.

    It never raises, never gives a silent empty frame, classifies every fault, and the tracker sees each.

    Args:
        fetch: Fetches once, without arguments; use `functools.partial` or a lambda. A client that heeds a server's
            wish to wait answers later faults with the first: give each fault a server of its own.
        faults: What to put in its way, one after the other.
        tracker: The tracker that it observes with, where it has one.
        may_recover: Whether a success in spite of a fault is right: a fetcher that fails over or asks again.

    Returns:
        What came back for each fault.

    Raises:
        AssertionError: Where a law is broken, with the whole report.
    """
    __tracebackhide__ = True  # pytest shows the line of the test
    outcomes: dict[str, str] = {}
    violations: list[str] = []
    for place, fault in enumerate(faults, start=1):
        name = fault.name if fault.name not in outcomes else f"{fault.name} ({place})"
        before = _seen(tracker)
        try:
            with fault.inject():
                result: object = fetch()
        except Exception as exception:  # noqa: BLE001  # that it raises is what is looked for
            outcomes[name] = f"raised {_short(exception)}"
            violations.append(f"never raises: {name} came out as {_short(exception)}")
            continue
        outcomes[name], broken = _judged(result, fault, may_recover=may_recover)
        if broken is not None:
            violations.append(f"{broken[0]}: {name} came out as {broken[1]}")
        if isinstance(result, Failure) and tracker is not None and _seen(tracker) == before:
            violations.append(f"seen by the tracker: nothing was observed at {name}")
    report = LawReport(outcomes=outcomes, violations=tuple(violations))
    if violations:
        raise AssertionError(f"the fetcher breaks the law\n{report}")
    return report


def _judged(result: object, fault: InjectedFault, *, may_recover: bool) -> tuple[str, tuple[str, str] | None]:
    """Tell what came back, and which law it breaks by being what."""
    if not isinstance(result, Result):
        return _short(result), ("a result", _short(result))
    match sealed(cast("Result[object, object]", result)):
        case Success(value):
            if is_frame(value) and not len(value):
                return "success without rows", ("never a silent empty frame", "one")
            passes = may_recover or fault.may_succeed
            return "success", None if passes else ("every fault classified", "a success")
        case Failure(error):
            if not isinstance(error, FetchError):
                return _short(error), ("every fault classified", _short(error))
            allowed = {str(code) for code in fault.expected}
            codes = {error.code.value, *(attempt.code.value for attempt in error.attempts)}
            if not allowed or codes & allowed:
                return str(error), None
            expected = " or ".join(sorted(allowed))
            return str(error), ("every fault classified", f"{error.code.value}, and {expected} is right")


def _short(value: object) -> str:
    return f"{type(value).__name__}: {safe_text(value, SHOWN_CHARS)}"


def _seen(tracker: ErrorTracker | None) -> int:
    """Count the errors that a tracker has observed."""
    return 0 if tracker is None else sum(each.count for each in tracker.get_stats().values())
