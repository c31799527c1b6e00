# SPDX-License-Identifier: MIT
"""Make flotui/api/spec/flochat.json from the vendor's contract and the risk table.

    python scripts/build_catalogue.py ../shared/api/flochat-openapi.json

The contract says what every operation takes and answers; the risk table
(flotui/api/spec/risk.toml) says what it may do to people, the bounds
(flotui/api/spec/bounds.toml) how large numbers may be where the contract says
that in words only, and flotui/api/spec/added.toml what hosts take though the
contract leaves it out. The packaged file holds all four, in the form that
flotui.api.catalogue reads, and nothing else.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SPEC = Path(__file__).parent.parent / "flotui" / "api" / "spec"


def risks() -> tuple[dict[str, str], set[str]]:
    """The risk tier per operation id, and the ids that are safe to send again."""
    table = tomllib.loads((SPEC / "risk.toml").read_text(encoding="utf-8"))
    repeatable = set(table.pop("repeatable")["operations"])
    tiers: dict[str, str] = {}
    for tier, entry in table.items():
        for operation in entry["operations"]:
            if operation in tiers:
                sys.exit(f"risk.toml: {operation} stands under {tiers[operation]} and {tier}")
            tiers[operation] = tier
    return tiers, repeatable


def bound(rows: list[dict[str, Any]]) -> None:
    """Put the bounds into the schemas of what requests take.

    Raises:
        SystemExit: when a bound is of an argument that no request has.
    """
    bounds: dict[str, dict[str, Any]] = tomllib.loads((SPEC / "bounds.toml").read_text(encoding="utf-8"))
    used: set[str] = set()
    for row in rows:
        if row["risk"] == "read":
            continue
        for name, path, schema in taken(row):
            for key in (name, f"{row['id']}.{path}"):
                if key in bounds and schema.get("type") in ("integer", "number"):
                    used.add(key)
                    schema.update(bounds[key] | schema)
    if unused := bounds.keys() - used:
        sys.exit(f"bounds.toml: no request has {', '.join(sorted(unused))}")


def add(rows: list[dict[str, Any]]) -> None:
    """Put what the contract leaves out into the schemas of what requests take.

    Raises:
        SystemExit: when something is added where no request has an object, or that the contract has by now.
    """
    added: dict[str, dict[str, Any]] = tomllib.loads((SPEC / "added.toml").read_text(encoding="utf-8"))
    for row in rows:
        for _, path, schema in list(taken(row)):
            more = added.pop(f"{row['id']}.{path}", {})
            known = schema.get("items", schema).get("properties", {})
            if again := more.keys() & known.keys():
                sys.exit(f"added.toml: {row['id']}.{path} has {', '.join(sorted(again))} already")
            known.update(more)
    if added:
        sys.exit(f"added.toml: no request has {', '.join(sorted(added))}")


def taken(row: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What a request takes: the name, the path and the schema of each value."""
    for each in row.get("parameters", ()):
        yield each["name"], each["name"], each["schema"]
    yield from inside(row.get("body", {}), "")


def inside(schema: dict[str, Any], path: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The values in a body; named schemas are left alone, because answers share them."""
    for name, each in schema.get("properties", {}).items():
        where = f"{path}.{name}" if path else name
        yield name, where, each
        yield from inside(each, where)
        yield from inside(each.get("items", {}), f"{where}[]")


def operation(path: str, method: str, given: dict[str, Any]) -> dict[str, Any]:
    """One row of the catalogue, without its risk."""
    row: dict[str, Any] = {
        "id": given["operationId"],
        "method": method.upper(),
        "path": path,
        "group": given["tags"][0],
        "summary": given["summary"],
    }
    if "description" in given:
        row["description"] = given["description"]
    if "x-scope" in given:
        row["scope"] = given["x-scope"]
    parameters = [parameter(each) for each in given.get("parameters", ())]
    if parameters:
        row["parameters"] = parameters
    if "requestBody" in given:
        row["body"] = given["requestBody"]["content"]["application/json"]["schema"]
    row["responses"] = {
        status: response.get("content", {}).get("application/json", {}).get("schema", {})
        for status, response in given["responses"].items()
    }
    return row


def parameter(given: dict[str, Any]) -> dict[str, Any]:
    """One parameter: the contract's keys, less those that say nothing."""
    row = {"name": given["name"], "in": given["in"], "schema": given["schema"]}
    row |= {key: given[key] for key in ("description", "example") if key in given}
    if given.get("required"):
        row["required"] = True
    return row


def build(contract: dict[str, Any]) -> dict[str, Any]:
    """The whole catalogue.

    Raises:
        SystemExit: when the risk table and the contract name different operations.
    """
    tiers, repeatable = risks()
    rows = [
        operation(path, method, given)
        for path, methods in contract["paths"].items()
        for method, given in methods.items()
    ]
    ids = {row["id"] for row in rows}
    if odd := ids ^ tiers.keys() | repeatable - ids:
        sys.exit(f"risk.toml and the contract differ on: {', '.join(sorted(odd))}")
    for row in rows:
        row["risk"] = tiers[row["id"]]
        if tiers[row["id"]] == "read" or row["id"] in repeatable:
            row["repeatable"] = True
    add(rows)
    bound(rows)
    return {
        "title": contract["info"]["title"],
        "version": contract["info"]["version"],
        "server": contract["servers"][0]["url"],
        "groups": [tag["name"] for tag in contract["tags"]],
        "operations": rows,
        "schemas": contract["components"]["schemas"],
    }


def main() -> None:
    """Write the packaged catalogue from the contract that the command line names."""
    contract = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    text = json.dumps(build(contract), ensure_ascii=False, separators=(",", ":"))
    (SPEC / "flochat.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
