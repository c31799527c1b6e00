# SPDX-License-Identifier: MIT
"""The Client: sends Calls to one host with one token.

It is the only place that knows httpx, and it loads httpx at the first request, in a
thread: the program paints from the cache before that.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

import flotui
from flotui.api import retrying
from flotui.api.address import check_base_url, host_and_port, origin
from flotui.api.answer import read_reply
from flotui.api.call import Call
from flotui.api.catalogue import Operation, Risk
from flotui.api.errors import (
    NEVER_LEFT,
    FlochatError,
    Malformed,
    NotAuthorised,
    NotSent,
    RateLimited,
    Received,
    Stopped,
    Unknown,
    Unreachable,
)
from flotui.api.exchange import Exchange
from flotui.api.failures import CONNECTING, Stage, Timeouts, TooLarge, failure_of, stage_after
from flotui.api.headers import retry_after
from flotui.api.http import httpx as load_httpx
from flotui.api.network import Network
from flotui.api.pacer import Pacer, Purpose
from flotui.api.reply import Reply
from flotui.api.token import Token
from flotui.text.dates import clock_time_by

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

Leaves = Callable[[], None]
"""Raises a `NotSent` where a request may not leave any more."""

MOST_BYTES = 64 * 1024 * 1024
"""The largest answer that is read."""


_UNDERWAY = "flotui.underway"
"""The extension of a request that has what has come of it."""


class Client:
    """Sends Calls to one host with one token; see the module.

    It belongs to one event loop. It opens no connection before the first `send`.
    """

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        transport: Any = None,
        pacer: Pacer | None = None,
        on_exchange: Callable[[Exchange], None] | None = None,
        user_agent: str | None = None,
        timeouts: Timeouts | None = None,
        allow_insecure: bool = False,
        most_bytes: int = MOST_BYTES,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """
        Args:
            base_url: the profile's base URL, such as `https://app.flochat.ai/api`.
            token: the profile's token. An empty one is told at the first `send`.
            transport: an httpx transport, or a callable without arguments that makes one (it is called
                once, in a thread); None for the network.
            pacer: shared by all clients of a profile; a new one by default.
            on_exchange: told of every request that was tried.
            user_agent: instead of flotui's own name.
            timeouts: how long to wait.
            allow_insecure: whether plain `http` may go to another machine.
            most_bytes: the largest answer that is read.
            sleep: waits between attempts; a test's own.
            jitter: gives random numbers from 0 to 1; a test's own.

        Raises:
            Malformed: when the base URL is none.
            InsecureHost: when it is plain `http` to another machine.
        """
        self.base_url = check_base_url(base_url, allow_insecure=allow_insecure)
        """The base URL, without a slash at its end."""
        self.pacer = pacer or Pacer()
        """Who may ask when."""
        self.user_agent = user_agent or f"flotui/{flotui.__version__} (+terminal client)"
        """What it calls itself."""
        self._token = Token(token)
        self._transport = transport
        self._on_exchange = on_exchange
        self._timeouts = timeouts or Timeouts()
        self._most_bytes = most_bytes
        self._sleep = sleep
        self._jitter = jitter
        self._origin = origin(self.base_url)
        self._network = Network()
        self._building: asyncio.Future[httpx.AsyncClient] | None = None
        self._closed = False

    def __repr__(self) -> str:
        return f"<Client {self.base_url}>"

    @property
    def host(self) -> str:
        """The host's name as sentences have it, with the port where it isn't the usual one."""
        parts = urlsplit(self.base_url)
        return host_and_port(parts.hostname or "", parts.port)

    async def aclose(self) -> None:
        """Close all connections. Requests under way end as dropped; later ones are stopped."""
        self._closed = True
        building, self._building = self._building, None
        if building is not None:
            http = await asyncio.shield(building)
            await http.aclose()

    async def send(
        self,
        call: Call,
        *,
        purpose: Purpose = Purpose.INTERACTIVE,
        sits_out: bool = True,
        leaves: Leaves = lambda: None,
    ) -> Reply:
        """Send a Call and read its Reply.

        A read, or a write that may be repeated, is tried up to three times; anything else once.

        Args:
            call: the Call.
            purpose: who asks; see `Pacer.turn`.
            sits_out: whether a job's call that may be repeated waits until the host takes calls again, where it
                limits them; else whoever sends it hears of it.
            leaves: is asked right before each request leaves, and raises a `NotSent` where it may not any more.

        Raises:
            FlochatError: when there is no Reply; the branches of its tree tell whether it was carried out.
        """
        operation, url = self._checked(call)
        again = operation.risk is Risk.READ or (operation.risk is Risk.WRITE and operation.repeatable)
        began = time.monotonic()
        pauses = failures = 0
        lost: Unknown | None = None
        while True:
            wait: float | None = None
            seen = _Underway(leaves)
            try:
                async with self.pacer.turn(purpose):
                    reply = await self._attempt(call, operation, url, seen)
                return reply if lost is None else msgspec.structs.replace(reply, repeated=True)
            except FlochatError:  # there is no turn: held back, or only the reserve is left
                if lost is None or operation.risk is Risk.READ:
                    raise
                raise lost from None
            except asyncio.CancelledError as cancelled:
                if lost is None and not seen.may_have_left:
                    cancelled.args = (NEVER_LEFT,)
                raise
            except _TurnFailed as failure:
                error = failure.error
                if (
                    isinstance(error, RateLimited)
                    and again
                    and sits_out
                    and purpose is Purpose.JOB
                    and pauses < retrying.MOST_PAUSES
                ):
                    pauses += 1
                    continue  # the next turn comes when the pause is over
                if isinstance(error, Unknown):
                    lost = error
                failures += 1
                if again:
                    wait = retrying.wait(
                        error, failure.retry_after, failures, time.monotonic() - began, self._jitter()
                    )
            if wait is None:
                # A later attempt that was refused, or never left, says nothing of one that may have arrived.
                raise error if lost is None or operation.risk is Risk.READ else lost
            await self._sleep(wait)

    def _checked(self, call: Call) -> tuple[Operation, str]:
        """The Call's operation and URL.

        Raises:
            FlochatError: when it may not be sent at all.
        """
        if self._closed:
            raise Stopped("Not sent: this bot was closed.")
        if not self._token or not self._token.usable:
            what = "contains characters that no API key has" if self._token else "is missing"
            raise NotAuthorised(f"Not sent to {self.host}: the API key {what}.")
        try:
            operation = call.operation
        except KeyError:
            raise Malformed(f"The contract has no operation “{call.operation_id}”.", advice="") from None
        given = dict(call.path)
        for name in operation.names("path"):
            if not given.get(name, "").strip(". "):
                raise Malformed(f"Not sent: “{operation.summary}” needs the argument {name}.")
        try:
            url = call.url(self.base_url)
            if call.body is not None:
                call.body.encode()
        except UnicodeEncodeError:
            raise Malformed("Not sent: an argument contains invalid Unicode.") from None
        if origin(url) != self._origin:
            raise Malformed(f"Not sent: the request would go to another host than {self.host}.")
        return operation, url

    async def _http(self) -> httpx.AsyncClient:
        """The httpx client, made at the first need.

        Raises:
            Stopped: when the client is closed.
            Unreachable: when none can be made.
        """
        if self._closed:
            raise Stopped("Not sent: this bot was closed.")
        if self._building is None:
            self._building = asyncio.ensure_future(asyncio.to_thread(self._build))
        building = self._building
        try:
            return await asyncio.shield(building)
        except Exception as cause:
            if self._building is building:
                self._building = None
            if isinstance(cause, FlochatError):
                raise
            log.error("no HTTP client can be made", exc_info=cause)
            raise Unreachable(
                f"No connection to {self.host} can be prepared ({type(cause).__name__}). Nothing was sent.",
                advice="See the log (flotui locate shows where).",
            ) from None

    def _build(self) -> httpx.AsyncClient:
        module = load_httpx()
        for name in ("httpx", "httpcore"):  # what they log at INFO and below has people's numbers in it
            logger = logging.getLogger(name)
            logger.setLevel(max(logger.level, logging.WARNING))
        limits = module.Limits(max_connections=None, max_keepalive_connections=6, keepalive_expiry=20.0)
        transport = self._transport
        if transport is None:
            self._network = Network.of(self.base_url, os.environ)
            transport = self._network.transport(module, limits)
        elif not hasattr(transport, "handle_async_request"):
            transport = transport()
        client: httpx.AsyncClient = module.AsyncClient(
            transport=transport,
            follow_redirects=False,
            trust_env=False,  # `Network` reads it
            timeout=module.Timeout(
                connect=self._timeouts.connect,
                read=self._timeouts.read,
                write=self._timeouts.write,
                pool=None,
            ),
            headers={"User-Agent": self.user_agent, "Accept": "application/json"},
            event_hooks={"response": [self._begun]},
        )
        return client

    async def _begun(self, response: httpx.Response) -> None:
        """Note that an answer has begun: httpx fails afterwards where it redirects to what is no address."""
        seen = response.request.extensions[_UNDERWAY]
        seen.status, seen.stage = response.status_code, Stage.ANSWERED
        seen.headers = {name: self._token.hidden(value) for name, value in response.headers.items()}

    async def _attempt(self, call: Call, operation: Operation, url: str, seen: _Underway) -> Reply:
        """One request; what comes of it is noted in `seen`.

        Raises:
            _TurnFailed: with the error that it came to.
        """
        http = await self._http()
        started_at, began = time.time(), time.perf_counter()
        error: FlochatError | None = None
        note: str | None = "Cancelled before an answer came."
        try:
            try:
                async with asyncio.timeout(self._timeouts.total):
                    await self._exchange(http, call, operation, url, seen)
            except NotSent as held:
                error = held
            except Exception as cause:
                if not self._tells_anyway(seen):
                    error = failure_of(
                        cause, operation, self.host, self._timeouts, stage=seen.stage, network=self._network
                    )
            seconds = time.perf_counter() - began
            reply: Reply | None = None
            if seen.status is not None:
                self.pacer.note(seen.headers)
            if error is None and seen.status is not None:
                try:
                    reply = read_reply(call, seen.status, seen.headers, seen.body, seconds, host=self.host)
                except FlochatError as found:
                    error = found
            if isinstance(error, RateLimited):
                error = self._limited(error)
            if error is not None and seen.status is not None:
                text = seen.body.decode("utf-8", "replace")
                error.received = Received(seen.status, seen.headers, text, seconds, len(seen.body))
            note = error.happened if error else None
        finally:
            self._tell(
                Exchange(
                    call,
                    started_at,
                    time.perf_counter() - began,
                    seen.status,
                    note,
                    len(seen.body),
                    type(error) if error is not None else None,
                )
            )
        if reply is None:
            assert error is not None
            if operation.risk is Risk.READ:
                error.unsettled = False
            raise _TurnFailed(error, retry_after(seen.headers))
        self.pacer.settle()
        return reply

    async def _exchange(
        self, http: httpx.AsyncClient, call: Call, operation: Operation, url: str, seen: _Underway
    ) -> None:
        """Send the request and read the answer into `seen`, which keeps what came before a failure.

        Raises:
            NotSent: when it may not leave any more.
            TooLarge: when the answer is larger than may be read.
            Exception: whatever httpx raises.
        """
        content = None if call.body is None else call.body.encode()
        extensions = {"trace": seen.trace, _UNDERWAY: seen}
        request = http.build_request(operation.method, url, content=content, extensions=extensions)
        request.headers["Authorization"] = self._token.header
        if content is not None:
            request.headers["Content-Type"] = "application/json"
        try:
            seen.leaves()  # not every transport tells when it leaves
            seen.begun = True
            response = await http.send(request, stream=True, follow_redirects=False)
            try:
                parts = bytearray()
                try:
                    async for part in response.aiter_bytes():
                        parts += part
                        if len(parts) > self._most_bytes:
                            raise TooLarge(self._most_bytes)
                finally:
                    seen.body = self._token.hidden_in(bytes(parts))
            finally:
                await response.aclose()
        finally:
            http.cookies.clear()
            # httpx has request and response in a circle: what hangs on it, a whole body, would wait for the collector.
            for name in extensions:
                request.extensions.pop(name, None)

    def _tells_anyway(self, seen: _Underway) -> bool:
        """Whether the status alone tells enough, so that a body that broke off doesn't matter."""
        return seen.status is not None and not 200 <= seen.status < 300

    def _limited(self, error: RateLimited) -> RateLimited:
        """Hold everything back, and say until when."""
        until = self.pacer.pause(error.retry_after)
        return RateLimited(
            f"{self.host} is limiting requests and refused this one. Calls resume at {clock_time_by(until)}.",
            retry_after=max(0.0, until - time.time()),
            advice="Nothing was changed. Send it again then.",
        )

    def _tell(self, exchange: Exchange) -> None:
        if self._on_exchange is None:
            return
        try:
            self._on_exchange(exchange)
        except Exception:
            log.exception("a listener of the client failed")


class _Underway(msgspec.Struct):
    """What has come of one request so far."""

    leaves: Leaves
    status: int | None = None
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    body: bytes = b""
    stage: Stage = Stage.UNKNOWN
    begun: bool = False
    """Whether the transport has it."""

    @property
    def may_have_left(self) -> bool:
        """Whether the host may have got something of it."""
        return self.begun and self.stage not in CONNECTING

    async def trace(self, event: str, info: Mapping[str, object]) -> None:
        """Keep how far it has come, as httpcore tells it."""
        stage = stage_after(event, info, self.stage)
        if stage is Stage.SENT and self.stage is not Stage.SENT:
            self.leaves()  # a connection may have taken long
        self.stage = stage


class _TurnFailed(Exception):
    """Carries an error out of the pacer's turn, with what decides on a retry."""

    def __init__(self, error: FlochatError, retry_after: float | None) -> None:
        super().__init__()
        self.error = error
        self.retry_after = retry_after
