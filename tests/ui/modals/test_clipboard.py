from __future__ import annotations

import base64
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
    monkeypatch.delenv("TMUX", raising=False)
    return found


async def test_osc_52(person, written: list[str]) -> None:
    said, tone = copy(person.app, "Ana ação 客", "name")
    assert written == [f"\x1b]52;c;{base64.b64encode('Ana ação 客'.encode()).decode()}\x07"]
    assert said == "Sent to the terminal's clipboard: name (10 characters)." and tone == "plain"
    assert "copied" not in said.lower()


async def test_in_tmux_it_is_passed_on(person, written: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")
    copy(person.app, "x", "id")
    assert written[0].endswith("\x1bPtmux;\x1b\x1b]52;c;eA==\x07\x1b\\")


def test_every_escape_is_doubled_inside_the_passthrough() -> None:
    inner = sequence("eA==", True).split("\x1bPtmux;")[1].removesuffix("\x1b\\")
    assert inner.replace("\x1b\x1b", "").count("\x1b") == 0


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
    assert not written and said.startswith("Not sent") and tone == "warn"


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
