# SPDX-License-Identifier: MIT
"""What tests begin with is what the program makes: the same tables, the same version, for its owner only."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from flotui.store import database, opening
from flotui.store.opening import Schema
from tests.support import ready


@pytest.mark.parametrize("schema", ready.SCHEMAS, ids=lambda schema: schema.name)
def test_a_copy_is_what_all_the_steps_make(tmp_path: Path, schema: Schema) -> None:
    made: list[list[str]] = []
    numbers: list[object] = []
    counted = ("row", "list") if schema.name == "cache" else ()
    for name, connect in (("steps", opening.connect), ("copy", database.connect), ("next", database.connect)):
        opening.make_private(tmp_path / name)
        with closing(connect(str(tmp_path / name), schema)) as db:
            numbers.append([db.execute(f"SELECT number FROM {each}").fetchall() for each in counted])
            for each in counted:
                db.execute(f"UPDATE {each} SET number = 0")
            has = [f"{pragma}: {db.execute(f'PRAGMA {pragma}').fetchone()}" for pragma in PRAGMAS]
            made.append([*has, *db.iterdump()])
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    assert made[0] == made[1] == made[2] and len(made[0]) > 2 + len(PRAGMAS)
    assert not counted or numbers[0] != numbers[1] != numbers[2], "no number is in two caches"


PRAGMAS = ("user_version", "journal_mode", "page_size", "auto_vacuum", "encoding", "foreign_keys")
