# SPDX-License-Identifier: MIT
"""Memory of the program while it reads everyone in the background.

    python benchmarks/memory.py [PEOPLE]

The sandbox serves so many people (8,000) over loopback HTTP. The program opens their list on a pseudo-terminal, and
`:everyone` reads them. Its resident memory is printed before, at its highest meanwhile, and after.
"""

from __future__ import annotations

import re
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.server import Server
from tests.support.terminal import Terminal, flotui

PATIENCE = 900.0
"""Seconds that reading may take."""


def mib(pid: int, what: str) -> float:
    """What the kernel says of a process's memory, in MiB.

    Args:
        pid: the process.
        what: `VmRSS` for now, `VmHWM` for its highest.
    """
    found = re.search(rf"{what}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


class Watch(threading.Thread):
    """Looks at a process's memory ten times a second."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.most, self.ends = pid, 0.0, threading.Event()

    def run(self) -> None:
        """Look until it ends."""
        while not self.ends.wait(0.1):
            self.most = max(self.most, mib(self.pid, "VmRSS"))


def main(people: int) -> None:
    """Read everyone, and print what it took."""
    with (
        tempfile.TemporaryDirectory() as made,
        Server("--subscribers", str(people), "--quota", str(people)) as server,
        Terminal(flotui(), env=server.environ(made), afresh=True) as screen,
    ):
        pid = screen.process.pid
        screen.see("Subscribers", f"{people:,}")
        screen.rest()
        before = mib(pid, "VmRSS")
        watch, begun = Watch(pid), time.monotonic()
        watch.start()
        screen.press(":", "everyone")
        screen.see("Read everyone here")
        screen.press("enter")
        screen.see("Reading all takes")
        screen.press("y")
        screen.see("read in", patience=PATIENCE)
        screen.rest()
        watch.ends.set()
        print(f"{people:,} people in {time.monotonic() - begun:.0f} s; resident memory in MiB:")
        print(f"before {before:.0f}, at most meanwhile {watch.most:.0f}, after {mib(pid, 'VmRSS'):.0f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8_000)
