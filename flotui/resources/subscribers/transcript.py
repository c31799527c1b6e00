# SPDX-License-Identifier: MIT
"""A chat as a file: the messages that are here, the oldest first, as text or as JSON lines."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flotui.api.errors import Malformed
from flotui.api.exact import dumps
from flotui.api.models.subscriber import ChatMessage, Subscriber
from flotui.config.paths import new_private, unused
from flotui.resources.ask import Field, Form
from flotui.resources.person import current_person
from flotui.resources.subscribers.chat import text_of, who
from flotui.resources.text import plain
from flotui.text.dates import exact
from flotui.text.filepath import path_of
from flotui.text.plural import counted
from flotui.text.whole_path import whole_path

if TYPE_CHECKING:
    from flotui.resources.base import Context


async def save(context: Context[object]) -> None:
    """Write the messages of a chat that are here to a file, readable by its owner only."""
    person = await current_person(context)
    with context.workspace.reader.only_here():
        found = [snapshot async for snapshot in context.workspace.subscribers.chat(person.row_id)]
    messages = (await found[-1].value.all())[::-1] if found else []
    await context.workspace.inbox.own.mark(person.row_id, messages)

    async def submit(answer: dict[str, str]) -> None:
        try:
            path = path_of(answer["path"])
            await asyncio.to_thread(
                _write, str(path), written(person, messages, lines=path.suffix == ".jsonl")
            )
        except FileExistsError:
            raise _wrong(f"{answer['path']} exists; it was left alone.") from None
        except (OSError, ValueError) as error:
            raise _wrong(
                f"{answer['path']} can't be written: {getattr(error, 'strerror', '') or error}."
            ) from None
        context.ask.say(f"{counted(len(messages), 'message')} written to {whole_path(path)}.", "good")

    name = unused(f"chat-{person.row_id}-{context.workspace.zone.today()}.txt")
    help = "Messages that were read; scroll up for older ones. A name that ends with .jsonl gets JSON lines."
    field = Field("path", "File", "path", name, required=True, help=help)
    await context.ask.form(Form(f"Save the chat of {person.title}", (field,), looks=True), submit)


def _wrong(message: str) -> Malformed:
    return Malformed(message, advice="Choose another name.", fields={"path": (message,)})


def _write(path: str, text: str) -> None:
    with new_private(path) as file:
        file.write(text)


def written(person: Subscriber, messages: Sequence[ChatMessage], *, lines: bool = False) -> str:
    """A chat as a file has it.

    Args:
        person: whose.
        messages: the messages, the oldest first.
        lines: whether each is a JSON object on a line of its own, as the host sent it.
    """
    if lines:
        return "".join(f"{dumps(each.raw, compact=True)}\n" for each in messages)
    head = f"{person.title} ({person.row_id})\n\n"
    return head + "".join(
        f"{exact(each.ts or None)}  {person.title if each.type == 'in' else plain(who(each))}: {plain(text_of(each))}\n"
        for each in messages
    )
