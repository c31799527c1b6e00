# SPDX-License-Identifier: MIT
"""Which control sequences are keys, and what Textual calls them.

Terminals report keys in three ways: as they always have, as xterm does with modifiers, and by kitty's protocol, which
Textual's names come from. The last one also reports what is no key press: modifiers alone, locks, releases. What isn't
a key that a person can mean something by comes to nothing here, so that nobody sees it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import msgspec
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS, IGNORE_SEQUENCE
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._xterm_parser import SPECIAL_KEY_TO_CHARACTER
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, _character_to_key

from flotui.text.patterns import later
from flotui.text.typable import is_typable

_CSI: Final = later("\x1b\\[([0-9:;]*)([A-Za-z~])")
_SS3: Final = later("\x1bO([0-9;]+)([A-Za-z])")
_POSITION: Final = later("\x1b\\[[0-9]+;[0-9]+R")
"""Where the cursor is; the same sequence as f3 with a modifier, which Textual doesn't know either."""

_UNHEARD: Final = frozenset(
    [*range(57358, 57364), *range(57427, 57455)]  # locks, print screen, pause, menu; media keys, modifiers
)
_PRIVATE: Final = range(57344, 63744)
"""Where kitty puts keys that are no characters."""
_KEYPAD: Final = range(57399, 57417)
"""Those of them that type something, and enter."""

_SHIFT: Final = 0b1
_ALT: Final = 0b10
_OTHERS: Final = {0b100: "ctrl", 0b1000: "super", 0b10000: "hyper", 0b100000: "meta"}
_LOCKS: Final = 0b11000000
_RELEASED: Final = "3"


class Pressed(msgspec.Struct, frozen=True):
    """A key as Textual has it."""

    key: str
    """Its name: `a`, `ctrl+a`, `pageup`."""
    character: str | None
    """What it types; None for nothing."""


class _Report(NamedTuple):
    """A key by its code, as xterm and kitty report it."""

    code: int
    modifiers: int
    """Bits: shift, alt, ctrl, super, hyper, meta."""
    text: str
    """What it types, where that is reported."""
    final: str


_NOTHING: Final = _Report(0, 0, "", "")
"""For a key that was released, or that isn't known."""


def of_sequence(sequence: str) -> list[Pressed]:
    """The keys of a control sequence; none when it is something else.

    Args:
        sequence: a whole one, CSI or SS3.
    """
    if _POSITION.fullmatch(sequence):
        return []
    if found := _SS3.fullmatch(sequence):  # an older form of the same with modifiers
        parameters = found[1] if ";" in found[1] else f"1;{found[1]}"
        sequence = f"\x1b[{parameters}{found[2]}"
    report = _report(sequence)
    if report is _NOTHING or ANSI_SEQUENCES_KEYS.get(sequence) is IGNORE_SEQUENCE:
        return []
    if report is not None and (known := _known(report)) is not None:
        return [_named(known, character) for character in known.text or (None,)]
    return _mapped(sequence)


def of_character(character: str, *, alt: bool = False) -> list[Pressed]:
    """The key that a character is typed by.

    A digit or a sign that came together with an escape is a key of its own: over a slow line, who goes back and on to
    an area sends just that, and nobody means it with alt.

    Args:
        character: one; also a control character, such as enter.
        alt: whether alt was held, or the escape key was pressed just before.
    """
    if alt and is_typable(character) and not character.isalpha():
        return [*of_character("\x1b"), *of_character(character)]
    sequence = f"\x1b{character}" if alt else character
    if mapped := _mapped(sequence):
        return mapped
    if alt and (plain := _mapped(character)):
        return [Pressed(f"alt+{plain[0].key}", None)]
    name = _name(character)
    if not alt:
        return [Pressed(name, character)]
    shift = "shift+" if len(name) == 1 and name.isupper() else ""
    return [Pressed(f"alt+{shift}{name.lower() if shift else name}", None)]


def _mapped(sequence: str) -> list[Pressed]:
    """What Textual's table has for a sequence. Where it has an escape before a key, that was alt."""
    found = ANSI_SEQUENCES_KEYS.get(sequence)
    if (
        isinstance(found, str) and len(sequence) == 2
    ):  # what one keyboard's option key types: elsewhere that is alt
        return []
    if isinstance(found, str):
        return [Pressed(_name(found), found)]
    if not isinstance(found, tuple):
        return []
    key = found[-1].value
    typed = sequence if len(sequence) == 1 else None
    return [Pressed(f"alt+{key}" if found[:-1] == (Keys.Escape,) else key, typed)]


def _report(sequence: str) -> _Report | None:
    """A key's report, read; None when it has another form."""
    found = _CSI.fullmatch(sequence)
    if found is None:
        return None
    codes, modifiers, text, *more = [part.split(":") for part in found[1].split(";")] + [[""], [""], [""]]
    if modifiers[1:2] == [_RELEASED] or any(part != [""] for part in more):
        return _NOTHING
    code, final = _number(codes[0], 1), found[2]
    if final == "~" and code == 27:  # xterm's way for other keys: the code stands last
        code, final, text = _number(text[0], 0), "u", [""]
    bits = max(0, _number(modifiers[0], 1) - 1) & ~_LOCKS
    return _Report(code, bits, "".join(map(_character, text)), final) if bits < _LOCKS else _NOTHING


def _known(report: _Report) -> _Report | None:
    """A report as Textual understands it; None when it knows no such key."""
    code, modifiers, text, final = report
    name = FUNCTIONAL_KEYS.get(f"{code}{final}")
    if final != "u":
        return None if name is None or final == "E" or code in _UNHEARD else report._replace(text="")
    if code in _KEYPAD and text:
        return report._replace(code=ord(text[0]))
    if name is not None or code in _PRIVATE:
        return None if name is None or code in _UNHEARD else report
    character = _character(str(code))
    if text or not character:
        return report if text else None
    if modifiers in (0, _SHIFT) and (not modifiers or character.isalpha()):
        return report._replace(text=character.upper() if modifiers else character)  # not told, but plain
    return report


def _named(report: _Report, character: str | None) -> Pressed:
    """The key of a report.

    Args:
        report: which.
        character: what it types; None for nothing. What it types says already whether shift or alt was held.
    """
    name = FUNCTIONAL_KEYS.get(f"{report.code}{report.final}") or _name(character or chr(report.code))
    held = [each for bit, each in _OTHERS.items() if report.modifiers & bit]
    if report.modifiers & _SHIFT and (character is None or character.isspace()):
        held.append("shift")
    if report.modifiers & _ALT and character is None:
        held.append("alt")
    typed = character or (None if report.modifiers else SPECIAL_KEY_TO_CHARACTER.get(name))
    return Pressed("+".join([*sorted(held), name]), typed)


def _name(character: str) -> str:
    name = _character_to_key(character)
    return KEY_NAME_REPLACEMENTS.get(name, name)


def _number(digits: str, default: int) -> int:
    return int(digits) if 0 < len(digits) < 8 else default


def _character(digits: str) -> str:
    """The character of a code; empty where it is none that can be typed."""
    code = _number(digits, 0)
    character = chr(code) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else ""
    return character if is_typable(character) else ""
