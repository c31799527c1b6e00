# SPDX-License-Identifier: MIT
"""What can be done to subscribers, as declarations. What each does is loaded when it is first done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flotui.api.catalogue import Risk
from flotui.api.models.subscriber import Subscriber
from flotui.resources.base import Action, later
from flotui.resources.keys import key_of

if TYPE_CHECKING:
    from flotui.resources.base import Context

_HERE = "flotui.resources.subscribers"

_SET = (
    "flowBotUserSetUserField",
    "flowBotUserSetUserFields",
    "flowBotUserClearUserField",
    "flowBotUserClearUserFields",
)
_TAG = (
    "flowBotUserAddTag",
    "flowBotUserAddTags",
    "flowBotUserRemoveTag",
    "flowBotUserRemoveTags",
)
_CONSENT = (
    "flowBotUserOptInEmail",
    "flowBotUserOptOutEmail",
    "flowBotUserOptInSms",
    "flowBotUserOptOutSms",
    "flowBotUserSubscribeToBot",
    "flowBotUserUnsubscribeFromBot",
)


def _in_detail(context: Context[object]) -> str | None:
    return None if isinstance(context.owner, Subscriber) else "Open a subscriber first."


def _some_saved(context: Context[object]) -> str | None:
    if context.workspace.memory.filters("subscribers"):
        return None
    return f"No filter is saved yet; {key_of('subscribers.filter')} saves one."


change_tags = Action(
    "subscribers.tags",
    "Change tags",
    "t",
    later(f"{_HERE}.marks:change_tags"),
    hint="tags",
    risk=Risk.WRITE,
    needs="some",
    for_crowds=True,
    operations=(*_TAG, "flowCreateTag"),
)
change_labels = Action(
    "subscribers.labels",
    "Change labels",
    "L",
    later(f"{_HERE}.marks:change_labels"),
    hint_for_several="labels",
    risk=Risk.WRITE,
    needs="some",
    for_crowds=True,
    operations=("flowBotUserAddLabelsByName", "flowBotUserRemoveLabelsByName", "teamLabels"),
)
change_field = Action(
    "subscribers.field",
    "Change a field",
    "f",
    later(f"{_HERE}.values:change_field"),
    hint="field",
    risk=Risk.WRITE,
    needs="some",
    for_crowds=True,
    operations=("flowBotUserSetUserField", "flowBotUserClearUserField"),
)
change_fields = Action(
    "subscribers.fields",
    "Change several fields at once",
    "I",
    later(f"{_HERE}.values:change_fields"),
    risk=Risk.WRITE,
    operations=_SET,
)
send_sub_flow = Action(
    "subscribers.send",
    "Send a sub-flow (s, then its digit)",
    "s,alt+s",
    later(f"{_HERE}.sending:send_sub_flow"),
    hint="send sub-flow",
    risk=Risk.SEND,
    needs="some",
    for_crowds=True,
    operations=("flowBotUserSendSubFlow",),
)
set_and_send = Action(
    "subscribers.set-send",
    "Set fields, then send a sub-flow",
    "x",
    later(f"{_HERE}.values:set_and_send"),
    hint="set & send",
    risk=Risk.SEND,
    operations=(*_SET, "flowBotUserSendSubFlow"),
)
send_message = Action(
    "subscribers.message",
    "Send a message",
    "m",
    later(f"{_HERE}.sending:send_message"),
    hint="message",
    risk=Risk.SEND,
    needs="some",
    for_crowds=True,
    operations=("flowBotUserSendText",),
)
send_template = Action(
    "subscribers.template",
    "Send a WhatsApp template",
    "w,alt+w",
    later(f"{_HERE}.sending:send_template"),
    risk=Risk.SEND,
    needs="some",
    for_crowds=True,
    operations=("flowBotUserSendWhatsappTemplate", "listWhatsappTemplates"),
)
send_other = Action(
    "subscribers.send-other",
    "Send an e-mail, SMS, content, step, the main flow, a template",
    "M",
    later(f"{_HERE}.sending:send_other"),
    hint_for_several="send other",
    risk=Risk.SEND,
    needs="some",
    for_crowds=True,
    operations=(
        "flowBotUserSendEmail",
        "flowBotUserSendSms",
        "flowBotUserSendContent",
        "flowBotUserSendNode",
        "flowBotUserSendMainFlow",
        "flowBotUserSendWhatsappTemplate",
        "flowBotUserSendFacebookUtilityMessageTemplate",
        "listWhatsappTemplates",
        "listFacebookUtilityMessageTemplates",
    ),
)
broadcast = Action(
    "subscribers.broadcast",
    "Broadcast to the marked subscribers",
    "b",
    later(f"{_HERE}.broadcasting:to_marked"),
    risk=Risk.BROADCAST,
    needs="some",
    for_crowds=True,
    operations=(
        "flowBotUserBroadcast",
        "flowBotUserBroadcastWhatsappTemplateByUserId",
        "flowBotUserBroadcastFacebookUtilityMessageTemplateByUserId",
    ),
)
edit_profile = Action(
    "subscribers.edit",
    "Edit the profile",
    "e",
    later(f"{_HERE}.profile:edit_profile"),
    hint="edit",
    risk=Risk.WRITE,
    operations=("flowUpdateBotUser",),
)
create = Action(
    "subscribers.new",
    "Create a subscriber",
    "n",
    later(f"{_HERE}.profile:create"),
    risk=Risk.WRITE,
    needs="nothing",
    operations=("flowCreateBotUser",),
)
delete = Action(
    "subscribers.delete",
    "Delete the subscriber",
    "d,delete",
    later(f"{_HERE}.profile:delete"),
    risk=Risk.DESTRUCTIVE,
    needs="some",
    for_crowds=True,
    operations=("flowDeleteBotUser",),
)
change_consents = Action(
    "subscribers.consent",
    "Opt in or out, subscribe or unsubscribe",
    "O",
    later(f"{_HERE}.profile:change_consents"),
    risk=Risk.WRITE,
    needs="some",
    for_crowds=True,
    operations=_CONSENT,
)
pause = Action(
    "subscribers.pause",
    "Pause or resume the bot",
    "P",
    later(f"{_HERE}.conversation:pause"),
    risk=Risk.WRITE,
    needs="some",
    for_crowds=True,
    operations=("flowBotUserPauseBot", "flowBotUserResumeBot"),
)
move_chat = Action(
    "subscribers.status",
    "Change the chat status",
    "o",
    later(f"{_HERE}.conversation:move_chat"),
    risk=Risk.WRITE,
    needs="some",
    for_crowds=True,
    operations=("flowBotUserMoveChatTo",),
)
assign = Action(
    "subscribers.assign",
    "Assign to an agent or a group, or unassign",
    "a",
    later(f"{_HERE}.conversation:assign"),
    risk=Risk.WRITE,
    needs="some",
    for_crowds=True,
    operations=(
        "flowBotUserAssignAgent",
        "flowBotUserAssignAgentGroup",
        "flowBotUserUnassignAgent",
        "flowAgents",
        "teamAgentGroups",
    ),
)
log_event = Action(
    "subscribers.event",
    "Log a custom event",
    "E",
    later(f"{_HERE}.conversation:log_event"),
    risk=Risk.WRITE,
    operations=("flowBotUserLogCustomEvent", "flowEvents"),
)
filter_dialog = Action(
    "subscribers.filter",
    "Filter by anything, saved filters",
    "F",
    later(f"{_HERE}.filters:open_filter"),
    hint="filters",
    needs="nothing",
    operations=("flowBotUsers",),
)
count_by = Action(
    "subscribers.count",
    "Count by tag, channel, field …",
    "",
    later(f"{_HERE}.tallying:count_by"),
    needs="nothing",
    worded=f"{_HERE}.tallying:count_by_word",
)
forget_filter = Action(
    "subscribers.forget-filter",
    "Forget a saved filter",
    "",
    later(f"{_HERE}.filters:forget_filter"),
    needs="nothing",
    unless=_some_saved,
)
import_people = Action(
    "subscribers.import",
    "Subscribers from a CSV file",
    "i",
    later(f"{_HERE}.import_dialog:import_people"),
    risk=Risk.WRITE,
    needs="nothing",
    operations=(
        "flowBotUsers",
        "flowUpdateBotUser",
        "flowCreateBotUser",
        "flowCreateManyBotUsers",
        "flowBotUserAddLabelsByName",
        "flowBotUserRemoveLabelsByName",
        *_TAG,
        *_CONSENT,
        *_SET,
    ),
)
compare = Action(
    "subscribers.compare",
    "Save an audience, or compare it: who came, who went",
    "",
    later(f"{_HERE}.comparing:compare_audiences"),
    needs="nothing",
)
duplicates = Action(
    "subscribers.duplicates",
    "Find duplicates: the same phone or e-mail",
    "",
    later(f"{_HERE}.comparing:find_duplicates"),
    needs="nothing",
)
gone = Action(
    "subscribers.gone",
    "Find who is gone: in the copy, no longer on the host",
    "",
    later(f"{_HERE}.comparing:find_gone"),
    needs="nothing",
)
unused = Action(
    "subscribers.unused",
    "Find unused tags and user fields: nobody has them",
    "",
    later("flotui.resources.flows.unused:both"),
    needs="nothing",
)
export_person = Action(
    "subscribers.export-person",
    "Export person: everything there is of one, in a folder",
    "",
    later(f"{_HERE}.person_file:export_person"),
    operations=(
        "flowBotUserInfo",
        "flowBotUserChatMessages",
        "Orders",
        "flowBotUserCart",
        "flowConversationsData",
        "flowAgentActivityLogData",
        "flowErrorLogData",
        "flowEventsData",
    ),
)

# -- In the detail's tables -------------------------------------------------------------------------

remove_tag = Action(
    "subscriber-tags.remove",
    "Remove the tag",
    "d,delete",
    later(f"{_HERE}.marks:remove_tag"),
    hint="remove",
    risk=Risk.WRITE,
    needs="some",
    unless=_in_detail,
    operations=("flowBotUserRemoveTag", "flowBotUserRemoveTags"),
)
edit_field = Action(
    "subscriber-fields.edit",
    "Edit the value, or those of the marked fields",
    "e",
    later(f"{_HERE}.values:edit_fields"),
    hint="edit",
    risk=Risk.WRITE,
    needs="some",
    operations=_SET,
)
clear_field = Action(
    "subscriber-fields.clear",
    "Clear the value",
    "d,delete",
    later(f"{_HERE}.values:clear_fields"),
    hint="clear",
    risk=Risk.WRITE,
    needs="some",
    operations=("flowBotUserClearUserField", "flowBotUserClearUserFields"),
)
set_field_and_send = Action(
    "subscriber-fields.set-send",
    "Set this field or the marked ones, then send a sub-flow",
    "x",
    later(f"{_HERE}.values:set_and_send"),
    hint="set & send",
    risk=Risk.SEND,
    needs="some",
    unless=_in_detail,
    operations=(*_SET, "flowBotUserSendSubFlow"),
)
read_field = Action(
    "subscriber-fields.read",
    "Read the full value",
    "v",
    later(f"{_HERE}.values:read_field"),
    hint="full value",
)
read_message = Action(
    "subscriber-chat.read",
    "Read the full message",
    "v",
    later(f"{_HERE}.chat:read_message"),
    hint="full message",
)
save_chat = Action(
    "subscriber-chat.save",
    "Save the chat to a file",
    "D",
    later(f"{_HERE}.transcript:save"),
    needs="nothing",
)
log_this_event = Action(
    "subscriber-events.log",
    "Log this event",
    "n,E",
    later(f"{_HERE}.conversation:log_event"),
    hint="log",
    risk=Risk.WRITE,
    unless=_in_detail,
    operations=("flowBotUserLogCustomEvent",),
)
read_events = Action(
    "subscriber-events.read",
    "Read their records of this event",
    "v",
    later(f"{_HERE}.conversation:read_events"),
    hint="their records",
    unless=_in_detail,
    operations=("flowEventsData",),
)
