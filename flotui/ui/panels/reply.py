# SPDX-License-Identifier: MIT
"""The reply line below a chat: it grows with its text, and what is typed stays with whom it is for.

Enter sends; what was typed is gone from here once the host has accepted it. What was not sent another key tries again;
about what may have arrived enter asks, in this run and after a restart.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.content import Content
from textual.timer import Timer

from flotui.api.catalogue import Risk
from flotui.api.errors import FlochatError
from flotui.api.models.subscriber import Subscriber
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.window import ReplyWindow
from flotui.resources import tried
from flotui.resources.ask import TypedOn
from flotui.resources.base import Action, Context, Needs
from flotui.resources.inbox import replying
from flotui.resources.inbox.replying import Begun, OutgoingReply
from flotui.resources.keys import key_of
from flotui.resources.text import Span, Tone
from flotui.ui import editor, latest
from flotui.ui.around import app_of
from flotui.ui.moving import AGAIN, ANYWAY
from flotui.ui.panels.chat_above import ChatAbove, window_above
from flotui.ui.panels.foot import Foot
from flotui.ui.panels.listing import Listing
from flotui.ui.panels.replybox import ReplyBox
from flotui.ui.panels.replykeys import needed_first
from flotui.ui.panels.replynote import cleared, note_of, placeholder_of, unsent_to
from flotui.ui.panels.slip import SendFailed, Slip, Slips
from flotui.ui.widgets.box import Box
from flotui.ui.widgets.lines import Heading
from flotui.workspace import Workspace
from flotui.workspace.comparing import NothingToDo
from flotui.workspace.resending import attempting, resending

_SAVED_AFTER = 0.7
"""Seconds after the last key at which a draft is kept."""
_TALLEST, _ABOVE = 8, 5
"""Rows of the line at most, and those that are left to the rest: tabs, two of the chat, and the rule."""


def _mark(workspace: Workspace, row_id: str, slip: Slip) -> None:
    """Have the list of those who wait say to whom a reply was begun."""
    if workspace.inbox.note_draft(row_id, slip.holds):
        workspace.look_again(SUBSCRIBER.name, row_id)


class ReplyLine(Foot):
    """The line in which a reply is typed, and the rule above it that says to whom."""

    DEFAULT_CSS = """
    ReplyLine { dock: bottom; height: auto; max-height: 12; }
    ReplyLine > ReplyBox { height: auto; min-height: 1; margin: 0 1; scrollbar-size-vertical: 1; }
    ReplyLine.barred > ReplyBox { display: none; }
    """

    def __init__(self) -> None:
        """It is about nobody yet."""
        super().__init__()
        self.heading = Heading()
        self.box = ReplyBox()
        self.box.on_typed_on = self._type_on
        self._workspace: Workspace | None = None
        self._chat: ChatAbove | None = None
        self._person: Subscriber | None = None
        self._slip = Slip(None)
        self._slips = Slips()
        """The slip of each subscriber, by id."""
        self._saving: Timer | None = None
        self._cleared = ""
        self._told: tuple[bool, bool, bool] | None = None
        """Whether something is typed, the 24 hours are over, and it failed, as the footer has it; None for no footer of
        its own."""
        self._unsent: list[str] = []
        """Those by name of whom it was said last that nothing was sent to them, because enter was typed too early."""
        self._refused = False
        """Whether the key that sends didn't, and nothing was typed since: whoever goes on at once can't have read why."""

    def compose(self) -> ComposeResult:
        """The rule, and the line."""
        yield self.heading
        yield self.box

    # -- Whom it is for ---------------------------------------------------------------------------

    def show(self, workspace: Workspace, owner: object, listing: Listing) -> None:
        """Be about a subscriber; their draft is there, and nobody else's."""
        if not isinstance(owner, Subscriber):
            return
        other = (
            self._workspace is not workspace or self._person is None or self._person.row_id != owner.row_id
        )
        failed = "" if self._refused else self._slip.just_failed
        passed = self._person if other and (self._refused or failed) and self._slip.text else None
        if other:
            self._save()
            self._refused = False
        if passed is not None and not app_of(self).main.shows_warning(unsent_to(self._unsent)):
            whose = "" if passed.title in failed else f"{passed.title}: "
            said = f"{whose}{failed}" if failed else f"Not sent to {passed.title}. The draft stays."
            self._say(said, "danger" if failed else "warn")
        self._slips.be_of(workspace)
        self._workspace, self._person = workspace, owner
        self._chat = ChatAbove(listing, owner)
        if other:
            self._bring_back(owner)
        self._follow()

    def _bring_back(self, person: Subscriber) -> None:
        """Have the person's draft in the line."""
        self._cleared = ""
        slip = self._slips.get(person.row_id)
        if slip is None or slip.idle:
            drafts = app_of(self).form_drafts()
            file = drafts.of_person(person.row_id, f"Reply to {person.title}") if drafts is not None else None
            slip = self._slips[person.row_id] = Slip(file)
        self._slip, self.box.whom, self.box.comes_back = slip, person.title, False
        self._bring()
        if slip.file is not None and slip.file.elsewhere and not slip.text:
            self._say(slip.file.elsewhere, "warn")
        latest.start(self, "tried", partial(self._learn_tried, slip))

    def _bring(self) -> None:
        """Have in the line what is typed to the person, which was not typed just now."""
        self.box.move_cursor(self.box.document.end)
        self._fill()
        if self._slip.text:
            self.box.restage(brought=True)

    def _fill(self) -> None:
        """Have in the line what is typed to the person; the cursor stays where it is in what was there."""
        slip = self._slip
        if slip.text and slip.begun is None:
            slip.begun = self._begin()
        if slip.text != self.box.value:
            with self.box.prevent(Box.Changed):
                self.box.show_text(slip.text)

    def _type_on(self, prints: bool) -> None:
        """Have what is typed just now go on below what has come back.

        Args:
            prints: whether it is text, rather than a key that edits it.
        """
        self._slip.type_on(prints)
        self._fill()

    def _begin(self) -> Begun:
        """What the chat is like now."""
        assert self._chat is not None and self._workspace is not None
        return self._chat.begun(self._workspace)

    async def _learn_tried(self, slip: Slip) -> None:
        """Mark what was sent before and may have arrived; what has arrived goes."""
        other = await slip.learn()
        if slip is self._slip and other:
            self._bring()
        self._follow()

    def rows_changed(self) -> None:
        """Follow the chat above: a new message may open WhatsApp's 24 hours, or be what may have arrived."""
        self._follow()
        if self._slip.failed is not None and self._slip.failed.unknown:
            latest.start(self, "shown", partial(self._learn_shown, self._slip))

    async def _learn_shown(self, slip: Slip) -> None:
        """What may have arrived and stands in the chat is no draft any more."""
        workspace, person = self._workspace, self._person
        if workspace is None or person is None or not await slip.settle(workspace.journal):
            return
        if slip is self._slip:
            self._say("It has arrived: the chat shows it.", "good")
        self._show(slip)
        self._save_beside(person.row_id, slip)

    def fit(self, rows: int) -> None:
        """As the base class: the line grows only as long as a message stays above it."""
        self.box.styles.max_height = max(1, min(_TALLEST, rows - _ABOVE))

    # -- What can be written ----------------------------------------------------------------------

    @property
    def _window(self) -> ReplyWindow:
        return window_above(self._chat)

    @property
    def barred(self) -> str:
        """Why nothing is written here at all, in words; empty where it may be.

        After the 24 hours it is: whoever comes to a chat by a key and types means text, and it stays as a draft.
        """
        if self._workspace is None or self._person is None:
            return "nobody"
        return "flotui runs with --read-only" if self._workspace.read_only else ""

    def _follow(self) -> None:
        """Say to whom, until when, and what became of what was typed."""
        person = self._person
        if person is None or self._workspace is None:
            return
        barred, window = self.barred, self._window
        if barred and self.box.has_focus and self._chat is not None:
            latest.focus(self._chat.listing.table)
        self.set_class(bool(barred), "barred")
        focused = self.box.has_focus
        if str(self.box.placeholder) != (said := placeholder_of(person, window, typing=focused)):
            self.box.placeholder = Content(said)
        title = (Span("Reply to ", "dim"), Span(person.title, "strong"))
        state = (bool(self.box.value), window.state == "shut", self._slip.failed is not None)
        if focused and self._told not in (None, state) and self._chat is not None:
            self._chat.listing.tell()  # other keys do something now; when they came here the footer was told
        self._told = state if focused else None
        self.heading.show(title, note_of(self._slip, window, barred, typing=focused), focused=focused)

    # -- Keys -------------------------------------------------------------------------------------

    def begin(self) -> bool:
        """Take the keys; not where nothing can be typed."""
        if self.barred:
            self._follow()
            return False
        if self._person is not None and not self.box.value and self._slip.idle:
            self._bring_back(self._person)  # another window with a draft may have ended since
        if self.box.value and not self.typing:
            self.box.restage(brought=True)
        latest.focus(self.box)
        return True

    def stay(self) -> None:
        """Have the next key that sends be pressed twice: the text before it may be meant for somebody else."""
        self.box.stay()

    def came_by_itself(self) -> None:
        """Take no text that was typed before the line was on screen: the program has just begun with it."""
        self.box.came_by_itself()

    @property
    def typing(self) -> bool:
        """Whether the keys are for the text."""
        return self.box.has_focus

    @property
    def actions(self) -> tuple[Action[object], ...]:
        """What its own keys do."""
        return (
            self._action("send", "Send the reply", "enter", self._send, hint="send", risk=Risk.SEND),
            self._action("canned", "Insert a canned answer", "slash", self._insert_canned, hint="canned"),
        )

    def needed_first(self, actions: Sequence[Action[object]]) -> Sequence[Action[object]]:
        """As the base class: what the line can do as it is, and what is done with the chat before what looks around."""
        shut, failed = self._window.state == "shut", self._slip.failed is not None
        return needed_first(actions, typed=bool(self.box.value), shut=shut, failed=failed)

    def _action(
        self,
        name: str,
        title: str,
        key: str,
        run: Callable[[Context[object]], Awaitable[None]],
        *,
        hint: str = "",
        risk: Risk = Risk.READ,
    ) -> Action[object]:
        needs: Needs = "nothing" if risk is Risk.READ else "one"
        return Action(f"reply.{name}", title, key, run, hint=hint, risk=risk, needs=needs)

    def on_descendant_focus(self) -> None:
        """The rule says that the keys are here."""
        self._follow()

    def on_descendant_blur(self) -> None:
        """The keys are elsewhere: what was typed is kept."""
        self._save()
        self._follow()

    def on_reply_box_pressed(self, event: ReplyBox.Pressed) -> None:
        """Carry out a key that isn't text, such as enter or escape."""
        event.stop()
        if self._person is None:
            return
        failed = self._slip.failed
        going_on = None if failed is None else ANYWAY if failed.unknown else AGAIN
        over = self._window.state == "shut"  # then it is told why, and of no key that tries again
        if event.key == "enter" and failed is not None and not (failed.unknown or over):
            self._refuse(f"Not sent. {AGAIN} tries again.")
        elif event.key == "enter" or event.key == going_on:
            self._submit(asks=event.key == "enter")
        elif event.key == "slash":
            self.post_message(self.Performs(self.actions[1]))
        elif event.key == "ctrl+c":
            self._clear()
        elif event.key in ("pageup", "pagedown") and self._chat is not None:
            self._chat.listing.table.action_page(-2 if event.key == "pageup" else 2)

    def on_reply_box_dropped(self, event: ReplyBox.Dropped) -> None:
        """Say why the key didn't send the reply; of several that were typed too early, to whom they didn't."""
        event.stop()
        self._refused = True
        if not event.unseen:
            self._say(event.why, "warn")
            return
        names = self._unsent if app_of(self).main.shows_warning(unsent_to(self._unsent)) else []
        self._unsent = [*(each for each in names if each != event.unseen), event.unseen]
        self._say(unsent_to(self._unsent), "warn")

    def _clear(self) -> None:
        """Clear the line, for what was typed after it where there is that; the second time, it is back."""
        slip = self._slip
        if self.box.value:
            self._cleared = self.box.value
            after, slip.next = slip.next, ""
            slip.type("")
            self.box.give(after)
            self.box.restage(brought=True)
            if not after:
                self._say(cleared(slip))
        elif self._cleared:
            self.box.give(self._cleared)
        else:
            self._say(f"Nothing to clear. {key_of('app.back')}, then {key_of('app.quit')} quits.")

    def _refuse(self, why: str) -> None:
        """Say why the key didn't send what is typed."""
        self._refused = True
        self._say(why, "warn")

    def _say(self, text: str, tone: Tone = "plain") -> None:
        app_of(self).main.say(text, tone)

    # -- Drafts -----------------------------------------------------------------------------------

    def on_text_area_changed(self, event: Box.Changed) -> None:
        """Keep what is typed once no key has come for a moment."""
        event.stop()
        if self._person is None:
            return
        slip, self._refused = self._slip, False
        slip.type(self.box.value)
        if slip.text and slip.begun is None:
            slip.begun = self._begin()
        if self._saving is not None:
            self._saving.stop()
        self._saving = self.set_timer(_SAVED_AFTER, self._save)
        self._follow()

    def keep(self) -> None:
        """Keep what is typed, also to those for whom that failed before: the program ends."""
        self._slips.keep()

    def _save(self) -> None:
        """Keep what is typed: on disk, readable by its owner only; gone once nothing is typed."""
        if self._saving is not None:
            self._saving.stop()
            self._saving = None
        if self._person is not None:
            self._save_beside(self._person.row_id, self._slip)

    def _save_beside(self, row_id: str, slip: Slip) -> None:
        latest.alongside(self, "keep", partial(self._save_slip, self._workspace, row_id, slip))

    async def _save_slip(self, workspace: Workspace | None, row_id: str, slip: Slip) -> None:
        if not await slip.save():
            slip.trouble = slip.not_kept
            self._say(slip.trouble, "warn" if slip.failed is None else "danger")
        else:
            if slip.trouble and slip.failed is None:  # else what became of it was told with it
                app_of(self).main.withdraw(slip.trouble)
            slip.trouble = ""
            await self._slips.save_again()
        if workspace is not None:
            _mark(workspace, row_id, slip)
        self._follow()

    # -- Sending ----------------------------------------------------------------------------------

    def _submit(self, *, asks: bool = True) -> None:
        """Send what is typed, once; what may have arrived is asked about, unless the key says so."""
        person, slip, text = self._person, self._slip, self.box.value
        if person is None or self._chat is None or not text:
            return
        if slip.sending is not None:
            self._refuse(f"Not sent yet: the message before it is on its way to {person.title}.")
            return
        if self._window.state == "shut":
            self._follow()
            self._refuse(str(replying.too_late(person)))
            return
        if wrong := replying.wrong(text):
            self.box.select_unfilled()
            self._refuse(wrong)
            return
        self._refused = False
        slip.type(text)
        message = slip.failed.message if slip.failed is not None and asks else ""
        reply = OutgoingReply(person, text, slip.begun or Begun(), self._chat.inbound, message)
        run = partial(self._send_to, slip, reply)
        self.post_message(
            self.Performs(self._action("send", f"Send to {person.title}", "enter", run, risk=Risk.SEND))
        )

    async def _send(self, context: Context[object]) -> None:
        self._submit()

    async def _send_to(self, slip: Slip, reply: OutgoingReply, context: Context[object]) -> None:
        if slip.sending is not None or slip.text != reply.text:
            return
        failed, done, typed_on, keys = slip.failed, False, False, app_of(self).keys
        entry = failed.entry if failed is not None else None
        slip.leave(reply)
        self._show(slip)
        try:
            with keys.from_line(), resending(entry), attempting(await slip.attempt()):
                await replying.reply(context, reply, partial(self._ask, slip))
            done = not context.workspace.switches.dry_run
        except NothingToDo:  # it had arrived
            done = True
            raise
        except TypedOn:
            typed_on = True
        except FlochatError as error:
            message = tried.may_have_arrived(time.time()) if error.unsettled else ""
            happened = "" if error.unsettled else error.happened
            failed = SendFailed(reply.text, error.unsettled, error.entry, message, happened)
            raise
        finally:
            if done:
                slip.arrived()
            else:
                slip.come_back(failed)
                in_a_word = slip is self._slip and self._saving is not None
                below = (typed_on or keys.text_waits or in_a_word) and slip.type_on(keys.text_waits)
                if slip is self._slip:
                    self.box.comes_back = not below
                if failed is not None and failed.unknown:  # the chat may have been read meanwhile
                    latest.start(self, "shown", partial(self._learn_shown, slip))
            self._show(slip)
            self._save_beside(reply.person.row_id, slip)

    def _ask(self, slip: Slip, asking: bool) -> None:
        """Say that nothing has left while the person is asked."""
        slip.asking = asking
        self._follow()

    def _show(self, slip: Slip) -> None:
        """Show a draft and its state in the line, if it is still about the same person."""
        if slip is self._slip:
            if slip.failed is not None or slip.text != self.box.value:
                self.box.restage()
            self._fill()
        self._follow()

    # -- The person's own editor ------------------------------------------------------------------

    def on_box_outside(self, event: Box.Outside) -> None:
        """Open the text in the person's own editor."""
        event.stop()
        latest.start(self, "editor", self._edit)

    async def _edit(self) -> None:
        person, slip, before = self._person, self._slip, self.box.value
        if person is None:
            return
        self._save()  # no word is being typed in the line any more
        try:
            text = await editor.edit(self.app, before, ".txt", drafts=app_of(self).drafts)
        except editor.NoEditor as error:
            self._say(str(error), "warn")
            return
        if text == before:
            return
        slip.replace(before, text.rstrip("\n"))
        if slip is self._slip and slip.text != self.box.value:
            self.box.give(slip.text)
        self._save_beside(person.row_id, slip)

    # -- Canned answers ---------------------------------------------------------------------------

    async def _insert_canned(self, context: Context[object]) -> None:
        person, before = self._person, self.box.value
        if person is None:
            return
        text = await self.box.canned_answer(context, person)
        if self._person is not None and self._person.row_id == person.row_id:
            if self.box.value != before:  # what was on its way has come back
                self._type_on(prints=True)
            self.box.insert(text)
            self.box.restage(brought=True)
            self.box.select_unfilled()
            self.begin()
