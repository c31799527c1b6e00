# SPDX-License-Identifier: MIT
"""Finding people: phones in any form, filters in words, saved ones, sorting, columns, the chat's words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from flotui.api.errors import Malformed
from flotui.api.models.subscriber import ChatMessage
from flotui.audience.binding import bind
from flotui.audience.keeping import people_of
from flotui.audience.knowing import moment
from flotui.audience.names import Names
from flotui.audience.quoting import value_text
from flotui.audience.reading import Reading
from flotui.audience.sense import Sense
from flotui.config.habits import Habits, Memory
from flotui.config.paths import Paths
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.resources.ask import Form
from flotui.resources.base import Query
from flotui.resources.reading import last, read_all
from flotui.resources.searching import NothingFound, reading
from flotui.resources.subscribers import SUBSCRIBERS, actions, chat, field_column, filters, phones
from flotui.resources.subscribers.detail import CHAT_TAB
from flotui.resources.subscribers.finding import find
from flotui.resources.subscribers.line import LINE
from flotui.resources.text import plain
from flotui.store.finding import Sort
from flotui.text import phone_numbers
from flotui.workspace import Workspace
from tests.support.ask import act, rows_of
from tests.support.bot import Bot
from tests.support.people import ANA, ana, valid

SPELLINGS = [
    "5511900004410",
    "+55 11 90000-4410",
    "(11) 90000-4410",
    "011 900004410",
    "00 55 11 90000.4410",
    "\u202a+55\xa011\xa090000\u20114410\u202c",
    "\ufeff+55 (11) 90000\u20134410\u200b",
    "+55 11 0000-4410",  # without the ninth digit
    "551100004410",
    "wa.me/5511900004410",
    "whatsapp:+5511900004410",
    "https://wa.me/5511900004410?text=Ol%C3%A1",
    "https://api.whatsapp.com/send?phone=%2B5511900004410&text=Hi",
    "whatsapp://send?phone=5511900004410",
    "tel:+55-11-90000-4410",
]


@pytest.mark.parametrize("typed", SPELLINGS)
async def test_a_phone_is_found_in_any_form_among_the_rows_here(
    workspace: Workspace, bot: Bot, typed: str
) -> None:
    await ana(workspace)
    before = len(await bot.requests())
    assert SUBSCRIBERS.search is not None
    query = await SUBSCRIBERS.search(workspace, typed)
    assert len(await bot.requests()) == before, "the host is not asked"
    assert [row.user_ns for row in await rows_of(workspace, SUBSCRIBERS, query)] == [ANA]


@pytest.mark.parametrize("typed", SPELLINGS)
async def test_a_phone_is_found_in_any_form_at_the_host(workspace: Workspace, bot: Bot, typed: str) -> None:
    """Nobody far down the list is here: Ana's own row is taken out of the cache."""
    await ana(workspace)
    await workspace.cache.drop_row("subscriber", ANA)
    before = len(await bot.requests())
    query = await phones.find(workspace, typed)
    assert len(await bot.requests()) - before <= phones.at_most(typed)
    assert [row.user_ns for row in await rows_of(workspace, SUBSCRIBERS, query)] == [ANA]
    await valid(bot)


async def test_the_host_is_asked_for_the_form_it_stores(workspace: Workspace, bot: Bot) -> None:
    """Off WhatsApp the channel's id is no phone, so only the form that is stored finds them."""
    people = await rows_of(workspace, SUBSCRIBERS)
    other = [row for row in people if not row.channel.startswith("whatsapp") and len(row.phone) > 9]
    for person in (
        next(row for row in other if row.phone.startswith("+")),
        next(row for row in other if not row.phone.startswith("+") and row.phone.startswith("55")),
    ):
        digits = phone_numbers.digits_of(person.phone)
        for typed in (digits, f"+{digits}", f"00{digits}", f"0{digits[2:]}"):
            fresh = await bot.open()
            await rows_of(fresh, SUBSCRIBERS)
            await fresh.cache.drop_row("subscriber", person.row_id)
            found = await rows_of(fresh, SUBSCRIBERS, await phones.find(fresh, typed))
            assert person.row_id in [row.row_id for row in found], typed
            await fresh.close()


async def test_who_is_cached_with_the_same_ending_isnt_shown_for_another_number(
    workspace: Workspace, bot: Bot
) -> None:
    """And what the host has besides who is here is shown with them."""
    people = bot.app.state.host.world.people
    cached = people.create(name="Cached", phone="+5516025550122", email=None, now="2026-03-01 00:00:00")
    one = people.create(name="One", phone="+16025550999", email=None, now="2026-03-01 00:00:00")
    await rows_of(workspace, SUBSCRIBERS)
    assert await workspace.cache.row(SUBSCRIBER.name, cached.user_ns), "their row is here"
    meant = people.create(name="Meant", phone="+16025550122", email=None, now="2026-03-01 00:00:00")
    two = people.create(name="Two", phone="16025550999", email=None, now="2026-03-01 00:00:00")
    assert SUBSCRIBERS.search is not None
    for typed, whom in (("+1 602 555 0122", [meant]), ("+1 602 555 0999", [one, two])):
        query = await SUBSCRIBERS.search(workspace, typed)
        found = await last(reading(workspace, SUBSCRIBERS, query))  # type: ignore[arg-type]
        await found.load(0, 9)
        rows = [found.peek(index) for index in range(found.count)]
        assert {getattr(row, "row_id", "") for row in rows} == {each.user_ns for each in whom}, typed


async def test_a_number_of_several_countries_keeps_those_of_whose_it_is_a_part(
    workspace: Workspace, bot: Bot
) -> None:
    """They were in sight while it was typed. What is sent asks whose it is."""
    people = bot.app.state.host.world.people
    numbers = ["+351987654321", "+34987654321", "+5511987654321", "+5521987654321"]
    made = [people.create(name=each, phone=each, email=None, now="2026-03-01 00:00:00") for each in numbers]
    people.create(name="Other", phone="+5511987654399", email=None, now="2026-03-01 00:00:00")
    await rows_of(workspace, SUBSCRIBERS)
    for typed, whom in (("987 654 321", made), ("+351 987 654 321", made[:1])):
        query = await phones.find(workspace, typed)
        found = await last(reading(workspace, SUBSCRIBERS, query))  # type: ignore[arg-type]
        await found.load(0, 9)
        rows = [found.peek(index) for index in range(found.count)]
        assert {getattr(row, "row_id", "") for row in rows} == {each.user_ns for each in whom}, typed
    with pytest.raises(Malformed, match="2 subscribers may have the phone number"):
        await phones.the_owners(workspace, "987 654 321")


async def test_a_part_of_a_number_is_found_once_everyone_is_here(workspace: Workspace) -> None:
    await last(workspace.subscribers.list())
    with pytest.raises(NothingFound, match="A part of a number is searched among loaded subscribers only"):
        await SUBSCRIBERS.search(workspace, "30303-0303")  # type: ignore[misc]
    everyone = Reading(workspace, await people_of(workspace))
    await everyone.carry_out(await everyone.plan())
    asked = await SUBSCRIBERS.search(workspace, "90000-4410")  # type: ignore[misc]
    found = await last(SUBSCRIBERS.read(workspace, asked))
    assert [each.phone for each in await found.first(9)] == ["5511900004410"]
    with pytest.raises(NothingFound):
        await SUBSCRIBERS.search(workspace, "30303-0303")  # type: ignore[misc]


async def test_a_phone_that_nobody_has_says_what_was_tried(workspace: Workspace, bot: Bot) -> None:
    await ana(workspace)
    before = len(await bot.requests())
    typed = "+55 11 98888-7777"
    with pytest.raises(Malformed, match="No subscriber has the phone number") as raised:
        await phones.find(workspace, typed)
    assert len(await bot.requests()) - before <= phones.at_most(typed) == phones.MOST + 1
    assert "+5511988887777" in raised.value.advice


@pytest.mark.parametrize(
    ("typed", "codes", "first"),
    [
        ("+57 300 1234567", [], ["+573001234567", "573001234567", "3001234567"]),
        ("573001234567", ["57"], ["573001234567", "+573001234567", "3001234567"]),
        ("3001234567", ["57"], ["3001234567", "+3001234567", "573001234567"]),
        ("+1 (415) 555-0100", [], ["+14155550100", "14155550100", "4155550100"]),
        ("+351 912 345 678", [], ["+351912345678", "351912345678", "912345678"]),
    ],
)
def test_the_likely_forms(typed: str, codes: list[str], first: list[str]) -> None:
    assert phone_numbers.forms(typed, codes)[:3] == first


@pytest.mark.parametrize(
    ("whole", "other"),
    [
        ("5511900004410", "551100004410"),
        ("551100004410", "5511900004410"),
        ("5215512345678", "525512345678"),
        ("541112345678", "5491112345678"),
        ("573001234567", ""),
        ("14155550100", ""),
        ("55119", ""),
    ],
)
def test_the_digit_that_mobile_numbers_have_in_some_countries(whole: str, other: str) -> None:
    assert phone_numbers.other_form(whole) == other


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("+55 11 90000-4410", "(11) 0000-4410", True),
        ("11 90000-4410", "11 0000-4410", True),
        ("+52 1 55 1234 5678", "55 1234 5678", True),
        ("+1 415 555 0100", "415-555-0100", True),
        ("+55 11 90000-4410", "+55 21 90000-4410", False),
        ("+1 919 555 0100", "+1 195 550 1000", False),
        ("+1 818 555 0143", "+52 1 81 8555 0143", False),
        ("+1 818 555 0143", "5218185550143", False),
        ("+54 9 11 1234 5678", "541112345678", True),
        ("11 90000-4410", "5511900004410", True),
        ("900004410", "11900004410", False),
    ],
)
def test_numbers_that_are_the_same(one: str, other: str, are: bool) -> None:
    assert phone_numbers.same(one, other) is phone_numbers.same(other, one) is are


async def test_a_number_narrows_the_rows_here_however_it_is_written(workspace: Workspace, bot: Bot) -> None:
    """Also while it is typed, and of rows whose own number the host keeps with blanks and brackets."""
    await ana(workspace)
    rows = await last(workspace.subscribers.list())
    for typed in (*SPELLINGS, "(11) 90000", "+55 11 9", "900004"):
        words = LINE.words(typed)
        assert words is not None
        found = await rows.narrow(words)
        await found.load(0, 50)
        here = [found.peek(index) for index in range(min(found.count, 50))]
        assert ANA in [person.user_ns for person in here if person is not None], typed
    assert SUBSCRIBER.text_of({"user_ns": "f1u1", "phone": "+55 (11) 90000-4410"}).endswith(" 5511900004410")


@pytest.mark.parametrize(
    "text", ["Ana", "12", "ana@example.com", "Room 12345", "2026", "wa.me/message/ABC", "tel:"]
)
def test_what_is_no_phone(text: str) -> None:
    assert not phone_numbers.looks_like_phone(text)


@pytest.mark.parametrize(
    "typed",
    [
        "ana@example.com",
        "\u2068ana@example.com\u2069",
        "mailto:ana@example.com?subject=Hi",
        "Ana Souza <ana@example.com>",
        "ana\u200b@exam\xadple.com",
        "email:ana@example.com\u200e",
        "email:mailto:ana@example.com",
    ],
)
async def test_an_address_in_any_form(workspace: Workspace, typed: str) -> None:
    assert SUBSCRIBERS.search is not None
    assert (await SUBSCRIBERS.search(workspace, typed)).arguments == {"email": "ana@example.com"}


async def test_a_name_is_found_without_what_came_along(workspace: Workspace) -> None:
    assert SUBSCRIBERS.search is not None
    query = await SUBSCRIBERS.search(workspace, "\u202aAna\xa0Souza\u202c")
    assert (query.arguments, query.words) == ({"name": "Ana Souza"}, ("Ana", "Souza"))
    assert (await SUBSCRIBERS.search(workspace, "tag:vip\u200b")).arguments.keys() == {"tag_ns"}


async def test_every_filter_of_the_contract_is_asked_of_the_host(workspace: Workspace) -> None:
    from flotui.api.catalogue import catalogue

    label = (await read_all(workspace.team.labels()))[0].name
    segment = (await read_all(workspace.flows.segments()))[0].name
    event = (await read_all(workspace.flows.events()))[0].name
    field = next(
        each.name for each in await read_all(workspace.flows.user_fields()) if each.var_type == "text"
    )
    asked: set[str] = set()
    for text in (
        "Ana",
        "+5511900004410",
        f"email:ana@example.com channel:web optin:email -optin:sms tag:vip bot:24h label:{value_text(label)}",
        f"segment:{value_text(segment)} event:{value_text(event)} seen:<24h -last:<24h",
        f"field.{value_text(field, name=True)}=x",
    ):
        try:
            asked |= set((await find(workspace, text)).arguments)
        except NothingFound:
            asked.add("phone")
    assert set(catalogue()["flowBotUsers"].names("query")) - {"limit", "page"} == asked - {"user_ns"} | {
        "phone"
    }


async def test_a_composed_filter_says_what_it_asks_and_is_saved(workspace: Workspace, bot: Bot) -> None:
    label = (await read_all(workspace.team.labels()))[0]
    answer = {
        "tag": "vip",
        "label": label.name,
        "channel": "whatsapp_cloud",
        "more": "-optin:email -seen:<24h",
        "save": "quiet vips",
    }
    ask = await act(workspace, actions.filter_dialog, [], answer)
    form = ask.asked[0]
    assert isinstance(form, Form)
    opted = next(each for each in form.fields if each.name == "optin")
    assert [(each.id, each.label) for each in opted.choices] == [("email", "e-mail"), ("sms", "SMS")]
    said = [plain(each) for each in filters.preview_of(answer)]
    assert said[0].startswith(
        f"Asks for subscribers tagged “vip” and labelled “{label.name}” and on “whatsapp_cloud”"
    )
    went = ask.went[0][1]
    assert went is not None
    tag = next(each for each in await read_all(workspace.flows.tags()) if each.name == "vip")
    assert dict(went.arguments) == {
        "tag_ns": tag.tag_ns,
        "label_id": label.id,
        "is_channel": "whatsapp_cloud",
        "is_opt_in_email": "no",
        "is_interacted_in_last_24h": "no",
    }
    direct = await rows_of(workspace, SUBSCRIBERS, went)

    (text,) = workspace.memory.filters("subscribers").values()
    assert SUBSCRIBERS.search is not None
    again = await SUBSCRIBERS.search(workspace, text)
    assert dict(again.arguments) == dict(went.arguments), "a saved filter asks the same again"
    by_name = await SUBSCRIBERS.search(workspace, 'saved:"quiet vips"')
    assert dict(by_name.arguments) == dict(went.arguments)
    ask = await act(workspace, actions.filter_dialog, [], "quiet vips")
    assert await rows_of(workspace, SUBSCRIBERS, ask.went[0][1]) == direct
    await act(workspace, actions.forget_filter, [], "quiet vips")
    assert workspace.memory.filters("subscribers") == {}
    await valid(bot)


async def test_the_form_edits_the_query_of_the_filter_line(workspace: Workspace) -> None:
    text = 'tag:vip -tag:"Big \\"spenders\\"" (channel:web or has:phone) seen:7d field.city=Lima souza'
    now = await filters.asked_now(workspace, Query(audience=text))
    values = filters.values_of(now)
    assert values == {
        "words": "souza",
        "tag": "vip",
        "-tag": 'Big "spenders"',
        "seen": "7d",
        "more": "(channel:web or has:phone) field.city=Lima",
    }
    assert set(filters.query_of(values).parts()) == set(now.parts())
    (tag, *_) = await read_all(workspace.flows.tags())
    jumped = await filters.asked_now(workspace, Query(arguments={"tag_ns": tag.tag_ns}))
    assert filters.values_of(jumped)["tag"] == tag.name
    assert "isn't closed" in plain(filters.preview_of({"more": '"x'})[0])
    assert any(
        "Those without a value of city" in plain(each)
        for each in filters.preview_of({"more": "field.city!=Lima"})
    )


@pytest.mark.parametrize("word", ["whatsapp", "WhatsApp", "whatsapp_cloud", "sms", "MyChannel", "web"])
async def test_the_form_offers_channels_as_lists_call_them_and_keeps_any_other(
    workspace: Workspace, word: str
) -> None:
    asked = await filters.asked_now(workspace, Query(audience=f"channel:{word} status:Open"))
    names = Names(channels=("whatsapp_cloud", "sms"))
    fields = {each.name: each for each in filters._fields(workspace, filters.values_of(asked), names)}
    offered = [each.id for each in fields["channel"].choices]
    assert offered[:3] == ["WhatsApp", "SMS", "Facebook"]
    assert fields["channel"].value in offered and fields["status"].value == "open"
    said = filters.query_of({name: each.value for name, each in fields.items()})
    sense = Sense(names, moment(workspace))
    assert bind(said, sense) == bind(asked, sense)


async def test_an_ambiguous_name_is_refused_with_its_candidates(workspace: Workspace, bot: Bot) -> None:
    from flotui.api.models.flow import Tag
    from flotui.resources.reading import named

    rows = [Tag.read({"tag_ns": "f1t1", "name": "VIP"}), Tag.read({"tag_ns": "f1t2", "name": "vip"})]
    with pytest.raises(Malformed, match=r"VIP \(f1t1\), vip \(f1t2\)"):
        named(rows, "Vip", "tag")
    assert named(rows, "f1t2", "tag") is rows[1]


async def test_rows_are_sorted_by_number_and_by_name(workspace: Workspace) -> None:
    rows = await last(workspace.subscribers.list())
    for order, key in ((Sort("name"), "name"), (Sort("name", down=True), "name")):
        view = await rows.ordered(order)
        await view.load(0, 60)
        assert view.count == rows.count
        from flotui.text.fold import fold

        found = [fold(getattr(view.peek(index), key)) for index in range(40)]
        letters = [name for name in found if not name[:1].isdigit()]
        assert letters == sorted(letters, reverse=order.down)
    column = field_column("field:loyalty_points")
    assert column is not None
    assert column.by is not None
    view = await rows.ordered(replace(column.by, down=True))
    await view.load(0, 30)
    texts = [plain(column.text(row)) for row in (view.peek(index) for index in range(view.count)[:30]) if row]
    numbers = [float(text) for text in texts if text != "–"]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) > 5
    first = view.peek(0)
    assert first is not None
    assert await view.index_of(first.row_id) == 0


async def test_a_user_field_is_a_column(workspace: Workspace) -> None:
    who = await ana(workspace)
    shown = SUBSCRIBERS.shown(("name", "field:city", "nonsense", "email"))
    assert [column.id for column in shown] == ["name", "field:city", "email"]
    assert plain(shown[1].text(who)) == "São Paulo"
    assert SUBSCRIBERS.shown(("nonsense",)) == SUBSCRIBERS.columns
    assert SUBSCRIBERS.choosable is not None
    assert "field:city" in [column.id for column in await SUBSCRIBERS.choosable(workspace)]


def test_what_was_chosen_lasts(tmp_path: Path) -> None:
    paths = Paths.find({"FLOTUI_HOME": str(tmp_path)}).make()
    memory = Memory(Habits(paths), "me", columns={"subscribers": ("name", "phone")})
    assert memory.columns("subscribers") == ("name", "phone"), "the preferences' hold until others are chosen"
    memory.set_columns("subscribers", ("name", "field:city"))
    memory.save_filter("subscribers", "vips", "tag:vip")
    memory.bind("1", "f1s1")
    memory.bind("2", "f1s1")
    memory.sent("f1s2")
    again = Memory(Habits(paths), "me", columns={"subscribers": ("name", "phone")})
    for each in (memory, again):
        assert each.columns("subscribers") == ("name", "field:city")
        assert each.filters("subscribers") == {"vips": "tag:vip"}
        assert dict(each.digits) == {"2": "f1s1"}, "it left the digit it was on"
        assert each.recent == ("f1s2",)
    assert Memory(Habits(paths), "another").digits == {}


def message(kind: str, content: str = "", who: str = "in", **payload: Any) -> ChatMessage:
    return ChatMessage.read({"type": who, "msg_type": kind, "content": content, "payload": payload, "ts": 1})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (message("text", "hi\nthere"), "hi\nthere"),
        (
            message("image", "this one", url="https://x.example/a.jpg"),
            "image this one\nhttps://x.example/a.jpg",
        ),
        (message("audio", url="https://x.example/a.ogg"), "audio https://x.example/a.ogg"),
        (message("reaction", "👍", text="👍"), "reacted 👍"),
        (message("payload", "Yes", title="Yes"), "pressed [Yes]"),
        (message("location", lat=-23.5, lng=-46.6, title="Casa"), "location Casa · -23.5, -46.6"),
        (
            message("template", "x", name="sale", lang="en", params={"BODY_{{1}}": "Ana"}),
            "template sale (en): Ana",
        ),
        (
            message(
                "text",
                "Pick",
                who="out",
                text="Pick",
                buttons=[{"title": "A"}, {"title": "B", "url": "https://b"}],
            ),
            "Pick\n[A] [B] https://b",
        ),
        (
            message(
                "cards",
                who="out",
                cards=[{"title": "Shoe", "body": "36", "url": "https://s"}, {"title": "Bag"}],
            ),
            "▪ Shoe – 36  https://s\n▪ Bag",
        ),
        (message("text", "WhatsApp Error 131047: x", who="out"), "not delivered WhatsApp Error 131047: x"),
        (message("sticker", url="https://x.example/s"), "sticker https://x.example/s"),
        (message("order_details", total="12"), 'order_details {"total":"12"}'),
        (message("text"), "(text, nothing in words)"),
    ],
)
def test_every_kind_of_message_is_readable(given: ChatMessage, said: str) -> None:
    assert plain(chat.text_of(given)) == said


async def test_the_chat_stands_newest_last_and_older_come_on_demand(workspace: Workspace) -> None:
    who = await ana(workspace)
    rows: Any = await last(CHAT_TAB.read(workspace, Query(owner=who)))
    first = rows.count
    assert first == 100
    assert rows.more_to_come
    await rows.load(0, first)
    times = [rows.peek(index).ts for index in range(first)]
    assert times == sorted(times)
    assert await rows.more()
    assert rows.count > first
