"""
An object store on loopback that refuses everything, in S3's XML or the JSON of Amazon's other services.

The name of the object says how: `/bucket/<code>/<status>`, then `/<header>=<value>` as often as wanted.
"""

import contextlib
import json
import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

__all__ = ["refusing_store"]

# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
_XML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message>'
    "<Key>{key}</Key><BucketName>bucket</BucketName><Resource>/bucket/{key}</Resource>"
    "<RequestId>4442587FB7D0A2F9</RequestId><HostId>vB0MZVg7</HostId></Error>"
)


class _Refusing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _refuse(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        target = self.headers.get("X-Amz-Target")
        asked = urlsplit(self.path)
        prefix = parse_qs(asked.query).get("prefix", [""])[0]
        parts = [part for part in (unquote(asked.path) + "/" + prefix).split("/") if part]
        # Where a table is asked for, its endpoint's path says how to refuse.
        code, status, *headers = (parts if target else parts[1:]) or ("AccessDenied", "403")
        if target:
            body = json.dumps({"__type": f"com.amazonaws#{code}", "message": "Something is wrong."})
        else:
            body = _XML.format(code=code, message="Something is wrong.", key="/".join(parts[1:]))
        content = body.encode() if self.command != "HEAD" else b""
        self.send_response(int(status))
        for header in headers:
            self.send_header(*header.split("=", 1))
        self.send_header("Content-Type", "application/x-amz-json-1.0" if target else "application/xml")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("x-amz-request-id", "4442587FB7D0A2F9")
        self.end_headers()
        self.wfile.write(content)

    do_DELETE = do_GET = do_HEAD = do_POST = do_PUT = _refuse  # noqa: N815  # the base class calls them so

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class calls it so
        """Keep quiet."""


@contextlib.contextmanager
def refusing_store() -> Generator[str, None, None]:
    """Give the URL of the store."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Refusing)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
