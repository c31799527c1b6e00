"""The bot's AI: agents, tasks, and the models that they run on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from flotui.api.call import Call
from flotui.api.models.flow import AiAgent, AiModel, AiTask
from flotui.repositories.base import Reader
from flotui.repositories.edit import Edit, changing
from flotui.repositories.kinds import Kind
from flotui.repositories.rows import Rows
from flotui.repositories.snapshot import Snapshot

_SEARCHED = ("name", "ai_provider", "ai_model")
AI_AGENT = Kind("AI agent", AiAgent, searched=_SEARCHED)
AI_TASK = Kind("AI task", AiTask, searched=_SEARCHED)

PROVIDERS = ("openai", "deepseek", "xai", "claude", "gemini", "groq", "ainvented")
"""The providers that the contract has."""

AGENT_PROVIDERS = (
    "openai",
    "openai-responses",
    "deepseek",
    "xai",
    "xai-responses",
    "claude",
    "gemini",
    "groq",
    "ainvented",
)
"""Those that an AI agent may run on."""

TRANSCRIPTIONS = (
    "none",
    "whisper-1",
    "gpt-4o-transcribe",
    "gpt-4o-mini-transcribe",
    "whisper-large-v3-turbo",
    "gemini-2.5-flash",
    "gemini-3-flash-preview",
)
"""The models that write voice messages down."""


class Provider(AiModel):
    """The model that the bot uses where none is named."""


class Ai:
    """Reads of the bot's AI."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def agents(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[AiAgent]]]:
        """The AI agents."""
        return self._reader.rows(AI_AGENT, Call.of("flowAiAgents"), force=force)

    def tasks(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[AiTask]]]:
        """The AI tasks."""
        return self._reader.rows(AI_TASK, Call.of("flowAiTasks"), force=force)

    def agent(self, ai_agent_ns: str, *, force: bool = False) -> AsyncIterator[Snapshot[AiAgent | None]]:
        """One AI agent with prompts, functions and whatever else the host tells."""
        call = Call.of("flowViewAiAgentInfo", body={"ai_agent_ns": ai_agent_ns})
        return self._reader.row(AI_AGENT, call, ai_agent_ns, force=force)

    def task(self, ai_task_ns: str, *, force: bool = False) -> AsyncIterator[Snapshot[AiTask | None]]:
        """One AI task with whatever the host tells."""
        call = Call.of("flowViewAiTaskInfo", body={"ai_task_ns": ai_task_ns})
        return self._reader.row(AI_TASK, call, ai_task_ns, force=force)

    def provider(self, *, force: bool = False) -> AsyncIterator[Snapshot[Provider | None]]:
        """The model that the bot uses where none is named."""
        return self._reader.object(Call.of("flowGetDefaultAiProvider"), Provider.read, force=force)


def set_model(row: AiAgent | AiTask, provider: str, model: str, max_tokens: str) -> Edit:
    """Give an AI agent or task another model; the inverse gives it the old one.

    Args:
        row: the agent or task.
        provider: the provider; empty leaves it.
        model: the model's name; empty leaves it.
        max_tokens: the most tokens of an answer, as text; empty leaves it.
    """
    kind = AI_AGENT if isinstance(row, AiAgent) else AI_TASK
    says = f"Run {kind.name} {row.name} on {provider} {model}".rstrip()
    return changing(_set_model(row, _body(provider, model, max_tokens)), says, row.row_id, row.raw)


def _set_model(row: AiAgent | AiTask, body: dict[str, Any]) -> Call:
    if isinstance(row, AiAgent):
        return Call.of("flowUpdateAiAgentProvider", body={"ai_agent_ns": row.ai_agent_ns, **body})
    return Call.of("flowUpdateAiTaskProvider", body={"ai_task_ns": row.ai_task_ns, **body})


def _body(provider: str, model: str, max_tokens: str) -> dict[str, Any]:
    body: dict[str, Any] = (
        {"ai_provider": provider, "ai_model": model} if model else {"ai_provider": provider}
    )
    if max_tokens.isdigit():
        body["max_tokens"] = int(max_tokens)
    return {key: value for key, value in body.items() if value}


def set_provider(before: Provider, provider: str, model: str) -> Edit:
    """Choose the model that the bot uses where none is named; the inverse chooses the old one."""
    call = Call.of("flowSetDefaultAiProvider", body=_body(provider, model, ""))
    says = f"Make {provider} {model}".rstrip() + " the default AI model"
    return changing(call, says, "", before.raw)


def set_transcription(model: str) -> Edit:
    """Choose what writes voice messages down. The host doesn't say what it was: there is no inverse."""
    return Edit(
        Call.of("flowSetAudioTranscription", body={"stt_model": model}),
        f"Have voice messages written by {model}",
    )
