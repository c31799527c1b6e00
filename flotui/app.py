# SPDX-License-Identifier: MIT
"""The app: it opens a bot, shows it, and runs what the person asks for.

What the first paint doesn't need is imported after it: what greets, keeps drafts, and asks about jobs.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from rich.text import Text
from textual import events
from textual.screen import Screen

from flotui.audience.opening import open_bot
from flotui.config.errors import ConfigError
from flotui.config.exits import Exit
from flotui.config.habits import Habits
from flotui.config.options import RunOptions
from flotui.config.paths import holds_some
from flotui.config.places import Places
from flotui.config.profile import Profile
from flotui.config.profiles import other_bots
from flotui.resources.ask import Cancelled
from flotui.resources.base import Action, Context
from flotui.resources.keys import follow
from flotui.resources.loading import load
from flotui.store.entry import Outcome
from flotui.store.trouble import StoreFailed
from flotui.text.plural import counted
from flotui.ui import clipboard, curtain, latest, themes
from flotui.ui.around import Speaks
from flotui.ui.ask import Dialogs
from flotui.ui.authorizing import Authorizing
from flotui.ui.commands import REPAINT, SUSPEND
from flotui.ui.gathering import Gathering
from flotui.ui.keeping import Keeping
from flotui.ui.keymap import Keymap
from flotui.ui.keypath import KeyPath
from flotui.ui.leaving import Leaving
from flotui.ui.running import Running
from flotui.ui.screen import MainScreen
from flotui.ui.selecting import Selecting
from flotui.ui.terminal import driver, inner, lending, notice, scrolling, suspending
from flotui.ui.terminal.driver import Driver
from flotui.ui.terminal.failing import EndsInOrder
from flotui.ui.terminal.translator import Looked
from flotui.ui.typeahead import INTERRUPT
from flotui.workspace import Event, Journaled, Noticed, Switches, Workspace
from flotui.workspace.in_sight import names_from_the_start

if TYPE_CHECKING:
    from collections.abc import Callable

    from flotui.ui import working
    from flotui.ui.drafts import Drafts
    from flotui.ui.typeahead import Hold

_log = logging.getLogger(__name__)

_UNHURRIED = 2.0
"""Seconds that the first list's rows are waited for, before what it does not need is done."""
NAMES_AFTER = 10.0
"""Seconds after a bot was opened when the names of agents and sub-flows are read, where they never were."""


class FlotuiApp(EndsInOrder[int], themes.KeepsColours[int], KeyPath[int], inherit_bindings=False):
    """The program on screen. It has none of Textual's own keys: one of those quits without asking."""

    TITLE = "flotui"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False  # see `Selecting`

    def __init__(self, options: RunOptions) -> None:
        """
        Args:
            options: what the command line asked for.
        """
        themes.draw_in_ascii(options.preferences.ascii)
        scrolls = scrolling.is_allowed(options.preferences.terminal.scroll, os.environ)
        super().__init__(driver_class=cast("type[Driver]", partial(Driver, scrolls=scrolls)))
        inner.without_notices(self)
        self.options = options
        """What the command line asked for."""
        self.workspace: Workspace | None = None
        """The open bot; None on a first run."""
        self.keymap = Keymap(options.preferences.keys)
        """Which key runs what."""
        follow(options.preferences.keys)
        self.set_keymap(self.keymap.moves)
        self.unknown = 0
        """How many writes are of unknown outcome."""
        self.unfinished = 0
        """How many jobs were paused, or ended with the program that ran them, and may go on."""
        self.other_bots: tuple[str, ...] = ()
        """What the bots of the other profiles are called."""
        self.clipboard_file = options.paths.state / "clipboard.txt"
        """Where what was copied can be had if the terminal ignores it."""
        self.drafts = options.paths.state / "drafts"
        """Where what an editor wrote stays, when it can't be taken back."""
        self.looked_at = True
        """Whether somebody looks at the window, as far as the terminal says."""
        self.last_words = ""
        """What is said in the shell once it has ended."""
        self.main = MainScreen(self)
        """The screen under all dialogs."""
        self.ask = Dialogs(
            self,
            say=self.main.say,
            go=self.main.lead,
            show_row=self.main.show_row,
            cells=self.main.edit_cells,
            clipboard_file=self.clipboard_file,
            keys=self.keys,
            asked=options.preferences.confirm,
            drafts=self.form_drafts,
            bot=lambda: self.workspace,
        )
        """How actions ask the person, and tell, about the bot that is open when they begin."""
        self.running = Running(self, self.main, ask=lambda: self.ask, keys=self.keys)
        """The actions that run."""
        self.authorizing = Authorizing(self, self.main, partial(self._ask, "bots:authorize"))
        """Asks for another API key when the host refuses the one there is."""
        self._keeping = Keeping(self, self.main, Places(options.paths))
        self._leaving = Leaving(self, self.main, self._keeping)
        self._gathering = Gathering(self.main.received)
        self._selecting = Selecting(self, self._copy_selected)
        self.keys.on_forgotten = self._tell_dropped
        usual = themes.TERMINAL if options.few_colors else themes.DARK
        # Another Textual may lack one that was known when it was named.
        wished = (options.theme, options.preferences.theme, Habits(options.paths).theme, usual)
        themes.register(self, *filter(None, wished))

    def get_default_screen(self) -> Screen[Any]:
        """The one screen there is; dialogs stand over it."""
        return self.main

    async def on_mount(self) -> None:
        """Open the bot, show what the cache has of it, and leave the rest for after the first paint."""
        profile = self.options.profile
        if profile is None:
            self.call_after_refresh(self._settle_in)
            self.run_worker(self._ask("bots:first_run"), group="first run", exit_on_error=False)
            return
        closed = curtain.Curtain()
        closed.close(self, curtain.OPENING)  # a screen without the bot would be painted for nothing
        try:
            await self.open(profile, self.options.token, self.options.transport)
        except ConfigError as error:
            self.exit(Exit.USAGE, message=Text(str(error)))
            return
        finally:
            closed.open()
        self.call_after_refresh(self._settle_in)
        if self.workspace is not None and self.workspace.memory.zone_due:
            self.run_worker(self._ask("bots:ask_zone", unbidden=True), group="first run", exit_on_error=False)

    async def _ask(self, where: str, hold: Hold | None = None, **options: object) -> None:
        """Ask the person something about the bot; keys wait until it is there.

        Args:
            where: the function in `ui/` that asks, as `module:name`; it is loaded now.
            hold: has keys wait already.
            options: what it is told.
        """
        with hold or self.keys.hold():
            await load(f"flotui.ui.{where}")(self, **options)

    def _settle_in(self) -> None:
        """What the first screen does not need: once its rows are painted, or after a while without any."""
        self.run_worker(self._settle(), group="greet", exit_on_error=False)

    async def _settle(self) -> None:
        if self.workspace is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_UNHURRIED):
                    await self.main.panel.caught_up()
        self.call_after_refresh(self._greet_now)

    def _greet_now(self) -> None:
        self.run_worker(self._greet(), group="greet", exit_on_error=False)

    async def _greet(self) -> None:
        # What start-up made stays: without this a full collection makes single keys slow.
        gc.freeze()
        gc.enable()
        from flotui.ui.greeting import greet

        await greet(self)

    def on_load(self) -> None:
        """End in order when the connection goes: writes under way are seen through, the journal is closed."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, self._signalled, number)

    def _signalled(self, number: int) -> None:
        if number in (signal.SIGHUP, signal.SIGTERM) or not lending.is_lent(self):
            self.leave_now()

    # -- The bot ----------------------------------------------------------------------------------

    async def open(self, profile: Profile, token: Callable[[], str | None], transport: object = None) -> None:
        """Open a bot in place of the one that is open.

        Args:
            profile: which.
            token: fetches its token.
            transport: an httpx transport, or what returns one.

        Raises:
            Cancelled: when the person would rather stay, because a job runs.
        """
        before, options = self.workspace, self.options
        goes_on = before is not None and (before.jobs_running or before.goes_on)
        jobs = await self._jobs_left_by(profile) if goes_on else ()
        self._keeping.keep()
        paths = options.paths.try_make()
        self.workspace = await open_bot(
            profile,
            token,
            paths,
            options.preferences,
            transport=transport,
            switches=Switches(options.read_only, options.dry_run),
            in_memory=options.no_cache,
        )
        if profile.demo and options.past is not None:
            await options.past(self.workspace.journal)
        self.ask = self.ask.about(self.workspace)
        self.other_bots = other_bots(paths, profile.saved_as)
        self._gathering.forget()
        self.workspace.listen(partial(self._heard, self.ask))
        again = partial(self.ask.ask_again, self.workspace)
        self.workspace.decides(self.ask.decide, self.ask.warn_lost, again, self.ask.ask_anyway)
        self.workspace.consents(self.ask.consent)
        self.workspace.begun = partial(self._begun, self.workspace)
        self.main.forget()
        self.unknown = self.unfinished = 0
        place = self._keeping.open(profile)
        if options.start or (options.fresh and before is None):
            place = None
        await self.main.begin(place, options.start or options.preferences.start or "today")
        self.set_timer(NAMES_AFTER, partial(self._learn_names, self.workspace))
        if before is not None:
            from flotui.ui.greeting import tell_left

            self.run_worker(self._leave(before, jobs), group="close", exit_on_error=False)
            self.run_worker(tell_left(self), group="greet", exit_on_error=False)

    async def _jobs_left_by(self, profile: Profile) -> working.Running:
        """The jobs that run on without this program when another bot is opened."""
        from flotui.ui import working

        return await working.left_by(self, f"Open {profile.title}?", "Stop it; go on in Jobs")

    async def _leave(self, before: Workspace, jobs: working.Running) -> None:
        """Close a bot, and have its jobs run on."""
        await before.close()
        if jobs:
            from flotui.ui import working

            working.run_on(self.options.paths, jobs)

    def _learn_names(self, workspace: Workspace) -> None:
        """Have agents and sub-flows known by their names, once a bot and out of nobody's way."""
        if workspace is self.workspace:
            workspace.background.start("names", names_from_the_start(workspace))

    def tell_arrived(self, text: str) -> None:
        """Tell somebody who looks elsewhere that something came in, as their settings say."""
        notice.give(self, self.options.preferences.watch.notice, text)

    def watch_focus(self, on: bool) -> None:
        """Have the terminal say whether it is looked at, or no longer."""
        self.looked_at = True
        if not self.options.preferences.watch.unseen:
            notice.ask_for_focus(self, on)

    def on_looked(self, event: Looked) -> None:
        """Follow nothing while nobody looks."""
        self.looked_at = event.at

    def form_drafts(self, of: Workspace | None = None) -> Drafts | None:
        """Where drafts of a bot's forms are kept, by default of the open one; the demo's end with it."""
        workspace = of or self.workspace
        if workspace is None or workspace.profile.demo:
            return None
        from flotui.ui.drafts import Drafts

        journal = workspace.journal
        return Drafts(self.drafts, workspace.profile.cache_id, journal.owner, journal.of_attempt)

    async def _begun(self, workspace: Workspace) -> set[str]:
        """The ids of those to whom a reply was begun; without any draft, what reads them isn't loaded."""
        drafts = self.form_drafts(workspace) if holds_some(self.drafts) else None
        return await drafts.people() if drafts is not None else set()

    def _heard(self, ask: Dialogs, event: Event) -> None:
        if ask.elsewhere:  # what comes to its end at the bot that was open before
            if isinstance(event, Noticed):
                ask.say(event.text, "danger" if event.danger else "warn")
            elif isinstance(event, Journaled) and event.entry.outcome is Outcome.UNKNOWN:
                ask.say(f"{event.entry.summary}: the outcome is unknown. It is in Activity there.", "danger")
            return
        if isinstance(event, Journaled):
            # An action that writes has asked what it had to.
            self.keys.let_go(sent=event.entry.outcome is Outcome.INTENDED)
        self._gathering.take(event)

    def count_unknown(self) -> None:
        """Count the writes of unknown outcome again, without anybody waiting for it."""
        latest.start(self, "unknown", self.learn_unknown)

    async def learn_unknown(self) -> None:
        """Count the writes of unknown outcome again, and show their number."""
        if self.workspace is not None:
            await self.workspace.settle_ended()
            with contextlib.suppress(StoreFailed):  # the start has said so
                self.unknown = len(await self.workspace.journal.unknown())
                self.unfinished = len(await self.workspace.working.jobs.unfinished())
            self.main.put_header()

    # -- Actions ----------------------------------------------------------------------------------

    def start(self, action: Action[object], context: Context[object] | None) -> None:
        """Run an action; see `Running.start`."""
        self.running.start(action, context)

    async def on_event(self, event: events.Event) -> None:
        """Have keys wait for their turn; see `TypeAhead`."""
        if isinstance(event, events.InputEvent):
            self._keeping.touch()
        if self._selecting.takes(event):
            return
        if isinstance(event, events.MouseDown) and not event.is_forwarded:
            self.main.pressed(event.screen_offset)
        key = event.key if isinstance(event, events.Key) else ""
        self.looked_at = self.looked_at or bool(key)
        stops = key == INTERRUPT and not self.clears_text
        leaves = len(key) > 1 and self.keymap.runs(key, "app.exit")
        gives_up = leaves or key in (INTERRUPT, "escape")
        if self.workspace is not None and stops:
            self.workspace.reader.give_up()
        if stops and self.writing:
            self.stop()  # also from within the dialog that waits for what is being sent
        elif leaves and self.running.leave_once_replied(self.leave_program):
            pass  # it says so
        elif gives_up and (self.keys.stop_waiting() or self.running.give_up()) and not leaves:
            pass  # the action says so
        elif gives_up and self.main.stop_opening():
            pass  # that is what the key was for: what waits does nothing
        elif isinstance(event, events.Key) and self._suspends(event):
            self.suspend_to_shell()
        elif isinstance(event, events.Key) and not event.is_forwarded and self._is(REPAINT, event):
            self.repaint()
            if self.screen is not self.main:  # a form may lay its text out with it
                await super().on_event(event)
        else:
            await super().on_event(event)

    def _copy_selected(self, text: str) -> None:
        """Copy what was dragged over. It may hold a credential that is shown: no file keeps it."""
        self.ask.copy(text, "selection", secret=True)

    def _suspends(self, event: events.Key) -> bool:
        """Whether a key suspends the program, and is nothing to what has the focus."""
        if not self._is(SUSPEND, event):
            return False
        used = self.screen.active_bindings.get(event.key)
        return used is None or used.node in (self, self.screen)

    def _is(self, action_id: str, event: events.Key) -> bool:
        """Whether a key is one of a command's, and no letter of a text that is typed."""
        action = self.keymap.find(event.key, self.main.globals)
        if action is None or action.id != action_id:
            return False
        return self.focused is None or not self.focused.check_consume_key(event.key, event.character)

    def use_theme(self, name: str) -> None:
        """Show everything in another theme."""
        self.theme = name

    def repaint(self) -> None:
        """Paint the whole screen anew, whatever the terminal shows."""
        driver.repaint(self)

    def suspend_to_shell(self) -> None:
        """Give the terminal back to the shell until it continues the program."""
        if not suspending.to_shell(self):
            self._warn("Can't suspend: no shell started flotui.")

    def on_pasted_too_much(self) -> None:
        """Say that a text was too long to be pasted."""
        self._warn("Not pasted: the text is longer than 1 MB.")

    def _warn(self, text: str) -> None:
        """Say something where the person looks: in the dialog that is open, if one is."""
        front = self.screen if isinstance(self.screen, Speaks) else self.main
        front.say(text, "warn")

    def _tell_dropped(self, keys: int) -> None:
        """Say that keys were dropped whose turn didn't come, and who is slow where that is the host."""
        host = self.workspace is not None and self.workspace.pacer.keeps_person_waiting
        slow = "The host is slow. " if host else ""
        self._warn(f"{slow}{counted(keys, 'key')} typed while waiting did nothing.")

    @property
    def writing(self) -> bool:
        """Whether something that has left is not answered yet."""
        return self.workspace is not None and self.workspace.writing

    def stop(self) -> None:
        """Let nothing more leave of what was begun: the rest of a batch, the rest of a long reading."""
        if self.workspace is not None and self.writing:
            self.workspace.stop()
            self.main.say_stopping(self.workspace.seen_through())
        elif self.running.cancel() or (self.workspace is not None and self.workspace.background.stop()):
            self.main.say("Stopped.", "warn")
        elif self.workspace is not None and self.workspace.jobs_running:
            work = self._ask("working:stops", self.keys.hold())
            self.run_worker(work, group="leave", exclusive=True, exit_on_error=False)
        elif self.main.job_just_ended:
            self.main.say_too_late()
        else:
            self.main.say("Nothing to stop. Press q to quit.")

    # -- The end ----------------------------------------------------------------------------------

    async def leave(self) -> None:
        """Step back from where one is; quit at the root."""
        if self.main.panel.at_root:
            await self.leave_program()
        else:
            self.main.back()

    async def leave_program(self) -> None:
        """Quit from anywhere; what runs is asked about, and a reply that is being sent is waited for."""
        if self.running.leave_once_replied(self.leave_program):
            return
        if self.workspace is not None and (self.workspace.jobs_running or self.workspace.goes_on):
            self.run_worker(self._ask_and_close(self.keys.hold()), group="leave", exit_on_error=False)
        else:
            await self._close()

    async def _ask_and_close(self, hold: Hold) -> None:
        """Ask what becomes of what is under way, and quit; keys wait until the question is there."""
        from flotui.ui.working import left_by, run_on, runs_on

        with hold:
            try:
                jobs = await left_by(self)
            except Cancelled:
                return
        self.last_words = runs_on(jobs)
        await self._close(lambda: run_on(self.options.paths, jobs))

    def leave_now(self) -> None:
        """Quit from anywhere, in order."""
        self.run_worker(self._close(), group="leave", exit_on_error=False)

    async def _close(self, then: Callable[[], None] = lambda: None) -> None:
        if self._leaving.begin():
            workspace, self.workspace = self.workspace, None
            await self._leaving.end(workspace, then)


def run(options: RunOptions) -> int:
    """Run the program until the person leaves it.

    Args:
        options: what the command line asked for.

    Returns:
        The exit code.

    Raises:
        Exception: what failed inside it, when it ended because of that.
    """
    app = FlotuiApp(options)
    clipboard.forget(app.clipboard_file)  # of one that was killed
    try:
        code = app.run(mouse=options.mouse)
    finally:
        clipboard.forget(app.clipboard_file)
    if app.failure is not None:
        raise app.failure
    if app.last_words:
        print(app.last_words)
    return code or app.return_code or 0
