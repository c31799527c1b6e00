# SPDX-License-Identifier: MIT
"""Take the README's pictures: run the demo, press keys, keep what is on screen.

    python scripts/screenshots.py            # all of them, into screenshots/
    python scripts/screenshots.py chat       # one

The clock stands still and the demo's people are the same each time, so a picture changes only when the
program does.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC).timestamp()
"""The moment at which the clock stands, in unix seconds."""

WIDE, NARROW = (120, 40), (80, 24)

ANA = ("j", "j")
"""From the top of the list to Ana Souza."""

SHOTS: dict[str, tuple[tuple[int, int], Sequence[str]]] = {
    "subscribers": (WIDE, (*ANA, "enter", "see:ana.souza@example.com")),
    "fields": (WIDE, (*ANA, "enter", "]", "]", "see:[Fields]", "see:city")),
    "chat": (WIDE, (*ANA, "enter", "]", "]", "]", "see:[Chat]", "see:quero")),
    "tags": (WIDE, (*ANA, "t", "see:[ ] customer", "down", "space", "see:+ customer")),
    "send": (WIDE, (*ANA, "s", "see:Send which", "enter", "see:Cancel")),
    "summary": (WIDE, (":", "see:Commands", "type:summary", "enter", "see:Summary", "see:New")),
    "overview": (WIDE, ("3", "see:orders today", "v", "see:calls", "y", "see:is known now", "g")),
    "shop": (WIDE, ("3", "]", "see:Products", "see:Canvas")),
    "api": (WIDE, ("4", "see:flow", "/", "type:send text", "enter", "enter", "see:send-text")),
    "small": (NARROW, ()),
}
"""Each picture: the terminal's size, and what is pressed. `see:` waits for a text, `type:` types one."""

FONTS = "DejaVu Sans Mono, Noto Sans Mono CJK SC, monospace"


async def take(name: str, size: tuple[int, int], keys: Sequence[str]) -> str:
    """The picture of one screen, as SVG.

    Args:
        name: its name, for the title.
        size: the terminal's columns and lines.
        keys: what is pressed.
    """
    from tests.support.app import app_on, see
    from tests.support.bot import Bot

    bot = Bot(now=datetime.fromtimestamp(NOON, UTC).replace(tzinfo=None))
    app = app_on(bot, Path(tempfile.mkdtemp()))
    async with app.run_test(size=size) as pilot:
        await see(pilot, "Ana Souza")
        for key in keys:
            verb, colon, text = key.partition(":")
            if colon and verb == "see":
                await see(pilot, text)
            elif colon and verb == "type":
                await pilot.press(*("space" if char == " " else char for char in text))
            else:
                await pilot.press({":": "colon", "/": "slash", "]": "right_square_bracket"}.get(key, key))
            await pilot.pause(0.05)
        await pilot.pause(0.7)
        return plain_fonts(app.export_screenshot(title=f"flotui · {name}"))


def plain_fonts(svg: str) -> str:
    """The picture without fonts from elsewhere, and with leading blanks that every viewer keeps."""
    svg = re.sub(r"@font-face\s*{[^}]*}", "", svg)
    svg = re.sub(r"font-family:[^;]*;", f"font-family: {FONTS};", svg)
    svg = "\n".join(line.rstrip() for line in svg.splitlines() if line.strip())
    return re.sub(r">( +)(?=[^<>]*</text>)", lambda found: ">" + "\u00a0" * len(found[1]), svg) + "\n"


async def main() -> None:
    """Take the pictures that were asked for."""
    wanted = sys.argv[1:] or list(SHOTS)
    folder = ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    for name in wanted:
        size, keys = SHOTS[name]
        (folder / f"{name}.svg").write_text(await take(name, size, keys), encoding="utf-8")
        print(f"screenshots/{name}.svg")


if __name__ == "__main__":
    os.environ["TZ"] = "UTC"
    time.tzset()
    time.time = lambda: NOON  # type: ignore[assignment]
    asyncio.run(main())
