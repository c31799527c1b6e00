# SPDX-License-Identifier: MIT
"""A field's text in the operator's own editor."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from flotui.resources.ask import Field, Form
from flotui.ui.terminal import lending


# The person's own editor.
@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An editor that writes down what it saw, and appends to the text."""
    script = tmp_path / "editor.py"
    script.write_text(
        "import os, sys\n"
        "path = sys.argv[-1]\n"
        f"open({str(tmp_path / 'seen')!r}, 'w').write(f'{{path}} {{os.stat(path).st_mode:o}}')\n"
        "if '--fail' in sys.argv: sys.exit(3)\n"
        "text = open(path, newline='').read()\n"
        "open(path, 'w', newline='').write(text + ' edited\\n')\n"
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    return tmp_path


@pytest.fixture
def lends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that can be lent, without there being one."""
    monkeypatch.setattr(lending, "_lent", lambda app: nullcontext())


@pytest.mark.usefixtures("lends")
async def test_a_text_in_the_persons_own_editor(person, editor: Path) -> None:
    answer = await person.sees(
        person.app.ask.form(Form("Set", [Field("v", "V", "longtext", value="a\r\nb 客")]))
    )
    await person.press("ctrl+e")
    await person.until(lambda: "edited" in person.screen)
    path, mode = (editor / "seen").read_text().split()
    assert stat.S_IMODE(int(mode, 8)) == 0o600
    assert not Path(path).exists() and not Path(path).parent.exists(), "deleted after"
    await person.press("ctrl+s")
    assert await answer == {"v": "a\r\nb 客 edited"}


@pytest.mark.usefixtures("lends")
async def test_an_editor_that_fails_changes_nothing(person, editor: Path, monkeypatch) -> None:
    monkeypatch.setenv("VISUAL", os.environ["EDITOR"] + " --fail")
    await person.sees(person.app.ask.form(Form("Set", [Field("v", "V", "longtext", value="draft")])))
    await person.press("ctrl+e")
    await person.until(lambda: "failed with status 3" in person.screen)
    assert "draft" in person.screen and "edited" not in person.screen


@pytest.mark.usefixtures("lends")
async def test_no_editor(person, monkeypatch) -> None:
    monkeypatch.setenv("VISUAL", "/no/such/editor")
    await person.sees(person.app.ask.form(Form("Set", [Field("v", "V", "longtext", value="draft")])))
    await person.press("ctrl+e")
    await person.until(lambda: "The editor wasn't found" in person.screen)


async def test_a_terminal_that_cannot_be_handed_over(person, editor: Path) -> None:
    await person.sees(person.app.ask.form(Form("Set", [Field("v", "V", "longtext", value="draft")])))
    await person.press("ctrl+e")
    await person.until(lambda: "can't be handed to an editor" in person.screen)
