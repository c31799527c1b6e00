# SPDX-License-Identifier: MIT
from __future__ import annotations

import stat
import threading

import pytest

from flotui.config.habits import RECENT, BotHabits, Habits
from flotui.config.paths import Paths

BOT, OTHER = "app.flochat.ai-f1-00000000", "app.flochat.ai-f2-00000000"


def test_nothing_is_remembered_at_first(paths: Paths) -> None:
    assert Habits(paths).bot(BOT) == BotHabits()
    assert Habits(paths).theme == ""
    assert not paths.state_file.exists()


def test_habits_belong_to_a_bot(paths: Paths) -> None:
    habits = Habits(paths)
    habits.bind(BOT, "1", "f1s1")
    habits.save_filter(BOT, "subscribers", "vip", "tag:vip")
    habits.set_columns(BOT, "tags", ("name", "id"))
    habits.sent(BOT, "f1s2")
    habits.set_theme("dark")
    again = Habits(paths)
    assert again.bot(BOT) == BotHabits(
        digits={"1": "f1s1"},
        recent=("f1s2",),
        filters={"subscribers": {"vip": "tag:vip"}},
        columns={"tags": ("name", "id")},
    )
    assert again.bot(OTHER) == BotHabits()
    assert again.theme == "dark"
    assert stat.S_IMODE(paths.state_file.stat().st_mode) == 0o600


def test_what_is_bound_can_be_taken_off(paths: Paths) -> None:
    habits = Habits(paths)
    habits.bind(BOT, "1", "f1s1")
    habits.bind(BOT, "1", None)
    habits.bind(BOT, "2", None)
    habits.save_filter(BOT, "subscribers", "vip", "x")
    habits.save_filter(BOT, "subscribers", "vip", None)
    habits.set_columns(BOT, "tags", ("name",))
    habits.set_columns(BOT, "tags", None)
    found = habits.bot(BOT)
    assert (found.digits, found.columns, found.filters) == ({}, {}, {"subscribers": {}})


@pytest.mark.parametrize("digit", ["0", "10", "a", ""])
def test_only_digits_can_be_bound(paths: Paths, digit: str) -> None:
    with pytest.raises(ValueError, match="not a digit"):
        Habits(paths).bind(BOT, digit, "f1s1")


def test_the_last_sent_comes_first_and_only_once(paths: Paths) -> None:
    habits = Habits(paths)
    for number in [*range(RECENT + 5), 7]:
        habits.sent(BOT, f"f1s{number}")
    recent = habits.bot(BOT).recent
    assert recent[:2] == ("f1s7", f"f1s{RECENT + 4}")
    assert len(recent) == len(set(recent)) == RECENT


def test_two_programs_do_not_overwrite_each_other(paths: Paths) -> None:
    threads = [
        threading.Thread(target=lambda digit=digit: Habits(paths).bind(BOT, digit, f"f1s{digit}"))
        for digit in "123456789"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Habits(paths).bot(BOT).digits) == 9


@pytest.mark.parametrize(
    "text",
    [
        "theme = 1\nbots = 2",
        f"[bots]\n'{BOT}' = 1",
        f"[bots.'{BOT}']\ndigits = 1\nrecent = 2\nfilters = 3\ncolumns = 4",
    ],
)
def test_nonsense_counts_as_nothing(paths: Paths, text: str) -> None:
    paths.state_file.write_text(text)
    assert Habits(paths).bot(BOT) == BotHabits()
    assert Habits(paths).theme == ""
    Habits(paths).bind(BOT, "1", "f1s1")
    assert Habits(paths).bot(BOT).digits == {"1": "f1s1"}


def test_a_damaged_file_is_set_aside_and_not_lost(paths: Paths) -> None:
    paths.state_file.write_text("[broken")
    assert Habits(paths).bot(BOT) == BotHabits()
    assert paths.state_file.exists()
    Habits(paths).sent(BOT, "f1s1")
    assert Habits(paths).bot(BOT).recent == ("f1s1",)
    assert paths.state_file.with_name("state.toml.broken").read_text() == "[broken"
