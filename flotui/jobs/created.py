# SPDX-License-Identifier: MIT
"""What a step has created, as far as the host's answer tells: its id, and the call that takes it away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flotui.repositories.created import creation_of, id_created

if TYPE_CHECKING:
    from flotui.api.reply import Reply
    from flotui.store.job import Step


def created_id(step: Step, reply: Reply) -> str:
    """The id of what a step has created; empty where it has created nothing, or the answer doesn't tell.

    Args:
        step: the step.
        reply: the host's answer to it.
    """
    return "" if step.subject else id_created(step.call, reply.data)


def way_back(step: Step, reply: Reply) -> str | None:
    """The key of the call that deletes what a step has created; None where there is none.

    Args:
        step: the step.
        reply: the host's answer to it.
    """
    if step.inverse is not None or step.changes:
        return None
    found = creation_of(step.call, reply.data)
    return found.removal.key if found is not None else None
