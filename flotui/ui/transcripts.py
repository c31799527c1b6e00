# SPDX-License-Identifier: MIT
"""Writing the chats of a query's people to files."""

from __future__ import annotations

from flotui.api.errors import Malformed
from flotui.api.pacer import Purpose, on_behalf
from flotui.audience.query import parse
from flotui.audience.selecting import select
from flotui.config.errors import ConfigError
from flotui.resources.ask import Choice, Field, Form
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.subscribers.transcribing import Day, Folder, write
from flotui.text.filepath import path_of
from flotui.text.plural import counted
from flotui.ui.shell import Shell

_TEXT, _LINES = "text", "jsonl"


async def transcribe(shell: Shell) -> None:
    """Ask whose chats, of which day and where to, and write them, a file each. Done again, it goes on where it ended.

    Raises:
        Cancelled: when nothing was asked for.
    """
    workspace, listing = shell.workspace, shell.main.panel.active
    if workspace is None:
        return

    async def submit(answer: dict[str, str]) -> None:
        day = _day(answer.get("day", ""))
        asked = parse(answer.get("who", ""))
        try:
            into = Folder(path_of(answer["folder"]).expanduser(), day, lines=answer["format"] == _LINES)
            with on_behalf(Purpose.JOB):
                selection, people = await select(workspace, asked)
                sentence = await write(workspace, people, into, day, told=_tell)
        except (ConfigError, OSError, ValueError) as error:
            says = f"{answer['folder']} can't be written: {getattr(error, 'strerror', None) or error}."
            raise Malformed(says, advice="", fields={"folder": (says,)}) from error
        shell.ask.say(f"{sentence} {selection.note}".rstrip(), "good")

    def _tell(number: int) -> None:
        shell.ask.say(f"{counted(number, 'chat')} read. If you stop it, the next run continues there.")

    of_list = listing is not None and listing.resource is not None and listing.resource.id == SUBSCRIBERS.id
    line = listing.asked.line if listing is not None and of_list else ""
    fields = (
        Field("who", "Whose", value=line, help="A query, such as tag:vip; everyone without one."),
        Field("day", "Day", help="A date, today or yesterday; all messages without one."),
        Field("folder", "Folder", "path", "chats", required=True),
        Field(
            "format",
            "Format",
            "choice",
            _TEXT,
            required=True,
            choices=(Choice(_TEXT, "text", key="t"), Choice(_LINES, "JSONL", key="j")),
            help="Each chat takes a call for each hundred messages; the hour's reserve is left alone.",
        ),
    )
    await shell.ask.form(Form("Write transcripts", fields, verb="Write"), submit)


def _day(text: str) -> Day | None:
    try:
        return Day.of(text.strip()) if text.strip() else None
    except ValueError:
        says = f"{text} isn't a date: write it as 2026-01-15, today or yesterday."
        raise Malformed(says, advice="", fields={"day": (says,)}) from None
