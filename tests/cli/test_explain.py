"""`dataresult explain` reads tracebacks as Python writes them, and as they arrive."""

import json
import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._cause import group_members
from dataresult._classify import classify_exception
from dataresult._values import type_name
from dataresult.cli.rebuilding import rebuilt
from dataresult.cli.traceback_text import told_exceptions
from tests.cli._program import process

WORDS = st.text(st.sampled_from("abc 012:.'()"), max_size=20).map(str.strip)


def raised(exception: Exception) -> Exception:
    """Raise once, so that it has a traceback."""
    try:
        raise exception
    except Exception as caught:
        return caught


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> Exception:
    """Exceptions with causes, contexts and members."""
    text = draw(WORDS)
    exception: Exception
    if depth and draw(st.booleans()):
        exception = ExceptionGroup(text or "many", draw(st.lists(trees(depth - 1), min_size=1, max_size=3)))
    else:
        exception = draw(st.sampled_from([ValueError, OSError, TimeoutError, RuntimeError]))(text)
    if depth:
        behind = draw(st.none() | trees(depth - 1))
        if draw(st.booleans()):
            exception.__cause__ = behind
        else:
            exception.__context__ = behind
    return raised(exception)


def shape(exception: BaseException) -> object:
    """Names, messages, links and members."""
    behind = exception.__cause__ or (None if exception.__suppress_context__ else exception.__context__)
    members = group_members(exception)
    text = str(exception.args[0]) if members else str(exception)
    inner = tuple(shape(each) for each in members)
    return type_name(type(exception)), text, None if behind is None else shape(behind), inner


@given(exception=trees())
def test_what_python_wrote_is_read_back(exception: Exception) -> None:
    """Every chain and group comes back with its classes, texts, links and members."""
    (told,) = told_exceptions("".join(traceback.format_exception(exception)))
    assert shape(rebuilt(told)) == shape(exception)


@given(exception=trees())
def test_the_judgement_is_that_of_the_live_exception(exception: Exception) -> None:
    """A pasted traceback becomes what the exception itself became."""
    (told,) = told_exceptions("".join(traceback.format_exception(exception)))
    assert classify_exception(rebuilt(told)).code == classify_exception(exception).code


@given(exception=trees(), prefix=st.sampled_from(["    ", "2026-01-01T00:00:00Z app | ", "[worker 3] "]))
def test_what_a_log_puts_before_each_line_is_taken_away(exception: Exception, prefix: str) -> None:
    """The same behind an indent, a time, a name."""
    lines = "".join(traceback.format_exception(exception)).splitlines()
    (told,) = told_exceptions("\n".join(prefix + line for line in lines))
    assert shape(rebuilt(told)) == shape(exception)


FRAGMENTS = (
    *("", "    | ", "ValueError: x", "  | E: x", '  File "x", line 1, in f'),
    "Traceback (most recent call last):",
    "  + Exception Group Traceback (most recent call last):",
    "  +-+---------------- 1 ----------------",
    "    +---------------- 2 ----------------",
    "    +------------------------------------",
    "The above exception was the direct cause of the following exception:",
)


@given(text=st.text() | st.lists(st.sampled_from(FRAGMENTS)).map("\n".join))
def test_any_text_is_read(text: str) -> None:
    """What is no traceback, or the half of one, is no reason to fail."""
    for told in told_exceptions(text):
        classify_exception(rebuilt(told))


def test_two_tracebacks_of_a_log_are_two() -> None:
    """Each is explained for itself."""
    text = "".join(traceback.format_exception(raised(ValueError("one"))))
    found = told_exceptions(f"started\n{text}went on\n{text.replace('one', 'two')}ended")
    assert [told.message.splitlines()[0] for told in found] == ["one", "two"]


def test_a_traceback_with_escaped_line_breaks_is_read() -> None:
    """A collector that writes JSON leaves one line."""
    (told,) = told_exceptions(json.dumps("".join(traceback.format_exception(raised(ValueError("one"))))).strip('"'))
    assert (told.name, told.message) == ("ValueError", "one")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("E   requests.exceptions.ReadTimeout: read timed out", "NETWORK_TIMEOUT"),
        ("ERROR load failed: httpx.ReadTimeout: timed out", "NETWORK_TIMEOUT"),
        ("FileNotFoundError: [Errno 2] No such file or directory: 'bars.csv'", "STORAGE_READ"),
        ("OSError: [Errno 28] No space left on device", "STORAGE_SPACE"),
        ("no_such_package.errors.SomeError: what", "UNEXPECTED"),
    ],
)
def test_a_single_line_is_enough(line: str, code: str) -> None:
    """The last line of a traceback says most of it; pytest and logs put something before it."""
    done = process("explain", given=line)
    assert done.status == 0
    assert done.out.startswith(code)


@pytest.mark.slow
def test_a_bare_name_is_looked_for_where_the_frames_were(tmp_path: Path) -> None:
    """IPython shows a class without its module; the files of the frames tell whose it is."""
    file = tmp_path / "cell.txt"
    file.write_text(
        "ConnectionError                           Traceback (most recent call last)\n"
        'Cell In[3], line 1\n----> 1 requests.get("http://example.org")\n\n'
        "File /env/site-packages/requests/api.py:73, in get(url, params, **kwargs)\n     62 r...\n"
        "File /env/site-packages/requests/adapters.py:700, in HTTPAdapter.send(self, request)\n\n"
        "ConnectionError: HTTPConnectionPool(host='example.org', port=80): Max retries exceeded with url: /"
    )
    done = process("explain", str(file))
    assert "requests.exceptions.ConnectionError" in done.out


@pytest.mark.slow
def test_what_explains_imports_no_module_of_strangers(tmp_path: Path) -> None:
    """A text can name any module; only covered packages and the standard library are imported."""
    (tmp_path / "stranger.py").write_text("raise SystemExit('imported')")
    done = process("explain", given="stranger.Error: x", env={"PYTHONPATH": str(tmp_path)})
    assert done.status == 0
    assert "stranger.Error" in done.out


@pytest.mark.slow
def test_a_secret_in_a_traceback_does_not_come_out() -> None:
    """What is pasted may hold a key; what is printed does not."""
    done = process("explain", given="requests.exceptions.ConnectionError: GET /x?api_key=hunter2hunter2 failed")
    assert "hunter2hunter2" not in done.out + done.err


@pytest.mark.slow
def test_nothing_to_explain_is_a_wrong_use() -> None:
    """Without a traceback the status says so."""
    done = process("explain", given="all is well\n")
    assert done.status == 2
    assert "no traceback" in done.err
