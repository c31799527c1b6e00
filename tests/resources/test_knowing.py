# SPDX-License-Identifier: MIT
"""Lists that know something: counts that stay, with their age; what was done today; what it costs to count all."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest

from flotui.jobs.changes import Changes
from flotui.repositories.broadcasts import Audience, Terms, broadcast_sub_flow
from flotui.repositories.shop_edits import rename
from flotui.resources.ask import Cancelled, Choice, ToggleAnswer
from flotui.resources.base import Context, Query
from flotui.resources.choosing import tags_offered, told_apart
from flotui.resources.flows.sub_flows import SUB_FLOWS
from flotui.resources.flows.tags import SEGMENTS, TAGS
from flotui.resources.flows.team import LABELS
from flotui.resources.shop.products import PRODUCTS
from flotui.resources.shop.small import PRODUCT_TYPES, PRODUCT_VENDORS, TAGS_OF_PRODUCTS
from flotui.resources.subscribers import SUBSCRIBERS, actions
from flotui.resources.text import plain
from flotui.workspace import Workspace
from tests.resources.shop_rig import action
from tests.support.ask import NO, Answers, act, rows_of
from tests.support.bot import Bot
from tests.support.jobs import SUB_FLOW, TAG, planned
from tests.support.people import ana


def cell(resource: Any, column: str, row: Any) -> str:
    found = resource.column(column)
    assert found is not None
    return plain(found.text(row)).strip()


@pytest.mark.parametrize("resource", [TAGS, LABELS, SEGMENTS], ids=lambda each: each.id)
async def test_a_count_is_kept_with_its_age_and_drawn(workspace: Workspace, bot: Bot, resource: Any) -> None:
    await rows_of(workspace, SUBSCRIBERS)
    row = (await rows_of(workspace, resource))[0]
    assert cell(resource, "people", row) == "–" and cell(resource, "counted", row) == ""
    asked = await act(workspace, action(resource, f"{resource.id}.count"), [row])
    row = (await rows_of(workspace, resource))[0]
    number = cell(resource, "people", row)
    assert asked.said[-1].startswith(f"{number} subscriber")
    assert cell(resource, "counted", row) == "now"
    assert "▕" in cell(resource, "share", row) and cell(resource, "share", row).endswith("%")
    before = len(await bot.requests())
    await rows_of(workspace, resource)
    assert len(await bot.requests()) == before, "looking again costs nothing"


async def test_all_are_counted_once_their_cost_was_agreed_to(workspace: Workspace, bot: Bot) -> None:
    rows = await rows_of(workspace, TAGS)
    before = len(await bot.requests())
    with pytest.raises(Cancelled):
        await act(workspace, action(TAGS, "tags.count"), rows, NO)
    assert len(await bot.requests()) == before
    asked = await act(workspace, action(TAGS, "tags.count"), rows, True)
    assert f"{len(rows)} calls of" in plain(asked.asked[0].lines[0])
    assert len(await bot.requests()) == before + len(rows)
    assert all(cell(TAGS, "people", row).replace(",", "").isdigit() for row in await rows_of(workspace, TAGS))


async def test_what_was_done_to_a_tag_today_is_beside_it(workspace: Workspace, bot: Bot) -> None:
    who = await ana(workspace)
    has = {tag.tag_ns for tag in who.tags}
    tags = await rows_of(workspace, TAGS)
    new = next(each for each in tags if each.tag_ns not in has)
    old = next(each for each in tags if each.tag_ns in has)
    await act(workspace, actions.change_tags, [who], ToggleAnswer(add=(new.tag_ns,), remove=(old.tag_ns,)))
    said = {row.tag_ns: cell(TAGS, "today", row) for row in await rows_of(workspace, TAGS)}
    assert said[new.tag_ns] == "+1" and said[old.tag_ns] == "−1"
    assert sum(bool(each) for each in said.values()) == 2


async def test_what_jobs_did_to_tags_and_labels_today_counts_too(workspace: Workspace) -> None:
    label = (await rows_of(workspace, LABELS))[0]
    job = await planned(workspace, 25, Changes(add_tags=(TAG,), add_labels=(label.name,)))
    ended = await asyncio.wait_for(workspace.working.start(job.id), 30)
    labelled = len(await workspace.working.jobs.steps(job.id)) - 25
    assert ended.waiting == 0 and labelled > 10
    said = {row.tag_ns: cell(TAGS, "today", row) for row in await rows_of(workspace, TAGS)}
    assert {each: text for each, text in said.items() if text} == {TAG.tag_ns: "+25"}
    labels = {row.name: cell(LABELS, "today", row) for row in await rows_of(workspace, LABELS)}
    assert {each: text for each, text in labels.items() if text} == {label.name: f"+{labelled}"}


async def test_what_a_job_sent_is_counted_at_its_sub_flow(workspace: Workspace) -> None:
    job = await planned(workspace, 22, Changes(sends=(SUB_FLOW,)))
    await asyncio.wait_for(workspace.working.start(job.id), 30)
    rows = {row.sub_flow_ns: row for row in await rows_of(workspace, SUB_FLOWS)}
    flow = rows[str(SUB_FLOW.body["sub_flow_ns"])]
    assert (cell(SUB_FLOWS, "sent", flow), cell(SUB_FLOWS, "last", flow)) == ("22", "now")


async def test_broadcasts_to_a_segment_today_are_beside_it(workspace: Workspace, bot: Bot) -> None:
    segment, other = (await rows_of(workspace, SEGMENTS))[:2]
    flow = (await rows_of(workspace, SUB_FLOWS))[0]
    to = Audience("two segments", 9, segments=(segment.segment_ns, other.segment_ns))
    await workspace.apply(broadcast_sub_flow(to, flow, Terms(name="Spring", kind="SMS")))
    said = {row.row_id: cell(SEGMENTS, "today", row) for row in await rows_of(workspace, SEGMENTS)}
    assert {each for each, text in said.items() if text == "1 broadcast"} == {segment.row_id, other.row_id}


async def test_sub_flows_say_how_often_they_were_sent_and_on_which_digit(workspace: Workspace) -> None:
    flow = (await rows_of(workspace, SUB_FLOWS))[1]
    assert cell(SUB_FLOWS, "sent", flow) == "0"
    workspace.memory.bind("4", flow.sub_flow_ns)
    await act(workspace, actions.send_sub_flow, [await ana(workspace)], flow.sub_flow_ns, True)
    await act(workspace, action(SUB_FLOWS, "sub-flows.start"), [flow], True)
    flow = (await rows_of(workspace, SUB_FLOWS))[1]
    assert [cell(SUB_FLOWS, each, flow) for each in ("digit", "sent", "last", "start")] == [
        "4",
        "1",
        "now",
        "▶ start",
    ]


@pytest.mark.parametrize(
    ("resource", "of"),
    [
        (PRODUCT_TYPES, lambda row: [row.type]),
        (PRODUCT_VENDORS, lambda row: [row.vendor]),
        (TAGS_OF_PRODUCTS, lambda row: set(row.tags)),
    ],
    ids=["types", "vendors", "tags"],
)
async def test_products_are_counted_without_a_call(
    workspace: Workspace, bot: Bot, resource: Any, of: Any
) -> None:
    products = await rows_of(workspace, PRODUCTS)
    await rows_of(workspace, resource)
    before = len(await bot.requests())
    rows = await rows_of(workspace, resource)
    assert len(await bot.requests()) == before
    found = Counter(name for each in products for name in of(each))
    loaded = len(products)
    assert loaded >= 100
    for row in rows:
        assert int(cell(resource, "products", row)) >= found[row.name]
    assert any(int(cell(resource, "products", row)) for row in rows)


@pytest.mark.parametrize(
    "resource", [PRODUCT_TYPES, PRODUCT_VENDORS, TAGS_OF_PRODUCTS], ids=lambda each: each.id
)
async def test_a_name_that_was_changed_has_no_known_number_of_products(
    workspace: Workspace, resource: Any
) -> None:
    """The products that are here still have the old one: it has as many as before, and not none."""
    await rows_of(workspace, PRODUCTS)
    rows = await rows_of(workspace, resource)
    row = next(each for each in rows if cell(resource, "products", each) != "0")
    await workspace.apply(rename(resource.kind, row, "Boots"))
    renamed = next(each for each in await rows_of(workspace, resource) if each.row_id == row.row_id)
    assert (renamed.name, cell(resource, "products", renamed)) == ("Boots", "–")
    await rows_of(workspace, PRODUCTS, Query(force=True))
    renamed = next(each for each in await rows_of(workspace, resource) if each.row_id == row.row_id)
    assert cell(resource, "products", renamed) == cell(resource, "products", row)


async def test_marks_are_counted_only_where_they_are(workspace: Workspace) -> None:
    count = action(TAGS, "tags.count")
    rows = await rows_of(workspace, TAGS)
    assert count.refusal(Context(workspace, TAGS, tuple(rows), Answers(), query=Query())) is None
    assert "no row" in str(count.refusal(Context(workspace, TAGS, (), Answers())))


async def test_who_chooses_sees_what_helps_and_an_id_only_where_names_are_the_same(
    workspace: Workspace, bot: Bot
) -> None:
    tags = await rows_of(workspace, TAGS)
    await act(workspace, action(TAGS, "tags.count"), tags[:1])
    first, second = (await tags_offered(workspace, tags))[:2]
    assert first.note.endswith(("subscriber", "subscribers")) and not second.note
    assert second.also == second.id, "by its id it is found all the same"
    alike = told_apart([Choice("t1", "vip"), Choice("t2", "vip"), Choice("t3", "vip", "4 people")])
    assert [each.note for each in alike] == ["t1", "t2", "4 people"]
