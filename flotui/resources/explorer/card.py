# SPDX-License-Identifier: MIT
"""An operation on one screen: what it does and takes, its curl command, what came of it last, and what it may answer."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from flotui.api.catalogue import Risk
from flotui.api.schema import answer_parts, facts, parts
from flotui.api.secrets import redacted
from flotui.resources.cards import Card, CardLine, Cell, Found, Pair, blank, fitted, heading, pairs, table
from flotui.resources.explorer.operations import ACCESS, METHOD_TONES, RISK_TONES, call_of
from flotui.resources.explorer.response import meaning, shown
from flotui.resources.explorer.session import OperationRow, session
from flotui.resources.explorer.tree import Tree, node_text
from flotui.resources.keys import key_of
from flotui.resources.text import Span, Text, cells_of, dim, spans
from flotui.resources.wrapping import bounded_lines
from flotui.text import moments
from flotui.text.amounts import count
from flotui.text.glyphs import glyph
from flotui.workspace.calling import RISK_WORDS

if TYPE_CHECKING:
    from flotui.api.catalogue import Operation
    from flotui.api.schema import Part
    from flotui.workspace import Workspace
    from flotui.workspace.calling import Answer

_ARGUMENTS, _CURL, _RESPONSE, _CALLS = 12, 9, 12, 3
"""The most lines of each group; the rest is a tab away."""
_DESCRIPTION = 4
"""The most lines of what the contract says of an operation."""


_THREE = 46
"""Cells from which arguments have a description."""


def _operation(workspace: Workspace, row: OperationRow, found: Found, width: int) -> list[CardLine]:
    operation = row.operation
    groups = (
        _response(workspace, operation, width),
        _arguments(operation, width),
        _curl(workspace, operation, width),
        _calls(workspace, operation, width),
        _answers(operation, width),
    )
    shown = list(_head(row, width))
    for group in groups:
        if group:
            shown += [blank(group[0].id), *group]
    return shown


def _head(row: OperationRow, width: int) -> Iterator[CardLine]:
    """What it is: request and risk on the first line, where both fit."""
    operation = row.operation
    request = (
        Span(operation.method, METHOD_TONES.get(operation.method, "plain")),
        Span(f" {operation.path}", "strong"),
    )
    sign = f"{glyph('reaches')} " if operation.risk in (Risk.SEND, Risk.BROADCAST) else ""
    risk = (Span(f"{sign}{RISK_WORDS[operation.risk]}", RISK_TONES[operation.risk]),)
    says = ("request", f"{operation.method} {operation.path}")
    room = width - cells_of(request) - cells_of(risk)
    if room >= 2:
        yield CardLine("request", (*request, Span(" " * room), *risk), (says, ("risk", operation.risk)))
    else:
        for at, text in enumerate(bounded_lines(request, width, 2)):
            yield CardLine(f"request {at}", text, (says,))
        for at, text in enumerate(bounded_lines(risk, width, 2)):
            yield CardLine(f"risk {at}", text, (("risk", operation.risk),))
    about = "\n".join(filter(None, (_more_than_title(operation), operation.description.strip())))
    for at, text in enumerate(bounded_lines(about, width, _DESCRIPTION) if about else ()):
        yield CardLine(f"about {at}", text, (("description", about),))
    token = Span(row.access, ACCESS[row.access][1])
    again = "safe to send again" if operation.repeatable else "not safe to send again"
    scope = Span(f" · {operation.scope}" if operation.scope else "", "dim")
    left = [Pair("group", dim(operation.group))]
    right = [Pair("token", (token, scope)), Pair("repeat", "" if operation.risk is Risk.READ else dim(again))]
    yield from pairs(left, right, width, id="operation")


def _more_than_title(operation: Operation) -> str:
    """What an operation does, where its title doesn't say all of it."""
    return "" if operation.summary == operation.title else operation.summary


def _more(rest: int, id: str, opens: str) -> list[CardLine]:
    """How many lines of a group aren't shown."""
    if rest < 1:
        return []
    return [CardLine(f"{id} more", dim(f"{count(rest)} more"), (("more", str(rest)),), opens)]


def _arguments(operation: Operation, width: int) -> list[CardLine]:
    """What it takes: name, type, description."""
    takes = _needed_first(parts(operation))
    note = " · ".join(
        f"{count(some)} in the {place}" for place, some in Counter(part.place for part in takes).items()
    )
    lines = [heading("Arguments", note or "none", width, id="arguments", opens="parameters")]
    rows: list[tuple[Text, ...]] = [_argument(part) for part in takes[:_ARGUMENTS]]
    names = max((cells_of(spans(row[0])) for row in rows), default=0)
    cells: tuple[Cell, ...]
    if width < _THREE:
        cells, rows = (Cell(min(24, names)), Cell(0)), [row[:2] for row in rows]
    else:
        cells = (Cell(min(24, names)), Cell(12), Cell(0))
    lines += table(rows, cells, width, id="arguments", opens="parameters")
    return lines + _more(len(takes) - _ARGUMENTS, "arguments", "parameters")


def _needed_first(some: Iterable[Part]) -> list[Part]:
    """Arguments, each with what is in it: those that have to be there come first."""
    blocks: list[list[Part]] = []
    for part in some:
        if part.depth == 0 or not blocks:
            blocks.append([])
        blocks[-1].append(part)
    blocks.sort(key=lambda block: not block[0].required)
    return list(itertools.chain.from_iterable(blocks))


def _argument(part: Part) -> tuple[Text, Text, Text]:
    star = (Span(" *", "danger"),) if part.required else ()
    return (Span("  " * part.depth + part.name), *star), dim(facts(part.schema)), dim(part.description)


def _curl(workspace: Workspace, operation: Operation, width: int) -> list[CardLine]:
    """Its curl command, with what it was last executed with or with an example."""
    executed = operation.id in session(workspace).answers
    note = "as last executed" if executed else f"an example · {key_of('operations.example')} fills it in"
    command = redacted(call_of(workspace, operation)).curl(workspace.profile.base_url)
    lines = bounded_lines(command, width, _CURL)
    return [
        heading("curl", note, width, id="curl", opens="request"),
        *(CardLine(f"curl {at}", text, (("curl", command),)) for at, text in enumerate(lines)),
    ]


def _response(workspace: Workspace, operation: Operation, width: int) -> list[CardLine]:
    """What came of it last, and the first lines of that."""
    memory = session(workspace)
    answer = memory.answers.get(operation.id)
    if answer is None:
        return []
    tree = memory.trees.get(operation.id) if operation.id not in memory.revealed else None
    if tree is None:  # credentials are seen in the tab alone
        tree = Tree(shown(answer, False))
    sentence, tone = meaning(answer)
    lines = [heading("Response", _note(answer), width, id="response", opens="response")]
    if answer.error is not None:
        text = (Span(f"{glyph('failed')} {sentence}", tone),)
        lines.append(CardLine("response status", fitted(text, width), (("status", sentence),), "response"))
    if not answer.text:
        return lines
    rows = tree.rows()
    nodes = [node for at in range(min(_RESPONSE, rows.count)) if (node := rows.peek(at)) is not None]
    for node in nodes:
        values = () if node.holds else ((node.path, node.text),)
        lines.append(CardLine(f"response {node.path}", fitted(node_text(node), width), values, "response"))
    return lines + _more(rows.count - len(nodes), "response", "response")


def _note(answer: Answer) -> str:
    """The figures of an answer: `200 · 48 ms · 312 bytes · 12 s ago`."""
    if answer.status is None:
        return f"no answer · {moments.ago(answer.at)}"
    return f"{answer.status} · {moments.ago(answer.at)} · {answer.seconds * 1000:.0f} ms · {count(answer.size)} bytes"


def _calls(workspace: Workspace, operation: Operation, width: int) -> list[CardLine]:
    """The last requests of it, the newest first: those that flotui made too."""
    made = [each for each in workspace.exchanges if each.call.operation_id == operation.id]
    if not made:
        return []
    rows: list[tuple[Text, ...]] = [
        (
            dim(moments.moment(each.started_at)),
            (Span(str(each.status or "–"), "danger" if each.failure is not None else "plain"),),
            dim(f"{each.seconds * 1000:.0f} ms"),
            dim(each.error or ""),
        )
        for each in sorted(made, key=lambda each: -each.started_at)[:_CALLS]
    ]
    cells = (Cell(12), Cell(3), Cell(9, "right"), Cell(0))
    note = f"{count(len(made))} since the start"
    return [heading("Calls", note, width, id="calls"), *table(rows, cells, width, id="calls")]


def _answers(operation: Operation, width: int) -> list[CardLine]:
    """What it may answer: of each status the names of what is in it."""
    some = [
        Pair(status, _inside(list(group)), opens="answers")
        for status, group in itertools.groupby(answer_parts(operation), lambda part: part.place)
    ]
    if not some:
        return []
    # One below the other: of two columns each would be too narrow for names.
    lines = [line for each in some for line in _answer(each, width)]
    return [heading("Answers it can give", "", width, id="answers", opens="answers"), *lines]


def _answer(pair: Pair, width: int) -> list[CardLine]:
    label = max(5, len(pair.name) + 2)
    return [
        CardLine(
            f"answers {pair.name} {at}",
            (*fitted((Span(pair.name if not at else "", "dim"),), label), *text),
            ((pair.name, pair.whole),),
            pair.opens,
        )
        for at, text in enumerate(bounded_lines(pair.value, max(8, width - label), 2))
    ]


def _inside(some: Sequence[Part]) -> Text:
    """The names in an answer, those of what is in a list behind its name: `data: id, name · meta: total`."""
    names: list[str] = []
    for own, group in itertools.groupby(
        (part for part in some if 1 <= part.depth <= 2),
        lambda part: part.path.split(".")[1].removesuffix("[]"),
    ):
        inner = ", ".join(part.name for part in group if part.depth == 2)
        names.append(f"{own}: {inner}" if inner else own)
    return " · ".join(names) or dim("nothing in particular")


OPERATION_CARD: Card[OperationRow] = Card(draw=_operation)
