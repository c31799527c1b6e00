# SPDX-License-Identifier: MIT
"""The inbox on a pseudo-terminal, against a sandbox over loopback HTTP.

    python benchmarks/inbox.py

Printed are the processor time from a key to the inbox from rows that are here; what following a chat takes of an hour's
calls, as it says beforehand; the bytes to the terminal while a chat is followed and nothing is new; and how long after a
message arrived at the host it is on screen, beside the time from one poll to the next.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.server import Server
from tests.support.terminal import Terminal, flotui

SIZES = ((80, 24), (120, 40), (200, 50))
RUNS = 7
POLLS = 6
"""How many polls bring nothing new, and how many a message each."""
FIRST = 901
"""The number of the sandbox's first subscriber."""
CHAT = "flowBotUserChatMessages"


def processor(pid: int) -> float:
    """Milliseconds of processor time that all threads of a process have taken."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(each.read_text().split()[0]) for each in tasks) / 1e6


def command(screen: Terminal, word: str, title: str) -> None:
    """Run what the commands find first, and wait for its list."""
    screen.press(":")
    screen.see("Commands", "cancel")
    screen.press(word, "enter")
    screen.see(f"━ {title}")
    screen.rest()


def polls(server: Server) -> int:
    """How often the host was asked for a chat."""
    return sum(each["operation"] == CHAT for each in server.requests())


def after_polls(server: Server, screen: Terminal, number: int) -> None:
    """Wait until the chat was asked for so many times more, and what came of it is painted."""
    wanted = polls(server) + number
    while polls(server) < wanted:
        screen.pause(0.2)
    screen.rest()


def from_cache(server: Server, columns: int, lines: int) -> list[float]:
    """Processor time, in milliseconds, from the key to the inbox, from rows that are here."""
    with tempfile.TemporaryDirectory() as home, Terminal(flotui(), env=server.environ(home)) as screen:
        screen.see("Subscribers", "Ana Souza")
        screen.resize(columns, lines)
        command(screen, "waiting", "Waiting")
        found = []
        for _ in range(RUNS):
            screen.press("]")
            screen.gone("━ Waiting")
            screen.rest()
            before = processor(screen.process.pid)
            screen.press("[")
            screen.see("━ Waiting", "question")
            screen.rest()
            found.append(processor(screen.process.pid) - before)
        return found


def follow(server: Server) -> None:
    """Follow one chat: while nothing is new, and while somebody writes."""
    with tempfile.TemporaryDirectory() as home, Terminal(flotui(), env=server.environ(home)) as screen:
        screen.see("Subscribers", "Ana Souza")
        screen.press("enter")
        screen.see("Chat")
        screen.click("Chat")
        screen.rest()
        screen.press("p")
        said = screen.see("calls an hour of the")
        sentence = re.search(r"Following every .*? calls an hour of the [\d,]+", said)
        print(sentence[0] if sentence else said)
        after_polls(server, screen, 2)
        screen.press("k")  # the sentence goes
        screen.rest()
        before, begun = len(screen.raw), time.monotonic()
        after_polls(server, screen, POLLS)
        every = (time.monotonic() - begun) / POLLS
        print(f"bytes in {POLLS} polls that brought nothing: {len(screen.raw) - before}")
        lags = []
        for number in range(POLLS):
            server.door("POST", "/arrivals", {"who": f"f1284u{FIRST}", "text": f"news number {number}"})
            came = time.monotonic()
            screen.see(f"news number {number}", patience=60)
            lags.append(time.monotonic() - came)
            screen.pause(every / POLLS * number)  # not always just after a poll
        print(
            f"a new message is on screen after {min(lags):.1f} to {max(lags):.1f} s; a poll every {every:.1f} s"
        )


def main() -> None:
    """Measure, and print the figures."""
    with Server("--subscribers", "60", "--quota", "1000") as server:
        server.door("POST", "/arrivals", {"status": "done", "agent_id": 0})
        waits = [
            {"who": f"f1284u{FIRST + 4 * each}", "text": f"question {each}", "ago": 900 + 60 * each}
            for each in range(12)
        ]
        server.door("POST", "/arrivals", waits)
        for columns, lines in SIZES:
            found = from_cache(server, columns, lines)
            each = ", ".join(f"{ms:.0f}" for ms in found)
            print(f"{columns}×{lines}: ms of processor time {each}; median {statistics.median(found):.0f}")
        follow(server)


if __name__ == "__main__":
    main()
