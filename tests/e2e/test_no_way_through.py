# SPDX-License-Identifier: MIT
"""A host that can't be reached: the screen says why, and what was read before can still be read."""

from __future__ import annotations

from pathlib import Path

from flotui.config.paths import Paths
from flotui.config.resolving import resolve
from flotui.workspace import Workspace
from tests.support.bot import Bot
from tests.support.server import Server
from tests.support.terminal import Terminal, flotui


async def read_before(environ: dict[str, str]) -> None:
    """Have the cache of a host's bot filled, as an earlier run does while there is a way through."""
    paths = Paths.find(environ).make()
    found = resolve(paths, environ, None)
    assert found is not None
    workspace = await Workspace.open(
        found.profile,
        token=found.token,
        cache=paths.cache_file,
        journal=paths.journal_file,
        transport=Bot().transport,
    )
    async for _ in workspace.subscribers.list():
        pass
    await workspace.close()


def environment(home: Path, base_url: str) -> dict[str, str]:
    return {
        "FLOTUI_HOME": str(home),
        "FLOTUI_BASE_URL": base_url,
        "FLOTUI_API_KEY": "demo",
        "NO_PROXY": "*",
    }


def in_the_list(text: str) -> str:
    """What the list says, which has a card and a chat beside it; its sentences go over several lines there."""
    return " ".join(line.partition("▏")[0].strip() for line in text.splitlines())


def says_why_and_stays_readable(environ: dict[str, str], what: str, why: str) -> None:
    with Terminal(flotui(), env=environ, size=(200, 40)) as screen:
        screen.see("Ana Souza", " of 130")
        screen.press("r")
        screen.wait(lambda text: all(said in in_the_list(text) for said in (what, "r tries again", why)), why)
        screen.filter("Marina")
        screen.see("Marina", "here")
        screen.press("enter")
        screen.see("━ Marina", "[Card]", "WhatsApp   +55 21 90000 0000", "Fields with a value")
        assert "Traceback" not in screen.text
        screen.press("escape", "q")


async def test_a_name_that_is_not_known(tmp_path: Path) -> None:
    environ = environment(tmp_path, "https://nowhere.invalid/api")
    await read_before(environ)
    says_why_and_stays_readable(environ, "Offline", "The name nowhere.invalid could not be found")


async def test_a_port_that_speaks_no_tls(tmp_path: Path) -> None:
    with Server() as server:
        environ = environment(tmp_path, server.url.replace("http:", "https:"))
        await read_before(environ)
        says_why_and_stays_readable(environ, "Not refreshed", "perhaps because it speaks no TLS there")
        assert server.requests() == []


def test_a_first_look_says_it_where_the_list_would_be(tmp_path: Path) -> None:
    with Terminal(flotui(), env=environment(tmp_path, "https://nowhere.invalid/api")) as screen:
        screen.see("The name nowhere.invalid could not be found", "r tries again")
