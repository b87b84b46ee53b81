"""
Failures of `dask` and `distributed`, and of `tornado`, which carries their messages.

Floor 1. Data only. Never imports any of them. Every public exception has a row or says that it inherits.
Sources: https://distributed.dask.org/en/stable/killed.html; `distributed/client.py`, `scheduler.py`, `comm/`,
`shuffle/_exceptions.py` of 2026.8; https://www.tornadoweb.org/en/stable/httpclient.html; `tornado/` of 6.6.

The exception of a task comes back as it was raised there and is judged as any other. Here is what the cluster itself
has to say.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiRequest,
    ApiUnavailable,
    Internal,
    NetworkConnection,
    NetworkTimeout,
    NetworkTls,
    StorageSpace,
    Unexpected,
)

from ._rule import Answer, Keyed, Library, Rule, Target, Words
from .frame_rows import rows_of
from .http_parameters import Parameter
from .http_status import STATUS
from .network_words import NETWORK_WORDS
from .pandas_words import (
    PANDAS_COLUMN,
    PANDAS_KEY_ERROR,
    PANDAS_MISSING,
    PANDAS_TYPE_ERROR,
    PANDAS_VALUE_ERROR,
)

__all__ = ["LIBRARY"]

_COMM: Final[Mapping[str, Target]] = {
    **NETWORK_WORDS,
    "tls certificate": NetworkTls,
    "tls expects": Internal,
    "timeouterror": NetworkTimeout,
}
# Why a future was cancelled, where nobody cancelled it.
_CANCELLED: Final[Mapping[str, Target]] = {
    "connection-lost": NetworkConnection,
    "lost dependencies": ApiUnavailable,
    "scheduler-restart": ApiUnavailable,
}
# 599 is no answer but the lack of one.
_STATUSES: Final = dict[object, Target]([*STATUS.items(), (599, NetworkConnection)])
# Wrong use, states that should not be, and signals within the cluster.
_SLIPS: Final = (
    "dask.array.slicing.SlicingNoop",
    "dask.dataframe.utils.AttributeNotImplementedError",
    "dask.tokenize.TokenizationError",
    "distributed._async_taskgroup.AsyncTaskGroupClosedError",
    "distributed.client.ClosedClientError",
    "distributed.shuffle._exceptions.P2PIllegalStateError",
    "distributed.spill.PickleError",
    "distributed.worker_state_machine.InvalidTaskState",
    "distributed.worker_state_machine.InvalidTransition",
    "distributed.worker_state_machine.RecommendationsConflict",
    "distributed.worker_state_machine.TransitionCounterMaxExceeded",
    "tornado.gen.BadYieldError",
    "tornado.gen.KeyReuseError",
    "tornado.gen.LeakedCallbackError",
    "tornado.gen.ReturnValueIgnoredError",
    "tornado.gen.UnknownKeyError",
    "tornado.concurrent.ReturnValueIgnoredError",
    "tornado.httputil.HTTPOutputError",
    "tornado.options.Error",
    "tornado.template.ParseError",
    "tornado.web.Finish",
)
_SIGNALS: Final = (
    "dask.array.core.PerformanceWarning",
    "distributed.client.AllExit",
    "distributed.comm.inproc.QueueEmpty",
    "distributed.exceptions.Reschedule",
    "distributed.shuffle._exceptions.DataUnavailable",
    "distributed.spill.HandledError",
    "distributed.versions.VersionMismatchWarning",
    "tornado.gen.Return",
    "tornado.http1connection._QuietException",
    "tornado.queues.QueueEmpty",
    "tornado.queues.QueueFull",
)

LIBRARY: Final = Library(
    packages=("distributed", "dask", "tornado"),
    public=(
        "distributed",
        "distributed.client",
        "distributed.exceptions",
        "distributed.scheduler",
        "tornado.gen",
        "tornado.httpclient",
        "tornado.httputil",
        "tornado.iostream",
        "tornado.web",
        "tornado.websocket",
    ),
    checked_with="2026.8.0",
    rules=(
        *(Rule(name, Internal) for name in _SLIPS),
        *(Rule(name, Internal, weak=True) for name in _SIGNALS),
        # A task that kills whoever runs it, as a rule for want of memory: smaller pieces get through.
        Rule("distributed.scheduler.KilledWorker", Internal, next_step=Advice.SHRINK_REQUEST),
        Rule("distributed.scheduler.NoWorkerError", ApiUnavailable, next_step=Advice.WAIT),
        Rule("distributed.scheduler.NoValidWorkerError", ApiUnavailable, next_step=Advice.ASK_OPERATOR),
        Rule("distributed.exceptions.WorkerStartTimeoutError", NetworkTimeout, fields={"timeout_s": "timeout"}),
        # A cancellation is a signal, unless the cluster did it.
        *(
            Rule(f"distributed.client.{name}", Unexpected, by=(Words(_CANCELLED),), weak=True)
            for name in ("FutureCancelledError", "FuturesCancelledError")
        ),
        Rule("distributed.comm.core.CommClosedError", NetworkConnection, by=(Words(_COMM),)),
        Rule("distributed.comm.core.FatalCommClosedError", NetworkConnection, by=(Words(_COMM),)),
        Rule("distributed.core.RPCClosed", NetworkConnection),
        # Room for what does not fit into memory.
        Rule("distributed.shuffle._exceptions.P2POutOfDiskError", StorageSpace),
        Rule("distributed.spill.MaxSpillExceeded", StorageSpace),
        # Workers came or went while frames were exchanged: from the beginning it may work.
        Rule("distributed.shuffle._exceptions.P2PConsistencyError", ApiUnavailable),
        Rule("distributed.shuffle._exceptions.ShuffleClosedError", ApiUnavailable),
        # The schedulers of one machine wrap what a process raised.
        Rule("dask.multiprocessing.RemoteException", Unexpected, link=("exception",), weak=True),
        *(
            Rule(
                "builtins.RuntimeError",
                Internal,
                raised_in=package,
                by=(Words({"loop is closed": Internal}),),
                weak=True,
            )
            for package in ("distributed", "tornado")
        ),
        # An address that is none.
        Rule(
            "builtins.ValueError",
            ApiRequest,
            raised_in="distributed.comm",
            fields={"parameter": Parameter.URL},
            weak=True,
        ),
        # Frames in pieces. It tries a step on a frame of made-up values first, which the step must bear.
        *rows_of(
            "dask",
            values=(Words({"metadata inference failed": Internal}), Words(PANDAS_VALUE_ERROR)),
            keys=(Words(PANDAS_KEY_ERROR),),
            types=(Words(PANDAS_TYPE_ERROR),),
            missing=PANDAS_MISSING,
            column=PANDAS_COLUMN,
        ),
        # tornado. A server that speaks first speaks no TLS.
        Rule(
            "builtins.ValueError",
            ApiRequest,
            raised_in="tornado",
            by=(Words({"cannot convert to ssl": NetworkTls}),),
            weak=True,
        ),
        Rule("tornado.auth.AuthError", ApiAuth),
        Rule(
            "tornado.httpclient.HTTPClientError",
            ApiUnavailable,
            answer=Answer(status=("response.code",), headers=("response.headers",), body=("response.body",)),
            by=(
                Words({"timeout": NetworkTimeout, **NETWORK_WORDS}),
                Keyed("code", _STATUSES, name="HTTP status"),
            ),
            fields={"http_status": "code"},
        ),
        Rule("tornado.simple_httpclient.HTTPTimeoutError", NetworkTimeout),
        Rule("tornado.simple_httpclient.HTTPStreamClosedError", NetworkConnection),
        Rule("tornado.httputil.HTTPInputError", ApiFormat),
        Rule("tornado.iostream.StreamClosedError", NetworkConnection, link=("real_error",)),
        Rule("tornado.iostream.StreamBufferFullError", Internal, next_step=Advice.SHRINK_REQUEST),
        Rule("tornado.iostream.UnsatisfiableReadError", ApiFormat),
        Rule("tornado.web.HTTPError", ApiRequest, answer=Answer(status=("status_code",))),
        Rule("tornado.web.MissingArgumentError", ApiRequest, fields={"parameter": "arg_name"}),
        Rule("tornado.websocket.WebSocketError", NetworkConnection, weak=True),
        Rule("tornado.websocket.WebSocketClosedError", NetworkConnection),
        Rule("tornado.websocket._DecompressTooLargeError", ApiFormat),
    ),
)
