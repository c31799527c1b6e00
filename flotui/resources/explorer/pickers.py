# SPDX-License-Identifier: MIT
"""What can be picked for an argument: the things that it may name, each with what is said of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from flotui.api.call import Call
from flotui.api.catalogue import Operation, catalogue
from flotui.repositories.kinds import AnyKind
from flotui.repositories.paging import PAGE
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.resources import people
from flotui.resources.ask import Choice, Further
from flotui.resources.explorer.meant import NamedList, by_id, thing_of
from flotui.resources.reading import last, read_all

if TYPE_CHECKING:
    from flotui.api.models.subscriber import Subscriber
    from flotui.workspace import Workspace


Load = Callable[[], Awaitable[Sequence[Choice]]]


class Source(NamedTuple):
    """Where the choices for an argument come from."""

    load: Load
    """Reads the choices that are offered first."""
    further: Further | None = None
    """Where more are found, where there may be more."""


def picker(workspace: Workspace, operation: Operation, path: str) -> Source | None:
    """Where the choices for an argument come from; None where it is simply typed in.

    Args:
        workspace: the open bot.
        operation: whose argument.
        path: the argument's flat path.
    """
    thing = thing_of(operation, path)
    if thing is None:
        return None
    if thing.kind is SUBSCRIBER:
        return _people(workspace, thing.listed.id)
    kind, by_name = thing.kind, thing.by_name
    if kind.under is not None and not kind.under.inside:
        return Source(lambda: _of_each_owner(workspace, kind))
    if kind.many or not kind.whole:
        return _listed(workspace, thing.listed)
    return Source(lambda: _all(workspace, kind, by_name=by_name))


def _people(workspace: Workspace, key: str) -> Source:
    """Subscribers, by what of them is sent."""

    def of(person: Subscriber) -> str:
        return str(getattr(person, key))

    async def load() -> list[Choice]:
        return await people.first_offered(workspace, key=of)

    return Source(load, people.further(workspace, key=of))


async def _all(workspace: Workspace, kind: AnyKind, *, by_name: bool) -> list[Choice]:
    """All of a kind, as its list has them. Several of one name are one choice where the name is sent."""
    rows = await read_all(workspace.reader.list_of(kind))
    notes: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        label = _label(row.raw, kind.labels)
        row_id = row.row_id if kind.model.ID else ""
        note = " ".join(filter(None, (kind.note(row.raw), row_id)))
        notes.setdefault((label if by_name else row.row_id, label), []).append(note)
    return [Choice(sent, label or sent, ", ".join(own)) for (sent, label), own in notes.items()]


async def _of_each_owner(workspace: Workspace, kind: AnyKind) -> list[Choice]:
    """Those that stand under others, of each of which a page is read: there are few of those."""
    assert kind.under is not None
    found = []
    for owner in await _rows(workspace, by_id(kind.under.kind).listed):
        path = {kind.under.argument: owner.id}
        found += [
            Choice(each.id, f"{owner.label} · {each.label}", each.id)
            for each in await _rows(workspace, by_id(kind).listed, path=path)
        ]
    return found


def _listed(workspace: Workspace, source: NamedList) -> Source:
    """The first page of a list, and what the host finds in the rest of it where it can be asked."""
    takes = catalogue()[source.operation].names("query")
    by = next((name for name in source.label if name in takes), "")

    async def here(_: str) -> list[Choice]:
        return []

    async def look(text: str) -> list[Choice]:
        return await _rows(workspace, source, query={by: text})

    return Source(lambda: _rows(workspace, source), Further(here, look) if by else None)


async def _rows(
    workspace: Workspace,
    source: NamedList,
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
) -> list[Choice]:
    limit = {"limit": PAGE} if "limit" in catalogue()[source.operation].names("query") else {}
    call = Call.of(source.operation, path=path, query={**limit, **(query or {})} or None)
    rows = await last(workspace.reader.object(call, lambda data: data))
    if isinstance(rows, dict):
        rows = rows.get("data")
    found = []
    rows = rows if isinstance(rows, list) else []
    for row in rows:
        if not isinstance(row, dict):
            continue
        for each in row.get(source.inside) or [] if source.inside else [row]:
            if isinstance(each, dict) and each.get(source.id) not in (None, ""):
                of = "" if each is row else str(row.get("name") or "")
                found.append(_choice(each, source, of, careful=len(rows) >= PAGE))
    return found


def _choice(row: dict[str, object], source: NamedList, of: str, *, careful: bool) -> Choice:
    own = str(row[source.id])
    label = _label(row, source.label)
    return Choice(own, " · ".join(filter(None, (of, label))) or own, note=own, careful=careful)


def _label(row: Mapping[str, object], keys: Iterable[str]) -> str:
    return " · ".join(str(row[key]) for key in keys if row.get(key) not in (None, ""))
