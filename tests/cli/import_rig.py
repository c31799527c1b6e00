# SPDX-License-Identifier: MIT
"""What the tests of `flotui jobs import` share."""

from __future__ import annotations

import csv
import json
import urllib.request
from pathlib import Path
from typing import Any

from flotui.text.delimited import unguarded
from tests.support.server import Server


def asked(server: Server, path: str, body: Any = None) -> Any:
    """A request of the API, past flotui."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": "Bearer demo", "Content-Type": "application/json"}
    request = urllib.request.Request(server.url + path, data, headers)
    with urllib.request.urlopen(request, timeout=10) as reply:
        return json.loads(reply.read())


def some_people(server: Server) -> list[dict[str, Any]]:
    """Some who have a whole number of their own, always in the same order."""
    found = [
        each
        for page in (1, 2)
        for each in asked(server, f"/subscribers?limit=100&page={page}")["data"]
        if (each["phone"] or "").startswith("+5521")
    ]
    return sorted(found, key=lambda each: str(each["user_ns"]))


def person_of(server: Server, user_ns: str) -> dict[str, Any]:
    row: dict[str, Any] = asked(server, f"/subscriber/get-info?user_ns={user_ns}")
    fields = {each["name"]: each["value"] for each in row["user_fields"]}
    return {**row, "fields": fields, "tag_names": {each["name"] for each in row["tags"]}}


def written_since(server: Server, since: int) -> list[tuple[str, Any]]:
    return server.writes()[since:]


def results_in(path: Path) -> dict[int, dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [{name: unguarded(cell) for name, cell in row.items()} for row in csv.DictReader(file)]
    return {int(row["line"]): row for row in rows}
