# SPDX-License-Identifier: MIT
"""Sub-flows: the pieces of conversation, and which of them new conversations begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flotui.api.catalogue import Risk
from flotui.repositories.flows import MAIN, SUB_FLOW, set_start_flow
from flotui.resources.ask import Confirm, Toggles
from flotui.resources.base import Action, Column, Context, Resource
from flotui.resources.copying import copy_action
from flotui.resources.crud import confirm_edit, delete
from flotui.resources.flows.common import about, offers
from flotui.resources.format import id_column
from flotui.resources.knowing import knowing, sendings
from flotui.resources.people import first_offered, further, person_called
from flotui.resources.person import confirm_sub_flow
from flotui.resources.text import Text, dim
from flotui.text.amounts import count
from flotui.text.glyphs import glyph
from flotui.text.moments import age
from flotui.workspace.events import Journaled, Worked

if TYPE_CHECKING:
    from flotui.api.models.flow import SubFlow


async def _make_start(context: Context[SubFlow]) -> None:
    sub_flow = context.row
    await _confirm_start(context, sub_flow.sub_flow_ns, sub_flow.name)


async def _confirm_start(context: Context[object], sub_flow_ns: str, name: str) -> None:
    """Ask whether new conversations should begin with a sub-flow from now on, and set it."""
    lines: tuple[Text, ...] = (
        f"New conversations will begin with {name}.",
        "The current start flow is unknown, so this can't be undone.",
    )
    question = Confirm("Default start flow", lines, verb="Set")
    edit = set_start_flow(sub_flow_ns, name)
    await confirm_edit(context, question, edit, f"New conversations begin with {name}.")


def reset_start(resource: str) -> Action[object]:
    """The action that has new conversations begin with the main flow.

    Args:
        resource: the resource's id.
    """

    async def run(context: Context[object]) -> None:
        await _confirm_start(context, MAIN, "the main flow")

    return Action(
        f"{resource}.reset-start",
        "Reset the default start flow to main",
        "M",
        run,
        risk=Risk.WRITE,
        needs="nothing",
        operations=("flowSetDefaultStartFlow",),
    )


async def _send(context: Context[SubFlow]) -> None:
    """Send the sub-flow to one or several of the subscribers here."""
    sub_flow = context.row
    workspace = context.workspace
    question = Toggles(
        f"Send {sub_flow.name} to whom?",
        await first_offered(workspace),
        further=further(workspace),
        verb="Next",
        chooses=True,
    )
    answer = await context.ask.toggle(question)
    chosen = [await person_called(workspace, user_ns) for user_ns in answer.add]
    if not chosen:
        context.ask.say("Not sent: no subscriber was chosen.")
        return
    await confirm_sub_flow(context, chosen, sub_flow)


def _start(row: SubFlow) -> Text:
    """Whether it was made the start flow from here: the host says nothing of it."""
    return f"{glyph('moving')} start" if row.called.get("start") else ""


def _last_sent(row: SubFlow) -> Text:
    at = _sent_at(row)
    return "" if at is None else dim(age(at))


def _sent_at(row: SubFlow) -> float | None:
    at = row.called.get("last")
    return float(at) if at else None


_USE: tuple[Column[SubFlow], ...] = (
    Column("start", "", _start, width=7),
    Column("digit", "Digit", lambda row: row.called.get("digit", ""), width=5, align="right"),
    Column("sent", "Sent", lambda row: count(row.called.get("sent") or 0), width=5, align="right"),
    Column("last", "Last sent", _last_sent, width=9, align="right", priority=1, at=_sent_at),
)
"""The columns of how it is used."""

SUB_FLOWS: Resource[SubFlow] = Resource(
    id="sub-flows",
    title="Sub-flows",
    kind=SUB_FLOW,
    aliases=("subflows", "sf", "flows"),
    read=knowing(SUB_FLOW, sendings),
    made_by=(Journaled, Worked),
    columns=(
        Column("name", "Name", lambda row: row.name, width=20, flex=1),
        *_USE,
        id_column(lambda row: row.sub_flow_ns, priority=2),
    ),
    searched=lambda row: row.name,
    tabs=(about("Sub-flow", ("name", "name"), ("sub_flow_ns", "id"), columns=_USE),),
    actions=(
        Action(
            "sub-flows.send",
            "Send the sub-flow to subscribers",
            "s",
            _send,
            hint="send",
            risk=Risk.SEND,
            operations=("flowBotUserSendSubFlow",),
        ),
        Action(
            "sub-flows.start",
            "Make it the default start flow",
            "m",
            _make_start,
            hint="start flow",
            risk=Risk.WRITE,
            operations=("flowSetDefaultStartFlow",),
        ),
        reset_start("sub-flows"),
        delete(
            "sub-flows",
            SUB_FLOW,
            warn=(
                "Flows, keywords and broadcasts that start it stop working without a warning.",
                "The API can't create sub-flows, so you can't restore it from here.",
            ),
        ),
        copy_action("sub-flows", offers(("id", "sub_flow_ns"), ("name", "name"))),
    ),
    empty="No sub-flows. They are created in the dashboard: the API can't create them.",
)
