"""The context logger: what is on its records, whose call they name, and that it harms nobody."""

import asyncio
import contextvars
import inspect
import io
import json
import logging
import pickle
import queue
import string
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from logging.handlers import QueueHandler, QueueListener
from typing import Never, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult import logs
from dataresult._cause import Cause
from dataresult._context import error_context
from dataresult.errors import ApiRateLimit, DataEmpty, FetchError, Internal, NetworkTimeout, StorageRead
from dataresult.logs import (
    ContextLogger,
    ErrorContextFormatter,
    get_logger,
    log_error,
    log_with_error_context,
    logger,
)

SCALARS = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False)
# Names that no rule takes for a secret's, and texts that hold none.
PLAIN_NAMES = st.text("abcdefgh_", min_size=1, max_size=12)
PLAIN_TEXTS = st.text("abcdefgh XYZ-012/.", max_size=40)


class _Records(logging.Handler):
    """Keeps what reaches it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(record)


@contextmanager
def _listening(name: str = "tests.logs", level: int = logging.DEBUG) -> Generator[list[logging.LogRecord], None, None]:
    """Collect what a logger writes, and leave it as it was."""
    heard, handler = logging.getLogger(name), _Records()
    before, propagate = heard.level, heard.propagate
    heard.setLevel(level)
    heard.propagate = False
    heard.addHandler(handler)
    try:
        yield handler.seen
    finally:
        heard.removeHandler(handler)
        heard.propagate = propagate
        heard.setLevel(before)


def _context(record: logging.LogRecord) -> dict[str, object]:
    value = vars(record)["error_context"]
    assert type(value) is dict
    return cast("dict[str, object]", value)


class _Hostile:
    """An object that cannot be looked at."""

    def __str__(self) -> str:
        raise RuntimeError("no text")

    __repr__ = __str__

    def __bool__(self) -> bool:
        raise RuntimeError("no truth")


class _HostileMapping(Mapping[str, object]):
    """A mapping that cannot be read."""

    def __getitem__(self, key: str) -> object:
        raise RuntimeError(key)

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError("no keys")

    def __len__(self) -> int:
        raise RuntimeError("no length")


@given(st.dictionaries(PLAIN_NAMES, SCALARS | PLAIN_TEXTS))
def test_context_is_on_the_record_as_it_was_given(context: dict[str, object]) -> None:
    """Names and scalars stand on the record unchanged; an empty context leaves no attribute."""
    with _listening() as seen:
        get_logger("tests.logs").with_error_context(context).error("Request failed")
    assert getattr(seen[0], "error_context", {}) == context
    assert hasattr(seen[0], "error_context") is bool(context)


@given(st.lists(st.dictionaries(PLAIN_NAMES, st.integers()), max_size=5))
def test_nested_contexts_merge_and_leave_the_outer_logger_alone(layers: list[dict[str, int]]) -> None:
    """The innermost value of a name wins, and each logger keeps the context it was made with."""
    bound = [get_logger("tests.logs")]
    for layer in layers:
        bound.append(bound[-1].with_error_context(layer))
    with _listening() as seen:
        for each in bound:
            each.info("here")
    model: dict[str, int] = {}
    for record, layer in zip(seen, [{}, *layers], strict=True):
        model |= layer
        assert getattr(record, "error_context", {}) == model


@given(st.text(string.ascii_letters + string.digits, min_size=12, max_size=40), PLAIN_NAMES)
def test_no_secret_is_on_a_record(secret: str, name: str) -> None:
    """A value of a secret name is masked, and so is a secret inside a text; host and symbol stay."""
    secret = f"S3{secret}"
    url = f"https://me:{secret}@data.test/v3/klines?symbol=BTCUSDT&signature={secret}"
    with _listening() as seen:
        get_logger("tests.logs").with_error_context(
            {"api_key": secret, "nested": {f"{name}_token": [secret]}, "url": url}
        ).error("x")
    shown = repr(_context(seen[0]))
    assert secret not in shown
    assert "data.test/v3/klines?symbol=BTCUSDT" in shown


def test_the_context_of_caplog(caplog: pytest.LogCaptureFixture) -> None:
    """Pytest's caplog sees the message and the context of the library's own logger."""
    caplog.set_level("DEBUG")
    logger.with_error_context({"error_code": "TIMEOUT", "api": "rest", "retry": 3}).error("Request failed")
    assert "Request failed" in caplog.text
    (record,) = [record for record in caplog.records if "Request failed" in record.message]
    assert _context(record) == {"error_code": "TIMEOUT", "api": "rest", "retry": 3}
    assert (record.name, record.levelname) == ("dataresult", "ERROR")


def test_a_failure_told_with_its_context(caplog: pytest.LogCaptureFixture) -> None:
    """The fields of a failure can be handed on as they are."""
    caplog.set_level("WARNING")
    error = ApiRateLimit(message="Rate limit exceeded", context={"symbol": "BTCUSDT"})
    bound = logger.with_error_context({"error_type": error.code, "message": error.message, **error.context})
    bound.warning("Data fetching issue: %s", error.message)
    assert "Data fetching issue: Rate limit exceeded" in caplog.text
    (record,) = caplog.records
    assert _context(record) == {
        "error_type": "API_RATE_LIMIT",
        "message": "Rate limit exceeded",
        "symbol": "BTCUSDT",
    }


def test_containers_on_the_record_are_plain() -> None:
    """Nested mappings are dictionaries and lists are tuples: what any formatter or JSON encoder takes."""
    given_context = {"asked": {"symbols": ["BTCUSDT", {"interval": "1h"}]}}
    with _listening() as seen:
        get_logger("tests.logs").with_error_context(given_context).error("m")
    assert json.loads(json.dumps(_context(seen[0]))) == given_context


def test_every_method_names_its_caller() -> None:
    """File, line and function of a record are those of the call, for each standard method."""
    log = get_logger("tests.logs").with_error_context({"retry": 1})
    calls: list[Callable[[], None]] = [
        lambda: log.debug("m"),
        lambda: log.info("m"),
        lambda: log.warning("m"),
        lambda: log.error("m"),
        lambda: log.exception("m", exc_info=None),  # noqa: LOG004, LOG007  # only the place matters here
        lambda: log.critical("m"),
        lambda: log.fatal("m"),
        lambda: log.log(logging.INFO, "m"),
        lambda: log_with_error_context("INFO", "m"),
        lambda: log_error(DataEmpty(), logger=log),
        lambda: log_error(DataEmpty(), logger=logging.getLogger("tests.logs")),
    ]
    with _listening() as seen, _listening(__name__) as own:
        for call in calls:
            call()
            record = (seen or own).pop()
            assert (record.pathname, record.lineno) == (__file__, call.__code__.co_firstlineno)
            assert record.funcName == "<lambda>"


def test_stacklevel_names_the_caller_of_a_wrapper() -> None:
    """With `stacklevel=2` a wrapper's own caller is named, also as the owner of the logger."""

    def wrapped(error: FetchError) -> None:
        log_error(error, logger=log, stacklevel=2)
        log.error("m", stacklevel=2)
        log_with_error_context("ERROR", "m", stacklevel=2)

    log = get_logger(__name__)
    with _listening(__name__) as seen:
        wrapped(NetworkTimeout())
    assert {record.funcName for record in seen} == {inspect.stack()[0].function}
    assert len(seen) == 3


def test_stacklevel_chooses_the_module_whose_logger_it_is() -> None:
    """A wrapper in another module writes to its caller's logger with `stacklevel=2`, else to its own."""
    elsewhere: dict[str, object] = {"__name__": "tests.logs.elsewhere", "write": log_with_error_context}
    exec("def wrapped(level): write('ERROR', 'm', stacklevel=level)", elsewhere)
    wrapped = cast("Callable[[int], None]", elsewhere["wrapped"])
    with _listening(__name__) as own, _listening("tests.logs.elsewhere") as theirs:
        wrapped(2)
        wrapped(1)
    assert [(record.name, record.pathname) for record in own] == [(__name__, __file__)]
    assert [record.funcName for record in theirs] == ["wrapped"]


def test_every_public_name_of_a_logger_is_there() -> None:
    """What the standard logger offers, the context logger offers, and it acts on the same logger."""
    plain = logging.getLogger("tests.logs.complete")
    log = get_logger("tests.logs.complete")
    missing = [name for name in dir(plain) if not name.startswith("_") and not hasattr(log, name)]
    assert missing == []
    handler, seen = _Records(), list[str]()

    def only_errors(record: logging.LogRecord) -> bool:
        seen.append(record.getMessage())
        return record.levelno >= logging.ERROR

    log.addHandler(handler)
    log.addFilter(only_errors)
    log.setLevel("INFO")
    log.propagate = False
    assert (log.handlers, log.filters, log.level) == ([handler], [only_errors], logging.INFO)
    assert (log.propagate, plain.propagate, log.parent) == (False, False, plain.parent)
    log.info("quiet")
    log.error("loud")
    log.handle(logging.makeLogRecord({"msg": "made elsewhere", "levelno": logging.ERROR}))
    assert [record.getMessage() for record in handler.seen] == ["loud", "made elsewhere"]
    assert seen == ["quiet", "loud", "made elsewhere"]
    log.disabled = True
    log.error("nobody hears")
    assert plain.disabled
    assert len(handler.seen) == 2
    log.disabled = False
    log.removeFilter(only_errors)
    log.removeHandler(handler)
    assert (plain.handlers, plain.filters) == ([], [])
    with pytest.raises(AttributeError):
        _ = getattr(log, "no_such_method")  # noqa: B009  # a checker would refuse the plain spelling


def test_children_keep_the_context_and_the_class() -> None:
    """`getChild` goes down the hierarchy with the context; a subclass stays what it is."""

    class Special(ContextLogger):
        """A logger of the user's own."""

    special = Special(logging.getLogger("tests.logs"), {"job": "nightly"})
    child = special.with_error_context({"run": 7}).getChild("deep")
    assert (type(child), child.name) == (Special, "tests.logs.deep")
    with _listening() as seen:
        child.warning("m")
        special.warning("m")
    assert [_context(record) for record in seen] == [{"job": "nightly", "run": 7}, {"job": "nightly"}]


@given(st.sampled_from(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]), st.data())
def test_levels_filter_as_they_do_in_logging(threshold: str, data: st.DataObject) -> None:
    """A record is written exactly where the logger underneath is enabled for its level."""
    level = data.draw(st.integers(1, 60))
    limit = logging.getLevelNamesMapping()[threshold]
    with _listening(level=limit) as seen:
        log = get_logger("tests.logs").with_error_context({"retry": 1})
        log.log(level, "m")
        assert log.isEnabledFor(level) is (level >= limit)
        assert log.getEffectiveLevel() == limit
    assert len(seen) == (level >= limit)


def test_extra_of_a_call_is_kept() -> None:
    """Fields of `extra` are on the record beside the context, and one call can add to the context."""
    log = get_logger("tests.logs").with_error_context({"symbol": "BTCUSDT", "retry": 1})
    with _listening() as seen:
        log.info("m", extra={"request_id": "r1", "error_context": {"retry": 2}})
        log.info("m", extra={"message": "theirs", "args": 3})  # noqa: G101  # the clash is the case
        log.info("m", extra=None)
    assert vars(seen[0])["request_id"] == "r1"
    assert _context(seen[0]) == {"symbol": "BTCUSDT", "retry": 2}
    assert (vars(seen[1])["extra_message"], vars(seen[1])["extra_args"]) == ("theirs", 3)
    assert _context(seen[2]) == {"symbol": "BTCUSDT", "retry": 1}


def test_other_adapters_can_stand_on_top() -> None:
    """A standard adapter around the context logger works, and its `extra` arrives."""
    outer = logging.LoggerAdapter(get_logger("tests.logs").with_error_context({"retry": 1}), {"team": "data"})
    with _listening() as seen:
        outer.error("m %d", 5)
    assert (seen[0].getMessage(), vars(seen[0])["team"]) == ("m 5", "data")
    assert (_context(seen[0]), seen[0].pathname) == ({"retry": 1}, __file__)


def test_scope_is_under_what_the_logger_and_the_call_add() -> None:
    """The values of `error_context` are on each record inside, unless a nearer value has the name."""
    log = get_logger("tests.logs")
    with _listening() as seen:
        with error_context(job="nightly", run=7, retry=0):
            log.info("m")
            log.with_error_context({"run": 8}).info("m", extra={"error_context": {"retry": 9}})
        log.info("m")
    assert _context(seen[0]) == {"job": "nightly", "run": 7, "retry": 0}
    assert _context(seen[1]) == {"job": "nightly", "run": 8, "retry": 9}
    assert not hasattr(seen[2], "error_context")


def test_scope_of_threads_and_tasks() -> None:
    """Each thread and each task logs with the scope it runs in, and with no other's."""
    log = get_logger("tests.logs")
    barrier = threading.Barrier(2)

    def in_thread(number: int) -> None:
        with error_context(number=number):
            barrier.wait()
            log.info("%d", number)

    async def in_task(number: int) -> None:
        with error_context(number=number):
            await asyncio.sleep(0)
            log.info("%d", number)

    async def both() -> None:
        await asyncio.gather(in_task(1), in_task(2))

    with _listening() as seen, error_context(job="nightly"):
        threads = [
            threading.Thread(target=contextvars.copy_context().run, args=(in_thread, number)) for number in (3, 4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        asyncio.run(both())
    told = {record.getMessage(): _context(record) for record in seen}
    assert told == {str(number): {"job": "nightly", "number": number} for number in (1, 2, 3, 4)}


@given(
    st.recursive(
        SCALARS | st.text() | st.binary() | st.datetimes() | st.builds(_Hostile) | st.builds(_HostileMapping),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text() | st.integers(), inner, max_size=4),
        max_leaves=12,
    )
)
def test_records_survive_pickle_whatever_the_context(value: object) -> None:
    """A record with any context reaches another process, and nothing of it raises."""
    with _listening() as seen:
        get_logger("tests.logs").with_error_context({"value": value}).error("m")
    back = pickle.loads(pickle.dumps(seen[0]))
    assert repr(_context(back)) == repr(_context(seen[0]))


@pytest.mark.parametrize("hostile", [_Hostile(), _HostileMapping(), 5, "text", [1], object()])
def test_a_context_that_is_none_does_not_raise(hostile: Mapping[str, object]) -> None:
    """Whatever stands in the place of a context, the record is written."""
    with _listening() as seen, _listening(__name__) as own:
        get_logger("tests.logs").with_error_context(hostile).error("m", extra={"error_context": hostile})
        get_logger("tests.logs").error("m", extra=hostile)
        log_with_error_context("ERROR", "m", hostile)
    assert (len(seen), len(own)) == (2, 1)


def test_queue_handler_and_listener() -> None:
    """A record that goes through a queue is shown at its end with its context."""
    waiting: queue.Queue[logging.LogRecord] = queue.Queue()
    stream = io.StringIO()
    shown = logging.StreamHandler(stream)
    shown.setFormatter(ErrorContextFormatter("%(levelname)s %(message)s"))
    log = get_logger("tests.logs.queue")
    handler = QueueHandler(waiting)
    log.addHandler(handler)
    log.propagate = False
    listener = QueueListener(waiting, shown)
    listener.start()
    try:
        log.with_error_context({"symbol": "BTCUSDT"}).error("failed: %s", "x\ny")
    finally:
        listener.stop()
        log.removeHandler(handler)
    assert stream.getvalue() == 'ERROR failed: x\\ny | Error Context: {"symbol": "BTCUSDT"}\n'


def test_loggers_pickle() -> None:
    """A logger that is an attribute of a task crosses process borders with its context."""
    log = pickle.loads(pickle.dumps(get_logger("tests.logs").with_error_context({"retry": 1})))
    with _listening() as seen:
        log.error("m")
    assert _context(seen[0]) == {"retry": 1}


def test_get_logger_names() -> None:
    """A name gives that logger, none gives the calling module's; the library's own is "dataresult"."""
    assert get_logger("a.b").logger is logging.getLogger("a.b")
    assert get_logger().name == __name__
    assert logger.name == "dataresult"


@pytest.mark.parametrize(
    ("level", "written"),
    [
        ("ERROR", logging.ERROR),
        ("warning", logging.WARNING),
        ("Warn", logging.WARNING),
        (logging.INFO, logging.INFO),
        (35, 35),
        ("LOUD", logging.ERROR),
    ],
)
def test_log_with_error_context(level: int | str, written: int) -> None:
    """The record goes to the calling module's logger at the level asked for, in words or as a number."""
    with _listening(__name__) as seen:
        log_with_error_context(level, "100% failed", {"error_code": "TIMEOUT"})
    (record,) = seen
    assert (record.name, record.levelno, record.getMessage()) == (__name__, written, "100% failed")
    assert _context(record) == {"error_code": "TIMEOUT"}
    assert record.exc_info is None


def test_log_with_error_context_takes_exceptions() -> None:
    """`exc_info` takes an exception as well as True."""
    error = ValueError("boom")
    with _listening(__name__) as seen:
        log_with_error_context("ERROR", "m", exc_info=error)
        try:
            raise error
        except ValueError:
            log_with_error_context("ERROR", "m", None, exc_info=True)
    assert [record.exc_info is not None and record.exc_info[1] is error for record in seen] == [True, True]


def _failed(exception: BaseException) -> Cause:
    try:
        raise exception
    except BaseException as caught:
        return Cause.of(caught)


@pytest.mark.parametrize("error", [DataEmpty(), NetworkTimeout(timeout_s=3.0), StorageRead(path="a.parquet")])
def test_log_error_writes_one_record_at_its_severity(error: FetchError) -> None:
    """One record per failure: the severity's level, the error's line, its code."""
    with _listening("dataresult") as seen:
        log_error(error)
    (record,) = seen
    assert (record.levelno, record.getMessage()) == (error.severity.level, str(error))
    told = _context(record)
    assert told["code"] == error.code.value
    assert told["fingerprint"] == error.fingerprint
    assert told["next_step"] == error.next_step.value
    assert all(value not in (None, [], ()) for value in told.values())


def test_log_error_flattens_context_and_tells_the_cause() -> None:
    """The error's context stands beside its fields, a taken name is kept, the cause is named."""
    on_the_way = NetworkTimeout(context={"source": "vision"})
    error = Internal(
        context={"symbol": "BTCUSDT", "code": "theirs", "at": datetime(2024, 1, 1, tzinfo=UTC)},
        cause=_failed(TypeError("no")),
        attempts=(on_the_way,),
    )
    with _listening("dataresult") as seen, error_context(job="nightly"):
        log_error(error)
    told = _context(seen[0])
    assert (told["code"], told["context_code"], told["symbol"]) == ("INTERNAL", "theirs", "BTCUSDT")
    assert (told["at"], told["job"]) == (datetime(2024, 1, 1, tzinfo=UTC), "nightly")
    assert told["cause"] == "builtins.TypeError"
    assert str(told["raised_at"]).endswith(f" in {_failed.__name__}")
    assert told["stack"] == (told["raised_at"],)
    assert told["attempts"] == (on_the_way.fingerprint,)


def test_log_error_does_nothing_where_the_level_is_off() -> None:
    """Below the level nothing of the error is looked at."""

    class Untouchable:
        severity = DataEmpty.severity

        def __getattr__(self, name: str) -> Never:
            raise AssertionError(name)

    with _listening("dataresult", logging.WARNING) as seen:
        log_error(cast("FetchError", Untouchable()))
    assert seen == []


def test_a_broken_handler_does_not_reach_the_code_that_logs(capsys: pytest.CaptureFixture[str]) -> None:
    """What a handler raises is told on standard error, as `logging` does, and goes no further."""

    class Broken(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            raise OSError("disk gone")

    broken = Broken()
    log = get_logger("tests.logs.broken")
    log.addHandler(broken)
    log.propagate = False
    try:
        log_error(NetworkTimeout(), logger=log)
    finally:
        log.removeHandler(broken)
    assert "OSError: disk gone" in capsys.readouterr().err


def test_dict_config_takes_the_formatter() -> None:
    """The formatter can be named in a logging configuration, with format, style and defaults."""
    import logging.config

    config = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "context": {
                "class": "dataresult.logs.ErrorContextFormatter",
                "format": "{levelname}:{message}",
                "style": "{",
            }
        },
        "handlers": {
            "memory": {
                "class": "logging.StreamHandler",
                "formatter": "context",
                "stream": (stream := io.StringIO()),
            }
        },
        "loggers": {"tests.logs.config": {"handlers": ["memory"], "level": "INFO", "propagate": False}},
    }
    logging.config.dictConfig(config)
    get_logger("tests.logs.config").with_error_context({"retry": 3}).warning("late")
    assert stream.getvalue() == 'WARNING:late | Error Context: {"retry": 3}\n'


def test_import_sets_up_nothing_but_a_null_handler() -> None:
    """A fresh interpreter has no new handler, no level, and none of the heavy modules."""
    code = (
        "import logging, sys; import dataresult.logs as logs\n"
        "own = logging.getLogger('dataresult')\n"
        "assert [type(h).__name__ for h in own.handlers] == ['NullHandler'], own.handlers\n"
        "assert (own.level, own.propagate, logging.getLogger().handlers) == (0, True, [])\n"
        "assert 'pandas' not in sys.modules\n"
        "import importlib; importlib.reload(logs); assert len(own.handlers) == 1\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_all_is_complete() -> None:
    """Every name that is promised is there."""
    assert all(hasattr(logs, name) for name in logs.__all__)
