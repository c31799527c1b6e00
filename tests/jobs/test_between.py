# SPDX-License-Identifier: MIT
"""Two bots side by side, from their rows alone: what differs, what it is called, and what is copied of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.models.base import Model
from flotui.jobs.between import PARTS, compare, rows_for, title_of
from flotui.repositories.notes import SHORTCUT

HERE: Mapping[str, Mapping[str, object]] = {
    "user-fields": {"var_ns": "f1v1", "name": "born", "var_type": "date", "description": "x"},
    "bot-fields": {"var_ns": "f1b1", "name": "rates", "var_type": "array", "value": [1, 2]},
    "shortcuts": {"id": 1, "name": "hi", "value": "Good morning"},
    "closing-notes": {"id": 2, "name": "sold", "description": "", "require_summary": True},
}
THERE: Mapping[str, Mapping[str, object]] = {
    "user-fields": {"var_ns": "f2v1", "name": "born", "var_type": "text", "description": "x"},
    "bot-fields": {"var_ns": "f2b1", "name": "rates", "var_type": "array", "value": [3]},
    "shortcuts": {"id": 7, "name": "hi", "value": "Good evening"},
    "closing-notes": {"id": 8, "name": "sold", "description": "", "require_attachment": True},
}


def rows(of: Mapping[str, Mapping[str, object]]) -> dict[str, Sequence[Model]]:
    return {part.id: [part.kind.model.read(of[part.id])] for part in PARTS if part.id in of}


def copied(there: Mapping[str, Sequence[Model]]) -> dict[str, Any]:
    found = compare(rows(HERE), there, values=True)
    calls = [
        Call.from_key(step.call) for row in rows_for(found.differences, values=True) for step in row.steps
    ]
    return {call.operation_id: dict(call.json) for call in calls}


def test_what_differs_is_called_as_its_list_calls_it() -> None:
    found = compare(rows(HERE), rows(THERE), values=True)
    assert {each.part: [gap.name for gap in each.gaps] for each in found.differences} == {
        "user-fields": ["type"],
        "bot-fields": ["value"],
        "shortcuts": ["text"],
        "closing-notes": ["summary", "attachment"],
    }


def test_a_value_is_copied_as_its_text() -> None:
    sent = copied(rows(THERE))
    assert [body["value"] for body in sent.values() if "value" in body] == ["[1,2]", "Good morning"]


def test_what_only_one_of_them_has_is_created_with_all_that_says_what_it_is() -> None:
    assert copied({part: [] for part in HERE}) == {
        "flowCreateUserField": {"name": "born", "var_type": "date", "description": "x", "value": ""},
        "flowCreateBotField": {"name": "rates", "var_type": "array", "description": "", "value": "[1,2]"},
        "flowCreateShortcut": {"name": "hi", "value": "Good morning"},
        "flowCreateClosingNote": {
            "name": "sold",
            "description": "",
            "require_summary": True,
            "require_attachment": False,
        },
    }


def test_a_copy_names_what_it_brings() -> None:
    found = compare(rows(HERE), {part: [] for part in HERE}, values=True).differences
    of_each = "1 user field, 1 bot field, 1 shortcut and 1 closing note"
    assert title_of(found, "Acme") == f"Copy {of_each} from Acme"
    assert title_of(found[:2], "Acme") == "Copy 1 user field and 1 bot field from Acme"
    assert title_of(found[:1], "Acme") == "Copy 1 user field from Acme"


def test_a_row_says_in_which_bot_it_is() -> None:
    """Two bots on two hosts may have the same ids."""
    none: dict[str, Sequence[Model]] = {part: [] for part in HERE}
    assert compare(rows(HERE), none).differences[0].row_id == "user-fields/here/f1v1"
    assert compare(none, rows(THERE)).differences[0].row_id == "user-fields/there/f2v1"


@pytest.mark.parametrize(
    ("here", "there", "found"),
    [
        ("ab", "ba", []),
        ("b", "ab", [("there only", "a", False)]),
        ("c", "ab", [("there only", "b", False), ("different", "c", False)]),
        ("ab", "bc", [("different", "a", False)]),
        ("ab", "b", [("here only", "a", False)]),
        ("a", "b", [("different", "a", True)]),
    ],
    ids=["both", "one of them is", "neither", "one each", "one is missing", "no two"],
)
def test_of_several_of_one_name_those_are_matched_that_are_the_same(
    here: str, there: str, found: list[tuple[str, str, bool]]
) -> None:
    """What can't be told apart is shown, and nothing is copied over it."""
    sides = (
        {
            "shortcuts": [
                SHORTCUT.model.read({"id": n, "name": "hi", "value": each}) for n, each in enumerate(side)
            ]
        }
        for side in (here, there)
    )
    seen = compare(*sides).differences
    assert [
        (str(each.state), getattr(each.here or each.there, "value", None), not each.refusal) for each in seen
    ] == found
