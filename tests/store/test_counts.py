# SPDX-License-Identifier: MIT
"""How many rows a list has: counted when something was written, by whomever, and not otherwise."""

from __future__ import annotations

from pathlib import Path

from flotui.store.cache import Cache, Page


def page(*ids: str) -> Page:
    return Page([(each, {"id": each}, each) for each in ids], None, None, False)


async def test_a_list_is_counted_again_only_after_a_write(tmp_path: Path) -> None:
    ours, others = [await Cache.open(tmp_path / "cache.db", "bot") for _ in range(2)]
    try:
        await ours.keep_page("key", "operation", "kind", page("a", "b"))
        assert (await ours.listing("key", "operation")).count == 2

        asked: list[str] = []
        await ours.db.read(lambda db: db.set_trace_callback(asked.append))
        assert (await ours.listing("key", "operation")).count == 2
        assert asked and not any("count(*)" in each for each in asked)

        await others.keep_page("key", "operation", "kind", page("c"))
        assert (await ours.listing("key", "operation")).count == 3
    finally:
        for cache in (ours, others):
            await cache.close()
