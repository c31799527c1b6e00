# SPDX-License-Identifier: MIT
"""A workspace's way to the host: the client and its token, and what the host has closed to it.

The client is imported when something is first asked of the host: the first paint comes before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from flotui.api.call import Call
from flotui.api.errors import FlochatError, NotAuthorised, NotOffered, ScopeMissing
from flotui.api.pacer import Pacer, Purpose
from flotui.config.profile import Profile
from flotui.workspace.events import Events, Exchanged, Unauthorised
from flotui.workspace.identity import BotIdentity
from flotui.workspace.kept_clock import KeptClock

if TYPE_CHECKING:
    from flotui.api.client import Client
    from flotui.api.exchange import Exchange
    from flotui.api.reply import Reply


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
            reply = await self._opened().send(call, purpose=purpose, sits_out=sits_out, leaves=leaves)
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

    async def authorise(self, token: str) -> None:
        """Go on with another token for the same bot."""
        self._token = lambda: token
        self.closed.clear()
        await self.close()

    async def close(self) -> None:
        """Close the client; the next Call would make another."""
        before, self._client = self._client, None
        if before is not None:
            await before.aclose()

    def _opened(self) -> Client:
        if self._client is None:
            from flotui.api.client import Client

            token = self._token()
            if not token:
                from flotui.config.credentials import keyring_trouble

                says = f"There is no API key for {self._profile.name}. Nothing was sent."
                raise NotAuthorised(f"{says} {keyring_trouble()}".rstrip())
            self._client = Client(
                self._profile.base_url,
                token,
                transport=self._transport,
                pacer=self._pacer,
                on_exchange=self._note,
            )
        return self._client

    def _note(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        self._events.tell(Exchanged(exchange))
