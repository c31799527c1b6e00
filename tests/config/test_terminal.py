# SPDX-License-Identifier: MIT
"""What the environment tells of the terminal before anything is drawn on it."""

from __future__ import annotations

import pytest

from flotui.config import terminal

XTERM = {"TERM": "xterm-256color"}


@pytest.mark.parametrize("term", ["", "dumb", "unknown"])
def test_a_terminal_that_cannot_be_drawn_on_is_named(term: str) -> None:
    said = terminal.unfit({"TERM": term, "LANG": "C.UTF-8"})
    assert "TERM" in said and term in said and "xterm-256color" in said
    assert not terminal.unfit({**XTERM, "LANG": "C.UTF-8"})


@pytest.mark.parametrize(
    "environ",
    [
        {"LANG": "de_DE.ISO-8859-1"},
        {"LC_ALL": "en_US.iso88591", "LANG": "en_US.UTF-8"},
        {"LC_CTYPE": "ja_JP.eucJP"},
        {"LANG": "de_DE.ISO-8859-15@euro"},
        {"LANG": "xx.made-up"},
    ],
)
def test_a_locale_with_other_letters_is_named(environ: dict[str, str]) -> None:
    said = terminal.unfit(XTERM | environ)
    name = next(iter(environ))
    assert f"{name}={environ[name]}" in said and "C.UTF-8" in said


@pytest.mark.parametrize("named", ["C.UTF-8", "en_US.utf8", "pt_BR.UTF-8@x", "pt_BR", "C", "POSIX", ""])
def test_any_other_locale_can_be_drawn_in(named: str) -> None:
    assert terminal.unfit(XTERM | {"LANG": named}) == ""
    assert bool(terminal.doubtful({"LANG": named})) == (named in ("C", "POSIX", ""))


@pytest.mark.parametrize(
    "environ", [{"LC_ALL": "C", "LANG": "pt_BR.UTF-8"}, {"LC_CTYPE": "POSIX"}, {"LANG": ""}]
)
def test_what_to_set_is_the_variable_that_holds(environ: dict[str, str]) -> None:
    assert f"set {next(iter(environ))} to one with UTF-8" in terminal.doubtful(environ)


@pytest.mark.parametrize(
    ("environ", "few"),
    [
        ({"TERM": "linux"}, True),
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm-16color"}, True),
        ({"TERM": "screen"}, True),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "tmux-256color"}, False),
        ({"TERM": "xterm-kitty"}, False),
        ({"TERM": "linux", "COLORTERM": "truecolor"}, False),
        ({"TERM": "alacritty", "COLORTERM": "24bit"}, False),
    ],
)
def test_how_many_colours_are_sent_is_as_rich_sends_them(
    environ: dict[str, str], few: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rich.console import Console

    assert terminal.few_colors(environ) is few
    sent = Console(force_terminal=True, _environ=environ).color_system
    assert (sent == "standard") is few
