"""Whether what an entry of the journal is about is on screen: then undo need not name it first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flotui.ui.panels.browser import Browser
from flotui.ui.panels.folding import whole

if TYPE_CHECKING:
    from flotui.store.journal import Entry
    from flotui.ui.panels.base import Panel
    from flotui.ui.panels.listing import Listing


async def in_sight(panel: Panel, entry: Entry) -> bool:
    """Whether the thing that an entry is about is on screen.

    Args:
        panel: the panel in front.
        entry: the entry.
    """
    if not isinstance(panel, Browser):
        return False
    is_open = panel.has_class("open") and panel.detail.is_attached
    listings = [panel.listing, *([panel.detail.listing] if is_open else [])]
    if is_open and _is(panel.detail.row, entry):
        return True
    for listing in listings:
        await listing.table.settle_shown()
    return any(_shows(listing, entry) for listing in listings)


def _shows(listing: Listing, entry: Entry) -> bool:
    if listing.resource is None:
        return False
    if any(_is(whole(row), entry) for row in listing.table.shown):
        return True
    operations = {name for action in listing.resource.actions for name in action.operations}
    if entry.call.operation_id not in operations:
        return False
    # Something there is only one of (the business hours), or rows that were made of another row (a cart's).
    return not entry.subject or listing.asked.concerns(entry.subject)


def _is(row: Any, entry: Entry) -> bool:
    """Whether a row is the one that an entry is about: a variant's entry is about its product too."""
    from flotui.repositories.shop import PRODUCT
    from flotui.repositories.things import kinds

    kind = kinds().get(entry.kind)
    if kind is None or not entry.subject:
        return False
    owner, _, row_id = entry.subject.rpartition("/")
    if isinstance(row, kind.model):
        return bool(row.row_id == row_id)
    return bool(owner) and isinstance(row, PRODUCT.model) and row.row_id == owner
