# SPDX-License-Identifier: MIT
"""Running actions: what they are given, what is said while they wait, and how they are stopped.

Drafts are imported when the first action runs.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, cast

from msgspec.structs import replace
from textual.app import App
from textual.worker import Worker, WorkerError

from flotui.api.catalogue import Risk
from flotui.jobs.outcomes import Unfinished
from flotui.resources.ask import Cancelled
from flotui.resources.base import Action, Context
from flotui.ui.patience import NOTHING
from flotui.ui.screen import MainScreen
from flotui.ui.typeahead import Hold, TypeAhead
from flotui.workspace.comparing import NothingToDo

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from flotui.ui.ask import Dialogs

_SLOW: Final = 1.0
"""Seconds after which it is said that an action waits for the host."""
CROWD: Final = 2_000
"""Marked rows that are fetched at once; of more an action reads some at a time."""
_GROUP: Final = "action "
"""What the names of the groups begin with that the actions' workers are in."""


class Running:
    """The actions that run. They belong to the app, so that no dialog or panel takes one along when it goes."""

    def __init__(
        self, app: App[int], main: MainScreen, *, ask: Callable[[], Dialogs], keys: TypeAhead
    ) -> None:
        """
        Args:
            app: whose workers they are.
            main: the screen that they are started from, which says what became of them.
            ask: how they ask the person about the bot that is open.
            keys: has keys wait until they have asked.
        """
        self._app, self._main = app, main
        self._ask, self._keys = ask, keys
        self._works: dict[Hold, Worker[bool]] = {}
        """What runs each, by what has keys wait for it; it tells whether it came to its end."""
        self._leaving = False
        """Whether the program ends once the replies that are on their way are answered."""
        self._fetching = set[Hold]()
        """Of those that have all marked rows read, what has keys wait."""

    def start(self, action: Action[object], context: Context[object] | None) -> None:
        """Run an action.

        Args:
            action: which.
            context: what it is given; None for the program's own actions.
        """
        hold = self._keys.hold(writing=action.risk is not Risk.READ, asks=action.asks)
        work = self._run(action, context, hold)
        self._works[hold] = self._app.run_worker(work, group=f"{_GROUP}{action.id}", exit_on_error=False)

    async def _run(self, action: Action[object], context: Context[object] | None, hold: Hold) -> bool:
        ask = self._ask()
        with hold:
            slow = self._app.set_interval(_SLOW, partial(self._tell_slow, action, hold))
            try:
                if context is not None and action.for_crowds and context.marked > CROWD:
                    context = _noting(context, ask)
                elif context is not None and context.fetch is not None:
                    context = await self._whole(context, ask, hold)
                    if self._main.refuses(action, context):
                        return False
                # The program's own actions look at nothing of it.
                await self._finished(action, cast(Context[object], context), ask)
                return True
            except Exception as error:
                about, elsewhere = self._about(action, context)
                lost = self._forget_meant(action, error, hold)
                self._main.fail(error, action, of=ask.elsewhere, about=about, elsewhere=elsewhere, lost=lost)
                if lost or (context is not None and not hold.asked):
                    # What is typed on is meant for the question that didn't come.
                    self._main.astray.begin()
                return isinstance(error, NothingToDo)
            finally:
                self._works.pop(hold, None)
                slow.stop()
                self._main.end_for_now()

    def _forget_meant(self, action: Action[object], error: Exception, hold: Hold) -> bool:
        """Drop the keys that wait for a question which can't come any more; whether there were any. What is typed on in
        a line is for that.
        """
        if hold.in_line or not (action.asks and hold.lasts and self._keys.waiting) or _answered(error):
            return False
        self._keys.forget()
        return True

    def give_up(self) -> bool:
        """Have actions go no further that keys wait for, and drop those keys, as the person wants it; whether any was.

        As long as nobody was told that this can be done, a key that comes behind others is for what they open. What is
        typed on in a line is for that.
        """
        waited = [hold for hold in self._works if hold.lasts]
        told = any(hold.told for hold in waited)
        if self._app.screen is not self._main or not waited or (self._keys.waiting and not told):
            return False
        lost = self._keys.waiting and not all(hold.in_line for hold in waited)
        if lost:
            self._keys.forget()
        for hold in waited:
            self._works[hold].cancel()
            hold.end()
        self._main.say(f"Stopped. {NOTHING}" if lost else "Stopped.", "warn")
        return True

    def leave_once_replied(self, leave: Callable[[], Awaitable[None]]) -> bool:
        """Leave the program once the replies that are on their way have been accepted; whether there are any.

        Before one leaves it is looked at what the chat says by now. Where that speaks against it the person is asked, and
        where it isn't sent they see it. Asked for once more, or while they are asked, the program doesn't wait.

        Args:
            leave: leaves it.
        """
        replies = [work for hold, work in self._works.items() if hold.in_line and not hold.asked]
        if not replies or self._leaving:
            return False
        self._leaving = True
        self._main.say("Your reply is being sent. Then flotui quits.", "warn")
        self._app.run_worker(self._leave_after(replies, leave), group="leave", exit_on_error=False)
        return True

    async def _leave_after(
        self, replies: Sequence[Worker[bool]], leave: Callable[[], Awaitable[None]]
    ) -> None:
        try:
            accepted = [await reply.wait() for reply in replies]
        except WorkerError:  # it was stopped
            accepted = [False]
        finally:
            self._leaving = False
        if all(accepted):
            await leave()

    def _about(self, action: Action[object], context: Context[object] | None) -> tuple[str, bool]:
        """What the row is called that an action was about, and whether another one is on screen by now, or may be once
        the keys that wait had their turn; no name where it was about none, or several.
        """
        if context is None or context.resource is None or action.needs == "nothing" or len(context.rows) != 1:
            return "", False
        now = self._main.panel.context(action, context.ask)
        shown = now is not None and now.row_ids == context.row_ids
        return context.resource.label(context.row), bool(self._keys.waiting) or not shown

    async def _whole(self, context: Context[object], ask: Dialogs, hold: Hold) -> Context[object]:
        """What an action is given, with all marked rows; each dialog says what the marks don't reach."""
        assert context.fetch is not None
        self._fetching.add(hold)
        try:
            rows = await context.fetch()
        finally:
            self._fetching.discard(hold)
        return replace(_noting(context, ask), rows=rows, marked=0, fetch=None, marked_ids=())

    async def _finished(self, action: Action[object], context: Context[object], ask: Dialogs) -> None:
        """Run an action; where it stops half-way, the person decides how it goes on."""
        from flotui.ui.drafts import about

        try:
            with about(action, context):
                await action.run(context)
        except Unfinished as error:
            if ask.elsewhere:  # that bot's Activity has what is left
                raise
            try:
                await ask.go_on(action.title, error)
            finally:
                _keep_marks_of_the_left(context, error)

    def _tell_slow(self, action: Action[object], hold: Hold) -> None:
        """Say what is waited for, once for each: by keys, and by whoever wants to know what came of what has left."""
        if hold.sent:
            if not (hold.told_sent or hold.in_line) and self._app.screen is self._main:
                self._main.say_for_now(f"{action.title}: sent, waiting for the answer. You can go on.")
            hold.told_sent = True
        elif hold.lasts and (self.opening or hold.patient):
            workspace = self._main.workspace
            whom = "keyring" if workspace is not None and workspace.at_keyring else "host"
            what = "reading the marked rows" if hold in self._fetching else f"waiting for the {whom}"
            if what != hold.told:
                hold.told = what
                self._main.say_for_now(f"{action.title}: {what}. Press esc to cancel.")

    @property
    def workers(self) -> list[Worker[object]]:
        """What runs them, but for the one that stops the others."""
        return [
            worker
            for worker in self._app.workers
            if worker.group.startswith(_GROUP) and worker.group != f"{_GROUP}app.stop" and worker.is_running
        ]

    @property
    def opening(self) -> bool:
        """Whether an action reads what it needs before it asks, and no further key waits for what it will ask."""
        return (
            self._app.screen is self._main
            and bool(self._keys.holds)
            and not self._keys.waiting
            and bool(self.workers)
        )

    def cancel(self) -> bool:
        """Stop them all; whether any was running."""
        running = self.workers
        for worker in running:
            worker.cancel()
        for hold, work in self._works.items():
            if work.is_cancelled:
                hold.end()  # one that hadn't begun ends nothing by itself
        return bool(running)


def _answered(error: Exception) -> bool:
    """Whether an action ended because of what the person answered, or because there was nothing to do."""
    return isinstance(error, Cancelled | NothingToDo)


def _noting(context: Context[object], ask: Dialogs) -> Context[object]:
    """What an action is given, where each of its dialogs says what the marks don't reach."""
    return replace(context, ask=ask.noting(context.beyond)) if context.beyond else context


def _keep_marks_of_the_left(context: Context[object], error: Unfinished) -> None:
    """Have only those rows stay marked that are left or were refused: the next action is about them."""
    if context is None or context.keep_marks is None or error.left.complete:
        return
    left = {row.subject for row in (*error.waiting, *error.refused)}
    rows = set(context.row_ids)
    # Else the calls are about something else than the rows, and tell nothing of them.
    if not left or left & rows:
        context.keep_marks(left & rows)
