"""The keymap: which key runs which action, with the person's own keys from the preferences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flotui.resources.base import Action

_NAMES = {
    "slash": "/",
    "question_mark": "?",
    "colon": ":",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "asterisk": "*",
    "escape": "esc",
    "delete": "del",
    "space": "space",
    "comma": ",",
    "full_stop": ".",
}


class Keymap:
    """The keys of every action."""

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        """
        Args:
            own: keys of the person's own: an action's id, and its keys separated by commas.
        """
        self._own = dict(own or {})

    def keys(self, action: Action) -> tuple[str, ...]:
        """The keys that run an action, as Textual names them."""
        given = self._own.get(action.id, action.key)
        return tuple(key.strip() for key in given.split(",") if key.strip())

    def find(self, key: str, actions: Iterable[Action]) -> Action | None:
        """The action that a key runs, or None."""
        return next((action for action in actions if key in self.keys(action)), None)

    def shown(self, action: Action) -> str:
        """The first key of an action, as a person reads it; empty where it has none."""
        keys = self.keys(action)
        return key_name(keys[0]) if keys else ""

    def problems(self, known: Mapping[str, Iterable[Iterable[Action]]], others: Iterable[str]) -> list[str]:
        """What is wrong with the person's own keys.

        Args:
            known: by a name for the place, the groups of actions that are offered together there.
            others: ids of bindings that are not actions (the table's).

        Returns:
            A sentence for each name that means nothing and each key that two actions claim.
        """
        groups = [(place, [list(group) for group in found]) for place, found in known.items()]
        ids = {action.id for _, found in groups for group in found for action in group} | set(others)
        wrong = [
            f"keys.{name} in config.toml means nothing to flotui." for name in self._own if name not in ids
        ]
        clashes: dict[tuple[str, str, str], None] = {}
        for _, found in groups:
            for group in found:
                for one, other, key in self._clashes(group):
                    clashes[(one, other, key)] = None
        return wrong + [
            f"The key {key_name(key)} is claimed by {one} and {other}; {one} has it."
            for one, other, key in clashes
        ]

    def _clashes(self, group: list[Action]) -> Iterable[tuple[str, str, str]]:
        taken: dict[str, str] = {}
        for action in group:
            for key in self.keys(action):
                holder = taken.setdefault(key, action.id)
                if holder != action.id and {holder, action.id} & self._own.keys():
                    yield holder, action.id, key


def key_name(key: str) -> str:
    """A key as a person reads it: `/` for `slash`, `G` for `G`, `ctrl+d` as it is."""
    return _NAMES.get(key, key)
