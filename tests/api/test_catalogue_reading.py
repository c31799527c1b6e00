# SPDX-License-Identifier: MIT
"""The catalogue reads what is looked up, and that as the packaged file has it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

import flotui.api.catalogue as module
from flotui.api.catalogue import Catalogue

PACKAGED = (Path(module.__file__).parent / "spec" / "flochat.json").read_bytes()


def test_what_is_looked_up_is_read_alone_and_once() -> None:
    found = Catalogue(PACKAGED)
    unread = {key for key, row in found._operations.items() if isinstance(row, msgspec.Raw)}
    assert len(unread) == len(found._operations), "Nothing was looked up yet."
    operation_id = "flowBotUserAddTags"
    operation = found[operation_id]
    assert found[operation_id] is operation
    assert found.at(operation.method.lower(), operation.path) is operation
    still = {key for key, row in found._operations.items() if isinstance(row, msgspec.Raw)}
    assert still == unread - {operation_id}


def test_every_operation_and_schema_is_as_in_the_file() -> None:
    found, document = Catalogue(PACKAGED), msgspec.json.decode(PACKAGED)
    assert [each.id for each in found.operations] == [row["id"] for row in document["operations"]]
    for operation, row in zip(found.operations, document["operations"], strict=True):
        assert (operation.method, operation.path, operation.body) == (
            row["method"],
            row["path"],
            row.get("body"),
        )
        assert operation.responses == row["responses"]
        assert found.at(row["method"], row["path"]) is operation
    for name, schema in document["schemas"].items():
        assert found.resolve({"$ref": f"#/components/schemas/{name}"}) == schema


def test_what_the_contract_has_not_is_not_found() -> None:
    found = Catalogue(PACKAGED)
    assert "nothing" not in found
    assert found.at("GET", "/nothing") is None
    with pytest.raises(KeyError):
        found["nothing"]
