# SPDX-License-Identifier: MIT
"""Opening a row's page in the browser; where none can be opened from here, its address is copied."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from flotui.api.models.base import Model
from flotui.resources import registry
from flotui.resources.base import Context, Resource
from flotui.text import safe
from flotui.ui.panels.folding import whole
from flotui.ui.shell import Shell

_LEADS = re.compile(r"(^|_)(url|link|permalink)$")
_PICTURE = re.compile(r"image|pic|photo|avatar|icon|logo|thumb")


async def open_page(shell: Shell) -> None:
    """Open the page of the row under the cursor, or of the row whose detail is open."""
    panel = shell.main.panel
    context = panel.context(None, shell.ask)
    found = "" if context is None else _of_context(context, shell.options.preferences.pages)
    resource, row = panel.resource, panel.opened
    if not found and resource is not None and row is not None:
        found = address(resource, row, shell.options.preferences.pages)
    if not found:
        shell.main.say("The page of this row isn't known. Set it in config.toml, under [pages].")
        return
    opener = opener_of(os.environ, sys.platform)
    if not opener:
        shell.ask.copy(found, "address")
        return
    subprocess.Popen(
        [*opener, found],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    shell.main.say(f"Opening {safe.sanitize(found)}")


def _of_context(context: Context[object], pages: Mapping[str, str]) -> str:
    resource, rows = context.resource, context.rows
    return address(resource, whole(rows[0]), pages) if resource is not None and rows else ""


def address(resource: Resource[object], row: object, pages: Mapping[str, str]) -> str:
    """Where a row's page is: as the settings say, else the first address that the row itself holds.

    Args:
        resource: whose row it is.
        row: the row.
        pages: addresses by the resource's id, with `{id}` for the row's; also for the same things in other lists, as
            for a subscriber among those who wait.

    Returns:
        An address of http or https; empty where there is none.
    """
    for name in (resource.id, *pages):
        if name in pages and _is_listed(name, resource, row):
            return pages[name].replace("{id}", quote(resource.row_id(row), safe=""))
    held: Sequence[object]
    if resource.links is not None:
        held = resource.links(row)
    else:
        raw = row.raw if isinstance(row, Model) else {}
        held = [value for key, value in raw.items() if _LEADS.search(key) and not _PICTURE.search(key)]
    return next((each for each in held if isinstance(each, str) and _is_address(each)), "")


def _is_listed(name: str, resource: Resource[object], row: object) -> bool:
    """Whether the list of a name has such rows."""
    if name == resource.id:
        return True
    found = registry.resource(name)
    return found is not None and found.kind is not None and isinstance(row, found.kind.model)


def _is_address(text: str) -> bool:
    return (
        text.startswith(("https://", "http://")) and text.isascii() and text.isprintable() and " " not in text
    )


def opener_of(environ: Mapping[str, str], platform: str) -> tuple[str, ...]:
    """What opens an address in a browser that the person sees; nothing over SSH, and where there is no display.

    Args:
        environ: the environment.
        platform: as `sys.platform`.
    """
    if "SSH_CONNECTION" in environ or "SSH_TTY" in environ:
        return ()
    if platform == "darwin":
        return ("open",)
    seen = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return ("xdg-open",) if seen and shutil.which("xdg-open", path=environ.get("PATH")) else ()
