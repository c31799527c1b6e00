# SPDX-License-Identifier: MIT
"""What is known of the host at the other end: the bot's name, the quota, what was asked, and what it doesn't offer."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flotui.api.errors import FlochatError
from flotui.api.headers import Quota
from flotui.api.pacer import Pacer
from flotui.repositories.base import Reader
from flotui.workspace.connection import Connection
from flotui.workspace.identity import BotIdentity
from flotui.workspace.reads import Reads

if TYPE_CHECKING:
    from flotui.api.exchange import Exchange


class Connected(Reads):
    """One bot, its repositories, and what its host says of itself."""

    def __init__(self, reader: Reader, identity: BotIdentity, connection: Connection, pacer: Pacer) -> None:
        """
        Args:
            reader: reads through the cache.
            identity: knows which bot it is.
            connection: sends what is asked.
            pacer: paces the requests.
        """
        super().__init__(reader)
        self._identity = identity
        self._connection = connection
        self.pacer = pacer
        """Paces the requests, and knows the quota."""

    @property
    def bot(self) -> str:
        """The bot's name; empty until it is known."""
        return self._identity.name

    @property
    def prefix(self) -> str:
        """The bot's namespace prefix, `f123`; empty until it is known."""
        return self._identity.prefix

    async def learn_bot(self) -> None:
        """Learn the bot's name for the header where the profile doesn't say it; once a day at most."""
        await self._identity.learn_name(self.reader)

    @property
    def quota(self) -> Quota | None:
        """The hour's requests, as the host last told them; None until it has."""
        return self.pacer.quota

    @property
    def exchanges(self) -> deque[Exchange]:
        """The requests of this run, oldest first."""
        return self._connection.exchanges

    @property
    def at_keyring(self) -> bool:
        """Whether the API key is waited for, which a keyring gives once it is unlocked: the host isn't asked yet."""
        return self._connection.at_keyring

    def unavailable(self, operations: Sequence[str]) -> FlochatError | None:
        """Why a section can't be read: the host doesn't offer it, or the token may not see it.

        Args:
            operations: the section's reading operations, that of its list first.
        """
        return self._connection.closed.get(operations[0]) if operations else None

    async def authorise(self, token: str) -> None:
        """Go on with another token for the same bot."""
        await self._connection.authorise(token)
