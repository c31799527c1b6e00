# SPDX-License-Identifier: MIT
"""What each read asks, whom it asks, and what it makes of the answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from flotui.api.errors import NotFound, NotOffered, Stopped
from flotui.api.models.subscriber import Subscriber
from flotui.api.pacer import Purpose
from flotui.repositories import ai, flows, logs, notes, shop, subscribers, team, things
from flotui.repositories.base import Reader
from flotui.repositories.logs import event_counts
from flotui.repositories.paging import Numbered
from flotui.repositories.subscribers import FieldChange, set_fields
from flotui.store.cache import Cache
from tests.support.sender import Sender, pages


@pytest.fixture
async def cache() -> AsyncIterator[Cache]:
    opened = await Cache.open(None, "bot")
    yield opened
    await opened.close()


@pytest.fixture
def host() -> Sender:
    return Sender(pages([]))


@pytest.fixture
def reader(cache: Cache, host: Sender) -> Reader:
    return Reader(cache, host)


async def last(snapshots: AsyncIterator[Any]) -> Any:
    return [each async for each in snapshots][-1]


Read = Callable[[Reader], AsyncIterator[Any]]

READS: list[tuple[str, dict[str, str], Read]] = [
    ("flowTags", {}, lambda r: flows.Flows(r).tags()),
    ("flowSubFlows", {}, lambda r: flows.Flows(r).sub_flows()),
    ("flowUserFields", {}, lambda r: flows.Flows(r).user_fields()),
    ("flowBotFields", {}, lambda r: flows.Flows(r).bot_fields()),
    ("flowSegment", {}, lambda r: flows.Flows(r).segments()),
    ("flowInboundWebhooks", {}, lambda r: r.list_of(flows.WEBHOOK)),
    ("flowChatButtonWidgets", {}, lambda r: r.list_of(flows.WIDGET)),
    ("FlowTemplatesInstalls", {}, lambda r: r.list_of(flows.TEMPLATE_INSTALL)),
    ("flowEvents", {}, lambda r: flows.Flows(r).events()),
    ("flowShortcuts", {}, lambda r: r.list_of(notes.SHORTCUT)),
    ("flowClosingNotes", {}, lambda r: r.list_of(notes.CLOSING_NOTE)),
    ("flowAiAgents", {}, lambda r: r.list_of(ai.AI_AGENT)),
    ("flowAiTasks", {}, lambda r: r.list_of(ai.AI_TASK)),
    ("teamLabels", {}, lambda r: team.Team(r).labels()),
    ("flowAgents", {}, lambda r: team.Team(r).agents()),
    ("workspaceMembers", {}, lambda r: team.Team(r).members()),
    ("teamAgentGroups", {}, lambda r: team.Team(r).groups()),
    ("workspaceBots", {}, lambda r: team.Team(r).bots()),
    ("teamBotUsers", {"name": "x"}, lambda r: r.list_of(team.TEAM_SUBSCRIBER, {"name": "x"})),
    ("flowBotUsers", {"tag_ns": "t"}, lambda r: subscribers.Subscribers(r).list({"tag_ns": "t"})),
    ("Products", {"name": "x"}, lambda r: shop.Shop(r).products({"name": "x"})),
    ("Locations", {}, lambda r: r.list_of(shop.LOCATION)),
    ("DiscountCodes", {"code": "x"}, lambda r: shop.Shop(r).codes({"code": "x"})),
    ("Orders", {"user_ns": "u"}, lambda r: shop.Shop(r).orders("u")),
    ("Orders", {}, lambda r: shop.Shop(r).orders()),
    ("Types", {}, lambda r: shop.Shop(r).names(shop.TYPES)),
    (
        "flowErrorLogData",
        {"user_ns": "u", "start_time": "5"},
        lambda r: logs.Logs(r).errors((5, None), {"user_ns": "u"}),
    ),
    (
        "flowEventsData",
        {"event_ns": "e", "end_time": "0"},
        lambda r: logs.Logs(r).event_data("e", (None, 0)),
    ),
    (
        "flowConversationsData",
        {"start_time": "1", "end_time": "2"},
        lambda r: logs.Logs(r).conversations((1, 2)),
    ),
    (
        "flowAgentActivityLogData",
        {"agent_id": "7"},
        lambda r: logs.Logs(r).activity((None, None), {"agent_id": "7"}),
    ),
    (
        "flowBotUserChatMessages",
        {"user_ns": "u", "include_bot": "1", "include_note": "1", "include_system": "1"},
        lambda r: subscribers.Subscribers(r).chat("u"),
    ),
]


@pytest.mark.parametrize(("operation", "query", "read"), READS, ids=[each[0] for each in READS])
async def test_what_a_list_asks(
    reader: Reader, host: Sender, operation: str, query: dict[str, str], read: Read
) -> None:
    found = await last(read(reader))
    assert found.error is None and found.value.known and found.value.count == 0
    (call,) = host.calls
    asked = {name: value for name, value in call.query if name not in ("page", "limit")}
    assert (call.operation_id, asked) == (operation, query)
    assert set(asked) <= set(call.operation.names("query")), "the contract knows each argument"
    assert host.purposes == [Purpose.INTERACTIVE]
    await last(read(reader))
    assert len(host.calls) == 1, "what was just read is not asked for again"


DEEP = {"flowBotUsers", "teamBotUsers", "flowBotUserBroadcasts"}
"""Lists that are longer than others: of people there are a hundred thousand."""


def test_the_longest_lists_are_walked_further_than_others() -> None:
    full: list[object] = [{}] * 100
    further = {
        each.list
        for each in things.kinds().values()
        if each.list and isinstance(each.pager, Numbered) and each.pager.next("300", full, False, True)
    }
    assert further == DEEP
    assert not [each for each in things.kinds().values() if each.list in DEEP and each.whole]


@pytest.mark.parametrize(
    ("read", "limit"),
    [
        (lambda r: subscribers.Subscribers(r).list(), "100"),
        (lambda r: r.list_of(team.TEAM_SUBSCRIBER), "100"),
        (lambda r: logs.Logs(r).activity((None, None)), "1000"),
        (lambda r: shop.Shop(r).orders(), "100"),
    ],
)
async def test_a_long_list_is_read_one_page_at_a_time(cache: Cache, read: Read, limit: str) -> None:
    sender = Sender(pages([{"id": n, "user_ns": f"u{n}"} for n in range(3000)]))
    found = await last(read(Reader(cache, sender)))
    assert sender.asked("limit") == [limit]
    assert found.value.count == int(limit)


async def test_the_subscribers_that_are_here_are_shown_without_asking(reader: Reader, host: Sender) -> None:
    people = subscribers.Subscribers(reader)
    assert [each async for each in people.cached()] == []
    assert host.calls == [], "not even where nothing is here"
    host.answer = pages([{"user_ns": "u1", "name": "Ana"}])
    await last(people.list())
    await reader.cache.make_stale(["flowBotUsers"])
    host.calls.clear()
    (found,) = [each async for each in people.cached()]
    assert (found.value.count, found.source, found.stale) == (1, "cache", True)
    assert host.calls == []


async def test_people_are_found_among_all_that_are_here(reader: Reader, host: Sender) -> None:
    people = subscribers.Subscribers(reader)
    host.answer = pages(
        [{"user_ns": f"u{n}", "name": name, "phone": "551"} for n, name in enumerate(("Ana", "Bea"))]
    )
    await last(people.list({"tag_ns": "t"}))
    assert [each.name for each in await people.here(["bea"], 9)] == ["Bea"]
    assert len(await people.here(["551"], 1)) == 1
    assert len(host.calls) == 1


async def test_how_many_a_filter_leaves_costs_one_row(reader: Reader, host: Sender) -> None:
    host.answer = pages([{"user_ns": f"u{n}"} for n in range(317)])
    people = subscribers.Subscribers(reader)
    assert await people.count({"tag_ns": "t"}) == 317
    (call,) = host.calls
    assert dict(call.query) == {"tag_ns": "t", "limit": "1", "page": "1"}
    host.answer = lambda _: {"data": []}
    assert await people.count({}) is None


async def test_who_a_filter_leaves_is_walked_to_the_end(reader: Reader, host: Sender) -> None:
    rows = [{"user_ns": f"u{n}"} for n in range(150)]
    host.answer = pages([*rows, {"name": "no id"}, "odd"])
    found = await subscribers.Subscribers(reader).ids({"tag_ns": "t"})
    assert found == {row["user_ns"] for row in rows}
    assert host.asked("page") == ["1", "2"] and set(host.purposes) == {Purpose.BACKGROUND}


async def test_somebody_by_the_id_on_their_channel(reader: Reader, host: Sender) -> None:
    people = subscribers.Subscribers(reader)
    host.answer = lambda _: {"data": {"user_ns": "u1", "name": "Ana"}}
    found = await people.by_user_id("551")
    assert found is not None and found.name == "Ana"
    host.answer = lambda _: {"data": {"user_ns": "u1", "name": "Bia"}}
    found = await people.by_user_id("551")
    assert found is not None and found.name == "Bia", "the host is asked each time"
    assert host.asked("user_id") == ["551", "551"]
    for nobody in ({"data": {"name": "no id"}}, {"data": None}, NotFound("No."), NotOffered("No.")):
        host.answer = lambda _, nobody=nobody: nobody
        assert await people.by_user_id(f"552 {nobody}") is None
    host.answer = lambda _: Stopped("The host sleeps.")
    with pytest.raises(Stopped):
        await people.by_user_id("553")


ROWS: list[tuple[str, str, Callable[[Reader, bool], AsyncIterator[Any]]]] = [
    ("flowBotUserInfo", "user_ns", lambda r, f: subscribers.Subscribers(r).one("7", force=f)),
    ("ProductGetInfo", "id", lambda r, f: r.one_of(shop.PRODUCT, "7", force=f)),
    ("OrderGetInfo", "id", lambda r, f: shop.Shop(r).order("7", force=f)),
    ("LocationGetInfo", "id", lambda r, f: r.one_of(shop.LOCATION, "7", force=f)),
    ("DiscountCodeGetInfo", "id", lambda r, f: r.one_of(shop.DISCOUNT_CODE, "7", force=f)),
    ("VendorGetInfo", "id", lambda r, f: r.one_of(shop.VENDORS, "7", force=f)),
    ("ProductVariantInfo", "id", lambda r, f: shop.Shop(r).variant("1", "7", force=f)),
]


@pytest.mark.parametrize(("operation", "key", "read"), ROWS, ids=[each[0] for each in ROWS])
async def test_a_row_is_asked_for_once_in_a_while(
    reader: Reader, host: Sender, operation: str, key: str, read: Callable[[Reader, bool], AsyncIterator[Any]]
) -> None:
    host.answer = lambda _: {"data": {key: 7, "name": "x"}}
    found = await last(read(reader, False))
    assert (found.value.row_id, found.source) == ("7", "server")
    assert [call.operation_id for call in host.calls] == [operation]
    assert (await last(read(reader, False))).source == "cache"
    assert (await last(read(reader, True))).source == "server"
    assert len(host.calls) == 2


async def test_details_that_say_more_than_lists_are_always_asked_for(reader: Reader, host: Sender) -> None:
    host.answer = lambda _: {"data": {"id": 7, "ai_agent_ns": "7", "ai_task_ns": "7"}}
    reads: list[Callable[[], AsyncIterator[Any]]] = [
        lambda: reader.one_of(ai.AI_AGENT, "7"),
        lambda: reader.one_of(ai.AI_TASK, "7"),
        lambda: reader.one_of(notes.SHORTCUT, "7"),
        lambda: reader.one_of(notes.CLOSING_NOTE, "7"),
        lambda: team.Team(reader).group("7"),
    ]
    for read in reads:
        host.calls.clear()
        for _ in range(2):
            assert (await last(read())).value.row_id == "7"
        assert len(host.calls) == 2


async def test_objects_are_asked_for_once_in_a_while(reader: Reader, host: Sender) -> None:
    host.answer = lambda _: {"data": {"name": "Brasa", "id": 7, "items": [], "ai_provider": "openai"}}
    reads: dict[str, Callable[[bool], AsyncIterator[Any]]] = {
        "workspaceInfo": lambda force: team.Team(reader).info(force=force),
        "UserInfo": lambda force: team.Team(reader).me(force=force),
        "flowGetDefaultAiProvider": lambda force: ai.Ai(reader).provider(force=force),
        "flowBotUserCart": lambda force: shop.Shop(reader).cart("u", force=force),
        "ShopGetBusinessHours": lambda force: shop.Shop(reader).hours(force=force),
    }
    for operation, read in reads.items():
        host.calls.clear()
        assert (await last(read(False))).value
        await last(read(False))
        await last(read(True))
        assert [call.operation_id for call in host.calls] == [operation] * 2, operation


async def test_a_code_by_what_it_says(reader: Reader, host: Sender) -> None:
    host.answer = lambda _: {"data": {"id": 7, "code": "VIP25"}}
    assert (await last(shop.Shop(reader).code_called("VIP25"))).value.row_id == "7"
    assert host.asked("code") == ["VIP25"]


async def test_low_variants_are_those_that_are_counted_and_few(
    cache: Cache, reader: Reader, host: Sender
) -> None:
    rows = [
        {"id": 1, "qty": 3, "track_stock": 1},
        {"id": 2, "qty": "0", "track_stock": 1},
        {"id": 3, "qty": 0, "track_stock": 0},
        {"id": 4, "qty": 9, "track_stock": 1},
        {"id": 5, "qty": 2},
        {"id": 6, "qty": None, "track_stock": 1},
    ]
    for row in rows:
        await cache.keep_row(*("variant", *shop.VARIANT.packed(row)))
    found = await shop.Shop(reader).low_variants(3)
    assert [each.row_id for each, _ in found] == ["2", "5", "1"]
    assert host.calls == []


async def test_the_orders_that_have_a_product(cache: Cache, reader: Reader, host: Sender) -> None:
    product = {"id": 1, "name": "Shirt", "variants": [{"id": 11}, {"id": 12}]}
    orders = [
        {"id": 1, "created_at": "2026-01-01", "user_ns": "u1", "items": [{"variant_id": 12}]},
        {"id": 2, "created_at": "2026-01-03", "items": [{"product_id": 1, "id": 99}]},
        {"id": 3, "created_at": "2026-01-02", "items": [{"variant_id": 13, "product_id": 2}]},
        {"id": 4, "created_at": "2026-01-04"},
    ]
    await cache.keep_row("subscriber", *subscribers.SUBSCRIBER.packed({"user_ns": "u1", "name": "Ana"}))
    for order in orders:
        await cache.keep_row("order", *shop.ORDER.packed(order))
    found = await shop.Shop(reader).orders_with("1")
    assert [each.row_id for each in found] == ["2"], "of a product that isn't here, only its own id is known"
    await cache.keep_row("product", *shop.PRODUCT.packed(product))
    newest, oldest = await shop.Shop(reader).orders_with("1")
    assert (newest.row_id, oldest.row_id, oldest.who()) == ("2", "1", "Ana")
    assert host.calls == []
    assert [each.row_id for each in await shop.Shop(reader).here(["shirt"], 9)] == ["1"]
    assert await shop.Shop(reader).here(["hat"], 9) == []


# -- Figures --------------------------------------------------------------------------------------


async def test_figures_stand_by_date_and_what_is_no_row_is_left_out(reader: Reader, host: Sender) -> None:
    days = [{"summary_date": "2026-01-02", "num": 2}, {"summary_date": "2026-01-01", "num": 1}]
    host.answer = lambda _: {"data": days}
    found = (await last(logs.Logs(reader).summary("last_month", "f1"))).value
    assert [each.summary_date for each in found] == ["2026-01-01", "2026-01-02"]
    assert dict(host.calls[-1].query) == {"range": "last_month", "flow_ns": "f1"}
    agents = (await last(logs.Logs(reader).agent_summary("yesterday"))).value
    assert [each.summary_date for each in agents] == ["2026-01-01", "2026-01-02"]
    assert dict(host.calls[-1].query) == {"range": "yesterday"}
    host.answer = lambda _: {"data": [{"num": 317, "status": "done"}]}
    (count,) = (await last(logs.Logs(reader).users_count())).value
    assert (count.num, count.status) == (317, "done")
    host.answer = lambda _: {"data": {"odd": 1}}
    for read in (
        logs.Logs(reader).users_count(force=True),
        logs.Logs(reader).summary("last_week"),
        logs.Logs(reader).agent_summary("last_week"),
    ):
        assert (await last(read)).value == []


async def test_an_events_summary_is_the_whole_answer(reader: Reader, host: Sender) -> None:
    answer = {"data": [], "stats": [{"name": "a", "count": 2}], "text_values": "odd"}
    host.answer = lambda _: answer
    found = (await last(logs.Logs(reader).event_summary("e", "last_week"))).value
    assert found == answer
    assert len(event_counts(found, "stats")) == 1 and event_counts(found, "text_values") == []
    assert event_counts({}, "stats") == []
    host.answer = lambda _: {"data": [1]}
    assert (await last(logs.Logs(reader).event_summary("f", "last_week"))).value == {"data": [1]}


# -- Values that the host cuts --------------------------------------------------------------------


def check(value: str, kept: str | None) -> str | None:
    """What is said when the host kept that of a value."""
    person = Subscriber.read({"user_ns": "u1", "name": "Ana"})
    (edit,) = set_fields(person, [FieldChange("v1", "notes", "text", value)])
    (touch,) = edit.touches
    assert touch.check is not None
    fields = [] if kept is None else [{"var_ns": "v1", "value": kept}]
    return touch.check({"user_ns": "u1", "user_fields": fields})


LONG = "é" * 20_500


def test_a_value_that_was_cut_is_told_with_its_numbers() -> None:
    said = check(LONG, LONG[:20_000])
    assert said is not None
    assert said.startswith("The host kept 20,000 of the 20,500 characters of notes.")
    assert check(LONG, None) is not None, "nothing was kept of it"


@pytest.mark.parametrize(
    "kept",
    [LONG, f"{LONG}!", "x" * 20_000, f"{LONG[:20_000]}…"],
    ids=["whole", "longer", "another", "rewritten"],
)
def test_a_value_that_the_host_has_whole_or_writes_in_its_own_way_is_not_cut(kept: str) -> None:
    assert check(LONG, kept) is None


def test_only_what_may_be_cut_is_read_back() -> None:
    person = Subscriber.read({"user_ns": "u1", "user_fields": [{"var_ns": "v1", "value": "old"}]})
    (cleared,) = set_fields(person, [FieldChange("v1", "notes", "text", "")])
    (short,) = set_fields(person, [FieldChange("v1", "notes", "text", "short")])
    assert cleared.touches[0].check is None and short.touches[0].check is None
    assert FieldChange("v1", "notes", "longtext", "").limit == 500_000
    assert FieldChange("v1", "notes", "number", "").limit == 0
