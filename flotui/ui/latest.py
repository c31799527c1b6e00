# SPDX-License-Identifier: MIT
"""Work of which only the latest counts, and the focus, of which that is true too."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import suppress

from textual.dom import DOMNode, NoScreen
from textual.widget import Widget
from textual.worker import Worker


def start(node: DOMNode, group: str, work: Callable[[], Coroutine[None, None, None]]) -> Worker[None]:
    """Start work in the place of what is under way of its kind. It ends with its node.

    Args:
        node: whose work it is.
        group: of which kind it is.
        work: makes the coroutine. It is called when it is its turn: of work that is replaced before it began,
            nothing is left un-awaited.

    Returns:
        What does it.
    """
    return node.run_worker(work, group=group, exclusive=True, exit_on_error=False)


def alongside(node: DOMNode, group: str, work: Callable[[], Coroutine[None, None, None]]) -> None:
    """Start work beside what is under way of its kind. It ends with its node.

    Args:
        node: whose work it is.
        group: of which kind it is.
        work: makes the coroutine, when it is its turn.
    """
    _: Worker[None] = node.run_worker(work, group=group, exit_on_error=False)


def drop(node: DOMNode, *groups: str) -> None:
    """End what is under way of some kinds: it is about what is no longer there.

    Args:
        node: whose work it is.
        groups: the kinds.
    """
    for group in groups:
        node.workers.cancel_group(node, group)


def focus(widget: Widget) -> None:
    """Give a widget the keys now. Textual's own way has the next key go where the one before it went.

    Args:
        widget: which.
    """
    with suppress(NoScreen):
        widget.screen.set_focus(widget)
