# SPDX-License-Identifier: MIT
"""The third panel of a wide terminal: beside a person's card their chat, beside the chat the card."""

from __future__ import annotations

from collections.abc import Callable

from flotui.resources.base import Resource
from flotui.resources.text import Text
from flotui.ui.panels.detail import Detail
from flotui.workspace import Event

PAIR = ("card", "chat")
"""The tabs of which each is beside the other."""


class Beside(Detail):
    """A third panel: the chat beside a card, or the card beside a chat, from loaded rows. It never has the keys."""

    DEFAULT_CSS = """
    Beside > Lines { display: none; }
    """

    def __init__(self, *, width: Callable[[], int]) -> None:
        """
        Args:
            width: says how many cells it will have, before it is laid out.
        """
        super().__init__(width=width, id="beside-detail")
        self.disabled = True
        self.listing.table.can_focus = False
        self._of: object = None
        """The row, tab and snapshot of the detail that it was drawn for; None before."""

    @staticmethod
    def fits(resource: Resource[object] | None) -> bool:
        """Whether a list's rows have a card and a chat.

        Args:
            resource: the list's.
        """
        return resource is not None and {each.id for each in resource.tabs}.issuperset(PAIR)

    def look(self, detail: Detail) -> None:
        """Be beside a detail: say of its row what it doesn't.

        Args:
            detail: the detail, which may show another row or tab by now, or have read more.
        """
        resource, shown = detail.resource, detail.tab
        self.set_class(detail.row is None, "blank")
        if resource is None or shown is None or detail.row is None:
            return
        wanted = "card" if shown.id == "chat" else "chat"
        of = (id(detail.row), wanted, id(detail.listing.snapshot))
        if of == self._of:
            return
        self._of = of
        self.workspace, self.resource, self.row = detail.workspace, resource, detail.row
        self._tab = next(at for at, each in enumerate(resource.tabs) if each.id == wanted)
        self._point(here=True)

    def _put_foot(self, resource: Resource[object]) -> None:
        """Nothing is typed here."""

    @property
    def title(self) -> Text:
        """The name of the tab; empty where it is about nobody."""
        return self.tab.title if self.tab is not None and not self.has_class("blank") else ""

    def received(self, event: Event) -> None:
        """Follow what happens to what it shows; the row comes from the detail."""
        self.listing.received(event)
