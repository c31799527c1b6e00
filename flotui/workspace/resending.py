# SPDX-License-Identifier: MIT
"""Sending again what an answer of the person did not get done: the new write takes the place of the old one.

Whoever carries an answer out once more knows the entry that its failure left, but not how the answer becomes
writes; who writes doesn't know that it is the same answer. So what is being sent again goes along with the work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from msgspec.structs import replace

from flotui.repositories.edit import Edit
from flotui.repositories.journaled import without_secrets
from flotui.store.journal import Entry, Outcome
from flotui.workspace.chain import Chain, ChainedCall


class Tried(NamedTuple):
    """What an answer led to the last time, which did not get it done."""

    entry: int | None = None
    """The entry that it left."""
    job: int | None = None
    """The job that it left, of which nothing has left."""


_NEVER = Tried()
_TRIED: ContextVar[Tried] = ContextVar("resending", default=_NEVER)


class Attempt(NamedTuple):
    """A draft that is being tried."""

    name: str = ""
    """Its name for that."""
    planned: Callable[[bool], None] | None = None
    """Told whether a job has what is written."""


_NOTHING = Attempt()
_ATTEMPT: ContextVar[Attempt] = ContextVar("attempt", default=_NOTHING)


@contextmanager
def resending(entry: int | None, job: int | None = None) -> Iterator[None]:
    """What is written within sends again what an entry noted, or a job.

    Args:
        entry: the entry's id, as the `entry` of the error says that it led to; None for nothing.
        job: the job's, as its `job` says; None for none.
    """
    token = _TRIED.set(Tried(entry, job))
    try:
        yield
    finally:
        _TRIED.reset(token)


def tried_before() -> Tried:
    """What is being sent again."""
    return _TRIED.get()


def being_resent() -> int | None:
    """The id of the entry that is being sent again."""
    return _TRIED.get().entry


@contextmanager
def attempting(name: str, planned: Callable[[bool], None] | None = None) -> Iterator[None]:
    """What is written within is noted as what a draft was tried with; see `Noted.of_attempt`.

    Args:
        name: the draft's name for it; empty for none.
        planned: told whether a job has what is written, so that the draft need not keep it.
    """
    token = _ATTEMPT.set(Attempt(name, planned))
    try:
        yield
    finally:
        _ATTEMPT.reset(token)


def attempt() -> Attempt:
    """The draft that is being tried; without a name for none."""
    return _ATTEMPT.get()


def planned(has: bool = True) -> bool:
    """Say whether a job has what is being written.

    Args:
        has: whether one has it, or that one is gone.

    Returns:
        Whether it is written from a draft, which is kept as long as no job has it.
    """
    told = attempt().planned
    if told is not None:
        told(has)
    return told is not None


def take_over(chain: Chain, older: Entry) -> bool:
    """Have the write of a chain that is the same as an older one take its place; whether there is one.

    Args:
        chain: what is about to be carried out.
        older: what the answer led to the last time.
    """
    resends = any(link.edit.resends is not None for link in chain.links)
    if older.outcome is not Outcome.UNKNOWN and resends:
        return True  # it was made from what the journal has left
    for link in chain.links:
        if _same(link.edit, older):
            link.edit = replace(link.edit, resends=older.id)
            return True
    return False


def matched(chain: Chain, older: Sequence[Entry]) -> list[tuple[ChainedCall, Entry]]:
    """The calls of a chain that are the same as earlier ones, each with the newest of these.

    Args:
        chain: what is about to be carried out.
        older: entries of earlier tries, newest first.
    """
    links = [link for link in chain.links if link.edit.resends is None]
    found = [(link, next((each for each in older if _same(link.edit, each)), None)) for link in links]
    return [(link, each) for link, each in found if each is not None]


def _same(edit: Edit, entry: Entry) -> bool:
    """Whether an edit is the one of an entry, or sets the same values of the same thing."""
    if (edit.call.operation_id, edit.subject) != (entry.call.operation_id, entry.subject):
        return False
    paths = {each.path for each in edit.changes}
    return without_secrets(edit)[0] == entry.call or (
        bool(paths) and paths == {each.path for each in entry.changes or ()}
    )
