# SPDX-License-Identifier: MIT
"""One question, one edit: what is sent once the person has said yes."""

from __future__ import annotations

from flotui.repositories.edit import Edit
from flotui.resources.ask import Confirm
from flotui.resources.base import Context
from flotui.resources.telling import done


async def confirm_edit(context: Context[object], question: Confirm, edit: Edit, message: str) -> None:
    """Ask, and send an edit where the answer is yes.

    Args:
        context: how to ask, and the open bot.
        question: what is asked.
        edit: what is sent.
        message: what is said once it is done, as a sentence.

    Raises:
        Cancelled: when the answer is no.
        FlochatError: when it was refused, or its outcome isn't known.
    """

    async def submit(_: object) -> None:
        await context.workspace.apply(edit)
        done(context, message)

    await context.ask.confirm(question, submit)
