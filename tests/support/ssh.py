# SPDX-License-Identifier: MIT
"""An sshd of a test's own on loopback, with keys of its own, and terminals behind it."""

from __future__ import annotations

import getpass
import os
import shlex
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from tests.support.terminal import Terminal
from tests.support.tools import need


def free_port() -> int:
    """A port on loopback that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Sshd:
    """A real sshd."""

    def __init__(self, folder: Path) -> None:
        """
        Args:
            folder: where its keys and its configuration are made.
        """
        daemon, self._ssh = need("sshd", "openssh-server"), need("ssh", "openssh-client")
        keygen = need("ssh-keygen", "openssh-client")
        self._folder = folder
        for name in ("host", "user"):
            made = [keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
            subprocess.run(made, check=True, timeout=30)
        self.port = free_port()
        """The port it listens on."""
        config = folder / "sshd_config"
        config.write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\n"
            f"AuthorizedKeysFile {folder}/user.pub\nStrictModes no\nPermitRootLogin yes\nUsePAM no\n"
            "PasswordAuthentication no\n"
        )
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        self._process = subprocess.Popen(
            [daemon, "-D", "-e", "-f", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                assert time.monotonic() < until and self._process.poll() is None, "no sshd"
                time.sleep(0.05)

    def __enter__(self) -> Sshd:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(10)

    def connect(
        self,
        command: Sequence[str],
        *,
        env: dict[str, str],
        size: tuple[int, int] = (120, 40),
        port: int = 0,
        compressed: bool = False,
    ) -> Terminal:
        """A terminal on a program at the other end, as `ssh -t` gives one.

        Args:
            command: the program.
            env: what its environment has besides what sshd gives it.
            size: columns and lines.
            port: another port than its own, with something in between.
            compressed: whether ssh compresses (`-C`).
        """
        far = {"LANG": "C.UTF-8", "TERM": "xterm-256color", **env}
        words = ["cd", str(Path.cwd()), "&&", "env", *(f"{name}={shlex.quote(far[name])}" for name in far)]
        words += [shlex.quote(word) for word in command]
        options = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR")
        near = [
            self._ssh,
            "-tt",
            "-F",
            "none",
            "-p",
            str(port or self.port),
            "-i",
            str(self._folder / "user"),
        ]
        near += ["-C"] if compressed else []
        near += [part for option in options for part in ("-o", option)]
        return Terminal([*near, f"{getpass.getuser()}@127.0.0.1", " ".join(words)], size=size)
