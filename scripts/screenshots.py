# SPDX-License-Identifier: MIT
"""Take the README's pictures and its film: run the demo on a pseudo-terminal, press keys, draw what it shows.

    python scripts/screenshots.py            # all of them, into screenshots/
    python scripts/screenshots.py chat       # one
    python scripts/screenshots.py film       # the film, and its recording for asciinema

The clock stands still and the demo's people are the same each time, so a picture changes only when the
program does.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from picture import Frame, film, frame, still  # noqa: E402

from tests.support.terminal import KEYS, Terminal  # noqa: E402

LARGE, WIDE, NARROW = (200, 50), (120, 40), (80, 24)
FILM = (110, 30)

SUBSCRIBERS = ("see:16?", "2", "see:longest", "]", "see:Ana Souza")
ANA = (*SUBSCRIBERS, "down", "down", "see:Ana Souza", "enter", "see:ana.souza@example.com")

EVERYONE = (*SUBSCRIBERS, ":", "see:Commands", "type:everyone", "see:Read everyone here", "enter")
EVERYONE = (*EVERYONE, "see:y Read", "y", "see:subscribers read in")
ASKED = (
    *EVERYONE,
    "/",
    "see:tab completes",
    "type:channel:whatsapp_cloud -tag:returning has:phone",
    "see:26 of",
)

INBOX = ("see:16?", "2", "see:longest", "enter", "see:enter sends", "see:them")

JOB_LIST = ("see:subscribers · now", "6", "see:Desk lamp", "]", "see:Good news")
JOB_PLAN = (*JOB_LIST, "g", "see:to confirm")
JOB_TRIAL = (*JOB_PLAN, "type:40", "enter", "enter", "see:Trial with", "y")
JOB_RUN = (*JOB_TRIAL, "see:20/40", "enter", "see:in a shell")
JOB_REPORT = (*JOB_TRIAL, "see:40/40", "enter", "see:in a shell")

SHOTS: dict[str, tuple[tuple[int, int], Sequence[str]]] = {
    "today": (
        WIDE,
        (
            *("see:2 Subscribers 16?", "2", "see:16 waiting"),  # what was said last is read there
            *("3", "see:Orders to look at", "]", "see:Products", "1", "see:Yours"),
        ),
    ),
    "subscriber": (WIDE, (*ANA, "see:Journey")),
    "send": (
        WIDE,
        (*SUBSCRIBERS, "*", "see:marked", "s", "see:Send which", "type:back in", "enter", "see:Cancel"),
    ),
    "inbox": (WIDE, INBOX),
    "inbox-large": (LARGE, INBOX),
    "inbox-small": (NARROW, INBOX),
    "shop": (WIDE, ("3", "see:Orders to look at")),
    "api": (
        WIDE,
        (
            *("5", "see:GET", *["j"] * 16, "enter", "see:GET /flow/tags"),
            *("ctrl+s", "see:200, done", *["["] * 5, "see:Answers it can give"),
        ),
    ),
    "audience": (WIDE, (*ASKED, "type: -tag:v", "see:vip")),
    "count": (
        WIDE,
        (
            *ASKED,
            "enter",
            "see:of the",
            ":",
            "see:Commands",
            "type:count",
            "see:Count by",
            "enter",
            "see:Tag",
            "enter",
        ),
    ),
    "audience-small": (NARROW, (*ASKED, "type: field.ci", "see:city")),
    "small": (NARROW, SUBSCRIBERS),
    "job-plan": (WIDE, JOB_PLAN),
    "job-plan-small": (NARROW, JOB_PLAN),
    "job-run": (WIDE, JOB_RUN),
    "job-run-small": (NARROW, JOB_RUN),
    "job-report": (WIDE, JOB_REPORT),
    "job-report-small": (NARROW, JOB_REPORT),
}
"""Each picture: the terminal's size, and what is pressed. `see:` waits for a text, `type:` types one."""

FLAGS = {"job-run": "--jobs=20", "job": "--jobs=40"}
"""What the stage is told besides, by how a picture's name begins."""

SCENES = (
    ("see:Acme Retail", 1.5),
    (":", 0.6),
    ("type:ana souza", 1.0),
    ("enter", 1.8),
    ("]", 0.2),
    ("]", 0.2),
    ("]", 1.2),
    ("m", 0.6),
    ("type:Olá Ana! O tote bag voltou.", 0.8),
    ("enter", 1.8),
    ("escape", 0.4),
    ("t", 0.9),
    ("down", 0.4),
    ("space", 0.9),
    ("ctrl+s", 1.8),
    ("u", 2.0),
)
"""The film: what is pressed, and for how many seconds it is looked at."""


def take(name: str, size: tuple[int, int], keys: Sequence[str]) -> str:
    """The picture of one screen, as SVG.

    Args:
        name: its name, for the title.
        size: the terminal's columns and lines.
        keys: what is pressed.
    """
    flags = [flag for begin, flag in FLAGS.items() if name.startswith(begin)][:1]
    with tempfile.TemporaryDirectory() as home, stage(home, size, *flags) as terminal:
        terminal.see("Acme Retail")
        for key in keys:
            press(terminal, key)
        settle(terminal)
        return still(frame(terminal.screen), f"flotui · {name}")


def record() -> tuple[str, str]:
    """The film as SVG, and as a recording that `asciinema play` takes."""
    frames: list[Frame] = []
    lines = [json.dumps({"version": 2, "width": FILM[0], "height": FILM[1], "title": "flotui"})]
    at = 0.0
    with tempfile.TemporaryDirectory() as home, stage(home, FILM) as terminal:
        for key, seconds in SCENES:
            for each in letters(key):
                begun = len(terminal.raw)
                press(terminal, each)
                settle(terminal, 0.25)
                lines.append(json.dumps([round(at, 3), "o", terminal.raw[begun:].decode("utf-8", "replace")]))
                frames.append(frame(terminal.screen, at))
                at += 0.09
            at += seconds
    return film(frames, "flotui"), "\n".join(lines) + "\n"


def letters(key: str) -> Sequence[str]:
    """What is typed letter by letter in the film."""
    verb, _, text = key.partition(":")
    return [f"type:{each}" for each in text] if verb == "type" else [key]


def stage(home: str, size: tuple[int, int], *flags: str) -> Terminal:
    """The demo, with its clock at noon.

    Args:
        home: flotui's folders.
        size: the terminal's columns and lines.
        flags: what `stage.py` is told.
    """
    command = [sys.executable, str(ROOT / "scripts" / "stage.py"), *flags]
    return Terminal(command, env={"FLOTUI_HOME": home, "LANG": "C.UTF-8"}, size=size)


def press(terminal: Terminal, key: str) -> None:
    """Press a key, type a text (`type:`), or wait for one (`see:`)."""
    verb, colon, text = key.partition(":")
    if colon and verb == "see":
        terminal.see(text)
    else:
        terminal.send((text if colon and verb == "type" else KEYS.get(key, key)).encode())
        settle(terminal)


def settle(terminal: Terminal, quiet: float = 0.5) -> None:
    """Wait until nothing was painted for a while, in seconds."""
    last = time.monotonic()
    while time.monotonic() - last < quiet:
        if terminal.read(0.05):
            last = time.monotonic()


def main() -> None:
    """Take the pictures that were asked for."""
    folder = ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    for name in sys.argv[1:] or [*SHOTS, "film"]:
        if name == "film":
            svg, cast = record()
            (folder / "film.cast").write_text(cast, encoding="utf-8")
        else:
            svg = take(name, *SHOTS[name])
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
        print(f"screenshots/{name}.svg")


if __name__ == "__main__":
    main()
