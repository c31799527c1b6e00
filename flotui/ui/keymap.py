"""The keymap: which key runs which action, with the person's own keys from the preferences."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from flotui.resources import registry
from flotui.resources.base import Action
from flotui.ui.moving import FOLLOW, MOVES

_NAMES = {
    "escape": "esc",
    "delete": "del",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}
_TYPED = {name.lower(): key for key, name in _NAMES.items()} | {"return": "enter"}
_CALLED = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Characters whose keys Textual calls otherwise than Unicode the character."""


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

    def keys(self, action: Action) -> tuple[str, ...]:
        """The keys that run an action, as Textual names them."""
        return self._keys(action.id, action.key)

    def _keys(self, name: str, usual: str) -> tuple[str, ...]:
        given = self._own.get(name, usual)
        return tuple(key.strip() for key in given.split(",") if key.strip())

    def find(self, key: str, actions: Iterable[Action]) -> Action | None:
        """The action that a key runs, or None. A key that the person has given away does nothing else."""
        having = [action for action in actions if key in self.keys(action)]
        own = next((action for action in having if action.id in self._own), None)
        if own is not None or any(key in keys.split(",") for keys in self.moves.values()):
            return own
        return having[0] if having else None

    def shown(self, action: Action) -> str:
        """The first key of an action, as a person reads it; empty where it has none."""
        keys = self.keys(action)
        return key_name(keys[0]) if keys else ""

    def all_shown(self, name: str, usual: str) -> str:
        """All keys of something, as a person reads them.

        Args:
            name: its name in the keymap.
            usual: its keys where the person has given it none.
        """
        return " ".join(map(key_name, self._keys(name, usual)))

    def problems(self, everywhere: Sequence[Action]) -> list[str]:
        """What is wrong with the person's own keys.

        Args:
            everywhere: the actions of the program itself.

        Returns:
            A sentence for each name that means nothing and each key that two actions claim.
        """
        if not self._own:
            return []
        groups = [
            (*table.actions, *everywhere) for each in registry.resources() for table in registry.tables(each)
        ]
        known = {action.id for group in groups for action in group} | {FOLLOW, *(move.id for move in MOVES)}
        wrong = [
            f"keys.{name} in config.toml means nothing to flotui." for name in self._own if name not in known
        ]
        clashes = dict.fromkeys(clash for group in groups for clash in self._clashes(group))
        return wrong + [
            f"The key {key_name(key)} is claimed by {one} and {other}; {one} has it."
            for one, other, key in clashes
        ]

    def _clashes(self, group: Iterable[Action]) -> Iterator[tuple[str, str, str]]:
        taken: dict[str, str] = {}
        found = [(each.id, self.keys(each)) for each in group]
        found += [(move.id, self._keys(move.id, move.keys)) for move in MOVES]
        for name, keys in sorted(found, key=lambda each: each[0] not in self._own):
            for key in keys:
                holder = taken.setdefault(key, name)
                if holder != name and {holder, name} & self._own.keys():
                    yield holder, name, key


def key_name(key: str) -> str:
    """A key as a person reads it: `/` for `slash`, `G` for `G`, `ctrl+d` as it is."""
    return _NAMES.get(key) or _SIGNS.get(key) or key


def key_called(typed: str) -> str:
    """A key as Textual names it, of how a person writes it: `slash` for `/`, `escape` for `esc`."""
    before, _, last = typed.strip().rpartition("+")
    if not last:  # the plus itself
        before, last = before.rstrip("+"), "+"
    last = _TYPED.get(last.lower(), last)
    if len(last) == 1 and not last.isalnum():
        called = unicodedata.name(last, last).lower().replace(" ", "_").replace("-", "_")
        last = _CALLED.get(called, called)
    return f"{before}+{last}" if before else last


_SIGNS = {key_called(sign): sign for sign in string.punctuation}
"""The keys of characters that are no letters."""
