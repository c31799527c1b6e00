# SPDX-License-Identifier: MIT
"""Saying whom one means, by a real process on a real pseudo-terminal: typed, counted, marked, exported, compared."""

from __future__ import annotations

import csv
import json
import re
import urllib.request
from pathlib import Path

from tests.support.server import Server
from tests.support.terminal import Terminal, flotui, later

PEOPLE = 400
QUERY = "tag:vip -tag:returning channel:WhatsApp has:phone"


def command(screen: Terminal, name: str, offered: str) -> None:
    """Type a command, wait until it is offered first, and take it."""
    screen.press(":")
    screen.see("┌─ Commands")
    screen.press(name)
    screen.see(f"▌{offered}")
    screen.press("enter")


def meant(server: Server) -> list[str]:
    """The ids of those whom the query means, as the host has them, in its order."""
    found = []
    for page in range(1, 1 + PEOPLE // 100):
        url = f"{server.url}/subscribers?limit=100&page={page}"
        request = urllib.request.Request(url, headers={"Authorization": "Bearer demo"})
        with urllib.request.urlopen(request, timeout=10) as reply:
            found += json.load(reply)["data"]
    tags = {row["user_ns"]: {tag["name"] for tag in row["tags"]} for row in found}
    return [
        row["user_ns"]
        for row in found
        if "vip" in tags[row["user_ns"]] and "returning" not in tags[row["user_ns"]]
        if row["channel"] == "whatsapp_cloud" and row["phone"]
    ]


def test_four_terms_are_typed_counted_marked_exported_and_compared_a_day_later(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "some.csv"
    with Server("--subscribers", str(PEOPLE)) as server:
        before = meant(server)
        with Terminal(flotui(), env=server.environ(home)) as screen:
            screen.see("Subscribers", f"of {PEOPLE}")
            command(screen, "everyone", "Read everyone here")
            screen.see(f"The host has {PEOPLE} subscribers", "4 calls", "y Read")
            screen.press("y")
            screen.see(f"{PEOPLE} subscribers read in 4 calls")

            # Typed in one breath: tab waits for what it completes, and no letter is a command of the list.
            screen.press("/")
            screen.see("tab completes")
            screen.burst("ta", "tab", "vi", "tab", " -ta", "tab", "retu", "tab")
            screen.see("/ tag:vip -tag:returning")
            screen.burst(" ch", "tab", "whats", "tab", " has:ph", "tab")
            screen.see(f"/ {QUERY}", f"{len(before)} of the {PEOPLE}")
            screen.press("enter")
            screen.see(f"Subscribers · {QUERY}  {len(before)} of the {PEOPLE}")

            command(screen, "count", "Count by tag, channel, field …")
            screen.see("Count by", "▌Tag")
            screen.press("enter")
            shown = screen.see(f"Tag, among {len(before)} subscribers", "vip  ")
            assert re.search(rf"vip +█+ +{len(before)} ", shown), shown
            screen.press("escape")
            screen.gone("Tag, among")

            screen.press("space", "down", "down", "V")  # space goes on to the next row
            screen.see("4 marked")
            screen.press("W")
            screen.see("Export the 4 marked", "Columns *")
            # The path is longer than its line, which shows its end.
            screen.press("ctrl+a", "ctrl+k", str(file))
            screen.see("some.csv")
            screen.press("enter", "enter", "ctrl+a", "ctrl+k", "id, name, field:city")
            screen.see(" id, name, field:city")
            screen.press("ctrl+s")
            screen.see("4 subscribers written to")
            with file.open(newline="") as written:
                rows = list(csv.reader(written))
            assert [row[0] for row in rows] == ["id", *before[:4]]

            command(screen, "compare", "Save an audience, or compare it")
            screen.see("Compare audiences", "Save who this list shows now")
            screen.press("+")
            screen.see("Save an audience", "Name *")
            screen.press("vips", "ctrl+s")
            screen.see(f"vips: {len(before)} subscribers saved.")
            screen.press("q")
            assert screen.ended() == 0

        # Somebody else gives one of them the tag that rules them out, and another is one of them now.
        went = before[1]
        server.make("/subscriber/add-tag-by-name", user_ns=went, tag_name="returning")
        server.make("/subscriber/create", name="Late Comer", phone="+5511988887777", email="")
        came = f"f1284u{901 + PEOPLE}"
        server.make("/subscriber/add-tag-by-name", user_ns=came, tag_name="vip")

        with Terminal(later(26), env=server.environ(home)) as screen:
            screen.see("Subscribers", f"of {PEOPLE + 1}")
            command(screen, "everyone", "Read everyone here")
            screen.see("Everyone is loaded", "Read everyone again")
            screen.press("2")
            screen.see(f"The host has {PEOPLE + 1} subscribers", "y Read")
            screen.press("y")
            screen.see(f"{PEOPLE + 1} subscribers read in 5 calls")
            for key, row_id, title in (("c", came, "Late Comer"), ("w", went, "who went from vips")):
                command(screen, "compare", "Save an audience, or compare it")
                screen.see("Compare audiences", f"{len(before)} · ", "Save who this list shows now")
                screen.press("vips")
                screen.see("▌vips")
                screen.press("enter")
                screen.see("vips since ", "1 came", "1 went")
                screen.press(key)
                screen.see(title, f"1 of the {PEOPLE + 1}")
                screen.press("y")
                screen.see(row_id)
                screen.press("escape")
                screen.gone("esc cancel")
