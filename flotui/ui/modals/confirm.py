# SPDX-License-Identifier: MIT
"""A yes-or-no question. Cancel has the focus, and what confirms is not the key that opened it."""

from __future__ import annotations

import math
import unicodedata
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from flotui.resources.ask import Confirm, Submit, TypedOn
from flotui.resources.text import Span, Text, plain
from flotui.text.plural import count
from flotui.text.safe import width
from flotui.ui.modals import tones
from flotui.ui.modals.base import Dialog
from flotui.ui.modals.buttons import Buttons
from flotui.ui.modals.frame import FRAMED, Body
from flotui.ui.modals.keyline import Keys
from flotui.ui.modals.push import Push
from flotui.ui.modals.states import DialogState
from flotui.ui.presses import Typed, Verdict
from flotui.ui.typeahead import INTERRUPT, Hold
from flotui.ui.widgets.inputs import Line

_SHORT = 56
"""Cells of a line from which on it is as wide as a form."""
_ROOMY = 14
"""From so many lines on, blank ones stand between its parts."""
_MOST = 8
"""The most lines of what stands above all that scrolls, and of what has to be typed."""
_BLANKS = 4
"""Lines that are left for blank ones, and one for what scrolls."""
_TITLED = 2
"""By how many cells a title in the frame has less room than a line below."""


RESTED = 1.0
"""Seconds that a question is shown before a letter answers it, where it opened over a line of text."""
_ITS_OWN = frozenset(
    {"escape", "enter", "tab", "shift+tab", "up", "down", "left", "right", "pageup", "pagedown", INTERRUPT}
)
"""Keys that nobody means for the line below."""
_ANSWERS = frozenset({"y", "space", "enter"})
"""Keys that answer, and that texts have too."""


class Turned(Exception):
    """The person would rather be asked the other question."""


class ConfirmDialog(Dialog[bool]):
    """Asks for a yes: `y` or the button; where something has to be typed, not before it is there."""

    DEFAULT_CSS = """
    ConfirmDialog {
        #frame { width: 62; }
        &.-long #frame { width: 78; }
        #head { height: auto; max-height: 8; }
        #head.-none { display: none; }
        #ask { height: auto; max-height: 8; }
        &.-roomy #buttons, &.-roomy #ask, &.-roomy #keys { margin-top: 1; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "yes", show=False),
        Binding("tab", "next", show=False),
        Binding("pageup", "scroll(-1)", show=False),
        Binding("pagedown", "scroll(1)", show=False),
    ]

    ATTENTIVE = True

    def __init__(self, question: Confirm, submit: Submit | None = None, *, in_line: bool = False) -> None:
        """
        Args:
            question: what is asked.
            submit: carries it out while the dialog stays open.
            in_line: whether it opens by itself over a line that the person may type on in.
        """
        super().__init__(question.title, submit, danger=question.danger)
        self._in_line = in_line
        self._handed_back: Hold | None = None
        self._text_at = -math.inf
        """When a key was typed last that is no answer and prints: whoever types a text means it for something else."""
        self.question = question
        self._wanted = _wanted(question)
        long = question.other is not None or any(width(plain(line)) > _SHORT for line in question.told)
        self.set_class(long, "-long")
        self._whom = question.whom or question.lines[:1]
        self._rest = question.lines if question.whom else question.lines[1:]
        self._buttons = Buttons(
            Push(question.back, id="cancel"),
            Push(question.verb, key="" if question.typed else "y", danger=question.danger, id="yes"),
        )

    def judge(self, typed: Typed) -> Verdict:
        """Say whether a press can be meant for it; what is typed on in the line below has it go, and is typed there."""
        if self._in_line and self._state is DialogState.ASKING and self._types_on(typed):
            self._handed_back = self._keys.take_back(typed)
            self._leave(TypedOn())
            return Verdict.DROP
        if self._state is DialogState.ASKING and not self.question.typed and self._in_a_text(typed):
            if typed.key in _ANSWERS:
                self.say(f"{typed.key} came among other letters, so it didn't count.", "warn")
            return Verdict.DROP
        return super().judge(typed)

    def _in_a_text(self, typed: Typed) -> bool:
        """Whether a press belongs to a text that was typed on over the question: its `y` is no yes, and its blank closes
        nothing, so that the rest of it stands nowhere as if it were all.
        """
        other = self.question.other
        if typed.key in _ANSWERS:
            if typed.at - self._text_at > RESTED:
                return False
        elif (typed.key and not typed.prints) or (other is not None and typed.key == other.key):
            return False
        self._text_at = typed.at
        return True

    def _types_on(self, typed: Typed) -> bool:
        """Whether a press is meant for the line: a letter is no answer before the question can have been read."""
        if typed.key == "y":
            return typed.at - self._counts_from < (0 if self.question.waived else RESTED)
        return typed.key not in _ITS_OWN

    def hand_back(self) -> None:
        """Have what was typed on go where it was meant for, once whoever asked has the line as it was."""
        if self._handed_back is not None:
            self._handed_back.end()

    def head(self) -> ComposeResult:
        """Whom it reaches, or what it is about."""
        yield Static(tones.lines(self._whom), id="head")

    @property
    def _head(self) -> tuple[Text, ...]:
        """The lines that are seen at any time; among them the title, where the frame has too little room for it."""
        headed = self._headed()
        return self._whom if width(headed) <= self.inner_width - _TITLED else (headed, *self._whom)

    def head_lines(self) -> int:
        """How many lines say whom it reaches: all of them, up to the most."""
        head = self._head
        return min(tones.lines(head).get_height({}, self.inner_width), _MOST) if head else 0

    @property
    def _typed_lines(self) -> int:
        """The lines of what has to be typed, with the one that it is typed in."""
        if not self.question.typed:
            return 0
        asked = tones.content(_typing(self._wanted))
        return 1 + min(asked.get_height({}, self.inner_width), _MOST)

    def least_lines(self) -> int:
        """Whom it reaches, what has to be typed, the buttons, and the beginning of the rest."""
        return self.head_lines() + bool(self._rest) + self._typed_lines + self._button_lines + self.note_lines

    def body(self) -> ComposeResult:
        """What they get. It may be longer than the terminal is high, and begins at its top."""
        if self._rest:
            yield Static(tones.lines(self._rest), id="lines")

    def foot(self) -> ComposeResult:
        """What has to be typed, and the buttons."""
        question = self.question
        if question.typed:
            yield Static(tones.content(_typing(self._wanted)), id="ask")
            yield Line(id="typed")
        yield self._buttons

    def on_mount(self) -> None:
        """Focus what can do no harm: Cancel, or the input that has to be filled in first."""
        self.query_one("#typed" if self.question.typed else "#cancel").focus()
        self._allow()

    def keys(self) -> Keys:
        """Cancelling first: it is what enter does."""
        back, other = self.question.back.lower(), self.question.other
        others = () if other is None else ((other.key, other.label),)
        if self.question.typed:
            return (("esc", back), ("tab", f"go to {self.question.verb}"), *others)
        yes = () if self.question.unable else (("y", self.question.verb.lower()), ("tab", "next button"))
        return (("esc", back), *yes, *others)

    def enter_does(self) -> str:
        """From what is typed to its button, else what the button says."""
        return f"go to {self.question.verb}" if isinstance(self.focused, Line) else super().enter_does()

    @property
    def room(self) -> int:
        """One line less where a blank one stands above the keys."""
        return max(super().room - self._blank, 1)

    @property
    def _blank(self) -> int:
        """The lines between what is said, typed, pressed, and the keys: none where the terminal is low."""
        height = self.app.size.height
        return int(height >= _ROOMY and height - self.least_lines() - FRAMED >= _BLANKS)

    def fit(self) -> None:
        """Have blank lines where there is room for them."""
        self.set_class(bool(self._blank), "-roomy")
        head = self.query_one("#head", Static)
        head.update(tones.lines(self._head))
        head.set_class(not self._head, "-none")
        if self._rest:
            self.query_one("#lines", Static).update(tones.lines(self._shown_lines()))
        super().fit()

    def _shown_lines(self) -> list[Text]:
        """What is said below whom it reaches: without its blank lines where it would have to be scrolled with them."""
        if tones.lines(self._rest).get_height({}, self.inner_width) <= self.room:
            return list(self._rest)
        return [line for line in self._rest if line != ""]  # of texts that are quoted these have tones

    def foot_lines(self) -> int:
        """What has to be typed, the buttons, and the blank lines above them."""
        typed = self._typed_lines
        return typed + self._blank * (2 if typed else 1) + self._button_lines

    @property
    def _button_lines(self) -> int:
        return self._buttons.lines(self.inner_width)

    def action_scroll(self, by: int) -> None:
        """Scroll the text of the question."""
        body = self.query_one(Body)
        body.scroll_relative(y=by * max(body.size.height - 1, 1), animate=False)

    def _typed_right(self) -> bool:
        if not self._wanted:
            return True
        typed = _typable(self.query_one(Line).value)
        return typed in self._wanted or typed == str(self.question.typed)

    def _allow(self) -> None:
        ready = (
            not self.question.unable
            and self._typed_right()
            and self.state in (DialogState.ASKING, DialogState.SENDING)
        )
        self.query_one("#yes", Push).disabled = not ready

    def state_changed(self) -> None:
        """After a failure the confirming button does nothing any more: another key goes on."""
        self._allow()
        if self.state in (DialogState.NOT_DONE, DialogState.UNKNOWN, DialogState.PARTLY):
            self.query_one("#cancel", Push).relabel("Close")
            self.query_one("#cancel").focus()

    def on_key(self, event: events.Key) -> None:
        """The key of the other question, where no text is typed."""
        super().on_key(event)
        if not isinstance(self.focused, Line):
            self._turn(event.key)

    def _turn(self, key: str) -> bool:
        """Leave it for the other question, where a key is that one's; whether it is."""
        other = self.question.other
        turns = other is not None and key == other.key and self.state is DialogState.ASKING
        if turns:
            self._leave(Turned())
        return turns

    def on_input_changed(self) -> None:
        """The button works only while exactly the right thing is typed."""
        if self._turn(self.query_one(Line).value.strip()):
            return
        self.say("")
        self._allow()

    def on_input_submitted(self) -> None:
        """Enter after typing goes to the button; it doesn't press it."""
        self._to_button()

    def action_next(self) -> None:
        """From what is typed to the button that it is typed for; else on to the next."""
        if isinstance(self.focused, Line):
            self._to_button()
        else:
            self.focus_next()

    def _to_button(self) -> None:
        if self.question.unable:
            self.say(self.question.unable, "warn")
        elif self._typed_right():
            self.query_one("#yes").focus()
            self.restage()  # an enter that is held down goes no further
        else:
            wanted = " or ".join(self._wanted)
            self.say(f"Doesn't match: type {wanted} exactly, or press esc.", "warn")

    def on_push_pressed(self, event: Push.Pressed) -> None:
        """A button was pressed."""
        if event.push.id == "yes":
            self.action_yes()
        else:
            self.action_leave()

    def action_yes(self) -> None:
        """Confirm, or say why that can't be done."""
        if self.question.unable:
            self.say(self.question.unable, "warn")
        elif self._typed_right():
            self.answer(True)


_EASY = 30
"""A name of so many characters or fewer is typed without help."""


def _wanted(question: Confirm) -> tuple[str, ...]:
    """What has to be typed, any one of it; nothing where nothing has to be.

    A name that not every keyboard has, or that is long, may be told by its id as well.
    """
    if not question.typed:
        return ()
    if isinstance(question.typed, int):
        return (count(question.typed),)
    name, instead = _typable(question.typed), _typable(question.instead)
    easy = name.isascii() and 0 < len(name) <= _EASY
    return tuple(dict.fromkeys(filter(None, (name, "" if easy else instead)))) or (question.verb,)


def _typable(text: str) -> str:
    """A text as what is typed is compared with it.

    Letters are composed, blanks are single, what only guides how others are drawn (joiners, marks of direction,
    variation selectors) is left out, and other signs without a picture count as blanks.
    """
    composed = unicodedata.normalize("NFC", text)
    seen = (one for one in composed if unicodedata.category(one) != "Cf" and not "\ufe00" <= one <= "\ufe0f")
    return " ".join("".join(one if one.isprintable() else " " for one in seen).split())


def _typing(wanted: tuple[str, ...]) -> tuple[Span, ...]:
    other = [part for each in wanted[1:] for part in (Span(" or "), Span(each, "strong"))]
    return Span("Type "), Span("".join(wanted[:1]), "strong"), *other, Span(" to confirm:")
