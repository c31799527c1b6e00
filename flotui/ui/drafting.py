# SPDX-License-Identifier: MIT
"""Keeping a draft of what is being typed: soon after the last key, and at the program's end."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual.dom import DOMNode
from textual.timer import Timer

from flotui.ui import latest
from flotui.ui.drafts import FormDraft

SAVED_AFTER = 1.0
"""Seconds after the last key at which what was typed is kept: a program that is killed says nothing."""


class Drafting:
    """Has a draft hold what is typed. Nothing is written that it holds already."""

    def __init__(self, node: DOMNode, typed: Callable[[], Mapping[str, str] | None]) -> None:
        """
        Args:
            node: what is typed in.
            typed: what that is now, by field; None where the draft is no longer its business.
        """
        self._node, self._typed = node, typed
        self.draft: FormDraft | None = None
        """The file that what is typed is kept in; None where nothing is kept."""
        self._saving: Timer | None = None
        self._handed_over = False

    def hand_over(self, has: bool) -> None:
        """Keep it no longer, because a job has what was typed; or again, because that job is gone.

        Args:
            has: whether a job has it.
        """
        self._handed_over = has
        if not has:
            self.now()
        elif self.draft is not None:
            self.draft.drop()

    def soon(self) -> None:
        """Keep what was typed once no key has come for a while."""
        self.wait()
        if self.draft is not None:
            self._saving = self._node.set_timer(SAVED_AFTER, self._begin)

    def wait(self) -> None:
        """Keep nothing until more is typed, or the program ends."""
        if self._saving is not None:
            self._saving.stop()
            self._saving = None

    def _begin(self) -> None:
        latest.start(self._node, "keep", self.save)

    async def save(self) -> None:
        """Keep what is typed without holding up anything else."""
        if (news := self._news()) is not None:
            draft, typed = news
            await draft.save(typed)

    def now(self) -> None:
        """Keep what is typed before anything else happens: the program ends."""
        if (news := self._news()) is not None:
            draft, typed = news
            draft.keep(typed)

    def _news(self) -> tuple[FormDraft, Mapping[str, str]] | None:
        """What is to be written, and where; a draft of nothing goes."""
        draft, typed = self.draft, self._typed()
        if draft is None or self._handed_over or typed is None or typed == draft.written:
            return None
        if not typed:
            draft.drop()
            return None
        return draft, typed
