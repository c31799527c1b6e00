# SPDX-License-Identifier: MIT
"""What is counted of a browser's width is what its style sheet gives."""

from __future__ import annotations

from itertools import product

from textual.app import App, ComposeResult
from textual.containers import Vertical

from flotui.resources.cards import TWO
from flotui.resources.registry import resource
from flotui.ui.panels import shares
from flotui.ui.widgets.layout import GUTTER
from tests.support.app import until

NAMES = ("subscribers", "waiting", "products", "operations", "errors")


class Browser(Vertical):
    """The three panels alone."""

    DEFAULT_CSS = shares.STYLES

    def compose(self) -> ComposeResult:
        for name in ("left", "right", "beside"):
            yield Vertical(id=name)


class Alone(App[None]):
    """A browser, and nothing in it."""

    def compose(self) -> ComposeResult:
        yield Browser(classes="open")


async def test_a_detail_is_as_wide_as_was_counted_before_it_was_laid_out() -> None:
    async with Alone().run_test(size=(260, 24)) as pilot:
        browser = pilot.app.query_one(Browser)
        right, third = browser.query_one("#right"), browser.query_one("#beside")
        for width, name in product((80, 100, 118, 119, 120, 121, 160, 175, 200, 243), NAMES):
            counted = shares.Shares.of(width, resource(name))
            browser.styles.width = width
            for each in ("narrow", "even", "slim", "roomy", "broad", "three"):
                browser.set_class(getattr(counted, each), each)
            await until(pilot, lambda: right.content_region.width == counted.detail, f"{name} at {width}")  # noqa: B023
            assert third.content_region.width == counted.beside


def test_a_card_has_two_columns_from_where_its_list_gives_way_for_them() -> None:
    people = resource("subscribers")
    cells = {width: shares.Shares.of(width, people).detail - GUTTER - 1 for width in range(100, 160)}
    slim = {width for width in cells if shares.Shares.of(width, people).slim}
    assert slim and {width for width, room in cells.items() if room >= TWO} == slim
