# SPDX-License-Identifier: MIT
from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from flotui.config import log as log_module
from flotui.config.log import close_log, log_failure, never_log, open_log, redact
from flotui.config.paths import Paths


@pytest.fixture(autouse=True)
def put_logging_back() -> Iterator[None]:
    root = logging.getLogger()
    kept = (root.level, logging.lastResort, logging.raiseExceptions, logging.getLogger("flotui").level)
    secrets = set(log_module._secrets)
    yield
    close_log()
    root.setLevel(kept[0])
    logging.lastResort, logging.raiseExceptions = kept[1], kept[2]
    logging.getLogger("flotui").setLevel(kept[3])
    log_module._secrets.clear()
    log_module._secrets.update(secrets)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("Authorization: Bearer abc|DEF-1.2_3~x", "Authorization: Bearer [token]"),
        ("{'authorization': 'bearer abcdef'}", "{'authorization': 'bearer [token]'}"),
        ('{"api_key": "abcdef", "x": 1}', '{"api_key": "[token]", "x": 1}'),
        ("?token=abcdef&limit=1", "?token=[token]&limit=1"),
        ("to ana.souza+x@shop.example.com now", "to [e-mail] now"),
        ("?email=ana%40shop.example.com&limit=5", "?email=[e-mail]&limit=5"),
        ("wa 5511987654410 left", "wa [phone] left"),
        ("+57 300 123-4567", "[phone]"),
        ("(11) 98765-4410", "[phone]"),
        ("?phone=%2B573001234567&limit=5", "?phone=[phone]&limit=5"),
    ],
)
def test_what_belongs_to_a_person_is_redacted(text: str, safe: str) -> None:
    assert redact(text) == safe


@pytest.mark.parametrize(
    "text",
    [
        "GET /flow/tags?limit=100 200 in 123 ms",
        "f1284u903 f1284s2001",
        "2026-11-22 15:40:12",
        "128400 rows",
        "x" * 40,
    ],
)
def test_what_helps_is_kept(text: str) -> None:
    assert redact(text) == text


def test_the_log_is_private_and_says_no_secret(paths: Paths) -> None:
    never_log("my-very-own-token")
    path = open_log(paths)
    assert not path.exists()
    logging.getLogger("flotui.api").info("sent %s for %s", "my-very-own-token", "ana@shop.example")
    logging.getLogger("other").warning("called 5511987654410")
    said = path.read_text()
    assert "info flotui.api: sent [token] for [e-mail]\n" in said
    assert "called [phone]" in said
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_tracebacks_are_redacted_too(paths: Paths) -> None:
    path = open_log(paths)
    try:
        raise ValueError("Bearer abcdefgh refused for ana@shop.example")
    except ValueError as error:
        log_failure("reading", error, phone="5511987654410")
    said = path.read_text()
    assert "reading failed phone='[phone]'" in said
    assert "ValueError: Bearer [token] refused for [e-mail]" in said
    assert "Traceback" in said


def test_nothing_reaches_the_screen(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    open_log(paths)
    logging.getLogger("flotui").error("bad: %d", "not a number")
    logging.getLogger("library").error("worse")
    assert capsys.readouterr() == ("", "")


def test_a_log_that_cannot_be_written_is_no_reason_to_stop(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    paths.logs.rmdir()
    paths.logs.write_text("a file in the way")
    open_log(paths)
    logging.getLogger("flotui").error("lost")
    assert capsys.readouterr() == ("", "")


def test_the_log_grows_to_a_size_and_no_further(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "SIZE", 2000)
    path = open_log(paths)
    for number in range(400):
        logging.getLogger("flotui").info("line %d of many", number)
    files: list[Path] = sorted(path.parent.iterdir())
    assert [each.name for each in files] == ["flotui.log", "flotui.log.1", "flotui.log.2", "flotui.log.3"]
    assert all(each.stat().st_size <= 2000 for each in files)
    assert all(stat.S_IMODE(each.stat().st_mode) == 0o600 for each in files)


def test_opening_twice_writes_once(paths: Paths) -> None:
    open_log(paths)
    path = open_log(paths)
    logging.getLogger("flotui").info("once")
    assert path.read_text().count("once") == 1
