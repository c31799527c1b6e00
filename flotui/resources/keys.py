# SPDX-License-Identifier: MIT
"""The keys that sentences name: the person's own, where `[keys]` gives some.

A text that is written down once, such as what an empty list says, names a key as `{tags.create}`; `with_keys` puts the
key in when the text is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from flotui.config.keynames import key_called, key_name
from flotui.text.patterns import later

USUAL: Mapping[str, str] = {
    "app.undo": "u",
    "app.redo": "U",
    "app.stop": "ctrl+c",
    "app.quit": "q",
    "app.exit": "ctrl+q",
    "app.back": "escape",
    "app.return": "minus",
    "app.refresh": "r,f5",
    "app.authorize": "A",
    "app.palette": "colon,ctrl+p",
    "app.previous": "left_square_bracket",
    "app.next": "right_square_bracket",
    "app.previous-group": "left_curly_bracket",
    "app.next-group": "right_curly_bracket",
    "listing.follow": "p,alt+l",
    "listing.next": "ctrl+n,alt+down",
    "listing.previous": "alt+p,alt+up",
    "listing.reply": "m",
    "table.open": "enter",
    "table.last": "end,G",
}
"""The keys of the program's own actions, and of tables, that sentences name."""

_NAMED = later(r"\{([a-z_-]+\.[a-z_-]+)\}")

_TOLD = ("app.undo", "app.redo", "app.refresh", "listing.follow")
"""The actions whose keys are named by what is told of something done, or not read."""

_own: dict[str, str] = {}
_of_lists: Callable[[], Mapping[str, str]] = dict
"""The keys of the lists' actions; the registry, which is above, brings them."""


def follow(own: Mapping[str, str]) -> None:
    """Have sentences name the person's own keys from now on.

    Args:
        own: by an action's id, its keys separated by commas, as the preferences have them.
    """
    _own.clear()
    _own.update(own)


def key_of(action_id: str) -> str:
    """The first key of an action, as a person reads it.

    Args:
        action_id: the id of one in `USUAL`, or of one of a list.
    """
    return _keys_of(action_id)[0]


def key_while_typing(action_id: str) -> str:
    """The key of an action while a reply is typed, as a person reads it: `alt+w`; `esc, then w` where it has no other.

    Args:
        action_id: the id of one in `USUAL`, or of one of a list.
    """
    return next((key for key in _keys_of(action_id) if key.startswith("alt+")), key_behind_escape(action_id))


def key_behind_escape(action_id: str) -> str:
    """The key of an action of the list as it is reached from a question above it, as a person reads it: `esc, then w`.

    Args:
        action_id: the id of one in `USUAL`, or of one of a list.
    """
    return f"{key_of('app.back')}, then {key_of(action_id)}"


def _keys_of(action_id: str) -> list[str]:
    usual = USUAL.get(action_id) or _of_lists()[action_id]
    keys = [each.strip() for each in _own.get(action_id, usual).split(",")]
    return [key_name(key_called(each) if action_id in _own else each) for each in keys]


def typed_command(name: str) -> str:
    """The key of the palette and what is typed behind it, as a person reads them: `:everyone`, `ctrl+k everyone`.

    Args:
        name: what is typed.
    """
    key = key_of("app.palette")
    return f"{key} {name}" if key[-1:].isalnum() else f"{key}{name}"


def to_waiting() -> str:
    """What is typed to be shown who waits for an answer."""
    return typed_command("waiting")


def to_journal() -> str:
    """What is typed to be shown the journal."""
    return typed_command("journal")


def undo_key() -> str:
    """The key that undoes the last edit."""
    return key_of("app.undo")


def redo_key() -> str:
    """The key that does again what was undone last."""
    return key_of("app.redo")


def without_way_back(text: str) -> str:
    """What was done, without how it is taken back: where the keys for that are about something else by now.

    Args:
        text: what is told, such as `Saved. u undoes it.`
    """
    keys = "|".join(map(re.escape, (undo_key(), redo_key())))
    return re.sub(
        rf" (?:Press )?(?:{keys}) (?:undoes|redoes|deletes|resumes|again|to (?:un|re)do)\b[^.]*\.", "", text
    )


def while_typing(text: str, *, alt: bool = True) -> str:
    """A sentence as it holds while something is typed: a letter that it names does what it says after escape, or another
    key does it.

    Args:
        text: what is told, such as `Saved. u undoes it.`
        alt: whether a key with alt does it there, as in a reply; in a cell or a filter it doesn't.
    """
    letters = {key: each for each in _TOLD if len(key := key_of(each)) == 1}
    if not letters:
        return text
    named = re.compile(rf"(^|(?<=\. )|(?<=! ))(Press )?({'|'.join(map(re.escape, letters))}) (?=[a-z])")
    named_key = key_while_typing if alt else key_behind_escape
    return named.sub(lambda found: f"{found[2] or ''}{named_key(letters[found[3]])} ", text)


def with_keys(text: str) -> str:
    """A text with the keys of the actions that it names.

    Args:
        text: the text, with `{action id}` where a key is named.
    """
    return _NAMED.sub(lambda found: key_of(found[1]), text)


def know(lists: Callable[[], Mapping[str, str]]) -> None:
    """Have sentences name the keys of the lists' actions too.

    Args:
        lists: the keys by action id; called when the first sentence names one.
    """
    global _of_lists
    _of_lists = lists
