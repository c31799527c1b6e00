# SPDX-License-Identifier: MIT
"""What a redo creates has another id than before: all that is done with it afterwards goes to the new one."""

from __future__ import annotations

import pytest

from flotui.api.call import Call
from flotui.api.errors import FlochatError
from flotui.api.models.shop import Item
from flotui.jobs.outcomes import Unfinished
from flotui.repositories.edit import Edit
from flotui.repositories.flows import create_tag
from flotui.repositories.shop import VENDORS
from flotui.repositories.shop_edits import create_variant, set_items
from flotui.repositories.subscribers import FieldChange, set_fields, tags_call
from flotui.store.journal import Change, Entry, Outcome
from flotui.store.noted import DoneAgain
from flotui.workspace import Journaled, Workspace
from flotui.workspace.chain import Chain
from flotui.workspace.recreated import about_recreated
from tests.support.bot import Bot
from tests.support.edit_rows import ana, listed, order
from tests.support.edits import CREATED
from tests.support.people import ANA


@pytest.mark.parametrize("operation", CREATED)
async def test_what_was_created_again_is_undone_like_another(
    workspace: Workspace, bot: Bot, operation: str
) -> None:
    (first,) = await workspace.apply(CREATED[operation])
    await workspace.undo()
    (again,) = await workspace.redo()
    assert again.subject and again.subject != first.subject, "the host gives it another id"
    await workspace.undo()
    assert again.inverse is not None
    with pytest.raises(FlochatError):  # it is gone
        await workspace.apply(Edit(again.inverse, "Delete it once more"))


async def _tagged(workspace: Workspace, batch: str = "") -> tuple[Entry, ...]:
    """A new tag, which Ana has."""
    (made,) = await workspace.apply(create_tag("brand new"), batch=batch)
    on, off = (tags_call(ANA, [made.subject], on=on) for on in (True, False))
    (given,) = await workspace.apply(Edit(on, "Add tag brand new to Ana", ANA, inverse=off), batch=batch)
    return made, given


async def _names(bot: Bot) -> set[str]:
    return {tag["name"] for tag in (await bot.subscriber(ANA))["tags"]}


async def test_what_was_done_with_it_in_the_same_act_is_done_with_the_new_one(
    workspace: Workspace, bot: Bot
) -> None:
    await _tagged(workspace, workspace.batch())
    await workspace.undo()
    assert "brand new" not in await _names(bot)
    await workspace.redo()
    assert "brand new" in await _names(bot)
    await workspace.undo()
    await workspace.redo()
    assert "brand new" in await _names(bot), "also the second time"


async def test_what_is_left_of_a_redo_goes_to_the_new_one(workspace: Workspace, bot: Bot) -> None:
    made, _ = await _tagged(workspace, workspace.batch())
    await workspace.undo()
    workspace.listen(
        lambda event: (
            workspace.stop()
            if isinstance(event, Journaled) and event.entry.call == made.call and event.entry.subject
            else None
        )
    )
    with pytest.raises(Unfinished):
        await workspace.redo()
    newest = await workspace.journal.newest()
    assert newest is not None
    left = await workspace.journal.left_of(newest)
    assert len(left) == 1 and made.subject in left[0].call.key
    await workspace.carry_out(Chain(await workspace.again(left), batch=newest.batch))
    assert "brand new" in await _names(bot)
    assert made.subject not in str((await bot.writes())[-1])


async def test_what_was_done_with_it_afterwards_is_done_with_the_new_one(
    workspace: Workspace, bot: Bot
) -> None:
    await _tagged(workspace)
    for _ in range(2):
        await workspace.undo()
        await workspace.undo()
        await workspace.redo()
        await workspace.redo()
        assert "brand new" in await _names(bot)
    await workspace.undo()
    assert "brand new" not in await _names(bot), "the undo of it goes to the new one too"


async def test_a_change_of_a_new_vendor_is_done_again_on_the_new_one(workspace: Workspace, bot: Bot) -> None:
    (made,) = await workspace.apply(CREATED["CreateVendor"])
    row = [each async for each in workspace.reader.one_of(VENDORS, made.subject)][-1].value
    assert row is not None
    await workspace.apply(VENDORS.change_edit(row, {"name": "Milliner"}))
    for act in (workspace.undo, workspace.undo, workspace.redo, workspace.redo):
        (entry,) = await act()
    assert entry.subject != made.subject
    now = [each async for each in workspace.reader.one_of(VENDORS, entry.subject, force=True)][-1].value
    assert now is not None and now.name == "Milliner"


async def _name(workspace: Workspace, vendor: str) -> str:
    row = [each async for each in workspace.reader.one_of(VENDORS, vendor, force=True)][-1].value
    assert row is not None
    return row.name


async def _rename(workspace: Workspace, vendor: str, name: str, batch: str = "") -> Entry:
    row = [each async for each in workspace.reader.one_of(VENDORS, vendor, force=True)][-1].value
    assert row is not None
    (entry,) = await workspace.apply(VENDORS.change_edit(row, {"name": name}), batch=batch)
    return entry


async def test_what_has_its_old_id_now_is_not_taken_for_it(workspace: Workspace, bot: Bot) -> None:
    (made,) = await workspace.apply(CREATED["CreateVendor"])
    await workspace.undo()
    bot.app.state.host.world.shop.vendors._next = int(made.subject)  # the host gives ids twice
    await bot.ask("POST", "/shop/product-vendors/create", name="Theirs")
    before = await _rename(workspace, made.subject, "Theirs, renamed")
    await workspace.redo([await workspace.journal.entry(made.id) or made])
    await workspace.undo([before])
    assert await _name(workspace, made.subject) == "Theirs"
    await workspace.redo([await workspace.journal.entry(before.id) or before])
    assert await _name(workspace, made.subject) == "Theirs, renamed"


async def test_what_was_done_with_it_before_is_set_back_on_the_new_one(workspace: Workspace) -> None:
    (made,) = await workspace.apply(CREATED["CreateVendor"])
    first = await _rename(workspace, made.subject, "Milliner")
    again = made
    for _ in range(2):
        await workspace.undo([again])
        (again,) = await workspace.redo([await workspace.journal.entry(again.id) or again])
    await _rename(workspace, again.subject, "Milliner")
    await workspace.undo([first])
    assert await _name(workspace, again.subject) != "Milliner"


@pytest.mark.parametrize(
    ("call", "becomes"),
    [
        (Call.of("UpdateVendor", path={"vendorId": 5}, body={"name": "5"}), '{"name":"5"}'),
        (
            Call.of("UpdateProduct", path={"productId": 5}, body={"vendor_id": 5, "price": 5}),
            '{"price":5,"vendor_id":9}',
        ),
        (Call.of("UpdateType", path={"typeId": 5}, body={"name": "5"}), '{"name":"5"}'),
    ],
)
def test_a_number_is_the_id_of_a_row_only_where_an_argument_takes_that(call: Call, becomes: str) -> None:
    again = DoneAgain(CREATED["CreateVendor"].call, "5", "9", 1, 4, 3)
    entry = about_recreated(Entry(2, 0.0, call, "Change", "", "5", "", None, Outcome.DONE), [again])
    assert entry.call.body == becomes
    assert dict(entry.call.path).get("vendorId", "9") == "9" and entry.call.path != (("productId", "9"),)
    assert entry.subject == ("9" if call.operation_id == "UpdateVendor" else "5")


async def test_an_order_of_a_new_variant_is_of_the_new_one_again(workspace: Workspace) -> None:
    (made,) = await workspace.apply(CREATED["CreateProductVariant"])
    row = await order(workspace)
    item = Item(variant_id=made.subject.rpartition("/")[2], num=2)
    await workspace.apply(set_items(row, [*row.items, item], "Add an item"))
    for _ in range(2):
        for act in (workspace.undo, workspace.undo, workspace.redo):
            (again,) = await act()
        await workspace.redo()
        now = await order(workspace)
        assert again.subject.rpartition("/")[2] in [each.variant for each in now.items]
        assert len(now.items) == len(row.items) + 1


async def test_a_variant_below_a_new_product_is_below_the_new_one_again(workspace: Workspace) -> None:
    (product,) = await workspace.apply(CREATED["CreateProduct"])
    values = {"sku": "S9", "price": product.subject, "qty": product.subject}
    (variant,) = await workspace.apply(create_variant(product.subject, "Hat", values))
    for _ in range(3):
        for act in (workspace.undo, workspace.undo, workspace.redo, workspace.redo):
            (entry,) = await act()
    above, _, below = entry.subject.partition("/")
    assert above != product.subject and below != variant.subject.partition("/")[2]
    (there,) = (each for each in await listed(workspace.shop.variants(above)) if each.sku == "S9")
    assert (there.row_id, str(there.raw["qty"])) == (below, product.subject), "a number that is no id stays"


async def test_a_new_field_that_was_filled_in_is_filled_in_again(workspace: Workspace) -> None:
    batch = workspace.batch()
    (field,) = await workspace.apply(CREATED["flowCreateUserField"], batch=batch)
    await workspace.apply(
        *set_fields(await ana(workspace), [FieldChange(field.subject, "shoe size", "number", "38")]),
        batch=batch,
    )
    for _ in range(3):
        await workspace.undo()
        (new, _) = await workspace.redo()
        assert new.subject != field.subject
        values = {each["name"]: each["value"] for each in (await ana(workspace)).raw["user_fields"]}
        assert str(values["shoe size"]) == "38"


def test_the_member_of_a_group_stays_who_has_the_number_of_the_group() -> None:
    call = Call.of("teamUpdateAgentGroupUsers", path={"id": 5}, body={"members": [{"user_id": 5}]})
    changes = (Change("members.5", "member Rui", None, 5),)
    entry = Entry(2, 0.0, call, "Change", "", "5", "", None, Outcome.DONE, changes=changes)
    now = about_recreated(entry, [DoneAgain(CREATED["teamCreateAgentGroup"].call, "5", "9", 1, 4, 3)])
    assert (now.subject, now.call.path, now.call.body) == ("9", (("id", "9"),), call.body)
    assert now.changes == changes


@pytest.mark.parametrize("at_once", [False, True])
async def test_two_that_have_got_each_other_s_id_are_told_apart(
    workspace: Workspace, bot: Bot, at_once: bool
) -> None:
    batch = workspace.batch() if at_once else ""
    made = [
        (await workspace.apply(VENDORS.create_edit({"name": name}), batch=batch))[0] for name in ("Ada", "Bo")
    ]
    for each in made:
        await _rename(workspace, each.subject, f"{each.subject} now", batch)
    for _ in range(1 if at_once else 4):
        await workspace.undo()
    table = bot.app.state.host.world.shop.vendors
    ids = [int(each.subject) for each in reversed(made)]
    table._identify = lambda number: ids.pop(0) if ids else number
    await workspace.redo()
    if not at_once:
        for _ in range(3):
            await workspace.redo()
    table._identify = int
    assert [await _name(workspace, each.subject) for each in made] == [
        f"{each.subject} now" for each in reversed(made)
    ]


async def test_what_the_host_answers_with_instead_of_creating_it_again_is_what_follows_is_about(
    workspace: Workspace, bot: Bot
) -> None:
    await _tagged(workspace, workspace.batch())
    await workspace.undo()
    await bot.ask("POST", "/flow/create-tag", name="brand new")
    theirs = next(each for each in await listed(workspace.flows.tags(force=True)) if each.name == "brand new")
    await workspace.redo()
    assert theirs.tag_ns in {tag["tag_ns"] for tag in (await bot.subscriber(ANA))["tags"]}
    await workspace.undo()
    assert "brand new" not in await _names(bot)
    assert (await bot.accepted())["flowDeleteTag"] == 1, "theirs stays"
