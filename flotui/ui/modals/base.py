# SPDX-License-Identifier: MIT
"""What all dialogs share around an answer: it is carried out once, and what comes of it decides what goes on.

A dialog ends in its `outcome`: an answer, `Cancelled`, or a `FlochatError` that came when the person had
already closed it, or that they were told and left. The coroutine that carries an answer out belongs to the app,
not to the dialog, so it outlives it: what has been sent is never cut off by closing a window.

Its states are in `states.py`; which keys count, in `judging.py`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.worker import Worker

from flotui.api.errors import FlochatError
from flotui.api.errors import Unknown as UnknownError
from flotui.config.errors import ConfigError
from flotui.jobs.outcomes import Unfinished
from flotui.resources.ask import Cancelled, Submit
from flotui.ui.around import app_of
from flotui.ui.modals.judging import JudgingFrame
from flotui.ui.modals.keyline import Keys
from flotui.ui.modals.states import AGAIN, ANYWAY, REFUSED, DialogState, state_after
from flotui.ui.presses import Typed, Verdict
from flotui.ui.terminal.inner import take_out
from flotui.workspace.comparing import NothingToDo
from flotui.workspace.resending import Tried, resending

Answer = TypeVar("Answer")

_QUIT = "app.exit"
_KEPT = "It is in Activity as unknown."


class Dialog(JudgingFrame, Generic[Answer]):
    """A window over the screen that asks one thing. Subclasses compose its `body`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("y", "drop", show=False),
        Binding(AGAIN, "try_again", show=False),
        Binding(ANYWAY, "send_anyway", show=False),
        Binding(REFUSED, "try_refused", show=False),
    ]

    def __init__(self, title: str, submit: Submit | None = None, *, danger: bool = False) -> None:
        """
        Args:
            title: what is in the frame.
            submit: carries the answer out while the dialog stays open.
            danger: whether the frame warns.
        """
        super().__init__(title, danger=danger, commits=submit is not None)
        self._submit = submit
        self._failure: FlochatError | None = None
        self._left = Tried()
        """The journal's entry of what was tried and is not done."""
        self._answer: Answer | None = None
        self._told = False
        self._held = ""
        """Why what is carried out hasn't left yet, as a sentence; empty where it has, or may."""
        self._working: Worker[None] | None = None
        """The worker that carries the answer out; None while nothing is sent."""
        self._going_on = False
        self._unheard = 0
        """How many presses came while an answer was carried out, and did nothing."""
        self._focus_before: Widget | None = None
        self.loses = ""
        """What was chosen before it opened and is lost when it is left; empty for nothing."""
        self.ends = False
        """Whether it asks before the program ends."""
        self.outcome: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        """The answer; or `Cancelled`; or a FlochatError that the person has left, or left before it came."""

    # What subclasses say.

    changed = "what you typed"
    """What closing would lose, in words."""

    def dirty(self) -> bool:
        """Whether closing would lose something that was typed."""
        return False

    def keeps_typed(self) -> bool:
        """Whether what was typed is kept where the program ends."""
        return False

    def refused(self, error: FlochatError) -> None:
        """Show an error that came back; what was typed stays."""
        self.say(f"{error} {_KEPT}" if self._state is DialogState.UNKNOWN else str(error), "danger")

    def doing(self) -> str:
        """What is there while an answer is carried out."""
        return "Sending…"

    def keep_draft(self) -> None:
        """The program ends: what was typed may be kept for the next start."""

    def commit(self) -> None:
        """Close with what is filled in as the answer, or carry it out first where `submit` was given."""
        if self._answer is not None:
            self.answer(self._answer)

    def state_changed(self) -> None:
        """The state is another one: let what is on screen follow."""

    # The keys that are shown.

    def keys_now(self) -> Keys:
        """The keys that work in this state."""
        if self.sending:
            return (("esc", "stop" if self.harmless() else "close" if self._told else "leave"),)
        if self._dropping is not None:
            return (("y", "discard"), ("any other key", "keep"))
        if self._state is DialogState.NOT_DONE:
            return ((AGAIN, "try again"), ("esc", "discard…" if self.loses or self.dirty() else "close"))
        if self._state is DialogState.UNKNOWN:
            return (("esc", "close"), (ANYWAY, "send again anyway"))
        unfinished = self._unfinished
        if unfinished is None:
            return self.keys()
        left, refused = len(unfinished.waiting), len(unfinished.refused)
        return (
            *(((AGAIN, f"go on with the {left:,} left"),) if left else ()),
            ("esc", "close"),
            *(((REFUSED, f"try the {refused:,} refused again"),) if refused else ()),
        )

    # Answering.

    @property
    def _unfinished(self) -> Unfinished | None:
        """What is left of an act that stopped half-way."""
        partly = self._state is DialogState.PARTLY and isinstance(self._failure, Unfinished)
        return self._failure if partly else None  # type: ignore[return-value]

    def answer(self, answer: Answer) -> None:
        """Carry an answer out, once, and close when it worked.

        Args:
            answer: what the person decided.
        """
        again = self._going_on and self._state in (DialogState.NOT_DONE, DialogState.UNKNOWN)
        if (self._state is not DialogState.ASKING and not again) or self.small or not self._meant():
            return
        submit, self._answer = self._submit, answer
        if submit is None:
            self._finish(answer)
        else:
            self._begin(lambda: submit(answer), answer)

    async def _work_again(self, work: Callable[[], Awaitable[None]]) -> None:
        """Carry something out; what it did not get done the last time is what it sends again."""
        with resending(*self._left):
            await work()

    def _begin(self, work: Callable[[], Awaitable[None]], answer: Answer) -> None:
        """Carry something out; what has the focus now has it again afterwards."""
        self._state, self._told, self._held, self._unheard = DialogState.SENDING, False, "", 0
        # Without a focus, keys reach the dialog alone: what is being sent can't be changed any more.
        self._focus_before = self.focused or self._focus_before
        self.set_focus(None)
        self.say(self.doing())
        self.show_keys()
        self.state_changed()
        self._working = self.app.run_worker(
            self._carry_out(work, answer), name=f"ask: {self.heading}", group="ask", exit_on_error=False
        )

    async def _carry_out(self, work: Callable[[], Awaitable[None]], answer: Answer) -> None:
        """Await the work; runs as a worker of the app, and may outlive the dialog."""
        try:
            await self._work_again(work)
        except Cancelled:
            self._end_sending(None)
        except NothingToDo as error:
            self._leave(error)
        except FlochatError as error:
            if isinstance(error, Unfinished) and error.shown:
                self._leave(error)  # a dialog over this one has asked how it goes on
            else:
                self._end_sending(error)
        except ConfigError as error:
            self._end_sending(FlochatError(str(error), advice=""))
        except Exception as error:
            self.log.error(f"carrying out an answer to {self.heading!r} failed: {error!r}")
            self._end_sending(
                UnknownError(
                    f"flotui itself failed ({type(error).__name__}: {error}).",
                    advice="Look in Activity before you try again.",
                )
            )
        except asyncio.CancelledError:
            self.outcome.cancel()
            raise
        else:
            self._finish(answer)

    def _end_sending(self, error: FlochatError | None) -> None:
        if self._state is DialogState.CLOSED:
            if not self.outcome.done():
                self.outcome.set_exception(error or Cancelled())
            return
        self.halt(error)
        self.say("")
        self.restage(attentive=error is not None)
        if self._focus_before is not None and self._state is not DialogState.PARTLY:
            self.focus_again(self._focus_before)
        if error is not None:
            self.refused(error)
        self.state_changed()
        self.show_keys()

    def edited(self) -> None:
        """The person has changed their answer: where nothing was done, it is another one to send."""
        if self._state is DialogState.NOT_DONE:
            self._failure, self._state = None, DialogState.ASKING
            self.restage()
            self.state_changed()
            self.show_keys()

    def halt(self, error: FlochatError | None) -> None:
        """Ask how to go on with something that has been tried.

        Args:
            error: what came of it; None where it was called off.
        """
        self._failure, self._state = error, state_after(error)
        if error is not None and (error.entry is not None or error.job is not None):
            self._left = Tried(error.entry, error.job)
        if (unfinished := self._unfinished) is not None:
            unfinished.shown = True

    def on_mount(self) -> None:
        """Say what came of it, where it has been tried already."""
        if self._failure is not None:
            self._attentive = True
            self.refused(self._failure)

    # Going on.

    def action_try_again(self) -> None:
        """Try once more what was not done, or go on with what is left: ctrl+t."""
        unfinished = self._unfinished
        if self._state is DialogState.NOT_DONE:
            self._answer_again()
        elif unfinished is not None and unfinished.waiting:
            self._resume(unfinished.go_on)

    def action_send_anyway(self) -> None:
        """Send once more what nobody knows the outcome of: ctrl+o."""
        if self._state is DialogState.UNKNOWN:
            self._answer_again()

    def action_try_refused(self) -> None:
        """Try once more what was refused: ctrl+f."""
        unfinished = self._unfinished
        if unfinished is not None and unfinished.refused:
            self._resume(unfinished.retry)

    def _answer_again(self) -> None:
        self._going_on = True
        try:
            self.commit()
        finally:
            self._going_on = False

    def _resume(self, work: Callable[[], Awaitable[None]]) -> None:
        if not self.small and self._meant():
            self._begin(work, self._answer)  # type: ignore[arg-type]

    @contextmanager
    def asking_on(self) -> Iterator[None]:
        """While another dialog asks for what is being carried out here: nothing is being sent then."""
        if not self.sending:
            yield
            return
        self.say("")
        try:
            yield
        finally:
            if self.sending and not self._told:
                self.say(self.doing())

    # The end.

    def _finish(self, answer: Answer) -> None:
        self._close()
        if not self.outcome.done():
            self.outcome.set_result(answer)

    def cancel(self) -> None:
        """Close without an answer; what is unknown or half done is told to whoever asked."""
        lasting = self._failure if self._state in (DialogState.UNKNOWN, DialogState.PARTLY) else None
        self._leave(lasting or Cancelled())

    def _leave(self, why: Exception) -> None:
        self._close()
        if not self.outcome.done():
            self.outcome.set_exception(why)

    def _close(self) -> None:
        """Leave the screen, wherever in its stack the dialog stands."""
        if self._state is DialogState.CLOSED:
            return
        self._state = DialogState.CLOSED
        self._open.set()
        self._keys.turned_at = time.monotonic()
        if self.app.screen is self:
            self.dismiss()
        else:
            take_out(self)
        if self._unheard and not self._told:
            self._keys.on_forgotten(self._unheard)

    # Leaving.

    def judge(self, typed: Typed) -> Verdict:
        """Say whether a press counts; quit with the key that does that from anywhere."""
        if self._quits(typed):
            return Verdict.DROP
        verdict = super().judge(typed)
        if verdict is Verdict.DROP and self.sending and not typed.repeated:
            self._unheard += 1
            if not (self._told or self._held or self.harmless()):
                self.say(f"{self.doing()} Until it is answered only esc does something.")
        return verdict

    def _quits(self, typed: Typed) -> bool:
        """Quit where a press means that, and say whether it does: what would be lost is asked about first."""
        app = app_of(self)
        if typed.prints or typed.repeated or typed.key in self.active_bindings or self._dropping is not None:
            return False
        if not app.keymap.runs(typed.key, _QUIT):
            return False
        if any(isinstance(each, Dialog) and each.ends for each in self.app.screen_stack):
            return True  # it is being asked
        if not (self.sending or self.keeps_typed()) and (self.loses or self.dirty()):
            self.action_leave()
        else:
            self.app.run_worker(app.leave_program(), group="leave", exit_on_error=False)
        return True

    def action_leave(self) -> None:
        """Leave this state: close the dialog, or go back to filling it in."""
        typed = self._keys.current
        if self.sending:
            self._leave_sending()
        elif self._failure is not None and typed is not None and typed.at <= self._counts_from:
            return  # it was meant for what was being sent: what came of it is to be read
        elif self._dropping is not None:
            if self._fresh(typed):
                self._keep()
        elif self._state in (DialogState.UNKNOWN, DialogState.PARTLY) or not (self.loses or self.dirty()):
            self.cancel()
        else:
            self._dropping = self.focused or self
            self.say(f"Discard {self.loses or self.changed}?", "warn")
            self.set_focus(None)
            self.restage(attentive=True)
            self.show_keys()

    def _leave_sending(self) -> None:
        if self.harmless():
            if self._working is not None:
                self._working.cancel()
            self.cancel()
        elif self._told:
            self._close()
        else:
            self._told = True
            state = self._held or "Sent; waiting for the answer."
            self.say(f"{state} You can close this: the result will be shown.")
            self.show_keys()

    def held_back(self, why: str) -> None:
        """Tell why what is carried out here hasn't left yet, or isn't noted.

        Args:
            why: as a sentence; empty once nothing waits.
        """
        if self.sending and why != self._held:
            self._held, self._told = why, False
            self.say(why or self.doing(), "warn" if why else "dim")
            self.show_keys()

    def action_drop(self) -> None:
        """Drop what was typed: y, once escape has asked."""
        if self._dropping is not None and self._fresh(self._keys.current):
            self.cancel()

    def on_key(self, event: events.Key) -> None:
        """While something is sent only escape counts; asked whether to drop, any key but y keeps."""
        if self.sending and event.key != "escape":
            event.stop()
            event.prevent_default()
            if self._stops(event.key):
                self.action_leave()
        elif self._dropping is not None and event.key not in ("escape", "y"):
            self._keep()
            event.stop()
            event.prevent_default()

    def on_descendant_focus(self) -> None:
        """Going back into a field with the mouse keeps what was typed."""
        if self.sending:
            self.set_focus(None)
        elif self._dropping is not None:
            self._keep()

    def _keep(self) -> None:
        focus, self._dropping = self._dropping, None
        self.say("")
        if self.focused is None and focus is not None and focus is not self:
            self.focus_again(focus)
        self.restage()
        self.show_keys()
