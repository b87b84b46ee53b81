"""The real program: signals, pipes, terminals, an installation with holes."""

import os
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dataresult import __version__
from dataresult.cli.status import INTERRUPTED, OK, PIPE_CLOSED, TERMINATED, USAGE
from dataresult.errors import ErrorCode
from dataresult.testing.exchange import ExchangeServer, faults
from tests.cli._program import PROGRAM, SECONDS_MAX, fetching, leftovers, process

# A matrix of real servers, sockets and processes: seconds in all.
pytestmark = pytest.mark.slow

COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-7][0-9;]*m")


def test_version_and_help() -> None:
    """What everybody tries first works, and nothing at all is answered with the help."""
    assert process("--version") == (OK, f"dataresult {__version__}\n", "")
    shown = process("--help")
    assert (shown.status, shown.err) == (OK, "")
    assert all(f"\n  {name} " in shown.out for name in ("fetch", "demo", "errors", "connectivity"))
    bare = process()
    assert (bare.status, bare.out) == (USAGE, "")
    assert bare.err == shown.out


def test_help_does_not_load_the_library() -> None:
    """The help is there at once: neither pandas nor a client library is imported for it."""
    script = (
        "import sys; from dataresult.cli import main; main(['fetch', '--help']); "
        "sys.exit(any(name in sys.modules for name in ('pandas', 'curl_cffi', 'pyarrow')))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, stdout=subprocess.DEVNULL).returncode == 0


@pytest.mark.parametrize("absent", ["click", "rich", "curl_cffi", "platformdirs", "pyarrow"])
def test_a_missing_extra_is_one_line(absent: str) -> None:
    """What is not installed is named, with the command that installs it."""
    script = f"import sys; sys.modules['{absent}'] = None; from dataresult.cli import main; sys.exit(main(['errors']))"
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)

    assert done.returncode == 50
    assert done.stderr == (f"dataresult: not installed: {absent}; install it with: pip install 'dataresult[cli]'\n")


def test_errors_lists_every_code() -> None:
    """The table has every code and fits a hundred columns, for any terminal."""
    ended = process("errors", env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})

    assert ended.status == OK
    assert ended.out.isascii()
    assert all(code.value in ended.out for code in ErrorCode)
    assert max(map(len, ended.out.splitlines())) <= 100


@pytest.mark.slow
def test_connectivity(exchange: ExchangeServer) -> None:
    """A server that answers is a line, one that refuses a line and a status."""
    there = process("connectivity", f"{exchange.base_url}/api/v3/ping")
    refused = process("connectivity", f"{exchange.base_url}/nothing")
    exchange.stop()
    gone = process("connectivity", "http://127.0.0.1:9")

    assert (there.status, there.err) == (OK, "")
    assert re.fullmatch(r"\S+/api/v3/ping answers: 200 in \d\.\d{3} s over HTTP/1\.1\n", there.out)
    assert (refused.status, gone.status) == (20, 10)
    assert refused.err.startswith("dataresult: API_NOT_FOUND: ")
    assert gone.err.startswith("dataresult: NETWORK_CONNECTION: ")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sent", "status", "word"),
    [(signal.SIGINT, INTERRUPTED, "interrupted"), (signal.SIGTERM, TERMINATED, "terminated")],
)
def test_an_interrupt_is_heard_while_a_server_hangs(
    exchange: ExchangeServer, tmp_path: Path, sent: signal.Signals, status: int, word: str
) -> None:
    """The program ends at once, with a line and nothing half done, though the server has not answered."""
    exchange.inject(faults.stalled(SECONDS_MAX * 2), times=None)
    order = (*fetching(exchange, days=3), "--out", str(tmp_path / "klines.csv"))
    with subprocess.Popen([*PROGRAM, *order], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        while not exchange.requests:
            assert running.poll() is None
            time.sleep(0.01)
        running.send_signal(sent)
        out, err = running.communicate(timeout=SECONDS_MAX)

    assert (running.returncode, out, err) == (status, "", f"dataresult: {word}\n")
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_goes_away() -> None:
    """A closed pipe ends the program quietly, as it ends others."""
    with subprocess.Popen([*PROGRAM, "errors"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        err = running.stderr.read()
        running.wait(SECONDS_MAX)

    assert (running.returncode, err) == (PIPE_CLOSED, b"")


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs a device that is always full")
def test_output_that_cannot_be_written() -> None:
    """A full disk behind standard output is a failure of storage, in one line."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, "errors"], check=False, stdout=full, stderr=subprocess.PIPE, text=True, timeout=SECONDS_MAX
        )

    assert done.returncode == 40
    assert done.stderr.startswith("dataresult: STORAGE_SPACE: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_are_no_reason_to_fail(exchange: ExchangeServer, tmp_path: Path, closed: str) -> None:
    """A job without output still writes its file."""
    out = tmp_path / "klines.csv"
    words = [*PROGRAM, *fetching(exchange), "--out", str(out)]
    done = subprocess.run(["sh", "-c", f'exec "$@" {closed}', "sh", *words], check=False, timeout=SECONDS_MAX)

    assert done.returncode == OK
    assert len(out.read_text().splitlines()) == 25


@pytest.mark.parametrize("name", ["klines.csv", "klines.parquet", "klines.feather"])
def test_a_write_that_fails_leaves_the_old_file(exchange: ExchangeServer, tmp_path: Path, name: str) -> None:
    """A file that grows too large is given up: one line, the old content, nothing beside it."""
    out = tmp_path / name
    out.write_text("of yesterday")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    done = subprocess.run(
        [*PROGRAM, *fetching(exchange, days=7), "--out", str(out)],
        check=False,
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        preexec_fn=limit,
    )

    assert done.returncode == 40
    assert re.fullmatch(r"dataresult: STORAGE_(WRITE|SPACE): [^\n]+\n", done.stderr)
    assert ".part" not in done.stderr
    assert out.read_text() == "of yesterday"
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("no_colour", [True, False])
def test_a_terminal_is_coloured_unless_it_says_no(no_colour: bool) -> None:
    """Colours appear on a terminal only, and not where `NO_COLOR` is set; the width is the terminal's."""
    import pty

    reader, writer = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}
    env.pop("NO_COLOR", None)
    if no_colour:
        env["NO_COLOR"] = "1"
    script = "from dataresult.cli.screen import stdout; stdout().print('word', style='bold red'); print(stdout().width)"
    subprocess.run([sys.executable, "-c", script], check=True, stdout=writer, env=env)
    shown = os.read(reader, 10_000).decode()
    os.close(reader)
    os.close(writer)

    assert bool(COLOUR.search(shown)) is not no_colour
    assert shown.rstrip().endswith("80")
