# SPDX-License-Identifier: MIT
"""A workspace's way to the host: the client and its token, and what the host has closed to it.

The client is imported when something is first asked of the host: the first paint comes before.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from flotui.api.call import Call
from flotui.api.errors import FlochatError, NotAuthorised, NotOffered, ScopeMissing, Stopped
from flotui.api.pacer import Pacer, Purpose
from flotui.config.errors import ConfigError, KeyringSilent, ProfileReplaced
from flotui.config.profile import Profile
from flotui.workspace.aside import aside
from flotui.workspace.events import Events, Exchanged, Unauthorised
from flotui.workspace.identity import BotIdentity
from flotui.workspace.kept_clock import KeptClock

if TYPE_CHECKING:
    from flotui.api.client import Client
    from flotui.api.exchange import Exchange
    from flotui.api.reply import Reply

_KEYRING_WAIT = 60.0
"""Seconds that a keyring may take: somebody may have to unlock it."""
_UNLOCK = "Unlock it and try again, or log in again with an API key from the dashboard."
_CORRECT = "Correct that file and try again."
_ANOTHER_NAME = "Log in to this bot under another name."
_CLOSED = "Not sent: this bot was closed."


class Connection:
    """Sends Calls. The client is made, and httpx loaded, when the first one is sent."""

    def __init__(
        self,
        profile: Profile,
        token: Callable[[], str | None],
        transport: object,
        pacer: Pacer,
        identity: BotIdentity,
        events: Events,
        clock: KeptClock,
    ) -> None:
        self.exchanges: deque[Exchange] = deque(maxlen=500)
        """The requests of this run, oldest first."""
        self.closed: dict[str, FlochatError] = {}
        """The reading operations that this host doesn't offer or this token may not use, and why."""
        self._profile = profile
        self._token = token
        self._transport = transport
        self._pacer = pacer
        self._identity = identity
        self._events = events
        self._clock = clock
        self._client: Client | None = None
        self._reading: asyncio.Future[str | None] | None = None
        self._closing = False

    async def send(
        self,
        call: Call,
        purpose: Purpose = Purpose.INTERACTIVE,
        *,
        sits_out: bool = True,
        leaves: Callable[[], None] = lambda: None,
    ) -> Reply:
        """Send a Call.

        Args:
            call: what to ask.
            purpose: on whose behalf, for the quota's reserve.
            sits_out: as for `Client.send`.
            leaves: likewise.

        Raises:
            FlochatError: when there is no reply, or it says no.
        """
        try:
            reply = await (await self._opened()).send(call, purpose=purpose, sits_out=sits_out, leaves=leaves)
        except (NotOffered, ScopeMissing) as error:
            self.closed[call.operation_id] = error
            raise
        except NotAuthorised as error:
            self._events.tell(Unauthorised(error))
            raise
        self.closed.pop(call.operation_id, None)
        await self._identity.learn_prefix(reply)
        await self._clock.keep()
        return reply

    @property
    def at_keyring(self) -> bool:
        """Whether the keyring is waited for, and the host isn't asked yet."""
        return self._reading is not None and not self._reading.done()

    async def ready(self) -> None:
        """Have the API key at hand, so that nothing that is noted as sent still waits for it.

        Raises:
            NotAuthorised: when there is none.
            Stopped: when the bot is being closed.
        """
        try:
            await self._opened()
        except NotAuthorised as error:
            self._events.tell(Unauthorised(error))
            raise

    def let_go(self) -> None:
        """Wait for no API key any more: the bot is being closed."""
        self._closing = True
        reading, self._reading = self._reading, None
        if reading is not None and not reading.done():
            reading.set_exception(Stopped(_CLOSED))
            reading.exception()  # taken note of, should nobody be waiting any more

    async def authorise(self, token: str) -> None:
        """Go on with another token for the same bot."""
        self._token = lambda: token
        reading, self._reading = self._reading, None
        if reading is not None and not reading.done():
            reading.set_result(token)
        self.closed.clear()
        await self.close()

    async def close(self) -> None:
        """Close the client; the next Call would make another."""
        before, self._client = self._client, None
        if before is not None:
            await before.aclose()

    async def _opened(self) -> Client:
        if self._client is not None:
            return self._client
        token = await self._read_token()
        if self._client is None:  # nobody else has made it meanwhile
            from flotui.api.client import Client

            self._client = Client(
                self._profile.base_url,
                token,
                transport=self._transport,
                pacer=self._pacer,
                on_exchange=self._note,
            )
        return self._client

    async def _read_token(self) -> str:
        """The profile's API key. Whoever asks meanwhile waits for the same answer.

        Raises:
            NotAuthorised: when there is none, or neither keyring nor file gives it.
            Stopped: when the bot is being closed.
        """
        if self._closing:
            raise Stopped(_CLOSED)
        reading = self._reading
        # One that failed when nobody waited any more says nothing of now.
        if reading is None or (reading.done() and reading.exception() is not None):
            reading = self._reading = aside(self._token)
        try:
            async with asyncio.timeout(_KEYRING_WAIT):
                token = await asyncio.shield(reading)
        except (KeyringSilent, TimeoutError) as error:
            says = str(error) or f"The keyring gave no answer within {_KEYRING_WAIT:g} s."
            raise NotAuthorised(f"{says} Nothing was sent.", advice=_UNLOCK) from error
        except ConfigError as error:
            advice = _ANOTHER_NAME if isinstance(error, ProfileReplaced) else _CORRECT
            raise NotAuthorised(f"{error} Nothing was sent.", advice=advice) from error
        finally:
            if self._reading is reading and reading.done():
                self._reading = None
        if not token:
            from flotui.config.credentials import keyring_trouble

            says = f"There is no API key for {self._profile.name}. Nothing was sent."
            raise NotAuthorised(f"{says} {keyring_trouble()}".rstrip())
        return token

    def _note(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        self._events.tell(Exchanged(exchange))
