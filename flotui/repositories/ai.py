# SPDX-License-Identifier: MIT
"""The bot's AI: agents, tasks, and the models that they run on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import TypeVar

from flotui.api.argument import body_of
from flotui.api.call import Call
from flotui.api.models.flow import AiAgent, AiModel, AiTask
from flotui.repositories.base import Reader
from flotui.repositories.edit import Edit
from flotui.repositories.kinds import NOWHERE, Kind
from flotui.repositories.snapshot import Snapshot
from flotui.repositories.targets import Keys

HasModel = TypeVar("HasModel", AiAgent, AiTask)

_SEARCHED = ("name", "ai_provider", "ai_model")
AI_AGENT = Kind(
    "AI agent",
    AiAgent,
    searched=_SEARCHED,
    list="flowAiAgents",
    one="flowViewAiAgentInfo",
    change="flowUpdateAiAgentProvider",
    by="ai_agent_ns",
    shown_in=NOWHERE,
)
AI_TASK = Kind(
    "AI task",
    AiTask,
    searched=_SEARCHED,
    list="flowAiTasks",
    one="flowViewAiTaskInfo",
    change="flowUpdateAiTaskProvider",
    by="ai_task_ns",
    shown_in=NOWHERE,
)

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


DEFAULT_AI = Kind(
    "default AI",
    Provider,
    one="flowGetDefaultAiProvider",
    shown_in=NOWHERE,
    compared=lambda kind: {
        "flowSetDefaultAiProvider": Keys(None, lambda _: kind.one_call(), lambda _: "", whole=True)
    },
    stale_after=("flowSetDefaultAiProvider",),  # another provider may bring another model
)


class Ai:
    """Reads of the bot's AI."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def provider(self, *, force: bool = False) -> AsyncIterator[Snapshot[Provider | None]]:
        """The model that the bot uses where none is named."""
        return self._reader.object(DEFAULT_AI.one_call(), Provider.read, force=force)


def set_model(kind: Kind[HasModel], row: HasModel, changes: Mapping[str, str]) -> Edit:
    """Give an AI agent or task another model; the inverse gives it the old one.

    Args:
        kind: `AI_AGENT` or `AI_TASK`.
        row: the agent or task.
        changes: the new values by argument: `ai_provider`, `ai_model`, `max_tokens`.
    """
    return kind.change_edit(row, changes, summary=f"Change {_named(changes)} of {kind.name} {row.name}")


def set_provider(before: Provider, changes: Mapping[str, str]) -> Edit:
    """Choose the model that the bot uses where none is named; the inverse chooses the old one.

    Args:
        before: what it is.
        changes: the new values by argument: `ai_provider`, `ai_model`.
    """
    operation = "flowSetDefaultAiProvider"
    values = {"ai_provider": before.ai_provider, **changes}  # the contract wants it in every body
    call = Call.of(operation, body=body_of(operation, values))
    return DEFAULT_AI.edit(call, f"Change {_named(changes)} of the default AI", "", before.raw)


def _named(changes: Mapping[str, str]) -> str:
    names = {"ai_provider": "the provider", "ai_model": "the model", "max_tokens": "the token limit"}
    return " and ".join(f"{names[name]} to {text}" for name, text in changes.items())


def set_transcription(model: str) -> Edit:
    """Choose how voice messages are transcribed. The host doesn't say what it was: there is no inverse."""
    return Edit(
        Call.of("flowSetAudioTranscription", body={"stt_model": model}),
        f"Transcribe voice messages with {model}",
    )
