# SPDX-License-Identifier: MIT
"""Every operation of the contract: a list to search, and what each takes, answers and may do.

What tries a call out, or reads a pasted one, is imported when that is done: the list is there sooner.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TYPE_CHECKING

from flotui.api.call import Call
from flotui.api.catalogue import Operation, Risk, catalogue
from flotui.api.errors import FlochatError
from flotui.api.exact import dumps
from flotui.api.examples import example_call, example_of
from flotui.api.pacer import Purpose
from flotui.api.schema import answer_parts, facts, parts
from flotui.api.secrets import redacted
from flotui.repositories.rows import ListRows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.activity import call_lines
from flotui.resources.ask import Field, Form
from flotui.resources.base import Action, Column, Context, DetailLine, Query, Resource, RowSource, Tab
from flotui.resources.copying import call_offers, copy_action
from flotui.resources.explorer import finding
from flotui.resources.explorer.past import save
from flotui.resources.explorer.response import RESPONSE
from flotui.resources.explorer.session import OperationRow, session
from flotui.resources.keys import key_of
from flotui.resources.text import Span, Text, Tone, dim
from flotui.text.glyphs import State, glyph

if TYPE_CHECKING:
    from flotui.api.schema import Part
    from flotui.workspace import Workspace


ACCESS: dict[str, tuple[State | None, Tone]] = {
    "authorised": (None, "good"),
    "refused": ("failed", "danger"),
    "scope missing": ("failed", "danger"),
    "not offered": ("failed", "warn"),
    "not known": ("unknown", "dim"),
}
"""The sign of each access behind the method, and its tone: what may be called has none."""

RISK_TONES: dict[Risk, Tone] = {
    Risk.READ: "dim",
    Risk.WRITE: "plain",
    Risk.SEND: "warn",
    Risk.BROADCAST: "danger",
    Risk.DESTRUCTIVE: "danger",
}

METHOD_TONES: dict[str, Tone] = {"GET": "accent", "POST": "good", "PUT": "warn", "DELETE": "danger"}


class _OperationRows(ListRows[OperationRow]):
    """The operations, narrowed by what is typed, the best first."""

    def __init__(self, rows: Sequence[OperationRow], at: float | None = None) -> None:
        super().__init__(rows, lambda row: row.operation.id, at)

    async def narrow(self, words: Sequence[str], text: object = str) -> _OperationRows:
        """The operations that fit what is typed."""
        finder = finding.OperationFinder([row.operation for row in self._rows])
        found = (self._rows[at]._replace(heads=0) for at in finder.find(" ".join(words)))
        return _OperationRows(list(found), self.fetched_at)


def searched(row: OperationRow) -> str:
    """What the filter line searches of an operation."""
    return finding.searched(row.operation)


def _read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[OperationRow]]]:
    async def reading() -> AsyncIterator[Snapshot[RowSource[OperationRow]]]:
        found = await asyncio.to_thread(catalogue)
        order = {group: at for at, group in enumerate(found.groups)}
        grouped = sorted(found.operations, key=lambda each: order.get(each.group, len(order)))
        memory = session(workspace)

        def rows() -> _OperationRows:
            access = memory.access()
            return _OperationRows(list(_headed([OperationRow(each, access[each.id]) for each in grouped])))

        yield Snapshot(rows(), None, "cache")
        if query.force or not memory.probed:
            memory.probed = True
            await _probe(workspace)
            yield Snapshot(rows(), None, "cache")

    return reading()


def _headed(rows: Sequence[OperationRow]) -> Iterator[OperationRow]:
    """Rows in groups, of which the first of each says so."""
    for _, group in itertools.groupby(rows, lambda row: row.operation.group):
        first, *others = group
        yield first._replace(heads=1 + len(others))
        yield from others


def _group(row: OperationRow) -> Text:
    """The group: a heading where it begins, dim where a row below is the first in sight."""
    group = row.operation.group
    return (Span(group, "strong"), Span(f"  {row.heads}", "dim")) if row.heads else dim(group)


def _risk(row: OperationRow) -> Text:
    """The worst it may do, with a sign where it reaches a person."""
    risk = row.operation.risk
    sign = f"{glyph('reaches')} " if risk in (Risk.SEND, Risk.BROADCAST) else ""
    return (Span(f"{sign}{risk}", RISK_TONES[risk]),)


_NAMED = 30
"""Below so many cells operations can't be told apart by their names: then the groups give way."""
_PROBES = {
    "Manage Flow": Call.of("flowTags", query={"limit": 1}),
    "Manage Team": Call.of("workspaceInfo"),
    "Send Message": Call.of("flowBotUserBroadcasts", query={"limit": 1}),
}
"""By scope, a small call that tells whether the token has it."""


async def _probe(workspace: Workspace) -> None:
    """Find out which scopes the token has, as far as no answer has told yet. What fails stays unknown."""
    access = session(workspace).access()
    for scope, call in _PROBES.items():
        told = (access[each.id] for each in catalogue().operations if each.scope == scope)
        if all(each == "not known" for each in told):
            try:
                await workspace.reader.send(call, Purpose.BACKGROUND)
            except FlochatError:
                continue  # what it told is in the workspace's exchanges


# -- Columns and tabs -----------------------------------------------------------------------------


def _method(row: OperationRow) -> Text:
    """The method, and a sign where the key may not call it, or nobody knows: what may be called takes no room for it."""
    (state, tone), method = ACCESS[row.access], row.operation.method
    shown = Span(method, METHOD_TONES.get(method, "plain"))
    return (shown,) if state is None else (shown, Span(f" {glyph(state)}", tone))


def call_of(workspace: Workspace, operation: Operation) -> Call:
    """What an operation was last executed with, else its example."""
    answer = session(workspace).answers.get(operation.id)
    return example_call(operation, workspace.prefix) if answer is None else answer.call


def _request(workspace: Workspace, row: OperationRow) -> list[DetailLine]:
    executed = row.operation.id in session(workspace).answers
    origin = "as last executed" if executed else "an example, with this bot's prefix"
    return [
        DetailLine("this is", dim(origin)),
        *call_lines(workspace, redacted(call_of(workspace, row.operation))),
    ]


def _example(workspace: Workspace, row: OperationRow) -> list[DetailLine]:
    operation = row.operation
    call = example_call(operation, workspace.prefix)
    lines = [DetailLine(name, value, value) for pairs in (call.path, call.query) for name, value in pairs]
    if call.body is not None:
        lines += _json_lines("request body", call.json)
    for status, schema in operation.responses.items():
        lines += _json_lines(f"answer {status}", example_of(schema))
    return lines


def _json_lines(name: str, value: object) -> list[DetailLine]:
    text = dumps(value, indent=2)
    return [DetailLine(name if at == 0 else "", part, text) for at, part in enumerate(text.splitlines())]


def _parts_table(resource_id: str, title: str, empty: str, *, answers: bool) -> Resource[Part]:
    def read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Part]]]:
        async def reading() -> AsyncIterator[Snapshot[RowSource[Part]]]:
            found = list((answer_parts if answers else parts)(query.owned_by(OperationRow).operation))
            yield Snapshot(ListRows(found, _part_id), None, "cache")

        return reading()

    return Resource(
        id=resource_id,
        title=title,
        singular="value",
        read=read,
        columns=(
            Column("name", "Name", _part_name, width=22, flex=2),
            Column("place", "In", lambda part: dim(part.place), width=5, priority=1),
            Column("type", "Type", _part_type, width=14, flex=2),
            Column("about", "Description", lambda part: dim(part.description), width=12, flex=2, priority=2),
        ),
        row_id=_part_id,
        label=lambda part: part.name,
        searched=lambda part: f"{part.path} {part.description}",
        opens=f"{resource_id}.read",
        actions=(
            Action(f"{resource_id}.read", "Read all of it", "v", _read_part, hint="read"),
            copy_action(resource_id, lambda context: [("name", context.row.path)]),
        ),
        empty=empty,
    )


def _part_id(part: Part) -> str:
    return f"{part.place} {part.path}"


def _part_name(part: Part) -> Text:
    star = (Span(" *", "danger"),) if part.required else ()
    return (Span("  " * part.depth + part.name), *star)


def _part_type(part: Part) -> Text:
    return facts(part.schema)


async def _read_part(context: Context[Part]) -> None:
    part = context.row
    texts = [
        f"{part.path}, in the {part.place}" if not part.place.isdecimal() else part.path,
        "required" if part.required else "",
        facts(part.schema),
        f"such as {part.schema['example']}" if part.schema.get("example") not in (None, "") else "",
        part.description,
    ]
    await context.ask.read(part.name, "\n".join(filter(None, texts)))


# -- Actions --------------------------------------------------------------------------------------


async def _try(context: Context[OperationRow]) -> None:
    from flotui.resources.explorer.running import try_out

    operation = context.row.operation
    await try_out(context, operation, session(context.workspace).drafts.get(operation.id))


async def _try_example(context: Context[OperationRow]) -> None:
    from flotui.resources.explorer.running import try_out

    operation = context.row.operation
    await try_out(context, operation, example_call(operation, context.workspace.prefix))


async def _try_json(context: Context[OperationRow]) -> None:
    from flotui.resources.explorer.running import try_out

    operation = context.row.operation
    await try_out(context, operation, example_call(operation, context.workspace.prefix), whole=True)


def _no_body(context: Context[OperationRow]) -> str | None:
    operation = context.row.operation
    if operation.body is not None:
        return None
    return f"{operation.id} takes no body; {key_of('operations.try')} opens its form."


async def _paste(context: Context[OperationRow]) -> None:
    from flotui.api.curl import PastedCall, parse_curl
    from flotui.resources.explorer.running import try_out

    base_urls = [context.workspace.profile.base_url, catalogue().server]
    pasted: list[PastedCall] = []

    async def submit(answer: dict[str, str]) -> None:
        pasted.append(parse_curl(answer["curl"], base_urls))

    field = Field("curl", "curl", "longtext", required=True, help="Its API key isn't kept.")
    await context.ask.form(
        Form("Paste a curl command of this API", (field,), verb="Fill in", looks=True), submit
    )
    call, notes = pasted[-1].call, pasted[-1].notes
    context.ask.go("operations", row_id=call.operation_id)
    await try_out(context, call.operation, call, notes=notes)


async def _save(context: Context[OperationRow]) -> None:
    await save(context, call_of(context.workspace, context.row.operation))


def _offers(context: Context[OperationRow]) -> list[tuple[str, str]]:
    operation = context.row.operation
    return [
        *call_offers(context, call_of(context.workspace, operation)),
        ("command line", f"flotui api {operation.id}"),
        ("id", operation.id),
        ("path", operation.path),
    ]


OPERATIONS: Resource[OperationRow] = Resource(
    id="operations",
    title="Operations",
    singular="operation",
    aliases=("api", "ops", "explorer"),
    broad=True,
    read=_read,
    columns=(
        Column(
            "group",
            "Group",
            _group,
            width=14,
            flex=1,
            priority=2,
            once=lambda row: row.operation.group,
            yields=_NAMED,
        ),
        Column("method", "Method", _method, width=8),
        Column("summary", "Operation", lambda row: row.operation.title, width=24, flex=3),
        Column(
            "risk",
            "Risk",
            _risk,
            width=11,
            priority=1,
        ),
        Column("path", "Path", lambda row: dim(row.operation.path), width=20, flex=2, priority=3),
    ),
    row_id=lambda row: row.operation.id,
    label=lambda row: row.operation.title,
    searched=searched,
    hint="Search path, summary, group and id",
    opens="operations.try",
    tabs=(
        Tab("about", "Operation", card="flotui.resources.explorer.card:OPERATION_CARD"),
        Tab(
            "parameters",
            "Parameters",
            table=_parts_table("parameters", "Parameters", "No arguments.", answers=False),
        ),
        Tab("example", "Example", lines=_example),
        Tab("answers", "Answers", table=_parts_table("answers", "Answers", "Not documented.", answers=True)),
        Tab("request", "Request", lines=_request),
        Tab("response", "Response", table=RESPONSE),
    ),
    actions=(
        Action("operations.try", "Fill in and execute", "e", _try, hint="try it"),
        Action("operations.example", "Fill in with the example", "x", _try_example, hint="with example"),
        Action(
            "operations.json", "Fill in the body as JSON", "b", _try_json, hint="as JSON", unless=_no_body
        ),
        Action("operations.paste", "Paste a curl command", "p", _paste, hint="paste curl", needs="nothing"),
        Action("operations.save", "Save the call under a name", "s", _save, hint="save"),
        copy_action("operations", _offers),
    ),
    empty="The contract has no operations.",
)
