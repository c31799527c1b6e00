# SPDX-License-Identifier: MIT
"""The keymap: which key runs which action, with the person's own keys from the preferences.

What is nearly an action's name is imported when they name none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from flotui.config.keynames import key_called, key_name
from flotui.resources import registry
from flotui.resources.base import Action
from flotui.resources.keys import USUAL
from flotui.ui.moving import MOVES, OWN


class Keyed(Protocol):
    """What a key runs: an action of a list, or a command."""

    @property
    def id(self) -> str:
        """Its name in the keymap."""

    @property
    def key(self) -> str:
        """The key or keys that run it where the person has given it none."""


class Keymap:
    """The keys of every action, and of what every table does besides."""

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        """
        Args:
            own: keys of the person's own: an action's id, and its keys separated by commas.
        """
        self._own = {name: ",".join(map(key_called, keys.split(","))) for name, keys in (own or {}).items()}

    @property
    def moves(self) -> dict[str, str]:
        """The person's own keys for what is no action: the id of a table's binding, and its keys."""
        return {move.id: self._own[move.id] for move in MOVES if move.id in self._own}

    def keys(self, action: Keyed) -> tuple[str, ...]:
        """The keys that run an action, as Textual names them."""
        return self._keys(action.id, action.key)

    def _keys(self, name: str, usual: str) -> tuple[str, ...]:
        given = self._own.get(name, usual)
        return tuple(key.strip() for key in given.split(",") if key.strip())

    def find(self, key: str, actions: Iterable[Action[object]]) -> Action[object] | None:
        """The action that a key runs, or None. A key that the person has given away does nothing else."""
        having = [action for action in actions if key in self.keys(action)]
        own = next((action for action in having if action.id in self._own), None)
        if own is not None or any(key in keys.split(",") for keys in self.moves.values()):
            return own
        return having[0] if having else None

    def runs(self, key: str, name: str) -> bool:
        """Whether a key is one of an action that sentences name, where it is offered.

        Args:
            key: the key, as Textual names it.
            name: the action's id, one in `USUAL`.
        """
        moves = any(key in keys.split(",") for keys in self.moves.values())
        return not moves and key in self._keys(name, USUAL[name])

    def marks(self, key: str) -> bool:
        """Whether a key is one of those that mark rows.

        Args:
            key: the key, as Textual names it.
        """
        return any(
            key in self._keys(move.id, move.keys) for move in MOVES if move.id.startswith("table.mark")
        )

    def shown(self, action: Keyed) -> str:
        """The first key of an action, as a person reads it; empty where it has none."""
        keys = self.keys(action)
        return key_name(keys[0]) if keys else ""

    def shown_among(self, action: Action[object], offered: Sequence[Action[object]]) -> str:
        """The first key that runs an action where others may have the same one; empty where none does.

        Args:
            action: which.
            offered: what can be run there, nearest first.
        """
        return next((key_name(key) for key in self.keys(action) if self.find(key, offered) is action), "")

    def left_of(self, name: str, usual: str, offered: Sequence[Action[object]]) -> str:
        """The keys of something that no action has there, as a person reads them.

        Args:
            name: its name in the keymap.
            usual: its keys where the person has given it none.
            offered: what can be run there, nearest first.
        """
        return " ".join(key_name(key) for key in self._keys(name, usual) if self.find(key, offered) is None)

    def problems(self, everywhere: Sequence[Keyed]) -> list[str]:
        """What is wrong with the person's own keys.

        Args:
            everywhere: the commands.

        Returns:
            A sentence for each name that means nothing and each key that two actions claim.
        """
        if not self._own:
            return []
        groups = _groups(everywhere)
        known = {action.id for group in groups for action in group} | {*OWN, *(move.id for move in MOVES)}
        wrong = [
            f"unknown setting keys.{name} in config.toml.{_near(name, known)}"
            for name in self._own
            if name not in known
        ]
        return wrong + [
            f"{key_name(key)} is bound to both {one} and {other}; {one} wins."
            for one, other, key in self._all_clashes(groups)
        ]

    @property
    def has_shared(self) -> bool:
        """Whether the person has given a key to several actions, which need not be of one list."""
        given = [key for keys in self._own.values() for key in keys.split(",")]
        return len(set(given)) < len(given)

    def refused(self, everywhere: Sequence[Keyed]) -> list[str]:
        """The keys that the person has given to two actions of one list: no reading of that is right.

        Args:
            everywhere: the commands.

        Returns:
            A sentence for each, beginning with its name in the file.
        """
        return [
            f"keys.{other}: {key_name(key)} is the key of {one} already. A key can have one action in a list."
            for one, other, key in self._all_clashes(_groups(everywhere))
            if {one, other} <= self._own.keys()
        ]

    def _all_clashes(self, groups: Iterable[Iterable[Keyed]]) -> Iterable[tuple[str, str, str]]:
        return dict.fromkeys(clash for group in groups for clash in self._clashes(group))

    def _clashes(self, group: Iterable[Keyed]) -> Iterator[tuple[str, str, str]]:
        taken: dict[str, str] = {}
        found = [(each.id, self.keys(each)) for each in group]
        found += [(move.id, self._keys(move.id, move.keys)) for move in MOVES]
        for name, keys in sorted(found, key=lambda each: each[0] not in self._own):
            for key in keys:
                holder = taken.setdefault(key, name)
                if holder != name and {holder, name} & self._own.keys():
                    yield holder, name, key


def _groups(everywhere: Sequence[Keyed]) -> list[tuple[Keyed, ...]]:
    """What has keys at the same time: each list's actions, with those of the program."""
    return [(*table.actions, *everywhere) for each in registry.resources() for table in registry.tables(each)]


def _near(name: str, known: Collection[str]) -> str:
    from flotui.text.nearest import nearest

    return nearest(name, known)
