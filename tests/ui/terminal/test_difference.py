# SPDX-License-Identifier: MIT
"""The picture on the terminal is the one Textual painted, whatever was skipped, resized and measured differently."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flotui.text.width import is_sure
from flotui.ui.terminal import scrolling
from flotui.ui.terminal.canvas import Canvas, is_frame
from flotui.ui.terminal.difference import Shown, _units
from flotui.ui.terminal.modes import erases_in_color
from tests.support.emulator import Emulator, Measure, by_cluster, by_code_point, by_emoji
from tests.support.judging import examples

LOOKS = ("", "1;38;5;80;48;5;20", "38;2;10;20;30", "31", "48;5;33", "7", "4;2", "48;2;18;18;18")
SURE = ("a", "Zoë", "日本", "  ", "│", "▌ ", "         ", "vip, cart", "é")
DOUBTFUL = ("अनिल कुमार", "ช่วย", "👩‍🚀", "❤️", "🇧🇷", "e\u0301", "يوسف", "☎", "★")


@st.composite
def frames(draw: st.DrawFn, texts: tuple[str, ...], columns: int = 30, lines: int = 4) -> str:
    """A frame as Textual writes it: whole cells at whole places."""
    out = []
    for _ in range(draw(st.integers(1, 6))):
        y, x = draw(st.integers(0, lines - 1)), draw(st.integers(0, columns - 1))
        text = "".join(draw(st.lists(st.sampled_from(texts), min_size=1, max_size=4)))
        look = draw(st.sampled_from(LOOKS))
        room = columns - x
        text = Canvas(columns, 1) and "".join(_cut(text, room))
        out.append(f"\x1b[{y + 1};{x + 1}H" + (f"\x1b[{look}m{text}\x1b[0m" if look else text))
    return "".join(out) + f"\x1b[{draw(st.integers(1, lines))};{draw(st.integers(1, columns))}H"


def _cut(text: str, room: int) -> list[str]:
    kept = []
    for piece, width in by_cluster(text):
        room -= width
        if room < 0:
            break
        kept.append(piece)
    return kept


def shows(terminal: Emulator) -> tuple[object, ...]:
    return terminal.cells, terminal.looks, (terminal.y, terminal.x)


def painted(canvas: Canvas, measure: Measure = by_cluster) -> Emulator:
    """A terminal that was painted from nothing."""
    terminal = Emulator(canvas.columns, canvas.lines, measure)
    canvas.touched = set(range(canvas.lines))
    terminal.feed(Shown().to(canvas))
    return terminal


@given(st.lists(frames(SURE), min_size=1, max_size=8), st.data())
@settings(max_examples=examples(150))
def test_a_difference_shows_what_painting_everything_shows(stream: list[str], data: st.DataObject) -> None:
    canvas, shown, terminal = Canvas(30, 4), Shown(), Emulator(30, 4)
    for frame in stream:
        assert is_frame(frame)
        canvas.draw(frame)
        if data.draw(st.booleans()):  # frames between are dropped
            continue
        terminal.feed(shown.to(canvas))
        assert shown.to(canvas) == ""  # the same frame twice is nothing
        assert shows(terminal) == shows(painted(canvas))


@pytest.mark.parametrize("measure", [by_cluster, by_code_point])
@given(data=st.data())
@settings(max_examples=examples(60))
def test_resizes_among_the_frames_end_in_the_same_picture(measure: Measure, data: st.DataObject) -> None:
    canvas, shown, terminal = Canvas(30, 4), Shown(), Emulator(30, 4, measure)
    for columns, lines in data.draw(st.lists(st.tuples(st.integers(8, 40), st.integers(1, 6)), max_size=5)):
        if (columns, lines) != (canvas.columns, canvas.lines):
            canvas.resize(columns, lines)
            shown.forget()
            terminal = Emulator(columns, lines, measure)
            terminal.feed("\x1b[1;1H\x1b[41mreflowed")
        for frame in data.draw(st.lists(frames(SURE, columns, lines), min_size=1, max_size=3)):
            canvas.draw(frame)
            if data.draw(st.booleans()):
                terminal.feed(shown.to(canvas))
        terminal.feed(shown.to(canvas))
        assert shown.to(canvas) == ""
        assert shows(terminal) == shows(painted(canvas, measure))


@given(st.lists(frames(SURE), min_size=1, max_size=8), st.data())
@settings(max_examples=examples(100))
def test_bites_of_newer_and_newer_pictures_end_in_the_newest(stream: list[str], data: st.DataObject) -> None:
    canvas, shown, terminal = Canvas(30, 4), Shown(), Emulator(30, 4)
    for frame in stream:
        canvas.draw(frame)
        for _ in range(data.draw(st.integers(0, 3))):
            terminal.feed(shown.to(canvas, data.draw(st.integers(1, 60))))
    for _ in range(canvas.lines + 1):  # each takes a line at least
        terminal.feed(shown.to(canvas, 1))
    assert not canvas.touched and shown.to(canvas) == ""
    assert shows(terminal) == shows(painted(canvas))


@pytest.mark.parametrize("measure", [by_cluster, by_code_point, by_emoji])
@given(data=st.data())
@settings(max_examples=examples(80))
def test_lines_that_the_terminal_scrolls_are_the_lines_that_were_painted(
    measure: Measure, data: st.DataObject
) -> None:
    canvas, shown, terminal = Canvas(30, 14), Shown(scrolls=True), Emulator(30, 14, measure)
    texts = [
        f"{number} {text}"
        for number in range(40)
        for text in (data.draw(st.sampled_from((*SURE, *DOUBTFUL))),)
    ]
    top, height = data.draw(st.integers(0, 3)), data.draw(st.integers(5, 11))
    first = 0
    for first in data.draw(st.lists(st.integers(0, 28), min_size=2, max_size=6)):
        cursor = data.draw(st.integers(0, height - 1))
        for y in range(height):
            look = "48;5;20" if y == cursor else "38;5;80"
            text = f"{'>' if y == cursor else ' '} {texts[first + y]}"
            room = 30 - sum(width for _, width in by_cluster(text))
            canvas.draw(f"\x1b[{top + y + 1};1H\x1b[{look}m{text}{' ' * room}\x1b[0m\x1b[1;1H")
        if data.draw(st.booleans()):
            canvas.draw(data.draw(frames(SURE, 30, 14)))
        terminal.feed(shown.to(canvas))
        assert shown.to(canvas) == ""
        if measure is by_cluster:
            assert shows(terminal) == shows(painted(canvas))
        for y, row in enumerate(canvas.rows):
            doubtful = {x for start, stop, _ in _units(row) for x in range(start, stop)}
            sure = [x for x in range(30) if x not in doubtful]
            assert [terminal.cells[y][x] for x in sure] == [row.cells[x] for x in sure]


def test_a_list_that_moves_by_a_line_costs_that_line() -> None:
    sizes = {}
    for scrolls in (False, True):
        canvas, shown = Canvas(80, 24), Shown(scrolls=scrolls)
        for first in (0, 1):
            for y in range(20):
                canvas.draw(
                    f"\x1b[{y + 3};1H\x1b[38;5;80mrow {first + y} of a list with some text{' ' * 20}\x1b[1;1H"
                )
            said = shown.to(canvas)
        sizes[scrolls] = len(said)
        assert ("\x1b[3;22r\x1b[22H\n\x1b[r" in said) is scrolls
    assert sizes[True] < 80 < sizes[False]


@pytest.mark.parametrize(
    ("setting", "term", "allowed"),
    [
        ("off", "xterm-kitty", False),
        ("auto", "xterm-kitty", True),
        ("auto", "alacritty", True),
        ("auto", "xterm-256color", False),
        ("on", "xterm-256color", True),
    ],
)
def test_regions_scroll_where_they_are_known_to_work(setting: str, term: str, allowed: bool) -> None:
    assert scrolling.is_allowed(setting, {"TERM": term}) is allowed


def test_regions_scroll_in_tmux_whatever_it_calls_itself() -> None:
    assert scrolling.is_allowed("auto", {"TERM": "screen", "TMUX": "/tmp/tmux-0/default,1,0"})
    assert not scrolling.is_allowed("auto", {"TERM": "screen"})


@given(st.lists(frames(SURE), min_size=2, max_size=4))
@settings(max_examples=examples(50))
def test_a_forced_repaint_recovers_from_anything(stream: list[str]) -> None:
    canvas, shown = Canvas(30, 4), Shown()
    for frame in stream:
        canvas.draw(frame)
        shown.to(canvas)
    terminal = Emulator(30, 4)
    terminal.feed("\x1b[2;3H\x1b[41mgarbage from elsewhere")
    shown.forget()
    terminal.feed(shown.to(canvas))
    assert shows(terminal) == shows(painted(canvas))


@pytest.mark.parametrize("measure", [by_cluster, by_code_point, by_emoji])
@given(stream=st.lists(frames((*SURE, *DOUBTFUL)), min_size=1, max_size=6))
@settings(max_examples=examples(60))
def test_text_that_is_measured_differently_shifts_nothing(measure: Measure, stream: list[str]) -> None:
    """Whatever the terminal makes of doubtful text, each cell outside of it is as it should be."""
    canvas, shown, terminal = Canvas(30, 4), Shown(), Emulator(30, 4, measure)
    for frame in stream:
        canvas.draw(frame)
        terminal.feed(shown.to(canvas))
        assert shown.to(canvas) == ""
        for y, row in enumerate(canvas.rows):
            doubtful = {x for start, stop, _ in _units(row) for x in range(start, stop)}
            sure = [x for x in range(30) if x not in doubtful]
            assert [terminal.cells[y][x] for x in sure] == [row.cells[x] for x in sure]


def test_a_name_with_room_behind_it_leaves_its_line_alone_in_every_terminal() -> None:
    line = "▌ अनिल कुमार शर्मा          49 d │ x"
    for measure in (by_cluster, by_code_point, by_emoji):
        canvas, shown, terminal = Canvas(60, 1), Shown(), Emulator(60, 1, measure)
        canvas.draw(f"\x1b[1;1H{line}\x1b[1;1H")
        terminal.feed(shown.to(canvas))
        row = canvas.rows[0].cells
        for place in (row.index("4"), row.index("9"), row.index("d"), row.index("│"), row.index("x")):
            assert terminal.cells[0][place] == row[place]


@pytest.mark.parametrize("points", ["Latin ÀÉ ñ ß", "Ελλ Жук", "日本語 한국", "│─┌▌●○…·", "▁▂█▕▏"])
def test_everyday_text_and_our_own_signs_are_sure(points: str) -> None:
    assert all(map(is_sure, points))


@pytest.mark.parametrize("cluster", ["👩‍🚀", "❤️", "🇧", "नि", "ช่", "e\u0301", "★", "ﾞ", "☎"])
def test_what_terminals_disagree_on_is_doubtful(cluster: str) -> None:
    assert not is_sure(cluster)


def test_lines_of_a_new_size_are_painted_whole() -> None:
    shown = Shown()
    for size in ((20, 3), (30, 3), (30, 5), (10, 2)):
        canvas = Canvas(*size)
        canvas.draw("\x1b[1;1Hhello\x1b[2;1Hworld\x1b[1;1H")
        terminal = Emulator(*size)
        terminal.feed("\x1b[2;1Hold")
        terminal.feed(shown.to(canvas))
        assert shows(terminal) == shows(painted(canvas))


def test_moving_a_ground_costs_one_erase_a_line() -> None:
    canvas, shown = Canvas(60, 2), Shown()
    first, second = ("name          phone           3 d", "other         more            4 d")
    canvas.draw(f"\x1b[1;1H\x1b[48;5;237m{first:60}\x1b[0m\x1b[2;1H\x1b[48;5;233m{second:60}\x1b[0m\x1b[1;1H")
    shown.to(canvas)
    canvas.draw(f"\x1b[1;1H\x1b[48;5;233m{first:60}\x1b[0m\x1b[2;1H\x1b[48;5;237m{second:60}\x1b[0m\x1b[1;1H")
    written = shown.to(canvas)
    assert written.count("\x1b[K") == 2
    assert len(written) < 100


def test_where_erasing_takes_no_ground_blanks_are_written() -> None:
    canvas, shown, terminal = Canvas(40, 1), Shown(erases_in_color=False), Emulator(40, 1)
    canvas.draw(f"\x1b[1;1H\x1b[48;5;233m{'a':40}\x1b[0m\x1b[1;1H")
    written = shown.to(canvas)
    assert "K" not in written
    assert "X" not in written
    terminal.feed(written)
    assert terminal.cells == [["a", *" " * 39]]


def test_text_above_the_edge_is_cut() -> None:
    canvas = Canvas(5, 1)
    canvas.draw("\x1b[1;4Habcdef\x1b[7;1Hbelow\x1b[1;1H")
    assert canvas.rows[0].cells == [" ", " ", " ", "a", "b"]
    for x, cells in ((2, [" ", "x", "美", "", " "]), (3, [" ", " ", "x", "美", ""]), (5, [" "] * 5)):
        canvas = Canvas(5, 1)
        canvas.draw(f"\x1b[1;{x}H{'x' if x < 5 else ''}美玲")
        assert canvas.rows[0].cells == cells, "half of one is none"


def test_which_terminals_erase_in_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    for term, erases in (
        ("xterm-256color", True),
        ("linux", True),
        ("screen-256color", False),
        ("vt100", False),
    ):
        monkeypatch.setenv("TERM", term)
        assert erases_in_color() is erases
    monkeypatch.setenv("TERM", "screen-256color")
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")
    assert erases_in_color()


def test_what_is_selected_is_in_reverse_and_goes_back_to_what_it_was() -> None:
    canvas, shown, terminal = Canvas(20, 3), Shown(), Emulator(20, 3)
    canvas.draw("\x1b[1;1H\x1b[38;5;80mhello world\x1b[0m\x1b[2;1H日本 tea\x1b[1;1H")
    terminal.feed(shown.to(canvas))
    before = shows(terminal)
    canvas.select({0: (6, 20), 1: (0, 4)})
    assert canvas.selected == "world\n日本"
    selecting = shown.to(canvas)
    terminal.feed(selecting)
    assert terminal.cells == before[0] and "7" in "".join(re.findall("\x1b\\[([0-9;]*)m", selecting))
    canvas.draw("\x1b[1;1H\x1b[38;5;80mhello\x1b[0m\x1b[1;1H")
    assert shown.to(canvas) in ("", "\x1b[H"), "the same under a selection is the same"
    canvas.select({})
    terminal.feed(shown.to(canvas))
    assert shows(terminal) == before
    canvas.select({0: (0, 2)})
    canvas.resize(30, 3)
    assert canvas.selected == ""


@pytest.mark.parametrize(
    "text",
    [
        "a\x1b[2Jb",
        "\x1bc",
        "a\x1b]52;c;eA==",
        "\x07",
        "a\x9b31mb",
        "\x7fa\x00",
        "\u202eab\u202c",
        "a\u061cb",
        "a\u2066b\u2069",
        "日\x1b[6n本",
    ],
)
def test_nothing_that_a_terminal_obeys_comes_out_of_a_text(text: str) -> None:
    canvas = Canvas(30, 2)
    canvas.draw(f"\x1b[1;1H日\x1b[1;2H{text}\x1b[2;1Hbelow")
    sent = Shown().to(canvas)
    kept = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", sent)
    obeyed = "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069]"
    assert not re.search(obeyed, kept), repr(sent)
    assert "\x1b[2J" not in sent and "\x1b[6n" not in sent
    assert "below" in sent
