"""Which reads a write makes stale: declared per operation, for the whole catalogue.

A write belongs to a group of things (`tag`, `subscriber`); the reads of the same things are stale after
it. What changes rows that are there is not listed here: those rows are changed one by one in the cache.
"""

from __future__ import annotations

from flotui.api.call import Call

_READS: dict[str, tuple[str, ...]] = {
    "tag": ("flowTags",),
    "user field": ("flowUserFields",),
    "bot field": ("flowBotFields",),
    "sub-flow": ("flowSubFlows",),
    "shortcut": ("flowShortcuts",),
    "closing note": ("flowClosingNotes",),
    "label": ("teamLabels",),
    "agent group": ("teamAgentGroups",),
    "chat": ("flowBotUserChatMessages",),
    "subscribers": ("flowBotUsers", "flowBotUsersCount"),
    "broadcast": ("flowBotUserBroadcasts",),
    "product": ("Products",),
    "variant": ("ProductVariants",),
    "product type": ("Types",),
    "vendor": ("Vendors",),
    "product tag": ("Tags",),
    "location": ("Locations",),
    "discount code": ("DiscountCodes",),
    "order": ("Orders",),
    "cart": ("flowBotUserCart",),
}

_WRITES: dict[str, tuple[str, ...]] = {
    "tag": ("flowCreateTag", "flowDeleteTag", "flowDeleteTagByName"),
    "user field": (
        "flowCreateUserField",
        "flowDeleteUserField",
        "flowDeleteUserFieldByName",
    ),
    "bot field": (
        "flowCreateBotField",
        "flowDeleteBotField",
        "flowDeleteBotFieldByName",
        "flowUpdateBotFieldByName",
        "flowUpdateBotFieldsByName",
    ),
    "sub-flow": ("flowDeleteSubFlow",),
    "shortcut": ("flowCreateShortcut", "flowDeleteShortcut"),
    "closing note": ("flowCreateClosingNote", "flowDeleteClosingNote"),
    "label": ("teamCreateLabel", "teamDeleteLabel", "teamDeleteLabelByName"),
    "agent group": (
        "teamCreateAgentGroup",
        "teamDeleteAgentGroup",
    ),
    "chat": (
        "flowBotUserSendContent",
        "flowBotUserSendEmail",
        "flowBotUserSendMainFlow",
        "flowBotUserSendNode",
        "flowBotUserSendSms",
        "flowBotUserSendSubFlow",
        "flowBotUserSendText",
        "flowBotUserSendWhatsappTemplate",
        "flowBotUserSendFacebookUtilityMessageTemplate",
        "flowBotUserMoveChatTo",
        "flowBotUserAssignAgent",
        "flowBotUserAssignAgentGroup",
    ),
    "broadcast": (
        "flowBotUserBroadcast",
        "flowBotUserBroadcastBySegment",
        "flowBotUserBroadcastByTag",
        "flowBotUserBroadcastFacebookUtilityMessageTemplateByTag",
        "flowBotUserBroadcastFacebookUtilityMessageTemplateByUserId",
        "flowBotUserBroadcastWhatsappTemplateByTag",
        "flowBotUserBroadcastWhatsappTemplateByUserId",
        "flowBotUserCancelBroadcast",
        "flowBotUserDeleteBroadcast",
    ),
    "product": ("CreateProduct",),
    "variant": ("CreateProductVariant",),
    "product type": ("CreateType",),
    "vendor": ("CreateVendor",),
    "product tag": ("CreateTag",),
    "location": ("CreateLocation",),
    "discount code": ("CreateDiscountCode",),
    "order": ("flowBotUserCreateOrder", "flowBotUserCartPaid"),
    "cart": (
        "flowBotUserAddToCart",
        "flowBotUserCartPaid",
        "flowBotUserEmptyCart",
        "flowBotUserRemoveFromCart",
    ),
    "subscribers": ("flowCreateBotUser", "flowCreateManyBotUsers", "flowDeleteBotUser"),
}


_LISTED = {
    "tag_ns": ("flowTags",),
    "var_ns": ("flowUserFields", "flowBotFields"),
    "sub_flow_ns": ("flowSubFlows",),
    "event_ns": ("flowEvents",),
}
"""By the name of an id in a write, the reads that list what it names."""


def stale_when_missing(call: Call) -> tuple[str, ...]:
    """The ids of the reading operations that are out of date when the host doesn't know what a write names.

    Args:
        call: the write.
    """
    named = (read for name, reads in _LISTED.items() if f'"{name}":' in (call.body or "") for read in reads)
    return tuple(dict.fromkeys((*stale_after(call.operation_id), *named)))


def stale_after(operation_id: str) -> tuple[str, ...]:
    """The ids of the reading operations whose cached answers a write has made stale."""
    things = (thing for thing, writes in _WRITES.items() if operation_id in writes)
    return tuple(dict.fromkeys(read for thing in things for read in _READS[thing]))
