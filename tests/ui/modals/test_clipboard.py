# SPDX-License-Identifier: MIT
from __future__ import annotations

import base64
import re
import stat
from pathlib import Path

import pytest

from flotui.resources.ask import Field, Form
from flotui.ui.ask import Dialogs
from flotui.ui.clipboard import LIMIT, copy, sequence


@pytest.fixture
def written(person, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(person.app._driver, "write", found.append)
    for name in ("TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)
    return found


async def test_osc_52(person, written: list[str]) -> None:
    said, tone = copy(person.app, "Ana ação 客", "name")
    assert written == [f"\x1b]52;c;{base64.b64encode('Ana ação 客'.encode()).decode()}\x07"]
    assert said == "Sent to the terminal's clipboard: name (10 characters)." and tone == "plain"
    assert "copied" not in said.lower()


@pytest.fixture
def around(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A stand-in for tmux; the folder where it leaves what it was called with and given."""
    program = tmp_path / "bin" / "tmux"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$*" > {tmp_path}/called\ncat > {tmp_path}/given\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")
    return tmp_path


async def test_tmux_is_given_the_text_and_the_terminal_is_not_asked(
    person, written: list[str], around: Path
) -> None:
    long = "ação\ud800" * LIMIT
    said, tone = copy(person.app, long, "id", around / "clipboard.txt")
    assert (around / "called").read_text() == "load-buffer -w -\n"
    assert (around / "given").read_bytes() == long.encode("utf-8", "surrogatepass")
    assert not written and not (around / "clipboard.txt").exists()
    assert said.startswith("Sent to tmux's buffer and to the terminal's clipboard: id") and tone == "plain"


async def test_a_credential_does_not_stay_in_tmux(person, written: list[str], around: Path) -> None:
    said, _ = copy(person.app, "x", "token")
    assert (around / "called").read_text() == "load-buffer -w -b flotui - ; delete-buffer -b flotui\n"
    assert not written and said.startswith("Sent to the terminal's clipboard: token")


async def test_an_old_tmux_or_none_leaves_it_to_the_terminal(
    person, written: list[str], around: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (around / "bin" / "tmux").write_text("#!/bin/sh\ncat > /dev/null; echo unknown flag -w >&2; exit 1\n")
    said, _ = copy(person.app, "x", "id", around / "clipboard.txt")
    assert written == ["\x1b]52;c;eA==\x07"] and "if your terminal ignores it:" in said
    monkeypatch.setenv("PATH", "/nowhere")
    copy(person.app, "x", "id", around / "clipboard.txt")
    assert len(written) == 2


def test_gnu_screen_passes_it_on_in_pieces() -> None:
    encoded = base64.b64encode(b"hello" * 500).decode()
    pieces = re.findall("\x1bP(.*?)\x1b\\\\", sequence(encoded, screen=True), re.S)
    assert "".join(pieces) == sequence(encoded, screen=False)
    assert all(len(piece) <= 250 for piece in pieces)


async def test_the_file_beside_it(person, written: list[str], tmp_path: Path) -> None:
    file = tmp_path / "state" / "clipboard.txt"
    said, _ = copy(person.app, "secret", "token\x1b[31m", file)
    assert len(written) == 1 and "if your terminal ignores it:" in said and str(file) in said
    assert "\x1b" not in said
    assert file.read_text() == "secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert list(file.parent.iterdir()) == [file], "nothing is left beside it"


async def test_beyond_the_cap_only_the_file(person, written: list[str], tmp_path: Path) -> None:
    file = tmp_path / "clipboard.txt"
    long = "x" * LIMIT
    said, tone = copy(person.app, long, "value", file)
    assert not written and file.read_text() == long and tone == "warn" and said.startswith("Too long")
    most = "x" * (LIMIT // 4 * 3)
    copy(person.app, most, "value", file)
    assert len(written) == 1


async def test_beyond_the_cap_without_a_file(person, written: list[str]) -> None:
    said, tone = copy(person.app, "x" * LIMIT, "value")
    assert not written and said.startswith("Not copied") and tone == "warn"


async def test_a_file_that_cannot_be_written(person, written: list[str], tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    said, tone = copy(person.app, "x" * LIMIT, "value", blocked / "clipboard.txt")
    assert said.startswith("Not copied") and tone == "danger"


async def test_dialogs_tell_and_paste_back(person, written: list[str], tmp_path: Path) -> None:
    ask = Dialogs(
        person.app,
        say=lambda text, tone: person.app.said.append((text, tone)),
        go=lambda *_, **__: None,
        clipboard_file=tmp_path / "clipboard.txt",
    )
    ask.copy("5511999", "phone")
    assert person.app.said[-1][0].startswith("Sent to the terminal's clipboard: phone (7 characters)")
    answer = await person.sees(ask.form(Form("F", [Field("a", "A")])))
    await person.press("ctrl+v", "enter")
    assert await answer == {"a": "5511999"}


async def test_lone_surrogates(person, written: list[str], tmp_path: Path) -> None:
    said, _ = copy(person.app, "a\ud800b", "value", tmp_path / "c.txt")
    assert said.startswith("Sent") and written
