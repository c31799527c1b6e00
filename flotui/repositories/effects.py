"""Which reads a write makes stale: declared per operation, for the whole catalogue.

A write belongs to a group of things (`tag`, `subscriber`); the reads of the same things are stale after
it. What changes rows that are there is not listed here: those rows are changed one by one in the cache. Rows of
other things that show what was renamed or deleted are stale with it.
"""

from __future__ import annotations

from typing import NamedTuple

from flotui.api.call import Call
from flotui.api.catalogue import catalogue

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
    "workspace subscriber": ("teamBotUsers",),
    "widget": ("flowChatButtonWidgets",),
    "webhook": ("flowInboundWebhooks",),
    "default AI": ("flowGetDefaultAiProvider",),
}

_KINDS = {"subscribers": "subscriber"}
"""By thing, the kind of its rows where that is called otherwise."""


class Shown(NamedTuple):
    """Which things' rows show another thing."""

    named: tuple[str, ...] = ()
    """Those that show what it is called, or costs: stale when it is changed or deleted."""
    held: tuple[str, ...] = ()
    """Those that only hold it: stale when it is deleted."""


SHOWN: dict[str, Shown] = {
    "tag": Shown(held=("subscribers", "workspace subscriber", "broadcast")),
    "label": Shown(held=("subscribers", "workspace subscriber")),
    "user field": Shown(named=("subscribers", "workspace subscriber")),
    "agent group": Shown(held=("subscribers", "workspace subscriber")),
    "sub-flow": Shown(held=("widget", "webhook", "broadcast")),
    "product type": Shown(named=("product",)),
    "vendor": Shown(named=("product",)),
    "product tag": Shown(named=("product",)),
    "product": Shown(named=("cart", "order"), held=("variant",)),
    "variant": Shown(named=("cart",), held=("order",)),
    "subscriber": Shown(held=("order",)),
    "bot field": Shown(),
    "shortcut": Shown(),
    "closing note": Shown(),
    "location": Shown(),
    "discount code": Shown(),
    "order": Shown(),
    "broadcast": Shown(),
    "AI agent": Shown(),
    "AI task": Shown(),
}
"""By the kind of a thing that can be changed or deleted. New things are shown by nobody yet."""

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
    "workspace subscriber": (
        "flowCreateBotUser",
        "flowCreateManyBotUsers",
        "flowDeleteBotUser",
        "flowUpdateBotUser",
    ),
    "default AI": ("flowSetDefaultAiProvider",),  # another provider may bring another model
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
    things = [thing for thing, writes in _WRITES.items() if operation_id in writes]
    return tuple(
        dict.fromkeys(read for thing in (*things, *_shown_in(operation_id)) for read in _READS[thing])
    )


def kinds_after(operation_id: str) -> tuple[str, ...]:
    """The kinds of rows that show what a write has renamed or deleted: each is read again before it is trusted."""
    return tuple(_KINDS.get(thing, thing) for thing in _shown_in(operation_id))


def _shown_in(operation_id: str) -> tuple[str, ...]:
    """The things whose rows show what a write changes or deletes."""
    shown = SHOWN.get(changed_kind(operation_id), Shown())
    return shown.named + (shown.held if _deletes(operation_id) else ())


def changed_kind(operation_id: str) -> str:
    """The kind of what a write changes or deletes; empty where it does neither."""
    from flotui.repositories.creations import REMOVALS
    from flotui.repositories.targeting import TARGETS

    if operation_id in REMOVALS:
        return REMOVALS[operation_id].name
    if operation_id in TARGETS:
        kind = TARGETS[operation_id].kind
        return kind.name if kind is not None else ""
    things = (thing for thing, writes in _WRITES.items() if operation_id in writes)
    return next((_KINDS.get(thing, thing) for thing in things if _deletes(operation_id)), "")


def _deletes(operation_id: str) -> bool:
    return catalogue()[operation_id].risk == "destructive"
