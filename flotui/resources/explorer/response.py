# SPDX-License-Identifier: MIT
"""The Response tab: what came of the last execution, as a tree."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from flotui.api.exact import dumps, loads
from flotui.api.secrets import holds_secrets, masked
from flotui.repositories.rows import ListRows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Action, Column, Context, Query, Resource, RowSource
from flotui.resources.copying import call_offers, copy_action
from flotui.resources.explorer.session import OperationRow, session
from flotui.resources.explorer.tree import Node, Tree, node_text
from flotui.resources.keys import key_of
from flotui.resources.text import Span, Text, Tone
from flotui.text.amounts import count
from flotui.workspace.calling import Answer

if TYPE_CHECKING:
    from flotui.workspace import Workspace

HEAD = "#"
"""How the paths of the lines above the tree begin."""


def _read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Node]]]:
    async def reading() -> AsyncIterator[Snapshot[RowSource[Node]]]:
        memory = session(workspace)
        operation_id = query.owned_by(OperationRow).operation.id
        answer = memory.answers.get(operation_id)
        if answer is None:
            yield Snapshot(ListRows([], lambda node: node.path), None, "cache")
            return
        tree = memory.trees.get(operation_id)
        if tree is None:
            tree = memory.trees[operation_id] = Tree(shown(answer, operation_id in memory.revealed))
        yield Snapshot(_ResponseLines(head(workspace, answer), tree), answer.at, "cache")

    return reading()


class _ResponseLines(ListRows[Node]):
    """The lines about an answer, and its tree below."""

    def __init__(self, about: list[Node], tree: Tree) -> None:
        rows = tree.rows()
        nodes = [rows.peek(index) for index in range(rows.count)]
        super().__init__([*about, *(node for node in nodes if node is not None)], lambda node: node.path)
        self._tree = tree

    async def narrow(self, words: Sequence[str], text: object = str) -> ListRows[Node]:
        """The tree's lines that have every word, wherever they are folded away."""
        return await self._tree.rows().narrow(words)


def shown(answer: Answer, revealed: bool) -> object:
    """What an answer holds, its credentials struck out unless they are to be seen."""
    try:
        value = loads(answer.text)
    except ValueError:
        return answer.text
    return value if revealed else masked(value, wholly=holds_secrets(answer.call.operation.path))


def meaning(answer: Answer) -> tuple[str, Tone]:
    """What a status means here, in words."""
    if answer.error is None:
        return f"{answer.status}, done", "good"
    if answer.status is None:
        return f"no answer: {answer.error.happened}", "danger"
    if answer.status < 300:
        return f"{answer.status}, but failed: {answer.error.happened}", "danger"
    return f"{answer.status}: {answer.error.happened}", "danger"


def head(workspace: Workspace, answer: Answer) -> list[Node]:
    """The lines above the tree: status, time, size, calls left, headers."""
    quota = workspace.quota
    left = answer.headers.get("x-ratelimit-remaining", "")
    of = answer.headers.get("x-ratelimit-limit", "") or (str(quota.limit) if quota else "")
    lines = [
        ("status", meaning(answer)[0]),
        ("took", f"{answer.seconds * 1000:.0f} ms" if answer.status else ""),
        ("size", f"{count(answer.size)} bytes" if answer.status else ""),
        ("calls left", f"{count(left)} of {count(of)}" if left else ""),
    ]
    found = [Node(f"{HEAD}{name}", 0, name, text, False) for name, text in lines if text]
    if answer.headers:
        found.append(Node(f"{HEAD}headers", 0, "headers", dict(masked(dict(answer.headers))), True))
    return found


def _line(node: Node) -> Text:
    if not node.path.startswith(HEAD):
        return node_text(node)
    if node.key == "headers":
        number = len(node.value) if isinstance(node.value, dict) else 0
        return (
            Span("headers     ", "dim"),
            Span(f"{number}, {key_of('response.value')} shows them", "dim"),
        )
    bad = node.key == "status" and not str(node.value).endswith(", done")
    tone: Tone = "danger" if bad else "good" if node.key == "status" else "plain"
    return (Span(f"{node.key:<12}", "dim"), Span(str(node.value), tone))


async def _turn(context: Context[Node]) -> None:
    node = context.row
    if not node.holds or node.path.startswith(HEAD):
        await _read_value(context)
        return
    session(context.workspace).trees[context.owned_by(OperationRow).operation.id].turn(node.path)
    context.workspace.renew(RESPONSE.id)


async def _read_value(context: Context[Node]) -> None:
    node = context.row
    await context.ask.read(node.path.removeprefix(HEAD), node.text, secret=_revealed(context))


def _revealed(context: Context[Node]) -> bool:
    """Whether the answer's credentials are to be seen."""
    return context.owned_by(OperationRow).operation.id in session(context.workspace).revealed


async def _raw(context: Context[Node]) -> None:
    memory = session(context.workspace)
    answer = memory.answers[context.owned_by(OperationRow).operation.id]
    if _revealed(context):
        await context.ask.read("The answer as it came", answer.text, secret=True)
        return
    value = shown(answer, False)
    struck = value if isinstance(value, str) else dumps(value)
    try:
        same = loads(answer.text) == value
    except ValueError:
        same = True
    struck_out = f"The answer, its credentials struck out ({key_of('response.reveal')} shows them)"
    title = "The answer as it came" if same else struck_out
    await context.ask.read(title, answer.text if same else struck)


async def _reveal(context: Context[Node]) -> None:
    memory, operation_id = session(context.workspace), context.owned_by(OperationRow).operation.id
    memory.revealed ^= {operation_id}
    memory.trees.pop(operation_id, None)
    context.workspace.renew(RESPONSE.id)
    seen = operation_id in memory.revealed
    context.ask.say("Credentials are shown now; R hides them." if seen else "Credentials are hidden again.")


def _offers(context: Context[Node]) -> list[tuple[str, str]]:
    node = context.row
    memory = session(context.workspace)
    answer = memory.answers[context.owned_by(OperationRow).operation.id]
    value = shown(answer, _revealed(context))
    whole = value if isinstance(value, str) else dumps(value, indent=2)
    return [
        ("value", node.text),
        ("path", node.path.removeprefix(HEAD)),
        ("full answer", whole),
        *call_offers(context, answer.call),
    ]


RESPONSE: Resource[Node] = Resource(
    id="response",
    title="Response",
    singular="line",
    read=_read,
    columns=(Column("line", "", _line, width=30, flex=1),),
    row_id=lambda node: node.path,
    label=lambda node: node.path,
    searched=lambda node: node.path,
    hint="Type to search keys and values",
    opens="response.fold",
    actions=(
        Action("response.fold", "Fold or unfold", "o", _turn, hint="fold", asks=False),
        Action("response.value", "Read the full value", "v", _read_value, hint="full value"),
        Action("response.raw", "The answer as it came", "w", _raw, hint="raw"),
        Action("response.reveal", "Show or hide credentials", "R", _reveal, hint="reveal", asks=False),
        copy_action("response", _offers, secret=_revealed),
    ),
    empty="Not executed yet. {operations.try} opens the form.",
)
