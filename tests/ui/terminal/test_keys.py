# SPDX-License-Identifier: MIT
"""Every key that Textual knows is still one, by its name; what is no key press is nothing."""

from __future__ import annotations

import re

import pytest
from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS, IGNORE_SEQUENCE
from textual._keyboard_protocol import FUNCTIONAL_KEYS, MODIFIER_FUNCTIONAL_KEYS
from textual._xterm_parser import XTermParser
from textual.keys import Keys

from flotui.ui.terminal import keys
from flotui.ui.terminal.decoder import Decoder
from flotui.ui.terminal.translator import Translator
from tests.support.each_of import each_of

UNHEARD = {
    *MODIFIER_FUNCTIONAL_KEYS,
    *("caps_lock", "scroll_lock", "num_lock", "print_screen", "pause", "menu", "kp_begin"),
    *("media_play", "media_pause", "media_play_pause", "media_reverse", "media_stop", "media_fast_forward"),
    *("media_rewind", "media_track_next", "media_track_previous", "media_record"),
    *("lower_volume", "raise_volume", "mute_volume"),
}
"""Keys that nothing can be meant by."""


def pressed(data: str) -> list[tuple[str, str | None]]:
    """The keys that a program reads of what a terminal sends."""
    decoder, translator = Decoder(), Translator(mouse=True)
    pieces = decoder.feed(data.encode(), 0.0) + decoder.expire(60.0)
    messages = [message for piece in pieces for message in translator.messages(piece)]
    return [(each.key, each.character) for each in messages if isinstance(each, events.Key)]


def textuals(data: str) -> list[tuple[str, str | None]]:
    """The keys that Textual makes of a whole sequence."""
    found = XTermParser()._sequence_to_key_events(data)
    return [(each.key, each.character) for each in found if each.key != Keys.Ignore]


POSITIONS = {f"\x1b[1;{modifiers}R" for modifiers in range(1, 17)}
"""f3 with a modifier, which is what a terminal answers about its cursor; Textual takes it for that as well."""

DELIBERATE: dict[str, list[tuple[str, str | None]]] = {
    **{sequence: [] for sequence in POSITIONS},
    "\x1b[167;5u": [("ctrl+section_sign", None)],  # as Textual's parser has it, other than its table
    "\x9b": [],  # begins a sequence
    "\x1b\x1b": [("escape", "\x1b")] * 2,  # likewise
}


def reported(sequence: str) -> bool:
    """Whether a sequence is a key by kitty's protocol as well."""
    found = re.fullmatch("\x1b\\[([0-9]*)(?:;[0-9]+)?([A-Z~u])", sequence)
    return found is not None and f"{found[1] or 1}{found[2]}" in FUNCTIONAL_KEYS


def tabled(sequence: str) -> list[tuple[str, str | None]]:
    """The keys of a sequence in Textual's table; an escape before a key is alt there."""
    mapped = ANSI_SEQUENCES_KEYS[sequence]
    if mapped is IGNORE_SEQUENCE:
        return []
    if isinstance(mapped, str) and len(sequence) == 2:  # one keyboard's option key
        character = textuals(sequence[1])[0]
        letter = sequence[1].isalpha()
        return [(f"alt+{character[0]}", None)] if letter else [("escape", "\x1b"), character]
    if isinstance(mapped, str):
        return textuals(mapped)
    assert isinstance(mapped, tuple)
    alt = "alt+" if len(mapped) > 1 else ""
    return [(f"{alt}{mapped[-1].value}", sequence if len(sequence) == 1 else None)]


def test_textual_has_the_tables_that_this_builds_on() -> None:
    assert len(ANSI_SEQUENCES_KEYS) > 300 and len(FUNCTIONAL_KEYS) > 100
    assert FUNCTIONAL_KEYS["57441u"] == "left_shift" and FUNCTIONAL_KEYS["1A"] == "up"
    assert ANSI_SEQUENCES_KEYS["\x1b[1;3A"] == (Keys.Escape, Keys.Up)


def known(sequence: str) -> list[tuple[str, str | None]]:
    """The keys of a sequence that Textual knows."""
    if sequence in DELIBERATE:
        return DELIBERATE[sequence]
    by_table = ANSI_SEQUENCES_KEYS[sequence] is IGNORE_SEQUENCE or not reported(sequence)
    return tabled(sequence) if by_table else textuals(sequence)


def test_the_sequences_that_textual_knows() -> None:
    found = {sequence: pressed(sequence) for sequence in ANSI_SEQUENCES_KEYS}
    assert found == {sequence: known(sequence) for sequence in ANSI_SEQUENCES_KEYS}


@pytest.mark.parametrize("modifiers", ["", ";2", ";3", ";5", ";6", ";9"])
def test_the_functional_keys(modifiers: str) -> None:
    for code, name in FUNCTIONAL_KEYS.items():
        sequence = f"\x1b[{code[:-1]}{modifiers}{code[-1]}"
        found = pressed(sequence)
        if name in UNHEARD or sequence in POSITIONS:
            assert found == [], sequence
        else:
            assert found == textuals(sequence) and len(found) == 1, sequence


def test_with_num_lock_on_a_key_types_the_same() -> None:
    for code in FUNCTIONAL_KEYS:  # by Textual's parser, nothing
        number, final = code[:-1], code[-1]
        assert final == "R" or pressed(f"\x1b[{number};129{final}") == pressed(f"\x1b[{number}{final}"), code


def test_only_a_press_is_a_press() -> None:
    for code in FUNCTIONAL_KEYS:
        number, final = code[:-1], code[-1]
        plain = pressed(f"\x1b[{number}{final}")
        assert pressed(f"\x1b[{number};1:1{final}") == plain, code
        assert pressed(f"\x1b[{number};1:2{final}") == plain, f"{code} held down"
        assert pressed(f"\x1b[{number};1:3{final}") == [], code


@each_of(
    ("sequence", "key", "character"),
    [
        ("\x1b[97;;97u", "a", "a"),
        ("\x1b[97;2;65u", "A", "A"),
        ("\x1b[97;65;65u", "A", "A"),  # caps lock
        ("\x1b[49;2;33u", "exclamation_mark", "!"),
        ("\x1b[32;;32u", "space", " "),
        ("\x1b[97;5u", "ctrl+a", None),
        ("\x1b[97;3u", "alt+a", None),
        ("\x1b[97:65;6u", "ctrl+shift+a", None),
        ("\x1b[97;;229u", "å", "å"),
        ("\x1b[13u", "enter", "\r"),
        ("\x1b[13;129u", "enter", "\r"),  # num lock
        ("\x1b[27u", "escape", None),
        ("\x1b[9;2u", "shift+tab", None),
        # What it types is not said: terminals that know a part of the protocol.
        ("\x1b[97u", "a", "a"),
        ("\x1b[97;2u", "A", "A"),
        ("\x1b[47u", "slash", "/"),
        # The keypad types what its keys say.
        ("\x1b[57410;;47u", "slash", "/"),
        ("\x1b[57401;129;50u", "2", "2"),
        ("\x1b[57414u", "enter", "\r"),
        ("\x1b[57420u", "down", None),
        # xterm's ways.
        ("\x1b[27;5;97~", "ctrl+a", None),
        ("\x1b[27;2;13~", "shift+enter", None),
        ("\x1b[1;5B", "ctrl+down", None),
        ("\x1bO5B", "ctrl+down", None),
        ("\x1bO1;2P", "shift+f1", None),
    ],
)
def test_one_key_by_its_report(sequence: str, key: str, character: str | None) -> None:
    assert pressed(sequence) == [(key, character)]


def test_what_an_input_method_types() -> None:
    assert pressed("\x1b[0;;26085:26412u") == [("日", "日"), ("本", "本")]


@each_of("character", [*"0123456789/:?* .+#"])
def test_a_digit_or_a_sign_after_an_escape_is_a_key_of_its_own(character: str) -> None:
    escape = keys.Pressed("escape", "\x1b")
    assert keys.of_character(character, alt=True) == [escape, *keys.of_character(character)]


@pytest.mark.parametrize("character", [*"yqé", "\r", "\x13"])
def test_a_letter_or_enter_after_an_escape_is_with_alt(character: str) -> None:
    [found] = keys.of_character(character, alt=True)
    assert found.key.startswith("alt+") and found.character is None


def test_alt_is_never_an_escape() -> None:
    for sequence, mapped in ANSI_SEQUENCES_KEYS.items():
        if isinstance(mapped, tuple) and len(mapped) > 1:
            assert "escape" not in [each.key for each in keys.of_sequence(sequence)]


def test_the_mouse() -> None:
    translator = Translator(mouse=True)
    [piece] = Decoder().feed(b"\x1b[<0;12;5M", 0.0)
    [message] = translator.messages(piece)
    assert isinstance(message, events.MouseDown) and (message.x, message.y) == (11, 4)
    [piece] = Decoder().feed(b"\x1b[<64;12;5M", 0.0)
    [message] = translator.messages(piece)
    assert isinstance(message, events.MouseScrollUp)
    assert list(Translator(mouse=False).messages(piece)) == []
