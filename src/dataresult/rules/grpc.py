"""
Failures of `grpc`: calls that ended with a status, sync and async.

Floor 1. Data only. Never imports grpc. Every public exception has a row or says that it inherits.
Source: https://grpc.github.io/grpc/python/grpc.html#exceptions; `grpc/_channel.py`, `grpc/aio/_call.py`,
`grpc/framework/interfaces/face/face.py` of 1.85.1. What each code means stands in `grpc_codes.py`.

How long to wait comes in the metadata that ends a call: `google.rpc.RetryInfo` in `grpc-status-details-bin`
(https://google.aip.dev/193), `grpc-retry-pushback-ms` (https://github.com/grpc/proposal/blob/master/A6-client-retries.md)
or `retry-after`, which proxies pass on.
"""

from typing import Final

from dataresult._vocabulary import TimeoutPhase
from dataresult.errors import (
    ApiRequest,
    ApiUnavailable,
    Internal,
    NetworkConnection,
    NetworkTimeout,
    Unexpected,
)

from ._rule import Keyed, Library, Rule, Words
from .grpc_codes import GRPC_SERVER_STATUS, GRPC_SIDE, GRPC_STATUS, GRPC_WORDS

__all__ = ["LIBRARY"]

_CODE: Final = "code().name"
_STATUS: Final = (
    Keyed(_CODE, GRPC_SERVER_STATUS, name="gRPC status"),
    Words(GRPC_WORDS),
    Keyed(_CODE, GRPC_STATUS, name="gRPC status"),
)
_FIELDS: Final = {
    **GRPC_SIDE,
    "provider_code": _CODE,
    "retry_after": "trailing_metadata()|rpc_retry_delay",
}
_ENDED: Final = "a call that ended: its status is read by the parent's row"
_TOTAL: Final = {"phase": TimeoutPhase.TOTAL}

LIBRARY: Final = Library(
    packages=("grpc",),
    public=("grpc", "grpc.aio", "grpc.experimental", "grpc.framework.interfaces.face.face"),
    checked_with="1.85.1",
    distribution="grpcio",
    rules=(
        # A call that ended, sync or async, is one of these.
        Rule("grpc.RpcError", ApiUnavailable, by=_STATUS, fields=_FIELDS, weak=True),
        # It says INTERNAL, whatever an interceptor raised.
        Rule("grpc._interceptor._FailureOutcome", Internal, link=("_exception",), weak=True),
        Rule("grpc.FutureTimeoutError", NetworkTimeout, fields=_TOTAL),
        Rule("grpc.FutureCancelledError", Unexpected, weak=True),
        # The native layer, and the program that uses it wrongly.
        Rule("grpc._cython.cygrpc.BaseError", Internal, weak=True),
        Rule("grpc._cython.cygrpc.UsageError", Internal),
        Rule("grpc._cython.cygrpc.InternalError", Internal),
        Rule("grpc._cython.cygrpc.ExecuteBatchError", Internal),
        Rule("grpc._cython.cygrpc.AbortError", Internal),
        Rule("grpc._cython.cygrpc._RequestCallError", Internal),
        Rule("grpc._cython.cygrpc._ServerStoppedError", Internal),
        Rule("grpc._cython.cygrpc._WatchConnectivityFailed", Internal),
        Rule("grpc.experimental.UsageError", Internal),
        Rule("grpc.experimental.ExperimentalApiWarning", Internal, weak=True),
        # A closed channel, a call used twice. Metadata that cannot be sent is the caller's.
        Rule(
            "builtins.ValueError",
            Internal,
            by=(Words({"metadata was invalid": ApiRequest, "metadata": ApiRequest}),),
            raised_in="grpc",
        ),
        # The beta interface.
        Rule("grpc.framework.interfaces.face.face.AbortionError", ApiUnavailable, by=_STATUS, weak=True),
        Rule("grpc.framework.interfaces.face.face.CancellationError", ApiUnavailable),
        Rule("grpc.framework.interfaces.face.face.ExpirationError", NetworkTimeout, fields=_TOTAL),
        Rule("grpc.framework.interfaces.face.face.LocalShutdownError", Internal),
        Rule("grpc.framework.interfaces.face.face.RemoteShutdownError", ApiUnavailable),
        Rule("grpc.framework.interfaces.face.face.NetworkError", NetworkConnection),
        Rule("grpc.framework.interfaces.face.face.LocalError", Internal),
        Rule("grpc.framework.interfaces.face.face.RemoteError", ApiUnavailable),
        Rule("grpc.framework.interfaces.face.face.NoSuchMethodError", ApiRequest),
        Rule("grpc.framework.interfaces.base.base.NoSuchMethodError", ApiRequest),
        Rule("grpc.framework.foundation.future.TimeoutError", NetworkTimeout, fields=_TOTAL),
        Rule("grpc.framework.foundation.future.CancelledError", Unexpected, weak=True),
        Rule("grpc.framework.foundation.abandonment.Abandoned", Unexpected, weak=True),
    ),
    inherits={
        "grpc.aio._call.AioRpcError": _ENDED,
        "grpc._channel._InactiveRpcError": _ENDED,
        "grpc._channel._Rendezvous": _ENDED,
        "grpc._channel._MultiThreadedRendezvous": _ENDED,
        "grpc._channel._SingleThreadedRendezvous": _ENDED,
    },
)
