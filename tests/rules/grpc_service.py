"""A gRPC service that ends each call as its method's name says, and five ways to call it."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from dataresult.testing.faults._server import STALL_S
from tests.rules.foreign import Foreign

grpc = pytest.importorskip("grpc", reason="grpcio is not installed: `make libraries` runs this")
helpers = pytest.importorskip("google.api_core.grpc_helpers", reason="google-api-core is not installed")
helpers_async = pytest.importorskip("google.api_core.grpc_helpers_async")

__all__ = ["CALLS", "grpc", "start_service"]

_Handler: Foreign = grpc.GenericRpcHandler
LARGE = 5_000_000


class _Service(_Handler):  # type: ignore[misc]  # a class that may not be installed
    """Ends each call as the name of its method says; the request is what to tell with it."""

    def service(self, details: Foreign) -> Foreign:
        name = details.method.rpartition("/")[2]
        if name == "Missing":
            return None

        def serve(request: bytes, context: Foreign) -> bytes:
            return _serve(name, request, context)

        return grpc.unary_unary_rpc_method_handler(serve)


def _serve(name: str, request: bytes, context: Foreign) -> bytes:
    if name == "Sleep":
        time.sleep(2 * STALL_S)
    elif name == "Crash":
        raise RuntimeError("the service broke")
    elif name == "Large":
        return bytes(LARGE)
    elif name != "Echo":
        kind, _, value = request.partition(b"=")
        if kind == b"grpc-status-details-bin":
            context.set_trailing_metadata(((kind.decode(), value),))
        elif value:
            context.set_trailing_metadata(((kind.decode(), value.decode()),))
        context.abort(getattr(grpc.StatusCode, name), "it is over")
    return b"ok"


def start_service(credentials: Foreign = None) -> tuple[Foreign, int]:
    """Serve on loopback, and give the server and its port."""
    server = grpc.server(ThreadPoolExecutor(8))
    server.add_generic_rpc_handlers((_Service(),))
    port = (
        server.add_secure_port("localhost:0", credentials) if credentials else server.add_insecure_port("127.0.0.1:0")
    )
    server.start()
    return server, port


def _sync(
    target: str, method: str, request: bytes = b"", timeout_s: float = 5.0, credentials: Foreign = None
) -> object:
    with grpc.secure_channel(target, credentials) if credentials else grpc.insecure_channel(target) as channel:
        return channel.unary_unary(f"/a.B/{method}")(request, timeout=timeout_s)


def _stream(
    target: str, method: str, request: bytes = b"", timeout_s: float = 5.0, credentials: Foreign = None
) -> object:
    with grpc.secure_channel(target, credentials) if credentials else grpc.insecure_channel(target) as channel:
        return list(channel.unary_stream(f"/a.B/{method}")(request, timeout=timeout_s))


def _async(
    target: str, method: str, request: bytes = b"", timeout_s: float = 5.0, credentials: Foreign = None
) -> object:
    async def fetch() -> object:
        made = grpc.aio.secure_channel(target, credentials) if credentials else grpc.aio.insecure_channel(target)
        async with made as channel:
            return await channel.unary_unary(f"/a.B/{method}")(request, timeout=timeout_s)

    return asyncio.run(fetch())


def _google(
    target: str, method: str, request: bytes = b"", timeout_s: float = 5.0, credentials: Foreign = None
) -> object:
    with grpc.secure_channel(target, credentials) if credentials else grpc.insecure_channel(target) as channel:
        return helpers.wrap_errors(channel.unary_unary(f"/a.B/{method}"))(request, timeout=timeout_s)


def _google_async(
    target: str, method: str, request: bytes = b"", timeout_s: float = 5.0, credentials: Foreign = None
) -> object:
    async def fetch() -> object:
        made = grpc.aio.secure_channel(target, credentials) if credentials else grpc.aio.insecure_channel(target)
        async with made as channel:
            return await helpers_async.wrap_errors(channel.unary_unary(f"/a.B/{method}"))(request, timeout=timeout_s)

    return asyncio.run(fetch())


CALLS: dict[str, Callable[..., object]] = {
    "sync": _sync,
    "stream": _stream,
    "async": _async,
    "google": _google,
    "google-async": _google_async,
}
