# SPDX-License-Identifier: MIT
"""Finding an operation: by its name first, and never by letters that are merely in order."""

from __future__ import annotations

import pytest

from flotui.api.catalogue import Operation, catalogue
from flotui.resources.explorer.finding import OperationFinder

OPERATIONS: tuple[Operation, ...] = catalogue().operations
FINDER = OperationFinder(OPERATIONS)


def found(typed: str) -> list[Operation]:
    return [OPERATIONS[at] for at in FINDER.find(typed)]


def test_every_id_and_every_path_finds_its_own_first() -> None:
    for operation in OPERATIONS:
        for typed in (operation.id, operation.id.upper(), f"{operation.method} {operation.path}"):
            assert found(typed)[0] is operation, typed
        for typed in (operation.path, operation.path.strip("/"), f" {operation.path} "):
            assert found(typed)[0].path == operation.path, typed


def test_only_what_has_the_word_is_found() -> None:
    carts = found("cart")
    assert 0 < len(carts) < 20
    for each in carts:
        assert "cart" in f"{each.path} {each.summary} {each.group} {each.id}".lower()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("cart", "cart"),
        ("get flow tag", "/flow/tags"),
        ("subscriber/add-tag ", "/subscriber/add-tag"),
        ("delete tag", "/flow/delete-tag"),
        ("ＡＤＤ-ＴＡＧ", "/subscriber/add-tag"),
    ],
)
def test_the_best_is_on_top(typed: str, first: str) -> None:
    assert first in found(typed)[0].path


@pytest.mark.parametrize("typed", ["crt", "sndsbflw", "bkt9", "?"])
def test_a_guess_is_not_shown(typed: str) -> None:
    assert not found(typed)


@pytest.mark.parametrize("typed", ["", "  ", "\u200f"])
def test_nothing_typed_finds_all(typed: str) -> None:
    assert found(typed) == list(OPERATIONS)
