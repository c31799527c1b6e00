# SPDX-License-Identifier: MIT
"""Every edit that the repositories make, by name: what tests apply, spoil and undo one after the other."""

from __future__ import annotations

from flotui.api.secrets import is_secret
from flotui.jobs.sends import edit_of, mailing, texting_by_sms
from flotui.repositories import (
    ai,
    broadcasts,
    flows,
    notes,
    profile,
    sending,
    shop,
    shop_edits,
    subscribers,
    team,
)
from flotui.repositories.broadcasts import BROADCAST
from flotui.repositories.edit import Edit
from flotui.workspace import Workspace
from tests.support.edit_rows import ana, fields, last, listed, named, send, tags
from tests.support.people import ANA
from tests.support.shop_edits import SHOP_EDITS, Make

NEW_TAGS = ("no-bot", "wholesale", "vip-2")
"""Tags that Ana doesn't have."""

EDITS: dict[str, Make] = {}
"""By name: what makes each edit. Its name stands in the test's id."""

NO_WAY_BACK = frozenset(
    {
        "delete_subscriber",
        "log_event",
        "delete_tag",
        "delete_user_field",
        "delete_bot_field",
        "delete_sub_flow",
        "set_start_flow",
        "set_web_start_flow",
        "rename_user_field_shown",
        "delete_shortcut",
        "delete_closing_note",
        "delete_label",
        "delete_group",
        "set_transcription",
        "delete_product",
        "delete_variant",
        "delete_name",
        "delete_location",
        "delete_code",
        "delete_code_by_code",
        "cart_paid",
        "cancel_broadcast",
        "delete_broadcast",
        "send_main_flow",
        "send_sub_flow",
        "send_text",
        "send_email",
        "send_sms",
    }
)
"""Those that nothing sets back."""


def edit(make: Make) -> Make:
    EDITS[getattr(make, "__name__", "")] = make
    return make


@edit
async def add_tags(ws: Workspace) -> list[Edit]:
    return subscribers.add_tags(await ana(ws), await tags(ws, *NEW_TAGS))


@edit
async def add_tag(ws: Workspace) -> list[Edit]:
    return subscribers.add_tags(await ana(ws), await tags(ws, NEW_TAGS[0]))


@edit
async def remove_tags(ws: Workspace) -> list[Edit]:
    held = [each.name for each in (await ana(ws)).tags]
    return subscribers.remove_tags(await ana(ws), await tags(ws, *held, NEW_TAGS[0]))


@edit
async def set_fields(ws: Workspace) -> list[Edit]:
    person = await ana(ws)
    full = [each for each in person.user_fields if each.text]
    names = [each.name for each in await listed(ws.flows.user_fields())]
    empty = [name for name in names if name not in {each.name for each in full}]
    values = {full[0].name: "7", full[1].name: "", empty[0]: "8", empty[1]: "", full[2].name: full[2].text}
    return subscribers.set_fields(person, await fields(ws, **values))


@edit
async def change_profile(ws: Workspace) -> list[Edit]:
    new = {"name": "Ana S.", "email": "ana@example.org", "image": "https://x.example/a.png", "gender": "male"}
    return profile.update(await ana(ws), new)


@edit
async def add_labels(ws: Workspace) -> list[Edit]:
    person = await ana(ws)
    names = [each.name for each in await listed(ws.team.labels())]
    return profile.add_labels(person, [*names[:3], *(each.name for each in person.labels)])


@edit
async def remove_labels(ws: Workspace) -> list[Edit]:
    person = await ana(ws)
    names = [each.name for each in await listed(ws.team.labels())]
    return profile.remove_labels(person, names)


@edit
async def consent_email(ws: Workspace) -> list[Edit]:
    person = await ana(ws)
    return profile.consent(person, "email", given="email" not in profile.consents(person))


@edit
async def consent_sms(ws: Workspace) -> list[Edit]:
    for each in profile.consent(await ana(ws), "sms", given=False):
        await send(ws, each)
    return profile.consent(await ana(ws), "sms", given=True)


@edit
async def consent_bot(ws: Workspace) -> list[Edit]:
    person = await ana(ws)
    return profile.consent(person, "bot", given="bot" not in profile.consents(person))


@edit
async def pause(ws: Workspace) -> Edit:
    return profile.pause(await ana(ws), 30)


@edit
async def move_chat(ws: Workspace) -> list[Edit]:
    person = await ana(ws)
    return profile.move_chat(person, "pending" if person.status != "pending" else "done")


@edit
async def assign_agent(ws: Workspace) -> list[Edit]:
    person = await ana(ws)
    agent = next(each for each in await listed(ws.team.agents()) if each.id != person.agent_id)
    return profile.assign_agent(person, agent.id, agent.name)


@edit
async def assign_group(ws: Workspace) -> list[Edit]:
    group = (await listed(ws.team.groups()))[0]
    person = await ana(ws)
    if person.agent_id:
        await send(ws, *profile.unassign(person))
        person = await last(ws.subscribers.one(ANA, force=True))
    return profile.assign_group(person, group.id, group.name)


@edit
async def unassign(ws: Workspace) -> list[Edit]:
    agent = (await listed(ws.team.agents()))[0]
    await send(ws, *profile.assign_agent(await ana(ws), agent.id, agent.name))
    return profile.unassign(await last(ws.subscribers.one(ANA, force=True)))


@edit
async def unassign_group(ws: Workspace) -> list[Edit]:
    group = (await listed(ws.team.groups()))[0]
    await send(ws, *profile.unassign(await ana(ws)))
    await send(ws, *profile.assign_group(await ana(ws), group.id, group.name))
    return profile.unassign(await last(ws.subscribers.one(ANA, force=True)))


@edit
async def delete_subscriber(ws: Workspace) -> Edit:
    await last(ws.subscribers.list())
    return profile.delete(await ana(ws))


@edit
async def log_event(ws: Workspace) -> Edit:
    event = (await listed(ws.flows.events()))[0]
    values = {"text_value": "a", "price_value": "12", "number_value": ""}
    return profile.log_event(await ana(ws), event.name, values)


@edit
async def send_sub_flow(ws: Workspace) -> Edit:
    return sending.send_sub_flow(await ana(ws), (await listed(ws.flows.sub_flows()))[1])


@edit
async def send_main_flow(ws: Workspace) -> Edit:
    return sending.send_main_flow(await ana(ws))


@edit
async def send_text(ws: Workspace) -> Edit:
    return sending.send_text(await ana(ws), "Hello")


@edit
async def send_sms(ws: Workspace) -> Edit:
    return edit_of(texting_by_sms("Hello"), await ana(ws))


@edit
async def send_email(ws: Workspace) -> Edit:
    await send(ws, profile.update(await ana(ws), {"email": "ana@example.org"})[0])
    return edit_of(mailing("Hi", "Hello"), await ana(ws))


@edit
async def cancel_broadcast(ws: Workspace) -> Edit:
    waiting = [
        each for each in await listed(ws.reader.list_of(BROADCAST)) if each.status in ("New", "Scheduled")
    ]
    return broadcasts.cancel_broadcast(waiting[0])


@edit
async def delete_broadcast(ws: Workspace) -> Edit:
    return BROADCAST.delete_edit((await listed(ws.reader.list_of(BROADCAST)))[0])


@edit
async def delete_tag(ws: Workspace) -> Edit:
    return flows.TAG.delete_edit(await named(ws.flows.tags(), "vip"))


@edit
async def delete_user_field(ws: Workspace) -> Edit:
    return flows.USER_FIELD.delete_edit((await listed(ws.flows.user_fields()))[0])


@edit
async def rename_user_field(ws: Workspace) -> Edit:
    return flows.USER_FIELD.change_edit((await listed(ws.flows.user_fields()))[0], {"name": "renamed"})


@edit
async def rename_user_field_shown(ws: Workspace) -> Edit:
    return flows.USER_FIELD.change_edit(
        (await listed(ws.flows.user_fields()))[0], {"name": "renamed", "display_type": "pin"}
    )


@edit
async def set_bot_field(ws: Workspace) -> Edit:
    return flows.set_bot_field((await listed(ws.flows.bot_fields()))[0], "new value")


@edit
async def set_bot_fields(ws: Workspace) -> list[Edit]:
    rows = await listed(ws.flows.bot_fields())
    # A credential's old value isn't stored, so it can't be put back.
    texts = [each for each in rows if each.var_type in ("text", "longtext") and not is_secret(each.name)]
    return flows.set_bot_fields([(each, f"new {each.name}") for each in texts])


@edit
async def delete_bot_field(ws: Workspace) -> Edit:
    return flows.BOT_FIELD.delete_edit((await listed(ws.flows.bot_fields()))[0])


@edit
async def delete_sub_flow(ws: Workspace) -> Edit:
    return flows.SUB_FLOW.delete_edit((await listed(ws.flows.sub_flows()))[-1])


@edit
async def set_start_flow(ws: Workspace) -> Edit:
    flow = (await listed(ws.flows.sub_flows()))[1]
    return flows.set_start_flow(flow.sub_flow_ns, flow.name)


@edit
async def set_web_start_flow(ws: Workspace) -> Edit:
    flow = (await listed(ws.flows.sub_flows()))[1]
    return flows.set_web_start_flow(flow.sub_flow_ns, flow.name)


@edit
async def change_shortcut(ws: Workspace) -> Edit:
    row = (await listed(ws.reader.list_of(notes.SHORTCUT)))[0]
    return notes.SHORTCUT.change_edit(row, {"name": row.name, "value": "another"})


@edit
async def delete_shortcut(ws: Workspace) -> Edit:
    return notes.SHORTCUT.delete_edit((await listed(ws.reader.list_of(notes.SHORTCUT)))[0])


@edit
async def change_closing_note(ws: Workspace) -> Edit:
    row = (await listed(ws.reader.list_of(notes.CLOSING_NOTE)))[0]
    new = {"name": "Sold", "description": row.description, "require_summary": str(2 - row.require_summary)}
    return notes.CLOSING_NOTE.change_edit(row, new)


@edit
async def delete_closing_note(ws: Workspace) -> Edit:
    return notes.CLOSING_NOTE.delete_edit((await listed(ws.reader.list_of(notes.CLOSING_NOTE)))[0])


@edit
async def delete_label(ws: Workspace) -> Edit:
    return team.LABEL.delete_edit((await listed(ws.team.labels()))[0])


@edit
async def change_group(ws: Workspace) -> Edit:
    row = (await listed(ws.team.groups()))[0]
    method = next(each for each in team.ASSIGN_METHODS if each != row.assign_method)
    return team.update_group(row, {"name": "Night shift", "assign_method": method})


@edit
async def delete_group(ws: Workspace) -> Edit:
    return team.AGENT_GROUP.delete_edit((await listed(ws.team.groups()))[0])


@edit
async def set_members(ws: Workspace) -> Edit:
    group = (await listed(ws.team.groups()))[0]
    first, second, *_ = [each.id for each in await listed(ws.team.agents())]
    await send(ws, team.set_members(await last(ws.team.group(group.row_id)), [first, second]))
    detail = await last(ws.team.group(group.row_id, force=True))
    agents = [each.id for each in await listed(ws.team.agents())]
    kept = [each.agent_id for each in detail.members[1:]]
    fresh = next(each for each in agents if each not in {member.agent_id for member in detail.members})
    return team.set_members(detail, [*kept, fresh])


@edit
async def set_agent_model(ws: Workspace) -> Edit:
    return ai.set_model(
        ai.AI_AGENT,
        (await listed(ws.reader.list_of(ai.AI_AGENT)))[0],
        {"ai_provider": "claude", "ai_model": "opus", "max_tokens": "900"},
    )


@edit
async def set_task_model(ws: Workspace) -> Edit:
    return ai.set_model(
        ai.AI_TASK,
        (await listed(ws.reader.list_of(ai.AI_TASK)))[0],
        {"ai_provider": "gemini", "ai_model": "flash"},
    )


@edit
async def set_provider(ws: Workspace) -> Edit:
    return ai.set_provider(await last(ws.ai.provider()), {"ai_provider": "claude", "ai_model": "opus"})


@edit
async def set_transcription(ws: Workspace) -> Edit:
    return ai.set_transcription("whisper-1")


EDITS.update(SHOP_EDITS)

_SPAN = {"start_time": "2026-01-01 00:00:00", "end_time": "2027-01-01 00:00:00"}

CREATED: dict[str, Edit] = {
    each.call.operation_id: each
    for each in (
        flows.create_tag("brand new"),
        flows.create_user_field({"name": "shoe size", "var_type": "number", "description": "in EU"}),
        flows.create_bot_field({"name": "open till", "var_type": "text", "value": "18:00"}),
        notes.SHORTCUT.create_edit({"name": "brand new", "value": "Hello!"}),
        notes.CLOSING_NOTE.create_edit({"name": "brand new", "description": "What was it about?"}),
        team.LABEL.create_edit({"name": "brand new"}),
        team.AGENT_GROUP.create_edit({"name": "Night", "assign_method": "random"}),
        shop.PRODUCT.create_edit({"name": "Hat", "price": 12.5}),
        shop_edits.create_variant(
            "101", "Shirt", {"sku": "S1", "price": "9.5", "qty": "4", "taxable": "yes"}
        ),
        shop.LOCATION.create_edit({"name": "Harbour", "lat": "1.5", "lng": "2", "address": "Quay 1"}),
        shop.DISCOUNT_CODE.create_edit(
            {"code": "NEW10", "type": "percentage", "discount_percentage": "10", **_SPAN}
        ),
        shop.TYPES.create_edit({"name": "Hats"}),
        shop.VENDORS.create_edit({"name": "Hatter"}),
        shop.PRODUCT_TAGS.create_edit({"name": "hot"}),
    )
}
"""By operation: a new one of each kind that can be deleted again."""
