# SPDX-License-Identifier: MIT
"""How conversations come in besides the channel: webhooks, widgets; and what was installed from templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from flotui.api.catalogue import Risk
from flotui.repositories.flows import MAIN, TEMPLATE_INSTALL, WEBHOOK, WIDGET, set_web_start_flow
from flotui.resources.ask import Choice, Confirm, Picker
from flotui.resources.base import Action, Column, Context, Resource
from flotui.resources.choosing import told_apart
from flotui.resources.copying import copy_action
from flotui.resources.crud import confirm_edit
from flotui.resources.flows.common import about, offers
from flotui.resources.format import id_column
from flotui.resources.reading import read_all
from flotui.resources.text import Text, dim, state_text
from flotui.text import moments
from flotui.text.safe import ELLIPSIS

if TYPE_CHECKING:
    from flotui.api.models.flow import TemplateInstall, Webhook, Widget


class Starts(Protocol):
    """A row that starts a sub-flow."""

    @property
    def sub_flow_ns(self) -> str:
        """The sub-flow's id; empty where there is none."""


_STATUSES = {"0": "off", "1": "active"}
"""What the host's numbers mean."""


def _status(status: str) -> Text:
    return state_text(_STATUSES.get(status, status))


async def _sub_flow(context: Context[Starts]) -> None:
    """Go to the sub-flow that a row starts."""
    context.ask.go("sub-flows", row_id=context.row.sub_flow_ns)


def _started(row: Webhook | Widget) -> Text:
    """What the sub-flow is called that a row starts; its id while no list told the name."""
    return row.called.get("sub_flow_ns") or dim(row.sub_flow_ns or "–")


def _to_sub_flow(resource: str) -> Action[Starts]:
    return Action(
        f"{resource}.sub-flow",
        "Show the sub-flow it starts",
        "o",
        _sub_flow,
        hint="sub-flow",
        unless=lambda context: None if context.row.sub_flow_ns else "It names no sub-flow.",
        leads=True,
        asks=False,
    )


async def _web_start(context: Context[object]) -> None:
    flows = await read_all(context.workspace.flows.sub_flows())
    choices = [Choice(MAIN, "Main flow", "the default start flow")]
    choices += told_apart(Choice(flow.sub_flow_ns, flow.name) for flow in flows)
    chosen = await context.ask.pick(Picker("Begin the web chat with which flow?", choices))
    name = "the main flow" if chosen.id == MAIN else chosen.label

    lines: tuple[Text, ...] = (
        f"Conversations from the web chat will begin with {name}.",
        "The current start flow is unknown, so this can't be undone.",
    )
    question = Confirm("Start flow of the web chat", lines, verb="Set")
    edit = set_web_start_flow(chosen.id, name)
    await confirm_edit(context, question, edit, f"Conversations from the web chat begin with {name}.")


_STATUS: Column[Webhook | Widget] = Column("status", "Status", lambda row: _status(row.status), width=8)
"""Whether something is on, in lists and details."""

_SHORT, _END = 40, 14
"""So long an address is shown in a list as it is, and so much of the end of a longer one."""


def _address(url: str) -> str:
    """An address for a list: without its scheme, and without the middle of what is long, which all have alike."""
    named = url.partition("://")[2] or url
    host, slash, path = named.partition("/")
    if len(named) <= _SHORT or not slash or len(path) <= _END:
        return named
    return f"{host}/{ELLIPSIS}{path[-_END:]}"


WEBHOOKS: Resource[Webhook] = Resource(
    id="webhooks",
    title="Webhooks",
    kind=WEBHOOK,
    singular="inbound webhook",
    aliases=("wh", "inbound-webhooks"),
    columns=(
        Column("name", "Name", lambda row: row.name, width=16, flex=1),
        _STATUS,
        Column("starts", "Starts", _started, width=14, flex=1, priority=1),
        Column("url", "Address", lambda row: dim(_address(row.url)), width=20, flex=2, priority=1),
    ),
    tabs=(
        about(
            "Inbound webhook",
            ("name", "name"),
            _STATUS,
            ("url", "address"),
            ("sub_flow_ns", "starts"),
            ("hook_uid", "id"),
        ),
    ),
    actions=(
        _to_sub_flow("webhooks"),
        copy_action("webhooks", offers(("address", "url"), ("name", "name"), ("id", "hook_uid"))),
    ),
    empty="No inbound webhooks. They are created in the dashboard: the API can't create them.",
)

WIDGETS: Resource[Widget] = Resource(
    id="widgets",
    title="Widgets",
    kind=WIDGET,
    singular="chat widget",
    aliases=("wi", "chat-buttons"),
    columns=(
        Column("name", "Name", lambda row: row.name, width=16, flex=1),
        _STATUS,
        Column("starts", "Starts", _started, width=14, flex=1),
        Column("code", "Code", lambda row: row.widget_code, width=10, priority=1),
        id_column(lambda row: row.widget_ns, priority=2),
    ),
    tabs=(
        about(
            "Chat widget",
            ("name", "name"),
            _STATUS,
            ("widget_code", "code"),
            ("js_url", "script"),
            ("sub_flow_ns", "starts"),
            ("widget_ns", "id"),
        ),
    ),
    actions=(
        _to_sub_flow("widgets"),
        Action(
            "widgets.start",
            "Choose the start flow of the web chat",
            "m",
            _web_start,
            hint="web start flow",
            risk=Risk.WRITE,
            needs="nothing",
            operations=("flowSetWebChatWidgetDefaultStartFlow",),
        ),
        copy_action("widgets", offers(("script", "js_url"), ("code", "widget_code"), ("id", "widget_ns"))),
    ),
    empty="No chat widgets. They are created in the dashboard: the API can't create them.",
)

TEMPLATES: Resource[TemplateInstall] = Resource(
    id="template-installs",
    title="Installed templates",
    kind=TEMPLATE_INSTALL,
    aliases=("templates", "installs"),
    columns=(
        Column("template", "Template", lambda row: row.template_ns, width=16, flex=1),
        Column("version", "Version", lambda row: row.version, width=8),
        Column(
            "updated",
            "Updated",
            lambda row: dim(moments.host_time(row.updated_at)),
            width=12,
            align="right",
            zoned=True,
            priority=1,
            at=lambda row: row.updated_at,
        ),
        Column(
            "gone",
            "Uninstalled",
            lambda row: moments.host_time(row.uninstalled_at) if row.uninstalled_at else dim("no"),
            width=12,
            align="right",
            zoned=True,
            priority=2,
            at=lambda row: row.uninstalled_at,
        ),
    ),
    label=lambda row: row.template_ns,
    tabs=(
        about(
            "Installed template",
            ("template_ns", "template"),
            ("version", "version"),
            ("scope", "scope"),
            ("auto_update", "updates itself"),
            ("created_at", "installed"),
            ("updated_at", "updated"),
            ("uninstalled_at", "uninstalled"),
            ("id", "id"),
        ),
    ),
    actions=(copy_action("template-installs", offers(("template", "template_ns"), ("id", "id"))),),
    empty="No templates were installed in this bot.",
)
