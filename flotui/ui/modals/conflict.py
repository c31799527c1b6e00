# SPDX-License-Identifier: MIT
"""Somebody else has changed what an edit would overwrite: what was seen, what is there, what was typed."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from flotui.api.catalogue import Risk
from flotui.resources.text import Span, Text, Tone
from flotui.text.safe import cut, width
from flotui.ui.modals import tones
from flotui.ui.modals.base import Dialog
from flotui.ui.modals.buttons import Buttons
from flotui.ui.modals.keyline import Keys
from flotui.ui.modals.push import Push
from flotui.workspace.comparing import Conflict, Decision, Difference

_WIDEST = 26
"""The most cells that one value takes in the table."""
_MOST = 8
"""The most lines of what the edit is about."""


class ConflictDialog(Dialog[Decision]):
    """Asks whether to overwrite. To edit again has the focus: what was typed is still there, below this."""

    DEFAULT_CSS = """
    ConflictDialog {
        #buttons { margin-top: 1; }
        #head { height: auto; max-height: 8; margin-bottom: 1; }
        #keys { margin-top: 1; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "overwrite", show=False),
        Binding("k", "keep_theirs", show=False),
    ]

    ATTENTIVE = True

    def __init__(self, conflict: Conflict) -> None:
        """
        Args:
            conflict: what would be overwritten.
        """
        super().__init__(_by_whom(conflict), danger=True)
        self.conflict = conflict
        self.unbidden = True
        undoes = conflict.edit.undoes is not None or conflict.edit.redoes is not None
        self._deletes = conflict.edit.call.operation.risk is Risk.DESTRUCTIVE
        self._back = "Cancel" if undoes or self._deletes else "Edit again"
        self._on = "Delete" if self._deletes else "Overwrite"
        self._buttons = Buttons(
            Push(self._back, id="back"),
            Push("Keep theirs", key="k", id="keep"),
            Push(self._on, key="o", danger=True, id="overwrite"),
        )

    def head(self) -> ComposeResult:
        """What the edit is about."""
        yield Static(tones.content((Span(self.conflict.edit.summary, "strong"),)), id="head")

    def head_lines(self) -> int:
        """How many lines say what the edit is, up to the most, with the blank one below."""
        return min(tones.content(self.conflict.edit.summary).get_height({}, self.inner_width), _MOST) + 1

    def least_lines(self) -> int:
        """The edit, one value with what it was and is, and the buttons."""
        first = tones.lines(self._lines()[:2]).get_height({}, self.inner_width)
        return self.head_lines() + min(first, _MOST) + self.foot_lines() + 1

    def body(self) -> ComposeResult:
        """Three values of each that both changed."""
        yield Static(tones.lines(self._lines()), id="lines")

    def foot_lines(self) -> int:
        """The buttons and a blank line."""
        return self._buttons.lines(self.inner_width) + 1

    def foot(self) -> ComposeResult:
        """The buttons."""
        yield self._buttons

    def _lines(self) -> list[Text]:
        edit = self.conflict.edit
        undoes = edit.undoes is not None
        heads = ("", "it was set to" if undoes else "you saw", "now", "undo sets" if undoes else "yours")
        rows = [heads, *(_row(each) for each in self.conflict.differences)]
        if self._deletes:  # which sets nothing
            rows = [(*row[:3], "") for row in rows]
        widths = [min(max(width(row[place]) for row in rows), _WIDEST) for place in range(4)]
        lines: list[Text] = []
        for index, row in enumerate(rows):
            cells = [_padded(text, room) for text, room in zip(row, widths, strict=True)]
            plain: Tone = "plain" if index else "dim"
            now: Tone = "warn" if index else "dim"
            lines.append(
                (
                    Span(f"{cells[0]}  ", "dim"),
                    Span(f"{cells[1]}  ", plain),
                    Span(f"{cells[2]}  ", now),
                    Span(cells[3], plain),
                )
            )
        if (others := self.conflict.others) and not self._deletes:
            word = (
                "value that nobody else changed is" if others == 1 else "values that nobody else changed are"
            )
            lines += ["", (Span(f"{others} other {word} saved either way.", "dim"),)]
        return lines

    def on_mount(self) -> None:
        """Focus the button that overwrites nothing."""
        self.query_one("#back").focus()

    def keys(self) -> Keys:
        """Going back first: it is what enter does."""
        return (("esc", self._back.lower()), ("k", "keep theirs"), ("o", self._on.lower()))

    @property
    def room(self) -> int:
        """One line less: a blank one is above the keys."""
        return max(super().room - 1, 1)

    def on_push_pressed(self, event: Push.Pressed) -> None:
        """A button was pressed."""
        match event.push.id:
            case "overwrite":
                self.action_overwrite()
            case "keep":
                self.action_keep_theirs()
            case _:
                self.action_leave()

    def action_overwrite(self) -> None:
        """Save what was typed over what is there."""
        self.answer(Decision.OVERWRITE)

    def action_keep_theirs(self) -> None:
        """Keep the host's values, and save only what nobody else has changed."""
        self.answer(Decision.KEEP)


def _row(difference: Difference) -> tuple[str, str, str, str]:
    change = difference.change
    if change.secret:
        return (change.name, "(hidden)", "(hidden, another one)", "(hidden)")
    return (
        change.name,
        difference.text(change.before),
        difference.text(difference.theirs),
        difference.text(change.after),
    )


def _padded(text: str, room: int) -> str:
    shown = cut(text, room)
    return shown + " " * (room - width(shown))


def _by_whom(conflict: Conflict) -> str:
    """Who has changed what would be overwritten."""
    if conflict.job:
        return f"Changed by job {conflict.job}"
    return "Changed by you or somebody else" if conflict.perhaps_own else "Changed by somebody else"
