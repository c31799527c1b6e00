# SPDX-License-Identifier: MIT
"""The main screen: the one place where keys and clicks become actions, and what happens is told.

What sorts by a heading is imported when one is clicked, and what can be done with people when a key does nothing here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING
from weakref import WeakSet

from textual import events

from flotui.api.catalogue import Risk
from flotui.api.errors import FlochatError
from flotui.config.errors import ConfigError
from flotui.config.keynames import key_name
from flotui.resources.ask import Cancelled
from flotui.resources.base import Action, Context
from flotui.resources.keys import key_of
from flotui.text.plural import count
from flotui.ui import areas
from flotui.ui.around import MayBeHeldBack
from flotui.ui.dry_runs import DryRuns
from flotui.ui.moving import NEXT, PREVIOUS
from flotui.ui.navigation import NavigatedScreen
from flotui.ui.notices import naming
from flotui.ui.panels.base import Panel
from flotui.ui.panels.told import Arrived, Followed, Titled
from flotui.ui.patience import NOTHING
from flotui.ui.presses import SOONEST, Astray, Judge, Typed, Verdict
from flotui.ui.shell import Shell
from flotui.ui.typeahead import CatchesUp
from flotui.ui.widgets.lines import Lines
from flotui.ui.widgets.messages import NOTHING_YET, Unopened
from flotui.ui.widgets.typed import is_text
from flotui.workspace import (
    DryRun,
    Event,
    Journaled,
    Noticed,
    NotSentYet,
    Progressed,
    QuotaTold,
    Unauthorised,
    Worked,
)
from flotui.workspace.comparing import NothingToDo

if TYPE_CHECKING:  # not before there is a list
    from flotui.ui.panels.foot import Foot
    from flotui.ui.panels.listing import Listing

_log = logging.getLogger(__name__)


_SLOW = 1.0
"""Seconds after which it is said that keys wait for the host."""
_STILL_MOVING = "The cursor isn't on its row yet, so that key did nothing. Press it again."
_BESIDES_TEXT = frozenset({"escape", "tab", "ctrl+c", "ctrl+q", "f1", "f5"})
"""Keys that no text line has a use for: they are the program's while one is typed into."""


class MainScreen(NavigatedScreen):
    """Header, the panels, footer, and what a key or a click does there."""

    DEFAULT_CSS = """
    MainScreen { layout: vertical; }
    """

    def __init__(self, shell: Shell) -> None:
        """
        Args:
            shell: the app whose screen it is.
        """
        super().__init__(shell)
        self._dry_runs = DryRuns(self, lambda: shell.ask)
        self.astray = Astray()
        """The keys that follow one that was refused."""
        self._followers: WeakSet[object] = WeakSet()
        """What follows something."""
        self._may_be_held = False
        """Whether a key that comes again came late enough for one that is held down."""

    def edit_cells(self) -> None:
        """Have cells of what is open edited where they stand; where they can't be, what is typed on is no command."""
        context = self.panel.context(None, self._shell.ask)
        if context is None or not self.panel.edit_cells(context, self._shell.keys):
            self.astray.begin()

    def on_listing_opened(self, event: Listing.Opened) -> None:
        """Enter: the resource's own action, or the detail."""
        resource = event.listing.resource
        if resource is None or event.late:
            return
        if resource.opens:
            action = next(each for each in resource.actions if each.id == resource.opens)
            self.perform(action)
        elif event.listing is self.browser.listing:
            self._leave()
            self.browser.open(event.row)
        self.put_footer()

    def on_table_unopened(self, event: Unopened) -> None:
        """Enter where no row is: in a list of chats, what is typed on was meant for the one that it would have opened."""
        event.stop()
        self.say(_STILL_MOVING if self._moves_wait else NOTHING_YET, "warn")
        if self.resource is not None and self.resource.walked is not None:
            self.astray.begin()

    def on_listing_arrived(self, event: Arrived) -> None:
        """Notify the person through the terminal, where they don't look at the window."""
        resource = event.resource
        one = resource.singular or "row"
        self._shell.tell_arrived(f"{count(event.number)} new: {one if event.number == 1 else resource.title}")

    def on_listing_followed(self, event: Followed) -> None:
        """Know whether somebody looks while anything is followed."""
        (self._followers.add if event.on else self._followers.discard)(event.by)
        self._shell.watch_focus(bool(self._followers))

    def on_foot_performs(self, event: Foot.Performs) -> None:
        """Carry out what a reply line wants."""
        self.perform(event.action)

    def on_listing_said(self, event: Listing.Said) -> None:
        """Show the sentence until the next key."""
        self.say(event.text, "warn")

    def on_listing_titled(self, event: Titled) -> None:
        """Update header and footer: title, age or number of rows is another."""
        self.put_header()
        self.put_footer()
        if event.reveal is not None:
            event.reveal()

    def on_descendant_focus(self) -> None:
        """Update the footer: another widget has the focus."""
        self.put_footer()

    # -- The mouse --------------------------------------------------------------------------------

    def on_lines_clicked(self, event: Lines.Clicked) -> None:
        """Do what is there, unless something is about to open: that would be what it is for."""
        event.stop()
        if self._shell.keys.holds:
            return
        if event.does.startswith(areas.GO):
            self.go(event.does.removeprefix(areas.GO))
        for action in self.offered():
            if action.id == event.does:
                self.unsay()
                self.perform(action)
                return

    def on_panel_wanted(self, event: Panel.Wanted) -> None:
        """Run what the mouse asked for, unless something is about to open."""
        event.stop()
        if not self._shell.keys.holds:
            self.perform(event.action)

    def on_listing_headed(self, event: Listing.Headed) -> None:
        """Sort by the column whose title was clicked."""
        from flotui.ui.arrange import sort_by  # not before somebody sorts

        event.stop()
        sort_by(self, event.listing, event.column)

    # -- Keys -------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Run the action that a key stands for. A text line that has the focus owns the keys that edit text."""
        self.unsay(event.time)
        if (
            is_text(self.focused)
            and event.key not in _BESIDES_TEXT
            and not self.works_while_typing(event.key)
        ):
            return
        action = self._shell.keymap.find(event.key, self.offered())
        if action is None:
            self._lead_nowhere(event.key)
            return
        event.stop()
        event.prevent_default()
        if action.needs != "nothing" and self._moves_wait:
            self.say(_STILL_MOVING, "warn")
            return
        self.perform(action)

    @property
    def _moves_wait(self) -> bool:
        """Whether the row under the cursor isn't the one that is meant."""
        return self.panel.active is not None and self.panel.active.table.moves_wait

    def _lead_nowhere(self, key: str) -> None:
        """Say that a key does nothing here which elsewhere opens what one types in: what is typed on was meant for it."""
        for name, which in ((NEXT, "next"), (PREVIOUS, "previous")):
            if self._shell.keymap.runs(key, name):
                self.say(f"There is no {which} chat here.", "warn")
                self.astray.begin()
                return
        if key in self.active_bindings:
            return
        if self._shell.keymap.marks(key):
            self.say("Rows can't be marked here.", "warn")
            return
        from flotui.resources.subscribers import SUBSCRIBERS  # not before a key does nothing

        keys = self._shell.keymap.keys
        if any(key in keys(each) and each.risk is not Risk.READ for each in SUBSCRIBERS.actions):
            if self.notice.shown is None:
                self.say(f"{key_name(key)} does nothing here.", "warn")
            self.astray.begin()

    def judge(self, typed: Typed) -> Verdict:
        """Say whether a press counts: a key that is held down writes once, and goes no further than a dialog."""
        self.panel.seen()
        self.panel.keep_up()
        if not is_text(self.focused) and self.panel.meant_for_a_cell(typed):
            self._say_dropped(typed)
            return Verdict.DROP
        if is_text(self.focused):
            self.astray.end()
            return self.focused.judge(typed) if isinstance(self.focused, Judge) else Verdict.TAKE
        if isinstance(self.focused, Judge):
            return self.focused.judge(typed)
        if self.astray.takes(typed):
            if self.notice.shown is None:
                self.say("That was typed at once, so it did nothing: nothing can be written here.", "warn")
            return Verdict.DROP
        if not typed.repeated:
            return Verdict.TAKE
        if typed.number == 2:
            self._may_be_held = typed.at - typed.since >= SOONEST
        action = self._shell.keymap.find(typed.key, self.offered())
        if action is not None and action.id == "app.back" and self.at_edge:
            return self._leaves_area(typed)
        writes = action is not None and action.risk is not Risk.READ
        if not writes and not typed.since <= self._shell.keys.turned_at < typed.at:
            return Verdict.TAKE
        if typed.number == 2:
            return Verdict.WAIT
        # Why the first press did nothing counts more, such as what can't be undone.
        tells_why = (
            self.notice.shown is not None
            and self.notice.shown[1] != "good"
            and self.notice.told_at >= typed.since
        )
        if writes and typed.number == 3 and not tells_why:
            self.say(f"{typed.key} is held down: only its first press counts.", "warn")
        return Verdict.DROP

    def _leaves_area(self, typed: Typed) -> Verdict:
        """Say whether a key that comes again leads out of the area: not where it is held down."""
        if not self._may_be_held:
            return Verdict.TAKE
        if typed.number == 2:
            return Verdict.WAIT
        self.say(f"{key_of('app.back')} is held down: it leaves the area when it is pressed again.", "warn")
        return Verdict.DROP

    def _say_dropped(self, typed: Typed) -> None:
        """Say that a digit was typed for no cell, once for all that follow it."""
        sentence = "was typed after the last cell, so it did nothing. Press another key first, such as ↓."
        if self.notice.shown is None or sentence not in self.notice.shown[0]:
            self.say(f"{typed.character} {sentence}", "warn")

    async def opened(self) -> None:
        """Return when what was opened last has the keys, or can't be opened: then what is typed on is no command.

        That isn't over before the host has said whether there is such a row: until then what is typed may be meant for
        it.
        """
        await self.have_lists()
        if is_text(self.focused):
            return
        said = f"Waiting for the host's list. Press {key_of('app.back')} to cancel."
        saying = self.set_timer(_SLOW, partial(self.say_for_now, said))
        try:
            why = await self.panel.entered()
        finally:
            saying.stop()
        if self.is_said_for_now(said):
            self.end_for_now()
        if why:
            self.say(why, "warn")
            self.astray.begin()

    def stop_opening(self) -> bool:
        """Have no key wait any longer for what is about to open; whether one did."""
        return self.panel.stop_opening()

    async def caught_up(self, key: str) -> None:
        """Return when a key can be about what is on screen.

        A line to type in need not wait for that but knows itself, and neither does what is about no row: to go
        elsewhere, say.

        Args:
            key: which.
        """
        await self.have_lists()
        if is_text(self.focused):
            if isinstance(self.focused, CatchesUp):
                await self.focused.caught_up(key)
            return
        action = self._shell.keymap.find(key, self.offered())
        if action is None or action.needs != "nothing":
            await self.panel.caught_up()

    def offered(self) -> tuple[Action[object], ...]:
        """The actions that can be run here, nearest first."""
        nearer = self.panel.actions()
        taken = {action.instead_of for action in nearer}
        return (*nearer, *(action for action in self.globals if action.id not in taken))

    def perform(self, action: Action[object]) -> None:
        """Run an action, or say why it can't be run."""
        if action in self.globals:
            self._shell.start(action, None)
            return
        context = self.panel.context(action, self._shell.ask)
        if context is None:
            return
        if self.refuses(action, context):
            return
        if action.opens_chat:
            self.astray.begin()
        self._shell.start(action, context)

    def refuses(self, action: Action[object], context: Context[object]) -> bool:
        """Say why an action can't be run, and whether it can't."""
        refusal = action.refusal(context) or self.panel.refusal(action)
        if refusal:
            self.say(refusal, "warn")
            self.astray.begin()
        return bool(refusal)

    def say_too_late(self) -> None:
        """Say that a job has ended that somebody wanted to stop: what is typed on was meant for the question."""
        self.say("The job has just ended: there is nothing to stop.")
        self.astray.begin()

    def received(self, event: Event) -> None:
        """Follow what happens in the workspace."""
        for panel in self._panels.values():
            panel.received(event)
        if isinstance(event, Noticed):
            self.say(event.text, "danger" if event.danger else "warn")
        elif isinstance(event, NotSentYet):
            self.held_back(event.why)
            front = self.app.screen
            if front is not self and isinstance(front, MayBeHeldBack):
                front.held_back(event.why)
        elif isinstance(event, QuotaTold):
            self.put_header()
        elif isinstance(event, Progressed):
            self._progress = None if event.done == event.of else event
            if event.verb == "read":
                self._shell.keys.let_go()
            self.put_header()
        elif isinstance(event, Worked):
            self._follow(event.job, said=event.looked_on)
        elif isinstance(event, DryRun):
            self._dry_runs.take(event)
        elif isinstance(event, Unauthorised):
            self._shell.authorizing.again(event.error)
        elif isinstance(event, Journaled):
            self._shell.count_unknown()

    def fail(
        self,
        error: BaseException,
        action: Action[object],
        *,
        of: str = "",
        about: str = "",
        elsewhere: bool = True,
        lost: bool = False,
    ) -> None:
        """Say what kept an action from being done.

        Args:
            error: what was raised.
            action: which.
            of: the bot that it was about, where another one is open by now.
            about: what the row is called that it was about; empty where it was about none, or several.
            elsewhere: whether another one is on screen by now, or may be.
            lost: whether what was typed for what it would have opened was dropped.
        """
        named = about if elsewhere else ""
        also = f" {NOTHING}" if lost else ""
        where = "".join(naming(each, str(error)) for each in (of, named))
        if isinstance(error, Cancelled):
            return
        if isinstance(error, FlochatError | ConfigError):
            if isinstance(error, NothingToDo):
                self.say(f"{where}{error}")
            else:
                self.say_failed(f"{where}{error}{also}", about)
        else:
            _log.error("%s failed", action.id, exc_info=error)
            self.say_failed(
                f"{where}{action.title} failed because of a bug in flotui. Nothing more was sent. See the log.{also}",
                about,
            )

    def choosable(self) -> Iterable[tuple[Action[object], str]]:
        """Every action that can be run here, and why not where it can't, for the palette."""
        for action in self.offered():
            context = None if action in self.globals else self.panel.context(action, self._shell.ask)
            yield action, (action.refusal(context) or "") if context is not None else ""
