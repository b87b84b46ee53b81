"""The judge: total for any exception, the same whatever the order, and right about whose failure it was."""

import copy
import json
import pickle
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import pairwise
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataresult import Cause, ClassifiedException, error_context
from dataresult._classify import Classifier, classify_exception, default_classifier
from dataresult._judgement import MEMBERS_MAX
from dataresult._making import classify_empty_data
from dataresult.errors import (
    Advice,
    ApiAuth,
    ApiNotFound,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    ClassifiedError,
    DataEmpty,
    DataTransformation,
    DataValidation,
    EmptyReason,
    FetchError,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    StorageRead,
    StorageWrite,
    Unexpected,
)
from dataresult.rules import STDLIB_FILES, Answer, BodyCodes, Keyed, Library, Rule, Words
from dataresult.testing import errors, exceptions

OPERATIONS = st.sampled_from([None, "fetch", "read", "write", "validate", "transform", "dance"])


def travels(error: ClassifiedError) -> None:
    """What every error can do, whatever it came from."""
    assert isinstance(error, FetchError)
    again = pickle.loads(pickle.dumps(error))
    assert again == error
    assert hash(again) == hash(error)
    assert len(json.dumps(error.to_dict())) < 2_000_000
    assert "\n" not in str(error)
    assert error.cause is not None
    assert error.exception is None


def judged(exception: BaseException, **context: object) -> ClassifiedError:
    """The error, by rules that all held."""
    error = classify_exception(exception, context)
    assert "rules_failed" not in error.context, error.context["rules_failed"]
    travels(error)
    return error


def caused(exception: BaseException, cause: BaseException | None) -> BaseException:
    """An exception with an explicit cause."""
    exception.__cause__ = cause
    return exception


def handling(exception: BaseException, context: BaseException) -> BaseException:
    """An exception that was raised while another was handled."""
    exception.__context__ = context
    return exception


@given(exception=exceptions(), operation=OPERATIONS)
def test_any_exception_gets_an_answer_that_travels(exception: BaseException, operation: str | None) -> None:
    """One of the errors, that pickles, hashes, compares and turns into JSON; the same one each time."""
    error = judged(exception, operation=operation, symbol="BTCUSDT")
    assert error.context["symbol"] == "BTCUSDT"
    assert judged(exception, operation=operation, symbol="BTCUSDT") == error


@given(exception=exceptions())
def test_no_secret_of_a_request_survives(exception: BaseException) -> None:
    """The API key that the requests of these exceptions carry in their headers is nowhere in the error."""
    error = judged(exception)
    assert "an-api-key" not in repr(error) + str(error) + json.dumps(error.to_dict()) + repr(pickle.dumps(error))


@given(name=st.sampled_from(["signature", "apiKey", "token"]), secret=st.text("abcdef0123456789", min_size=24))
def test_no_secret_of_a_message_survives(name: str, secret: str) -> None:
    """Neither in the message nor in the cause; host, path and symbol do survive."""
    url = f"https://api.example.org/v3/klines?symbol=BTCUSDT&{name}={secret}"
    error = judged(caused(RuntimeError(f"GET {url} failed"), TimeoutError(url)))
    assert secret not in json.dumps(error.to_dict()) + repr(pickle.dumps(error))
    assert "api.example.org/v3/klines?symbol=BTCUSDT" in error.message


# Hostile exceptions. Each is a timeout, and stays one: what cannot be read is left out, not what can.


def _refusing(*_: object) -> object:
    raise ValueError("none of your business")


def _panicking(_: object) -> object:
    raise cast("BaseException", type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})("gone"))


def _timeout(**body: object) -> type[TimeoutError]:
    """A class of timeouts with a body that no type checker would let pass."""
    return cast("type[TimeoutError]", type("Hostile", (TimeoutError,), body))


_SHAPELESS = type(
    "Shapeless", (), dict.fromkeys(("__getattribute__", "__hash__", "__eq__", "__bool__", "__str__"), _refusing)
)


def _carrying(_: object) -> str:
    return "carrying"


def _carry(self: TimeoutError) -> None:
    TimeoutError.__init__(self, _SHAPELESS(), lambda: None)
    vars(self).update(lock=iter(()), response=_SHAPELESS(), status_code=_SHAPELESS(), errno=_SHAPELESS())


def _of_metaclasses() -> dict[str, type[TimeoutError]]:
    """Classes whose own attributes raise; inside a function, out of the way of whoever looks over a module."""

    class Unnamed(type):
        def __getattribute__(cls, name: str) -> object:
            if name in {"__module__", "__qualname__", "__name__", "__mro__"}:
                raise ValueError(name)
            return super().__getattribute__(name)

    unhashable = cast("type[type]", type("Unhashable", (type,), {"__hash__": None, "__mro__": property(_refusing)}))
    return {
        "of no hash": cast("type[TimeoutError]", unhashable("Hostile", (TimeoutError,), {})),
        "of no name": cast("type[TimeoutError]", Unnamed("Hostile", (TimeoutError,), {})),
    }


_HOSTILE = {
    "mute": _timeout(__str__=_refusing, __repr__=_refusing),
    "numb": _timeout(__getattribute__=_refusing),
    "panicking": _timeout(errno=property(_panicking)),
    "lying": _timeout(__class__=property(lambda _: KeyError)),
    "nameless": _timeout(__class__=property(_refusing)),
    "unlinked": _timeout(
        **dict.fromkeys(
            ("__cause__", "__context__", "__suppress_context__", "__traceback__", "args"), property(_refusing)
        )
    ),
    "carrying": _timeout(__init__=_carry, __str__=_carrying),
    **_of_metaclasses(),
}
every_hostile = pytest.mark.parametrize("cls", [*_HOSTILE.values()], ids=_HOSTILE)


@every_hostile
@pytest.mark.parametrize("operation", [None, "read", "validate"])
def test_a_hostile_timeout_is_still_a_timeout(cls: type[TimeoutError], operation: str | None) -> None:
    """Whatever raises when it is looked at, the class and what is left are judged."""
    assert type(judged(cls(), operation=operation)) is NetworkTimeout


@every_hostile
def test_a_hostile_cause_is_still_looked_at(cls: type[TimeoutError]) -> None:
    """Behind a wrapper, as an argument, and in a group."""
    assert type(judged(caused(RuntimeError("wrapped"), cls()))) is NetworkTimeout
    assert type(judged(RuntimeError("wrapped", cls()))) is NetworkTimeout
    assert type(judged(ExceptionGroup("several", [cls()]))) is NetworkTimeout


def test_a_hostile_wrapper_is_looked_through() -> None:
    """Its attributes raise, and the interpreter's own link is there all the same."""

    class Wrapper(Exception):
        def __getattribute__(self, name: str) -> object:
            raise ValueError(name)

    wrapper = Wrapper("wrapped")
    BaseException.__setattr__(wrapper, "__cause__", TimeoutError())
    assert type(judged(wrapper)) is NetworkTimeout


def test_a_message_of_ten_megabytes_is_bounded() -> None:
    """The error stays small."""
    error = judged(ValueError("x" * 10_000_000))
    assert len(pickle.dumps(error)) < 20_000


@pytest.mark.parametrize("link", [caused, handling])
@pytest.mark.parametrize(("distance", "expected"), [(10, NetworkTimeout), (9_000, Unexpected)])
def test_a_chain_of_ten_thousand_is_answered(
    link: Callable[[BaseException, BaseException], BaseException], distance: int, expected: type[ClassifiedError]
) -> None:
    """A strong link near the outside is found; where there is none, the outermost row stands."""
    links: list[BaseException] = [RuntimeError(place) for place in range(10_000)]
    links[distance] = TimeoutError("read timed out")
    for outer, inner in pairwise(links):
        link(outer, inner)
    assert type(judged(links[0])) is expected
    for each in links:  # taken apart one by one: the interpreter would do it by recursion
        each.__cause__ = each.__context__ = None


def test_a_chain_that_bites_its_tail_ends() -> None:
    """Causes in a circle, arguments that hold the exception itself."""
    first, second = RuntimeError("first"), RuntimeError("second")
    first.__cause__, second.__cause__ = second, first
    first.args = ("first", first, second)
    assert type(judged(first)) is Unexpected
    second.args = (TimeoutError(),)
    assert type(judged(first)) is NetworkTimeout


def test_groups_may_nest_deeper_than_anyone_reads() -> None:
    """Fifty groups around one timeout are that timeout."""
    nested: Exception = TimeoutError("read timed out")
    for depth in range(50):
        nested = cast("Exception", ExceptionGroup(f"depth {depth}", [nested]))
    error = judged(nested)
    assert type(error) is NetworkTimeout
    assert error.message == "read timed out"


def test_groups_may_cause_each_other_in_a_circle() -> None:
    """A member is caused by its own group."""
    members = [ValueError("a"), RuntimeError("b")]
    group = ExceptionGroup("several", members)
    for member in members:
        member.__cause__ = group
    assert type(judged(group)) is Unexpected
    assert type(judged(members[0])) is Unexpected


def test_a_group_of_more_members_than_anyone_counts_is_counted() -> None:
    """The gravest of the first few hundred decides; what is left out is told as a number."""
    members: list[Exception] = [TimeoutError(str(place)) for place in range(1_000)]
    members[MEMBERS_MAX - 1] = PermissionError(13, "Permission denied")
    error = judged(ExceptionGroup("many", members), operation="read")
    assert error.code == "STORAGE_PERMISSION"
    assert len(error.attempts) + error.attempts_omitted == len(members) - 1


def test_a_rule_that_is_no_rule_does_no_harm() -> None:
    """What a rule of the user's raises is told; the exception gets its answer all the same."""
    broken = default_classifier.with_rules(Rule("builtins.ValueError", int))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # a mistake that checkers find
    error = broken.classify(ValueError("bad"), {"symbol": "BTCUSDT"})
    travels(error)
    assert type(error) is Unexpected
    assert error.context["symbol"] == "BTCUSDT"
    assert "rules_failed" in error.context
    assert "rule that failed" in str(broken.explain(ValueError("bad")))


def _raising(_: BaseException) -> bool:
    raise KeyError("no such thing")


def _undecided(_: BaseException) -> object:
    return _SHAPELESS()


def test_a_condition_that_raises_does_not_hold() -> None:
    """Nor does one whose answer is neither true nor false; a field that cannot be read is left out."""
    for when in (_raising, cast("Callable[[BaseException], bool]", _undecided)):
        mine = default_classifier.with_rules(Rule("builtins.TimeoutError", Internal, when=when))
        assert type(mine.classify(TimeoutError())) is NetworkTimeout
    mine = default_classifier.with_rules(Rule("builtins.TimeoutError", ApiRateLimit, fields={"used": _raising}))
    error = mine.classify(TimeoutError())
    assert isinstance(error, ApiRateLimit)
    assert error.used is None


# Which class, which link.


def _library(file: str) -> Library:
    found = import_module(f"dataresult.rules.{file}").LIBRARY
    assert isinstance(found, Library)
    return found


BUILT_IN = [rule for file in STDLIB_FILES for rule in _library(file).rules]


@settings(max_examples=50)
@given(exception=exceptions("builtins"), seed=st.integers(), operation=OPERATIONS)
def test_the_order_of_rules_means_nothing(exception: BaseException, seed: int, operation: str | None) -> None:
    """All rows of the standard library, in any order, give the same error."""
    shuffled = list(BUILT_IN)
    random.Random(seed).shuffle(shuffled)
    found, expected = (
        Classifier(tuple(rules)).classify(exception, {"operation": operation}) for rules in (shuffled, BUILT_IN)
    )
    assert found == expected


class _Base(Exception):
    pass


class _Middle(_Base):
    pass


class _Leaf(_Middle):
    pass


def _named(cls: type, error: type[ClassifiedError], **more: object) -> Rule:
    return cast("Callable[..., Rule]", Rule)(f"{cls.__module__}.{cls.__qualname__}", error, **more)


@given(order=st.permutations([_named(_Base, ApiAuth), _named(_Middle, ApiNotFound)]))
def test_the_nearest_class_wins(order: list[Rule]) -> None:
    """A row for a parent is for all its children that have none."""
    classifier = Classifier(tuple(order))
    found = [type(classifier.classify(cls())) for cls in (_Base, _Middle, _Leaf)]
    assert found == [ApiAuth, ApiNotFound, ApiNotFound]


def test_the_most_conditions_win() -> None:
    """A row for an operation stands before the one for any."""
    rules = [_named(_Base, ApiAuth), _named(_Base, StorageRead, operation="read")]
    for order in (rules, rules[::-1]):
        classifier = Classifier(tuple(order))
        assert type(classifier.classify(_Leaf())) is ApiAuth
        assert type(classifier.classify(_Leaf(), {"operation": "read"})) is StorageRead


def test_a_class_that_no_rule_knows_inherits_from_the_language() -> None:
    """A new exception of somebody's is judged by its ancestors, and by what is behind it."""
    assert type(judged(_Leaf("bad"))) is Unexpected
    assert judged(_Leaf("bad")).message == "_Leaf: bad"
    assert type(judged(caused(_Leaf("bad"), ConnectionResetError(104, "reset")))) is NetworkConnection


WRAPPINGS: dict[str, Callable[[BaseException, BaseException], BaseException]] = {
    "cause": caused,
    "context": handling,
    "argument": lambda outer, inner: type(outer)("wrapped", inner),
    "two deep": lambda outer, inner: caused(outer, handling(ValueError("between"), inner)),
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("outer", [Exception, RuntimeError, ValueError, KeyError, _Leaf])
def test_a_weak_class_yields_to_what_is_behind(wrapping: str, outer: type[Exception]) -> None:
    """Wrappers of applications say nothing by themselves."""
    wrapped = WRAPPINGS[wrapping](outer("wrapped"), TimeoutError("read timed out"))
    error = judged(wrapped)
    assert type(error) is NetworkTimeout
    assert error.message == "read timed out"
    assert error.cause == Cause.of(wrapped)


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_a_strong_class_does_not_yield(wrapping: str) -> None:
    """What it says itself stands, whatever is behind it."""
    assert type(judged(WRAPPINGS[wrapping](NotImplementedError("later"), TimeoutError()))) is Internal


def test_the_nearest_strong_link_wins() -> None:
    """Not the root."""
    chain = caused(RuntimeError("outer"), caused(NotImplementedError("later"), TimeoutError("root")))
    assert type(judged(chain)) is Internal


def test_a_suppressed_context_counts_for_nothing() -> None:
    """`from None` says that what was handled is no reason."""
    exception = handling(RuntimeError("outer"), TimeoutError())
    exception.__suppress_context__ = True
    assert type(judged(exception)) is Unexpected


def test_a_cause_counts_and_the_context_beside_it_does_not() -> None:
    """Python shows the explicit cause only; so does the judge."""
    exception = handling(caused(RuntimeError("outer"), ValueError("cause")), TimeoutError())
    assert type(judged(exception)) is Unexpected


def _dns() -> Exception:
    import socket

    return socket.gaierror(socket.EAI_NONAME, "Name or service not known")


ROOTS: list[tuple[BaseException, Callable[[], Exception], type[ClassifiedError]]] = [
    (ConnectionError("lost"), lambda: TimeoutError(110, "Connection timed out"), NetworkTimeout),
    (TimeoutError("slow"), lambda: ConnectionRefusedError(111, "Connection refused"), NetworkConnection),
    (ConnectionError("lost"), _dns, NetworkDns),
    (TimeoutError("slow"), _dns, NetworkDns),
    (ConnectionError("lost"), lambda: ValueError("no reason"), NetworkConnection),
    (ConnectionError("lost"), lambda: NotImplementedError("of another kind"), NetworkConnection),
]


@pytest.mark.parametrize(("outer", "root", "expected"), ROOTS)
def test_the_root_of_a_broken_connection_decides(
    outer: BaseException, root: Callable[[], Exception], expected: type[ClassifiedError]
) -> None:
    """As a cause and as an argument, through any number of links; what was only being handled does not count."""
    plain = type(judged(type(outer)("alone")))
    assert type(judged(caused(type(outer)("outer"), root()))) is expected
    assert type(judged(type(outer)("outer", root()))) is expected or isinstance(outer, OSError)
    assert type(judged(caused(type(outer)("outer"), caused(OSError("between"), root())))) is expected
    assert type(judged(caused(RuntimeError("wrapper"), caused(type(outer)("outer"), root())))) is expected
    assert type(judged(handling(type(outer)("outer"), root()))) is plain


def test_urllib_and_requests_show_their_roots() -> None:
    """The library's own link: `reason`, `args`."""
    import urllib.error

    import requests

    assert type(judged(urllib.error.URLError(_dns()))) is NetworkDns
    assert type(judged(urllib.error.URLError(ConnectionRefusedError(111, "refused")))) is NetworkConnection
    assert type(judged(requests.ConnectionError(TimeoutError("timed out")))) is NetworkTimeout


# Groups.


@given(members=st.lists(exceptions("builtins"), min_size=1, max_size=5))
def test_the_gravest_of_a_group_decides(members: list[BaseException]) -> None:
    """Not retryable before retryable, then severity, then the first; the others are attempts."""
    flat = [each for each in members if isinstance(each, Exception) and not isinstance(each, ExceptionGroup)]
    alone = [judged(each) for each in flat]
    if not alone:
        return
    error = judged(ExceptionGroup("several", flat))
    gravest = min(alone, key=lambda each: (each.retryable, -each.severity.level))
    assert type(error) is type(gravest)
    assert error.message == gravest.message
    others = [type(each) for each in alone if each is not gravest]
    assert [type(each) for each in error.attempts][-len(others) :] == others or not others


def test_a_group_behind_a_wrapper_counts() -> None:
    """The task group of an application that wraps it."""
    group = ExceptionGroup("several", [TimeoutError("slow"), ValueError("bad")])
    error = judged(caused(RuntimeError("job failed"), group))
    assert type(error) is Unexpected
    assert [type(each) for each in error.attempts] == [NetworkTimeout]
    assert error.cause is not None
    assert error.cause.type_name == "builtins.RuntimeError"


def test_members_of_groups_in_groups_are_members() -> None:
    """However the tasks were grouped, what failed is the same."""
    nested = ExceptionGroup(
        "outer", [ExceptionGroup("inner", [TimeoutError("a"), TimeoutError("b")]), OSError(28, "full")]
    )
    error = judged(nested, operation="write")
    assert error.code == "STORAGE_SPACE"
    assert [each.message for each in error.attempts] == ["a", "b"]


# Operations and contexts.

BY_OPERATION = [
    *(ValueError("bad"), TypeError("bad"), KeyError("close"), IndexError(3)),
    *(AssertionError("bad"), ZeroDivisionError()),
]


@pytest.mark.parametrize("exception", BY_OPERATION, ids=lambda each: type(each).__name__)
def test_the_operation_settles_what_the_exception_cannot(exception: Exception) -> None:
    """The same slip is the data's while it is validated or transformed, and else nobody knows."""
    assert type(judged(exception, operation="validate")) is DataValidation
    assert type(judged(exception, operation="transform")) is DataTransformation
    assert type(judged(exception, during_validation=True)) is DataValidation
    assert type(judged(exception, during_validation=True, operation="transform")) is DataValidation
    plain = type(judged(exception))
    assert plain is not DataValidation
    assert type(judged(exception, during_validation=False)) is plain


@pytest.mark.parametrize("name", ["operation", "storage_operation"])
def test_the_storage_operation_means_the_same(name: str) -> None:
    """EIO while reading and while writing."""
    assert type(judged(OSError(5, "I/O error"), **{name: "read"})) is StorageRead
    assert type(judged(OSError(5, "I/O error"), **{name: "write"})) is StorageWrite


def test_an_operation_that_is_no_text_is_none() -> None:
    """A mistake in a context is no reason to fail."""
    assert type(judged(TimeoutError(), operation=7)) is NetworkTimeout


def test_the_scope_is_on_every_error() -> None:
    """What was set around the call, and what was given with it, which stands before."""
    with error_context(job="nightly", operation="validate"):
        error = judged(ValueError("bad"), job="now")
        assert type(error) is DataValidation
    assert error.context["job"] == "now"
    with error_context(job="nightly"):
        assert judged(ValueError("bad")).context["job"] == "nightly"
    assert "job" not in judged(ValueError("bad")).context


# Errors that were raised.


@given(error=errors(), wrapping=st.sampled_from([None, *WRAPPINGS]))
def test_an_error_that_was_raised_is_that_error_again(error: ClassifiedError, wrapping: str | None) -> None:
    """Also behind a wrapper; a context is added where it says more, and the cause where there was none."""
    raised: BaseException = ClassifiedException(error)
    if wrapping is not None:
        raised = WRAPPINGS[wrapping](RuntimeError("wrapped"), raised)
    again = classify_exception(raised, {"added": "here"})
    assert again.derive(context=error.context) == error
    assert again.context["added"] == error.context.get("added", "here")
    assert again.cause == (error.cause or Cause.of(raised))
    assert again.occurred_at == error.occurred_at


def test_a_raised_error_in_a_group() -> None:
    """A member like any other."""
    raised = ClassifiedException(ApiAuth(message="bad key"))
    error = judged(ExceptionGroup("several", [TimeoutError("slow"), raised]))
    assert type(error) is ApiAuth
    assert [type(each) for each in error.attempts] == [NetworkTimeout]


# Rules of the user's.


class Throttled(Exception):
    """A client's own exception, as users have them."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"slow down for {wait_s} s")
        self.wait_s = wait_s


THROTTLED = _named(Throttled, ApiRateLimit, fields={"retry_after": "wait_s"})


@given(wait_s=st.floats(0.001, 86_400))
def test_the_user_s_rules_are_asked_first(wait_s: float) -> None:
    """They know the user's classes, overrule ours, and are there behind a wrapper too."""
    mine = default_classifier.with_rules(THROTTLED, Rule("builtins.TimeoutError", ApiUnavailable))
    error = mine.classify(caused(RuntimeError("wrapped"), Throttled(wait_s)))
    assert isinstance(error, ApiRateLimit)
    assert error.retry_after == timedelta(seconds=wait_s)
    assert type(mine.classify(TimeoutError())) is ApiUnavailable
    assert type(mine.classify(ConnectionResetError())) is NetworkConnection


def test_a_classifier_is_immutable() -> None:
    """`with_rules` gives another; later rules stand before earlier ones."""
    mine = default_classifier.with_rules(THROTTLED)
    assert type(default_classifier.classify(Throttled(1))) is Unexpected
    assert default_classifier.rules == ()
    assert mine.rules == (THROTTLED,)
    with pytest.raises(AttributeError):
        mine.rules = ()  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]  # what is refused
    later = mine.with_rules(_named(_Base, ApiAuth))
    assert type(later.classify(Throttled(1))) is ApiRateLimit
    assert type(later.classify(_Leaf())) is ApiAuth


class Refused(Exception):
    """Carries an answer, as clients of the user's do."""

    def __init__(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        super().__init__("refused")
        self.status_code, self.body, self.headers = status, body, headers or {}


_ANSWERS = Answer(status=("status_code",), headers=("headers",), body=("body",))
SHOP = BodyCodes("shop", {"E42": ApiNotFound, "E77": ApiRateLimit}, code="error.code", message="error.text")


def _body(code: str) -> bytes:
    return json.dumps({"error": {"code": code, "text": "as the shop says"}}).encode()


def test_the_user_s_body_codes() -> None:
    """A table for a provider of one's own; the code stands before the status, and on the error."""
    mine = default_classifier.with_rules(SHOP)
    error = mine.classify(Refused(500, _body("E42")))
    assert isinstance(error, ApiNotFound)
    assert (error.http_status, error.provider_code) == (500, "E42")
    assert "as the shop says" in error.message
    assert type(mine.classify(Refused(500, _body("E1")))) is ApiUnavailable
    assert type(default_classifier.classify(Refused(500, _body("E42")))) is ApiUnavailable


def test_body_code_before_status_before_class_before_chain() -> None:
    """Each signal alone, and with all that are weaker."""
    mine = default_classifier.with_rules(SHOP, _named(Refused, ApiAuth, answer=_ANSWERS))
    behind = TimeoutError()
    assert type(mine.classify(caused(Refused(503, _body("E42")), behind))) is ApiNotFound
    assert type(mine.classify(caused(Refused(503, b"<html>"), behind))) is ApiUnavailable
    assert type(mine.classify(caused(Refused(200, b"fine"), behind))) is ApiAuth
    weak = default_classifier.with_rules(_named(Refused, ApiAuth, answer=_ANSWERS, weak=True))
    assert type(weak.classify(caused(Refused(200, b"fine"), behind))) is NetworkTimeout


def test_keys_before_words_before_the_class() -> None:
    """Discriminators are asked in the order they stand in, and what none of them knows is the class's."""
    rule = _named(_Base, Internal, by=(Keyed("args[1]", {7: ApiAuth}), Words({"slow": ApiUnavailable})))
    classifier = Classifier((rule,))
    assert type(classifier.classify(_Base("slow", 7))) is ApiAuth
    assert type(classifier.classify(_Base("too SLOW", 8))) is ApiUnavailable
    assert type(classifier.classify(_Base("slow", []))) is ApiUnavailable
    assert type(classifier.classify(_Base("fast"))) is Internal


# Empty data.


@pytest.mark.parametrize("reason", EmptyReason)
def test_empty_data_says_why(reason: EmptyReason) -> None:
    """The context names the reason."""
    error = classify_empty_data({"empty_reason": reason, "symbol": "BTCUSDT"})
    assert error.reason is reason
    assert error.context["symbol"] == "BTCUSDT"
    assert classify_empty_data({"empty_reason": str(reason)}).reason is reason


@given(named=st.none() | st.text() | st.integers() | st.lists(st.none()))
def test_an_unknown_reason_is_unknown(named: object) -> None:
    """Whatever stands there."""
    expected = next((each for each in EmptyReason if each == named), EmptyReason.UNKNOWN)
    assert classify_empty_data({"empty_reason": named}).reason is expected
    assert not classify_empty_data({"expected": named}).expected
    assert classify_empty_data({"expected": True}).expected
    assert isinstance(classify_empty_data(), DataEmpty)


def test_a_wait_that_the_server_asks_for_is_the_next_step() -> None:
    """503 with Retry-After: unavailable, and the time is on the error."""
    error = judged(Refused(503, b"", {"Retry-After": "7"}))
    assert isinstance(error, ApiUnavailable)
    assert error.next_step is Advice.WAIT
    assert error.context["retry_after_s"] == 7
    refused = judged(Refused(400, b"", {"Retry-After": "7"}))
    assert isinstance(refused, ApiRequest)
    assert refused.next_step is not Advice.WAIT


BANNED = b'{"code": -1003, "msg": "Way too much request weight used; IP banned until 1893456000000."}'


@pytest.mark.parametrize("body", [b"", BANNED], ids=["by status", "by text"])
def test_a_ban_ends_at_an_instant(body: bytes) -> None:
    """Whether it is told as a delay or as an instant, `not_before` is absolute."""
    error = judged(Refused(418, body, {"Retry-After": "60"}))
    assert isinstance(error, ApiRateLimit)
    assert error.banned
    assert error.not_before is not None
    if body:
        assert error.not_before == datetime(2030, 1, 1, tzinfo=UTC)
    else:
        assert timedelta(seconds=50) < error.not_before - datetime.now(UTC) <= timedelta(seconds=60)


def pickled(classifier: Classifier) -> Classifier:
    """Send it to another process, and take what arrives."""
    arrived = pickle.loads(pickle.dumps(classifier))
    assert isinstance(arrived, Classifier)
    return arrived


@pytest.mark.parametrize("copied", [pickled, copy.copy, copy.deepcopy])
def test_a_classifier_can_be_sent_and_copied(copied: Callable[[Classifier], Classifier]) -> None:
    """Also one with rules of one's own, whose index has a lock and a cache of classes."""
    own = default_classifier.with_rules(Rule("builtins.KeyError", ApiAuth), BodyCodes("shop", {"7": ApiAuth}))
    own.classify(KeyError("close"))
    assert copied(own) is not own
    assert copied(own).rules == own.rules
    assert copied(own).classify(KeyError("close")).code is own.classify(KeyError("close")).code
    assert copied(default_classifier).classify(KeyError("close")).code is not ApiAuth.code
