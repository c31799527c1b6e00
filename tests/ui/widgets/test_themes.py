# SPDX-License-Identifier: MIT
"""Themes: readable, and within what the terminal has."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from table_rig import Memory, TableApp, rows
from textual.app import App, ComposeResult

from flotui.config.themes import NAMES
from flotui.resources.text import Tone
from flotui.ui import themes
from flotui.ui.widgets.inputs import Line
from flotui.ui.widgets.tones import Ground


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


@pytest.mark.parametrize("theme", [themes.DARK, themes.LIGHT])
async def test_every_tone_can_be_read_on_every_ground(theme: str) -> None:
    app = TableApp(Memory(rows(3)), theme)
    async with app.run_test(size=(80, 24)):
        palette = app.table.palette
        for tone in (*get_args(Tone), "header", "mark"):
            for ground in get_args(Ground):
                style = palette.style(tone, ground)
                assert style.color and style.color.triplet and style.bgcolor and style.bgcolor.triplet
                contrast = contrast_of(style.color.triplet, style.bgcolor.triplet)
                assert contrast >= 4.5, (tone, ground, contrast)


class Field(App[None]):
    """One field, whose whole text is selected on entry, as that of every field is."""

    def __init__(self, theme: str) -> None:
        super().__init__()
        themes.register(self)
        self.theme = theme

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


async def test_the_terminals_own_colors_are_all_that_is_sent() -> None:
    app = TableApp(Memory(rows(50)), themes.TERMINAL)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "space", "G", "tab")
        app.screen.set_focus(None)
        app.notify("said")
        await pilot.pause()
        sent = "".join(app.written)
        assert "Name 1" in sent
        codes = {code for sgr in re.findall(r"\x1b\[([\d;]*)m", sent) for code in sgr.split(";")}
        assert not codes & {"38", "48"}, codes


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
