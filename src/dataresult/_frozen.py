"""
`frozen` of attrs, put off: a class is cheap to define and is finished by attrs when it is first used.

Floor 0. Knows attrs and no class of the project; type checkers see attrs' own `frozen`.
attrs writes and compiles the methods of each class while it is imported, about 0.7 ms a class: with thirty classes
that alone would double what `import dataresult` costs beyond its dependencies. Only frozen, keyword-only,
slotted classes are served here, and methods may not use `super()`, since the class is made twice.
"""

from collections.abc import Callable
from inspect import get_annotations
from typing import TYPE_CHECKING, ClassVar, Final, cast, get_origin

if TYPE_CHECKING:
    from attrs import frozen
else:

    def frozen(*, kw_only: bool, eq: bool = True, repr: bool = True, init: bool = True) -> Callable[[type], type]:  # noqa: A002  # named as in attrs
        """
        Decorate a class as `attrs.frozen` does, and let attrs do its work later.

        Args:
            kw_only: Always true; spelled out for type checkers.
            eq: Whether attrs writes `__eq__` and `__hash__`.
            repr: Whether attrs writes `__repr__`.
            init: Whether the class can be made itself, and not only its subclasses.
        """
        if not kw_only:
            raise TypeError("only keyword-only classes are served here")

        def decorate(cls: type) -> type:
            return _slotted(cls, [*_WRITTEN, *(_COMPARING if eq else ()), *(_SHOWING if repr else ())], init=init)

        return decorate


__all__ = ["frozen"]

_WRITTEN: Final = ("__init__", "__attrs_attrs__")
_COMPARING: Final = ("__eq__", "__ne__", "__hash__")
_SHOWING: Final = ("__repr__",)
# Where a class keeps its own annotations and defaults until attrs is asked.
_DEFINITION: Final = "__frozen_definition__"


class _Late:
    """A name of a class that attrs has not written yet; the first look at it makes attrs write all of them."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.owner = owner
        self.name = name

    def __get__(self, instance: object, owner: type) -> object:
        _finish(self.owner)
        return getattr(owner if instance is None else instance, self.name)


def _slotted(cls: type, written: list[str], *, init: bool) -> type:
    """Make the class again with slots, and with a placeholder for each method that attrs will write."""
    annotations = {
        name: kind for name, kind in get_annotations(cls).items() if cast("object", get_origin(kind)) is not ClassVar
    }
    body = {
        name: value
        for name, value in cls.__dict__.items()
        if name not in annotations and name not in {"__dict__", "__weakref__"}
    }
    defaults = {name: cls.__dict__[name] for name in annotations if name in cls.__dict__}
    weak = () if any("__weakref__" in base.__dict__ for base in cls.__mro__[1:-1]) else ("__weakref__",)
    body |= {
        "__qualname__": cls.__qualname__,
        "__slots__": (*annotations, *weak),
        "__match_args__": (),
        "__setattr__": _refuse_to_set,
        "__delattr__": _refuse_to_delete,
        "__getstate__": _state,
        "__setstate__": _restore,
        _DEFINITION: (annotations, defaults, written),
    }
    body |= {name: _Late() for name in written}
    if not init:
        body["__init__"] = _refuse_to_make
    return type(cls)(cls.__name__, cls.__bases__, body)


def _finish(cls: type) -> None:
    """Have attrs write the methods of a class; a second call, also by another thread, writes the same again."""
    from attrs import frozen as attrs_frozen

    annotations: dict[str, object] = {}
    body: dict[str, object] = {"__module__": cls.__module__, "__doc__": cls.__doc__, "__annotations__": annotations}
    for base in reversed(cls.__mro__):
        if _DEFINITION in base.__dict__:
            own, defaults, _ = base.__dict__[_DEFINITION]
            annotations |= own
            body |= defaults
    post_init = getattr(cls, "__attrs_post_init__", None)
    if post_init is not None:
        body["__attrs_post_init__"] = post_init
    written = cast("list[str]", cls.__dict__[_DEFINITION][2])
    decorate = attrs_frozen(kw_only=True, eq="__eq__" in written, repr="__repr__" in written, slots=True)
    made = decorate(type(cls.__name__, (), {**body, "__qualname__": cls.__qualname__}))
    for name in written:
        if isinstance(cls.__dict__[name], _Late):
            setattr(cls, name, made.__dict__[name])


def _refuse_to_make(self: object, **_: object) -> None:
    raise TypeError(f"{type(self).__name__} is a base class: make one of its subclasses")


def _refuse_to_set(_self: object, _name: str, _value: object) -> None:
    from attrs.exceptions import FrozenInstanceError

    raise FrozenInstanceError


def _refuse_to_delete(_self: object, _name: str) -> None:
    from attrs.exceptions import FrozenInstanceError

    raise FrozenInstanceError


def _names(cls: type) -> list[str]:
    return [
        name for base in reversed(cls.__mro__) if _DEFINITION in base.__dict__ for name in base.__dict__[_DEFINITION][0]
    ]


def _state(self: object) -> dict[str, object]:
    return {name: getattr(self, name) for name in _names(type(self))}


def _restore(self: object, state: dict[str, object]) -> None:
    for name, value in state.items():
        object.__setattr__(self, name, value)
