# SPDX-License-Identifier: MIT
"""The areas and the lists of the one that is open: what can be gone to is said at every width."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest
import pytest_asyncio

from flotui.resources import registry
from flotui.resources.base import Resource
from flotui.text import safe
from flotui.ui import areas
from flotui.workspace import Workspace
from tests.support.app import app_on, see, text_of, until
from tests.support.bot import Bot
from tests.support.places import FLOWS, SHOP

EVERY = [each for area in registry.AREAS for each in registry.in_area(area.id)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def still() -> AsyncIterator[Workspace]:
    """A workspace of which nothing but the line over the lists is asked."""
    opened = await Bot().open()
    yield opened
    await opened.close()


def drawn(workspace: Workspace, width: int, resource: Resource[object]) -> str:
    """The line, as it is put: the lists at the right edge."""
    left, right = ("".join(span.text for span in part) for part in _line(workspace, width, resource))
    assert safe.width(left) + (1 if right else 0) + safe.width(right) <= width, "a blank stands between"
    return f"{left}{' ' * (width - safe.width(left) - safe.width(right))}{right}"


def _line(workspace: Workspace, width: int, resource: Resource[object]) -> tuple[areas.Spans, areas.Spans]:
    return areas.line(workspace, width, resource)


def test_every_list_has_one_place_and_a_name_of_its_own() -> None:
    for area in registry.AREAS:
        names = [each.name for each in area.resources]
        assert len(set(names)) == len(names)
        assert all(group.title for group in area.groups) or len(area.groups) == 1 or not area.groups
        assert all(len(group.lists) <= 10 for group in area.groups), "what fits one line"


@pytest.mark.parametrize("resource", EVERY, ids=lambda each: each.id)
def test_at_120_columns_a_group_s_lists_and_the_other_groups_are_all_named(
    still: Workspace, resource: Resource[object]
) -> None:
    line = drawn(still, 120, resource)
    groups, at = registry.place_of(resource)
    assert all(each.name in line for each in groups[at].lists), line
    assert all(group.title in line for group in groups), line
    if len(registry.in_area(registry.area_of(resource).id)) == 1:
        return
    assert "‹[ " in line and " ]› " in line and ("‹{ " in line) == (len(groups) > 1)


@pytest.mark.parametrize("resource", EVERY, ids=lambda each: each.id)
def test_at_80_columns_the_areas_and_the_place_are_named(
    still: Workspace, resource: Resource[object]
) -> None:
    line = drawn(still, 80, resource)
    groups, at = registry.place_of(resource)
    if len(registry.in_area(registry.area_of(resource).id)) > 2:
        assert all(f"{area.key} {area.title}" in line for area in registry.AREAS), line
        place = [each.id for each in groups[at].lists].index(resource.id)
        assert f"{place + 1}/{len(groups[at].lists)} {groups[at].lists[place].name}" in line, line
    assert line[79:] in ("", " "), "the last cell stays free"


@pytest.mark.parametrize("width", range(40, 200, 11))
def test_the_list_that_is_open_is_named_at_every_width(still: Workspace, width: int) -> None:
    for resource in EVERY:
        line = drawn(still, width, resource)
        listed = next(each for area in registry.AREAS for each in area.resources if each.id == resource.id)
        assert listed.name in line, line


@pytest.mark.parametrize(
    ("known", "unknown", "said"),
    [
        (0, 0, "[2 Subscribers]"),
        (4, 0, "[2 Subscribers 4]"),
        (1200, 8, "[2 Subscribers 1,200+8?]"),
        (0, 8, "[2 Subscribers 8?]"),
    ],
)
async def test_the_area_says_how_many_wait_and_how_many_may(
    workspace: Workspace, known: int, unknown: int, said: str
) -> None:
    (waiting,) = (each for each in EVERY if each.id == "waiting")
    assert waiting.counted is not None and waiting.counted(workspace) is None, "nobody has looked"
    workspace.inbox.waiting, workspace.inbox.unknown = known, unknown
    assert waiting.counted(workspace) == known + unknown
    for width in (40, 80, 120):
        assert said in drawn(workspace, width, waiting)


@pytest.mark.parametrize("resource", EVERY, ids=lambda each: each.id)
async def test_at_80_columns_the_areas_keep_their_names_where_many_wait_or_may(
    workspace: Workspace, resource: Resource[object]
) -> None:
    workspace.inbox.waiting, workspace.inbox.unknown = 60, 2
    line = drawn(workspace, 80, resource)
    if registry.area_of(resource).id in ("subscribers", "shop"):
        assert all(f"{area.key} {area.title}" in line for area in registry.AREAS), line


def test_tags_at_80(still: Workspace) -> None:
    (tags,) = (each for each in EVERY if each.id == "tags")
    assert drawn(still, 80, tags).endswith("2/7 Tags ‹[ ]› ")


async def test_groups_are_stepped_through_and_keep_their_place(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)

    def at() -> str:
        assert app.main.resource is not None
        return app.main.resource.id

    async with app.run_test(size=(120, 30)) as pilot:
        await see(pilot, "Marina")
        await pilot.press(FLOWS, "right_square_bracket")
        await until(pilot, lambda: at() == "tags")
        for group in (*registry.AREAS[3].groups[1:], registry.AREAS[3].groups[0]):
            await pilot.press("right_curly_bracket")
            first = "tags" if group.title == "Setup" else group.lists[0].id
            await until(pilot, lambda first=first: at() == first)
            assert f"{group.title} ‹[ " in text_of(pilot).splitlines()[1]
        await pilot.press("left_curly_bracket")
        await until(pilot, lambda: at() == "summary")
        await pilot.press(SHOP, "right_curly_bracket")
        await see(pilot, "All lists of this area are in one group: [ and ] step through them.")
        assert at() == "shop"


async def test_the_lists_go_on_from_one_group_into_the_next(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await see(pilot, "Marina")
        await pilot.press(FLOWS)
        for before, after in pairwise(registry.AREAS[3].resources):
            assert app.main.resource is not None and app.main.resource.id == before.id
            await pilot.press("right_square_bracket")
            assert app.main.resource.id == after.id


async def test_no_name_is_cut_by_what_stands_beside_it(workspace: Workspace) -> None:
    found = registry.resource("summary")
    assert found is not None
    for width in range(60, 140):
        left, right = _line(workspace, width, found)
        taken = sum(safe.width(span.text) for part in (left, right) for span in part)
        assert taken < width, "a cell stays free between the areas and the lists"
