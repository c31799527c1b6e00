# SPDX-License-Identifier: MIT
"""One group of a screen: a table of its own, or a picture that is drawn of what was read."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from flotui.api.errors import FlochatError
from flotui.api.pacer import Purpose, on_behalf
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Group, Resource
from flotui.resources.cards import whole_parts
from flotui.resources.text import Headline, Span, Text, dim, plain
from flotui.resources.wrapping import by_sentences
from flotui.text import safe
from flotui.text.plural import count
from flotui.ui import latest
from flotui.ui.panels import words
from flotui.ui.panels.listing import Listing
from flotui.ui.panels.told import Titled
from flotui.ui.widgets.lines import Heading, Lines
from flotui.workspace import Changed, Event, Renewed, Workspace

_log = logging.getLogger(__name__)

PADDING = 3
"""Columns beside the lines of a picture, as its style sheet has them."""


class HeadedGroup(Vertical):
    """A group under its heading, which is put anew for each width."""

    def __init__(self, group: Group) -> None:
        """
        Args:
            group: what it shows.
        """
        super().__init__()
        self.group = group
        self.echoes = False
        """Whether a group before it says already why neither could be read."""
        self._heading = Heading()
        # Not laid out while another panel is shown: it is drawn for the width it had, so that it comes back whole.
        self._width = 0

    def on_resize(self, event: events.Resize) -> None:
        """Say and draw as much as the new width has room for."""
        if event.size.width:
            self._width = event.size.width
            self.put()

    def put(self) -> None:
        """Show what was read."""
        raise NotImplementedError

    @property
    def trouble(self) -> str:
        """What kept it from being read at all; empty where there is something."""
        raise NotImplementedError

    def echo(self, echoes: bool) -> None:
        """Say why it couldn't be read, or that the reason is said above.

        Args:
            echoes: whether a group before it says why.
        """
        if echoes != self.echoes:
            self.echoes = echoes
            self.put()


class Drawn(HeadedGroup):
    """A group that is a picture: its heading, and lines that are drawn of what was read."""

    DEFAULT_CSS = """
    Drawn > .lines { padding: 0 1 0 2; }
    """

    def __init__(self, group: Group) -> None:
        """
        Args:
            group: what it shows.
        """
        super().__init__(group)
        assert group.picture is not None
        self._picture = group.picture
        self._lines = Lines(0)
        self._lines.add_class("lines")
        self._workspace: Workspace | None = None
        self._snapshot: Snapshot[object] | None = None

    def compose(self) -> ComposeResult:
        """The heading and the lines."""
        yield self._heading
        yield self._lines

    @property
    def wanted(self) -> int:
        """How many lines it fills, its heading among them."""
        return 1 + min(self.group.most, max(1, len(self._drawn())))

    least = whole = wanted

    @property
    def fetched_at(self) -> float | None:
        """When what it is drawn of was read."""
        return None if self._snapshot is None else self._snapshot.fetched_at

    @property
    def trouble(self) -> str:
        """What kept it from being read at all; empty where there is something."""
        snapshot = self._snapshot
        error = snapshot.error if snapshot is not None and snapshot.value is None else None
        return "" if error is None else error.happened

    def turn_to(self, workspace: Workspace) -> None:
        """Draw what a bot has.

        Args:
            workspace: the open bot.
        """
        if workspace is not self._workspace:
            self._workspace, self._snapshot = workspace, None
        self.put()
        self.read()

    def read(self, *, force: bool = False, automatic: bool = False) -> None:
        """Read it: the cached copy first, then the host's.

        Args:
            force: ask the host even when the copy is fresh.
            automatic: whether the program does so by itself: the quota's reserve stays.
        """
        latest.start(self, "read", partial(self._read, force, automatic))

    async def _read(self, force: bool, automatic: bool) -> None:
        assert self._workspace is not None
        try:
            with on_behalf(Purpose.BACKGROUND if automatic else Purpose.INTERACTIVE):
                async for snapshot in self._picture.read(self._workspace, force):
                    self._snapshot = snapshot
                    self.put()
        except Exception as error:
            _log.error("reading %s failed", self.group.id, exc_info=error)

    def received(self, event: Event) -> None:
        """Follow what happens in the workspace."""
        picture = self._picture
        if isinstance(event, Changed):
            touched = event.operations.intersection(picture.operations)
            if touched or any(name in picture.made_of for name, _ in event.rows):
                self.read(automatic=True)
        elif isinstance(event, picture.made_by) or (isinstance(event, Renewed) and not event.resources):
            self.read(automatic=True)

    def put(self) -> None:
        """Draw what was read."""
        snapshot = self._snapshot
        known = snapshot is not None and snapshot.value is not None
        note: Text = self._picture.note(snapshot.value) if snapshot is not None and known else ""
        trouble = snapshot.error if snapshot is not None else None
        if trouble is not None and known:
            note = ((Span("! not refreshed", "warn")),)
        note = _beside(self.group.title, note, self._width)
        self._heading.show((Span(self.group.title, "strong"),), note, focused=False)
        self._lines.put_all(self._drawn()[: self.group.most])
        self.post_message(Titled(self))

    def _drawn(self) -> Sequence[Text]:
        snapshot, width = self._snapshot, self._width - PADDING
        if snapshot is None or snapshot.value is None:
            return _waiting(snapshot.error if snapshot is not None else None, self.echoes, width)
        return self._picture.draw(snapshot.value, width) if width > 0 else ()


class Tabled(HeadedGroup):
    """A group that is a table: its heading and the table."""

    def __init__(self, group: Group) -> None:
        """
        Args:
            group: what it shows.
        """
        super().__init__(group)
        assert group.shown is not None
        self.resource: Resource[object] = group.shown
        self.listing = Listing()

    def compose(self) -> ComposeResult:
        """The heading and the table."""
        yield self._heading
        yield self.listing

    @property
    def wanted(self) -> int:
        """How many lines it is to have, its heading and the columns' titles among them."""
        return min(self.whole, 1 + self.group.most)

    @property
    def whole(self) -> int:
        """How many lines all of its rows would fill."""
        snapshot = self.listing.snapshot
        rows = snapshot.value.count if snapshot is not None and snapshot.value.known else 0
        return 2 + max(1, rows)

    @property
    def least(self) -> int:
        """The fewest lines it has."""
        return min(self.wanted, 2 + self.group.least)

    @property
    def fetched_at(self) -> float | None:
        """When its rows were read."""
        return self.listing.fetched_at

    @property
    def trouble(self) -> str:
        """What kept it from being read at all; empty where there is something."""
        snapshot = self.listing.snapshot
        error = snapshot.error if snapshot is not None and not snapshot.value.known else None
        return "" if error is None else error.happened

    def echo(self, echoes: bool) -> None:
        """Say why it couldn't be read, or that the reason is said above."""
        super().echo(echoes)
        self.listing.echo(echoes)

    def turn_to(self, workspace: Workspace) -> None:
        """Show a bot's rows; where they are shown already, read them again and keep the cursor.

        Args:
            workspace: the open bot.
        """
        if self.listing.workspace is workspace and self.listing.resource is self.resource:
            self.listing.read(keep=True)
        else:
            self.listing.point(workspace, self.resource)

    def read(self, *, force: bool = False) -> None:
        """Read it again."""
        self.listing.read(force=force, keep=True)

    def received(self, event: Event) -> None:
        """Follow what happens in the workspace."""
        self.listing.received(event)

    def put(self) -> None:
        """Say what it is, what its rows come to, and whether the keys are for it."""
        listing = self.listing
        title: list[Span] = [Span(self.group.title, "strong")]
        if listing.narrowed_to:
            title.append(Span(f" /{listing.narrowed_to}", "accent"))
        if listing.table.row_ids:
            title.append(Span(f"  ● {count(len(listing.table.row_ids))} marked", "accent"))
        snapshot, note = listing.snapshot, ""
        if snapshot is not None and snapshot.value.known and not listing.narrowing:
            note = words.counted(self.resource, snapshot.value, listing.sorting.get(self.resource.id))
        shown = _beside(plain(title), note, self._width)
        self._heading.show(Headline(title), shown, focused=listing.has_focus_within)


def _beside(title: str, note: Text, width: int) -> Text:
    """A figure at the right of a heading, as much of it as there is room for beside the title."""
    if not width or not plain(note):
        return note
    return tuple(
        Span(span.text, "dim" if span.tone == "plain" else span.tone)
        for span in whole_parts(note, max(0, width - safe.width(title) - 8))
    )


def _waiting(error: FlochatError | None, echoes: bool, width: int) -> Sequence[Text]:
    """What stands where a picture would be."""
    if error is None:
        return ((Span("reading…", "dim"),),)
    if echoes:
        return ((Span(words.SAME_REASON, "dim"),),)
    texts: tuple[Text, ...] = ((Span(error.happened, "danger"),), dim(words.once_more(error)))
    return [line for text in texts for line in by_sentences(text, width)]
