# SPDX-License-Identifier: MIT
"""What a meaning looks like where a terminal shows no colours."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widget import Widget

from flotui.ui.widgets.tones import Toned


class Line(Toned, Widget):
    """A widget with a palette."""


class Lines(App[None]):
    """One of them."""

    def compose(self) -> ComposeResult:
        yield Line()


@pytest.mark.parametrize("colourless", [False, True])
async def test_a_key_is_told_from_its_word_without_colours(
    monkeypatch: pytest.MonkeyPatch, colourless: bool
) -> None:
    if colourless:
        monkeypatch.setenv("NO_COLOR", "1")
    else:
        monkeypatch.delenv("NO_COLOR", raising=False)
    app = Lines()
    async with app.run_test(size=(20, 5)):
        palette = app.query_one(Line).palette
        assert bool(palette.style("accent").bold) is colourless
        assert not palette.style("dim").bold
