# SPDX-License-Identifier: MIT
"""Measure the bytes on the wire of ssh -C and of mosh, in one run: 150 ms there and back, headers of packets included.

    python benchmarks/mosh.py [--rtt 150] [--runs 3]

Counted is what goes to the person. Needs sshd, ssh, mosh-server and mosh-client.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.server import Server
from tests.support.ssh import Sshd
from tests.support.terminal import Terminal, flotui

TCP, UDP = 40, 28
"""Bytes of a packet's headers, with IP."""
SEGMENT = 1_448
"""Bytes of a TCP segment."""
STEPS = (
    ("tag dialog open", ["t"]),
    ("tag dialog close", ["escape"]),
    ("palette open", [":"]),
    ("palette close", ["escape"]),
    ("page down", ["pagedown"]),
    ("area and back", ["3", "2"]),
)


class Way:
    """A way with a delay, on which is counted what goes to the person."""

    def __init__(self, target: int, delay: float) -> None:
        """
        Args:
            target: the port it leads to, on loopback.
            delay: seconds in each direction.
        """
        self.client: object = None
        self.target, self.delay = target, delay
        self.bytes = 0
        self.port = 0
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    def later(self, call: Callable[..., object], *arguments: object) -> None:
        """Do something when what has come would be at the other end."""
        self.loop.call_later(self.delay, call, *arguments)

    def tcp(self) -> None:
        """Listen for a connection."""

        async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, counted: bool) -> None:
            while data := await reader.read(65_536):
                if counted:
                    self.bytes += len(data) + TCP * -(-len(data) // SEGMENT)
                self.later(writer.write, data)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            back, on = await asyncio.open_connection("127.0.0.1", self.target)
            await asyncio.gather(pipe(reader, on, False), pipe(back, writer, True))

        async def start() -> None:
            server = await asyncio.start_server(serve, "127.0.0.1", 0)
            self.port = server.sockets[0].getsockname()[1]

        asyncio.run_coroutine_threadsafe(start(), self.loop).result(10)

    def udp(self) -> None:
        """Pass packets on."""
        way = self

        class Out(asyncio.DatagramProtocol):
            def datagram_received(self, data: bytes, _: object) -> None:
                way.bytes += len(data) + UDP
                way.later(way.inner.sendto, data, way.client)

        class In(asyncio.DatagramProtocol):
            def datagram_received(self, data: bytes, address: object) -> None:
                way.client = address
                way.later(way.outer.sendto, data)

        async def start() -> None:
            loop = asyncio.get_running_loop()
            way.inner, _ = await loop.create_datagram_endpoint(In, local_addr=("127.0.0.1", 0))
            way.outer, _ = await loop.create_datagram_endpoint(Out, remote_addr=("127.0.0.1", self.target))
            self.port = way.inner.get_extra_info("sockname")[1]

        asyncio.run_coroutine_threadsafe(start(), self.loop).result(10)


def main() -> None:
    """Run both in turn, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rtt", type=int, default=150)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    (folder / "ssh").mkdir(0o700)
    delay = options.rtt / 2000
    found: dict[str, dict[str, list[int]]] = {name: {"ssh -C": [], "mosh": []} for name, _ in STEPS}
    with Server("--subscribers", "1300") as server, Sshd(folder / "ssh") as sshd:
        for run in range(options.runs):
            way = Way(sshd.port, delay)
            way.tcp()
            env = server.environ(folder / f"ssh{run}")
            with sshd.connect(flotui(), env=env, port=way.port, compressed=True) as terminal:
                measure(terminal, way, {name: each["ssh -C"] for name, each in found.items()})
            env = (
                os.environ
                | server.environ(folder / f"mosh{run}")
                | {"LANG": "C.UTF-8", "TERM": "xterm-256color"}
            )
            made = subprocess.run(
                ["mosh-server", "new", "-i", "127.0.0.1", "-c", "256", "--", *flotui()],
                env=env, capture_output=True, text=True, timeout=30, check=True, stdin=subprocess.DEVNULL,
            )  # fmt: skip
            port, key = re.findall(r"MOSH CONNECT (\d+) (\S+)", made.stdout)[0]
            way = Way(int(port), delay)
            way.udp()
            client = ["mosh-client", "127.0.0.1", str(way.port)]
            with Terminal(client, env={"MOSH_KEY": key, "MOSH_PREDICTION_DISPLAY": "never"}) as terminal:
                measure(terminal, way, {name: each["mosh"] for name, each in found.items()})
                terminal.press("q")
                terminal.rest()
    print("| | ssh -C | mosh |\n| --- | --- | --- |")
    for name, each in found.items():
        print(
            f"| {name} | {statistics.median(each['ssh -C']):,.0f} | {statistics.median(each['mosh']):,.0f} |"
        )


def measure(terminal: Terminal, way: Way, found: dict[str, list[int]]) -> None:
    """Press the keys, and note how many bytes each took until a second of silence."""
    terminal.see("Ana Souza")
    still(terminal)
    for name, keys in STEPS:
        before = way.bytes
        for key in keys:
            terminal.press(key)
            still(terminal)
        found[name].append(way.bytes - before)


def still(terminal: Terminal) -> None:
    """Read until nothing has come for a second."""
    last = time.monotonic()
    while time.monotonic() < last + 1.0:
        if terminal.read(0.05):
            last = time.monotonic()


if __name__ == "__main__":
    main()
