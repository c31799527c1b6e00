"""Work of which only the latest counts."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.dom import DOMNode
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
