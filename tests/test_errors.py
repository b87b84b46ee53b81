"""Every way a fetch can fail: closed, frozen, total, and able to travel."""

import copy
import json
import pickle
import typing
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, get_args

import attrs
import numpy as np
import pandas as pd
import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

import dataresult.errors as errors_module
from dataresult._cause import Cause
from dataresult._context import error_context
from dataresult._fetch_error import ATTEMPTS_MAX, ATTEMPTS_MAX_DEPTH, LINE_MAX_CHARS
from dataresult.errors import (
    ERROR_TYPES,
    Advice,
    ApiError,
    ApiRateLimit,
    CheckFailure,
    ClassifiedError,
    DataEmpty,
    DataError,
    DataPartial,
    DataTransformation,
    DataValidation,
    EmptyReason,
    ErrorCode,
    FetchError,
    NetworkDns,
    NetworkError,
    NetworkTimeout,
    OtherError,
    Severity,
    StorageError,
    StorageSpace,
    StorageWrite,
    TimeoutPhase,
    Unexpected,
)

FAMILIES = (NetworkError, ApiError, DataError, StorageError, OtherError)
CLASSES: tuple[type[ClassifiedError], ...] = get_args(ClassifiedError)
# The published table: severity and whether asking again can help.
TABLE = """
NetworkTimeout WARNING yes | NetworkConnection ERROR yes | NetworkDns ERROR yes | NetworkTls ERROR no
ApiRateLimit WARNING yes | ApiAuth ERROR no | ApiPermission ERROR no | ApiFormat ERROR yes | ApiRequest ERROR no
ApiNotFound WARNING no | ApiUnavailable ERROR yes | DataEmpty INFO no | DataPartial WARNING yes
DataValidation WARNING no | DataIntegrity ERROR yes | DataTransformation ERROR no | StorageRead ERROR no
StorageWrite ERROR no | StorageSpace ERROR no | StoragePermission ERROR no | Unexpected ERROR no | Internal ERROR no
"""

instants = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))]))
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.datetimes()
    | instants
    | st.dates()
    | st.times()
    | st.timedeltas()
    | st.binary(max_size=20)
    | st.decimals()
    | st.complex_numbers()
    | st.sampled_from([Advice.WAIT, TimeoutPhase.READ, pd.NaT, pd.NA, np.float64("nan"), np.int64(3), object(), dict])
    | st.just(pd.Timestamp("2024-01-01", tz="Europe/Berlin"))
    | st.just(pd.Timedelta(days=1))
    | st.builds(np.zeros, st.just((2, 3)))
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.sets(st.integers(), max_size=4)
        | st.dictionaries(st.text(max_size=5) | st.integers() | st.dates(), inner, max_size=4)
    ),
    max_leaves=8,
)
contexts = st.dictionaries(st.text(max_size=10), values, max_size=5)
optional_text = st.none() | st.text(max_size=30)
counts = st.none() | st.integers(min_value=0)
frames = st.sampled_from([pd.DataFrame(), pd.DataFrame({"open": [1.0, float("nan")]}), pd.DataFrame({1: ["a"]})])
checks = st.builds(
    CheckFailure,
    column=optional_text,
    check=st.text(max_size=20),
    count=counts,
    sample=st.lists(values, max_size=7),
)
FIELDS: dict[str, st.SearchStrategy[object]] = {
    "message": st.text(),
    "next_step": st.sampled_from(Advice),
    "context": contexts,
    "occurred_at": st.datetimes() | instants,
    "phase": st.sampled_from(TimeoutPhase),
    "timeout_s": st.none() | st.floats(),
    "http_status": st.none() | st.integers(100, 599),
    "port": counts,
    "retry_after": st.none() | st.timedeltas(),
    "not_before": st.none() | st.datetimes() | instants,
    "limit": counts,
    "used": counts,
    "banned": st.booleans(),
    "reason": st.sampled_from(EmptyReason),
    "expected": st.booleans(),
    "schema": st.dictionaries(st.text(max_size=10), st.sampled_from(["float64", "int64"])),
    "index_schema": st.just({"open_time": "datetime64[ns, UTC]"}),
    "missing": st.lists(st.tuples(st.datetimes(), instants), max_size=3).map(tuple),
    "failures": st.lists(checks, max_size=3).map(tuple),
    "needed_bytes": counts,
    "free_bytes": counts,
    "attempts_omitted": st.integers(0, 9),
}


def made(cls: type[ClassifiedError], fields: Mapping[str, Any]) -> ClassifiedError:
    """Make an error of a class from whatever fields it has."""
    known = {each.name for each in attrs.fields(cls) if each.init}
    given_fields = {name: value for name, value in fields.items() if name in known}
    if cls is DataPartial:
        given_fields.setdefault("frame", pd.DataFrame({"open": [1.0]}))
    return cls(**given_fields)


@st.composite
def errors(draw: st.DrawFn, classes: tuple[type[ClassifiedError], ...] = CLASSES) -> ClassifiedError:
    """Give an error of any class with any of its fields."""
    cls = draw(st.sampled_from(classes))
    names = [each.name for each in attrs.fields(cls) if each.init and each.type is not None]
    fields: dict[str, object] = {}
    for name in names:
        if name in {"cause", "exception", "attempts"} or not draw(st.booleans()):
            continue
        fields[name] = draw(FIELDS.get(name, frames if name == "frame" else optional_text))
    if draw(st.booleans()):
        fields["cause"] = Cause.of(ValueError(draw(st.text(max_size=10))))
    return made(cls, fields)


def test_the_table_of_errors_is_derived_from_the_union() -> None:
    """One row per member, and each member is exported."""
    assert {row.error_class for row in ERROR_TYPES.values()} == set(CLASSES)
    assert set(ERROR_TYPES) == set(ErrorCode)
    exported = [getattr(errors_module, name) for name in errors_module.__all__]
    classes = {each for each in exported if isinstance(each, type) and issubclass(each, FetchError)}
    assert classes == {*CLASSES, *FAMILIES, FetchError}
    for code, row in ERROR_TYPES.items():
        assert row.error_class.code is code is row.code
        assert row.family in FAMILIES
        assert issubclass(row.error_class, row.family)
        assert row.description
        assert (row.severity, row.retryable, row.advice) == (
            row.error_class.severity,
            row.error_class.retryable,
            row.error_class.advice,
        )


def test_severity_and_retryable_are_as_published() -> None:
    """The table in the documentation is what the classes say."""
    rows = [row.split() for row in TABLE.replace("\n", "|").split("|") if row.strip()]
    published = {name: (severity, retryable == "yes") for name, severity, retryable in rows}
    assert published == {each.__name__: (each.severity.value, each.retryable) for each in CLASSES}
    for each in CLASSES:
        assert each.code == "".join(f"_{c}" if c.isupper() else c for c in each.__name__).lstrip("_").upper()


@pytest.mark.parametrize("family", [FetchError, *FAMILIES])
def test_families_are_for_matching_and_cannot_be_made(family: type[FetchError]) -> None:
    """A base class says what its members have in common."""
    with pytest.raises(TypeError, match="base class"):
        family()


@pytest.mark.parametrize("cls", CLASSES)
def test_an_error_is_closed(cls: type[ClassifiedError]) -> None:
    """Every class is final, keyword-only, slotted and frozen."""
    error = made(cls, {})
    assert getattr(cls, "__final__", False)
    assert not hasattr(error, "__dict__")
    with pytest.raises(TypeError):
        cls("by position")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # that is the point
    for name in [each.name for each in attrs.fields(cls)]:
        with pytest.raises(FrozenInstanceError):
            setattr(error, name, None)
        with pytest.raises(FrozenInstanceError):
            delattr(error, name)
    with pytest.raises((FrozenInstanceError, AttributeError)):
        error.brand_new = 1  # type: ignore[union-attr]  # pyright: ignore[reportAttributeAccessIssue]  # that is the point


@pytest.mark.parametrize("cls", CLASSES)
def test_the_classes_are_attrs_classes(cls: type[ClassifiedError]) -> None:
    """What knows attrs knows the errors: fields, evolve, asdict, types."""
    error = made(cls, {"message": "m"})
    assert attrs.has(cls)
    assert attrs.evolve(error, message="n").message == "n"
    assert attrs.asdict(error, recurse=False)["message"] == "m"
    assert typing.get_type_hints(cls.__init__, {"ClassifiedError": ClassifiedError, "DataFrame": pd.DataFrame})


@given(errors())
def test_any_error_travels(error: ClassifiedError) -> None:
    """Pickling at every protocol, copying and deep-copying give an equal error with an equal hash."""
    copies = [pickle.loads(pickle.dumps(error, protocol)) for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)]
    for again in [*copies, copy.copy(error), copy.deepcopy(error), attrs.evolve(error)]:
        assert type(again) is type(error)
        assert again == error
        assert hash(again) == hash(error)
    again = copies[-1]
    assert again.to_dict() == error.to_dict()
    assert (str(again), repr(again), again.cause, again.occurred_at) == (
        str(error),
        repr(error),
        error.cause,
        error.occurred_at,
    )


@given(errors())
def test_any_error_is_json_and_one_line(error: ClassifiedError) -> None:
    """What is logged is strict JSON, and the text is one printable line of bounded length."""
    told = json.loads(json.dumps(error.to_dict(), allow_nan=False))
    assert told["code"] == error.code
    assert told["message"] == error.message
    assert str(error).isprintable()
    assert len(str(error)) <= LINE_MAX_CHARS + 500
    assert str(error).startswith(error.code.value)
    assert error.fingerprint.isprintable()
    assert error.occurred_at.tzinfo is UTC


@given(errors(), st.text(max_size=10), st.text(max_size=10))
def test_equality_leaves_out_where_and_when(error: ClassifiedError, one: str, other: str) -> None:
    """Cause, live exception, instant and frame do not count; message and code do."""
    moved = error.derive(
        cause=Cause.of(ValueError(one)), exception=ValueError(one), occurred_at=datetime(2020, 1, 1, tzinfo=UTC)
    )
    assert moved == error
    assert hash(moved) == hash(error)
    changed = error.derive(message=error.message + "!")
    assert changed != error
    assert error != other
    assert Unexpected(message=one) != NetworkTimeout(message=one)


def test_two_partial_frames_compare_without_their_frames() -> None:
    """A frame has no truth value, and is not looked at."""
    one, other = DataPartial(frame=pd.DataFrame({"a": [1]})), DataPartial(frame=pd.DataFrame({"a": [2, 3]}))
    assert one == other
    assert len({one, other}) == 1
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(other)).frame, other.frame)
    assert other.to_dict()["frame"] == {"rows": 2, "columns": ["a"]}


class Panic(BaseException):
    """A panic of an extension module, which is no `Exception`."""


class Hostile:
    """Raises whatever way it is looked at."""

    def __init__(self, kind: type[BaseException]) -> None:
        object.__setattr__(self, "kind", kind)

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401  # as object has it
        raise object.__getattribute__(self, "kind")(name)

    def __str__(self) -> str:
        raise object.__getattribute__(self, "kind")

    __repr__ = __str__
    __hash__ = object.__hash__


class HostileMapping(Mapping[str, object]):
    """A mapping that gives one item and raises."""

    def __init__(self, kind: type[BaseException]) -> None:
        self.kind = kind

    def __getitem__(self, key: str) -> object:
        return 1

    def __iter__(self) -> Iterator[str]:
        yield "first"
        raise self.kind("no more")

    def __len__(self) -> int:
        raise self.kind("no length")


class LyingText(str):
    """A text whose every method lies."""

    __slots__ = ()

    def __str__(self) -> str:
        return self

    def __len__(self) -> int:
        raise RuntimeError

    def __getitem__(self, _: object) -> str:
        raise RuntimeError


def hostile_values(kind: type[BaseException]) -> list[object]:
    """Give what an error may be handed by mistake or malice."""
    cyclic: list[object] = []
    cyclic.append(cyclic)
    deep: object = "x"
    for _ in range(10_000):
        deep = [deep]
    return [
        Hostile(kind),
        HostileMapping(kind),
        {"inner": HostileMapping(kind)},
        {Hostile(kind): Hostile(kind)},
        LyingText("x" * 10_000_000),
        "y" * 10_000_000,
        b"z" * 10_000_000,
        10**100_000,
        cyclic,
        deep,
        "\ud800 lone surrogate",
        iter([1]),
        pd.NaT,
        pd.DataFrame({"a": [1]}),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
        date.max,
        Decimal("sNaN"),
        range(10**9),
        dict.fromkeys(range(1000), "v"),
        set(range(5000)),
    ]


@pytest.mark.parametrize("kind", [ValueError, RecursionError, MemoryError, Panic])
@pytest.mark.parametrize("place", range(21))
def test_construction_never_raises(kind: type[BaseException], place: int) -> None:
    """Whatever is given as message, context, key or text field, there is an error, and it can be used."""
    value: Any = hostile_values(kind)[place]
    context: Any = value if issubclass(type(value), Mapping) else {"value": value, "listed": [value]}
    error = NetworkDns(message=value, context=context, host=value)
    again = pickle.loads(pickle.dumps(error))
    assert again == error
    assert hash(again) == hash(error)
    assert len(json.dumps(error.to_dict(), allow_nan=False)) < 100_000
    assert str(error).isprintable()
    assert len(error.message) <= 2_000
    assert error.with_context(value=value).code == "NETWORK_DNS"


def test_a_signal_is_not_swallowed() -> None:
    """Ctrl-C while a value is turned into text stops the program."""
    with pytest.raises(KeyboardInterrupt):
        NetworkDns(message=Hostile(KeyboardInterrupt))


def test_a_message_is_redacted_bounded_and_by_default_the_description() -> None:
    """A message is for a reader."""
    assert NetworkDns().message == NetworkDns.description
    assert NetworkDns(message="").message == ""
    assert len(NetworkDns(message="x" * 10_000).message) == 2_000


@pytest.mark.parametrize(
    ("error", "step"),
    [
        (NetworkTimeout(), Advice.RETRY),
        (StorageWrite(next_step=Advice.RETRY), Advice.RETRY),
        (DataEmpty(), Advice.ACCEPT),
        (DataEmpty(reason=EmptyReason.NOT_YET_PUBLISHED), Advice.WAIT),
        (DataEmpty(reason=EmptyReason.NOT_YET_PUBLISHED, next_step=Advice.RETRY), Advice.RETRY),
        (ApiRateLimit(banned=True), Advice.WAIT),
        (DataTransformation(), Advice.REPORT_BUG),
        (StorageSpace(), Advice.FREE_SPACE),
    ],
)
def test_the_next_step_is_the_class_s_unless_the_value_knows_better(error: ClassifiedError, step: Advice) -> None:
    """A value's own advice wins, and survives a change of something else."""
    assert error.next_step is step
    assert error.with_context(a=1).next_step is step
    assert error.to_dict()["next_step"] == step.value


def nested(depth: int) -> ClassifiedError:
    """Make an error with a chain of attempts."""
    error: ClassifiedError = Unexpected(message="deepest")
    for level in range(depth):
        error = Unexpected(message=str(level), attempts=(error,))
    return error


@given(st.integers(0, 100), st.integers(0, 12), st.integers(0, 5))
def test_attempts_are_bounded_and_counted(width: int, depth: int, omitted: int) -> None:
    """At most 32, at most four levels, and a count of the rest."""
    error = Unexpected(attempts=(nested(depth),) * width, attempts_omitted=omitted)
    assert len(error.attempts) == min(width, ATTEMPTS_MAX)
    assert error.attempts_omitted == omitted + max(width - ATTEMPTS_MAX, 0)
    level: ClassifiedError = error
    levels = cut = 0
    while level.attempts:
        level, levels = level.attempts[0], levels + 1
        cut = level.attempts_omitted
    assert levels <= ATTEMPTS_MAX_DEPTH
    if width and depth >= ATTEMPTS_MAX_DEPTH:
        assert (levels, cut) == (ATTEMPTS_MAX_DEPTH, 1)
    assert pickle.loads(pickle.dumps(error)) == error
    assert error.derive(attempts=(nested(depth),) * width).attempts == error.attempts


@given(errors(), contexts)
def test_with_context_is_the_same_occurrence_with_more_to_tell(error: ClassifiedError, more: dict[str, object]) -> None:
    """The new names win, the old value is untouched, and an observer counts the two once."""
    before = dict(error.context)
    richer = error.derive(context=more).with_context(added=1)
    assert dict(error.context) == before or any(value != value for value in before.values())  # noqa: PLR0124  # a NaN is unequal to itself
    assert richer.context["added"] == 1
    assert error.mark_seen(7)
    assert not richer.mark_seen(7)
    assert richer.mark_seen(8)
    assert not error.mark_seen(8)
    assert attrs.evolve(error).mark_seen(7)
    assert pickle.loads(pickle.dumps(error)).mark_seen(7)


def test_derive_knows_its_fields() -> None:
    """A field that does not exist is a programming error; a changed one is made safe again."""
    with pytest.raises(TypeError, match="no field colour"):
        NetworkDns().derive(colour="red")
    assert NetworkDns().derive(message="token=abcdefgh").message == "token=***"


def test_the_context_is_read_only_and_that_of_the_scope_is_in_it() -> None:
    """An error is told with what was set around it; its own names win."""
    with error_context(job="nightly", symbol="ETH"):
        error = NetworkDns(context={"symbol": "BTC"})
    assert dict(error.context) == {"job": "nightly", "symbol": "BTC"}
    with pytest.raises(TypeError):
        error.context["symbol"] = "X"  # type: ignore[index]  # pyright: ignore[reportIndexIssue]  # that is the point


def test_the_live_exception_stays_at_home() -> None:
    """It is kept where it was asked for, and is never pickled."""
    error = NetworkDns(exception=ValueError("x"))
    assert isinstance(error.exception, ValueError)
    assert error.with_context(a=1).exception is error.exception
    assert pickle.loads(pickle.dumps(error)).exception is None


def test_the_stack_is_rendered_from_the_cause() -> None:
    """No cause, no stack."""
    assert NetworkDns().stack_trace is None
    stack = NetworkDns(cause=Cause.of(ValueError("x"))).stack_trace
    assert stack == "builtins.ValueError: x\n"


def test_the_line_says_what_where_and_what_next() -> None:
    """One line is enough for an operator."""
    error = ApiRateLimit(
        message="429 too many requests",
        retry_after=timedelta(seconds=37),
        context={"source": "rest", "operation": "fetch", "symbol": "BTCUSDT"},
        cause=Cause.of(TimeoutError("x")),
    )
    assert str(error) == "API_RATE_LIMIT rest symbol=BTCUSDT: 429 too many requests; wait 37 s [TimeoutError]"
    ban = ApiRateLimit(not_before=datetime(2024, 1, 1, 12))  # noqa: DTZ001  # naive is read as UTC
    assert str(ban) == "API_RATE_LIMIT: the rate limit is exceeded; wait, not before 2024-01-01 12:00:00 UTC"


def test_the_fingerprint_groups_what_is_the_same_fault() -> None:
    """Symbol, message and instant do not spread it."""
    one = ApiRateLimit(message="a", context={"source": "rest", "symbol": "A"}, http_status=429)
    other = ApiRateLimit(message="b", context={"source": "rest", "symbol": "B"}, http_status=429)
    assert one.fingerprint == other.fingerprint == "API_RATE_LIMIT|rest|-|429|-"
    assert one.fingerprint != one.derive(http_status=418).fingerprint


@pytest.mark.parametrize(
    "dtype",
    [
        *("float64", "int64", "Int64", "boolean", "bool", "str", "string", "object", "category"),
        *("datetime64[ns]", "datetime64[us, UTC]", "datetime64[ms, Europe/Berlin]", "timedelta64[ns]"),
        *("Float32", "uint8", "complex128", "period[D]", "Sparse[float64]", "interval[int64, right]"),
    ],
)
def test_an_empty_frame_has_the_dtypes_of_the_schema(dtype: str) -> None:
    """What downstream code expects of the columns holds for no rows too."""
    schema = {"open": dtype, "token": "float64"}
    error = DataEmpty(schema=schema, index_schema={"open_time": "datetime64[ns, UTC]"})
    frame = pickle.loads(pickle.dumps(error)).empty_frame()
    assert len(frame) == 0
    assert list(frame.columns) == ["open", "token"]
    assert str(frame.dtypes["open"]) == str(pd.api.types.pandas_dtype(dtype))
    assert frame.index.name == "open_time"
    assert str(frame.index.dtype) == "datetime64[ns, UTC]"


def test_an_unknown_dtype_is_object() -> None:
    """A schema from elsewhere gives a frame all the same."""
    assert str(DataEmpty(schema={"a": "decimal128(3)"}).empty_frame().dtypes["a"]) == "object"


def test_emptiness_is_explained_by_its_reason() -> None:
    """Expected, not yet published, outside the listing."""
    explained = {reason for reason in EmptyReason if DataEmpty(reason=reason).explained}
    assert explained == {EmptyReason.NOT_YET_PUBLISHED, EmptyReason.BEFORE_LISTING, EmptyReason.AFTER_DELISTING}
    assert DataEmpty(expected=True).explained


@given(st.sampled_from(Severity), st.sampled_from(Severity))
def test_severities_are_ordered_like_logging_levels(one: Severity, other: Severity) -> None:
    """INFO < WARNING < ERROR, not the alphabet."""
    assert (one < other) == (one.level < other.level)
    assert (one <= other) == (one.level <= other.level)
    assert (one > other) == (one.level > other.level)
    assert (one >= other) == (one.level >= other.level)
    assert sorted(Severity, reverse=True) == [Severity.ERROR, Severity.WARNING, Severity.INFO]


def test_checks_compare_with_a_nan_in_their_samples() -> None:
    """Samples are scalars, at most five, and travel."""
    check = CheckFailure(check="x", sample=(float("nan"), np.float64(1.5), pd.Timestamp("2024-01-01"), [1], "a", "b"))
    assert len(check.sample) == 5
    assert pickle.loads(pickle.dumps(check)) == check
    assert hash(pickle.loads(pickle.dumps(check))) == hash(check)
    assert DataValidation(failures=(check,)) == pickle.loads(pickle.dumps(DataValidation(failures=(check,))))
