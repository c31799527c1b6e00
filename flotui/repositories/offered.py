# SPDX-License-Identifier: MIT
"""Things that no panel shows. The API area offers them where an argument names one."""

from __future__ import annotations

from typing import ClassVar

from flotui.api.models.base import Model
from flotui.repositories.kinds import Kind, Owner


class TicketList(Model):
    """A list of tickets of the workspace."""

    id: str = ""
    name: str = ""


class Ticket(Model):
    """A ticket of a list."""

    id: str = ""
    title: str = ""
    list_id: str = ""


class FlowTemplate(Model):
    """A template that bots are made from."""

    ID: ClassVar[str] = "template_ns"
    template_ns: str = ""
    name: str = ""


class MiniApp(Model):
    """An app that is installed in the workspace."""

    id: str = ""
    title: str = ""


class Embedding(Model):
    """A text that the AI finds by what it is about."""

    id: str = ""
    heading: str = ""


TICKET_LIST = Kind("ticket list", TicketList, list="teamTicketLists", by="listId", many=True)
TICKET = Kind(
    "ticket",
    Ticket,
    list="teamTicketListItems",
    by="listItemId",
    arguments=("list_item_id",),
    under=Owner(TICKET_LIST, "listId", "list_id"),
)
FLOW_TEMPLATE = Kind("template", FlowTemplate, list="Templates", by="templateNs", many=True)
MINI_APP = Kind("mini app", MiniApp, list="listInstalledMiniApps", arguments=("app_id",), many=True)
EMBEDDING = Kind("embedding", Embedding, list="OpenAiEmbeddingList", by="id", many=True)
