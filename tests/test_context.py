"""What is set around a call is on every error made inside it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._context import current_context, error_context
from dataresult.errors import NetworkDns

names = st.text(st.sampled_from("abc"), min_size=1, max_size=2)
scopes = st.lists(st.dictionaries(names, st.integers(), max_size=3), max_size=6)


@given(scopes, st.dictionaries(names, st.integers(), max_size=3))
def test_scopes_nest_and_the_inner_value_wins(layers: list[dict[str, int]], own: dict[str, int]) -> None:
    """The model is a merged dict; on the way out each layer is gone, also after an exception."""

    def inside(rest: list[dict[str, int]], known: dict[str, int]) -> None:
        assert dict(current_context()) == known
        if not rest:
            assert dict(NetworkDns(context=own).context) == {**known, **own}
            raise ValueError("innermost")
        try:
            with error_context(**rest[0]):
                inside(rest[1:], {**known, **rest[0]})
        finally:
            assert dict(current_context()) == known

    with pytest.raises(ValueError, match="innermost"):
        inside(layers, {})
    assert dict(current_context()) == {}


def test_it_holds_across_await_and_apart_between_tasks() -> None:
    """Two tasks at once see each their own scope."""

    async def task(name: str, gate: asyncio.Barrier) -> dict[str, object]:
        with error_context(task=name):
            await gate.wait()
            await asyncio.sleep(0)
            return dict(NetworkDns().context)

    async def both() -> tuple[dict[str, object], dict[str, object]]:
        gate = asyncio.Barrier(2)
        with error_context(job="j"):
            one, other = await asyncio.gather(task("a", gate), task("b", gate))
            return one, other

    assert asyncio.run(both()) == ({"job": "j", "task": "a"}, {"job": "j", "task": "b"})


def test_it_holds_in_threads_that_are_given_the_context() -> None:
    """`copy_context` carries it over; a bare thread starts without."""
    with ThreadPoolExecutor(1) as pool, error_context(job="j"):
        carried = pool.submit(copy_context().run, lambda: dict(NetworkDns().context)).result()
        bare = pool.submit(lambda: dict(NetworkDns().context)).result()
    assert carried == {"job": "j"}
    assert bare == {}


def test_values_are_reduced_and_redacted_when_they_are_set() -> None:
    """A scope is as safe as a context."""
    with error_context(api_key="abcdefgh", wide=range(100)):
        assert current_context()["api_key"] == "***"
        assert len(str(current_context()["wide"])) < 500


def test_an_error_keeps_what_was_set_when_it_was_made() -> None:
    """Later scopes do not reach back."""
    error = NetworkDns()
    with error_context(job="late"):
        assert dict(error.context) == {}
        assert dict(error.with_context(a=1).context) == {"a": 1}
