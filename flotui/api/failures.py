# SPDX-License-Identifier: MIT
"""What an exception of httpx, or of what is below it, means for a Call.

httpx is imported when something has failed: whoever fails has loaded it.
"""

from __future__ import annotations

import enum
import logging
from collections.abc import Mapping
from typing import Any

import msgspec

from flotui.api.catalogue import Operation, Risk
from flotui.api.errors import BrokenReply, CutOff, Dropped, FlochatError, Malformed, TimedOut
from flotui.api.network import Network
from flotui.api.unconnected import unconnected

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


class Stage(enum.Enum):
    """How far one request has come."""

    UNKNOWN = enum.auto()
    """The transport doesn't tell."""
    CONNECTING = enum.auto()
    """A connection to the host, or to the proxy, is being created."""
    TUNNEL = enum.auto()
    """The proxy was asked to connect to the host."""
    SECURING = enum.auto()
    """The proxy has connected, and the host's certificate is looked at."""
    SENT = enum.auto()
    """The request itself has begun to leave."""
    ANSWERED = enum.auto()
    """The answer has begun to come."""


CONNECTING = (Stage.CONNECTING, Stage.TUNNEL, Stage.SECURING)
"""The stages in which nothing of a request can have reached the host."""


def stage_after(event: str, info: Mapping[str, Any], stage: Stage) -> Stage:
    """How far a request has come by what httpcore tells of it (its `trace` extension).

    Args:
        event: what begins or ends: `connection.connect_tcp.started`.
        info: what it is about.
        stage: how far it had come.
    """
    if stage is Stage.SENT or not event.endswith(".started"):
        return stage
    if event.startswith("connection.") or event == "socks.connect_tcp.started":
        return Stage.CONNECTING
    if event == "socks.setup_socks5_connection.started":
        return Stage.TUNNEL
    if event in ("proxy.start_tls.started", "socks.start_tls.started"):
        return Stage.SECURING
    if event.endswith(".send_request_headers.started"):
        return Stage.TUNNEL if info["request"].method == b"CONNECT" else Stage.SENT
    return stage


_DISCONNECTED = "disconnected"
"""What httpcore says in words alone: nothing came of the answer, rather than what can't be read."""


def failure_of(
    cause: Exception, operation: Operation, host: str, timeouts: Timeouts, *, stage: Stage, network: Network
) -> FlochatError:
    """The error that an exception during a request stands for.

    Args:
        cause: the exception.
        operation: what was asked.
        host: the host's name, for sentences.
        timeouts: how long was waited.
        stage: how far the request had come.
        network: how the host was to be reached.
    """
    import httpx

    log.debug("%s %s: %s", operation.method, operation.path, type(cause).__name__)
    reads = operation.risk is Risk.READ
    unsure = "" if reads else " The outcome is unknown."
    advice = "Nothing was changed. Try again." if reads else None
    if isinstance(cause, TooLarge):
        return BrokenReply(
            f"The answer of {host} is larger than {cause.most // (1024 * 1024)} MiB, so it was not read to "
            f"its end.{unsure}",
            advice="Ask for fewer rows at once." if reads else None,
        )
    if isinstance(cause, httpx.DecodingError):
        return CutOff.of(host, reads=reads)
    if isinstance(cause, httpx.UnsupportedProtocol | httpx.InvalidURL | httpx.LocalProtocolError):
        return Malformed(f"Not sent: this can't be turned into a request to {host}.")
    never_connected = isinstance(
        cause, httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError | httpx.ConnectError
    )
    if stage in CONNECTING or (stage is Stage.UNKNOWN and never_connected):
        at_proxy = stage is not Stage.SECURING
        return unconnected(cause, host, network, at_proxy=at_proxy, limit=_waited(cause, timeouts))
    if isinstance(cause, httpx.TimeoutException | TimeoutError):
        limit = _waited(cause, timeouts)
        return TimedOut(f"No answer from {host} within {limit:g} s.{unsure}", advice=advice)
    if stage is Stage.ANSWERED:
        return CutOff.of(host, reads=reads)
    if not isinstance(cause, httpx.TransportError | OSError):
        log.error("unforeseen failure of a request: %s", type(cause).__name__, exc_info=cause)
    if isinstance(cause, httpx.RemoteProtocolError) and _DISCONNECTED not in str(cause):
        return Dropped(
            f"{host} answered with something that isn't HTTP.{unsure}",
            reads=reads,
            advice="Nothing was changed. Check the base URL and its port, then try again." if reads else None,
        )
    return Dropped(
        f"The connection to {host} was lost before an answer came.{unsure}", reads=reads, advice=advice
    )


def _waited(cause: Exception, timeouts: Timeouts) -> float | None:
    """How long was waited where a wait was too long, in seconds; None for another failure."""
    import httpx

    if isinstance(cause, httpx.ConnectTimeout | httpx.PoolTimeout):
        return timeouts.connect
    if isinstance(cause, httpx.ReadTimeout):
        return timeouts.read
    if isinstance(cause, httpx.TimeoutException):
        return timeouts.write
    return timeouts.total if isinstance(cause, TimeoutError) else None
