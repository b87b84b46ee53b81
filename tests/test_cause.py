"""What remains of an exception: all of its story, none of its frames."""

import copy
import gc
import json
import pickle
import traceback
import weakref
from itertools import pairwise
from typing import NoReturn, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._cause import (
    CHAIN_HEAD_LINKS,
    GROUP_MAX_MEMBERS,
    STACK_HEAD_FRAMES,
    STACK_TAIL_FRAMES,
    Cause,
)

Chain = list[tuple[str, bool]]


def raised(exception: BaseException) -> BaseException:
    """Give an exception that has been raised."""
    try:
        raise exception
    except BaseException as caught:
        return caught


def chained(messages: list[str], *, explicit: bool) -> BaseException:
    """Chain exceptions, outermost first, by `raise from` or as context."""
    inner: BaseException | None = None
    for message in reversed(messages):
        outer = ValueError(message)
        if explicit:
            outer.__cause__ = inner
        else:
            outer.__context__ = inner
        inner = outer
    assert inner is not None
    return inner


@given(st.lists(st.text(max_size=5), min_size=1, max_size=30), st.booleans())
def test_the_chain_is_told_from_the_outside_to_the_root(messages: list[str], explicit: bool) -> None:
    """The outer links and the root are there, and the count of what lies between."""
    cause = Cause.of(chained(messages, explicit=explicit))
    kept = messages if len(messages) <= CHAIN_HEAD_LINKS else [*messages[:CHAIN_HEAD_LINKS], messages[-1]]
    said = Cause.of(ValueError(messages[0])).message
    assert cause.message == said
    assert len(cause.chain) == len(kept)
    assert [link.message for link in cause.chain] == [Cause.of(ValueError(each)).message for each in kept]
    assert sum(link.omitted for link in cause.chain) == len(messages) - len(kept)
    assert pickle.loads(pickle.dumps(cause)) == copy.deepcopy(cause) == cause
    assert hash(pickle.loads(pickle.dumps(cause))) == hash(cause)
    json.dumps(cause.to_dict(), allow_nan=False)


@pytest.mark.parametrize("explicit", [True, False])
def test_ten_thousand_links_are_no_trouble(explicit: bool) -> None:
    """A loop that wraps again and again has a beginning and a root."""
    cause = Cause.of(chained([str(at) for at in range(10_000)], explicit=explicit))
    assert [link.message for link in cause.chain] == [*map(str, range(CHAIN_HEAD_LINKS)), "9999"]
    assert sum(link.omitted for link in cause.chain) == 10_000 - CHAIN_HEAD_LINKS - 1
    assert f"... {10_000 - CHAIN_HEAD_LINKS - 1} more ..." in cause.render()


@given(st.integers(1, 40), st.integers(0, 39))
def test_a_cycle_ends_where_it_began(length: int, back: int) -> None:
    """Each exception of a cycle is told once."""
    links = [ValueError(str(at)) for at in range(length)]
    for outer, inner in pairwise(links):
        outer.__cause__ = inner
    links[-1].__cause__ = links[back % length]
    cause = Cause.of(links[0])
    assert len({link.message for link in cause.chain}) == len(cause.chain)
    assert cause.root.message == str(length - 1)


def test_a_suppressed_context_is_not_told() -> None:
    """`raise ... from None` means it."""
    outer = ValueError("outer")
    outer.__context__ = KeyError("inner")
    assert len(Cause.of(outer).chain) == 2
    outer.__suppress_context__ = True
    assert len(Cause.of(outer).chain) == 1


@st.composite
def groups(draw: st.DrawFn, depth: int = 6) -> BaseException:
    """Give nested exception groups, with cycles through their causes."""
    if depth == 0 or draw(st.booleans()):
        return ValueError(draw(st.text(max_size=5)))
    members = [draw(groups(depth - 1)) for _ in range(draw(st.integers(1, 4)))]
    group = BaseExceptionGroup(draw(st.text(max_size=5)), members * draw(st.integers(1, 4)))
    if draw(st.booleans()):
        members[0].__cause__ = group
    return group


@given(groups())
def test_groups_are_told_within_bounds(exception: BaseException) -> None:
    """Members are snapshots too, three levels deep and eight wide; the rest is counted."""
    cause = Cause.of(exception)
    assert pickle.loads(pickle.dumps(cause)) == cause
    json.dumps(cause.to_dict())
    assert cause.render()

    def check(link: Cause, depth: int) -> None:
        assert depth >= 0
        assert len(link.members) <= GROUP_MAX_MEMBERS
        for member in link.members:
            for each in member.chain:
                check(each, depth - 1)

    check(cause, 3)
    if isinstance(exception, BaseExceptionGroup):
        group = cast("BaseExceptionGroup[BaseException]", exception)
        assert len(cause.members) + cause.omitted == len(group.exceptions)


def fail(depth: int) -> NoReturn:
    """Raise from a given depth of calls."""
    if depth > 1:
        fail(depth - 1)
    raise RuntimeError("deep")


@pytest.mark.parametrize("depth", [1, 5, 31, 32, 33, 500])
def test_the_stack_is_python_s_within_bounds(depth: int) -> None:
    """File, line and function of the calls, as the traceback module has them; the middle of a long one is left out."""
    with pytest.raises(RuntimeError) as caught:
        fail(depth)
    stack = Cause.of(caught.value).stack
    expected = [(each.filename, each.lineno, each.name) for each in traceback.extract_tb(caught.value.__traceback__)]
    if len(expected) > STACK_HEAD_FRAMES + STACK_TAIL_FRAMES:
        expected = [*expected[:STACK_HEAD_FRAMES], *expected[-STACK_TAIL_FRAMES:]]
    assert [(at.file, at.line, at.function.rpartition(".")[2]) for at in stack] == expected


def test_nothing_of_the_frames_stays_alive() -> None:
    """What a failing function held is free again."""

    class Heavy:
        """Stands for a data frame."""

    def hold() -> tuple[Cause, "weakref.ref[Heavy]"]:
        heavy = Heavy()
        try:
            raise ValueError("x")
        except ValueError as error:
            return Cause.of(error), weakref.ref(heavy)

    cause, heavy = hold()
    gc.collect()
    assert heavy() is None
    assert cause.stack


def test_the_rendering_reads_like_a_traceback() -> None:
    """Innermost first, with what led to what, and the members of a group indented."""
    inner = raised(KeyError("k"))
    group = BaseExceptionGroup("both", [ValueError("one"), OSError("two")])
    group.__cause__ = inner
    text = Cause.of(group).render()
    assert text.startswith("Traceback (most recent call last):\n  File ")
    assert "builtins.KeyError: 'k'\n\nwhich led to:\n\nbuiltins.ExceptionGroup: both" in text
    assert "  | builtins.ValueError: one\n" in text


class Panic(BaseException):
    """A panic of an extension module, which is no `Exception`."""


@pytest.mark.parametrize("kind", [ValueError, RecursionError, Panic])
def test_an_exception_that_cannot_be_shown_is_named(kind: type[BaseException]) -> None:
    """`__str__` may raise anything."""

    class Unspeakable(Exception):
        """An exception without a text."""

        def __init__(self) -> None:
            super().__init__(lambda: None)

        def __str__(self) -> str:
            raise kind

    cause = Cause.of(Unspeakable())
    assert cause.message.endswith("that cannot be shown>")
    assert cause.type_name.endswith("Unspeakable")
    assert pickle.loads(pickle.dumps(cause)) == cause


def test_a_huge_message_and_a_huge_name_are_bounded() -> None:
    """Ten megabytes of text and a generated name stay small."""
    huge = type("N" * 1_000_000, (Exception,), {})
    cause = Cause.of(huge("m" * 10_000_000))
    assert len(cause.message) <= 2_000
    assert len(cause.type_name) <= 200


def test_a_secret_of_one_link_is_masked_in_the_others() -> None:
    """The number parser does not know that it was given a password; the client around it does."""
    inner = ValueError("invalid literal: 'hunter2pw'")
    outer = ExceptionGroup("nonnumeric port: 'hunter2pw@h.test'", [KeyError("hunter2pw of BTCUSDT")])
    outer.__cause__ = inner
    cause = Cause.of(outer)
    assert "hunter2pw" not in json.dumps(cause.to_dict()) + cause.render()
    assert "@h.test" in cause.message
    assert "BTCUSDT" in cause.members[0].message
    assert cause.without(set()) is cause
