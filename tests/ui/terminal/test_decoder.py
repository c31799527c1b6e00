# SPDX-License-Identifier: MIT
"""Bytes cut into pieces: whatever a line cuts, whatever a terminal says."""

from __future__ import annotations

import itertools
import random
import time

import pytest

from flotui.ui.terminal.decoder import Decoder
from flotui.ui.terminal.pasting import LIMIT
from flotui.ui.terminal.pieces import ANSWER, ESC, Pasted, Piece, Sequence, TypedKey
from flotui.ui.terminal.reader import comes_whole
from flotui.ui.terminal.translator import Translator
from tests.support.answers import ANSWERS
from tests.support.each_of import each_of

LAG = 0.3
"""Seconds between two parts of what was cut."""

TRANSLATOR = Translator(mouse=True)

HOSTILE = [
    b"\x1b[31mred\x1b[0m",
    b"\x1b]0;a title\x07",
    b"\x1bP y \x1b\\",
    b"\xe9\xff\xc3\x28",
    "ação 日本 👩‍👩‍👧".encode(),
    b"\x1b[B\x1bOA\x1b[3~\r\x03\x1a",
    b"\x1b",
    b"\x9b31m",
]


def pieces(*parts: bytes, gap: float = LAG, then: float = 60.0) -> list[Piece]:
    """What comes of parts that arrive one after the other, and of waiting long after the last."""
    decoder, found, now = Decoder(), [], 0.0
    for part in parts:
        found += decoder.expire(now) + decoder.feed(part, now)
        now += gap
    while decoder.due is not None:
        found += decoder.expire(now + then)
    return found


def keys(found: list[Piece]) -> list[str]:
    """The names of the keys, and pasted texts, that pieces come to."""
    messages = [message for piece in found for message in TRANSLATOR.messages(piece)]
    return [getattr(message, "key", None) or getattr(message, "text", "") for message in messages]


def cuts(data: bytes) -> list[tuple[bytes, ...]]:
    """Data whole, cut at each byte once, cut at every byte, and cut at all pairs of bytes where it is short."""
    found = [(data,), tuple(bytes((byte,)) for byte in data)]
    found += [(data[:at], data[at:]) for at in range(1, len(data))]
    if len(data) <= 16:
        pairs = itertools.combinations(range(1, len(data)), 2)
        found += [(data[:one], data[one:other], data[other:]) for one, other in pairs]
    return found


@each_of("name", ANSWERS)
def test_an_answer_is_no_key_wherever_it_is_cut(name: str) -> None:
    for parts in cuts(ANSWERS[name]):
        for gap in (0.0, LAG):
            assert keys(pieces(*parts, gap=gap)) in ([], [""]), (
                parts
            )  # the mode that was asked for has no key


@each_of("name", ANSWERS)
def test_keys_around_an_answer_are_keys(name: str) -> None:
    for parts in cuts(ANSWERS[name]):
        found = keys(pieces(b"j", *parts, b"k"))
        assert [key for key in found if key] == ["j", "k"], parts


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x1b[B", "down"),
        (b"\x1bOB", "down"),
        (b"\x9bB", "down"),
        (b"\xc2\x9bB", "down"),
        (b"\x8fB", "down"),
        (b"\x1b[1;5C", "ctrl+right"),
        (b"\x1b[3~", "delete"),
        (b"\x1b[3$", "shift+delete"),
        (b"\x1b[[A", "f1"),
        (b"\x1b[121;;121u", "y"),
        ("日".encode(), "日"),
        ("👍".encode(), "thumbs_up_sign"),
    ],
)
def test_a_key_is_one_key_wherever_it_is_cut(data: bytes, expected: str) -> None:
    for parts in cuts(data):
        for gap in (0.0, LAG):
            assert keys(pieces(*parts, gap=gap)) == [expected], parts


def test_an_arrow_cut_after_its_escape_is_an_arrow() -> None:
    assert keys(pieces(b"\x1b", b"[B", gap=0.3)) == ["down"]


def test_escape_acts_at_once_when_the_terminal_answers() -> None:
    decoder = Decoder()
    assert decoder.feed(b"\x1b", 1.0) == [] and decoder.asks == 1.0
    decoder.ask()
    assert decoder.asks is None
    assert decoder.feed(ANSWER.encode(), 1.02) == [TypedKey(ESC), Sequence(ANSWER)]
    assert decoder.due is None


def test_escape_acts_soon_when_it_does_not_answer() -> None:
    decoder = Decoder()
    decoder.feed(b"\x1b", 1.0)
    assert decoder.expire(1.3) == []
    assert decoder.due is not None and decoder.due <= 1.6
    assert decoder.expire(decoder.due) == [TypedKey(ESC)]


LATE = [
    b"\x1b[B",
    b"\x1b[1;5C",
    b"\x1b[[A",
    b"\x1bOB",
    b"\x1b]11;rgb:1e1e/1e1e/1e1e\x07",
    b"\x1bP>|name y\x1b\\",
]


@each_of("data", LATE)
@each_of("between", [(), (ANSWER.encode(), b""), (ANSWER.encode(),)])
def test_what_follows_an_escape_that_was_taken_for_a_key_is_still_whole(
    data: bytes, between: tuple[bytes, ...]
) -> None:
    parts = (data[:1], *between[:-1], (between or (b"",))[-1] + data[1:], b"j")
    found = pieces(*parts, gap=0.7)  # later than an escape is waited for
    assert [key for key in keys(found) if key] == ["escape", *keys(pieces(data)), "j"]


def test_keys_after_an_escape_are_keys() -> None:
    for typed in (b"[", b"]", b"P", b"O", b"[[", b"]]", b"[]", b"Ob", b"PP", b"_"):
        decoder = Decoder()
        decoder.feed(b"\x1b", 1.0)
        found = decoder.expire(1.6) + decoder.feed(typed, 1.7)
        assert found == [TypedKey(ESC), *(TypedKey(chr(byte)) for byte in typed)], typed


def test_an_answer_within_a_string_is_one_and_the_string_goes_on() -> None:
    decoder = Decoder()
    decoder.feed(b"\x1bP>|na", 0.0)
    assert decoder.asks is None
    assert decoder.feed(ANSWER.encode() + b"me y\x1b\\j", 0.1) == [Sequence(ANSWER), TypedKey("j")]


def test_escape_and_another_key_after_it() -> None:
    assert keys(pieces(b"\x1b", b"j", gap=0.1)) == ["escape", "j"]
    assert keys(pieces(b"\x1b", b"\r", gap=0.1)) == ["escape", "enter"]
    assert keys(pieces(b"\x1b", b"[", gap=0.1)) == ["escape", "left_square_bracket"]
    assert keys(pieces(b"\x1b", b"]", gap=0.1)) == ["escape", "right_square_bracket"]
    assert keys(pieces(b"\x1b\x1b")) == ["escape", "escape"]
    assert keys(pieces(b"\x1b\x1b[B")) == ["escape", "down"]


def test_a_key_with_alt_is_not_the_key_without_it() -> None:
    assert keys(pieces(b"\x1by\x1b\r\x1b\x13")) == ["alt+y", "alt+enter", "alt+ctrl+s"]
    assert keys(pieces(b"\x1b[")) == keys(pieces(b"\x1bP")) == []


@pytest.mark.parametrize("begin", [b"\x1b]", b"\x1bP", b"\x1b_", b"\x1b^", b"\x1bX", b"\x9d", b"\x90"])
def test_a_string_that_never_ends_does_not_keep_the_keyboard(begin: bytes) -> None:
    decoder = Decoder()
    decoder.feed(begin + b"yyy", 0.0)
    for second in range(1, 50):  # a string is not kept, however long it is
        assert decoder.feed(b"y\r" * 10_000, second / 10) == []
    assert len(decoder._text) < 10
    assert decoder.due is not None and decoder.due - 4.9 <= 1.0
    assert decoder.expire(decoder.due) == []
    assert decoder.feed(b"j", 10.0) == [TypedKey("j")]


def test_a_sequence_that_never_ends() -> None:
    decoder = Decoder()
    assert decoder.feed(b"\x1b[" + b"1;" * 100_000, 0.0) == []
    assert decoder.feed(b"y", 0.1) == []
    assert decoder.feed(b"j", 0.2) == [TypedKey("j")]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xe9", "�"),
        (b"\xe9abc", "�abc"),
        (b"caf\xe9\r", "caf�\r"),
        (b"\xe9\xe8\xe0 ", "��� "),
        (b"\xff\xfe\x80\xbf", "����"),
        (b"\xc3\x9c\xc3\x9b", "ÜÛ"),
        (b"\xf0\x9f\x91", "�"),
        (b"\xed\xa0\x80", "���"),
        (b"\x92", "�"),
    ],
)
def test_bytes_that_are_not_utf_8(data: bytes, expected: str) -> None:
    for parts in cuts(data):
        found = pieces(*parts)
        assert "".join(piece.text or "" for piece in found) == expected, parts
        assert all(isinstance(piece, TypedKey) for piece in found)


PASTES = [
    (b"ana souza", "ana souza"),
    (b"two\nlines\r\n\tindented", "two\nlines\r\n\tindented"),
    (b"a\x1b[31mred\x1b[0m b", "ared b"),
    (b"a\x1b]0;title\x07b\x1bPy\x1b\\c", "abc"),
    (b"a\x1b]no end", "ano end"),
    (b"\x1b[Bdown\x1bOA\x1b[3~", "down"),
    (b"caf\xe9 \x00\x03\x1a\x7f.", "caf� ."),
    ("São Paulo 日本 \u009b31m".encode(), "São Paulo 日本 "),
    (b"\xc3\x9b201~", "Û201~"),
    (b"\x1b[200~again", "again"),
]


@pytest.mark.parametrize(("data", "expected"), PASTES)
def test_a_paste_is_a_text_wherever_it_is_cut(data: bytes, expected: str) -> None:
    for parts in cuts(b"\x1b[200~" + data + b"\x1b[201~"):
        assert pieces(b"j", *parts, b"k") == [TypedKey("j"), Pasted(expected), TypedKey("k")], parts


def test_a_paste_whose_end_never_comes() -> None:
    decoder = Decoder()
    assert decoder.feed(b"\x1b[200~ana", 0.0) == []
    assert decoder.due is not None and decoder.due <= 3.0
    assert decoder.expire(decoder.due) == [Pasted("ana")]
    assert decoder.feed(b"j", 4.0) == [TypedKey("j")]


def test_a_paste_is_not_ended_by_an_answer_in_its_middle() -> None:
    decoder = Decoder()
    decoder.feed(b"\x1b", 0.0)
    decoder.ask()
    assert decoder.feed(b"\x1b[200~ana", 0.1) == [TypedKey(ESC)]
    assert decoder.feed(ANSWER.encode() + b" souza", 0.2) == []
    assert decoder.feed(b"\x1b[201~", 0.3) == [Sequence(ANSWER), Pasted("ana souza")]


def test_a_paste_ends_when_the_terminal_says_that_nothing_follows() -> None:
    decoder = Decoder()
    decoder.feed(b"\x1b[200~ana", 0.0)
    assert decoder.asks is not None and decoder.asks >= 1.0
    decoder.ask()
    assert decoder.feed(ANSWER.encode(), 1.2) == [Sequence(ANSWER), Pasted("ana")]


def test_a_paste_that_is_too_long_is_dropped_as_a_whole() -> None:
    decoder = Decoder()
    decoder.feed(b"\x1b[200~", 0.0)
    for at in range(40):
        assert decoder.feed(b"y" * (LIMIT // 10), at / 10) == []
    assert len(decoder._paste._data) < 2 * LIMIT  # type: ignore[union-attr]
    assert decoder.feed(b"\x1b[201~j", 5.0) == [Pasted(None), TypedKey("j")]


def test_a_long_paste_is_quick() -> None:
    text = "São Paulo, 1234\n" * 50_000
    began = time.process_time()
    found = pieces(b"\x1b[200~", *itertools.repeat(text.encode()[:4096], 200), b"\x1b[201~", gap=0.01)
    assert time.process_time() - began < 2.0
    assert isinstance(found[0], Pasted) and len(found) == 1


def test_whatever_comes_is_taken() -> None:
    rng = random.Random(8)
    parts = [
        *ANSWERS.values(),
        *HOSTILE,
        b"\x1b[200~",
        b"\x1b[201~",
        b"j",
        b"\x1b",
        b"\x9b",
        b"\x1b]",
        b"\xe9",
    ]
    for _ in range(300):
        decoder, now = Decoder(), 0.0
        for _ in range(30):
            data = rng.choice(parts) if rng.random() < 0.7 else rng.randbytes(rng.randint(1, 12))
            data = data[: rng.randint(1, len(data))]
            now += rng.choice((0.0, 0.01, 0.2, 0.7, 4.0))
            if rng.random() < 0.2:
                decoder.ask()
            for piece in decoder.expire(now) + decoder.feed(data, now):
                list(TRANSLATOR.messages(piece))
        while decoder.due is not None:
            decoder.expire(decoder.due)
        # After all that, and a moment's quiet, a key is a key.
        assert decoder.feed(b"j", now + 100) == [TypedKey("j")]


def test_an_escape_that_stays_alone_is_a_key_where_sequences_come_whole() -> None:
    decoder = Decoder(whole=True)
    decoder.feed(ANSWER.encode(), 0.0)
    assert decoder.feed(b"\x1b", 1.0) == []
    assert decoder.asks is None, "the answer would take as long as the way"
    assert decoder.due == pytest.approx(1.02)
    assert decoder.expire(1.01) == []
    assert decoder.expire(1.03) == [TypedKey(ESC)]
    assert decoder.feed(b"\x1b", 2.0) == []
    assert decoder.feed(b"[B", 2.01) == [Sequence("\x1b[B")], "the system has cut it"
    assert decoder.feed(b"\x1by", 3.0) == [TypedKey("y", alt=True)]


def test_what_a_line_cut_nevertheless_is_not_typed_text() -> None:
    decoder = Decoder(whole=True)
    decoder.feed(b"\x1b", 0.0)
    assert decoder.expire(0.03) == [TypedKey(ESC)]
    assert decoder.feed(b"[B", 0.5) == [Sequence("\x1b[B")]
    assert decoder.feed(b"\x1b[200~ana", 1.0) == []
    assert decoder.asks is not None, "a paste may lack its end"


@pytest.mark.parametrize(
    ("environ", "whole"),
    [
        ({}, False),
        ({"SSH_TTY": "/dev/pts/3"}, True),
        ({"SSH_CONNECTION": "::1 5 ::1 22"}, True),
        ({"SSH_TTY": "/dev/pts/3", "ESCDELAY": "300"}, False),
    ],
)
def test_sequences_come_whole_over_ssh(environ: dict[str, str], whole: bool) -> None:
    assert comes_whole(environ) is whole
