"""
Errors made of parts that are reduced and redacted already, without the constructor's looking at them again.

Floor 0. For the judge alone, whose cost is for a good part that of what it makes: `python -m benchmarks classify`.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple, TypeAlias, cast

from attrs import NOTHING, fields, fields_dict

from ._cause import Cause
from ._fetch_error import FetchError
from ._values import FrozenMapping
from ._vocabulary import Advice
from .errors import ClassifiedError

__all__ = ["assembled", "own_slots"]

_Put: TypeAlias = Callable[[FetchError, object], None]
# In the order in which `assembled` gives them their values.
_TRUNK_SLOTS: Final = tuple(
    cast("_Put", vars(FetchError)[name].__set__)
    for name in (
        "message",
        "next_step",
        "context",
        "cause",
        "exception",
        "occurred_at",
        "attempts",
        "attempts_omitted",
        "_seen",
    )
)


class _Slot(NamedTuple):
    """A field that a class has beyond the trunk: how it is set, what makes a value safe to keep, and its default."""

    put: _Put
    convert: Callable[[object], object] | None
    default: object


_OWN_SLOTS: Final[dict[type[FetchError], dict[str, _Slot]]] = {}


def own_slots(cls: type[FetchError]) -> dict[str, _Slot]:
    """Give the slots of a class beyond those of the trunk, by name."""
    known = _OWN_SLOTS.get(cls)
    if known is None:
        known = _OWN_SLOTS[cls] = {
            name: _slot(cls, name) for name in fields_dict(cls) if name not in fields_dict(FetchError)
        }
    return known


def _slot(cls: type[FetchError], name: str) -> _Slot:
    member = next(vars(base)[name] for base in cls.__mro__ if name in vars(base))
    attribute = getattr(fields(cls), name)
    convert = cast("Callable[[object], object] | None", attribute.converter)
    default = cast("object", attribute.default)
    make = cast("Callable[[], object] | None", getattr(default, "factory", None))
    default = default if make is None else make()
    return _Slot(member.__set__, convert, default if default is NOTHING or convert is None else convert(default))


def assembled(
    cls: type[ClassifiedError],
    *,
    message: str,
    context: FrozenMapping,
    cause: Cause | None,
    next_step: Advice | None,
    own: Mapping[str, object],
) -> ClassifiedError:
    """
    Make an error of a message and a context that are reduced and redacted, which the constructor would do again.

    Args:
        cls: The class of the error.
        message: What happened; reduced.
        context: What was asked for; reduced.
        cause: The snapshot of the exception behind it.
        next_step: What to do next; the class's advice where it is None.
        own: Fields of the class, as the constructor takes them; None and other names count as not given.

    Returns:
        What the constructor would have made.

    Raises:
        TypeError: A field without a default is not given.
    """
    made = object.__new__(cls)
    for name, (put, convert, default) in own_slots(cls).items():
        given = own.get(name)
        if given is not None:
            put(made, given if convert is None else convert(given))
        elif default is NOTHING:
            raise TypeError(f"{cls.__name__} needs {name}")
        else:
            put(made, default)
    trunk = (message, next_step, context, cause, None, datetime.now(UTC), (), 0, set[int]())
    for put, value in zip(_TRUNK_SLOTS, trunk, strict=True):
        put(made, value)
    if next_step is None:
        made.__attrs_post_init__()
    return made
