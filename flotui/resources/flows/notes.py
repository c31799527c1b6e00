# SPDX-License-Identifier: MIT
"""What agents write with: shortcuts and closing notes."""

from __future__ import annotations

from flotui.api.models.flow import ClosingNote, Shortcut
from flotui.repositories.notes import CLOSING_NOTE, SHORTCUT
from flotui.resources.ask import Choice, Field
from flotui.resources.base import Column, Resource
from flotui.resources.copying import copy_action
from flotui.resources.crud import create, delete, edit
from flotui.resources.flows.common import about, offers
from flotui.resources.format import id_column
from flotui.resources.text import Text, dim

_WANTED = {0: "no", 1: "optional", 2: "required"}
"""Whether closing asks for something, by the host's number."""
_HOW_MUCH = tuple(Choice(str(number), word) for number, word in _WANTED.items())


def _shortcut_fields(row: Shortcut) -> tuple[Field, ...]:
    return (
        Field("name", "Name", value=row.name, required=True),
        Field("value", "Text", "longtext", row.value, required=True),
    )


def _note_fields(row: ClosingNote) -> tuple[Field, ...]:
    return (
        Field("name", "Name", value=row.name, required=True),
        Field("description", "Description", "longtext", row.description),
        Field(
            "require_summary",
            "Summary",
            "choice",
            str(row.require_summary),
            choices=_HOW_MUCH,
            help="Whether closing a chat asks for one.",
        ),
        Field(
            "require_attachment",
            "Attachment",
            "choice",
            str(row.require_attachment),
            choices=_HOW_MUCH,
            help="Whether closing a chat asks for one.",
        ),
    )


def _wanted(number: int) -> Text:
    word = _WANTED.get(number, str(number))
    return dim(word) if number == 0 else word


def _one_line(text: str) -> str:
    return " ".join(text.split())


SHORTCUTS: Resource[Shortcut] = Resource(
    id="shortcuts",
    title="Shortcuts",
    kind=SHORTCUT,
    aliases=("sc", "canned"),
    columns=(
        Column("name", "Name", lambda row: row.name, width=14, flex=1),
        Column("value", "Text", lambda row: _one_line(row.value), width=20, flex=3),
        id_column(lambda row: row.id, priority=1),
    ),
    tabs=(about("Shortcut", ("name", "name"), ("value", "text"), ("id", "id")),),
    actions=(
        create("shortcuts", SHORTCUT, _shortcut_fields(Shortcut())),
        edit("shortcuts", SHORTCUT, lambda _, row: _shortcut_fields(row)),
        delete("shortcuts", SHORTCUT),
        copy_action("shortcuts", offers(("text", "value"), ("name", "name"), ("id", "id"))),
    ),
)

_ASKED_FOR: tuple[Column[ClosingNote], ...] = (
    Column("summary", "Summary", lambda row: _wanted(row.require_summary), width=8, priority=1),
    Column("file", "Attachment", lambda row: _wanted(row.require_attachment), width=10, priority=1),
)
"""What agents are asked for when they close a conversation."""

CLOSING_NOTES: Resource[ClosingNote] = Resource(
    id="closing-notes",
    title="Closing notes",
    kind=CLOSING_NOTE,
    aliases=("cn",),
    columns=(
        Column("name", "Name", lambda row: row.name, width=16, flex=1),
        Column("description", "Description", lambda row: dim(_one_line(row.description)), width=16, flex=2),
        *_ASKED_FOR,
        id_column(lambda row: row.id, priority=2),
    ),
    tabs=(
        about(
            "Closing note",
            ("name", "name"),
            ("description", "description"),
            ("note_ns", "namespace id"),
            ("id", "id"),
            columns=_ASKED_FOR,
        ),
    ),
    actions=(
        create("closing-notes", CLOSING_NOTE, _note_fields(ClosingNote())),
        edit("closing-notes", CLOSING_NOTE, lambda _, row: _note_fields(row)),
        delete("closing-notes", CLOSING_NOTE),
        copy_action("closing-notes", offers(("name", "name"), ("description", "description"), ("id", "id"))),
    ),
)
