# SPDX-License-Identifier: MIT
"""Take a picture of every screen: each list, its detail's tabs, each dialog that its keys open, and the program's own.

    python scripts/gallery.py /tmp/gallery                              # 120×40, dark: everything
    python scripts/gallery.py /tmp/gallery --size 80x24 --theme flotui-light   # the same elsewhere
    python scripts/gallery.py /tmp/gallery --ascii                      # without glyphs
    python scripts/gallery.py /tmp/gallery --only subscribers,orders
    python scripts/gallery.py /tmp/gallery --lists                      # no details, no dialogs
    python scripts/gallery.py /tmp/gallery --lists --plain              # of the demo's usual bot: for the figures

It walks the demo on a pseudo-terminal, its clock at noon. Of each screen it writes the SVG and the text, and at the end
the figures that docs/performance.md has; with rsvg-convert it makes sheets of six, to look at several at once.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from picture import frame, still  # noqa: E402

from flotui.resources.base import Action  # noqa: E402
from flotui.resources.registry import AREAS, resource  # noqa: E402
from flotui.text.safe import ELLIPSIS  # noqa: E402
from screenshots import settle  # noqa: E402
from tests.support.terminal import KEYS, Terminal  # noqa: E402

SIXTEEN = "sixteen"
"""What `--theme` calls the terminal's own sixteen colours."""
QUIET, BEGINS = 0.25, 0.8
"""After how many seconds without a change a screen is as it will be, and within how many a key has begun to show."""
OWN = {
    "filter": "/",
    "help": "?",
    "palette": ":",
    "sort": "S",
    "export": "W",
    "columns": "C",
    "bots": "B",
    "login": "A",
}
"""The program's own dialogs, by their keys."""
TYPED = ("Choose a theme", "Set the workspace", "Search the chats", "Read everyone", "Compare with")
"""Those that are found by a name alone."""
LEAVING = frozenset({"ctrl+z", "ctrl+q", "ctrl+o", "q"})
"""Keys that lead out of the program."""
_SEEN = 6
"""As many letters of a name are seen in the narrowest list."""
WINDOW = re.compile(r"┌|\+--")
"""What only a dialog has."""


class Walk:
    """One walk through the demo."""

    def __init__(
        self, folder: Path, size: tuple[int, int], theme: str, plain: bool = False, ascii: bool = False
    ) -> None:
        """
        Args:
            folder: where the pictures go.
            size: the terminal's columns and lines.
            theme: a theme of flotui, or `SIXTEEN`.
            plain: whether of the demo's usual bot.
            ascii: whether frames, gauges and signs are ASCII's.
        """
        self._folder = folder
        self.taken: list[Path] = []
        home = tempfile.mkdtemp()
        if ascii:
            (Path(home) / "config").mkdir(mode=0o700)
            (Path(home) / "config" / "config.toml").write_text("ascii = true\n", encoding="utf-8")
        env = {"FLOTUI_HOME": home, "LANG": "C.UTF-8", "EDITOR": "true"}
        command = [sys.executable, str(ROOT / "scripts" / "stage.py"), *(["--plain"] if plain else [])]
        if theme == SIXTEEN:
            env |= {"TERM": "xterm", "COLORTERM": ""}
        else:
            command += ["--theme", theme]
        self.terminal = Terminal(command, env=env, size=size)
        self.terminal.see("Acme Retail")
        settle(self.terminal, 1.0)

    def press(self, *keys: str) -> None:
        """Press keys, each when the one before has been painted."""
        for key in keys:
            self.terminal.send(KEYS.get(key, key).encode())
            self.terminal.read(BEGINS)
            settle(self.terminal, QUIET)

    def open(self, name: str) -> None:
        """Open a list by its name."""
        for _ in range(4):
            if not WINDOW.search(self.terminal.text):
                break
            self.press("escape")
        self._type(name, f":{name}")

    def _type(self, name: str, wanted: str) -> None:
        """Choose what is called so of all there is, once the list of it shows that."""
        self.press("escape", "escape", ":")
        self.terminal.see("Commands")
        self.terminal.send(name.encode())
        first = re.compile(f"{re.escape(wanted)}|{re.escape(wanted[:_SEEN])}[^ ]*{ELLIPSIS}")
        self.terminal.wait(lambda screen: first.search(screen), wanted)  # in a narrow list names are cut
        settle(self.terminal, QUIET)
        self.press("enter")
        self.terminal.gone("Commands")
        settle(self.terminal, BEGINS)

    def take(self, name: str) -> None:
        """Take a picture."""
        path = self._folder / f"{name}.svg"
        path.write_text(still(frame(self.terminal.screen), name), encoding="utf-8")
        path.with_suffix(".txt").write_text(self.terminal.text + "\n", encoding="utf-8")
        self.taken.append(path)

    def lists(self, names: Iterable[str], deep: bool) -> None:
        """Each list; where `deep`, its details and dialogs as well."""
        for name in names:
            self.open(name)
            self.take(name)
            if deep:
                self._details(name)
                self._dialogs(name)

    def own(self) -> None:
        """The program's own dialogs."""
        for name, key in OWN.items():
            self.open("subscribers")
            self.press(key)
            self.take(f"own-{name}")
        for name in TYPED:
            self.open("subscribers")
            self._type(name, name)
            self.take(f"own-{name.split()[0]}")

    def _details(self, name: str) -> None:
        found = resource(name)
        tabs = found.tabs if found is not None and not found.opens else ()
        if not tabs:
            return
        self.press("enter")
        settle(self.terminal, BEGINS)
        for tab in tabs:
            self.take(f"{name}-{tab.id}")
            if found is not None and found.walked is not None:
                break  # there what is pressed is typed
            self.press("]")

    def _dialogs(self, name: str) -> None:
        found = resource(name)
        for action in found.actions if found is not None else ():
            if action.leads or not (key := sendable(action)):
                continue
            self.open(name)
            self.press(key)
            if WINDOW.search(self.terminal.text):
                self.take(f"{name}+{action.id.partition('.')[2]}")


def figures(pictures: Sequence[Path]) -> Iterator[str]:
    """What can be counted of lists: cells that are cut, cells with ink, people who are shown by their ids.

    Args:
        pictures: the lists'.
    """
    cut, ink, ids = {}, {}, {}
    for path in pictures:
        lines = path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()[3:-1]
        cells = max(1, len(lines) * max(map(len, lines), default=1))
        cut[path.stem] = sum(line.count("…") for line in lines)
        ink[path.stem] = sum(len(line) - line.count(" ") for line in lines) / cells
        ids[path.stem] = sum(len(re.findall(r"\bf[0-9]+u[0-9]+\b", line)) for line in lines)
    yield f"cut cells: {sum(cut.values())}, in Subscribers {cut.get('subscribers', 0)}"
    yield f"cells with ink: median list {statistics.median(ink.values()):.1%}, lowest {min(ink.values()):.1%}"
    yield f"people by their ids: {sum(ids.values())} { ({name: n for name, n in ids.items() if n}) }"


def sendable(action: Action[object]) -> str:
    """A key of an action that a terminal can send; empty where there is none, or it leads out."""
    keys = [key for key in action.key.split(",") if len(key) == 1 or key in KEYS]
    return next((key for key in keys if key not in LEAVING), "")


def sheets(pictures: Sequence[Path], across: int, each: int) -> Iterator[Path]:
    """Put several pictures on a sheet, as PNG.

    Args:
        pictures: the SVGs.
        across: how many beside each other.
        each: how many on a sheet.
    """
    for number, at in enumerate(range(0, len(pictures), each)):
        parts = [path.read_text(encoding="utf-8") for path in pictures[at : at + each]]
        _, _, width, height = (float(part) for part in parts[0].split('viewBox="')[1].split('"')[0].split())
        places = ((i % across * width, i // across * height) for i in range(len(parts)))
        placed = (
            part.replace("<svg ", f'<svg x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" ', 1)
            for part, (x, y) in zip(parts, places, strict=True)
        )
        rows = -(-len(parts) // across)
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{across * width:g}" height="{rows * height:g}">'
            f"{''.join(placed)}</svg>"
        )
        path = pictures[0].parent / f"sheet-{number:02}.png"
        subprocess.run(["rsvg-convert", "-o", str(path)], input=svg.encode(), check=True)
        yield path


def main() -> None:
    """Take the pictures that were asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", default="120x40", help="columns x lines")
    parser.add_argument("--theme", default="flotui-dark", help=f"a theme, or {SIXTEEN}")
    parser.add_argument("--only", default="", help="ids of lists, with commas")
    parser.add_argument("--lists", action="store_true", help="neither details nor dialogs")
    parser.add_argument("--ascii", action="store_true", help="without glyphs")
    parser.add_argument("--plain", action="store_true", help="of the demo's usual bot")
    chosen = parser.parse_args()
    columns, lines = (int(part) for part in chosen.size.split("x"))
    folder = chosen.folder / f"{chosen.size}-{chosen.theme}{'-ascii' if chosen.ascii else ''}"
    folder.mkdir(parents=True, exist_ok=True)
    walk = Walk(folder, (columns, lines), chosen.theme, chosen.plain, chosen.ascii)
    try:
        every = [listed.id for area in AREAS for listed in area.resources]
        walk.lists(chosen.only.split(",") if chosen.only else every, not chosen.lists)
        if not chosen.only and not chosen.lists:
            walk.own()
    finally:
        walk.terminal.kill()
    print(f"{folder}: {len(walk.taken)} screens")
    print("\n".join(figures([path for path in walk.taken if path.stem in every])))
    if shutil.which("rsvg-convert"):
        wide = columns > 150
        for path in sheets(walk.taken, 1 if wide else 2, 2 if wide else 6):
            print(path)


if __name__ == "__main__":
    main()
