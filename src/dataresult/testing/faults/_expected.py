"""
What a fault that was provoked for real must be classified as, and how a law tells that it was not.

Floor 6. Provokes nothing itself.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import timedelta

from attrs import frozen

from dataresult._classify import Classifier
from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import ClassifiedError

__all__ = ["Expected", "raise_for_violations", "violations"]


@frozen(kw_only=True)
class Expected:
    """
    What is right for a fault.

    Args:
        errors: The classes that are right; any of them.
        next_step: The steps that are right; empty leaves it open.
        phase: The phase of a timeout; None leaves it open.
        wait: How long the server asked to wait; None where it did not ask.
        http_status: The status that the error must carry; None leaves it open.
    """

    errors: tuple[type[ClassifiedError], ...]
    next_step: Collection[Advice] = ()
    phase: TimeoutPhase | None = None
    wait: timedelta | None = None
    http_status: int | None = None


def violations(fault: str, provoke: Callable[[], object], expected: Expected, classifier: Classifier) -> Iterable[str]:
    """
    Provoke a fault and compare what its exception becomes with what is right.

    Args:
        fault: What the fault is called.
        provoke: Raises.
        expected: What is right.
        classifier: Whose judgement is looked at.

    Returns:
        What is wrong, a sentence each; nothing where all is right.
    """
    try:
        answer = provoke()
    except Exception as exception:  # noqa: BLE001  # whatever the client makes of it
        error = classifier.classify(exception)
    else:
        yield f"{fault}: nothing was raised; the answer was {answer!r:.80}"
        return
    raised = error.cause.type_name if error.cause is not None else "?"
    if not isinstance(error, expected.errors):
        right = " or ".join(each.__name__ for each in expected.errors)
        yield f"{fault}: {type(error).__name__} instead of {right}, from {raised}: {error.message:.120}"
        return
    if expected.next_step and error.next_step not in expected.next_step:
        right = " or ".join(expected.next_step)
        yield f"{fault}: the next step is {error.next_step} instead of {right}, from {raised}"
    for name, value in (("phase", expected.phase), ("http_status", expected.http_status)):
        if value is not None and getattr(error, name, None) != value:
            yield f"{fault}: {name} is {getattr(error, name, None)!s} instead of {value!s}, from {raised}"
    if expected.wait is not None and _wait(error) != expected.wait:
        yield f"{fault}: the wait is {_wait(error)} instead of {expected.wait}, from {raised}"


def _wait(error: ClassifiedError) -> timedelta | None:
    found = getattr(error, "retry_after", None)
    seconds = error.context.get("retry_after_s")
    return found if found is not None or not isinstance(seconds, int | float) else timedelta(seconds=seconds)


def raise_for_violations(found: Iterable[str], of: str) -> None:
    """
    Raise for what is wrong, all at once.

    Args:
        found: What is wrong, a sentence each.
        of: Whose laws they break.

    Raises:
        AssertionError: Something is wrong; the message lists all of it.
    """
    listed = list(found)
    if listed:
        count = f"{len(listed)} violation" + ("s" if len(listed) != 1 else "")
        raise AssertionError(f"{count} of the laws for {of}:\n" + "\n".join(f"- {each}" for each in listed))
