"""
The error codes of HTTP/2, with which a server resets a stream or closes a connection, for all who carry them.

Floor 1. Data only.
Source: https://www.rfc-editor.org/rfc/rfc9113#section-7.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dataresult._vocabulary import TimeoutPhase
from dataresult.errors import (
    ApiFormat,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    NetworkConnection,
    NetworkTimeout,
    NetworkTls,
)

from ._rule import Outcome, Target

__all__ = ["HTTP2_CODES", "HTTP2_WORDS"]

_NAMED: Final[Mapping[str, tuple[int, Target]]] = {
    "NO_ERROR": (0x0, NetworkConnection),  # it closes, for no fault of anybody
    "PROTOCOL_ERROR": (0x1, ApiFormat),
    "INTERNAL_ERROR": (0x2, ApiUnavailable),
    "FLOW_CONTROL_ERROR": (0x3, ApiFormat),
    "SETTINGS_TIMEOUT": (0x4, Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT})),
    "STREAM_CLOSED": (0x5, ApiFormat),
    "FRAME_SIZE_ERROR": (0x6, ApiFormat),
    "REFUSED_STREAM": (0x7, ApiUnavailable),
    "CANCEL": (0x8, NetworkConnection),  # it has no more use for the stream
    "COMPRESSION_ERROR": (0x9, ApiFormat),
    "CONNECT_ERROR": (0xA, NetworkConnection),
    "ENHANCE_YOUR_CALM": (0xB, ApiRateLimit),
    "INADEQUATE_SECURITY": (0xC, NetworkTls),
    "HTTP_1_1_REQUIRED": (0xD, ApiRequest),
}
HTTP2_CODES: Final[Mapping[object, Target]] = MappingProxyType(dict(_NAMED.values()))
# The same where only a text is left. Source: `h2/events.py` of 4.4.1 and of older ones, `lib/http2.c` of curl 8.15,
# `urllib3_future/backend/hface.py` of 2.25.904.
_SPELLINGS: Final = (
    "error_code:{code},",
    "errorcodes.{name}",
    "(error 0x{code:x} {name}",
    "with error {code}: {name}",
    "goaway with error {name}",
)
# What the state machine of h2 refuses is blamed on the caller, but a connection that the server has closed or confused
# arrives in the same way. Source: `h2/connection.py`, `h2/stream.py`, `h2/windows.py` of 4.4.1.
_STATES: Final[Mapping[str, Target]] = {
    "in state connectionstate.closed": NetworkConnection,
    "in state streamstate.closed": NetworkConnection,
    "invalidbodylengtherror": NetworkConnection,  # shorter than promised
    "no available stream id": NetworkConnection,
    "max outbound streams": ApiUnavailable,
    "connectioninputs.recv": ApiFormat,
    "streaminputs.recv": ApiFormat,
    "error decoding header block": ApiFormat,
    "flow control window past": ApiFormat,
    "frame with non-compliant data": ApiFormat,
    "invalid stream id for peer": ApiFormat,
    "expected settings frame": ApiFormat,
    "nghttp2 recv error": ApiFormat,
}
HTTP2_WORDS: Final[Mapping[str, Target]] = MappingProxyType(
    {
        **_STATES,
        **{
            spelling.format(code=code, name=name.lower()): target
            for name, (code, target) in _NAMED.items()
            for spelling in _SPELLINGS
        },
    }
)
