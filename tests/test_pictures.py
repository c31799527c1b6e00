# SPDX-License-Identifier: MIT
"""The README's pictures: every run of cells is where the terminal has it."""

from __future__ import annotations

import re

import picture
import pyte


def shown(text: str, columns: int = 40, at: float = 0.0) -> picture.Frame:
    screen = pyte.Screen(columns, 2)
    pyte.Stream(screen).feed(text)
    return picture.frame(screen, at)


def places(svg: str) -> dict[str, float]:
    """Each text by the column it begins in."""
    found = re.findall(r'<text x="([\d.]+)" y="12[^>]*>([^<]*)</text>', svg)
    return {said: round(float(x) / picture.CELL, 2) for x, said in found}


def test_a_name_from_right_to_left_leaves_what_follows_where_it_is() -> None:
    svg = picture.still(shown("\x1b[1;3Hيوسف الحداد\x1b[1;20H1000000003"), "x")
    assert places(svg)["1000000003"] == 19
    assert places(svg)["يوسف"] == 2 and places(svg)["الحداد"] == 7


def test_wide_characters_take_two_cells_and_blanks_are_no_text() -> None:
    svg = picture.still(shown("陈美玲  vip"), "x")
    assert places(svg) == {"陈美玲": 0, "vip": 8}


def test_looks_and_shapes_are_drawn_as_they_are() -> None:
    svg = picture.still(shown("\x1b[1;38;2;95;175;215mAna\x1b[0m \x1b[7mrow\x1b[0m ▕█▍▏ ─ ▁█ <b>"), "x")
    assert 'fill="#5fafd7" font-weight="bold">Ana</text>' in svg
    assert f'fill="{picture.TEXT}"/>' in svg and f'fill="{picture.GROUND}">row</text>' in svg
    assert "&lt;b&gt;" in svg and not re.search("[▕█▍▏─▁]", svg)


def test_a_line_to_type_in_is_seen_where_it_is_empty() -> None:
    svg = picture.still(shown("Name \x1b[4mAna  \x1b[0m"), "x")
    assert f'width="{2 * picture.CELL:g}" height="1" fill="{picture.TEXT}"/>' in svg


def test_a_film_shows_one_frame_at_a_time_and_each_line_once() -> None:
    frames = [shown("one\r\nsame"), shown("two\r\nsame", at=1.0)]
    svg = picture.film(frames, "x", last=1.0)
    assert svg.count(">same</text>") == 1 and svg.count("<use ") == 4
    assert "@keyframes f0{0.000%{visibility:visible}50.000%{visibility:hidden}}" in svg
    assert "@keyframes f1{0%{visibility:hidden}50.000%{visibility:visible}}" in svg
