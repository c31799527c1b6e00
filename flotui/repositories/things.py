# SPDX-License-Identifier: MIT
"""Every Kind there is, and to which of them each write of the catalogue belongs.

Kinds are found in the modules of this package: declaring one is enough. Nothing here is needed to start or to paint, and
what finds modules is imported when they are asked for.
"""

from __future__ import annotations

import enum
import functools
import importlib
from collections.abc import Mapping

import msgspec

import flotui.repositories
from flotui.api.catalogue import catalogue
from flotui.repositories.kinds import NAMES, AnyKind, Kind
from flotui.repositories.targets import Target


class Effect(enum.Enum):
    """What a write does with something of its kind."""

    CREATES = enum.auto()
    CHANGES = enum.auto()
    DELETES = enum.auto()


class Owned(msgspec.Struct, frozen=True):
    """To which kind a write belongs."""

    kind: AnyKind
    does: Effect


_UNTOLD = "a setting of the bot: the host doesn't say what it was"
_OTHERWISE = "reads by another key what a kind reads by its id"

UNOWNED: Mapping[str, str] = {
    "flowSetAudioTranscription": _UNTOLD,
    "flowSetDefaultStartFlow": _UNTOLD,
    "flowSetWebChatWidgetDefaultStartFlow": _UNTOLD,
    "DiscountCodeGetInfoByCode": _OTHERWISE,
    "flowBotUserChatMessagesByMids": _OTHERWISE,
    "flowBotUserInfoByUserId": _OTHERWISE,
    "flowEventsSummary": "figures of an event: no rows",
}
"""By operation id: why it belongs to no kind."""

PANELLESS = ("Integration", "OpenAI", "Template", "Ticket List", "User", "Workspace")
"""The contract's groups of which no kind changes anything: the API area does. What a kind reads of them is its own.

A kind that takes one write of a group must have a place for every other operation of it."""


@functools.cache
def kinds() -> Mapping[str, AnyKind]:
    """Every kind, by its name.

    Raises:
        ValueError: when two have one name.
    """
    import pkgutil

    found: dict[str, AnyKind] = {}
    for module in pkgutil.iter_modules(flotui.repositories.__path__):
        for value in vars(importlib.import_module(f"flotui.repositories.{module.name}")).values():
            if isinstance(value, Kind) and found.setdefault(value.name, value) is not value:
                raise ValueError(f"There are two kinds called {value.name}.")
    return found


@functools.cache
def _owners() -> Mapping[str, Owned]:
    """By operation id, to which kind each write belongs.

    Raises:
        ValueError: when one belongs to two, or to none for a reason.
    """
    found: dict[str, Owned] = {}
    for kind in kinds().values():
        for operation in kind.writes:
            if operation in found or operation in UNOWNED:
                raise ValueError(f"{operation} is in {kind.name} and somewhere else.")
            found[operation] = Owned(kind, _does(kind, operation))
    return found


def _does(kind: AnyKind, operation: str) -> Effect:
    if operation in (kind.create, *kind.creates):
        return Effect.CREATES
    return Effect.DELETES if operation in (kind.delete, *kind.deletes) else Effect.CHANGES


def owner_of(operation_id: str) -> Owned | None:
    """To which kind a write belongs, and what it does there; None where it belongs to none, and for what reads."""
    return _owners().get(operation_id)


def target_of(operation_id: str) -> Target | None:
    """What a write changes of something that is there; None where it isn't compared."""
    owned = owner_of(operation_id)
    return owned.kind.targets.get(operation_id) if owned is not None else None


@functools.cache
def told_of(operation_id: str) -> tuple[str, ...]:
    """The keys of a row that are compared before it is deleted: its names, and all that can be changed of it."""
    owned = owner_of(operation_id)
    if owned is None or not owned.kind.change:
        return NAMES
    body = catalogue().resolve(catalogue()[owned.kind.change].body or {})
    changed = [each for each in body.get("properties", {}) if each not in (owned.kind.by, *NAMES)]
    return (*NAMES, *changed)


def deleted_by(operation_id: str) -> Target | None:
    """What reads the thing that a write deletes, which must be called as the person saw it."""
    owned = owner_of(operation_id)
    return owned.kind.deleted if owned is not None and owned.kind.delete == operation_id else None
