# SPDX-License-Identifier: MIT
"""What it means that no connection to a host could be made: the errors after which nothing has left this machine."""

from __future__ import annotations

import errno
import re
import socket
import ssl
from collections.abc import Iterator

from flotui.api.errors import FlochatError, InsecureHost, Unreachable
from flotui.api.network import Network
from flotui.api.proxies import Proxy

_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN}


def unconnected(
    cause: Exception, host: str, network: Network, *, at_proxy: bool, limit: float | None
) -> FlochatError:
    """The error for a connection that could not be made.

    Args:
        cause: the exception.
        host: the host's name, for sentences.
        network: how it was to be reached.
        at_proxy: whether it failed before the proxy had let anything through to the host.
        limit: how long was waited, in seconds, where the wait was too long; else None.
    """
    proxy = network.proxy
    if proxy is None or not at_proxy:
        return _of_host(cause, host, network, limit)
    happened = _of_proxy(cause, host, proxy, limit)
    return Unreachable(f"{happened} Nothing was sent.", advice=_advice(cause, host, proxy))


def _of_host(cause: Exception, host: str, network: Network, limit: float | None) -> FlochatError:
    """What it means where the host itself could not be connected to."""
    if limit is not None:
        return Unreachable(f"{host} did not take the connection within {limit:g} s. Nothing was sent.")
    causes = tuple(_chain(cause))
    for each in causes:
        if isinstance(each, ssl.SSLCertVerificationError):
            why = (each.verify_message or "it could not be verified").strip().rstrip(".")
            return InsecureHost(
                f"{host}'s certificate isn't trusted: {why}. Nothing was sent.",
                advice=_certificate_advice(each, network),
            )
        if isinstance(each, ssl.SSLError):
            if network.proxy is not None:  # what answers may be the proxy: a page to log in at
                return InsecureHost(
                    f"No secure connection to {host} could be made through the proxy {_which(network.proxy)}. "
                    "Nothing was sent.",
                    advice=_advice(cause, host, network.proxy),
                )
            return InsecureHost(
                f"No secure connection to {host} could be made, perhaps because it speaks no TLS there. "
                "Nothing was sent."
            )
    if any(isinstance(each, socket.gaierror) for each in causes):
        return Unreachable(
            f"The name {host} could not be found: it is mistyped, or this machine is offline. "
            "Nothing was sent."
        )
    codes = _codes(causes)
    if errno.ECONNREFUSED in codes:
        return Unreachable(f"{host} refused the connection: nothing listens there. Nothing was sent.")
    if codes & _NO_ROUTE:
        return Unreachable(f"There is no route from this machine to {host}. Nothing was sent.")
    return Unreachable(f"Not sent: no connection to {host}.")


def _certificate_advice(error: ssl.SSLCertVerificationError, network: Network) -> str | None:
    """What to try where a certificate isn't trusted; None for what is usual."""
    if error.verify_code in (9, 10):  # not yet valid, expired
        return "Check this machine's clock. If it is right, the host has to renew its certificate."
    if error.verify_code in (62, 64):  # another name or address
        return "Check the base URL, and whether a proxy answers in the host's place."
    if network.trust.variable:
        return (
            f"Only the certificates in {network.trust.value} ({network.trust.variable}) are trusted: "
            f"add the one that signed the host's, or unset {network.trust.variable}."
        )
    return "If a company proxy signs connections anew, save its certificate in a file and name that with SSL_CERT_FILE."


# -- Proxies --------------------------------------------------------------------------------------


def _of_proxy(cause: Exception, host: str, proxy: Proxy, limit: float | None) -> str:
    """What happened at the proxy, as a sentence."""
    which = _which(proxy)
    if limit is not None:
        return f"The proxy {which} did not connect to {host} within {limit:g} s."
    if (found := re.match(r"([1-5][0-9]{2})\b ?(.*)", str(cause))) is not None:
        return _refusal(int(found[1]), found[2].strip(), host, proxy, which)
    if "username/password" in str(cause).lower():
        return f"The proxy {which} {_wants(proxy)}."
    if (found := re.match(r"Proxy Server could not connect: (.+?)\.?$", str(cause))) is not None:
        return f"The proxy {which} could not connect to {host}: {found[1]}."
    causes = tuple(_chain(cause))
    if any(isinstance(each, ssl.SSLCertVerificationError) for each in causes):
        return f"The certificate of the proxy {which} isn't trusted."
    if any(isinstance(each, ssl.SSLError) for each in causes):
        return f"The proxy {which} doesn't speak TLS."
    if any(isinstance(each, socket.gaierror) for each in causes):
        return f"The proxy's name {proxy.host} ({proxy.variable}) could not be found."
    codes = _codes(causes)
    if errno.ECONNREFUSED in codes:
        return f"The proxy {which} refused the connection: nothing listens there."
    if codes & _NO_ROUTE:
        return f"There is no route from this machine to the proxy {which}."
    if type(cause).__name__ in ("RemoteProtocolError", "ReadError", "WriteError", "ProtocolError"):
        kind = "SOCKS" if proxy.socks else "HTTP"
        return f"The proxy {which} broke off, or doesn't speak {kind}."
    return f"The proxy {which} could not be used."


def _refusal(status: int, reason: str, host: str, proxy: Proxy, which: str) -> str:
    """What a proxy's answer means, as a sentence."""
    told = f"{status} {reason}".strip()
    if status == 407:
        return f"The proxy {which} {_wants(proxy)} ({told})."
    if status >= 500:
        return f"The proxy {which} could not connect to {host} ({told})."
    return f"The proxy {which} refuses to connect to {host} ({told})."


def _which(proxy: Proxy) -> str:
    return f"{proxy.where} ({proxy.variable})"


def _wants(proxy: Proxy) -> str:
    return "doesn't accept the user name and password" if proxy.user else "wants a user name and a password"


def _advice(cause: Exception, host: str, proxy: Proxy) -> str:
    """What to try after a failure at the proxy."""
    name = proxy.variable
    if "407" in str(cause) or "username/password" in str(cause).lower():
        put = f"Put them into {name} as {proxy.scheme}://name:password@{proxy.where}"
        return f"{f'Correct them in {name}' if proxy.user else put}; write @ as %40, : as %3A."
    if proxy.scheme == "https" and any(isinstance(each, ssl.SSLError) for each in _chain(cause)):
        return f"Most proxies are reached without TLS: write http:// in {name}."
    bare = re.sub(r":[0-9]+$|[\[\]]", "", host)
    return f"Check {name}, or set NO_PROXY={bare} to go without the proxy."


def _codes(causes: tuple[BaseException, ...]) -> set[int | None]:
    return {each.errno for each in causes if isinstance(each, OSError)}


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception and everything that it came from."""
    waiting: list[BaseException | None] = [error]
    known: set[int] = set()
    while waiting:
        each = waiting.pop(0)
        if each is None or id(each) in known:
            continue
        known.add(id(each))
        yield each
        waiting += [each.__cause__, each.__context__]
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions
