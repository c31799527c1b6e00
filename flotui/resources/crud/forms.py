# SPDX-License-Identifier: MIT
"""What the forms of create and edit share: their fields, and what is meant by what was typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from msgspec.structs import replace

from flotui.api.argument import Argument
from flotui.api.models.base import Model
from flotui.repositories.kinds import Kind
from flotui.resources.alike import Known, new_name, plain_name
from flotui.resources.ask import Field, Form
from flotui.resources.base import Context
from flotui.resources.crud.current import owner_in
from flotui.resources.reading import read_all

M = TypeVar("M", bound=Model)

Settle = Callable[[Context[M], dict[str, str]], Awaitable[dict[str, str]]]
"""Makes of what was typed what is meant. It may ask, and raises `Malformed` for what is refused, `Cancelled` where
the person thought again."""

Dress = Callable[[Context[M], Form], Form]
"""Adds to a form what only this resource has, such as an intro or a preview."""

NAME = Field("name", "Name", required=True)
"""The field of a name."""


def bound_to(operation: str, fields: Sequence[Field]) -> list[Field]:
    """The fields, each bound to the operation's argument of its name, where there is one.

    Args:
        operation: the id of the operation.
        fields: which.
    """

    def bound(field: Field) -> Field:
        of = Argument(operation, field.name)
        return replace(field, of=of) if field.of is None and of.known else field

    return [bound(each) for each in fields]


async def with_own_name(
    context: Context[M], kind: Kind[M], answer: dict[str, str], row: M | None, *, unique: bool = True
) -> dict[str, str]:
    """What was typed, where it has a name that nothing else of the kind has, or one that was agreed to.

    Args:
        context: who is asked.
        kind: the kind of the row.
        answer: what was typed, by field.
        row: the row that is edited, which keeps its name where the typed one differs in nothing that can be seen;
            None for a new one.
        unique: whether names that there are matter.

    Raises:
        Malformed: when there is one of that very name, or nothing of the name can be seen.
        Cancelled: when it looks like one there is, and the person thought again.
    """
    if "name" not in answer:
        return answer
    if not unique:
        return {**answer, "name": plain_name(answer["name"])} if answer["name"] else answer
    owner = owner_in(context, kind, row)
    rows = await read_all(context.workspace.reader.list_of(kind, owner=owner))
    known = [Known(each.row_id, kind.called(each)) for each in rows]
    if row is None:
        return {**answer, "name": await new_name(context, answer["name"], known, kind.name)}
    name = await new_name(context, answer["name"], known, kind.name, verb="Rename", but=row.row_id)
    same = name == kind.called(row)
    return {key: name if key == "name" else text for key, text in answer.items() if key != "name" or not same}
