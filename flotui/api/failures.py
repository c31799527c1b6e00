"""What an exception of httpx, or of what is below it, means for a Call."""

from __future__ import annotations

import errno
import logging
import socket
import ssl
from collections.abc import Iterator

import msgspec

from flotui.api.catalogue import Operation, Risk
from flotui.api.errors import (
    BrokenReply,
    CutOff,
    Dropped,
    FlochatError,
    InsecureHost,
    Malformed,
    TimedOut,
    Unreachable,
)

log = logging.getLogger(__name__)


class Timeouts(msgspec.Struct, frozen=True):
    """How long to wait, in seconds."""

    connect: float = 5.0
    """For a connection."""
    read: float = 30.0
    """For the next part of the answer."""
    write: float = 30.0
    """For the host to take the next part of the request."""
    total: float = 180.0
    """For all of one attempt, against a host that trickles."""


class TooLarge(Exception):
    """The answer is larger than may be read."""

    def __init__(self, most: int) -> None:
        """
        Args:
            most: how many bytes are read.
        """
        super().__init__()
        self.most = most


def failure_of(
    cause: Exception, operation: Operation, host: str, timeouts: Timeouts, *, answered: bool
) -> FlochatError:
    """The error that an exception during a request stands for.

    Args:
        cause: the exception.
        operation: what was asked.
        host: the host's name, for sentences.
        timeouts: how long was waited.
        answered: whether the answer had begun to come.
    """
    import httpx

    log.debug("%s %s: %s", operation.method, operation.path, type(cause).__name__)
    reads = operation.risk is Risk.READ
    unsure = "" if reads else " Whether it was done is not known."
    advice = "Nothing was changed; press r to try again." if reads else None
    if isinstance(cause, TooLarge):
        return BrokenReply(
            f"The answer of {host} is larger than {cause.most // (1024 * 1024)} MiB, so it was not read to "
            f"its end.{unsure}",
            advice="Ask for fewer rows at once." if reads else None,
        )
    if isinstance(cause, httpx.DecodingError):
        return CutOff.of(host, reads=reads)
    if isinstance(cause, httpx.ConnectTimeout | httpx.PoolTimeout):
        return Unreachable(
            f"{host} did not take the connection within {timeouts.connect:g} s. Nothing was sent."
        )
    if isinstance(cause, httpx.ProxyError):
        return Unreachable(
            f"The proxy on the way to {host} refused the connection. Nothing was sent.",
            advice="Check the proxy settings of this machine (HTTPS_PROXY), then press r to try again.",
        )
    if isinstance(cause, httpx.ConnectError):
        return _unconnected(cause, host)
    if isinstance(cause, httpx.UnsupportedProtocol | httpx.InvalidURL | httpx.LocalProtocolError):
        return Malformed(f"No request to {host} can be made of this. Nothing was sent.")
    if isinstance(cause, httpx.TimeoutException | TimeoutError):
        limit = timeouts.read if isinstance(cause, httpx.ReadTimeout) else timeouts.write
        if isinstance(cause, TimeoutError):
            limit = timeouts.total
        return TimedOut(f"No answer from {host} within {limit:g} s.{unsure}", advice=advice)
    if answered:
        return CutOff.of(host, reads=reads)
    if not isinstance(cause, httpx.TransportError | OSError):
        log.error("unforeseen failure of a request: %s", type(cause).__name__, exc_info=cause)
    return Dropped(f"The connection to {host} broke before an answer came.{unsure}", advice=advice)


def _unconnected(cause: Exception, host: str) -> FlochatError:
    """The error for a connection that could not be made."""
    causes = tuple(_chain(cause))
    for each in causes:
        if isinstance(each, ssl.SSLCertVerificationError):
            why = each.verify_message or "it could not be verified"
            return InsecureHost(f"The certificate of {host} is not to be trusted: {why}. Nothing was sent.")
        if isinstance(each, ssl.SSLError):
            return InsecureHost(
                f"No secure connection to {host} could be made, perhaps because it speaks no TLS there. "
                "Nothing was sent."
            )
    if any(isinstance(each, socket.gaierror) for each in causes):
        return Unreachable(
            f"The name {host} could not be found: it is mistyped, or this machine is offline. "
            "Nothing was sent."
        )
    codes = {each.errno for each in causes if isinstance(each, OSError)}
    if errno.ECONNREFUSED in codes:
        return Unreachable(f"{host} refused the connection: nothing listens there. Nothing was sent.")
    if codes & {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN}:
        return Unreachable(f"There is no route from this machine to {host}. Nothing was sent.")
    return Unreachable(f"No connection to {host} could be made. Nothing was sent.")


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
