# SPDX-License-Identifier: MIT
"""Each setting is read from the file, documented, and documented with what holds where it isn't said.

The settings are taken from the types themselves, so that a new one fails here until it is among them.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from flotui.config.preferences import Preferences
from tests.support.each_of import each_of
from tests.support.preferences import DEFAULTS, settings

FILE = Path("config.toml")
OTHERS = {
    "theme": '"nord"',
    "ascii": "true",
    "mouse": "false",
    "animation": "true",
    "reserve": "7",
    "page_size": "7",
    "start": '"subscribers"',
    "today.groups": '["errors"]',
    "keys": '{ "subscribers.tags" = "t" }',
    "confirm.write": "true",
    "confirm.send": "false",
    "confirm.reply": "true",
    "jobs.quiet_hours": '"off"',
    "watch.share": "7",
    "watch.unseen": "true",
    "watch.notice": '"off"',
    "terminal.scroll": '"on"',
    "columns": '{ subscribers = ["name"] }',
    "filters": '{ subscribers = { vip = "tag:vip" } }',
    "pages": '{ subscribers = "https://app.flochat.ai/inbox/{id}" }',
}
"""For each setting a value, as the file has it, that isn't what holds where nothing is said."""
EXAMPLES = {"keys", "columns", "filters", "pages"}
"""Tables of which the documents give examples: nothing is in them where nothing is said."""
UNSAID = {"animation"}
"""Of which nothing the file could say is what holds where nothing is said; the documents have it as a comment."""


def documented() -> str:
    """The file that the documents show."""
    page = Path(__file__).parents[2] / "docs" / "configuration.md"
    found = re.search(r"```toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    assert found
    return found.group(1)


def test_each_setting_has_another_value_here() -> None:
    assert DEFAULTS.keys() == OTHERS.keys()


@each_of("name", DEFAULTS)
def test_it_is_read_from_the_file(name: str) -> None:
    """And nothing else is another for it."""
    read = Preferences.parse(tomllib.loads(f"{name} = {OTHERS[name]}"), FILE)
    assert read.notes == ()
    assert [each for each, value in settings(read) if value != DEFAULTS[each]] == [name]


@each_of("name", DEFAULTS)
def test_it_is_documented_with_what_holds_where_it_is_not_said(name: str) -> None:
    text = documented()
    table, _, key = name.rpartition(".")
    if name in EXAMPLES:
        assert re.search(rf"^\[{name}[\].]", text, re.M), f"docs/configuration.md has no [{name}]"
        assert not DEFAULTS[name]
        return
    part = text.split(f"[{table}]")[1].split("\n[")[0] if table else text.split("\n[")[0]
    assert re.search(rf"^(?:# )?{key} = ", part, re.M), f"docs/configuration.md has no {name}"
    if name not in UNSAID:
        assert dict(settings(Preferences.parse(tomllib.loads(text), FILE)))[name] == DEFAULTS[name]
