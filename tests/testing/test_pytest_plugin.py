"""The plugin: its fixtures in a session of their own, and what it costs who does not use it."""

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

# A matrix of real servers, sockets and processes: seconds in all.
pytestmark = pytest.mark.slow

pytest_plugins = ["pytester"]


def session(pytester: pytest.Pytester, body: str) -> pytest.RunResult:
    """Run a test file with the plugin, in a process of its own."""
    pytester.makepyfile(body)
    return pytester.runpytest_subprocess(*plugin(), "-p", "no:cacheprovider", "-q")


def plugin() -> tuple[str, ...]:
    """The flags that bring the plugin in, where the package is not installed and pytest cannot find it."""
    installed = any(each.name == "dataresult" for each in entry_points(group="pytest11"))
    return () if installed else ("-p", "dataresult.testing.pytest_plugin")


@pytest.mark.slow
def test_the_exchange_answers(pytester: pytest.Pytester) -> None:
    """A test asks the exchange by name, and the next test gets another."""
    done = session(
        pytester,
        """
        import urllib.request

        SEEN = []

        def test_serves(exchange_server):
            url = exchange_server.base_url + "/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=2"
            assert urllib.request.urlopen(url).status == 200
            SEEN.append(exchange_server)

        def test_is_another(exchange_server):
            assert exchange_server is not SEEN[0]
            assert exchange_server.requests == ()
        """,
    )
    done.assert_outcomes(passed=2)


@pytest.mark.slow
def test_the_tracker_is_new_for_each_test(pytester: pytest.Pytester) -> None:
    """A tracker of the test's own, not that of the process."""
    done = session(
        pytester,
        """
        import pytest
        import dataresult as dr

        @pytest.mark.parametrize("time", [1, 2])
        def test_counts(dataresult_tracker, time):
            assert dataresult_tracker is not dr.error_tracker
            dataresult_tracker.track_error(dr.NetworkTimeout())
            assert sum(each.count for each in dataresult_tracker.get_stats().values()) == 1
        """,
    )
    done.assert_outcomes(passed=2)


@pytest.mark.slow
def test_the_fixtures_are_listed_with_what_they_give(pytester: pytest.Pytester) -> None:
    """`pytest --fixtures` is where a user finds them."""
    done = session(pytester, "def test_nothing(): pass")
    done.assert_outcomes(passed=1)
    listed = pytester.runpytest_subprocess(*plugin(), "--fixtures", "-q")
    listed.stdout.fnmatch_lines(["exchange_server*", "dataresult_tracker*"])


@pytest.mark.slow
def test_a_failed_assertion_shows_the_line_of_the_test(pytester: pytest.Pytester) -> None:
    """The reader sees the test's own line and the error, not the insides of the helper."""
    done = session(
        pytester,
        """
        from returns.result import Failure
        import dataresult as dr
        from dataresult.testing import assert_success

        def test_fetches():
            assert_success(Failure(dr.ApiRateLimit(context={"symbol": "BTCUSDT"})))
        """,
    )
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*assert_success(Failure(*", "*API_RATE_LIMIT symbol=BTCUSDT*"])
    done.stdout.no_fnmatch_line("*sealed(result)*")


def test_a_session_that_does_not_use_it_loads_nothing(tmp_path: Path) -> None:
    """Neither pandas nor Hypothesis nor the exchange is there at the end of a session with the plugin on."""
    (tmp_path / "test_light.py").write_text(
        "import sys\n"
        "def test_light():\n"
        "    assert 'dataresult.testing.pytest_plugin' in sys.modules\n"
        "    heavy = ('pandas', 'numpy', 'pyarrow', 'curl_cffi', 'dataresult.testing.exchange',"
        " 'dataresult.testing.strategies', 'dataresult.klines')\n"
        "    assert [name for name in heavy if name in sys.modules] == []\n"
        "    assert 'hypothesis' not in sys.modules\n"
    )
    # Hypothesis has a plugin of its own, which loads it for whoever uses it.
    off = ("-p", "no:hypothesispytest", "-p", "no:cacheprovider")
    command = [sys.executable, "-m", "pytest", "-q", *off, *plugin(), "test_light.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
