# SPDX-License-Identifier: MIT
"""`flotui api` and a new name that a person can't tell from one there is."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import httpx
import pytest

from flotui.config.exits import Exit
from flotui.config.paths import Paths
from tests.cli.conftest import PointAt, Run


@pytest.fixture(autouse=True)
def bot(sandbox: str, point_at: PointAt) -> str:
    point_at(sandbox)
    return sandbox


def names(run: Run) -> list[str]:
    return [each["name"] for each in json.loads(run("api", "flowTags", "--paginate").stdout)]


def test_it_is_refused_with_the_one_there_is_and_sent_with_yes(run: Run) -> None:
    there = names(run)[0]
    other = f"{there.upper()} "
    refused = run("api", "flowCreateTag", "-f", f"name={other}")
    assert refused.exit_code == Exit.USAGE and other not in names(run)
    assert f"\nNot sent. There is a tag {there} (f1284t" in refused.stderr
    assert "differs only in upper and lower case" in refused.stderr and "Add --yes" in refused.stderr
    assert run("api", "flowCreateTag", "-f", f"name={other}", "--curl").exit_code == 0
    sent = run("api", "flowCreateTag", "-f", f"name={there.upper()}", "--yes")
    assert sent.exit_code == 0, sent.output
    assert there.upper() in names(run)


def test_another_name_and_the_very_same_go_to_the_host(run: Run) -> None:
    there = names(run)[0]
    assert run("api", "flowCreateTag", "-f", "name=quite another").exit_code == 0
    same = run("api", "flowCreateTag", "-f", f"name={there}")
    assert "differs" not in same.stderr, "the host says what holds of it"
    assert "Nothing was created: the tag was there already (f1284t" in same.stderr


def test_the_list_is_read_now_however_young_its_copy_is(run: Run, bot: str) -> None:
    there = json.loads(run("api", "teamLabels").stdout)["data"][0]["name"]
    read = run("api", "teamCreateLabel", "-f", f"name={there.swapcase()}")
    assert read.exit_code == Exit.USAGE, "which leaves a copy of the list"
    made = httpx.post(
        f"{bot}/team/create-label", headers={"Authorization": "Bearer demo"}, json={"name": "Zebra"}
    )
    assert made.status_code == 200, made.text
    refused = run("api", "teamCreateLabel", "-f", "name=zebra")
    assert refused.exit_code == Exit.USAGE and "There is a label Zebra (" in refused.stderr, refused.output


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"status": 500}, Exit.FAILED),
        ({"kind": "403"}, Exit.NOT_AUTHORISED),
        ({"status": 401}, Exit.NOT_AUTHORISED),
        ({"drop": True}, Exit.UNREACHABLE),
        ({"text": ""}, Exit.FAILED),
        ({"body": {"data": [], "meta": {"total": 40}}}, Exit.FAILED),
    ],
)
def test_where_the_names_cant_be_read_nothing_is_sent_without_yes(
    run: Run, bot: str, fault: dict[str, object], code: Exit
) -> None:
    there = names(run)[1]  # which leaves a copy of them that is no answer
    door = bot.removesuffix("/api") + "/__sandbox__/faults"
    httpx.post(door, json={"path": "/flow/tags", "times": 0, **fault})
    try:
        refused = run("api", "flowCreateTag", "-f", f"name={there.swapcase()}")
        assert refused.exit_code == code, refused.output
        assert "The tags couldn't be read, so it isn't known whether one looks like" in refused.stderr
        assert "Add --yes" in refused.stderr and "Not sent." in refused.stderr
        sent = run("api", "flowCreateTag", "-f", f"name=Blind {fault}", "--yes")
        assert sent.exit_code == 0, sent.output
    finally:
        httpx.delete(door)
    assert there.swapcase() not in names(run)


def test_letters_of_other_alphabets_and_ids_are_told(run: Run) -> None:
    rows = json.loads(run("api", "flowTags", "--paginate").stdout)
    assert run("api", "flowCreateTag", "-f", "name=Promo list", "--yes").exit_code == 0
    for other in ("\u0420romo list", "Prom\u03bf list", "Promo l\u0131st", "PR\u041eMO LIST"):
        refused = run("api", "flowCreateTag", "-f", f"name={other}")
        assert refused.exit_code == Exit.USAGE, other
        assert "that differs only in letters of another alphabet" in refused.stderr
    refused = run("api", "flowCreateTag", "-f", f"name={rows[0]['tag_ns']}")
    assert refused.exit_code == Exit.USAGE
    assert f"{rows[0]['tag_ns']} is the id of the tag {rows[0]['name']}" in refused.stderr


def test_what_nobody_has_looked_for_is_deleted_by_no_undo(run: Run, paths: Paths) -> None:
    def inverse() -> str | None:
        with closing(sqlite3.connect(paths.state / "journal.db")) as db:
            found = db.execute("SELECT inverse, subject FROM entry ORDER BY id DESC").fetchone()
        assert found[1].startswith("f1284t")
        return str(found[0]) if found[0] is not None else None

    for _ in range(2):  # the host answers with the first one: none of its tags was ever read here
        assert run("api", "flowCreateTag", "-f", "name=there before", "--yes").exit_code == 0
        assert inverse() is None
    assert run("api", "flowCreateTag", "-f", "name=looked for").exit_code == 0
    assert inverse() is not None
