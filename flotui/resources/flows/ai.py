# SPDX-License-Identifier: MIT
"""AI agents and tasks: which model each runs on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flotui.api.models.base import Model
from flotui.repositories.ai import AGENT_PROVIDERS, AI_AGENT, AI_TASK, PROVIDERS, HasModel, set_model
from flotui.repositories.kinds import Kind
from flotui.resources.ask import Choice, Field
from flotui.resources.base import Action, Column, Context, Resource, Tab
from flotui.resources.copying import copy_action
from flotui.resources.crud import edit
from flotui.resources.flows.common import about, offers
from flotui.resources.format import id_column
from flotui.resources.text import dim
from flotui.text.amounts import count

if TYPE_CHECKING:
    from flotui.api.models.flow import AiAgent, AiModel, AiTask


def _runs_on(_: Context[object], row: AiAgent | AiTask, values: Mapping[str, str]) -> str:
    limit = f", {values['max_tokens']} tokens at most" if "max_tokens" in values else ""
    return f"{row.name} runs on {chosen_model(row, values)}{limit}."


def chosen_model(row: AiModel, values: Mapping[str, str]) -> str:
    """The provider and the model that something runs on after a change.

    Args:
        row: what it is before.
        values: what is changed, by argument.
    """
    provider = values.get("ai_provider", row.ai_provider)
    return f"{provider} {values.get('ai_model', row.ai_model)}".strip()


def model_field(now: str) -> Field:
    """The form field in which a model is typed.

    Args:
        now: the one it is now.
    """
    return Field("ai_model", "Model", value=now, required=bool(now), help="The provider's own name for it.")


def provider_field(providers: tuple[str, ...], now: str) -> Field:
    """The form field in which an AI provider is chosen.

    Args:
        providers: the ones there are.
        now: the one it is now; one that the contract doesn't know stays possible.
    """
    known = providers if now in ("", *providers) else (now, *providers)
    choices = [Choice(each, each) for each in known]
    return Field("ai_provider", "Provider", "choice", now, required=True, choices=choices)


def _columns() -> tuple[Column[AiAgent | AiTask], ...]:
    return (
        Column("name", "Name", lambda row: row.name, width=18, flex=2),
        Column("provider", "Provider", lambda row: row.ai_provider, width=10),
        Column("model", "Model", lambda row: row.ai_model, width=16, flex=1),
        Column(
            "tokens", "Tokens", lambda row: dim(count(row.max_tokens)), width=6, align="right", priority=1
        ),
        id_column(lambda row: row.row_id, priority=2),
    )


def _lines(title: str, row_id: str) -> Tab[Model]:
    return about(
        title,
        ("name", "name"),
        (row_id, "id"),
        ("ai_provider", "provider"),
        ("ai_model", "model"),
        ("max_tokens", "token limit"),
    )


def _model_action(resource: str, kind: Kind[HasModel], providers: tuple[str, ...]) -> Action[HasModel]:
    def fields(_: Context[object], row: HasModel) -> tuple[Field, ...]:
        limit = Field("max_tokens", "Token limit", "integer", row.max_tokens, required=bool(row.max_tokens))
        return (provider_field(providers, row.ai_provider), model_field(row.ai_model), limit)

    return edit(
        resource,
        kind,
        fields,
        change=lambda _, row, values: set_model(kind, row, values),
        title="Change provider and model",
        verb="model",
        hint="model",
        heading=lambda _, row: f"The model of {row.name}",
        message=_runs_on,
    )


AI_AGENTS: Resource[AiAgent] = Resource(
    id="ai-agents",
    title="AI agents",
    kind=AI_AGENT,
    aliases=("ai",),
    columns=_columns(),
    tabs=(_lines("AI agent", "ai_agent_ns"),),
    actions=(
        _model_action("ai-agents", AI_AGENT, AGENT_PROVIDERS),
        copy_action("ai-agents", offers(("id", "ai_agent_ns"), ("name", "name"), ("model", "ai_model"))),
    ),
    empty="No AI agents. They are created in the dashboard: the API can't create them.",
)

AI_TASKS: Resource[AiTask] = Resource(
    id="ai-tasks",
    title="AI tasks",
    kind=AI_TASK,
    aliases=("ait",),
    columns=_columns(),
    tabs=(_lines("AI task", "ai_task_ns"),),
    actions=(
        _model_action("ai-tasks", AI_TASK, PROVIDERS),
        copy_action("ai-tasks", offers(("id", "ai_task_ns"), ("name", "name"), ("model", "ai_model"))),
    ),
    empty="No AI tasks. They are created in the dashboard: the API can't create them.",
)
