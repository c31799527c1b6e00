# SPDX-License-Identifier: MIT
from __future__ import annotations

import pytest
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.resources.common import common
from flotui.store.journal import Change, Entry, Outcome

PEOPLE = ("Ana Souza", "Ana Lima", "Bruno da Souza")


def entries(*says: str, kind: str = "subscriber", before: str = "") -> list[Entry]:
    call = Call.of("UserInfo")
    changes = (Change("status", "status", before, "x"),) if before else ()
    return [
        Entry(number, 0.0, call, each, kind, f"s{number}", "b", None, Outcome.DONE, changes=changes)
        for number, each in enumerate(says)
    ]


@pytest.mark.parametrize(
    ("says", "head"),
    [
        ("Add tag vip to {}", "Add tag vip to 3 subscribers"),
        ("Move the chat of {} to done", "Move the chat of 3 subscribers to done"),
        ("Assign {} to Rita Dias", "Assign 3 subscribers to Rita Dias"),
        ("Assign {} to the group Day shift", "Assign 3 subscribers to the group Day shift"),
        ("Unassign {}", "Unassign 3 subscribers"),
        ("Pause the bot for {}, 30 min", "Pause the bot for 3 subscribers, 30 min"),
        ("Send sub-flow Welcome to all to {}", "Send sub-flow Welcome to all to 3 subscribers"),
    ],
)
def test_the_act_is_said_once_and_the_names_are_whole(says: str, head: str) -> None:
    found = common(entries(*map(says.format, PEOPLE)))
    assert found is not None and (found.summary, found.names) == (head, PEOPLE)


def test_a_noun_is_counted_and_what_was_there_before_is_left_out() -> None:
    says = ["Set order 20217 from paid to ordered", "Set order 20218 from paid to ordered"]
    found = common(entries(*says, kind="order", before="paid"))
    assert found is not None and (found.summary, found.names) == (
        "Set 2 orders to ordered",
        ("20217", "20218"),
    )
    deleted = common(entries("Rename category A to C", "Rename category B to C", kind="category"))
    assert deleted is not None and deleted.summary == "Rename 2 categories to C"


def test_people_of_the_same_name_are_told_apart_by_their_ids() -> None:
    found = common(entries("Unassign Ana Souza", "Unassign Ana Souza", "Unassign Bia"))
    assert found is not None and found.names == ("Ana Souza (s0)", "Ana Souza (s1)", "Bia (s2)")


@pytest.mark.parametrize(
    "says",
    [
        ("Add tag vip to Ana",),
        ("Add tag vip to Ana", "Remove tag new from Bia"),
        ("Ana: bot paused", "Bia: bot paused"),
        ("", ""),
    ],
)
def test_what_has_no_act_in_common_is_left_as_it_is(says: tuple[str, ...]) -> None:
    assert common(entries(*says)) is None


def test_several_edits_of_one_thing_are_no_act_on_several() -> None:
    first, second = entries("Add tag a to Ana", "Add tag b to Ana")
    assert common([first, replace(second, subject=first.subject)]) is None
