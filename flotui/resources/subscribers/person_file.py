# SPDX-License-Identifier: MIT
"""Writing one person's file from the program: where, what it costs, and in the background then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from flotui.api.errors import FlochatError, Malformed, Stopped
from flotui.api.models.subscriber import Subscriber
from flotui.resources.ask import Ask, Confirm, Field, Form
from flotui.resources.keys import key_of
from flotui.resources.person import current_person
from flotui.resources.subscribers.dossier import Dossier
from flotui.text.filepath import path_of

if TYPE_CHECKING:
    from flotui.resources.base import Context
    from flotui.workspace import Workspace

_NAME = "person-file"
"""What the work is called that goes on in the background."""


async def export_person(context: Context[object]) -> None:
    """Have a folder named, say what it costs, and write the person's file into it in the background.

    Raises:
        FlochatError: when the host can't be had.
        Cancelled: when the person left it.
    """
    workspace = context.workspace
    if _NAME in workspace.background:
        context.ask.say(f"Another subscriber's file is being written; {key_of('app.stop')} stops it.", "warn")
        return
    person = await current_person(context)
    begun: list[Dossier] = []

    async def submit(answer: dict[str, str]) -> None:
        try:
            begun[:] = [Dossier(workspace, person, _folder(answer["folder"]), _told(context.ask))]
        except Stopped as stopped:
            raise _wrong(str(stopped)) from None

    help = "A new folder, for you alone; or one in which this subscriber's file was begun."
    name = f"{person.row_id}-{workspace.zone.today()}"
    field = Field("folder", "Folder", "path", name, required=True, help=help)
    await context.ask.form(Form(f"Export {person.title}'s file", (field,), verb="Next"), submit)
    dossier = begun[0]
    await context.ask.confirm(Confirm("Write the file", (await dossier.cost(),), verb="Write"))
    workspace.background.start(_NAME, _carry_out(context.ask, workspace, person, dossier))


def _folder(text: str) -> Path:
    try:
        return path_of(text).absolute()
    except ValueError as error:
        raise _wrong(str(error)) from None
    except FileNotFoundError:
        raise _wrong("The current folder is gone. Type a full path.") from None


def _wrong(message: str) -> Malformed:
    return Malformed(message, advice="", fields={"folder": (message,)})


def _told(ask: Ask) -> Callable[[str], None]:
    return lambda message: ask.say(message)


async def _carry_out(ask: Ask, workspace: Workspace, person: Subscriber, dossier: Dossier) -> None:
    try:
        done = await dossier.write()
    except FlochatError as error:
        ask.say(f"{error} Export the file of {person.title} into the same folder again to go on.", "danger")
    else:
        ask.say(done, "good")
