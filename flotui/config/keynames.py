# SPDX-License-Identifier: MIT
"""How keys are called: by a person who writes or reads them, and by the program.

What is nearly a name is imported when a name is none.
"""

from __future__ import annotations

import string
import unicodedata

from flotui.text.patterns import later

_SHOWN = {
    "escape": "esc",
    "delete": "del",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}
_TYPED = {name.lower(): key for key, name in _SHOWN.items()} | {"return": "enter"}
_CALLED = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Characters whose keys are called otherwise than Unicode calls the character."""
_NAMED = (
    *("escape", "enter", "tab", "space", "backspace", "delete", "insert"),
    *("home", "end", "pageup", "pagedown", "up", "down", "left", "right"),
    *(f"f{number}" for number in range(1, 25)),
)
"""Keys that are no characters."""
_HELD = frozenset(("alt", "ctrl", "hyper", "meta", "shift", "super"))
"""What can be held with a key."""
_MEANT = {
    "control": "ctrl",
    "ctl": "ctrl",
    "strg": "ctrl",
    "c": "ctrl",
    "^": "ctrl",
    "option": "alt",
    "m": "alt",
}
_SPELT = later(r"^(control|ctl|strg|c|option|m|\^)(?:(?<=\^)|[-+])(?=.)")
"""Other ways to begin a key with ctrl or alt: `C-t`, `^t`."""

ALLOWED = (
    f"a character such as t, T or /, {', '.join(_NAMED[:15])} or f1 to f24, also with ctrl+, alt+ or shift+"
)
"""What a key can be, for a sentence."""


def key_name(key: str) -> str:
    """A key as a person reads it: `/` for `slash`, `G` for `G`, `ctrl+d` as it is."""
    return _SHOWN.get(key) or _SIGNS.get(key) or key


def key_called(typed: str) -> str:
    """A key as the program names it: `slash` for `/`, `escape` for `Esc`, `T` for `shift+t`.

    Args:
        typed: how a person writes it. What is no key comes back much as it is: see `is_key`.
    """
    held, last = _parts(typed)
    if len(last) == 1 and last.isalpha():
        if last.isupper() and held:
            held |= set() if "ctrl" in held else {"shift"}
            last = last.lower()
        elif held == {"shift"}:
            held, last = set(), last.upper()
    elif len(last) == 1 and not last.isalnum():
        called = unicodedata.name(last, last).lower().replace(" ", "_").replace("-", "_")
        last = _CALLED.get(called, called)
    return "+".join([*sorted(held), last])


def is_key(typed: str) -> bool:
    """Whether what a person wrote is a key."""
    held, last = _parts(typed)
    if not held <= _HELD:
        return False
    if last in _NAMED:
        return True
    character = _SIGNS.get(last, last)
    # What shift makes of a sign depends on the keyboard: what it types is the key.
    return len(character) == 1 and character.isprintable() and ("shift" not in held or character.isalpha())


def near_key(typed: str) -> str:
    """The key that was probably meant, as a person writes it; empty where none is near."""
    from flotui.text.nearest import near

    tidied = _SPELT.sub(lambda found: f"{_MEANT[found[1]]}+", typed.strip().lower())
    *held, last = tidied.replace("-", "+").split("+")
    heads = [near(each, _HELD) for each in held]
    tail = [last] if is_key(last) else near(last, (*_NAMED, *_TYPED, *_SIGNS))
    if not tail or not all(heads):
        return ""
    found = "+".join([*(each[0] for each in heads), tail[0]])
    return key_name(key_called(found)) if is_key(found) else ""


def _parts(typed: str) -> tuple[set[str], str]:
    """What is held, and the key itself."""
    before, plus, last = typed.strip().rpartition("+")
    if plus and not last and (not before or before.endswith("+")):  # the plus itself
        before, last = before.removesuffix("+"), "+"
    held = {each.strip().lower() for each in before.split("+")} if before else set()
    named = _TYPED.get(last.lower(), last.lower())
    return held, named if named in _NAMED else _CALLED.get(last, last)


_SIGNS = {key_called(sign): sign for sign in string.punctuation}
"""The keys of characters that are no letters."""
