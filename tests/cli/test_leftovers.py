"""What must not stay behind is undone: at the end of a block, and when the program is interrupted."""

import pytest

from dataresult.cli.leftovers import remove_all, undone


def test_undoes_at_the_end_however_it_comes() -> None:
    """A block that raises is undone too, once, and a way to undo that fails keeps nothing from being raised."""
    calls: list[str] = []

    def fail() -> None:
        calls.append("fail")
        raise OSError("busy")

    with pytest.raises(ValueError, match="inside"), undone(lambda: calls.append("first")), undone(fail):
        raise ValueError("inside")
    remove_all()

    assert calls == ["fail", "first"]


def test_an_interrupt_undoes_what_is_open() -> None:
    """The latest is undone first, and one that fails does not stop the others."""
    calls: list[str] = []

    def fail() -> None:
        calls.append("fail")
        raise OSError("busy")

    with undone(lambda: calls.append("first")), undone(fail):
        remove_all()
        assert calls == ["fail", "first"]
