# SPDX-License-Identifier: MIT
"""What an input method or an emoji picker types arrives whole, seen or not: as keys, in a line, in a box."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.app import App, ComposeResult

from flotui.ui import themes
from flotui.ui.terminal.decoder import Decoder
from flotui.ui.terminal.translator import Translator
from flotui.ui.widgets.box import Box
from flotui.ui.widgets.inputs import Line

UNSEEN = {
    "an astronaut": "👩🏽\u200d🚀",
    "a family": "👨\u200d👩\u200d👧",
    "Persian": "می\u200cخواهم",
    "Hindi": "क्\u200dष",
    "a price": "10\xa0000\u202fR$",
    "Hebrew": "שלום\u200f! (VIP)\u200e",
    "a soft hyphen": "Donau\xaddampf",
    "a flag of tags": "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "a keyboard's own sign": "\uf8ff",
    "an emoji newer than Python's tables": "\U0001fae9\U0001facd",
}
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")), min_size=1, max_size=12)


def keys(*parts: bytes) -> list[events.Key]:
    """The keys that come of parts that are read one after the other."""
    decoder, translator = Decoder(), Translator(mouse=False)
    pieces = [piece for at, part in enumerate(parts) for piece in decoder.feed(part, at / 100)]
    messages = [message for piece in pieces for message in translator.messages(piece)]
    return [each for each in messages if isinstance(each, events.Key)]


def typed(found: list[events.Key]) -> str:
    """What Textual takes of keys for text."""
    return "".join(each.character or "" for each in found if each.is_printable)


@given(TEXTS)
def test_a_text_is_the_same_wherever_it_is_cut(text: str) -> None:
    data = text.encode()
    assert typed(keys(data)) == text
    assert typed(keys(*(bytes((byte,)) for byte in data))) == text
    for at in range(1, len(data)):
        assert typed(keys(data[:at], data[at:])) == text


@given(TEXTS)
def test_a_text_that_is_reported_is_the_same(text: str) -> None:
    codes = ":".join(str(ord(one)) for one in text)
    assert typed(keys(f"\x1b[0;;{codes}u".encode())) == text


def test_in_a_list_what_is_not_ascii_is_no_key_of_a_command() -> None:
    commands = {each.key for code in range(0x20, 0x7F) for each in keys(bytes((code,)))}
    assert {"space", "a", "exclamation_mark"} < commands
    for each in keys("".join(UNSEEN.values()).encode()):
        assert (each.key in commands) == (each.character or "").isascii(), each


class Typing(App[None]):
    """A line and a box."""

    def __init__(self) -> None:
        """With the program's colours."""
        super().__init__()
        themes.register(self, themes.DARK)

    def compose(self) -> ComposeResult:
        """Both of them."""
        yield Line()
        yield Box()


async def test_it_arrives_in_a_line_and_in_a_box() -> None:
    app = Typing()
    async with app.run_test() as pilot:
        for widget in (app.query_one(Line), app.query_one(Box)):
            widget.focus()
            await pilot.pause()
            for text in UNSEEN.values():
                for key in keys(text.encode()):
                    assert widget.check_consume_key(key.key, key.character), "no command has it there"
                    app.post_message(key)
            await pilot.pause()
            assert widget.value == "".join(UNSEEN.values())
