# SPDX-License-Identifier: MIT
"""The databases: read through, and tried as the start needs them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from flotui.config.paths import Paths
from flotui.doctor.finding import Finding
from flotui.store import audiences, cache, entry, journal, past, people
from flotui.store.examining import examine
from flotui.store.opening import Schema
from flotui.store.trouble import Newer, Trouble, may_be_damage, trouble_of


def databases(paths: Paths) -> Iterator[Finding]:
    """Each database: whether it is whole, of our version, and can be written. Nothing in it is changed."""
    for folder in (paths.cache, paths.state):
        if folder.is_dir() and os.access(folder, os.R_OK | os.X_OK):
            for path in sorted(folder.glob("*.db")):
                yield _database(path)
            for path in sorted(folder.glob("*.aside-*[0-9]")):
                yield Finding("ok", path.name, f"was set aside; delete it when you no longer need it. {path}")


def _database(path: Path) -> Finding:
    schemas = {
        "audiences.db": audiences.SCHEMA,
        "cache.db": cache.SCHEMA,
        "calls.db": past.SCHEMA,
        "journal.db": journal.SCHEMA,
    }
    if path.name.startswith("people-"):
        schemas[path.name] = people.SCHEMA
    precious = path.name == "journal.db"
    try:
        version = examine(
            path,
            schemas.get(path.name, Schema(path.name, ())),
            entry.check_sums if precious else None,
            journal.rehearse if precious else None,
        )
    except Newer as error:
        if precious:
            return Finding("fail", path.name, f"{error} flotui won't start before it is updated. {path}")
        return Finding("warn", path.name, f"{error} The next start renames it and creates a new one. {path}")
    except Exception as error:
        trouble = trouble_of(error, path)
        if trouble is None and may_be_damage(error):
            trouble = Trouble(f"it is damaged ({error})", damaged=True)
        if trouble is None:
            raise
        return Finding(
            "fail", path.name, f"can't be used: {trouble.why}. {_advice(precious, trouble.damaged)} {path}"
        )
    return Finding("ok", path.name, f"version {version}, {path.stat().st_size / 1_048_576:.1f} MiB, {path}")


def _advice(precious: bool, damaged: bool) -> str:
    if not damaged:
        return (
            "Until it can, reading goes on, but nothing is changed or sent."
            if precious
            else "Reading goes on."
        )
    if precious:
        return (
            "Reading goes on, but nothing is changed or sent until it is set aside: type :aside in flotui, "
            "or rename it yourself."
        )
    return "The next start renames it and creates a new one."
