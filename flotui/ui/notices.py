# SPDX-License-Identifier: MIT
"""What is told in the footer's place, until a key takes it away: what was done, and beside it what warns."""

from __future__ import annotations

import math
from time import monotonic

from flotui.resources.text import Tone
from flotui.text.safe import cut
from flotui.ui.presses import UNREAD

_NAME = 48
"""Cells that a name takes at most before what is told of it."""
_APART = 2
"""How many failures are told one after the other; of more the last stands for all."""


def naming(name: str, sentence: str) -> str:
    """How a sentence begins that shall say whom it is about: empty where it does. What follows counts more, so a long
    name is cut.

    Args:
        name: what that is called; empty for nothing.
        sentence: the sentence.
    """
    brief = cut(name, _NAME)
    return "" if not name or name in sentence or sentence.startswith(brief) else f"{brief}: "


class Notice:
    """What is told. A warning leaves what was done in sight, and what was done a warning."""

    def __init__(self) -> None:
        self.shown: tuple[str, Tone] | None = None
        """The text, and its tone; None where nothing is told."""
        self.told_at = -math.inf
        """When something was told last, in seconds as `Typed.at`."""
        self._done = ""
        self._warned: tuple[str, ...] = ()
        self._warns_as: Tone = "warn"
        self._about: dict[str, str] = {}
        """What failed, each with what the row is called that it is about; empty for none."""

    def tell(self, text: str, tone: Tone) -> None:
        """Tell something.

        Args:
            text: what.
            tone: `good` for what was done; `warn` or `danger` for what warns; anything else takes the place of both.
        """
        if tone == "good":
            self._done = text
        elif tone in ("warn", "danger"):
            # What fails while the one before can't have been read is told with it.
            fails_too = tone == self._warns_as == "danger" and monotonic() - self.told_at < UNREAD
            self._warned = tuple(dict.fromkeys((*(self._warned if fails_too else ()), text)))
            self._warns_as = tone
        else:
            self._done, self._warned = "", ()
        self._about = {each: about for each, about in self._about.items() if each in self._warned}
        self.shown, self.told_at = (text, tone), monotonic()
        if self._warned:
            self._show_warned()

    def tell_failed(self, text: str, about: str) -> None:
        """Tell what failed. A key that comes before anybody can have read it leaves it in sight, with the name of what
        it was about, if that has one: that may no longer be what is on screen.

        Args:
            text: what failed.
            about: what the row is called that it was about; empty for none.
        """
        if self._about.get(text, about) != about:
            self._name_failed()  # the same has just happened to another row
        self.tell(text, "danger")
        self._about[text] = about

    def warns(self, text: str) -> bool:
        """Whether a warning is still in sight.

        Args:
            text: what it says.
        """
        return text in self._warned

    def withdraw(self, text: str) -> None:
        """Take back a warning that no longer holds; what was done, and what else warns, stays in sight.

        Args:
            text: what it says.
        """
        self._warned = tuple(each for each in self._warned if each != text)
        self._about.pop(text, None)
        if self._warned:
            self._show_warned()
        else:
            self.shown = (self._done, "good") if self._done else None

    def end(self, typed_at: float = math.inf) -> None:
        """Tell it no longer, as far as it can have been read.

        Args:
            typed_at: when the key was typed that takes it away, in seconds as `Typed.at`. What was told later stays,
                because nobody can have read it; so does what failed a moment before.
        """
        if self.shown is None or typed_at <= self.told_at:
            return
        if self._about and typed_at < self.told_at + UNREAD:
            self._name_failed()
        else:
            self.shown, self._done, self._warned, self._about = None, "", (), {}

    def _name_failed(self) -> None:
        """Have what failed say what it was about."""
        named = {each: naming(about, each) + each for each, about in self._about.items()}
        if any(map(str.__ne__, named, named.values())):
            self._about = {named.get(each, each): about for each, about in self._about.items()}
            self._warned = tuple(named.get(each, each) for each in self._warned)
            self._show_warned()

    def _show_warned(self) -> None:
        warned = self._warned
        if self._warns_as == "danger" and len(warned) > _APART:
            warned = f"{len(warned)} failed: see Activity. The last one:", warned[-1]
        self.shown = " ".join(filter(None, (self._done, *warned))), self._warns_as
