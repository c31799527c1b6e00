# SPDX-License-Identifier: MIT
"""What an argument names follows from the kinds."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.catalogue import Operation, Risk, catalogue
from flotui.api.errors import Invalid, NotFound
from flotui.api.models.flow import Tag
from flotui.api.pacer import Purpose
from flotui.repositories.kinds import Kind, placed
from flotui.repositories.notes import SHORTCUT
from flotui.repositories.shop import VARIANT
from flotui.repositories.team import AGENT
from flotui.repositories.things import kinds
from flotui.resources import registry
from flotui.resources.ask import Choice
from flotui.resources.explorer import meant
from flotui.resources.explorer.meant import thing_of
from flotui.resources.explorer.naming import resolved
from flotui.resources.explorer.pickers import picker
from flotui.resources.explorer.spots import spots
from flotui.resources.reading import read_all
from flotui.sandbox.handlers.registry import HANDLERS
from flotui.workspace import Workspace
from tests.support.bot import Bot
from tests.support.contract import flat_paths
from tests.support.each_of import each_of

MEANT = {
    ("flowBotUserSetUserField", "var_ns"): ("user field", "var_ns"),
    ("flowUpdateBotField", "var_ns"): ("bot field", "var_ns"),
    ("flowBotUserBroadcastByTag", "exclude_tags.0"): ("tag", "tag_ns"),
    ("flowBotUserSetUserFieldsByName", "data.0.name"): ("user field", "name"),
    ("flowDeleteBotFieldByName", "name"): ("bot field", "name"),
    ("flowBotUserSendSubFlowByFlowName", "flow_name"): ("sub-flow", "name"),
    ("flowBotUserSendFacebookUtilityMessageTemplate", "content.name"): ("Facebook template", "name"),
    ("flowUpdateShortcut", "id"): ("shortcut", "id"),
    ("teamUpdateAgentGroupUsers", "members.0.user_id"): ("agent", "id"),
    ("flowBotUserInfoByUserId", "user_id"): ("subscriber", "user_id"),
    ("flowBotUsers", "label_id"): ("label", "id"),
    ("flowBotUsers", "user_field_ns"): ("user field", "var_ns"),
    ("Products", "vendor_id"): ("vendor", "id"),
    ("Products", "product_type_id"): ("product type", "id"),
    ("flowBotUserUpdateOrderStatus", "order_id"): ("order", "id"),
    ("teamCreateTicketListItem", "assignee"): ("agent", "id"),
    ("flowBotUserAssignAgentGroup", "agent_group_id"): ("agent group", "id"),
    ("flowBotUserAddLabelsByName", "data.0.label_name"): ("label", "name"),
    ("flowBotUserLogCustomEvent", "event_name"): ("custom event", "name"),
    ("flowBotUserAddTagByName", "tag_name"): ("tag", "name"),
    ("flowBotUserSetUserFieldByName", "field_name"): ("user field", "name"),
    ("OpenAiEmbeddingDelete", "id"): ("embedding", "id"),
    ("flowBotUsers", "segment_ns"): ("segment", "segment_ns"),
    ("flowBotUsers", "event_ns"): ("custom event", "event_ns"),
    ("flowBotUserAssignAgent", "agent_id"): ("agent", "id"),
    ("flowBotUserDeleteBroadcast", "broadcast_ns"): ("broadcast", "broadcast_ns"),
    ("AnalyticsFlowSummary", "flow_ns"): ("bot", "flow_ns"),
    ("flowBotUserBroadcastBySegment", "bot_fields.0.var_ns"): ("bot field", "var_ns"),
    ("flowBotUserAddToCart", "variant_id"): ("variant", "id"),
    ("flowBotUserBroadcastWhatsappTemplateByTag", "wa_template.name"): ("WhatsApp template", "name"),
}


@each_of("where", MEANT, ids="-".join)
def test_an_argument_names_one_of_a_kind(where: tuple[str, str]) -> None:
    thing = thing_of(catalogue()[where[0]], where[1])
    assert thing is not None and (thing.noun, thing.listed.id) == MEANT[where]


UNNAMED = {
    "call_id": "no operation lists the calls that there were",
    "conv_id": "a conversation is only in the log that is asked for",
    "start_id": "the row of a log after which a page begins",
    "data.id": "a day of the week",
    "dataset_id": "of Meta's, not of the host's",
    "phone_number_id": "of WhatsApp's, not of the host's",
    "org_id": "of OpenAI's, not of the host's",
    "node_ns": "no operation lists the nodes of a flow",
    "notification_id": "no operation lists notifications",
    "user_ns_list": "several subscribers, apart by commas",
    "user_id_list": "several subscribers, apart by commas",
    "variant_1_name": "what an option is called, as one likes",
    "variant_2_name": "what an option is called, as one likes",
    "trigger_name": "what the mini app calls it",
    "column_name": "a column of a ticket list",
    "context.product_name": "what a mini app is told, as one likes",
    "CreateProduct tags": "the shop's are named as one likes",
    "UpdateProduct tags": "the shop's are named as one likes",
    "UpdateProduct id": "of the product that the path names",
    "data.name": "what a day of the week is called",
    "users.name": "of somebody new",
}
"""Arguments that end as ids and names of things do, and name nothing that is listed; why not."""
_OF_PEOPLE = ("first_name", "last_name", "user_name")


def _ends_as_what_names_a_thing(path: str) -> bool:
    last = path.rpartition(".")[2]
    ends = re.search(r"(_id|_ns|_name|[a-z]Id|[a-z]Ns|_list|tags|\bid|\.name)$", path)
    return bool(ends) and last not in _OF_PEOPLE


@each_of("operation", catalogue().operations, ids=lambda each: each.id)
def test_each_argument_that_ends_as_what_names_a_thing_does_so(operation: Operation) -> None:
    paths = {path for path in flat_paths(operation) if _ends_as_what_names_a_thing(path)}
    unnamed = {path for path in paths if thing_of(operation, path) is None}
    missing = {path for path in unnamed if not {path, f"{operation.id} {path}"} & UNNAMED.keys()}
    assert not missing, "a line in by=, arguments= or called_by= of its Kind, or in UNNAMED here"


def test_what_names_nothing_is_of_the_contract() -> None:
    every = [(each.id, path) for each in catalogue().operations for path in flat_paths(each)]
    assert UNNAMED.keys() <= {name for where, path in every for name in (path, f"{where} {path}")}


@pytest.mark.parametrize(
    "claim", [{"by": "tag_ns"}, {"arguments": ("var_ns",)}, {"called_by": ("tag_name",)}]
)
def test_two_kinds_that_claim_an_argument_are_refused(
    monkeypatch: pytest.MonkeyPatch, claim: dict[str, Any]
) -> None:
    other = Kind("other", Tag, list="flowSubFlows", **claim)
    monkeypatch.setattr(meant, "kinds", lambda: {**kinds(), "other": other})
    with pytest.raises(ValueError, match="can't name"):
        meant.claims.__wrapped__()


@pytest.mark.parametrize(
    "where", [("CreateProduct", "tags"), ("flowCreateTag", "name"), ("flowUpdateBotUser", "name")]
)
def test_what_is_named_as_one_likes_is_no_choice(where: tuple[str, str]) -> None:
    assert thing_of(catalogue()[where[0]], where[1]) is None


@pytest.mark.parametrize(
    ("call", "found"),
    [
        (Call.of("flowShortcut", path={"id": "hours"}), "id"),
        (
            Call.of("AnalyticsFlowSummary", query={"flow_ns": "Casa Exemplo", "range": "last_month"}),
            "flow_ns",
        ),
    ],
)
def test_a_name_may_stand_for_the_id_of_any_kind(call: Call, found: str) -> None:
    assert [each.path for each in spots(call)] == [found]


def test_an_id_stays() -> None:
    assert not spots(Call.of("AnalyticsFlowSummary", query={"flow_ns": "f1284"}))
    assert not spots(Call.of("flowShortcut", path={"id": "12"}))
    assert not spots(Call.of("OrderGetInfo", path={"orderId": "the first"})), "an order has no name"


async def test_a_shortcut_is_found_by_its_name(workspace: Workspace) -> None:
    row = (await read_all(workspace.reader.list_of(SHORTCUT)))[0]
    call = Call.of("flowShortcut", path={"id": row.name})
    done, said = await resolved(workspace, call, spots(call))
    assert done == Call.of("flowShortcut", path={"id": row.row_id})
    assert said == [f"id: {row.name} is {row.row_id}."]


async def offered(workspace: Workspace, operation: str, path: str) -> dict[str, Choice]:
    source = picker(workspace, catalogue()[operation], path)
    assert source is not None
    return {each.id: each for each in await source.load()}


async def test_a_choice_says_what_its_kind_says_of_it(workspace: Workspace) -> None:
    fields = await offered(workspace, "flowBotUserSetUserField", "var_ns")
    assert fields["f1284v5001"].note == "text f1284v5001"
    bot_fields = await offered(workspace, "flowUpdateBotField", "var_ns")
    assert bot_fields["f1284v7001"].note.endswith(" f1284v7001")
    assert len(bot_fields["f1284v7001"].note.split()) == 2
    templates = await offered(workspace, "DeleteWhatsappTemplate", "name")
    assert templates["order_followup"].note == "pt_BR approved"
    assert (await offered(workspace, "DeleteFacebookUtilityMessageTemplate", "name"))[
        "parcel_on_its_way"
    ].note == "en approved"
    variants = await offered(workspace, "flowBotUserAddToCart", "variant_id")
    assert variants["1001"].label.count(" · ") >= 2, "its product, its options, its SKU"
    codes = await offered(workspace, "UpdateDiscountCode", "codeId")
    assert all(each.label != key for key, each in codes.items()), "each by its code"


@pytest.mark.parametrize("operation", ["UpdateProduct", "UpdateDiscountCode", "flowBotUserAddToCart"])
async def test_of_what_there_may_be_many_one_page_is_read_and_the_host_is_asked_for_others(
    workspace: Workspace, bot: Bot, operation: str
) -> None:
    path = {"UpdateProduct": "productId", "UpdateDiscountCode": "codeId"}.get(operation, "variant_id")
    source = picker(workspace, catalogue()[operation], path)
    assert source is not None and source.further is not None
    await source.load()
    assert len(await bot.requests()) == 1


async def test_a_thing_is_found_by_whatever_else_its_kind_is_known_by(workspace: Workspace) -> None:
    agent = (await read_all(workspace.reader.list_of(AGENT)))[0]
    body = {"user_ns": "f1284u1", "agent_id": agent.email}
    call = Call.of("flowBotUserAssignAgent", body=body)
    done, _ = await resolved(workspace, call, [each for each in spots(call) if each.path == "agent_id"])
    assert str(done.json["agent_id"]) == agent.row_id
    variant = (await read_all(workspace.reader.list_of(VARIANT, owner="101")))[0]
    for text in (variant.sku, variant.barcode):
        call = Call.of("flowBotUserAddToCart", body={"user_ns": "f1284u1", "variant_id": text, "qty": 1})
        found = [each for each in spots(call) if each.path == "variant_id"]
        if found:  # a barcode of digits alone is taken for an id
            done, _ = await resolved(workspace, call, found)
            assert str(done.json["variant_id"]) == variant.row_id


def needed(operation: Operation) -> list[str]:
    """The arguments that an operation can't be without."""
    body = catalogue().resolve(operation.body or {}).get("required", ())
    return [*(each.name for each in operation.parameters if each.required or each.place == "path"), *body]


ALONE = [
    each for each in catalogue().operations if len(needed(each)) == 1 and thing_of(each, needed(each)[0])
]


async def test_the_host_knows_what_is_offered(workspace: Workspace) -> None:
    assert len(ALONE) > 40
    strange = []
    for operation in sorted(ALONE, key=lambda each: each.risk is Risk.DESTRUCTIVE):
        (path,) = needed(operation)
        choices = list(await offered(workspace, operation.id, path))
        if operation.id not in HANDLERS or not choices:
            continue  # the sandbox answers whatever it is asked
        one = choices[0 if "name" in path else -1]  # not one that was deleted a moment ago
        try:
            with suppress(Invalid):  # it wants more
                await workspace.reader.send(placed(operation.id, {path: one}), Purpose.INTERACTIVE)
        except NotFound as error:
            strange.append(f"{operation.id} {path}: {error}")
    assert not strange


def test_of_what_no_list_shows_one_page_is_read_to_pick_from() -> None:
    shown = {each.kind.name for each in registry.resources() if each.kind is not None}
    offers = [each for each in kinds().values() if each.list and (each.by or each.arguments)]
    whole = [each.name for each in offers if each.whole and not each.many and each.under is None]
    assert set(whole) <= shown, "many= of the Kind: nobody has read all of them"
