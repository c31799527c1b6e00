"""What agents write with: shortcuts and closing notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flotui.repositories import notes as edits
from flotui.resources.alike import new_name
from flotui.resources.ask import Choice, Field, Form, bound
from flotui.resources.base import Column, Context, Resource
from flotui.resources.copying import copy_action
from flotui.resources.flows.common import SCOPE, about, creating, deleting, editing, offers
from flotui.resources.keys import undo_key
from flotui.resources.reading import everything
from flotui.resources.telling import done, made, show_new, unchanged
from flotui.resources.text import dim

if TYPE_CHECKING:
    from flotui.api.models.flow import ClosingNote, Shortcut

_HOW_MUCH = tuple(Choice(str(number), str(number)) for number in (0, 1, 2))


def _shortcut_fields(row: Shortcut | None) -> tuple[Field, ...]:
    return (
        Field("name", "Name", value=row.name if row else "", required=True),
        Field("value", "Text", "longtext", row.value if row else "", required=True),
    )


async def _create_shortcut(context: Context) -> None:
    async def submit(answer: dict[str, str]) -> None:
        known = await everything(context.workspace.notes.shortcuts())
        name = await new_name(context, answer["name"], known, "shortcut")
        entries = await context.workspace.apply(edits.create_shortcut(name, answer["value"]))
        made(context, f"Shortcut {name} made.", entries)
        await show_new(context, context.workspace.notes.shortcuts, frozenset(each.row_id for each in known))

    fields = bound("flowCreateShortcut", _shortcut_fields(None))
    await context.ask.form(Form("New shortcut", fields, verb="Create"), submit)


async def _edit_shortcut(context: Context) -> None:
    row: Shortcut = context.row

    async def submit(answer: dict[str, str]) -> None:
        if unchanged(context, answer, row.name):
            return
        await context.workspace.apply(edits.update_shortcut(row, answer))
        done(context, f"Shortcut {row.name} changed. {undo_key()} sets it back.")

    fields = bound("flowUpdateShortcut", _shortcut_fields(row))
    await context.ask.form(Form(f"Shortcut {row.name}", fields, edits=True), submit)


def _note_fields(row: ClosingNote | None) -> tuple[Field, ...]:
    summary, attachment = (row.require_summary, row.require_attachment) if row else (0, 0)
    return (
        Field("name", "Name", value=row.name if row else "", required=True),
        Field("description", "Description", "longtext", row.description if row else ""),
        Field(
            "require_summary",
            "Summary",
            "choice",
            str(summary),
            choices=_HOW_MUCH,
            help="0 to 2, as the dashboard has it: how far a summary is asked for.",
        ),
        Field(
            "require_attachment",
            "Attachment",
            "choice",
            str(attachment),
            choices=_HOW_MUCH,
            help="0 to 2, likewise for an attachment.",
        ),
    )


async def _create_note(context: Context) -> None:
    async def submit(answer: dict[str, str]) -> None:
        known = await everything(context.workspace.notes.closing_notes())
        name = await new_name(context, answer["name"], known, "closing note")
        entries = await context.workspace.apply(edits.create_closing_note({**answer, "name": name}))
        made(context, f"Closing note {name} made.", entries)
        await show_new(
            context, context.workspace.notes.closing_notes, frozenset(each.row_id for each in known)
        )

    fields = bound("flowCreateClosingNote", _note_fields(None))
    await context.ask.form(Form("New closing note", fields, verb="Create"), submit)


async def _edit_note(context: Context) -> None:
    row: ClosingNote = context.row

    async def submit(answer: dict[str, str]) -> None:
        if unchanged(context, answer, row.name):
            return
        await context.workspace.apply(edits.update_closing_note(row, answer))
        done(context, f"Closing note {row.name} changed. {undo_key()} sets it back.")

    fields = bound("flowUpdateClosingNote", _note_fields(row))
    await context.ask.form(Form(f"Closing note {row.name}", fields, edits=True), submit)


def _one_line(text: str) -> str:
    return " ".join(text.split())


SHORTCUTS: Resource[Shortcut] = Resource(
    id="shortcuts",
    title="Shortcuts",
    singular="shortcut",
    area="flows",
    aliases=("sc", "canned"),
    read=lambda workspace, query: workspace.notes.shortcuts(force=query.force),
    inspect=lambda workspace, row, force=False: workspace.notes.shortcut(row.row_id, force=force),
    columns=(
        Column("name", "Name", lambda row: row.name, width=14, flex=1),
        Column("value", "Text", lambda row: _one_line(row.value), width=20, flex=3),
        Column("id", "Id", lambda row: dim(row.id), width=8, align="right", priority=1),
    ),
    row_id=lambda row: row.row_id,
    label=lambda row: row.name,
    tabs=(about("Shortcut", ("name", "name"), ("value", "text"), ("id", "id")),),
    actions=(
        creating("shortcuts", "shortcut", _create_shortcut, "flowCreateShortcut"),
        editing("shortcuts", "Edit the shortcut", _edit_shortcut, "flowUpdateShortcut"),
        deleting("shortcuts", "shortcut", edits.delete_shortcut, "flowDeleteShortcut"),
        copy_action("shortcuts", offers(("text", "value"), ("name", "name"), ("id", "id"))),
    ),
    empty="No shortcuts yet. Press {shortcuts.new} to make one.",
    scope=SCOPE,
    operations=("flowShortcuts", "flowShortcut"),
)

CLOSING_NOTES: Resource[ClosingNote] = Resource(
    id="closing-notes",
    title="Closing notes",
    singular="closing note",
    area="flows",
    aliases=("cn",),
    read=lambda workspace, query: workspace.notes.closing_notes(force=query.force),
    inspect=lambda workspace, row, force=False: workspace.notes.closing_note(row.row_id, force=force),
    columns=(
        Column("name", "Name", lambda row: row.name, width=16, flex=1),
        Column("description", "Description", lambda row: dim(_one_line(row.description)), width=16, flex=2),
        Column(
            "summary", "Summary", lambda row: str(row.require_summary), width=7, align="right", priority=1
        ),
        Column(
            "file", "Attachment", lambda row: str(row.require_attachment), width=10, align="right", priority=1
        ),
        Column("id", "Id", lambda row: dim(row.id), width=8, align="right", priority=2),
    ),
    row_id=lambda row: row.row_id,
    label=lambda row: row.name,
    tabs=(
        about(
            "Closing note",
            ("name", "name"),
            ("description", "description"),
            ("require_summary", "summary"),
            ("require_attachment", "attachment"),
            ("note_ns", "namespace id"),
            ("id", "id"),
        ),
    ),
    actions=(
        creating("closing-notes", "closing note", _create_note, "flowCreateClosingNote"),
        editing("closing-notes", "Edit the closing note", _edit_note, "flowUpdateClosingNote"),
        deleting("closing-notes", "closing note", edits.delete_closing_note, "flowDeleteClosingNote"),
        copy_action("closing-notes", offers(("name", "name"), ("description", "description"), ("id", "id"))),
    ),
    empty="No closing notes yet. Press {closing-notes.new} to make one.",
    scope=SCOPE,
    operations=("flowClosingNotes", "flowClosingNote"),
)
