# SPDX-License-Identifier: MIT
"""Today on screen: its groups on one board, painted from the cache, then asked for in a call each at most.

Nothing is asked by itself: only on coming to it, and on request. What happens in the program itself, an edit or an answer
of the host, is taken in from what is here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from functools import partial

from textual.app import ComposeResult

from flotui.api.errors import FlochatError, NotAuthorised
from flotui.api.pacer import Purpose, on_behalf
from flotui.repositories.snapshot import Snapshot
from flotui.resources import registry, today
from flotui.resources.ask import Ask, Cancelled
from flotui.resources.base import Action, Context, Query, Resource, RowSource
from flotui.resources.keys import USUAL, key_of, with_keys
from flotui.resources.text import Span, Text, dim, spans
from flotui.resources.today.common import TodayList
from flotui.resources.unset_zone import unset_zone
from flotui.text.glyphs import glyph
from flotui.text.moments import age
from flotui.ui import curtain, latest
from flotui.ui.around import app_of
from flotui.ui.moving import FOLLOW, NEXT
from flotui.ui.panels import words
from flotui.ui.panels.base import Destination, Panel
from flotui.ui.panels.follower import Follower, begun
from flotui.ui.panels.told import Arrived, Followed, Titled
from flotui.ui.patience import wait_with_keys
from flotui.ui.widgets.block import Block
from flotui.ui.widgets.board import Board
from flotui.ui.widgets.lines import Lines
from flotui.ui.widgets.messages import NOTHING_YET
from flotui.workspace import Changed, Event, Renewed, Workspace
from flotui.workspace.comparing import NothingToDo

_log = logging.getLogger(__name__)

_GATHERED = 0.3
"""Seconds in which what happens is gathered, before it is taken in."""
_BUG = "A bug in flotui: see the log."
"""What is said of a group whose reading failed as nobody foresaw; short, as there is half a line for it."""


class Today(Panel):
    """All groups of Today."""

    finds = today.FINDS

    DEFAULT_CSS = """
    Today { height: 1fr; layout: vertical; }
    Today > #zone, Today > #pressing { display: none; }
    Today.zoneless > #zone, Today.pressed > #pressing { display: block; }
    """

    def __init__(self) -> None:
        """Make it empty; `go` fills it."""
        super().__init__()
        self._board = Board()
        self._pressing = Lines(1, id="pressing")
        self._zone = Lines(1, id="zone")
        self._curtain = curtain.Curtain()
        self._workspace: Workspace | None = None
        self._lists: dict[str, TodayList[object]] = {}
        self._blocks: dict[str, Block] = {}
        self._found: dict[str, Snapshot[RowSource[object]]] = {}
        self._failed: dict[str, str] = {}
        """By its id, what kept a group from being read, where no answer says so."""
        self._here = asyncio.Event()
        self._answered = asyncio.Event()
        """Set whenever a group has been read."""
        self._due: set[str] = set()
        self._painted = False
        """Whether what was here has been on screen once."""
        self._followers: dict[str, Follower] = {}
        """By its id, what has a group read again and again."""
        self._follow_action: Action[object] = Action(
            FOLLOW,
            "Follow what comes in",
            USUAL[FOLLOW],
            self._toggle,
            hint="follow",
            needs="nothing",
            unless=self._asks_nothing,
        )
        self._next_action: Action[object] = Action(
            NEXT,
            "Open the chat of whoever waits longest",
            USUAL[NEXT],
            self._open_first,
            needs="nothing",
            leads=True,
            opens_chat=True,
        )

    def compose(self) -> ComposeResult:
        """The board, a line for what must not be missed below its first screen, and one for what makes ages unsure."""
        yield self._board
        yield self._pressing
        yield self._zone

    # -- What it shows ----------------------------------------------------------------------------

    def go(self, workspace: Workspace, resource: Resource[object], to: Destination) -> None:
        """Show what is here, take the focus, and ask for what is too old.

        Args:
            workspace: the open bot.
            resource: Today.
            to: the id of the group to put the cursor in, as a row's; it is seen as a whole.
        """
        anew = workspace is not self._workspace
        self.resource, self._workspace = resource, workspace
        if anew:
            self._end_following()
            self._here.clear()
            self._found.clear()
            self._failed.clear()
            self._lists = {group.id: today.list_of(group) for group in today.chosen(workspace.memory.groups)}
            self._blocks = {
                group.id: Block(group, self._lists[group.id].columns, self._lists[group.id].row_id)
                for group in today.chosen(workspace.memory.groups)
            }
            self._curtain.close(self.app, curtain.OPENING)
        latest.start(self, "read", partial(self._read, to.row_id or ""))

    async def _read(self, group: str, *, force: bool = False) -> None:
        """Show what is here; then ask for what is too old, or for all of it.

        Args:
            group: the id of the group to put the cursor in; empty for where it is.
            force: whether to ask for what is young too.
        """
        if self.display:
            latest.focus(self._board)
        if not force:
            await self._take_in(tuple(self._lists))
            if group:
                self._board.go(group)
            self._curtain.open()
        if not self._painted:
            await self._paint()
        asked = [name for name in self._lists if self._asks(name) and (force or self._is_old(name))]
        await asyncio.gather(*(self._ask(name, force) for name in asked))
        if asked:
            await self._take_in([name for name in self._lists if name not in asked])

    async def _paint(self) -> None:
        """Have what is here on screen, before what else takes time: asking the host, and what rows' own lists offer."""
        done = asyncio.Event()
        self.call_after_refresh(done.set)
        await done.wait()
        self._painted = True
        self.post_message(Titled(self))

    def _asks(self, name: str) -> bool:
        """Whether a group asks the host at all."""
        resource = self._lists[name]
        return resource.asks and bool(resource.operations) and self._open(name)

    def _open(self, name: str) -> bool:
        """Whether this bot offers a group, and this key may see it."""
        workspace, resource = self._workspace, self._lists[name]
        return workspace is None or workspace.unavailable(resource.operations) is None

    @property
    def _chats(self) -> str:
        """The id of the group whose rows open a chat; empty where it isn't shown."""
        return next((name for name, shown in self._lists.items() if shown.actions[0].opens_chat), "")

    def _is_read(self, name: str) -> bool:
        return name in self._found and self._found[name].value.known

    def _is_asked(self, name: str) -> bool:
        """Whether the host is still to answer for a group of which nothing is here."""
        found = self._found.get(name)
        failed = name in self._failed or (found is not None and found.error is not None)
        return not self._is_read(name) and not failed and self._asks(name)

    def _is_old(self, name: str) -> bool:
        found = self._found.get(name)
        return found is None or found.stale or found.fetched_at is None

    async def _take_in(self, names: Collection[str]) -> None:
        """Show what is here of some groups; the host is not asked.

        Args:
            names: the ids of the groups.
        """
        assert self._workspace is not None
        with self._workspace.reader.only_here():
            for name in names:
                await self._read_one(name, force=False)
        self._here.set()
        self._put()

    async def _ask(self, name: str, force: bool) -> None:
        """Ask the host for one group, in a call at most."""
        assert self._workspace is not None
        with self._workspace.reader.one_page():
            await self._read_one(name, force=force)
        self._put()

    async def _read_one(self, name: str, *, force: bool) -> None:
        workspace, resource = self._workspace, self._lists[name]
        assert workspace is not None
        try:
            async for found in resource.read(workspace, Query(force=force)):
                before = self._found.get(name)
                if found.error is None and before is not None and before.error is not None and found.stale:
                    found = Snapshot(found.value, found.fetched_at, found.source, True, before.error)
                self._found[name] = found
                self._failed.pop(name, None)
        except FlochatError as error:
            self._fail(name, error)
        except Exception as error:
            self._failed[name] = _BUG
            _log.error("reading %s failed", resource.id, exc_info=error)

    def _fail(self, name: str, error: FlochatError) -> None:
        before = self._found.get(name)
        if before is not None:
            self._found[name] = Snapshot(before.value, before.fetched_at, before.source, True, error)
        else:
            self._failed[name] = error.happened

    def _put(self) -> None:
        """Draw what was read; what the bot doesn't offer leaves no hole."""
        shown: list[Block] = []
        troubles: set[str] = set()
        for name, block in self._blocks.items():
            found = self._found.get(name)
            if not self._open(name):
                continue
            rows = (found.value.in_memory or ()) if found is not None else ()
            block.put(tuple(rows), here=block is self._board.here)
            block.note = self._note(name)
            block.message = self._said(name, troubles)
            shown.append(block)
        self._board.place(shown, today.is_wide)
        self._answered.set()
        self._put_pressing()
        if unset := unset_zone():
            self._zone.put_whole(dim(unset), most=2)
        self.set_class(bool(unset), "zoneless")
        self.post_message(Titled(self))

    def keep_up(self) -> None:
        """Have the ages in the groups move on with the time, once somebody looks."""
        if aged := [block for block in self._blocks.values() if block.painter.aged]:
            for block in aged:
                block.painter.forget()
            self._put()

    def _put_pressing(self) -> None:
        """Say what must not be missed of the groups that are below the first screen."""
        below = [block for name, block in self._blocks.items() if self._board.is_below(name)]
        told = next((text for block in below if (text := self._pressing_of(block))), ())
        self._pressing.put(0, (Span(" "), *told))
        self.set_class(bool(told), "pressed")

    def _pressing_of(self, block: Block) -> tuple[Span, ...]:
        """What of a group must not be missed, behind its title; nothing where there is nothing."""
        found = self._lists[block.group.id].pressing(block.rows)
        return (Span(f"{block.group.title}: ", "strong"), *spans(found)) if found else ()

    def on_resize(self) -> None:
        """Other groups may be below the first screen."""
        self.call_after_refresh(self._put_pressing)

    def _note(self, name: str) -> Text:
        """What a group comes to, and how old it is."""
        found, resource = self._found.get(name), self._lists[name]
        if found is None or not found.value.known:
            return ""
        if name in self._failed:
            return (Span(f"{glyph('attention')} {self._failed[name]}", "danger"),)
        old = age(found.fetched_at) if found.fetched_at is not None and resource.operations else ""
        if found.error is not None:
            return (Span(f"{glyph('attention')} not refreshed · {old} old", "warn"),)
        sums = resource.sums(found.value.in_memory or ()) if resource.sums is not None else ""
        followed = self._followers[name].words if name in self._followers else ""
        return (Span(" · ".join(filter(None, (sums, followed, old))), "dim"),)

    def _said(self, name: str, troubles: set[str]) -> Text:
        """What is there instead of rows.

        Args:
            name: the group's id.
            troubles: what groups before it say that kept them from being read; this one's is added.
        """
        found, resource = self._found.get(name), self._lists[name]
        if name in self._failed:
            again = f" {key_of('app.refresh')} tries again."
            return (Span(self._failed[name], "danger"), Span(again, "dim"))
        if found is not None and found.value.known:
            return with_keys(resource.empty)
        if found is not None and found.error is not None:
            if found.error.happened in troubles:
                return words.SAME_REASON
            troubles.add(found.error.happened)
            again = f" {key_of('app.refresh')} tries again."
            log_in = f" {key_of('app.authorize')} logs in."
            next_step = log_in if isinstance(found.error, NotAuthorised) else again
            return (Span(found.error.happened, "danger"), Span(next_step, "dim"))
        return "reading…" if self._asks(name) else "Not read yet: enter opens the list."

    # -- What the keys are for --------------------------------------------------------------------

    @property
    def _row(self) -> object | None:
        return self._board.here.row if self._board.here is not None else None

    @property
    def _lent(self) -> Resource[object] | None:
        """The list whose actions work on the row under the cursor; it is loaded after the first paint."""
        if not self._painted:
            return None
        block, row = self._board.here, self._row
        if block is None or row is None:
            return None
        shown = self._lists[block.group.id]
        lends = bool(shown.acts_as) and shown.row_there(row) is not None
        return registry.resource(shown.acts_as) if lends else None

    def actions(self) -> tuple[Action[object], ...]:
        """What enter does, then what the row's own list offers."""
        block = self._board.here
        if block is None:
            return ()
        own = self._lists[block.group.id].actions
        lent = self._lent
        waits = (self._next_action,) if self._chats and self._open(self._chats) else ()
        return (*own, *waits, *(lent.actions if lent is not None else ()), self._follow_action)

    def context(self, action: Action[object] | None, ask: Ask) -> Context[object] | None:
        """What an action is given: the row under the cursor, as its own list has it."""
        block, row = self._board.here, self._row
        if self._workspace is None or block is None:
            return None
        own, lent = self._lists[block.group.id], self._lent
        rows = () if row is None else (row,)
        if lent is None or action in (*own.actions, self._follow_action, self._next_action):
            return Context(self._workspace, own, rows, ask, None, Query())
        return Context(self._workspace, lent, tuple(map(own.row_there, rows)), ask, None, Query())

    async def _open_first(self, context: Context[object]) -> None:
        """Open the chat of whoever waits longest, wherever the cursor is.

        Raises:
            NothingToDo: where nobody is listed; what is typed on was meant for them.
            Cancelled: when the person went elsewhere before that was known.
        """
        if self._is_asked(self._chats):
            await wait_with_keys(app_of(self).keys, self._answer_comes)
        if not self.display:
            raise Cancelled
        rows, waiting = tuple(self._blocks[self._chats].rows[:1]), self._lists[self._chats]
        if not rows:
            raise NothingToDo(with_keys(waiting.empty) if self._is_read(self._chats) else NOTHING_YET)
        await waiting.actions[0].run(Context(context.workspace, waiting, rows, context.ask))

    async def _answer_comes(self) -> None:
        """Return when it is known who waits, or can't be."""
        while self._is_asked(self._chats):
            self._answered.clear()
            await self._answered.wait()

    def on_board_moved(self, event: Board.Moved) -> None:
        """Update the footer: the group under the cursor has its own actions."""
        event.stop()
        self.post_message(Titled(self))

    def on_board_opened(self, event: Board.Opened) -> None:
        """A row was clicked twice."""
        event.stop()
        if self._board.here is not None:
            self.post_message(self.Wanted(self._lists[self._board.here.group.id].actions[0]))

    def switch(self, by: int = 1) -> None:
        """Go to the next group, or the one before."""
        self._board.step(by)

    def reread(self) -> None:
        """Ask the host for all of it again, in six calls at most."""
        latest.start(self, "read", partial(self._read, "", force=True))

    # -- Again and again --------------------------------------------------------------------------

    def _asks_nothing(self, context: Context[object]) -> str | None:
        block = self._board.here
        if block is None or self._asks(block.group.id):
            return None
        return f"{block.group.title} is always up to date: it isn't read from the host."

    async def _toggle(self, context: Context[object]) -> None:
        """Follow the group with the cursor, or no longer."""
        block = self._board.here
        if block is None or self._workspace is None:
            return
        name = block.group.id
        if name in self._followers:
            self._followers.pop(name).end()
            context.ask.say("No longer following.")
        else:
            follower = Follower(self._board, partial(self._begin_poll, name), self._put)
            self._followers[name] = follower
            follower.begin(self._workspace, self._lists[name].every)
            context.ask.say(begun(self._workspace.following, self._lists[name].every))
        self.post_message(Followed(self, bool(self._followers)))
        self._put()

    def _begin_poll(self, name: str) -> None:
        latest.start(self, f"follow-{name}", partial(self._poll, name))

    async def _poll(self, name: str) -> None:
        """Ask for a group once more, in a call; mark what is new, and tell of it."""
        assert self._workspace is not None
        block, resource = self._blocks[name], self._lists[name]
        before, known = self._arrivals(name), name in self._found
        with on_behalf(Purpose.BACKGROUND), self._workspace.following.reading():
            await self._ask(name, True)
        new = self._arrivals(name) - before
        if new and known:
            block.new |= {resource.row_id(row) for row in block.rows if resource.arrivals(row) & new}
            self._put()
            of = registry.resource(resource.arrives_in)
            self.post_message(Arrived(of or resource, len(new)))

    def _arrivals(self, name: str) -> frozenset[str]:
        """The ids of what a group tells of now."""
        return frozenset().union(*map(self._lists[name].arrivals, self._blocks[name].rows))

    def seen(self) -> None:
        """A key was pressed: nothing is new any more."""
        for block in self._blocks.values():
            if block.new:
                block.new = frozenset()
                self._put()

    def _end_following(self) -> None:
        for follower in self._followers.values():
            follower.end()
        self._followers.clear()

    def forget(self) -> None:
        """Another bot is open."""
        self._end_following()
        self._workspace = None
        self._found.clear()

    # -- What happens elsewhere -------------------------------------------------------------------

    def received(self, event: Event) -> None:
        """Take in what happens, a little later: from what is here, and only where it is seen."""
        if self._workspace is None:
            return
        names = {name for name, resource in self._lists.items() if _concerns(event, resource)}
        if names and not self._due:
            self.set_timer(_GATHERED, self._catch_up)
        self._due |= names

    def _catch_up(self) -> None:
        due, self._due = frozenset(self._due), set()
        if self.display and self._workspace is not None and self._here.is_set():
            latest.start(self, "here", partial(self._take_in, [name for name in self._lists if name in due]))

    async def caught_up(self) -> None:
        """Wait until the rows that are loaded have been drawn."""
        await self._here.wait()

    @property
    def age(self) -> str:
        """How old the oldest of it is, in words."""
        shown = {name: found for name, found in self._found.items() if self._open(name)}
        times = [
            found.fetched_at
            for name, found in shown.items()
            if self._lists[name].operations and found.fetched_at is not None
        ]
        errors = [found.error for found in shown.values() if found.error is not None]
        return words.told_age(min(times), errors[0] if errors else None) if times else ""


def _concerns(event: Event, resource: Resource[object]) -> bool:
    """Whether something that happened may change what a group shows."""
    if isinstance(event, Changed):
        touched = event.operations.intersection(resource.operations)
        return bool(touched) or any(name in resource.made_of for name, _ in event.rows)
    if isinstance(event, Renewed):
        return not event.resources or not resource.operations
    return bool(resource.made_by) and isinstance(event, resource.made_by)
