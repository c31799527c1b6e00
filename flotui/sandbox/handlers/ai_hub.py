# SPDX-License-Identifier: MIT
"""AI agents and AI tasks."""

from __future__ import annotations

from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Row, data, equal, named, ok, page_of
from flotui.sandbox.world import World

_PROVIDER = ("ai_provider", "ai_model", "max_tokens")


@answers("flowAiAgents")
def ai_agents(world: World, received: Received) -> Row:
    """The AI agents."""
    return page_of(
        received, equal(received, named(received, world.ai_agents.rows()), "ai_agent_ns", "ai_provider")
    )


@answers("flowViewAiAgentInfo")
def ai_agent(world: World, received: Received) -> Row:
    """One AI agent, in a list of one as the contract has it."""
    return data([world.ai_agents.get(received.text("ai_agent_ns"))])


@answers("flowUpdateAiAgentProvider")
def update_ai_agent(world: World, received: Received) -> Row:
    """Give an AI agent another model."""
    world.ai_agents.update(received.text("ai_agent_ns"), received.body, _PROVIDER)
    return ok()


@answers("flowAiTasks")
def ai_tasks(world: World, received: Received) -> Row:
    """The AI tasks."""
    return page_of(
        received, equal(received, named(received, world.ai_tasks.rows()), "ai_task_ns", "ai_provider")
    )


@answers("flowViewAiTaskInfo")
def ai_task(world: World, received: Received) -> Row:
    """One AI task, in a list of one as the contract has it."""
    return data([world.ai_tasks.get(received.text("ai_task_ns"))])


@answers("flowUpdateAiTaskProvider")
def update_ai_task(world: World, received: Received) -> Row:
    """Give an AI task another model."""
    world.ai_tasks.update(received.text("ai_task_ns"), received.body, _PROVIDER)
    return ok()
