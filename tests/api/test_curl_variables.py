# SPDX-License-Identifier: MIT
"""Variables that a paste itself gives a text: put in as the shells do it, and left alone where that is in doubt."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from flotui.api.call import Call
from flotui.api.curl import parse_curl
from flotui.api.errors import Malformed
from flotui.api.shells import bash

BASE = "https://app.flochat.ai/api"
BODY = r'"{\"name\":\"$NAME\"}"'


def _made(shell: str, text: str) -> list[str]:
    """The words that a real shell gives a command."""
    told = subprocess.run(
        [shell, "-c", f"curl() {{ printf '%s\\0' \"$@\"; }}\n{text}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.split("\0")[:-1]


@pytest.mark.parametrize("shell", ["bash", "dash", "zsh"])
@pytest.mark.parametrize(
    "text",
    [
        f'BASE={BASE}\ncurl "$BASE/flow/tags"',
        f"BASE='{BASE}'; curl ${{BASE}}/flow/tags",
        f"export BASE={BASE} && curl $BASE/flow/tags",
        'HOST=https://app.flochat.ai\nBASE="$HOST/api" # live\ncurl $BASE/flow/tags',
        f"NAME='vip one'\ncurl {BASE}/flow/create-tag -d {BODY}",
        f"NAME='a*'\ncurl {BASE}/flow/create-tag -d '{{\"name\":\"'\"$NAME\"'\"}}'",
        f"BASE={BASE}\ncurl $BASE/flow/tags\nBASE=other",
        f"A=x B={BASE}\ncurl $B/$A",
    ],
)
def test_a_text_that_is_given_above_is_put_in_as_the_shell_does_it(shell: str, text: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    (words,) = [each for each in bash.commands(text).commands if each[0] == "curl"]
    assert words[1:] == _made(shell, text)


@pytest.mark.parametrize(
    "text",
    [
        f"set -x BASE {BASE}\ncurl $BASE/flow/tags",
        f"set BASE {BASE}; curl $BASE/flow/tags",
        f"set BASE={BASE}\ncurl $BASE/flow/tags",
        f'setenv BASE {BASE}\ncurl "$BASE/flow/tags"',
        f"declare -r BASE={BASE}\ncurl $BASE/flow/tags",
    ],
)
def test_other_shells_write_it_otherwise(text: str) -> None:
    assert parse_curl(text, [BASE]).call == Call.of("flowTags")


@pytest.mark.parametrize(
    "above",
    [
        "NAME=a\nNAME=b",
        "NAME=$(whoami)",
        "NAME=a\nNAME+=b",
        "NAME=a\nread NAME",
        "NAME=a\nunset NAME",
        "NAME=a\n. ./env",
        "NAME=a\neval $X",
        'if [ "$X" ]; then NAME=a; fi',
        "NAME=a\nif x; then NAME=b; fi",
        "NAME=a env",
        "OTHER=a",
    ],
)
def test_what_may_be_another_text_is_left_to_the_shell(above: str) -> None:
    with pytest.raises(Malformed, match=r"has \$NAME, and only its shell knows"):
        parse_curl(f"{above}\ncurl {BASE}/flow/create-tag -d {BODY}", [BASE])


@pytest.mark.parametrize("use", ["$NAME", "${NAME}"])
def test_a_text_that_may_become_several_words_is_left_to_the_shell(use: str) -> None:
    for value in ("'a b'", "'a*'", "'-d x'"):
        with pytest.raises(Malformed, match="only its shell knows"):
            parse_curl(f"NAME={value}\ncurl {BASE}/flow/tags?name={use}", [BASE])


def test_in_single_quotes_it_is_no_variable() -> None:
    assert parse_curl(f"NAME=a\ncurl '{BASE}/flow/tags?name=$NAME'", [BASE]).call.query == (
        ("name", "$NAME"),
    )


@pytest.mark.parametrize(
    "text",
    [
        f"set BASE={BASE}\ncurl %BASE%/flow/tags",
        f'set "BASE={BASE}"\r\ncurl "%BASE%/flow/tags"',
        f'SET base={BASE}\ncurl "%Base%/flow/tags"',
        "@echo off\nrem tags\nset HOST=app.flochat.ai\ncurl https://%HOST%/api/flow/tags\npause",
        f"C:\\Users\\me>set BASE={BASE}\n\nC:\\Users\\me>curl %BASE%/flow/tags",
        f"setlocal enabledelayedexpansion\nset BASE={BASE}\ncurl !BASE!/flow/tags",
        f"set BASE={BASE}\nset BASE={BASE}\ncurl %BASE%/flow/tags",
    ],
)
def test_a_text_that_cmd_is_given_above_is_put_in(text: str) -> None:
    assert parse_curl(text, [BASE]).call == Call.of("flowTags")


@pytest.mark.parametrize(
    "above",
    [
        "set NAME=a\nset NAME=b\n",
        "set NAME=a \n",
        "set NAME=%OTHER%\n",
        "set NAME=a^b\n",
        "set NAME=a\nset /p NAME=Which?\n",
        "set NAME=a\nif x==y set NAME=b\n",
        "set NAME=a & ",
        "rem set NAME=a\n",
    ],
)
def test_what_may_be_another_text_to_cmd_is_left_to_it(above: str) -> None:
    with pytest.raises(Malformed, match="%NAME%, and only its shell knows"):
        parse_curl(f"{above}curl {BASE}/flow/tags?name=%NAME%", [BASE])


def test_cmd_looks_late_at_a_variable_only_where_it_is_told_to() -> None:
    with pytest.raises(Malformed, match="!NAME!, and only its shell knows"):
        parse_curl(f'set NAME=a\ncurl "{BASE}/flow/tags?name=!NAME!"', [BASE])
