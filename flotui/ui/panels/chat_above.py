# SPDX-License-Identifier: MIT
"""What the chat above a reply line says: its newest messages, and what is left of WhatsApp's 24 hours."""

from __future__ import annotations

from flotui.api.models.subscriber import ChatMessage, Subscriber
from flotui.repositories.window import UNKNOWN, ReplyWindow, newest_inbound, window_of
from flotui.resources.inbox import replying
from flotui.resources.inbox.replying import Begun
from flotui.ui.panels.listing import Listing
from flotui.workspace import Workspace

_LOOKED = 60
"""The newest rows of a chat that are looked through for their newest message."""


class ChatAbove:
    """The chat above a reply line, as far as it is in memory."""

    def __init__(self, listing: Listing, person: Subscriber) -> None:
        """
        Args:
            listing: the table that shows it.
            person: whose it is; as long as the table shows another's, it says nothing.
        """
        self.listing, self.person = listing, person

    @property
    def newest(self) -> list[ChatMessage]:
        """Its newest rows that are in memory, the newest first."""
        listing = self.listing
        rows, owner = listing.snapshot.value if listing.snapshot else None, listing.asked.owner
        if rows is None or not isinstance(owner, Subscriber) or owner.row_id != self.person.row_id:
            return []
        found = (rows.peek(rows.count - 1 - back) for back in range(min(_LOOKED, rows.count)))
        return [each for each in found if isinstance(each, ChatMessage)]

    @property
    def inbound(self) -> float | None:
        """When their newest message came, in unix seconds; None where none is here."""
        return newest_inbound(self.newest)

    @property
    def window(self) -> ReplyWindow:
        """What is left of the 24 hours."""
        return window_of(self.person, inbound=self.inbound)

    def begun(self, workspace: Workspace) -> Begun:
        """What it is like now that a reply is begun.

        Args:
            workspace: the open bot.
        """
        rows = self.newest
        read = self.listing.as_of if rows else None
        return replying.begun(workspace, self.person, rows[0] if rows else None, read)


def window_above(chat: ChatAbove | None) -> ReplyWindow:
    """What is left of the 24 hours of a chat; unknown where there is none."""
    return UNKNOWN if chat is None else chat.window
