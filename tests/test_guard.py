"""The boundary: what goes through it, what becomes a value, and what the value says."""

import asyncio
import builtins
import concurrent.futures
import gc
import inspect
import logging
import pickle
import threading
import tracemalloc
from collections.abc import Callable, Generator
from contextvars import copy_context
from datetime import UTC, datetime
from functools import partial
from typing import Protocol, TypeVar, cast

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success, safe

import dataresult as dr

T = TypeVar("T")
Body = Callable[[], object]
Fetch = Callable[[], Result[object, dr.ClassifiedError]]


class Decorator(Protocol):
    """A decorator as it is at run time: for functions of any kind."""

    def __call__(self, function: object, /) -> Callable[..., object]:
        """Decorate."""
        ...


def untyped(decorator: object) -> Decorator:
    """Give a decorator for functions that its signature does not promise to take."""
    return cast("Decorator", decorator)


def finish(value: object) -> Result[object, dr.ClassifiedError]:
    """Run a coroutine to its end, without a loop that has a will of its own; give anything else as it is."""
    if not inspect.iscoroutine(value):
        return cast("Result[object, dr.ClassifiedError]", value)
    while True:
        try:
            value.send(None)
        except StopIteration as stop:
            return cast("Result[object, dr.ClassifiedError]", stop.value)


def member(members: dict[str, object]) -> object:
    """Make a class with a method `fetch`, and call it on an object of the class."""
    fetch = cast("Callable[[], object]", getattr(type("Source", (), members)(), "fetch"))  # noqa: B009  # of a class that was just made
    return fetch()


def as_function(decorate: Decorator, body: Body) -> Fetch:
    """A plain function."""

    def fetch() -> object:
        return body()

    return lambda: finish(decorate(fetch)())


def as_coroutine(decorate: Decorator, body: Body) -> Fetch:
    """A coroutine function, which fails after it has waited."""

    async def fetch() -> object:
        await asyncio.sleep(0)
        return body()

    return lambda: finish(decorate(fetch)())


def as_lambda(decorate: Decorator, body: Body) -> Fetch:
    """A function that hands out the coroutine of another one."""

    async def fetch() -> object:
        await asyncio.sleep(0)
        return body()

    return lambda: finish(decorate(lambda: fetch())())  # noqa: PLW0108  # that is the case


def as_partial(decorate: Decorator, body: Body) -> Fetch:
    """A coroutine function with an argument filled in."""

    async def fetch(given: Body) -> object:
        await asyncio.sleep(0)
        return given()

    return lambda: finish(decorate(partial(fetch, body))())


def as_object(decorate: Decorator, body: Body) -> Fetch:
    """An object that is called."""

    class Source:
        async def __call__(self) -> object:
            return body()

    return lambda: finish(decorate(Source())())


def as_method(decorate: Decorator, body: Body) -> Fetch:
    """A method."""

    def fetch(self: object) -> object:
        return body()

    return lambda: finish(member({"fetch": decorate(fetch)}))


def as_static_method(decorate: Decorator, body: Body) -> Fetch:
    """A static method, decorated outside."""
    return lambda: finish(member({"fetch": decorate(staticmethod(body))}))


def as_static_method_inside(decorate: Decorator, body: Body) -> Fetch:
    """A static method, decorated inside."""
    return lambda: finish(member({"fetch": staticmethod(decorate(body))}))


def as_class_method(decorate: Decorator, body: Body) -> Fetch:
    """A class method, decorated outside."""

    def fetch(cls: object) -> object:
        return body()

    function: Callable[..., object] = fetch
    return lambda: finish(member({"fetch": decorate(classmethod(function))}))


def as_class_method_inside(decorate: Decorator, body: Body) -> Fetch:
    """A class method that is a coroutine function, decorated inside."""

    async def fetch(cls: object) -> object:
        return body()

    return lambda: finish(member({"fetch": classmethod(decorate(fetch))}))


SHAPES = (
    as_function,
    as_coroutine,
    as_lambda,
    as_partial,
    as_object,
    as_method,
    as_static_method,
    as_static_method_inside,
    as_class_method,
    as_class_method_inside,
)
shapes = st.sampled_from(SHAPES)
every_shape = pytest.mark.parametrize("shape", SHAPES)


def frame_of(rows: int) -> pd.DataFrame:
    """A frame of prices."""
    times = pd.date_range("2024-01-01", periods=rows, freq="1h", tz="UTC", name="open_time")
    return pd.DataFrame({"close": np.arange(rows, dtype="float64")}, index=times)


def raising_body(exception: BaseException) -> Body:
    """A body that raises."""

    def body() -> object:
        raise exception

    return body


frames = st.integers(0, 3).map(frame_of)


def made(code: dr.ErrorCode, message: str, context: dict[str, object]) -> dr.ClassifiedError:
    """The error of a code; one class cannot do without a frame."""
    if code is dr.ErrorCode.DATA_PARTIAL:
        return dr.DataPartial(frame=frame_of(1), message=message, context=context)
    return cast("Callable[..., dr.ClassifiedError]", dr.ERROR_TYPES[code].error_class)(message=message, context=context)


plain = [
    each
    for each in vars(builtins).values()
    if isinstance(each, type)
    and issubclass(each, Exception)
    # A coroutine cannot raise these (Python makes a RuntimeError of them); groups and these need more arguments.
    and not issubclass(each, StopIteration | StopAsyncIteration | BaseExceptionGroup | UnicodeError | Warning)
]
raised = st.one_of(
    st.sampled_from(plain).map(lambda each: each("read timed out")),
    st.lists(st.sampled_from(plain), min_size=1, max_size=3).map(
        lambda each: ExceptionGroup("several failed", [member("reset") for member in each])
    ),
)
errors = st.builds(
    made,
    st.sampled_from(list(dr.ErrorCode)),
    st.text(max_size=40),
    st.dictionaries(st.sampled_from(["symbol", "day", "source"]), st.integers() | st.text(max_size=9)),
)
strange = st.one_of(st.none(), st.integers(), st.text(), st.lists(st.integers(), max_size=2))


@given(shapes, raised)
def test_an_exception_becomes_the_error_that_the_judge_names(
    shape: Callable[[Decorator, Body], Fetch], exception: BaseException
) -> None:
    """Whatever a fetcher raises, in whatever kind of function: a failure with the class the classifier gives."""
    context = {"source": "shop", "operation": "fetch"}

    error = shape(untyped(dr.fetcher(source="shop", log=False)), raising_body(exception))().failure()

    assert type(error) is type(dr.classify_exception(exception, context))
    assert context.items() <= error.context.items()
    assert error.cause is not None
    assert error.exception is None


@given(shapes, frames, st.sampled_from(dr.EmptyPolicy), st.booleans())
def test_a_frame_becomes_what_the_policy_says(
    shape: Callable[[Decorator, Body], Fetch], frame: pd.DataFrame, policy: dr.EmptyPolicy, in_result: bool
) -> None:
    """A frame with rows is a success; one without is what its policy makes of it, with its schema."""
    result = shape(untyped(dr.fetcher(empty=policy, log=False)), lambda: Success(frame) if in_result else frame)()

    if len(frame) or policy is dr.EmptyPolicy.ACCEPT:
        assert type(result) is Success
        assert result.unwrap() is frame
    else:
        error = result.failure()
        assert isinstance(error, dr.DataEmpty)
        assert error.expected is (policy is dr.EmptyPolicy.EXPECTED)
        pd.testing.assert_frame_equal(error.empty_frame(), frame, check_freq=False)


@given(shapes, errors, st.dictionaries(st.sampled_from(["job", "run", "symbol"]), st.integers()))
def test_a_returned_failure_keeps_its_error(
    shape: Callable[[Decorator, Body], Fetch], error: dr.ClassifiedError, scope: dict[str, object]
) -> None:
    """An error that is returned gains the context of the call, under its own, and stays the same occurrence."""
    with dr.error_context(**scope):
        result = shape(untyped(dr.fetcher(source="shop", log=False)), lambda: Failure(error))()
    got = result.failure()

    assert got.context == {**scope, "source": "shop", "operation": "fetch", **error.context}
    assert got.with_context() == error.with_context(**got.context)
    assert error.mark_seen(99)
    assert not got.mark_seen(99)


@given(shapes, errors)
def test_a_raised_error_is_that_error(shape: Callable[[Decorator, Body], Fetch], error: dr.ClassifiedError) -> None:
    """What `raise_error` raised inside a fetcher comes out as the error that it was."""
    result = shape(untyped(dr.fetcher(log=False)), lambda: dr.raise_error(error))()

    assert type(result.failure()) is type(error)
    assert result.failure().message == error.message
    assert error.context.items() <= result.failure().context.items()


@given(shapes, strange)
def test_a_fetcher_that_returns_no_frame_has_a_bug(shape: Callable[[Decorator, Body], Fetch], value: object) -> None:
    """Anything but a frame is `Internal`, and says what it was."""
    error = shape(untyped(dr.fetcher(log=False)), lambda: value)().failure()

    assert type(error) is dr.Internal
    assert type(value).__name__ in error.message


@given(shapes, strange)
def test_guarded_takes_any_value(shape: Callable[[Decorator, Body], Fetch], value: object) -> None:
    """`@guarded` looks at nothing, and does not put a result into a result."""
    assert shape(untyped(dr.guarded(log=False)), lambda: value)() == Success(value)
    assert shape(untyped(dr.guarded), lambda: Success(value))() == Success(value)


Panic = type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})
Skip = type("Skip", (Exception,), {})
SIGNALS = (
    KeyboardInterrupt,
    SystemExit,
    GeneratorExit,
    asyncio.CancelledError,
    concurrent.futures.CancelledError,
    type("Cancelled", (concurrent.futures.CancelledError,), {}),
    type("SomebodysSignal", (BaseException,), {}),
    Skip,
    type("SkipAll", (Skip,), {}),
)


@every_shape
@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("decorator", [dr.fetcher, dr.guarded, dr.stage])
def test_signals_pass_through(
    shape: Callable[[Decorator, Body], Fetch],
    signal: type[BaseException],
    decorator: Callable[..., object],
) -> None:
    """Interrupts, exits, cancellations and what was named come out as the very object that was raised."""
    raised = signal("stop")
    fetch = shape(untyped(decorator(let_through=(Skip,))), raising_body(raised))

    with pytest.raises(signal) as caught:
        fetch()

    assert caught.value is raised


@every_shape
def test_a_panic_of_an_extension_is_a_failure(shape: Callable[[Decorator, Body], Fetch]) -> None:
    """A Rust panic derives from `BaseException` and is caught all the same, as `Internal`."""
    error = shape(untyped(dr.fetcher(log=False)), raising_body(Panic("index out of bounds")))().failure()

    assert type(error) is dr.Internal
    assert error.cause is not None
    assert error.cause.type_name == "pyo3_runtime.PanicException"


def test_a_signal_keeps_its_traceback() -> None:
    """From the caller through the boundary into the function: no frame of the machinery more."""

    @dr.fetcher
    def interrupted() -> pd.DataFrame:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        interrupted()

    functions = [entry.name for entry in caught.traceback]
    assert functions == ["test_a_signal_keeps_its_traceback", "guarded_function", "interrupted"]


def test_a_cancelled_task_is_cancelled() -> None:
    """A task that waits inside a fetcher can be cancelled."""

    @dr.fetcher
    async def waits() -> pd.DataFrame:
        await asyncio.Event().wait()
        return frame_of(1)

    async def cancelled() -> bool:
        task = asyncio.ensure_future(waits())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    assert asyncio.run(cancelled())


def bars(symbol: str, /, interval: str = "1h", *, limit: int = 500, **options: object) -> pd.DataFrame:
    """What is captured below."""
    raise TimeoutError("read timed out")


@given(
    st.sampled_from(["BTCUSDT", "ETHUSDT"]),
    st.none() | st.tuples(st.booleans(), st.sampled_from(["1m", "1d"])),
    st.none() | st.integers(1, 1000),
    st.none() | st.integers(1, 9),
    st.sets(st.sampled_from(["symbol", "interval", "limit", "depth"])),
)
def test_captured_arguments_are_what_the_function_got(
    symbol: str,
    interval: tuple[bool, str] | None,
    limit: int | None,
    depth: int | None,
    capture: set[str],
) -> None:
    """By position, by keyword or by default: the context has what `inspect` binds, and nothing else."""
    args = [symbol]
    kwargs: dict[str, object] = {}
    if interval is not None and interval[0]:
        args.append(interval[1])
    elif interval is not None:
        kwargs["interval"] = interval[1]
    kwargs |= {name: value for name, value in (("limit", limit), ("depth", depth)) if value is not None}
    bound = inspect.signature(bars).bind(*args, **kwargs)
    bound.apply_defaults()
    known = {**bound.arguments, **bound.arguments["options"]}

    fetch = untyped(dr.fetcher(capture=sorted(capture), log=False))(bars)
    context = finish(fetch(*args, **kwargs)).failure().context

    assert context == {"operation": "fetch", **{name: known[name] for name in capture if name in known}}


def test_captures_arguments_of_methods() -> None:
    """The object itself is no argument, in methods and class methods of either order."""

    class Shop:
        @dr.fetcher(capture=("day",), log=False)
        def orders(self, day: str) -> pd.DataFrame:
            raise TimeoutError

        @classmethod
        @dr.fetcher(capture=("day",), log=False)
        def returns(cls, day: str) -> pd.DataFrame:
            raise TimeoutError

        @untyped(dr.fetcher(capture=("day",), log=False))
        @classmethod
        def prices(cls, day: str) -> pd.DataFrame:
            raise TimeoutError

    results = [Shop().orders("monday"), Shop.returns("monday"), finish(Shop.prices(day="monday"))]
    assert [result.failure().context["day"] for result in results] == ["monday"] * 3


def test_a_wrong_call_is_a_failure() -> None:
    """A call that the function refuses does not raise, and what it left out is left out of the context."""

    @dr.fetcher(capture=("day",), log=False)
    def orders(day: str) -> pd.DataFrame:
        return frame_of(1)

    @dr.fetcher(capture=("day",), log=False)
    async def orders_later(day: str) -> pd.DataFrame:
        return frame_of(1)

    for fetch in (orders, orders_later):
        error = finish(cast("Callable[[], object]", fetch)()).failure()
        assert type(error) is dr.Internal
        assert error.context == {"operation": "fetch"}


def test_secrets_that_are_captured_do_not_leave() -> None:
    """An argument with the name of a secret is masked in the error and in the frame's provenance."""

    @dr.fetcher(capture=("api_key", "symbol"), log=False)
    def orders(api_key: str, symbol: str, rows: int) -> pd.DataFrame:
        return frame_of(rows)

    error = orders("hunter2hunter2", "BTCUSDT", 0).failure()
    frame = orders("hunter2hunter2", "BTCUSDT", 1).unwrap()

    assert "hunter2" not in f"{error}{error!r}{error.to_dict()}{frame.attrs}"
    assert "BTCUSDT" in str(error)
    assert "BTCUSDT" in frame.attrs.values()


def rows_one_by_one() -> Generator[int, None, None]:
    """A generator function."""
    yield 1


async def rows_later() -> object:
    """An asynchronous generator function."""
    yield 1


class Rows:
    """An object whose call is a generator function."""

    def __call__(self) -> Generator[int, None, None]:
        """Yield."""
        yield 1


@pytest.mark.parametrize("decorator", [dr.fetcher, dr.guarded, dr.stage])
@pytest.mark.parametrize(
    "function", [rows_one_by_one, rows_later, Rows(), partial(rows_one_by_one), staticmethod(rows_one_by_one)]
)
def test_refuses_generators(decorator: object, function: object) -> None:
    """The body of a generator would run outside the boundary; that is told when it is decorated."""
    with pytest.raises(TypeError, match="generator"):
        untyped(decorator)(function)


@pytest.mark.parametrize(
    ("capture", "words"),
    [(("symbl",), "no parameter 'symbl'"), (("rest",), "no parameter 'rest'"), ("symbol", "sequence of names")],
)
def test_refuses_to_capture_what_is_no_parameter(capture: tuple[str, ...], words: str) -> None:
    """A name that the function does not have is a mistake at decoration, not at the first failure."""

    def orders(symbol: str, *rest: str) -> pd.DataFrame:
        return frame_of(1)

    with pytest.raises(TypeError, match=words):
        dr.fetcher(capture=capture)(orders)


@pytest.mark.parametrize("function", [3, "orders", None])
def test_refuses_what_cannot_be_called(function: object) -> None:
    """Only what can be called is decorated."""
    with pytest.raises(TypeError, match="a function is needed"):
        untyped(dr.fetcher(source="shop"))(function)


def test_stays_the_function_that_it_was() -> None:
    """Name, docstring and kind of the function are kept."""

    @dr.fetcher
    async def orders_later() -> pd.DataFrame:
        """Orders."""
        return frame_of(1)

    assert inspect.iscoroutinefunction(orders_later)
    assert (orders_later.__name__, orders_later.__doc__) == ("orders_later", "Orders.")
    assert not inspect.iscoroutinefunction(dr.fetcher(bars))
    assert inspect.signature(dr.fetcher(bars)) == inspect.signature(bars)


def test_a_success_is_like_any_other() -> None:
    """What the boundary makes on its shortest way is what `Success` makes."""
    frame = frame_of(2)
    fetch = dr.fetcher(lambda: frame)

    for result in (fetch(), fetch()):
        assert type(cast("object", result)) is Success
        assert repr(result) == repr(Success(frame))
        assert result.map(len) == Success(2)
        again = cast("dr.DataResult", pickle.loads(pickle.dumps(result)))
        pd.testing.assert_frame_equal(again.unwrap(), frame)


def test_provenance() -> None:
    """A fetched frame knows its source, what was asked for, when it was there and how long it took."""

    @dr.fetcher(source="exchange", capture=("symbol", "day"))
    def captured(symbol: str, day: datetime) -> pd.DataFrame:
        return frame_of(2)

    @dr.fetcher(source="exchange")
    def plain() -> pd.DataFrame:
        return frame_of(2)

    before = datetime.now(UTC)
    with dr.error_context(job="nightly"):
        asked = dr.provenance(captured("BTCUSDT", datetime(2024, 1, 1, tzinfo=UTC)).unwrap())
        scoped = dr.provenance(plain().unwrap())
    bare = dr.provenance(plain().unwrap())

    assert asked is not None
    assert asked.context == {"job": "nightly", "symbol": "BTCUSDT", "day": "2024-01-01T00:00:00+00:00"}
    assert scoped is not None
    assert scoped.context == {"job": "nightly"}
    assert bare is not None
    assert bare.context == {}
    for told in (asked, scoped, bare):
        assert told.source == "exchange"
        assert before <= told.fetched_at <= datetime.now(UTC)
        assert told.elapsed_s >= 0


def test_a_step_leaves_the_provenance() -> None:
    """The mark of the fetch survives the steps; a frame that nobody fetched has none."""

    @dr.stage
    def closes(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[["close"]]

    fetched = dr.fetcher(source="exchange")(lambda: frame_of(2))()
    told = dr.provenance(fetched.bind(closes).unwrap())  # pyright: ignore[reportUnknownMemberType]  # what `bind` takes is a kind of returns

    assert told is not None
    assert told.source == "exchange"
    assert dr.provenance(closes(frame_of(2)).unwrap()) is None


def test_scopes_hold_across_await_and_threads() -> None:
    """What a scope sets is on the errors of each task and thread that was started inside, and not on others."""

    @dr.fetcher(log=False)
    async def fails() -> pd.DataFrame:
        await asyncio.sleep(0)
        raise TimeoutError

    async def job(number: int) -> dr.DataResult:
        with dr.error_context(job=number):
            await asyncio.sleep(0)
            return await fails()

    async def jobs() -> list[dr.DataResult]:
        return await asyncio.gather(*[job(number) for number in range(5)])

    assert [result.failure().context["job"] for result in asyncio.run(jobs())] == [0, 1, 2, 3, 4]

    fails_now = dr.fetcher(log=False)(bars)
    found: list[dr.DataResult] = []
    with dr.error_context(job="nightly"):
        scope = copy_context()
    thread = threading.Thread(target=lambda: found.append(fails_now("BTCUSDT")))
    thread.start()
    thread.join()
    with dr.error_context(job="nightly"):
        scope = copy_context()
    found.append(scope.run(fails_now, "BTCUSDT"))
    assert [result.failure().context.get("job") for result in found] == [None, "nightly"]


@given(errors)
def test_one_record_for_each_failure(error: dr.ClassifiedError) -> None:
    """However many boundaries a failure passes, one record tells it, at its severity, on one line."""
    records: list[logging.LogRecord] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    @dr.fetcher(source="inner")
    def inner() -> pd.DataFrame:
        dr.raise_error(error)

    @dr.stage
    def middle() -> dr.DataResult:
        return inner()

    @dr.fetcher(source="outer", capture=("shop",))
    def outer(shop: str = "corner") -> dr.DataResult:
        return middle()

    log, handler = logging.getLogger("dataresult"), Kept()
    log.addHandler(handler)
    before = log.level
    log.setLevel(logging.INFO)
    try:
        result = outer()
    finally:
        log.removeHandler(handler)
        log.setLevel(before)

    assert [record.levelno for record in records] == [error.severity.level]
    assert "\n" not in records[0].getMessage()
    assert result.failure().context["shop"] == "corner"


@every_shape
def test_the_record_names_the_caller(
    shape: Callable[[Decorator, Body], Fetch], caplog: pytest.LogCaptureFixture
) -> None:
    """The place of the record is where the fetcher was called, not somewhere in the boundary."""
    shape(untyped(dr.fetcher), raising_body(TimeoutError("read timed out")))()

    (record,) = caplog.records
    assert record.pathname == __file__


def test_log_can_be_left_out(caplog: pytest.LogCaptureFixture) -> None:
    """A boundary that does not log leaves it to the next one."""
    inner = dr.fetcher(log=False)(bars)
    outer = dr.fetcher(source="outer")(inner)

    inner("BTCUSDT")
    assert caplog.records == []
    outer("BTCUSDT")
    assert len(caplog.records) == 1


def test_the_exception_is_kept_only_when_asked_for() -> None:
    """The live exception holds frames alive, so it goes unless it is wanted."""
    kept = dr.fetcher(keep_exception=True, log=False)(bars)("BTCUSDT").failure()
    gone = dr.fetcher(log=False)(bars)("BTCUSDT").failure()

    assert isinstance(kept.exception, TimeoutError)
    assert gone.exception is None
    assert gone == kept


def test_a_tracker_sees_every_result() -> None:
    """Successes and failures are counted under the name of the source."""
    tracker = dr.ErrorTracker()

    @dr.fetcher(source="exchange", tracker=tracker, log=False)
    def fetch(rows: int) -> pd.DataFrame:
        return frame_of(rows) if rows >= 0 else bars("BTCUSDT")

    for rows in (1, 2, 3, 0, -1):
        fetch(rows)

    stats = tracker.get_stats(by=("boundary",))[("exchange",)]
    assert (stats.successes, stats.count) == (3, 2)
    assert {code for code, told in tracker.get_stats().items() if told.count} == {"DATA_EMPTY", "NETWORK_TIMEOUT"}


def test_results_of_returns_are_taken_in() -> None:
    """A function that already uses `returns.safe` gets its exception classified; any other payload is told."""

    @dr.guarded(log=False)
    def port(text: str) -> Result[int, dr.ClassifiedError]:
        return cast("Result[int, dr.ClassifiedError]", safe(socket_port)(text))

    def socket_port(text: str) -> int:
        raise ConnectionRefusedError(111, text)

    assert isinstance(port("443").failure(), dr.NetworkConnection)
    told = untyped(dr.guarded(log=False))(lambda: Failure("api_key=hunter2hunter2"))
    error = finish(told()).failure()
    assert type(error) is dr.Unexpected
    assert "hunter2" not in error.message


class Pipeline:
    """Steps as methods."""

    @dr.stage(log=False)
    def ratios(self, frame: pd.DataFrame, column: str) -> pd.DataFrame:
        """A step that fails."""
        raise ValueError(f"cannot divide {column}")

    @dr.stage(operation="validate", log=False)
    async def checked(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A check that fails."""
        raise ValueError("negative price")

    @dr.stage(operation="write", log=False)
    def written(self, frame: pd.DataFrame, *, works: bool) -> None:
        """A write, which returns nothing."""
        if not works:
            raise OSError(28, "No space left on device", "bars.parquet")


def test_a_step_names_what_failed_by_its_operation() -> None:
    """The same ValueError is a transformation or a validation; the step has the name of its function."""
    transformed = Pipeline().ratios(frame_of(2), "close").failure()
    validated = finish(Pipeline().checked(frame_of(2))).failure()

    assert isinstance(transformed, dr.DataTransformation)
    assert transformed.step == "Pipeline.ratios"
    assert type(validated) is dr.DataValidation


def test_a_write_passes_its_frame_on() -> None:
    """A write that returns nothing gives the frame it was given; other steps must return one."""
    frame = frame_of(2)

    assert Pipeline().written(frame, works=True).unwrap() is frame
    assert Pipeline().written(frame=frame, works=True).unwrap() is frame
    assert type(Pipeline().written(frame, works=False).failure()) is dr.StorageSpace
    assert type(finish(untyped(dr.stage(log=False))(print)()).failure()) is dr.Internal


def test_a_step_may_leave_nothing() -> None:
    """An empty frame is a success of a step, unless it is asked to be a failure."""

    def nothing(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.iloc[:0]

    assert dr.stage(nothing)(frame_of(2)).map(len) == Success(0)
    strict = dr.stage(empty=dr.EmptyPolicy.FAIL, log=False)(nothing)
    assert isinstance(strict(frame_of(2)).failure(), dr.DataEmpty)


def same(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the frame back."""
    return frame


def test_an_empty_frame_with_strange_labels_is_told() -> None:
    """Index levels of one name, columns of one name and names that are no text do not break the boundary."""
    index = pd.MultiIndex.from_arrays([[1], [2], [3]], names=["day", "day", None])
    frame = pd.DataFrame([[1.0, 2]], index=index, columns=["close", "close"]).iloc[:0]
    numbered = pd.DataFrame({0: [1.0], (1, 2): ["x"]}).iloc[:0]

    for each in (frame, numbered):
        error = as_function(untyped(dr.fetcher(log=False)), partial(same, each))().failure()
        assert isinstance(error, dr.DataEmpty)
        assert error.schema


def test_validating_with_a_schema() -> None:
    """Every check that failed is told, for a schema as for a model; a valid frame comes back coerced."""
    import pandera.pandas as pa  # takes a second, and only one test needs it
    from pandera.typing import Series

    positive = pa.Check.gt(0)  # pyright: ignore[reportUnknownMemberType]  # its keywords have no hints
    schema = pa.DataFrameSchema(
        {"close": pa.Column(float, positive, coerce=True), "symbol": pa.Column(str, nullable=False)}
    )

    class Bars(pa.DataFrameModel):
        close: Series[float] = pa.Field(gt=0, coerce=True)
        symbol: Series[str]

    good = pd.DataFrame({"close": [1, 2], "symbol": ["a", "b"]})
    bad = pd.DataFrame({"close": [-1.0, 2.0, -3.0], "symbol": ["a", None, "c"]})
    for check in (dr.validating(schema), dr.validating(Bars)):
        assert check(good).map(lambda frame: str(frame["close"].dtype)) == Success("float64")
        error = check(bad).failure()
        assert isinstance(error, dr.DataValidation)
        assert {failure.column: failure.count for failure in error.failures} == {"close": 2, "symbol": 1}


@pytest.mark.slow
def test_failures_hold_no_frames() -> None:
    """Ten thousand failures of fetchers that held a frame of 10 MB keep less than 50 MB alive."""

    @dr.fetcher(source="exchange", capture=("number",), log=False)
    def fetch(number: int) -> pd.DataFrame:
        frame = pd.DataFrame(np.empty((131_072, 10)), copy=False)
        try:
            raise KeyError(frame.shape)
        except KeyError as error:
            raise ConnectionResetError(104, f"reset {number}") from error

    gc.collect()
    tracemalloc.start()
    try:
        results = [fetch(number) for number in range(10_000)]
        held_bytes, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert all(type(result.failure()) is dr.NetworkConnection for result in results)
    assert held_bytes < 50 * 2**20
