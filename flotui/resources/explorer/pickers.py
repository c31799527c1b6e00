"""What can be picked for an argument: the names behind the ids, from the repositories."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from flotui.api.call import Call
from flotui.api.catalogue import Operation
from flotui.resources import people
from flotui.resources.ask import Choice, Further
from flotui.resources.reading import everything, last

if TYPE_CHECKING:
    from flotui.api.models.sending import Template
    from flotui.api.models.subscriber import Subscriber
    from flotui.workspace import Workspace

_PAGE = 100
"""Rows a page; where the host sends as many, it may have more."""

Load = Callable[[], Awaitable[Sequence[Choice]]]


class Listed(NamedTuple):
    """A list whose rows can be picked."""

    operation: str
    """What reads it."""
    id: str
    """The key of a row that is sent."""
    label: tuple[str, ...] = ("name",)
    """The keys that say what it is."""
    inside: str = ""
    """The key of a row's own list that holds what is picked: the variants of a product."""


LISTS = {
    "agent_id": Listed("flowAgents", "id"),
    "assignee": Listed("flowAgents", "id"),
    "members.user_id": Listed("flowAgents", "id"),
    "agent_group_id": Listed("teamAgentGroups", "id"),
    "label_id": Listed("teamLabels", "id"),
    "label_name": Listed("teamLabels", "name"),
    "productId": Listed("Products", "id"),
    "variantId": Listed("Products", "id", ("name", "variant_1_value", "variant_2_value", "sku"), "variants"),
    "variant_id": Listed("Products", "id", ("name", "variant_1_value", "variant_2_value", "sku"), "variants"),
    "orderId": Listed("Orders", "id", ("status", "total")),
    "order_id": Listed("Orders", "id", ("status", "total")),
    "codeId": Listed("DiscountCodes", "id", ("code",)),
    "locationId": Listed("Locations", "id"),
    "vendorId": Listed("Vendors", "id"),
    "vendor_id": Listed("Vendors", "id"),
    "typeId": Listed("Types", "id"),
    "product_type_id": Listed("Types", "id"),
    "tagId": Listed("Tags", "id"),
    "listId": Listed("teamTicketLists", "id"),
    "product_id": Listed("Products", "id"),
    "ai_agent_ns": Listed("flowAiAgents", "ai_agent_ns"),
    "ai_task_ns": Listed("flowAiTasks", "ai_task_ns"),
    "event_ns": Listed("flowEvents", "event_ns"),
    "event_name": Listed("flowEvents", "name"),
    "broadcast_ns": Listed("flowBotUserBroadcasts", "broadcast_ns"),
    "templateNs": Listed("Templates", "template_ns"),
    "flow_ns": Listed("workspaceBots", "flow_ns"),
    "app_id": Listed("listInstalledMiniApps", "id", ("title",)),
    "embedding": Listed("OpenAiEmbeddingList", "id", ("heading",)),
    "closing note": Listed("flowClosingNotes", "id"),
    "shortcut": Listed("flowShortcuts", "id"),
}
"""By argument: what reads the things it may be."""

_IDS_BY_GROUP = {
    "Flow Closing Notes": "closing note",
    "Flow Shortcuts": "shortcut",
    "Agent Group": "agent_group_id",
    "Team Label": "label_id",
    "OpenAI": "embedding",
}
"""What a bare `id` is, by the contract's group."""

_NAMES = {
    "flowDeleteTagByName": "tag_name",
    "flowDeleteUserFieldByName": "field_name",
    "flowBotUserSetUserFieldsByName": "field_name",
    "flowBotUserClearUserFieldsByName": "field_name",
    "flowDeleteBotFieldByName": "bot field name",
    "flowUpdateBotFieldByName": "bot field name",
    "flowUpdateBotFieldsByName": "bot field name",
    "teamDeleteLabelByName": "label_name",
}
"""What a bare `name` is, by operation."""

_TEMPLATES = {
    "wa_template": "template",
    "facebook_utility_message_template": "template",
    "content": "template",
    "DeleteWhatsappTemplate": "template",
    "DeleteFacebookUtilityMessageTemplate": "template",
}
"""Where a `name` is a message template's: inside of what, or of which operation."""

_ALIKE = {
    "tags": "tag_ns",
    "exclude_tags": "tag_ns",
    "user_field_ns": "var_ns",
    "list_item_id": "listItemId",
}


class Source(NamedTuple):
    """Where the choices for an argument come from."""

    load: Load
    """Fetches those to begin with."""
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
    if thing in PEOPLE:
        return _people(workspace, PEOPLE[thing])
    if thing in LISTS:
        return _listed(workspace, LISTS[thing])
    load = _KNOWN.get(thing)
    return None if load is None else Source(lambda: load(workspace))


PEOPLE: dict[str, Callable[[Subscriber], str]] = {
    "user_ns": lambda person: person.user_ns,
    "user_id": lambda person: person.user_id,
}
"""The arguments that name a subscriber, and what of them is sent."""


def _people(workspace: Workspace, key: Callable[[Subscriber], str]) -> Source:
    async def load() -> list[Choice]:
        return await people.first_offered(workspace, key=key)

    return Source(load, people.further(workspace, key=key))


def _listed(workspace: Workspace, source: Listed) -> Source:
    """The first page of a list, and what the host finds in the rest of it where it can be asked."""
    from flotui.api.catalogue import catalogue

    takes = catalogue()[source.operation].names("query")
    by = next((name for name in source.label if name in takes), "")

    async def here(_: str) -> list[Choice]:
        return []

    async def look(text: str) -> list[Choice]:
        return await _rows(workspace, source, query={by: text})

    return Source(lambda: _rows(workspace, source), Further(here, look) if by else None)


def thing_of(operation: Operation, path: str) -> str:
    """What an argument names."""
    words = [part for part in path.split(".") if not part.isdecimal()]
    name = words[-1]
    if name == "var_ns":
        return "bot field" if "Bot Field" in operation.group or "bot_fields" in words else "var_ns"
    if name == "user_id" and words[0] == "members":
        return "members.user_id"
    if name == "tags":
        return "tag_ns" if operation.group != "Ecommerce" else ""
    if name == "name" and (whose := _TEMPLATES.get(words[0] if len(words) > 1 else operation.id)):
        return "facebook template" if "Facebook" in operation.id else whose
    if name == "id":
        return _IDS_BY_GROUP.get(operation.group, "")
    if name == "name":
        return _NAMES.get(operation.id, "")
    return _ALIKE.get(name, name)


async def _rows(
    workspace: Workspace,
    source: Listed,
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
) -> list[Choice]:
    from flotui.api.catalogue import catalogue

    limit = {"limit": _PAGE} if "limit" in catalogue()[source.operation].names("query") else {}
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
                found.append(_choice(each, source, of, careful=len(rows) >= _PAGE))
    return found


def _choice(row: dict[str, object], source: Listed, of: str, *, careful: bool) -> Choice:
    said = (str(row[key]) for key in source.label if row.get(key) not in (None, ""))
    own = str(row[source.id])
    return Choice(own, " · ".join(filter(None, (of, *said))) or own, note=own, careful=careful)


async def _tags(workspace: Workspace) -> list[Choice]:
    return [Choice(each.tag_ns, each.name, each.tag_ns) for each in await everything(workspace.flows.tags())]


async def _tag_names(workspace: Workspace) -> list[Choice]:
    return [Choice(each.name, each.name, each.tag_ns) for each in await everything(workspace.flows.tags())]


async def _user_fields(workspace: Workspace) -> list[Choice]:
    fields = await everything(workspace.flows.user_fields())
    return [Choice(each.var_ns, each.name, f"{each.var_type} {each.var_ns}") for each in fields]


async def _user_field_names(workspace: Workspace) -> list[Choice]:
    fields = await everything(workspace.flows.user_fields())
    return [Choice(each.name, each.name, each.var_type) for each in fields]


async def _bot_fields(workspace: Workspace) -> list[Choice]:
    fields = await everything(workspace.flows.bot_fields())
    return [Choice(each.var_ns, each.name, f"{each.var_type} {each.var_ns}") for each in fields]


async def _bot_field_names(workspace: Workspace) -> list[Choice]:
    fields = await everything(workspace.flows.bot_fields())
    return [Choice(each.name, each.name, each.var_type) for each in fields]


async def _sub_flows(workspace: Workspace) -> list[Choice]:
    flows = await everything(workspace.flows.sub_flows())
    return [Choice(each.sub_flow_ns, each.name, each.sub_flow_ns) for each in flows]


async def _segments(workspace: Workspace) -> list[Choice]:
    segments = await everything(workspace.flows.segments())
    return [Choice(each.segment_ns, each.name, each.segment_ns) for each in segments]


async def _sub_flow_names(workspace: Workspace) -> list[Choice]:
    flows = await everything(workspace.flows.sub_flows())
    return [Choice(each.name, each.name, each.sub_flow_ns) for each in flows]


async def _whatsapp_templates(workspace: Workspace) -> list[Choice]:
    return _templates(await everything(workspace.sending.whatsapp_templates()))


async def _facebook_templates(workspace: Workspace) -> list[Choice]:
    return _templates(await everything(workspace.sending.facebook_templates()))


def _templates(found: Sequence[Template]) -> list[Choice]:
    """By name: the same one in several languages is one choice."""
    languages: dict[str, list[str]] = {}
    for each in found:
        languages.setdefault(each.name, []).append(
            " ".join(filter(None, (each.language, each.status.lower())))
        )
    return [Choice(name, name, ", ".join(said)) for name, said in languages.items()]


async def _ticket_items(workspace: Workspace) -> list[Choice]:
    """The tickets of all lists, each with its list's name: there are few lists."""
    found = []
    for each in await _rows(workspace, LISTS["listId"]):
        source = Listed("teamTicketListItems", "id", ("title",))
        found += [
            Choice(item.id, f"{each.label} · {item.label}", item.id)
            for item in await _rows(workspace, source, path={"listId": each.id})
        ]
    return found


_KNOWN: dict[str, Callable[[Workspace], Awaitable[Sequence[Choice]]]] = {
    "tag_ns": _tags,
    "tag_name": _tag_names,
    "var_ns": _user_fields,
    "field_name": _user_field_names,
    "bot field": _bot_fields,
    "bot field name": _bot_field_names,
    "sub_flow_ns": _sub_flows,
    "segment_ns": _segments,
    "flow_name": _sub_flow_names,
    "template": _whatsapp_templates,
    "facebook template": _facebook_templates,
    "listItemId": _ticket_items,
}
"""By argument: what reads the things it may be through their own repositories."""
