"""
One call per HTTP client: ask for JSON, raise what the library raises.

Sync and async, with the same arguments, so that one table of faults serves all.
"""

import asyncio
import json
import ssl
from collections.abc import Callable, Mapping
from typing import Final

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


CLIENTS: Final[Mapping[str, Client]] = {
    "requests": _requests,
    "urllib3": _urllib3,
    "httpx": _httpx,
    "httpx-async": _httpx_async,
    "curl_cffi": _curl,
    "curl_cffi-async": _curl_async,
}
# Those that raise for a status.
STATUS_CLIENTS: Final = tuple(name for name in CLIENTS if name != "urllib3")


def provoke(
    client: str, url: str, *, timeout_s: float = 5.0, trusted: str | None = None, proxy: str | None = None
) -> Exception:
    """Ask, and give the exception that came of it."""
    try:
        answer = CLIENTS[client](url, timeout_s, trusted, proxy)
    except Exception as exception:
        return exception
    raise AssertionError(f"{client} got {answer!r} from {url}")
