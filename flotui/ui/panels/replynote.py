# SPDX-License-Identifier: MIT
"""What is said of a reply: in the rule above it, until when it can be sent, or what keeps it from being sent; in the
empty line; and of an enter that came too early.
"""

from __future__ import annotations

from collections.abc import Sequence

from flotui.api.models.subscriber import Subscriber
from flotui.repositories.window import ReplyWindow
from flotui.resources.keys import key_of, key_while_typing
from flotui.resources.text import Span, Text, spans
from flotui.resources.windows import window_cell
from flotui.text.plural import listed
from flotui.text.safe import cut, sanitize
from flotui.ui.moving import AGAIN, REPLY
from flotui.ui.panels.slip import SendFailed, Slip

_SHOWN = 30
"""Cells of what is on its way that the rule shows."""


def _template_key(typing: bool) -> str:
    return (key_while_typing if typing else key_of)("subscribers.template")


def note_of(slip: Slip, window: ReplyWindow, barred: str, *, typing: bool) -> Text:
    """What the rule says.

    Args:
        slip: the draft.
        window: the 24 hours of whom it is for.
        barred: why nothing is written at all, in words; empty where it may be.
        typing: whether the keys are for what is typed.
    """
    failed = slip.failed
    if slip.sending is not None:
        return (
            Span("not sent yet: " if slip.asking else "sending… ", "accent"),
            Span(cut(" ".join(slip.sending.text.split()), _SHOWN), "dim"),
        )
    if failed is not None and (failed.unknown or window.state != "shut"):
        return (Span(_stands(failed), "danger"),)
    if barred:
        return (Span(f"{barred}{' · draft kept' if slip.is_kept else ''}", "warn"),)
    if window.state == "shut":
        then = "draft kept" if slip.is_kept else f"{_template_key(typing)} template"
        return (Span(f"24 h are over · {then}", "warn"),)
    if window.state == "free":
        return (Span("draft kept" if slip.is_kept else "", "dim"),)
    # As wide with a draft as without: what is left of the hours stays where it is while one types.
    said = "draft kept " if slip.is_kept else "free text "
    return (Span(said, "dim"), *spans(window_cell(window, aligned=False)))


def placeholder_of(person: Subscriber, window: ReplyWindow, *, typing: bool) -> str:
    """What the empty line says becomes of what is typed; nothing in it steers the terminal.

    Args:
        person: whom it is for.
        window: their 24 hours.
        typing: whether keys are for the line.
    """
    if not typing:
        return sanitize(f"{key_of(REPLY)} begins a reply to {person.title}")
    if window.state == "shut":
        return sanitize(f"Text stays a draft until {person.title} writes again")
    return sanitize(f"Write to {person.title} · enter sends · / canned answers")


def cleared(slip: Slip) -> str:
    """That the line was cleared, and what the same key does next.

    Args:
        slip: the draft.
    """
    if slip.sending is not None:
        return (
            f"Cleared. {key_of('app.stop')} stops the reply that is being sent; ctrl+c then brings this back."
        )
    return "Cleared. ctrl+c brings it back."


def unsent_to(names: Sequence[str]) -> str:
    """That enter sent nothing to some, because it was typed before their chats were shown.

    Args:
        names: what they are called.
    """
    stays = "The draft stays." if len(names) == 1 else "The drafts stay."
    return f"Not sent to {listed(names)}: enter was typed before this was shown. {stays}"


def _stands(failed: SendFailed) -> str:
    """How it stands with what was sent."""
    if failed.unknown:
        return f"? {failed.message.removeprefix('This ').rstrip('.')} · enter asks"
    return f"✗ not sent · {AGAIN} tries again"
