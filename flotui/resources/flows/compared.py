# SPDX-License-Identifier: MIT
"""Two bots side by side: what only one of them has, what differs, and copying what is chosen to the other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from flotui.api.catalogue import Risk
from flotui.api.errors import FlochatError, Stopped
from flotui.jobs.between import BetweenState, BotDifference, Comparison, part_called
from flotui.repositories.rows import ListRows, NotRead
from flotui.repositories.snapshot import Snapshot
from flotui.resources.ask import Confirm
from flotui.resources.base import Action, Column, Context, DetailLine, Query, Resource, RowSource, Tab
from flotui.resources.between import plan_copy, side_by_side
from flotui.resources.copying import copy_action
from flotui.resources.job_names import preview_of
from flotui.resources.job_starting import question, start
from flotui.resources.text import Span, Text, Tone, dim
from flotui.text.plural import count, counted
from flotui.workspace.events import Worked

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_TONES: dict[BetweenState, Tone] = {
    BetweenState.HERE: "accent",
    BetweenState.THERE: "plain",
    BetweenState.DIFFERENT: "warn",
}
_NONE = "–"
_VALUES = "bot-fields"


def _snapshot(
    found: Comparison | None, error: FlochatError | None = None
) -> Snapshot[RowSource[BotDifference]]:
    if found is None:
        return Snapshot(NotRead(), None, "cache")
    rows = ListRows([*found.differences], lambda row: row.row_id, found.at)
    return Snapshot(rows, found.at, "cache", error is not None, error)


async def _read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[BotDifference]]]:
    found, there = workspace.compared, workspace.other
    yield _snapshot(found)
    if found is None or there is None or not (query.force or await _ended_since(there, found.at)):
        return
    try:
        workspace.compared = await side_by_side(workspace, there, values=found.values)
    except FlochatError as error:
        yield _snapshot(found, error)
    else:
        yield _snapshot(workspace.compared)


async def _ended_since(there: Workspace, at: float) -> bool:
    """Whether a job of the other bot has ended since then, which may have copied something."""
    newest = await there.working.jobs.recent(1)
    return bool(newest) and (newest[0].ended or 0.0) > at


def _kind(row: BotDifference) -> str:
    return part_called(row.part).kind.name


def _side(row: BotDifference, side: int) -> Text:
    """What one of the bots has of it: more than its name, which has a column of its own."""
    if (row.here, row.there)[side] is None:
        return dim(_NONE)
    return "yes" if row.texts[side] == row.name else row.texts[side]


def _lines(workspace: Workspace, row: BotDifference) -> list[DetailLine]:
    lines = [
        DetailLine("name", (Span(row.name, "strong"),), row.name),
        DetailLine("kind", _kind(row), _kind(row)),
        DetailLine("where", (Span(row.state, _TONES[row.state]),), row.state),
    ]
    if row.refusal:
        lines.append(DetailLine("not copied", (Span(row.refusal, "warn"),), row.refusal))
    for side, name in enumerate(_sides(workspace)):
        lines.append(DetailLine(name, _side(row, side), row.texts[side]))
    return lines


def _sides(workspace: Workspace) -> tuple[str, str]:
    """What the two bots are called; where both are called alike, by their profiles."""
    if workspace.other is None:
        return "here", "there"
    one, two = workspace.profile, workspace.other.profile
    alike = one.title == two.title
    return f"here · {one.name if alike else one.title}", f"there · {two.name if alike else two.title}"


# -- Actions --------------------------------------------------------------------------------------


async def _copy(context: Context[BotDifference]) -> None:
    """Copy what is chosen to the other bot: a job there, shown before it runs."""
    here, there, found = context.workspace, context.workspace.other, context.workspace.compared
    assert there is not None and found is not None
    rows = await context.fetch() if context.fetch is not None else context.rows
    written = await plan_copy(here, there, rows, values=found.values)
    job, jobs = written.job, there.working.jobs
    assert job is not None
    asked = question(await preview_of(there, job))
    to: Text = (Span("to "), Span(f"{there.profile.name}: {there.profile.about}", "strong"))
    lines = (to, *asked.lines, *_left(rows, found))

    async def submit(_: object) -> None:
        await start(
            there, context.ask, job, f"it is job {job.id} of {there.profile.name}: {there.profile.title}"
        )

    try:
        await context.ask.confirm(Confirm(asked.title, lines, verb="Copy"), submit)
    except BaseException:
        await jobs.forget(job.id)
        raise
    if context.keep_marks is not None:
        context.keep_marks({each.row_id for each in rows if each.refusal})


def _left(rows: Sequence[BotDifference], found: Comparison) -> list[Text]:
    """What isn't copied of what was chosen, and why."""
    refused = [each for each in rows if each.refusal]
    lines: list[Text] = [(Span(f"Not copied: {each.name}. {each.refusal}", "warn"),) for each in refused[:4]]
    if len(refused) > 4:
        lines.append((Span(f"Not copied: {counted(len(refused) - 4, 'more thing')}.", "warn"),))
    if not found.values and any(each.part == _VALUES and not each.refusal for each in rows):
        lines.append((Span("Values of bot fields aren't copied.", "warn"),))
    return lines


def _not_copied(context: Context[BotDifference]) -> str | None:
    if context.workspace.other is None or context.workspace.compared is None:
        return "No other bot is compared."
    if why := context.workspace.other.working.refusal():
        return why
    if context.fetch is not None or any(not each.refusal for each in context.rows):
        return None
    return context.rows[0].refusal if len(context.rows) == 1 else "None of these can be copied."


async def _values(context: Context[BotDifference]) -> None:
    """Include the values of bot fields, or leave them out."""
    here, there, found = context.workspace, context.workspace.other, context.workspace.compared
    if there is None or found is None:
        raise Stopped("No other bot is compared.", advice="Type :compare-bots first.")
    here.compared = await side_by_side(here, there, values=not found.values)
    here.renew("compared")
    context.ask.say(
        "Values of bot fields are compared and copied, credentials never."
        if here.compared.values
        else "Values of bot fields are left out."
    )


def tell(workspace: Workspace) -> str:
    """What a comparison came to, in a sentence."""
    found, other = workspace.compared, workspace.other
    if found is None or other is None:
        return ""
    alike = sum(found.same.values())
    return " ".join(
        [
            f"Compared with {other.profile.about}: {count(len(found.differences))} different, {count(alike)} the same.",
            *found.unread,
        ]
    )


COMPARED: Resource[BotDifference] = Resource(
    id="compared",
    title="Bots compared",
    even=True,
    singular="difference",
    read=_read,
    made_by=(Worked,),
    columns=(
        Column("kind", "Kind", lambda row: dim(_kind(row)), width=12),
        Column("name", "Name", lambda row: row.name, width=16, flex=1),
        Column("where", "Where", lambda row: (Span(row.state, _TONES[row.state]),), width=10),
        Column(
            "here",
            "Here",
            lambda row: _side(row, 0),
            width=12,
            flex=1,
            priority=1,
        ),
        Column(
            "there",
            "There",
            lambda row: _side(row, 1),
            width=12,
            flex=1,
            priority=1,
        ),
        Column("why", "Not copied", lambda row: (Span(row.refusal, "warn"),), width=24, flex=1, priority=3),
    ),
    numbered=True,
    label=lambda row: row.name,
    searched=lambda row: f"{row.name} {_kind(row)} {row.state}",
    tabs=(Tab("about", "Difference", lines=_lines),),
    actions=(
        Action(
            "compared.copy-there",
            "Copy to the other bot",
            "c",
            _copy,
            hint="copy there",
            risk=Risk.WRITE,
            needs="some",
            unless=_not_copied,
        ),
        Action(
            "compared.values",
            "Include the values of bot fields, or leave them out",
            "v",
            _values,
            hint="values",
            needs="nothing",
            asks=False,
        ),
        copy_action("compared", lambda context: [("name", context.row.name)]),
    ),
    empty="The two bots don't differ.",
    unread="No bots compared yet. Type :compare-bots and choose another bot.",
)
