"""
One call per HTTP client: ask for JSON, raise what the library raises.

Sync and async, with the same arguments, so that one table of faults serves all. Clients of libraries that are not
installed are left out.
"""

import asyncio
import http.client
import json
import ssl
import urllib.request
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final
from urllib.parse import urlsplit

import curl_cffi.requests
import httpx
import requests
import urllib3

__all__ = ["CLIENTS", "STATUS_CLIENTS", "Client", "provoke"]

# URL, limit in seconds, file of trusted certificates, URL of a proxy.
Client = Callable[[str, float, str | None, str | None], object]


def _requests(url: str, timeout_s: float, trusted: str | None, proxy: str | None) -> object:
    with requests.Session() as session:
        session.trust_env = False
        proxies = {"http": proxy, "https": proxy} if proxy else None
        response = session.get(url, timeout=timeout_s, verify=trusted or True, proxies=proxies)
        response.raise_for_status()
        return response.json()


def _urllib3(url: str, timeout_s: float, trusted: str | None, proxy: str | None) -> object:
    manager = urllib3.ProxyManager(proxy, ca_certs=trusted) if proxy else urllib3.PoolManager(ca_certs=trusted)
    with manager as pool:
        return pool.request("GET", url, timeout=timeout_s, retries=urllib3.Retry(0)).json()


def _context(trusted: str | None) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=trusted)


def _httpx(url: str, timeout_s: float, trusted: str | None, proxy: str | None) -> object:
    with httpx.Client(
        timeout=timeout_s, verify=_context(trusted), proxy=proxy, trust_env=False, follow_redirects=True
    ) as client:
        response = client.get(url)
        response.raise_for_status()
        return response.json()


def _httpx_async(url: str, timeout_s: float, trusted: str | None, proxy: str | None) -> object:
    async def fetch() -> object:
        async with httpx.AsyncClient(
            timeout=timeout_s, verify=_context(trusted), proxy=proxy, trust_env=False, follow_redirects=True
        ) as client:
            response = await client.get(url)
            response.raise_for_status()
            return response.json()

    return asyncio.run(fetch())


def _curl(url: str, timeout_s: float, trusted: str | None, proxy: str | None) -> object:
    with curl_cffi.requests.Session[curl_cffi.requests.Response](trust_env=False) as session:
        response = session.get(
            url,
            timeout=timeout_s,
            verify=trusted or True,  # pyright: ignore[reportArgumentType]  # a path works, its hint lags behind
            proxy=proxy,
        )
        response.raise_for_status()
        return json.loads(response.content)


def _curl_async(url: str, timeout_s: float, trusted: str | None, proxy: str | None) -> object:
    async def fetch() -> object:
        async with curl_cffi.requests.AsyncSession[curl_cffi.requests.Response](trust_env=False) as session:
            response = await session.get(
                url,
                timeout=timeout_s,
                verify=trusted or True,  # pyright: ignore[reportArgumentType]  # a path works, its hint lags behind
                proxy=proxy,
            )
            response.raise_for_status()
            return json.loads(response.content)

    return asyncio.run(fetch())


def _urllib(url: str, timeout_s: float, trusted: str | None, proxy: str | None) -> object:
    proxies = {"http": proxy, "https": proxy} if proxy else {}
    handlers = (urllib.request.ProxyHandler(proxies), urllib.request.HTTPSHandler(context=_context(trusted)))
    with urllib.request.build_opener(*handlers).open(url, timeout=timeout_s) as answer:
        return json.load(answer)


def _http_client(url: str, timeout_s: float, trusted: str | None, proxy: str | None) -> object:
    parts = urlsplit(url)
    host, port = (urlsplit(proxy).hostname, urlsplit(proxy).port) if proxy else (parts.hostname, parts.port)
    connection = (
        http.client.HTTPSConnection(host or "", port, timeout=timeout_s, context=_context(trusted))
        if parts.scheme == "https"
        else http.client.HTTPConnection(host or "", port, timeout=timeout_s)
    )
    if proxy:
        connection.set_tunnel(parts.hostname or "", parts.port)
    try:
        connection.request("GET", parts.path)
        return json.load(connection.getresponse())
    finally:
        connection.close()


def _httpcore(url: str, timeout_s: float, trusted: str | None, proxy: str | None) -> object:
    httpcore: Any = import_module("httpcore")
    limits = dict.fromkeys(("connect", "read", "write", "pool"), timeout_s)
    options = {"proxy": httpcore.Proxy(proxy)} if proxy else {}
    with httpcore.ConnectionPool(ssl_context=_context(trusted), **options) as pool:
        return json.loads(pool.request("GET", url, extensions={"timeout": limits}).content)


def _httpcore_async(url: str, timeout_s: float, trusted: str | None, proxy: str | None) -> object:
    httpcore: Any = import_module("httpcore")
    limits = dict.fromkeys(("connect", "read", "write", "pool"), timeout_s)
    options = {"proxy": httpcore.Proxy(proxy)} if proxy else {}

    async def fetch() -> object:
        async with httpcore.AsyncConnectionPool(ssl_context=_context(trusted), **options) as pool:
            answer = await pool.request("GET", url, extensions={"timeout": limits})
            return json.loads(answer.content)

    return asyncio.run(fetch())


def _aiohttp(url: str, timeout_s: float, trusted: str | None, proxy: str | None) -> object:
    aiohttp: Any = import_module("aiohttp")
    limits = aiohttp.ClientTimeout(total=None, sock_connect=timeout_s, sock_read=timeout_s)

    async def fetch() -> object:
        connector = aiohttp.TCPConnector(ssl=_context(trusted))
        async with (
            aiohttp.ClientSession(timeout=limits, connector=connector, raise_for_status=True) as session,
            session.get(url, proxy=proxy) as response,
        ):
            return await response.json()

    return asyncio.run(fetch())


def _niquests(url: str, timeout_s: float, trusted: str | None, proxy: str | None) -> object:
    niquests: Any = import_module("niquests")
    with niquests.Session() as session:
        session.trust_env = False
        proxies = {"http": proxy, "https": proxy} if proxy else None
        response = session.get(url, timeout=timeout_s, verify=trusted or True, proxies=proxies)
        response.raise_for_status()
        return response.json()


def _niquests_async(url: str, timeout_s: float, trusted: str | None, proxy: str | None) -> object:
    niquests: Any = import_module("niquests")

    async def fetch() -> object:
        async with niquests.AsyncSession() as session:
            session.trust_env = False
            proxies = {"http": proxy, "https": proxy} if proxy else None
            response = await session.get(url, timeout=timeout_s, verify=trusted or True, proxies=proxies)
            response.raise_for_status()
            return response.json()

    return asyncio.run(fetch())


_KNOWN: Final[Mapping[str, Client]] = {
    "requests": _requests,
    "urllib3": _urllib3,
    "httpx": _httpx,
    "httpx-async": _httpx_async,
    "curl_cffi": _curl,
    "curl_cffi-async": _curl_async,
    "urllib": _urllib,
    "http.client": _http_client,
    "httpcore": _httpcore,
    "httpcore-async": _httpcore_async,
    "aiohttp": _aiohttp,
    "niquests": _niquests,
    "niquests-async": _niquests_async,
}
CLIENTS: Final[Mapping[str, Client]] = {
    name: client for name, client in _KNOWN.items() if find_spec(name.partition("-")[0].partition(".")[0]) is not None
}
# These give an answer whatever its status is.
_WITHOUT_STATUS: Final = ("urllib3", "http.client", "httpcore", "httpcore-async")
# Those that raise for a status.
STATUS_CLIENTS: Final = tuple(name for name in CLIENTS if name not in _WITHOUT_STATUS)


def provoke(
    client: str, url: str, *, timeout_s: float = 5.0, trusted: str | None = None, proxy: str | None = None
) -> Exception:
    """Ask, and give the exception that came of it."""
    try:
        answer = CLIENTS[client](url, timeout_s, trusted, proxy)
    except Exception as exception:
        return exception
    raise AssertionError(f"{client} got {answer!r} from {url}")
