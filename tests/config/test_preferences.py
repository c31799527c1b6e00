# SPDX-License-Identifier: MIT
from __future__ import annotations

import pytest

from flotui.config.errors import ConfigError
from flotui.config.paths import Paths
from flotui.config.preferences import ConfirmPreferences, Preferences, Terminal

WHOLE = """
# mine
theme = "flotui-light"
mouse = false
animation = true
reserve = 0
page_size = 25

[keys]
"subscribers.tags" = "t, ctrl+t"
flows.new = "n"

[confirm]
write = true
send = false

[terminal]
scroll = "auto"

[columns]
subscribers = ["name", "phone"]

[filters.subscribers]
vip = "tag:vip"
"""


def load(paths: Paths, text: str) -> Preferences:
    paths.preferences_file.write_text(text)
    return Preferences.load(paths)


def test_without_a_file_the_defaults_hold(paths: Paths) -> None:
    assert Preferences.load(paths) == Preferences()
    assert Preferences().confirm == ConfirmPreferences(write=False, send=True)


def test_a_byte_order_mark_before_a_file_is_nothing(paths: Paths) -> None:
    assert load(paths, "\ufeffmouse = false").mouse is False


def test_everything_can_be_said(paths: Paths) -> None:
    assert load(paths, WHOLE) == Preferences(
        theme="flotui-light",
        mouse=False,
        animation=True,
        reserve=0,
        page_size=25,
        keys={"subscribers.tags": "t,ctrl+t", "flows.new": "n"},
        confirm=ConfirmPreferences(write=True, send=False),
        terminal=Terminal(scroll="auto"),
        columns={"subscribers": ("name", "phone")},
        filters={"subscribers": {"vip": "tag:vip"}},
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("mouse = 1", "mouse must be true or false; it is 1."),
        ('animation = "no"', "animation must be true or false; it is 'no'."),
        ("theme = true", "theme must be one of flotui-dark, flotui-light, terminal-16, ansi-dark"),
        ('theme = "nope"', "tokyo-night; it is 'nope'."),
        ('theme = "Flotui-Dark"', "it is 'Flotui-Dark'."),
        ('theme = ["nord"]', "theme must be one of"),
        ("reserve = -1", "reserve must be a whole number from 0 to 1000; it is -1."),
        ("reserve = true", "reserve must be a whole number from 0 to 1000; it is true."),
        ("page_size = 101", "page_size must be a whole number from 1 to 100; it is 101."),
        ("page_size = 1.5", "page_size must be a whole number from 1 to 100; it is 1.5."),
        ("keys = 1", "keys must be a table"),
        ("terminal = 1", 'terminal must be a table such as scroll = "auto"'),
        ("[terminal]\nscroll = true", "terminal.scroll must be one of auto, on, off; it is true."),
        ('[keys]\n"a.b" = ""', "keys.a.b must be one or more keys in quotes"),
        ('[keys]\na.b = ["t"]', "keys.a.b must be one or more keys in quotes"),
        ("confirm = true", "confirm must be a table"),
        ('[confirm]\nsend = "never"', "confirm.send must be true or false; it is 'never'."),
        ('columns = ["name"]', "columns must be a table"),
        ('[columns]\nsubscribers = "name"', "columns.subscribers must be a list of column names"),
        ("[columns]\nsubscribers = []", "columns.subscribers must be a list of column names"),
        ('filters = "x"', "filters must be a table of resources"),
        ("[filters]\nsubscribers = 1", "filters.subscribers must be a table"),
        ("[filters.subscribers]\nvip = 1", "filters.subscribers.vip must be a text in quotes; it is 1."),
        ("mouse = ", "isn't valid TOML"),
        pytest.param(
            f"mouse = {'[' * 3000}", "isn't valid TOML: its lists are nested too deeply.", id="too deep"
        ),
    ],
)
def test_wrong_values_name_file_key_and_what_is_allowed(paths: Paths, text: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(paths, text)
    assert says in str(caught.value)
    assert str(paths.preferences_file) in str(caught.value)


def test_all_that_is_wrong_is_said_at_once(paths: Paths) -> None:
    with pytest.raises(ConfigError) as caught:
        load(paths, 'mouse = 1\nreserve = "x"\n[confirm]\nsend = 2')
    assert len(str(caught.value).splitlines()) == 3


def test_unknown_keys_are_noted_and_do_no_harm(paths: Paths) -> None:
    found = load(paths, "mouze = true\nmouse = false\n[confirm]\nbroadcast = false")
    assert not found.mouse
    assert len(found.notes) == 2
    assert "unknown setting mouze; did you mean mouse?" in found.notes[0]
    assert "unknown setting confirm.broadcast" in found.notes[1]
    assert "known are write, send, reply." in found.notes[1]


def test_the_persons_file_is_left_alone(paths: Paths) -> None:
    load(paths, WHOLE)
    assert paths.preferences_file.read_text() == WHOLE
