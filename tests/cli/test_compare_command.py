# SPDX-License-Identifier: MIT
"""`flotui compare`: who came and who went, from the copy that `flotui sync` made."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import httpx
import pytest

from flotui.config.exits import Exit
from tests.cli.conftest import PointAt, Run
from tests.support.served import Served


@pytest.fixture
def host(point_at: PointAt) -> Iterator[Served]:
    with Served(subscribers=150) as served:
        point_at(served.url)
        yield served


def _ask(host: Served, method: str, path: str, body: object) -> None:
    with httpx.Client(headers={"Authorization": "Bearer demo"}, trust_env=False) as http:
        http.request(method, host.url + path, json=body).raise_for_status()


def test_an_audience_is_saved_and_compared_with_what_it_is_now(run: Run, host: Served) -> None:
    refused = run("compare", "--save", "vips", "tag:vip")
    assert refused.exit_code == Exit.FAILED
    assert "Run flotui sync first." in refused.stderr
    assert run("sync", "--yes").exit_code == Exit.OK
    saved = run("compare", "--save", "vips", "tag:vip")
    assert saved.exit_code == Exit.OK, saved.stderr
    people = {row["user_ns"]: row for row in _subscribers(host)}
    vips = [ns for ns, row in people.items() if any(tag["name"] == "vip" for tag in row["tags"])]
    others = [ns for ns in people if ns not in vips]
    assert f"vips: {len(vips)} subscribers saved." in saved.stderr
    _ask(host, "DELETE", "/subscriber/delete", {"user_ns": vips[0]})
    _ask(host, "DELETE", "/subscriber/remove-tag-by-name", {"user_ns": vips[1], "tag_name": "vip"})
    _ask(host, "POST", "/subscriber/add-tag-by-name", {"user_ns": others[0], "tag_name": "vip"})
    unheard = run("compare", "vips", "--jsonl")
    assert unheard.stdout == "", "the copy hasn't heard of it yet"
    assert ": the copy was read before that, " in unheard.stderr and "as of" not in unheard.stderr
    lately = run("sync").stderr
    promised, spent = re.findall(r"(?:takes|changed,) (\d+ calls?)", lately)
    assert promised == spent, lately
    assert run("sync", "--full", "--yes").exit_code == Exit.OK
    found = run("compare", "vips", "--jsonl")
    rows = {row["user_ns"]: row["change"] for row in map(json.loads, found.stdout.splitlines())}
    assert rows == {others[0]: "came", vips[1]: "went", vips[0]: "gone"}
    assert re.search(r"1 came and 2 went since [^,]+, as of ", found.stderr)
    assert run("compare", "vips", "--csv").stdout.splitlines()[0] == "change,user_ns,name"
    assert "vips" in run("compare").stdout
    run("compare", "--save", "=vips", "tag:vip")
    assert [
        row.split(",")[0] for row in run("compare", "--csv", "--no-formulas").stdout.splitlines()[1:]
    ] == ["'=vips", "vips"]
    assert run("compare", "--no-formulas").exit_code == Exit.USAGE
    assert run("compare", "--csv", "--jsonl").exit_code == Exit.USAGE


def test_what_is_not_saved_is_said(run: Run, host: Served) -> None:
    assert "Nothing is saved yet" in run("compare").stderr
    assert run("sync", "--yes").exit_code == Exit.OK
    run("compare", "--save", "everyone")
    assert "There are everyone." in run("compare", "nobody").stderr
    assert "everyone was removed." in run("compare", "everyone", "--remove").stderr
    assert run("compare", "everyone", "--remove").exit_code == Exit.FAILED
    assert run("compare", "--save").exit_code == Exit.USAGE
    assert run("compare", "one", "tag:vip").exit_code == Exit.USAGE
    assert run("compare", "--save", "x", "tag:nothing-like-it").exit_code != Exit.OK
    assert "no-such-profile" in run("compare", "--profile", "no-such-profile").stderr


def _subscribers(host: Served) -> list[dict[str, object]]:
    with httpx.Client(headers={"Authorization": "Bearer demo"}, trust_env=False) as http:
        return [
            row
            for page in (1, 2)
            for row in http.get(host.url + "/subscribers", params={"limit": 100, "page": page}).json()["data"]
        ]
