# SPDX-License-Identifier: MIT
"""What is done with those who wait, besides answering them. Keys with alt work while a reply is typed as well."""

from __future__ import annotations

from flotui.api.catalogue import Risk
from flotui.resources.base import Action, later

_HERE = "flotui.resources.inbox.handling"

done = Action(
    "waiting.done",
    "Move the chat to done",
    "o,alt+o",
    later(f"{_HERE}:done"),
    hint="done",
    risk=Risk.WRITE,
    needs="some",
    operations=("flowBotUserMoveChatTo",),
)
take = Action(
    "waiting.take",
    "Assign to me",
    "T,alt+t",
    later(f"{_HERE}:take"),
    hint="assign to me",
    risk=Risk.WRITE,
    needs="some",
    operations=("flowBotUserAssignAgent", "UserInfo"),
)
status = Action(
    "waiting.status",
    "Change the chat status",
    "O",
    later("flotui.resources.subscribers.conversation:move_chat"),
    risk=Risk.WRITE,
    needs="some",
    operations=("flowBotUserMoveChatTo",),
)
look = Action(
    "waiting.look",
    "Read the chats of all who may wait, a call each",
    "c",
    later(f"{_HERE}:look"),
    hint="read all chats",
    needs="nothing",
    operations=("flowBotUserChatMessages",),
)
