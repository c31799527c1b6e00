# SPDX-License-Identifier: MIT
"""Whether an action sends only what it declares: every write that leaves in a test while one runs is looked at."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

import msgspec
from msgspec.structs import replace

from flotui.api.catalogue import Risk
from flotui.resources import registry
from flotui.resources.base import Action, Context, Resource
from flotui.workspace.working import Working
from flotui.workspace.writing import Writer

ANY = {
    "jobs.run": "a job's steps, whatever they are",
    "jobs.undo": "the inverses of a job's steps",
    "journal.undo": "the inverse of whatever was done",
    "journal.redo": "whatever was undone",
    "journal.resolve": "what may not have arrived, whatever that was",
    "job-left.again": "a job's step, whatever that is",
    "job-steps.again": "a job's step, whatever that is",
    "compared.copy-there": "a job's steps, in another bot",
    "operations.try": "the operation that the person chose",
    "operations.example": "the operation that the person chose",
    "operations.paste": "the operation that the person pasted",
    "api-history.again": "the operation that was called before",
}
"""Actions whose writes are of whatever operation, which decides how they are confirmed; by id, of which."""

strange: list[str] = []
"""What left undeclared since the last look, each as a sentence."""
_watched_saves: set[object] = set()
_ACTING: ContextVar[Action[Any] | None] = ContextVar("acting", default=None)


def install() -> None:
    """Have every write looked at, whoever runs the action of a list: a screen, or a test by itself."""
    for table, action in registry.actions():
        if action.id.endswith(".cell"):
            _watch_cells(table, action)
        msgspec.structs.force_setattr(action, "run", _watched(action, action.run))
    one = Writer._one

    async def looked_at(self: Any, edit: Any, *arguments: Any) -> Any:
        if (action := _ACTING.get()) is not None:
            _look(action, edit.call.operation_id)
        return await one(self, edit, *arguments)

    Writer._one = looked_at  # type: ignore[method-assign]
    send = Working.send

    async def looked_at_too(self: Any, step: Any, *arguments: Any) -> Any:
        if (action := _ACTING.get()) is not None:  # a job that an action began goes on as its own
            _look(action, step.call.operation_id)
        return await send(self, step, *arguments)

    Working.send = looked_at_too  # type: ignore[method-assign]


def _watch_cells(table: Resource[Any], action: Action[Any]) -> None:
    """Have what is typed in a table's cells belong to the action that opens them."""
    for column in (*table.columns, *table.more_columns):
        if column.edit is not None and column.edit.save not in _watched_saves:
            msgspec.structs.force_setattr(
                column, "edit", replace(column.edit, save=_once(action, column.edit.save))
            )


@functools.cache
def _once(action: Action[Any], save: Callable[..., Awaitable[None]]) -> Any:
    """The same for the same: columns that are saved together have one `save`."""
    done = _within(action, save)
    _watched_saves.add(done)
    return done


def _look(action: Action[Any], operation: str) -> None:
    if action.id in ANY:
        return
    if operation not in action.operations:
        strange.append(f"{action.id} sent {operation}, which isn't among its operations=.")
    if action.risk is Risk.READ:
        strange.append(f"{action.id} sent {operation}, and its risk= is that of a read.")


class _Asking:
    """Asks as another does; what is submitted belongs to the action."""

    def __init__(self, action: Action[Any], ask: Any) -> None:
        self._action, self._ask = action, ask

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._ask, name)
        if name not in ("confirm", "pick", "toggle", "form"):
            return found

        @functools.wraps(found)
        async def asked(question: Any, submit: Any = None, **more: Any) -> Any:
            return await found(question, submit and _within(self._action, submit), **more)

        return asked


def _watched(action: Action[Any], run: Callable[[Context[Any]], Awaitable[None]]) -> Any:
    @functools.wraps(run)
    async def watched(context: Context[Any]) -> None:
        ask = _Asking(action, context.ask)
        await _within(action, run)(replace(context, ask=ask) if isinstance(context, Context) else context)

    return watched


def _within(action: Action[Any], work: Callable[..., Awaitable[Any]]) -> Any:
    @functools.wraps(work)
    async def done(*arguments: Any) -> Any:
        token = _ACTING.set(action)
        try:
            return await work(*arguments)
        finally:
            _ACTING.reset(token)

    return done
