# SPDX-License-Identifier: MIT
"""A text in the person's own editor, by the real program: whatever becomes of the editor, the draft is there."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import Server
from tests.support.steps import open_ana
from tests.support.terminal import Terminal, flotui


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def editor(tmp_path: Path) -> Path:
    """An editor that does what its first argument says; its path has a blank in it."""
    script = tmp_path / "bin" / "my editor"
    script.parent.mkdir()
    script.write_text(
        "#!/bin/sh\n"
        'case "$1" in\n'
        "  adds) printf ', edited' >> \"$2\" ;;\n"
        "  saves) stty sane; printf ', saved' >> \"$2\"; echo the editor waits; read line ;;\n"
        "  fails) printf 'lost' >> \"$2\"; exit 3 ;;\n"
        "  dies) kill -9 $$ ;;\n"
        "  floods) head -c 1100000 /dev/zero | tr '\\0' a > \"$2\" ;;\n"
        '  empties) rm "$2" ;;\n'
        '  waits) stty sane; echo the editor waits; read line; printf \', %s\' "$line" >> "$2" ;;\n'
        "esac\n"
    )
    script.chmod(0o700)
    return script


def message(server: Server, home: Path, command: str, **more: str) -> Terminal:
    """A message to Ana with a draft, with the editor about to be asked for."""
    env = {**server.environ(home), "EDITOR": command, "VISUAL": ""} | more
    screen = Terminal(flotui(), env=env)
    open_ana(screen)
    screen.press("m")
    screen.see("ctrl+e editor")
    screen.press("a draft")
    screen.see("a draft")
    return screen


def test_it_is_edited(server: Server, tmp_path: Path, editor: Path) -> None:
    with message(server, tmp_path, f"'{editor}' adds") as screen:
        screen.press("ctrl+e")
        screen.see("a draft, edited", "Send message: Ana Souza", "━ Ana Souza", "─ Subscribers", "? help")
        assert screen.modes["?1049"] and screen.modes["?2004"] and not screen.modes["?25"]
        screen.press(" twice")
        screen.see("a draft, edited twice")


def test_what_is_no_command(server: Server, tmp_path: Path) -> None:
    with message(server, tmp_path, '"unclosed') as screen:
        told_of_the_editor(screen, "$EDITOR can't be read as a command; the text is unchanged.")


def said(screen: Terminal, sentence: str) -> None:
    """Wait until a sentence stands in the dialog, on however many lines."""
    screen.wait(lambda text: sentence in " ".join(" ".join(text.split("│")[1::2]).split()), sentence)


def told_of_the_editor(screen: Terminal, sentence: str) -> None:
    """Ask for the editor; what is said of it, with the draft as it was and ready to be written on."""
    line = next(line for line in screen.text.splitlines() if "a draft" in line)
    # Of the dialog, not of what is beside it.
    draft = next(part.strip() for part in line.split("│") if "a draft" in part)
    screen.press("ctrl+e")
    said(screen, sentence)
    screen.see(draft, "━ Ana Souza")
    assert "lost" not in screen.text
    screen.press(" on")
    screen.see(f"{draft} on")


def test_an_editor_that_does_not_work(server: Server, tmp_path: Path, editor: Path) -> None:
    """In one session: what stands where the editor should be is another each time."""
    kept = editor.read_text()
    with message(server, tmp_path, f"'{editor}' -w") as screen:
        for does, sentence in [
            ("fails", "my editor failed with status 3"),
            ("dies", "my editor was ended by SIGKILL"),
            ("floods", "What my editor saved is longer than 1 MB. The text is unchanged."),
            ("empties", "my editor left no file"),
        ]:
            editor.write_text(kept.replace('case "$1"', f"case {does}"))
            told_of_the_editor(screen, sentence)
            if does == "fails":
                said(screen, "What it wrote is in")
                [written] = (tmp_path / "state" / "drafts").glob("flotui-*/draft.txt")
                assert written.read_text() == "a draftlost"
        editor.write_text("no program either")
        told_of_the_editor(screen, "my editor couldn't be started: Exec format error")
        editor.chmod(0o600)
        told_of_the_editor(screen, "The editor isn't executable; the text is unchanged.")
        editor.unlink()
        told_of_the_editor(screen, "The editor wasn't found; the text is unchanged. $EDITOR is ")
        editor.mkdir()
        told_of_the_editor(screen, "The editor isn't executable; the text is unchanged.")


def test_keys_that_are_the_editors(server: Server, tmp_path: Path, editor: Path) -> None:
    with message(server, tmp_path, f"'{editor}' waits") as screen:
        screen.press("ctrl+e")
        screen.see("the editor waits")
        assert not screen.modes["?1049"] and screen.modes["?25"]
        screen.press("typed there", "enter")
        screen.see("a draft, typed there")

        screen.press("ctrl+e")
        screen.see("the editor waits")
        screen.press("ctrl+c")  # both are in the foreground
        screen.see("my editor was ended by SIGINT", "a draft, typed there", "━ Ana Souza")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_the_end_while_it_is_edited(
    server: Server, tmp_path: Path, editor: Path, number: signal.Signals
) -> None:
    with message(server, tmp_path, f"'{editor}' waits") as screen:
        screen.press("ctrl+e")
        screen.see("the editor waits")
        children = Path(f"/proc/{screen.process.pid}/task/{screen.process.pid}/children").read_text().split()
        screen.process.send_signal(number)
        assert screen.ended() == 0
        assert screen.restored
        assert not any(Path(f"/proc/{child}").exists() for child in children)
    log = tmp_path / "logs" / "flotui.log"
    assert "Traceback" not in screen.text + (log.read_text() if log.exists() else "")


def test_what_was_saved_stays_when_the_line_drops(server: Server, tmp_path: Path, editor: Path) -> None:
    with message(server, tmp_path, f"'{editor}' saves") as screen:
        screen.press("ctrl+e")
        screen.see("the editor waits")
        screen.hang_up()
        assert screen.ended() == 0
    [kept] = (tmp_path / "state" / "drafts").glob("flotui-*/draft.txt")
    assert kept.read_text() == "a draft, saved"
    assert {each.stat().st_mode & 0o077 for each in (kept, kept.parent, kept.parent.parent)} == {0}
    with Terminal(flotui(), env=server.environ(tmp_path), size=(200, 40)) as screen:
        screen.see("A text was in your editor when flotui ended.", kept.parent.name)


def test_the_draft_stays_when_the_line_drops_before_it_is_saved(
    server: Server, tmp_path: Path, editor: Path
) -> None:
    with message(server, tmp_path, f"'{editor}' waits") as screen:
        screen.press("ctrl+e")
        screen.see("the editor waits")
        screen.hang_up()
        assert screen.ended() == 0
    [kept] = (tmp_path / "state" / "drafts").glob("flotui-*/draft.txt")
    assert kept.read_text().startswith("a draft")
