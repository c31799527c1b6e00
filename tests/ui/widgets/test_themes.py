# SPDX-License-Identifier: MIT
"""Themes: readable, and within what the terminal has."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from rich.style import Style
from table_rig import Memory, TableApp, rows
from textual.app import App, ComposeResult
from textual.color import Color
from textual.css.stylesheet import Stylesheet

from flotui.config.themes import NAMES
from flotui.resources.text import Tone
from flotui.ui import roles, themes
from flotui.ui.widgets.box import Box
from flotui.ui.widgets.inputs import Line
from flotui.ui.widgets.tones import Ground
from tests.support.app import until


def contrast_of(first: tuple[int, int, int], second: tuple[int, int, int]) -> float:
    """As WCAG 2 has it."""

    def luminance(color: tuple[int, int, int]) -> float:
        parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in color]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


async def test_the_names_that_the_command_line_knows_are_those_there_are() -> None:
    app = TableApp(Memory(rows(1)), themes.DARK)
    assert sorted(NAMES) == sorted(app.available_themes)
    assert NAMES[:3] == tuple(each.name for each in themes.themes())


COLOURED = [name for name in NAMES if name not in (themes.TERMINAL, "ansi-dark", "ansi-light")]
"""The themes with colours of their own; in the others the terminal says what a colour is."""


async def test_every_tone_can_be_read_on_every_ground_in_every_theme() -> None:
    app = TableApp(Memory(rows(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        for theme in COLOURED:
            app.theme = theme
            await pilot.pause()
            palette = app.table.palette
            for tone in (*get_args(Tone), "header", "mark"):
                for ground in get_args(Ground):
                    style = palette.style(tone, ground)
                    assert style.color and style.color.triplet and style.bgcolor and style.bgcolor.triplet
                    contrast = contrast_of(style.color.triplet, style.bgcolor.triplet)
                    least = 3 if tone in ("line", "data") and ground != "plain" else 4.5
                    if tone == "line":
                        least = 3 if ground == "plain" else 0  # nothing is ruled on a row
                    assert contrast >= least, (theme, tone, ground, contrast)


@pytest.mark.parametrize("theme", COLOURED)
def test_every_role_can_be_told_from_every_ground(theme: str) -> None:
    app = App[int]()
    themes.register(app)
    found = app.available_themes[theme].to_color_system().generate()
    found |= app.available_themes[theme].variables

    def contrast(first: str, second: str) -> float:
        return contrast_of(Color.parse(found[first]).rgb, Color.parse(found[second]).rgb)

    grounds = ["background", "surface", "raised", "field", "cursor-background", "cursor-blurred-background"]
    texts = ["text", "dim", "accent", "tag", "good", "warn", "danger"]
    for ground in grounds:
        for text in texts:
            assert contrast(f"tone-{text}", ground) >= 4.5, (theme, text, ground)
        assert contrast("tone-data", ground) >= 3, (theme, ground)
    assert contrast("tone-data", "background") >= 4.5
    for line in ("tone-line", "border-blurred", "border", "scrollbar"):
        assert contrast(line, "background") >= 3, (theme, line)
    for name in (
        "accent",
        "error",
        "warning",
        "success",
        "text-muted",
        "text-disabled",
        "text-accent",
        "foreground",
    ):
        assert contrast(name, "background") >= 4.5, (theme, name)
    assert contrast("input-selection-foreground", "input-selection-background") >= 4.5
    assert contrast("input-cursor-foreground", "input-cursor-background") >= 4.5
    assert found["cursor-background"] != found["background"] != found["cursor-blurred-background"]


def test_a_colour_is_moved_no_further_than_it_has_to_be() -> None:
    ground = (Color.parse("#121212"),)
    readable = Color.parse("#dadada")
    assert roles.legible(readable, ground, 4.5) is readable
    moved = roles.legible(Color.parse("#333366"), ground, 4.5)
    assert 4.5 <= roles.contrast(moved, ground[0]) < 5.5 and moved.b > moved.r


class Field(App[None]):
    """One field, whose whole text is selected on entry, as that of every field is."""

    def __init__(self, theme: str) -> None:
        super().__init__()
        themes.register(self, "a theme that isn't there", theme)

    def compose(self) -> ComposeResult:
        yield Line("Ana Souza")


@pytest.mark.parametrize("theme", [themes.DARK, themes.LIGHT, themes.TERMINAL])
async def test_a_text_that_is_selected_shows_it(theme: str) -> None:
    app = Field(theme)
    async with app.run_test(size=(40, 5)):
        field = app.query_one(Line)
        selected, *_, free = list(field.render_line(0))
        assert selected.text == "Ana Souza" and not free.text.strip()
        assert selected.style is not None and free.style is not None
        if theme == themes.TERMINAL:
            assert selected.style.bgcolor != free.style.bgcolor
            return
        text, on, beside = selected.style.color, selected.style.bgcolor, free.style.bgcolor
        assert text and on and beside and text.triplet and on.triplet and beside.triplet
        assert contrast_of(on.triplet, beside.triplet) >= 3, "WCAG's least for what isn't text"
        assert contrast_of(text.triplet, on.triplet) >= 4.5


class Empty(App[None]):
    """What is typed into while it is empty: a line and several."""

    def compose(self) -> ComposeResult:
        yield Line(placeholder=SAYS)
        yield Box(placeholder=SAYS)


SAYS = "Write to Ana Souza"


async def test_what_an_empty_field_says_can_be_read_in_every_theme() -> None:
    app = Empty()
    themes.register(app)
    async with app.run_test(size=(40, 10)) as pilot:
        for theme in COLOURED:
            app.theme = theme
            for field in (app.query_one(Line), app.query_one(Box)):
                for focused in (True, False):
                    app.screen.set_focus(field if focused else None)
                    await pilot.pause()
                    drawn = [
                        (text, style) for text, style, _ in field.render_line(0) if style and text.strip()
                    ]
                    assert "".join(text for text, _ in drawn).endswith(SAYS[1:].strip()), drawn
                    _, style = drawn[-1]
                    assert style.color and style.color.triplet and style.bgcolor and style.bgcolor.triplet
                    contrast = contrast_of(style.color.triplet, style.bgcolor.triplet)
                    assert contrast >= 4.5, (theme, field, focused, contrast)


@pytest.mark.parametrize("theme", [themes.TERMINAL, "ansi-dark", "ansi-light"])
async def test_what_an_empty_field_says_is_no_text_of_its_own_in_the_terminals_colours(theme: str) -> None:
    app = Empty()
    themes.register(app, "a theme that isn't there", theme)
    async with app.run_test(size=(40, 10)):
        for field in (app.query_one(Line), app.query_one(Box)):
            text, style = [(text, style) for text, style, _ in field.render_line(0) if text.strip()][-1]
            assert text.strip() and style is not None and style.dim, field


@pytest.mark.parametrize("theme", [themes.TERMINAL, "ansi-dark", "ansi-light"])
@pytest.mark.parametrize("text", ["", "Ana Souza"])
async def test_the_cursor_of_a_line_and_all_of_the_line_are_seen_in_the_terminals_own(
    theme: str, text: str
) -> None:
    app = Field(theme)
    async with app.run_test(size=(40, 5)) as pilot:
        field = app.query_one(Line)
        field.value = text
        await pilot.press("end")
        cells = [(char, style) for char, style, _ in field.render_line(0) if style for char in char]
        assert "".join(char for char, _ in cells).rstrip() == text and len(cells) >= 40
        turned = [at for at, (_, style) in enumerate(cells) if style.reverse]
        assert turned == [len(text)]
        cursor = cells[len(text)][1]
        assert cursor.color is not None and cursor.color.is_default, "turned round it is seen on any ground"
        assert cursor.bgcolor is not None and cursor.bgcolor.is_default
        assert all(style.underline for _, style in cells)


@pytest.mark.parametrize("theme", [themes.TERMINAL, "ansi-dark", "ansi-light"])
async def test_the_terminals_own_colors_are_all_that_is_sent(theme: str) -> None:
    app = TableApp(Memory(rows(50)), theme)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "space", "G", "tab")
        app.screen.set_focus(None)
        app.notify("said")
        await pilot.pause()
        sent = "".join(app.written)
        assert "Name 1" in sent
        codes = {code for sgr in re.findall(r"\x1b\[([\d;]*)m", sent) for code in sgr.split(";")}
        assert not codes & {"38", "48", "40"}, codes
        assert app.table.palette.style("plain", "cursor") == Style(reverse=True)


async def test_a_change_of_theme_repaints() -> None:
    app = TableApp(Memory(rows(50)))
    async with app.run_test(size=(80, 24)) as pilot:
        before = app.table.render_line(1)
        app.theme = themes.LIGHT
        await pilot.pause()
        after = app.table.render_line(1)
        assert before.text == after.text and before != after


@pytest.mark.parametrize("theme", ["nord", "textual-light", "textual-dark", "ansi-dark"])
async def test_themes_of_others_work_too(theme: str) -> None:
    app = TableApp(Memory(rows(50)), theme)
    async with app.run_test(size=(80, 24)):
        palette = app.table.palette
        styles = {tone: palette.style(tone) for tone in get_args(Tone)}
        assert styles["dim"] != styles["plain"] != styles["accent"]
        assert palette.style("plain", "cursor") != styles["plain"]


async def test_style_sheets_are_read_again_in_other_colours_only(monkeypatch: pytest.MonkeyPatch) -> None:
    read_anew: list[None] = []
    reparse = Stylesheet.reparse

    def counted(self: Stylesheet) -> None:
        read_anew.append(None)
        reparse(self)

    monkeypatch.setattr(Stylesheet, "reparse", counted)
    app = Field(themes.DARK)
    async with app.run_test(size=(40, 5)) as pilot:
        await pilot.pause()
        assert not read_anew, "at the start they are in the theme's colours already"
        dark = app.query_one(Line).styles.background
        app.theme = themes.LIGHT
        await until(pilot, lambda: app.query_one(Line).styles.background != dark)
        assert len(read_anew) == 1
        app.theme = themes.DARK
        await until(pilot, lambda: app.query_one(Line).styles.background == dark)
        assert len(read_anew) == 2
