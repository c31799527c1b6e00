# SPDX-License-Identifier: MIT
"""A part of what the copy has of people: the same as all of it, without what isn't wanted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flotui.api.exact import number
from flotui.audience.indexing import index
from flotui.audience.people import People
from flotui.store.people import Copy

KEYS = ("user_ns", "name")


def _row(number: int, name: str) -> dict[str, Any]:
    fields = [
        {"var_ns": f"f1v{n}", "name": f"field {n}", "var_type": "text", "value": f"{number} of {n}"}
        for n in range(4)
    ]
    tags = [{"tag_ns": f"f1t{n}", "name": f"tag {n}"} for n in range(number % 3)]
    return {"user_ns": f"f1u{number}", "name": name, "score": 1.5, "tags": tags, "user_fields": fields}


async def test_a_part_is_the_whole_without_what_is_not_wanted(tmp_path: Path) -> None:
    path = tmp_path / "people.db"
    names = ["Ana", "half a 🧑", "Zoë", "", "Bruno"]
    rows = [_row(n, name) for n, name in enumerate(names, 1)]
    rows[2]["score"] = number("Infinity")  # only Python's own reader takes that
    copy = await Copy.open(path, index)
    await copy.change(lambda db, things: copy.take(db, things, [(each["user_ns"], each) for each in rows], 1))
    await copy.settle()
    await copy.close()
    for fields in ([], ["f1v2"], ["f1v0", "f1v3"]):
        for keys in (None, KEYS):
            copy = await Copy.open(path, index)  # nothing of it is known yet
            people = People(copy)
            part = [each async for some in people.each(fields=fields, keys=keys) for each in some]
            whole = [each async for some in people.each() for each in some]
            assert [each["user_ns"] for each in part] == [f"f1u{n}" for n in range(1, 6)]
            for some, each in zip(part, whole, strict=True):
                wanted = [field for field in each["user_fields"] if field["var_ns"] in fields]  # type: ignore[attr-defined]
                kept = set(each) if keys is None else {"user_ns", "name", "tags", "user_fields"}
                assert {**each, "user_fields": wanted} | some == {**each, "user_fields": wanted}
                assert some["user_fields"] == wanted
                assert kept & set(each) <= set(some)
            await copy.close()


async def test_those_who_are_gone_are_left_out_of_what_is_read_ahead(tmp_path: Path) -> None:
    copy = await Copy.open(None, index)
    people = People(copy)
    rows = [(f"f1u{n}", _row(n, f"P{n}")) for n in range(1, 2301)]
    await copy.change(lambda db, things: copy.take(db, things, rows, 1))
    for gone in ("f1u1", "f1u1500", "f1u2300"):
        await copy.become(gone, None)
    found = [each["user_ns"] async for some in people.each(fields=()) for each in some]
    assert len(found) == 2297 and found == [f"f1u{n}" for n in range(2, 2300) if n != 1500]
    async for some in people.each(fields=()):
        assert len(some) == 1000
        break  # whoever goes away leaves nothing behind
    await copy.close()


async def test_a_tag_or_label_is_kept_as_it_came_beside_one_that_looks_the_same() -> None:
    """Python takes 1, 1.0 and True for the same key of a dict; a row says which it was."""
    said = ("1", 1, True, 1.0, "True")
    rows = [
        {
            "user_ns": f"f1u{n}",
            "tags": [{"tag_ns": each, "name": "vip"}],
            "labels": [{"name": "vip", "id": each}, {"id": each, "name": "vip"}],
        }
        for n, each in enumerate(said * 2)
    ]
    copy = await Copy.open(None, index)
    await copy.change(
        lambda db, things: copy.take(db, things, [(str(each["user_ns"]), each) for each in rows], 1)
    )
    kept = [each async for some in People(copy).each() for each in some]
    assert list(map(repr, kept)) == list(map(repr, rows))
    await copy.close()
