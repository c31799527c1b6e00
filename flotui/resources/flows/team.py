# SPDX-License-Identifier: MIT
"""The workspace around the bot: its people, its labels, its other bots and all their subscribers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.repositories.team import AGENT, BOT, LABEL, TEAM_SUBSCRIBER, bot_of
from flotui.resources.base import Action, Column, Context, Query, Resource, Tab
from flotui.resources.copying import copy_action
from flotui.resources.crud import NAME, count, create, delete, jump, losing
from flotui.resources.flows.common import about, offers
from flotui.resources.format import age_column, id_column
from flotui.resources.knowing import COUNTED, TODAY, knowing, labels_today, people
from flotui.resources.searching import by_name
from flotui.resources.text import Span, Text, dim, plain, words
from flotui.text.channels import channel
from flotui.text.phones import shown
from flotui.workspace.events import Journaled, Worked

if TYPE_CHECKING:
    from flotui.api.models.subscriber import Subscriber
    from flotui.api.models.team import Agent, TeamLabel, WorkspaceBot
    from flotui.workspace import Workspace


def online(row: Agent) -> Text:
    """Whether an agent is online, as a word with a mark."""
    if row.is_online is None:
        return dim("–")
    return (Span("● online", "good"),) if row.is_online else dim("○ offline")


_STATE: Column[Agent] = Column("online", "State", online, width=9)
"""Whether an agent is online, in lists and details."""


def _agent_columns() -> tuple[Column[Agent], ...]:
    return (
        Column("name", "Name", lambda row: row.name, width=16, flex=1),
        _STATE,
        Column("role", "Role", lambda row: row.role, width=8, priority=1),
        Column("email", "E-mail", lambda row: dim(row.email), width=18, flex=1, priority=2),
        id_column(lambda row: row.id, priority=3),
    )


def _agent_tab(title: str) -> Tab[Agent]:
    return about(
        title,
        ("name", "name"),
        _STATE,
        ("role", "role"),
        ("email", "e-mail"),
        ("id", "id"),
        ("image", "picture"),
    )


def _their_log(resource: str) -> Action[Agent]:
    """What an agent did lately."""
    return jump(
        resource,
        AGENT,
        to="agent-activity",
        operation="flowAgentActivityLogData",
        verb="activity",
        title="Show what they did",
        hint="activity",
        noun="",
    )


_PERSON = offers(("name", "name"), ("e-mail", "email"), ("id", "id"))

AGENTS: Resource[Agent] = Resource(
    id="agents",
    title="Agents",
    kind=AGENT,
    aliases=("ag",),
    columns=_agent_columns(),
    tabs=(_agent_tab("Agent"),),
    actions=(_their_log("agents"), copy_action("agents", _PERSON)),
    empty="No agents work on this bot.",
    follow=30.0,
)

MEMBERS: Resource[Agent] = Resource(
    id="members",
    title="Members",
    singular="member",
    aliases=("team", "team-members"),
    read=lambda workspace, query: workspace.team.members(force=query.force),
    columns=_agent_columns(),
    label=lambda row: row.name,
    tabs=(_agent_tab("Member"),),
    actions=(_their_log("members"), copy_action("members", _PERSON)),
    empty="The workspace has no members.",
    operations=("workspaceMembers",),
)


LABELS: Resource[TeamLabel] = Resource(
    id="labels",
    title="Labels",
    kind=LABEL,
    aliases=("label",),
    read=knowing(LABEL, people, labels_today),
    made_by=(Journaled, Worked),
    columns=(
        Column("name", "Name", lambda row: words([row.name]), width=20, flex=1),
        *COUNTED,
        TODAY,
        id_column(lambda row: row.id, priority=4),
    ),
    searched=lambda row: row.name,
    tabs=(about("Label", ("name", "name"), ("id", "id"), columns=(*COUNTED, TODAY), counts="labels.count"),),
    actions=(
        count("labels", LABEL, "label_id"),
        jump("labels", LABEL, "label_id"),
        create("labels", LABEL, (replace(NAME, help="The API can't rename a label later."),)),
        delete(
            "labels",
            LABEL,
            warn=losing(
                LABEL,
                "It belongs to the workspace: other bots lose it too.",
                parameter="label_id",
                among=" of this bot",
            ),
        ),
        copy_action("labels", offers(("name", "name"), ("id", "id"))),
    ),
)


BOTS: Resource[WorkspaceBot] = Resource(
    id="bots",
    title="Workspace bots",
    kind=BOT,
    aliases=("team-flows",),
    columns=(
        Column("name", "Name", lambda row: row.name, width=18, flex=1),
        Column("type", "Channel", lambda row: channel(row.type), width=9),
        Column("label", "Label", lambda row: row.linked_label or dim("–"), width=12, priority=1),
        id_column(lambda row: row.flow_ns, priority=2),
    ),
    tabs=(
        about("Bot", ("name", "name"), ("flow_ns", "id"), ("channel", "channel"), ("linked_label", "label")),
    ),
    actions=(
        jump(
            "bots",
            BOT,
            to="summary",
            operation="AnalyticsFlowSummary",
            title="Show its summary",
            noun="",
        ),
        copy_action("bots", offers(("id", "flow_ns"), ("name", "name"))),
    ),
    empty="The workspace has no bots.",
)


async def _search_people(workspace: Workspace, text: str) -> Query:
    """What the host is asked: by phone for digits, by e-mail for an @, by name for the rest."""
    compact = text.translate(str.maketrans("", "", " -().+"))
    if compact.isdigit() and len(compact) > 4:
        return Query(arguments={"phone": f"+{compact}" if text.startswith("+") else compact}, summary=text)
    if "@" in text:
        return Query(arguments={"email": text}, summary=text, words=tuple(text.split()))

    return await by_name(workspace, TEAM_SUBSCRIBER.name, text.split(), "name", text)


async def _open_person(context: Context[Subscriber]) -> None:
    row = context.row
    query = Query(arguments={"user_ns": row.user_ns}, summary=row.title)
    context.ask.go("subscribers", query, row.user_ns)


def _bot(row: Subscriber) -> Text:
    """The bot whose subscriber it is: its name, or its id where no list told the name."""
    return row.called.get("bot") or dim(bot_of(row.user_ns))


def _elsewhere(context: Context[Subscriber]) -> str | None:
    """Why a subscriber can't be shown: a token opens one bot only."""
    bot, own = bot_of(context.row.user_ns), context.workspace.prefix
    if own and bot != own:
        return f"{context.row.title} belongs to the bot {plain(_bot(context.row))}. Open that bot's profile with B."
    return None


PEOPLE: Resource[Subscriber] = Resource(
    id="team-people",
    title="Workspace subscribers",
    kind=TEAM_SUBSCRIBER,
    singular="subscriber of the workspace",
    aliases=("team-bot-users", "everybody"),
    columns=(
        Column("name", "Name", lambda row: row.title, width=14, flex=2),
        Column("phone", "Phone", lambda row: shown(row.phone) if row.phone else dim("–"), width=14),
        Column("bot", "Bot", _bot, width=12, flex=1, priority=1),
        Column("email", "E-mail", lambda row: dim(row.email), width=16, flex=1, priority=2),
        age_column("seen", "Seen", lambda row: row.seen, priority=1),
    ),
    searched=lambda row: row.title,
    search=_search_people,
    hint="a name, a phone or an e-mail address, in any bot of the workspace",
    tabs=(
        about(
            "Subscriber",
            ("title", "name"),
            ("user_ns", "id"),
            Column("bot", "Bot", _bot, width=12),
            ("phone", "phone"),
            ("email", "e-mail"),
            ("channel", "channel"),
            ("last_interaction", "last wrote"),
        ),
    ),
    actions=(
        Action(
            "team-people.subscriber",
            "Show the subscriber",
            "o",
            _open_person,
            hint="subscriber",
            unless=_elsewhere,
            operations=("flowBotUserInfo",),
            leads=True,
            asks=False,
        ),
        copy_action("team-people", offers(("id", "user_ns"), ("phone", "phone"), ("e-mail", "email"))),
    ),
    empty="The workspace's bots have no subscribers.",
)
