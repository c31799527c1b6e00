# SPDX-License-Identifier: MIT
"""What stands around the panels on the main screen: the header over them, and the footer with keys or a notice.

What a job came to is imported when one has ended.
"""

from __future__ import annotations

import math
from collections.abc import Coroutine, Iterable, Iterator
from time import monotonic

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.reactive import Reactive
from textual.widget import Widget

from flotui.resources.base import Action, Resource
from flotui.resources.keys import while_typing
from flotui.resources.text import Span, Tone
from flotui.store.job import Job, JobState
from flotui.store.trouble import StoreFailed
from flotui.ui import areas, footer, header
from flotui.ui.around import PassesOn
from flotui.ui.commands import COMMANDS
from flotui.ui.notices import Notice
from flotui.ui.panels.base import Panel
from flotui.ui.shell import Shell
from flotui.ui.terminal.screens import PaintedOnce
from flotui.ui.widgets.lines import Lines
from flotui.ui.widgets.typed import is_box, is_text, keys_line_of
from flotui.workspace import Progressed, Workspace

_LATELY = 3.0
"""Seconds for which a job that has ended may be taken for one that runs."""


class FramedScreen(PaintedOnce[None]):
    """A screen with the header above its panels and the footer below."""

    AUTO_FOCUS = None

    # Textual's own repaints the whole screen at every change of focus.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self, shell: Shell) -> None:
        """
        Args:
            shell: the app whose screen it is.
        """
        super().__init__()
        self._shell = shell
        self.header = Lines(2, id="header")
        self.footer = Lines(1, id="footer")
        self.globals: tuple[Action[object], ...] = tuple(command.of(shell) for command in COMMANDS)
        """The actions that are there wherever one is."""
        self.panel = Panel()
        """The panel in front; before a bot is open, one of nothing."""
        self.notice = Notice()
        """What is told in the footer's place."""
        self._for_now: tuple[str, Tone] | None = None
        """What was told for as long as something lasts."""
        self._held_back = ""
        """Why something that is sent hasn't left yet."""
        self._progress: Progressed | None = None
        self._jobs: dict[int, Job] = {}
        self._job_ended = -math.inf

    def compose(self) -> ComposeResult:
        """Header and footer. Each panel is mounted between them when it is first needed."""
        yield self.header
        yield self.footer

    @property
    def workspace(self) -> Workspace | None:
        """The open bot."""
        return self._shell.workspace

    @property
    def resource(self) -> Resource[object] | None:
        """The resource that is shown."""
        return self.panel.resource

    def on_resize(self) -> None:
        """Draw header and footer for the new width."""
        self.put_header()
        self.put_footer()

    def put_header(self) -> None:
        """The bot, the quota, the age; and the areas."""
        workspace = self.workspace
        if workspace is None:
            self.header.put(0, (Span(" flotui", "strong"),))
            return
        self.panel.keep_up()
        width, resource = self.size.width, self.resource
        bot, profile = header.names(workspace.bot, workspace.profile.name, self._shell.other_bots)
        state = header.state(
            workspace,
            progress=self._progress,
            jobs=list(self._jobs.values()),
            unknown=self._shell.unknown,
            unfinished=self._shell.unfinished,
            age=self.panel.age,
        )
        self.header.put(0, *header.bot_line(width, bot, profile, header.about(workspace), state))
        self.header.put(1, *areas.line(workspace, width, resource))

    def put_footer(self) -> None:
        """The notice if there is one, else what is held back, else the keys that do something here."""
        if self.notice.shown is not None:
            text, tone = self.notice.shown
            told = while_typing(text, alt=is_box(self.focused)) if is_text(self.focused) else text
            self.footer.put_whole((Span(told, tone),))
            return
        if self.workspace is None:  # no bot is open: the dialog in front says what can be done
            self.footer.put_whole(())
            return
        if self._held_back:
            self.footer.put_whole((Span(self._held_back),))
            return
        if keys := keys_line_of(self.focused):
            self.footer.put_whole((Span(keys),), most=1)
            return
        offered = [replace(each, hint=self.panel.hint_of(each)) for each in self.panel.actions()]
        if is_box(self.focused):
            line = footer.line(
                self.size.width, self._shell.keymap, self._typed_keys(self.panel.needed_first(offered)), ()
            )
            self.footer.put_whole(line, most=1)
            return
        line = footer.line(self.size.width, self._shell.keymap, offered, self.globals)
        self.footer.put_whole(line, most=1)

    def _typed_keys(self, offered: Iterable[Action[object]]) -> Iterator[Action[object]]:
        """The actions whose keys work while a reply is typed, with those keys."""
        for action in offered:
            keys = self._shell.keymap.keys(action)
            own = [key for key in keys if self.works_while_typing(key) or action.id.startswith("reply.")]
            if own:
                yield replace(action, key=own[0])

    def say_failed(self, text: str, about: str) -> None:
        """Tell what failed. A key that comes before anybody can have read it leaves it in sight, with the name of what
        it was about, if that has one: that may no longer be what is on screen.

        Args:
            text: what failed.
            about: what the row is called that it was about; empty for none.
        """
        self.notice.tell_failed(text, about)
        self.put_footer()

    def say(self, text: str, tone: Tone = "plain") -> None:
        """Tell something in the footer's place, until the next key or click. A warning leaves what was done in sight, and
        what was done a warning.
        """
        self.notice.tell(text, tone)
        self.put_footer()

    def shows_warning(self, text: str) -> bool:
        """Whether a warning is still in sight.

        Args:
            text: what it says.
        """
        return self.notice.warns(text)

    def withdraw(self, text: str) -> None:
        """Take back a warning that no longer holds; what was done, and what else warns, stays in sight.

        Args:
            text: what it says.
        """
        if not self.shows_warning(text):
            return
        self.notice.withdraw(text)
        self.put_footer()

    def say_for_now(self, text: str) -> None:
        """Tell something that holds until `end_for_now`, or until something else is told."""
        self.say(text)
        self._for_now = self.notice.shown

    def say_stopping(self, ends: Coroutine[object, object, None]) -> None:
        """Tell that nothing more leaves, as long as that is being seen through.

        Args:
            ends: returns when what has left is answered.
        """
        self.say("Stopping: requests already sent will finish; the rest won't be sent.", "warn")
        told = self.notice.shown

        async def ended() -> None:
            await ends
            if self.notice.shown is told:
                self.unsay()

        self.run_worker(ended(), group="stopping", exit_on_error=False)

    def is_said_for_now(self, text: str) -> bool:
        """Whether something is still told for the time being.

        Args:
            text: what was told.
        """
        return self._for_now is not None and self._for_now[0] == text

    def end_for_now(self) -> None:
        """What was told for the time being holds no longer."""
        if self._for_now is not None and self.notice.shown is self._for_now:
            self.unsay()
        self._for_now = None

    def held_back(self, why: str) -> None:
        """Tell why something hasn't left yet, or isn't noted, for as long as that is so.

        Args:
            why: as a sentence; empty once nothing waits.
        """
        self._held_back = why
        self.put_footer()

    def on_screen_suspend(self) -> None:
        """A dialog opens over it: what was waited for is there."""
        self.end_for_now()

    def pressed(self, at: Offset) -> None:
        """Have the keys in the footer again when a button of the mouse is pressed; a press on the notice itself was not
        meant for the keys, which it hides.

        Args:
            at: where.
        """
        if self.app.screen is self and not self.footer.region.contains_point(at):
            self.unsay()

    def unsay(self, typed_at: float = math.inf) -> None:
        """Have the keys in the footer again.

        Args:
            typed_at: when the key was typed that takes the notice away, in seconds as `Typed.at`. A notice that was told
                later stays, because nobody can have read it; so does what failed a moment before.
        """
        before = self.notice.shown
        self.notice.end(typed_at)
        if self.notice.shown is not before:
            self.put_footer()

    def works_while_typing(self, key: str) -> bool:
        """Whether a key is for what is open while a reply is typed: with alt, one that no text has a use for, and in an
        empty line the one for the commands.
        """
        line = self.focused
        return isinstance(line, PassesOn) and (key.startswith("alt+") or line.passes_on(key))

    def forget_work(self) -> None:
        """Show no longer what is under way: nobody tells of it here any more."""
        self._progress, self._held_back = None, ""
        self._jobs.clear()

    @property
    def job_just_ended(self) -> bool:
        """Whether a job ended so lately that somebody may still have taken it for one that runs."""
        return monotonic() - self._job_ended < _LATELY

    def _follow(self, job: Job, *, said: bool = False) -> None:
        """Show how far a job is, and say when it no longer runs.

        Args:
            job: the job as it is.
            said: whether a dialog says what came of it.
        """
        begins = job.state is JobState.RUNNING and job.id not in self._jobs
        if job.state is JobState.RUNNING:
            self._jobs[job.id] = job
        elif self._jobs.pop(job.id, None) is not None and not said:
            self._job_ended = monotonic()
            if job.state in (JobState.PAUSED, JobState.CANCELLED):  # by a command, or in another window
                from flotui.jobs import report

                self._say_came(job, f"{report.state(job)}, {report.after(job)}")
            else:
                self.run_worker(self._say_ended(job), group="job ended", exit_on_error=False)
        if begins or job.state is not JobState.RUNNING:
            self._shell.count_unknown()  # and what is unfinished: a job that goes on is no longer
        self.put_header()

    async def _say_ended(self, job: Job) -> None:
        if (workspace := self.workspace) is None:
            return
        from flotui.jobs import report
        from flotui.resources.job_starting import ended

        try:
            text, tone = await ended(workspace, job)
            self.say(text, "good" if tone == "good" else "warn")
        except StoreFailed:  # it isn't known what undo takes back
            self._say_came(job, report.after(job))

    def _say_came(self, job: Job, came: str) -> None:
        well = job.state is JobState.ENDED and job.done + job.unchanged == job.meant
        self.say(f"{job.title}: {came}. {job.message}".rstrip(), "good" if well else "warn")
