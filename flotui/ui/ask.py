# SPDX-License-Identifier: MIT
"""Answers what an action asks with dialogs.

Dialogs are imported when the first one of their kind is opened: start-up pays for none of them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

from flotui.api.catalogue import Risk
from flotui.api.errors import FlochatError
from flotui.config.preferences import ConfirmPreferences
from flotui.resources.ask import (
    Ask,
    Cancelled,
    Choice,
    Confirm,
    Form,
    Picker,
    Submit,
    ToggleAnswer,
    Toggles,
    TypedOn,
)
from flotui.resources.keys import without_way_back
from flotui.resources.text import Text, Tone
from flotui.text.plural import and_more
from flotui.ui.around import Speaks
from flotui.ui.typeahead import TypeAhead
from flotui.workspace.comparing import NothingToDo
from flotui.workspace.resending import attempt, attempting, resending, tried_before

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import App

    from flotui.jobs.outcomes import Unfinished
    from flotui.repositories.edit import Edit
    from flotui.resources.base import Query
    from flotui.store.entry import Entry
    from flotui.ui.drafting import Drafting
    from flotui.ui.drafts import Drafts, FormDraft
    from flotui.ui.modals.authorize import OpenedBot
    from flotui.ui.modals.base import Dialog
    from flotui.ui.modals.reader import Other, Page
    from flotui.workspace import Workspace
    from flotui.workspace.comparing import Conflict, Decision

Answer = TypeVar("Answer")


_UNASKED = "Not sent: you typed on. Press enter to be asked."
"""What is said in place of a question over which somebody types on."""
_SHOWN = 8
"""The most changes that a question lists by name."""
_agreed: ContextVar[bool] = ContextVar("agreed", default=False)
"""Whether the person has agreed to what is being done."""


def _going_along(submit: Submit | None) -> Submit | None:
    """A submit that knows what it is asked for: a dialog carries it out in a task of its own."""
    if submit is None:
        return None

    tried, before = attempt(), tried_before()

    async def along(answer: object) -> None:
        own = tried_before()
        with attempting(*(attempt() if attempt().name else tried)), resending(*(own if any(own) else before)):
            await submit(answer)

    return along


def _agreeing(submit: Submit | None) -> Submit | None:
    """A submit that knows that the person has agreed to it."""
    if submit is None:
        return None

    async def agreed(answer: object) -> None:
        _agreed.set(True)
        await submit(answer)

    return agreed


def _trying(drafting: Callable[[], Drafting], submit: Submit) -> Submit:
    """A submit that is noted in the draft before anything leaves."""

    async def tried(answer: object) -> None:
        keeps = drafting()
        await keeps.save()
        name = await keeps.draft.attempt() if keeps.draft is not None else ""
        with attempting(name, keeps.hand_over):
            await submit(answer)

    return tried


@runtime_checkable
class AsksOn(Protocol):
    """A dialog over which another may ask for what it is carrying out."""

    def asking_on(self) -> AbstractContextManager[None]:
        """Hold the dialog's own state while the other one is open over it."""


class Go(Protocol):
    """Opens a resource's list, with a query."""

    def __call__(
        self, resource_id: str, query: Query | None = None, row_id: str | None = None, tab: str = ""
    ) -> None:
        """Go to a resource: filtered, or to one of its rows, or to a tab of that row's detail."""


class Dialogs(Ask):
    """Asks with dialogs over the app's screen; each method is awaited in a worker of the app."""

    def __init__(
        self,
        app: App[int],
        *,
        say: Callable[[str, Tone], None],
        go: Go,
        show_row: Callable[[str, str], None] = lambda *_: None,
        cells: Callable[[], None] = lambda: None,
        clipboard_file: Path | None = None,
        keys: TypeAhead | None = None,
        asked: ConfirmPreferences | None = None,
        drafts: Callable[[], Drafts | None] = lambda: None,
        bot: Callable[[], Workspace | None] = lambda: None,
    ) -> None:
        """
        Args:
            app: where the dialogs stand.
            say: tells something in passing.
            go: goes to a resource.
            show_row: puts the cursor on a row.
            cells: has cells edited where they stand.
            clipboard_file: where a text goes that is too long for the terminal's clipboard.
            keys: has keys wait while a dialog opens.
            asked: what is asked before it is done.
            drafts: the drafts of the bot that is open; None where none are kept.
            bot: the bot that is open.
        """
        self._bot = bot
        self._of: Workspace | None = None
        self._drafts = drafts
        self._asked = asked or ConfirmPreferences()
        self._app = app
        self._say = say
        self._go = go
        self._show_row = show_row
        self._cells = cells
        self._clipboard_file = clipboard_file
        self._keys = keys or TypeAhead()
        self._note = ""

    def noting(self, note: str) -> Dialogs:
        """The same, but each dialog says something that whoever answers it should know.

        Args:
            note: a sentence.
        """
        other = copy(self)
        other._note = note
        return other

    def about(self, bot: Workspace) -> Dialogs:
        """The same, for what is done to one bot: it may come to its end when another one is open.

        Args:
            bot: which.
        """
        other = copy(self)
        other._of = bot
        return other

    @property
    def elsewhere(self) -> str:
        """Which bot it is about, where another one is open by now; else empty."""
        now = self._bot()
        return "" if self._of is None or now is None or now is self._of else self._of.profile.about

    def going(self, go: Go) -> Dialogs:
        """The same, but it goes elsewhere in another way.

        Args:
            go: goes to a resource.
        """
        other = copy(self)
        other._go = go
        return other

    async def ask(self, dialog: Dialog[Answer]) -> Answer:
        """Open a dialog, and wait for its answer.

        Args:
            dialog: which.

        Raises:
            Cancelled: when it was left without an answer.
        """
        dialog.note = " ".join(
            filter(None, (self._note, self.elsewhere and f"This is about {self.elsewhere}."))
        )
        below = self._app.screen
        with below.asking_on() if isinstance(below, AsksOn) else nullcontext():
            with self._keys.hold():
                self._app.push_screen(dialog)
                await dialog.opened()
            # Whatever else keys wait for, a write in the midst of which this came up say: they are for what asks.
            with self._keys.answering(), self._keys.let_through():
                return await dialog.outcome

    async def confirm(self, question: Confirm, submit: Submit | None = None) -> None:
        """Ask for a yes, unless the person's settings waive the question; see `Ask`."""
        if question.waived and not (self._asked.reply if question.of == "reply" else self._asked.send):
            if submit is not None:
                await submit(True)
            return
        from flotui.ui.modals.confirm import ConfirmDialog, Turned

        # Over a dialog no line is typed in.
        in_line = self._keys.in_line and not isinstance(self._app.screen, AsksOn)
        if in_line and self._keys.typed_on:
            self._say(question.unasked or _UNASKED, "warn")
            raise TypedOn
        dialog = ConfirmDialog(question, _going_along(_agreeing(submit)), in_line=in_line)
        try:
            await self.ask(dialog)
        except Turned:
            assert question.other is not None
            await question.other.ask()
        except TypedOn:
            self._say(question.unasked or _UNASKED, "warn")
            dialog.hand_back()
            raise
        else:
            _agreed.set(True)

    async def consent(self, edits: Sequence[Edit]) -> None:
        """Have the person agree to changes that no question came before, where their settings ask for that.

        Args:
            edits: the changes.

        Raises:
            Cancelled: when the answer is no.
        """
        if not self._asked.write or _agreed.get():
            return
        if any(edit.call.operation.risk is not Risk.WRITE for edit in edits):
            return  # what reaches people or can't be undone has been asked for as it should be
        from flotui.ui.modals.confirm import ConfirmDialog

        lines: list[Text] = [edit.summary for edit in edits[:_SHOWN]]
        if len(edits) > _SHOWN:
            lines.append(and_more(len(edits) - _SHOWN))
        await self.ask(ConfirmDialog(Confirm("Save this change", tuple(lines), verb="Save"), None))

    async def pick(self, question: Picker, submit: Submit | None = None) -> Choice:
        """Let the person choose one in a dialog; see `Ask.pick`."""
        from flotui.ui.modals.pick import PickDialog

        dialog = PickDialog(question, _going_along(submit), chosen=question.start)
        dialog.loses, dialog.unbidden, dialog.ends = question.loses, question.unbidden, question.ends
        return await self.ask(dialog)

    async def toggle(self, question: Toggles, submit: Submit | None = None) -> ToggleAnswer:
        """Have some switched on or off; see `Ask`."""
        from flotui.ui.modals.toggle import ToggleDialog

        draft, message = await self._draft_of(question.title, needed=submit is not None)
        if draft is not None and submit is not None:
            submit = _trying(lambda: dialog.drafting, submit)
        dialog = ToggleDialog(question, _going_along(submit), draft=draft, message=message)
        try:
            return await self._keeping(draft, dialog)
        except (
            FlochatError
        ):  # told and left: Activity has it, and the next time begins with what there is then
            if draft is not None:
                draft.drop()
            raise

    async def form(self, question: Form, submit: Submit | None = None) -> dict[str, str]:
        """Let the person fill in a form; see `Ask.form`."""
        from flotui.ui.modals.form import FormDialog

        draft, message = await self._draft_of(question.title, needed=not question.looks)
        if draft is not None and submit is not None:
            submit = _trying(lambda: dialog.drafting, submit)
        dialog = FormDialog(
            question, _going_along(submit), ask=self.ask, copy=self.copy, draft=draft, message=message
        )
        dialog.loses = question.loses
        return await self._keeping(draft, dialog)

    async def _draft_of(self, title: str, *, needed: bool) -> tuple[FormDraft | None, str]:
        """The draft of what is about to be asked, and what became of what it was tried with, as a sentence."""
        drafts = self._drafts() if needed else None
        if drafts is None:
            return None, ""
        draft = drafts.of(title)
        return draft, await draft.message()

    async def _keeping(self, draft: FormDraft | None, dialog: Dialog[Answer]) -> Answer:
        """Ask; the draft goes with the answer. Where the program ends or fails, it stays."""
        try:
            answer = await self.ask(dialog)
        except (Cancelled, NothingToDo):  # discarded, or the host has it already
            if draft is not None:
                draft.drop()
            raise
        if draft is not None:
            draft.drop()
        return answer

    async def decide(self, conflict: Conflict) -> Decision:
        """Ask the person what to do about values that somebody else has changed."""
        from flotui.ui.modals.conflict import ConflictDialog

        return await self.ask(ConflictDialog(conflict))

    async def warn_lost(self, edit: Edit) -> None:
        """Ask before an edit is sent that can't be undone as a whole."""
        from flotui.resources.undoing import warn

        await warn(self, edit)

    async def ask_again(self, workspace: Workspace, entries: Sequence[Entry]) -> None:
        """Ask before something leaves that may have arrived already. Of a send to one subscriber the chat is read first.

        Args:
            workspace: the open bot.
            entries: what the journal has of it.

        Raises:
            Cancelled: when the answer is no.
            NothingToDo: when the chat shows that it had arrived.
        """
        from flotui.resources.tried_in_chat import look_and_ask_again

        await look_and_ask_again(self, workspace, entries)

    async def ask_anyway(self, entries: Sequence[Entry]) -> None:
        """Ask before a subscriber is sent something to whom another window has just sent something."""
        from flotui.resources.other_windows import ask_anyway

        await ask_anyway(self, entries)

    async def read(
        self,
        title: str,
        text: Page,
        *,
        secret: bool = False,
        follows: bool = False,
        unbidden: bool = False,
        other: Other | None = None,
    ) -> None:
        """Show a long text until it is closed.

        Args:
            title: what it is.
            text: the text.
            secret: whether a copy of it is kept nowhere else.
            follows: whether a question follows.
            unbidden: whether nobody asked for it: it takes no keys that were typed before it could be read.
            other: what a key shows instead.

        Raises:
            Cancelled: when it was left where a question follows.
        """
        from flotui.ui.modals.reader import ReaderDialog

        dialog = ReaderDialog(title, text, copy=partial(self.copy, secret=secret), other=other)
        dialog.unbidden, dialog.follows = unbidden, follows
        await self.ask(dialog)

    async def go_on(self, title: str, error: Unfinished) -> None:
        """Have the person decide how something goes on that stopped half-way; see `Ask`."""
        from flotui.ui.modals.unfinished import UnfinishedDialog

        if error.shown:
            raise error
        await self.ask(UnfinishedDialog(title, error))

    async def authorize(
        self,
        base_url: str,
        check: Callable[[str, str], Awaitable[OpenedBot]],
        save: Callable[[str, str, str], Awaitable[None]],
        *,
        why: str = "",
    ) -> str:
        """Have a bot opened with a key from the dashboard.

        Args:
            base_url: what is in the address field at first.
            check: given address and key, asks the host what the key opens.
            save: given name, address and key, keeps them.
            why: why it is asked now: `The token was revoked.`

        Returns:
            The profile's name.

        Raises:
            Cancelled: when it was left.
        """
        from flotui.ui.modals.authorize import AuthorizeDialog

        dialog = AuthorizeDialog(base_url, check, save, why=why)
        dialog.unbidden = bool(why)
        return await self.ask(dialog)

    def edit_cells(self) -> None:
        """Open the editor over a cell of the table; see `Ask.edit_cells`."""
        self._cells()

    def say(self, text: str, tone: Tone = "plain") -> None:
        """Tell something in passing. Whoever tells how far a job is does not ask on."""
        self._keys.let_go()
        where = self.elsewhere
        self._say(f"{where}: {without_way_back(text)}" if where else text, tone)

    def copy(self, text: str, what: str, *, secret: bool = False) -> None:
        """Send a text to the terminal's clipboard, and say so where the person looks; never that it arrived."""
        from flotui.ui.clipboard import copy

        sentence, tone = copy(self._app, text, what, None if secret else self._clipboard_file)
        front = self._app.screen
        (front.say if isinstance(front, Speaks) else self._say)(sentence, tone)

    def show_row(self, resource_id: str, row_id: str) -> None:
        """Put the cursor on a row, unless it is another bot's."""
        if not self.elsewhere:
            self._show_row(resource_id, row_id)

    def go(
        self, resource_id: str, query: Query | None = None, row_id: str | None = None, tab: str = ""
    ) -> None:
        """Go to a resource, unless it is another bot's."""
        if not self.elsewhere:
            self._go(resource_id, query, row_id, tab)
