"""What each writing operation of the catalogue changes, or why it is not compared with what the host has.

Every write stands in `TARGETS` or in `UNCOMPARED`; a test holds that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.secrets import MASK, is_credential, is_secret, redacted
from flotui.repositories.ai import AI_AGENT, AI_TASK
from flotui.repositories.creations import CREATIONS
from flotui.repositories.edit import Edit, Touch
from flotui.repositories.flows import BOT_FIELD, TAG, USER_FIELD
from flotui.repositories.kinds import Kind
from flotui.repositories.notes import CLOSING_NOTE, SHORTCUT
from flotui.repositories.row_kinds import RowKind
from flotui.repositories.shop import (
    DISCOUNT_CODE,
    LOCATION,
    PRODUCT,
    PRODUCT_TAGS,
    TYPES,
    VENDORS,
)
from flotui.repositories.subscribers import SUBSCRIBER, info_call
from flotui.repositories.targets import Keys, NoWay, Target
from flotui.repositories.targets_lists import (
    BotFields,
    CartLine,
    Listed,
    Members,
    OrderKeys,
    VariantKeys,
    Week,
)
from flotui.repositories.targets_people import Assignment, FieldValues, Flag, LabelMarks, Marks, Pausing
from flotui.repositories.team import AGENT_GROUP, group_call
from flotui.store.journal import Change


def _by_path(kind: RowKind[Any], reading: str, argument: str, **more: Any) -> Keys:
    """A row whose id stands in the path, of the write and of what reads it."""
    return Keys(
        kind,
        lambda given: Call.of(reading, path={argument: str(given[argument])}),
        lambda given: str(given[argument]),
        **more,
    )


def _by_body(kind: RowKind[Any], reading: str, argument: str, *, posted: bool = False) -> Keys:
    """A row whose id stands in the body of the write."""

    def reads(given: Mapping[str, Any]) -> Call:
        told = {argument: given[argument]}
        return Call.of(reading, body=told) if posted else Call.of(reading, path=told)

    return Keys(kind, reads, lambda given: str(given[argument]), fixed=(argument,))


def _name(kind: Kind[Any]) -> Keys:
    return _by_path(kind, kind.one, kind.by)


_TAGS = Marks("tags", "tag_ns", "tag_ns", "flowBotUserAddTag", "flowBotUserRemoveTag", "s")
_LABELS = LabelMarks(
    "labels", "name", "label_name", "flowBotUserAddLabelsByName", "flowBotUserRemoveLabelsByName", ""
)
_FIELDS = FieldValues()
_EMAIL = Flag("opted_in_email", "flowBotUserOptInEmail", "flowBotUserOptOutEmail")
_SMS = Flag("opted_in_sms", "flowBotUserOptInSms", "flowBotUserOptOutSms")
_BOT = Flag("subscribed", "flowBotUserSubscribeToBot", "flowBotUserUnsubscribeFromBot")
_ASSIGNED = Assignment()
_PAUSED = Pausing()
_CART = CartLine()

TARGETS: Mapping[str, Target] = {
    "flowBotUserAddTag": _TAGS,
    "flowBotUserAddTags": _TAGS,
    "flowBotUserRemoveTag": _TAGS,
    "flowBotUserRemoveTags": _TAGS,
    "flowBotUserAddLabelsByName": _LABELS,
    "flowBotUserRemoveLabelsByName": _LABELS,
    "flowBotUserSetUserField": _FIELDS,
    "flowBotUserSetUserFields": _FIELDS,
    "flowBotUserClearUserField": _FIELDS,
    "flowBotUserClearUserFields": _FIELDS,
    "flowUpdateBotUser": Keys(
        SUBSCRIBER,
        lambda given: info_call(str(given["user_ns"])),
        lambda given: str(given["user_ns"]),
        fixed=("user_ns",),
        renamed={"image": "profile_pic"},
    ),
    "flowBotUserMoveChatTo": Keys(
        SUBSCRIBER,
        lambda given: info_call(str(given["user_ns"])),
        lambda given: str(given["user_ns"]),
        fixed=("user_ns",),
    ),
    "flowBotUserOptInEmail": _EMAIL,
    "flowBotUserOptOutEmail": _EMAIL,
    "flowBotUserOptInSms": _SMS,
    "flowBotUserOptOutSms": _SMS,
    "flowBotUserSubscribeToBot": _BOT,
    "flowBotUserUnsubscribeFromBot": _BOT,
    "flowBotUserPauseBot": _PAUSED,
    "flowBotUserResumeBot": _PAUSED,
    "flowBotUserAssignAgent": _ASSIGNED,
    "flowBotUserAssignAgentGroup": _ASSIGNED,
    "flowBotUserUnassignAgent": _ASSIGNED,
    "flowUpdateUserField": Listed(USER_FIELD, "flowUserFields", "var_ns", ("var_ns",)),
    "flowUpdateBotField": Listed(BOT_FIELD, "flowBotFields", "var_ns", ("var_ns",)),
    "flowUpdateBotFields": BotFields(),
    "flowUpdateShortcut": _by_body(SHORTCUT, "flowShortcut", "id"),
    "flowUpdateClosingNote": _by_body(CLOSING_NOTE, "flowClosingNote", "id"),
    "flowUpdateAiAgentProvider": _by_body(AI_AGENT, "flowViewAiAgentInfo", "ai_agent_ns", posted=True),
    "flowUpdateAiTaskProvider": _by_body(AI_TASK, "flowViewAiTaskInfo", "ai_task_ns", posted=True),
    "flowSetDefaultAiProvider": Keys(
        None, lambda _: Call.of("flowGetDefaultAiProvider"), lambda _: "", whole=True
    ),
    "teamUpdateAgentGroup": Keys(
        AGENT_GROUP, lambda given: group_call(str(given["id"])), lambda given: str(given["id"]), whole=True
    ),
    "teamUpdateAgentGroupUsers": Members(),
    "UpdateProduct": _by_path(PRODUCT, "ProductGetInfo", "productId"),
    "UpdateProductVariant": VariantKeys(),
    "UpdateType": _name(TYPES),
    "UpdateVendor": _name(VENDORS),
    "UpdateTag": _name(PRODUCT_TAGS),
    "UpdateLocation": _by_path(LOCATION, "LocationGetInfo", "locationId"),
    "UpdateDiscountCode": _by_path(DISCOUNT_CODE, "DiscountCodeGetInfo", "codeId"),
    "UpdateOrder": OrderKeys(lambda given: str(given["orderId"])),
    "flowBotUserUpdateOrderStatus": OrderKeys(
        lambda given: str(given["order_id"]), fixed=("user_ns", "order_id")
    ),
    "ShopUpdateBusinessHours": Week(),
    "flowBotUserAddToCart": _CART,
    "flowBotUserRemoveFromCart": _CART,
    "flowBotUserEmptyCart": _CART,
}
"""By operation id: what a write changes of something that is there."""

DELETED: Mapping[str, Target] = {
    "DeleteProduct": TARGETS["UpdateProduct"],
    "DeleteProductVariant": TARGETS["UpdateProductVariant"],
    "DeleteType": TARGETS["UpdateType"],
    "DeleteVendor": TARGETS["UpdateVendor"],
    "DeleteTag": TARGETS["UpdateTag"],
    "DeleteLocation": TARGETS["UpdateLocation"],
    "DeleteDiscountCode": TARGETS["UpdateDiscountCode"],
    "flowDeleteBotUser": TARGETS["flowUpdateBotUser"],
    "flowDeleteShortcut": TARGETS["flowUpdateShortcut"],
    "flowDeleteClosingNote": TARGETS["flowUpdateClosingNote"],
    "teamDeleteAgentGroup": TARGETS["teamUpdateAgentGroup"],
    "flowDeleteTag": Listed(TAG, "flowTags", "tag_ns", ("tag_ns",)),
    "flowDeleteUserField": TARGETS["flowUpdateUserField"],
    "flowDeleteBotField": TARGETS["flowUpdateBotField"],
}
"""By operation id: what reads the thing that it deletes, which must be called as the person saw it."""

NAMES = ("name", "title", "code", "sku")
"""Where rows say what a thing is called."""

_NEW = "creates something: nothing is there to compare"
_DELETES = "deletes: nothing of it is kept; of what can be read alone the name is compared, see `DELETED`"
_REACHES = "reaches people: nothing is overwritten"
_UNTOLD = "the host doesn't say what it was"
_API = "only the API area calls it: the person types what it becomes without having seen what it is"
_STARTS = "has something done: it sets no value"

UNCOMPARED: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "CreateDiscountCode",
            "CreateFacebookUtilityMessageTemplate",
            "CreateLocation",
            "CreateProduct",
            "CreateProductVariant",
            "CreateTag",
            "CreateType",
            "CreateVendor",
            "CreateWhatsappTemplate",
            "OpenAiEmbeddingCreate",
            "OpenAiEmbeddingGenerate",
            "OpenAiEmbeddingImport",
            "TemplateOneTimeLink",
            "flowBotUserCreateOrder",
            "flowBotUserLogCustomEvent",
            "flowCreateBotField",
            "flowCreateBotUser",
            "flowCreateClosingNote",
            "flowCreateManyBotUsers",
            "flowCreateShortcut",
            "flowCreateTag",
            "flowCreateUserField",
            "teamCreateAgentGroup",
            "teamCreateLabel",
            "teamCreateTicketListItem",
            "teamCreateTicketListItemComment",
        ),
        _NEW,
    ),
    **dict.fromkeys(
        (
            "DeleteDiscountCode",
            "DeleteDiscountCodeByCode",
            "DeleteFacebookUtilityMessageTemplate",
            "DeleteLocation",
            "DeleteProduct",
            "DeleteProductVariant",
            "DeleteTag",
            "DeleteType",
            "DeleteVendor",
            "DeleteWhatsappTemplate",
            "OpenAiEmbeddingDelete",
            "clearAinventedData",
            "clearCaludeAiData",
            "clearDropiData",
            "clearMetaConversionsApiData",
            "clearOpenAiData",
            "clearS3StorageData",
            "clearShopifyData",
            "clearWoocommerceData",
            "clearXAiData",
            "flowBotUserCancelBroadcast",
            "flowBotUserDeleteBroadcast",
            "flowDeleteBotField",
            "flowDeleteBotFieldByName",
            "flowDeleteBotUser",
            "flowDeleteClosingNote",
            "flowDeleteShortcut",
            "flowDeleteSubFlow",
            "flowDeleteTag",
            "flowDeleteTagByName",
            "flowDeleteUserField",
            "flowDeleteUserFieldByName",
            "teamDeleteAgentGroup",
            "teamDeleteLabel",
            "teamDeleteLabelByName",
            "teamDeleteTicketListItem",
        ),
        _DELETES,
    ),
    **dict.fromkeys(
        (
            "flowBotUserAppTrigger",
            "flowBotUserBroadcast",
            "flowBotUserBroadcastBySegment",
            "flowBotUserBroadcastByTag",
            "flowBotUserBroadcastByUserId",
            "flowBotUserBroadcastFacebookUtilityMessageTemplateByTag",
            "flowBotUserBroadcastFacebookUtilityMessageTemplateByUserId",
            "flowBotUserBroadcastWhatsappTemplateByTag",
            "flowBotUserBroadcastWhatsappTemplateByUserId",
            "flowBotUserCartPaid",
            "flowBotUserSendContent",
            "flowBotUserSendEmail",
            "flowBotUserSendFacebookUtilityMessageTemplate",
            "flowBotUserSendFacebookUtilityMessageTemplateByUserId",
            "flowBotUserSendMainFlow",
            "flowBotUserSendNode",
            "flowBotUserSendSms",
            "flowBotUserSendSubFlow",
            "flowBotUserSendSubFlowByFlowName",
            "flowBotUserSendSubFlowByUserId",
            "flowBotUserSendText",
            "flowBotUserSendWhatsappTemplate",
            "flowBotUserSendWhatsappTemplateByUserId",
        ),
        _REACHES,
    ),
    **dict.fromkeys(
        (
            "flowSetAudioTranscription",
            "flowSetDefaultStartFlow",
            "flowSetWebChatWidgetDefaultStartFlow",
        ),
        _UNTOLD,
    ),
    **dict.fromkeys(
        (
            "OpenAiEmbeddingUpdate",
            "flowBotUserAddTagByName",
            "flowBotUserAddTagsByName",
            "flowBotUserClearUserFieldByName",
            "flowBotUserClearUserFieldsByName",
            "flowBotUserRemoveTagByName",
            "flowBotUserRemoveTagsByName",
            "flowBotUserSetUserFieldByName",
            "flowBotUserSetUserFieldsByName",
            "flowUpdateBotFieldByName",
            "flowUpdateBotFieldsByName",
            "teamUpdateTicketListItem",
            "updateAinventedData",
            "updateCaludeAiData",
            "updateDropiData",
            "updateMetaConversionsApiData",
            "updateMiniAppApiKey",
            "updateOpenAiData",
            "updateS3StorageData",
            "updateShopifyData",
            "updateWoocommerceData",
            "updateXAiData",
            "userChangePassword",
            "workspaceSettingsChannelsUpdate",
            "workspaceSettingsLiveChatSidebarUpdate",
        ),
        _API,
    ),
    **dict.fromkeys(
        (
            "MarkAnnouncementAsRead",
            "MarkNotificationAsRead",
            "SyncFacebookUtilityMessageTemplates",
            "SyncWhatsappTemplates",
        ),
        _STARTS,
    ),
}
"""By operation id: why a write is sent without a look at what is there."""


def edit_of(call: Call, says: str, subject: str, seen: Any, names: Mapping[str, str]) -> Edit:
    """The edit that a call is to something which the person has seen; see `changing`."""
    target = TARGETS[call.operation_id]
    changes = tuple(
        _change(path, names.get(path) or target.name(path), target.has(seen, path), value)
        for path, value in target.sets(call, seen).items()
        if not target.same(path, target.has(seen, path), value)
    )
    inverse, lost = way_back(target, call, changes, seen)
    return Edit(
        call,
        says,
        subject,
        changes=changes,
        inverse=inverse,
        lost=lost,
        touches=target.touches(call, changes),
        answers=target.answers(call, changes),
    )


def _change(path: str, name: str, before: Any, after: Any) -> Change:
    secret = is_secret(name) or is_credential(name, before) or is_credential(name, after)
    return Change(path, name, before, after, secret)


def way_back(
    target: Target, call: Call, changes: Sequence[Change], row: Any
) -> tuple[Call | None, tuple[str, ...]]:
    """The call that sets changes back, and what of them it doesn't, by name.

    Args:
        target: what the call changes.
        call: the write.
        changes: what it changes.
        row: the row before it.
    """
    kept: dict[str, Any] = {}
    back: Call | None = None
    lost: list[str] = []
    for each in changes:
        try:
            back = target.setting(call, {**kept, each.path: each.before}, row)
        except NoWay:
            lost.append(each.name)
        else:
            kept[each.path] = each.before
    return back, tuple(lost)


def without_secrets(edit: Edit) -> tuple[Call, Call | None]:
    """The call of an edit and its inverse as they may be kept on disk: no credential is in them.

    What sets a credential back can't be kept, so the inverse leaves it out; there is none where nothing is left.
    """
    call, back = redacted(edit.call), edit.inverse
    target = TARGETS.get(edit.call.operation_id)
    secret = {each.path for each in edit.changes if each.secret}
    if target is not None and secret:
        shown = {each.path: MASK if each.path in secret else each.after for each in edit.changes}
        call = target.setting(edit.call, shown, None)
        kept = {each.path: each.before for each in edit.changes if each.path not in secret}
        back = target.setting(edit.inverse, kept, None) if edit.inverse is not None and kept else None
    return call, None if back is None or redacted(back) != back else back


def changes_between(call: Call, inverse: Call) -> tuple[Change, ...]:
    """What a write changed, as far as it and the write that sets it back tell."""
    target, back = TARGETS.get(call.operation_id), TARGETS.get(inverse.operation_id)
    if target is None or target is not back:
        return ()
    before, after = target.sets(inverse), target.sets(call)
    return tuple(
        _change(path, target.name(path), before[path], after[path])
        for path in after
        if path in before and not target.same(path, before[path], after[path])
    )


def touched_by(call: Call) -> tuple[Touch, ...]:
    """The cached rows that a call changes, as far as the call itself tells; nothing is read again for it."""
    target = TARGETS.get(call.operation_id)
    if target is None:
        person = call.json.get("user_ns") if isinstance(call.json, dict) else None
        return (Touch(SUBSCRIBER, person),) if isinstance(person, str) and person else ()
    try:
        changes = [Change(path, target.name(path), None, value) for path, value in target.sets(call).items()]
        return tuple(replace(each, reread=None) for each in target.touches(call, changes))
    except (AttributeError, KeyError, TypeError, ValueError):
        return ()  # a body that the contract allows and nobody can make sense of


def kind_called(name: str) -> RowKind[Any] | None:
    """The kind of that name among those that edits are about; None for no such."""
    kinds = (*(each.kind for each in TARGETS.values()), *(each.kind for each in CREATIONS.values()))
    return next((kind for kind in kinds if kind is not None and kind.name == name), None)
