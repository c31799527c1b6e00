# SPDX-License-Identifier: MIT
"""A language is asked of what the host calls so and of the locale, also in a copy that an older flotui has made."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from flotui.audience.indexing import index
from flotui.audience.meaning import Is, Present
from flotui.audience.people import People
from flotui.store.people import Copy

ROWS: list[dict[str, Any]] = [
    {"user_ns": "f1u1", "language": "pt", "locale": "pt_BR"},
    {"user_ns": "f1u2", "language": "es", "locale": "pt-br"},
    {"user_ns": "f1u3", "language": "", "locale": "es_CO"},
    {"user_ns": "f1u4", "language": "pt_BR"},
    {"user_ns": "f1u5"},
]
MEANT = {"pt": [1, 2, 4], "pt_br": [1, 2, 4], "es": [2, 3], "es_co": [3], "br": []}


def make_older(path: Path) -> None:
    """Make a copy's file be as a flotui that didn't know locales has left it."""
    db = sqlite3.connect(path)
    db.execute("DELETE FROM mark WHERE thing IN (SELECT number FROM thing WHERE kind = 'locale')")
    db.execute("DELETE FROM thing WHERE kind = 'locale'")
    db.execute("PRAGMA user_version = 2")
    db.commit()
    db.close()


@pytest.mark.parametrize("older", [False, True], ids=["new", "older"])
async def test_a_language_is_found_by_the_locale_too(older: bool, tmp_path: Path) -> None:
    path = tmp_path / "people.db"
    copy = await Copy.open(path, index)
    rows = [(row["user_ns"], row) for row in ROWS]
    await copy.change(lambda db, things: copy.take(db, things, rows, 1))
    if older:
        await copy.close()
        make_older(path)
        copy = await Copy.open(path, index)
    people = People(copy)
    for asked, whom in MEANT.items():
        assert await people.ids(Is("lang", (asked,))) == [f"f1u{number}" for number in whom], asked
    assert await people.count(Present("lang")) == 4
    assert set(await people.words("lang")) == MEANT.keys() - {"br"}
    told = {each.name: each.count for each in await people.counts("lang")}
    assert told == {word: len(whom) for word, whom in MEANT.items() if whom}, "a line is whom it narrows to"
    await copy.become("f1u2", {"user_ns": "f1u2", "language": "es"})
    assert await people.ids(Is("lang", ("pt",))) == ["f1u1", "f1u4"], "and no line stays behind"
    await copy.close()
