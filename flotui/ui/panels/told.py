# SPDX-License-Identifier: MIT
"""What a list tells the screen about. Whatever stands in a list's place tells the same, and needs no list for it."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message
from textual.widget import Widget

from flotui.resources.base import Resource


class Titled(Message, namespace="listing"):
    """The title, age or number of rows is different."""

    def __init__(self, listing: Widget, reveal: Callable[[], None] | None = None) -> None:
        """
        Args:
            listing: whose; what a panel shows in a listing's place says so too.
            reveal: paints the rows that it is about; None where they are painted, or not there yet.
        """
        super().__init__()
        self.listing, self.reveal = listing, reveal

    def can_replace(self, message: Message) -> bool:
        """A newer one makes an older one needless."""
        return isinstance(message, Titled) and message.listing is self.listing


class Arrived(Message, namespace="listing"):
    """New rows came in while the list was followed."""

    def __init__(self, resource: Resource[object], number: int) -> None:
        """
        Args:
            resource: what it is one of.
            number: how many rows.
        """
        super().__init__()
        self.resource, self.number = resource, number


class Followed(Message, namespace="listing"):
    """Following a list began or ended."""

    def __init__(self, by: object, on: bool) -> None:
        """
        Args:
            by: what follows it.
            on: whether it is.
        """
        super().__init__()
        self.by, self.on = by, on
