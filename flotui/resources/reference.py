# SPDX-License-Identifier: MIT
"""Which operation is reached from where: read out of the registry, for the documents and for the test.

It is no part of the running program.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from flotui.api.catalogue import Operation, catalogue
from flotui.repositories.things import PANELLESS
from flotui.resources import registry
from flotui.resources.base import Action, Resource

WITHOUT_PANEL = (*PANELLESS, "Facebook Utility Message Template", "Mini-App", "Whatsapp Template")
"""The contract's groups of which no panel reaches every operation. Of the others one does, but for `UNREACHED`."""

SINGLE = (
    "UserInfo",
    "workspaceInfo",
    "workspaceBots",
    "workspaceMembers",
    "teamBotUsers",
    "AnalyticsFlowSummary",
    "AnalyticsFlowAgentSummary",
)
"""The operations of those groups that a panel reaches."""

_BY_NAME = "a twin by name: panels act on the row in view by its id, which can't mean another by now"
_ONE_BY_ONE = "the chat tab reads the whole chat, so no message is asked for by its id"
_BY_USER_ID = "a twin by the channel's id: panels have the subscriber's own id"

UNREACHED = {
    "flowDeleteTagByName": _BY_NAME,
    "flowDeleteUserFieldByName": _BY_NAME,
    "flowDeleteBotFieldByName": _BY_NAME,
    "flowUpdateBotFieldByName": _BY_NAME,
    "flowUpdateBotFieldsByName": _BY_NAME,
    "teamDeleteLabelByName": _BY_NAME,
    "flowBotUserAddTagByName": _BY_NAME,
    "flowBotUserAddTagsByName": _BY_NAME,
    "flowBotUserRemoveTagByName": _BY_NAME,
    "flowBotUserRemoveTagsByName": _BY_NAME,
    "flowBotUserSetUserFieldByName": _BY_NAME,
    "flowBotUserSetUserFieldsByName": _BY_NAME,
    "flowBotUserClearUserFieldByName": _BY_NAME,
    "flowBotUserClearUserFieldsByName": _BY_NAME,
    "flowBotUserSendSubFlowByFlowName": _BY_NAME,
    "flowBotUserChatMessagesByMids": _ONE_BY_ONE,
    "flowBotUserBroadcastByUserId": _BY_USER_ID,
    "flowBotUserSendSubFlowByUserId": _BY_USER_ID,
    "flowBotUserSendWhatsappTemplateByUserId": _BY_USER_ID,
    "flowBotUserSendFacebookUtilityMessageTemplateByUserId": _BY_USER_ID,
}
"""The operations of the other groups that make no sense in a panel, and why. The API area reaches them too."""


class Way(NamedTuple):
    """One way in which a person reaches an operation."""

    area: str
    """The area's title."""
    place: str
    """The resource, and the tab of its detail: `Subscribers, Chat`."""
    key: str
    """The key that does it; empty for what is read by looking."""
    title: str
    """What it does; empty for what is read by looking."""


def ways() -> dict[str, list[Way]]:
    """Every operation that some resource or action names, and how each is reached.

    The API area is left out: there everything is reached.
    """
    found: dict[str, list[Way]] = defaultdict(list)
    for area in registry.AREAS:
        if area.id == "api":
            continue
        for resource in registry.in_area(area.id):
            for table in registry.tables(resource):
                place = resource.title if table is resource else f"{resource.title}, {table.title}"
                for operation in table.operations:
                    found[operation].append(Way(area.title, place, "", ""))
                for action in table.actions:
                    for operation in action.operations:
                        found[operation].append(Way(area.title, place, first_key(action), action.title))
    return found


def first_key(action: Action[object]) -> str:
    """The key that is shown for an action, as Textual names it."""
    return action.key.split(",")[0].strip()


def expected() -> tuple[Operation, ...]:
    """The operations that a panel must reach."""
    return tuple(
        each
        for each in catalogue().operations
        if (each.group not in WITHOUT_PANEL or each.id in SINGLE) and each.id not in UNREACHED
    )


def places() -> list[tuple[str, Resource[object]]]:
    """Every table with its place in words, area by area."""
    return [
        (resource.title if table is resource else f"{resource.title}, {table.title}", table)
        for resource in registry.resources()
        for table in registry.tables(resource)
    ]
