"""
Failures of `h2`, HTTP/2 below `httpx` and others, with `hpack` and `hyperframe`, which it is built of.

Floor 1. Data only. Never imports them. Every public exception has a row or says that it inherits.
Source: https://python-hyper.org/projects/hyper-h2/en/stable/api.html#exceptions; `h2/exceptions.py` of 4.4.1,
`hpack/exceptions.py` of 4.2.0, `hyperframe/exceptions.py` of 6.1.0. One class stands for what the peer and for what the
caller did wrong; what reaches a caller is nearly always the peer's.
"""

from typing import Final

from dataresult.errors import ApiFormat, ApiUnavailable, Internal, NetworkConnection

from ._rule import Library, Rule, Words
from .http2_codes import HTTP2_WORDS
from .network_words import CUT

__all__ = ["LIBRARY"]

_OF_FRAMES: Final = "its parent's: bytes of the peer that are no frame"

LIBRARY: Final = Library(
    packages=("h2", "hpack", "hyperframe"),
    public=("h2.exceptions", "hpack", "hpack.exceptions", "hyperframe.exceptions"),
    checked_with="4.4.1",
    rules=(
        Rule("h2.exceptions.H2Error", ApiFormat, weak=True),
        Rule("h2.exceptions.ProtocolError", ApiFormat, by=(Words(HTTP2_WORDS), Words(CUT))),
        Rule("h2.exceptions.FlowControlError", ApiFormat),
        Rule("h2.exceptions.FrameTooLargeError", ApiFormat),
        Rule("h2.exceptions.FrameDataMissingError", ApiFormat),
        Rule("h2.exceptions.UnsupportedFrameError", ApiFormat),
        Rule("h2.exceptions.DenialOfServiceError", ApiFormat),
        Rule("h2.exceptions.InvalidSettingsValueError", ApiFormat),
        Rule("h2.exceptions.StreamIDTooLowError", ApiFormat),
        # A body that is not as long as its header promised: in practice one that was cut on its way.
        Rule("h2.exceptions.InvalidBodyLengthError", NetworkConnection),
        # More streams than the server takes at once.
        Rule("h2.exceptions.TooManyStreamsError", ApiUnavailable),
        # A connection that has used its numbers up: a new one is needed.
        Rule("h2.exceptions.NoAvailableStreamIDError", NetworkConnection),
        Rule("h2.exceptions.NoSuchStreamError", ApiFormat),
        # Its code is what is to be told to the peer, not what the peer said.
        Rule("h2.exceptions.StreamClosedError", NetworkConnection),
        # What is allowed and yet never right.
        Rule("h2.exceptions.RFC1122Error", Internal),
        Rule("hpack.exceptions.HPACKError", ApiFormat, weak=True),
        Rule("hpack.exceptions.HPACKDecodingError", ApiFormat),
        Rule("hyperframe.exceptions.HyperframeError", ApiFormat, weak=True),
        # Also raised for a frame that the caller builds; what comes from a server is far more common.
        Rule("hyperframe.exceptions.InvalidDataError", ApiFormat),
    ),
    inherits={
        "hpack.exceptions.InvalidTableIndexError": "",
        "hpack.exceptions.InvalidTableIndex": "",
        "hpack.exceptions.InvalidTableSizeError": "",
        "hpack.exceptions.OversizedHeaderListError": "",
        "hyperframe.exceptions.UnknownFrameError": _OF_FRAMES,
        "hyperframe.exceptions.InvalidPaddingError": _OF_FRAMES,
        "hyperframe.exceptions.InvalidFrameError": _OF_FRAMES,
    },
)
