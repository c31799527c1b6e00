# SPDX-License-Identifier: MIT
"""Undo of what was made: it is asked for, it deletes exactly that, and nothing else of the bot changes."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.api.errors import FlochatError, Stopped
from flotui.api.models.subscriber import Subscriber
from flotui.jobs.outcomes import Unfinished
from flotui.repositories.created import creation_of
from flotui.repositories.edit import Edit
from flotui.repositories.flows import TAG, create_tag
from flotui.repositories.notes import SHORTCUT
from flotui.repositories.profile import update
from flotui.repositories.shop_edits import empty_cart
from flotui.resources.activity import JOURNAL
from flotui.resources.ask import Cancelled, Confirm, Submit
from flotui.resources.base import Context, Query
from flotui.resources.person import confirm_sub_flow
from flotui.resources.reading import last, read_all
from flotui.resources.shop.carts import CARTS
from flotui.resources.shop.orders import ORDERS
from flotui.resources.shop.products import PRODUCTS
from flotui.resources.shop.variants import VARIANTS_TAB
from flotui.resources.standing import standing
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.text import plain
from flotui.resources.undoing import redo, undo
from flotui.store.entry import Outcome
from flotui.store.job import JobState
from flotui.workspace import Event, Exchanged, Noticed, Switches, Workspace
from tests.resources.shop_rig import ANA, action, first, type_in, valid
from tests.support.ask import NO, Answers, act, rows_of
from tests.support.bot import Bot
from tests.support.edit_rows import ana
from tests.support.edits import CREATED
from tests.support.kinds import CREATIONS


@pytest.mark.parametrize("operation", CREATED)
async def test_what_was_made_is_deleted_again(workspace: Workspace, bot: Bot, operation: str) -> None:
    edit = CREATED[operation]
    entry = (await workspace.apply(edit))[0]
    assert entry.kind == CREATIONS[operation].name and entry.subject and entry.inverse is not None
    ask = Answers(True)
    await undo(workspace, ask)
    question = ask.asked[0]
    assert isinstance(question, Confirm) and question.danger and edit.summary in str(question.lines[0])
    assert plain(question.lines[-1]) == f"Undo deletes the {entry.kind}. Anything that uses it now loses it."
    assert ask.said[0].startswith(f"Undo: {edit.summary[0].lower()}")
    operations = [each for each, _ in await bot.writes()]
    assert operations == [operation, CREATIONS[operation].delete]
    await valid(bot)
    with pytest.raises(FlochatError):  # it is gone: the host knows no such thing any more
        await workspace.apply(Edit(entry.inverse, "Delete it once more"))


async def test_what_was_deleted_by_hand_since_is_passed_over(workspace: Workspace, bot: Bot) -> None:
    (named,) = await workspace.apply(*update(await ana(workspace), {"last_name": "Lima"}))
    (created,) = await workspace.apply(create_tag("for a day"))
    tag = next(each for each in await read_all(workspace.flows.tags()) if each.tag_ns == created.subject)
    assert await workspace.journal.undoable() == [created]
    await workspace.apply(TAG.delete_edit(tag))
    assert await workspace.journal.undoable() == [named]
    await undo(workspace, ask := Answers(True))
    assert "Press u again for an earlier edit." in ask.said[0], "the deletion can't be undone"
    await undo(workspace, Answers(True))
    assert [each for each, _ in await bot.writes()][-1] == named.call.operation_id


async def test_what_was_there_before_is_not_deleted_by_an_undo(workspace: Workspace, bot: Bot) -> None:
    there = next(iter(await read_all(workspace.flows.tags())))
    told: list[str] = []
    workspace.listen(lambda event: told.append(event.text) if isinstance(event, Noticed) else None)
    (entry,) = await workspace.apply(create_tag(there.name))
    assert entry.outcome is Outcome.DONE and entry.inverse is None, "the host answered with what is there"
    assert told == [f"Nothing was created: the tag was there already ({there.tag_ns})."]
    await undo(workspace, Answers(True))
    assert [operation for operation, _ in await bot.writes()] == ["flowCreateTag"]
    assert (await workspace.apply(create_tag("quite another")))[0].inverse is not None and len(told) == 1


async def test_what_a_host_answers_about_another_deletes_nothing_but_the_new_one(
    workspace: Workspace, bot: Bot
) -> None:
    other = next(iter(await read_all(workspace.flows.tags())))
    answer = {"status": "ok", "data": {"tag_ns": other.tag_ns, "name": other.name}}
    await bot.fault(path="/flow/create-tag", body=answer, accepted=True)
    (entry,) = await workspace.apply(create_tag("quite another"))
    assert entry.subject not in ("", other.tag_ns), "its list tells it"
    await undo(workspace, Answers(True))
    assert [each.name for each in await read_all(workspace.flows.tags(force=True)) if each == other]
    assert (await bot.writes())[-1] == ("flowDeleteTag", {"tag_ns": entry.subject})


async def test_what_has_the_id_of_another_that_was_deleted_elsewhere_is_new(
    workspace: Workspace, bot: Bot
) -> None:
    there = next(iter(await read_all(workspace.flows.tags())))
    told: list[str] = []
    workspace.listen(lambda event: told.append(event.text) if isinstance(event, Noticed) else None)
    answer = {"status": "ok", "data": {"tag_ns": there.tag_ns, "name": "quite another"}}
    await bot.fault(path="/flow/create-tag", body=answer, accepted=True)
    (entry,) = await workspace.apply(create_tag("quite another"))
    assert entry.inverse is not None and told == []
    answer["data"] = {"tag_ns": there.tag_ns, "name": there.name}
    await bot.fault(path="/flow/create-tag", body=answer, accepted=True)
    (entry,) = await workspace.apply(create_tag(f" {there.name.upper()} "))
    assert entry.inverse is None and len(told) == 1, "the host takes no notice of case"


@pytest.mark.parametrize("operation", sorted(CREATED))
async def test_what_the_answer_does_not_tell_is_found_in_its_list(
    workspace: Workspace, bot: Bot, operation: str
) -> None:
    edit = CREATED[operation]
    await bot.fault(body={"status": "ok"}, accepted=True, path=edit.call.target)
    (entry,) = await workspace.apply(edit)
    asked = [each["operation"] for each in await bot.requests()]
    assert asked.count(CREATIONS[operation].list) == 1, "one look at its list"
    (kept,) = await workspace.journal.single_edits()
    assert entry.inverse is not None and kept.inverse == entry.inverse and kept.subject == entry.subject
    await undo(workspace, Answers(True))
    assert [each for each, _ in await bot.writes()] == [operation, CREATIONS[operation].delete]
    await valid(bot)
    with pytest.raises(FlochatError):
        await workspace.apply(Edit(entry.inverse, "Delete it once more"))


async def test_of_two_alike_none_is_taken_for_the_new_one(workspace: Workspace, bot: Bot) -> None:
    edit = CREATED["flowCreateShortcut"]
    other = await bot.open()
    await other.apply(edit)
    await other.close()
    await bot.fault(body={"status": "ok"}, accepted=True, path="/flow/create-shortcut")
    (entry,) = await workspace.apply(edit)
    assert entry.inverse is None and await workspace.journal.undoable() == []


async def test_one_that_was_in_the_list_before_is_not_the_new_one(workspace: Workspace, bot: Bot) -> None:
    edit = CREATED["flowCreateShortcut"]
    await workspace.apply(edit)
    before = {each.row_id for each in await read_all(workspace.reader.list_of(SHORTCUT, force=True))}
    await bot.fault(body={"status": "ok"}, accepted=True, path="/flow/create-shortcut")
    (entry,) = await workspace.apply(edit)
    assert entry.inverse is not None and entry.subject not in before


async def test_a_no_deletes_nothing(workspace: Workspace, bot: Bot) -> None:
    await workspace.apply(create_tag("brand new"))
    with pytest.raises(Cancelled):
        await undo(workspace, Answers(NO))
    assert [each for each, _ in await bot.writes()] == ["flowCreateTag"]
    assert await workspace.journal.undoable(), "it can still be undone"


async def test_read_only_asks_nothing(bot: Bot, tmp_path: Any) -> None:
    workspace = await bot.open(tmp_path)
    await workspace.apply(create_tag("brand new"))
    await workspace.close()
    workspace = await bot.open(tmp_path, switches=Switches(read_only=True))
    with pytest.raises(Stopped, match="--read-only"):
        await undo(workspace, Answers())
    await workspace.close()


@pytest.mark.parametrize("answer", [None, [], {}, {"tag_ns": ""}, {"tag_ns": None}, {"tag_ns": True}, "f1t2"])
def test_an_answer_without_an_id_can_not_be_undone(answer: Any) -> None:
    assert creation_of(create_tag("x").call, answer) is None


def test_a_removal_is_destructive() -> None:
    from flotui.api.catalogue import Risk, catalogue

    assert {catalogue()[kind.delete].risk for kind in CREATIONS.values()} == {Risk.DESTRUCTIVE}


async def test_marked_people_are_stopped_half_way_and_only_the_rest_is_sent_again(
    workspace: Workspace, bot: Bot
) -> None:
    people = (await rows_of(workspace, SUBSCRIBERS))[:5]
    welcome = next(each for each in await read_all(workspace.flows.sub_flows()) if each.name == "Welcome")
    workspace.pacer.max_at_once = 2  # so that one leaves after the other

    def listen(event: Event) -> None:
        if isinstance(event, Exchanged) and workspace.working.awaited and len(sent) < 2:
            sent.append(event)
            if len(sent) == 2:
                workspace.stop()

    sent: list[Event] = []
    workspace.listen(listen)

    class Insists(Answers):
        """Somebody who goes on with what is left in the same dialog."""

        async def confirm(self, question: Confirm, submit: Submit | None = None) -> None:
            assert submit is not None
            with pytest.raises(Unfinished, match=r"2 of 5 done, 3 left\. You stopped it\.") as stopped:
                await submit(True)
            assert len(await bot.writes()) == 2
            await stopped.value.go_on()

    await confirm_sub_flow(Context(workspace, None, (), Insists()), people, welcome)
    assert [body["user_ns"] for _, body in await bot.writes()] == [each.user_ns for each in people]
    (job,) = await workspace.working.jobs.recent()
    assert (job.title, job.done, job.state) == ("Send sub-flow Welcome to 5 subscribers", 5, JobState.ENDED)


async def test_an_undone_status_leaves_the_orders_digits(workspace: Workspace) -> None:
    order = next(each for each in await rows_of(workspace, ORDERS) if each.amount == "342.70")
    status = next(each for each in ORDERS.actions if each.id == "orders.status")
    await act(workspace, status, [order], "shipped" if order.status != "shipped" else "paid")
    await undo(workspace, Answers(True))
    shown = next(each for each in await rows_of(workspace, ORDERS) if each.row_id == order.row_id)
    assert (shown.amount, shown.status) == ("342.70", order.status)


async def nowhere(_: object) -> bool:
    return False


async def undone(workspace: Workspace) -> tuple[str, str]:
    """What the question says when nothing of it is in sight, and what is said once it is undone."""
    ask = Answers(True)
    await undo(workspace, ask, nowhere)
    return "\n".join(plain(line) for line in ask.asked[0].lines), ask.said[0]


async def test_the_question_names_the_list_of_the_thing(workspace: Workspace) -> None:
    """Several lists offer the same operations: an order's status, a variant's price, a subscriber's cart."""
    orders = await rows_of(workspace, ORDERS)
    await act(workspace, action(ORDERS, "orders.status"), orders[:1], "refunded")
    assert "in Shop › Orders" in (await undone(workspace))[0]
    product = await first(workspace, PRODUCTS, "Canvas sneaker")
    variants = await rows_of(workspace, VARIANTS_TAB, Query(owner=product))
    changed = {"price": "99.90"}
    await act(workspace, action(VARIANTS_TAB, "product-variants.set"), variants[:1], changed, owner=product)
    assert "in Shop › Products" in (await undone(workspace))[0]
    for edit, where in (
        (create_tag("new one"), "Flows › Tags"),
        (CREATED["CreateTag"], "Shop › Product tags"),
    ):
        await workspace.apply(edit)
        assert f"in {where}" in (await undone(workspace))[0]


async def test_an_act_on_several_is_named_once_and_then_each_by_its_name(workspace: Workspace) -> None:
    some = [each for each in await rows_of(workspace, ORDERS) if each.status != "refunded"][:4]
    await act(workspace, action(ORDERS, "orders.status"), some, "refunded")
    ask = Answers(True)
    await undo(workspace, ask, nowhere)
    (question,) = ask.asked
    assert question.title == "Undo job 1: set 4 orders to refunded"
    head, moment, *parts = map(plain, question.lines)
    assert head.startswith("4 orders · 4 will change · 4 calls") and moment.startswith("begun ")
    said = "\n".join(parts)
    assert all(each.title in said and f"refunded → {each.status}" in said for each in some), said
    assert ask.said[-1] == "Undo: set 4 orders to refunded. U redoes it."


async def test_parts_that_differ_are_named_each_as_what_they_did(workspace: Workspace) -> None:
    people = (await rows_of(workspace, SUBSCRIBERS))[:12]
    old = {each.row_id: (each.first_name, each.last_name) for each in people}
    changed = [update(each, {"first_name": "Anna", "last_name": "Lima"}) for each in people]
    await workspace.apply(*(edit for each in changed for edit in each))
    head, _, first_line, *_, more, _ = (await undone(workspace))[0].splitlines()
    assert head == "Change first name, last name of 12 subscribers"
    assert first_line.startswith(f"  {people[0].title}  ")
    assert f"first name Anna → {old[people[0].row_id][0]}; last name Lima → " in first_line
    assert more == "and 4 more of the same edit."


@pytest.mark.parametrize(
    ("now", "told"), [("Annette", "Annette → Ana"), ("Ana", "Ana already"), ("", "→ Ana")]
)
async def test_the_question_says_what_a_value_is_now_as_far_as_it_is_known(
    workspace: Workspace, bot: Bot, now: str, told: str
) -> None:
    await workspace.apply(*update(await ana(workspace), {"first_name": "Anna"}))
    if now:
        other = await bot.open()
        await other.apply(*update(await ana(other), {"first_name": now}))
        await other.close()
        await ana(workspace)
    else:
        await workspace.cache.drop_row("subscriber", ANA)
    ask = Answers(NO)
    with pytest.raises(Cancelled):
        await undo(workspace, ask, nowhere)
    lines = [plain(line) for line in ask.asked[0].lines]
    assert f"  first name  {told}" in lines


async def test_the_question_about_several_says_of_each_what_it_is_now(workspace: Workspace, bot: Bot) -> None:
    people = (await rows_of(workspace, SUBSCRIBERS))[:3]
    await workspace.apply(*(edit for each in people for edit in update(each, {"last_name": "X"})))
    other = await bot.open()
    theirs = next(each for each in await rows_of(other, SUBSCRIBERS) if each.row_id == people[1].row_id)
    await other.apply(*update(theirs, {"last_name": "Y"}))
    await other.close()
    await last(workspace.subscribers.one(theirs.row_id, force=True))
    ask = Answers(NO)
    with pytest.raises(Cancelled):
        await undo(workspace, ask, nowhere)
    _, _, *parts, _ = (plain(line).strip() for line in ask.asked[0].lines)
    assert [each.rsplit("  ", 1)[1] for each in parts] == [
        f"{now} → {each.last_name}" for now, each in zip("XYX", people, strict=True)
    ]


async def test_an_emptied_cart_is_filled_again_and_said_to_be(workspace: Workspace) -> None:
    ask, query = Answers(True), Query(arguments={"user_ns": ANA})
    items = await rows_of(workspace, CARTS, query)
    await action(CARTS, "cart.empty").run(Context(workspace, CARTS, tuple(items[:1]), ask, None, query))
    assert await rows_of(workspace, CARTS, query) == []
    question, _ = await undone(workspace)
    assert "in Shop › Carts" in question and "Not restored" not in question
    assert len(await rows_of(workspace, CARTS, query)) == len(items)


async def test_a_quantity_that_took_two_calls_is_told_as_one_value(workspace: Workspace) -> None:
    query = Query(arguments={"user_ns": ANA})
    await rows_of(workspace, SUBSCRIBERS)
    item = (await rows_of(workspace, CARTS, query))[0]
    await type_in(workspace, CARTS, "count", item, str(item.count + 6), query=query)
    assert [standing(each).word for each in await rows_of(workspace, JOURNAL)] == ["can", "can"]
    question, said = await undone(workspace)
    assert question.splitlines()[0].startswith(
        f"Remove {item.count} × {item.title} from the cart of Ana Souza; add"
    )
    assert question.count("→") == 1 and f"{item.count + 6} → {item.count}" in question
    assert (
        said.count("again") == 1 and f"Quantity of {item.title} is {item.count} again. U redoes it." in said
    )
    ask = Answers(True)
    await redo(workspace, ask)
    assert f"{item.title} is {item.count + 6}. u undoes it." in ask.said[0]


async def test_no_value_is_said_of_several_without_saying_whose(workspace: Workspace) -> None:
    people = (await rows_of(workspace, SUBSCRIBERS))[:4]
    await workspace.apply(*(edit for each in people for edit in update(each, {"last_name": "X"})))
    _, said = await undone(workspace)
    assert said.startswith("Undo: change last name of ") and said.endswith(" and 1 more. U redoes it.")
    assert "again" not in said


async def test_what_was_not_undone_says_of_whom(workspace: Workspace, bot: Bot) -> None:
    people = (await rows_of(workspace, SUBSCRIBERS))[:5]
    await workspace.apply(*(edit for each in people for edit in update(each, {"last_name": "X"})))
    other = await bot.open()
    before = {each.row_id: each.last_name for each in people}
    now = (await rows_of(other, SUBSCRIBERS))[:5]
    await other.apply(*(edit for each in now for edit in update(each, {"last_name": before[each.row_id]})))
    _, said = await undone(workspace)
    assert all(f"Change last name of {each.title}: no change: last name is " in said for each in people[:3])
    assert said.endswith("2 more like it.")
    await other.close()


async def test_the_undo_of_an_emptied_cart_names_each_line_with_what_it_holds_again(
    workspace: Workspace,
) -> None:
    person = Subscriber.read({"user_ns": ANA, "name": "Ana Souza"})
    cart = await last(workspace.shop.cart(ANA))
    assert cart is not None and len(cart.items) > 1
    lines = {f"quantity of {each.title}": each.count for each in cart.items}
    await workspace.apply(*empty_cart(person, cart))
    entries = await workspace.journal.undoable()
    assert {change.name: change.before for entry in entries for change in entry.changes or ()} == lines
    await workspace.undo(entries)
    again = await last(workspace.shop.cart(ANA, force=True))
    assert again is not None and {f"quantity of {each.title}": each.count for each in again.items} == lines
