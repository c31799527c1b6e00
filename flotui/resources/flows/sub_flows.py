"""Sub-flows: the pieces of conversation, and which of them new conversations begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flotui.api.catalogue import Risk
from flotui.api.errors import Malformed
from flotui.repositories.flows import MAIN, delete_sub_flow, set_start_flow
from flotui.resources.ask import Choice, Confirm, ToggleAnswer, Toggles
from flotui.resources.base import Action, Column, Context, Resource
from flotui.resources.copying import copy_action
from flotui.resources.flows.common import SCOPE, about, deleting, done, offers
from flotui.resources.reading import last
from flotui.resources.text import Text, dim

if TYPE_CHECKING:
    from flotui.api.models.flow import SubFlow
    from flotui.api.models.subscriber import Subscriber

_PEOPLE = 2000
"""How many of the subscribers here the picker offers."""


async def _make_start(context: Context) -> None:
    sub_flow: SubFlow = context.row
    await confirm_start(context, sub_flow.sub_flow_ns, sub_flow.name)


async def _reset_start(context: Context) -> None:
    await confirm_start(context, MAIN, "the main flow")


async def confirm_start(context: Context, sub_flow_ns: str, name: str) -> None:
    """Ask whether new conversations should begin with a sub-flow from now on, and set it.

    Args:
        context: how to ask, and the open bot.
        sub_flow_ns: its id, or `main`.
        name: what it is called in sentences.

    Raises:
        Cancelled: when the answer is no.
    """

    async def submit(_: object) -> None:
        await context.workspace.apply(set_start_flow(sub_flow_ns, name))
        done(context, f"New conversations begin with {name}.")

    lines: tuple[Text, ...] = (
        f"New conversations will begin with {name}.",
        "The host doesn't say what they begin with now, so this can't be undone by u.",
    )
    await context.ask.confirm(Confirm("Default start flow", lines, verb="Set"), submit)


async def _send(context: Context) -> None:
    """Send the sub-flow to one or several of the subscribers here."""
    from flotui.resources.person import confirm_sub_flow

    sub_flow: SubFlow = context.row
    here = {each.user_ns: each for each in await _subscribers(context)}
    choices = [Choice(each.user_ns, each.title, each.phone or each.user_ns) for each in here.values()]
    chosen: dict[str, Subscriber] = {}

    async def submit(answer: ToggleAnswer) -> None:
        chosen.clear()
        chosen.update({user_ns: here[user_ns] for user_ns in answer.add})
        for typed in answer.create:
            found = await _find(context, typed)
            chosen[found.user_ns] = found

    question = Toggles(f"Send {sub_flow.name} to whom?", choices, create="Find", verb="Next")
    await context.ask.toggle(question, submit)
    if not chosen:
        context.ask.say("Nobody was chosen; nothing was sent.")
        return
    await confirm_sub_flow(context, list(chosen.values()), sub_flow)


async def _find(context: Context, typed: str) -> Subscriber:
    """The one subscriber that the host knows by a name, a phone or an e-mail address.

    Raises:
        Malformed: when there is none, or more than one, with the candidates.
    """
    from flotui.resources.subscribers.finding import find

    query = await find(context.workspace, typed)
    if user_ns := query.arguments.get("user_ns"):
        one = await last(context.workspace.subscribers.one(user_ns))
        assert one is not None
        return one
    rows = await last(context.workspace.subscribers.list(query.arguments))
    found = await rows.all()
    exactly = [each for each in found if each.title.casefold() == typed.strip().casefold()]
    if len(exactly) == 1 or len(found) == 1:
        return (exactly or found)[0]
    if not found:
        raise Malformed(f"Nobody is found by {typed}.", advice="Look under Subscribers.")
    candidates = ", ".join(f"{each.title} ({each.user_ns})" for each in found[:5])
    more = " and more" if len(found) > 5 else ""
    raise Malformed(f"More than one is found by {typed}: {candidates}{more}.", advice="Type more of it.")


async def _subscribers(context: Context) -> list[Subscriber]:
    """The subscribers that are here already; the host is asked only where there are none."""
    async for snapshot in context.workspace.subscribers.list():
        rows = snapshot.value
        if rows.count:
            await rows.load(0, _PEOPLE)
            found = (rows.peek(index) for index in range(min(_PEOPLE, rows.count)))
            return [each for each in found if each is not None]
        if snapshot.error is not None:
            raise snapshot.error
    return []


async def _warn_delete(context: Context) -> list[Text]:
    return [
        "Flows, keywords and broadcasts that start it break silently.",
        "The API can't make sub-flows: it can't be made again from here.",
    ]


SUB_FLOWS: Resource[SubFlow] = Resource(
    id="sub-flows",
    title="Sub-flows",
    singular="sub-flow",
    area="flows",
    aliases=("subflows", "sf", "flows"),
    read=lambda workspace, query: workspace.flows.sub_flows(force=query.force),  # type: ignore[arg-type, return-value]
    columns=(
        Column("name", "Name", lambda row: row.name, width=20, flex=1),
        Column("id", "Id", lambda row: dim(row.sub_flow_ns), width=14),
    ),
    row_id=lambda row: row.row_id,
    label=lambda row: row.name,
    tabs=(about("Sub-flow", ("name", "name"), ("sub_flow_ns", "id")),),
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
        Action(
            "sub-flows.reset-start",
            "Reset the default start flow to main",
            "M",
            _reset_start,
            risk=Risk.WRITE,
            needs="nothing",
            operations=("flowSetDefaultStartFlow",),
        ),
        deleting("sub-flows", "sub-flow", delete_sub_flow, "flowDeleteSubFlow", _warn_delete),
        copy_action("sub-flows", offers(("id", "sub_flow_ns"), ("name", "name"))),
    ),
    empty="No sub-flows. They are made in the dashboard; the API can't.",
    scope=SCOPE,
    operations=("flowSubFlows",),
)
