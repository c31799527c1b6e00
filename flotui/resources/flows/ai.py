"""AI agents and tasks: which model each runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flotui.api.catalogue import Risk
from flotui.resources.ask import Choice, Field, Form, bound
from flotui.resources.base import Action, Column, Context, Resource
from flotui.resources.copying import copy_action
from flotui.resources.flows.common import SCOPE, about, offers
from flotui.resources.keys import undo_key
from flotui.resources.telling import done, unchanged
from flotui.resources.text import dim

if TYPE_CHECKING:
    from flotui.api.models.flow import AiAgent, AiTask


async def _set_model(context: Context) -> None:
    from flotui.api.models.flow import AiAgent
    from flotui.repositories.ai import AGENT_PROVIDERS, PROVIDERS, set_model, set_model_operation

    row: AiAgent | AiTask = context.row
    providers = AGENT_PROVIDERS if isinstance(row, AiAgent) else PROVIDERS

    async def submit(answer: dict[str, str]) -> None:
        if unchanged(context, answer, row.name):
            return
        await context.workspace.apply(set_model(row, answer))
        done(context, f"{row.name} runs on {_runs_on(row, answer)}. {undo_key()} sets it back.")

    fields = (
        provider_field(providers, row.ai_provider),
        model_field(row.ai_model),
        Field("max_tokens", "Token limit", "integer", row.max_tokens, required=bool(row.max_tokens)),
    )
    form = Form(f"The model of {row.name}", bound(set_model_operation(row), fields), edits=True)
    await context.ask.form(form, submit)


def _runs_on(row: AiAgent | AiTask, answer: dict[str, str]) -> str:
    new = {"ai_provider": row.ai_provider, "ai_model": row.ai_model, **answer}
    limit = f", {new['max_tokens']} tokens at most" if "max_tokens" in new else ""
    return f"{new['ai_provider']} {new['ai_model']}".strip() + limit


def model_field(now: str) -> Field:
    """The form field in which a model is typed.

    Args:
        now: the one it is now.
    """
    return Field("ai_model", "Model", value=now, required=bool(now), help="As the provider names it.")


def provider_field(providers: tuple[str, ...], now: str) -> Field:
    """The form field in which an AI provider is chosen.

    Args:
        providers: the ones there are.
        now: the one it is now; one that the contract doesn't know stays possible.
    """
    known = providers if now in ("", *providers) else (now, *providers)
    choices = [Choice(each, each) for each in known]
    return Field("ai_provider", "Provider", "choice", now, required=True, choices=choices)


def _columns() -> tuple[Column[Any], ...]:
    return (
        Column("name", "Name", lambda row: row.name, width=18, flex=2),
        Column("provider", "Provider", lambda row: row.ai_provider, width=10),
        Column("model", "Model", lambda row: row.ai_model, width=16, flex=1),
        Column("tokens", "Tokens", lambda row: dim(row.max_tokens), width=6, align="right", priority=1),
        Column("id", "Id", lambda row: dim(row.row_id), width=12, priority=2),
    )


def _lines(title: str, row_id: str) -> Any:
    return about(
        title,
        ("name", "name"),
        (row_id, "id"),
        ("ai_provider", "provider"),
        ("ai_model", "model"),
        ("max_tokens", "token limit"),
    )


def _model_action(resource: str, operation: str) -> Action:
    return Action(
        f"{resource}.model",
        "Change provider and model",
        "e",
        _set_model,
        hint="model",
        risk=Risk.WRITE,
        operations=(operation,),
    )


AI_AGENTS: Resource[AiAgent] = Resource(
    id="ai-agents",
    title="AI agents",
    singular="AI agent",
    area="flows",
    aliases=("ai",),
    read=lambda workspace, query: workspace.ai.agents(force=query.force),
    inspect=lambda workspace, row, force=False: workspace.ai.agent(row.ai_agent_ns, force=force),
    columns=_columns(),
    row_id=lambda row: row.row_id,
    label=lambda row: row.name,
    tabs=(_lines("AI agent", "ai_agent_ns"),),
    actions=(
        _model_action("ai-agents", "flowUpdateAiAgentProvider"),
        copy_action("ai-agents", offers(("id", "ai_agent_ns"), ("name", "name"), ("model", "ai_model"))),
    ),
    empty="No AI agents. They are made in the dashboard; the API can't.",
    scope=SCOPE,
    operations=("flowAiAgents", "flowViewAiAgentInfo"),
)

AI_TASKS: Resource[AiTask] = Resource(
    id="ai-tasks",
    title="AI tasks",
    singular="AI task",
    area="flows",
    aliases=("ait",),
    read=lambda workspace, query: workspace.ai.tasks(force=query.force),
    inspect=lambda workspace, row, force=False: workspace.ai.task(row.ai_task_ns, force=force),
    columns=_columns(),
    row_id=lambda row: row.row_id,
    label=lambda row: row.name,
    tabs=(_lines("AI task", "ai_task_ns"),),
    actions=(
        _model_action("ai-tasks", "flowUpdateAiTaskProvider"),
        copy_action("ai-tasks", offers(("id", "ai_task_ns"), ("name", "name"), ("model", "ai_model"))),
    ),
    empty="No AI tasks. They are made in the dashboard; the API can't.",
    scope=SCOPE,
    operations=("flowAiTasks", "flowViewAiTaskInfo"),
)
