# SPDX-License-Identifier: MIT
"""Sending again what an answer of the person did not get done: the new write takes the place of the old one.

Whoever carries an answer out once more knows the entry that its failure left, but not how the answer becomes
writes; who writes doesn't know that it is the same answer. So what is being sent again goes along with the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from msgspec.structs import replace

from flotui.jobs.act import Act, ActStep
from flotui.repositories.edit import Edit
from flotui.repositories.journaled import without_secrets
from flotui.store.journal import Entry, Outcome

_ENTRY: ContextVar[int | None] = ContextVar("resending", default=None)
_ATTEMPT: ContextVar[str] = ContextVar("attempt", default="")


@contextmanager
def resending(entry: int | None) -> Iterator[None]:
    """What is written within sends again what an entry noted.

    Args:
        entry: the entry's id, as the `entry` of the error says that it led to; None for nothing.
    """
    token = _ENTRY.set(entry)
    try:
        yield
    finally:
        _ENTRY.reset(token)


def being_resent() -> int | None:
    """The id of the entry that is being sent again."""
    return _ENTRY.get()


@contextmanager
def attempting(name: str) -> Iterator[None]:
    """What is written within is noted as what a draft was tried with; see `Noted.of_attempt`.

    Args:
        name: the draft's name for it; empty for none.
    """
    token = _ATTEMPT.set(name)
    try:
        yield
    finally:
        _ATTEMPT.reset(token)


def attempt() -> str:
    """The name of the draft that is being tried; empty for none."""
    return _ATTEMPT.get()


def take_over(act: Act, older: Entry) -> bool:
    """Have the write of an act that is the same as an older one take its place; whether there is one.

    Args:
        act: what is about to be carried out.
        older: what the answer led to the last time.
    """
    steps = [step for row in act.rows for step in row.steps]
    if older.outcome is not Outcome.UNKNOWN and any(step.edit.resends is not None for step in steps):
        return True  # it was made from what the journal has left
    for step in steps:
        if _same(step.edit, older):
            step.edit = replace(step.edit, resends=older.id)
            return True
    return False


def matched(act: Act, older: Sequence[Entry]) -> list[tuple[ActStep, Entry]]:
    """The calls of an act that are the same as earlier ones, each with the newest of these.

    Args:
        act: what is about to be carried out.
        older: entries of earlier tries, newest first.
    """
    steps = [step for row in act.rows for step in row.steps if step.edit.resends is None]
    found = [(step, next((each for each in older if _same(step.edit, each)), None)) for step in steps]
    return [(step, each) for step, each in found if each is not None]


def _same(edit: Edit, entry: Entry) -> bool:
    """Whether an edit is the one of an entry, or sets the same values of the same thing."""
    if (edit.call.operation_id, edit.subject) != (entry.call.operation_id, entry.subject):
        return False
    paths = {each.path for each in edit.changes}
    return without_secrets(edit)[0] == entry.call or (
        bool(paths) and paths == {each.path for each in entry.changes or ()}
    )
