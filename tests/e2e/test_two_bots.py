# SPDX-License-Identifier: MIT
"""Two bots that are called the same: logging in to the second loses nothing of the first."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from flotui.config.credentials import Credentials
from flotui.config.paths import Paths
from flotui.config.profiles import Profiles
from tests.support.server import Server
from tests.support.terminal import Terminal, flotui


@pytest.fixture(scope="module")
def bots() -> Iterator[tuple[Server, Server]]:
    with Server("--subscribers", "30") as one, Server("--subscribers", "30") as other:
        yield one, other


def log_in(home: Path, base_url: str, *words: str) -> subprocess.CompletedProcess[str]:
    """`flotui login` with the key on standard input."""
    return subprocess.run(
        flotui("login", "--base-url", base_url, "--token-stdin", *words),
        input="demo\n",
        env={"FLOTUI_HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
    )


def saved(home: Path) -> dict[str, tuple[str, str | None]]:
    paths = Paths.find({"FLOTUI_HOME": str(home)})
    items = Profiles.load(paths).items
    return {name: (each.base_url, Credentials(paths).get(name)) for name, each in items.items()}


def test_the_command_line_keeps_both(bots: tuple[Server, Server], tmp_path: Path) -> None:
    one, other = bots
    assert "Saved as profile acme-retail." in log_in(tmp_path, one.url).stdout
    assert "Saved as profile acme-retail-2." in log_in(tmp_path, other.url).stdout
    assert saved(tmp_path) == {"acme-retail": (one.url, "demo"), "acme-retail-2": (other.url, "demo")}
    again = log_in(tmp_path, other.url, "--name", "acme-retail")
    assert again.returncode == 3 and "Replace it" in again.stderr
    assert one.url.split("/")[2] in again.stderr and other.url.split("/")[2] in again.stderr
    assert "was replaced" in log_in(tmp_path, one.url).stdout, "another key of the same bot"
    assert saved(tmp_path) == {"acme-retail": (one.url, "demo"), "acme-retail-2": (other.url, "demo")}
    wrong = log_in(tmp_path, f"{one.url}/nowhere")
    assert wrong.returncode == 5 and "isn't the API's address" in wrong.stderr and one.url in wrong.stderr


def test_logging_in_on_screen_keeps_both_and_the_header_names_the_profile(
    bots: tuple[Server, Server], tmp_path: Path
) -> None:
    one, other = bots
    assert log_in(tmp_path, one.url).returncode == 0
    with Terminal(flotui(), env={"FLOTUI_HOME": str(tmp_path)}, size=(90, 30)) as screen:
        screen.see("Workspace time zone")  # the login could ask nobody
        screen.see("esc leaves it for later", "Set the workspace's time zone", "esc later")
        screen.rest()
        screen.press("escape")
        screen.gone("Workspace time zone")
        screen.see("Acme Retail · f1284", "Subscribers")
        assert "acme-retail" not in screen.text.splitlines()[0]
        screen.press("A")
        screen.see("Base URL", one.url)
        screen.press("up", "ctrl+u", other.url, "enter", "demo", "enter")
        screen.see("acme-retail-2", "Save")
        screen.press("enter")
        screen.wait(lambda text: "acme-retail-2" in text.splitlines()[0], "the profile in the header")
        assert saved(tmp_path) == {"acme-retail": (one.url, "demo"), "acme-retail-2": (other.url, "demo")}
        screen.see("Workspace time zone")  # once: the API doesn't tell it
        screen.press("Bogota")
        screen.see("America/Bogota")
        screen.press("enter")
        screen.see("The workspace's time zone is America/Bogota.")
        screen.press("B")
        screen.see("Open which bot?", "already open")
        screen.press("acme-retail", "enter")
        screen.wait(
            lambda text: "acme-retail " in text.splitlines()[0] and "Open which" not in text,
            "the first bot again",
        )
        screen.press("q")
        assert screen.ended() == 0
