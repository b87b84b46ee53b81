"""
From what the evidence says to the error itself: fields of the right type, a message, the context.

Floor 2. Pure and total; knows the classes of errors, no exception class and no library.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final, cast

from ._answer import Finding
from ._assembled import assembled, own_slots
from ._cause import Cause
from ._context import current_context
from ._links import Link
from ._read import read
from ._retry_after import delay_in_text, retry_after_delay
from ._values import FrozenMapping, reduce_context, safe_text, type_name
from ._vocabulary import Advice, EmptyReason, TimeoutPhase
from .errors import ApiRateLimit, ClassifiedError, DataEmpty, NetworkDns, OtherError

__all__ = ["classify_empty_data", "filled_fields", "made_error", "scoped_context"]


def scoped_context(context: Mapping[str, object] | None) -> FrozenMapping:
    """Reduce a context and put it over that of the scope."""
    scope = current_context()
    if context is None:
        return scope
    own = reduce_context(context)
    return FrozenMapping({**scope, **own}) if scope else own


# A field of one error only; in the others the wait is told in the context.
_WAIT: Final = "retry_after"


def filled_fields(error: type[ClassifiedError], winner: Link, links: Iterable[Link]) -> dict[str, object]:
    """
    Read the fields that findings point at.

    Args:
        error: The class of error, which has some of them.
        winner: The link that decides.
        links: The links around it, nearest first: they fill what the winner leaves open.

    Returns:
        Field name to value of the field's type; what cannot be read is left out.
    """
    fields: dict[str, object] = {}
    _fill(fields, error, winner)
    for link in links:
        if link is not winner and link.finding.fields:
            _fill(fields, error, link)
    return fields


def _fill(fields: dict[str, object], error: type[ClassifiedError], link: Link) -> None:
    for name, reader in link.finding.fields.items():
        wanted = name not in fields and (name in own_slots(error) or name == _WAIT)
        if wanted and (value := _coerced(name, read(link.exception, reader))) is not None:
            fields[name] = value


def made_error(
    finding: Finding,
    fields: Mapping[str, object],
    context: FrozenMapping,
    *,
    exception: BaseException | None = None,
    text: str = "",
    cause: Cause | None = None,
) -> ClassifiedError:
    """
    Make the error that a finding names.

    Args:
        finding: What the evidence says.
        fields: Values by field name; those that the class does not have are left out.
        context: What was asked for.
        exception: The exception that decided.
        text: Its text.
        cause: The snapshot of the outermost exception.

    Returns:
        The error.
    """
    step = finding.next_step
    wait = fields.get(_WAIT)
    if finding.error is ApiRateLimit:
        if wait is None and fields.get("not_before") is None:
            fields = {**fields, _WAIT: delay_in_text(text)}
    elif isinstance(wait, timedelta):
        context = FrozenMapping({**context, "retry_after_s": wait.total_seconds()})
        step = Advice.WAIT if finding.error.retryable else step
    message = _message(finding, fields, exception, text)
    return assembled(finding.error, message=message, context=context, cause=cause, next_step=step, own=fields)


def _message(finding: Finding, fields: Mapping[str, object], exception: BaseException | None, text: str) -> str:
    if finding.message is not None or exception is None:
        return finding.message or finding.error.description
    if finding.error is NetworkDns and (host := fields.get("host")):
        return safe_text(f"{host} does not resolve")  # the resolver's own text never says which name
    # The class says half of it where the error's own class says nothing: "KeyError: 'close'".
    vague = issubclass(finding.error, OtherError) or issubclass(type(exception), LookupError)
    if text and not vague:
        return text
    name = type_name(type(exception)).rpartition(".")[2]
    return safe_text(f"{name}: {text}" if text else f"{finding.error.description} ({name})")


def _coerced(name: str, value: object) -> object:
    """Bring what an exception carries to the type of the field, or leave it out."""
    if value is None:
        return None
    try:
        match name:
            case "retry_after":
                return retry_after_delay(value)
            case "not_before":
                return value if isinstance(value, datetime) else None
            case "timeout_s":
                return value.total_seconds() if isinstance(value, timedelta) else float(cast("float", value))
            case "port" | "http_status" | "limit" | "used" | "needed_bytes" | "free_bytes":
                return int(cast("int", value))
            case "phase":
                return value if type(value) is TimeoutPhase else TimeoutPhase(str(value))
            case "reason":
                return EmptyReason(str(value))
            case "banned" | "expected":
                return bool(value)
            case "host":
                # What stands before an `@` is the rest of a password with an `@` in it.
                return (value if type(value) is str else safe_text(value)).rpartition("@")[2]
            case "failures" | "missing":
                return cast("tuple[object, ...]", value) if isinstance(value, tuple) else None
            case "frame" | "schema" | "index_schema":
                return value
            case _:
                return value if type(value) is str else safe_text(value)  # text is reduced where it is kept
    except Exception:  # noqa: BLE001  # what is foreign may raise anything when it is converted
        return None


_EMPTY_MESSAGES: Final[Mapping[EmptyReason, str]] = {
    EmptyReason.DATE_RANGE: "no data for the date range that was asked for",
    EmptyReason.FILTER_RESULT: "no data matched the filter",
    EmptyReason.API_RESPONSE: "the API returned an empty response",
    EmptyReason.NOT_YET_PUBLISHED: "the data is not published yet",
    EmptyReason.BEFORE_LISTING: "the range lies before the listing",
    EmptyReason.AFTER_DELISTING: "the range lies after the delisting",
}


def classify_empty_data(context: Mapping[str, object] | None = None) -> DataEmpty:
    """
    Make the error for data without rows.

    Args:
        context: What was asked for; `empty_reason` names the reason, `expected` tells whether it is normal.

    Returns:
        A `DataEmpty`; an unknown reason is `EmptyReason.UNKNOWN`.
    """
    scoped = scoped_context(context)
    named = scoped.get("empty_reason")
    reason = next((each for each in EmptyReason if each == named), EmptyReason.UNKNOWN)
    message = _EMPTY_MESSAGES.get(reason, DataEmpty.description)
    return DataEmpty(message=message, reason=reason, expected=scoped.get("expected") is True, context=scoped)
