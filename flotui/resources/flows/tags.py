# SPDX-License-Identifier: MIT
"""Tags: making them, counting who has them, deleting them. Segments, which are only counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.repositories.flows import SEGMENT, TAG
from flotui.resources.base import Action, Column, Resource, later
from flotui.resources.copying import copy_action
from flotui.resources.crud import NAME, count, create, delete, jump, losing
from flotui.resources.flows.common import about, offers
from flotui.resources.format import id_column
from flotui.resources.knowing import COUNTED, TODAY, knowing, people, segments_today, tags_today
from flotui.resources.text import words
from flotui.workspace.events import Journaled, Worked

if TYPE_CHECKING:
    from flotui.api.models.flow import Segment, Tag

_UNUSED = "flotui.resources.flows.unused"

TAGS: Resource[Tag] = Resource(
    id="tags",
    title="Tags",
    kind=TAG,
    aliases=("tag",),
    read=knowing(TAG, people, tags_today),
    made_by=(Journaled, Worked),
    columns=(
        Column("name", "Name", lambda row: words([row.name]), width=20, flex=1),
        *COUNTED,
        TODAY,
        id_column(lambda row: row.tag_ns, priority=4),
    ),
    searched=lambda row: row.name,
    tabs=(about("Tag", ("name", "name"), ("tag_ns", "id"), columns=(*COUNTED, TODAY), counts="tags.count"),),
    actions=(
        count("tags", TAG),
        jump("tags", TAG),
        create("tags", TAG, (replace(NAME, help="Tags can't be renamed."),)),
        delete(
            "tags",
            TAG,
            warn=losing(
                TAG,
                "Flows that use it stop working without a warning, and a new tag of the same name doesn't fix them.",
            ),
        ),
        Action(
            "tags.unused", "Find unused tags: nobody has them", "", later(f"{_UNUSED}:tags"), needs="nothing"
        ),
        copy_action("tags", offers(("id", "tag_ns"), ("name", "name"))),
    ),
)

SEGMENTS: Resource[Segment] = Resource(
    id="segments",
    title="Segments",
    kind=SEGMENT,
    aliases=("seg",),
    read=knowing(SEGMENT, people, segments_today),
    made_by=(Journaled, Worked),
    columns=(
        Column("name", "Name", lambda row: row.name, width=20, flex=1),
        *COUNTED,
        TODAY,
        id_column(lambda row: row.segment_ns, priority=4),
    ),
    searched=lambda row: row.name,
    tabs=(
        about(
            "Segment",
            ("name", "name"),
            ("segment_ns", "id"),
            columns=(*COUNTED, TODAY),
            counts="segments.count",
        ),
    ),
    actions=(
        count("segments", SEGMENT, verbs=("is in", "are in")),
        jump("segments", SEGMENT),
        copy_action("segments", offers(("id", "segment_ns"), ("name", "name"))),
    ),
    empty="No segments. They are created in the dashboard: the API can't create them.",
)
