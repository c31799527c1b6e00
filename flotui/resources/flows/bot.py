# SPDX-License-Identifier: MIT
"""The bot itself: whose token it is, the workspace, who talks with it, and its settings."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from flotui.api.catalogue import Risk
from flotui.api.errors import FlochatError
from flotui.repositories.ai import PROVIDERS, TRANSCRIPTIONS, set_provider, set_transcription
from flotui.repositories.rows import ListRows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.ask import Choice, Confirm, Form, Picker, bound
from flotui.resources.base import Action, Column, Context, DetailLine, Query, Resource
from flotui.resources.copying import copy_action, line_offers
from flotui.resources.crud import confirm_edit
from flotui.resources.flows.ai import chosen_model, model_field, provider_field
from flotui.resources.flows.common import Reading
from flotui.resources.flows.sub_flows import reset_start
from flotui.resources.format import line
from flotui.resources.reading import last
from flotui.resources.telling import changed, unchanged
from flotui.resources.text import Span, Text, dim
from flotui.text.plural import count

if TYPE_CHECKING:
    from flotui.api.models.logs import StatusCount
    from flotui.api.models.team import Me, WorkspaceInfo
    from flotui.repositories.ai import Provider
    from flotui.workspace import Workspace

T = TypeVar("T")


def _read(workspace: Workspace, query: Query) -> Reading[DetailLine]:
    """Several questions, each answered or refused on its own."""

    async def reading() -> Reading[DetailLine]:
        force = query.force
        # Made when its turn comes: this reading may be given up before that.
        parts = (
            ("You", partial(_said, workspace.team.me(force=force), _me)),
            ("Workspace", partial(_said, workspace.team.info(force=force), _workspace)),
            ("Subscribers", partial(_said, workspace.logs.users_count(force=force), _statuses)),
            ("Default AI", partial(_said, workspace.ai.provider(force=force), _provider)),
        )
        lines = [line("bot", workspace.bot), line("bot's id", workspace.prefix)]
        lines.append(line("host", workspace.profile.base_url))
        oldest: float | None = None
        trouble: FlochatError | None = None
        for name, part in parts:
            found = await part()
            if found.value is not None:
                lines += found.value
                oldest = min(filter(None, (oldest, found.fetched_at)), default=None)
            if found.error is not None:
                trouble = found.error
                if found.value is None:
                    reason = found.error.happened
                    lines.append(DetailLine(name.lower(), (Span(f"– {reason}", "warn"),), reason))
        rows = ListRows(lines, lambda each: each.name, oldest)
        yield Snapshot(rows, oldest, "server", error=trouble if oldest is None else None)

    return reading()


async def _said(
    reading: AsyncIterator[Snapshot[T | None]], say: Callable[[T], list[DetailLine]]
) -> Snapshot[list[DetailLine] | None]:
    """The lines about what is read; None where it isn't known."""
    found = [snapshot async for snapshot in reading][-1]
    value = None if found.value is None else say(found.value)
    return Snapshot(value, found.fetched_at, found.source, found.stale, found.error)


def _me(me: Me) -> list[DetailLine]:
    return [line("API key of", " · ".join(filter(None, (me.name, me.email))))]


def _workspace(info: WorkspaceInfo) -> list[DetailLine]:
    return [
        line("workspace", info.name),
        line("workspace's id", info.id),
        line("its owner", info.owner_email),
    ]


def _statuses(counts: list[StatusCount]) -> list[DetailLine]:
    total = sum(each.num for each in counts)
    return [
        line("subscribers", count(total)),
        *(line(f"  {each.status}", count(each.num)) for each in counts),
    ]


def _provider(provider: Provider) -> list[DetailLine]:
    return [line("default AI", " · ".join(filter(None, (provider.ai_provider, provider.ai_model))))]


async def _set_provider(context: Context[object]) -> None:
    before = await last(context.workspace.ai.provider())
    assert before is not None

    async def submit(answer: dict[str, str]) -> None:
        if unchanged(context, answer, "the default AI"):
            return
        entries = await context.workspace.apply(set_provider(before, answer))
        changed(context, f"Default AI is {chosen_model(before, answer)}.", entries)

    fields = (provider_field(PROVIDERS, before.ai_provider), model_field(before.ai_model))
    form = Form("Default AI provider", bound("flowSetDefaultAiProvider", fields), edits=True)
    await context.ask.form(form, submit)


async def _set_transcription(context: Context[object]) -> None:
    choices = [Choice(each, each, "don't transcribe" if each == "none" else "") for each in TRANSCRIPTIONS]
    chosen = await context.ask.pick(Picker("Transcribe voice messages with which model?", choices))

    lines: tuple[Text, ...] = (
        f"Voice messages will be transcribed with {chosen.id}.",
        "The current setting is unknown, so this can't be undone.",
    )
    question = Confirm("Audio transcription", lines, verb="Set")
    sentence = f"Voice messages are transcribed with {chosen.id}."
    await confirm_edit(context, question, set_transcription(chosen.id), sentence)


BOT: Resource[DetailLine] = Resource(
    id="bot",
    title="This bot",
    singular="line",
    aliases=("me", "about"),
    read=_read,
    columns=(
        Column("name", "", lambda each: dim(each.name), width=18),
        Column("value", "", lambda each: each.value, width=24, flex=1),
    ),
    row_id=lambda each: each.name,
    label=lambda each: each.name,
    searched=lambda each: f"{each.name} {each.full}",
    actions=(
        Action(
            "bot.ai",
            "Choose the default AI provider",
            "e",
            _set_provider,
            hint="default AI",
            risk=Risk.WRITE,
            needs="nothing",
            operations=("flowSetDefaultAiProvider", "flowGetDefaultAiProvider"),
        ),
        Action(
            "bot.transcription",
            "Choose how voice messages are transcribed",
            "t",
            _set_transcription,
            hint="transcription",
            risk=Risk.WRITE,
            needs="nothing",
            operations=("flowSetAudioTranscription",),
        ),
        reset_start("bot"),
        copy_action("bot", line_offers),
    ),
    operations=("UserInfo", "workspaceInfo", "flowBotUsersCount", "flowGetDefaultAiProvider"),
)
