# SPDX-License-Identifier: MIT
"""The registry as a whole: what it reaches, what it calls things, and that the documents say so."""

from __future__ import annotations

import runpy
from collections import Counter
from pathlib import Path
from typing import Any, cast

import pytest

from flotui.api.catalogue import Risk, catalogue
from flotui.resources import reference, registry
from flotui.resources.base import Context
from flotui.ui.commands import COMMANDS
from tests.support.each_of import each_of

ROOT = Path(__file__).parent.parent.parent
_ORDER = list(Risk)


@each_of("operation", reference.expected(), ids=lambda each: each.id)
def test_a_panel_reaches(operation: Any) -> None:
    reached = set(reference.ways())
    if operation.id not in reached:
        pytest.fail(
            f"{operation.group}: {operation.id} is reached by no resource and no action. Name it in one's "
            "operations, or say in flotui/resources/reference.py why it makes no sense in a panel.",
            pytrace=False,
        )


def test_the_registry_names_operations_that_exist() -> None:
    assert [each for each in reference.ways() if each not in catalogue()] == []


def test_what_is_excused_is_not_reached_after_all() -> None:
    assert set(reference.UNREACHED) <= {each.id for each in catalogue().operations}
    assert set(reference.UNREACHED) & set(reference.ways()) == set()


def test_an_action_is_as_risky_as_what_it_reaches() -> None:
    for _, action in registry.actions():
        worst = max(
            (catalogue()[each].risk for each in action.operations), key=_ORDER.index, default=Risk.READ
        )
        assert _ORDER.index(action.risk) >= _ORDER.index(worst), f"{action.id} may {worst}"


def test_no_name_means_two_things() -> None:
    names = Counter(name for each in registry.resources() for name in (each.id, *each.aliases))
    assert [name for name, times in names.items() if times > 1] == []
    ids = Counter(action.id for _, action in registry.actions())
    shared = {name for name, times in ids.items() if times > 1}
    same = {name: {id(action) for _, action in registry.actions() if action.id == name} for name in shared}
    assert [name for name, objects in same.items() if len(objects) > 1] == []


def test_no_key_does_two_things_in_one_place() -> None:
    for resource in registry.resources():
        for table in registry.tables(resource):
            taken: dict[str, str] = {}
            nearer = {action.instead_of for action in table.actions}
            for action in (*table.actions, *(each for each in COMMANDS if each.id not in nearer)):
                for key in filter(None, (each.strip() for each in action.key.split(","))):
                    assert taken.setdefault(key, action.id) == action.id, f"{table.id}: {key}"


@pytest.mark.parametrize("name", ["operations", "keys"])
def test_the_documents_say_what_the_registry_says(name: str) -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "build_reference.py"))
    kept = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert kept == script[name]().rstrip("\n") + "\n", "stale: run python scripts/build_reference.py"


def test_read_only_mode_stops_every_action_that_writes() -> None:
    class ReadOnly:
        read_only = True

    for table, action in registry.actions():
        if action.risk is not Risk.READ:
            context = Context(cast(Any, ReadOnly()), table, (object(),), cast(Any, None))
            refusal = action.refusal(context)
            assert refusal is not None and "--read-only" in refusal, action.id
        for operation in action.operations:
            if catalogue()[operation].risk is not Risk.READ:
                assert action.risk is not Risk.READ, action.id
