"""What an argument names follows from the kinds."""

from __future__ import annotations

import pytest

from flotui.api.call import Call
from flotui.api.catalogue import catalogue
from flotui.repositories.notes import SHORTCUT
from flotui.resources.explorer.meant import thing_of
from flotui.resources.explorer.naming import resolved, spots
from flotui.resources.reading import everything
from flotui.workspace import Workspace

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


@pytest.mark.parametrize("where", MEANT, ids="-".join)
def test_an_argument_names_one_of_a_kind(where: tuple[str, str]) -> None:
    thing = thing_of(catalogue()[where[0]], where[1])
    assert thing is not None and (thing.noun, thing.listed.id) == MEANT[where]


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
    row = (await everything(workspace.reader.list_of(SHORTCUT)))[0]
    call = Call.of("flowShortcut", path={"id": row.name})
    done, said = await resolved(workspace, call, spots(call))
    assert done == Call.of("flowShortcut", path={"id": row.row_id})
    assert said == [f"id: {row.name} is {row.row_id}."]
